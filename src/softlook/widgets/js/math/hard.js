// @ts-check
/**
 * All the weight on the best score, of equals the first; the twin of softlook.normalizers.hard on one row.
 *
 * @param {number[]} e scores
 * @param {boolean[]} mask true = may attend
 * @returns {number[]} a single 1; zeros where it may attend nowhere
 */
export function hard(e, mask) {
  let best = -1;
  for (let j = 0; j < e.length; j++) if (mask[j] && e[j] > (e[best] ?? -Infinity)) best = j;
  return e.map((_, j) => Number(j === best));
}
