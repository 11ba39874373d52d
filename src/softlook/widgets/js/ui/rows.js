// @ts-check
/** What a reader does to a row of weights: each result sums to 1, and gives nothing to what is masked. */

/**
 * Give one place the weight x; the others share the rest as they did before, or evenly where they had none.
 *
 * @param {number[]} alpha
 * @param {number} j
 * @param {number} x in [0, 1]
 * @param {boolean[]} mask true = may attend
 */
export function place(alpha, j, x, mask) {
  const others = alpha.map((weight, at) => (at === j || !mask[at] ? 0 : weight));
  const rest = sum(others);
  const share = rest > 0 ? others : even(alpha.map((_, at) => at !== j && mask[at]));
  const whole = sum(share);
  if (!whole) return oneHot(alpha.length, j); // nobody is there to take the rest
  return share.map((weight, at) => (at === j ? x : (weight / whole) * (1 - x)));
}

/** The same weight wherever it may attend. @param {boolean[]} mask */
export function even(mask) {
  const n = mask.filter(Boolean).length;
  return mask.map((seen) => (seen ? 1 / n : 0));
}

/** All of it in one place. @param {number} n @param {number} j */
export const oneHot = (n, j) => Array.from({ length: n }, (_, at) => (at === j ? 1 : 0));

/**
 * Take the weight off what the mask hides; what is left is brought back to a sum of 1.
 *
 * @param {number[]} alpha
 * @param {boolean[]} mask
 */
export function hide(alpha, mask) {
  const left = alpha.map((weight, j) => (mask[j] ? weight : 0));
  const whole = sum(left);
  return whole > 0 ? left.map((weight) => weight / whole) : even(mask);
}

/** @param {number[]} row */
export const sum = (row) => row.reduce((total, weight) => total + weight, 0);
