// @ts-check
/** What the reader edits in the matrix: one cell, a whole row, a word that is masked. */
import { even, hide, oneHot, place } from "../ui/rows.js";

/**
 * @typedef {{target: string[], sure: number[][], possible: number[][]}} Gold
 * @typedef {ReturnType<typeof import("./model.js").makeDesk>} Desk
 * @typedef {import("./model.js").Held} Held
 * @typedef {{desk: Desk, gold: () => Gold | null, refuse: (message: string) => void,
 *   edit: (patch: Partial<Held>, tag?: string) => void}} Context
 */
const NO_ATTENTION = "This model has no attention: there is nothing to edit.";
const masked = (/** @type {string} */ word) => `${word} is masked: tick it in the matrix’s head first.`;

/** @param {Context} context */
export function makeEdits({ desk, gold, refuse, edit }) {
  const scene = () => /** @type {import("./model.js").Scene} */ (desk.scene());
  const mask = () => {
    const { state, source } = scene();
    return state.mask.length === source.length ? state.mask : source.map(() => true);
  };
  const rows = () => {
    const { override } = desk.state();
    return { e: { ...override.e }, alpha: { ...override.alpha } };
  };
  /** @param {number} i @param {number[]} alpha @param {string} [tag] */
  const setRow = (i, alpha, tag) => {
    const next = rows();
    delete next.e[i];
    next.alpha[i] = alpha;
    edit({ override: next }, tag);
  };
  /** @param {number} i @param {number} j @param {number} x @param {string} tag */
  const weigh = (i, j, x, tag) => {
    if (!scene().now.alpha) return refuse(NO_ATTENTION);
    const { now, source } = scene();
    if (!mask()[j]) return refuse(masked(source[j]));
    setRow(i, place(/** @type {number[][]} */ (now.alpha)[i], j, x, mask()), `${tag} ${i},${j}`);
  };
  /** @param {number} i @param {number} j @param {number} x @param {string} tag */
  const score = (i, j, x, tag) => {
    if (!scene().now.alpha) return refuse(NO_ATTENTION);
    const { now } = scene();
    const next = rows();
    delete next.alpha[i];
    next.e[i] = /** @type {number[][]} */ (now.e)[i].map((old, at) => (at === j ? x : old));
    edit({ override: next }, `${tag} ${i},${j}`);
  };
  /** @param {number} i @param {number} j @param {import("./row.js").RowEdit} kind */
  const whole = (i, j, kind) => {
    if (!scene().now.alpha) return refuse(NO_ATTENTION);
    const seen = mask();
    const { source } = scene();
    if (kind === "even") {
      if (!seen.includes(true)) return refuse("Every word is masked: there is nothing to share.");
      return setRow(i, even(seen));
    }
    if (kind === "one") return seen[j] ? setRow(i, oneHot(source.length, j)) : refuse(masked(source[j]));
    if (kind === "gold") {
      const linked = gold();
      if (!linked) return refuse("This sentence has no gold links: take one of the examples.");
      const [sure, possible] = [linked.sure, linked.possible].map((links) => {
        const sources = links.filter(([to]) => to === i).map(([, from]) => from);
        return source.map((_, at) => sources.includes(at) && seen[at]);
      });
      const row = sure.includes(true) ? sure : possible;
      if (!row.includes(true)) return refuse("No gold link leads from this row to a word that it may attend to.");
      return setRow(i, even(row));
    }
    const next = rows();
    const { [i]: _, ...p } = desk.state().p;
    delete next.e[i];
    delete next.alpha[i];
    return edit({ override: next, p });
  };
  /** @param {number} j @param {boolean} on */
  function see(j, on) {
    const next = mask().map((seen, at) => (at === j ? on : seen));
    const { e, alpha } = rows();
    const moved = on
      ? alpha
      : Object.fromEntries(Object.entries(alpha).map(([i, row]) => [i, row[j] ? hide(row, next) : row]));
    edit({ mask: next.every(Boolean) ? [] : next, override: { e, alpha: moved } });
  }
  return { mask, weigh, score, whole, see };
}
