// @ts-check
/**
 * What every widget does with its model: build, draw at each change, build anew where the rows change, and leave
 * nothing behind when it goes.
 */
import { keepKeys, liveRegion } from "./controls.js";

/**
 * @typedef {{get: (key: string) => any, set: (key: string, value: unknown) => void, save_changes: () => void,
 *   on: (event: string, listener: () => void) => void, off: (event: string, listener: () => void) => void}} Model
 */

/**
 * What a widget is built with.
 *
 * @template State
 * @typedef {{state: () => State, put: (values: Partial<State>) => void, reset: () => void, signal: AbortSignal,
 *   region: ReturnType<typeof liveRegion>}} Context
 */

/**
 * A widget: `fits` says whether the lists belong together (while they arrive they may not); where `shape` changes the
 * widget is built anew; `moved` names what Reset brings back.
 *
 * @template State
 * @typedef {{name: string, keys: readonly string[], moved: readonly string[], fits: (state: State) => boolean,
 *   shape: (state: State) => string,
 *   build: (context: Context<State>) => {root: HTMLElement, draw: (state: State) => void}}} Widget
 */

/**
 * Show a widget in a place for as long as it stays.
 *
 * @template {Record<string, any>} State
 * @param {{model: Model, el: HTMLElement}} place
 * @param {Widget<State>} widget
 * @returns {() => void} takes it away
 */
export function live({ model, el }, { name, keys, moved, fits, shape, build }) {
  const state = () => /** @type {State} */ (Object.fromEntries(keys.map((key) => [key, model.get(key)])));
  /** @param {Record<string, unknown>} values */
  const put = (values) => {
    for (const [key, value] of Object.entries(values)) model.set(key, value);
    model.save_changes();
  };
  let stop = new AbortController();
  let built = "";
  /** @type {Record<string, unknown>} */
  let opening = {};
  /** @type {(state: State) => void} */
  let show;
  const draw = () => {
    const now = state();
    if (!fits(now)) return;
    if (built !== shape(now)) {
      built = shape(now);
      stop.abort();
      stop = new AbortController();
      const { signal } = stop;
      const region = liveRegion(signal);
      opening = structuredClone(Object.fromEntries(moved.map((key) => [key, model.get(key)])));
      const reset = () => {
        region.refuse("");
        put(structuredClone(opening));
      };
      const { root, draw } = build({ state, put, reset, signal, region });
      show = draw;
      root.append(region.message, region.summary);
      keepKeys(root, signal);
      el.replaceChildren(root);
    }
    show(now);
  };
  draw();
  for (const key of keys) model.on(`change:${key}`, draw);
  el.dataset.widget = name;
  el.dataset.ready = "";
  return () => {
    stop.abort();
    for (const key of keys) model.off(`change:${key}`, draw);
    delete el.dataset.ready;
  };
}
