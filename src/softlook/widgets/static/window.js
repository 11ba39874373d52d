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
function tick({ label, ariaLabel = label, name, index = "", signal, change }) {
  const box = h("input", { type: "checkbox", "aria-label": ariaLabel, "data-control": name, "data-index": index });
  box.addEventListener("change", () => change(box.checked), { signal });
  const node = h("label", { class: "softlook-tick" }, box, h("span", {}, label));
  return { box, node, set: (
    /** @param {boolean} on */
    (on) => void (box.checked = on)
  ) };
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
function live({ model, el }, { name, keys, moved, fits: fits2, shape, build: build2 }) {
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
    if (!fits2(now)) return;
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

// src/softlook/widgets/js/math/linear.js
function inner(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

// src/softlook/widgets/js/math/gaussian.js
function gaussian(p, tX, halfWidth) {
  const sigma = halfWidth / 2;
  return Array.from({ length: tX }, (_, j) => Math.exp(-(((j - p) / sigma) ** 2) / 2));
}

// src/softlook/widgets/js/math/hard.js
function hard(e, mask) {
  let best = -1;
  for (let j = 0; j < e.length; j++) if (mask[j] && e[j] > (e[best] ?? -Infinity)) best = j;
  return e.map((_, j) => Number(j === best));
}

// src/softlook/widgets/js/math/reinforce.js
function reinforce(pi, costs, baseline, shares) {
  const gain = costs.map((cost) => cost - baseline);
  const total = gain.reduce((sum, x, j) => sum + shares[j] * x, 0);
  const mean = pi.map((weight, k) => shares[k] * gain[k] - weight * total);
  const square = pi.reduce((sum, x) => sum + x * x, 0);
  const second = gain.reduce((sum, x, j) => sum + shares[j] * x * x * (1 - 2 * pi[j] + square), 0);
  return { mean, variance: Math.max(0, second - mean.reduce((sum, x) => sum + x * x, 0)) };
}

// src/softlook/widgets/js/math/pcg64.js
var MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
function pcg64(seed) {
  const [a, b, c, d] = seedWords(seed);
  const increment = BigInt.asUintN(128, (c << 64n | d) << 1n | 1n);
  const step = (state2) => BigInt.asUintN(128, state2 * MULTIPLIER + increment);
  let state = step(BigInt.asUintN(128, step(0n) + (a << 64n | b)));
  return () => {
    state = step(state);
    const folded = BigInt.asUintN(64, state >> 64n ^ state);
    const turn = state >> 122n;
    const word = BigInt.asUintN(64, folded >> turn | folded << 64n - turn);
    return Number(word >> 11n) / 2 ** 53;
  };
}
function seedWords(seed) {
  let factor = 1135663077;
  const hash = (value) => {
    value ^= factor;
    factor = Math.imul(factor, 2468251765);
    value = Math.imul(value, factor);
    return value ^ value >>> 16;
  };
  const pool = [seed, 0, 0, 0].map(hash);
  for (let from = 0; from < 4; from++) {
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      const mixed = Math.imul(pool[to], 3389127133) - Math.imul(hash(pool[from]), 1232336661);
      pool[to] = mixed ^ mixed >>> 16;
    }
  }
  factor = 2337405405;
  const halves = Array.from({ length: 8 }, (_, at) => {
    let value = pool[at % 4] ^ factor;
    factor = Math.imul(factor, 1492356589);
    value = Math.imul(value, factor);
    return BigInt((value ^ value >>> 16) >>> 0);
  });
  return [0, 2, 4, 6].map((at) => halves[at] | halves[at + 1] << 32n);
}

// src/softlook/widgets/js/math/sample.js
var drawn = /* @__PURE__ */ new Map();
function gumbel(seed, rows, width) {
  const name = `${seed} ${rows} ${width}`;
  const known = drawn.get(name);
  if (known) return known;
  const random = pcg64(seed);
  const one = () => {
    let u = 1 - random();
    while (u >= 1) u = 1 - random();
    return -Math.log(-Math.log(u));
  };
  const noise = Array.from({ length: rows }, () => Array.from({ length: width }, one));
  if (drawn.size > 20) drawn.clear();
  drawn.set(name, noise);
  return noise;
}
function sample(e, mask, rows, seed) {
  const noisy = gumbel(seed, rows, e.length).map((noise) => e.map((score, j) => score + noise[j]));
  return noisy.map((scores) => hard(scores, mask));
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

// src/softlook/widgets/js/window/windowed.js
var centre = ({ window, round_p }, p) => window === "local-m" || round_p ? Math.floor(p + 0.5) : p;
var cuts = ({ window, truncate }) => window === "local-m" || window === "local-p" && truncate;
var near = (state, p) => state.scores.map((_, j) => !cuts(state) || Math.abs(j - centre(state, p)) <= state.half_width);
function row(state, p, mask) {
  const { scores, window, half_width, renormalize, selection } = state;
  const before = softmax(scores, mask, 1);
  const shape = window === "local-p" ? gaussian(p, scores.length, half_width) : scores.map(() => 1);
  const e = scores.map((score, j) => score + Math.log(shape[j]));
  const pi = softmax(e, mask, 1);
  const soft = renormalize ? pi : before.map((weight, j) => weight * shape[j]);
  const expected = { soft, hard: hard(e, mask), draw: pi }[selection];
  return { before, shape, e, pi, soft, expected };
}
var context = (state, p, mask) => inner(row(state, p, mask).expected, state.values);
function nearestEdge(state) {
  const last = state.scores.length - 1;
  if (!cuts(state)) return null;
  if (state.window === "local-m" || state.round_p) return Math.min(last - 1, Math.floor(state.p)) + 0.5;
  return Math.min(last - 1, Math.max(1, Math.floor(state.p + 0.5)));
}
function jump(state, edge) {
  const d = state.half_width;
  const within = (first, last) => {
    const mask = state.scores.map((_, j) => first <= j && j <= last);
    return context(state, edge, mask);
  };
  if (Number.isInteger(edge))
    return [within(edge - d, edge + d - 1), within(edge - d, edge + d), within(edge - d + 1, edge + d)];
  const [below, above] = [edge - 0.5, edge + 0.5].map((centre2) => within(centre2 - d, centre2 + d));
  return [below, above, above];
}
function derive(state) {
  const mask = near(state, state.p);
  const { soft, e, pi, expected, before, shape } = row(state, state.p, mask);
  const drawn2 = sample(e, mask, state.draws, state.seed);
  const tally = state.scores.map((_, j) => drawn2.reduce((sum, one) => sum + one[j], 0));
  const alpha = state.selection === "draw" ? drawn2[0] : expected;
  const costs = state.values.map((v) => (v - state.goal) ** 2);
  const shares = tally.map((count) => count / state.draws);
  const cost = inner(pi, costs);
  const [plain, based] = [0, cost].map((baseline) => [pi, shares].map((of) => reinforce(pi, costs, baseline, of)));
  const edge = nearestEdge(state);
  return {
    alpha,
    soft,
    before,
    shape,
    pi,
    mask,
    tally,
    edge,
    sum: alpha.reduce((sum, x) => sum + x, 0),
    c: inner(alpha, state.values),
    jump: edge === null ? [] : jump(state, edge),
    cost,
    gradient: plain[0].mean,
    estimates: [plain[1].mean, based[1].mean],
    variance: [plain, based].map((pair) => pair.map(({ variance }) => variance))
  };
}
function trace(state) {
  const last = state.scores.length - 1;
  const edge = nearestEdge(state);
  const shift = edge !== null && !Number.isInteger(edge) ? 0.5 : 0;
  const steps = 16;
  const pieces = [];
  const dots = [];
  for (let from = -shift; from < last; from++) {
    const [low, high] = [Math.max(0, from), Math.min(last, from + 1)];
    const mask = near(state, (low + high) / 2);
    let piece = [];
    let winner = -1;
    for (let k = 0; k <= steps; k++) {
      const p = low + (high - low) * k / steps;
      const { expected } = row(state, p, mask);
      const top = state.selection === "hard" ? expected.indexOf(1) : 0;
      if (top !== winner) pieces.push(piece = []);
      winner = top;
      piece.push([p, inner(expected, state.values)]);
    }
    if (edge !== null && !shift) dots.push([low, context(state, low, near(state, low))]);
  }
  if (edge !== null && !shift) dots.push([last, context(state, last, near(state, last))]);
  return { pieces, dots };
}

// src/softlook/widgets/js/window/charts.js
var FOOT = 44;
var TOP = 14;
function positions({ labels, signal, move }) {
  const n = labels.length;
  const name = unique("hatch");
  const hatch = s(
    "pattern",
    { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("path", { d: "M0 0V7", class: "softlook-window-hatch" })
  );
  const masked = [0, 1].map(() => s("rect", { fill: `url(#${name})` }));
  const edges = [0, 1].map(() => s("path", { class: "softlook-thin softlook-window-edge" }));
  const bars = labels.map(() => ({
    before: s("rect", { class: "softlook-window-before" }),
    now: s("rect", { class: "softlook-fill softlook-alpha" }),
    drawn: s("path", { class: "softlook-curve softlook-window-drawn" })
  }));
  const curve = s("path", { class: "softlook-curve softlook-window-gaussian" });
  const ground = s("path", { class: "softlook-thin softlook-still softlook-window-ground" });
  const stem = s("path", { class: "softlook-thin" });
  const words = s("text", { class: "softlook-tag" });
  let x = scale([-0.5, n - 0.5], [0, 1]);
  let y = scale([0, 1], [1, 0]);
  let last = null;
  const place = stage({
    kind: "softlook-window-row",
    label: "",
    signal,
    draw: (width, height) => {
      [x, y] = [scale([-0.5, n - 0.5], [0, width]), scale([0, 1], [height - FOOT, TOP])];
      setAttributes(ground, { d: segment([0, y(0)], [width, y(0)]) });
      last?.();
    }
  });
  place.picture.append(
    s("defs", {}, hatch),
    ...masked,
    ...bars.flatMap(({ before, now, drawn: drawn2 }) => [before, now, drawn2]),
    ground,
    ...edges,
    curve,
    stem,
    words
  );
  const grip = handle({
    label: "position p, on the row",
    name: "p-handle",
    index: "",
    signal,
    key: 0.1,
    flat: true,
    low: 0,
    high: n - 1,
    where: () => ({ x, y: scale([0, 1], [place.size.height - FOOT / 2, 0]) }),
    text: (p) => two(p),
    move: (p) => move(p)
  });
  place.node.append(grip.node);
  const draw = (now, derived) => {
    last = () => draw(now, derived);
    const { width, height } = place.size;
    const wide = width / n;
    const draws = now.selection === "draw";
    const inside = derived.mask.flatMap((is, j) => is ? [j] : []);
    const [from, to] = [Math.min(...inside) - 0.5, Math.max(...inside) + 0.5];
    const high = Math.max(0, y(0) - TOP);
    setAttributes(masked[0], { x: 0, y: TOP, width: Math.max(0, x(from)), height: high });
    setAttributes(masked[1], { x: x(to), y: TOP, width: Math.max(0, width - x(to)), height: high });
    const centre2 = now.window === "local-m" || now.round_p ? Math.floor(now.p + 0.5) : now.p;
    edges.forEach((edge, side) => {
      const at = x(centre2 + (side ? 1 : -1) * now.half_width);
      const visible = cuts(now) && at > 0 && at < width;
      setAttributes(edge, { d: visible ? segment([at, TOP], [at, y(0)]) : "" });
    });
    bars.forEach((bar, j) => {
      const [left, right] = [x(j) - 0.32 * wide, x(j) + 0.32 * wide];
      const [before, weight, share] = [derived.before[j], derived.alpha[j], derived.tally[j] / now.draws].map(y);
      setAttributes(bar.before, { x: left, y: before, width: 0.64 * wide, height: y(0) - before });
      setAttributes(bar.now, { x: left, y: weight, width: 0.64 * wide, height: y(0) - weight });
      setAttributes(bar.drawn, { d: draws ? segment([left - 3, share], [right + 3, share]) : "" });
    });
    const sigma = now.half_width / 2;
    const places = Array.from({ length: 4 * n * 4 + 1 }, (_, k) => -0.5 + k / 16).filter((at) => at <= n - 0.5);
    const bell = places.map((at) => [x(at), y(Math.exp(-(((at - now.p) / sigma) ** 2) / 2))]);
    setAttributes(curve, { d: now.window === "local-p" ? line(bell) : "" });
    const whole = now.window === "global";
    setAttributes(stem, { d: whole ? "" : segment([x(now.p), TOP], [x(now.p), height - FOOT / 2]) });
    setAttributes(words, {
      x: x(now.p) + (now.p > n / 2 ? -20 : 20),
      y: height - FOOT / 2 + 5,
      "text-anchor": now.p > n / 2 ? "end" : "start"
    });
    setText(words, whole ? "" : `p ${two(now.p)}`);
    grip.node.hidden = whole;
    grip.set(now.p, 0);
    const weights = labels.map((label, j) => `${label} ${two(derived.alpha[j])}${derived.mask[j] ? "" : " masked"}`);
    place.label(`weights ${weights.join(", ")}`);
  };
  return { node: place.node, draw };
}
function contextTrace({ labels, signal }) {
  const n = labels.length;
  const under = s("g");
  const path = s("path", { class: "softlook-curve softlook-c" });
  const rings = s("g");
  const marker = s("path", { class: "softlook-thin" });
  const here = s("circle", { class: "softlook-dot softlook-c", r: 5 });
  let x = scale([-0.5, n - 0.5], [0, 1]);
  let last = null;
  let known = "";
  let traced;
  const place = stage({
    kind: "softlook-window-trace",
    label: "",
    signal,
    draw: (width) => {
      x = scale([-0.5, n - 0.5], [0, width]);
      known = "";
      last?.();
    }
  });
  place.picture.append(under, marker, path, rings, here);
  const title = h("figcaption", {});
  const draw = (now, derived) => {
    last = () => draw(now, derived);
    const { height } = place.size;
    const { scores, values, window, half_width, truncate, renormalize, round_p, selection } = now;
    const name = JSON.stringify([scores, values, window, half_width, truncate, renormalize, round_p, selection]);
    const [low, high] = [Math.min(0, ...values), Math.max(0.1, ...values)];
    const y = scale([low, high], [height - 24, 8]);
    if (name !== known) {
      known = name;
      traced = trace(now);
      under.replaceChildren(
        axis({
          at: x,
          ticks: labels.map((_, j) => ({ value: j, text: String(j) })),
          level: height - 22,
          span: [x(0), x(n - 1)]
        })
      );
      const zero = segment([x(0), y(0)], [x(n - 1), y(0)]);
      if (low < 0) under.append(s("path", { class: "softlook-thin softlook-still", d: zero }));
      setAttributes(path, { d: traced.pieces.map((piece) => line(piece.map(([p, c2]) => [x(p), y(c2)]))).join("") });
      rings.replaceChildren(
        ...traced.dots.map(([p, c2]) => s("circle", { class: "softlook-ring softlook-c", cx: x(p), cy: y(c2), r: 3 }))
      );
    }
    const draws = selection === "draw";
    const what = draws ? "expected context" : "context c";
    setText(title, `${what} against p, between ${two(low)} and ${two(high)}`);
    const c = draws ? inner(derived.pi, values) : derived.c;
    setAttributes(marker, { d: segment([x(now.p), 0], [x(now.p), height - 22]) });
    setAttributes(here, { cx: x(now.p), cy: y(c) });
    place.label(`${title.textContent}: ${two(c)} at p ${two(now.p)}`);
  };
  return { node: h("figure", { class: "softlook-window-figure" }, title, place.node), draw };
}
function gradients({ labels, signal }) {
  const n = labels.length;
  const zero = s("path", { class: "softlook-thin softlook-still" });
  const bars = labels.map(() => s("rect", { class: "softlook-window-exact" }));
  const marks = labels.map(() => [
    s("path", { class: "softlook-curve softlook-window-plain" }),
    s("circle", { class: "softlook-dot softlook-window-based", r: 4 })
  ]);
  let last = null;
  const place = stage({ kind: "softlook-window-trace", label: "", signal, draw: () => last?.() });
  place.picture.append(...bars, zero, ...marks.flat());
  const draw = (derived) => {
    last = () => draw(derived);
    const { width, height } = place.size;
    const most = Math.max(0.05, ...[derived.gradient, ...derived.estimates].flat().map(Math.abs));
    const [x, y] = [scale([-0.5, n - 0.5], [0, width]), scale([-most, most], [height - 8, 8])];
    setAttributes(zero, { d: segment([0, y(0)], [width, y(0)]) });
    labels.forEach((_, j) => {
      const [a, b] = [y(0), y(derived.gradient[j])];
      setAttributes(bars[j], {
        x: x(j) - 0.3 * (width / n),
        y: Math.min(a, b),
        width: 0.6 * (width / n),
        height: Math.abs(a - b)
      });
      const [left, to] = [x(j) - 5, y(derived.estimates[0][j])];
      const cross = segment([left, to - 4], [left + 8, to + 4]) + segment([left + 8, to - 4], [left, to + 4]);
      setAttributes(marks[j][0], { d: cross });
      setAttributes(marks[j][1], { cx: x(j) + 6, cy: y(derived.estimates[1][j]) });
    });
    const gradient = labels.map((label, j) => `${label} ${two(derived.gradient[j])}`);
    place.label(`gradient of the expected cost by the score of each word: ${gradient.join(", ")}`);
  };
  return { node: place.node, draw };
}

// src/softlook/widgets/js/window.js
var KEYS = (
  /** @type {const} */
  [
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
    "hint"
  ]
);
var MOVED = KEYS.slice(3, -1);
var WIDEST = 12;
var SEEDS = 2 ** 32;
function columns(labels) {
  const body = h("tbody", {});
  const node = h(
    "table",
    { class: "softlook-window-table softlook-cells" },
    h("thead", {}, h("tr", {}, ...labels.map((label) => h("th", { scope: "col" }, h("span", {}, label))))),
    body
  );
  const row2 = (words, name, index = String) => {
    const outputs = labels.map((_, j) => readout(name, index(j)));
    body.append(
      h("tr", {}, h("th", { scope: "rowgroup", colspan: labels.length }, words)),
      h("tr", {}, ...outputs.map(({ node: node2 }) => h("td", {}, node2)))
    );
    const set = (to, print) => outputs.forEach((output, j) => output.set(to[j], print?.(to[j])));
    return { set };
  };
  return { node, row: row2 };
}
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
      ["local-p", "local-p"]
    ],
    signal,
    change: (window) => put({ window: (
      /** @type {State["window"]} */
      window
    ) })
  });
  const selection = choice({
    label: "attention",
    name: "selection",
    options: [
      ["soft", "soft"],
      ["hard", "hard"],
      ["draw", "draw one"]
    ],
    signal,
    change: (to) => put({ selection: (
      /** @type {State["selection"]} */
      to
    ) })
  });
  const option = (name, label, effect) => tick({ label, ariaLabel: `${label}: ${effect}`, name, signal, change: (on) => put({ [name]: on }) });
  const options = {
    truncate: option("truncate", "cut off", "the window of local-p hides what lies outside"),
    renormalize: option("renormalize", "sum to 1 again", "bring the row of local-p back"),
    round_p: option("round_p", "round p", "the window of local-p stands on a word")
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
    accept: (value) => value >= 0 && value <= last ? null : `a number from 0 to ${last}`,
    change: (value) => put({ p: value })
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
    accept: (value) => Number.isInteger(value) && value >= 1 && value <= WIDEST ? null : `a whole number from 1 to ${WIDEST}`,
    change: (value) => put({ half_width: value })
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
    accept: (value) => Math.abs(value) <= 10 ? null : "a number from −10 to 10",
    change: (value) => put({ goal: value })
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
    accept: (value) => Number.isInteger(value) && value >= 1 && value <= 500 ? null : "a whole number from 1 to 500",
    change: (value) => put({ draws: value })
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
    accept: (value) => Number.isInteger(value) && value >= 0 && value < SEEDS ? null : `a whole number from 0 to ${SEEDS - 1}`,
    change: (value) => put({ seed: value })
  });
  const next = h("button", { type: "button", class: "softlook-button", "data-control": "again" }, "Draw again");
  next.addEventListener("click", () => put({ seed: (state().seed + 1) % SEEDS }), { signal });
  const again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });
  const drawn2 = positions({ labels, signal, move: (to) => put({ p: to }) });
  const traced = contextTrace({ labels, signal });
  const learned = gradients({ labels, signal });
  const numbers = columns(labels);
  const rows = {
    alpha: numbers.row("weight α", "alpha"),
    scores: numbers.row("score e", "scores"),
    values: numbers.row("value v", "values")
  };
  const learning = columns(labels);
  const whole = (x) => String(x);
  const learningRows = {
    tally: learning.row("how often drawn", "tally"),
    gradient: learning.row("gradient of the expected cost, exact (bars)", "gradient")
  };
  const estimates = ["drawn, without a baseline (crosses)", "drawn, with a baseline (dots)"].map(
    (words, at) => learning.row(words, "estimates", (j) => `${at},${j}`)
  );
  const total = readout("total", "");
  const c = readout("c", "");
  const edge = readout("edge", "");
  const jump2 = [0, 1, 2].map((at) => readout("jump", String(at)));
  const jumps = h(
    "span",
    { "data-fact": true },
    "at p = ",
    edge.node,
    " it goes from ",
    jump2[0].node,
    ", is ",
    jump2[1].node,
    ", and goes on at ",
    jump2[2].node
  );
  const smooth = h("span", { "data-fact": true });
  const facts = h(
    "p",
    { class: "softlook-window-facts" },
    h("span", {}, "the weights sum to ", total.node),
    h("span", { class: "softlook-c" }, "context c = ", c.node)
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
      h("tr", {}, h("td", {}), h("th", { scope: "col" }, "all cases"), h("th", { scope: "col" }, "as drawn"))
    ),
    h(
      "tbody",
      {},
      ...["no baseline", "baseline"].map(
        (words, at) => h("tr", {}, h("th", { scope: "row" }, words), ...variance[at].map(({ node }) => h("td", {}, node)))
      )
    )
  );
  const line2 = (words, ...parts) => h("div", { class: "softlook-line" }, h("span", { class: "softlook-name" }, words), ...parts);
  const panel = h(
    "div",
    { class: "softlook-window-panel", role: "group", "aria-label": "learning by drawing" },
    h(
      "p",
      {},
      "Attending to j costs (v − goal)²; the expected cost, ",
      cost.node,
      ", is the baseline. REINFORCE learns from the draws alone."
    ),
    line2("goal", goal.range, goal.field),
    line2("draws", draws.range, draws.field),
    h("div", { class: "softlook-window-line" }, h("span", { class: "softlook-name" }, "seed"), seed.field, next),
    learned.node,
    learning.node,
    spread,
    times
  );
  const slot = h("div");
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
        "aria-label": "the positions and their numbers"
      },
      h("div", { style: `--words: ${labels.length}` }, drawn2.node, legend, numbers.node)
    ),
    line2("position p", p.range, p.field),
    line2("half width D", width.range, width.field),
    facts,
    traced.node,
    slot,
    again
  );
  const draw = (now) => {
    const derived = derive(now);
    setText(hint, now.hint);
    kind.set(now.window);
    selection.set(now.selection);
    for (const [name, { box, set }] of Object.entries(options)) {
      set(
        /** @type {any} */
        now[name]
      );
      box.disabled = now.window !== "local-p" || name === "round_p" && !now.truncate;
    }
    for (const { range, field } of [p, width]) range.disabled = field.disabled = now.window === "global";
    p.set(now.p);
    width.set(now.half_width);
    goal.set(now.goal);
    draws.set(now.draws);
    seed.set(now.seed);
    drawn2.draw(now, derived);
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
      now.selection === "hard" ? "no edge cuts off; hard attention jumps where another word becomes the best" : "no edge cuts off: nothing jumps"
    );
    if (derived.edge !== null) edge.set(derived.edge);
    derived.jump.forEach((value, at) => jump2[at].set(value));
    const drawing = now.selection === "draw";
    if (drawing !== slot.contains(panel)) slot.replaceChildren(...drawing ? [panel] : []);
    setText(legend, explainBars(now));
    if (drawing) {
      learned.draw(derived);
      learningRows.tally.set(derived.tally, whole);
      learningRows.gradient.set(derived.gradient);
      estimates.forEach((row2, at) => row2.set(derived.estimates[at]));
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
function explainBars({ window, selection }) {
  const parts = ["Filled: what is read."];
  if (window === "local-p") parts.push("Outline: the softmax before the Gaussian (the curve).");
  else if (selection !== "soft") parts.push("Outline: the softmax.");
  if (selection === "draw") parts.push("Marks: how often each was drawn.");
  return parts.join(" ");
}
var fits = ({ labels, scores, values, p }) => labels.length >= 3 && scores.length === labels.length && values.length === labels.length && p <= labels.length - 1;
var render = (place) => live(place, {
  name: "Window",
  keys: KEYS,
  moved: MOVED,
  fits,
  shape: ({ labels }) => JSON.stringify(labels),
  build
});
var window_default = { render };
export {
  window_default as default,
  derive
};
