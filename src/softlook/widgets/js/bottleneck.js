// @ts-check
/** Bottleneck: how much of a sentence a fixed vector keeps, and how much attention does, from measured runs. */
import { choice, dial, h, readout, two, unique } from "./ui/controls.js";
import { axis, handle, line, s, scale, segment, setAttributes, setText, stage } from "./ui/draw.js";
import { live } from "./ui/live.js";
import { wilson } from "./math/wilson.js";

/**
 * @typedef {"exact_match" | "token_accuracy"} Measure
 * @typedef {{attention: "none" | "additive", hidden: number, length: number, n: number, exact_match: number,
 *   token_accuracy: number}} Row
 * @typedef {{rows: Row[], length: number, hidden: number, measure: Measure, hint: string}} State
 */

const KEYS = /** @type {const} */ (["rows", "length", "hidden", "measure", "hint"]);
const SYSTEMS = /** @type {const} */ (["none", "additive"]);
const MEASURES = {
  exact_match: { heading: "Sentences translated exactly", unit: "sentences" },
  token_accuracy: { heading: "Words in their place", unit: "words" },
};
const NAMES = { none: "one vector", additive: "attention" };
const MARGIN = { left: 40, right: 14, top: 12, bottom: 30 };
const HEIGHT = 260;
const MISSING = "Nothing has been measured yet: softlook experiments bottleneck does it.";

/** What was measured with a state size: lengths in order, and each system's rows along them. @param {State} state */
export function derive({ rows, hidden, length }) {
  const here = rows.filter((row) => row.hidden === hidden);
  const lengths = [...new Set(here.map((row) => row.length))].sort((a, b) => a - b);
  const series = SYSTEMS.map((system) =>
    lengths.map((at) => /** @type {Row} */ (here.find((row) => row.attention === system && row.length === at))),
  );
  const at = lengths.indexOf(length);
  return {
    lengths,
    series,
    at,
    intervals: series.map((list) => (list[at] ? wilson(list[at].exact_match, list[at].n) : [0, 0])),
  };
}

/** @param {import("./ui/live.js").Context<State>} context */
function build({ state, put, reset, signal, region }) {
  const sizes = [...new Set(state().rows.map((row) => row.hidden))].sort((a, b) => a - b);
  const heading = unique("bottleneck");
  const hint = h("p", { class: "softlook-hint", id: heading });
  if (!sizes.length) {
    return {
      root: h("div", { class: "softlook-box", role: "group", "aria-labelledby": heading }, hint, h("p", {}, MISSING)),
      draw: (/** @type {State} */ now) => setText(hint, now.hint),
    };
  }
  const every = state().rows.map((row) => row.length);
  const [low, high] = [Math.min(...every), Math.max(...every)];
  /** The measured length nearest to a number. @param {number} wanted @param {number} [hidden] */
  const nearest = (wanted, hidden = state().hidden) =>
    derive({ ...state(), hidden }).lengths.reduce((best, at) =>
      Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best,
    );
  /** So many measured lengths further. @param {number} now @param {number} by */
  const hop = (now, by) => {
    const { lengths } = derive(state());
    return lengths[Math.min(lengths.length - 1, Math.max(0, lengths.indexOf(now) + by))];
  };
  const length = dial({
    min: low,
    max: high,
    key: 1,
    hop,
    digits: 0,
    label: "Words in the sentence",
    name: "length",
    index: "",
    signal,
    refuse: region.refuse,
    accept: (value) =>
      Number.isInteger(value) && value >= low && value <= high ? null : `a whole number from ${low} to ${high}`,
    change: (value) => {
      put({ length: nearest(value) });
      length.set(state().length); // the thumb goes where the state is
    },
  });
  const hidden = choice({
    label: "numbers in a state",
    name: "hidden",
    options: sizes.map((size) => [String(size), String(size)]),
    signal,
    change: (value) => put({ hidden: Number(value), length: nearest(state().length, Number(value)) }),
  });
  const measure = choice({
    label: "count",
    name: "measure",
    options: [
      ["exact_match", "whole sentences"],
      ["token_accuracy", "words in their place"],
    ],
    signal,
    change: (value) => put({ measure: /** @type {State["measure"]} */ (value) }),
  });
  const again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });

  const ground = s("g");
  const lines = SYSTEMS.map((system) => s("path", { class: `softlook-curve softlook-neck-${system}` }));
  const marks = SYSTEMS.map((system) => s("g", { class: `softlook-neck-${system}` }));
  const words = SYSTEMS.map((system) =>
    s("text", { class: `softlook-tag softlook-neck-${system}`, "text-anchor": "end" }, NAMES[system]),
  );
  const cursor = s("path", { class: "softlook-thin softlook-still" });
  let y = scale([0, 1], [HEIGHT - MARGIN.bottom, MARGIN.top]);
  let x = scale([low, high], [MARGIN.left, 300]);
  const field = stage({
    kind: "softlook-neck-stage",
    label: "",
    signal,
    draw(width) {
      x = scale([low, Math.max(high, low + 1)], [MARGIN.left + 8, width - MARGIN.right - 8]);
      const step = Math.max(1, Math.ceil((high - low + 1) / (width / 44)));
      const ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, n) => ({
        value: low + n * step,
        text: String(low + n * step),
      }));
      ground.replaceChildren(
        axis({ at: x, ticks, level: HEIGHT - MARGIN.bottom, span: [MARGIN.left, width - MARGIN.right] }),
        axis({
          at: y,
          ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, text: two(value) })),
          level: MARGIN.left,
          span: [HEIGHT - MARGIN.bottom, MARGIN.top],
          up: true,
        }),
      );
      draw(state());
    },
  });
  field.picture.append(ground, cursor, ...lines, ...marks, ...words);
  const grip = handle({
    label: "Words in the sentence, on the chart",
    name: "drag",
    index: "",
    signal,
    key: 1,
    flat: true,
    digits: 0,
    low,
    high,
    text: (to) => `${to} words`,
    where: () => ({ x, y }),
    hop,
    move: (to) => put({ length: nearest(to) }),
  });
  field.node.append(grip.node);

  const cells = SYSTEMS.map((system) => [readout("exact_match", system), readout("token_accuracy", system)]);
  const between = SYSTEMS.map(() => h("span", { class: "softlook-name" }));
  const kept = SYSTEMS.map(() => h("td"));
  const figures = h(
    "table",
    { class: "softlook-neck-table" },
    h("caption", {}, "What is translated right, at this length and state size"),
    h(
      "thead",
      {},
      h(
        "tr",
        {},
        h("td", {}),
        ...["kept of the source", "whole sentences", "words in place"].map((text) => h("th", { scope: "col" }, text)),
      ),
    ),
    h(
      "tbody",
      {},
      ...SYSTEMS.map((system, n) =>
        h(
          "tr",
          {},
          h("th", { scope: "row", class: `softlook-neck-${system}` }, NAMES[system]),
          kept[n],
          h("td", {}, cells[n][0].node, " ", between[n]),
          h("td", {}, cells[n][1].node),
        ),
      ),
    ),
  );
  const verdict = h("p", { class: "softlook-neck-verdict" });
  const title = h("p", { class: "softlook-name" });
  const root = h(
    "div",
    { class: "softlook-neck softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    hidden.node,
    measure.node,
    title,
    field.node,
    h(
      "div",
      { class: "softlook-line" },
      h("span", { class: "softlook-name", "aria-hidden": "true" }, "words"),
      length.range,
      length.field,
    ),
    verdict,
    h(
      "div",
      {
        class: "softlook-neck-scroll",
        role: "group",
        tabindex: "0",
        "aria-label": figures.caption?.textContent ?? "",
      },
      figures,
    ),
    again,
  );

  /** The mark of a row, with its interval where there is one. @param {Row} row @param {State} now */
  const mark = (row, now) => {
    const [left, top] = [x(row.length), y(row[now.measure])];
    const size = row.length === now.length ? 5.5 : 3;
    const square = { x: left - size, y: top - size, width: 2 * size, height: 2 * size };
    const dot =
      row.attention === "none"
        ? s("rect", { class: "softlook-dot", ...square })
        : s("circle", { class: "softlook-dot", cx: left, cy: top, r: size });
    if (now.measure !== "exact_match") return [dot];
    const [down, up] = wilson(row.exact_match, row.n).map(y);
    return [s("path", { class: "softlook-shaft", d: segment([left, down], [left, up]) }), dot];
  };

  /** Lines, marks and their words. @param {State} now @param {Row[][]} series */
  const drawChart = (now, series) => {
    setAttributes(cursor, { d: segment([x(now.length), y(1)], [x(now.length), y(0)]) });
    series.forEach((rows, n) => {
      setAttributes(lines[n], { d: line(rows.map((row) => [x(row.length), y(row[now.measure])])) });
      marks[n].replaceChildren(...rows.flatMap((row) => mark(row, now)));
      const named = rows[Math.floor(rows.length * (n ? 0.95 : 0.6))] ?? rows[rows.length - 1];
      const value = named[now.measure];
      const under = value > 0.15 && (value > 0.9 || !n);
      setAttributes(words[n], { x: x(named.length), y: y(value) + (under ? 20 : -12) });
    });
  };

  /** @param {State} now */
  function draw(now) {
    const { lengths, series, at, intervals } = derive(now);
    const { heading: chart, unit } = MEASURES[now.measure];
    setText(hint, now.hint);
    setText(title, `${chart}, by words in the source`);
    hidden.set(String(now.hidden));
    measure.set(now.measure);
    length.set(now.length);
    if (field.size.width) drawChart(now, series);
    grip.set(now.length, 0);
    SYSTEMS.forEach((system, n) => {
      const row = series[n][at];
      cells[n][0].set(row.exact_match);
      cells[n][1].set(row.token_accuracy);
      setText(between[n], `(${two(intervals[n][0])} to ${two(intervals[n][1])})`);
      const vector = `one vector of ${now.hidden} numbers: ${two(now.hidden / now.length)} a word`;
      setText(kept[n], system === "none" ? vector : `${now.length} vectors, one for each word`);
    });
    const [none, additive] = series.map((rows) => `${Math.round(100 * rows[at][now.measure])}\u00a0%`);
    const sentences = `${series[0][at].n} sentences measured`;
    setText(
      verdict,
      `At ${now.length} words, ${none} of the ${unit} come out right from one vector, ` +
        `${additive} with attention (${sentences}).`,
    );
    const last = lengths.length - 1;
    const [vector, attention] = series.map((rows) => [rows[0], rows[last]].map((row) => two(row[now.measure])));
    const ends = `${vector[0]} at ${lengths[0]} words and ${vector[1]} at ${lengths[last]}`;
    field.label(`${title.textContent}: from one vector ${ends}; with attention ${attention[0]} and ${attention[1]}`);
    region.announce(verdict.textContent ?? "");
  }
  return { root, draw };
}

/** Whether a system was measured with this state size at this length. @param {State} state @param {string} system */
const measured = ({ rows, hidden, length }, system) =>
  Boolean(rows.find((row) => row.attention === system && row.hidden === hidden && row.length === length));

/** @param {{model: import("./ui/live.js").Model, el: HTMLElement}} place */
const render = (place) =>
  live(/** @type {Parameters<typeof live<State>>[0]} */ (place), {
    name: "Bottleneck",
    keys: KEYS,
    moved: ["length", "hidden", "measure"],
    build,
    fits: (state) => !state.rows.length || SYSTEMS.every((system) => measured(state, system)),
    shape: ({ rows }) => JSON.stringify(rows),
  });

export default { render };
