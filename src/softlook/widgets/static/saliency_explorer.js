// Built by make widgets from src/softlook/widgets/js: do not edit.

// src/softlook/widgets/js/vision/mulberry.js
function mulberry(seed) {
  let state = seed;
  return () => {
    state = state + 1831565813 | 0;
    let x = Math.imul(state ^ state >>> 15, state | 1);
    return x ^= x + Math.imul(x ^ x >>> 7, x | 61), ((x ^ x >>> 14) >>> 0) / 4294967296;
  };
}

// src/softlook/widgets/js/vision/arrange.js
var CELLS = 6, CELL = 64, JITTER = 4, RED = [0.85, 0.15, 0.15], BLUE = [0.15, 0.15, 0.85], [UPRIGHT, TILTED] = [90, 45];
function arrange(bars, target, differs, seed) {
  let draw = mulberry(seed), places = Array.from({ length: CELLS ** 2 }, (_, place) => place);
  for (let last = CELLS ** 2 - 1; last > 0; last--) {
    let other = Math.floor(draw() * (last + 1));
    [places[last], places[other]] = [places[other], places[last]];
  }
  let uprightRed = { colour: RED, angle: UPRIGHT }, tiltedBlue = { colour: BLUE, angle: TILTED }, tiltedRed = { colour: RED, angle: TILTED };
  return Array.from({ length: bars }, (_, n) => {
    let conjunction = (n - (n > target ? 1 : 0)) % 2 ? tiltedBlue : uprightRed, other = { colour: tiltedBlue, orientation: uprightRed, conjunction }[differs] ??
    tiltedRed, [row, column] = [Math.floor(places[n] / CELLS), places[n] % CELLS].map(
      (axis) => CELL * (axis + 0.5) + JITTER * (2 * draw() - 1)
    );
    return { row, column, ...n === target ? tiltedRed : other };
  });
}

// src/softlook/widgets/js/vision/channels.js
function channels({ h: h2, w, data }) {
  let peak = 0;
  for (let i = 0; i < data.length; i++) data[i] > peak && (peak = data[i]);
  let [light, rg, by] = [0, 1, 2].map(() => new Float64Array(h2 * w));
  for (let i = 0, at = 0; i < h2 * w; i++, at += 3) {
    let bright = data[at] + data[at + 1] + data[at + 2];
    if (!bright || (light[i] = bright / (3 * peak), light[i] <= 0.1)) continue;
    let per = 1 / peak / light[i], r = data[at] * per, g = data[at + 1] * per, b = data[at + 2] * per;
    rg[i] = Math.max(r - (g + b) / 2, 0) - Math.max(g - (r + b) / 2, 0), by[i] = Math.max(b - (r + g) / 2, 0) - Math.max((r + g) / 2 - Math.abs(r - g) / 2 - b, 0);
  }
  return [light, rg, by].map((map) => ({ h: h2, w, data: map }));
}

// src/softlook/widgets/js/vision/oriented.js
var [WAVELENGTH, SIGMA, RADIUS] = [5, 1.75, 4], taps = Array.from({ length: 2 * RADIUS + 1 }, (_, k) => k - RADIUS), total = taps.reduce((sum2, t) => sum2 + Math.
exp(-(t ** 2) / (2 * SIGMA ** 2)), 0), FLAT = taps.map((t) => Math.exp(-(t ** 2) / (2 * SIGMA ** 2)) / total), gabor = (wave, frequency) => FLAT.map((weight, k) => weight *
wave(frequency * taps[k])), F = 2 * Math.PI / WAVELENGTH, [COS, SIN, COS_D, SIN_D] = [
  gabor(Math.cos, F),
  gabor(Math.sin, F),
  gabor(Math.cos, F / Math.SQRT2),
  gabor(Math.sin, F / Math.SQRT2)
], sum = (list) => list.reduce((a, b) => a + b, 0);
function oriented({ h: h2, w, data }) {
  let along = (axis, x, kernel) => convolve(x, kernel, h2, w, axis), [rows, columns] = [along(1, data, FLAT), along(0, data, FLAT)], smooth = along(0, rows, FLAT),
  [level, cosD2] = [sum(COS), sum(COS_D) ** 2], [hc, hs, vc, vs] = [along(0, rows, COS), along(0, rows, SIN), along(1, columns, COS), along(1, columns, SIN)], [
  xc, xs] = [along(1, data, COS_D), along(1, data, SIN_D)], [cc, ss, sc, cs] = [along(0, xc, COS_D), along(0, xs, SIN_D), along(0, xc, SIN_D), along(0, xs, COS_D)],
  out = [0, 45, 90, 135].map(() => new Float64Array(h2 * w));
  for (let i = 0; i < h2 * w; i++) {
    let [flatter, steep, slant] = [hc[i] - level * smooth[i], vc[i] - level * smooth[i], cc[i] - cosD2 * smooth[i]];
    out[0][i] = Math.sqrt(flatter ** 2 + hs[i] ** 2), out[1][i] = Math.sqrt((slant - ss[i]) ** 2 + (sc[i] + cs[i]) ** 2), out[2][i] = Math.sqrt(steep ** 2 + vs[i] **
    2), out[3][i] = Math.sqrt((slant + ss[i]) ** 2 + (sc[i] - cs[i]) ** 2);
  }
  return out.map((map) => ({ h: h2, w, data: map }));
}
function convolve(x, kernel, h2, w, axis) {
  let out = new Float64Array(h2 * w), [n, step, lines, stride] = axis ? [w, 1, h2, w] : [h2, w, w, 1], line = new Float64Array(n + 2 * RADIUS), [a, b, c, d, e, f,
  g, p, q] = kernel;
  for (let l = 0; l < lines; l++) {
    let base = l * stride;
    for (let k = 0; k < line.length; k++) line[k] = x[base + Math.min(Math.max(k - RADIUS, 0), n - 1) * step];
    for (let i = 0; i < n; i++)
      out[base + i * step] = a * line[i + 8] + b * line[i + 7] + c * line[i + 6] + d * line[i + 5] + e * line[i + 4] + f * line[i + 3] + g * line[i + 2] + p * line[i +
      1] + q * line[i];
  }
  return out;
}

// src/softlook/widgets/js/vision/promote.js
function promote({ h: h2, w, data }) {
  let [low, high] = [1 / 0, -1 / 0];
  for (let i = 0; i < data.length; i++)
    data[i] < low && (low = data[i]), data[i] > high && (high = data[i]);
  let out = new Float64Array(h2 * w);
  if (!(high - low > 1e-5)) return { h: h2, w, data: out };
  let span = high - low;
  for (let i = 0; i < out.length; i++) out[i] = (data[i] - low) / span;
  let [total2, count] = [0, 0];
  for (let i = 0; i < h2; i++)
    for (let j = 0; j < w; j++) {
      let here = out[i * w + j];
      if (!(here > 0.1)) continue;
      let peak = !0;
      for (let y = Math.max(i - 1, 0); peak && y <= Math.min(i + 1, h2 - 1); y++)
        for (let x = Math.max(j - 1, 0); peak && x <= Math.min(j + 1, w - 1); x++)
          peak = !(out[y * w + x] - 1e-9 > here);
      peak && ([total2, count] = [total2 + here, count + 1]);
    }
  let factor = (1 - (count > 1 ? (total2 - 1) / (count - 1) : 0)) ** 2;
  for (let i = 0; i < out.length; i++) out[i] *= factor;
  return { h: h2, w, data: out };
}

// src/softlook/widgets/js/vision/reduce_twofold.js
function reduceTwofold({ h: h2, w, data }) {
  let [m, n] = [Math.ceil(h2 / 2), Math.ceil(w / 2)], tall = new Float64Array(m * w);
  for (let i = 0; i < m; i++) halve(data, tall, i, h2, m, i * w, 1, w, w);
  let out = new Float64Array(m * n);
  for (let i = 0; i < n; i++) halve(tall, out, i, w, n, i, n, m, 1, w);
  return { h: m, w: n, data: out };
}
function halve(x, out, i, n, m, to, next, lines, step, stride = 1) {
  let middle = 2 * i * step;
  if (i && i < m - 1) {
    for (let line = 0, at = middle; line < lines; line++, at += stride)
      out[to + line * next] = x[at] * 0.375 + x[at + step] * 0.25 + x[at - step] * 0.25 + x[at + 2 * step] * 0.0625 + x[at - 2 * step] * 0.0625;
    return;
  }
  for (let line = 0, at = middle; line < lines; line++, at += stride) {
    let sum2 = x[at] * 0.375;
    2 * i + 1 < n && (sum2 += x[at + step] * 0.25), i && (sum2 += x[at - step] * 0.25), i < m - 1 && (sum2 += x[at + 2 * step] * 0.0625), i && (sum2 += x[at - 2 *
    step] * 0.0625), i || (sum2 += x[at] * 0.3125), i === m - 1 && (sum2 += x[line * stride + (n - 1) * step] * (n % 2 ? 0.3125 : 0.0625)), out[to + line * next] =
    sum2;
  }
}

// src/softlook/widgets/js/vision/stretch.js
function stretch(x, h2, w, factor) {
  let [down, across] = [weights(h2, x.h, factor), weights(w, x.w, factor)], tall = new Float64Array(h2 * x.w);
  for (let i = 0; i < h2; i++) {
    let [above, below] = [down.low[i] * x.w, down.high[i] * x.w], share = down.share[i];
    for (let j = 0; j < x.w; j++) tall[i * x.w + j] = (1 - share) * x.data[above + j] + share * x.data[below + j];
  }
  let data = new Float64Array(h2 * w);
  for (let i = 0; i < h2; i++)
    for (let j = 0; j < w; j++) {
      let share = across.share[j];
      data[i * w + j] = (1 - share) * tall[i * x.w + across.low[j]] + share * tall[i * x.w + across.high[j]];
    }
  return { h: h2, w, data };
}
function weights(fine, coarse, factor) {
  let [low, high, share] = [new Int32Array(fine), new Int32Array(fine), new Float64Array(fine)];
  for (let i = 0; i < fine; i++) {
    let at = Math.min(i / factor, coarse - 1);
    low[i] = Math.floor(at), high[i] = Math.min(low[i] + 1, coarse - 1), share[i] = at - low[i];
  }
  return { low, high, share };
}

// src/softlook/widgets/js/vision/conspicuity.js
var [FIRST, LAST, MAP] = [2, 8, 4];
function levels(image) {
  let all = [image];
  for (; all.length <= LAST; ) all.push(reduceTwofold(all[all.length - 1]));
  return all.slice(FIRST);
}
function contrasts(pyramid) {
  let { h: h2, w } = pyramid[MAP - FIRST], total2 = { h: h2, w, data: new Float64Array(h2 * w) };
  for (let c of [2, 3, 4])
    for (let s2 of [c + 3, c + 4]) {
      let centre = pyramid[c - FIRST], gap = stretch(pyramid[s2 - FIRST], centre.h, centre.w, 2 ** (s2 - c));
      for (let i = 0; i < gap.data.length; i++) gap.data[i] = Math.abs(centre.data[i] - gap.data[i]);
      let contrast = promote(gap);
      for (let level = c; level < MAP; level++) contrast = reduceTwofold(contrast);
      add(total2, contrast);
    }
  return total2;
}
function add(total2, more) {
  for (let i = 0; i < total2.data.length; i++) total2.data[i] += more.data[i];
  return total2;
}
function conspicuity(image) {
  let [light, ...hues] = channels(image), i = levels(light), o = i.map(oriented), { h: h2, w } = i[MAP - FIRST], zeros = () => ({ h: h2, w, data: new Float64Array(
  h2 * w) }), byAngle = [0, 1, 2, 3].map((theta) => promote(contrasts(o.map((four) => four[theta]))));
  return {
    intensity: promote(contrasts(i)),
    colour: promote(hues.map((hue) => contrasts(levels(hue))).reduce(add, zeros())),
    orientation: promote(byAngle.reduce(add, zeros()))
  };
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

// src/softlook/widgets/js/vision/paint.js
var [LENGTH, WIDTH, SOFT, REACH] = [30, 9, 1.5, 24], clip = (x) => Math.min(1, Math.max(0, x));
function paint(bars) {
  let size = CELLS * CELL, data = new Float64Array(size * size * 3);
  for (let { row, column, colour, angle } of bars) {
    let [cos, sin] = [Math.cos(angle * Math.PI / 180), Math.sin(angle * Math.PI / 180)], [top, left] = [Math.floor(row) - REACH, Math.floor(column) - REACH];
    for (let i = top; i < top + 2 * REACH; i++)
      for (let j = left; j < left + 2 * REACH; j++) {
        let y = row - i, x = j - column, along = Math.abs(x * cos + y * sin), across = Math.abs(y * cos - x * sin);
        if (along > LENGTH || across > WIDTH) continue;
        let covered = clip((LENGTH / 2 - along) / SOFT + 0.5) * clip((WIDTH / 2 - across) / SOFT + 0.5);
        if (covered) for (let n = 0; n < 3; n++) data[(i * size + j) * 3 + n] += covered * colour[n];
      }
  }
  return { h: size, w: size, data };
}

// src/softlook/widgets/js/vision/weigh.js
function weigh(maps, weights2) {
  let [{ h: h2, w }] = maps, total2 = weights2.reduce((sum2, x) => sum2 + x, 0), data = new Float64Array(h2 * w);
  for (let i = 0; i < data.length; i++) {
    let sum2 = 0;
    for (let n = 0; n < maps.length; n++) sum2 += weights2[n] * maps[n].data[i];
    data[i] = sum2 / total2;
  }
  return { h: h2, w, data };
}

// src/softlook/widgets/js/vision/winner_takes_all.js
function winnerTakesAll({ h: h2, w, data }, limit, radius, inhibit) {
  let seen = new Uint8Array(h2 * w), fixations = [];
  for (; fixations.length < limit; ) {
    let [best, winner] = [0, -1];
    for (let i = 0; i < h2 * w; i++) !seen[i] && data[i] > best && ([best, winner] = [data[i], i]);
    if (winner < 0) break;
    let fixation = [16 * Math.floor(winner / w), 16 * (winner % w)];
    if (fixations.push(fixation), inhibit) for (let i = 0; i < h2 * w; i++) near(i, w, fixation, radius) && (seen[i] = 1);
  }
  return fixations;
}
var near = (i, w, [y, x], radius) => Math.hypot(16 * Math.floor(i / w) - y, 16 * (i % w) - x) <= radius;

// src/softlook/widgets/js/saliency_explorer.js
var STATE = (
  /** @type {const} */
  [
    "scene",
    "differs",
    "bars",
    "target",
    "seed",
    "intensity",
    "colour",
    "orientation",
    "fixations",
    "inhibit",
    "photograph",
    "hint"
  ]
), CHANNELS = (
  /** @type {const} */
  ["intensity", "colour", "orientation"]
), [MOST_FIXATIONS, LIMIT, NEAR, FINE, LEVELS, LARGEST_WEIGHT] = [20, 40, 32, 1e4, 16, 10], FAINT = 1e-12, SIDE = CELL * CELLS, PAUSE = 600, REMEMBERED = 64, display = ({
bars, target, differs, seed }) => arrange(bars, target, differs, seed), sceneKey = ({ scene, bars, target, differs, seed, photograph }) => scene === "bars" ? [bars,
target, differs, seed].join() : photograph;
function remembered() {
  let known = /* @__PURE__ */ new Map();
  return (state) => {
    let key = sceneKey(state), maps = known.get(key) ?? conspicuityMaps(state);
    return known.delete(key), known.set(key, maps), known.size > REMEMBERED && known.delete([...known.keys()][0]), maps;
  };
}
function conspicuityMaps(state) {
  if (state.scene === "photograph") {
    let { h: h2, w, maps: maps2 } = state.photograph;
    return CHANNELS.map((name) => ({ h: h2, w, data: Float64Array.from(maps2[name], (x) => x / FINE) }));
  }
  let maps = conspicuity(paint(display(state)));
  return CHANNELS.map((name) => maps[name]);
}
function derive(state, maps = remembered()(state)) {
  let weights2 = CHANNELS.map((name) => state[name]), map = weigh(maps, weights2);
  for (let i = 0; i < map.data.length; i++) map.data[i] < FAINT && (map.data[i] = 0);
  let bars = state.scene === "bars", radius = bars ? NEAR : 16 * Math.min(map.h, map.w) / 6, walk = winnerTakesAll(map, LIMIT, radius, state.inhibit), target = bars ?
  display(state)[state.target] : null, spot = target ? [target.row, target.column] : winnerTakesAll(map, 1, radius, !0)[0] ?? [0, 0], foundAt = target ? walk.findIndex(
  ([y, x]) => Math.hypot(y - target.row, x - target.column) <= NEAR) + 1 : 0, away = Uint8Array.from(map.data, (_, i) => near(i, map.w, spot, radius) ? 0 : 1), compare = [
  ...maps, map].map(({ data }) => {
    let most = [0, 0];
    for (let i = 0; i < data.length; i++) data[i] > most[away[i]] && (most[away[i]] = data[i]);
    return most;
  });
  return { s: Array.from(map.data), h: map.h, w: map.w, path: walk.slice(0, state.fixations), foundAt, compare };
}
function picture(label) {
  let ground = s("g"), marks = s("g", { class: "softlook-gaze" });
  return { svg: s("svg", { role: "img", "aria-label": label, class: "softlook-scene" }, ground, marks), ground, marks };
}
function render({ model, el }) {
  let stop = new AbortController(), { signal } = stop, state = () => (
    /** @type {State} */
    Object.fromEntries(STATE.map((key) => [key, model.get(key)]))
  ), maps = remembered(), change = (values) => {
    for (let [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
  }, region = liveRegion(signal), { refuse } = region, heading = unique("saliency"), hint = h("p", { class: "softlook-hint", id: heading }), scene = choice({
    label: "scene",
    name: "scene",
    signal,
    options: [
      ["bars", "bars"],
      ["photograph", "a photograph"]
    ],
    change: (value) => change({ scene: value })
  }), differs = choice({
    label: "the others differ in",
    name: "differs",
    signal,
    options: [
      ["colour", "colour"],
      ["orientation", "orientation"],
      ["conjunction", "one of the two"],
      ["nothing", "nothing"]
    ],
    change: (value) => change({ differs: value })
  }), count = (label, name, min, max, to) => dial({
    label,
    name,
    index: "",
    min,
    max: max(),
    key: 1,
    digits: 0,
    signal,
    refuse,
    change: to,
    accept: (value) => Number.isInteger(value) && value >= min && value <= max() ? null : `a whole number from ${min} to ${max()}`
  }), bars = count(
    "How many bars",
    "bars",
    1,
    () => CELLS ** 2,
    (value) => change({ target: Math.min(model.get("target"), value - 1), bars: value })
  ), target = count(
    "Which bar is the target",
    "target",
    1,
    () => model.get("bars"),
    (value) => change({ target: value - 1 })
  ), shuffle = h("button", { type: "button", class: "softlook-button", "data-control": "shuffle" }, "Shuffle");
  shuffle.addEventListener("click", () => change({ seed: (model.get("seed") + 1) % 1e4 }), { signal });
  let weights2 = CHANNELS.map(
    (name) => dial({
      label: `Weight of ${name}`,
      name,
      index: "",
      min: 0,
      max: 2,
      key: 0.1,
      signal,
      refuse,
      accept: (value) => {
        if (!(value >= 0 && value <= LARGEST_WEIGHT)) return `a number from 0 to ${LARGEST_WEIGHT}`;
        let others = CHANNELS.filter((other) => other !== name);
        return value || !others.every((other) => model.get(other) === 0) ? null : "at least one weight above 0";
      },
      change: (value) => change({ [name]: value })
    })
  ), fixations = count(
    "How many fixations",
    "fixations",
    0,
    () => MOST_FIXATIONS,
    (value) => (halt(), change({ fixations: value }))
  ), inhibit = tick({
    label: "inhibit what was seen",
    ariaLabel: "inhibit what was seen (inhibition of return)",
    name: "inhibit",
    signal,
    change: (on) => change({ inhibit: on })
  }), walking, wander = h("button", { type: "button", class: "softlook-button", "data-control": "wander" }, "Let it wander"), halt = () => {
    clearInterval(walking), walking = void 0, setText(wander, "Let it wander");
  };
  signal.addEventListener("abort", halt), wander.addEventListener(
    "click",
    () => {
      if (walking !== void 0) return halt();
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return change({ fixations: MOST_FIXATIONS });
      change({ fixations: model.get("fixations") % MOST_FIXATIONS + 1 }), setText(wander, "Stop"), walking = setInterval(() => {
        if (model.get("fixations") >= MOST_FIXATIONS) return halt();
        change({ fixations: model.get("fixations") + 1 });
      }, PAUSE);
    },
    { signal }
  );
  let seen = picture(""), map = picture(""), shades = Array.from(
    { length: LEVELS },
    (_, level) => s("path", { class: "softlook-shade", "fill-opacity": (level + 1) / LEVELS })
  );
  map.ground.append(...shades), seen.svg.addEventListener(
    "click",
    (event) => {
      let now = state();
      if (now.scene !== "bars") return;
      let { left, top, width } = seen.svg.getBoundingClientRect(), [x, y] = [(event.clientX - left) / width * SIDE, (event.clientY - top) / width * SIDE], far = display(
      now).map(({ row, column }) => Math.hypot(row - y, column - x));
      change({ target: far.indexOf(Math.min(...far)) });
    },
    { signal }
  );
  let foundAt = readout("found_at", ""), verdict = h("p", { class: "softlook-explorer-verdict" }), credit = h("figcaption", { class: "softlook-credit" }), rows = [
  ...CHANNELS, "s"].map(
    (name) => [0, 1].map(
      (side) => h("td", { class: "softlook-number", "data-name": name === "s" ? "S" : name, "data-index": side })
    )
  ), atSpot = h("th", { scope: "col" }), table = h(
    "table",
    { class: "softlook-compare" },
    h("caption", {}, "What the model sees, in hundredths"),
    h("thead", {}, h("tr", {}, h("td", {}), atSpot, h("th", { scope: "col" }, "most elsewhere"))),
    h(
      "tbody",
      {},
      ...rows.map((cells, n) => h("tr", {}, h("th", { scope: "row" }, CHANNELS[n] ?? "saliency S"), ...cells))
    )
  ), line = (name, of) => h(
    "div",
    { class: "softlook-line" },
    h("span", { class: "softlook-name", "aria-hidden": "true" }, name),
    of.range,
    of.field
  ), building = h(
    "div",
    { class: "softlook-part" },
    differs.node,
    line("bars", bars),
    line("target", target),
    shuffle
  ), root = h(
    "div",
    { class: "softlook-explorer softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    scene.node,
    h(
      "div",
      { class: "softlook-pair" },
      h("figure", {}, seen.svg, credit),
      h("figure", {}, map.svg, h("figcaption", {}, "saliency S: the stronger, the more it stands out"))
    ),
    verdict,
    h(
      "div",
      { class: "softlook-parts" },
      building,
      h("div", { class: "softlook-part" }, ...CHANNELS.map((name, n) => line(name, weights2[n]))),
      h("div", { class: "softlook-part" }, line("fixations", fixations), inhibit.node, wander),
      table
    ),
    region.message,
    region.summary
  );
  keepKeys(root, signal);
  let drawn = "", drawScene = (now) => {
    let key = sceneKey(now);
    if (key === drawn) return;
    drawn = key;
    let [width, height] = now.scene === "bars" ? [SIDE, SIDE] : [now.photograph.width, now.photograph.height];
    for (let { svg } of [seen, map]) setAttributes(svg, { viewBox: `0 0 ${width} ${height}` });
    if (seen.svg.classList.toggle("softlook-bars", now.scene === "bars"), now.scene === "bars") {
      let all = display(now), { row, column } = all[now.target];
      seen.ground.replaceChildren(
        s("rect", { width: SIDE, height: SIDE, fill: "#000" }),
        ...all.map(
          (bar) => s("rect", {
            x: -15,
            y: -4.5,
            width: 30,
            height: 9,
            fill: `rgb(${bar.colour.map((x) => Math.round(255 * x))})`,
            transform: `translate(${bar.column} ${bar.row}) rotate(${-bar.angle})`
          })
        ),
        s("rect", { class: "softlook-target", x: column - 25, y: row - 25, width: 50, height: 50, rx: 6 })
      );
    } else {
      let image = s("image", { href: now.photograph.src, width, height, preserveAspectRatio: "none" });
      seen.ground.replaceChildren(image);
    }
  }, drawMap = ({ s: values, w }, now) => {
    let top = Math.max(...values) || 1, paths = new Array(LEVELS).fill("");
    values.forEach((value, i) => {
      let level = Math.round(value / top * LEVELS);
      level && (paths[level - 1] += `M${16 * (i % w - 0.5)} ${16 * (Math.floor(i / w) - 0.5)}h16v16h-16z`);
    }), shades.forEach((shade, level) => setAttributes(shade, { d: paths[level] }));
    let photograph = now.scene === "photograph";
    for (let { svg } of [seen, map]) svg.classList.toggle("softlook-wide", photograph);
  }, drawGaze = (path, now) => {
    let places = /* @__PURE__ */ new Map();
    path.forEach(([y, x], n) => {
      let key = `${y},${x}`;
      places.set(key, { x, y, from: places.get(key)?.from ?? n + 1, to: n + 1 });
    });
    let [size, right] = now.scene === "bars" ? [13, SIDE] : [22, now.photograph.width];
    for (let { marks } of [seen, map])
      marks.replaceChildren(
        ...["softlook-halo", "softlook-way"].map(
          (kind) => s("polyline", { class: kind, points: path.map(([y, x]) => `${x},${y}`).join(" ") })
        ),
        ...[...places.values()].flatMap(({ x, y, from, to }) => {
          let text = from === to ? String(from) : `${from}–${to}`, width = size * (text.length > 2 ? 3.4 : 2), middle = Math.min(x + 0.4 * size + width, right) -
          width / 2, up = Math.max(y - 1.6 * size, size);
          return [
            s("circle", { cx: x, cy: y, r: size / 3 }),
            s("rect", { x: middle - width / 2, y: up - size, width, height: 2 * size, rx: size }),
            s("text", { x: middle, y: up + size * 0.4, "font-size": size * 1.2 }, text)
          ];
        })
      );
  }, draw = () => {
    let now = state();
    if (now.target >= now.bars) return;
    let result = derive(now, maps(now)), inBars = now.scene === "bars";
    hint.textContent = now.hint, scene.set(now.scene), differs.set(now.differs), bars.set(now.bars), setAttributes(target.range, { max: now.bars }), target.set(
    now.target + 1), CHANNELS.forEach((name, n) => weights2[n].set(now[name])), fixations.set(now.fixations), inhibit.set(now.inhibit), building.hidden = !inBars,
    drawScene(now), drawMap(result, now), drawGaze(result.path, now), setText(credit, inBars ? "The dashed line is round the target. Click a bar to make it the \
target." : now.photograph.credit), setText(atSpot, inBars ? "at the target" : "at the first fixation"), rows.forEach(
      (cells, n) => cells.forEach((cell, side) => {
        cell.dataset.value = String(result.compare[n][side]), setText(cell, (100 * result.compare[n][side]).toFixed(1));
      })
    ), foundAt.set(result.foundAt, String(result.foundAt));
    let searched = result.foundAt ? ["The target is found at fixation ", foundAt.node, "."] : [`${LIMIT} fixations do not find the target.`];
    verdict.replaceChildren(...inBars ? searched : [`${result.path.length} fixations.`]);
    let description = `${now.bars} bars on black; the target is red and tilted, the others differ in ${now.differs}`;
    setAttributes(seen.svg, { "aria-label": inBars ? description : now.photograph.alt });
    let places = result.path.map(([y, x], n) => `${n + 1}: row ${y}, column ${x}`).join("; ");
    setAttributes(map.svg, { "aria-label": `Saliency map; fixations at ${places || "no place yet"}` });
    let [here, elsewhere] = result.compare[3].map((value) => two(value));
    region.announce(`${verdict.textContent} Saliency ${here} ${atSpot.textContent}, ${elsewhere} elsewhere.`);
  };
  draw();
  for (let key of STATE) model.on(`change:${key}`, draw);
  return el.replaceChildren(root), el.dataset.widget = "SaliencyExplorer", el.dataset.ready = "", () => {
    stop.abort();
    for (let key of STATE) model.off(`change:${key}`, draw);
    delete el.dataset.ready;
  };
}
var saliency_explorer_default = { render };
export {
  saliency_explorer_default as default,
  derive
};
