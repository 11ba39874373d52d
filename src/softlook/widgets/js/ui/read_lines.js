// @ts-check
import { parse } from "./controls.js";

const MOST_LINES = 40;
const LARGEST = 1e6;

/** Word and score: what stands before and after the last gap, else the first comma. @param {string} line */
function split(line) {
  for (const pattern of [/^(.*)[\t;](.*)$/, /^(.*)\s(.*)$/, /^([^,]*),(.*)$/]) {
    const found = line.match(pattern);
    const word = found?.[1].replace(/[\s,;]+$/, "");
    const score = found ? parse(found[2]) : null;
    if (word && score !== null) return { word, score };
  }
  return null;
}

/**
 * Words and scores as people paste them, a line for each; the twin of softlook.widgets._lines.read_lines.
 *
 * @param {string} text
 * @returns {{labels: string[], scores: number[], refused: string}} what was wrong, or "" where nothing was
 */
export function readLines(text) {
  const lines = text
    .split(/\r\n|\r|\n/)
    .map((line, at) => ({ at: at + 1, line: line.trim() }))
    .filter(({ line }) => line);
  /** @param {string} refused */
  const no = (refused) => ({ labels: [], scores: [], refused });
  if (lines.length < 1 || lines.length > MOST_LINES)
    return no(`${lines.length} lines given, 1 to ${MOST_LINES} wanted, each with a word and a score`);
  const labels = [],
    scores = [];
  for (const { at, line } of lines) {
    const found = split(line);
    if (!found) return no(`line ${at}: “${line}” given, a word and a score wanted, as in “love 0.5”`);
    if (Math.abs(found.score) > LARGEST)
      return no(`line ${at}: “${line}” given, a score between −1000000 and 1000000 wanted`);
    labels.push(found.word);
    scores.push(found.score);
  }
  return { labels, scores, refused: "" };
}
