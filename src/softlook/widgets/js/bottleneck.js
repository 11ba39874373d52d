// @ts-check
/** Bottleneck: how much of a sentence a fixed vector keeps, and how much attention does, from measured runs. */
import { choice, dial, h, readout, two, unique } from "./ui/controls.js";
import { axis, handle, line, put as set, s as svg, say, scale, stage } from "./ui/draw.js";
import { live } from "./ui/live.js";
import { wilson } from "./math/wilson.js";

/** @typedef {{attention: "none" | "additive", hidden: number, length: number, n: number, exact: number, token_accuracy: number}} Row */
/** @typedef {{rows: Row[], length: number, hidden: number, measure: "exact" | "token_accuracy", hint: string}} State */

const KEYS = /** @type {const} */ (["rows", "length", "hidden", "measure", "hint"]);
const SYSTEMS = /** @type {const} */ (["none", "additive"]);
const NAMES = { none: "one vector", additive: "attention" };
const MARGIN = { left: 40, right: 14, top: 12, bottom: 30 };
const HEIGHT = 260;
const MISSING = "Nothing has been measured yet: softlook experiments bottleneck does it.";

/** What was measured with a state size: lengths in order, and each system's rows along them. @param {State} state */
export function look({ rows, hidden, length }) {
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
    intervals: series.map((list) => (list[at] ? wilson(list[at].exact, list[at].n) : [0, 0])),
  };
}

/** @param {Parameters<Parameters<typeof live<State>>[1]["build"]>[0]} hands */
function build({ state, put, reset, signal, speak }) {
  const sizes = [...new Set(state().rows.map((row) => row.hidden))].sort((a, b) => a - b);
  const heading = unique("bottleneck");
  const hint = h("p", { class: "softlook-hint", id: heading });
  if (!sizes.length) {
    return {
      root: h("div", { class: "softlook-box", role: "group", "aria-labelledby": heading }, hint, h("p", {}, MISSING)),
      draw: (/** @type {State} */ now) => say(hint, now.hint),
    };
  }
  const every = state().rows.map((row) => row.length);
  const [low, high] = [Math.min(...every), Math.max(...every)];
  /** The measured length nearest to a number. @param {number} wanted @param {number} [hidden] */
  const nearest = (wanted, hidden = state().hidden) =>
    look({ ...state(), hidden }).lengths.reduce((best, at) =>
      Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best,
    );
  /** So many measured lengths further. @param {number} now @param {number} by */
  const hop = (now, by) => {
    const { lengths } = look(state());
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
    refuse: speak.refuse,
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
      ["exact", "whole sentences"],
      ["token_accuracy", "words in their place"],
    ],
    signal,
    change: (value) => put({ measure: /** @type {State["measure"]} */ (value) }),
  });
  const again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });

  const ground = svg("g");
  const lines = SYSTEMS.map((system) => svg("path", { class: `softlook-curve softlook-neck-${system}` }));
  const marks = SYSTEMS.map((system) => svg("g", { class: `softlook-neck-${system}` }));
  const words = SYSTEMS.map((system) =>
    svg("text", { class: `softlook-tag softlook-neck-${system}`, "text-anchor": "end" }, NAMES[system]),
  );
  const cursor = svg("path", { class: "softlook-thin softlook-still" });
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

  const cells = SYSTEMS.map((system) => [readout("exact", system), readout("token_accuracy", system)]);
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

  /** @param {State} now */
  function draw(now) {
    const { lengths, series, at, intervals } = look(now);
    const value = (/** @type {Row} */ row) => row[now.measure];
    say(hint, now.hint);
    say(
      title,
      `${now.measure === "exact" ? "Sentences translated exactly" : "Words in their place"}, by words in the source`,
    );
    hidden.set(String(now.hidden));
    measure.set(now.measure);
    length.set(now.length);
    if (field.size.width) {
      set(cursor, {
        d: line([
          [x(now.length), y(1)],
          [x(now.length), y(0)],
        ]),
      });
      SYSTEMS.forEach((system, n) => {
        set(lines[n], { d: line(series[n].map((row) => [x(row.length), y(value(row))])) });
        marks[n].replaceChildren(
          ...series[n].flatMap((row) => {
            const [left, top] = [x(row.length), y(value(row))];
            const size = row.length === now.length ? 5.5 : 3;
            const dot =
              system === "none"
                ? svg("rect", {
                    class: "softlook-dot",
                    x: left - size,
                    y: top - size,
                    width: 2 * size,
                    height: 2 * size,
                  })
                : svg("circle", { class: "softlook-dot", cx: left, cy: top, r: size });
            const [down, up] = wilson(row.exact, row.n);
            return now.measure === "exact"
              ? [
                  svg("path", {
                    class: "softlook-shaft",
                    d: line([
                      [left, y(down)],
                      [left, y(up)],
                    ]),
                  }),
                  dot,
                ]
              : [dot];
          }),
        );
        const last = series[n][Math.floor(lengths.length * (n ? 0.95 : 0.6))] ?? series[n][lengths.length - 1];
        const under = value(last) > 0.9 || !n;
        set(words[n], {
          x: x(last.length),
          y: under && value(last) > 0.15 ? y(value(last)) + 20 : y(value(last)) - 12,
        });
      });
    }
    grip.set(now.length, 0);
    SYSTEMS.forEach((system, n) => {
      const row = series[n][at];
      cells[n][0].set(row.exact);
      cells[n][1].set(row.token_accuracy);
      say(between[n], `(${two(intervals[n][0])} to ${two(intervals[n][1])})`);
      say(
        kept[n],
        system === "none"
          ? `one vector of ${now.hidden} numbers: ${two(now.hidden / now.length)} a word`
          : `${now.length} vectors, one for each word`,
      );
    });
    const [none, additive] = series.map((list) => list[at]);
    const of = (/** @type {Row} */ row) => `${Math.round(100 * value(row))} %`;
    say(
      verdict,
      `At ${now.length} words, ${of(none)} of the ${now.measure === "exact" ? "sentences" : "words"} come out right from one vector, ${of(additive)} with attention (${none.n} sentences measured).`,
    );
    set(field.picture, {
      "aria-label": `${title.textContent}: from one vector ${two(value(series[0][0]))} at ${lengths[0]} words and ${two(value(series[0][lengths.length - 1]))} at ${lengths[lengths.length - 1]}; with attention ${two(value(series[1][0]))} and ${two(value(series[1][lengths.length - 1]))}`,
    });
    speak.rest(verdict.textContent ?? "");
  }
  return { root, draw };
}

/** @param {{model: import("./ui/live.js").Model, el: HTMLElement}} place */
const render = (place) =>
  live(/** @type {Parameters<typeof live<State>>[0]} */ (place), {
    name: "Bottleneck",
    keys: KEYS,
    moved: ["length", "hidden", "measure"],
    build,
    fits: ({ rows, hidden, length }) =>
      !rows.length ||
      SYSTEMS.every((system) =>
        rows.some((row) => row.attention === system && row.hidden === hidden && row.length === length),
      ),
    shape: ({ rows }) => JSON.stringify(rows),
  });

export default { render };
