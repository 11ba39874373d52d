// @ts-check
import { dot } from "./dot.js";

/**
 * Scores by the inner product, over the root of the width; the twin of softlook.scores.scaled_dot.
 *
 * @param {number[][]} q queries, one a row
 * @param {number[][]} k keys, as wide
 * @returns {number[][]} e, one row a query
 */
export function scaledDot(q, k) {
  const root = Math.sqrt(q[0]?.length || 1);
  const shorter = q.map((query) => query.map((x) => x / root));
  return dot(shorter, k);
}
