// @ts-check
/** SaliencyExplorer: weigh the channels of a display or a photograph, see what stands out, let the gaze wander. */
import { arrange, CELL, CELLS } from "./vision/arrange.js";
import { conspicuity } from "./vision/conspicuity.js";
import { choice, dial, h, keepKeys, liveRegion, readout, tick, two, unique } from "./ui/controls.js";
import { s, setAttributes, setText } from "./ui/draw.js";
import { paint } from "./vision/paint.js";
import { weigh } from "./vision/weigh.js";
import { near, STEP, winnerTakesAll } from "./vision/winner_takes_all.js";

/**
 * @typedef {import("./ui/live.js").Model} Model
 * @typedef {import("./vision/channels.js").Field} Field
 * @typedef {{src: string, alt: string, credit: string, height: number, width: number, h: number, w: number,
 *   maps: Record<string, number[]>}} Photograph
 * @typedef {{scene: "bars" | "photograph", differs: string, bars: number, target: number, seed: number,
 *   intensity: number, colour: number, orientation: number, fixations: number, inhibit: boolean,
 *   photograph: Photograph, hint: string}} State
 */

const STATE = /** @type {const} */ ([
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
  "hint",
]);
const CHANNELS = /** @type {const} */ (["intensity", "colour", "orientation"]);
const [MOST_FIXATIONS, LIMIT, NEAR, FINE, LEVELS, LARGEST_WEIGHT] = [20, 40, 32, 10000, 16, 10];
const FAINT = 1e-12; // less is rounding, and draws no fixation
const SIDE = CELL * CELLS;
const PAUSE = 600; // milliseconds from fixation to fixation
const REMEMBERED = 64; // as many as in Python

/** The bars of a state. @param {State} state */
const display = ({ bars, target, differs, seed }) => arrange(bars, target, differs, seed);

/** What tells the scene of a state from others. @param {State} state */
const sceneKey = ({ scene, bars, target, differs, seed, photograph }) =>
  scene === "bars" ? [bars, target, differs, seed].join() : photograph;

/** The conspicuity maps of a state's scene, kept for the last few: a reader who moves a slider comes back to them. */
function remembered() {
  /** @type {Map<string | Photograph, Field[]>} */
  const known = new Map();
  return (/** @type {State} */ state) => {
    const key = sceneKey(state);
    const maps = known.get(key) ?? conspicuityMaps(state);
    known.delete(key); // the latest goes last
    known.set(key, maps);
    if (known.size > REMEMBERED) known.delete([...known.keys()][0]);
    return maps;
  };
}

/** @param {State} state @returns {Field[]} */
function conspicuityMaps(state) {
  if (state.scene === "photograph") {
    const { h, w, maps } = state.photograph;
    return CHANNELS.map((name) => ({ h, w, data: Float64Array.from(maps[name], (x) => x / FINE) }));
  }
  const maps = conspicuity(paint(display(state)));
  return CHANNELS.map((name) => maps[name]);
}

/** All that is shown of a state. @param {State} state */
export function derive(state, maps = remembered()(state)) {
  const weights = CHANNELS.map((name) => state[name]);
  const map = weigh(maps, weights);
  for (let i = 0; i < map.data.length; i++) if (map.data[i] < FAINT) map.data[i] = 0;
  const bars = state.scene === "bars";
  const radius = bars ? NEAR : (STEP * Math.min(map.h, map.w)) / 6;
  const walk = winnerTakesAll(map, LIMIT, radius, state.inhibit);
  const target = bars ? display(state)[state.target] : null;
  const spot = target ? [target.row, target.column] : (winnerTakesAll(map, 1, radius, true)[0] ?? [0, 0]);
  const foundAt = target ? walk.findIndex(([y, x]) => Math.hypot(y - target.row, x - target.column) <= NEAR) + 1 : 0;
  const away = Uint8Array.from(map.data, (_, i) => (near(i, map.w, spot, radius) ? 0 : 1));
  const compare = [...maps, map].map(({ data }) => {
    const most = [0, 0];
    for (let i = 0; i < data.length; i++) if (data[i] > most[away[i]]) most[away[i]] = data[i];
    return most;
  });
  return { s: Array.from(map.data), h: map.h, w: map.w, path: walk.slice(0, state.fixations), foundAt, compare };
}

/** A picture with fixations on it. @param {string} label */
function picture(label) {
  const ground = s("g");
  const marks = s("g", { class: "softlook-gaze" });
  const svg = s("svg", { role: "img", "aria-label": label, class: "softlook-scene" }, ground, marks);
  return { svg, ground, marks };
}

/** @param {{model: Model, el: HTMLElement}} place */
function render({ model, el }) {
  const stop = new AbortController();
  const { signal } = stop;
  const state = () => /** @type {State} */ (Object.fromEntries(STATE.map((key) => [key, model.get(key)])));
  const maps = remembered();
  /** @param {Partial<State>} values */
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
      ["photograph", "a photograph"],
    ],
    change: (value) => change({ scene: value }),
  });
  const differs = choice({
    label: "the others differ in",
    name: "differs",
    signal,
    options: [
      ["colour", "colour"],
      ["orientation", "orientation"],
      ["conjunction", "one of the two"],
      ["nothing", "nothing"],
    ],
    change: (value) => change({ differs: value }),
  });
  /**
   * A whole number's dial.
   *
   * @param {string} label
   * @param {string} name
   * @param {number} min
   * @param {() => number} max
   * @param {(value: number) => void} to
   */
  const count = (label, name, min, max, to) =>
    dial({
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
      accept: (value) =>
        Number.isInteger(value) && value >= min && value <= max() ? null : `a whole number from ${min} to ${max()}`,
    });
  const bars = count(
    "How many bars",
    "bars",
    1,
    () => CELLS ** 2,
    (value) => change({ target: Math.min(model.get("target"), value - 1), bars: value }),
  );
  const target = count(
    "Which bar is the target",
    "target",
    1,
    () => model.get("bars"),
    (value) => change({ target: value - 1 }),
  );
  const shuffle = h("button", { type: "button", class: "softlook-button", "data-control": "shuffle" }, "Shuffle");
  shuffle.addEventListener("click", () => change({ seed: (model.get("seed") + 1) % 10000 }), { signal });
  const weights = CHANNELS.map((name) =>
    dial({
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
      change: (value) => change({ [name]: value }),
    }),
  );
  const fixations = count(
    "How many fixations",
    "fixations",
    0,
    () => MOST_FIXATIONS,
    (value) => (halt(), change({ fixations: value })),
  );
  const inhibit = tick({
    label: "inhibit what was seen",
    ariaLabel: "inhibit what was seen (inhibition of return)",
    name: "inhibit",
    signal,
    change: (on) => change({ inhibit: on }),
  });
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let walking;
  const wander = h("button", { type: "button", class: "softlook-button", "data-control": "wander" }, "Let it wander");
  const halt = () => {
    clearInterval(walking);
    walking = undefined;
    setText(wander, "Let it wander");
  };
  signal.addEventListener("abort", halt);
  wander.addEventListener(
    "click",
    () => {
      if (walking !== undefined) return halt();
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return change({ fixations: MOST_FIXATIONS });
      change({ fixations: (model.get("fixations") % MOST_FIXATIONS) + 1 });
      setText(wander, "Stop");
      walking = setInterval(() => {
        if (model.get("fixations") >= MOST_FIXATIONS) return halt();
        change({ fixations: model.get("fixations") + 1 });
      }, PAUSE);
    },
    { signal },
  );

  const seen = picture("");
  const map = picture("");
  const shades = Array.from({ length: LEVELS }, (_, level) =>
    s("path", { class: "softlook-shade", "fill-opacity": (level + 1) / LEVELS }),
  );
  map.ground.append(...shades);
  seen.svg.addEventListener(
    "click",
    (event) => {
      const now = state();
      if (now.scene !== "bars") return;
      const { left, top, width } = seen.svg.getBoundingClientRect();
      const [x, y] = [((event.clientX - left) / width) * SIDE, ((event.clientY - top) / width) * SIDE];
      const far = display(now).map(({ row, column }) => Math.hypot(row - y, column - x));
      change({ target: far.indexOf(Math.min(...far)) });
    },
    { signal },
  );

  const foundAt = readout("found_at", "");
  const verdict = h("p", { class: "softlook-explorer-verdict" });
  const credit = h("figcaption", { class: "softlook-credit" });
  const rows = [...CHANNELS, "s"].map((name) =>
    [0, 1].map((side) =>
      h("td", { class: "softlook-number", "data-name": name === "s" ? "S" : name, "data-index": side }),
    ),
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
      ...rows.map((cells, n) => h("tr", {}, h("th", { scope: "row" }, CHANNELS[n] ?? "saliency S"), ...cells)),
    ),
  );
  /** @param {string} name @param {ReturnType<typeof dial>} of */
  const line = (name, of) =>
    h(
      "div",
      { class: "softlook-line" },
      h("span", { class: "softlook-name", "aria-hidden": "true" }, name),
      of.range,
      of.field,
    );
  const building = h(
    "div",
    { class: "softlook-part" },
    differs.node,
    line("bars", bars),
    line("target", target),
    shuffle,
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
      h("figure", {}, map.svg, h("figcaption", {}, "saliency S: the stronger, the more it stands out")),
    ),
    verdict,
    h(
      "div",
      { class: "softlook-parts" },
      building,
      h("div", { class: "softlook-part" }, ...CHANNELS.map((name, n) => line(name, weights[n]))),
      h("div", { class: "softlook-part" }, line("fixations", fixations), inhibit.node, wander),
      table,
    ),
    region.message,
    region.summary,
  );
  keepKeys(root, signal);

  /** @type {string | Photograph} */
  let drawn = "";
  /** The bars, or the photograph: only where they changed. @param {State} now */
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
        ...all.map((bar) =>
          s("rect", {
            x: -15,
            y: -4.5,
            width: 30,
            height: 9,
            fill: `rgb(${bar.colour.map((x) => Math.round(255 * x))})`,
            transform: `translate(${bar.column} ${bar.row}) rotate(${-bar.angle})`,
          }),
        ),
        s("rect", { class: "softlook-target", x: column - 25, y: row - 25, width: 50, height: 50, rx: 6 }),
      );
    } else {
      const image = s("image", { href: now.photograph.src, width, height, preserveAspectRatio: "none" });
      seen.ground.replaceChildren(image);
    }
  };
  /** @param {ReturnType<typeof derive>} derived @param {State} now */
  const drawMap = ({ s: values, w }, now) => {
    const top = Math.max(...values) || 1;
    const paths = new Array(LEVELS).fill("");
    values.forEach((value, i) => {
      const level = Math.round((value / top) * LEVELS);
      if (level) paths[level - 1] += `M${STEP * ((i % w) - 0.5)} ${STEP * (Math.floor(i / w) - 0.5)}h16v16h-16z`;
    });
    shades.forEach((shade, level) => setAttributes(shade, { d: paths[level] }));
    const photograph = now.scene === "photograph";
    for (const { svg } of [seen, map]) svg.classList.toggle("softlook-wide", photograph);
  };
  /** @param {number[][]} path @param {State} now */
  const drawGaze = (path, now) => {
    const places = new Map();
    path.forEach(([y, x], n) => {
      const key = `${y},${x}`;
      places.set(key, { x, y, from: places.get(key)?.from ?? n + 1, to: n + 1 });
    });
    const [size, right] = now.scene === "bars" ? [13, SIDE] : [22, now.photograph.width];
    for (const { marks } of [seen, map]) {
      marks.replaceChildren(
        ...["softlook-halo", "softlook-way"].map((kind) =>
          s("polyline", { class: kind, points: path.map(([y, x]) => `${x},${y}`).join(" ") }),
        ),
        ...[...places.values()].flatMap(({ x, y, from, to }) => {
          const text = from === to ? String(from) : `${from}–${to}`;
          const width = size * (text.length > 2 ? 3.4 : 2);
          // beside the place, so that it stays in sight
          const middle = Math.min(x + 0.4 * size + width, right) - width / 2;
          const up = Math.max(y - 1.6 * size, size);
          return [
            s("circle", { cx: x, cy: y, r: size / 3 }),
            s("rect", { x: middle - width / 2, y: up - size, width, height: 2 * size, rx: size }),
            s("text", { x: middle, y: up + size * 0.4, "font-size": size * 1.2 }, text),
          ];
        }),
      );
    }
  };
  const draw = () => {
    const now = state();
    if (now.target >= now.bars) return; // the other one is on its way
    const result = derive(now, maps(now));
    const inBars = now.scene === "bars";
    hint.textContent = now.hint;
    scene.set(now.scene);
    differs.set(now.differs);
    bars.set(now.bars);
    setAttributes(target.range, { max: now.bars });
    target.set(now.target + 1);
    CHANNELS.forEach((name, n) => weights[n].set(now[name]));
    fixations.set(now.fixations);
    inhibit.set(now.inhibit);
    building.hidden = !inBars;
    drawScene(now);
    drawMap(result, now);
    drawGaze(result.path, now);
    const howTo = "The dashed line is round the target. Click a bar to make it the target.";
    setText(credit, inBars ? howTo : now.photograph.credit);
    setText(atSpot, inBars ? "at the target" : "at the first fixation");
    rows.forEach((cells, n) =>
      cells.forEach((cell, side) => {
        cell.dataset.value = String(result.compare[n][side]);
        setText(cell, (100 * result.compare[n][side]).toFixed(1));
      }),
    );
    foundAt.set(result.foundAt, String(result.foundAt));
    const searched = result.foundAt
      ? ["The target is found at fixation ", foundAt.node, "."]
      : [`${LIMIT} fixations do not find the target.`];
    verdict.replaceChildren(...(inBars ? searched : [`${result.path.length} fixations.`]));
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

export default { render };
