// @ts-check
/**
 * Look at the best alone, of equals at the first; the twin of softlook.normalizers.hard on one row.
 *
 * @param {number[]} e scores
 * @param {boolean[]} mask true = may look
 * @returns {number[]} a single 1; zeros where it may look nowhere
 */
export function hard(e, mask) {
  let best = -1;
  for (let j = 0; j < e.length; j++) if (mask[j] && e[j] > (e[best] ?? -Infinity)) best = j;
  return e.map((_, j) => Number(j === best));
}
