// @ts-check
/**
 * The squares of a picture in reading order, each with its pixels in reading order; the twin of softlook.patches.
 *
 * @param {number[][]} picture
 * @param {number} size of a square's side, in pixels
 * @returns {number[][]}
 */
export function patches(picture, size) {
  const squares = [];
  for (let i = 0; i < picture.length; i += size) {
    const rows = picture.slice(i, i + size);
    for (let j = 0; j < picture[0].length; j += size) squares.push(rows.flatMap((row) => row.slice(j, j + size)));
  }
  return squares;
}
