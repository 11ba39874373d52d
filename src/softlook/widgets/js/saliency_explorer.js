// @ts-check
/** SaliencyExplorer: weigh the channels of a display or a photograph, see what stands out, let the gaze wander. */
import { arrange, CELL, CELLS } from "./vision/arrange.js";
import { conspicuity } from "./vision/conspicuity.js";
import { choice, dial, h, keepKeys, readout, tick, two, unique, voice } from "./ui/controls.js";
import { put, s, say } from "./ui/draw.js";
import { paint } from "./vision/paint.js";
import { weigh } from "./vision/weigh.js";
import { near, STEP, winnerTakesAll } from "./vision/winner_takes_all.js";

/** @typedef {import("./score_tuner.js").Model} Model */
/** @typedef {import("./vision/channels.js").Field} Field */
/** @typedef {{src: string, alt: string, credit: string, height: number, width: number, h: number, w: number, maps: Record<string, number[]>}} Photograph */
/** @typedef {{scene: "bars" | "photograph", differs: string, bars: number, odd: number, seed: number, intensity: number, colour: number,
 *   orientation: number, looks: number, inhibit: boolean, photograph: Photograph, hint: string}} State */

const STATE = /** @type {const} */ ([
  "scene",
  "differs",
  "bars",
  "odd",
  "seed",
  "intensity",
  "colour",
  "orientation",
  "looks",
  "inhibit",
  "photograph",
  "hint",
]);
const CHANNELS = /** @type {const} */ (["intensity", "colour", "orientation"]);
const [MOST_LOOKS, LIMIT, NEAR, FINE, LEVELS, LARGEST_WEIGHT] = [20, 40, 32, 10000, 16, 10];
const FAINT = 1e-12; // less is rounding, and nothing to look at
const SIDE = CELL * CELLS;
const PAUSE = 600; // milliseconds from look to look
const REMEMBERED = 64; // as many as in Python

/** The conspicuity maps of a scene: made once for each of the last few, as a hand that moves a slider comes back to them. */
function remembered() {
  /** @type {Map<string | Photograph, Field[]>} */
  const known = new Map();
  return (/** @type {State} */ { scene, bars, odd, differs, seed, photograph }) => {
    const key = scene === "bars" ? [bars, odd, differs, seed].join() : photograph;
    const maps = known.get(key) ?? made(key === photograph ? photograph : null, bars, odd, differs, seed);
    known.delete(key); // what was asked for last goes last
    known.set(key, maps);
    if (known.size > REMEMBERED) known.delete([...known.keys()][0]);
    return maps;
  };
}

/** @param {Photograph | null} photograph @param {number} bars @param {number} odd @param {string} differs @param {number} seed @returns {Field[]} */
function made(photograph, bars, odd, differs, seed) {
  if (photograph)
    return CHANNELS.map((name) => ({
      h: photograph.h,
      w: photograph.w,
      data: Float64Array.from(photograph.maps[name], (x) => x / FINE),
    }));
  const found = conspicuity(paint(arrange(bars, odd, differs, seed)));
  return CHANNELS.map((name) => found[name]);
}

/** All that is shown of a state. @param {State} state */
export function look(state, maps = remembered()(state)) {
  const map = weigh(
    maps,
    CHANNELS.map((name) => state[name]),
  );
  for (let i = 0; i < map.data.length; i++) if (map.data[i] < FAINT) map.data[i] = 0;
  const bars = state.scene === "bars";
  const radius = bars ? NEAR : (STEP * Math.min(map.h, map.w)) / 6;
  const walk = winnerTakesAll(map, LIMIT, radius, state.inhibit);
  const target = bars ? arrange(state.bars, state.odd, state.differs, state.seed)[state.odd] : null;
  const spot = target ? [target.row, target.column] : (winnerTakesAll(map, 1, radius, true)[0] ?? [0, 0]);
  const found = target ? walk.findIndex(([y, x]) => Math.hypot(y - target.row, x - target.column) <= NEAR) + 1 : 0;
  const away = Uint8Array.from(map.data, (_, i) => (near(i, map.w, spot, radius) ? 0 : 1));
  const compare = [...maps, map].map(({ data }) => {
    const most = [0, 0];
    for (let i = 0; i < data.length; i++) if (data[i] > most[away[i]]) most[away[i]] = data[i];
    return most;
  });
  return { s: Array.from(map.data), h: map.h, w: map.w, path: walk.slice(0, state.looks), found, compare };
}

/** A picture with looks on it. @param {string} label */
function picture(label) {
  const ground = s("g");
  const marks = s("g", { class: "softlook-gaze" });
  const svg = s("svg", { role: "img", "aria-label": label, class: "softlook-scene" }, ground, marks);
  return { svg, ground, marks };
}

/** @param {{model: Model, el: HTMLElement}} context */
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
  const speak = voice(signal);
  const { refuse } = speak;
  const heading = unique("saliency");
  const hint = h("p", { class: "softlook-hint", id: heading });

  const scene = choice({
    label: "look at",
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
  /** A whole number's dial. @param {string} label @param {string} name @param {number} min @param {() => number} max @param {(value: number) => void} to */
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
    (value) => change({ odd: Math.min(model.get("odd"), value - 1), bars: value }),
  );
  const odd = count(
    "Which bar is the target",
    "odd",
    1,
    () => model.get("bars"),
    (value) => change({ odd: value - 1 }),
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
        return value || CHANNELS.some((other) => other !== name && model.get(other))
          ? null
          : "at least one weight above 0";
      },
      change: (value) => change({ [name]: value }),
    }),
  );
  const looks = count(
    "How many looks",
    "looks",
    0,
    () => MOST_LOOKS,
    (value) => (halt(), change({ looks: value })),
  );
  const inhibit = tick({
    label: "inhibit what was seen",
    say: "inhibit what was seen (inhibition of return)",
    name: "inhibit",
    index: "",
    signal,
    change: (on) => change({ inhibit: on }),
  });
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let walking;
  const wander = h("button", { type: "button", class: "softlook-button", "data-control": "wander" }, "Let it wander");
  const halt = () => {
    clearInterval(walking);
    walking = undefined;
    say(wander, "Let it wander");
  };
  signal.addEventListener("abort", halt);
  wander.addEventListener(
    "click",
    () => {
      if (walking !== undefined) return halt();
      if (matchMedia("(prefers-reduced-motion: reduce)").matches) return change({ looks: MOST_LOOKS });
      change({ looks: model.get("looks") >= MOST_LOOKS ? 1 : model.get("looks") + 1 });
      say(wander, "Stop");
      walking = setInterval(() => {
        if (model.get("looks") >= MOST_LOOKS) return halt();
        change({ looks: model.get("looks") + 1 });
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
      const far = arrange(now.bars, now.odd, now.differs, now.seed).map(({ row, column }) =>
        Math.hypot(row - y, column - x),
      );
      change({ odd: far.indexOf(Math.min(...far)) });
    },
    { signal },
  );

  const found = readout("found", "");
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
    line("target", odd),
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
      h("div", { class: "softlook-part" }, line("looks", looks), inhibit.node, wander),
      table,
    ),
    speak.message,
    speak.summary,
  );
  keepKeys(root, signal);

  let drawn = "";
  /** The bars, or the photograph: only where they changed. @param {State} now */
  const drawScene = (now) => {
    const key = now.scene === "bars" ? [now.bars, now.odd, now.differs, now.seed].join() : now.photograph.src;
    if (key === drawn) return;
    drawn = key;
    const [width, height] = now.scene === "bars" ? [SIDE, SIDE] : [now.photograph.width, now.photograph.height];
    for (const { svg } of [seen, map]) put(svg, { viewBox: `0 0 ${width} ${height}` });
    seen.svg.classList.toggle("softlook-bars", now.scene === "bars");
    if (now.scene === "bars") {
      const all = arrange(now.bars, now.odd, now.differs, now.seed);
      const { row, column } = all[now.odd];
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
    } else
      seen.ground.replaceChildren(
        s("image", { href: now.photograph.src, width, height, preserveAspectRatio: "none" }),
      );
  };
  /** @param {ReturnType<typeof look>} found @param {State} now */
  const drawMap = ({ s: values, w }, now) => {
    const top = Math.max(...values) || 1;
    const paths = new Array(LEVELS).fill("");
    values.forEach((value, i) => {
      const level = Math.round((value / top) * LEVELS);
      if (level) paths[level - 1] += `M${STEP * ((i % w) - 0.5)} ${STEP * (Math.floor(i / w) - 0.5)}h16v16h-16z`;
    });
    shades.forEach((shade, level) => put(shade, { d: paths[level] }));
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
    const [size, edge] =
      now.scene === "bars" ? [13, [SIDE, SIDE]] : [22, [now.photograph.width, now.photograph.height]];
    for (const { marks } of [seen, map]) {
      marks.replaceChildren(
        ...["softlook-halo", "softlook-way"].map((kind) =>
          s("polyline", { class: kind, points: path.map(([y, x]) => `${x},${y}`).join(" ") }),
        ),
        ...[...places.values()].flatMap(({ x, y, from, to }) => {
          const text = from === to ? String(from) : `${from}–${to}`;
          const width = size * (text.length > 2 ? 3.4 : 2);
          const [right, up] = [Math.min(x + 0.4 * size + width, edge[0]) - width / 2, Math.max(y - 1.6 * size, size)]; // beside the place, so that it stays in sight
          return [
            s("circle", { cx: x, cy: y, r: size / 3 }),
            s("rect", { x: right - width / 2, y: up - size, width, height: 2 * size, rx: size }),
            s("text", { x: right, y: up + size * 0.4, "font-size": size * 1.2 }, text),
          ];
        }),
      );
    }
  };
  const draw = () => {
    const now = state();
    if (now.odd >= now.bars) return; // more of it is coming
    const result = look(now, maps(now));
    const inBars = now.scene === "bars";
    hint.textContent = now.hint;
    scene.set(now.scene);
    differs.set(now.differs);
    bars.set(now.bars);
    put(odd.range, { max: now.bars });
    odd.set(now.odd + 1);
    CHANNELS.forEach((name, n) => weights[n].set(now[name]));
    looks.set(now.looks);
    inhibit.set(now.inhibit);
    building.hidden = !inBars;
    drawScene(now);
    drawMap(result, now);
    drawGaze(result.path, now);
    say(
      credit,
      inBars ? "The dashed line is round the target. Click a bar to make it the target." : now.photograph.credit,
    );
    say(atSpot, inBars ? "at the target" : "at the first look");
    rows.forEach((cells, n) =>
      cells.forEach((cell, side) => {
        cell.dataset.value = String(result.compare[n][side]);
        say(cell, (100 * result.compare[n][side]).toFixed(1));
      }),
    );
    found.set(result.found, String(result.found));
    const words =
      now.scene === "photograph"
        ? [`${result.path.length} looks.`]
        : result.found
          ? ["The target is found at look ", found.node, "."]
          : [`${LIMIT} looks do not find the target.`];
    verdict.replaceChildren(...words);
    put(seen.svg, {
      "aria-label": inBars
        ? `${now.bars} bars on black; the target is red and tilted, the others differ in ${now.differs}`
        : now.photograph.alt,
    });
    put(map.svg, {
      "aria-label": `Saliency map; looks at ${result.path.map(([y, x], n) => `${n + 1}: row ${y}, column ${x}`).join("; ") || "nothing yet"}`,
    });
    speak.rest(
      `${verdict.textContent} Saliency ${two(result.compare[3][0])} ${atSpot.textContent}, ${two(result.compare[3][1])} elsewhere.`,
    );
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
