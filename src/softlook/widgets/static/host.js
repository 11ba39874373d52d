// src/softlook/widgets/js/host.js
function makeModel(state) {
  const listeners = /* @__PURE__ */ new Map();
  const at = (event) => listeners.get(event) ?? listeners.set(event, /* @__PURE__ */ new Set()).get(event) ?? /* @__PURE__ */ new Set();
  return {
    /** @param {string} key */
    get: (key) => state[key],
    /** @param {string} key @param {unknown} value */
    set(key, value) {
      if (state[key] === value) return;
      state[key] = value;
      for (const listener of [...at(`change:${key}`), ...at("change")]) listener();
    },
    save_changes() {
    },
    // nobody else holds this state
    send() {
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
    listening: () => [...listeners.values()].reduce((n, set) => n + set.size, 0)
  };
}
async function mount(place) {
  const state = JSON.parse(place.querySelector("script[type='application/json']")?.textContent ?? "{}");
  const { default: widget } = await import(new URL(place.dataset.module ?? "", import.meta.url).href);
  const model = makeModel(state);
  await widget.initialize?.({ model });
  const cleanup = await widget.render({ model, el: place });
  Object.assign(place, { softlook: { model, cleanup } });
}
if (typeof document !== "undefined") {
  for (
    const place of
    /** @type {NodeListOf<HTMLElement>} */
    document.querySelectorAll("[data-module]")
  ) {
    mount(place).catch((error) => {
      console.error("softlook: this widget did not start", place, error);
      place.dataset.failed = String(error);
    });
  }
}
export {
  makeModel
};
