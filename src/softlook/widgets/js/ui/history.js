// @ts-check
/**
 * What was, and what was undone.
 *
 * @template T
 */
export function makeHistory() {
  /** @type {T[]} */
  let past = [];
  /** @type {T[]} */
  let future = [];
  let held = "";
  return {
    /**
     * Keep what stood before a change; changes of one move (the same tag) are one.
     *
     * @param {T} before
     * @param {string} tag
     */
    keep(before, tag) {
      if (!tag || tag !== held) past = [...past.slice(-199), before];
      future = [];
      held = tag;
    },
    /** The move is over: the next change is another. */
    release: () => void (held = ""),
    /** @param {T} now @returns {T | undefined} */
    undo(now) {
      const before = past.pop();
      if (before !== undefined) future.push(now);
      held = "";
      return before;
    },
    /** @param {T} now @returns {T | undefined} */
    redo(now) {
      const after = future.pop();
      if (after !== undefined) past.push(now);
      held = "";
      return after;
    },
    /** How many steps lie behind and ahead. */
    depth: () => [past.length, future.length],
  };
}
