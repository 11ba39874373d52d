// @ts-check
/** The words that every vocabulary begins with; those of softlook.translate.vocabulary.SPECIAL, in its order. */
export const SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"];
export const [PAD, START, END, UNKNOWN] = SPECIAL;
/** Their numbers. */
export const [PAD_ID, START_ID, END_ID, UNKNOWN_ID] = SPECIAL.map((_, n) => n);
/** Numbers of the words that are never written; those of softlook.translate.search. */
export const NEVER_WRITTEN = [PAD_ID, START_ID, UNKNOWN_ID];

/**
 * The words of a vocabulary, in the order of their numbers; the twin of Vocabulary.from_json.
 *
 * @param {any} given
 * @param {string} side source or target
 * @returns {string[]}
 * @throws {Error} if it is no list of words that begins with the special ones
 */
export function vocabulary(given, side) {
  const strings = Array.isArray(given) && given.every((word) => typeof word === "string");
  if (!strings || !SPECIAL.every((word, n) => given[n] === word))
    throw new Error(
      `${side}: a damaged vocabulary given, a list of words that begins with ${SPECIAL.join(", ")} wanted`,
    );
  return given;
}
