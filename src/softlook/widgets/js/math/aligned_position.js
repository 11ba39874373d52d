// @ts-check
import { inner, linear, sigmoid } from "./linear.js";

/**
 * The position in the source that a query predicts: (T_x - 1) sigmoid(v_p tanh(W_p q)); the twin of
 * softlook.aligned_position.
 *
 * @param {import("./linear.js").Vector} q
 * @param {number} tX source length
 * @param {import("../translate/safetensors.js").Tensor} wP
 * @param {import("./linear.js").Vector} vP
 */
export const alignedPosition = (q, tX, wP, vP) => (tX - 1) * sigmoid(inner(vP, linear(wP, q).map(Math.tanh)));
