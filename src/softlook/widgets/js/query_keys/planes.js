// @ts-check
/** The two planes of QueryKeys: where queries meet keys, and where values become an output. */
import { h, two } from "../ui/controls.js";
import { arrow, handle, line, s, scale, segment, setAttributes, setText, spread, stage } from "../ui/draw.js";
import { directions } from "./subspaces.js";

/**
 * @typedef {import("./subspaces.js").State} State
 * @typedef {ReturnType<typeof import("./subspaces.js").subspaceAttention>} Derived
 * @typedef {(key: "q" | "k" | "v", i: number, to: number[]) => void} Move
 * @typedef {{labels: string[], state: () => State, move: Move, signal: AbortSignal}} Context
 * @typedef {(x: number, y: number) => [number, number]} To
 */

const FAR = 3;
const EDGE = 22; // half a finger

/**
 * A plane from -3 to 3, its cross, and handles.
 *
 * @param {string} title
 * @param {Context} context
 * @param {() => void} again
 */
function plane(title, { move, signal }, again) {
  const cross = s("path", { class: "softlook-thin softlook-still" });
  const ink = s("g");
  let to = { x: scale([-FAR, FAR], [0, 1]), y: scale([-FAR, FAR], [1, 0]) };
  const place = stage({
    kind: "softlook-plane",
    label: title,
    signal,
    draw: (width, height) => {
      to = { x: scale([-FAR, FAR], [EDGE, width - EDGE]), y: scale([-FAR, FAR], [height - EDGE, EDGE]) };
      const across = segment([to.x(-FAR), to.y(0)], [to.x(FAR), to.y(0)]);
      const upright = segment([to.x(0), to.y(-FAR)], [to.x(0), to.y(FAR)]);
      setAttributes(cross, { d: across + upright });
      again();
    },
  });
  place.picture.append(cross, ink);
  /** @param {"q" | "k" | "v"} key @param {number} i @param {string} label */
  const grip = (key, i, label) => {
    const vectorHandle = handle({
      label,
      name: `${key}-handle`,
      index: String(i),
      signal,
      key: 0.1,
      low: -FAR,
      high: FAR,
      where: () => to,
      text: (x, y) => `${two(x)} right, ${two(y)} up`,
      move: (x, y) => move(key, i, [x, y]),
    });
    vectorHandle.node.classList.add(`softlook-${key}`);
    place.node.append(vectorHandle.node);
    return vectorHandle;
  };
  /** Keep the words clear of each other, also where their face arrives late or a reader spaces the letters. */
  const clear = () => {
    const words = [...place.picture.querySelectorAll("text")];
    spread(words, place.size.height);
    for (const word of words.filter((one) => !watched.has(one))) watch.observe(word);
    words.forEach((word) => watched.add(word)); // who is watched anew is reported anew
  };
  const watched = new WeakSet();
  const watch = new ResizeObserver(clear);
  signal.addEventListener("abort", () => watch.disconnect());
  const node = h("figure", { class: "softlook-keys-plane" }, h("figcaption", {}, title), place.node);
  return { node, ink, grip, clear, label: place.label, to: /** @type {To} */ ((x, y) => [to.x(x), to.y(y)]) };
}

/** An arrow from the middle, with its words at the head. @param {string} kind */
function vector(kind) {
  const shape = arrow(kind);
  const tag = s("text", { class: `softlook-tag ${kind}` });
  return {
    nodes: [shape.node, tag],
    /** @param {To} to @param {number[]} head @param {string} words @param {number[]} [tail] */
    set(to, head, words, tail = [0, 0]) {
      const [[x0, y0], [x1, y1]] = [to(tail[0], tail[1]), to(head[0], head[1])];
      shape.set(x0, y0, x1, y1);
      const beside = kind === "softlook-c" && Math.abs(y1 - y0) < 30;
      const below = beside ? 20 : y1 <= y0 ? -17 : 27;
      let [x, anchor] = [x1, "middle"];
      if (x1 < to(-1.6, 0)[0]) [x, anchor] = [x1 - 12, "start"];
      if (x1 > to(1.6, 0)[0]) [x, anchor] = [x1 + 12, "end"];
      setAttributes(tag, { x, y: y1 + below, "text-anchor": anchor });
      setText(tag, words);
    },
    /** @param {string} name @param {boolean} is */
    mark: (name, is) => [shape.node, tag].forEach((node) => node.classList.toggle(name, is)),
  };
}

/**
 * Queries and keys: the line of the query and the shadows of the keys on it, or the heads' directions with theirs.
 *
 * @param {Context} context
 */
export function keyPlane(context) {
  const { labels } = context;
  /** @type {(() => void) | null} */
  let last = null;
  const base = plane("queries and keys", context, () => last?.());
  const lines = [0, 1].map(() => s("path", { class: "softlook-curve softlook-keys-line-of" }));
  const names = [0, 1].map(() => s("text", { class: "softlook-tag softlook-still" }));
  const shadows = labels.map(() =>
    [0, 1].map(() => ({
      drop: s("path", { class: "softlook-thin softlook-k" }),
      foot: s("circle", { class: "softlook-dot softlook-k", r: 3.5 }),
    })),
  );
  const keys = labels.map(() => vector("softlook-k"));
  const query = vector("softlook-q");
  base.ink.append(
    ...lines,
    ...shadows.flat().flatMap(({ drop, foot }) => [drop, foot]),
    ...keys.flatMap(({ nodes }) => nodes),
    ...query.nodes,
    ...names,
  );
  const grips = labels.map((label, i) => base.grip("k", i, `key of ${label}`));
  const queryGrips = labels.map((label, i) => base.grip("q", i, `query of ${label}`));

  /** @param {State} now @param {Derived} derived @param {number} i */
  const draw = (now, derived, i) => {
    last = () => draw(now, derived, i);
    const { to } = base;
    const q = now.q[i];
    const far = Math.hypot(q[0], q[1]);
    const along = now.heads === 2 ? directions(now.angle) : [far ? [q[0] / far, q[1] / far] : [0, 0]];
    lines.forEach((path, at) => {
      const u = along[at] ?? [0, 0];
      const reach = FAR / Math.max(Math.abs(u[0]), Math.abs(u[1]), 0.1);
      setAttributes(path, { d: segment(to(-reach * u[0], -reach * u[1]), to(reach * u[0], reach * u[1])) });
      path.classList.toggle("softlook-q", now.heads === 1);
      path.classList.toggle("softlook-keys-off", now.heads === 2 && !now.on[at]);
      // the far end: keys that matter lie on the other side
      const [x, y] = to(-0.9 * reach * u[0], -0.9 * reach * u[1]);
      const flat = Math.abs(u[0]) > Math.abs(u[1]);
      setAttributes(names[at], {
        x: x + (flat ? 0 : 8),
        y: y + (flat ? 18 : 4),
        "text-anchor": flat ? "middle" : "start",
      });
      setText(names[at], now.heads === 2 ? `head ${at + 1}` : "");
    });
    query.set(to, q, `q ${labels[i]}`);
    queryGrips.forEach((grip, at) => {
      grip.node.hidden = at !== i;
      grip.set(now.q[at][0], now.q[at][1]);
    });
    now.k.forEach((k, j) => {
      const masked = now.causal && j > i;
      grips[j].set(k[0], k[1]);
      const score = now.heads === 1 ? ` ${two(derived.e[0][i][j])}` : "";
      keys[j].set(to, k, `${labels[j]}${masked ? " (masked)" : score}`);
      keys[j].mark("softlook-keys-off", masked);
      shadows[j].forEach(({ drop, foot }, at) => {
        const u = along[at];
        const shown = u !== undefined && !masked && !(now.heads === 2 && !now.on[at]);
        const share = u ? k[0] * u[0] + k[1] * u[1] : 0;
        const [x, y] = u ? to(share * u[0], share * u[1]) : [0, 0];
        setAttributes(drop, { d: shown && u ? segment(to(k[0], k[1]), [x, y]) : "" });
        setAttributes(foot, { cx: x, cy: y, r: shown ? 3.5 : 0 });
      });
    });
    base.clear();
    const places = now.k.map((k, j) => `${labels[j]} at ${k.map(two).join(", ")}`).join("; ");
    base.label(`queries and keys: the query of ${labels[i]} at ${q.map(two).join(", ")}; keys ${places}`);
  };
  return { node: base.node, draw };
}

/**
 * Values and the output: with one head the values laid end to end by their weights, with two what each head adds.
 *
 * @param {Context} context
 */
export function valuePlane(context) {
  const { labels } = context;
  /** @type {(() => void) | null} */
  let last = null;
  const base = plane("values and the output", context, () => last?.());
  const chain = s("path", { class: "softlook-curve softlook-alpha" });
  const parts = [0, 1].map(() => vector("softlook-alpha"));
  const names = [0, 1].map(() => s("text", { class: "softlook-tag softlook-alpha" }));
  const values = labels.map(() => vector("softlook-v"));
  const output = vector("softlook-c");
  const gone = s("path", { class: "softlook-thin softlook-c" });
  const was = s("circle", { class: "softlook-ring softlook-c", r: 5 });
  const loss = s("text", { class: "softlook-tag softlook-c" });
  base.ink.append(
    ...values.flatMap(({ nodes }) => nodes),
    chain,
    ...parts.flatMap(({ nodes }) => nodes),
    gone,
    was,
    ...output.nodes,
    ...names,
    loss,
  );
  const grips = labels.map((label, j) => base.grip("v", j, `value of ${label}`));

  /** @param {State} now @param {Derived} derived @param {number} i */
  const draw = (now, derived, i) => {
    last = () => draw(now, derived, i);
    const { to } = base;
    now.v.forEach((v, j) => {
      values[j].set(to, v, labels[j]);
      grips[j].set(v[0], v[1]);
    });
    const c = derived.c[i];
    output.set(to, c, `c ${labels[i]}`);
    const ends = [[0, 0]]; // of the weighted values, laid end to end
    derived.alpha[0][i].forEach((weight, j) => {
      const [x, y] = ends[j];
      ends.push([x + weight * now.v[j][0], y + weight * now.v[j][1]]);
    });
    setAttributes(chain, { d: now.heads === 1 ? line(ends.map(([x, y]) => to(x, y))) : "" });
    let tail = [0, 0];
    directions(now.angle).forEach((u, head) => {
      const share = c[0] * u[0] + c[1] * u[1];
      const tip = [tail[0] + share * u[0], tail[1] + share * u[1]];
      const shown = now.heads === 2 && now.on[head];
      parts[head].mark("softlook-gone", !shown);
      parts[head].set(to, tip, "", tail);
      const [[x0, y0], [x1, y1]] = [to(tail[0], tail[1]), to(tip[0], tip[1])];
      const flat = Math.abs(x1 - x0) > Math.abs(y1 - y0);
      const upright = x1 < to(1.6, 0)[0] ? { dx: 8, dy: 4, anchor: "start" } : { dx: -8, dy: 4, anchor: "end" };
      const { dx, dy, anchor } = flat ? { dx: 0, dy: 18, anchor: "middle" } : upright;
      // beside the middle: at its tips are other words
      setAttributes(names[head], { x: (x0 + x1) / 2 + dx, y: (y0 + y1) / 2 + dy, "text-anchor": anchor });
      setText(names[head], shown && Math.hypot(x1 - x0, y1 - y0) > 14 ? `head ${head + 1}` : "");
      tail = tip;
    });
    const lost = derived.lost[i] > 0;
    const whole = derived.whole[i];
    const [x, y] = to(whole[0], whole[1]);
    setAttributes(gone, { d: lost ? segment(to(c[0], c[1]), [x, y]) : "" });
    setAttributes(was, { cx: x, cy: y, r: lost ? 5 : 0 });
    const [right, bottom] = to(FAR, -FAR);
    setAttributes(loss, { x: right, y: bottom, "text-anchor": "end" });
    setText(loss, lost ? `lost ${two(derived.lost[i])}` : "");
    base.clear();
    const places = now.v.map((v, j) => `${labels[j]} at ${v.map(two).join(", ")}`).join("; ");
    base.label(`values and the output: ${places}; the output of ${labels[i]} at ${c.map(two).join(", ")}`);
  };
  return { node: base.node, draw };
}
