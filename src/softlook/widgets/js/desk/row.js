// @ts-check
import { dial, h } from "../ui/controls.js";
import { LARGEST } from "./state.js";

/**
 * What can be done to the chosen row, and the chosen cell's numbers.
 *
 * @typedef {"even" | "one" | "gold" | "own"} Deed
 * @param {{signal: AbortSignal, refuse: (message: string) => void, weight: (x: number) => void, score: (x: number) => void,
 *   position: (x: number) => void, row: (deed: Deed) => void}} hands
 */
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
    weight: h(
      "div",
      { class: "softlook-desk-dial" },
      h("span", { "aria-hidden": "true" }, "weight α"),
      dials.weight.range,
      dials.weight.field,
    ),
    score: h(
      "div",
      { class: "softlook-desk-dial" },
      h("span", { "aria-hidden": "true" }, "score e"),
      dials.score.range,
      dials.score.field,
    ),
    position: h(
      "div",
      { class: "softlook-desk-dial" },
      h("span", { "aria-hidden": "true" }, "position p"),
      dials.position.range,
      dials.position.field,
    ),
  };
  const buttons = /** @type {Record<Deed, HTMLButtonElement>} */ ({});
  for (const [deed, words] of /** @type {[Deed, string][]} */ ([
    ["even", "Even"],
    ["one", "All here"],
    ["gold", "As the gold"],
    ["own", "The model’s own"],
  ])) {
    buttons[deed] = h("button", { type: "button", class: "softlook-button", "data-control": `row-${deed}` }, words);
    buttons[deed].addEventListener("click", () => row(deed), { signal });
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

  /** @param {{words: [string, string], weight: number, score: number, p: number | null, last: number, edited: boolean, gold: boolean}} at */
  const set = ({ words: [target, source], weight: alpha, score: e, p, last: end, edited, gold }) => {
    last = end;
    title.replaceChildren(h("b", {}, target), " looks at ", h("b", {}, source));
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
