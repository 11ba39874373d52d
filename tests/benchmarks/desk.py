"""From a key in the alignment matrix to the new translation, and to the frame that shows it.

Every model is measured, with the longest demonstration sentence.

Run by ``make benchmarks``. Prints a table, to be copied into a note.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "browser"))

import drive

PAGE = "book/reference/widgets/translator-desk.html"
SENTENCE = "the old man does not buy the red car because it is too expensive"
EDITS = 200
EDIT = """async ([root, n]) => {
  const cell = root.querySelector('[data-control="cell"][data-index="2,3"]');
  cell.focus();
  const decoded = [], painted = [];
  for (let k = 0; k < n; k++) {
    const start = performance.now();
    const key = k % 20 < 10 ? "+" : "-";
    cell.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    decoded.push(performance.now() - start);
    await new Promise((resolve) => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = resolve;
      channel.port2.postMessage(0);
    }));
    painted.push(performance.now() - start);
  }
  return { decoded, painted };
}"""


def main() -> int:
    if not (drive.SITE / PAGE).is_file():
        print(f"desk: {drive.SITE / PAGE} is not built: run make book first", file=sys.stderr)
        return 1
    with drive.served() as base, drive.launched() as browser:
        print(
            f"Edit to translation, milliseconds. Chromium {browser.version}, {platform.machine()}, "
            f"{os.cpu_count()} cores; {len(SENTENCE.split())} words.\n"
        )
        print(
            "| model | edits | decoded and drawn, median | p90 | painted, median "
            "| of the page's thread, with layout and paint |\n|---|---|---|---|---|---|"
        )
        page, _ = drive.new_page(browser)
        page.goto(base + PAGE)
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def spent() -> float:
            return next(
                metric["value"]
                for metric in session.send("Performance.getMetrics")["metrics"]
                if metric["name"] == "TaskDuration"
            )

        root = page.locator('[data-widget="TranslatorDesk"][data-ready]').first
        root.scroll_into_view_if_needed()
        root.locator('[data-control="example"]').select_option(SENTENCE)
        for option in root.locator('[data-control="model"] option').all():
            name = option.get_attribute("value")
            root.locator('[data-control="model"]').select_option(name)
            page.wait_for_function("([root, name]) => root.dataset.loaded === name", arg=[root.element_handle(), name])
            if name == "none":
                continue  # there is nothing to edit
            before = spent()
            times = page.evaluate(EDIT, [root.element_handle(), EDITS])
            own = 1000 * (spent() - before) / EDITS
            median, painted = statistics.median(times["decoded"]), statistics.median(times["painted"])
            ninth = statistics.quantiles(times["decoded"], n=10)[-1]
            print(f"| {name} | {EDITS} | {median:.1f} | {ninth:.1f} | {painted:.1f} | {own:.1f} |")
        page.context.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
