// @ts-check
import { linear } from "./linear.js";

/**
 * Scores of the positions by the query alone: (W_a q)_j; the twin of softlook.location for one query.
 *
 * @param {import("./linear.js").Vector} q
 * @param {number} tX how many positions, at most the rows of W_a
 * @param {import("../translate/safetensors.js").Tensor} wA
 * @returns {number[]} e
 */
export const location = (q, tX, wA) => Array.from(linear(wA, q).subarray(0, tX));
