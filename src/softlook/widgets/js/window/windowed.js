// @ts-check
/** The numbers of Window; the twin of softlook.widgets._windowed. */
import { gaussian } from "../math/gaussian.js";
import { hard } from "../math/hard.js";
import { inner } from "../math/linear.js";
import { reinforce } from "../math/reinforce.js";
import { sample } from "../math/sample.js";
import { softmax } from "../math/softmax.js";

/**
 * @typedef {"global" | "local-m" | "local-p"} Kind
 * @typedef {{labels: string[], scores: number[], values: number[], window: Kind, p: number, half_width: number,
 *   truncate: boolean, renormalize: boolean, round_p: boolean,
 *   selection: "soft" | "hard" | "draw", goal: number, draws: number, seed: number, hint: string}} State
 */

/** Where the window's centre stands. @param {State} state @param {number} p */
const centre = ({ window, round_p }, p) => (window === "local-m" || round_p ? Math.floor(p + 0.5) : p);

/** Whether the window cuts off. @param {State} state */
export const cuts = ({ window, truncate }) => window === "local-m" || (window === "local-p" && truncate);

/** What lies in the window. @param {State} state @param {number} p @returns {boolean[]} */
const near = (state, p) =>
  state.scores.map((_, j) => !cuts(state) || Math.abs(j - centre(state, p)) <= state.half_width);

/**
 * Weights, what a draw draws from, and the row that is read, in a given window.
 *
 * @param {State} state
 * @param {number} p
 * @param {boolean[]} mask
 */
function row(state, p, mask) {
  const { scores, window, half_width, renormalize, selection } = state;
  const before = softmax(scores, mask, 1);
  const shape = window === "local-p" ? gaussian(p, scores.length, half_width) : scores.map(() => 1);
  const e = scores.map((score, j) => score + Math.log(shape[j]));
  const pi = softmax(e, mask, 1);
  const soft = renormalize ? pi : before.map((weight, j) => weight * shape[j]);
  const expected = { soft, hard: hard(e, mask), draw: pi }[selection];
  return { before, shape, e, pi, soft, expected };
}

/**
 * The context, or its expectation where it is drawn.
 *
 * @param {State} state
 * @param {number} p
 * @param {boolean[]} mask
 */
const context = (state, p, mask) => inner(row(state, p, mask).expected, state.values);

/**
 * Where p next carries an edge of the window past a word: at whole numbers, or at halves where the centre is rounded.
 *
 * @param {State} state
 * @returns {number | null}
 */
function nearestEdge(state) {
  const last = state.scores.length - 1;
  if (!cuts(state)) return null;
  if (state.window === "local-m" || state.round_p) return Math.min(last - 1, Math.floor(state.p)) + 0.5;
  return Math.min(last - 1, Math.max(1, Math.floor(state.p + 0.5)));
}

/** The context just before an edge, at it, and just after. @param {State} state @param {number} edge */
function jump(state, edge) {
  const d = state.half_width;
  /** @param {number} first @param {number} last */
  const within = (first, last) => {
    const mask = state.scores.map((_, j) => first <= j && j <= last);
    return context(state, edge, mask);
  };
  if (Number.isInteger(edge))
    return [within(edge - d, edge + d - 1), within(edge - d, edge + d), within(edge - d + 1, edge + d)];
  const [below, above] = [edge - 0.5, edge + 0.5].map((centre) => within(centre - d, centre + d));
  return [below, above, above];
}

/** All that is shown of a state. @param {State} state */
export function derive(state) {
  const mask = near(state, state.p);
  const { soft, e, pi, expected, before, shape } = row(state, state.p, mask);
  const drawn = sample(e, mask, state.draws, state.seed);
  const tally = state.scores.map((_, j) => drawn.reduce((sum, one) => sum + one[j], 0));
  const alpha = state.selection === "draw" ? drawn[0] : expected;
  const costs = state.values.map((v) => (v - state.goal) ** 2);
  const shares = tally.map((count) => count / state.draws);
  const cost = inner(pi, costs);
  const [plain, based] = [0, cost].map((baseline) => [pi, shares].map((of) => reinforce(pi, costs, baseline, of)));
  const edge = nearestEdge(state);
  return {
    alpha,
    soft,
    before,
    shape,
    pi,
    mask,
    tally,
    edge,
    sum: alpha.reduce((sum, x) => sum + x, 0),
    c: inner(alpha, state.values),
    jump: edge === null ? [] : jump(state, edge),
    cost,
    gradient: plain[0].mean,
    estimates: [plain[1].mean, based[1].mean],
    variance: [plain, based].map((pair) => pair.map(({ variance }) => variance)),
  };
}

/**
 * The context against p, in pieces without a jump, and the single values where p stands on an edge.
 *
 * @param {State} state
 */
export function trace(state) {
  const last = state.scores.length - 1;
  const edge = nearestEdge(state);
  const shift = edge !== null && !Number.isInteger(edge) ? 0.5 : 0;
  const steps = 16;
  /** @type {number[][][]} */
  const pieces = [];
  /** @type {number[][]} */
  const dots = [];
  for (let from = -shift; from < last; from++) {
    const [low, high] = [Math.max(0, from), Math.min(last, from + 1)];
    const mask = near(state, (low + high) / 2);
    /** @type {number[][]} */
    let piece = [];
    let winner = -1;
    for (let k = 0; k <= steps; k++) {
      const p = low + ((high - low) * k) / steps;
      const { expected } = row(state, p, mask);
      const top = state.selection === "hard" ? expected.indexOf(1) : 0;
      if (top !== winner) pieces.push((piece = []));
      winner = top;
      piece.push([p, inner(expected, state.values)]);
    }
    if (edge !== null && !shift) dots.push([low, context(state, low, near(state, low))]);
  }
  if (edge !== null && !shift) dots.push([last, context(state, last, near(state, last))]);
  return { pieces, dots };
}
