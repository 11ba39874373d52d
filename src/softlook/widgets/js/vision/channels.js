// @ts-check
/** A map of numbers, row after row. @typedef {{h: number, w: number, data: Float64Array}} Field */

/**
 * Intensity, red - green and blue - yellow of a picture; the twin of softlook.vision.saliency.channels.
 *
 * @param {Field} image red, green and blue in turn
 * @returns {Field[]}
 */
export function channels({ h, w, data }) {
  let peak = 0;
  for (let i = 0; i < data.length; i++) if (data[i] > peak) peak = data[i];
  const [light, rg, by] = [0, 1, 2].map(() => new Float64Array(h * w));
  for (let i = 0, at = 0; i < h * w; i++, at += 3) {
    const bright = data[at] + data[at + 1] + data[at + 2];
    if (!bright) continue;
    light[i] = bright / (3 * peak);
    if (light[i] <= 0.1) continue; // a hue counts only where there is enough light
    const per = 1 / peak / light[i];
    const r = data[at] * per;
    const g = data[at + 1] * per;
    const b = data[at + 2] * per;
    rg[i] = Math.max(r - (g + b) / 2, 0) - Math.max(g - (r + b) / 2, 0);
    by[i] = Math.max(b - (r + g) / 2, 0) - Math.max((r + g) / 2 - Math.abs(r - g) / 2 - b, 0);
  }
  return [light, rg, by].map((map) => ({ h, w, data: map }));
}
