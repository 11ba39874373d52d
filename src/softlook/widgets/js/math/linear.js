// @ts-check
/** @typedef {Float64Array | number[]} Vector */

/**
 * W x + b: numpy's `W @ x + b`.
 *
 * @param {import("../translate/safetensors.js").Tensor} w (d_out, d_in)
 * @param {Vector} x (d_in,)
 * @param {Vector} [b] (d_out,)
 */
export function linear({ shape: [d_out, d_in], data }, x, b) {
  const y = new Float64Array(d_out);
  for (let r = 0, at = 0; r < d_out; r++) {
    let sum = b ? b[r] : 0;
    for (let c = 0; c < d_in; c++, at++) sum += data[at] * x[c];
    y[r] = sum;
  }
  return y;
}

/** One vector behind the other. @param {Vector} a @param {Vector} b */
export function join(a, b) {
  const whole = new Float64Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}

/** @param {Vector} a @param {Vector} b */
export function inner(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** @param {number} x */
export const sigmoid = (x) => 1 / (1 + Math.exp(-x));
