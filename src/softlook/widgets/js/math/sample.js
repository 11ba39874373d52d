// @ts-check
import { hard } from "./hard.js";
import { pcg64 } from "./pcg64.js";

/** @type {Map<string, number[][]>} */
const drawn = new Map();

/**
 * Standard Gumbel noise, the same as numpy's: default_rng(seed).gumbel(size=(rows, width)).
 *
 * @param {number} seed
 * @param {number} rows
 * @param {number} width
 */
export function gumbel(seed, rows, width) {
  const name = `${seed} ${rows} ${width}`;
  const known = drawn.get(name);
  if (known) return known;
  const random = pcg64(seed);
  const one = () => {
    let u = 1 - random();
    while (u >= 1) u = 1 - random();
    return -Math.log(-Math.log(u));
  };
  const noise = Array.from({ length: rows }, () => Array.from({ length: width }, one));
  if (drawn.size > 20) drawn.clear();
  drawn.set(name, noise);
  return noise;
}

/**
 * Draw one place a row from the softmax of the scores; the twin of softlook.normalizers.sample on `rows` equal rows.
 *
 * @param {number[]} e scores
 * @param {boolean[]} mask true = may attend
 * @param {number} rows
 * @param {number} seed
 * @returns {number[][]} a single 1 in each row
 */
export function sample(e, mask, rows, seed) {
  const noisy = gumbel(seed, rows, e.length).map((noise) => e.map((score, j) => score + noise[j]));
  return noisy.map((scores) => hard(scores, mask));
}
