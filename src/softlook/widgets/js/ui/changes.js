// @ts-check
/** @typedef {{before: string | null, after: string | null, same: boolean}} Column null where one side has no word */

/**
 * Two sentences side by side: the longest common run of words stands in the same columns.
 *
 * @param {string[]} before
 * @param {string[]} after
 * @returns {Column[]}
 */
export function changes(before, after) {
  const [n, m] = [before.length, after.length];
  const common = Array.from({ length: n + 1 }, () => new Array(m + 1).fill(0)); // words in common from (i, j) on
  for (let i = n - 1; i >= 0; i--) {
    for (let j = m - 1; j >= 0; j--)
      common[i][j] = before[i] === after[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  }
  /** @type {Column[]} */
  const columns = [];
  /** @type {[string[], string[]]} */
  let [gone, come] = [[], []];
  const flush = () => {
    for (let k = 0; k < Math.max(gone.length, come.length); k++)
      columns.push({ before: gone[k] ?? null, after: come[k] ?? null, same: false });
    [gone, come] = [[], []];
  };
  for (let i = 0, j = 0; i < n || j < m;) {
    if (i < n && j < m && before[i] === after[j]) {
      flush();
      columns.push({ before: before[i++], after: after[j++], same: true });
    } else if (j >= m || (i < n && common[i + 1][j] >= common[i][j + 1])) gone.push(before[i++]);
    else come.push(after[j++]);
  }
  flush();
  return columns;
}
