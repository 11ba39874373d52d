// @ts-check
/**
 * How a translator is built; the twin of softlook.translate.settings.Settings.
 *
 * @typedef {{attention: string, window: string, timing: string, previous_word: boolean, residual: boolean,
 *   readout: string, input_feeding: boolean, half_width: number, hard: boolean, hidden: number, embedding: number,
 *   longest: number}} Settings
 */

const CHOICES = /** @type {Record<string, string[]>} */ ({
  attention: ["none", "additive", "dot", "general", "concat", "location"],
  window: ["global", "local-m", "local-p"],
  timing: ["bahdanau", "luong"],
  readout: ["s", "s;c"],
});

/** Read settings, or say what is wrong with them. @param {any} given @returns {Settings} */
export function readSettings(given) {
  for (const [name, choices] of Object.entries(CHOICES)) {
    if (!choices.includes(given?.[name]))
      throw new Error(`${name}: ${given?.[name]} given, one of ${choices.join(", ")} wanted`);
  }
  for (const name of ["half_width", "hidden", "embedding", "longest"]) {
    if (!Number.isInteger(given[name]) || given[name] < 1)
      throw new Error(`${name}: ${given[name]} given, a whole number above 0 wanted`);
  }
  return given;
}

/** @param {number} read @param {number} d */
const gru = (read, d) => ({ weight_ih: [3 * d, read], weight_hh: [3 * d, d], bias_ih: [3 * d], bias_hh: [3 * d] });

/**
 * The shape of every tensor that a translator needs; the twin of Settings.shapes.
 *
 * @param {Settings} settings
 * @param {number} nSource words of the source
 * @param {number} nTarget
 * @returns {Record<string, number[]>}
 */
export function shapes(
  { attention, window, timing, previous_word, residual, readout, input_feeding, hidden: d, embedding: e, longest },
  nSource,
  nTarget,
) {
  const wide = d + (previous_word ? e : 0); // of a query
  const read = e + (timing === "bahdanau" || input_feeding ? d : 0); // of what the decoder reads
  /** @type {Record<string, number[]>} */
  const all = {
    "source_embedding.weight": [nSource, e],
    "target_embedding.weight": [nTarget, e],
    "bridge.weight": [d, d],
    "bridge.bias": [d],
    "out.weight": [nTarget, d],
    "out.bias": [nTarget],
  };
  for (const end of ["_l0", "_l0_reverse"])
    for (const [name, shape] of Object.entries(gru(e, d / 2))) all[`reader.${name}${end}`] = shape;
  for (const [name, shape] of Object.entries(gru(read, d))) all[`exploiter.${name}_l0`] = shape;
  if (residual) all["residual.weight"] = [d, e];
  const scores = /** @type {Record<string, Record<string, number[]>>} */ ({
    additive: { w_q: [d, wide], w_k: [d, d], v_a: [d] },
    general: { w_a: [wide, d] },
    concat: { w_a: [wide, wide + d], v_a: [wide] },
    location: { w_a: [longest, wide] },
  })[attention];
  for (const [name, shape] of Object.entries(scores ?? {}))
    all[`look.${window === "local-p" ? "luong." : ""}${name}`] = shape;
  if (window === "local-p") Object.assign(all, { "look.w_p": [d, wide], "look.v_p": [d] });
  if (readout === "s;c") Object.assign(all, { "readout.weight": [d, 2 * d], "readout.bias": [d] });
  return all;
}
