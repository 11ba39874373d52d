// @ts-check
import { cosine } from "../math/cosine.js";
import { dot } from "../math/dot.js";
import { raw } from "./raw.js";
import { read } from "../math/read.js";
import { scaledDot } from "../math/scaled_dot.js";
import { softmax } from "../math/softmax.js";

export const MOST_HOPS = 4;
const COMPANY = 0.3; // how much of its neighbours a word or a pixel takes on
const SCORES = /** @type {Record<string, typeof dot>} */ ({ dot, scaled_dot: scaledDot, cosine });

/**
 * Read, store, exploit; the twin of MemoryReader.hops.
 *
 * @param {import("./raw.js").State} state
 */
export function hops(state) {
  const { whole, keys, values, cue, near } = raw(state);
  const company = state.reader === "neighbours" ? COMPANY : 0;
  const table = near.map((row, a) => {
    const total = 1 + company * row.filter(Boolean).length;
    return row.map((touches, b) => ((a === b ? 1 : 0) + (touches ? company : 0)) / total);
  });
  const reader = (/** @type {number[]} */ x) => read(x, table);
  const h = whole.map(reader);
  const [k, v] = state.memory === "whole" ? [h, h] : [keys.map(reader), values.map(reader)];
  const begin = reader(cue);
  let s = begin;
  const everywhere = k.map(() => true);
  const all = Array.from({ length: MOST_HOPS }, () => {
    const [e] = SCORES[state.score]([s], k);
    const alpha = softmax(e, everywhere, state.temperature);
    const c = read(alpha, v);
    s = state.exploiter === "add" ? s.map((x, d) => x + c[d]) : c;
    return { e, alpha, c, s };
  });
  return { h, k, v, begin, hops: all };
}
