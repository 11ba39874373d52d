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
  let group = unique(name), choices = options.map(([value, words2]) => {
    let box = h("input", { type: "radio", name: group, value, "data-control": name, "data-index": value });
    return box.addEventListener("change", () => box.checked && change(value), { signal }), { value, box, node: h("label", { class: "softlook-tick" }, box, h("sp\
an", {}, words2)) };
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

// src/softlook/widgets/js/desk/state.js
var KEYS = (
  /** @type {const} */
  [
    "sentence",
    "model",
    "override",
    "mask",
    "temperature",
    "hard",
    "half_width",
    "p"
  ]
);
var isNumber = (x) => typeof x == "number" && Number.isFinite(x), isRecord = (x) => !!x && typeof x == "object" && !Array.isArray(x), isStep = (i) => /^\d{1,3}$/.
test(i), areRows = (rows, fits) => isRecord(rows) && Object.entries(rows).every(
  ([i, row]) => isStep(i) && Array.isArray(row) && row.every((x) => isNumber(x) && fits(x))
), WANTED = (
  /** @type {Record<string, [(x: any) => boolean, string]>} */
  {
    sentence: [(x) => typeof x == "string" && x.length <= 400, "a text of at most 400 letters"],
    model: [(x) => typeof x == "string", "a model's name"],
    override: [
      (x) => isRecord(x) && areRows(x.e, (score) => Math.abs(score) <= 1e6) && areRows(x.alpha, (weight) => weight >= 0) && Object.keys(x.e).every((i) => !(i in
      x.alpha)),
      "rows of finite scores, or of weights of at least 0, for a step"
    ],
    mask: [(x) => Array.isArray(x) && x.every((seen) => typeof seen == "boolean"), "a list of true and false"],
    temperature: [(x) => isNumber(x) && x >= 1e-3 && x <= 1e3, `a number from ${1e-3} to 1000`],
    hard: [(x) => typeof x == "boolean", "true or false"],
    half_width: [
      (x) => x === null || Number.isInteger(x) && x > 0 && x <= 100,
      "a whole number from 1 to 100, or null"
    ],
    p: [
      (x) => isRecord(x) && Object.entries(x).every(([i, at]) => isStep(i) && isNumber(at) && at >= 0),
      "positions of at least 0, by step"
    ]
  }
);
function checked(given) {
  if (!isRecord(given)) throw new Error("no state given, one of the desk's wanted");
  for (let [name, [fits, wanted]] of Object.entries(WANTED))
    if (!fits(given[name])) throw new Error(`${name}: ${wanted} wanted`);
  return (
    /** @type {State} */
    Object.fromEntries(KEYS.map((key) => [key, given[key]]))
  );
}
function decodingOptions({ override, mask, temperature, hard: hard2, half_width, p }, tX, { attention, window: window2 }) {
  let attends = attention !== "none", fitting = (rows) => Object.fromEntries(Object.entries(rows).filter(([, row]) => attends && row.length === tX)), alpha = fitting(
  override.alpha);
  return {
    override: { alpha, e: Object.fromEntries(Object.entries(fitting(override.e)).filter(([i]) => !(i in alpha))) },
    temperature: attends ? temperature : 1,
    hard: attends && hard2,
    mask: attends && mask.length === tX ? mask : null,
    halfWidth: window2 === "global" ? null : half_width,
    p: window2 === "local-p" ? Object.fromEntries(Object.entries(p).filter(([, at]) => at <= tX - 1)) : {}
  };
}

// src/softlook/widgets/js/desk/controls.js
var NAMES = (
  /** @type {Record<string, string>} */
  {
    none: "no attention",
    additive: "additive",
    published: "as published"
  }
), dialLine = (name, { range, field }) => h(
  "div",
  { class: "softlook-line" },
  h("span", { class: "softlook-name", "aria-hidden": "true" }, name),
  range,
  field
);
function makeControls(context) {
  let { signal, refuse, translate, link } = context, sentence = h("input", {
    type: "text",
    class: "softlook-sentence",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    maxlength: "400",
    "aria-label": "English sentence",
    "data-control": "sentence"
  }), onEnter = (event) => event.key === "Enter" && !event.isComposing && translate(sentence.value);
  sentence.addEventListener("keydown", onEnter, { signal });
  let go = h("button", { type: "button", class: "softlook-button", "data-control": "translate" }, "Translate");
  go.addEventListener("click", () => translate(sentence.value), { signal });
  let form = h("div", { class: "softlook-desk-form" }, sentence, go), examples = h("select", {
    class: "softlook-sentence",
    "aria-label": "Or take an example",
    "data-control": "example"
  });
  examples.addEventListener("change", () => examples.value && translate(examples.value), { signal });
  let models = h("select", { "data-control": "model", "aria-label": "Model" });
  models.addEventListener("change", () => context.pick(models.value), { signal });
  let suggestions = h("div", { class: "softlook-desk-buttons", hidden: !0 }), shown = choice({
    label: "show",
    name: "show",
    options: [
      ["weights", "weights α"],
      ["scores", "scores e"]
    ],
    signal,
    change: context.show
  }), golden = tick({
    label: "gold links",
    ariaLabel: "Lay the gold links over it",
    name: "gold",
    signal,
    change: context.gold
  }), sharp = tick({
    label: "hard: all on the largest",
    ariaLabel: "Hard: all the weight on the largest",
    name: "hard",
    signal,
    change: context.hard
  }), heat = dial({
    label: "Temperature",
    min: 0.05,
    max: 5,
    key: 0.05,
    name: "temperature",
    index: "",
    signal,
    refuse,
    change: context.temperature,
    accept: (x) => x >= 1e-3 && x <= 1e3 ? null : `a number from ${1e-3} to ${1e3}`
  }), wide = dial({
    label: "Half width D of the window",
    min: 1,
    max: 16,
    key: 1,
    digits: 0,
    name: "half_width",
    index: "",
    signal,
    refuse,
    change: context.width,
    accept: (x) => Number.isInteger(x) && x >= 1 && x <= 100 ? null : "a whole number from 1 to 100"
  }), widths = dialLine("window D", wide), settings = h("div", { class: "softlook-desk-settings" }, dialLine("temperature", heat), widths, sharp.node), button = (name, words2, act, ariaLabel = null) => {
    let node = h("button", { type: "button", class: "softlook-button", ...{ "data-control": name, "aria-label": ariaLabel } }, words2);
    return node.addEventListener("click", act, { signal }), node;
  }, steps = { undo: button("undo", "Undo", context.undo), redo: button("redo", "Redo", context.redo) }, bar = h(
    "div",
    { class: "softlook-desk-buttons" },
    steps.undo,
    steps.redo,
    button("reset", "Reset", context.reset),
    ...link ? [button("link", "Copy link", link)] : []
  ), display = h("div", { class: "softlook-desk-display" }, shown.node, golden.node), top = h(
    "div",
    { class: "softlook-desk-top" },
    form,
    suggestions,
    h(
      "div",
      { class: "softlook-desk-picks" },
      h("label", {}, h("span", { class: "softlook-name" }, "model "), models),
      h("label", {}, h("span", { class: "softlook-name" }, "examples "), examples)
    ),
    bar
  ), listed = "";
  return {
    top,
    display,
    settings,
    sentence,
    /**
     * Suggest near words for those that are not known.
     *
     * @param {import("./model.js").Unknown[]} unknown
     * @param {(word: string, by: string) => void} take
     */
    suggest(unknown, take) {
      let buttons = unknown.flatMap(
        ({ word, near }) => near.map((by) => button("near", by, () => take(word, by), `${by} instead of ${word}`))
      );
      suggestions.hidden = !buttons.length, suggestions.replaceChildren(...buttons);
    },
    /** @param {{models: string[], examples: string[]}} lists */
    list(lists) {
      listed !== JSON.stringify(lists) && (listed = JSON.stringify(lists), models.replaceChildren(...lists.models.map((name) => h("option", { value: name }, NAMES[name] ??
      name))), examples.replaceChildren(
        h("option", { value: "" }, "choose …"),
        ...lists.examples.map((text) => h("option", { value: text }, text))
      ));
    },
    /**
     * @param {import("./state.js").State} state
     * @param {import("../translate/settings.js").Settings} built
     * @param {{show: string, gold: boolean, hasGold: boolean, depth: number[]}} more
     */
    set(state, built, more) {
      models.value = state.model;
      let listedThere = [...examples.options].map(({ value }) => value).includes(state.sentence);
      examples.value = listedThere ? state.sentence : "", shown.set(more.show), golden.set(more.gold), golden.box.disabled = !more.hasGold, sharp.set(state.hard ||
      built.hard), sharp.box.disabled = built.hard, heat.set(state.temperature), wide.set(state.half_width ?? built.half_width), widths.hidden = built.window ===
      "global";
      for (let part of [display, settings]) part.hidden = built.attention === "none";
      Object.values(steps).forEach((step, n) => step.setAttribute("aria-disabled", String(!more.depth[n])));
    }
  };
}

// src/softlook/widgets/js/ui/rows.js
function place(alpha, j, x, mask) {
  let others = alpha.map((weight, at) => at === j || !mask[at] ? 0 : weight), share = sum(others) > 0 ? others : even(alpha.map((_, at) => at !== j && mask[at])),
  whole2 = sum(share);
  return whole2 ? share.map((weight, at) => at === j ? x : weight / whole2 * (1 - x)) : oneHot(alpha.length, j);
}
function even(mask) {
  let n = mask.filter(Boolean).length;
  return mask.map((seen) => seen ? 1 / n : 0);
}
var oneHot = (n, j) => Array.from({ length: n }, (_, at) => at === j ? 1 : 0);
function hide(alpha, mask) {
  let left = alpha.map((weight, j) => mask[j] ? weight : 0), whole2 = sum(left);
  return whole2 > 0 ? left.map((weight) => weight / whole2) : even(mask);
}
var sum = (row) => row.reduce((total, weight) => total + weight, 0);

// src/softlook/widgets/js/desk/edits.js
var NO_ATTENTION = "This model has no attention: there is nothing to edit.", masked = (word) => `${word} is masked: tick it in the matrix’s head first.`;
function makeEdits({ desk, gold, refuse, edit }) {
  let scene = () => (
    /** @type {import("./model.js").Scene} */
    desk.scene()
  ), mask = () => {
    let { state, source } = scene();
    return state.mask.length === source.length ? state.mask : source.map(() => !0);
  }, rows = () => {
    let { override } = desk.state();
    return { e: { ...override.e }, alpha: { ...override.alpha } };
  }, setRow = (i, alpha, tag) => {
    let next = rows();
    delete next.e[i], next.alpha[i] = alpha, edit({ override: next }, tag);
  }, weigh2 = (i, j, x, tag) => {
    if (!scene().now.alpha) return refuse(NO_ATTENTION);
    let { now, source } = scene();
    if (!mask()[j]) return refuse(masked(source[j]));
    setRow(i, place(
      /** @type {number[][]} */
      now.alpha[i],
      j,
      x,
      mask()
    ), `${tag} ${i},${j}`);
  }, score = (i, j, x, tag) => {
    if (!scene().now.alpha) return refuse(NO_ATTENTION);
    let { now } = scene(), next = rows();
    delete next.alpha[i], next.e[i] = /** @type {number[][]} */
    now.e[i].map((old, at) => at === j ? x : old), edit({ override: next }, `${tag} ${i},${j}`);
  }, whole2 = (i, j, kind) => {
    if (!scene().now.alpha) return refuse(NO_ATTENTION);
    let seen = mask(), { source } = scene();
    if (kind === "even")
      return seen.includes(!0) ? setRow(i, even(seen)) : refuse("Every word is masked: there is nothing to share.");
    if (kind === "one") return seen[j] ? setRow(i, oneHot(source.length, j)) : refuse(masked(source[j]));
    if (kind === "gold") {
      let linked = gold();
      if (!linked) return refuse("This sentence has no gold links: take one of the examples.");
      let [sure, possible] = [linked.sure, linked.possible].map((links2) => {
        let sources = links2.filter(([to]) => to === i).map(([, from]) => from);
        return source.map((_2, at) => sources.includes(at) && seen[at]);
      }), row = sure.includes(!0) ? sure : possible;
      return row.includes(!0) ? setRow(i, even(row)) : refuse("No gold link leads from this row to a word that it may attend to.");
    }
    let next = rows(), { [i]: _, ...p } = desk.state().p;
    return delete next.e[i], delete next.alpha[i], edit({ override: next, p });
  };
  function see(j, on) {
    let next = mask().map((seen, at) => at === j ? on : seen), { e, alpha } = rows(), moved = on ? alpha : Object.fromEntries(Object.entries(alpha).map(([i, row]) => [
    i, row[j] ? hide(row, next) : row]));
    edit({ mask: next.every(Boolean) ? [] : next, override: { e, alpha: moved } });
  }
  return { mask, weigh: weigh2, score, whole: whole2, see };
}

// src/softlook/widgets/js/math/linear.js
function linear({ shape: [d_out, d_in], data }, x, b) {
  let y = new Float64Array(d_out);
  for (let r = 0, at = 0; r < d_out; r++) {
    let sum2 = b ? b[r] : 0;
    for (let c = 0; c < d_in; c++, at++) sum2 += data[at] * x[c];
    y[r] = sum2;
  }
  return y;
}
function join(a, b) {
  let whole2 = new Float64Array(a.length + b.length);
  return whole2.set(a), whole2.set(b, a.length), whole2;
}
function inner(a, b) {
  let sum2 = 0;
  for (let k = 0; k < a.length; k++) sum2 += a[k] * b[k];
  return sum2;
}
var sigmoid = (x) => 1 / (1 + Math.exp(-x));

// src/softlook/widgets/js/math/additive.js
var additiveKeys = (k, wK) => k.map((key) => linear(wK, key));
function additive(q, keys, wQ, vA) {
  let projected = linear(wQ, q);
  return keys.map((key) => {
    let e = 0;
    for (let d = 0; d < projected.length; d++) e += vA[d] * Math.tanh(projected[d] + key[d]);
    return e;
  });
}

// src/softlook/widgets/js/math/aligned_position.js
var alignedPosition = (q, tX, wP, vP) => (tX - 1) * sigmoid(inner(vP, linear(wP, q).map(Math.tanh)));

// src/softlook/widgets/js/math/general.js
function general(q, k, { shape: [rows, columns], data }) {
  let turned = new Float64Array(columns);
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) turned[c] += q[r] * data[r * columns + c];
  return k.map((key) => inner(turned, key));
}

// src/softlook/widgets/js/translate/gru.js
function gru(w, name, end, x, h2) {
  let d = h2.length, seen = linear(w[`${name}.weight_ih${end}`], x, w[`${name}.bias_ih${end}`].data), kept = linear(w[`${name}.weight_hh${end}`], h2, w[`${name}\
.bias_hh${end}`].data);
  return h2.map((old, k) => {
    let r = sigmoid(seen[k] + kept[k]), z = sigmoid(seen[d + k] + kept[d + k]), n = Math.tanh(seen[2 * d + k] + r * kept[2 * d + k]);
    return (1 - z) * n + z * old;
  });
}

// src/softlook/widgets/js/math/location.js
var location2 = (q, tX, wA) => Array.from(linear(wA, q).subarray(0, tX));

// src/softlook/widgets/js/translate/float16.js
function float16(bytes, start, n) {
  let out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    let bits = bytes.getUint16(start + 2 * k, !0), exponent = bits >> 10 & 31, fraction = bits & 1023, size = (1 + fraction / 1024) * 2 ** (exponent - 15);
    exponent === 0 && (size = fraction * 2 ** -24), exponent === 31 && (size = fraction ? NaN : 1 / 0), out[k] = bits >> 15 ? -size : size;
  }
  return out;
}

// src/softlook/widgets/js/translate/safetensors.js
function safetensors(file2) {
  let view = new DataView(file2);
  if (view.byteLength < 10) throw new Error(`a file of ${view.byteLength} bytes given, a safetensors file wanted`);
  let size = Number(view.getBigUint64(0, !0));
  if (view.getUint8(8) !== 123) throw new Error("another kind of file given, a safetensors file wanted");
  if (8 + size > view.byteLength)
    throw new Error(`a truncated file of ${view.byteLength} bytes given, a header of ${size} bytes wanted`);
  let header = json(new TextDecoder("utf-8", { fatal: !0 }), new Uint8Array(file2, 8, size)), { __metadata__: metadata = {}, ...entries } = header, tensors = /* @__PURE__ */ Object.
  create(null);
  for (let [name, entry] of Object.entries(entries)) {
    let { dtype, shape, data_offsets: [from, to] = [NaN, NaN] } = entry ?? {};
    if (dtype !== "F16") throw new Error(`${name}: numbers of kind ${dtype} given, F16 wanted`);
    if (!Array.isArray(shape) || ![from, to, ...shape].every((n2) => Number.isInteger(n2) && n2 >= 0))
      throw new Error(`${name}: a damaged entry given, a shape and two offsets wanted`);
    let n = shape.reduce((product, length) => product * length, 1);
    if (to - from !== 2 * n)
      throw new Error(`${name}: ${to - from} bytes given, ${2 * n} wanted for the shape (${shape.join(", ")})`);
    if (8 + size + to > view.byteLength)
      throw new Error(`a truncated file of ${view.byteLength} bytes given, ${8 + size + to} wanted`);
    let data = float16(view, 8 + size + from, n);
    if (!data.every(Number.isFinite)) throw new Error(`${name}: NaN or infinity given, finite numbers wanted`);
    tensors[name] = { shape, data };
  }
  return { metadata, tensors };
}
function json(decoder, bytes) {
  try {
    let value = JSON.parse(decoder.decode(bytes));
    if (value && typeof value == "object" && !Array.isArray(value)) return value;
  } catch {
  }
  throw new Error("a damaged header given, a safetensors file wanted");
}

// src/softlook/widgets/js/translate/settings.js
var CHOICES = (
  /** @type {Record<string, string[]>} */
  {
    attention: ["none", "additive", "dot", "general", "concat", "location"],
    window: ["global", "local-m", "local-p"],
    timing: ["bahdanau", "luong"],
    readout: ["s", "s;c"]
  }
);
function readSettings(given) {
  for (let [name, choices] of Object.entries(CHOICES))
    if (!choices.includes(given?.[name]))
      throw new Error(`${name}: ${given?.[name]} given, one of ${choices.join(", ")} wanted`);
  for (let name of ["half_width", "hidden", "embedding", "longest"])
    if (!Number.isInteger(given[name]) || given[name] < 1)
      throw new Error(`${name}: ${given[name]} given, a whole number above 0 wanted`);
  return given;
}
var gru2 = (read, d) => ({ weight_ih: [3 * d, read], weight_hh: [3 * d, d], bias_ih: [3 * d], bias_hh: [3 * d] });
function shapes({ attention, window: window2, timing, previous_word, residual, readout: readout2, input_feeding, hidden: d, embedding: e, longest }, nSource, nTarget) {
  let wide = d + (previous_word ? e : 0), read = e + (timing === "bahdanau" || input_feeding ? d : 0), all = {
    "source_embedding.weight": [nSource, e],
    "target_embedding.weight": [nTarget, e],
    "bridge.weight": [d, d],
    "bridge.bias": [d],
    "out.weight": [nTarget, d],
    "out.bias": [nTarget]
  };
  for (let end of ["_l0", "_l0_reverse"])
    for (let [name, shape] of Object.entries(gru2(e, d / 2))) all[`reader.${name}${end}`] = shape;
  for (let [name, shape] of Object.entries(gru2(read, d))) all[`exploiter.${name}_l0`] = shape;
  residual && (all["residual.weight"] = [d, e]);
  let scores = (
    /** @type {Record<string, Record<string, number[]>>} */
    {
      additive: { w_q: [d, wide], w_k: [d, d], v_a: [d] },
      general: { w_a: [wide, d] },
      concat: { w_a: [wide, wide + d], v_a: [wide] },
      location: { w_a: [longest, wide] }
    }[attention]
  );
  for (let [name, shape] of Object.entries(scores ?? {}))
    all[`look.${window2 === "local-p" ? "luong." : ""}${name}`] = shape;
  return window2 === "local-p" && Object.assign(all, { "look.w_p": [d, wide], "look.v_p": [d] }), readout2 === "s;c" && Object.assign(all, { "readout.weight": [
  d, 2 * d], "readout.bias": [d] }), all;
}

// src/softlook/widgets/js/math/softmax.js
function softmax(e, mask, temperature) {
  let top = -1 / 0;
  for (let j = 0; j < e.length; j++) mask[j] && (top = Math.max(top, e[j]));
  if (top === -1 / 0) return e.map(() => 0);
  let exp = e.map((score, j) => mask[j] ? Math.exp((score - top) / temperature) : 0), total = exp.reduce((sum2, x) => sum2 + x, 0);
  return exp.map((x) => x / total);
}

// src/softlook/widgets/js/translate/step.js
var decodingOptions2 = () => ({
  override: { e: {}, alpha: {} },
  temperature: 1,
  hard: !1,
  mask: null,
  halfWidth: null,
  p: {}
});
function weigh(own, i, settings, options, predicted = null) {
  let e = options.override.e[i] ?? own, p = predicted === null ? null : options.p[i] ?? predicted;
  if (options.override.alpha[i]) return { e, alpha: options.override.alpha[i], p };
  let width = options.halfWidth ?? settings.half_width, centre = settings.window === "local-m" ? i : p, mask = e.map((_, j) => (options.mask?.[j] ?? !0) && (centre ===
  null || Math.abs(j - centre) <= width)), alpha = softmax(e, mask, options.temperature);
  return p !== null && (alpha = alpha.map((weight, j) => weight * Math.exp(-(((j - p) / (width / 2)) ** 2) / 2))), (settings.hard || options.hard) && (alpha = hard(
  alpha)), { e, alpha, p };
}
function hard(alpha) {
  let top = Math.max(...alpha), best = alpha.indexOf(top);
  return alpha.map((_, j) => top > 0 && j === best ? 1 : 0);
}

// src/softlook/widgets/js/translate/vocabulary.js
var SPECIAL = ["<pad>", "<s>", "</s>", "<unk>"], [PAD, START, END, UNKNOWN] = SPECIAL, [PAD_ID, START_ID, END_ID, UNKNOWN_ID] = SPECIAL.map((_, n) => n), NEVER_WRITTEN = [
PAD_ID, START_ID, UNKNOWN_ID];
function vocabulary(given, side) {
  if (!(Array.isArray(given) && given.every((word) => typeof word == "string")) || !SPECIAL.every((word, n) => given[n] === word))
    throw new Error(
      `${side}: a damaged vocabulary given, a list of words that begins with ${SPECIAL.join(", ")} wanted`
    );
  return given;
}

// src/softlook/widgets/js/translate/decode.js
var FORMAT = "2";
function makeDecoder(file2) {
  let { metadata, tensors: w } = safetensors(file2);
  if (metadata.softlook !== "translation checkpoint")
    throw new Error("another safetensors file given, a checkpoint of this course wanted");
  if (metadata.format !== FORMAT) throw new Error(`format ${metadata.format} given, format ${FORMAT} wanted`);
  let settings = readSettings(parse2(metadata, "settings")), [source, target] = ["source", "target"].map((side) => vocabulary(parse2(metadata, side), side)), wanted = shapes(
  settings, source.length, target.length);
  for (let name of /* @__PURE__ */ new Set([...Object.keys(wanted), ...Object.keys(w)])) {
    let [given, right] = [w[name]?.shape, wanted[name]].map((shape) => shape && `(${shape.join(", ")})`);
    if (given !== right)
      throw new Error(
        `${name} of shape ${given ?? "missing"} given, ${right ?? "no such tensor"} wanted by the settings`
      );
  }
  let { attention } = settings, scorer = Object.fromEntries(
    Object.entries(w).filter(([name]) => name.startsWith("look.")).map(([name, tensor]) => [name.slice(name.lastIndexOf(".") + 1), tensor])
  );
  attention === "concat" && ([scorer.w_q, scorer.w_k] = splitColumns(scorer.w_a, scorer.w_a.shape[1] - settings.hidden));
  let row = (name, n) => w[name].data.subarray(n * settings.embedding, (n + 1) * settings.embedding), run = (end, x) => {
    let h2 = new Float64Array(settings.hidden / 2);
    return x.map((word) => h2 = gru(w, "reader", end, word, h2));
  }, read = (x) => {
    let embedded = x.map((n) => row("source_embedding.weight", n)), forth = run("_l0", embedded), back = run("_l0_reverse", [...embedded].reverse()).reverse(), h2 = forth.
    map((state, j) => join(state, back[j])), z = join(forth[forth.length - 1], back[0]);
    return settings.residual && (h2 = h2.map((state, j) => linear(w["residual.weight"], embedded[j], state))), { h: h2, keys: scorer.w_k ? additiveKeys(h2, scorer.
    w_k) : h2, z };
  }, score = (q, keys) => attention === "additive" || attention === "concat" ? additive(q, keys, scorer.w_q, scorer.v_a.data) : attention === "general" ? general(
  q, keys, scorer.w_a) : attention === "location" ? location2(q, keys.length, scorer.w_a) : keys.map((key) => inner(q, key)), attend = ({ h: h2, keys, z }, s, y, i, options) => {
    if (attention === "none") return { e: null, alpha: null, p: null, c: z };
    let q = settings.previous_word ? join(s, y) : s, p = settings.window === "local-p" ? alignedPosition(q, h2.length, scorer.w_p, scorer.v_p.data) : null, seen = weigh(
    score(q, keys), i, settings, options, p), c = new Float64Array(settings.hidden);
    for (let j = 0; j < h2.length; j++) for (let d = 0; d < c.length; d++) c[d] += seen.alpha[j] * h2[j][d];
    return { ...seen, c };
  }, write = (memory, options) => {
    let s = linear(w["bridge.weight"], memory.z, w["bridge.bias"].data).map(Math.tanh), u = new Float64Array(settings.hidden), n = START_ID, steps = [], written = [];
    for (; n !== END_ID && steps.length <= settings.longest; ) {
      let y = row("target_embedding.weight", n), early = settings.timing === "bahdanau";
      early || (s = gru(w, "exploiter", "_l0", settings.input_feeding ? join(y, u) : y, s));
      let seen = attend(memory, s, y, steps.length, options);
      early && (s = gru(w, "exploiter", "_l0", join(y, seen.c), s)), u = s, settings.readout === "s;c" && (u = linear(w["readout.weight"], join(s, seen.c), w["r\
eadout.bias"].data).map(Math.tanh));
      let logits = linear(w["out.weight"], u, w["out.bias"].data);
      n = largest(logits), steps.push({ e: seen.e, alpha: seen.alpha, p: seen.p, logits: Array.from(logits) }), n !== END_ID && written.push(target[n]);
    }
    let column = (name) => (
      /** @type {any} */
      steps[0][name] === null ? null : steps.map((step) => step[name])
    );
    return { words: written, e: column("e"), alpha: column("alpha"), p: column("p"), logits: column("logits") };
  }, numbers = new Map(source.map((word, n) => [word, n]));
  return {
    settings,
    source: source.slice(SPECIAL.length),
    read: (sentence) => read(sentence.map((word) => numbers.get(word) ?? UNKNOWN_ID)),
    write
  };
}
function largest(logits) {
  let best = END_ID;
  for (let n = 0; n < logits.length; n++)
    !NEVER_WRITTEN.includes(n) && (logits[n] > logits[best] || logits[n] === logits[best] && n < best) && (best = n);
  return best;
}
function splitColumns({ shape: [rows, columns], data }, at) {
  let ends = [0, at, columns];
  return [0, 1].map((n) => {
    let [from, to] = [ends[n], ends[n + 1]], kept = new Float64Array(rows * (to - from));
    for (let r = 0; r < rows; r++) kept.set(data.subarray(r * columns + from, r * columns + to), r * (to - from));
    return { shape: [rows, to - from], data: kept };
  });
}
function parse2(metadata, name) {
  try {
    return JSON.parse(metadata[name]);
  } catch {
    throw new Error(`${name}: no JSON given in the header, a checkpoint of this course wanted`);
  }
}

// src/softlook/widgets/js/ui/files.js
var FILES = /* @__PURE__ */ Symbol.for("softlook.files"), PATIENCE = 2e4, requested = () => {
  let page = (
    /** @type {any} */
    globalThis
  );
  return page[FILES] ??= /* @__PURE__ */ new Map();
};
function file(model, path) {
  let known = requested().get(path);
  if (known) return known;
  let coming = new Promise((resolve, reject) => {
    let receive = (content, buffers) => {
      content?.softlook !== "file" || content.path !== path || (done(), content.error || !buffers?.length ? reject(new Error(content.error ?? "an empty answer c\
ame")) : resolve(whole(buffers[0])));
    }, late = setTimeout(() => (done(), reject(new Error("no answer came"))), PATIENCE), done = () => (clearTimeout(late), model.off("msg:custom", receive));
    model.on("msg:custom", receive), model.send({ softlook: "file", path });
  });
  return requested().set(path, coming), coming.catch(() => requested().delete(path)), coming;
}
function whole(view) {
  return (
    /** @type {ArrayBuffer} */
    view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength)
  );
}

// src/softlook/widgets/js/ui/history.js
function makeHistory() {
  let past = [], future = [], held = "";
  return {
    /**
     * Keep what stood before a change; changes of one move (the same tag) are one.
     *
     * @param {T} before
     * @param {string} tag
     */
    keep(before, tag) {
      (!tag || tag !== held) && (past = [...past.slice(-199), before]), future = [], held = tag;
    },
    /** The move is over: the next change is another. */
    release: () => {
      held = "";
    },
    /** @param {T} now @returns {T | undefined} */
    undo(now) {
      let before = past.pop();
      return before !== void 0 && future.push(now), held = "", before;
    },
    /** @param {T} now @returns {T | undefined} */
    redo(now) {
      let after = future.pop();
      return after !== void 0 && past.push(now), held = "", after;
    },
    /** How many steps lie behind and ahead. */
    depth: () => [past.length, future.length]
  };
}

// src/softlook/widgets/js/translate/close_matches.js
function ratio(a, b) {
  return a.length + b.length ? 2 * matches(a, b) / (a.length + b.length) : 1;
}
function matches(a, b) {
  let [size, at, to] = [0, 0, 0];
  for (let i = 0; i < a.length; i++)
    for (let j = 0; j < b.length; j++) {
      let k = 0;
      for (; i + k < a.length && j + k < b.length && a[i + k] === b[j + k]; ) k++;
      k > size && ([size, at, to] = [k, i, j]);
    }
  return size ? size + matches(a.slice(0, at), b.slice(0, to)) + matches(a.slice(at + size), b.slice(to + size)) : 0;
}
function getCloseMatches(word, vocabulary2) {
  return vocabulary2.map((text) => ({ text, alike: ratio(text, word) })).filter(({ alike }) => alike >= 0.6).sort((a, b) => b.alike - a.alike || (a.text < b.text ?
  1 : -1)).slice(0, 3).map(({ text }) => text);
}

// src/softlook/widgets/js/translate/words.js
var SPACES = String.raw`\0- \x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff`, SIGNS = String.raw`.,;:!?¿¡"“”„«»‹›()[\]{}…—–<>/\\|*_~^=+#@&%$€£\x60´`,
GAP = new RegExp(`[${SPACES}${SIGNS}]+`), FULL = Object.entries({
  "['’ʼ′]": "'",
  "^can't$": "can not",
  "^won't$": "will not",
  "^(.+)n't$": "$1 not",
  "^(i)'m$": "$1 am",
  "^(you|we|they)'re$": "$1 are",
  "^(i|you|we|they)'ve$": "$1 have",
  "^(he|she|it|that|there|here|who|what|where)'s$": "$1 is",
  "^(.+)'s$": "$1 's"
}).map(([short, full]) => ({ short: new RegExp(short, "g"), full }));
function words(text) {
  return text.normalize("NFC").toLowerCase().split(GAP).flatMap((word) => FULL.reduce((form, { short, full }) => form.replace(short, full), word).split(" ")).map(
  (word) => word === "'s" ? word : word.replace(/^['-]+|['-]+$/g, "")).filter(Boolean);
}

// src/softlook/widgets/js/desk/model.js
var HELD = (
  /** @type {const} */
  [...KEYS, "gold"]
), CLEAR = () => ({ override: { e: {}, alpha: {} }, p: {} }), Refused = class extends Error {
  /** @param {string} message @param {Unknown[]} [unknown] */
  constructor(message, unknown = []) {
    super(message), this.unknown = unknown;
  }
};
function readable(text, { source, settings: { longest } }) {
  let sentence = words(text);
  if (!sentence.length) throw new Refused("No word was given. Type a sentence in English, such as “i love you”.");
  if (sentence.length > longest) throw new Refused(`${sentence.length} words were given; at most ${longest} fit.`);
  let unknown = [...new Set(sentence)].filter((word) => !source.includes(word)).map((word) => ({ word, near: getCloseMatches(word, source) }));
  if (unknown.length) {
    let named2 = unknown.map(({ word, near }) => `“${word}”${near.length ? ` (near: ${near.join(", ")})` : ""}`).join(", ");
    throw new Refused(`Not among the ${source.length} words that this model knows: ${named2}.`, unknown);
  }
  return sentence;
}
function makeDesk(model) {
  let history2 = (
    /** @type {ReturnType<typeof makeHistory<Held>>} */
    makeHistory()
  ), decoders = /* @__PURE__ */ new Map(), scene = null, busy = !1, state = () => (
    /** @type {Held} */
    Object.fromEntries(HELD.map((key) => [key, model.get(key)]))
  ), load = async (name) => {
    let known = decoders.get(name);
    if (known) return known;
    let path = model.get("_assets")?.files?.[name];
    try {
      if (!path) throw new Error("it is not among the models of this desk");
      let decoder = makeDecoder(await file(model, path));
      return decoders.set(name, decoder), decoder;
    } catch (error) {
      throw new Refused(`The model ${name} could not be read: ${/** @type {Error} */
      error.message}.`);
    }
  }, derive = (held, decoder) => {
    let source = readable(held.sentence, decoder), same = scene?.decoder === decoder && scene.source.join(" ") === source.join(" "), memory = same && scene ? scene.
    memory : decoder.read(source), own = same && scene ? scene.own : decoder.write(memory, decodingOptions2());
    return {
      state: held,
      source,
      decoder,
      memory,
      own,
      now: decoder.write(memory, decodingOptions(held, source.length, decoder.settings))
    };
  }, write = (next) => {
    busy = !0;
    for (let [key, value] of Object.entries(next))
      JSON.stringify(model.get(key)) !== JSON.stringify(value) && model.set(key, value);
    busy = !1, model.save_changes();
  };
  return {
    history: history2,
    load,
    state,
    scene: () => scene,
    /** Whether a change of the model is our own. */
    busy: () => busy,
    /** Follow the model's state as it is. @throws {Refused} */
    refresh() {
      let held = state(), decoder = decoders.get(held.model);
      if (!decoder) throw new Refused(`The model ${held.model} is not here yet.`);
      return scene && HELD.every((key) => scene?.state[key] === held[key]) ? scene : scene = derive(held, decoder);
    },
    /**
     * Change something as the reader does.
     *
     * @param {Partial<Held>} patch
     * @param {string} tag changes of one move share it
     * @throws {Refused}
     */
    change(patch, tag) {
      let before = state(), next = { ...before, ...patch }, decoder = decoders.get(next.model);
      if (!decoder) throw new Refused(`The model ${next.model} is not here yet.`);
      let derived = derive(next, decoder);
      return JSON.stringify(before) !== JSON.stringify(next) && history2.keep(before, tag), write(patch), scene = { ...derived, state: state() };
    },
    /** @param {Held | undefined} held */
    restore(held) {
      return held && write(held), this.refresh();
    }
  };
}

// src/softlook/widgets/js/ui/changes.js
function changes(before, after) {
  let [n, m] = [before.length, after.length], common = Array.from({ length: n + 1 }, () => new Array(m + 1).fill(0));
  for (let i = n - 1; i >= 0; i--)
    for (let j = m - 1; j >= 0; j--)
      common[i][j] = before[i] === after[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
  let columns = [], [gone, come] = [[], []], flush = () => {
    for (let k = 0; k < Math.max(gone.length, come.length); k++)
      columns.push({ before: gone[k] ?? null, after: come[k] ?? null, same: !1 });
    [gone, come] = [[], []];
  };
  for (let i = 0, j = 0; i < n || j < m; )
    i < n && j < m && before[i] === after[j] ? (flush(), columns.push({ before: before[i++], after: after[j++], same: !0 })) : j >= m || i < n && common[i + 1][j] >=
    common[i][j + 1] ? gone.push(before[i++]) : come.push(after[j++]);
  return flush(), columns;
}

// src/softlook/widgets/js/desk/result.js
var SIDES = (
  /** @type {const} */
  [
    ["untouched", "before"],
    ["translation", "after"]
  ]
);
function makeResult() {
  let lines = { untouched: h("tr", {}), translation: h("tr", {}) }, table = h(
    "table",
    { class: "softlook-sides" },
    h("caption", { class: "softlook-visually-hidden" }, "What the model writes by itself, and with your changes"),
    h("tbody", {}, ...Object.values(lines))
  ), titles = { untouched: "by itself", translation: "with yours" };
  return { node: h(
    "div",
    { class: "softlook-sides-box", tabindex: "0", role: "group", "aria-label": "Translations" },
    table
  ), set: (untouched, translation) => {
    let columns = changes(untouched, translation);
    for (let [name, side] of SIDES) {
      let n = 0, cells = columns.map(({ same, [side]: word }) => {
        if (word === null) {
          let hidden = h("span", { class: "softlook-visually-hidden" }, "no word");
          return h("td", { class: "softlook-nothing" }, h("span", { "aria-hidden": "true" }, "·"), hidden);
        }
        let shown = same ? [word] : [h("span", { "aria-hidden": "true" }, "≠ "), word], named2 = { "data-name": name, "data-index": n++, "data-value": word };
        return h("td", { class: same ? null : "softlook-changed", ...named2 }, ...shown);
      });
      lines[name].replaceChildren(h("th", { scope: "row" }, titles[name]), ...cells);
    }
    return columns.filter(({ same }) => !same).length;
  } };
}

// src/softlook/widgets/js/desk/row.js
function makeRow({ signal, refuse, weight, score, position, row }) {
  let title = h("p", { class: "softlook-chosen" }), last = 0, dials = {
    weight: dial({
      label: "Weight of the chosen cell",
      min: 0,
      max: 1,
      key: 0.05,
      name: "weight",
      index: "",
      signal,
      refuse,
      change: weight,
      accept: (x) => x >= 0 && x <= 1 ? null : "a weight from 0 to 1"
    }),
    score: dial({
      label: "Score of the chosen cell",
      min: -60,
      max: 60,
      key: 0.5,
      name: "score",
      index: "",
      signal,
      refuse,
      change: score,
      accept: (x) => Math.abs(x) <= 1e6 ? null : "a number between −1000000 and 1000000"
    }),
    position: dial({
      label: "Position p of the chosen row",
      min: 0,
      max: 1,
      key: 0.1,
      name: "p",
      index: "",
      signal,
      refuse,
      change: position,
      accept: (x) => x >= 0 && x <= last ? null : `a position from 0 to ${last}`
    })
  }, lines = {
    weight: dialLine("weight α", dials.weight),
    score: dialLine("score e", dials.score),
    position: dialLine("position p", dials.position)
  }, buttons = (
    /** @type {Record<RowEdit, HTMLButtonElement>} */
    {}
  );
  for (
    let [kind, words2] of
    /** @type {[RowEdit, string][]} */
    [
      ["even", "Even"],
      ["one", "All here"],
      ["gold", "As the gold"],
      ["own", "The model’s own"]
    ]
  )
    buttons[kind] = h("button", { type: "button", class: "softlook-button", "data-control": `row-${kind}` }, words2), buttons[kind].addEventListener("click", () => row(
    kind), { signal });
  return { node: h(
    "div",
    { class: "softlook-desk-row", role: "group", "aria-label": "The chosen cell and its row" },
    title,
    ...Object.values(lines),
    h(
      "div",
      { class: "softlook-desk-buttons" },
      h("span", { class: "softlook-name" }, "the whole row:"),
      ...Object.values(buttons)
    )
  ), set: ({ words: [target, source], weight: alpha, score: e, p, last: end, edited, gold }) => {
    last = end, title.replaceChildren(h("b", {}, target), " attends to ", h("b", {}, source)), dials.weight.set(alpha), dials.score.set(e), lines.position.hidden =
    p === null, dials.position.range.max = String(end), dials.position.set(p ?? 0), buttons.gold.setAttribute("aria-disabled", String(!gold)), buttons.own.setAttribute(
    "aria-disabled", String(!edited));
  }, type: (weights) => (weights ? dials.weight : dials.score).field.focus() };
}

// src/softlook/widgets/js/desk/link.js
var VERSION = 1;
function pack(state) {
  let rounded = JSON.stringify(state, (_, x) => typeof x == "number" ? Number(x.toPrecision(9)) : x), bytes = Array.from(new TextEncoder().encode(rounded), (byte) => String.
  fromCharCode(byte)).join("");
  return `${VERSION}.${btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "")}`;
}
function unpack(packed) {
  let [version, text = ""] = packed.split(".");
  if (version !== String(VERSION))
    throw new Error(`version ${version.slice(0, 12) || "none"} given, version ${VERSION} wanted`);
  let given;
  try {
    let letters = atob(text.replace(/-/g, "+").replace(/_/g, "/")), bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
    given = JSON.parse(new TextDecoder("utf-8", { fatal: !0 }).decode(bytes));
  } catch {
    throw new Error("it is cut off or damaged");
  }
  return checked(given);
}
var find = (hash, key) => new URLSearchParams(hash.replace(/^#/, "")).get(key);
function put(hash, key, packed) {
  return `#${[...hash.replace(/^#/, "").split("&").filter((part) => part.includes("=") && !part.startsWith(`${key}=`)), `${key}=${packed}`].join("&")}`;
}

// src/softlook/widgets/js/desk/share.js
var BEFORE = "The link’s state was not taken: ";
function makeShare({ model, desk, el, report, take, begin }) {
  let place2 = [...document.querySelectorAll('[data-widget="TranslatorDesk"]')].indexOf(el), key = `desk${place2 > 0 ? `-${place2 + 1}` : ""}`, copy = () => {
    let { hash, href } = location, state = desk.state(), packed = pack(
      /** @type {any} */
      Object.fromEntries(KEYS.map((name) => [name, state[name]]))
    );
    history.replaceState(history.state, "", href.slice(0, href.length - hash.length) + put(hash, key, packed)), (navigator.clipboard?.writeText(location.href) ??
    Promise.reject()).then(
      () => report("The link is copied: whoever opens it sees this state."),
      () => report("The address of this page now holds this state: copy it from the browser’s address bar.")
    );
  }, stay = (why) => {
    begin().then(() => desk.scene() && report(why));
  };
  return { copy, follow: () => {
    let packed = find(location.hash, key);
    if (packed === null) return !1;
    try {
      let given = unpack(packed);
      if (!model.get("models").includes(given.model)) throw new Error(`this desk has no model ${given.model}`);
      take(
        (decoder) => {
          let n = readable(given.sentence, decoder).length;
          if (![
            ...Object.values(given.override.e),
            ...Object.values(given.override.alpha),
            ...given.mask.length ? [given.mask] : []
          ].every((row) => row.length === n) || !Object.values(given.p).every((at) => at <= n - 1))
            throw new Refused("its rows are not as long as its sentence.");
          return { ...given, gold: {} };
        },
        given.model,
        BEFORE
      ).then((refused) => {
        el.scrollIntoView({ block: "nearest" }), refused && !desk.scene() && stay(refused);
      });
    } catch (error) {
      stay(`${BEFORE}${/** @type {Error} */
      error.message}.`);
    }
    return !0;
  } };
}

// src/softlook/widgets/js/math/links.js
function links(alpha) {
  return alpha.flatMap((row, i) => {
    let top = Math.max(0, ...row);
    return top > 0 ? [
      /** @type {[number, number]} */
      [i, row.indexOf(top)]
    ] : [];
  });
}
function alignmentErrorRate(alignment, sure, possible) {
  let [a, s, p] = [alignment, sure, [...possible, ...sure]].map((links2) => new Set(links2.map(String))), shared = (other) => [...a].filter((link) => other.has(
  link)).length;
  return a.size || s.size ? 1 - (shared(s) + shared(p)) / (a.size + s.size) : 0;
}

// src/softlook/widgets/js/ui/draw.js
function setAttributes(node, attributes) {
  for (let [name, value] of Object.entries(attributes)) {
    let text = String(value);
    node.getAttribute(name) !== text && node.setAttribute(name, text);
  }
}
var setText = (node, text) => {
  node.textContent !== text && (node.textContent = text);
};

// src/softlook/widgets/js/ui/matrix.js
var COLUMN = { role: "columnheader", scope: "col" }, REACH = { weights: 100, scores: 20 }, STEP = { weights: 0.05, scores: 0.5 }, LIMIT = { weights: [0, 1], scores: [
-1e6, 1e6] }, MOVES = (
  /** @type {Record<string, [number, number]>} */
  {
    ArrowUp: [-1, 0],
    ArrowDown: [1, 0],
    ArrowLeft: [0, -1],
    ArrowRight: [0, 1]
  }
), TURNS = (
  /** @type {Record<string, number>} */
  {
    "+": 1,
    "=": 1,
    "-": -1,
    _: -1,
    "−": -1,
    PageUp: 10,
    PageDown: -10
  }
);
function makeMatrix({ signal, edit, choose, see, own, type, release, cancel }) {
  let name = unique("matrix"), caption = h("caption", { id: name, class: "softlook-visually-hidden" }), head = h("tr", { role: "row" }), body = h("tbody", { role: "\
rowgroup" }), table = h(
    "table",
    { class: "softlook-matrix", role: "grid", "aria-labelledby": name },
    caption,
    h("thead", { role: "rowgroup" }, head),
    body
  ), node = h("div", { class: "softlook-matrix-box" }, table), view = null, rows = [], ticks = [], at = [0, 0], drag = null, value = ({ show, alpha, e }, i, j) => (show ===
  "weights" ? alpha : e)[i][j], stop = () => at[0] < 0 ? ticks[at[1]] : rows[at[0]]?.cells[at[1]]?.cell, go = (i, j, focus = !0) => {
    if (!view) return;
    stop()?.setAttribute("tabindex", "-1"), at = [Math.max(-1, Math.min(rows.length - 1, i)), Math.max(0, Math.min(view.columns.length - 1, j))];
    let to = stop();
    to?.setAttribute("tabindex", "0"), focus && (to?.focus({ preventScroll: !0 }), to?.scrollIntoView({ block: "nearest", inline: "nearest" }));
  }, turn = (i, j, to, tag) => {
    if (!view) return;
    let [low, high] = LIMIT[view.show], tidy = Math.min(high, Math.max(low, Math.round(to * 100) / 100));
    tidy !== value(view, i, j) && edit(i, j, tidy, tag);
  }, where = (event) => {
    let cell = (
      /** @type {HTMLElement} */
      event.target.closest?.("td")
    );
    return cell?.dataset.index ? (
      /** @type {[number, number]} */
      cell.dataset.index.split(",").map(Number)
    ) : null;
  };
  table.addEventListener(
    "focusin",
    (event) => {
      let cell = where(event), tick2 = ticks.indexOf(
        /** @type {any} */
        event.target
      );
      cell ? (go(...cell, !1), choose(...cell)) : tick2 >= 0 && go(-1, tick2, !1);
    },
    { signal }
  ), table.addEventListener(
    "keydown",
    (event) => {
      if (!view || event.altKey || event.metaKey) return;
      let [i, j] = at, move = MOVES[event.key], by = TURNS[event.key];
      if (move && !event.ctrlKey) go(i + move[0], j + move[1]);
      else if (event.key === "Home") go(event.ctrlKey ? 0 : i, 0);
      else if (event.key === "End") go(event.ctrlKey ? rows.length - 1 : i, view.columns.length - 1);
      else {
        if (i < 0 || event.ctrlKey)
          return;
        if (by) turn(i, j, value(view, i, j) + by * STEP[view.show], `key ${i},${j}`);
        else if (event.key === "Delete" || event.key === "Backspace") own(i);
        else if (event.key === "Enter" || event.key === "F2") type();
        else if (event.key !== " ") return;
      }
      event.preventDefault();
    },
    { signal }
  ), table.addEventListener(
    "click",
    (event) => {
      let cell = where(event);
      cell && go(...cell);
    },
    { signal }
  ), table.addEventListener(
    "pointerdown",
    (event) => {
      let cell = where(event);
      if (!view || !cell || event.button || drag) return;
      let [i, j] = cell, chosen = view.chosen[0] === i && view.chosen[1] === j;
      event.pointerType === "touch" && !chosen || (go(i, j), drag = { id: event.pointerId, i, j, y: event.clientY, from: value(view, i, j), moved: !1 }, rows[i].
      cells[j].cell.setPointerCapture(event.pointerId), event.preventDefault());
    },
    { signal }
  ), table.addEventListener(
    "pointermove",
    (event) => {
      if (!view || event.pointerId !== drag?.id) return;
      let up = drag.y - event.clientY;
      !drag.moved && Math.abs(up) < 3 || (drag.moved = !0, turn(drag.i, drag.j, drag.from + up / REACH[view.show], "drag"));
    },
    { signal }
  );
  let drop = (event) => {
    if (event.pointerId !== drag?.id) return;
    let { moved } = drag;
    drag = null, event.type === "pointercancel" && moved && cancel(), release();
  };
  for (
    let end of
    /** @type {const} */
    ["pointerup", "pointercancel", "lostpointercapture"]
  )
    table.addEventListener(end, drop, { signal });
  table.addEventListener("keyup", release, { signal });
  let build = (columns) => {
    ticks = columns.map((word, j) => {
      let tick2 = h("input", {
        type: "checkbox",
        tabindex: "-1",
        "aria-label": `may attend to ${word}`,
        "data-control": "mask",
        "data-index": j
      });
      return tick2.addEventListener("change", () => see(j, tick2.checked), { signal }), tick2;
    });
    let corner = h("th", { ...COLUMN, class: "softlook-corner" }, h("span", {}, "may attend"));
    head.replaceChildren(
      corner,
      ...columns.map((word, j) => h("th", COLUMN, h("label", {}, h("span", {}, word), ticks[j])))
    ), body.replaceChildren(), rows = [];
  }, grow = (n) => {
    let i = rows.length, cells = Array.from({ length: n }, (_, j) => {
      let number = h("span", {}), named2 = { "data-control": "cell", "data-index": `${i},${j}` };
      return { number, cell: h("td", { role: "gridcell", tabindex: "-1", ...named2 }, number) };
    }), title = h("th", { role: "rowheader", scope: "row" }), row = h("tr", { role: "row" }, title, ...cells.map(({ cell }) => cell));
    body.append(row), rows.push({ row, head: title, cells });
  };
  return { node, set: (next) => {
    let old = view, held = node.contains(document.activeElement);
    view = next;
    let { columns, show, alpha, e, before, edited, mask, sure, possible } = next;
    for ((!old || old.columns.join(" ") !== columns.join(" ")) && build(columns); rows.length < next.rows.length; ) grow(columns.length);
    for (let { row } of rows.splice(next.rows.length)) row.remove();
    let what = show === "weights" ? "Weights" : "Scores";
    caption.textContent = `${what}: a row for each step, a column for each source word`;
    let size = show === "scores" ? Math.max(1e-9, ...e.flat().map(Math.abs)) : 1;
    ticks.forEach((tick2, j2) => tick2.checked = mask[j2]), next.rows.forEach((word, i2) => {
      let { head: title, cells } = rows[i2];
      setText(title, edited[i2] ? `${word} *` : word), setAttributes(title, { "aria-label": edited[i2] ? `${word}, edited` : word }), cells.forEach(({ cell, number }, j2) => {
        let [x, was] = [value(next, i2, j2), before[i2]?.[j2] ?? 0], [link, maybe] = [sure.has(`${i2},${j2}`), possible.has(`${i2},${j2}`)], chosen = next.chosen[0] ===
        i2 && next.chosen[1] === j2, kinds = [show, x < 0 && "negative", !mask[j2] && "hidden", link ? "sure" : maybe && "possible"], gold = link ? "sure gold l\
ink" : maybe && "possible gold link", label = [`${word} attends to ${columns[j2]}: ${two(x)}`, gold, !mask[j2] && "masked"], shift = show === "weights" && Math.
        abs(was - x) > 5e-3 ? was.toFixed(3) : -1;
        setText(number, two(x)), setAttributes(cell, {
          "data-name": show === "weights" ? "alpha" : "e",
          "data-value": x,
          class: kinds.flatMap((kind) => kind ? [`softlook-${kind}`] : []).join(" "),
          style: `--share: ${Math.abs(x / size).toFixed(3)}; --was: ${shift}`,
          "aria-selected": String(chosen),
          "aria-label": label.filter(Boolean).join(", ")
        });
      });
    });
    let [i, j] = at[0] < 0 ? [-1, at[1]] : next.chosen;
    drag || go(i, j, held && !node.contains(document.activeElement));
  }, hold: (held) => {
    node.style.height = held ? `${node.offsetHeight}px` : "";
  } };
}

// src/softlook/widgets/js/translator_desk.js
var SEEN = (
  /** @type {const} */
  [...HELD, "show", "hint", "models"]
), NO_ATTENTION2 = "This model has no attention: at every step it reads the same two states of its encoder. There is nothing to edit; try a longer sentence.", LEGEND = "\
 A line beside a bar: the weight before your changes. *: a row of yours. Outlined: gold, dashed where only possible. Hatched: masked.";
function render({ model, el }) {
  let stop = new AbortController(), { signal } = stop, desk = makeDesk(model), region = liveRegion(signal), opening = desk.state(), inPage = !!el.dataset.module,
  chosen = [1, 1], golden = !0, turn = 0, heading = unique("translator-desk"), hint = h("p", { class: "softlook-hint", id: heading }), controls = makeControls({
    signal,
    refuse: region.refuse,
    translate: (text) => translate(text),
    pick: (name) => take(() => ({ model: name, ...CLEAR() }), name),
    show: (what) => (model.set("show", what), model.save_changes(), draw()),
    gold: (on) => (golden = on, draw()),
    temperature: (x) => edit({ temperature: x }, "temperature"),
    hard: (on) => edit({ hard: on }),
    width: (x) => edit({ half_width: x }, "half_width"),
    undo: () => step("undo"),
    redo: () => step("redo"),
    reset: () => take(() => opening, opening.model),
    link: inPage ? () => share.copy() : null
  }), result = makeResult(), row = makeRow({
    signal,
    refuse: region.refuse,
    weight: (x) => edits.weigh(...chosen, x, "weight"),
    score: (x) => edits.score(...chosen, x, "score"),
    position: (x) => edit({ p: { ...desk.state().p, [chosen[0]]: x } }, `p ${chosen[0]}`),
    row: (kind) => edits.whole(...chosen, kind)
  }), matrix = makeMatrix({
    signal,
    edit: (i, j, x, tag) => (model.get("show") === "weights" ? edits.weigh : edits.score)(i, j, x, tag),
    choose: (i, j) => {
      chosen[0] === i && chosen[1] === j || (chosen = [i, j], draw());
    },
    see: (j, on) => edits.see(j, on),
    own: (i) => edits.whole(i, 0, "own"),
    type: () => row.type(model.get("show") === "weights"),
    release: desk.history.release,
    cancel: () => step("undo")
  }), legend = h("p", { class: "softlook-desk-legend" }), withAttention = h("div", {}, row.node, matrix.node, controls.settings, legend), withoutAttention = h("\
p", {}, NO_ATTENTION2), body = h("div", { hidden: !0 }, result.node, controls.display, withAttention, withoutAttention), table = el.querySelector(":scope > tabl\
e"), waiting = h(
    "div",
    {
      class: "softlook-desk-waiting",
      role: "group",
      tabindex: "0",
      "aria-label": "The translation, before the translator is here"
    },
    ...table ? [table] : [h("p", {}, "The translator is being fetched …")]
  ), root = h(
    "div",
    { class: "softlook-desk softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    controls.top,
    waiting,
    body,
    region.message,
    region.summary
  );
  keepKeys(root, signal), root.addEventListener("pointerdown", () => matrix.hold(!0), { signal });
  for (let end of ["pointerup", "pointercancel"])
    window.addEventListener(end, () => (matrix.hold(!1), desk.history.release()), { signal });
  root.addEventListener("change", desk.history.release, { signal });
  let refuse = (error, before = "") => {
    if (!(error instanceof Refused)) throw error;
    return desk.scene() && draw(), controls.suggest(error.unknown, (word, by) => {
      let typed = words(controls.sentence.value);
      controls.sentence.value = typed.map((each) => each === word ? by : each).join(" "), translate(controls.sentence.value);
    }), region.refuse(before + error.message), before + error.message;
  }, edit = (patch, tag = "") => {
    try {
      desk.change(patch, tag), draw();
    } catch (error) {
      refuse(error);
    }
  }, take = (change, name = model.get("model"), before = "") => {
    let mine = ++turn, decide = (decoder) => (desk.change(change(decoder), ""), controls.sentence.value = desk.state().sentence, draw(), ""), late = (error) => mine ===
    turn && !signal.aborted ? refuse(error, before) : "";
    return desk.load(name).then((decoder) => mine === turn && !signal.aborted ? decide(decoder) : "").catch(late);
  }, translate = (text) => take((decoder) => ({ sentence: readable(text, decoder).join(" "), ...CLEAR(), mask: [], gold: {} })), step = (way) => {
    let held = desk.history[way](desk.state());
    if (!held) return;
    let mine = ++turn;
    desk.load(held.model).then(
      () => {
        mine !== turn || signal.aborted || (desk.restore(held), controls.sentence.value = held.sentence, draw());
      },
      (error) => {
        desk.history[way === "undo" ? "redo" : "undo"](held), signal.aborted || refuse(error);
      }
    );
  };
  function gold() {
    let { sentence, gold: own } = desk.state();
    return (own?.sentence === sentence ? own : model.get("_assets")?.demonstrations?.[sentence]) ?? null;
  }
  let judge = ({ now }, linked) => {
    if (!linked) return ["This sentence has no gold links."];
    if (linked.target.length && linked.target.length !== now.words.length)
      return [`No error rate: the gold translation “${linked.target.join(" ")}” has ${linked.target.length} words.`];
    let rate = alignmentErrorRate(links((now.alpha ?? []).slice(0, now.words.length)), linked.sure, linked.possible), output = readout("aer", "");
    return output.set(rate), ["Alignment error rate against the gold: ", output.node, "."];
  }, draw = () => {
    let scene = desk.refresh(), { state, source, decoder, own, now } = scene, linked = gold(), attends = now.alpha !== null;
    hint.textContent = model.get("hint"), controls.list({ models: model.get("models"), examples: Object.keys(model.get("_assets")?.demonstrations ?? {}) }), controls.
    set(state, decoder.settings, {
      show: model.get("show"),
      gold: golden && !!linked,
      hasGold: !!linked,
      depth: desk.history.depth()
    }), controls.suggest([], () => {
    });
    let differ = result.set(own.words, now.words);
    if ([withAttention.hidden, withoutAttention.hidden] = [!attends, attends], now.alpha && now.e) {
      let written = [...now.words, END].slice(0, now.alpha.length);
      chosen = [Math.min(chosen[0], written.length - 1), Math.min(chosen[1], source.length - 1)];
      let [i, j] = chosen, edited = { ...state.override.e, ...state.override.alpha, ...now.p ? state.p : {} }, laid = (kind) => new Set(golden && linked ? linked[kind].
      map(String) : []);
      matrix.set({
        rows: written,
        columns: source,
        show: model.get("show"),
        alpha: now.alpha,
        e: now.e,
        before: own.alpha ?? [],
        edited,
        mask: edits.mask(),
        sure: laid("sure"),
        possible: laid("possible"),
        chosen
      }), row.set({
        words: [written[i], source[j]],
        weight: now.alpha[i][j],
        score: now.e[i][j],
        p: now.p ? now.p[i] : null,
        last: source.length - 1,
        edited: i in edited,
        gold: !!linked
      }), legend.replaceChildren(...judge(scene, linked), h("span", {}, LEGEND));
    }
    waiting.remove(), body.hidden = !1, el.dataset.loaded = state.model;
    let places = differ === 1 ? "1 place differs" : `${differ} places differ`, compared = differ ? `${places} from what the model writes by itself` : "As the mo\
del writes it by itself";
    region.announce(`${now.words.join(" ")}. ${compared}.`);
  }, begin = async () => {
    try {
      await desk.load(model.get("model")), signal.aborted || draw();
    } catch (error) {
      signal.aborted || refuse(error);
    }
  }, listen = () => {
    desk.busy() || queueMicrotask(() => {
      let [before, now] = [desk.scene()?.state, desk.state()];
      signal.aborted || (before && JSON.stringify(before) !== JSON.stringify(now) && desk.history.keep(before, ""), before?.sentence !== now.sentence && (controls.
      sentence.value = now.sentence), begin());
    });
  }, edits = makeEdits({ desk, gold, refuse: region.refuse, edit }), share = makeShare({ model, desk, el, take, begin, report: (text) => {
    signal.aborted || region.refuse(text);
  } });
  hint.textContent = model.get("hint"), controls.sentence.value = opening.sentence, controls.list({ models: model.get("models"), examples: Object.keys(model.get(
  "_assets")?.demonstrations ?? {}) }), el.replaceChildren(root);
  let approach = (entries) => {
    entries.every(({ isIntersecting }) => !isIntersecting) || (nearby.disconnect(), begin());
  }, nearby = new IntersectionObserver(approach, { rootMargin: "600px" });
  signal.addEventListener("abort", () => nearby.disconnect()), (!inPage || !share.follow()) && nearby.observe(el), inPage && window.addEventListener("hashchange",
  share.follow, { signal });
  for (let name of SEEN) model.on(`change:${name}`, listen);
  return el.dataset.widget = "TranslatorDesk", el.dataset.ready = "", () => {
    stop.abort();
    for (let name of SEEN) model.off(`change:${name}`, listen);
    delete el.dataset.ready;
  };
}
var translator_desk_default = { render };
export {
  translator_desk_default as default
};
