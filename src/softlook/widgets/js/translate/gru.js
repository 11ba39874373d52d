// @ts-check
import { linear, sigmoid } from "../math/linear.js";

/**
 * One step of a gated recurrent unit, its rows in the order reset, update, candidate; the twin of the step in
 * softlook.translate.decode (Cho et al. 2014, equations 5 to 8, with torch's two biases).
 *
 * @param {Record<string, import("./safetensors.js").Tensor>} w
 * @param {string} name of its tensors, such as "exploiter"
 * @param {string} end such as "_l0"
 * @param {import("../math/linear.js").Vector} x what is read
 * @param {Float64Array} h the state before
 */
export function gru(w, name, end, x, h) {
  const d = h.length;
  const seen = linear(w[`${name}.weight_ih${end}`], x, w[`${name}.bias_ih${end}`].data);
  const kept = linear(w[`${name}.weight_hh${end}`], h, w[`${name}.bias_hh${end}`].data);
  return h.map((old, k) => {
    const r = sigmoid(seen[k] + kept[k]);
    const z = sigmoid(seen[d + k] + kept[d + k]);
    const n = Math.tanh(seen[2 * d + k] + r * kept[2 * d + k]);
    return (1 - z) * n + z * old;
  });
}
