// @ts-check
/** ScoreTuner: move the scores, hide positions, change the temperature; the weights and the context follow. */
import { dial, h, keepKeys, liveRegion, pullable, readout, tick, two, unique } from "./ui/controls.js";
import { gather, repeat } from "./math/groups.js";
import { read } from "./math/read.js";
import { readLines } from "./ui/read_lines.js";
import { scoreFor } from "./math/score_for.js";
import { softmax } from "./math/softmax.js";

/**
 * What the model holds; Python owns alpha and c, this module computes its own.
 *
 * @typedef {{labels: string[], scores: number[], mask: boolean[], counts: number[], values: number[][],
 *   temperature: number, hint: string}} State
 * @typedef {import("./ui/live.js").Model} Model
 * @typedef {ReturnType<typeof dial>} Dial
 * @typedef {ReturnType<typeof readout>} Readout
 * @typedef {{tick: ReturnType<typeof tick>, dial: Dial, count: Dial | null, bar: HTMLElement, row: HTMLElement,
 *   alpha: Readout, total: Readout | null}} Row
 */

const STATE = /** @type {const} */ (["labels", "scores", "mask", "counts", "values", "temperature", "hint"]);
const MOVED = /** @type {const} */ (["scores", "mask", "counts", "temperature"]);
const SCORE = { min: -5, max: 5, key: 0.1 };
const TEMPERATURE = { min: 0.05, max: 5, key: 0.05 };
const COLDEST = 0.001; // as in Python
const MOST = 1000; // positions in one row
const LISTS = /** @type {const} */ (["scores", "mask", "counts", "values"]);

/**
 * The numbers of a state: weights for each row (one position's, and the row's total), and the context.
 *
 * @param {State} state
 */
export function derive({ scores, mask, counts, values, temperature }) {
  const every = softmax(repeat(scores, counts), repeat(mask, counts), temperature);
  const one = gather(every, counts).map((weight) => weight ?? 0);
  const total = one.map((weight, j) => weight * counts[j]);
  return { alpha: one, total, c: read(total, values) };
}

/** @param {{model: Model, el: HTMLElement}} place */
function render({ model, el }) {
  const stop = new AbortController();
  const { signal } = stop;
  let opening = Object.fromEntries(MOVED.map((key) => [key, structuredClone(model.get(key))]));
  const state = () => /** @type {State} */ (Object.fromEntries(STATE.map((key) => [key, model.get(key)])));

  /** @param {string} key @param {unknown} value */
  const put = (key, value) => {
    model.set(key, value);
    model.save_changes();
  };
  /** @param {"scores" | "mask" | "counts"} key @param {number} j @param {number | boolean} value */
  const putAt = (key, j, value) => {
    const changed = [...model.get(key)];
    changed[j] = value;
    put(key, changed);
  };

  const region = liveRegion(signal);
  const heading = unique("score-tuner");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const table = h("div", { class: "softlook-tuner-rows" });
  const context = h("div", { class: "softlook-tuner-context" });
  const temperature = dial({
    ...TEMPERATURE,
    label: "Temperature",
    name: "temperature",
    index: "",
    signal,
    refuse: region.refuse,
    accept: (value) => (value >= COLDEST ? null : `a number of at least ${COLDEST}`),
    change: (value) => put("temperature", value),
  });
  const reset = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  reset.addEventListener(
    "click",
    () => {
      region.refuse("");
      for (const key of MOVED) model.set(key, structuredClone(opening[key]));
      model.save_changes();
    },
    { signal },
  );
  const area = h("textarea", {
    rows: 5,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "Words and scores, a line for each",
    "data-control": "paste",
    "data-index": "",
  });
  const use = h(
    "button",
    { type: "button", class: "softlook-button", "data-control": "use", "data-index": "" },
    "Use these",
  );
  const fold = h("summary", { "data-control": "fold", "data-index": "" }, "Paste your own");
  const paste = h(
    "details",
    { class: "softlook-tuner-paste" },
    fold,
    h("p", { class: "softlook-name" }, "A line for each: the word, then its score."),
    area,
    use,
  );
  fold.addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault(); // one way for every browser: the click opens it
      fold.click();
    },
    { signal },
  );
  fold.addEventListener(
    "click",
    () => {
      const { labels, scores } = state();
      if (!paste.open && !area.value) area.value = labels.map((label, j) => `${label} ${scores[j]}`).join("\n");
    },
    { signal },
  );
  use.addEventListener(
    "click",
    () => {
      const { labels, scores, refused } = readLines(area.value);
      if (refused) return region.refuse(`${refused}.`);
      region.refuse("");
      const next = {
        scores,
        mask: labels.map(() => true),
        counts: labels.map(() => 1),
        values: labels.map(() => []),
        labels: [...labels],
      };
      opening = structuredClone({ ...opening, scores, mask: next.mask, counts: next.counts });
      for (const [key, value] of Object.entries(next)) model.set(key, value); // the labels last: then all fit
      model.save_changes();
    },
    { signal },
  );
  const root = h(
    "div",
    { class: "softlook-tuner softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    h(
      "div",
      { class: "softlook-tuner-head", "aria-hidden": "true" },
      h("span", {}, "may attend"),
      h("span", {}, "score e"),
      h("span", {}, "weight α"),
    ),
    table,
    h(
      "div",
      { class: "softlook-tuner-row softlook-tuner-foot" },
      h("span", { class: "softlook-name" }, "temperature"),
      temperature.range,
      temperature.field,
      reset,
    ),
    context,
    paste,
    region.message,
    region.summary,
  );
  keepKeys(root, signal);

  /** @type {Row[]} */
  let rows = [];
  /** @type {Readout[]} */
  let contexts = [];

  /** Lay out the rows: as many as there are labels. */
  const build = () => {
    const { labels, counts, values } = state();
    const grouped = /** @type {number[]} */ (opening.counts);
    rows = labels.map((label, j) => {
      const many = (grouped[j] ?? 1) > 1 || counts[j] !== 1;
      const index = String(j);
      const seen = tick({
        label,
        ariaLabel: `may attend to ${label}`,
        name: "mask",
        index,
        signal,
        change: (on) => putAt("mask", j, on),
      });
      const score = dial({
        ...SCORE,
        label: `Score of ${label}`,
        name: "scores",
        index,
        signal,
        refuse: region.refuse,
        accept: (value) => (Math.abs(value) <= 1e6 ? null : "a number between −1000000 and 1000000"),
        change: (value) => putAt("scores", j, value),
      });
      const count = many
        ? dial({
            min: 0,
            max: Math.max(100, grouped[j] ?? 0),
            key: 1,
            digits: 0,
            label: `How many positions of ${label}`,
            name: "counts",
            index,
            signal,
            refuse: region.refuse,
            accept: (value) =>
              Number.isInteger(value) && value >= 0 && value <= MOST ? null : `a whole number from 0 to ${MOST}`,
            change: (value) => putAt("counts", j, value),
          })
        : null;
      const alpha = readout("alpha", index);
      const total = many ? readout("total", index) : null;
      const bar = h("span", { class: "softlook-bar" });
      const track = h("span", { class: "softlook-track" }, bar);
      const grip = h(
        "span",
        { class: "softlook-tuner-grip", "aria-hidden": "true", "data-pull": "scores", "data-index": index },
        track,
      );
      pullable(grip, {
        signal,
        hold: () => {
          const before = model.get("scores")[j];
          return () => putAt("scores", j, before);
        },
        pull: (share) => {
          const now = state();
          const score = scoreFor(Math.min(0.999, Math.max(0.001, share)), j, now);
          if (score !== null) return putAt("scores", j, Math.min(1e6, Math.max(-1e6, Number(score.toFixed(3)))));
          region.refuse(
            now.mask[j] && now.counts[j]
              ? `${label} is all that may be attended to: its weight is 1 whatever its score.`
              : `${label} may not be attended to: its weight is 0 whatever its score.`,
          );
        },
      });
      const weight = h("span", { class: "softlook-weight" }, grip, alpha.node);
      if (total) weight.append(h("span", { class: "softlook-each" }, "each, together "), total.node);
      const row = h(
        "div",
        { class: "softlook-tuner-row", role: "group", "aria-label": label },
        seen.node,
        score.range,
        score.field,
        weight,
      );
      if (count)
        row.append(h("div", { class: "softlook-tuner-count" }, h("span", {}, "how many"), count.range, count.field));
      return { tick: seen, dial: score, count, bar, row, alpha, total };
    });
    table.replaceChildren(...rows.map(({ row }) => row));
    contexts = (values[0] ?? []).map((_, d) => readout("c", String(d)));
    context.replaceChildren(
      ...(contexts.length
        ? [
            h("span", { class: "softlook-name" }, "context c = ("),
            ...contexts.flatMap(({ node }, d) => (d ? [", ", node] : [node])),
            ")",
          ]
        : []),
    );
  };

  const draw = () => {
    const now = state();
    if (!LISTS.every((key) => now[key].length === now.labels.length)) return; // the others are on their way
    if (now.labels.length !== rows.length || (now.values[0]?.length ?? 0) !== contexts.length) build();
    const { alpha, total, c } = derive(now);
    hint.textContent = now.hint;
    rows.forEach((row, j) => {
      row.tick.set(now.mask[j]);
      row.dial.set(now.scores[j]);
      row.count?.set(now.counts[j]);
      row.row.classList.toggle("softlook-masked", !now.mask[j]);
      row.bar.style.transform = `scaleX(${total[j]})`;
      row.alpha.set(alpha[j]);
      row.total?.set(total[j]);
    });
    contexts.forEach((node, d) => node.set(c[d]));
    temperature.set(now.temperature);
    region.announce(`Weights: ${now.labels.map((label, j) => `${label} ${two(total[j])}`).join(", ")}.`);
  };
  const again = () => {
    const { length } = model.get("labels");
    if (!LISTS.every((key) => model.get(key).length === length)) return;
    if (model.get("labels").length !== opening.scores.length)
      opening = Object.fromEntries(MOVED.map((key) => [key, structuredClone(model.get(key))]));
    build();
    draw();
  };

  build();
  draw();
  for (const key of STATE) model.on(`change:${key}`, key === "labels" || key === "values" ? again : draw);
  el.replaceChildren(root);
  el.dataset.widget = "ScoreTuner";
  el.dataset.ready = "";
  return () => {
    stop.abort();
    for (const key of STATE) model.off(`change:${key}`, key === "labels" || key === "values" ? again : draw);
    delete el.dataset.ready;
  };
}

export default { render };
