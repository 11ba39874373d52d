// @ts-check
/** QueryKeys: drag queries, keys and values in the plane; scores, weights and outputs follow. */
import { inner } from "./math/linear.js";
import { choice, dial, h, readout, tick, two, unique } from "./ui/controls.js";
import { setText } from "./ui/draw.js";
import { live } from "./ui/live.js";
import { keyPlane, valuePlane } from "./query_keys/planes.js";
import { directions, subspaceAttention } from "./query_keys/subspaces.js";

/** @typedef {import("./query_keys/subspaces.js").State} State */

export { subspaceAttention as derive };

const KEYS = /** @type {const} */ ([
  "labels",
  "q",
  "k",
  "v",
  "heads",
  "on",
  "angle",
  "width",
  "scaled",
  "causal",
  "selected",
  "hint",
]);
const MOVED = KEYS.slice(1, -1);
const FAR = 3;
const LETTERS = /** @type {const} */ ({ q: "query", k: "key", v: "value" });

/** @param {import("./ui/live.js").Context<State>} context */
function build({ state, put, reset, signal, region }) {
  const { labels } = state();
  const n = labels.length;
  const refuse = region.refuse;
  /** @param {"q" | "k" | "v"} key @param {number} i @param {number[]} to */
  const move = (key, i, to) => put({ [key]: state()[key].map((row, at) => (at === i ? to : row)) });

  const heading = unique("query-keys");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const word = choice({
    label: "query of",
    name: "selected",
    options: labels.map((label, i) => [String(i), label]),
    signal,
    change: (i) => put({ selected: Number(i) }),
  });
  const heads = choice({
    label: "heads",
    name: "heads",
    options: [
      ["1", "one"],
      ["2", "two"],
    ],
    signal,
    change: (value) => put({ heads: Number(value) }),
  });
  const on = [0, 1].map((at) =>
    tick({
      label: `head ${at + 1} is on`,
      name: "on",
      index: String(at),
      signal,
      change: (is) => put({ on: state().on.map((was, i) => (i === at ? is : was)) }),
    }),
  );
  const scaled = tick({
    label: "divide by √d",
    ariaLabel: "divide the scores by the root of d",
    name: "scaled",
    signal,
    change: (is) => put({ scaled: is }),
  });
  const causal = tick({
    label: "causal mask",
    ariaLabel: "causal mask: attend to earlier words only",
    name: "causal",
    signal,
    change: (is) => put({ causal: is }),
  });
  const width = dial({
    min: 2,
    max: 128,
    key: 2,
    digits: 0,
    grid: 2,
    label: "Features d of a query and a key",
    name: "width",
    index: "",
    signal,
    refuse,
    accept: (value) => (value % 2 === 0 && value >= 2 && value <= 128 ? null : "an even number from 2 to 128"),
    change: (value) => put({ width: value }),
  });
  const angle = dial({
    min: -90,
    max: 90,
    key: 5,
    digits: 0,
    label: "Turn of the heads' directions, in degrees",
    name: "angle",
    index: "",
    signal,
    refuse,
    accept: (value) => (Math.abs(value) <= 90 ? null : "a number from −90 to 90"),
    change: (value) => put({ angle: value }),
  });
  const again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });

  const keyed = keyPlane({ labels, state, move, signal });
  const valued = valuePlane({ labels, state, move, signal });
  const working = h("p", { class: "softlook-keys-working" });
  const fields = labels.map((label, i) => {
    const dials = /** @type {("q" | "k" | "v")[]} */ (["q", "k", "v"]).map((key) => ({
      key,
      pair: [0, 1].map((d) =>
        dial({
          min: -FAR,
          max: FAR,
          key: 0.1,
          label: `${LETTERS[key]} of ${label}, ${d ? "up" : "right"}`,
          name: key,
          index: `${i},${d}`,
          signal,
          refuse,
          accept: (value) => (Math.abs(value) <= FAR ? null : "a number from −3 to 3"),
          change: (value) => move(key, i, d ? [state()[key][i][0], value] : [value, state()[key][i][1]]),
        }),
      ),
    }));
    const node = h(
      "div",
      { class: "softlook-keys-fields", role: "group", "aria-label": `query, key and value of ${label}` },
      ...dials.map(({ key, pair }) =>
        h(
          "span",
          { class: `softlook-keys-field softlook-${key}` },
          h("span", { class: "softlook-keys-letter", "aria-hidden": "true" }, `${key} = (`),
          pair[0].field,
          ",",
          pair[1].field,
          ")",
        ),
      ),
    );
    return { node, dials };
  });

  const matrices = [0, 1].map((head) => {
    const caption = h("caption", {});
    const rows = labels.map((label, i) => {
      const cells = labels.map((_, j) => {
        const [alpha, e] = [readout("alpha", `${head},${i},${j}`), readout("e", `${head},${i},${j}`)];
        const bar = h("span", { class: "softlook-bar" });
        const hidden = h("span", { class: "softlook-visually-hidden" });
        const node = h(
          "td",
          {},
          alpha.node,
          h("span", { class: "softlook-track", "aria-hidden": "true" }, bar),
          h("span", { class: "softlook-keys-score" }, e.node),
          hidden,
        );
        return { alpha, e, bar, node, hidden };
      });
      return { cells, node: h("tr", {}, h("th", { scope: "row" }, label), ...cells.map(({ node }) => node)) };
    });
    const node = h(
      "table",
      { class: "softlook-keys-matrix softlook-cells" },
      caption,
      h("thead", {}, h("tr", {}, h("td", {}), ...labels.map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, ...rows.map(({ node }) => node)),
    );
    return { node, caption, rows };
  });
  const outputs = labels.map((label, i) => {
    const [x, y, lost] = [readout("c", `${i},0`), readout("c", `${i},1`), readout("lost", String(i))];
    return {
      x,
      y,
      lost,
      node: h(
        "tr",
        {},
        h("th", { scope: "row" }, label),
        h("td", { class: "softlook-c" }, "(", x.node, ", ", y.node, ")"),
        h("td", {}, lost.node),
      ),
    };
  });
  const output = h(
    "table",
    { class: "softlook-keys-matrix softlook-keys-outputs" },
    h("caption", {}, "outputs c, and how far a head that is off has moved them"),
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "c"), h("th", { scope: "col" }, "moved"))),
    h("tbody", {}, ...outputs.map(({ node }) => node)),
  );
  const scroll = (/** @type {HTMLTableElement} */ table, /** @type {string} */ label) =>
    h("div", { class: "softlook-keys-scroll", role: "group", tabindex: "0", "aria-label": label }, table);
  const held = matrices.map(({ node }, head) => scroll(node, `weights and scores of head ${head + 1}`));
  const tables = h("div", { class: "softlook-keys-tables" });
  const outputsHeld = scroll(output, "outputs");
  const pair = h("div", { class: "softlook-keys-line" }, ...on.map(({ node }) => node));
  const turn = h(
    "div",
    { class: "softlook-line" },
    h("span", { class: "softlook-name" }, "turn the heads, °"),
    angle.range,
    angle.field,
  );

  const root = h(
    "div",
    { class: "softlook-keys softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    h("div", { class: "softlook-keys-line" }, heads.node, pair),
    h("div", { class: "softlook-keys-line" }, scaled.node, causal.node),
    word.node,
    h("div", { class: "softlook-keys-planes" }, keyed.node, valued.node),
    working,
    ...fields.map(({ node }) => node),
    h(
      "div",
      { class: "softlook-line" },
      h("span", { class: "softlook-name" }, "features d"),
      width.range,
      width.field,
    ),
    turn,
    tables,
    again,
  );

  /** @param {State} now */
  const draw = (now) => {
    const derived = subspaceAttention(now);
    const i = Math.min(now.selected, n - 1);
    const both = now.heads === 2;
    setText(hint, now.hint);
    word.set(String(i));
    heads.set(String(now.heads));
    on.forEach(({ set }, at) => set(now.on[at]));
    scaled.set(now.scaled);
    causal.set(now.causal);
    width.set(now.width);
    angle.set(now.angle);
    pair.hidden = turn.hidden = !both;
    if (tables.childElementCount !== now.heads + 1) tables.replaceChildren(...held.slice(0, now.heads), outputsHeld);
    fields.forEach(({ node, dials }, at) => {
      node.hidden = at !== i;
      for (const { key, pair } of dials) pair.forEach((one, d) => one.set(now[key][at][d]));
    });
    matrices.forEach(({ caption, rows }, head) => {
      if (head >= now.heads) return;
      const which = both ? `head ${head + 1}${now.on[head] ? "" : " (off)"}` : "one head";
      setText(caption, `${which}: weight α, below it the score e`);
      rows.forEach(({ cells, node }, row) => {
        node.classList.toggle("softlook-keys-here", row === i);
        cells.forEach((cell, j) => {
          const masked = now.causal && j > row;
          cell.node.classList.toggle("softlook-masked", masked);
          setText(cell.hidden, masked ? "masked" : "");
          cell.alpha.set(derived.alpha[head][row][j]);
          cell.e.set(derived.e[head][row][j]);
          cell.bar.style.transform = `scaleX(${derived.alpha[head][row][j]})`;
        });
      });
    });
    outputs.forEach(({ x, y, lost, node }, row) => {
      node.classList.toggle("softlook-keys-here", row === i);
      x.set(derived.c[row][0]);
      y.set(derived.c[row][1]);
      lost.set(derived.lost[row]);
    });
    keyed.draw(now, derived, i);
    valued.draw(now, derived, i);
    setText(working, explain(now, derived, i));
    const weights = derived.alpha.slice(0, now.heads).map((head, at) => {
      const row = labels.map((label, j) => `${label} ${two(head[i][j])}`).join(", ");
      return both ? `head ${at + 1}: ${row}` : row;
    });
    region.announce(`${labels[i]} attends to ${weights.join("; ")}. Output (${derived.c[i].map(two).join(", ")}).`);
  };
  return { root, draw };
}

/**
 * The score of the key that has the largest weight, worked out.
 *
 * @param {State} now
 * @param {ReturnType<typeof subspaceAttention>} derived
 * @param {number} i
 */
function explain(now, derived, i) {
  const each = now.width / now.heads;
  const divisor = now.scaled && each > 1 ? ` / √${each}` : "";
  const worked = derived.alpha.map((head, at) => {
    const j = head[i].indexOf(Math.max(...head[i]));
    const [q, k] = [now.q[i], now.k[j]];
    const u = directions(now.angle)[at];
    const products = now.heads === 1 ? [0, 1].map((d) => [q[d], k[d]]) : [[inner(q, u), inner(k, u)]];
    const e = derived.e[at][i][j];
    const rest = e * (now.scaled ? Math.sqrt(each) : 1) - products.reduce((total, [a, b]) => total + a * b, 0);
    const hidden = ` ${rest < 0 ? "−" : "+"} ${two(Math.abs(rest))} from ${each - 2 / now.heads} hidden features`;
    const shown = products.map(([a, b]) => `${two(a)} × ${two(b)}`).join(" + ");
    const sum = now.width > 2 ? shown + hidden : shown;
    const score = `e(${now.labels[i]}, ${now.labels[j]}) = ${divisor ? `(${sum})${divisor}` : sum} = ${two(e)}`;
    return now.heads === 2 ? `head ${at + 1}: ${score}` : score;
  });
  return worked.join("; ");
}

/** @param {State} state */
const fits = ({ labels, q, k, v, on }) =>
  [q, k, v].every((rows) => rows.length === labels.length && rows.every((row) => row.length === 2)) && on.length === 2;

/** @param {{model: import("./ui/live.js").Model, el: HTMLElement}} place */
const render = (place) =>
  live(place, {
    name: "QueryKeys",
    keys: KEYS,
    moved: MOVED,
    fits,
    shape: ({ labels }) => JSON.stringify(labels),
    build,
  });

export default { render };
