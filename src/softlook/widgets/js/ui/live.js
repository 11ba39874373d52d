// @ts-check
/** What every widget does with its model: build, draw at each change, build anew where the rows change, go without a trace. */
import { keepKeys, voice } from "./controls.js";

/**
 * @typedef {{get: (key: string) => any, set: (key: string, value: unknown) => void, save_changes: () => void,
 *   on: (event: string, listener: () => void) => void, off: (event: string, listener: () => void) => void}} Model
 */

/**
 * @template {Record<string, any>} State
 * @param {{model: Model, el: HTMLElement}} place
 * @param {{name: string, keys: readonly string[], moved: readonly string[], fits: (state: State) => boolean, shape: (state: State) => string,
 *   build: (hands: {state: () => State, put: (values: Partial<State>) => void, reset: () => void, signal: AbortSignal, speak: ReturnType<typeof voice>}) =>
 *     {root: HTMLElement, draw: (state: State) => void}}} widget fits says whether the lists belong together (on their way they may not); where the
 *   shape changes the widget is built anew; moved is what Reset brings back
 * @returns {() => void} the way out
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
      const speak = voice(signal);
      opening = structuredClone(Object.fromEntries(moved.map((key) => [key, model.get(key)])));
      const reset = () => {
        speak.refuse("");
        put(structuredClone(opening));
      };
      const made = build({ state, put, reset, signal, speak });
      show = made.draw;
      made.root.append(speak.message, speak.summary);
      keepKeys(made.root, signal);
      el.replaceChildren(made.root);
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
