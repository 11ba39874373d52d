// @ts-check
import { changes } from "../ui/changes.js";
import { h } from "../ui/controls.js";

const SIDES = /** @type {const} */ ([
  ["untouched", "before"],
  ["translation", "after"],
]);

/** Two translations one above the other, by columns; what changed is marked by a sign, by weight and by a line. */
export function makeResult() {
  const lines = { untouched: h("tr", {}), translation: h("tr", {}) };
  const table = h(
    "table",
    { class: "softlook-sides" },
    h("caption", { class: "softlook-visually-hidden" }, "What the model writes by itself, and with your changes"),
    h("tbody", {}, ...Object.values(lines)),
  );
  const titles = { untouched: "by itself", translation: "with yours" };
  const node = h(
    "div",
    { class: "softlook-sides-box", tabindex: "0", role: "group", "aria-label": "Translations" },
    table,
  );

  /** @param {string[]} untouched @param {string[]} translation @returns {number} how many columns differ */
  const set = (untouched, translation) => {
    const columns = changes(untouched, translation);
    for (const [name, side] of SIDES) {
      let n = 0;
      const cells = columns.map(({ same, [side]: word }) => {
        if (word === null) {
          const hidden = h("span", { class: "softlook-visually-hidden" }, "no word");
          return h("td", { class: "softlook-nothing" }, h("span", { "aria-hidden": "true" }, "·"), hidden);
        }
        const shown = same ? [word] : [h("span", { "aria-hidden": "true" }, "≠ "), word];
        const named = { "data-name": name, "data-index": n++, "data-value": word };
        return h("td", { class: same ? null : "softlook-changed", ...named }, ...shown);
      });
      lines[name].replaceChildren(h("th", { scope: "row" }, titles[name]), ...cells);
    }
    return columns.filter(({ same }) => !same).length;
  };
  return { node, set };
}
