// @ts-check
import { CELL, CELLS } from "./arrange.js";

const [LENGTH, WIDTH, SOFT, REACH] = [30, 9, 1.5, 24];
const clip = (/** @type {number} */ x) => Math.min(1, Math.max(0, x));

/**
 * The picture of a display, red, green and blue in turn; the twin of softlook.widgets._bars.paint.
 *
 * @param {import("./arrange.js").Bar[]} bars
 * @returns {{h: number, w: number, data: Float64Array}}
 */
export function paint(bars) {
  const size = CELLS * CELL;
  const data = new Float64Array(size * size * 3);
  for (const { row, column, colour, angle } of bars) {
    const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    const [top, left] = [Math.floor(row) - REACH, Math.floor(column) - REACH];
    for (let i = top; i < top + 2 * REACH; i++) {
      for (let j = left; j < left + 2 * REACH; j++) {
        const y = row - i;
        const x = j - column;
        const along = Math.abs(x * cos + y * sin);
        const across = Math.abs(y * cos - x * sin);
        if (along > LENGTH || across > WIDTH) continue; // nothing of the bar
        const covered = clip((LENGTH / 2 - along) / SOFT + 0.5) * clip((WIDTH / 2 - across) / SOFT + 0.5);
        if (covered) for (let n = 0; n < 3; n++) data[(i * size + j) * 3 + n] += covered * colour[n];
      }
    }
  }
  return { h: size, w: size, data };
}
