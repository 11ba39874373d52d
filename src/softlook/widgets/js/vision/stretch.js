// @ts-check
/**
 * Interpolate linearly to a level that is `factor` times finer; the twin of softlook.vision._pyramid.stretch.
 *
 * @param {import("./channels.js").Field} x
 * @param {number} h of the finer level
 * @param {number} w
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

/**
 * Between which coarse entries each fine one lies, and how far; beyond the last it goes on.
 *
 * @param {number} fine
 * @param {number} coarse
 * @param {number} factor
 */
function weights(fine, coarse, factor) {
  const [low, high, share] = [new Int32Array(fine), new Int32Array(fine), new Float64Array(fine)];
  for (let i = 0; i < fine; i++) {
    const at = Math.min(i / factor, coarse - 1);
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i] + 1, coarse - 1);
    share[i] = at - low[i];
  }
  return { low, high, share };
}
