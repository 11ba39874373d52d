// @ts-check
/**
 * Smooth by (1, 4, 6, 4, 1) / 16 along both axes and keep every second entry; the twin of
 * softlook.vision._pyramid.reduce_twofold.
 *
 * @param {import("./channels.js").Field} x
 * @returns {import("./channels.js").Field}
 */
export function reduceTwofold({ h, w, data }) {
  const [m, n] = [Math.ceil(h / 2), Math.ceil(w / 2)];
  const tall = new Float64Array(m * w);
  for (let i = 0; i < m; i++) halve(data, tall, i, h, m, i * w, 1, w, w);
  const out = new Float64Array(m * n);
  for (let i = 0; i < n; i++) halve(tall, out, i, w, n, i, n, m, 1, w);
  return { h: m, w: n, data: out };
}

/**
 * Entry i of m, out of n that lie `step` apart, for each of `lines` lines; at the border the last entry goes on.
 *
 * @param {Float64Array} x
 * @param {Float64Array} out
 * @param {number} i
 * @param {number} n
 * @param {number} m
 * @param {number} to where the first line's result goes
 * @param {number} next how far on the next line's goes
 * @param {number} lines
 * @param {number} step
 * @param {number} [stride] from one line to the next
 */
function halve(x, out, i, n, m, to, next, lines, step, stride = 1) {
  const middle = 2 * i * step;
  if (i && i < m - 1) {
    // the order of the sum is Python's
    for (let line = 0, at = middle; line < lines; line++, at += stride) {
      out[to + line * next] =
        x[at] * 0.375 +
        x[at + step] * 0.25 +
        x[at - step] * 0.25 +
        x[at + 2 * step] * 0.0625 +
        x[at - 2 * step] * 0.0625;
    }
    return;
  }
  for (let line = 0, at = middle; line < lines; line++, at += stride) {
    let sum = x[at] * 0.375;
    if (2 * i + 1 < n) sum += x[at + step] * 0.25;
    if (i) sum += x[at - step] * 0.25;
    if (i < m - 1) sum += x[at + 2 * step] * 0.0625;
    if (i) sum += x[at - 2 * step] * 0.0625;
    if (!i) sum += x[at] * 0.3125;
    if (i === m - 1) sum += x[line * stride + (n - 1) * step] * (n % 2 ? 0.3125 : 0.0625);
    out[to + line * next] = sum;
  }
}
