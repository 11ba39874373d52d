// @ts-check
import { choice, dial, h, tick } from "../ui/controls.js";
import { COLDEST, HOTTEST } from "./state.js";

/** How a model is called. */
const NAMES = /** @type {Record<string, string>} */ ({
  none: "no attention",
  additive: "additive",
  published: "as published",
});

/**
 * What the controls do.
 *
 * @typedef {{signal: AbortSignal, refuse: (message: string) => void, translate: (text: string) => void,
 *   pick: (name: string) => void, show: (what: "weights" | "scores") => void, gold: (on: boolean) => void,
 *   temperature: (x: number) => void, hard: (on: boolean) => void, width: (x: number) => void, undo: () => void,
 *   redo: () => void, reset: () => void, link: (() => void) | null}} Context
 */

/** A dial behind its name. @param {string} name @param {ReturnType<typeof dial>} control */
export const dialLine = (name, { range, field }) =>
  h(
    "div",
    { class: "softlook-line" },
    h("span", { class: "softlook-name", "aria-hidden": "true" }, name),
    range,
    field,
  );

/** The desk's controls, but for the matrix and its row. @param {Context} context */
export function makeControls(context) {
  const { signal, refuse, translate, link } = context;
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
  const onEnter = (/** @type {KeyboardEvent} */ event) =>
    event.key === "Enter" && !event.isComposing && translate(sentence.value);
  sentence.addEventListener("keydown", onEnter, { signal });
  const go = h("button", { type: "button", class: "softlook-button", "data-control": "translate" }, "Translate");
  go.addEventListener("click", () => translate(sentence.value), { signal });
  // a form would leave the page once the widget has gone
  const form = h("div", { class: "softlook-desk-form" }, sentence, go);
  const examples = h("select", {
    class: "softlook-sentence",
    "aria-label": "Or take an example",
    "data-control": "example",
  });
  examples.addEventListener("change", () => examples.value && translate(examples.value), { signal });
  const models = h("select", { "data-control": "model", "aria-label": "Model" });
  models.addEventListener("change", () => context.pick(models.value), { signal });
  const suggestions = h("div", { class: "softlook-desk-buttons", hidden: true });

  const shown = choice({
    label: "show",
    name: "show",
    options: [
      ["weights", "weights α"],
      ["scores", "scores e"],
    ],
    signal,
    change: context.show,
  });
  const golden = tick({
    label: "gold links",
    ariaLabel: "Lay the gold links over it",
    name: "gold",
    signal,
    change: context.gold,
  });
  const sharp = tick({
    label: "hard: all on the largest",
    ariaLabel: "Hard: all the weight on the largest",
    name: "hard",
    signal,
    change: context.hard,
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
    change: context.temperature,
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
    change: context.width,
    accept: (x) => (Number.isInteger(x) && x >= 1 && x <= 100 ? null : "a whole number from 1 to 100"),
  });
  const widths = dialLine("window D", wide);
  const settings = h("div", { class: "softlook-desk-settings" }, dialLine("temperature", heat), widths, sharp.node);

  /** @param {string} name @param {string} words @param {() => void} act @param {string | null} [ariaLabel] */
  const button = (name, words, act, ariaLabel = null) => {
    const named = { "data-control": name, "aria-label": ariaLabel };
    const node = h("button", { type: "button", class: "softlook-button", ...named }, words);
    node.addEventListener("click", act, { signal });
    return node;
  };
  const steps = { undo: button("undo", "Undo", context.undo), redo: button("redo", "Redo", context.redo) };
  const bar = h(
    "div",
    { class: "softlook-desk-buttons" },
    steps.undo,
    steps.redo,
    button("reset", "Reset", context.reset),
    ...(link ? [button("link", "Copy link", link)] : []),
  );
  const display = h("div", { class: "softlook-desk-display" }, shown.node, golden.node);
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
    display,
    settings,
    sentence,
    /**
     * Suggest near words for those that are not known.
     *
     * @param {import("./model.js").Unknown[]} unknown
     * @param {(word: string, by: string) => void} take
     */
    suggest(unknown, take) {
      const buttons = unknown.flatMap(({ word, near }) =>
        near.map((by) => button("near", by, () => take(word, by), `${by} instead of ${word}`)),
      );
      suggestions.hidden = !buttons.length;
      suggestions.replaceChildren(...buttons);
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
    /**
     * @param {import("./state.js").State} state
     * @param {import("../translate/settings.js").Settings} built
     * @param {{show: string, gold: boolean, hasGold: boolean, depth: number[]}} more
     */
    set(state, built, more) {
      models.value = state.model;
      const listedThere = [...examples.options].map(({ value }) => value).includes(state.sentence);
      examples.value = listedThere ? state.sentence : "";
      shown.set(more.show);
      golden.set(more.gold);
      golden.box.disabled = !more.hasGold;
      sharp.set(state.hard || built.hard);
      sharp.box.disabled = built.hard;
      heat.set(state.temperature);
      wide.set(state.half_width ?? built.half_width);
      widths.hidden = built.window === "global";
      for (const part of [display, settings]) part.hidden = built.attention === "none";
      // disabled, a button would lose the focus
      Object.values(steps).forEach((step, n) => step.setAttribute("aria-disabled", String(!more.depth[n])));
    },
  };
}
