/**
 * What is wrong with the text of a page as it stands: [kind, text, where] each. test_layout.py puts it into a page.
 */
function layoutFaults() {
  const SKIPPED =
    ".katex, script, style, noscript, template, option, .softlook-visually-hidden, .visually-hidden, .sr-only, .skip-link";
  const WORD = /(?<![\p{L}\p{N}])[−+-]?\.?\d[\d.,]*(?:\s?%)?|[\p{L}\p{M}\p{N}'’]+/gu;
  const faults = [];
  const article = document.querySelector("article");
  const padding = article ? getComputedStyle(article) : { paddingLeft: "0", paddingRight: "0" };
  const column = // as wide as the longest line of this page
    (article?.clientWidth ?? innerWidth) - parseFloat(padding.paddingLeft) - parseFloat(padding.paddingRight);

  const where = (node) => {
    const root = node.closest("[data-widget], .softlook-figure, table, nav, pre, .softlook-quiz");
    const names = [root?.dataset.widget, root?.className, node.className?.baseVal ?? node.className, node.tagName];
    return [...new Set(names.filter(Boolean))].join(" ").slice(0, 100);
  };
  const report = (kind, text, node) => faults.push([kind, text.trim().slice(0, 50), where(node)]);

  /** For each element: what of it can be seen, what cuts it, and the block that its text should stay in. */
  const EVERYWHERE = { left: -1e6, top: -1e6, right: 1e6, bottom: 1e6 };
  const boxes = new Map();
  const boxOf = (node) => {
    if (boxes.has(node)) return boxes.get(node);
    const style = getComputedStyle(node);
    const own = node.getBoundingClientRect();
    const outer = node.parentElement
      ? boxOf(node.parentElement)
      : { seen: EVERYWHERE, cuts: EVERYWHERE, block: own, scrolled: false };
    const inline =
      style.display.startsWith("inline") && style.display !== "inline-block" && style.display !== "inline-flex";
    const overflow = style.overflowX + style.overflowY;
    let { seen, cuts, scrolled } = outer;
    let block = inline || node.closest("svg") ? outer.block : own;
    if (node !== document.documentElement && node !== document.body && /auto|scroll|hidden|clip/.test(overflow)) {
      const { left, top, right, bottom } = own;
      seen = {
        left: Math.max(left, seen.left),
        top: Math.max(top, seen.top),
        right: Math.min(right, seen.right),
        bottom: Math.min(bottom, seen.bottom),
      };
      const scrolls = /auto|scroll/.test(overflow); // what lies beyond can be reached
      cuts = scrolls ? null : own;
      if (scrolls) block = null;
      scrolled ||= scrolls;
    }
    boxes.set(node, { seen, cuts, block, scrolled });
    return boxes.get(node);
  };

  const lines = [];
  const range = document.createRange();
  for (const node of texts()) {
    const parent = node.parentElement;
    if (!parent.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true, opacityProperty: true }))
      continue;
    const drawn = parent.closest("svg");
    range.selectNodeContents(node);
    const rects = (drawn ? [parent.getBoundingClientRect()] : [...range.getClientRects()]).filter(
      (r) => r.width > 0.5,
    );
    if (!rects.length) continue;
    const { seen, cuts, block, scrolled } = boxOf(parent);
    for (const r of rects) {
      const turned = getComputedStyle(parent).writingMode.startsWith("vertical");
      // a line's box may be lower than its letters' room
      const [across, along] = drawn ? [1, 1] : turned ? [1, 0.2 * r.width] : [0.2 * r.height, 1];
      if (
        cuts &&
        (r.left < cuts.left - along ||
          r.right > cuts.right + along ||
          r.top < cuts.top - across ||
          r.bottom > cuts.bottom + across)
      )
        report("text cut", node.data, parent);
      else if (!drawn && block && (r.left < block.left - along || r.right > block.right + along))
        report("sticks out of its box", node.data, parent);
      if (!scrolled && (r.right > innerWidth + 1 || r.left < -1)) report("off the page", node.data, parent);
      const top = Math.max(r.top + 0.22 * r.height, seen.top);
      const bottom = Math.min(r.bottom - 0.22 * r.height, seen.bottom);
      const left = Math.max(r.left + 1, seen.left);
      const right = Math.min(r.right - 1, seen.right);
      if (bottom > top && right > left) lines.push({ left, right, top, bottom, node, parent });
    }
    if (rects.length < 2 || drawn) continue;
    for (const { 0: word, index } of node.data.matchAll(WORD)) {
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const parts = [...range.getClientRects()].filter((r) => r.width > 0.5);
      if (parts.every((r) => Math.abs(r.top - parts[0].top) < r.height / 2)) continue;
      if (parts.reduce((sum, r) => sum + r.width, 0) <= column - 2)
        // else no line of this page can hold it
        report(/\d/.test(word) ? "number wraps" : "word broken", word, parent);
    }
  }

  lines.sort((a, b) => a.top - b.top);
  lines.forEach((a, n) => {
    for (let k = n + 1; k < lines.length && lines[k].top < a.bottom; k++) {
      const b = lines[k];
      const twice = a.node.data === b.node.data && Math.abs(a.left - b.left) + Math.abs(a.top - b.top) < 1; // its rim
      if (a.node === b.node || twice || a.right <= b.left || b.right <= a.left) continue;
      report("overlap", `${a.node.data.trim().slice(0, 24)} | ${b.node.data.trim().slice(0, 24)}`, b.parent);
    }
  });

  const pen = document.createElement("canvas").getContext("2d");
  // a sentence may be longer than a phone is wide: its field scrolls, as every search field does
  for (const field of document.querySelectorAll(":is(input[type=text], select):not(.softlook-sentence)")) {
    const style = getComputedStyle(field);
    if (!field.getClientRects().length) continue;
    const text = field.value && field.matches("select") ? field.selectedOptions[0].text : field.value;
    Object.assign(pen, { font: style.font, letterSpacing: style.letterSpacing });
    const room =
      field.clientWidth -
      parseFloat(style.paddingLeft) -
      parseFloat(style.paddingRight) -
      (field.matches("select") ? 20 : 0);
    if (pen.measureText(text).width > room + 1) report("text cut", text, field);
  }

  scrollTo({ left: 9999, behavior: "instant" });
  if (scrollX || document.documentElement.scrollWidth > innerWidth)
    report("the page scrolls sideways", `${document.documentElement.scrollWidth} px`, document.body);
  scrollTo({ left: 0, behavior: "instant" });
  return faults;

  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const all = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode())
      if (node.data.trim() && !node.parentElement.closest(SKIPPED)) all.push(node);
    return all;
  }
}
