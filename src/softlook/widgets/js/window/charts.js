// @ts-check
/** What Window draws: the row of positions with its window, and under it, on the same scale, the context against p. */
import { h, two, unique } from "../ui/controls.js";
import { axis, handle, line, put, s, say, scale, stage } from "../ui/draw.js";
import { cuts, trace } from "./windowed.js";

/**
 * @typedef {import("./windowed.js").State} State
 * @typedef {ReturnType<typeof import("./windowed.js").look>} Look
 */

const FOOT = 44; // under the bars, where p is taken hold of
const TOP = 14;

/** @param {{labels: string[], signal: AbortSignal, move: (p: number) => void}} hands */
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
      put(ground, {
        d: line([
          [0, y(0)],
          [width, y(0)],
        ]),
      });
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

  /** @param {State} now @param {Look} seen */
  const draw = (now, seen) => {
    last = () => draw(now, seen);
    const { width, height } = place.size;
    const wide = width / n;
    const inside = seen.mask.flatMap((is, j) => (is ? [j] : []));
    const [from, to] = [Math.min(...inside) - 0.5, Math.max(...inside) + 0.5];
    const high = Math.max(0, y(0) - TOP);
    put(masked[0], { x: 0, y: TOP, width: Math.max(0, x(from)), height: high });
    put(masked[1], { x: x(to), y: TOP, width: Math.max(0, width - x(to)), height: high });
    const centre = now.window === "local-m" || now.round_p ? Math.floor(now.p + 0.5) : now.p;
    edges.forEach((edge, side) => {
      const at = x(centre + (side ? 1 : -1) * now.half_width);
      put(edge, {
        d:
          cuts(now) && at > 0 && at < width
            ? line([
                [at, TOP],
                [at, y(0)],
              ])
            : "",
      });
    });
    bars.forEach((bar, j) => {
      const left = x(j) - 0.32 * wide;
      put(bar.before, { x: left, y: y(seen.before[j]), width: 0.64 * wide, height: y(0) - y(seen.before[j]) });
      put(bar.now, { x: left, y: y(seen.alpha[j]), width: 0.64 * wide, height: y(0) - y(seen.alpha[j]) });
      const share = y(seen.tally[j] / now.draws);
      put(bar.drawn, {
        d:
          now.selection === "draw"
            ? line([
                [left - 3, share],
                [left + 0.64 * wide + 3, share],
              ])
            : "",
      });
    });
    const sigma = now.half_width / 2;
    const points = Array.from({ length: 4 * n * 4 + 1 }, (_, k) => -0.5 + k / 16).filter((at) => at <= n - 0.5);
    put(curve, {
      d:
        now.window === "local-p"
          ? line(points.map((at) => [x(at), y(Math.exp(-(((at - now.p) / sigma) ** 2) / 2))]))
          : "",
    });
    put(stem, {
      d:
        now.window === "global"
          ? ""
          : line([
              [x(now.p), TOP],
              [x(now.p), height - FOOT / 2],
            ]),
    });
    put(words, {
      x: x(now.p) + (now.p > n / 2 ? -20 : 20),
      y: height - FOOT / 2 + 5,
      "text-anchor": now.p > n / 2 ? "end" : "start",
    });
    say(words, now.window === "global" ? "" : `p ${two(now.p)}`);
    grip.node.hidden = now.window === "global";
    grip.set(now.p, 0);
    place.label(
      `weights ${labels.map((label, j) => `${label} ${two(seen.alpha[j])}${seen.mask[j] ? "" : " masked"}`).join(", ")}`,
    );
  };
  return { node: place.node, draw };
}

/** @param {{labels: string[], signal: AbortSignal}} hands */
export function against({ labels, signal }) {
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

  /** @param {State} now @param {Look} seen */
  const draw = (now, seen) => {
    last = () => draw(now, seen);
    const { height } = place.size;
    const [low, high] = [Math.min(0, ...now.values), Math.max(0.1, ...now.values)];
    const y = scale([low, high], [height - 24, 8]);
    const { labels: _, p: __, hint: ___, draws: ____, seed: _____, goal: ______, ...rest } = now;
    const name = JSON.stringify(rest);
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
        ...(low < 0
          ? [
              s("path", {
                class: "softlook-thin softlook-still",
                d: line([
                  [x(0), y(0)],
                  [x(n - 1), y(0)],
                ]),
              }),
            ]
          : []),
      );
      put(path, { d: traced.pieces.map((piece) => line(piece.map(([p, c]) => [x(p), y(c)]))).join("") });
      rings.replaceChildren(
        ...traced.dots.map(([p, c]) => s("circle", { class: "softlook-ring softlook-c", cx: x(p), cy: y(c), r: 3 })),
      );
    }
    say(
      title,
      `${now.selection === "draw" ? "expected context" : "context c"} against p, between ${two(low)} and ${two(high)}`,
    );
    const c = now.selection === "draw" ? seen.pi.reduce((sum, weight, j) => sum + weight * now.values[j], 0) : seen.c;
    put(marker, {
      d: line([
        [x(now.p), 0],
        [x(now.p), height - 22],
      ]),
    });
    put(here, { cx: x(now.p), cy: y(c) });
    place.label(`${title.textContent}: ${two(c)} at p ${two(now.p)}`);
  };
  return { node: h("figure", { class: "softlook-window-figure" }, title, place.node), draw };
}

/** The exact gradient as bars, and what the draws make of it as marks. @param {{labels: string[], signal: AbortSignal}} hands */
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

  /** @param {Look} seen */
  const draw = (seen) => {
    last = () => draw(seen);
    const { width, height } = place.size;
    const most = Math.max(0.05, ...[seen.gradient, ...seen.estimates].flat().map(Math.abs));
    const [x, y] = [scale([-0.5, n - 0.5], [0, width]), scale([-most, most], [height - 8, 8])];
    put(zero, {
      d: line([
        [0, y(0)],
        [width, y(0)],
      ]),
    });
    labels.forEach((_, j) => {
      const [a, b] = [y(0), y(seen.gradient[j])];
      put(bars[j], {
        x: x(j) - 0.3 * (width / n),
        y: Math.min(a, b),
        width: 0.6 * (width / n),
        height: Math.abs(a - b),
      });
      const [left, to] = [x(j) - 5, y(seen.estimates[0][j])];
      put(marks[j][0], {
        d: `${line([
          [left, to - 4],
          [left + 8, to + 4],
        ])}${line([
          [left + 8, to - 4],
          [left, to + 4],
        ])}`,
      });
      put(marks[j][1], { cx: x(j) + 6, cy: y(seen.estimates[1][j]) });
    });
    place.label(
      `gradient of the expected cost by the score of each word: ${labels.map((label, j) => `${label} ${two(seen.gradient[j])}`).join(", ")}`,
    );
  };
  return { node: place.node, draw };
}
