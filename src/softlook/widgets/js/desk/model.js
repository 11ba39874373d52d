// @ts-check
/** What the desk holds and what follows from it: the state, its history, the loaded translators, the translation. */
import { makeDecoder } from "../translate/decode.js";
import { decodingOptions, KEYS } from "./state.js";
import { file } from "../ui/files.js";
import { makeHistory } from "../ui/history.js";
import { getCloseMatches } from "../translate/close_matches.js";
import { decodingOptions as ownOptions } from "../translate/step.js";
import { words } from "../translate/words.js";

/**
 * @typedef {import("./state.js").State & {gold: any}} Held
 * @typedef {ReturnType<typeof makeDecoder>} Decoder
 * @typedef {import("../translate/decode.js").Memory} Memory
 * @typedef {import("../translate/decode.js").Translation} Translation
 * @typedef {{state: Held, source: string[], decoder: Decoder, memory: Memory, own: Translation,
 *   now: Translation}} Scene
 * @typedef {import("../ui/live.js").Model & import("../ui/files.js").Channel} Model
 * @typedef {{word: string, near: string[]}} Unknown a word that a translator does not know, and near ones
 */
export const HELD = /** @type {const} */ ([...KEYS, "gold"]);
export const CLEAR = () => ({ override: { e: {}, alpha: {} }, p: {} });

/** A sentence or a model that cannot be taken. */
export class Refused extends Error {
  /** @param {string} message @param {Unknown[]} [unknown] */
  constructor(message, unknown = []) {
    super(message);
    this.unknown = unknown;
  }
}

/** Words of a typed sentence that a translator can read. @param {string} text @param {Decoder} decoder */
export function readable(text, { source, settings: { longest } }) {
  const sentence = words(text);
  if (!sentence.length) throw new Refused("No word was given. Type a sentence in English, such as “i love you”.");
  if (sentence.length > longest) throw new Refused(`${sentence.length} words were given; at most ${longest} fit.`);
  const unknown = [...new Set(sentence)]
    .filter((word) => !source.includes(word))
    .map((word) => ({ word, near: getCloseMatches(word, source) }));
  if (unknown.length) {
    const named = unknown
      .map(({ word, near }) => `“${word}”${near.length ? ` (near: ${near.join(", ")})` : ""}`)
      .join(", ");
    throw new Refused(`Not among the ${source.length} words that this model knows: ${named}.`, unknown);
  }
  return sentence;
}

/** @param {Model} model */
export function makeDesk(model) {
  const history = /** @type {ReturnType<typeof makeHistory<Held>>} */ (makeHistory());
  /** @type {Map<string, Decoder>} */
  const decoders = new Map();
  /** @type {Scene | null} */
  let scene = null;
  let busy = false;

  const state = () => /** @type {Held} */ (Object.fromEntries(HELD.map((key) => [key, model.get(key)])));

  /** @param {string} name @returns {Promise<Decoder>} */
  const load = async (name) => {
    const known = decoders.get(name);
    if (known) return known;
    const path = model.get("_assets")?.files?.[name];
    try {
      if (!path) throw new Error("it is not among the models of this desk");
      const decoder = makeDecoder(await file(model, path));
      decoders.set(name, decoder);
      return decoder;
    } catch (error) {
      throw new Refused(`The model ${name} could not be read: ${/** @type {Error} */ (error).message}.`);
    }
  };

  /** What follows from a state. @param {Held} held @param {Decoder} decoder @returns {Scene} */
  const derive = (held, decoder) => {
    const source = readable(held.sentence, decoder);
    const same = scene?.decoder === decoder && scene.source.join(" ") === source.join(" ");
    const memory = same && scene ? scene.memory : decoder.read(source);
    const own = same && scene ? scene.own : decoder.write(memory, ownOptions());
    return {
      state: held,
      source,
      decoder,
      memory,
      own,
      now: decoder.write(memory, decodingOptions(held, source.length, decoder.settings)),
    };
  };

  /** Give the model a state, whole. @param {Partial<Held>} next */
  const write = (next) => {
    busy = true;
    for (const [key, value] of Object.entries(next))
      if (JSON.stringify(model.get(key)) !== JSON.stringify(value)) model.set(key, value);
    busy = false;
    model.save_changes();
  };

  return {
    history,
    load,
    state,
    scene: () => scene,
    /** Whether a change of the model is our own. */
    busy: () => busy,
    /** Follow the model's state as it is. @throws {Refused} */
    refresh() {
      const held = state();
      const decoder = decoders.get(held.model);
      if (!decoder) throw new Refused(`The model ${held.model} is not here yet.`);
      if (scene && HELD.every((key) => scene?.state[key] === held[key])) return scene; // nothing has moved since
      return (scene = derive(held, decoder));
    },
    /**
     * Change something as the reader does.
     *
     * @param {Partial<Held>} patch
     * @param {string} tag changes of one move share it
     * @throws {Refused}
     */
    change(patch, tag) {
      const before = state();
      const next = { ...before, ...patch };
      const decoder = decoders.get(next.model);
      if (!decoder) throw new Refused(`The model ${next.model} is not here yet.`);
      const derived = derive(next, decoder);
      if (JSON.stringify(before) !== JSON.stringify(next)) history.keep(before, tag);
      write(patch);
      return (scene = { ...derived, state: state() });
    },
    /** @param {Held | undefined} held */
    restore(held) {
      if (held) write(held);
      return this.refresh();
    },
  };
}
