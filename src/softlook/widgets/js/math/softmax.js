// @ts-check
/**
 * Weights from scores; the twin of softlook.normalizers.softmax on one row.
 *
 * @param {number[]} e scores, any real number
 * @param {boolean[]} mask true = may attend
 * @param {number} temperature above 0, however small
 * @returns {number[]} alpha: in [0, 1], summing to 1, or all 0 where the mask lets nothing through
 */
export function softmax(e, mask, temperature) {
  let top = -Infinity;
  for (let j = 0; j < e.length; j++) if (mask[j]) top = Math.max(top, e[j]);
  if (top === -Infinity) return e.map(() => 0);
  const exp = e.map((score, j) => (mask[j] ? Math.exp((score - top) / temperature) : 0));
  const total = exp.reduce((sum, x) => sum + x, 0);
  return exp.map((x) => x / total);
}
