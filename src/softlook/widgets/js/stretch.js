// @ts-check
/**
 * Interpolate linearly to a level that is `factor` times finer; the twin of softlook._pyramid.stretch.
 *
 * @param {import("./channels.js").Field} x
 * @param {number} h @param {number} w of the finer level
 * @param {number} factor
 * @returns {import("./channels.js").Field}
 */
export function stretch(x, h, w, factor) {
  const [down, across] = [weights(h, x.h, factor), weights(w, x.w, factor)];
  const tall = new Float64Array(h * x.w);
  for (let i = 0; i < h; i++) {
    const [above, below] = [down.low[i] * x.w, down.high[i] * x.w];
    const share = down.share[i];
    for (let j = 0; j < x.w; j++) tall[i * x.w + j] = (1 - share) * x.data[above + j] + share * x.data[below + j];
  }
  const data = new Float64Array(h * w);
  for (let i = 0; i < h; i++) {
    for (let j = 0; j < w; j++) {
      const share = across.share[j];
      data[i * w + j] = (1 - share) * tall[i * x.w + across.low[j]] + share * tall[i * x.w + across.high[j]];
    }
  }
  return { h, w, data };
}

/** Between which coarse entries each fine one lies, and how far; beyond the last it goes on. @param {number} fine @param {number} coarse @param {number} factor */
function weights(fine, coarse, factor) {
  const at = Array.from({ length: fine }, (_, i) => Math.min(i / factor, coarse - 1));
  const low = at.map(Math.floor);
  return { low, high: low.map((i) => Math.min(i + 1, coarse - 1)), share: at.map((x, i) => x - low[i]) };
}
