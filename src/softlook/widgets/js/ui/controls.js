// @ts-check
/** The one small set of controls that every widget is made of. */

/**
 * Make an element. `class`, `text` and attributes go in by name; true means an empty attribute, null and false none.
 *
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, string | number | boolean | null>} [attributes]
 * @param {...(Node | string)} children text goes in as text, never as markup
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === false) continue;
    node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children);
  return node;
}

let named = 0;
/** A name for an element that no other element on the page has. @param {string} stem */
export const unique = (stem) => `softlook-${stem}-${++named}-${Math.random().toString(36).slice(2, 8)}`;

/** A number as the course prints it: two decimals, no leading zero, a true minus. @param {number} x */
export const two = (x) => {
  const text = Math.abs(x).toFixed(2).replace(/^0\./, ".");
  return (x < 0 && /[1-9]/.test(text) ? "−" : "") + text;
};

/** A number as a person types it (12, -.5, −0,5), or null. @param {string} text */
export const parse = (text) => {
  const plain = text.trim().replace("−", "-").replace(",", ".");
  const value = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
  return Number.isFinite(value) ? value : null;
};

/**
 * An output of the contract: what is shown is rounded, data-value is not.
 *
 * @param {string} name
 * @param {string} index comma separated
 */
export function readout(name, index) {
  const node = h("output", { class: "softlook-number", "aria-live": "off", "data-name": name, "data-index": index });
  /** @param {number} value @param {string} [text] */
  const set = (value, text = two(value)) => {
    if (node.dataset.value !== String(value)) node.dataset.value = String(value);
    if (node.textContent !== text) node.textContent = text; // what stays is not laid out again
  };
  return { node, set };
}

/**
 * Of a dial: `accept` returns null, or what was wanted instead of the value; the slider keeps to the grid; `hop` says
 * where a key leads.
 *
 * @typedef {{label: string, name: string, index: string, signal: AbortSignal, min: number, max: number, key: number,
 *   digits?: number, grid?: number, hop?: (now: number, by: number) => number,
 *   accept: (value: number) => string | null, change: (value: number) => void,
 *   refuse: (message: string) => void}} DialOptions
 */

/**
 * A slider and a number field for one quantity. Arrows move by `key`, with Shift by a tenth of it; the field takes any
 * number that `accept` lets through.
 *
 * @param {DialOptions} options
 */
export function dial(options) {
  const { label, name, index, signal, min, max, key, digits = 2, grid = 10 ** -digits, hop } = options;
  const { accept, change, refuse } = options;
  const range = h("input", {
    type: "range",
    min,
    max,
    step: "any",
    "aria-label": label,
    "data-control": name,
    "data-index": index,
  });
  const field = h("input", {
    type: "text",
    size: 5,
    autocomplete: "off",
    spellcheck: "false",
    "aria-label": `${label}, as a number`,
    "data-control": `${name}-number`,
    "data-index": index,
  });
  let now = 0;
  /** @param {number} value */
  const shown = (value) => (digits ? two(value) : String(value));
  /** @param {number} value */
  const tidy = (value) => Number((grid > 1 ? Math.round(value / grid) * grid : value).toFixed(digits));
  /** @param {number} value */
  const set = (value) => {
    now = value;
    if (Number(range.value) !== value) range.value = String(value);
    if (document.activeElement !== field && field.value !== shown(value)) field.value = shown(value);
    if (field.dataset.value === String(value)) return;
    range.setAttribute("aria-valuetext", shown(value));
    field.dataset.value = String(value);
  };
  /** @param {number} value */
  const propose = (value) => {
    const wanted = accept(value);
    if (wanted) return refuse(`${label}: ${value} given, ${wanted} wanted.`);
    refuse(""); // what was refused before is answered, even where the value stays
    change(value);
  };
  let held = 0;
  range.addEventListener("pointerdown", () => void (held = now), { signal });
  range.addEventListener("pointercancel", () => change(held), { signal }); // a finger that scrolls past moves nothing
  range.addEventListener("input", () => propose(tidy(Number(range.value))), { signal });
  range.addEventListener(
    "keydown",
    (event) => {
      const step = {
        ArrowUp: key,
        ArrowRight: key,
        ArrowDown: -key,
        ArrowLeft: -key,
        PageUp: 10 * key,
        PageDown: -10 * key,
      }[event.key];
      if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const fine = event.shiftKey ? Math.sign(step) * Math.max(Math.abs(step) / 10, grid) : step; // what tidy keeps
      propose(Math.min(max, Math.max(min, hop ? hop(now, fine) : tidy(now + fine))));
    },
    { signal },
  );
  field.addEventListener(
    "change",
    () => {
      const value = parse(field.value);
      if (value === null) refuse(`${label}: “${field.value}” given, a number wanted.`);
      else propose(value);
      field.value = shown(now);
    },
    { signal },
  );
  field.addEventListener("focus", () => field.select(), { signal });
  field.addEventListener("blur", () => (field.value = shown(now)), { signal });
  return { range, field, set };
}

/**
 * A box to tick, with its label, as one target. Its accessible name may say more than the label does.
 *
 * @typedef {{label: string, ariaLabel?: string, name: string, index?: string, signal: AbortSignal,
 *   change: (on: boolean) => void}} TickOptions
 * @param {TickOptions} options
 */
export function tick({ label, ariaLabel = label, name, index = "", signal, change }) {
  const box = h("input", { type: "checkbox", "aria-label": ariaLabel, "data-control": name, "data-index": index });
  box.addEventListener("change", () => change(box.checked), { signal });
  const node = h("label", { class: "softlook-tick" }, box, h("span", {}, label));
  return { box, node, set: /** @param {boolean} on */ (on) => void (box.checked = on) };
}

/**
 * One of a few: radio buttons with their labels, as a group with a name. Each option is a value and its label.
 *
 * @template {string} T
 * @param {{label: string, name: string, options: [T, string][], signal: AbortSignal,
 *   change: (value: T) => void}} options
 */
export function choice({ label, name, options, signal, change }) {
  const group = unique(name);
  const choices = options.map(([value, words]) => {
    const box = h("input", { type: "radio", name: group, value, "data-control": name, "data-index": value });
    box.addEventListener("change", () => box.checked && change(value), { signal });
    return { value, box, node: h("label", { class: "softlook-tick" }, box, h("span", {}, words)) };
  });
  const node = h(
    "div",
    { class: "softlook-choice", role: "radiogroup", "aria-label": label },
    h("span", { class: "softlook-name", "aria-hidden": "true" }, label),
    ...choices.map((option) => option.node),
  );
  /** @param {string} value */
  const set = (value) => choices.forEach((option) => void (option.box.checked = option.value === value));
  return { node, set };
}

/**
 * Make something that lies flat follow the pointer: `pull` is given the share of its width, 0 to 1. A finger that goes
 * up or down scrolls the page, and what it moved on the way goes back: `hold` returns the way back. The keyboard has a
 * slider beside it.
 *
 * @param {HTMLElement} node
 * @param {{signal: AbortSignal, hold: () => () => void, pull: (share: number) => void}} options
 */
export function pullable(node, { signal, hold, pull }) {
  node.classList.add("softlook-pull");
  /** @type {{id: number, back: () => void} | null} */
  let held = null;
  /** @param {PointerEvent} event */
  const to = (event) => {
    const { left, width } = node.getBoundingClientRect();
    pull(Math.min(1, Math.max(0, (event.clientX - left) / width)));
  };
  node.addEventListener(
    "pointerdown",
    (event) => {
      if (event.button || held) return;
      node.setPointerCapture(event.pointerId);
      held = { id: event.pointerId, back: hold() };
      if (event.pointerType !== "touch") to(event); // a finger may be about to scroll: it moves things sideways only
    },
    { signal },
  );
  node.addEventListener("pointermove", (event) => event.pointerId === held?.id && to(event), { signal });
  node.addEventListener("pointerup", (event) => event.pointerId === held?.id && to(event), { signal });
  node.addEventListener(
    "pointercancel",
    (event) => {
      if (event.pointerId === held?.id) held?.back();
      held = null;
    },
    { signal },
  );
  node.addEventListener("lostpointercapture", () => void (held = null), { signal });
}

/**
 * A widget's live region: refusals are announced at once, the state of things when it has not changed for a while.
 *
 * @param {AbortSignal} signal
 */
export function liveRegion(signal) {
  const message = h("p", { class: "softlook-message", role: "alert" });
  const summary = h("p", { class: "softlook-visually-hidden", "aria-live": "polite" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let resting;
  signal.addEventListener("abort", () => clearTimeout(resting));
  return {
    message,
    summary,
    /** @param {string} text */
    refuse: (text) => void (message.textContent = text),
    /** @param {string} text */
    announce: (text) => {
      message.textContent = "";
      clearTimeout(resting);
      resting = setTimeout(() => (summary.textContent = text), 700);
    },
  };
}

/**
 * JupyterLab moves between cells on arrows: keep those pressed inside a widget.
 *
 * @param {HTMLElement} root
 * @param {AbortSignal} signal
 */
export function keepKeys(root, signal) {
  root.dataset.lmSuppressShortcuts = "true";
  root.addEventListener(
    "keydown",
    (event) => /^(Arrow|Page|Home|End|Enter)/.test(event.key) && event.stopPropagation(),
    { signal },
  );
}
