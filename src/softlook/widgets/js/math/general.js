// @ts-check
import { inner } from "./linear.js";

/**
 * Scores by a learned bilinear form, q W_a k; the twin of softlook.general for one query.
 *
 * @param {import("./linear.js").Vector} q
 * @param {import("./linear.js").Vector[]} k
 * @param {import("../translate/safetensors.js").Tensor} wA (d_q, d_k)
 * @returns {number[]} e
 */
export function general(q, k, { shape: [rows, columns], data }) {
  const turned = new Float64Array(columns);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c] += q[r] * data[r * columns + c];
  return k.map((key) => inner(turned, key));
}
