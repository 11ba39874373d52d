// Built by make widgets from src/softlook/widgets/js: do not edit.

// src/softlook/widgets/js/ui/controls.js
function h(tag, attributes = {}, ...children) {
  let node = document.createElement(tag);
  for (let [name, value] of Object.entries(attributes))
    value === null || value === !1 || node.setAttribute(name, value === !0 ? "" : String(value));
  return node.append(...children), node;
}
var named = 0, unique = (stem) => `softlook-${stem}-${++named}-${Math.random().toString(36).slice(2, 8)}`, two = (x) => {
  let text = Math.abs(x).toFixed(2).replace(/^0\./, ".");
  return (x < 0 && /[1-9]/.test(text) ? "−" : "") + text;
}, parse = (text) => {
  let plain = text.trim().replace("−", "-").replace(",", "."), value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : null;
};
function readout(name, index) {
  let node = h("output", { class: "softlook-number", "aria-live": "off", "data-name": name, "data-index": index });
  return { node, set: (value, text = two(value)) => {
    node.dataset.value !== String(value) && (node.dataset.value = String(value)), node.textContent !== text && (node.textContent = text);
  } };
}
function dial(options) {
  let { label, name, index, signal, min, max, key, digits = 2, grid = 10 ** -digits, hop } = options, { accept, change, refuse } = options, range = h("input", {
    type: "range",
    min,
    max,
    step: "any",
    "aria-label": label,
    "data-control": name,
    "data-index": index
  }), field = h("input", {
    type: "text",
    size: 5,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `${label}, as a number`,
    "data-control": `${name}-number`,
    "data-index": index
  }), now = 0, shown = (value) => digits ? two(value) : String(value), tidy = (value) => Number((grid > 1 ? Math.round(value / grid) * grid : value).toFixed(digits)),
  set = (value) => {
    now = value, Number(range.value) !== value && (range.value = String(value)), document.activeElement !== field && field.value !== shown(value) && (field.value =
    shown(value)), field.dataset.value !== String(value) && (range.setAttribute("aria-valuetext", shown(value)), field.dataset.value = String(value));
  }, propose = (value) => {
    let wanted = accept(value);
    if (wanted) return refuse(`${label}: ${value} given, ${wanted} wanted.`);
    refuse(""), change(value);
  }, held = 0;
  return range.addEventListener("pointerdown", () => {
    held = now;
  }, { signal }), range.addEventListener("pointercancel", () => change(held), { signal }), range.addEventListener("input", () => propose(tidy(Number(range.value))),
  { signal }), range.addEventListener(
    "keydown",
    (event) => {
      let step = {
        ArrowUp: key,
        ArrowRight: key,
        ArrowDown: -key,
        ArrowLeft: -key,
        PageUp: 10 * key,
        PageDown: -10 * key
      }[event.key];
      if (step === void 0 || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      let fine = event.shiftKey ? Math.sign(step) * Math.max(Math.abs(step) / 10, grid) : step;
      propose(Math.min(max, Math.max(min, hop ? hop(now, fine) : tidy(now + fine))));
    },
    { signal }
  ), field.addEventListener(
    "change",
    () => {
      let value = parse(field.value);
      value === null ? refuse(`${label}: “${field.value}” given, a number wanted.`) : propose(value), field.value = shown(now);
    },
    { signal }
  ), field.addEventListener("focus", () => field.select(), { signal }), field.addEventListener("blur", () => field.value = shown(now), { signal }), { range, field,
  set };
}
function choice({ label, name, options, signal, change }) {
  let group = unique(name), choices = options.map(([value, words]) => {
    let box = h("input", { type: "radio", name: group, value, "data-control": name, "data-index": value });
    return box.addEventListener("change", () => box.checked && change(value), { signal }), { value, box, node: h("label", { class: "softlook-tick" }, box, h("sp\
an", {}, words)) };
  });
  return { node: h(
    "div",
    { class: "softlook-choice", role: "radiogroup", "aria-label": label },
    h("span", { class: "softlook-name", "aria-hidden": "true" }, label),
    ...choices.map((option) => option.node)
  ), set: (value) => choices.forEach((option) => {
    option.box.checked = option.value === value;
  }) };
}
function liveRegion(signal) {
  let message = h("p", { class: "softlook-message", role: "alert" }), summary = h("p", { class: "softlook-visually-hidden", "aria-live": "polite" }), resting;
  return signal.addEventListener("abort", () => clearTimeout(resting)), {
    message,
    summary,
    /** @param {string} text */
    refuse: (text) => {
      message.textContent = text;
    },
    /** @param {string} text */
    announce: (text) => {
      message.textContent = "", clearTimeout(resting), resting = setTimeout(() => summary.textContent = text, 700);
    }
  };
}
function keepKeys(root, signal) {
  root.dataset.lmSuppressShortcuts = "true", root.addEventListener(
    "keydown",
    (event) => /^(Arrow|Page|Home|End|Enter)/.test(event.key) && event.stopPropagation(),
    { signal }
  );
}

// src/softlook/widgets/js/ui/draw.js
var space = "", namespace = () => space ||= new DOMParser().parseFromString("<svg></svg>", "text/html").querySelector("svg")?.namespaceURI ?? "";
function s(tag, attributes = {}, ...children) {
  let node = (
    /** @type {SVGElement} */
    document.createElementNS(namespace(), tag)
  );
  return setAttributes(node, attributes), node.append(...children), node;
}
function setAttributes(node, attributes) {
  for (let [name, value] of Object.entries(attributes)) {
    let text = String(value);
    node.getAttribute(name) !== text && node.setAttribute(name, text);
  }
}
var setText = (node, text) => {
  node.textContent !== text && (node.textContent = text);
};
function scale([a, b], [from, to]) {
  return Object.assign((x) => from + (x - a) / (b - a) * (to - from), { back: (y) => a + (y - from) / (to - from) * (b - a) });
}
var line = (points) => points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join(""), segment = (from, to) => line([from, to]);
function stage({ kind, label, signal, draw }) {
  let picture = s("svg", { role: "img", "aria-label": label, class: "softlook-drawing" }), node = h("div", { class: `softlook-stage ${kind}` }, picture), size = {
  width: 0, height: 0 }, watch = new ResizeObserver(([{ contentRect }]) => {
    let [width, height] = [Math.round(contentRect.width), Math.round(contentRect.height)];
    !width || !height || width === size.width && height === size.height || (Object.assign(size, { width, height }), setAttributes(picture, { viewBox: `0 0 ${width}\
 ${height}` }), draw(width, height));
  });
  return watch.observe(node), signal.addEventListener("abort", () => watch.disconnect()), { node, picture, size, label: (text) => setAttributes(picture, { "aria\
-label": text }) };
}
function axis({ at, ticks, level, span: [from, to], up = !1 }) {
  let whole = up ? segment([level, from], [level, to]) : segment([from, level], [to, level]), node = s("g", { class: "softlook-axis" }, s("path", { d: whole }));
  for (let { value, text } of ticks) {
    let x = at(value);
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
  let { label, name, index, signal, key, flat = !1, digits = 2, low, high, text, where, move } = options, { hop = (from, by) => from + by } = options, node = h(
  "button", {
    type: "button",
    class: `softlook-handle${flat ? " softlook-flat" : ""}`,
    role: "slider",
    "aria-label": label,
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuenow": low,
    "data-control": name,
    "data-index": index
  }), now = [0, 0], held = null, tidy = (x) => Math.min(high, Math.max(low, Number(x.toFixed(digits)))), propose = (x, y) => {
    let [to, up] = [tidy(x), flat ? now[1] : tidy(y)];
    (to !== now[0] || up !== now[1]) && move(to, up);
  };
  return node.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button || held) return;
      node.setPointerCapture(event.pointerId);
      let { x, y } = where();
      held = { id: event.pointerId, dx: x(now[0]) - event.clientX, dy: y(now[1]) - event.clientY, from: now };
    },
    { signal }
  ), node.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== held?.id) return;
      let { x, y } = where();
      propose(x.back(event.clientX + held.dx), y.back(event.clientY + held.dy));
    },
    { signal }
  ), node.addEventListener(
    "pointercancel",
    (event) => {
      if (event.pointerId !== held?.id) return;
      let [x, y] = held.from;
      held = null, propose(x, y);
    },
    { signal }
  ), node.addEventListener("lostpointercapture", () => {
    held = null;
  }, { signal }), node.addEventListener(
    "keydown",
    (event) => {
      let way = {
        ArrowRight: [1, 0],
        ArrowLeft: [-1, 0],
        ArrowUp: flat ? [1, 0] : [0, 1],
        ArrowDown: flat ? [-1, 0] : [0, -1]
      }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      let step = event.shiftKey ? Math.max(key / 10, 10 ** -digits) : key;
      propose(hop(now[0], step * way[0]), hop(now[1], step * way[1]));
    },
    { signal }
  ), {
    node,
    /** Show it there. @param {number} x @param {number} y */
    set(x, y) {
      now = [x, y];
      let to = where();
      node.style.transform = `translate(${to.x(x).toFixed(2)}px, ${to.y(y).toFixed(2)}px)`, setAttributes(node, { "aria-valuenow": x, "aria-valuetext": text(x, y) });
    }
  };
}

// src/softlook/widgets/js/ui/live.js
function live({ model, el }, { name, keys, moved, fits, shape, build: build2 }) {
  let state = () => (
    /** @type {State} */
    Object.fromEntries(keys.map((key) => [key, model.get(key)]))
  ), put = (values) => {
    for (let [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
  }, stop = new AbortController(), built = "", opening = {}, show, draw = () => {
    let now = state();
    if (fits(now)) {
      if (built !== shape(now)) {
        built = shape(now), stop.abort(), stop = new AbortController();
        let { signal } = stop, region = liveRegion(signal);
        opening = structuredClone(Object.fromEntries(moved.map((key) => [key, model.get(key)])));
        let reset = () => {
          region.refuse(""), put(structuredClone(opening));
        }, { root, draw: draw2 } = build2({ state, put, reset, signal, region });
        show = draw2, root.append(region.message, region.summary), keepKeys(root, signal), el.replaceChildren(root);
      }
      show(now);
    }
  };
  draw();
  for (let key of keys) model.on(`change:${key}`, draw);
  return el.dataset.widget = name, el.dataset.ready = "", () => {
    stop.abort();
    for (let key of keys) model.off(`change:${key}`, draw);
    delete el.dataset.ready;
  };
}

// src/softlook/widgets/js/math/wilson.js
var Z = 1.959963984540054;
function wilson(p, n) {
  let middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n), half = Z / (1 + Z * Z / n) * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
  return [Math.max(0, middle - half), Math.min(1, middle + half)];
}

// src/softlook/widgets/js/bottleneck.js
var KEYS = (
  /** @type {const} */
  ["rows", "length", "hidden", "measure", "hint"]
), SYSTEMS = (
  /** @type {const} */
  ["none", "additive"]
), MEASURES = {
  exact_match: { heading: "Sentences translated exactly", unit: "sentences" },
  token_accuracy: { heading: "Words in their place", unit: "words" }
}, NAMES = { none: "one vector", additive: "attention" }, MARGIN = { left: 40, right: 14, top: 12, bottom: 30 }, HEIGHT = 260, MISSING = "Nothing has been measu\
red yet: softlook experiments bottleneck does it.";
function derive({ rows, hidden, length }) {
  let here = rows.filter((row) => row.hidden === hidden), lengths = [...new Set(here.map((row) => row.length))].sort((a, b) => a - b), series = SYSTEMS.map(
    (system) => lengths.map((at2) => (
      /** @type {Row} */
      here.find((row) => row.attention === system && row.length === at2)
    ))
  ), at = lengths.indexOf(length);
  return {
    lengths,
    series,
    at,
    intervals: series.map((list) => list[at] ? wilson(list[at].exact_match, list[at].n) : [0, 0])
  };
}
function build({ state, put, reset, signal, region }) {
  let sizes = [...new Set(state().rows.map((row) => row.hidden))].sort((a, b) => a - b), heading = unique("bottleneck"), hint = h("p", { class: "softlook-hint",
  id: heading });
  if (!sizes.length)
    return {
      root: h("div", { class: "softlook-box", role: "group", "aria-labelledby": heading }, hint, h("p", {}, MISSING)),
      draw: (now) => setText(hint, now.hint)
    };
  let every = state().rows.map((row) => row.length), [low, high] = [Math.min(...every), Math.max(...every)], nearest = (wanted, hidden2 = state().hidden) => derive(
  { ...state(), hidden: hidden2 }).lengths.reduce(
    (best, at) => Math.abs(at - wanted) < Math.abs(best - wanted) ? at : best
  ), hop = (now, by) => {
    let { lengths } = derive(state());
    return lengths[Math.min(lengths.length - 1, Math.max(0, lengths.indexOf(now) + by))];
  }, length = dial({
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
      put({ length: nearest(value) }), length.set(state().length);
    }
  }), hidden = choice({
    label: "numbers in a state",
    name: "hidden",
    options: sizes.map((size) => [String(size), String(size)]),
    signal,
    change: (value) => put({ hidden: Number(value), length: nearest(state().length, Number(value)) })
  }), measure = choice({
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
  }), again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });
  let ground = s("g"), lines = SYSTEMS.map((system) => s("path", { class: `softlook-curve softlook-neck-${system}` })), marks = SYSTEMS.map((system) => s("g", {
  class: `softlook-neck-${system}` })), words = SYSTEMS.map(
    (system) => s("text", { class: `softlook-tag softlook-neck-${system}`, "text-anchor": "end" }, NAMES[system])
  ), cursor = s("path", { class: "softlook-thin softlook-still" }), y = scale([0, 1], [HEIGHT - MARGIN.bottom, MARGIN.top]), x = scale([low, high], [MARGIN.left,
  300]), field = stage({
    kind: "softlook-neck-stage",
    label: "",
    signal,
    draw(width) {
      x = scale([low, Math.max(high, low + 1)], [MARGIN.left + 8, width - MARGIN.right - 8]);
      let step = Math.max(1, Math.ceil((high - low + 1) / (width / 44))), ticks = Array.from({ length: Math.floor((high - low) / step) + 1 }, (_, n) => ({
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
          up: !0
        })
      ), draw(state());
    }
  });
  field.picture.append(ground, cursor, ...lines, ...marks, ...words);
  let grip = handle({
    label: "Words in the sentence, on the chart",
    name: "drag",
    index: "",
    signal,
    key: 1,
    flat: !0,
    digits: 0,
    low,
    high,
    text: (to) => `${to} words`,
    where: () => ({ x, y }),
    hop,
    move: (to) => put({ length: nearest(to) })
  });
  field.node.append(grip.node);
  let cells = SYSTEMS.map((system) => [readout("exact_match", system), readout("token_accuracy", system)]), between = SYSTEMS.map(() => h("span", { class: "soft\
look-name" })), kept = SYSTEMS.map(() => h("td")), figures = h(
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
  ), verdict = h("p", { class: "softlook-neck-verdict" }), title = h("p", { class: "softlook-name" }), root = h(
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
  ), mark = (row, now) => {
    let [left, top] = [x(row.length), y(row[now.measure])], size = row.length === now.length ? 5.5 : 3, square = { x: left - size, y: top - size, width: 2 * size,
    height: 2 * size }, dot = row.attention === "none" ? s("rect", { class: "softlook-dot", ...square }) : s("circle", { class: "softlook-dot", cx: left, cy: top,
    r: size });
    if (now.measure !== "exact_match") return [dot];
    let [down, up] = wilson(row.exact_match, row.n).map(y);
    return [s("path", { class: "softlook-shaft", d: segment([left, down], [left, up]) }), dot];
  }, drawChart = (now, series) => {
    setAttributes(cursor, { d: segment([x(now.length), y(1)], [x(now.length), y(0)]) }), series.forEach((rows, n) => {
      setAttributes(lines[n], { d: line(rows.map((row) => [x(row.length), y(row[now.measure])])) }), marks[n].replaceChildren(...rows.flatMap((row) => mark(row,
      now)));
      let named2 = rows[Math.floor(rows.length * (n ? 0.95 : 0.6))] ?? rows[rows.length - 1], value = named2[now.measure], under = value > 0.15 && (value > 0.9 ||
      !n);
      setAttributes(words[n], { x: x(named2.length), y: y(value) + (under ? 20 : -12) });
    });
  };
  function draw(now) {
    let { lengths, series, at, intervals } = derive(now), { heading: chart, unit } = MEASURES[now.measure];
    setText(hint, now.hint), setText(title, `${chart}, by words in the source`), hidden.set(String(now.hidden)), measure.set(now.measure), length.set(now.length),
    field.size.width && drawChart(now, series), grip.set(now.length, 0), SYSTEMS.forEach((system, n) => {
      let row = series[n][at];
      cells[n][0].set(row.exact_match), cells[n][1].set(row.token_accuracy), setText(between[n], `(${two(intervals[n][0])} to ${two(intervals[n][1])})`);
      let vector2 = `one vector of ${now.hidden} numbers: ${two(now.hidden / now.length)} a word`;
      setText(kept[n], system === "none" ? vector2 : `${now.length} vectors, one for each word`);
    });
    let [none, additive] = series.map((rows) => `${Math.round(100 * rows[at][now.measure])} %`), sentences = `${series[0][at].n} sentences measured`;
    setText(
      verdict,
      `At ${now.length} words, ${none} of the ${unit} come out right from one vector, ${additive} with attention (${sentences}).`
    );
    let last = lengths.length - 1, [vector, attention] = series.map((rows) => [rows[0], rows[last]].map((row) => two(row[now.measure]))), ends = `${vector[0]} a\
t ${lengths[0]} words and ${vector[1]} at ${lengths[last]}`;
    field.label(`${title.textContent}: from one vector ${ends}; with attention ${attention[0]} and ${attention[1]}`), region.announce(verdict.textContent ?? "");
  }
  return { root, draw };
}
var measured = ({ rows, hidden, length }, system) => !!rows.find((row) => row.attention === system && row.hidden === hidden && row.length === length), render = (place) => live(
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
), bottleneck_default = { render };
export {
  bottleneck_default as default,
  derive
};
