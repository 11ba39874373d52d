// @ts-check
/**
 * What a reader has set on the desk, as it travels between page, kernel and link.
 *
 * @typedef {import("../translate/step.js").Override} Override
 * @typedef {{sentence: string, model: string, override: Override, mask: boolean[], temperature: number, hard: boolean,
 *   half_width: number | null, p: Record<string, number>}} State
 */
export const KEYS = /** @type {const} */ ([
  "sentence",
  "model",
  "override",
  "mask",
  "temperature",
  "hard",
  "half_width",
  "p",
]);
export const COLDEST = 0.001; // as in Python
export const HOTTEST = 1000;
export const LARGEST = 1e6; // of a score
const LONGEST = 400; // letters in a sentence

const isNumber = (/** @type {any} */ x) => typeof x === "number" && Number.isFinite(x);
const isRecord = (/** @type {any} */ x) => !!x && typeof x === "object" && !Array.isArray(x);
const isStep = (/** @type {string} */ i) => /^\d{1,3}$/.test(i);
/** @param {any} rows @param {(x: number) => boolean} fits */
const areRows = (rows, fits) =>
  isRecord(rows) &&
  Object.entries(rows).every(
    ([i, row]) => isStep(i) && Array.isArray(row) && row.every((x) => isNumber(x) && fits(x)),
  );

const WANTED = /** @type {Record<string, [(x: any) => boolean, string]>} */ ({
  sentence: [(x) => typeof x === "string" && x.length <= LONGEST, `a text of at most ${LONGEST} letters`],
  model: [(x) => typeof x === "string", "a model's name"],
  override: [
    (x) =>
      isRecord(x) &&
      areRows(x.e, (score) => Math.abs(score) <= LARGEST) &&
      areRows(x.alpha, (weight) => weight >= 0) &&
      Object.keys(x.e).every((i) => !(i in x.alpha)),
    "rows of finite scores, or of weights of at least 0, for a step",
  ],
  mask: [(x) => Array.isArray(x) && x.every((seen) => typeof seen === "boolean"), "a list of true and false"],
  temperature: [(x) => isNumber(x) && x >= COLDEST && x <= HOTTEST, `a number from ${COLDEST} to ${HOTTEST}`],
  hard: [(x) => typeof x === "boolean", "true or false"],
  half_width: [
    (x) => x === null || (Number.isInteger(x) && x > 0 && x <= 100),
    "a whole number from 1 to 100, or null",
  ],
  p: [
    (x) => isRecord(x) && Object.entries(x).every(([i, at]) => isStep(i) && isNumber(at) && at >= 0),
    "positions of at least 0, by step",
  ],
});

/**
 * Check a state that came from outside.
 *
 * @param {any} given
 * @returns {State}
 * @throws {Error} naming what does not fit
 */
export function checked(given) {
  if (!isRecord(given)) throw new Error("no state given, one of the desk's wanted");
  for (const [name, [fits, wanted]] of Object.entries(WANTED))
    if (!fits(given[name])) throw new Error(`${name}: ${wanted} wanted`);
  return /** @type {State} */ (Object.fromEntries(KEYS.map((key) => [key, given[key]])));
}

/**
 * What of a state a sentence and a model can take: rows, mask and positions of another length lie idle.
 *
 * @param {State} state
 * @param {number} tX words of the sentence
 * @param {import("../translate/settings.js").Settings} settings
 * @returns {import("../translate/step.js").DecodingOptions}
 */
export function decodingOptions({ override, mask, temperature, hard, half_width, p }, tX, { attention, window }) {
  const attends = attention !== "none";
  /** @param {Record<string, number[]>} rows */
  const fitting = (rows) => Object.fromEntries(Object.entries(rows).filter(([, row]) => attends && row.length === tX));
  const alpha = fitting(override.alpha);
  return {
    override: { alpha, e: Object.fromEntries(Object.entries(fitting(override.e)).filter(([i]) => !(i in alpha))) },
    temperature: attends ? temperature : 1,
    hard: attends && hard,
    mask: attends && mask.length === tX ? mask : null,
    halfWidth: window === "global" ? null : half_width,
    p: window === "local-p" ? Object.fromEntries(Object.entries(p).filter(([, at]) => at <= tX - 1)) : {},
  };
}
