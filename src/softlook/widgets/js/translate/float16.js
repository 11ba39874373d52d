// @ts-check
/**
 * Numbers of 16 bits (IEEE 754 binary16), least significant byte first, as doubles; numpy's float16.
 *
 * @param {DataView} bytes
 * @param {number} start where the first one begins, in bytes
 * @param {number} n how many
 */
export function float16(bytes, start, n) {
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const bits = bytes.getUint16(start + 2 * k, true);
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    let size = (1 + fraction / 1024) * 2 ** (exponent - 15);
    if (exponent === 0) size = fraction * 2 ** -24;
    if (exponent === 31) size = fraction ? NaN : Infinity;
    out[k] = bits >> 15 ? -size : size;
  }
  return out;
}
