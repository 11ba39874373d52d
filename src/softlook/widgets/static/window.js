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
function tick({ label, ariaLabel = label, name, index = "", signal, change }) {
  let box = h("input", { type: "checkbox", "aria-label": ariaLabel, "data-control": name, "data-index": index });
  box.addEventListener("change", () => change(box.checked), { signal });
  let node = h("label", { class: "softlook-tick" }, box, h("span", {}, label));
  return { box, node, set: (
    /** @param {boolean} on */
    (on) => {
      box.checked = on;
    }
  ) };
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
function live({ model, el }, { name, keys, moved, fits: fits2, shape, build: build2 }) {
  let state = () => (
    /** @type {State} */
    Object.fromEntries(keys.map((key) => [key, model.get(key)]))
  ), put = (values) => {
    for (let [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
  }, stop = new AbortController(), built = "", opening = {}, show, draw = () => {
    let now = state();
    if (fits2(now)) {
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

// src/softlook/widgets/js/math/linear.js
function inner(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

// src/softlook/widgets/js/math/gaussian.js
function gaussian(p, tX, halfWidth) {
  let sigma = halfWidth / 2;
  return Array.from({ length: tX }, (_, j) => Math.exp(-(((j - p) / sigma) ** 2) / 2));
}

// src/softlook/widgets/js/math/hard.js
function hard(e, mask) {
  let best = -1;
  for (let j = 0; j < e.length; j++) mask[j] && e[j] > (e[best] ?? -1 / 0) && (best = j);
  return e.map((_, j) => +(j === best));
}

// src/softlook/widgets/js/math/reinforce.js
function reinforce(pi, costs, baseline, shares) {
  let gain = costs.map((cost) => cost - baseline), total = gain.reduce((sum, x, j) => sum + shares[j] * x, 0), mean = pi.map((weight, k) => shares[k] * gain[k] -
  weight * total), square = pi.reduce((sum, x) => sum + x * x, 0), second = gain.reduce((sum, x, j) => sum + shares[j] * x * x * (1 - 2 * pi[j] + square), 0);
  return { mean, variance: Math.max(0, second - mean.reduce((sum, x) => sum + x * x, 0)) };
}

// src/softlook/widgets/js/math/pcg64.js
var MULTIPLIER = 0x2360ed051fc65da44385df649fccf645n;
function pcg64(seed) {
  let [a, b, c, d] = seedWords(seed), increment = BigInt.asUintN(128, (c << 64n | d) << 1n | 1n), step = (state2) => BigInt.asUintN(128, state2 * MULTIPLIER + increment),
  state = step(BigInt.asUintN(128, step(0n) + (a << 64n | b)));
  return () => {
    state = step(state);
    let folded = BigInt.asUintN(64, state >> 64n ^ state), turn = state >> 122n, word = BigInt.asUintN(64, folded >> turn | folded << 64n - turn);
    return Number(word >> 11n) / 2 ** 53;
  };
}
function seedWords(seed) {
  let factor = 1135663077, hash = (value) => (value ^= factor, factor = Math.imul(factor, 2468251765), value = Math.imul(value, factor), value ^ value >>> 16), pool = [
  seed, 0, 0, 0].map(hash);
  for (let from = 0; from < 4; from++)
    for (let to = 0; to < 4; to++) {
      if (from === to) continue;
      let mixed = Math.imul(pool[to], 3389127133) - Math.imul(hash(pool[from]), 1232336661);
      pool[to] = mixed ^ mixed >>> 16;
    }
  factor = 2337405405;
  let halves = Array.from({ length: 8 }, (_, at) => {
    let value = pool[at % 4] ^ factor;
    return factor = Math.imul(factor, 1492356589), value = Math.imul(value, factor), BigInt((value ^ value >>> 16) >>> 0);
  });
  return [0, 2, 4, 6].map((at) => halves[at] | halves[at + 1] << 32n);
}

// src/softlook/widgets/js/math/sample.js
var drawn = /* @__PURE__ */ new Map();
function gumbel(seed, rows, width) {
  let name = `${seed} ${rows} ${width}`, known = drawn.get(name);
  if (known) return known;
  let random = pcg64(seed), one = () => {
    let u = 1 - random();
    for (; u >= 1; ) u = 1 - random();
    return -Math.log(-Math.log(u));
  }, noise = Array.from({ length: rows }, () => Array.from({ length: width }, one));
  return drawn.size > 20 && drawn.clear(), drawn.set(name, noise), noise;
}
function sample(e, mask, rows, seed) {
  return gumbel(seed, rows, e.length).map((noise) => e.map((score, j) => score + noise[j])).map((scores) => hard(scores, mask));
}

// src/softlook/widgets/js/math/softmax.js
function softmax(e, mask, temperature) {
  let top = -1 / 0;
  for (let j = 0; j < e.length; j++) mask[j] && (top = Math.max(top, e[j]));
  if (top === -1 / 0) return e.map(() => 0);
  let exp = e.map((score, j) => mask[j] ? Math.exp((score - top) / temperature) : 0), total = exp.reduce((sum, x) => sum + x, 0);
  return exp.map((x) => x / total);
}

// src/softlook/widgets/js/window/windowed.js
var centre = ({ window, round_p }, p) => window === "local-m" || round_p ? Math.floor(p + 0.5) : p, cuts = ({ window, truncate }) => window === "local-m" || window ===
"local-p" && truncate, near = (state, p) => state.scores.map((_, j) => !cuts(state) || Math.abs(j - centre(state, p)) <= state.half_width);
function row(state, p, mask) {
  let { scores, window, half_width, renormalize, selection } = state, before = softmax(scores, mask, 1), shape = window === "local-p" ? gaussian(p, scores.length,
  half_width) : scores.map(() => 1), e = scores.map((score, j) => score + Math.log(shape[j])), pi = softmax(e, mask, 1), soft = renormalize ? pi : before.map((weight, j) => weight *
  shape[j]), expected = { soft, hard: hard(e, mask), draw: pi }[selection];
  return { before, shape, e, pi, soft, expected };
}
var context = (state, p, mask) => inner(row(state, p, mask).expected, state.values);
function nearestEdge(state) {
  let last = state.scores.length - 1;
  return cuts(state) ? state.window === "local-m" || state.round_p ? Math.min(last - 1, Math.floor(state.p)) + 0.5 : Math.min(last - 1, Math.max(1, Math.floor(state.
  p + 0.5))) : null;
}
function jump(state, edge) {
  let d = state.half_width, within = (first, last) => {
    let mask = state.scores.map((_, j) => first <= j && j <= last);
    return context(state, edge, mask);
  };
  if (Number.isInteger(edge))
    return [within(edge - d, edge + d - 1), within(edge - d, edge + d), within(edge - d + 1, edge + d)];
  let [below, above] = [edge - 0.5, edge + 0.5].map((centre2) => within(centre2 - d, centre2 + d));
  return [below, above, above];
}
function derive(state) {
  let mask = near(state, state.p), { soft, e, pi, expected, before, shape } = row(state, state.p, mask), drawn2 = sample(e, mask, state.draws, state.seed), tally = state.
  scores.map((_, j) => drawn2.reduce((sum, one) => sum + one[j], 0)), alpha = state.selection === "draw" ? drawn2[0] : expected, costs = state.values.map((v) => (v -
  state.goal) ** 2), shares = tally.map((count) => count / state.draws), cost = inner(pi, costs), [plain, based] = [0, cost].map((baseline) => [pi, shares].map(
  (of) => reinforce(pi, costs, baseline, of))), edge = nearestEdge(state);
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
  let last = state.scores.length - 1, edge = nearestEdge(state), shift = edge !== null && !Number.isInteger(edge) ? 0.5 : 0, steps = 16, pieces = [], dots = [];
  for (let from = -shift; from < last; from++) {
    let [low, high] = [Math.max(0, from), Math.min(last, from + 1)], mask = near(state, (low + high) / 2), piece = [], winner = -1;
    for (let k = 0; k <= steps; k++) {
      let p = low + (high - low) * k / steps, { expected } = row(state, p, mask), top = state.selection === "hard" ? expected.indexOf(1) : 0;
      top !== winner && pieces.push(piece = []), winner = top, piece.push([p, inner(expected, state.values)]);
    }
    edge !== null && !shift && dots.push([low, context(state, low, near(state, low))]);
  }
  return edge !== null && !shift && dots.push([last, context(state, last, near(state, last))]), { pieces, dots };
}

// src/softlook/widgets/js/window/charts.js
var FOOT = 44, TOP = 14;
function positions({ labels, signal, move }) {
  let n = labels.length, name = unique("hatch"), hatch = s(
    "pattern",
    { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("path", { d: "M0 0V7", class: "softlook-window-hatch" })
  ), masked = [0, 1].map(() => s("rect", { fill: `url(#${name})` })), edges = [0, 1].map(() => s("path", { class: "softlook-thin softlook-window-edge" })), bars = labels.
  map(() => ({
    before: s("rect", { class: "softlook-window-before" }),
    now: s("rect", { class: "softlook-fill softlook-alpha" }),
    drawn: s("path", { class: "softlook-curve softlook-window-drawn" })
  })), curve = s("path", { class: "softlook-curve softlook-window-gaussian" }), ground = s("path", { class: "softlook-thin softlook-still softlook-window-ground" }),
  stem = s("path", { class: "softlook-thin" }), words = s("text", { class: "softlook-tag" }), x = scale([-0.5, n - 0.5], [0, 1]), y = scale([0, 1], [1, 0]), last = null,
  place = stage({
    kind: "softlook-window-row",
    label: "",
    signal,
    draw: (width, height) => {
      [x, y] = [scale([-0.5, n - 0.5], [0, width]), scale([0, 1], [height - FOOT, TOP])], setAttributes(ground, { d: segment([0, y(0)], [width, y(0)]) }), last?.();
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
  let grip = handle({
    label: "position p, on the row",
    name: "p-handle",
    index: "",
    signal,
    key: 0.1,
    flat: !0,
    low: 0,
    high: n - 1,
    where: () => ({ x, y: scale([0, 1], [place.size.height - FOOT / 2, 0]) }),
    text: (p) => two(p),
    move: (p) => move(p)
  });
  place.node.append(grip.node);
  let draw = (now, derived) => {
    last = () => draw(now, derived);
    let { width, height } = place.size, wide = width / n, draws = now.selection === "draw", inside = derived.mask.flatMap((is, j) => is ? [j] : []), [from, to] = [
    Math.min(...inside) - 0.5, Math.max(...inside) + 0.5], high = Math.max(0, y(0) - TOP);
    setAttributes(masked[0], { x: 0, y: TOP, width: Math.max(0, x(from)), height: high }), setAttributes(masked[1], { x: x(to), y: TOP, width: Math.max(0, width -
    x(to)), height: high });
    let centre2 = now.window === "local-m" || now.round_p ? Math.floor(now.p + 0.5) : now.p;
    edges.forEach((edge, side) => {
      let at = x(centre2 + (side ? 1 : -1) * now.half_width), visible = cuts(now) && at > 0 && at < width;
      setAttributes(edge, { d: visible ? segment([at, TOP], [at, y(0)]) : "" });
    }), bars.forEach((bar, j) => {
      let [left, right] = [x(j) - 0.32 * wide, x(j) + 0.32 * wide], [before, weight, share] = [derived.before[j], derived.alpha[j], derived.tally[j] / now.draws].
      map(y);
      setAttributes(bar.before, { x: left, y: before, width: 0.64 * wide, height: y(0) - before }), setAttributes(bar.now, { x: left, y: weight, width: 0.64 * wide,
      height: y(0) - weight }), setAttributes(bar.drawn, { d: draws ? segment([left - 3, share], [right + 3, share]) : "" });
    });
    let sigma = now.half_width / 2, bell = Array.from({ length: 4 * n * 4 + 1 }, (_, k) => -0.5 + k / 16).filter((at) => at <= n - 0.5).map((at) => [x(at), y(Math.
    exp(-(((at - now.p) / sigma) ** 2) / 2))]);
    setAttributes(curve, { d: now.window === "local-p" ? line(bell) : "" });
    let whole = now.window === "global";
    setAttributes(stem, { d: whole ? "" : segment([x(now.p), TOP], [x(now.p), height - FOOT / 2]) }), setAttributes(words, {
      x: x(now.p) + (now.p > n / 2 ? -20 : 20),
      y: height - FOOT / 2 + 5,
      "text-anchor": now.p > n / 2 ? "end" : "start"
    }), setText(words, whole ? "" : `p ${two(now.p)}`), grip.node.hidden = whole, grip.set(now.p, 0);
    let weights = labels.map((label, j) => `${label} ${two(derived.alpha[j])}${derived.mask[j] ? "" : " masked"}`);
    place.label(`weights ${weights.join(", ")}`);
  };
  return { node: place.node, draw };
}
function contextTrace({ labels, signal }) {
  let n = labels.length, under = s("g"), path = s("path", { class: "softlook-curve softlook-c" }), rings = s("g"), marker = s("path", { class: "softlook-thin" }),
  here = s("circle", { class: "softlook-dot softlook-c", r: 5 }), x = scale([-0.5, n - 0.5], [0, 1]), last = null, known = "", traced, place = stage({
    kind: "softlook-window-trace",
    label: "",
    signal,
    draw: (width) => {
      x = scale([-0.5, n - 0.5], [0, width]), known = "", last?.();
    }
  });
  place.picture.append(under, marker, path, rings, here);
  let title = h("figcaption", {}), draw = (now, derived) => {
    last = () => draw(now, derived);
    let { height } = place.size, { scores, values, window, half_width, truncate, renormalize, round_p, selection } = now, name = JSON.stringify([scores, values,
    window, half_width, truncate, renormalize, round_p, selection]), [low, high] = [Math.min(0, ...values), Math.max(0.1, ...values)], y = scale([low, high], [height -
    24, 8]);
    if (name !== known) {
      known = name, traced = trace(now), under.replaceChildren(
        axis({
          at: x,
          ticks: labels.map((_, j) => ({ value: j, text: String(j) })),
          level: height - 22,
          span: [x(0), x(n - 1)]
        })
      );
      let zero = segment([x(0), y(0)], [x(n - 1), y(0)]);
      low < 0 && under.append(s("path", { class: "softlook-thin softlook-still", d: zero })), setAttributes(path, { d: traced.pieces.map((piece) => line(piece.map(
      ([p, c2]) => [x(p), y(c2)]))).join("") }), rings.replaceChildren(
        ...traced.dots.map(([p, c2]) => s("circle", { class: "softlook-ring softlook-c", cx: x(p), cy: y(c2), r: 3 }))
      );
    }
    let draws = selection === "draw";
    setText(title, `${draws ? "expected context" : "context c"} against p, between ${two(low)} and ${two(high)}`);
    let c = draws ? inner(derived.pi, values) : derived.c;
    setAttributes(marker, { d: segment([x(now.p), 0], [x(now.p), height - 22]) }), setAttributes(here, { cx: x(now.p), cy: y(c) }), place.label(`${title.textContent}\
: ${two(c)} at p ${two(now.p)}`);
  };
  return { node: h("figure", { class: "softlook-window-figure" }, title, place.node), draw };
}
function gradients({ labels, signal }) {
  let n = labels.length, zero = s("path", { class: "softlook-thin softlook-still" }), bars = labels.map(() => s("rect", { class: "softlook-window-exact" })), marks = labels.
  map(() => [
    s("path", { class: "softlook-curve softlook-window-plain" }),
    s("circle", { class: "softlook-dot softlook-window-based", r: 4 })
  ]), last = null, place = stage({ kind: "softlook-window-trace", label: "", signal, draw: () => last?.() });
  place.picture.append(...bars, zero, ...marks.flat());
  let draw = (derived) => {
    last = () => draw(derived);
    let { width, height } = place.size, most = Math.max(0.05, ...[derived.gradient, ...derived.estimates].flat().map(Math.abs)), [x, y] = [scale([-0.5, n - 0.5],
    [0, width]), scale([-most, most], [height - 8, 8])];
    setAttributes(zero, { d: segment([0, y(0)], [width, y(0)]) }), labels.forEach((_, j) => {
      let [a, b] = [y(0), y(derived.gradient[j])];
      setAttributes(bars[j], {
        x: x(j) - 0.3 * (width / n),
        y: Math.min(a, b),
        width: 0.6 * (width / n),
        height: Math.abs(a - b)
      });
      let [left, to] = [x(j) - 5, y(derived.estimates[0][j])], cross = segment([left, to - 4], [left + 8, to + 4]) + segment([left + 8, to - 4], [left, to + 4]);
      setAttributes(marks[j][0], { d: cross }), setAttributes(marks[j][1], { cx: x(j) + 6, cy: y(derived.estimates[1][j]) });
    });
    let gradient = labels.map((label, j) => `${label} ${two(derived.gradient[j])}`);
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
), MOVED = KEYS.slice(3, -1), WIDEST = 12, SEEDS = 2 ** 32;
function columns(labels) {
  let body = h("tbody", {});
  return { node: h(
    "table",
    { class: "softlook-window-table softlook-cells" },
    h("thead", {}, h("tr", {}, ...labels.map((label) => h("th", { scope: "col" }, h("span", {}, label))))),
    body
  ), row: (words, name, index = String) => {
    let outputs = labels.map((_, j) => readout(name, index(j)));
    return body.append(
      h("tr", {}, h("th", { scope: "rowgroup", colspan: labels.length }, words)),
      h("tr", {}, ...outputs.map(({ node: node2 }) => h("td", {}, node2)))
    ), { set: (to, print) => outputs.forEach((output, j) => output.set(to[j], print?.(to[j]))) };
  } };
}
function build({ state, put, reset, signal, region }) {
  let { labels } = state(), last = labels.length - 1, refuse = region.refuse, heading = unique("window"), hint = h("p", { class: "softlook-hint", id: heading }),
  kind = choice({
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
  }), selection = choice({
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
  }), option = (name, label, effect) => tick({ label, ariaLabel: `${label}: ${effect}`, name, signal, change: (on) => put({ [name]: on }) }), options = {
    truncate: option("truncate", "cut off", "the window of local-p hides what lies outside"),
    renormalize: option("renormalize", "sum to 1 again", "bring the row of local-p back"),
    round_p: option("round_p", "round p", "the window of local-p stands on a word")
  }, p = dial({
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
  }), width = dial({
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
  }), goal = dial({
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
  }), draws = dial({
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
  }), seed = dial({
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
  }), next = h("button", { type: "button", class: "softlook-button", "data-control": "again" }, "Draw again");
  next.addEventListener("click", () => put({ seed: (state().seed + 1) % SEEDS }), { signal });
  let again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });
  let drawn2 = positions({ labels, signal, move: (to) => put({ p: to }) }), traced = contextTrace({ labels, signal }), learned = gradients({ labels, signal }), numbers = columns(
  labels), rows = {
    alpha: numbers.row("weight α", "alpha"),
    scores: numbers.row("score e", "scores"),
    values: numbers.row("value v", "values")
  }, learning = columns(labels), whole = (x) => String(x), learningRows = {
    tally: learning.row("how often drawn", "tally"),
    gradient: learning.row("gradient of the expected cost, exact (bars)", "gradient")
  }, estimates = ["drawn, without a baseline (crosses)", "drawn, with a baseline (dots)"].map(
    (words, at) => learning.row(words, "estimates", (j) => `${at},${j}`)
  ), total = readout("total", ""), c = readout("c", ""), edge = readout("edge", ""), jump2 = [0, 1, 2].map((at) => readout("jump", String(at))), jumps = h(
    "span",
    { "data-fact": !0 },
    "at p = ",
    edge.node,
    " it goes from ",
    jump2[0].node,
    ", is ",
    jump2[1].node,
    ", and goes on at ",
    jump2[2].node
  ), smooth = h("span", { "data-fact": !0 }), facts = h(
    "p",
    { class: "softlook-window-facts" },
    h("span", {}, "the weights sum to ", total.node),
    h("span", { class: "softlook-c" }, "context c = ", c.node)
  ), cost = readout("cost", ""), variance = [0, 1].map((at) => [0, 1].map((of) => readout("variance", `${at},${of}`))), times = h("p", {}), spread = h(
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
  ), line2 = (words, ...parts) => h("div", { class: "softlook-line" }, h("span", { class: "softlook-name" }, words), ...parts), panel = h(
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
  ), slot = h("div"), legend = h("p", { class: "softlook-window-legend" });
  return { root: h(
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
  ), draw: (now) => {
    let derived = derive(now);
    setText(hint, now.hint), kind.set(now.window), selection.set(now.selection);
    for (let [name, { box, set }] of Object.entries(options))
      set(
        /** @type {any} */
        now[name]
      ), box.disabled = now.window !== "local-p" || name === "round_p" && !now.truncate;
    for (let { range, field } of [p, width]) range.disabled = field.disabled = now.window === "global";
    p.set(now.p), width.set(now.half_width), goal.set(now.goal), draws.set(now.draws), seed.set(now.seed), drawn2.draw(now, derived), traced.draw(now, derived),
    rows.alpha.set(derived.alpha), rows.scores.set(now.scores), rows.values.set(now.values), total.set(derived.sum), c.set(derived.c);
    let fact = derived.edge === null ? smooth : jumps;
    facts.lastChild !== fact && (facts.lastElementChild?.matches("[data-fact]") && facts.lastElementChild.remove(), facts.append(fact)), setText(
      smooth,
      now.selection === "hard" ? "no edge cuts off; hard attention jumps where another word becomes the best" : "no edge cuts off: nothing jumps"
    ), derived.edge !== null && edge.set(derived.edge), derived.jump.forEach((value, at) => jump2[at].set(value));
    let drawing = now.selection === "draw";
    if (drawing !== slot.contains(panel) && slot.replaceChildren(...drawing ? [panel] : []), setText(legend, explainBars(now)), drawing) {
      learned.draw(derived), learningRows.tally.set(derived.tally, whole), learningRows.gradient.set(derived.gradient), estimates.forEach((row2, at) => row2.set(
      derived.estimates[at])), cost.set(derived.cost), variance.forEach((pair, at) => pair.forEach((output, of) => output.set(derived.variance[at][of])));
      let [[plain], [based]] = derived.variance, ratio = `Without a baseline the variance is ${two(plain / based)} times as large.`;
      setText(times, based > 0 ? ratio : "With the baseline nothing varies.");
    }
    let weights = labels.map((label, j) => `${label} ${two(derived.alpha[j])}`).join(", ");
    region.announce(`Weights: ${weights}; they sum to ${two(derived.sum)}. Context ${two(derived.c)}.`);
  } };
}
function explainBars({ window, selection }) {
  let parts = ["Filled: what is read."];
  return window === "local-p" ? parts.push("Outline: the softmax before the Gaussian (the curve).") : selection !== "soft" && parts.push("Outline: the softmax."),
  selection === "draw" && parts.push("Marks: how often each was drawn."), parts.join(" ");
}
var fits = ({ labels, scores, values, p }) => labels.length >= 3 && scores.length === labels.length && values.length === labels.length && p <= labels.length - 1,
render = (place) => live(place, {
  name: "Window",
  keys: KEYS,
  moved: MOVED,
  fits,
  shape: ({ labels }) => JSON.stringify(labels),
  build
}), window_default = { render };
export {
  window_default as default,
  derive
};
