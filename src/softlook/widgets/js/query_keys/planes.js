// @ts-check
/** The two planes of QueryKeys: where queries meet keys, and where values become an output. */
import { h, two } from "../ui/controls.js";
import { arrow, handle, line, put, s, say, scale, stage } from "../ui/draw.js";
import { directions } from "./subspaces.js";

/**
 * @typedef {import("./subspaces.js").State} State
 * @typedef {ReturnType<typeof import("./subspaces.js").look>} Look
 * @typedef {{labels: string[], state: () => State, move: (key: "q" | "k" | "v", i: number, to: number[]) => void, signal: AbortSignal}} Hands
 * @typedef {(x: number, y: number) => [number, number]} To
 */

const FAR = 3;
const EDGE = 22; // half a finger

/** A plane from -3 to 3, its cross, and handles. @param {string} title @param {Hands} hands @param {() => void} again */
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
      put(cross, {
        d:
          line([
            [to.x(-FAR), to.y(0)],
            [to.x(FAR), to.y(0)],
          ]) +
          line([
            [to.x(0), to.y(-FAR)],
            [to.x(0), to.y(FAR)],
          ]),
      });
      again();
    },
  });
  place.picture.append(cross, ink);
  /** @param {"q" | "k" | "v"} key @param {number} i @param {string} label */
  const grip = (key, i, label) => {
    const made = handle({
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
    made.node.classList.add(`softlook-${key}`);
    place.node.append(made.node);
    return made;
  };
  const node = h("figure", { class: "softlook-keys-plane" }, h("figcaption", {}, title), place.node);
  return { node, ink, grip, label: place.label, to: /** @type {To} */ ((x, y) => [to.x(x), to.y(y)]) };
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
      const [left, right] = [x1 < to(-1.6, 0)[0], x1 > to(1.6, 0)[0]];
      put(tag, {
        x: x1,
        y: y1 + (kind === "softlook-c" && Math.abs(y1 - y0) < 30 ? 20 : y1 <= y0 ? -17 : 27),
        "text-anchor": left ? "start" : right ? "end" : "middle",
      });
      if (left || right) put(tag, { x: x1 + (left ? -12 : 12) });
      say(tag, words);
    },
    /** @param {string} name @param {boolean} is */
    mark: (name, is) => [shape.node, tag].forEach((node) => node.classList.toggle(name, is)),
  };
}

/** Queries and keys: the line of the query and the shadows of the keys on it, or the heads' directions with theirs. @param {Hands} hands */
export function keyPlane(hands) {
  const { labels } = hands;
  /** @type {(() => void) | null} */
  let last = null;
  const base = plane("queries and keys", hands, () => last?.());
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
  const asks = labels.map((label, i) => base.grip("q", i, `query of ${label}`));

  /** @param {State} now @param {Look} seen @param {number} i */
  const draw = (now, seen, i) => {
    last = () => draw(now, seen, i);
    const { to } = base;
    const q = now.q[i];
    const far = Math.hypot(q[0], q[1]);
    const along = now.heads === 2 ? directions(now.angle) : [far ? [q[0] / far, q[1] / far] : [0, 0]];
    lines.forEach((path, at) => {
      const u = along[at] ?? [0, 0];
      const reach = FAR / Math.max(Math.abs(u[0]), Math.abs(u[1]), 0.1);
      put(path, { d: line([to(-reach * u[0], -reach * u[1]), to(reach * u[0], reach * u[1])]) });
      path.classList.toggle("softlook-q", now.heads === 1);
      path.classList.toggle("softlook-keys-off", now.heads === 2 && !now.on[at]);
      const [x, y] = to(-0.9 * reach * u[0], -0.9 * reach * u[1]); // the far end: keys that matter lie on the other side
      put(names[at], {
        x: x + (Math.abs(u[0]) > Math.abs(u[1]) ? 0 : 8),
        y: y + (Math.abs(u[0]) > Math.abs(u[1]) ? 18 : 4),
        "text-anchor": Math.abs(u[0]) > Math.abs(u[1]) ? "middle" : "start",
      });
      say(names[at], now.heads === 2 ? `head ${at + 1}` : "");
    });
    query.set(to, q, `q ${labels[i]}`);
    asks.forEach((grip, at) => {
      grip.node.hidden = at !== i;
      grip.set(now.q[at][0], now.q[at][1]);
    });
    now.k.forEach((k, j) => {
      const masked = now.causal && j > i;
      grips[j].set(k[0], k[1]);
      keys[j].set(to, k, `${labels[j]}${masked ? " (masked)" : now.heads === 1 ? ` ${two(seen.e[0][i][j])}` : ""}`);
      keys[j].mark("softlook-keys-off", masked);
      shadows[j].forEach(({ drop, foot }, at) => {
        const u = along[at];
        const shown = u !== undefined && !masked && !(now.heads === 2 && !now.on[at]);
        const share = u ? k[0] * u[0] + k[1] * u[1] : 0;
        const [x, y] = u ? to(share * u[0], share * u[1]) : [0, 0];
        put(drop, { d: shown && u ? line([to(k[0], k[1]), [x, y]]) : "" });
        put(foot, { cx: x, cy: y, r: shown ? 3.5 : 0 });
      });
    });
    base.label(
      `queries and keys: the query of ${labels[i]} at ${q.map(two).join(", ")}; keys ${now.k.map((k, j) => `${labels[j]} at ${k.map(two).join(", ")}`).join("; ")}`,
    );
  };
  return { node: base.node, draw };
}

/** Values and the output: with one head the values laid end to end by their weights, with two what each head adds. @param {Hands} hands */
export function valuePlane(hands) {
  const { labels } = hands;
  /** @type {(() => void) | null} */
  let last = null;
  const base = plane("values and the output", hands, () => last?.());
  const chain = s("path", { class: "softlook-curve softlook-alpha" });
  const parts = [0, 1].map(() => vector("softlook-alpha"));
  const names = [0, 1].map(() => s("text", { class: "softlook-tag softlook-alpha" }));
  const values = labels.map(() => vector("softlook-v"));
  const output = vector("softlook-c");
  const gone = s("path", { class: "softlook-thin softlook-c" });
  const was = s("circle", { class: "softlook-ring softlook-c", r: 5 });
  const said = s("text", { class: "softlook-tag softlook-c" });
  base.ink.append(
    ...values.flatMap(({ nodes }) => nodes),
    chain,
    ...parts.flatMap(({ nodes }) => nodes),
    gone,
    was,
    ...output.nodes,
    ...names,
    said,
  );
  const grips = labels.map((label, j) => base.grip("v", j, `value of ${label}`));

  /** @param {State} now @param {Look} seen @param {number} i */
  const draw = (now, seen, i) => {
    last = () => draw(now, seen, i);
    const { to } = base;
    now.v.forEach((v, j) => {
      values[j].set(to, v, labels[j]);
      grips[j].set(v[0], v[1]);
    });
    const c = seen.c[i];
    output.set(to, c, `c ${labels[i]}`);
    let at = [0, 0];
    const steps = seen.alpha[0][i].map(
      (weight, j) => (at = [at[0] + weight * now.v[j][0], at[1] + weight * now.v[j][1]]),
    );
    put(chain, { d: now.heads === 1 ? line([to(0, 0), ...steps.map(([x, y]) => to(x, y))]) : "" });
    let tail = [0, 0];
    directions(now.angle).forEach((u, head) => {
      const share = c[0] * u[0] + c[1] * u[1];
      const tip = [tail[0] + share * u[0], tail[1] + share * u[1]];
      const shown = now.heads === 2 && now.on[head];
      parts[head].mark("softlook-gone", !shown);
      parts[head].set(to, tip, "", tail);
      const [[x0, y0], [x1, y1]] = [to(tail[0], tail[1]), to(tip[0], tip[1])];
      const flat = Math.abs(x1 - x0) > Math.abs(y1 - y0);
      const right = !flat && x1 < to(1.6, 0)[0];
      put(names[head], {
        x: (x0 + x1) / 2 + (flat ? 0 : right ? 8 : -8),
        y: (y0 + y1) / 2 + (flat ? 18 : 4),
        "text-anchor": flat ? "middle" : right ? "start" : "end",
      }); // beside the middle: at its tips are other words
      say(names[head], shown && Math.hypot(x1 - x0, y1 - y0) > 14 ? `head ${head + 1}` : "");
      tail = tip;
    });
    const lost = seen.lost[i] > 0;
    const whole = seen.whole[i];
    put(gone, { d: lost ? line([to(c[0], c[1]), to(whole[0], whole[1])]) : "" });
    const [x, y] = to(whole[0], whole[1]);
    put(was, { cx: x, cy: y, r: lost ? 5 : 0 });
    const [right, bottom] = to(FAR, -FAR);
    put(said, { x: right, y: bottom, "text-anchor": "end" });
    say(said, lost ? `lost ${two(seen.lost[i])}` : "");
    base.label(
      `values and the output: ${now.v.map((v, j) => `${labels[j]} at ${v.map(two).join(", ")}`).join("; ")}; the output of ${labels[i]} at ${c.map(two).join(", ")}`,
    );
  };
  return { node: base.node, draw };
}
