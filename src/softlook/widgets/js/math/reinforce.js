// @ts-check
/**
 * REINFORCE's gradient from one draw: (L_j - b) times the gradient of log pi_j by the scores. Its mean and variance
 * under the given shares of each outcome; the twin of softlook.widgets._windowed.reinforce.
 *
 * @param {number[]} pi what is drawn from
 * @param {number[]} costs of each outcome
 * @param {number} baseline
 * @param {number[]} shares of each outcome: pi itself for all of them, or what was drawn
 * @returns {{mean: number[], variance: number}} the variance summed over the scores
 */
export function reinforce(pi, costs, baseline, shares) {
  const gain = costs.map((cost) => cost - baseline);
  const total = gain.reduce((sum, x, j) => sum + shares[j] * x, 0);
  const mean = pi.map((weight, k) => shares[k] * gain[k] - weight * total);
  const square = pi.reduce((sum, x) => sum + x * x, 0);
  const second = gain.reduce((sum, x, j) => sum + shares[j] * x * x * (1 - 2 * pi[j] + square), 0);
  return { mean, variance: Math.max(0, second - mean.reduce((sum, x) => sum + x * x, 0)) };
}
