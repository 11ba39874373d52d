// @ts-check
/**
 * The page host: brings a widget to life in a page with no kernel.
 *
 * A placeholder holds the widget's state as JSON, and a table that stands where this script does not run. Its module
 * is rendered into the placeholder, by the contract that anywidget modules keep in Jupyter: `render({ model, el })`.
 * So one module serves both.
 */

/**
 * A model of anywidget's contract over a plain object. Where a module asks for a file, as it would ask the kernel,
 * `fetchFile` gives it.
 *
 * @param {Record<string, unknown>} state
 * @param {(path: string) => Promise<ArrayBuffer>} [fetchFile]
 */
export function makeModel(state, fetchFile) {
  /** @type {Map<string, Set<Function>>} */
  const listeners = new Map();
  /** @param {string} event */
  const at = (event) => listeners.get(event) ?? listeners.set(event, new Set()).get(event) ?? new Set();
  return {
    /** @param {string} key */
    get: (key) => state[key],
    /** @param {string} key @param {unknown} value */
    set(key, value) {
      if (state[key] === value) return;
      state[key] = value;
      for (const listener of [...at(`change:${key}`), ...at("change")]) listener();
    },
    save_changes() {}, // nobody else holds this state
    /** @param {{softlook?: string, path?: string}} request */
    async send({ softlook, path }) {
      if (softlook !== "file" || !path || !fetchFile) return;
      /** @type {[{softlook: string, path: string, error?: string}, DataView[]]} */
      const answer = await fetchFile(path).then(
        (bytes) => [{ softlook, path }, [new DataView(bytes)]],
        (error) => [{ softlook, path, error: error.message }, []],
      );
      for (const listener of [...at("msg:custom")]) listener(...answer);
    },
    /** @param {string} event @param {Function} listener */
    on: (event, listener) => void at(event).add(listener),
    /** @param {string} [event] @param {Function} [listener] */
    off(event, listener) {
      if (!event) listeners.clear();
      else if (!listener) listeners.delete(event);
      else at(event).delete(listener);
    },
    /** For tests: how many listeners there are. */
    listening: () => [...listeners.values()].reduce((n, set) => n + set.size, 0),
  };
}

/** A file that lies beside this module. @param {string} path */
async function beside(path) {
  const answer = await fetch(new URL(`./${path}`, import.meta.url));
  if (!answer.ok) throw new Error(`the file is not there (${answer.status})`);
  return answer.arrayBuffer();
}

/** @param {HTMLElement} place */
async function mount(place) {
  const state = JSON.parse(place.querySelector("script[type='application/json']")?.textContent ?? "{}");
  const { default: widget } = await import(new URL(place.dataset.module ?? "", import.meta.url).href);
  const model = makeModel(state, beside);
  await widget.initialize?.({ model });
  const cleanup = await widget.render({ model, el: place });
  Object.assign(place, { softlook: { model, cleanup } }); // for the page's tests, and for the curious
}

/** The place that the page's address names. */
function named() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null; // no address that anybody wrote
  }
}

/**
 * Stay at the place that the address names while widgets and charts make the page above it grow: for five seconds, or
 * until the reader does something.
 */
function stay() {
  if (!named()) return;
  const growth = new ResizeObserver(() => named()?.scrollIntoView({ behavior: "instant" }));
  const stop = new AbortController();
  stop.signal.addEventListener("abort", () => growth.disconnect());
  for (const action of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(action, () => stop.abort(), { signal: stop.signal, passive: true });
  growth.observe(document.body);
  setTimeout(() => stop.abort(), 5000);
}

if (typeof document !== "undefined") {
  for (const place of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-module]"))) {
    mount(place).catch((error) => {
      console.error("softlook: this widget did not start", place, error);
      place.dataset.failed = String(error);
    });
  }
  stay();
}
