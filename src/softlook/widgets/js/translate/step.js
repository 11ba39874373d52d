// @ts-check
import { softmax } from "../math/softmax.js";

/**
 * What a reader may turn: rows in place of the model's own by step, and how scores become weights.
 *
 * @typedef {{e: Record<string, number[]>, alpha: Record<string, number[]>}} Override
 * @typedef {{override: Override, temperature: number, hard: boolean, mask: boolean[] | null, halfWidth: number | null, p: Record<string, number>}} Knobs
 */

/** @returns {Knobs} nothing turned */
export const untouched = () => ({
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
 * @param {Knobs} knobs
 * @param {number | null} [predicted] p, for local-p
 * @returns {{e: number[], alpha: number[], p: number | null}}
 */
export function weigh(own, i, settings, knobs, predicted = null) {
  const e = knobs.override.e[i] ?? own;
  const p = predicted === null ? null : (knobs.p[i] ?? predicted);
  if (knobs.override.alpha[i]) return { e, alpha: knobs.override.alpha[i], p };
  const width = knobs.halfWidth ?? settings.half_width;
  const centre = settings.window === "local-m" ? i : p;
  const look = e.map((_, j) => (knobs.mask?.[j] ?? true) && (centre === null || Math.abs(j - centre) <= width));
  let alpha = softmax(e, look, knobs.temperature);
  if (p !== null) alpha = alpha.map((weight, j) => weight * Math.exp(-(((j - p) / (width / 2)) ** 2) / 2));
  if (settings.hard || knobs.hard) alpha = hard(alpha);
  return { e, alpha, p };
}

/** All the weight on the largest, of equals the first; nothing where all are 0; the twin of softlook.hard on weights. @param {number[]} alpha */
export function hard(alpha) {
  const top = Math.max(...alpha);
  const best = alpha.indexOf(top);
  return alpha.map((_, j) => (top > 0 && j === best ? 1 : 0));
}
