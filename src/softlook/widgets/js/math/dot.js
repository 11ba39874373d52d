// @ts-check
/**
 * Scores by the inner product; the twin of softlook.scores.dot.
 *
 * @param {number[][]} q queries, one a row
 * @param {number[][]} k keys, as wide
 * @returns {number[][]} e, one row a query
 */
export function dot(q, k) {
  return q.map((query) => k.map((key) => query.reduce((sum, x, d) => sum + x * key[d], 0)));
}
