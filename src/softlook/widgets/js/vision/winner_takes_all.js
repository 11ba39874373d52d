// @ts-check
export const STEP = 16; // pixels from one entry of a map to the next

/**
 * Walk over a saliency map: each look goes to the largest value that is not inhibited; the twin of softlook.winner_takes_all.
 *
 * @param {import("./channels.js").Field} s
 * @param {number} fixations how many looks at the most
 * @param {number} radius of the disc that a look sees, in pixels
 * @param {boolean} inhibit
 * @returns {number[][]} rows and columns in pixels
 */
export function winnerTakesAll({ h, w, data }, fixations, radius, inhibit) {
  const seen = new Uint8Array(h * w);
  /** @type {number[][]} */
  const looks = [];
  while (looks.length < fixations) {
    let [best, winner] = [0, -1];
    for (let i = 0; i < h * w; i++) if (!seen[i] && data[i] > best) [best, winner] = [data[i], i];
    if (winner < 0) break;
    const look = [STEP * Math.floor(winner / w), STEP * (winner % w)];
    looks.push(look);
    if (inhibit) for (let i = 0; i < h * w; i++) if (near(i, w, look, radius)) seen[i] = 1;
  }
  return looks;
}

/** Whether an entry lies within the disc around a place. @param {number} i @param {number} w @param {number[]} place @param {number} radius */
export const near = (i, w, [y, x], radius) => Math.hypot(STEP * Math.floor(i / w) - y, STEP * (i % w) - x) <= radius;
