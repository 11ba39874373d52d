// @ts-check
/**
 * Favour what lies near p; the twin of softlook.windows.gaussian for one query.
 *
 * @param {number} p
 * @param {number} tX number of keys
 * @param {number} halfWidth D, above 0
 * @returns {number[]} 1 at p, e^-2 at the window's edge
 */
export function gaussian(p, tX, halfWidth) {
  const sigma = halfWidth / 2;
  return Array.from({ length: tX }, (_, j) => Math.exp(-(((j - p) / sigma) ** 2) / 2));
}
