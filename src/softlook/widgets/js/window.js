// @ts-check
/** Window: move p and D over a row of positions; the weights, their jumps and REINFORCE's gradients follow. */
import { choice, dial, h, readout, tick, two, unique } from "./ui/controls.js";
import { setText } from "./ui/draw.js";
import { live } from "./ui/live.js";
import { contextTrace, gradients, positions } from "./window/charts.js";
import { derive } from "./window/windowed.js";

/** @typedef {import("./window/windowed.js").State} State */

export { derive };

const KEYS = /** @type {const} */ ([
  "labels",
  "scores",
  "values",
  "window",
  "p",
  "half_width",
  "truncate",
  "renormalize",
  "round_p",
  "selection",
  "goal",
  "draws",
  "seed",
  "hint",
]);
const MOVED = KEYS.slice(3, -1);
const WIDEST = 12;
const SEEDS = 2 ** 32;

/** A table of numbers, one column a word. @param {string[]} labels */
function columns(labels) {
  const body = h("tbody", {});
  const node = h(
    "table",
    { class: "softlook-window-table softlook-cells" },
    h("thead", {}, h("tr", {}, ...labels.map((label) => h("th", { scope: "col" }, h("span", {}, label))))),
    body,
  );
  /** @param {string} words @param {string} name @param {(j: number) => string} [index] */
  const row = (words, name, index = String) => {
    const outputs = labels.map((_, j) => readout(name, index(j)));
    body.append(
      h("tr", {}, h("th", { scope: "rowgroup", colspan: labels.length }, words)),
      h("tr", {}, ...outputs.map(({ node }) => h("td", {}, node))),
    );
    /** @param {number[]} to @param {(x: number) => string} [print] */
    const set = (to, print) => outputs.forEach((output, j) => output.set(to[j], print?.(to[j])));
    return { set };
  };
  return { node, row };
}

/** @param {import("./ui/live.js").Context<State>} context */
function build({ state, put, reset, signal, region }) {
  const { labels } = state();
  const last = labels.length - 1;
  const refuse = region.refuse;
  const heading = unique("window");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const kind = choice({
    label: "window",
    name: "window",
    options: [
      ["global", "global"],
      ["local-m", "local-m"],
      ["local-p", "local-p"],
    ],
    signal,
    change: (window) => put({ window: /** @type {State["window"]} */ (window) }),
  });
  const selection = choice({
    label: "attention",
    name: "selection",
    options: [
      ["soft", "soft"],
      ["hard", "hard"],
      ["draw", "draw one"],
    ],
    signal,
    change: (to) => put({ selection: /** @type {State["selection"]} */ (to) }),
  });
  /** @param {"truncate" | "renormalize" | "round_p"} name @param {string} label @param {string} effect */
  const option = (name, label, effect) =>
    tick({ label, ariaLabel: `${label}: ${effect}`, name, signal, change: (on) => put({ [name]: on }) });
  const options = {
    truncate: option("truncate", "cut off", "the window of local-p hides what lies outside"),
    renormalize: option("renormalize", "sum to 1 again", "bring the row of local-p back"),
    round_p: option("round_p", "round p", "the window of local-p stands on a word"),
  };
  const p = dial({
    min: 0,
    max: last,
    key: 0.1,
    label: "Position p",
    name: "p",
    index: "",
    signal,
    refuse,
    accept: (value) => (value >= 0 && value <= last ? null : `a number from 0 to ${last}`),
    change: (value) => put({ p: value }),
  });
  const width = dial({
    min: 1,
    max: WIDEST,
    key: 1,
    digits: 0,
    label: "Half width D",
    name: "half_width",
    index: "",
    signal,
    refuse,
    accept: (value) =>
      Number.isInteger(value) && value >= 1 && value <= WIDEST ? null : `a whole number from 1 to ${WIDEST}`,
    change: (value) => put({ half_width: value }),
  });
  const goal = dial({
    min: -2,
    max: 2,
    key: 0.1,
    label: "Goal",
    name: "goal",
    index: "",
    signal,
    refuse,
    accept: (value) => (Math.abs(value) <= 10 ? null : "a number from −10 to 10"),
    change: (value) => put({ goal: value }),
  });
  const draws = dial({
    min: 1,
    max: 500,
    key: 10,
    digits: 0,
    label: "How many draws",
    name: "draws",
    index: "",
    signal,
    refuse,
    accept: (value) => (Number.isInteger(value) && value >= 1 && value <= 500 ? null : "a whole number from 1 to 500"),
    change: (value) => put({ draws: value }),
  });
  const seed = dial({
    min: 0,
    max: SEEDS - 1,
    key: 1,
    digits: 0,
    label: "Seed of the draws",
    name: "seed",
    index: "",
    signal,
    refuse,
    accept: (value) =>
      Number.isInteger(value) && value >= 0 && value < SEEDS ? null : `a whole number from 0 to ${SEEDS - 1}`,
    change: (value) => put({ seed: value }),
  });
  const next = h("button", { type: "button", class: "softlook-button", "data-control": "again" }, "Draw again");
  next.addEventListener("click", () => put({ seed: (state().seed + 1) % SEEDS }), { signal });
  const again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });

  const drawn = positions({ labels, signal, move: (to) => put({ p: to }) });
  const traced = contextTrace({ labels, signal });
  const learned = gradients({ labels, signal });
  const numbers = columns(labels);
  const rows = {
    alpha: numbers.row("weight α", "alpha"),
    scores: numbers.row("score e", "scores"),
    values: numbers.row("value v", "values"),
  };
  const learning = columns(labels);
  const whole = (/** @type {number} */ x) => String(x);
  const learningRows = {
    tally: learning.row("how often drawn", "tally"),
    gradient: learning.row("gradient of the expected cost, exact (bars)", "gradient"),
  };
  const estimates = ["drawn, without a baseline (crosses)", "drawn, with a baseline (dots)"].map((words, at) =>
    learning.row(words, "estimates", (j) => `${at},${j}`),
  );
  const total = readout("total", "");
  const c = readout("c", "");
  const edge = readout("edge", "");
  const jump = [0, 1, 2].map((at) => readout("jump", String(at)));
  const jumps = h(
    "span",
    { "data-fact": true },
    "at p = ",
    edge.node,
    " it goes from ",
    jump[0].node,
    ", is ",
    jump[1].node,
    ", and goes on at ",
    jump[2].node,
  );
  const smooth = h("span", { "data-fact": true });
  const facts = h(
    "p",
    { class: "softlook-window-facts" },
    h("span", {}, "the weights sum to ", total.node),
    h("span", { class: "softlook-c" }, "context c = ", c.node),
  );
  const cost = readout("cost", "");
  const variance = [0, 1].map((at) => [0, 1].map((of) => readout("variance", `${at},${of}`)));
  const times = h("p", {});
  const spread = h(
    "table",
    { class: "softlook-window-variance" },
    h("caption", {}, "variance of one draw's gradient"),
    h(
      "thead",
      {},
      h("tr", {}, h("td", {}), h("th", { scope: "col" }, "all cases"), h("th", { scope: "col" }, "as drawn")),
    ),
    h(
      "tbody",
      {},
      ...["no baseline", "baseline"].map((words, at) =>
        h("tr", {}, h("th", { scope: "row" }, words), ...variance[at].map(({ node }) => h("td", {}, node))),
      ),
    ),
  );
  /** @param {string} words @param {Node[]} parts */
  const line = (words, ...parts) =>
    h("div", { class: "softlook-line" }, h("span", { class: "softlook-name" }, words), ...parts);
  const panel = h(
    "div",
    { class: "softlook-window-panel", role: "group", "aria-label": "learning by drawing" },
    h(
      "p",
      {},
      "Attending to j costs (v − goal)²; the expected cost, ",
      cost.node,
      ", is the baseline. REINFORCE learns from the draws alone.",
    ),
    line("goal", goal.range, goal.field),
    line("draws", draws.range, draws.field),
    h("div", { class: "softlook-window-line" }, h("span", { class: "softlook-name" }, "seed"), seed.field, next),
    learned.node,
    learning.node,
    spread,
    times,
  );

  const slot = h("div"); // what is not there shows no numbers either
  const legend = h("p", { class: "softlook-window-legend" });
  const root = h(
    "div",
    { class: "softlook-window softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    h("div", { class: "softlook-window-line" }, kind.node, selection.node),
    h("div", { class: "softlook-window-line" }, ...Object.values(options).map(({ node }) => node)),
    h(
      "div",
      {
        class: "softlook-window-scroll",
        role: "group",
        tabindex: "0",
        "aria-label": "the positions and their numbers",
      },
      h("div", { style: `--words: ${labels.length}` }, drawn.node, legend, numbers.node),
    ),
    line("position p", p.range, p.field),
    line("half width D", width.range, width.field),
    facts,
    traced.node,
    slot,
    again,
  );

  /** @param {State} now */
  const draw = (now) => {
    const derived = derive(now);
    setText(hint, now.hint);
    kind.set(now.window);
    selection.set(now.selection);
    for (const [name, { box, set }] of Object.entries(options)) {
      set(/** @type {any} */ (now)[name]);
      box.disabled = now.window !== "local-p" || (name === "round_p" && !now.truncate);
    }
    for (const { range, field } of [p, width]) range.disabled = field.disabled = now.window === "global";
    p.set(now.p);
    width.set(now.half_width);
    goal.set(now.goal);
    draws.set(now.draws);
    seed.set(now.seed);
    drawn.draw(now, derived);
    traced.draw(now, derived);
    rows.alpha.set(derived.alpha);
    rows.scores.set(now.scores);
    rows.values.set(now.values);
    total.set(derived.sum);
    c.set(derived.c);
    const fact = derived.edge === null ? smooth : jumps;
    if (facts.lastChild !== fact) {
      facts.lastElementChild?.matches("[data-fact]") && facts.lastElementChild.remove();
      facts.append(fact);
    }
    setText(
      smooth,
      now.selection === "hard"
        ? "no edge cuts off; hard attention jumps where another word becomes the best"
        : "no edge cuts off: nothing jumps",
    );
    if (derived.edge !== null) edge.set(derived.edge);
    derived.jump.forEach((value, at) => jump[at].set(value));
    const drawing = now.selection === "draw";
    if (drawing !== slot.contains(panel)) slot.replaceChildren(...(drawing ? [panel] : []));
    setText(legend, explainBars(now));
    if (drawing) {
      learned.draw(derived);
      learningRows.tally.set(derived.tally, whole);
      learningRows.gradient.set(derived.gradient);
      estimates.forEach((row, at) => row.set(derived.estimates[at]));
      cost.set(derived.cost);
      variance.forEach((pair, at) => pair.forEach((output, of) => output.set(derived.variance[at][of])));
      const [[plain], [based]] = derived.variance;
      const ratio = `Without a baseline the variance is ${two(plain / based)} times as large.`;
      setText(times, based > 0 ? ratio : "With the baseline nothing varies.");
    }
    const weights = labels.map((label, j) => `${label} ${two(derived.alpha[j])}`).join(", ");
    region.announce(`Weights: ${weights}; they sum to ${two(derived.sum)}. Context ${two(derived.c)}.`);
  };
  return { root, draw };
}

/** What the bars of the row stand for. @param {State} state */
function explainBars({ window, selection }) {
  const parts = ["Filled: what is read."];
  if (window === "local-p") parts.push("Outline: the softmax before the Gaussian (the curve).");
  else if (selection !== "soft") parts.push("Outline: the softmax.");
  if (selection === "draw") parts.push("Marks: how often each was drawn.");
  return parts.join(" ");
}

/** @param {State} state */
const fits = ({ labels, scores, values, p }) =>
  labels.length >= 3 && scores.length === labels.length && values.length === labels.length && p <= labels.length - 1;

/** @param {{model: import("./ui/live.js").Model, el: HTMLElement}} place */
const render = (place) =>
  live(place, {
    name: "Window",
    keys: KEYS,
    moved: MOVED,
    fits,
    shape: ({ labels }) => JSON.stringify(labels),
    build,
  });

export default { render };
