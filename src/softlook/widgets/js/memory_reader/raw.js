// @ts-check
import { patches } from "../vision/patches.js";

/**
 * A fact is its text, the word that is its key, and the word that is its value.
 *
 * @typedef {[text: string, key: string, value: string]} Fact
 * @typedef {{scene: "sentence" | "picture", facts: Fact[], question: string, picture: number[][], patch: number,
 *   reader: string, memory: string, score: string, temperature: number, exploiter: string, step: number,
 *   hint: string}} State
 */

export const SIDE = 4;

/** The words of the facts, each once, in their order; the twin of vocabulary. @param {Fact[]} facts */
export const vocabulary = (facts) => [...new Set(facts.flatMap(([text]) => text.split(" ").filter(Boolean)))];

/**
 * What there is to read, before any reader; the twin of MemoryReader.raw.
 *
 * @param {State} state
 * @returns {{whole: number[][], keys: number[][], values: number[][], cue: number[], near: boolean[][]}}
 */
export function raw({ scene, facts, question, picture, patch }) {
  if (scene === "sentence") {
    const words = vocabulary(facts);
    const count = (/** @type {string} */ text) =>
      words.map((word) => text.split(" ").filter((other) => other === word).length);
    const [whole, keys, values] = [0, 1, 2].map((part) => facts.map((fact) => count(fact[part])));
    /** Whether two words share a fact. @param {number} a @param {number} b */
    const together = (a, b) => a !== b && Boolean(whole.find((row) => row[a] && row[b]));
    const near = words.map((_, a) => words.map((_, b) => together(a, b)));
    return { whole, keys, values, cue: count(question), near };
  }
  const whole = patches(picture, SIDE);
  const pixels = Array.from({ length: SIDE ** 2 }, (_, n) => [Math.floor(n / SIDE), n % SIDE]);
  return {
    whole,
    keys: whole,
    values: whole.map((_, n) => whole[(n + 1) % whole.length]),
    cue: whole[patch].map((pixel, n) => (n < SIDE ** 2 / 2 ? 0 : pixel)),
    near: pixels.map(([y, x]) => pixels.map(([v, u]) => Math.abs(y - v) + Math.abs(x - u) === 1)),
  };
}
