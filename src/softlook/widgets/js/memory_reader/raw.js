// @ts-check
/** @typedef {{scene: "sentence" | "picture", facts: [string, string, string][], question: string, picture: number[][], patch: number,
 *   reader: string, memory: string, score: string, temperature: number, exploiter: string, step: number, hint: string}} State */

export const SIDE = 4;

/** The words of the facts, each once, in their order. @param {State["facts"]} facts */
export const vocabulary = (facts) => [...new Set(facts.flatMap(([text]) => text.split(" ").filter(Boolean)))];

/** The squares of a picture in reading order, each with its pixels in reading order; the twin of softlook.patches. @param {number[][]} picture */
export function patches(picture) {
  const cut = [];
  for (let i = 0; i < picture.length; i += SIDE) {
    for (let j = 0; j < picture[0].length; j += SIDE)
      cut.push(picture.slice(i, i + SIDE).flatMap((row) => row.slice(j, j + SIDE)));
  }
  return cut;
}

/**
 * What there is to read, before any reader; the twin of MemoryReader.raw.
 *
 * @param {State} state
 * @returns {{whole: number[][], foundBy: number[][], says: number[][], cue: number[], near: boolean[][]}}
 */
export function raw({ scene, facts, question, picture, patch }) {
  if (scene === "sentence") {
    const words = vocabulary(facts);
    const count = (/** @type {string} */ text) =>
      words.map((word) => text.split(" ").filter((other) => other === word).length);
    const whole = facts.map(([text]) => count(text));
    return {
      whole,
      foundBy: facts.map(([, by]) => count(by)),
      says: facts.map(([, , says]) => count(says)),
      cue: count(question),
      near: words.map((_, a) => words.map((_, b) => a !== b && whole.some((row) => row[a] && row[b]))),
    };
  }
  const whole = patches(picture);
  const pixels = Array.from({ length: SIDE ** 2 }, (_, n) => [Math.floor(n / SIDE), n % SIDE]);
  return {
    whole,
    foundBy: whole,
    says: whole.map((_, n) => whole[(n + 1) % whole.length]),
    cue: whole[patch].map((pixel, n) => (n < SIDE ** 2 / 2 ? 0 : pixel)),
    near: pixels.map(([y, x]) => pixels.map(([v, u]) => Math.abs(y - v) + Math.abs(x - u) === 1)),
  };
}
