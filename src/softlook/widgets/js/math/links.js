// @ts-check
/**
 * The alignment in the weights: each row links to its largest, of equals to the first; a row of zeros has no link. The
 * twin of softlook.links.
 *
 * @param {number[][]} alpha
 * @returns {[number, number][]} (i, j)
 */
export function links(alpha) {
  return alpha.flatMap((row, i) => {
    const top = Math.max(0, ...row);
    return top > 0 ? [/** @type {[number, number]} */ ([i, row.indexOf(top)])] : [];
  });
}

/**
 * The alignment error rate of Och & Ney 2003; the twin of softlook.alignment_error_rate.
 *
 * @param {number[][]} alignment A: links (i, j)
 * @param {number[][]} sure S
 * @param {number[][]} possible P; the sure ones are possible, given again or not
 */
export function alignmentErrorRate(alignment, sure, possible) {
  const [a, s, p] = [alignment, sure, [...possible, ...sure]].map((links) => new Set(links.map(String)));
  const shared = (/** @type {Set<string>} */ other) => [...a].filter((link) => other.has(link)).length;
  return a.size || s.size ? 1 - (shared(s) + shared(p)) / (a.size + s.size) : 0;
}
