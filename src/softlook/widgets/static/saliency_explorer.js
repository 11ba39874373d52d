// Built by make widgets from src/softlook/widgets/js: do not edit.

// src/softlook/widgets/js/vision/mulberry.js
function mulberry(seed) {
  let state = seed;
  return () => {
    state = state + 1831565813 | 0;
    let x = Math.imul(state ^ state >>> 15, state | 1);
    x ^= x + Math.imul(x ^ x >>> 7, x | 61);
    return ((x ^ x >>> 14) >>> 0) / 4294967296;
  };
}

// src/softlook/widgets/js/vision/arrange.js
var CELLS = 6;
var CELL = 64;
var JITTER = 4;
var RED = [0.85, 0.15, 0.15];
var BLUE = [0.15, 0.15, 0.85];
var [UPRIGHT, TILTED] = [90, 45];
function arrange(bars, target, differs, seed) {
  const draw = mulberry(seed);
  const places = Array.from({ length: CELLS ** 2 }, (_, place) => place);
  for (let last = CELLS ** 2 - 1; last > 0; last--) {
    const other = Math.floor(draw() * (last + 1));
    [places[last], places[other]] = [places[other], places[last]];
  }
  const uprightRed = { colour: RED, angle: UPRIGHT };
  const tiltedBlue = { colour: BLUE, angle: TILTED };
  const tiltedRed = { colour: RED, angle: TILTED };
  return Array.from({ length: bars }, (_, n) => {
    const turn = n - (n > target ? 1 : 0);
    const conjunction = turn % 2 ? tiltedBlue : uprightRed;
    const other = { colour: tiltedBlue, orientation: uprightRed, conjunction }[differs] ?? tiltedRed;
    const [row, column] = [Math.floor(places[n] / CELLS), places[n] % CELLS].map(
      (axis) => CELL * (axis + 0.5) + JITTER * (2 * draw() - 1)
    );
    return { row, column, ...n === target ? tiltedRed : other };
  });
}

// src/softlook/widgets/js/vision/channels.js
function channels({ h: h2, w, data }) {
  let peak = 0;
  for (let i = 0; i < data.length; i++) if (data[i] > peak) peak = data[i];
  const [light, rg, by] = [0, 1, 2].map(() => new Float64Array(h2 * w));
  for (let i = 0, at = 0; i < h2 * w; i++, at += 3) {
    const bright = data[at] + data[at + 1] + data[at + 2];
    if (!bright) continue;
    light[i] = bright / (3 * peak);
    if (light[i] <= 0.1) continue;
    const per = 1 / peak / light[i];
    const r = data[at] * per;
    const g = data[at + 1] * per;
    const b = data[at + 2] * per;
    rg[i] = Math.max(r - (g + b) / 2, 0) - Math.max(g - (r + b) / 2, 0);
    by[i] = Math.max(b - (r + g) / 2, 0) - Math.max((r + g) / 2 - Math.abs(r - g) / 2 - b, 0);
  }
  return [light, rg, by].map((map) => ({ h: h2, w, data: map }));
}

// src/softlook/widgets/js/vision/oriented.js
var [WAVELENGTH, SIGMA, RADIUS] = [5, 1.75, 4];
var taps = Array.from({ length: 2 * RADIUS + 1 }, (_, k) => k - RADIUS);
var total = taps.reduce((sum2, t) => sum2 + Math.exp(-(t ** 2) / (2 * SIGMA ** 2)), 0);
var FLAT = taps.map((t) => Math.exp(-(t ** 2) / (2 * SIGMA ** 2)) / total);
var gabor = (wave, frequency) => FLAT.map((weight, k) => weight * wave(frequency * taps[k]));
var F = 2 * Math.PI / WAVELENGTH;
var [COS, SIN, COS_D, SIN_D] = [
  gabor(Math.cos, F),
  gabor(Math.sin, F),
  gabor(Math.cos, F / Math.SQRT2),
  gabor(Math.sin, F / Math.SQRT2)
];
var sum = (list) => list.reduce((a, b) => a + b, 0);
function oriented({ h: h2, w, data }) {
  const along = (axis, x, kernel) => convolve(x, kernel, h2, w, axis);
  const [rows, columns] = [along(1, data, FLAT), along(0, data, FLAT)];
  const smooth = along(0, rows, FLAT);
  const [level, cosD2] = [sum(COS), sum(COS_D) ** 2];
  const [hc, hs, vc, vs] = [along(0, rows, COS), along(0, rows, SIN), along(1, columns, COS), along(1, columns, SIN)];
  const [xc, xs] = [along(1, data, COS_D), along(1, data, SIN_D)];
  const [cc, ss, sc, cs] = [along(0, xc, COS_D), along(0, xs, SIN_D), along(0, xc, SIN_D), along(0, xs, COS_D)];
  const out = [0, 45, 90, 135].map(() => new Float64Array(h2 * w));
  for (let i = 0; i < h2 * w; i++) {
    const [flatter, steep, slant] = [hc[i] - level * smooth[i], vc[i] - level * smooth[i], cc[i] - cosD2 * smooth[i]];
    out[0][i] = Math.sqrt(flatter ** 2 + hs[i] ** 2);
    out[1][i] = Math.sqrt((slant - ss[i]) ** 2 + (sc[i] + cs[i]) ** 2);
    out[2][i] = Math.sqrt(steep ** 2 + vs[i] ** 2);
    out[3][i] = Math.sqrt((slant + ss[i]) ** 2 + (sc[i] - cs[i]) ** 2);
  }
  return out.map((map) => ({ h: h2, w, data: map }));
}
function convolve(x, kernel, h2, w, axis) {
  const out = new Float64Array(h2 * w);
  const [n, step, lines, stride] = axis ? [w, 1, h2, w] : [h2, w, w, 1];
  const line = new Float64Array(n + 2 * RADIUS);
  const [a, b, c, d, e, f, g, p, q] = kernel;
  for (let l = 0; l < lines; l++) {
    const base = l * stride;
    for (let k = 0; k < line.length; k++) line[k] = x[base + Math.min(Math.max(k - RADIUS, 0), n - 1) * step];
    for (let i = 0; i < n; i++) {
      out[base + i * step] = a * line[i + 8] + b * line[i + 7] + c * line[i + 6] + d * line[i + 5] + e * line[i + 4] + f * line[i + 3] + g * line[i + 2] + p * line[i + 1] + q * line[i];
    }
  }
  return out;
}

// src/softlook/widgets/js/vision/promote.js
var TIE = 1e-9;
function promote({ h: h2, w, data }) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < data.length; i++) {
    if (data[i] < low) low = data[i];
    if (data[i] > high) high = data[i];
  }
  const out = new Float64Array(h2 * w);
  if (!(high - low > 1e-5)) return { h: h2, w, data: out };
  const span = high - low;
  for (let i = 0; i < out.length; i++) out[i] = (data[i] - low) / span;
  let [total2, count] = [0, 0];
  for (let i = 0; i < h2; i++) {
    for (let j = 0; j < w; j++) {
      const here = out[i * w + j];
      if (!(here > 0.1)) continue;
      let peak = true;
      for (let y = Math.max(i - 1, 0); peak && y <= Math.min(i + 1, h2 - 1); y++) {
        for (let x = Math.max(j - 1, 0); peak && x <= Math.min(j + 1, w - 1); x++)
          peak = !(out[y * w + x] - TIE > here);
      }
      if (peak) [total2, count] = [total2 + here, count + 1];
    }
  }
  const factor = (1 - (count > 1 ? (total2 - 1) / (count - 1) : 0)) ** 2;
  for (let i = 0; i < out.length; i++) out[i] *= factor;
  return { h: h2, w, data: out };
}

// src/softlook/widgets/js/vision/reduce_twofold.js
function reduceTwofold({ h: h2, w, data }) {
  const [m, n] = [Math.ceil(h2 / 2), Math.ceil(w / 2)];
  const tall = new Float64Array(m * w);
  for (let i = 0; i < m; i++) halve(data, tall, i, h2, m, i * w, 1, w, w);
  const out = new Float64Array(m * n);
  for (let i = 0; i < n; i++) halve(tall, out, i, w, n, i, n, m, 1, w);
  return { h: m, w: n, data: out };
}
function halve(x, out, i, n, m, to, next, lines, step, stride = 1) {
  const middle = 2 * i * step;
  if (i && i < m - 1) {
    for (let line = 0, at = middle; line < lines; line++, at += stride) {
      out[to + line * next] = x[at] * 0.375 + x[at + step] * 0.25 + x[at - step] * 0.25 + x[at + 2 * step] * 0.0625 + x[at - 2 * step] * 0.0625;
    }
    return;
  }
  for (let line = 0, at = middle; line < lines; line++, at += stride) {
    let sum2 = x[at] * 0.375;
    if (2 * i + 1 < n) sum2 += x[at + step] * 0.25;
    if (i) sum2 += x[at - step] * 0.25;
    if (i < m - 1) sum2 += x[at + 2 * step] * 0.0625;
    if (i) sum2 += x[at - 2 * step] * 0.0625;
    if (!i) sum2 += x[at] * 0.3125;
    if (i === m - 1) sum2 += x[line * stride + (n - 1) * step] * (n % 2 ? 0.3125 : 0.0625);
    out[to + line * next] = sum2;
  }
}

// src/softlook/widgets/js/vision/stretch.js
function stretch(x, h2, w, factor) {
  const [down, across] = [weights(h2, x.h, factor), weights(w, x.w, factor)];
  const tall = new Float64Array(h2 * x.w);
  for (let i = 0; i < h2; i++) {
    const [above, below] = [down.low[i] * x.w, down.high[i] * x.w];
    const share = down.share[i];
    for (let j = 0; j < x.w; j++) tall[i * x.w + j] = (1 - share) * x.data[above + j] + share * x.data[below + j];
  }
  const data = new Float64Array(h2 * w);
  for (let i = 0; i < h2; i++) {
    for (let j = 0; j < w; j++) {
      const share = across.share[j];
      data[i * w + j] = (1 - share) * tall[i * x.w + across.low[j]] + share * tall[i * x.w + across.high[j]];
    }
  }
  return { h: h2, w, data };
}
function weights(fine, coarse, factor) {
  const [low, high, share] = [new Int32Array(fine), new Int32Array(fine), new Float64Array(fine)];
  for (let i = 0; i < fine; i++) {
    const at = Math.min(i / factor, coarse - 1);
    low[i] = Math.floor(at);
    high[i] = Math.min(low[i] + 1, coarse - 1);
    share[i] = at - low[i];
  }
  return { low, high, share };
}

// src/softlook/widgets/js/vision/conspicuity.js
var [FIRST, LAST, MAP] = [2, 8, 4];
function levels(image) {
  const all = [image];
  while (all.length <= LAST) all.push(reduceTwofold(all[all.length - 1]));
  return all.slice(FIRST);
}
function contrasts(pyramid) {
  const { h: h2, w } = pyramid[MAP - FIRST];
  const total2 = { h: h2, w, data: new Float64Array(h2 * w) };
  for (const c of [2, 3, 4]) {
    for (const s2 of [c + 3, c + 4]) {
      const centre = pyramid[c - FIRST];
      const gap = stretch(pyramid[s2 - FIRST], centre.h, centre.w, 2 ** (s2 - c));
      for (let i = 0; i < gap.data.length; i++) gap.data[i] = Math.abs(centre.data[i] - gap.data[i]);
      let contrast = promote(gap);
      for (let level = c; level < MAP; level++) contrast = reduceTwofold(contrast);
      add(total2, contrast);
    }
  }
  return total2;
}
function add(total2, more) {
  for (let i = 0; i < total2.data.length; i++) total2.data[i] += more.data[i];
  return total2;
}
function conspicuity(image) {
  const [light, ...hues] = channels(image);
  const i = levels(light);
  const o = i.map(oriented);
  const { h: h2, w } = i[MAP - FIRST];
  const zeros = () => ({ h: h2, w, data: new Float64Array(h2 * w) });
  const byAngle = [0, 1, 2, 3].map((theta) => promote(contrasts(o.map((four) => four[theta]))));
  return {
    intensity: promote(contrasts(i)),
    colour: promote(hues.map((hue) => contrasts(levels(hue))).reduce(add, zeros())),
    orientation: promote(byAngle.reduce(add, zeros()))
  };
}

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

// src/softlook/widgets/js/vision/paint.js
var [LENGTH, WIDTH, SOFT, REACH] = [30, 9, 1.5, 24];
var clip = (x) => Math.min(1, Math.max(0, x));
function paint(bars) {
  const size = CELLS * CELL;
  const data = new Float64Array(size * size * 3);
  for (const { row, column, colour, angle } of bars) {
    const [cos, sin] = [Math.cos(angle * Math.PI / 180), Math.sin(angle * Math.PI / 180)];
    const [top, left] = [Math.floor(row) - REACH, Math.floor(column) - REACH];
    for (let i = top; i < top + 2 * REACH; i++) {
      for (let j = left; j < left + 2 * REACH; j++) {
        const y = row - i;
        const x = j - column;
        const along = Math.abs(x * cos + y * sin);
        const across = Math.abs(y * cos - x * sin);
        if (along > LENGTH || across > WIDTH) continue;
        const covered = clip((LENGTH / 2 - along) / SOFT + 0.5) * clip((WIDTH / 2 - across) / SOFT + 0.5);
        if (covered) for (let n = 0; n < 3; n++) data[(i * size + j) * 3 + n] += covered * colour[n];
      }
    }
  }
  return { h: size, w: size, data };
}

// src/softlook/widgets/js/vision/weigh.js
function weigh(maps, weights2) {
  const [{ h: h2, w }] = maps;
  const total2 = weights2.reduce((sum2, x) => sum2 + x, 0);
  const data = new Float64Array(h2 * w);
  for (let i = 0; i < data.length; i++) {
    let sum2 = 0;
    for (let n = 0; n < maps.length; n++) sum2 += weights2[n] * maps[n].data[i];
    data[i] = sum2 / total2;
  }
  return { h: h2, w, data };
}

// src/softlook/widgets/js/vision/winner_takes_all.js
var STEP = 16;
function winnerTakesAll({ h: h2, w, data }, limit, radius, inhibit) {
  const seen = new Uint8Array(h2 * w);
  const fixations = [];
  while (fixations.length < limit) {
    let [best, winner] = [0, -1];
    for (let i = 0; i < h2 * w; i++) if (!seen[i] && data[i] > best) [best, winner] = [data[i], i];
    if (winner < 0) break;
    const fixation = [STEP * Math.floor(winner / w), STEP * (winner % w)];
    fixations.push(fixation);
    if (inhibit) {
      for (let i = 0; i < h2 * w; i++) if (near(i, w, fixation, radius)) seen[i] = 1;
    }
  }
  return fixations;
}
var near = (i, w, [y, x], radius) => Math.hypot(STEP * Math.floor(i / w) - y, STEP * (i % w) - x) <= radius;

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
);
var CHANNELS = (
  /** @type {const} */
  ["intensity", "colour", "orientation"]
);
var [MOST_FIXATIONS, LIMIT, NEAR, FINE, LEVELS, LARGEST_WEIGHT] = [20, 40, 32, 1e4, 16, 10];
var FAINT = 1e-12;
var SIDE = CELL * CELLS;
var PAUSE = 600;
var REMEMBERED = 64;
var display = ({ bars, target, differs, seed }) => arrange(bars, target, differs, seed);
var sceneKey = ({ scene, bars, target, differs, seed, photograph }) => scene === "bars" ? [bars, target, differs, seed].join() : photograph;
function remembered() {
  const known = /* @__PURE__ */ new Map();
  return (state) => {
    const key = sceneKey(state);
    const maps = known.get(key) ?? conspicuityMaps(state);
    known.delete(key);
    known.set(key, maps);
    if (known.size > REMEMBERED) known.delete([...known.keys()][0]);
    return maps;
  };
}
function conspicuityMaps(state) {
  if (state.scene === "photograph") {
    const { h: h2, w, maps: maps2 } = state.photograph;
    return CHANNELS.map((name) => ({ h: h2, w, data: Float64Array.from(maps2[name], (x) => x / FINE) }));
  }
  const maps = conspicuity(paint(display(state)));
  return CHANNELS.map((name) => maps[name]);
}
function derive(state, maps = remembered()(state)) {
  const weights2 = CHANNELS.map((name) => state[name]);
  const map = weigh(maps, weights2);
  for (let i = 0; i < map.data.length; i++) if (map.data[i] < FAINT) map.data[i] = 0;
  const bars = state.scene === "bars";
  const radius = bars ? NEAR : STEP * Math.min(map.h, map.w) / 6;
  const walk = winnerTakesAll(map, LIMIT, radius, state.inhibit);
  const target = bars ? display(state)[state.target] : null;
  const spot = target ? [target.row, target.column] : winnerTakesAll(map, 1, radius, true)[0] ?? [0, 0];
  const foundAt = target ? walk.findIndex(([y, x]) => Math.hypot(y - target.row, x - target.column) <= NEAR) + 1 : 0;
  const away = Uint8Array.from(map.data, (_, i) => near(i, map.w, spot, radius) ? 0 : 1);
  const compare = [...maps, map].map(({ data }) => {
    const most = [0, 0];
    for (let i = 0; i < data.length; i++) if (data[i] > most[away[i]]) most[away[i]] = data[i];
    return most;
  });
  return { s: Array.from(map.data), h: map.h, w: map.w, path: walk.slice(0, state.fixations), foundAt, compare };
}
function picture(label) {
  const ground = s("g");
  const marks = s("g", { class: "softlook-gaze" });
  const svg = s("svg", { role: "img", "aria-label": label, class: "softlook-scene" }, ground, marks);
  return { svg, ground, marks };
}
function render({ model, el }) {
  const stop = new AbortController();
  const { signal } = stop;
  const state = () => (
    /** @type {State} */
    Object.fromEntries(STATE.map((key) => [key, model.get(key)]))
  );
  const maps = remembered();
  const change = (values) => {
    for (const [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
  };
  const region = liveRegion(signal);
  const { refuse } = region;
  const heading = unique("saliency");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const scene = choice({
    label: "scene",
    name: "scene",
    signal,
    options: [
      ["bars", "bars"],
      ["photograph", "a photograph"]
    ],
    change: (value) => change({ scene: value })
  });
  const differs = choice({
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
  });
  const count = (label, name, min, max, to) => dial({
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
  });
  const bars = count(
    "How many bars",
    "bars",
    1,
    () => CELLS ** 2,
    (value) => change({ target: Math.min(model.get("target"), value - 1), bars: value })
  );
  const target = count(
    "Which bar is the target",
    "target",
    1,
    () => model.get("bars"),
    (value) => change({ target: value - 1 })
  );
  const shuffle = h("button", { type: "button", class: "softlook-button", "data-control": "shuffle" }, "Shuffle");
  shuffle.addEventListener("click", () => change({ seed: (model.get("seed") + 1) % 1e4 }), { signal });
  const weights2 = CHANNELS.map(
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
        const others = CHANNELS.filter((other) => other !== name);
        return value || !others.every((other) => model.get(other) === 0) ? null : "at least one weight above 0";
      },
      change: (value) => change({ [name]: value })
    })
  );
  const fixations = count(
    "How many fixations",
    "fixations",
    0,
    () => MOST_FIXATIONS,
    (value) => (halt(), change({ fixations: value }))
  );
  const inhibit = tick({
    label: "inhibit what was seen",
    ariaLabel: "inhibit what was seen (inhibition of return)",
    name: "inhibit",
    signal,
    change: (on) => change({ inhibit: on })
  });
  let walking;
  const wander = h("button", { type: "button", class: "softlook-button", "data-control": "wander" }, "Let it wander");
  const halt = () => {
    clearInterval(walking);
    walking = void 0;
    setText(wander, "Let it wander");
  };
  signal.addEventListener("abort", halt);
  wander.addEventListener(
    "click",
    () => {
      if (walking !== void 0) return halt();
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return change({ fixations: MOST_FIXATIONS });
      change({ fixations: model.get("fixations") % MOST_FIXATIONS + 1 });
      setText(wander, "Stop");
      walking = setInterval(() => {
        if (model.get("fixations") >= MOST_FIXATIONS) return halt();
        change({ fixations: model.get("fixations") + 1 });
      }, PAUSE);
    },
    { signal }
  );
  const seen = picture("");
  const map = picture("");
  const shades = Array.from(
    { length: LEVELS },
    (_, level) => s("path", { class: "softlook-shade", "fill-opacity": (level + 1) / LEVELS })
  );
  map.ground.append(...shades);
  seen.svg.addEventListener(
    "click",
    (event) => {
      const now = state();
      if (now.scene !== "bars") return;
      const { left, top, width } = seen.svg.getBoundingClientRect();
      const [x, y] = [(event.clientX - left) / width * SIDE, (event.clientY - top) / width * SIDE];
      const far = display(now).map(({ row, column }) => Math.hypot(row - y, column - x));
      change({ target: far.indexOf(Math.min(...far)) });
    },
    { signal }
  );
  const foundAt = readout("found_at", "");
  const verdict = h("p", { class: "softlook-explorer-verdict" });
  const credit = h("figcaption", { class: "softlook-credit" });
  const rows = [...CHANNELS, "s"].map(
    (name) => [0, 1].map(
      (side) => h("td", { class: "softlook-number", "data-name": name === "s" ? "S" : name, "data-index": side })
    )
  );
  const atSpot = h("th", { scope: "col" });
  const table = h(
    "table",
    { class: "softlook-compare" },
    h("caption", {}, "What the model sees, in hundredths"),
    h("thead", {}, h("tr", {}, h("td", {}), atSpot, h("th", { scope: "col" }, "most elsewhere"))),
    h(
      "tbody",
      {},
      ...rows.map((cells, n) => h("tr", {}, h("th", { scope: "row" }, CHANNELS[n] ?? "saliency S"), ...cells))
    )
  );
  const line = (name, of) => h(
    "div",
    { class: "softlook-line" },
    h("span", { class: "softlook-name", "aria-hidden": "true" }, name),
    of.range,
    of.field
  );
  const building = h(
    "div",
    { class: "softlook-part" },
    differs.node,
    line("bars", bars),
    line("target", target),
    shuffle
  );
  const root = h(
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
  let drawn = "";
  const drawScene = (now) => {
    const key = sceneKey(now);
    if (key === drawn) return;
    drawn = key;
    const [width, height] = now.scene === "bars" ? [SIDE, SIDE] : [now.photograph.width, now.photograph.height];
    for (const { svg } of [seen, map]) setAttributes(svg, { viewBox: `0 0 ${width} ${height}` });
    seen.svg.classList.toggle("softlook-bars", now.scene === "bars");
    if (now.scene === "bars") {
      const all = display(now);
      const { row, column } = all[now.target];
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
      const image = s("image", { href: now.photograph.src, width, height, preserveAspectRatio: "none" });
      seen.ground.replaceChildren(image);
    }
  };
  const drawMap = ({ s: values, w }, now) => {
    const top = Math.max(...values) || 1;
    const paths = new Array(LEVELS).fill("");
    values.forEach((value, i) => {
      const level = Math.round(value / top * LEVELS);
      if (level) paths[level - 1] += `M${STEP * (i % w - 0.5)} ${STEP * (Math.floor(i / w) - 0.5)}h16v16h-16z`;
    });
    shades.forEach((shade, level) => setAttributes(shade, { d: paths[level] }));
    const photograph = now.scene === "photograph";
    for (const { svg } of [seen, map]) svg.classList.toggle("softlook-wide", photograph);
  };
  const drawGaze = (path, now) => {
    const places = /* @__PURE__ */ new Map();
    path.forEach(([y, x], n) => {
      const key = `${y},${x}`;
      places.set(key, { x, y, from: places.get(key)?.from ?? n + 1, to: n + 1 });
    });
    const [size, right] = now.scene === "bars" ? [13, SIDE] : [22, now.photograph.width];
    for (const { marks } of [seen, map]) {
      marks.replaceChildren(
        ...["softlook-halo", "softlook-way"].map(
          (kind) => s("polyline", { class: kind, points: path.map(([y, x]) => `${x},${y}`).join(" ") })
        ),
        ...[...places.values()].flatMap(({ x, y, from, to }) => {
          const text = from === to ? String(from) : `${from}–${to}`;
          const width = size * (text.length > 2 ? 3.4 : 2);
          const middle = Math.min(x + 0.4 * size + width, right) - width / 2;
          const up = Math.max(y - 1.6 * size, size);
          return [
            s("circle", { cx: x, cy: y, r: size / 3 }),
            s("rect", { x: middle - width / 2, y: up - size, width, height: 2 * size, rx: size }),
            s("text", { x: middle, y: up + size * 0.4, "font-size": size * 1.2 }, text)
          ];
        })
      );
    }
  };
  const draw = () => {
    const now = state();
    if (now.target >= now.bars) return;
    const result = derive(now, maps(now));
    const inBars = now.scene === "bars";
    hint.textContent = now.hint;
    scene.set(now.scene);
    differs.set(now.differs);
    bars.set(now.bars);
    setAttributes(target.range, { max: now.bars });
    target.set(now.target + 1);
    CHANNELS.forEach((name, n) => weights2[n].set(now[name]));
    fixations.set(now.fixations);
    inhibit.set(now.inhibit);
    building.hidden = !inBars;
    drawScene(now);
    drawMap(result, now);
    drawGaze(result.path, now);
    const howTo = "The dashed line is round the target. Click a bar to make it the target.";
    setText(credit, inBars ? howTo : now.photograph.credit);
    setText(atSpot, inBars ? "at the target" : "at the first fixation");
    rows.forEach(
      (cells, n) => cells.forEach((cell, side) => {
        cell.dataset.value = String(result.compare[n][side]);
        setText(cell, (100 * result.compare[n][side]).toFixed(1));
      })
    );
    foundAt.set(result.foundAt, String(result.foundAt));
    const searched = result.foundAt ? ["The target is found at fixation ", foundAt.node, "."] : [`${LIMIT} fixations do not find the target.`];
    verdict.replaceChildren(...inBars ? searched : [`${result.path.length} fixations.`]);
    const description = `${now.bars} bars on black; the target is red and tilted, the others differ in ${now.differs}`;
    setAttributes(seen.svg, { "aria-label": inBars ? description : now.photograph.alt });
    const places = result.path.map(([y, x], n) => `${n + 1}: row ${y}, column ${x}`).join("; ");
    setAttributes(map.svg, { "aria-label": `Saliency map; fixations at ${places || "no place yet"}` });
    const [here, elsewhere] = result.compare[3].map((value) => two(value));
    region.announce(`${verdict.textContent} Saliency ${here} ${atSpot.textContent}, ${elsewhere} elsewhere.`);
  };
  draw();
  for (const key of STATE) model.on(`change:${key}`, draw);
  el.replaceChildren(root);
  el.dataset.widget = "SaliencyExplorer";
  el.dataset.ready = "";
  return () => {
    stop.abort();
    for (const key of STATE) model.off(`change:${key}`, draw);
    delete el.dataset.ready;
  };
}
var saliency_explorer_default = { render };
export {
  saliency_explorer_default as default,
  derive
};
