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

// src/softlook/widgets/js/math/dot.js
function dot(q, k) {
  return q.map((query) => k.map((key) => query.reduce((sum, x, d) => sum + x * key[d], 0)));
}

// src/softlook/widgets/js/math/cosine.js
function unit(x) {
  let top = Math.max(...x.map(Math.abs));
  if (!top) return x;
  let scaled = x.map((value) => value / top), length = Math.sqrt(scaled.reduce((sum, value) => sum + value ** 2, 0));
  return scaled.map((value) => value / length);
}
var cosine = (q, k) => dot(q.map(unit), k.map(unit));

// src/softlook/widgets/js/vision/patches.js
function patches(picture, size) {
  let squares = [];
  for (let i = 0; i < picture.length; i += size) {
    let rows = picture.slice(i, i + size);
    for (let j = 0; j < picture[0].length; j += size) squares.push(rows.flatMap((row) => row.slice(j, j + size)));
  }
  return squares;
}

// src/softlook/widgets/js/memory_reader/raw.js
var SIDE = 4, vocabulary = (facts) => [...new Set(facts.flatMap(([text]) => text.split(" ").filter(Boolean)))];
function raw({ scene, facts, question, picture, patch }) {
  if (scene === "sentence") {
    let words = vocabulary(facts), count = (text) => words.map((word) => text.split(" ").filter((other) => other === word).length), [whole2, keys, values] = [0,
    1, 2].map((part) => facts.map((fact) => count(fact[part]))), together = (a, b) => a !== b && !!whole2.find((row) => row[a] && row[b]), near = words.map((_, a) => words.
    map((_2, b) => together(a, b)));
    return { whole: whole2, keys, values, cue: count(question), near };
  }
  let whole = patches(picture, SIDE), pixels = Array.from({ length: SIDE ** 2 }, (_, n) => [Math.floor(n / SIDE), n % SIDE]);
  return {
    whole,
    keys: whole,
    values: whole.map((_, n) => whole[(n + 1) % whole.length]),
    cue: whole[patch].map((pixel, n) => n < SIDE ** 2 / 2 ? 0 : pixel),
    near: pixels.map(([y, x]) => pixels.map(([v, u]) => Math.abs(y - v) + Math.abs(x - u) === 1))
  };
}

// src/softlook/widgets/js/math/read.js
function read(alpha, v) {
  let c = new Array(v[0]?.length ?? 0).fill(0);
  for (let j = 0; j < alpha.length; j++) for (let d = 0; d < c.length; d++) c[d] += alpha[j] * v[j][d];
  return c;
}

// src/softlook/widgets/js/math/scaled_dot.js
function scaledDot(q, k) {
  let root = Math.sqrt(q[0]?.length || 1), shorter = q.map((query) => query.map((x) => x / root));
  return dot(shorter, k);
}

// src/softlook/widgets/js/math/softmax.js
function softmax(e, mask, temperature) {
  let top = -1 / 0;
  for (let j = 0; j < e.length; j++) mask[j] && (top = Math.max(top, e[j]));
  if (top === -1 / 0) return e.map(() => 0);
  let exp = e.map((score, j) => mask[j] ? Math.exp((score - top) / temperature) : 0), total = exp.reduce((sum, x) => sum + x, 0);
  return exp.map((x) => x / total);
}

// src/softlook/widgets/js/memory_reader/hops.js
var MOST_HOPS = 4, COMPANY = 0.3, SCORES = (
  /** @type {Record<string, typeof dot>} */
  { dot, scaled_dot: scaledDot, cosine }
);
function hops(state) {
  let { whole, keys, values, cue, near } = raw(state), company = state.reader === "neighbours" ? COMPANY : 0, table = near.map((row, a) => {
    let total = 1 + company * row.filter(Boolean).length;
    return row.map((touches, b) => ((a === b ? 1 : 0) + (touches ? company : 0)) / total);
  }), reader = (x) => read(x, table), h2 = whole.map(reader), [k, v] = state.memory === "whole" ? [h2, h2] : [keys.map(reader), values.map(reader)], begin = reader(
  cue), s2 = begin, everywhere = k.map(() => !0), all = Array.from({ length: MOST_HOPS }, () => {
    let [e] = SCORES[state.score]([s2], k), alpha = softmax(e, everywhere, state.temperature), c = read(alpha, v);
    return s2 = state.exploiter === "add" ? s2.map((x, d) => x + c[d]) : c, { e, alpha, c, s: s2 };
  });
  return { h: h2, k, v, begin, hops: all };
}

// src/softlook/widgets/js/memory_reader.js
var KEYS = (
  /** @type {const} */
  [
    "scene",
    "facts",
    "question",
    "picture",
    "patch",
    "reader",
    "memory",
    "score",
    "temperature",
    "exploiter",
    "step",
    "hint"
  ]
), MOVED = (
  /** @type {const} */
  [
    "scene",
    "question",
    "patch",
    "reader",
    "memory",
    "score",
    "temperature",
    "exploiter",
    "step"
  ]
), LAST = 1 + MOST_HOPS, EMPTY = "·";
function thumb(kind) {
  let cells = Array.from(
    { length: SIDE ** 2 },
    (_, n) => s("rect", { x: n % SIDE, y: Math.floor(n / SIDE), width: 1, height: 1 })
  );
  return { node: s(
    "svg",
    { class: `softlook-thumb ${kind}`, viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" },
    ...cells
  ), set: (values, top = Math.max(...values, 1e-9)) => cells.forEach((cell2, n) => {
    let share = Math.max(0, Math.min(1, values[n] / top));
    setAttributes(cell2, { "fill-opacity": share.toFixed(3) });
  }) };
}
function cell(name, index) {
  let bar = h("span", { class: "softlook-memory-bar" }), text = h("output", { class: "softlook-number", "aria-live": "off" }, EMPTY);
  return {
    node: h("td", {}, text, name === "alpha" ? bar : ""),
    set(value) {
      if (setText(text, value === null ? EMPTY : two(value)), bar.style.transform = `scaleX(${value ?? 0})`, value === null) for (let key of ["name", "index", "\
value"]) delete text.dataset[key];
      else Object.assign(text.dataset, { name, index, value: String(value) });
    }
  };
}
function build({ state, put, reset, signal, region }) {
  let first = state(), sentence = first.scene === "sentence", { refuse } = region, words = sentence ? vocabulary(first.facts) : [], cut = sentence ? [] : patches(
  first.picture, SIDE), slots = sentence ? first.facts.map(([text]) => text) : cut.map((_, n) => `patch ${n + 1}`), heading = unique("memory"), hint = h("p", { class: "\
softlook-hint", id: heading }), pick = (name, label, options, as = (value) => value) => choice({ label, name, options, signal, change: (value) => put({ [name]: as(
  value) }) }), scene = pick("scene", "read", [
    ["sentence", "a sentence"],
    ["picture", "a picture"]
  ]), reader = pick("reader", sentence ? "words are read" : "pixels are read", [
    ["apart", "on their own"],
    ["neighbours", "with their neighbours"]
  ]), memory = pick(
    "memory",
    sentence ? "a fact is" : "a patch is",
    sentence ? [
      ["key-value", "found by its key, gives its value"],
      ["whole", "found by all, gives all"]
    ] : [
      ["key-value", "found by itself, gives the next one"],
      ["whole", "found by itself, gives itself"]
    ]
  ), score = pick("score", "compared by", [
    ["dot", "dot"],
    ["scaled_dot", "dot / √d"],
    ["cosine", "cosine"]
  ]), exploiter = pick("exploiter", "a hop", [
    ["replace", "replaces the state"],
    ["add", "adds to it"]
  ]), askable = /* @__PURE__ */ new Set([...first.facts.flatMap(([, key, value]) => [key, value]), first.question]), cues = sentence ? [...askable].map((word) => [
  word, word]) : cut.map((_, n) => [String(n), String(n + 1)]), cue = sentence ? pick("question", "ask for", cues) : pick("patch", "begin with half of patch", cues,
  Number), temperature = dial({
    min: 0.05,
    max: 2,
    key: 0.05,
    label: "Temperature of the softmax",
    name: "temperature",
    index: "",
    signal,
    refuse,
    accept: (value) => value >= 0.01 && value <= 10 ? null : "a number from 0.01 to 10",
    change: (value) => put({ temperature: value })
  }), button = (words2, name, press) => {
    let node = h("button", { type: "button", class: "softlook-button", "data-control": name }, words2);
    return node.addEventListener("click", press, { signal }), node;
  }, step = readout("step", ""), [back, next] = [
    button("Back", "back", () => put({ step: Math.max(0, state().step - 1) })),
    button("Next", "next", () => put({ step: Math.min(LAST, state().step + 1) }))
  ], walk = h(
    "div",
    { class: "softlook-memory-walk" },
    back,
    next,
    button("Reset", "reset", reset),
    h("span", { class: "softlook-name" }, "step ", step.node)
  ), room = (title, ...parts) => h(
    "div",
    { class: "softlook-memory-room", role: "group", "aria-label": title.slice(3) },
    h("p", { class: "softlook-memory-title", "aria-hidden": "true" }, title),
    ...parts
  ), stored = slots.map((slot, n) => {
    let words2 = { key: h("span", { class: "softlook-k" }), value: h("span", { class: "softlook-v" }) }, pixels = { key: thumb("softlook-k"), value: thumb("soft\
look-v") };
    return { line: sentence ? h("li", {}, words2.key, " → ", words2.value) : h(
      "li",
      {},
      `${n + 1} `,
      pixels.key.node,
      h("span", { class: "softlook-memory-value" }, " → ", pixels.value.node)
    ), words: words2, pixels };
  }), readTexts = sentence ? slots.map((slot) => h("li", {}, slot)) : cut.map((pixels, n) => {
    let small = thumb("softlook-still");
    return small.set(pixels, 1), h("li", {}, `${n + 1} `, small.node);
  }), list = (items) => h(
    "ol",
    {
      class: sentence ? "softlook-memory-list" : "softlook-memory-list softlook-memory-quilt",
      style: sentence ? null : `--across: ${first.picture[0].length / SIDE}`
    },
    ...items
  ), rooms = [
    room("1. The reader", list(readTexts), reader.node),
    room("2. The memory", list(stored.map(({ line }) => line)), memory.node),
    room(
      "3. The exploiter",
      cue.node,
      score.node,
      h(
        "div",
        { class: "softlook-line" },
        h("span", { class: "softlook-name", "aria-hidden": "true" }, "temperature"),
        temperature.range,
        temperature.field
      ),
      exploiter.node
    )
  ], weights = slots.map((_, j) => Array.from({ length: MOST_HOPS }, (_2, i) => cell("alpha", `${i},${j}`))), states = words.map((_, d) => Array.from({ length: MOST_HOPS +
  1 }, (_2, i) => cell("s", `${i},${d}`))), pictures = Array.from({ length: sentence ? 0 : MOST_HOPS + 1 }, () => thumb("softlook-q")), numbers = Array.from({ length: MOST_HOPS },
  (_, i) => h("th", { scope: "col" }, `hop ${i + 1}`)), alphas = h(
    "table",
    { class: "softlook-memory-table softlook-memory-alpha softlook-cells" },
    h("caption", {}, "Weights α: what each hop attends to"),
    h("thead", {}, h("tr", {}, h("td", {}), ...numbers)),
    h(
      "tbody",
      {},
      ...weights.map((cells, j) => h("tr", {}, h("th", { scope: "row" }, slots[j]), ...cells.map(({ node }) => node)))
    )
  ), after = ["at first", ...numbers.map((_, i) => `hop ${i + 1}`)].map((text) => h("th", { scope: "col" }, text)), shown = sentence ? h(
    "table",
    { class: "softlook-memory-table softlook-cells" },
    h("caption", {}, "The state s: what is asked for next"),
    h("thead", {}, h("tr", {}, h("td", {}), ...after)),
    h(
      "tbody",
      {},
      ...states.map(
        (cells, d) => h("tr", {}, h("th", { scope: "row" }, words[d]), ...cells.map(({ node }) => node))
      )
    )
  ) : h(
    "table",
    { class: "softlook-memory-table" },
    h("caption", {}, "The state s: what is asked for next"),
    h("thead", {}, h("tr", {}, ...after)),
    h("tbody", {}, h("tr", {}, ...pictures.map(({ node }) => h("td", {}, node))))
  ), verdict = h("p", { class: "softlook-memory-verdict" }), others = Array.from({ length: LAST + 1 }, () => h("p", { "aria-hidden": "true" })), scroll = (table) => h(
    "div",
    {
      class: "softlook-memory-scroll",
      role: "group",
      tabindex: "0",
      "aria-label": table.caption?.textContent ?? ""
    },
    table
  ), root = h(
    "div",
    { class: "softlook-memory softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    scene.node,
    walk,
    h("div", { class: "softlook-steady" }, verdict, ...others),
    h("div", { class: "softlook-memory-rooms" }, ...rooms),
    h("div", { class: "softlook-memory-tables" }, scroll(alphas), scroll(shown))
  ), describe = (step2, s2, alpha) => {
    let n = slots.length;
    if (step2 === 0) return `Read: ${n} ${sentence ? "facts" : "patches"} become ${n} rows of ${s2.length} numbers.`;
    if (step2 === 1) return "Stored: each row can now be found by its key, and answers with its value.";
    let best = (row) => row.indexOf(Math.max(...row)), top = best(alpha), weight = two(alpha[top]);
    return sentence ? `${`Hop ${step2 - 1} attends most to “${slots[top]}” (${weight})`}; the state’s largest entry is now ${words[best(s2)]}.` : `Hop ${step2 -
    1} attends most to ${slots[top]} (${weight}), and brings back its value.`;
  };
  return {
    root,
    draw(now) {
      let { k, v, begin, hops: all } = hops(now), reached = Math.max(0, now.step - 1);
      setText(hint, now.hint);
      for (
        let [node, value] of
        /** @type {const} */
        [
          [scene, now.scene],
          [reader, now.reader],
          [memory, now.memory],
          [score, now.score],
          [exploiter, now.exploiter],
          [cue, sentence ? now.question : String(now.patch)]
        ]
      )
        node.set(value);
      temperature.set(now.temperature), step.set(now.step, `${now.step} of ${LAST}`);
      for (
        let [node, off] of
        /** @type {[HTMLButtonElement, boolean][]} */
        [
          [back, now.step === 0],
          [next, now.step === LAST]
        ]
      )
        setAttributes(node, { "aria-disabled": String(off) });
      rooms.forEach((node, n) => node.classList.toggle("softlook-memory-now", n === Math.min(now.step, 2))), rooms[1].classList.toggle("softlook-memory-yet", now.
      step < 1), stored.forEach(({ words: words2, pixels }, j) => {
        if (sentence) {
          let [text, key, value] = now.facts[j];
          setText(words2.key, now.memory === "whole" ? text : key), setText(words2.value, now.memory === "whole" ? text : value);
        } else
          pixels.key.set(k[j], 1), pixels.value.set(v[j], 1);
      }), weights.forEach((cells, j) => cells.forEach((one, i) => one.set(i < reached ? all[i].alpha[j] : null)));
      let held = [begin, ...all.map(({ s: s2 }) => s2)];
      states.forEach((cells, d) => cells.forEach((one, i) => one.set(i <= reached ? held[i][d] : null))), pictures.forEach((one, i) => one.set(i <= reached ? held[i] :
      held[i].map(() => 0))), others.forEach(
        (place, step2) => setText(place, describe(step2, held[Math.max(0, step2 - 1)], all[step2 - 2]?.alpha))
      ), setText(verdict, others[now.step].textContent ?? ""), region.announce(verdict.textContent ?? "");
    }
  };
}
var render = (place) => live(
  /** @type {Parameters<typeof live<State>>[0]} */
  place,
  {
    name: "MemoryReader",
    keys: KEYS,
    moved: MOVED,
    build,
    fits: (state) => state.scene === "sentence" ? vocabulary(state.facts).includes(state.question) : state.patch < state.picture.length * state.picture[0].length /
    SIDE ** 2,
    shape: ({ scene, facts, picture }) => JSON.stringify([scene, scene === "sentence" ? facts : picture])
  }
), memory_reader_default = { render };
export {
  memory_reader_default as default,
  hops as derive
};
