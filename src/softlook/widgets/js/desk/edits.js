// @ts-check
/** What a hand does to the matrix: one cell, a whole row, a word that is masked. */
import { even, hide, oneHot, place } from "../ui/rows.js";

/** @typedef {{target: string[], sure: number[][], possible: number[][]}} Gold */

/**
 * @param {{desk: ReturnType<typeof import("./model.js").makeDesk>, gold: () => Gold | null, refuse: (message: string) => void,
 *   edit: (patch: Partial<import("./model.js").Held>, tag?: string) => void}} hands
 */
export function makeDeeds({ desk, gold, refuse, edit }) {
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
    if (!scene().now.alpha) return refuse("This model does not look: there is nothing to edit.");
    const { now, source } = scene();
    if (!mask()[j]) return refuse(`${source[j]} is masked: tick it in the matrix’s head first.`);
    setRow(i, place(/** @type {number[][]} */ (now.alpha)[i], j, x, mask()), `${tag} ${i},${j}`);
  };
  /** @param {number} i @param {number} j @param {number} x @param {string} tag */
  const score = (i, j, x, tag) => {
    if (!scene().now.alpha) return refuse("This model does not look: there is nothing to edit.");
    const { now } = scene();
    const next = rows();
    delete next.alpha[i];
    next.e[i] = /** @type {number[][]} */ (now.e)[i].map((old, at) => (at === j ? x : old));
    edit({ override: next }, `${tag} ${i},${j}`);
  };
  /** @param {number} i @param {number} j @param {import("./row.js").Deed} deed */
  const whole = (i, j, deed) => {
    if (!scene().now.alpha) return refuse("This model does not look: there is nothing to edit.");
    const seen = mask();
    const { source } = scene();
    if (deed === "even")
      return seen.some(Boolean) ? setRow(i, even(seen)) : refuse("Every word is masked: there is nothing to share.");
    if (deed === "one")
      return seen[j]
        ? setRow(i, oneHot(source.length, j))
        : refuse(`${source[j]} is masked: tick it in the matrix’s head first.`);
    if (deed === "gold") {
      const linked = gold();
      const [sure, possible] = [linked?.sure ?? [], linked?.possible ?? []].map((some) =>
        source.map((_, at) => some.some(([to, from]) => to === i && from === at) && seen[at]),
      );
      if (!sure.some(Boolean) && !possible.some(Boolean))
        return refuse(
          linked
            ? "No gold link leads from this row to a word that it may look at."
            : "This sentence has no gold links: take one of the examples.",
        );
      return setRow(i, even(sure.some(Boolean) ? sure : possible));
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
