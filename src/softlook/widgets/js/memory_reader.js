// @ts-check
/** MemoryReader: read, store, exploit, one step at a time, with each component to be swapped. */
import { choice, dial, h, readout, two, unique } from "./ui/controls.js";
import { s, setAttributes, setText } from "./ui/draw.js";
import { live } from "./ui/live.js";
import { hops, MOST_HOPS } from "./memory_reader/hops.js";
import { SIDE, vocabulary } from "./memory_reader/raw.js";
import { patches } from "./vision/patches.js";

/** @typedef {import("./memory_reader/raw.js").State} State */

export { hops as derive };

const KEYS = /** @type {const} */ ([
  "scene",
  "facts",
  "question",
  "picture",
  "patch",
  "reader",
  "memory",
  "score",
  "temperature",
  "exploiter",
  "step",
  "hint",
]);
const MOVED = /** @type {const} */ ([
  "scene",
  "question",
  "patch",
  "reader",
  "memory",
  "score",
  "temperature",
  "exploiter",
  "step",
]);
const LAST = 1 + MOST_HOPS;
const EMPTY = "·";

/** A vector as a small square of pixels. @param {string} kind */
function thumb(kind) {
  const cells = Array.from({ length: SIDE ** 2 }, (_, n) =>
    s("rect", { x: n % SIDE, y: Math.floor(n / SIDE), width: 1, height: 1 }),
  );
  const node = s(
    "svg",
    { class: `softlook-thumb ${kind}`, viewBox: `0 0 ${SIDE} ${SIDE}`, "aria-hidden": "true" },
    ...cells,
  );
  const set = (/** @type {number[]} */ values, top = Math.max(...values, 1e-9)) =>
    cells.forEach((cell, n) => {
      const share = Math.max(0, Math.min(1, values[n] / top));
      setAttributes(cell, { "fill-opacity": share.toFixed(3) });
    });
  return { node, set };
}

/** A number's cell, which may be empty as yet. @param {string} name @param {string} index */
function cell(name, index) {
  const bar = h("span", { class: "softlook-memory-bar" });
  const text = h("output", { class: "softlook-number", "aria-live": "off" }, EMPTY);
  const node = h("td", {}, text, name === "alpha" ? bar : "");
  return {
    node,
    set(/** @type {number | null} */ value) {
      setText(text, value === null ? EMPTY : two(value));
      bar.style.transform = `scaleX(${value ?? 0})`;
      if (value === null) for (const key of ["name", "index", "value"]) delete text.dataset[key];
      else Object.assign(text.dataset, { name, index, value: String(value) });
    },
  };
}

/** @param {import("./ui/live.js").Context<State>} context */
function build({ state, put, reset, signal, region }) {
  const first = state();
  const sentence = first.scene === "sentence";
  const { refuse } = region;
  const words = sentence ? vocabulary(first.facts) : [];
  const cut = sentence ? [] : patches(first.picture, SIDE);
  const slots = sentence ? first.facts.map(([text]) => text) : cut.map((_, n) => `patch ${n + 1}`);
  const heading = unique("memory");
  const hint = h("p", { class: "softlook-hint", id: heading });
  /**
   * @param {keyof State & string} name
   * @param {string} label
   * @param {[string, string][]} options value and label of each
   * @param {(value: string) => unknown} [as]
   */
  const pick = (name, label, options, as = (value) => value) =>
    choice({ label, name, options, signal, change: (value) => put({ [name]: as(value) }) });
  const scene = pick("scene", "read", [
    ["sentence", "a sentence"],
    ["picture", "a picture"],
  ]);
  const reader = pick("reader", sentence ? "words are read" : "pixels are read", [
    ["apart", "on their own"],
    ["neighbours", "with their neighbours"],
  ]);
  const memory = pick(
    "memory",
    sentence ? "a fact is" : "a patch is",
    sentence
      ? [
          ["key-value", "found by its key, gives its value"],
          ["whole", "found by all, gives all"],
        ]
      : [
          ["key-value", "found by itself, gives the next one"],
          ["whole", "found by itself, gives itself"],
        ],
  );
  const score = pick("score", "compared by", [
    ["dot", "dot"],
    ["scaled_dot", "dot / √d"],
    ["cosine", "cosine"],
  ]);
  const exploiter = pick("exploiter", "a hop", [
    ["replace", "replaces the state"],
    ["add", "adds to it"],
  ]);
  const askable = new Set([...first.facts.flatMap(([, key, value]) => [key, value]), first.question]);
  /** @type {[string, string][]} */
  const cues = sentence ? [...askable].map((word) => [word, word]) : cut.map((_, n) => [String(n), String(n + 1)]);
  const cue = sentence ? pick("question", "ask for", cues) : pick("patch", "begin with half of patch", cues, Number);
  const temperature = dial({
    min: 0.05,
    max: 2,
    key: 0.05,
    label: "Temperature of the softmax",
    name: "temperature",
    index: "",
    signal,
    refuse,
    accept: (value) => (value >= 0.01 && value <= 10 ? null : "a number from 0.01 to 10"),
    change: (value) => put({ temperature: value }),
  });
  /** @param {string} words @param {string} name @param {() => void} press */
  const button = (words, name, press) => {
    const node = h("button", { type: "button", class: "softlook-button", "data-control": name }, words);
    node.addEventListener("click", press, { signal });
    return node;
  };
  const step = readout("step", "");
  const [back, next] = [
    button("Back", "back", () => put({ step: Math.max(0, state().step - 1) })),
    button("Next", "next", () => put({ step: Math.min(LAST, state().step + 1) })),
  ];
  const walk = h(
    "div",
    { class: "softlook-memory-walk" },
    back,
    next,
    button("Reset", "reset", reset),
    h("span", { class: "softlook-name" }, "step ", step.node),
  );

  /** @param {string} title @param {...(Node | string)} parts */
  const room = (title, ...parts) =>
    h(
      "div",
      { class: "softlook-memory-room", role: "group", "aria-label": title.slice(3) },
      h("p", { class: "softlook-memory-title", "aria-hidden": "true" }, title),
      ...parts,
    );
  const stored = slots.map((slot, n) => {
    const words = { key: h("span", { class: "softlook-k" }), value: h("span", { class: "softlook-v" }) };
    const pixels = { key: thumb("softlook-k"), value: thumb("softlook-v") };
    const line = sentence
      ? h("li", {}, words.key, " → ", words.value)
      : h(
          "li",
          {},
          `${n + 1} `,
          pixels.key.node,
          h("span", { class: "softlook-memory-value" }, " → ", pixels.value.node),
        );
    return { line, words, pixels };
  });
  const readTexts = sentence
    ? slots.map((slot) => h("li", {}, slot))
    : cut.map((pixels, n) => {
        const small = thumb("softlook-still");
        small.set(pixels, 1);
        return h("li", {}, `${n + 1} `, small.node);
      });
  const list = (/** @type {HTMLElement[]} */ items) =>
    h(
      "ol",
      {
        class: sentence ? "softlook-memory-list" : "softlook-memory-list softlook-memory-quilt",
        style: sentence ? null : `--across: ${first.picture[0].length / SIDE}`,
      },
      ...items,
    );
  const rooms = [
    room("1. The reader", list(readTexts), reader.node),
    room("2. The memory", list(stored.map(({ line }) => line)), memory.node),
    room(
      "3. The exploiter",
      cue.node,
      score.node,
      h(
        "div",
        { class: "softlook-line" },
        h("span", { class: "softlook-name", "aria-hidden": "true" }, "temperature"),
        temperature.range,
        temperature.field,
      ),
      exploiter.node,
    ),
  ];

  const weights = slots.map((_, j) => Array.from({ length: MOST_HOPS }, (_, i) => cell("alpha", `${i},${j}`)));
  const states = words.map((_, d) => Array.from({ length: MOST_HOPS + 1 }, (_, i) => cell("s", `${i},${d}`)));
  const pictures = Array.from({ length: sentence ? 0 : MOST_HOPS + 1 }, () => thumb("softlook-q"));
  const numbers = Array.from({ length: MOST_HOPS }, (_, i) => h("th", { scope: "col" }, `hop ${i + 1}`));
  const alphas = h(
    "table",
    { class: "softlook-memory-table softlook-memory-alpha softlook-cells" },
    h("caption", {}, "Weights α: what each hop attends to"),
    h("thead", {}, h("tr", {}, h("td", {}), ...numbers)),
    h(
      "tbody",
      {},
      ...weights.map((cells, j) => h("tr", {}, h("th", { scope: "row" }, slots[j]), ...cells.map(({ node }) => node))),
    ),
  );
  const after = ["at first", ...numbers.map((_, i) => `hop ${i + 1}`)].map((text) => h("th", { scope: "col" }, text));
  const shown = sentence
    ? h(
        "table",
        { class: "softlook-memory-table softlook-cells" },
        h("caption", {}, "The state s: what is asked for next"),
        h("thead", {}, h("tr", {}, h("td", {}), ...after)),
        h(
          "tbody",
          {},
          ...states.map((cells, d) =>
            h("tr", {}, h("th", { scope: "row" }, words[d]), ...cells.map(({ node }) => node)),
          ),
        ),
      )
    : h(
        "table",
        { class: "softlook-memory-table" },
        h("caption", {}, "The state s: what is asked for next"),
        h("thead", {}, h("tr", {}, ...after)),
        h("tbody", {}, h("tr", {}, ...pictures.map(({ node }) => h("td", {}, node)))),
      );
  const verdict = h("p", { class: "softlook-memory-verdict" });
  const others = Array.from({ length: LAST + 1 }, () => h("p", { "aria-hidden": "true" })); // each holds its place
  const scroll = (/** @type {HTMLTableElement} */ table) =>
    h(
      "div",
      {
        class: "softlook-memory-scroll",
        role: "group",
        tabindex: "0",
        "aria-label": table.caption?.textContent ?? "",
      },
      table,
    );
  const root = h(
    "div",
    { class: "softlook-memory softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    scene.node,
    walk,
    h("div", { class: "softlook-steady" }, verdict, ...others),
    h("div", { class: "softlook-memory-rooms" }, ...rooms),
    h("div", { class: "softlook-memory-tables" }, scroll(alphas), scroll(shown)),
  );

  /**
   * What the last step did, in a sentence.
   *
   * @param {number} step
   * @param {number[]} s the state after it
   * @param {number[]} alpha the weights of its hop
   */
  const describe = (step, s, alpha) => {
    const n = slots.length;
    if (step === 0) return `Read: ${n} ${sentence ? "facts" : "patches"} become ${n} rows of ${s.length} numbers.`;
    if (step === 1) return "Stored: each row can now be found by its key, and answers with its value.";
    const best = (/** @type {number[]} */ row) => row.indexOf(Math.max(...row));
    const top = best(alpha);
    const weight = two(alpha[top]);
    if (!sentence) return `Hop ${step - 1} attends most to ${slots[top]} (${weight}), and brings back its value.`;
    const attended = `Hop ${step - 1} attends most to “${slots[top]}” (${weight})`;
    return `${attended}; the state’s largest entry is now ${words[best(s)]}.`;
  };

  return {
    root,
    draw(/** @type {State} */ now) {
      const { k, v, begin, hops: all } = hops(now);
      const reached = Math.max(0, now.step - 1);
      setText(hint, now.hint);
      for (const [node, value] of /** @type {const} */ ([
        [scene, now.scene],
        [reader, now.reader],
        [memory, now.memory],
        [score, now.score],
        [exploiter, now.exploiter],
        [cue, sentence ? now.question : String(now.patch)],
      ]))
        node.set(value);
      temperature.set(now.temperature);
      step.set(now.step, `${now.step} of ${LAST}`);
      for (const [node, off] of /** @type {[HTMLButtonElement, boolean][]} */ ([
        [back, now.step === 0],
        [next, now.step === LAST],
      ]))
        setAttributes(node, { "aria-disabled": String(off) });
      rooms.forEach((node, n) => node.classList.toggle("softlook-memory-now", n === Math.min(now.step, 2)));
      rooms[1].classList.toggle("softlook-memory-yet", now.step < 1);
      stored.forEach(({ words, pixels }, j) => {
        if (sentence) {
          const [text, key, value] = now.facts[j];
          setText(words.key, now.memory === "whole" ? text : key);
          setText(words.value, now.memory === "whole" ? text : value);
        } else {
          pixels.key.set(k[j], 1);
          pixels.value.set(v[j], 1);
        }
      });
      weights.forEach((cells, j) => cells.forEach((one, i) => one.set(i < reached ? all[i].alpha[j] : null)));
      const held = [begin, ...all.map(({ s }) => s)];
      states.forEach((cells, d) => cells.forEach((one, i) => one.set(i <= reached ? held[i][d] : null)));
      pictures.forEach((one, i) => one.set(i <= reached ? held[i] : held[i].map(() => 0)));
      others.forEach((place, step) =>
        setText(place, describe(step, held[Math.max(0, step - 1)], all[step - 2]?.alpha)),
      );
      setText(verdict, others[now.step].textContent ?? "");
      region.announce(verdict.textContent ?? "");
    },
  };
}

/** @param {{model: import("./ui/live.js").Model, el: HTMLElement}} place */
const render = (place) =>
  live(/** @type {Parameters<typeof live<State>>[0]} */ (place), {
    name: "MemoryReader",
    keys: KEYS,
    moved: MOVED,
    build,
    fits: (state) =>
      state.scene === "sentence"
        ? vocabulary(state.facts).includes(state.question)
        : state.patch < (state.picture.length * state.picture[0].length) / SIDE ** 2,
    shape: ({ scene, facts, picture }) => JSON.stringify([scene, scene === "sentence" ? facts : picture]),
  });

export default { render };
