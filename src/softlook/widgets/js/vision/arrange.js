// @ts-check
import { mulberry } from "./mulberry.js";

export const CELLS = 6;
export const CELL = 64;
const JITTER = 4;
const RED = [0.85, 0.15, 0.15];
const BLUE = [0.15, 0.15, 0.85];
const [UPRIGHT, TILTED] = [90, 45];

/** @typedef {{row: number, column: number, colour: number[], angle: number}} Bar */

/**
 * The bars of a display; the twin of softlook.widgets._bars.arrange.
 *
 * @param {number} bars how many
 * @param {number} target which is the target
 * @param {string} differs in what the others differ from it
 * @param {number} seed
 * @returns {Bar[]}
 */
export function arrange(bars, target, differs, seed) {
  const draw = mulberry(seed);
  const places = Array.from({ length: CELLS ** 2 }, (_, place) => place);
  for (let last = CELLS ** 2 - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [places[last], places[other]] = [places[other], places[last]];
  }
  const uprightRed = { colour: RED, angle: UPRIGHT };
  const tiltedBlue = { colour: BLUE, angle: TILTED };
  const tiltedRed = { colour: RED, angle: TILTED };
  return Array.from({ length: bars }, (_, n) => {
    const turn = n - (n > target ? 1 : 0); // the target is left out where the two kinds take turns
    const conjunction = turn % 2 ? tiltedBlue : uprightRed;
    const other = { colour: tiltedBlue, orientation: uprightRed, conjunction }[differs] ?? tiltedRed;
    const [row, column] = [Math.floor(places[n] / CELLS), places[n] % CELLS].map(
      (axis) => CELL * (axis + 0.5) + JITTER * (2 * draw() - 1),
    );
    return { row, column, ...(n === target ? tiltedRed : other) };
  });
}
