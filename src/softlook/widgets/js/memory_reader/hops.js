// @ts-check
import { cosine } from "../math/cosine.js";
import { dot } from "../math/dot.js";
import { raw } from "./raw.js";
import { read } from "../math/read.js";
import { scaledDot } from "../math/scaled_dot.js";
import { softmax } from "../math/softmax.js";

export const MOST_LOOKS = 4;
const COMPANY = 0.3;
const SCORES = /** @type {Record<string, typeof dot>} */ ({ dot, scaled_dot: scaledDot, cosine });

/**
 * Read, store, exploit; the twin of MemoryReader.looks.
 *
 * @param {import("./raw.js").State} state
 */
export function looks(state) {
  const { whole, foundBy, says, cue, near } = raw(state);
  const lean = state.reader === "neighbours" ? COMPANY : 0;
  const table = near.map((row, a) => {
    const total = 1 + lean * row.filter(Boolean).length;
    return row.map((touches, b) => ((a === b ? 1 : 0) + (touches ? lean : 0)) / total);
  });
  const reader = (/** @type {number[]} */ x) => read(x, table);
  const h = whole.map(reader);
  const [k, v] = state.memory === "whole" ? [h, h] : [foundBy.map(reader), says.map(reader)];
  const begin = reader(cue);
  let s = begin;
  const all = Array.from({ length: MOST_LOOKS }, () => {
    const [e] = SCORES[state.score]([s], k);
    const alpha = softmax(
      e,
      e.map(() => true),
      state.temperature,
    );
    const c = read(alpha, v);
    s = state.exploiter === "add" ? s.map((x, d) => x + c[d]) : c;
    return { e, alpha, c, s };
  });
  return { h, k, v, begin, looks: all };
}
