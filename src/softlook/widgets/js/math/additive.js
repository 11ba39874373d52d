// @ts-check
import { linear } from "./linear.js";

/**
 * What the additive scores take of the keys: W_k k, once for all queries; the twin of softlook.additive_keys.
 *
 * @param {import("./linear.js").Vector[]} k
 * @param {import("../translate/safetensors.js").Tensor} wK
 */
export const additiveKeys = (k, wK) => k.map((key) => linear(wK, key));

/**
 * Scores by a small network; the twin of softlook.additive for one query, with projected keys (and of softlook.concat,
 * whose one matrix is these two side by side).
 *
 * @param {import("./linear.js").Vector} q one query
 * @param {import("./linear.js").Vector[]} keys projected
 * @param {import("../translate/safetensors.js").Tensor} wQ
 * @param {import("./linear.js").Vector} vA
 * @returns {number[]} e
 */
export function additive(q, keys, wQ, vA) {
  const projected = linear(wQ, q);
  return keys.map((key) => {
    let e = 0;
    for (let d = 0; d < projected.length; d++) e += vA[d] * Math.tanh(projected[d] + key[d]);
    return e;
  });
}
