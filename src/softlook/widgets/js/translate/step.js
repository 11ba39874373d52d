// @ts-check
import { softmax } from "../math/softmax.js";

/**
 * How a sentence is decoded: rows in place of the model's own by step, and how scores become weights; the twin of
 * softlook.translate.step.DecodingOptions.
 *
 * @typedef {{e: Record<string, number[]>, alpha: Record<string, number[]>}} Override
 * @typedef {{override: Override, temperature: number, hard: boolean, mask: boolean[] | null, halfWidth: number | null,
 *   p: Record<string, number>}} DecodingOptions
 */

/** @returns {DecodingOptions} those of the model as it is */
export const decodingOptions = () => ({
  override: { e: {}, alpha: {} },
  temperature: 1,
  hard: false,
  mask: null,
  halfWidth: null,
  p: {},
});

/**
 * From the scores of one step to its weights; the twin of softlook.translate.step.weigh.
 *
 * @param {number[]} own the model's scores
 * @param {number} i the step, from 0
 * @param {import("./settings.js").Settings} settings
 * @param {DecodingOptions} options
 * @param {number | null} [predicted] p, for local-p
 * @returns {{e: number[], alpha: number[], p: number | null}}
 */
export function weigh(own, i, settings, options, predicted = null) {
  const e = options.override.e[i] ?? own;
  const p = predicted === null ? null : (options.p[i] ?? predicted);
  if (options.override.alpha[i]) return { e, alpha: options.override.alpha[i], p };
  const width = options.halfWidth ?? settings.half_width;
  const centre = settings.window === "local-m" ? i : p;
  const mask = e.map((_, j) => (options.mask?.[j] ?? true) && (centre === null || Math.abs(j - centre) <= width));
  let alpha = softmax(e, mask, options.temperature);
  if (p !== null) alpha = alpha.map((weight, j) => weight * Math.exp(-(((j - p) / (width / 2)) ** 2) / 2));
  if (settings.hard || options.hard) alpha = hard(alpha);
  return { e, alpha, p };
}

/**
 * All the weight on the largest, of equals the first; nothing where all are 0; the twin of softlook.hard on weights.
 *
 * @param {number[]} alpha
 */
export function hard(alpha) {
  const top = Math.max(...alpha);
  const best = alpha.indexOf(top);
  return alpha.map((_, j) => (top > 0 && j === best ? 1 : 0));
}
