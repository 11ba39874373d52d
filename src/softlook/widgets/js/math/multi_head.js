// @ts-check
import { attend } from "./attend.js";
import { joinHeads, splitHeads } from "./heads.js";

/**
 * Attend in several subspaces alike, contexts side by side; the twin of softlook.heads.multi_head.
 *
 * @param {number[][]} q
 * @param {number[][]} k
 * @param {number[][]} v
 * @param {number} heads divides the widths
 * @param {(q: number[][], k: number[][]) => number[][]} score
 * @param {boolean[][]} mask true = may attend, with every head
 * @returns {{c: number[][], alpha: number[][][], e: number[][][]}} alpha and e one matrix a head
 */
export function multiHead(q, k, v, heads, score, mask) {
  const [qs, ks, vs] = [q, k, v].map((x) => splitHeads(x, heads));
  const attended = qs.map((_, n) => attend(qs[n], ks[n], vs[n], score, mask));
  return {
    c: joinHeads(attended.map(({ c }) => c)),
    alpha: attended.map(({ alpha }) => alpha),
    e: attended.map(({ e }) => e),
  };
}
