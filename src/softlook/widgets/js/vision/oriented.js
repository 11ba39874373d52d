// @ts-check
const [WAVELENGTH, SIGMA, RADIUS] = [5, 1.75, 4];
const taps = Array.from({ length: 2 * RADIUS + 1 }, (_, k) => k - RADIUS);
const total = taps.reduce((sum, t) => sum + Math.exp(-(t ** 2) / (2 * SIGMA ** 2)), 0);
const FLAT = taps.map((t) => Math.exp(-(t ** 2) / (2 * SIGMA ** 2)) / total);
/** @param {(x: number) => number} wave @param {number} frequency */
const gabor = (wave, frequency) => FLAT.map((weight, k) => weight * wave(frequency * taps[k]));
const F = (2 * Math.PI) / WAVELENGTH;
const [COS, SIN, COS_D, SIN_D] = [
  gabor(Math.cos, F),
  gabor(Math.sin, F),
  gabor(Math.cos, F / Math.SQRT2),
  gabor(Math.sin, F / Math.SQRT2),
];
const sum = (/** @type {number[]} */ list) => list.reduce((a, b) => a + b, 0);

/**
 * Magnitudes of Gabor filters for lines at 0, 45, 90 and 135 degrees; the twin of softlook.vision._pyramid.oriented.
 *
 * @param {import("./channels.js").Field} x
 * @returns {import("./channels.js").Field[]}
 */
export function oriented({ h, w, data }) {
  /** @param {0 | 1} axis @param {Float64Array} x @param {number[]} kernel */
  const along = (axis, x, kernel) => convolve(x, kernel, h, w, axis);
  const [rows, columns] = [along(1, data, FLAT), along(0, data, FLAT)];
  const smooth = along(0, rows, FLAT);
  const [level, cosD2] = [sum(COS), sum(COS_D) ** 2];
  const [hc, hs, vc, vs] = [along(0, rows, COS), along(0, rows, SIN), along(1, columns, COS), along(1, columns, SIN)];
  const [xc, xs] = [along(1, data, COS_D), along(1, data, SIN_D)];
  const [cc, ss, sc, cs] = [along(0, xc, COS_D), along(0, xs, SIN_D), along(0, xc, SIN_D), along(0, xs, COS_D)];
  const out = [0, 45, 90, 135].map(() => new Float64Array(h * w));
  for (let i = 0; i < h * w; i++) {
    const [flatter, steep, slant] = [hc[i] - level * smooth[i], vc[i] - level * smooth[i], cc[i] - cosD2 * smooth[i]];
    out[0][i] = Math.sqrt(flatter ** 2 + hs[i] ** 2);
    out[1][i] = Math.sqrt((slant - ss[i]) ** 2 + (sc[i] + cs[i]) ** 2);
    out[2][i] = Math.sqrt(steep ** 2 + vs[i] ** 2);
    out[3][i] = Math.sqrt((slant + ss[i]) ** 2 + (sc[i] - cs[i]) ** 2);
  }
  return out.map((map) => ({ h, w, data: map }));
}

/**
 * Convolve along an axis; beyond the border its last entry goes on.
 *
 * @param {Float64Array} x
 * @param {number[]} kernel
 * @param {number} h
 * @param {number} w
 * @param {0 | 1} axis
 */
function convolve(x, kernel, h, w, axis) {
  const out = new Float64Array(h * w);
  const [n, step, lines, stride] = axis ? [w, 1, h, w] : [h, w, w, 1];
  const line = new Float64Array(n + 2 * RADIUS);
  const [a, b, c, d, e, f, g, p, q] = kernel;
  for (let l = 0; l < lines; l++) {
    const base = l * stride;
    for (let k = 0; k < line.length; k++) line[k] = x[base + Math.min(Math.max(k - RADIUS, 0), n - 1) * step];
    for (let i = 0; i < n; i++) {
      // a convolution: the kernel's last tap meets the first entry
      out[base + i * step] =
        a * line[i + 8] +
        b * line[i + 7] +
        c * line[i + 6] +
        d * line[i + 5] +
        e * line[i + 4] +
        f * line[i + 3] +
        g * line[i + 2] +
        p * line[i + 1] +
        q * line[i];
    }
  }
  return out;
}
