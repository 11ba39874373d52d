// @ts-check
import { read } from "./read.js";
import { softmax } from "./softmax.js";

/**
 * Attend: score, mask, normalise, read; the twin of softlook.attention.attend.
 *
 * @param {number[][]} q
 * @param {number[][]} k
 * @param {number[][]} v
 * @param {(q: number[][], k: number[][]) => number[][]} score
 * @param {boolean[][]} mask true = may attend
 * @returns {{c: number[][], alpha: number[][], e: number[][]}}
 */
export function attend(q, k, v, score, mask) {
  const e = score(q, k);
  const alpha = e.map((row, i) => softmax(row, mask[i], 1));
  return { c: alpha.map((row) => read(row, v)), alpha, e };
}
