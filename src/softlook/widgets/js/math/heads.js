// @ts-check
/**
 * Cut the features into equal parts, each a sequence of its own; the twin of softlook.heads.split_heads.
 *
 * @param {number[][]} x one row a position
 * @param {number} heads divides the width
 * @returns {number[][][]} one sequence a head
 */
export function splitHeads(x, heads) {
  const width = (x[0]?.length ?? 0) / heads;
  return Array.from({ length: heads }, (_, n) => x.map((row) => row.slice(n * width, (n + 1) * width)));
}

/**
 * The features of the heads side by side again; the twin of softlook.heads.join_heads.
 *
 * @param {number[][][]} x one sequence a head
 * @returns {number[][]}
 */
export function joinHeads(x) {
  return x[0].map((_, t) => x.flatMap((head) => head[t]));
}
