// Built by make widgets from src/softlook/widgets/js: do not edit.

// src/softlook/widgets/js/host.js
function makeModel(state, fetchFile) {
  let listeners = /* @__PURE__ */ new Map(), at = (event) => listeners.get(event) ?? listeners.set(event, /* @__PURE__ */ new Set()).get(event) ?? /* @__PURE__ */ new Set();
  return {
    /** @param {string} key */
    get: (key) => state[key],
    /** @param {string} key @param {unknown} value */
    set(key, value) {
      if (state[key] !== value) {
        state[key] = value;
        for (let listener of [...at(`change:${key}`), ...at("change")]) listener();
      }
    },
    save_changes() {
    },
    // nobody else holds this state
    /** @param {{softlook?: string, path?: string}} request */
    async send({ softlook, path }) {
      if (softlook !== "file" || !path || !fetchFile) return;
      let answer = await fetchFile(path).then(
        (bytes) => [{ softlook, path }, [new DataView(bytes)]],
        (error) => [{ softlook, path, error: error.message }, []]
      );
      for (let listener of [...at("msg:custom")]) listener(...answer);
    },
    /** @param {string} event @param {Function} listener */
    on: (event, listener) => {
      at(event).add(listener);
    },
    /** @param {string} [event] @param {Function} [listener] */
    off(event, listener) {
      event ? listener ? at(event).delete(listener) : listeners.delete(event) : listeners.clear();
    },
    /** For tests: how many listeners there are. */
    listening: () => [...listeners.values()].reduce((n, set) => n + set.size, 0)
  };
}
async function beside(path) {
  let answer = await fetch(new URL(`./${path}`, import.meta.url));
  if (!answer.ok) throw new Error(`the file is not there (${answer.status})`);
  return answer.arrayBuffer();
}
async function mount(place) {
  let state = JSON.parse(place.querySelector("script[type='application/json']")?.textContent ?? "{}"), { default: widget } = await import(new URL(place.dataset.
  module ?? "", import.meta.url).href), model = makeModel(state, beside);
  await widget.initialize?.({ model });
  let cleanup = await widget.render({ model, el: place });
  Object.assign(place, { softlook: { model, cleanup } });
}
function named() {
  try {
    return document.getElementById(decodeURIComponent(location.hash.slice(1)));
  } catch {
    return null;
  }
}
function stay() {
  if (!named()) return;
  let growth = new ResizeObserver(() => named()?.scrollIntoView({ behavior: "instant" })), stop = new AbortController();
  stop.signal.addEventListener("abort", () => growth.disconnect());
  for (let action of ["wheel", "touchstart", "pointerdown", "keydown"])
    addEventListener(action, () => stop.abort(), { signal: stop.signal, passive: !0 });
  growth.observe(document.body), setTimeout(() => stop.abort(), 5e3);
}
if (typeof document < "u") {
  for (
    let place of
    /** @type {NodeListOf<HTMLElement>} */
    document.querySelectorAll("[data-module]")
  )
    mount(place).catch((error) => {
      console.error("softlook: this widget did not start", place, error), place.dataset.failed = String(error);
    });
  stay();
}
export {
  makeModel
};
