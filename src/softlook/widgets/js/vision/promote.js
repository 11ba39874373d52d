// @ts-check
const TIE = 1e-9; // neighbours this close are level

/**
 * Keep a map that has one peak, press down a map that has many alike; the twin of softlook.promote.
 *
 * @param {import("./channels.js").Field} m
 * @returns {import("./channels.js").Field}
 */
export function promote({ h, w, data }) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) high = data[i];
  }
  const out = new Float64Array(h * w);
  if (!(high - low > 1e-5)) return { h, w, data: out };
  const span = high - low;
  for (let i = 0; i < out.length; i++) out[i] = (data[i] - low) / span;
  let [total, count] = [0, 0];
  for (let i = 0; i < h; i++) {
    for (let j = 0; j < w; j++) {
      const here = out[i * w + j];
      if (!(here > 0.1)) continue;
      let peak = true;
      for (let y = Math.max(i - 1, 0); peak && y <= Math.min(i + 1, h - 1); y++) {
        for (let x = Math.max(j - 1, 0); peak && x <= Math.min(j + 1, w - 1); x++)
          peak = !(out[y * w + x] - TIE > here);
      }
      if (peak) [total, count] = [total + here, count + 1];
    }
  }
  const factor = (1 - (count > 1 ? (total - 1) / (count - 1) : 0)) ** 2; // all peaks but the largest, which is 1
  for (let i = 0; i < out.length; i++) out[i] *= factor;
  return { h, w, data: out };
}
