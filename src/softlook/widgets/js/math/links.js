// @ts-check
/**
 * The alignment in the weights: each row links to its largest; of equals the first, none where all are 0; the twin of softlook.links.
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
 * @param {number[][]} found A: links (i, j)
 * @param {number[][]} sure S
 * @param {number[][]} possible P; the sure ones are possible, given again or not
 */
export function alignmentErrorRate(found, sure, possible) {
  const [a, s, p] = [found, sure, [...possible, ...sure]].map((some) => new Set(some.map(String)));
  const shared = (/** @type {Set<string>} */ other) => [...a].filter((link) => other.has(link)).length;
  return a.size || s.size ? 1 - (shared(s) + shared(p)) / (a.size + s.size) : 0;
}
