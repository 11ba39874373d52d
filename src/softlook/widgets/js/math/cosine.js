// @ts-check
import { dot } from "./dot.js";

/** A vector over its length; zeros stay zeros. @param {number[]} x */
function unit(x) {
  const top = Math.max(...x.map(Math.abs));
  if (!top) return x;
  const scaled = x.map((value) => value / top); // the length of the least numbers would have no digits
  const length = Math.sqrt(scaled.reduce((sum, value) => sum + value ** 2, 0));
  return scaled.map((value) => value / length);
}

/**
 * Scores by the angle; the twin of softlook.scores.cosine with beta = 1.
 *
 * @param {number[][]} q queries, one a row
 * @param {number[][]} k keys, as wide
 * @returns {number[][]} e, one row a query
 */
export const cosine = (q, k) => dot(q.map(unit), k.map(unit));
