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
function pullable(node, { signal, hold, pull }) {
  node.classList.add("softlook-pull");
  let held = null, to = (event) => {
    let { left, width } = node.getBoundingClientRect();
    pull(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  node.addEventListener(
    "pointerdown",
    (event) => {
      event.button || held || (node.setPointerCapture(event.pointerId), held = { id: event.pointerId, back: hold() }, event.pointerType !== "touch" && to(event));
    },
    { signal }
  ), node.addEventListener("pointermove", (event) => event.pointerId === held?.id && to(event), { signal }), node.addEventListener("pointerup", (event) => event.
  pointerId === held?.id && to(event), { signal }), node.addEventListener(
    "pointercancel",
    (event) => {
      event.pointerId === held?.id && held?.back(), held = null;
    },
    { signal }
  ), node.addEventListener("lostpointercapture", () => {
    held = null;
  }, { signal });
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

// src/softlook/widgets/js/math/groups.js
function repeat(rows, counts) {
  return rows.flatMap((row, j) => new Array(counts[j]).fill(row));
}
function gather(positions, counts) {
  let start = 0;
  return counts.map((n) => n ? positions[(start += n) - n] : null);
}

// src/softlook/widgets/js/math/read.js
function read(alpha, v) {
  let c = new Array(v[0]?.length ?? 0).fill(0);
  for (let j = 0; j < alpha.length; j++) for (let d = 0; d < c.length; d++) c[d] += alpha[j] * v[j][d];
  return c;
}

// src/softlook/widgets/js/ui/read_lines.js
var MOST_LINES = 40, LARGEST = 1e6;
function split(line) {
  for (let pattern of [/^(.*)[\t;](.*)$/, /^(.*)\s(.*)$/, /^([^,]*),(.*)$/]) {
    let parts = line.match(pattern), word = parts?.[1].replace(/[\s,;]+$/, ""), score = parts ? parse(parts[2]) : null;
    if (word && score !== null) return { word, score };
  }
  return null;
}
function readLines(text) {
  let lines = text.split(/\r\n|\r|\n/).map((line, at) => ({ at: at + 1, line: line.trim() })).filter(({ line }) => line), refuse = (refused) => ({ labels: [], scores: [],
  refused });
  if (lines.length < 1 || lines.length > MOST_LINES)
    return refuse(`${lines.length} lines given, 1 to ${MOST_LINES} wanted, each with a word and a score`);
  let { labels, scores } = { labels: [], scores: [] };
  for (let { at, line } of lines) {
    let entry = split(line);
    if (!entry) return refuse(`line ${at}: “${line}” given, a word and a score wanted, as in “love 0.5”`);
    if (Math.abs(entry.score) > LARGEST)
      return refuse(`line ${at}: “${line}” given, a score between −1000000 and 1000000 wanted`);
    labels.push(entry.word), scores.push(entry.score);
  }
  return { labels, scores, refused: "" };
}

// src/softlook/widgets/js/math/score_for.js
function scoreFor(weight, j, { scores, mask, counts, temperature }) {
  let others = scores.map(
    (e, i) => i !== j && mask[i] && counts[i] ? e / temperature + Math.log(counts[i]) : -1 / 0
  ), top = Math.max(...others);
  if (!mask[j] || !counts[j] || top === -1 / 0) return null;
  let rest = top + Math.log(others.reduce((sum, e) => sum + Math.exp(e - top), 0));
  return temperature * (Math.log(weight / (1 - weight)) + rest - Math.log(counts[j]));
}

// src/softlook/widgets/js/math/softmax.js
function softmax(e, mask, temperature) {
  let top = -1 / 0;
  for (let j = 0; j < e.length; j++) mask[j] && (top = Math.max(top, e[j]));
  if (top === -1 / 0) return e.map(() => 0);
  let exp = e.map((score, j) => mask[j] ? Math.exp((score - top) / temperature) : 0), total = exp.reduce((sum, x) => sum + x, 0);
  return exp.map((x) => x / total);
}

// src/softlook/widgets/js/score_tuner.js
var STATE = (
  /** @type {const} */
  ["labels", "scores", "mask", "counts", "values", "temperature", "hint"]
), MOVED = (
  /** @type {const} */
  ["scores", "mask", "counts", "temperature"]
), SCORE = { min: -5, max: 5, key: 0.1 }, TEMPERATURE = { min: 0.05, max: 5, key: 0.05 }, COLDEST = 1e-3, MOST = 1e3, LISTS = (
  /** @type {const} */
  ["scores", "mask", "counts", "values"]
);
function derive({ scores, mask, counts, values, temperature }) {
  let every = softmax(repeat(scores, counts), repeat(mask, counts), temperature), one = gather(every, counts).map((weight) => weight ?? 0), total = one.map((weight, j) => weight *
  counts[j]);
  return { alpha: one, total, c: read(total, values) };
}
function render({ model, el }) {
  let stop = new AbortController(), { signal } = stop, opening = Object.fromEntries(MOVED.map((key) => [key, structuredClone(model.get(key))])), state = () => (
    /** @type {State} */
    Object.fromEntries(STATE.map((key) => [key, model.get(key)]))
  ), put = (key, value) => {
    model.set(key, value), model.save_changes();
  }, putAt = (key, j, value) => {
    let changed = [...model.get(key)];
    changed[j] = value, put(key, changed);
  }, region = liveRegion(signal), heading = unique("score-tuner"), hint = h("p", { class: "softlook-hint", id: heading }), table = h("div", { class: "softlook-t\
uner-rows" }), context = h("div", { class: "softlook-tuner-context" }), temperature = dial({
    ...TEMPERATURE,
    label: "Temperature",
    name: "temperature",
    index: "",
    signal,
    refuse: region.refuse,
    accept: (value) => value >= COLDEST ? null : `a number of at least ${COLDEST}`,
    change: (value) => put("temperature", value)
  }), reset = h("button", { type: "button", class: "softlook-button", "data-control": "reset" }, "Reset");
  reset.addEventListener(
    "click",
    () => {
      region.refuse("");
      for (let key of MOVED) model.set(key, structuredClone(opening[key]));
      model.save_changes();
    },
    { signal }
  );
  let area = h("textarea", {
    rows: 5,
    spellcheck: "false",
    autocomplete: "off",
    "aria-label": "Words and scores, a line for each",
    "data-control": "paste",
    "data-index": ""
  }), use = h(
    "button",
    { type: "button", class: "softlook-button", "data-control": "use", "data-index": "" },
    "Use these"
  ), fold = h("summary", { "data-control": "fold", "data-index": "" }, "Paste your own"), paste = h(
    "details",
    { class: "softlook-tuner-paste" },
    fold,
    h("p", { class: "softlook-name" }, "A line for each: the word, then its score."),
    area,
    use
  );
  fold.addEventListener(
    "keydown",
    (event) => {
      event.key !== "Enter" && event.key !== " " || (event.preventDefault(), fold.click());
    },
    { signal }
  ), fold.addEventListener(
    "click",
    () => {
      let { labels, scores } = state();
      !paste.open && !area.value && (area.value = labels.map((label, j) => `${label} ${scores[j]}`).join(`
`));
    },
    { signal }
  ), use.addEventListener(
    "click",
    () => {
      let { labels, scores, refused } = readLines(area.value);
      if (refused) return region.refuse(`${refused}.`);
      region.refuse("");
      let next = {
        scores,
        mask: labels.map(() => !0),
        counts: labels.map(() => 1),
        values: labels.map(() => []),
        labels: [...labels]
      };
      opening = structuredClone({ ...opening, scores, mask: next.mask, counts: next.counts });
      for (let [key, value] of Object.entries(next)) model.set(key, value);
      model.save_changes();
    },
    { signal }
  );
  let root = h(
    "div",
    { class: "softlook-tuner softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    h(
      "div",
      { class: "softlook-tuner-head", "aria-hidden": "true" },
      h("span", {}, "may attend"),
      h("span", {}, "score e"),
      h("span", {}, "weight α")
    ),
    table,
    h(
      "div",
      { class: "softlook-tuner-row softlook-tuner-foot" },
      h("span", { class: "softlook-name" }, "temperature"),
      temperature.range,
      temperature.field,
      reset
    ),
    context,
    paste,
    region.message,
    region.summary
  );
  keepKeys(root, signal);
  let rows = [], contexts = [], build = () => {
    let { labels, counts, values } = state(), grouped = (
      /** @type {number[]} */
      opening.counts
    );
    rows = labels.map((label, j) => {
      let many = (grouped[j] ?? 1) > 1 || counts[j] !== 1, index = String(j), seen = tick({
        label,
        ariaLabel: `may attend to ${label}`,
        name: "mask",
        index,
        signal,
        change: (on) => putAt("mask", j, on)
      }), score = dial({
        ...SCORE,
        label: `Score of ${label}`,
        name: "scores",
        index,
        signal,
        refuse: region.refuse,
        accept: (value) => Math.abs(value) <= 1e6 ? null : "a number between −1000000 and 1000000",
        change: (value) => putAt("scores", j, value)
      }), count = many ? dial({
        min: 0,
        max: Math.max(100, grouped[j] ?? 0),
        key: 1,
        digits: 0,
        label: `How many positions of ${label}`,
        name: "counts",
        index,
        signal,
        refuse: region.refuse,
        accept: (value) => Number.isInteger(value) && value >= 0 && value <= MOST ? null : `a whole number from 0 to ${MOST}`,
        change: (value) => putAt("counts", j, value)
      }) : null, alpha = readout("alpha", index), total = many ? readout("total", index) : null, bar = h("span", { class: "softlook-bar" }), track = h("span", {
      class: "softlook-track" }, bar), grip = h(
        "span",
        { class: "softlook-tuner-grip", "aria-hidden": "true", "data-pull": "scores", "data-index": index },
        track
      );
      pullable(grip, {
        signal,
        hold: () => {
          let before = model.get("scores")[j];
          return () => putAt("scores", j, before);
        },
        pull: (share) => {
          let now = state(), score2 = scoreFor(Math.min(0.999, Math.max(1e-3, share)), j, now);
          if (score2 !== null) return putAt("scores", j, Math.min(1e6, Math.max(-1e6, Number(score2.toFixed(3)))));
          region.refuse(
            now.mask[j] && now.counts[j] ? `${label} is all that may be attended to: its weight is 1 whatever its score.` : `${label} may not be attended to: it\
s weight is 0 whatever its score.`
          );
        }
      });
      let weight = h("span", { class: "softlook-weight" }, grip, alpha.node);
      total && weight.append(h("span", { class: "softlook-each" }, "each, together "), total.node);
      let row = h(
        "div",
        { class: "softlook-tuner-row", role: "group", "aria-label": label },
        seen.node,
        score.range,
        score.field,
        weight
      );
      return count && row.append(h("div", { class: "softlook-tuner-count" }, h("span", {}, "how many"), count.range, count.field)), { tick: seen, dial: score, count,
      bar, row, alpha, total };
    }), table.replaceChildren(...rows.map(({ row }) => row)), contexts = (values[0] ?? []).map((_, d) => readout("c", String(d))), context.replaceChildren(
      ...contexts.length ? [
        h("span", { class: "softlook-name" }, "context c = ("),
        ...contexts.flatMap(({ node }, d) => d ? [", ", node] : [node]),
        ")"
      ] : []
    );
  }, draw = () => {
    let now = state();
    if (!LISTS.every((key) => now[key].length === now.labels.length)) return;
    (now.labels.length !== rows.length || (now.values[0]?.length ?? 0) !== contexts.length) && build();
    let { alpha, total, c } = derive(now);
    hint.textContent = now.hint, rows.forEach((row, j) => {
      row.tick.set(now.mask[j]), row.dial.set(now.scores[j]), row.count?.set(now.counts[j]), row.row.classList.toggle("softlook-masked", !now.mask[j]), row.bar.
      style.transform = `scaleX(${total[j]})`, row.alpha.set(alpha[j]), row.total?.set(total[j]);
    }), contexts.forEach((node, d) => node.set(c[d])), temperature.set(now.temperature), region.announce(`Weights: ${now.labels.map((label, j) => `${label} ${two(
    total[j])}`).join(", ")}.`);
  }, again = () => {
    let { length } = model.get("labels");
    LISTS.every((key) => model.get(key).length === length) && (model.get("labels").length !== opening.scores.length && (opening = Object.fromEntries(MOVED.map((key) => [
    key, structuredClone(model.get(key))]))), build(), draw());
  };
  build(), draw();
  for (let key of STATE) model.on(`change:${key}`, key === "labels" || key === "values" ? again : draw);
  return el.replaceChildren(root), el.dataset.widget = "ScoreTuner", el.dataset.ready = "", () => {
    stop.abort();
    for (let key of STATE) model.off(`change:${key}`, key === "labels" || key === "values" ? again : draw);
    delete el.dataset.ready;
  };
}
var score_tuner_default = { render };
export {
  score_tuner_default as default,
  derive
};
