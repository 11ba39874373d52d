// @ts-check
export const STEP = 16; // pixels from one entry of a map to the next

/**
 * Walk over a saliency map: each fixation goes to the largest value that is not inhibited; the twin of
 * softlook.winner_takes_all.
 *
 * @param {import("./channels.js").Field} s
 * @param {number} limit how many fixations at the most
 * @param {number} radius of the disc that a fixation sees, in pixels
 * @param {boolean} inhibit
 * @returns {number[][]} rows and columns in pixels
 */
export function winnerTakesAll({ h, w, data }, limit, radius, inhibit) {
  const seen = new Uint8Array(h * w);
  /** @type {number[][]} */
  const fixations = [];
  while (fixations.length < limit) {
    let [best, winner] = [0, -1];
    for (let i = 0; i < h * w; i++) if (!seen[i] && data[i] > best) [best, winner] = [data[i], i];
    if (winner < 0) break;
    const fixation = [STEP * Math.floor(winner / w), STEP * (winner % w)];
    fixations.push(fixation);
    if (inhibit) for (let i = 0; i < h * w; i++) if (near(i, w, fixation, radius)) seen[i] = 1;
  }
  return fixations;
}

/**
 * Whether an entry lies within the disc around a place.
 *
 * @param {number} i
 * @param {number} w
 * @param {number[]} place
 * @param {number} radius
 */
export const near = (i, w, [y, x], radius) => Math.hypot(STEP * Math.floor(i / w) - y, STEP * (i % w) - x) <= radius;
