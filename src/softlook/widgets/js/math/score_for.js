// @ts-check
/**
 * The score that gives a position the weight wanted, the others' scores staying: softmax turned around.
 *
 * Of w = n exp(e / T) / (n exp(e / T) + rest), where n positions share the row and rest is what the others give.
 *
 * @param {number} weight of the row, in (0, 1)
 * @param {number} j which row
 * @param {{scores: number[], mask: boolean[], counts: number[], temperature: number}} state
 * @returns {number | null} null where no score can do it: it is masked, or all others are
 */
export function scoreFor(weight, j, { scores, mask, counts, temperature }) {
  const others = scores.map((e, i) =>
    i !== j && mask[i] && counts[i] ? e / temperature + Math.log(counts[i]) : -Infinity,
  );
  const top = Math.max(...others);
  if (!mask[j] || !counts[j] || top === -Infinity) return null;
  const rest = top + Math.log(others.reduce((sum, e) => sum + Math.exp(e - top), 0));
  return temperature * (Math.log(weight / (1 - weight)) + rest - Math.log(counts[j]));
}
