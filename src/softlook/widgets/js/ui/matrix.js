// @ts-check
/** The alignment matrix: a grid of cells for pointer, finger and keyboard. Arrows choose a cell. */
import { h, two, unique } from "./controls.js";
import { setAttributes, setText } from "./draw.js";

/**
 * @typedef {{rows: string[], columns: string[], show: "weights" | "scores", alpha: number[][], e: number[][],
 *   before: number[][], edited: Record<string, unknown>, mask: boolean[], sure: Set<string>, possible: Set<string>,
 *   chosen: [number, number]}} View
 * @typedef {{cell: HTMLElement, number: HTMLElement}} Cell
 * @typedef {{signal: AbortSignal, edit: (i: number, j: number, value: number, tag: string) => void,
 *   choose: (i: number, j: number) => void, see: (j: number, on: boolean) => void, own: (i: number) => void,
 *   type: () => void, release: () => void, cancel: () => void}} Context
 */
const COLUMN = { role: "columnheader", scope: "col" };
const REACH = { weights: 100, scores: 20 }; // pixels for one unit
const STEP = { weights: 0.05, scores: 0.5 };
const LIMIT = { weights: [0, 1], scores: [-1e6, 1e6] };
const MOVES = /** @type {Record<string, [number, number]>} */ ({
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
});
const TURNS = /** @type {Record<string, number>} */ ({
  "+": 1,
  "=": 1,
  "-": -1,
  _: -1,
  "−": -1,
  PageUp: 10,
  PageDown: -10,
});

/** @param {Context} context */
export function makeMatrix({ signal, edit, choose, see, own, type, release, cancel }) {
  const name = unique("matrix");
  const caption = h("caption", { id: name, class: "softlook-visually-hidden" });
  const head = h("tr", { role: "row" });
  const body = h("tbody", { role: "rowgroup" });
  const table = h(
    "table",
    { class: "softlook-matrix", role: "grid", "aria-labelledby": name },
    caption,
    h("thead", { role: "rowgroup" }, head),
    body,
  );
  const node = h("div", { class: "softlook-matrix-box" }, table);
  /** @type {View | null} */
  let view = null;
  /** @type {{row: HTMLElement, head: HTMLElement, cells: Cell[]}[]} */
  let rows = [];
  /** @type {HTMLInputElement[]} */
  let ticks = [];
  /** @type {[number, number]} where the keyboard is; row -1 is that of the ticks */
  let at = [0, 0];
  /** @type {{id: number, i: number, j: number, y: number, from: number, moved: boolean} | null} */
  let drag = null;

  const value = (/** @type {View} */ { show, alpha, e }, /** @type {number} */ i, /** @type {number} */ j) =>
    (show === "weights" ? alpha : e)[i][j];
  const stop = () => (at[0] < 0 ? ticks[at[1]] : rows[at[0]]?.cells[at[1]]?.cell);

  /**
   * Move the one stop of the Tab key, and the focus with it.
   *
   * @param {number} i
   * @param {number} j
   * @param {boolean} [focus]
   */
  const go = (i, j, focus = true) => {
    if (!view) return;
    stop()?.setAttribute("tabindex", "-1");
    at = [Math.max(-1, Math.min(rows.length - 1, i)), Math.max(0, Math.min(view.columns.length - 1, j))];
    const to = stop();
    to?.setAttribute("tabindex", "0");
    if (!focus) return;
    to?.focus({ preventScroll: true }); // a browser leaves a cell in its place that is half in view
    to?.scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  /** @param {number} i @param {number} j @param {number} to @param {string} tag */
  const turn = (i, j, to, tag) => {
    if (!view) return;
    const [low, high] = LIMIT[view.show];
    const tidy = Math.min(high, Math.max(low, Math.round(to * 100) / 100));
    if (tidy !== value(view, i, j)) edit(i, j, tidy, tag);
  };

  /** @param {Event} event @returns {[number, number] | null} */
  const where = (event) => {
    const cell = /** @type {HTMLElement} */ (event.target).closest?.("td");
    return cell?.dataset.index ? /** @type {[number, number]} */ (cell.dataset.index.split(",").map(Number)) : null;
  };

  table.addEventListener(
    "focusin",
    (event) => {
      const cell = where(event);
      const tick = ticks.indexOf(/** @type {any} */ (event.target));
      if (cell) {
        go(...cell, false);
        choose(...cell);
      } else if (tick >= 0) go(-1, tick, false);
    },
    { signal },
  );
  table.addEventListener(
    "keydown",
    (event) => {
      if (!view || event.altKey || event.metaKey) return;
      const [i, j] = at;
      const move = MOVES[event.key];
      const by = TURNS[event.key];
      if (move && !event.ctrlKey) go(i + move[0], j + move[1]);
      else if (event.key === "Home") go(event.ctrlKey ? 0 : i, 0);
      else if (event.key === "End") go(event.ctrlKey ? rows.length - 1 : i, view.columns.length - 1);
      else if (i < 0 || event.ctrlKey)
        return; // a tick has its own space bar
      else if (by) turn(i, j, value(view, i, j) + by * STEP[view.show], `key ${i},${j}`);
      else if (event.key === "Delete" || event.key === "Backspace") own(i);
      else if (event.key === "Enter" || event.key === "F2") type();
      else if (event.key !== " ") return;
      event.preventDefault();
    },
    { signal },
  );
  table.addEventListener(
    "click",
    (event) => {
      const cell = where(event);
      if (cell) go(...cell);
    },
    { signal },
  );

  table.addEventListener(
    "pointerdown",
    (event) => {
      const cell = where(event);
      if (!view || !cell || event.button || drag) return;
      const [i, j] = cell;
      const chosen = view.chosen[0] === i && view.chosen[1] === j;
      if (event.pointerType === "touch" && !chosen) return; // a first touch chooses; a finger that moves on scrolls
      go(i, j);
      drag = { id: event.pointerId, i, j, y: event.clientY, from: value(view, i, j), moved: false };
      rows[i].cells[j].cell.setPointerCapture(event.pointerId);
      event.preventDefault();
    },
    { signal },
  );
  table.addEventListener(
    "pointermove",
    (event) => {
      if (!view || event.pointerId !== drag?.id) return;
      const up = drag.y - event.clientY;
      if (!drag.moved && Math.abs(up) < 3) return;
      drag.moved = true;
      turn(drag.i, drag.j, drag.from + up / REACH[view.show], "drag");
    },
    { signal },
  );
  /** @param {PointerEvent} event */
  const drop = (event) => {
    if (event.pointerId !== drag?.id) return;
    const { moved } = drag;
    drag = null;
    if (event.type === "pointercancel" && moved) cancel();
    release();
  };
  for (const end of /** @type {const} */ (["pointerup", "pointercancel", "lostpointercapture"]))
    table.addEventListener(end, drop, { signal });
  table.addEventListener("keyup", release, { signal });

  /** Lay out the head anew. @param {string[]} columns */
  const build = (columns) => {
    ticks = columns.map((word, j) => {
      const tick = h("input", {
        type: "checkbox",
        tabindex: "-1",
        "aria-label": `may attend to ${word}`,
        "data-control": "mask",
        "data-index": j,
      });
      tick.addEventListener("change", () => see(j, tick.checked), { signal });
      return tick;
    });
    const corner = h("th", { ...COLUMN, class: "softlook-corner" }, h("span", {}, "may attend"));
    head.replaceChildren(
      corner,
      ...columns.map((word, j) => h("th", COLUMN, h("label", {}, h("span", {}, word), ticks[j]))),
    );
    body.replaceChildren();
    rows = [];
  };

  /** One row more. @param {number} n columns */
  const grow = (n) => {
    const i = rows.length;
    const cells = Array.from({ length: n }, (_, j) => {
      const number = h("span", {});
      const named = { "data-control": "cell", "data-index": `${i},${j}` };
      return { number, cell: h("td", { role: "gridcell", tabindex: "-1", ...named }, number) };
    });
    const title = h("th", { role: "rowheader", scope: "row" });
    const row = h("tr", { role: "row" }, title, ...cells.map(({ cell }) => cell));
    body.append(row);
    rows.push({ row, head: title, cells });
  };

  /** @param {View} next */
  const set = (next) => {
    const old = view;
    const held = node.contains(document.activeElement);
    view = next;
    const { columns, show, alpha, e, before, edited, mask, sure, possible } = next;
    if (!old || old.columns.join(" ") !== columns.join(" ")) build(columns);
    while (rows.length < next.rows.length) grow(columns.length);
    for (const { row } of rows.splice(next.rows.length)) row.remove();
    const what = show === "weights" ? "Weights" : "Scores";
    caption.textContent = `${what}: a row for each step, a column for each source word`;
    const size = show === "scores" ? Math.max(1e-9, ...e.flat().map(Math.abs)) : 1;
    ticks.forEach((tick, j) => (tick.checked = mask[j]));
    next.rows.forEach((word, i) => {
      const { head: title, cells } = rows[i];
      setText(title, edited[i] ? `${word} *` : word);
      setAttributes(title, { "aria-label": edited[i] ? `${word}, edited` : word });
      cells.forEach(({ cell, number }, j) => {
        const [x, was] = [value(next, i, j), before[i]?.[j] ?? 0];
        const [link, maybe] = [sure.has(`${i},${j}`), possible.has(`${i},${j}`)];
        const chosen = next.chosen[0] === i && next.chosen[1] === j;
        const kinds = [show, x < 0 && "negative", !mask[j] && "hidden", link ? "sure" : maybe && "possible"];
        const gold = link ? "sure gold link" : maybe && "possible gold link";
        const label = [`${word} attends to ${columns[j]}: ${two(x)}`, gold, !mask[j] && "masked"];
        const shift = show === "weights" && Math.abs(was - x) > 0.005 ? was.toFixed(3) : -1;
        setText(number, two(x));
        setAttributes(cell, {
          "data-name": show === "weights" ? "alpha" : "e",
          "data-value": x,
          class: kinds.flatMap((kind) => (kind ? [`softlook-${kind}`] : [])).join(" "),
          style: `--share: ${Math.abs(x / size).toFixed(3)}; --was: ${shift}`,
          "aria-selected": String(chosen),
          "aria-label": label.filter(Boolean).join(", "),
        });
      });
    });
    const [i, j] = at[0] < 0 ? [-1, at[1]] : next.chosen;
    if (!drag) go(i, j, held && !node.contains(document.activeElement));
  };
  /** Nothing below it jumps while the reader moves something. @param {boolean} held */
  const hold = (held) => void (node.style.height = held ? `${node.offsetHeight}px` : "");
  return { node, set, hold };
}
