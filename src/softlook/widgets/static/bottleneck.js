// Built by make widgets from src/softlook/widgets/js: do not edit.

// src/softlook/widgets/js/ui/controls.js
function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}
var named = 0;
var unique = (stem) => `softlook-${stem}-${++named}-${Math.random().toString(36).slice(2, 8)}`;
var two = (x) => {
  const text = Math.abs(x).toFixed(2).replace(/^0\./, ".");
  return (x < 0 && /[1-9]/.test(text) ? "−" : "") + text;
};
var parse = (text) => {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : null;
};
function readout(name, index) {
  const node = h("output", { class: "softlook-number", "aria-live": "off", "data-name": name, "data-index": index });
  const set = (value, text = two(value)) => {
    if (node.dataset.value !== String(value)) node.dataset.value = String(value);
    if (node.textContent !== text) node.textContent = text;
  };
  return { node, set };
}
function dial(options) {
  const { label, name, index, signal, min, max, key, digits = 2, grid = 10 ** -digits, hop } = options;
  const { accept, change, refuse } = options;
  const range = h("input", {
    type: "range",
    min,
    max,
    step: "any",
    "aria-label": label,
    "data-control": name,
    "data-index": index
  });
  const field = h("input", {
    type: "text",
    size: 5,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `${label}, as a number`,
    "data-control": `${name}-number`,
    "data-index": index
  });
  let now = 0;
  const shown = (value) => digits ? two(value) : String(value);
  const tidy = (value) => Number((grid > 1 ? Math.round(value / grid) * grid : value).toFixed(digits));
  const set = (value) => {
    now = value;
    if (Number(range.value) !== value) range.value = String(value);
    if (document.activeElement !== field && field.value !== shown(value)) field.value = shown(value);
    if (field.dataset.value === String(value)) return;
    range.setAttribute("aria-valuetext", shown(value));
    field.dataset.value = String(value);
  };
  const propose = (value) => {
    const wanted = accept(value);
    if (wanted) return refuse(`${label}: ${value} given, ${wanted} wanted.`);
    refuse("");
    change(value);
  };
  let held = 0;
  range.addEventListener("pointerdown", () => void (held = now), { signal });
  range.addEventListener("pointercancel", () => change(held), { signal });
  range.addEventListener("input", () => propose(tidy(Number(range.value))), { signal });
  range.addEventListener(
    "keydown",
    (event) => {
      const step = {
        ArrowUp: key,
        ArrowRight: key,
        ArrowDown: -key,
        ArrowLeft: -key,
        PageUp: 10 * key,
        PageDown: -10 * key
      }[event.key];
      if (step === void 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const fine = event.shiftKey ? Math.sign(step) * Math.max(Math.abs(step) / 10, grid) : step;
      propose(Math.min(max, Math.max(min, hop ? hop(now, fine) : tidy(now + fine))));
    },
    { signal }
  );
  field.addEventListener(
    "change",
    () => {
      const value = parse(field.value);
      if (value === null) refuse(`${label}: “${field.value}” given, a number wanted.`);
      else propose(value);
      field.value = shown(now);
    },
    { signal }
  );
  field.addEventListener("focus", () => field.select(), { signal });
  field.addEventListener("blur", () => field.value = shown(now), { signal });
  return { range, field, set };
}
function choice({ label, name, options, signal, change }) {
  const group = unique(name);
  const choices = options.map(([value, words]) => {
    const box = h("input", { type: "radio", name: group, value, "data-control": name, "data-index": value });
    box.addEventListener("change", () => box.checked && change(value), { signal });
    return { value, box, node: h("label", { class: "softlook-tick" }, box, h("span", {}, words)) };
  });
  const node = h(
    "div",
    { class: "softlook-choice", role: "radiogroup", "aria-label": label },
    h("span", { class: "softlook-name", "aria-hidden": "true" }, label),
    ...choices.map((option) => option.node)
  );
  const set = (value) => choices.forEach((option) => void (option.box.checked = option.value === value));
  return { node, set };
}
function liveRegion(signal) {
  const message = h("p", { class: "softlook-message", role: "alert" });
  const summary = h("p", { class: "softlook-visually-hidden", "aria-live": "polite" });
  let resting;
  signal.addEventListener("abort", () => clearTimeout(resting));
  return {
    message,
    summary,
    /** @param {string} text */
    refuse: (text) => void (message.textContent = text),
    /** @param {string} text */
    announce: (text) => {
      message.textContent = "";
      clearTimeout(resting);
      resting = setTimeout(() => summary.textContent = text, 700);
    }
  };
}
function keepKeys(root, signal) {
  root.dataset.lmSuppressShortcuts = "true";
  root.addEventListener(
    "keydown",
    (event) => /^(Arrow|Page|Home|End|Enter)/.test(event.key) && event.stopPropagation(),
    { signal }
  );
}

// src/softlook/widgets/js/ui/draw.js
var space = "";
var namespace = () => space ||= new DOMParser().parseFromString("<svg></svg>", "text/html").querySelector("svg")?.namespaceURI ?? "";
function s(tag, attributes = {}, ...children) {
  const node = (
    /** @type {SVGElement} */
    document.createElementNS(namespace(), tag)
  );
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}
function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}
var setText = (node, text) => void (node.textContent !== text && (node.textContent = text));
function scale([a, b], [from, to]) {
  const forward = (x) => from + (x - a) / (b - a) * (to - from);
  return Object.assign(forward, { back: (y) => a + (y - from) / (to - from) * (b - a) });
}
var line = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");
var segment = (from, to) => line([from, to]);
function stage({ kind, label, signal, draw }) {
  const picture = s("svg", { role: "img", "aria-label": label, class: "softlook-drawing" });
  const node = h("div", { class: `softlook-stage ${kind}` }, picture);
  const size = { width: 0, height: 0 };
  const watch = new ResizeObserver(([{ contentRect }]) => {
    const [width, height] = [Math.round(contentRect.width), Math.round(contentRect.height)];
    if (!width || !height || width === size.width && height === size.height) return;
    Object.assign(size, { width, height });
    setAttributes(picture, { viewBox: `0 0 ${width} ${height}` });
    draw(width, height);
  });
  watch.observe(node);
  signal.addEventListener("abort", () => watch.disconnect());
  const setLabel = (text) => setAttributes(picture, { "aria-label": text });
  return { node, picture, size, label: setLabel };
}
function axis({ at, ticks, level, span: [from, to], up = false }) {
  const whole = up ? segment([level, from], [level, to]) : segment([from, level], [to, level]);
  const node = s("g", { class: "softlook-axis" }, s("path", { d: whole }));
  for (const { value, text } of ticks) {
    const x = at(value);
    node.append(
      s("path", { d: up ? segment([level - 4, x], [level, x]) : segment([x, level], [x, level + 4]) }),
      s(
        "text",
        up ? { x: level - 7, y: x + 4, "text-anchor": "end" } : { x, y: level + 17, "text-anchor": "middle" },
        text
      )
    );
  }
  return node;
}
function handle(options) {
  const { label, name, index, signal, key, flat = false, digits = 2, low, high, text, where, move } = options;
  const { hop = (from, by) => from + by } = options;
  const node = h("button", {
    type: "button",
    class: `softlook-handle${flat ? " softlook-flat" : ""}`,
    role: "slider",
    "aria-label": label,
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuenow": low,
    "data-control": name,
    "data-index": index
  });
  let now = [0, 0];
  let held = null;
  const tidy = (x) => Math.min(high, Math.max(low, Number(x.toFixed(digits))));
  const propose = (x, y) => {
    const [to, up] = [tidy(x), flat ? now[1] : tidy(y)];
    if (to !== now[0] || up !== now[1]) move(to, up);
  };
  node.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button || held) return;
      node.setPointerCapture(event.pointerId);
      const { x, y } = where();
      held = { id: event.pointerId, dx: x(now[0]) - event.clientX, dy: y(now[1]) - event.clientY, from: now };
    },
    { signal }
  );
  node.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== held?.id) return;
      const { x, y } = where();
      propose(x.back(event.clientX + held.dx), y.back(event.clientY + held.dy));
    },
    { signal }
  );
  node.addEventListener(
    "pointercancel",
    (event) => {
      if (event.pointerId !== held?.id) return;
      const [x, y] = held.from;
      held = null;
      propose(x, y);
    },
    { signal }
  );
  node.addEventListener("lostpointercapture", () => void (held = null), { signal });
  node.addEventListener(
    "keydown",
    (event) => {
      const way = {
        ArrowRight: [1, 0],
        ArrowLeft: [-1, 0],
        ArrowUp: flat ? [1, 0] : [0, 1],
        ArrowDown: flat ? [-1, 0] : [0, -1]
      }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const step = event.shiftKey ? Math.max(key / 10, 10 ** -digits) : key;
      propose(hop(now[0], step * way[0]), hop(now[1], step * way[1]));
    },
    { signal }
  );
  return {
    node,
    /** Show it there. @param {number} x @param {number} y */
    set(x, y) {
      now = [x, y];
      const to = where();
      node.style.transform = `translate(${to.x(x).toFixed(2)}px, ${to.y(y).toFixed(2)}px)`;
      setAttributes(node, { "aria-valuenow": x, "aria-valuetext": text(x, y) });
    }
  };
}

// src/softlook/widgets/js/ui/live.js
function live({ model, el }, { name, keys, moved, fits, shape, build: build2 }) {
  const state = () => (
    /** @type {State} */
    Object.fromEntries(keys.map((key) => [key, model.get(key)]))
  );
  const put = (values) => {
    for (const [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
  };
  let stop = new AbortController();
  let built = "";
  let opening = {};
  let show;
  const draw = () => {
    const now = state();
    if (!fits(now)) return;
    if (built !== shape(now)) {
      built = shape(now);
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      const region = liveRegion(signal);
      opening = structuredClone(Object.fromEntries(moved.map((key) => [key, model.get(key)])));
      const reset = () => {
        region.refuse("");
        put(structuredClone(opening));
      };
      const { root, draw: draw2 } = build2({ state, put, reset, signal, region });
      show = draw2;
      root.append(region.message, region.summary);
      keepKeys(root, signal);
      el.replaceChildren(root);
    }
    show(now);
  };
  draw();
  for (const key of keys) model.on(`change:${key}`, draw);
  el.dataset.widget = name;
  el.dataset.ready = "";
  return () => {
    stop.abort();
    for (const key of keys) model.off(`change:${key}`, draw);
    delete el.dataset.ready;
  };
}

// src/softlook/widgets/js/math/wilson.js
var Z = 1.959963984540054;
function wilson(p, n) {
  const middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n);
  const half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

// src/softlook/widgets/js/bottleneck.js
var KEYS = (
  /** @type {const} */
  ["rows", "length", "hidden", "measure", "hint"]
);
var SYSTEMS = (
  /** @type {const} */
  ["none", "additive"]
);
var MEASURES = {
  exact_match: { heading: "Sentences translated exactly", unit: "sentences" },
  token_accuracy: { heading: "Words in their place", unit: "words" }
};
var NAMES = { none: "one vector", additive: "attention" };
var MARGIN = { left: 40, right: 14, top: 12, bottom: 30 };
var HEIGHT = 260;
var MISSING = "Nothing has been measured yet: softlook experiments bottleneck does it.";
function derive({ rows, hidden, length }) {
  const here = rows.filter((row) => row.hidden === hidden);
  const lengths = [...new Set(here.map((row) => row.length))].sort((a, b) => a - b);
  const series = SYSTEMS.map(
    (system) => lengths.map((at2) => (
      /** @type {Row} */
      here.find((row) => row.attention === system && row.length === at2)
    ))
  );
  const at = lengths.indexOf(length);
  return {
    lengths,
    series,
    at,
    intervals: series.map((list) => list[at] ? wilson(list[at].exact_match, list[at].n) : [0, 0])
  };
}
function build({ state, put, reset, signal, region }) {
  const sizes = [...new Set(state().rows.map((row) => row.hidden))].sort((a, b) => a - b);
  const heading = unique("bottleneck");
  const hint = h("p", { class: "softlook-hint", id: heading });
  if (!sizes.length) {
    return {
      root: h("div", { class: "softlook-box", role: "group", "aria-labelledby": heading }, hint, h("p", {}, MISSING)),
      draw: (now) => setText(hint, now.hint)
    };
  }
  const every = state().rows.map((row) => row.length);
  const [low, high] = [Math.min(...every), Math.max(...every)];
  const nearest = (wanted, hidden2 = state().hidden) => derive({ ...state(), hidden: hidden2 }).lengths.reduce(
    (best, at) => Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best
  );
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
    accept: (value) => Number.isInteger(value) && value >= low && value <= high ? null : `a whole number from ${low} to ${high}`,
    change: (value) => {
      put({ length: nearest(value) });
      length.set(state().length);
    }
  });
  const hidden = choice({
    label: "numbers in a state",
    name: "hidden",
    options: sizes.map((size) => [String(size), String(size)]),
    signal,
    change: (value) => put({ hidden: Number(value), length: nearest(state().length, Number(value)) })
  });
  const measure = choice({
    label: "count",
    name: "measure",
    options: [
      ["exact_match", "whole sentences"],
      ["token_accuracy", "words in their place"]
    ],
    signal,
    change: (value) => put({ measure: (
      /** @type {State["measure"]} */
      value
    ) })
  });
  const again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });
  const ground = s("g");
  const lines = SYSTEMS.map((system) => s("path", { class: `softlook-curve softlook-neck-${system}` }));
  const marks = SYSTEMS.map((system) => s("g", { class: `softlook-neck-${system}` }));
  const words = SYSTEMS.map(
    (system) => s("text", { class: `softlook-tag softlook-neck-${system}`, "text-anchor": "end" }, NAMES[system])
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
        text: String(low + n * step)
      }));
      ground.replaceChildren(
        axis({ at: x, ticks, level: HEIGHT - MARGIN.bottom, span: [MARGIN.left, width - MARGIN.right] }),
        axis({
          at: y,
          ticks: [0, 0.25, 0.5, 0.75, 1].map((value) => ({ value, text: two(value) })),
          level: MARGIN.left,
          span: [HEIGHT - MARGIN.bottom, MARGIN.top],
          up: true
        })
      );
      draw(state());
    }
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
    move: (to) => put({ length: nearest(to) })
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
        ...["kept of the source", "whole sentences", "words in place"].map((text) => h("th", { scope: "col" }, text))
      )
    ),
    h(
      "tbody",
      {},
      ...SYSTEMS.map(
        (system, n) => h(
          "tr",
          {},
          h("th", { scope: "row", class: `softlook-neck-${system}` }, NAMES[system]),
          kept[n],
          h("td", {}, cells[n][0].node, " ", between[n]),
          h("td", {}, cells[n][1].node)
        )
      )
    )
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
      length.field
    ),
    verdict,
    h(
      "div",
      {
        class: "softlook-neck-scroll",
        role: "group",
        tabindex: "0",
        "aria-label": figures.caption?.textContent ?? ""
      },
      figures
    ),
    again
  );
  const mark = (row, now) => {
    const [left, top] = [x(row.length), y(row[now.measure])];
    const size = row.length === now.length ? 5.5 : 3;
    const square = { x: left - size, y: top - size, width: 2 * size, height: 2 * size };
    const dot = row.attention === "none" ? s("rect", { class: "softlook-dot", ...square }) : s("circle", { class: "softlook-dot", cx: left, cy: top, r: size });
    if (now.measure !== "exact_match") return [dot];
    const [down, up] = wilson(row.exact_match, row.n).map(y);
    return [s("path", { class: "softlook-shaft", d: segment([left, down], [left, up]) }), dot];
  };
  const drawChart = (now, series) => {
    setAttributes(cursor, { d: segment([x(now.length), y(1)], [x(now.length), y(0)]) });
    series.forEach((rows, n) => {
      setAttributes(lines[n], { d: line(rows.map((row) => [x(row.length), y(row[now.measure])])) });
      marks[n].replaceChildren(...rows.flatMap((row) => mark(row, now)));
      const named2 = rows[Math.floor(rows.length * (n ? 0.95 : 0.6))] ?? rows[rows.length - 1];
      const value = named2[now.measure];
      const under = value > 0.15 && (value > 0.9 || !n);
      setAttributes(words[n], { x: x(named2.length), y: y(value) + (under ? 20 : -12) });
    });
  };
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
      const vector2 = `one vector of ${now.hidden} numbers: ${two(now.hidden / now.length)} a word`;
      setText(kept[n], system === "none" ? vector2 : `${now.length} vectors, one for each word`);
    });
    const [none, additive] = series.map((rows) => `${Math.round(100 * rows[at][now.measure])} %`);
    const sentences = `${series[0][at].n} sentences measured`;
    setText(
      verdict,
      `At ${now.length} words, ${none} of the ${unit} come out right from one vector, ${additive} with attention (${sentences}).`
    );
    const last = lengths.length - 1;
    const [vector, attention] = series.map((rows) => [rows[0], rows[last]].map((row) => two(row[now.measure])));
    const ends = `${vector[0]} at ${lengths[0]} words and ${vector[1]} at ${lengths[last]}`;
    field.label(`${title.textContent}: from one vector ${ends}; with attention ${attention[0]} and ${attention[1]}`);
    region.announce(verdict.textContent ?? "");
  }
  return { root, draw };
}
var measured = ({ rows, hidden, length }, system) => Boolean(rows.find((row) => row.attention === system && row.hidden === hidden && row.length === length));
var render = (place) => live(
  /** @type {Parameters<typeof live<State>>[0]} */
  place,
  {
    name: "Bottleneck",
    keys: KEYS,
    moved: ["length", "hidden", "measure"],
    build,
    fits: (state) => !state.rows.length || SYSTEMS.every((system) => measured(state, system)),
    shape: ({ rows }) => JSON.stringify(rows)
  }
);
var bottleneck_default = { render };
export {
  bottleneck_default as default,
  derive
};
