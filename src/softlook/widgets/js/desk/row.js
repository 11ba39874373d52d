// @ts-check
import { dial, h } from "../ui/controls.js";
import { dialLine } from "./controls.js";
import { LARGEST } from "./state.js";

/**
 * @typedef {"even" | "one" | "gold" | "own"} RowEdit
 * @typedef {{signal: AbortSignal, refuse: (message: string) => void, weight: (x: number) => void,
 *   score: (x: number) => void, position: (x: number) => void, row: (kind: RowEdit) => void}} Context
 * @typedef {{words: [string, string], weight: number, score: number, p: number | null, last: number, edited: boolean,
 *   gold: boolean}} Chosen the chosen cell and its row
 */

/** What can be done to the chosen row, and the chosen cell's numbers. @param {Context} context */
export function makeRow({ signal, refuse, weight, score, position, row }) {
  const title = h("p", { class: "softlook-chosen" });
  let last = 0;
  const dials = {
    weight: dial({
      label: "Weight of the chosen cell",
      min: 0,
      max: 1,
      key: 0.05,
      name: "weight",
      index: "",
      signal,
      refuse,
      change: weight,
      accept: (x) => (x >= 0 && x <= 1 ? null : "a weight from 0 to 1"),
    }),
    score: dial({
      label: "Score of the chosen cell",
      min: -60,
      max: 60,
      key: 0.5,
      name: "score",
      index: "",
      signal,
      refuse,
      change: score,
      accept: (x) => (Math.abs(x) <= LARGEST ? null : "a number between −1000000 and 1000000"),
    }),
    position: dial({
      label: "Position p of the chosen row",
      min: 0,
      max: 1,
      key: 0.1,
      name: "p",
      index: "",
      signal,
      refuse,
      change: position,
      accept: (x) => (x >= 0 && x <= last ? null : `a position from 0 to ${last}`),
    }),
  };
  const lines = {
    weight: dialLine("weight α", dials.weight),
    score: dialLine("score e", dials.score),
    position: dialLine("position p", dials.position),
  };
  const buttons = /** @type {Record<RowEdit, HTMLButtonElement>} */ ({});
  for (const [kind, words] of /** @type {[RowEdit, string][]} */ ([
    ["even", "Even"],
    ["one", "All here"],
    ["gold", "As the gold"],
    ["own", "The model’s own"],
  ])) {
    buttons[kind] = h("button", { type: "button", class: "softlook-button", "data-control": `row-${kind}` }, words);
    buttons[kind].addEventListener("click", () => row(kind), { signal });
  }
  const node = h(
    "div",
    { class: "softlook-desk-row", role: "group", "aria-label": "The chosen cell and its row" },
    title,
    ...Object.values(lines),
    h(
      "div",
      { class: "softlook-desk-buttons" },
      h("span", { class: "softlook-name" }, "the whole row:"),
      ...Object.values(buttons),
    ),
  );

  /** @param {Chosen} chosen */
  const set = ({ words: [target, source], weight: alpha, score: e, p, last: end, edited, gold }) => {
    last = end;
    title.replaceChildren(h("b", {}, target), " attends to ", h("b", {}, source));
    dials.weight.set(alpha);
    dials.score.set(e);
    lines.position.hidden = p === null;
    dials.position.range.max = String(end);
    dials.position.set(p ?? 0);
    buttons.gold.setAttribute("aria-disabled", String(!gold)); // disabled, it would lose the focus
    buttons.own.setAttribute("aria-disabled", String(!edited));
  };
  return { node, set, type: (/** @type {boolean} */ weights) => (weights ? dials.weight : dials.score).field.focus() };
}
