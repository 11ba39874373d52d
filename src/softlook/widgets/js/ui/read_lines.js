// @ts-check
import { parse } from "./controls.js";

const MOST_LINES = 40;
const LARGEST = 1e6;

/** Word and score: what stands before and after the last gap, else the first comma. @param {string} line */
function split(line) {
  for (const pattern of [/^(.*)[\t;](.*)$/, /^(.*)\s(.*)$/, /^([^,]*),(.*)$/]) {
    const parts = line.match(pattern);
    const word = parts?.[1].replace(/[\s,;]+$/, "");
    const score = parts ? parse(parts[2]) : null;
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
  const refuse = (refused) => ({ labels: [], scores: [], refused });
  if (lines.length < 1 || lines.length > MOST_LINES)
    return refuse(`${lines.length} lines given, 1 to ${MOST_LINES} wanted, each with a word and a score`);
  /** @type {{labels: string[], scores: number[]}} */
  const { labels, scores } = { labels: [], scores: [] };
  for (const { at, line } of lines) {
    const entry = split(line);
    if (!entry) return refuse(`line ${at}: “${line}” given, a word and a score wanted, as in “love 0.5”`);
    if (Math.abs(entry.score) > LARGEST)
      return refuse(`line ${at}: “${line}” given, a score between −1000000 and 1000000 wanted`);
    labels.push(entry.word);
    scores.push(entry.score);
  }
  return { labels, scores, refused: "" };
}
