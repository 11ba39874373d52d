// @ts-check
/**
 * Position i attends to itself and to what came before; the twin of softlook.masks.causal.
 *
 * @param {number} tY queries
 * @param {number} tX keys
 * @returns {boolean[][]} true = may attend
 */
export function causal(tY, tX) {
  return Array.from({ length: tY }, (_, i) => Array.from({ length: tX }, (_, j) => j <= i));
}
