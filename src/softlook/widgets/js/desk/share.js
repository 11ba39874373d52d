// @ts-check
/** The state in the page's address: to copy it, and to follow one that somebody sent. */
import { readable, Refused } from "./model.js";
import { KEYS } from "./state.js";
import { find, pack, put, unpack } from "./link.js";

const BEFORE = "The link’s state was not taken: ";

/**
 * @typedef {(decoder: import("./model.js").Decoder) => Partial<import("./model.js").Held>} Change
 * @typedef {{model: import("./model.js").Model, desk: import("./edits.js").Desk, el: HTMLElement,
 *   report: (text: string) => void, take: (change: Change, name: string, before: string) => Promise<string>,
 *   begin: () => Promise<void>}} Context
 */

/** @param {Context} context */
export function makeShare({ model, desk, el, report, take, begin }) {
  const place = [...document.querySelectorAll('[data-widget="TranslatorDesk"]')].indexOf(el);
  const key = `desk${place > 0 ? `-${place + 1}` : ""}`; // one for each desk of the page

  const copy = () => {
    const { hash, href } = location;
    const state = desk.state();
    const packed = pack(/** @type {any} */ (Object.fromEntries(KEYS.map((name) => [name, state[name]]))));
    history.replaceState(history.state, "", href.slice(0, href.length - hash.length) + put(hash, key, packed));
    (navigator.clipboard?.writeText(location.href) ?? Promise.reject()).then(
      () => report("The link is copied: whoever opens it sees this state."),
      () => report("The address of this page now holds this state: copy it from the browser’s address bar."),
    );
  };

  /** Show the page's own state, and say why. @param {string} why */
  const stay = (why) => void begin().then(() => desk.scene() && report(why));

  /**
   * Take the state that the address holds for this desk; a bad one changes nothing.
   *
   * @returns {boolean} whether it holds one
   */
  const follow = () => {
    const packed = find(location.hash, key);
    if (packed === null) return false;
    try {
      const given = unpack(packed);
      if (!model.get("models").includes(given.model)) throw new Error(`this desk has no model ${given.model}`);
      take(
        (decoder) => {
          const n = readable(given.sentence, decoder).length;
          const rows = [
            ...Object.values(given.override.e),
            ...Object.values(given.override.alpha),
            ...(given.mask.length ? [given.mask] : []),
          ];
          if (!rows.every((row) => row.length === n) || !Object.values(given.p).every((at) => at <= n - 1))
            throw new Refused("its rows are not as long as its sentence.");
          return { ...given, gold: {} };
        },
        given.model,
        BEFORE,
      ).then((refused) => {
        el.scrollIntoView({ block: "nearest" });
        if (refused && !desk.scene()) stay(refused);
      });
    } catch (error) {
      stay(`${BEFORE}${/** @type {Error} */ (error).message}.`);
    }
    return true;
  };
  return { copy, follow };
}
