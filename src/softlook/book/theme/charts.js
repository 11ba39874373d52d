// @ts-check
/**
 * Charts stand as SVG, drawn when the book was built. When a reader first points at one, touches it or tabs to it,
 * Vega is loaded, once for the page, and draws it anew with its tooltips; from then on it follows light and dark by
 * itself.
 */
/** @type {Promise<{default: Function}> | undefined} */
let vega;
const load = () => (vega ??= import(new URL("./vega.js", import.meta.url).href));

/** The light colours of a specification, by the custom property that gives the present one. */
const PALETTE = {
  "#1f2328": "--softlook-ink",
  "#57606a": "--softlook-quiet",
  "#7d858e": "--softlook-line",
  "#d5d9de": "--softlook-hair",
  "#ffffff": "--softlook-ground",
  "#0a6c7d": "--softlook-alpha",
  "#0060a0": "--softlook-key",
  "#8a5a00": "--softlook-score-negative",
  "#b84a00": "--softlook-query",
  "#00734f": "--softlook-value",
  "#8f3a72": "--softlook-context",
  "#7a6200": "--softlook-gold",
};

/**
 * A drawing takes another's box, and its texts the widths that were measured when the book was built: nothing moves,
 * whichever faces this machine has.
 * @param {SVGSVGElement} drawn @param {SVGSVGElement} before
 */
function takeItsPlace(drawn, before) {
  drawn.setAttribute("aria-hidden", "true"); // the figure's label speaks for it
  drawn.style.cssText = before.style.cssText;
  for (const side of ["width", "height"]) drawn.setAttribute(side, before.getAttribute(side) ?? "");
  drawn.style.aspectRatio ||= `${before.getAttribute("width")} / ${before.getAttribute("height")}`;
  /** @param {Element} text */
  const key = (text) => ["font-size", "font-weight"].map((name) => text.getAttribute(name)).join() + text.textContent;
  const measured = new Map([...before.querySelectorAll("text[textLength]")].map((text) => [key(text), text]));
  for (const text of drawn.querySelectorAll("text"))
    for (const { name, value } of measured.get(key(text))?.attributes ?? [])
      if (["textLength", "lengthAdjust"].includes(name)) text.setAttribute(name, value);
}

/** How often each was drawn. @type {WeakMap<HTMLElement, number>} */
const turns = new WeakMap();

/** @param {HTMLElement} chart */
async function wake(chart) {
  const { default: embed } = await load();
  const now = getComputedStyle(document.documentElement);
  let source = chart.querySelector("script")?.textContent ?? "{}";
  for (const [light, name] of Object.entries(PALETTE))
    source = source.replaceAll(`"${light}"`, `"${now.getPropertyValue(name).trim() || light}"`);
  const stage = document.createElement("div");
  const turn = (turns.get(chart) ?? 0) + 1;
  turns.set(chart, turn);
  const { view } = await embed(stage, JSON.parse(source), {
    renderer: "svg",
    actions: false,
    ast: false,
    tooltip: { theme: document.documentElement.dataset.theme === "dark" ? "dark" : "light" },
  });
  if (turns.get(chart) !== turn) return view.finalize(); // the theme changed again meanwhile
  const before = chart.querySelector("svg");
  const drawn = stage.querySelector("svg");
  if (before && drawn) takeItsPlace(drawn, before);
  chart.querySelector(":scope > svg, :scope > .vega-embed")?.replaceWith(stage);
  /** @type {any} */ (chart).softlook?.finalize();
  Object.assign(chart, { softlook: view });
  chart.dataset.awake = "";
}

const charts = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".softlook-chart"));
for (const chart of charts) {
  const first = new AbortController(); // whichever of them comes first
  const wakeOnce = () => {
    first.abort();
    wake(chart).catch((error) => console.error("softlook: this chart stays as it was drawn", chart, error));
  };
  for (const event of ["pointerenter", "touchstart", "focusin"])
    chart.addEventListener(event, wakeOnce, { passive: true, signal: first.signal });
}
const drawAnew = () => charts.forEach((chart) => "awake" in chart.dataset && wake(chart));
new MutationObserver(drawAnew).observe(document.documentElement, { attributeFilter: ["data-theme"] });
