// @ts-check
import { changes } from "../ui/changes.js";
import { h } from "../ui/controls.js";

/** Two translations one above the other, column by column, with what changed marked by a sign, by weight and by a line. */
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
    for (const [name, side] of /** @type {const} */ ([
      ["untouched", "before"],
      ["translation", "after"],
    ])) {
      let n = 0;
      const cells = columns.map(({ same, [side]: word }) => {
        if (word === null)
          return h(
            "td",
            { class: "softlook-nothing" },
            h("span", { "aria-hidden": "true" }, "·"),
            h("span", { class: "softlook-visually-hidden" }, "no word"),
          );
        const shown = same ? [word] : [h("span", { "aria-hidden": "true" }, "≠ "), word];
        return h(
          "td",
          { class: same ? null : "softlook-changed", "data-name": name, "data-index": n++, "data-value": word },
          ...shown,
        );
      });
      lines[name].replaceChildren(h("th", { scope: "row" }, titles[name]), ...cells);
    }
    return columns.filter(({ same }) => !same).length;
  };
  return { node, set };
}
