// @ts-check
/** A translator: the twin of softlook.translate.decode, whose docstring has the equations. */
import { additive, additiveKeys } from "../math/additive.js";
import { alignedPosition } from "../math/aligned_position.js";
import { general } from "../math/general.js";
import { gru } from "./gru.js";
import { inner, join, linear } from "../math/linear.js";
import { location } from "../math/location.js";
import { safetensors } from "./safetensors.js";
import { readSettings, shapes } from "./settings.js";
import { weigh } from "./step.js";
import { END_ID, NEVER_WRITTEN, SPECIAL, START_ID, UNKNOWN_ID, vocabulary } from "./vocabulary.js";

/**
 * A translation has one row a step; the step that wrote </s> is the last.
 *
 * @typedef {Float64Array} Vector
 * @typedef {{h: Vector[], keys: Vector[], z: Vector}} Memory
 * @typedef {{words: string[], e: number[][] | null, alpha: number[][] | null, logits: number[][],
 *   p: number[] | null}} Translation
 * @typedef {import("./step.js").DecodingOptions} DecodingOptions
 * @typedef {import("./safetensors.js").Tensor} Tensor
 */

export const FORMAT = "2"; // as in softlook.translate.checkpoints

/**
 * Make a translator of a checkpoint's bytes.
 *
 * @param {ArrayBuffer} file
 * @throws {Error} if it is damaged, of another kind, or does not fit its own settings
 */
export function makeDecoder(file) {
  const { metadata, tensors: w } = safetensors(file);
  if (metadata.softlook !== "translation checkpoint")
    throw new Error("another safetensors file given, a checkpoint of this course wanted");
  if (metadata.format !== FORMAT) throw new Error(`format ${metadata.format} given, format ${FORMAT} wanted`);
  const settings = readSettings(parse(metadata, "settings"));
  const [source, target] = ["source", "target"].map((side) => vocabulary(parse(metadata, side), side));
  const wanted = shapes(settings, source.length, target.length);
  for (const name of new Set([...Object.keys(wanted), ...Object.keys(w)])) {
    const [given, right] = [w[name]?.shape, wanted[name]].map((shape) => shape && `(${shape.join(", ")})`);
    if (given !== right)
      throw new Error(
        `${name} of shape ${given ?? "missing"} given, ${right ?? "no such tensor"} wanted by the settings`,
      );
  }
  const { attention } = settings;
  /** The tensors of the score, by the last part of their names. */
  const scorer = Object.fromEntries(
    Object.entries(w)
      .filter(([name]) => name.startsWith("look."))
      .map(([name, tensor]) => [name.slice(name.lastIndexOf(".") + 1), tensor]),
  );
  if (attention === "concat")
    [scorer.w_q, scorer.w_k] = splitColumns(scorer.w_a, scorer.w_a.shape[1] - settings.hidden);
  const row = (/** @type {string} */ name, /** @type {number} */ n) =>
    w[name].data.subarray(n * settings.embedding, (n + 1) * settings.embedding);

  /** The states of a GRU over a sequence, from zeros. @param {string} end @param {Vector[]} x */
  const run = (end, x) => {
    let h = new Float64Array(settings.hidden / 2);
    return x.map((word) => (h = gru(w, "reader", end, word, h)));
  };

  /** What the encoder makes of a sentence. @param {number[]} x numbers of words @returns {Memory} */
  const read = (x) => {
    const embedded = x.map((n) => row("source_embedding.weight", n));
    const forth = run("_l0", embedded);
    const back = run("_l0_reverse", [...embedded].reverse()).reverse();
    let h = forth.map((state, j) => join(state, back[j]));
    const z = join(forth[forth.length - 1], back[0]);
    if (settings.residual) h = h.map((state, j) => linear(w["residual.weight"], embedded[j], state));
    return { h, keys: scorer.w_k ? additiveKeys(h, scorer.w_k) : h, z };
  };

  /** @param {Vector} q @param {Vector[]} keys */
  const score = (q, keys) => {
    if (attention === "additive" || attention === "concat") return additive(q, keys, scorer.w_q, scorer.v_a.data);
    if (attention === "general") return general(q, keys, scorer.w_a);
    return attention === "location" ? location(q, keys.length, scorer.w_a) : keys.map((key) => inner(q, key));
  };

  /**
   * @param {Memory} memory
   * @param {Vector} s
   * @param {Vector} y
   * @param {number} i
   * @param {DecodingOptions} options
   */
  const attend = ({ h, keys, z }, s, y, i, options) => {
    if (attention === "none") return { e: null, alpha: null, p: null, c: z };
    const q = settings.previous_word ? join(s, y) : s;
    const p = settings.window === "local-p" ? alignedPosition(q, h.length, scorer.w_p, scorer.v_p.data) : null;
    const seen = weigh(score(q, keys), i, settings, options, p);
    const c = new Float64Array(settings.hidden);
    for (let j = 0; j < h.length; j++) for (let d = 0; d < c.length; d++) c[d] += seen.alpha[j] * h[j][d];
    return { ...seen, c };
  };

  /**
   * Write a translation, the likeliest word at each step.
   *
   * @param {Memory} memory
   * @param {DecodingOptions} options
   * @returns {Translation}
   */
  const write = (memory, options) => {
    let s = linear(w["bridge.weight"], memory.z, w["bridge.bias"].data).map(Math.tanh);
    let u = new Float64Array(settings.hidden);
    let n = START_ID;
    /** @type {{e: number[] | null, alpha: number[] | null, p: number | null, logits: number[]}[]} */
    const steps = [];
    /** @type {string[]} */
    const written = [];
    while (n !== END_ID && steps.length <= settings.longest) {
      const y = row("target_embedding.weight", n);
      const early = settings.timing === "bahdanau";
      if (!early) s = gru(w, "exploiter", "_l0", settings.input_feeding ? join(y, u) : y, s);
      const seen = attend(memory, s, y, steps.length, options);
      if (early) s = gru(w, "exploiter", "_l0", join(y, seen.c), s);
      u = s;
      if (settings.readout === "s;c")
        u = linear(w["readout.weight"], join(s, seen.c), w["readout.bias"].data).map(Math.tanh);
      const logits = linear(w["out.weight"], u, w["out.bias"].data);
      n = largest(logits);
      steps.push({ e: seen.e, alpha: seen.alpha, p: seen.p, logits: Array.from(logits) });
      if (n !== END_ID) written.push(target[n]);
    }
    /** @param {"e" | "alpha" | "p" | "logits"} name */
    const column = (name) => /** @type {any} */ (steps[0][name] === null ? null : steps.map((step) => step[name]));
    return { words: written, e: column("e"), alpha: column("alpha"), p: column("p"), logits: column("logits") };
  };

  const numbers = new Map(source.map((word, n) => [word, n]));
  return {
    settings,
    source: source.slice(SPECIAL.length),
    read: (/** @type {string[]} */ sentence) => read(sentence.map((word) => numbers.get(word) ?? UNKNOWN_ID)),
    write,
  };
}

/** The likeliest word that may be written; of equals the first. @param {Vector} logits */
function largest(logits) {
  let best = END_ID;
  for (let n = 0; n < logits.length; n++)
    if (!NEVER_WRITTEN.includes(n) && (logits[n] > logits[best] || (logits[n] === logits[best] && n < best))) best = n;
  return best;
}

/** Split a matrix by its columns. @param {Tensor} w @param {number} at @returns {Tensor[]} */
function splitColumns({ shape: [rows, columns], data }, at) {
  const ends = [0, at, columns];
  return [0, 1].map((n) => {
    const [from, to] = [ends[n], ends[n + 1]];
    const kept = new Float64Array(rows * (to - from));
    for (let r = 0; r < rows; r++) kept.set(data.subarray(r * columns + from, r * columns + to), r * (to - from));
    return { shape: [rows, to - from], data: kept };
  });
}

/** @param {Record<string, string>} metadata @param {string} name */
function parse(metadata, name) {
  try {
    return JSON.parse(metadata[name]);
  } catch {
    throw new Error(`${name}: no JSON given in the header, a checkpoint of this course wanted`);
  }
}
