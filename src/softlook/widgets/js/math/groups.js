// @ts-check
/**
 * One entry for each position: row j stands for counts[j] equal positions; the twin of numpy.repeat.
 *
 * @template T
 * @param {T[]} rows
 * @param {number[]} counts
 * @returns {T[]}
 */
export function repeat(rows, counts) {
  return rows.flatMap((row, j) => new Array(counts[j]).fill(row));
}

/**
 * The first entry of each group, null for a group of none: the inverse of `repeat`.
 *
 * @template T
 * @param {T[]} positions
 * @param {number[]} counts
 * @returns {(T | null)[]}
 */
export function gather(positions, counts) {
  let start = 0;
  return counts.map((n) => (n ? positions[(start += n) - n] : null));
}
