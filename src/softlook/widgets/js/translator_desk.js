// @ts-check
/** TranslatorDesk: a trained translator whose attention the reader edits, and which decodes again at once. */
import { h, keepKeys, liveRegion, readout, unique } from "./ui/controls.js";
import { makeControls } from "./desk/controls.js";
import { makeEdits } from "./desk/edits.js";
import { CLEAR, HELD, makeDesk, readable, Refused } from "./desk/model.js";
import { makeResult } from "./desk/result.js";
import { makeRow } from "./desk/row.js";
import { makeShare } from "./desk/share.js";
import { alignmentErrorRate, links } from "./math/links.js";
import { makeMatrix } from "./ui/matrix.js";
import { END } from "./translate/vocabulary.js";
import { words } from "./translate/words.js";

const SEEN = /** @type {const} */ ([...HELD, "show", "hint", "models"]);

const NO_ATTENTION =
  "This model has no attention: at every step it reads the same two states of its encoder. There is nothing to " +
  "edit; try a longer sentence.";
const LEGEND =
  " A line beside a bar: the weight before your changes. *: a row of yours. Outlined: gold, dashed where only " +
  "possible. Hatched: masked.";

/**
 * @typedef {import("./desk/model.js").Decoder} Decoder
 * @typedef {import("./desk/model.js").Held} Held
 */

/** @param {{model: any, el: HTMLElement}} place */
function render({ model, el }) {
  const stop = new AbortController();
  const { signal } = stop;
  const desk = makeDesk(model);
  const region = liveRegion(signal);
  const opening = desk.state();
  const inPage = Boolean(el.dataset.module); // else a kernel's: a link would lead nowhere
  /** @type {[number, number]} */
  let chosen = [1, 1];
  let golden = true;
  let turn = 0;

  const heading = unique("translator-desk");
  const hint = h("p", { class: "softlook-hint", id: heading });
  const controls = makeControls({
    signal,
    refuse: region.refuse,
    translate: (text) => translate(text),
    pick: (name) => take(() => ({ model: name, ...CLEAR() }), name),
    show: (what) => (model.set("show", what), model.save_changes(), draw()),
    gold: (on) => ((golden = on), draw()),
    temperature: (x) => edit({ temperature: x }, "temperature"),
    hard: (on) => edit({ hard: on }),
    width: (x) => edit({ half_width: x }, "half_width"),
    undo: () => step("undo"),
    redo: () => step("redo"),
    reset: () => take(() => opening, opening.model),
    link: inPage ? () => share.copy() : null,
  });
  const result = makeResult();
  const row = makeRow({
    signal,
    refuse: region.refuse,
    weight: (x) => edits.weigh(...chosen, x, "weight"),
    score: (x) => edits.score(...chosen, x, "score"),
    position: (x) => edit({ p: { ...desk.state().p, [chosen[0]]: x } }, `p ${chosen[0]}`),
    row: (kind) => edits.whole(...chosen, kind),
  });
  const matrix = makeMatrix({
    signal,
    edit: (i, j, x, tag) => (model.get("show") === "weights" ? edits.weigh : edits.score)(i, j, x, tag),
    choose: (i, j) => {
      if (chosen[0] === i && chosen[1] === j) return;
      chosen = [i, j];
      draw();
    },
    see: (j, on) => edits.see(j, on),
    own: (i) => edits.whole(i, 0, "own"),
    type: () => row.type(model.get("show") === "weights"),
    release: desk.history.release,
    cancel: () => step("undo"),
  });
  const legend = h("p", { class: "softlook-desk-legend" });
  const withAttention = h("div", {}, row.node, matrix.node, controls.settings, legend);
  const withoutAttention = h("p", {}, NO_ATTENTION);
  const body = h("div", { hidden: true }, result.node, controls.display, withAttention, withoutAttention);
  const table = el.querySelector(":scope > table");
  const waiting = h(
    "div",
    {
      class: "softlook-desk-waiting",
      role: "group",
      tabindex: "0",
      "aria-label": "The translation, before the translator is here",
    },
    ...(table ? [table] : [h("p", {}, "The translator is being fetched …")]),
  );
  const root = h(
    "div",
    { class: "softlook-desk softlook-box", role: "group", "aria-labelledby": heading },
    hint,
    controls.top,
    waiting,
    body,
    region.message,
    region.summary,
  );
  keepKeys(root, signal);
  root.addEventListener("pointerdown", () => matrix.hold(true), { signal });
  for (const end of ["pointerup", "pointercancel"])
    window.addEventListener(end, () => (matrix.hold(false), desk.history.release()), { signal });
  root.addEventListener("change", desk.history.release, { signal });

  /**
   * Say what cannot be; the last good state stands.
   *
   * @param {unknown} error
   * @param {string} [before] what the message begins with
   * @returns {string} the message
   */
  const refuse = (error, before = "") => {
    if (!(error instanceof Refused)) throw error;
    if (desk.scene()) draw();
    controls.suggest(error.unknown, (word, by) => {
      const typed = words(controls.sentence.value);
      controls.sentence.value = typed.map((each) => (each === word ? by : each)).join(" ");
      translate(controls.sentence.value);
    });
    region.refuse(before + error.message);
    return before + error.message;
  };

  /** Change something that needs no other model. @param {Partial<Held>} patch @param {string} [tag] */
  const edit = (patch, tag = "") => {
    try {
      desk.change(patch, tag);
      draw();
    } catch (error) {
      refuse(error);
    }
  };

  /**
   * Change sentence or model, which may have to be fetched; the last request wins.
   *
   * @param {import("./desk/share.js").Change} change
   * @param {string} [name] of a model
   * @param {string} [before] what a refusal begins with
   * @returns {Promise<string>} what was refused, or nothing
   */
  const take = (change, name = model.get("model"), before = "") => {
    const mine = ++turn;
    const decide = (/** @type {Decoder} */ decoder) => {
      desk.change(change(decoder), "");
      controls.sentence.value = desk.state().sentence;
      draw();
      return "";
    };
    const late = (/** @type {unknown} */ error) => (mine === turn && !signal.aborted ? refuse(error, before) : "");
    return desk
      .load(name)
      .then((decoder) => (mine === turn && !signal.aborted ? decide(decoder) : ""))
      .catch(late);
  };

  /** @param {string} text */
  const translate = (text) =>
    take((decoder) => ({ sentence: readable(text, decoder).join(" "), ...CLEAR(), mask: [], gold: {} }));

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

  /** Gold links of the sentence that is shown. @returns {import("./desk/edits.js").Gold | null} */
  function gold() {
    const { sentence, gold: own } = desk.state();
    return (own?.sentence === sentence ? own : model.get("_assets")?.demonstrations?.[sentence]) ?? null;
  }

  /** @param {import("./desk/model.js").Scene} scene @param {ReturnType<typeof gold>} linked */
  const judge = ({ now }, linked) => {
    if (!linked) return ["This sentence has no gold links."];
    if (linked.target.length && linked.target.length !== now.words.length)
      return [`No error rate: the gold translation “${linked.target.join(" ")}” has ${linked.target.length} words.`];
    const rate = alignmentErrorRate(links((now.alpha ?? []).slice(0, now.words.length)), linked.sure, linked.possible);
    const output = readout("aer", "");
    output.set(rate);
    return ["Alignment error rate against the gold: ", output.node, "."];
  };

  const draw = () => {
    const scene = desk.refresh();
    const { state, source, decoder, own, now } = scene;
    const linked = gold();
    const attends = now.alpha !== null;
    hint.textContent = model.get("hint");
    controls.list({ models: model.get("models"), examples: Object.keys(model.get("_assets")?.demonstrations ?? {}) });
    controls.set(state, decoder.settings, {
      show: model.get("show"),
      gold: golden && Boolean(linked),
      hasGold: Boolean(linked),
      depth: desk.history.depth(),
    });
    controls.suggest([], () => {});
    const differ = result.set(own.words, now.words);
    [withAttention.hidden, withoutAttention.hidden] = [!attends, attends];
    if (now.alpha && now.e) {
      const written = [...now.words, END].slice(0, now.alpha.length);
      chosen = [Math.min(chosen[0], written.length - 1), Math.min(chosen[1], source.length - 1)];
      const [i, j] = chosen;
      const edited = { ...state.override.e, ...state.override.alpha, ...(now.p ? state.p : {}) };
      const laid = (/** @type {"sure" | "possible"} */ kind) =>
        new Set(golden && linked ? linked[kind].map(String) : []);
      matrix.set({
        rows: written,
        columns: source,
        show: model.get("show"),
        alpha: now.alpha,
        e: now.e,
        before: own.alpha ?? [],
        edited,
        mask: edits.mask(),
        sure: laid("sure"),
        possible: laid("possible"),
        chosen,
      });
      row.set({
        words: [written[i], source[j]],
        weight: now.alpha[i][j],
        score: now.e[i][j],
        p: now.p ? now.p[i] : null,
        last: source.length - 1,
        edited: i in edited,
        gold: Boolean(linked),
      });
      legend.replaceChildren(...judge(scene, linked), h("span", {}, LEGEND));
    }
    waiting.remove();
    body.hidden = false;
    el.dataset.loaded = state.model;
    const places = differ === 1 ? "1 place differs" : `${differ} places differ`;
    const compared = differ ? `${places} from what the model writes by itself` : "As the model writes it by itself";
    region.announce(`${now.words.join(" ")}. ${compared}.`);
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

  const edits = makeEdits({ desk, gold, refuse: region.refuse, edit });
  const report = (/** @type {string} */ text) => void (signal.aborted || region.refuse(text));
  const share = makeShare({ model, desk, el, take, begin, report });
  hint.textContent = model.get("hint");
  controls.sentence.value = opening.sentence;
  controls.list({ models: model.get("models"), examples: Object.keys(model.get("_assets")?.demonstrations ?? {}) });
  el.replaceChildren(root);
  /** Fetch nothing before the reader comes near. @param {IntersectionObserverEntry[]} entries */
  const approach = (entries) => {
    if (entries.every(({ isIntersecting }) => !isIntersecting)) return;
    nearby.disconnect();
    begin();
  };
  const nearby = new IntersectionObserver(approach, { rootMargin: "600px" });
  signal.addEventListener("abort", () => nearby.disconnect());
  if (!inPage || !share.follow()) nearby.observe(el);
  if (inPage) window.addEventListener("hashchange", share.follow, { signal });
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
