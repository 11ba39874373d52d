// Built by make widgets from src/softlook/widgets/js: do not edit.

// src/softlook/widgets/js/math/linear.js
function inner(a, b) {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

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
function stage({ kind, label, signal, draw: draw2 }) {
  let picture = s("svg", { role: "img", "aria-label": label, class: "softlook-drawing" }), node = h("div", { class: `softlook-stage ${kind}` }, picture), size = {
  width: 0, height: 0 }, watch = new ResizeObserver(([{ contentRect }]) => {
    let [width, height] = [Math.round(contentRect.width), Math.round(contentRect.height)];
    !width || !height || width === size.width && height === size.height || (Object.assign(size, { width, height }), setAttributes(picture, { viewBox: `0 0 ${width}\
 ${height}` }), draw2(width, height));
  });
  return watch.observe(node), signal.addEventListener("abort", () => watch.disconnect()), { node, picture, size, label: (text) => setAttributes(picture, { "aria\
-label": text }) };
}
function spread(texts, height) {
  let taken = [];
  for (let text of texts) {
    if (!text.textContent) continue;
    setAttributes(text, { dy: 0 });
    let own = (
      /** @type {SVGTextElement} */
      text.getBBox()
    ), free = (dy2) => (dy2 === 0 || own.y + dy2 >= 0 && own.y + own.height + dy2 <= height) && taken.every(
      ({ x, y, width, height: height2 }) => own.x >= x + width || x >= own.x + own.width || own.y + dy2 >= y + height2 || y >= own.y + dy2 + own.height
    ), dy = [0, ...Array.from({ length: 6 }, (_, n) => own.height * 0.5 * (n + 1)).flatMap((step) => [-step, step])].find(free) ?? 0;
    setAttributes(text, { dy }), taken.push(new DOMRect(own.x, own.y + dy, own.width, own.height));
  }
}
function arrow(kind) {
  let shaft = s("path", { class: "softlook-shaft" }), head = s("path", { class: "softlook-head" });
  return {
    node: s("g", { class: `softlook-arrow ${kind}` }, shaft, head),
    /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 in pixels */
    set(x0, y0, x1, y1) {
      let length = Math.hypot(x1 - x0, y1 - y0), [dx, dy] = length ? [(x1 - x0) / length, (y1 - y0) / length] : [0, 0], size = Math.min(9, length), [bx, by] = [
      x1 - size * dx, y1 - size * dy], [left, right] = [0.45, -0.45].map((half) => [bx - half * size * dy, by + half * size * dx]);
      setAttributes(shaft, { d: segment([x0, y0], [bx, by]) }), setAttributes(head, { d: `${line([[x1, y1], left, right])}Z` });
    }
  };
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
  }, stop = new AbortController(), built = "", opening = {}, show, draw2 = () => {
    let now = state();
    if (fits2(now)) {
      if (built !== shape(now)) {
        built = shape(now), stop.abort(), stop = new AbortController();
        let { signal } = stop, region = liveRegion(signal);
        opening = structuredClone(Object.fromEntries(moved.map((key) => [key, model.get(key)])));
        let reset = () => {
          region.refuse(""), put(structuredClone(opening));
        }, { root, draw: draw3 } = build2({ state, put, reset, signal, region });
        show = draw3, root.append(region.message, region.summary), keepKeys(root, signal), el.replaceChildren(root);
      }
      show(now);
    }
  };
  draw2();
  for (let key of keys) model.on(`change:${key}`, draw2);
  return el.dataset.widget = name, el.dataset.ready = "", () => {
    stop.abort();
    for (let key of keys) model.off(`change:${key}`, draw2);
    delete el.dataset.ready;
  };
}

// src/softlook/widgets/js/math/causal.js
function causal(tY, tX) {
  return Array.from({ length: tY }, (_, i) => Array.from({ length: tX }, (_2, j) => j <= i));
}

// src/softlook/widgets/js/math/dot.js
function dot(q, k) {
  return q.map((query) => k.map((key) => query.reduce((sum, x, d) => sum + x * key[d], 0)));
}

// src/softlook/widgets/js/math/read.js
function read(alpha, v) {
  let c = new Array(v[0]?.length ?? 0).fill(0);
  for (let j = 0; j < alpha.length; j++) for (let d = 0; d < c.length; d++) c[d] += alpha[j] * v[j][d];
  return c;
}

// src/softlook/widgets/js/math/softmax.js
function softmax(e, mask, temperature) {
  let top = -1 / 0;
  for (let j = 0; j < e.length; j++) mask[j] && (top = Math.max(top, e[j]));
  if (top === -1 / 0) return e.map(() => 0);
  let exp = e.map((score, j) => mask[j] ? Math.exp((score - top) / temperature) : 0), total = exp.reduce((sum, x) => sum + x, 0);
  return exp.map((x) => x / total);
}

// src/softlook/widgets/js/math/attend.js
function attend(q, k, v, score, mask) {
  let e = score(q, k), alpha = e.map((row, i) => softmax(row, mask[i], 1));
  return { c: alpha.map((row) => read(row, v)), alpha, e };
}

// src/softlook/widgets/js/math/heads.js
function splitHeads(x, heads) {
  let width = (x[0]?.length ?? 0) / heads;
  return Array.from({ length: heads }, (_, n) => x.map((row) => row.slice(n * width, (n + 1) * width)));
}
function joinHeads(x) {
  return x[0].map((_, t) => x.flatMap((head) => head[t]));
}

// src/softlook/widgets/js/math/multi_head.js
function multiHead(q, k, v, heads, score, mask) {
  let [qs, ks, vs] = [q, k, v].map((x) => splitHeads(x, heads)), attended = qs.map((_, n) => attend(qs[n], ks[n], vs[n], score, mask));
  return {
    c: joinHeads(attended.map(({ c }) => c)),
    alpha: attended.map(({ alpha }) => alpha),
    e: attended.map(({ e }) => e)
  };
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

// src/softlook/widgets/js/math/scaled_dot.js
function scaledDot(q, k) {
  let root = Math.sqrt(q[0]?.length || 1), shorter = q.map((query) => query.map((x) => x / root));
  return dot(shorter, k);
}

// src/softlook/widgets/js/query_keys/subspaces.js
var SEED = 5, MOST = 126, known = /* @__PURE__ */ new Map();
function hidden(n) {
  let features = known.get(n) ?? draw(n);
  return known.set(n, features), features;
}
function draw(n) {
  let random = pcg64(SEED), low = -Math.sqrt(3), row = () => Array.from({ length: MOST }, () => low + (Math.sqrt(3) - low) * random());
  return [0, 1].map(() => Array.from({ length: n }, row));
}
var directions = (angle) => {
  let [cos, sin] = [Math.cos(angle * Math.PI / 180), Math.sin(angle * Math.PI / 180)];
  return [
    [cos, sin],
    [-sin, cos]
  ];
};
function project(x, along, more, width) {
  let each = width / 2 - 1;
  return x.map(
    (row, i) => along.flatMap((u, h2) => [
      row[0] * u[0] + row[1] * u[1],
      ...each ? more[i].slice(h2 * (MOST / 2), h2 * (MOST / 2) + each) : []
    ])
  );
}
function subspaceAttention({ q, k, v, heads, on, angle, width, scaled, causal: masked }) {
  let n = q.length, along = directions(angle), [moreQ, moreK] = width > 2 ? hidden(n) : [[], []], [queries, keys] = [project(q, along, moreQ, width), project(k,
  along, moreK, width)], values = project(v, along, [], 2), mask = masked ? causal(n, n) : q.map(() => k.map(() => !0)), { c: contexts, alpha, e } = multiHead(queries,
  keys, values, heads, scaled ? scaledDot : dot, mask), out = (keep) => contexts.map((row) => [0, 1].map((d) => row[0] * keep[0] * along[0][d] + row[1] * keep[1] *
  along[1][d])), whole = out([1, 1]), c = heads === 1 ? whole : out(on.map(Number));
  return { e, alpha, c, whole, lost: c.map((row, i) => Math.hypot(row[0] - whole[i][0], row[1] - whole[i][1])) };
}

// src/softlook/widgets/js/query_keys/planes.js
var FAR = 3, EDGE = 22;
function plane(title, { move, signal }, again) {
  let cross = s("path", { class: "softlook-thin softlook-still" }), ink = s("g"), to = { x: scale([-FAR, FAR], [0, 1]), y: scale([-FAR, FAR], [1, 0]) }, place = stage(
  {
    kind: "softlook-plane",
    label: title,
    signal,
    draw: (width, height) => {
      to = { x: scale([-FAR, FAR], [EDGE, width - EDGE]), y: scale([-FAR, FAR], [height - EDGE, EDGE]) };
      let across = segment([to.x(-FAR), to.y(0)], [to.x(FAR), to.y(0)]), upright = segment([to.x(0), to.y(-FAR)], [to.x(0), to.y(FAR)]);
      setAttributes(cross, { d: across + upright }), again();
    }
  });
  place.picture.append(cross, ink);
  let grip = (key, i, label) => {
    let vectorHandle = handle({
      label,
      name: `${key}-handle`,
      index: String(i),
      signal,
      key: 0.1,
      low: -FAR,
      high: FAR,
      where: () => to,
      text: (x, y) => `${two(x)} right, ${two(y)} up`,
      move: (x, y) => move(key, i, [x, y])
    });
    return vectorHandle.node.classList.add(`softlook-${key}`), place.node.append(vectorHandle.node), vectorHandle;
  }, clear = () => {
    let words = [...place.picture.querySelectorAll("text")];
    spread(words, place.size.height);
    for (let word of words.filter((one) => !watched.has(one))) watch.observe(word);
    words.forEach((word) => watched.add(word));
  }, watched = /* @__PURE__ */ new WeakSet(), watch = new ResizeObserver(clear);
  return signal.addEventListener("abort", () => watch.disconnect()), { node: h("figure", { class: "softlook-keys-plane" }, h("figcaption", {}, title), place.node),
  ink, grip, clear, label: place.label, to: (
    /** @type {To} */
    ((x, y) => [to.x(x), to.y(y)])
  ) };
}
function vector(kind) {
  let shape = arrow(kind), tag = s("text", { class: `softlook-tag ${kind}` });
  return {
    nodes: [shape.node, tag],
    /** @param {To} to @param {number[]} head @param {string} words @param {number[]} [tail] */
    set(to, head, words, tail = [0, 0]) {
      let [[x0, y0], [x1, y1]] = [to(tail[0], tail[1]), to(head[0], head[1])];
      shape.set(x0, y0, x1, y1);
      let below = kind === "softlook-c" && Math.abs(y1 - y0) < 30 ? 20 : y1 <= y0 ? -17 : 27, [x, anchor] = [x1, "middle"];
      x1 < to(-1.6, 0)[0] && ([x, anchor] = [x1 - 12, "start"]), x1 > to(1.6, 0)[0] && ([x, anchor] = [x1 + 12, "end"]), setAttributes(tag, { x, y: y1 + below, "\
text-anchor": anchor }), setText(tag, words);
    },
    /** @param {string} name @param {boolean} is */
    mark: (name, is) => [shape.node, tag].forEach((node) => node.classList.toggle(name, is))
  };
}
function keyPlane(context) {
  let { labels } = context, last = null, base = plane("queries and keys", context, () => last?.()), lines = [0, 1].map(() => s("path", { class: "softlook-curve \
softlook-keys-line-of" })), names = [0, 1].map(() => s("text", { class: "softlook-tag softlook-still" })), shadows = labels.map(
    () => [0, 1].map(() => ({
      drop: s("path", { class: "softlook-thin softlook-k" }),
      foot: s("circle", { class: "softlook-dot softlook-k", r: 3.5 })
    }))
  ), keys = labels.map(() => vector("softlook-k")), query = vector("softlook-q");
  base.ink.append(
    ...lines,
    ...shadows.flat().flatMap(({ drop, foot }) => [drop, foot]),
    ...keys.flatMap(({ nodes }) => nodes),
    ...query.nodes,
    ...names
  );
  let grips = labels.map((label, i) => base.grip("k", i, `key of ${label}`)), queryGrips = labels.map((label, i) => base.grip("q", i, `query of ${label}`)), draw2 = (now, derived, i) => {
    last = () => draw2(now, derived, i);
    let { to } = base, q = now.q[i], far = Math.hypot(q[0], q[1]), along = now.heads === 2 ? directions(now.angle) : [far ? [q[0] / far, q[1] / far] : [0, 0]];
    lines.forEach((path, at) => {
      let u = along[at] ?? [0, 0], reach = FAR / Math.max(Math.abs(u[0]), Math.abs(u[1]), 0.1);
      setAttributes(path, { d: segment(to(-reach * u[0], -reach * u[1]), to(reach * u[0], reach * u[1])) }), path.classList.toggle("softlook-q", now.heads === 1),
      path.classList.toggle("softlook-keys-off", now.heads === 2 && !now.on[at]);
      let [x, y] = to(-0.9 * reach * u[0], -0.9 * reach * u[1]), flat = Math.abs(u[0]) > Math.abs(u[1]);
      setAttributes(names[at], {
        x: x + (flat ? 0 : 8),
        y: y + (flat ? 18 : 4),
        "text-anchor": flat ? "middle" : "start"
      }), setText(names[at], now.heads === 2 ? `head ${at + 1}` : "");
    }), query.set(to, q, `q ${labels[i]}`), queryGrips.forEach((grip, at) => {
      grip.node.hidden = at !== i, grip.set(now.q[at][0], now.q[at][1]);
    }), now.k.forEach((k, j) => {
      let masked = now.causal && j > i;
      grips[j].set(k[0], k[1]);
      let score = now.heads === 1 ? ` ${two(derived.e[0][i][j])}` : "";
      keys[j].set(to, k, `${labels[j]}${masked ? " (masked)" : score}`), keys[j].mark("softlook-keys-off", masked), shadows[j].forEach(({ drop, foot }, at) => {
        let u = along[at], shown = u !== void 0 && !masked && !(now.heads === 2 && !now.on[at]), share = u ? k[0] * u[0] + k[1] * u[1] : 0, [x, y] = u ? to(share *
        u[0], share * u[1]) : [0, 0];
        setAttributes(drop, { d: shown && u ? segment(to(k[0], k[1]), [x, y]) : "" }), setAttributes(foot, { cx: x, cy: y, r: shown ? 3.5 : 0 });
      });
    }), base.clear();
    let places = now.k.map((k, j) => `${labels[j]} at ${k.map(two).join(", ")}`).join("; ");
    base.label(`queries and keys: the query of ${labels[i]} at ${q.map(two).join(", ")}; keys ${places}`);
  };
  return { node: base.node, draw: draw2 };
}
function valuePlane(context) {
  let { labels } = context, last = null, base = plane("values and the output", context, () => last?.()), chain = s("path", { class: "softlook-curve softlook-alp\
ha" }), parts = [0, 1].map(() => vector("softlook-alpha")), names = [0, 1].map(() => s("text", { class: "softlook-tag softlook-alpha" })), values = labels.map(() => vector(
  "softlook-v")), output = vector("softlook-c"), gone = s("path", { class: "softlook-thin softlook-c" }), was = s("circle", { class: "softlook-ring softlook-c",
  r: 5 }), loss = s("text", { class: "softlook-tag softlook-c" });
  base.ink.append(
    ...values.flatMap(({ nodes }) => nodes),
    chain,
    ...parts.flatMap(({ nodes }) => nodes),
    gone,
    was,
    ...output.nodes,
    ...names,
    loss
  );
  let grips = labels.map((label, j) => base.grip("v", j, `value of ${label}`)), draw2 = (now, derived, i) => {
    last = () => draw2(now, derived, i);
    let { to } = base;
    now.v.forEach((v, j) => {
      values[j].set(to, v, labels[j]), grips[j].set(v[0], v[1]);
    });
    let c = derived.c[i];
    output.set(to, c, `c ${labels[i]}`);
    let ends = [[0, 0]];
    derived.alpha[0][i].forEach((weight, j) => {
      let [x2, y2] = ends[j];
      ends.push([x2 + weight * now.v[j][0], y2 + weight * now.v[j][1]]);
    }), setAttributes(chain, { d: now.heads === 1 ? line(ends.map(([x2, y2]) => to(x2, y2))) : "" });
    let tail = [0, 0];
    directions(now.angle).forEach((u, head) => {
      let share = c[0] * u[0] + c[1] * u[1], tip = [tail[0] + share * u[0], tail[1] + share * u[1]], shown = now.heads === 2 && now.on[head];
      parts[head].mark("softlook-gone", !shown), parts[head].set(to, tip, "", tail);
      let [[x0, y0], [x1, y1]] = [to(tail[0], tail[1]), to(tip[0], tip[1])], flat = Math.abs(x1 - x0) > Math.abs(y1 - y0), upright = x1 < to(1.6, 0)[0] ? { dx: 8,
      dy: 4, anchor: "start" } : { dx: -8, dy: 4, anchor: "end" }, { dx, dy, anchor } = flat ? { dx: 0, dy: 18, anchor: "middle" } : upright;
      setAttributes(names[head], { x: (x0 + x1) / 2 + dx, y: (y0 + y1) / 2 + dy, "text-anchor": anchor }), setText(names[head], shown && Math.hypot(x1 - x0, y1 -
      y0) > 14 ? `head ${head + 1}` : ""), tail = tip;
    });
    let lost = derived.lost[i] > 0, whole = derived.whole[i], [x, y] = to(whole[0], whole[1]);
    setAttributes(gone, { d: lost ? segment(to(c[0], c[1]), [x, y]) : "" }), setAttributes(was, { cx: x, cy: y, r: lost ? 5 : 0 });
    let [right, bottom] = to(FAR, -FAR);
    setAttributes(loss, { x: right, y: bottom, "text-anchor": "end" }), setText(loss, lost ? `lost ${two(derived.lost[i])}` : ""), base.clear();
    let places = now.v.map((v, j) => `${labels[j]} at ${v.map(two).join(", ")}`).join("; ");
    base.label(`values and the output: ${places}; the output of ${labels[i]} at ${c.map(two).join(", ")}`);
  };
  return { node: base.node, draw: draw2 };
}

// src/softlook/widgets/js/query_keys.js
var KEYS = (
  /** @type {const} */
  [
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
    "hint"
  ]
), MOVED = KEYS.slice(1, -1), FAR2 = 3, LETTERS = (
  /** @type {const} */
  { q: "query", k: "key", v: "value" }
);
function build({ state, put, reset, signal, region }) {
  let { labels } = state(), n = labels.length, refuse = region.refuse, move = (key, i, to) => put({ [key]: state()[key].map((row, at) => at === i ? to : row) }),
  heading = unique("query-keys"), hint = h("p", { class: "softlook-hint", id: heading }), word = choice({
    label: "query of",
    name: "selected",
    options: labels.map((label, i) => [String(i), label]),
    signal,
    change: (i) => put({ selected: Number(i) })
  }), heads = choice({
    label: "heads",
    name: "heads",
    options: [
      ["1", "one"],
      ["2", "two"]
    ],
    signal,
    change: (value) => put({ heads: Number(value) })
  }), on = [0, 1].map(
    (at) => tick({
      label: `head ${at + 1} is on`,
      name: "on",
      index: String(at),
      signal,
      change: (is) => put({ on: state().on.map((was, i) => i === at ? is : was) })
    })
  ), scaled = tick({
    label: "divide by √d",
    ariaLabel: "divide the scores by the root of d",
    name: "scaled",
    signal,
    change: (is) => put({ scaled: is })
  }), causal2 = tick({
    label: "causal mask",
    ariaLabel: "causal mask: attend to earlier words only",
    name: "causal",
    signal,
    change: (is) => put({ causal: is })
  }), width = dial({
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
    accept: (value) => value % 2 === 0 && value >= 2 && value <= 128 ? null : "an even number from 2 to 128",
    change: (value) => put({ width: value })
  }), angle = dial({
    min: -90,
    max: 90,
    key: 5,
    digits: 0,
    label: "Turn of the heads' directions, in degrees",
    name: "angle",
    index: "",
    signal,
    refuse,
    accept: (value) => Math.abs(value) <= 90 ? null : "a number from −90 to 90",
    change: (value) => put({ angle: value })
  }), again = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  again.addEventListener("click", reset, { signal });
  let keyed = keyPlane({ labels, state, move, signal }), valued = valuePlane({ labels, state, move, signal }), working = h("p", { class: "softlook-keys-working" }),
  fields = labels.map((label, i) => {
    let dials = (
      /** @type {("q" | "k" | "v")[]} */
      ["q", "k", "v"].map((key) => ({
        key,
        pair: [0, 1].map(
          (d) => dial({
            min: -FAR2,
            max: FAR2,
            key: 0.1,
            label: `${LETTERS[key]} of ${label}, ${d ? "up" : "right"}`,
            name: key,
            index: `${i},${d}`,
            signal,
            refuse,
            accept: (value) => Math.abs(value) <= FAR2 ? null : "a number from −3 to 3",
            change: (value) => move(key, i, d ? [state()[key][i][0], value] : [value, state()[key][i][1]])
          })
        )
      }))
    );
    return { node: h(
      "div",
      { class: "softlook-keys-fields", role: "group", "aria-label": `query, key and value of ${label}` },
      ...dials.map(
        ({ key, pair: pair2 }) => h(
          "span",
          { class: `softlook-keys-field softlook-${key}` },
          h("span", { class: "softlook-keys-letter", "aria-hidden": "true" }, `${key} = (`),
          pair2[0].field,
          ",",
          pair2[1].field,
          ")"
        )
      )
    ), dials };
  }), matrices = [0, 1].map((head) => {
    let caption = h("caption", {}), rows = labels.map((label, i) => {
      let cells = labels.map((_, j) => {
        let [alpha, e] = [readout("alpha", `${head},${i},${j}`), readout("e", `${head},${i},${j}`)], bar = h("span", { class: "softlook-bar" }), hidden2 = h("sp\
an", { class: "softlook-visually-hidden" }), node2 = h(
          "td",
          {},
          alpha.node,
          h("span", { class: "softlook-track", "aria-hidden": "true" }, bar),
          h("span", { class: "softlook-keys-score" }, e.node),
          hidden2
        );
        return { alpha, e, bar, node: node2, hidden: hidden2 };
      });
      return { cells, node: h("tr", {}, h("th", { scope: "row" }, label), ...cells.map(({ node: node2 }) => node2)) };
    });
    return { node: h(
      "table",
      { class: "softlook-keys-matrix softlook-cells" },
      caption,
      h("thead", {}, h("tr", {}, h("td", {}), ...labels.map((label) => h("th", { scope: "col" }, label)))),
      h("tbody", {}, ...rows.map(({ node: node2 }) => node2))
    ), caption, rows };
  }), outputs = labels.map((label, i) => {
    let [x, y, lost] = [readout("c", `${i},0`), readout("c", `${i},1`), readout("lost", String(i))];
    return {
      x,
      y,
      lost,
      node: h(
        "tr",
        {},
        h("th", { scope: "row" }, label),
        h("td", { class: "softlook-c" }, "(", x.node, ", ", y.node, ")"),
        h("td", {}, lost.node)
      )
    };
  }), output = h(
    "table",
    { class: "softlook-keys-matrix softlook-keys-outputs" },
    h("caption", {}, "outputs c, and how far a head that is off has moved them"),
    h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, "c"), h("th", { scope: "col" }, "moved"))),
    h("tbody", {}, ...outputs.map(({ node }) => node))
  ), scroll = (table, label) => h("div", { class: "softlook-keys-scroll", role: "group", tabindex: "0", "aria-label": label }, table), held = matrices.map(({ node }, head) => scroll(
  node, `weights and scores of head ${head + 1}`)), tables = h("div", { class: "softlook-keys-tables" }), outputsHeld = scroll(output, "outputs"), pair = h("div",
  { class: "softlook-keys-line" }, ...on.map(({ node }) => node)), turn = h(
    "div",
    { class: "softlook-line" },
    h("span", { class: "softlook-name" }, "turn the heads, °"),
    angle.range,
    angle.field
  );
  return { root: h(
    "div",
    { class: "softlook-keys softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    h("div", { class: "softlook-keys-line" }, heads.node, pair),
    h("div", { class: "softlook-keys-line" }, scaled.node, causal2.node),
    word.node,
    h("div", { class: "softlook-keys-planes" }, keyed.node, valued.node),
    working,
    ...fields.map(({ node }) => node),
    h(
      "div",
      { class: "softlook-line" },
      h("span", { class: "softlook-name" }, "features d"),
      width.range,
      width.field
    ),
    turn,
    tables,
    again
  ), draw: (now) => {
    let derived = subspaceAttention(now), i = Math.min(now.selected, n - 1), both = now.heads === 2;
    setText(hint, now.hint), word.set(String(i)), heads.set(String(now.heads)), on.forEach(({ set }, at) => set(now.on[at])), scaled.set(now.scaled), causal2.set(
    now.causal), width.set(now.width), angle.set(now.angle), pair.hidden = turn.hidden = !both, tables.childElementCount !== now.heads + 1 && tables.replaceChildren(
    ...held.slice(0, now.heads), outputsHeld), fields.forEach(({ node, dials }, at) => {
      node.hidden = at !== i;
      for (let { key, pair: pair2 } of dials) pair2.forEach((one, d) => one.set(now[key][at][d]));
    }), matrices.forEach(({ caption, rows }, head) => {
      if (head >= now.heads) return;
      let which = both ? `head ${head + 1}${now.on[head] ? "" : " (off)"}` : "one head";
      setText(caption, `${which}: weight α, below it the score e`), rows.forEach(({ cells, node }, row) => {
        node.classList.toggle("softlook-keys-here", row === i), cells.forEach((cell, j) => {
          let masked = now.causal && j > row;
          cell.node.classList.toggle("softlook-masked", masked), setText(cell.hidden, masked ? "masked" : ""), cell.alpha.set(derived.alpha[head][row][j]), cell.
          e.set(derived.e[head][row][j]), cell.bar.style.transform = `scaleX(${derived.alpha[head][row][j]})`;
        });
      });
    }), outputs.forEach(({ x, y, lost, node }, row) => {
      node.classList.toggle("softlook-keys-here", row === i), x.set(derived.c[row][0]), y.set(derived.c[row][1]), lost.set(derived.lost[row]);
    }), keyed.draw(now, derived, i), valued.draw(now, derived, i), setText(working, explain(now, derived, i));
    let weights = derived.alpha.slice(0, now.heads).map((head, at) => {
      let row = labels.map((label, j) => `${label} ${two(head[i][j])}`).join(", ");
      return both ? `head ${at + 1}: ${row}` : row;
    });
    region.announce(`${labels[i]} attends to ${weights.join("; ")}. Output (${derived.c[i].map(two).join(", ")}).`);
  } };
}
function explain(now, derived, i) {
  let each = now.width / now.heads, divisor = now.scaled && each > 1 ? ` / √${each}` : "";
  return derived.alpha.map((head, at) => {
    let j = head[i].indexOf(Math.max(...head[i])), [q, k] = [now.q[i], now.k[j]], u = directions(now.angle)[at], products = now.heads === 1 ? [0, 1].map((d) => [
    q[d], k[d]]) : [[inner(q, u), inner(k, u)]], e = derived.e[at][i][j], rest = e * (now.scaled ? Math.sqrt(each) : 1) - products.reduce((total, [a, b]) => total +
    a * b, 0), hidden2 = ` ${rest < 0 ? "−" : "+"} ${two(Math.abs(rest))} from ${each - 2 / now.heads} hidden features`, shown = products.map(([a, b]) => `${two(
    a)} × ${two(b)}`).join(" + "), sum = now.width > 2 ? shown + hidden2 : shown, score = `e(${now.labels[i]}, ${now.labels[j]}) = ${divisor ? `(${sum})${divisor}` :
    sum} = ${two(e)}`;
    return now.heads === 2 ? `head ${at + 1}: ${score}` : score;
  }).join("; ");
}
var fits = ({ labels, q, k, v, on }) => [q, k, v].every((rows) => rows.length === labels.length && rows.every((row) => row.length === 2)) && on.length === 2, render = (place) => live(
place, {
  name: "QueryKeys",
  keys: KEYS,
  moved: MOVED,
  fits,
  shape: ({ labels }) => JSON.stringify(labels),
  build
}), query_keys_default = { render };
export {
  query_keys_default as default,
  subspaceAttention as derive
};
