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

// src/softlook/widgets/js/math/dot.js
function dot(q, k) {
  return q.map((query) => k.map((key) => query.reduce((sum, x, d) => sum + x * key[d], 0)));
}

// src/softlook/widgets/js/math/cosine.js
function unit(x) {
  const top = Math.max(...x.map(Math.abs));
  if (!top) return x;
  const length = top * Math.sqrt(x.reduce((sum, value) => sum + (value / top) ** 2, 0));
  return x.map((value) => value / length);
}
var cosine = (q, k) => dot(q.map(unit), k.map(unit));

// src/softlook/widgets/js/vision/patches.js
function patches(picture, size) {
  const squares = [];
  for (let i = 0; i < picture.length; i += size) {
    const rows = picture.slice(i, i + size);
    for (let j = 0; j < picture[0].length; j += size) squares.push(rows.flatMap((row) => row.slice(j, j + size)));
  }
  return squares;
}

// src/softlook/widgets/js/memory_reader/raw.js
var SIDE = 4;
var vocabulary = (facts) => [...new Set(facts.flatMap(([text]) => text.split(" ").filter(Boolean)))];
function raw({ scene, facts, question, picture, patch }) {
  if (scene === "sentence") {
    const words = vocabulary(facts);
    const count = (text) => words.map((word) => text.split(" ").filter((other) => other === word).length);
    const [whole2, keys, values] = [0, 1, 2].map((part) => facts.map((fact) => count(fact[part])));
    const together = (a, b) => a !== b && Boolean(whole2.find((row) => row[a] && row[b]));
    const near = words.map((_, a) => words.map((_2, b) => together(a, b)));
    return { whole: whole2, keys, values, cue: count(question), near };
  }
  const whole = patches(picture, SIDE);
  const pixels = Array.from({ length: SIDE ** 2 }, (_, n) => [Math.floor(n / SIDE), n % SIDE]);
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
  const c = new Array(v[0]?.length ?? 0).fill(0);
  for (let j = 0; j < alpha.length; j++) for (let d = 0; d < c.length; d++) c[d] += alpha[j] * v[j][d];
  return c;
}

// src/softlook/widgets/js/math/scaled_dot.js
function scaledDot(q, k) {
  const root = Math.sqrt(q[0]?.length || 1);
  const shorter = q.map((query) => query.map((x) => x / root));
  return dot(shorter, k);
}

// src/softlook/widgets/js/math/softmax.js
function softmax(e, mask, temperature) {
  let top = -Infinity;
  for (let j = 0; j < e.length; j++) if (mask[j]) top = Math.max(top, e[j]);
  if (top === -Infinity) return e.map(() => 0);
  const exp = e.map((score, j) => mask[j] ? Math.exp((score - top) / temperature) : 0);
  const total = exp.reduce((sum, x) => sum + x, 0);
  return exp.map((x) => x / total);
}

// src/softlook/widgets/js/memory_reader/hops.js
var MOST_HOPS = 4;
var COMPANY = 0.3;
var SCORES = (
  /** @type {Record<string, typeof dot>} */
  { dot, scaled_dot: scaledDot, cosine }
);
function hops(state) {
  const { whole, keys, values, cue, near } = raw(state);
  const company = state.reader === "neighbours" ? COMPANY : 0;
  const table = near.map((row, a) => {
    const total = 1 + company * row.filter(Boolean).length;
    return row.map((touches, b) => ((a === b ? 1 : 0) + (touches ? company : 0)) / total);
  });
  const reader = (x) => read(x, table);
  const h2 = whole.map(reader);
  const [k, v] = state.memory === "whole" ? [h2, h2] : [keys.map(reader), values.map(reader)];
  const begin = reader(cue);
  let s2 = begin;
  const everywhere = k.map(() => true);
  const all = Array.from({ length: MOST_HOPS }, () => {
    const [e] = SCORES[state.score]([s2], k);
    const alpha = softmax(e, everywhere, state.temperature);
    const c = read(alpha, v);
    s2 = state.exploiter === "add" ? s2.map((x, d) => x + c[d]) : c;
    return { e, alpha, c, s: s2 };
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
);
var MOVED = (
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
);
var LAST = 1 + MOST_HOPS;
var EMPTY = "·";
function thumb(kind) {
  const cells = Array.from(
    { length: SIDE ** 2 },
    (_, n) => s("rect", { x: n % SIDE, y: Math.floor(n / SIDE), width: 1, height: 1 })
  );
  const node = s(
    "svg",
    { class: `softlook-thumb ${kind}`, viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" },
    ...cells
  );
  const set = (values, top = Math.max(...values, 1e-9)) => cells.forEach((cell2, n) => {
    const share = Math.max(0, Math.min(1, values[n] / top));
    setAttributes(cell2, { "fill-opacity": share.toFixed(3) });
  });
  return { node, set };
}
function cell(name, index) {
  const bar = h("span", { class: "softlook-memory-bar" });
  const text = h("output", { class: "softlook-number", "aria-live": "off" }, EMPTY);
  const node = h("td", {}, text, name === "alpha" ? bar : "");
  return {
    node,
    set(value) {
      setText(text, value === null ? EMPTY : two(value));
      bar.style.transform = `scaleX(${value ?? 0})`;
      if (value === null) for (const key of ["name", "index", "value"]) delete text.dataset[key];
      else Object.assign(text.dataset, { name, index, value: String(value) });
    }
  };
}
function build({ state, put, reset, signal, region }) {
  const first = state();
  const sentence = first.scene === "sentence";
  const { refuse } = region;
  const words = sentence ? vocabulary(first.facts) : [];
  const cut = sentence ? [] : patches(first.picture, SIDE);
  const slots = sentence ? first.facts.map(([text]) => text) : cut.map((_, n) => `patch ${n + 1}`);
  const heading = unique("memory");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const pick = (name, label, options, as = (value) => value) => choice({ label, name, options, signal, change: (value) => put({ [name]: as(value) }) });
  const scene = pick("scene", "read", [
    ["sentence", "a sentence"],
    ["picture", "a picture"]
  ]);
  const reader = pick("reader", sentence ? "words are read" : "pixels are read", [
    ["apart", "on their own"],
    ["neighbours", "with their neighbours"]
  ]);
  const memory = pick(
    "memory",
    sentence ? "a fact is" : "a patch is",
    sentence ? [
      ["key-value", "found by its key, gives its value"],
      ["whole", "found by all, gives all"]
    ] : [
      ["key-value", "found by itself, gives the next one"],
      ["whole", "found by itself, gives itself"]
    ]
  );
  const score = pick("score", "compared by", [
    ["dot", "dot"],
    ["scaled_dot", "dot / √d"],
    ["cosine", "cosine"]
  ]);
  const exploiter = pick("exploiter", "a hop", [
    ["replace", "replaces the state"],
    ["add", "adds to it"]
  ]);
  const askable = /* @__PURE__ */ new Set([...first.facts.flatMap(([, key, value]) => [key, value]), first.question]);
  const cues = sentence ? [...askable].map((word) => [word, word]) : cut.map((_, n) => [String(n), String(n + 1)]);
  const cue = sentence ? pick("question", "ask for", cues) : pick("patch", "begin with half of patch", cues, Number);
  const temperature = dial({
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
  });
  const button = (words2, name, press) => {
    const node = h("button", { type: "button", class: "softlook-button", "data-control": name }, words2);
    node.addEventListener("click", press, { signal });
    return node;
  };
  const step = readout("step", "");
  const [back, next] = [
    button("Back", "back", () => put({ step: Math.max(0, state().step - 1) })),
    button("Next", "next", () => put({ step: Math.min(LAST, state().step + 1) }))
  ];
  const walk = h(
    "div",
    { class: "softlook-memory-walk" },
    back,
    next,
    button("Reset", "reset", reset),
    h("span", { class: "softlook-name" }, "step ", step.node)
  );
  const room = (title, ...parts) => h(
    "div",
    { class: "softlook-memory-room", role: "group", "aria-label": title.slice(3) },
    h("p", { class: "softlook-memory-title", "aria-hidden": "true" }, title),
    ...parts
  );
  const stored = slots.map((slot, n) => {
    const words2 = { key: h("span", { class: "softlook-k" }), value: h("span", { class: "softlook-v" }) };
    const pixels = { key: thumb("softlook-k"), value: thumb("softlook-v") };
    const line = sentence ? h("li", {}, words2.key, " → ", words2.value) : h(
      "li",
      {},
      `${n + 1} `,
      pixels.key.node,
      h("span", { class: "softlook-memory-value" }, " → ", pixels.value.node)
    );
    return { line, words: words2, pixels };
  });
  const readTexts = sentence ? slots.map((slot) => h("li", {}, slot)) : cut.map((pixels, n) => {
    const small = thumb("softlook-still");
    small.set(pixels, 1);
    return h("li", {}, `${n + 1} `, small.node);
  });
  const list = (items) => h(
    "ol",
    {
      class: sentence ? "softlook-memory-list" : "softlook-memory-list softlook-memory-quilt",
      style: sentence ? null : `--across: ${first.picture[0].length / SIDE}`
    },
    ...items
  );
  const rooms = [
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
  ];
  const weights = slots.map((_, j) => Array.from({ length: MOST_HOPS }, (_2, i) => cell("alpha", `${i},${j}`)));
  const states = words.map((_, d) => Array.from({ length: MOST_HOPS + 1 }, (_2, i) => cell("s", `${i},${d}`)));
  const pictures = Array.from({ length: sentence ? 0 : MOST_HOPS + 1 }, () => thumb("softlook-q"));
  const numbers = Array.from({ length: MOST_HOPS }, (_, i) => h("th", { scope: "col" }, `hop ${i + 1}`));
  const alphas = h(
    "table",
    { class: "softlook-memory-table softlook-memory-alpha softlook-cells" },
    h("caption", {}, "Weights α: what each hop attends to"),
    h("thead", {}, h("tr", {}, h("td", {}), ...numbers)),
    h(
      "tbody",
      {},
      ...weights.map((cells, j) => h("tr", {}, h("th", { scope: "row" }, slots[j]), ...cells.map(({ node }) => node)))
    )
  );
  const after = ["at first", ...numbers.map((_, i) => `hop ${i + 1}`)].map((text) => h("th", { scope: "col" }, text));
  const shown = sentence ? h(
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
  );
  const verdict = h("p", { class: "softlook-memory-verdict" });
  const others = Array.from({ length: LAST + 1 }, () => h("p", { "aria-hidden": "true" }));
  const scroll = (table) => h(
    "div",
    {
      class: "softlook-memory-scroll",
      role: "group",
      tabindex: "0",
      "aria-label": table.caption?.textContent ?? ""
    },
    table
  );
  const root = h(
    "div",
    { class: "softlook-memory softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    scene.node,
    walk,
    h("div", { class: "softlook-steady" }, verdict, ...others),
    h("div", { class: "softlook-memory-rooms" }, ...rooms),
    h("div", { class: "softlook-memory-tables" }, scroll(alphas), scroll(shown))
  );
  const describe = (step2, s2, alpha) => {
    const n = slots.length;
    if (step2 === 0) return `Read: ${n} ${sentence ? "facts" : "patches"} become ${n} rows of ${s2.length} numbers.`;
    if (step2 === 1) return "Stored: each row can now be found by its key, and answers with its value.";
    const best = (row) => row.indexOf(Math.max(...row));
    const top = best(alpha);
    const weight = two(alpha[top]);
    if (!sentence) return `Hop ${step2 - 1} attends most to ${slots[top]} (${weight}), and brings back its value.`;
    const attended = `Hop ${step2 - 1} attends most to “${slots[top]}” (${weight})`;
    return `${attended}; the state’s largest entry is now ${words[best(s2)]}.`;
  };
  return {
    root,
    draw(now) {
      const { k, v, begin, hops: all } = hops(now);
      const reached = Math.max(0, now.step - 1);
      setText(hint, now.hint);
      for (
        const [node, value] of
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
      temperature.set(now.temperature);
      step.set(now.step, `${now.step} of ${LAST}`);
      for (
        const [node, off] of
        /** @type {[HTMLButtonElement, boolean][]} */
        [
          [back, now.step === 0],
          [next, now.step === LAST]
        ]
      )
        setAttributes(node, { "aria-disabled": String(off) });
      rooms.forEach((node, n) => node.classList.toggle("softlook-memory-now", n === Math.min(now.step, 2)));
      rooms[1].classList.toggle("softlook-memory-yet", now.step < 1);
      stored.forEach(({ words: words2, pixels }, j) => {
        if (sentence) {
          const [text, key, value] = now.facts[j];
          setText(words2.key, now.memory === "whole" ? text : key);
          setText(words2.value, now.memory === "whole" ? text : value);
        } else {
          pixels.key.set(k[j], 1);
          pixels.value.set(v[j], 1);
        }
      });
      weights.forEach((cells, j) => cells.forEach((one, i) => one.set(i < reached ? all[i].alpha[j] : null)));
      const held = [begin, ...all.map(({ s: s2 }) => s2)];
      states.forEach((cells, d) => cells.forEach((one, i) => one.set(i <= reached ? held[i][d] : null)));
      pictures.forEach((one, i) => one.set(i <= reached ? held[i] : held[i].map(() => 0)));
      others.forEach(
        (place, step2) => setText(place, describe(step2, held[Math.max(0, step2 - 1)], all[step2 - 2]?.alpha))
      );
      setText(verdict, others[now.step].textContent ?? "");
      region.announce(verdict.textContent ?? "");
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
    fits: (state) => state.scene === "sentence" ? vocabulary(state.facts).includes(state.question) : state.patch < state.picture.length * state.picture[0].length / SIDE ** 2,
    shape: ({ scene, facts, picture }) => JSON.stringify([scene, scene === "sentence" ? facts : picture])
  }
);
var memory_reader_default = { render };
export {
  memory_reader_default as default,
  hops as derive
};
