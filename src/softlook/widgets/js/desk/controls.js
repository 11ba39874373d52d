// @ts-check
import { choice, dial, h, tick } from "../ui/controls.js";
import { COLDEST, HOTTEST } from "./state.js";

/** How a model is called. */
const NAMES = /** @type {Record<string, string>} */ ({
  none: "no attention",
  additive: "additive",
  published: "additive, as published",
  "local-m": "local-m (window at the step)",
  "local-p": "local-p (predicted window)",
});

/**
 * The desk's controls, but for the matrix and its row.
 *
 * @param {{signal: AbortSignal, refuse: (message: string) => void, say: (text: string) => void, pick: (name: string) => void,
 *   show: (what: "weights" | "scores") => void, gold: (on: boolean) => void, temperature: (x: number) => void, hard: (on: boolean) => void,
 *   width: (x: number) => void, undo: () => void, redo: () => void, reset: () => void, link: (() => void) | null}} hands
 */
export function makeControls({
  signal,
  refuse,
  say,
  pick,
  show,
  gold,
  temperature,
  hard,
  width,
  undo,
  redo,
  reset,
  link,
}) {
  const sentence = h("input", {
    type: "text",
    class: "softlook-sentence",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: "400",
    "aria-label": "English sentence",
    "data-control": "sentence",
  });
  sentence.addEventListener("keydown", (event) => event.key === "Enter" && !event.isComposing && say(sentence.value), {
    signal,
  });
  const go = h("button", { type: "button", class: "softlook-button", "data-control": "translate" }, "Translate");
  go.addEventListener("click", () => say(sentence.value), { signal });
  const form = h("div", { class: "softlook-desk-form" }, sentence, go); // a form would leave the page once the widget has gone
  const examples = h("select", { "aria-label": "Or take an example", "data-control": "example" });
  examples.addEventListener("change", () => examples.value && say(examples.value), { signal });
  const models = h("select", { "data-control": "model", "aria-label": "Model" });
  models.addEventListener("change", () => pick(models.value), { signal });
  const suggestions = h("div", { class: "softlook-desk-buttons", hidden: true });

  const shown = choice({
    label: "show",
    name: "show",
    options: [
      ["weights", "weights α"],
      ["scores", "scores e"],
    ],
    signal,
    change: show,
  });
  const golden = tick({
    label: "gold links",
    say: "Lay the gold links over it",
    name: "gold",
    index: "",
    signal,
    change: gold,
  });
  const sharp = tick({
    label: "hard: all on the largest",
    say: "Hard: all the weight on the largest",
    name: "hard",
    index: "",
    signal,
    change: hard,
  });
  const heat = dial({
    label: "Temperature",
    min: 0.05,
    max: 5,
    key: 0.05,
    name: "temperature",
    index: "",
    signal,
    refuse,
    change: temperature,
    accept: (x) => (x >= COLDEST && x <= HOTTEST ? null : `a number from ${COLDEST} to ${HOTTEST}`),
  });
  const wide = dial({
    label: "Half width D of the window",
    min: 1,
    max: 16,
    key: 1,
    digits: 0,
    name: "half_width",
    index: "",
    signal,
    refuse,
    change: width,
    accept: (x) => (Number.isInteger(x) && x >= 1 && x <= 100 ? null : "a whole number from 1 to 100"),
  });
  const widths = h(
    "div",
    { class: "softlook-desk-dial" },
    h("span", { "aria-hidden": "true" }, "window D"),
    wide.range,
    wide.field,
  );
  const settings = h(
    "div",
    { class: "softlook-desk-settings" },
    h(
      "div",
      { class: "softlook-desk-dial" },
      h("span", { "aria-hidden": "true" }, "temperature"),
      heat.range,
      heat.field,
    ),
    widths,
    sharp.node,
  );

  /** @param {string} name @param {string} words @param {() => void} act */
  const button = (name, words, act) => {
    const made = h("button", { type: "button", class: "softlook-button", "data-control": name }, words);
    made.addEventListener("click", act, { signal });
    return made;
  };
  const steps = { undo: button("undo", "Undo", undo), redo: button("redo", "Redo", redo) };
  const bar = h(
    "div",
    { class: "softlook-desk-buttons" },
    steps.undo,
    steps.redo,
    button("reset", "Reset", reset),
    ...(link ? [button("link", "Copy link", link)] : []),
  );
  const looks = h("div", { class: "softlook-desk-looks" }, shown.node, golden.node);
  const top = h(
    "div",
    { class: "softlook-desk-top" },
    form,
    suggestions,
    h(
      "div",
      { class: "softlook-desk-picks" },
      h("label", {}, h("span", { class: "softlook-name" }, "model "), models),
      h("label", {}, h("span", { class: "softlook-name" }, "examples "), examples),
    ),
    bar,
  );

  let listed = "";
  return {
    top,
    looks,
    settings,
    sentence,
    /** Name words that are not known, and offer near ones. @param {{word: string, near: string[]}[]} unknown @param {(word: string, by: string) => void} take */
    suggest(unknown, take) {
      suggestions.hidden = !unknown.some(({ near }) => near.length);
      suggestions.replaceChildren(
        ...unknown.flatMap(({ word, near }) =>
          near.map((by) => {
            const made = h(
              "button",
              {
                type: "button",
                class: "softlook-button",
                "data-control": "near",
                "aria-label": `${by} instead of ${word}`,
              },
              by,
            );
            made.addEventListener("click", () => take(word, by), { signal });
            return made;
          }),
        ),
      );
    },
    /** @param {{models: string[], examples: string[]}} lists */
    list(lists) {
      if (listed === JSON.stringify(lists)) return;
      listed = JSON.stringify(lists);
      models.replaceChildren(...lists.models.map((name) => h("option", { value: name }, NAMES[name] ?? name)));
      examples.replaceChildren(
        h("option", { value: "" }, "choose …"),
        ...lists.examples.map((text) => h("option", { value: text }, text)),
      );
    },
    /** @param {import("./state.js").State} state @param {import("../translate/settings.js").Settings} built @param {{show: string, gold: boolean, hasGold: boolean, depth: number[]}} more */
    set(state, built, more) {
      models.value = state.model;
      examples.value = [...examples.options].some(({ value }) => value === state.sentence) ? state.sentence : "";
      shown.set(more.show);
      golden.set(more.gold);
      golden.box.disabled = !more.hasGold;
      sharp.set(state.hard || built.hard);
      sharp.box.disabled = built.hard;
      heat.set(state.temperature);
      wide.set(state.half_width ?? built.half_width);
      widths.hidden = built.window === "global";
      for (const part of [looks, settings]) part.hidden = built.attention === "none";
      Object.values(steps).forEach((step, n) => step.setAttribute("aria-disabled", String(!more.depth[n]))); // disabled, it would lose the focus
    },
  };
}
