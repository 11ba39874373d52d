// @ts-check
/**
 * Position i looks at itself and at what came before; the twin of softlook.masks.causal.
 *
 * @param {number} tY queries
 * @param {number} tX keys
 * @returns {boolean[][]} true = may look
 */
export function causal(tY, tX) {
  return Array.from({ length: tY }, (_, i) => Array.from({ length: tX }, (_, j) => j <= i));
}
