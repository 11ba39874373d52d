// @ts-check
/**
 * How alike two words are: twice the letters that match, over the letters of both; the twin of
 * difflib.SequenceMatcher.ratio.
 *
 * @param {string} a
 * @param {string} b
 */
export function ratio(a, b) {
  return a.length + b.length ? (2 * matches(a, b)) / (a.length + b.length) : 1;
}

/**
 * Letters in the longest common block, and in those left and right of it.
 *
 * @param {string} a
 * @param {string} b
 * @returns {number}
 */
function matches(a, b) {
  let [size, at, to] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    for (let j = 0; j < b.length; j++) {
      let k = 0;
      while (i + k < a.length && j + k < b.length && a[i + k] === b[j + k]) k++;
      if (k > size) [size, at, to] = [k, i, j];
    }
  }
  return size ? size + matches(a.slice(0, at), b.slice(0, to)) + matches(a.slice(at + size), b.slice(to + size)) : 0;
}

/**
 * Up to three words that a word may have meant, the likest first; the twin of difflib.get_close_matches.
 *
 * @param {string} word
 * @param {string[]} vocabulary
 */
export function getCloseMatches(word, vocabulary) {
  return vocabulary
    .map((text) => ({ text, alike: ratio(text, word) }))
    .filter(({ alike }) => alike >= 0.6)
    .sort((a, b) => b.alike - a.alike || (a.text < b.text ? 1 : -1))
    .slice(0, 3)
    .map(({ text }) => text);
}
