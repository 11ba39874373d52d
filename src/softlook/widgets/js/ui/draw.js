// @ts-check
/**
 * The drawing vocabulary: plain SVG for what is seen, real buttons over it for what can be moved. Colours and strokes
 * come from draw.css: give a shape the class of what it is (softlook-q, -k, -v, -c, -alpha, ...).
 */
import { h } from "./controls.js";

let space = "";
/** The namespace of SVG, as the parser has it. */
const namespace = () =>
  (space ||= new DOMParser().parseFromString("<svg></svg>", "text/html").querySelector("svg")?.namespaceURI ?? "");

/**
 * Make an SVG element.
 *
 * @param {string} tag
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children text goes in as text, never as markup
 */
export function s(tag, attributes = {}, ...children) {
  const node = /** @type {SVGElement} */ (document.createElementNS(namespace(), tag));
  setAttributes(node, attributes);
  node.append(...children);
  return node;
}

/**
 * Set attributes, but only those that differ.
 *
 * @param {Element} node
 * @param {Record<string, string | number>} attributes
 */
export function setAttributes(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    const text = String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

/** Set a text, but only where it differs. @param {Node} node @param {string} text */
export const setText = (node, text) => void (node.textContent !== text && (node.textContent = text));

/**
 * A linear scale from data to pixels; `back` goes the other way.
 *
 * @param {[number, number]} data
 * @param {[number, number]} pixels
 */
export function scale([a, b], [from, to]) {
  const forward = (/** @type {number} */ x) => from + ((x - a) / (b - a)) * (to - from);
  return Object.assign(forward, { back: (/** @type {number} */ y) => a + ((y - from) / (to - from)) * (b - a) });
}

/** A path through points, in hundredths of a pixel. @param {number[][]} points */
export const line = (points) =>
  points.map(([x, y], at) => `${at ? "L" : "M"}${x.toFixed(2)} ${y.toFixed(2)}`).join("");

/** A straight path from one point to another. @param {number[]} from @param {number[]} to */
export const segment = (from, to) => line([from, to]);

/**
 * A place to draw on, as wide as its column and as high as its style says. `draw` is called with its size at first,
 * and whenever that changes.
 *
 * @param {{kind: string, label: string, signal: AbortSignal, draw: (width: number, height: number) => void}} options
 */
export function stage({ kind, label, signal, draw }) {
  const picture = s("svg", { role: "img", "aria-label": label, class: "softlook-drawing" });
  const node = h("div", { class: `softlook-stage ${kind}` }, picture);
  const size = { width: 0, height: 0 };
  const watch = new ResizeObserver(([{ contentRect }]) => {
    const [width, height] = [Math.round(contentRect.width), Math.round(contentRect.height)];
    if (!width || !height || (width === size.width && height === size.height)) return;
    Object.assign(size, { width, height });
    setAttributes(picture, { viewBox: `0 0 ${width} ${height}` });
    draw(width, height);
  });
  watch.observe(node);
  signal.addEventListener("abort", () => watch.disconnect());
  const setLabel = (/** @type {string} */ text) => setAttributes(picture, { "aria-label": text });
  return { node, picture, size, label: setLabel };
}

/**
 * Move words apart that lie over one another: each goes to the nearest free height above or below its own.
 *
 * @param {SVGElement[]} texts those that come first stay where they are
 * @param {number} height of the drawing
 */
export function spread(texts, height) {
  /** @type {DOMRect[]} */
  const taken = [];
  for (const text of texts) {
    if (!text.textContent) continue;
    setAttributes(text, { dy: 0 });
    const own = /** @type {SVGTextElement} */ (text).getBBox();
    const free = (/** @type {number} */ dy) =>
      (dy === 0 || (own.y + dy >= 0 && own.y + own.height + dy <= height)) &&
      taken.every(
        ({ x, y, width, height }) =>
          own.x >= x + width || x >= own.x + own.width || own.y + dy >= y + height || y >= own.y + dy + own.height,
      );
    const steps = Array.from({ length: 6 }, (_, n) => own.height * 0.5 * (n + 1)).flatMap((step) => [-step, step]);
    const dy = [0, ...steps].find(free) ?? 0;
    setAttributes(text, { dy });
    taken.push(new DOMRect(own.x, own.y + dy, own.width, own.height));
  }
}

/** An arrow with its head. @param {string} kind a class */
export function arrow(kind) {
  const shaft = s("path", { class: "softlook-shaft" });
  const head = s("path", { class: "softlook-head" });
  const node = s("g", { class: `softlook-arrow ${kind}` }, shaft, head);
  return {
    node,
    /** @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 in pixels */
    set(x0, y0, x1, y1) {
      const length = Math.hypot(x1 - x0, y1 - y0);
      const [dx, dy] = length ? [(x1 - x0) / length, (y1 - y0) / length] : [0, 0];
      const size = Math.min(9, length);
      const [bx, by] = [x1 - size * dx, y1 - size * dy];
      const [left, right] = [0.45, -0.45].map((half) => [bx - half * size * dy, by + half * size * dx]);
      setAttributes(shaft, { d: segment([x0, y0], [bx, by]) });
      setAttributes(head, { d: `${line([[x1, y1], left, right])}Z` });
    },
  };
}

/**
 * An axis along the bottom (or, with `up`, along the left): a line, ticks and their words.
 *
 * @typedef {{at: (x: number) => number, ticks: {value: number, text: string}[], level: number, span: [number, number],
 *   up?: boolean}} AxisOptions
 * @param {AxisOptions} options
 */
export function axis({ at, ticks, level, span: [from, to], up = false }) {
  const whole = up ? segment([level, from], [level, to]) : segment([from, level], [to, level]);
  const node = s("g", { class: "softlook-axis" }, s("path", { d: whole }));
  for (const { value, text } of ticks) {
    const x = at(value);
    node.append(
      s("path", { d: up ? segment([level - 4, x], [level, x]) : segment([x, level], [x, level + 4]) }),
      s(
        "text",
        up ? { x: level - 7, y: x + 4, "text-anchor": "end" } : { x, y: level + 17, "text-anchor": "middle" },
        text,
      ),
    );
  }
  return node;
}

/**
 * What can be moved: a button of 44 px that lies over a stage, by pointer (captured), finger and arrow keys.
 *
 * A finger that starts on it moves it; one that starts beside it scrolls the page. With `flat` it moves sideways only,
 * and a finger that goes up or down scrolls. Arrows move by `key`, with Shift by a tenth of it.
 *
 * @typedef {{label: string, name: string, index: string, signal: AbortSignal, key: number, flat?: boolean,
 *   digits?: number, hop?: (now: number, by: number) => number, low: number, high: number,
 *   text: (x: number, y: number) => string, where: () => {x: ReturnType<typeof scale>, y: ReturnType<typeof scale>},
 *   move: (x: number, y: number) => void}} HandleOptions
 * @param {HandleOptions} options
 */
export function handle(options) {
  const { label, name, index, signal, key, flat = false, digits = 2, low, high, text, where, move } = options;
  const { hop = (/** @type {number} */ from, /** @type {number} */ by) => from + by } = options;
  const node = h("button", {
    type: "button",
    class: `softlook-handle${flat ? " softlook-flat" : ""}`,
    role: "slider",
    "aria-label": label,
    "aria-valuemin": low,
    "aria-valuemax": high,
    "aria-valuenow": low,
    "data-control": name,
    "data-index": index,
  });
  let now = [0, 0];
  /** @type {{id: number, dx: number, dy: number, from: number[]} | null} */
  let held = null;
  /** @param {number} x */
  const tidy = (x) => Math.min(high, Math.max(low, Number(x.toFixed(digits))));
  /** @param {number} x @param {number} y */
  const propose = (x, y) => {
    const [to, up] = [tidy(x), flat ? now[1] : tidy(y)];
    if (to !== now[0] || up !== now[1]) move(to, up);
  };
  node.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button || held) return;
      node.setPointerCapture(event.pointerId);
      const { x, y } = where();
      held = { id: event.pointerId, dx: x(now[0]) - event.clientX, dy: y(now[1]) - event.clientY, from: now };
    },
    { signal },
  );
  node.addEventListener(
    "pointermove",
    (event) => {
      if (event.pointerId !== held?.id) return;
      const { x, y } = where();
      propose(x.back(event.clientX + held.dx), y.back(event.clientY + held.dy));
    },
    { signal },
  );
  node.addEventListener(
    "pointercancel",
    (event) => {
      if (event.pointerId !== held?.id) return;
      const [x, y] = held.from; // a finger that scrolls past moves nothing
      held = null;
      propose(x, y);
    },
    { signal },
  );
  node.addEventListener("lostpointercapture", () => void (held = null), { signal });
  node.addEventListener(
    "keydown",
    (event) => {
      const way = {
        ArrowRight: [1, 0],
        ArrowLeft: [-1, 0],
        ArrowUp: flat ? [1, 0] : [0, 1],
        ArrowDown: flat ? [-1, 0] : [0, -1],
      }[event.key];
      if (!way || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const step = event.shiftKey ? Math.max(key / 10, 10 ** -digits) : key;
      propose(hop(now[0], step * way[0]), hop(now[1], step * way[1]));
    },
    { signal },
  );
  return {
    node,
    /** Show it there. @param {number} x @param {number} y */
    set(x, y) {
      now = [x, y];
      const to = where();
      node.style.transform = `translate(${to.x(x).toFixed(2)}px, ${to.y(y).toFixed(2)}px)`;
      setAttributes(node, { "aria-valuenow": x, "aria-valuetext": text(x, y) });
    },
  };
}
