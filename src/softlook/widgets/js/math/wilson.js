// @ts-check
const Z = 1.959963984540054;

/**
 * The 95 % interval of a share p of n; the twin of softlook.widgets.bottleneck.wilson.
 *
 * @param {number} p
 * @param {number} n
 */
export function wilson(p, n) {
  const middle = (p + (Z * Z) / (2 * n)) / (1 + (Z * Z) / n);
  const half = (Z / (1 + (Z * Z) / n)) * Math.sqrt((p * (1 - p)) / n + (Z * Z) / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}
