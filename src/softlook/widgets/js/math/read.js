// @ts-check
/**
 * The context: the values mixed by the weights; the twin of softlook.attention.read on one row.
 *
 * @param {number[]} alpha weights
 * @param {number[][]} v values, one row for each weight
 * @returns {number[]} c, as wide as a value
 */
export function read(alpha, v) {
  const c = new Array(v[0]?.length ?? 0).fill(0);
  for (let j = 0; j < alpha.length; j++) for (let d = 0; d < c.length; d++) c[d] += alpha[j] * v[j][d];
  return c;
}
