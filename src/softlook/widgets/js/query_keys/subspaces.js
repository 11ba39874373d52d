// @ts-check
/** The numbers of QueryKeys; the twin of softlook.widgets._subspaces. */
import { causal } from "../math/causal.js";
import { dot } from "../math/dot.js";
import { multiHead } from "../math/multi_head.js";
import { pcg64 } from "../math/pcg64.js";
import { scaledDot } from "../math/scaled_dot.js";

/**
 * @typedef {{labels: string[], q: number[][], k: number[][], v: number[][], heads: number, on: boolean[],
 *   angle: number, width: number, scaled: boolean, causal: boolean, selected: number, hint: string}} State
 */

const SEED = 5;
const MOST = 126; // hidden features
/** @type {Map<number, number[][][]>} */
const known = new Map();

/** Hidden features of q and of k, from -√3 to √3, of variance one. @param {number} n */
export function hidden(n) {
  const features = known.get(n) ?? draw(n);
  known.set(n, features);
  return features;
}

/** @param {number} n */
function draw(n) {
  const random = pcg64(SEED);
  const low = -Math.sqrt(3);
  const row = () => Array.from({ length: MOST }, () => low + (Math.sqrt(3) - low) * random());
  return [0, 1].map(() => Array.from({ length: n }, row));
}

/** The two directions that the heads project onto. @param {number} angle in degrees */
export const directions = (angle) => {
  const [cos, sin] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
  return [
    [cos, sin],
    [-sin, cos],
  ];
};

/**
 * Rows along the directions, and half of the hidden features behind each.
 *
 * @param {number[][]} x
 * @param {number[][]} along
 * @param {number[][]} more
 * @param {number} width
 */
function project(x, along, more, width) {
  const each = width / 2 - 1;
  return x.map((row, i) =>
    along.flatMap((u, h) => [
      row[0] * u[0] + row[1] * u[1],
      ...(each ? more[i].slice(h * (MOST / 2), h * (MOST / 2) + each) : []),
    ]),
  );
}

/** All that is shown of a state; the twin of subspace_attention. @param {State} state */
export function subspaceAttention({ q, k, v, heads, on, angle, width, scaled, causal: masked }) {
  const n = q.length;
  const along = directions(angle);
  const [moreQ, moreK] = width > 2 ? hidden(n) : [[], []];
  const [queries, keys] = [project(q, along, moreQ, width), project(k, along, moreK, width)];
  const values = project(v, along, [], 2);
  const mask = masked ? causal(n, n) : q.map(() => k.map(() => true));
  const { c: contexts, alpha, e } = multiHead(queries, keys, values, heads, scaled ? scaledDot : dot, mask);
  /** @param {number[]} keep 1 or 0 for each direction */
  const out = (keep) =>
    contexts.map((row) => [0, 1].map((d) => row[0] * keep[0] * along[0][d] + row[1] * keep[1] * along[1][d]));
  const whole = out([1, 1]);
  const c = heads === 1 ? whole : out(on.map(Number));
  return { e, alpha, c, whole, lost: c.map((row, i) => Math.hypot(row[0] - whole[i][0], row[1] - whole[i][1])) };
}
