// @ts-check
/** TranslatorDesk: a trained translator whose attention is edited by hand, and which decodes again at once. */
import { h, keepKeys, two, unique, voice } from "./controls.js";
import { makeControls } from "./desk_controls.js";
import { CLEAR, HELD, makeDesk, readable, Refused } from "./desk_model.js";
import { makeResult } from "./desk_result.js";
import { makeRow } from "./desk_row.js";
import { KEYS } from "./desk_state.js";
import { find, pack, put, unpack } from "./link.js";
import { alignmentErrorRate, links } from "./links.js";
import { makeMatrix } from "./matrix.js";
import { even, hide, oneHot, place } from "./rows.js";
import { words } from "./words.js";

const END = "</s>";
const SEEN = /** @type {const} */ ([...HELD, "show", "hint", "models"]);

/** @param {{model: any, el: HTMLElement}} context */
function render({ model, el }) {
  const stop = new AbortController();
  const { signal } = stop;
  const desk = makeDesk(model);
  const speak = voice(signal);
  const opening = desk.state();
  const inPage = Boolean(el.dataset.module); // else a kernel's: a link would lead nowhere
  const place0 = [...document.querySelectorAll('[data-widget="TranslatorDesk"]')].indexOf(el);
  const key = `desk${place0 > 0 ? `-${place0 + 1}` : ""}`;
  /** @type {[number, number]} */
  let chosen = [1, 1];
  let golden = true;
  let turn = 0;

  const heading = unique("translator-desk");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const controls = makeControls({
    signal, refuse: speak.refuse,
    say: (text) => say(text),
    pick: (name) => take(() => ({ model: name, ...CLEAR() }), name),
    show: (what) => (model.set("show", what), model.save_changes(), draw()),
    gold: (on) => ((golden = on), draw()),
    temperature: (x) => edit({ temperature: x }, "temperature"),
    hard: (on) => edit({ hard: on }),
    width: (x) => edit({ half_width: x }, "half_width"),
    undo: () => step("undo"),
    redo: () => step("redo"),
    reset: () => take(() => opening, opening.model),
    link: inPage ? copyLink : null,
  });
  const result = makeResult();
  const row = makeRow({
    signal, refuse: speak.refuse,
    weight: (x) => weigh(...chosen, x, "weight"),
    score: (x) => score(...chosen, x, "score"),
    position: (x) => edit({ p: { ...desk.state().p, [chosen[0]]: x } }, `p ${chosen[0]}`),
    row: (deed) => whole(chosen[0], chosen[1], deed),
  });
  const matrix = makeMatrix({
    signal,
    edit: (i, j, x, tag) => (model.get("show") === "weights" ? weigh : score)(i, j, x, tag),
    choose: (i, j) => {
      if (chosen[0] === i && chosen[1] === j) return;
      chosen = [i, j];
      draw();
    },
    see,
    own: (i) => whole(i, 0, "own"),
    type: () => row.type(model.get("show") === "weights"),
    release: desk.history.release,
    cancel: () => step("undo"),
  });
  const legend = h("p", { class: "softlook-legend" });
  const blind = h("p", {}, "This model does not look: at every step it reads the same two states of its reader. There is nothing to edit; try a longer sentence.");
  const looking = h("div", {}, row.node, matrix.node, controls.settings, legend);
  const body = h("div", { hidden: true }, result.node, controls.looks, looking, blind);
  const table = el.querySelector(":scope > table");
  const waiting = h("div", { class: "softlook-desk-waiting" }, ...(table ? [table] : [h("p", {}, "The translator is being fetched …")]));
  const root = h("div", { class: "softlook-desk softlook-box", role: "group", "aria-labelledby": heading }, hint, controls.top, waiting, body, speak.message, speak.summary);
  keepKeys(root, signal);
  root.addEventListener("pointerdown", () => matrix.hold(true), { signal });
  for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, () => (matrix.hold(false), desk.history.release()), { signal });
  root.addEventListener("change", desk.history.release, { signal });

  /** Say what cannot be; the last good state stands. @param {unknown} error @param {string} [before] words */
  const refuse = (error, before = "") => {
    if (!(error instanceof Refused)) throw error;
    if (desk.scene()) draw();
    controls.suggest(error.unknown, (word, by) => {
      controls.sentence.value = words(controls.sentence.value).map((typed) => (typed === word ? by : typed)).join(" ");
      say(controls.sentence.value);
    });
    speak.refuse(before + error.message);
  };

  /** Change something that needs no other model. @param {Partial<import("./desk_model.js").Held>} patch @param {string} [tag] */
  const edit = (patch, tag = "") => {
    try {
      desk.change(patch, tag);
      draw();
    } catch (error) {
      refuse(error);
    }
  };

  /**
   * Change sentence or model, which may have to be fetched; the last wish wins.
   *
   * @param {(decoder: import("./desk_model.js").Decoder) => Partial<import("./desk_model.js").Held>} wish
   * @param {string} [name] of a model
   * @param {string} [before] what a refusal begins with
   */
  const take = (wish, name = model.get("model"), before = "") => {
    const mine = ++turn;
    const decide = (/** @type {import("./desk_model.js").Decoder} */ decoder) => {
      desk.change(wish(decoder), "");
      controls.sentence.value = desk.state().sentence;
      draw();
    };
    const late = (/** @type {unknown} */ error) => mine === turn && !signal.aborted && refuse(error, before);
    return desk.load(name).then((decoder) => mine === turn && !signal.aborted && decide(decoder)).catch(late);
  };

  /** @param {string} text */
  const say = (text) => take((decoder) => ({ sentence: readable(text, decoder).join(" "), ...CLEAR(), mask: [], gold: {} }));

  /** Go one step back or ahead, to a model that may have to be fetched. @param {"undo" | "redo"} way */
  const step = (way) => {
    const held = desk.history[way](desk.state());
    if (!held) return;
    const mine = ++turn;
    desk.load(held.model).then(
      () => {
        if (mine !== turn || signal.aborted) return;
        desk.restore(held);
        controls.sentence.value = held.sentence;
        draw();
      },
      (error) => {
        desk.history[way === "undo" ? "redo" : "undo"](held);
        if (!signal.aborted) refuse(error);
      },
    );
  };

  const mask = () => {
    const { state, source } = /** @type {import("./desk_model.js").Scene} */ (desk.scene());
    return state.mask.length === source.length ? state.mask : source.map(() => true);
  };
  const rows = () => {
    const { override } = desk.state();
    return { e: { ...override.e }, alpha: { ...override.alpha } };
  };
  /** @param {number} i @param {number[]} alpha @param {string} [tag] */
  const setRow = (i, alpha, tag) => {
    const next = rows();
    delete next.e[i];
    next.alpha[i] = alpha;
    edit({ override: next }, tag);
  };
  /** @param {number} i @param {number} j @param {number} x @param {string} tag */
  const weigh = (i, j, x, tag) => {
    const { now, source } = /** @type {import("./desk_model.js").Scene} */ (desk.scene());
    if (!mask()[j]) return speak.refuse(`${source[j]} is masked: tick it in the matrix’s head first.`);
    setRow(i, place(/** @type {number[][]} */ (now.alpha)[i], j, x, mask()), `${tag} ${i},${j}`);
  };
  /** @param {number} i @param {number} j @param {number} x @param {string} tag */
  const score = (i, j, x, tag) => {
    const { now } = /** @type {import("./desk_model.js").Scene} */ (desk.scene());
    const next = rows();
    delete next.alpha[i];
    next.e[i] = /** @type {number[][]} */ (now.e)[i].map((old, at) => (at === j ? x : old));
    edit({ override: next }, `${tag} ${i},${j}`);
  };
  /** @param {number} i @param {number} j @param {import("./desk_row.js").Deed} deed */
  const whole = (i, j, deed) => {
    const seen = mask();
    const { source } = /** @type {import("./desk_model.js").Scene} */ (desk.scene());
    if (deed === "even") return seen.some(Boolean) ? setRow(i, even(seen)) : speak.refuse("Every word is masked: there is nothing to share.");
    if (deed === "one") return seen[j] ? setRow(i, oneHot(source.length, j)) : speak.refuse(`${source[j]} is masked: tick it in the matrix’s head first.`);
    if (deed === "gold") {
      const linked = gold();
      const [sure, possible] = [linked?.sure ?? [], linked?.possible ?? []].map((some) => source.map((_, at) => some.some(([to, from]) => to === i && from === at) && seen[at]));
      if (!sure.some(Boolean) && !possible.some(Boolean)) return speak.refuse(linked ? "No gold link leads from this row to a word that it may look at." : "This sentence has no gold links: take one of the examples.");
      return setRow(i, even(sure.some(Boolean) ? sure : possible));
    }
    const next = rows();
    const { [i]: _, ...p } = desk.state().p;
    delete next.e[i];
    delete next.alpha[i];
    return edit({ override: next, p });
  };
  /** @param {number} j @param {boolean} on */
  function see(j, on) {
    const next = mask().map((seen, at) => (at === j ? on : seen));
    const { e, alpha } = rows();
    const moved = on ? alpha : Object.fromEntries(Object.entries(alpha).map(([i, row]) => [i, row[j] ? hide(row, next) : row]));
    edit({ mask: next.every(Boolean) ? [] : next, override: { e, alpha: moved } });
  }

  /** Gold links of the sentence that is shown. @returns {{target: string[], sure: number[][], possible: number[][]} | null} */
  function gold() {
    const { sentence, gold: own } = desk.state();
    return (own?.sentence === sentence ? own : model.get("_shelf")?.demonstrations?.[sentence]) ?? null;
  }

  /** @param {import("./desk_model.js").Scene} scene @param {ReturnType<typeof gold>} linked */
  const judge = ({ now }, linked) => {
    if (!linked) return ["This sentence has no gold links."];
    if (linked.target.length && linked.target.length !== now.words.length) return [`No error rate: the gold translation “${linked.target.join(" ")}” has ${linked.target.length} words.`];
    const rate = alignmentErrorRate(links((now.alpha ?? []).slice(0, now.words.length)), linked.sure, linked.possible);
    return ["Alignment error rate against the gold: ", h("output", { class: "softlook-number", "aria-live": "off", "data-name": "aer", "data-index": "", "data-value": String(rate) }, two(rate)), "."];
  };

  const draw = () => {
    const scene = desk.refresh();
    const { state, source, decoder, own, now } = scene;
    const linked = gold();
    const looks = now.alpha !== null;
    hint.textContent = model.get("hint");
    controls.list({ models: model.get("models"), examples: Object.keys(model.get("_shelf")?.demonstrations ?? {}) });
    controls.set(state, decoder.settings, { show: model.get("show"), gold: golden && Boolean(linked), hasGold: Boolean(linked), depth: desk.history.depth() });
    controls.suggest([], () => {});
    const differ = result.set(own.words, now.words);
    [looking.hidden, blind.hidden] = [!looks, looks];
    if (now.alpha && now.e) {
      const written = [...now.words, END].slice(0, now.alpha.length);
      chosen = [Math.min(chosen[0], written.length - 1), Math.min(chosen[1], source.length - 1)];
      const [i, j] = chosen;
      const edited = { ...state.override.e, ...state.override.alpha, ...(now.p ? state.p : {}) };
      const laid = (/** @type {"sure" | "possible"} */ kind) => new Set(golden && linked ? linked[kind].map(String) : []);
      matrix.set({ rows: written, columns: source, show: model.get("show"), alpha: now.alpha, e: now.e, before: own.alpha ?? [], edited, mask: mask(), sure: laid("sure"), possible: laid("possible"), chosen });
      row.set({ words: [written[i], source[j]], weight: now.alpha[i][j], score: now.e[i][j], p: now.p ? now.p[i] : null, last: source.length - 1, edited: i in edited, gold: Boolean(linked) });
      legend.replaceChildren(...judge(scene, linked), h("span", {}, " A line beside a bar: the weight before your changes. ✎: a row of yours. Outlined: gold, dashed where only possible. Hatched: masked."));
    }
    waiting.remove();
    body.hidden = false;
    el.dataset.loaded = state.model;
    speak.rest(`${now.words.join(" ")}. ${differ ? `${differ} ${differ === 1 ? "place differs" : "places differ"} from what the model writes by itself.` : "As the model writes it by itself."}`);
  };

  function copyLink() {
    const { hash, href } = location;
    const packed = pack(/** @type {any} */ (Object.fromEntries(KEYS.map((name) => [name, desk.state()[name]]))));
    history.replaceState(history.state, "", href.slice(0, href.length - hash.length) + put(hash, key, packed));
    const told = (/** @type {string} */ text) => !signal.aborted && speak.refuse(text);
    (navigator.clipboard?.writeText(location.href) ?? Promise.reject()).then(
      () => told("The link is copied: whoever opens it sees this state."),
      () => told("The address of this page now holds this state: copy it from the browser’s address bar."),
    );
  }

  /** Take the state that the page's address holds for this desk; a bad one changes nothing. */
  const follow = () => {
    const packed = inPage ? find(location.hash, key) : null;
    if (packed === null) return false;
    const before = "The link’s state was not taken: ";
    try {
      const given = unpack(packed);
      if (!model.get("models").includes(given.model)) throw new Error(`this desk has no model ${given.model}`);
      take((decoder) => {
        const n = readable(given.sentence, decoder).length;
        const fits = [...Object.values(given.override.e), ...Object.values(given.override.alpha), ...(given.mask.length ? [given.mask] : [])].every((list) => list.length === n);
        if (!fits || Object.values(given.p).some((at) => at > n - 1)) throw new Refused("its rows are not as long as its sentence.");
        return { ...given, gold: {} };
      }, given.model, before).then(() => root.scrollIntoView({ block: "nearest" }));
    } catch (error) {
      begin().then(() => speak.refuse(`${before}${/** @type {Error} */ (error).message}.`));
    }
    return true;
  };

  /** Fetch the model and show the state, once. */
  const begin = async () => {
    try {
      await desk.load(model.get("model"));
      if (!signal.aborted) draw();
    } catch (error) {
      if (!signal.aborted) refuse(error);
    }
  };

  /** What somebody else changed: Python, or a test. */
  const listen = () => {
    if (desk.busy()) return;
    queueMicrotask(() => {
      const [before, now] = [desk.scene()?.state, desk.state()];
      if (signal.aborted) return;
      if (before && JSON.stringify(before) !== JSON.stringify(now)) desk.history.keep(before, "");
      if (before?.sentence !== now.sentence) controls.sentence.value = now.sentence;
      begin();
    });
  };

  hint.textContent = model.get("hint");
  controls.sentence.value = opening.sentence;
  controls.list({ models: model.get("models"), examples: Object.keys(model.get("_shelf")?.demonstrations ?? {}) });
  el.replaceChildren(root);
  const near = new IntersectionObserver((entries) => entries.some(({ isIntersecting }) => isIntersecting) && (near.disconnect(), begin()), { rootMargin: "600px" });
  signal.addEventListener("abort", () => near.disconnect());
  if (!follow()) near.observe(el);
  window.addEventListener("hashchange", follow, { signal });
  for (const name of SEEN) model.on(`change:${name}`, listen);
  el.dataset.widget = "TranslatorDesk";
  el.dataset.ready = "";
  return () => {
    stop.abort();
    for (const name of SEEN) model.off(`change:${name}`, listen);
    delete el.dataset.ready;
  };
}

export default { render };
