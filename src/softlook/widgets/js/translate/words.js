// @ts-check
const SPACES = String.raw`\0- \x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff`; // and controls
const SIGNS = String.raw`.,;:!?¿¡"“”„«»‹›()[\]{}…—–<>/\\|*_~^=+#@&%$€£\x60´`; // \x60 is the back quote
/** What stands between words. */
const GAP = new RegExp(`[${SPACES}${SIGNS}]+`);
/** Short forms in full, in this order. */
const FULL = Object.entries({
  "['’ʼ′]": "'",
  "^can't$": "can not",
  "^won't$": "will not",
  "^(.+)n't$": "$1 not",
  "^(i)'m$": "$1 am",
  "^(you|we|they)'re$": "$1 are",
  "^(i|you|we|they)'ve$": "$1 have",
  "^(he|she|it|that|there|here|who|what|where)'s$": "$1 is",
  "^(.+)'s$": "$1 's",
}).map(([short, full]) => ({ short: new RegExp(short, "g"), full }));

/**
 * Part a typed sentence into words: lower case, without punctuation, short forms in full; the twin of
 * softlook.widgets._words.words.
 *
 * @param {string} text
 */
export function words(text) {
  return text
    .normalize("NFC")
    .toLowerCase()
    .split(GAP)
    .flatMap((word) => FULL.reduce((form, { short, full }) => form.replace(short, full), word).split(" "))
    .map((word) => (word === "'s" ? word : word.replace(/^['-]+|['-]+$/g, "")))
    .filter(Boolean);
}
