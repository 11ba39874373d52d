// @ts-check
/** What Window draws: the row of positions with its window, and under it, on the same scale, the context against p. */
import { inner } from "../math/linear.js";
import { h, two, unique } from "../ui/controls.js";
import { axis, handle, line, s, scale, segment, setAttributes, setText, stage } from "../ui/draw.js";
import { cuts, trace } from "./windowed.js";

/**
 * @typedef {import("./windowed.js").State} State
 * @typedef {ReturnType<typeof import("./windowed.js").derive>} Derived
 * @typedef {{labels: string[], signal: AbortSignal}} Context
 */

const FOOT = 44; // under the bars, where p is taken hold of
const TOP = 14;

/**
 * The row of positions, its window and its weights.
 *
 * @param {Context & {move: (p: number) => void}} context
 */
export function positions({ labels, signal, move }) {
  const n = labels.length;
  const name = unique("hatch");
  const hatch = s(
    "pattern",
    { id: name, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" },
    s("path", { d: "M0 0V7", class: "softlook-window-hatch" }),
  );
  const masked = [0, 1].map(() => s("rect", { fill: `url(#${name})` }));
  const edges = [0, 1].map(() => s("path", { class: "softlook-thin softlook-window-edge" }));
  const bars = labels.map(() => ({
    before: s("rect", { class: "softlook-window-before" }),
    now: s("rect", { class: "softlook-fill softlook-alpha" }),
    drawn: s("path", { class: "softlook-curve softlook-window-drawn" }),
  }));
  const curve = s("path", { class: "softlook-curve softlook-window-gaussian" });
  const ground = s("path", { class: "softlook-thin softlook-still softlook-window-ground" });
  const stem = s("path", { class: "softlook-thin" });
  const words = s("text", { class: "softlook-tag" });
  let x = scale([-0.5, n - 0.5], [0, 1]);
  let y = scale([0, 1], [1, 0]);
  /** @type {(() => void) | null} */
  let last = null;
  const place = stage({
    kind: "softlook-window-row",
    label: "",
    signal,
    draw: (width, height) => {
      [x, y] = [scale([-0.5, n - 0.5], [0, width]), scale([0, 1], [height - FOOT, TOP])];
      setAttributes(ground, { d: segment([0, y(0)], [width, y(0)]) });
      last?.();
    },
  });
  place.picture.append(
    s("defs", {}, hatch),
    ...masked,
    ...bars.flatMap(({ before, now, drawn }) => [before, now, drawn]),
    ground,
    ...edges,
    curve,
    stem,
    words,
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
    move: (p) => move(p),
  });
  place.node.append(grip.node);

  /** @param {State} now @param {Derived} derived */
  const draw = (now, derived) => {
    last = () => draw(now, derived);
    const { width, height } = place.size;
    const wide = width / n;
    const draws = now.selection === "draw";
    const inside = derived.mask.flatMap((is, j) => (is ? [j] : []));
    const [from, to] = [Math.min(...inside) - 0.5, Math.max(...inside) + 0.5];
    const high = Math.max(0, y(0) - TOP);
    setAttributes(masked[0], { x: 0, y: TOP, width: Math.max(0, x(from)), height: high });
    setAttributes(masked[1], { x: x(to), y: TOP, width: Math.max(0, width - x(to)), height: high });
    const centre = now.window === "local-m" || now.round_p ? Math.floor(now.p + 0.5) : now.p;
    edges.forEach((edge, side) => {
      const at = x(centre + (side ? 1 : -1) * now.half_width);
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
      "text-anchor": now.p > n / 2 ? "end" : "start",
    });
    setText(words, whole ? "" : `p ${two(now.p)}`);
    grip.node.hidden = whole;
    grip.set(now.p, 0);
    const weights = labels.map((label, j) => `${label} ${two(derived.alpha[j])}${derived.mask[j] ? "" : " masked"}`);
    place.label(`weights ${weights.join(", ")}`);
  };
  return { node: place.node, draw };
}

/** The context against p. @param {Context} context */
export function contextTrace({ labels, signal }) {
  const n = labels.length;
  const under = s("g");
  const path = s("path", { class: "softlook-curve softlook-c" });
  const rings = s("g");
  const marker = s("path", { class: "softlook-thin" });
  const here = s("circle", { class: "softlook-dot softlook-c", r: 5 });
  let x = scale([-0.5, n - 0.5], [0, 1]);
  /** @type {(() => void) | null} */
  let last = null;
  let known = "";
  /** @type {ReturnType<typeof trace>} */
  let traced;
  const place = stage({
    kind: "softlook-window-trace",
    label: "",
    signal,
    draw: (width) => {
      x = scale([-0.5, n - 0.5], [0, width]);
      known = "";
      last?.();
    },
  });
  place.picture.append(under, marker, path, rings, here);
  const title = h("figcaption", {});

  /** @param {State} now @param {Derived} derived */
  const draw = (now, derived) => {
    last = () => draw(now, derived);
    const { height } = place.size;
    const { scores, values, window, half_width, truncate, renormalize, round_p, selection } = now;
    const name = JSON.stringify([scores, values, window, half_width, truncate, renormalize, round_p, selection]);
    const [low, high] = [Math.min(0, ...values), Math.max(0.1, ...values)];
    const y = scale([low, high], [height - 24, 8]);
    if (name !== known) {
      // moving p moves the marker, and leaves the trace
      known = name;
      traced = trace(now);
      under.replaceChildren(
        axis({
          at: x,
          ticks: labels.map((_, j) => ({ value: j, text: String(j) })),
          level: height - 22,
          span: [x(0), x(n - 1)],
        }),
      );
      const zero = segment([x(0), y(0)], [x(n - 1), y(0)]);
      if (low < 0) under.append(s("path", { class: "softlook-thin softlook-still", d: zero }));
      setAttributes(path, { d: traced.pieces.map((piece) => line(piece.map(([p, c]) => [x(p), y(c)]))).join("") });
      rings.replaceChildren(
        ...traced.dots.map(([p, c]) => s("circle", { class: "softlook-ring softlook-c", cx: x(p), cy: y(c), r: 3 })),
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

/** The exact gradient as bars, and its estimates from the draws as marks. @param {Context} context */
export function gradients({ labels, signal }) {
  const n = labels.length;
  const zero = s("path", { class: "softlook-thin softlook-still" });
  const bars = labels.map(() => s("rect", { class: "softlook-window-exact" }));
  const marks = labels.map(() => [
    s("path", { class: "softlook-curve softlook-window-plain" }),
    s("circle", { class: "softlook-dot softlook-window-based", r: 4 }),
  ]);
  /** @type {(() => void) | null} */
  let last = null;
  const place = stage({ kind: "softlook-window-trace", label: "", signal, draw: () => last?.() });
  place.picture.append(...bars, zero, ...marks.flat());

  /** @param {Derived} derived */
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
        height: Math.abs(a - b),
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
