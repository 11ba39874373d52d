"""From the pointer's move to the frame that shows it: every slider of the first tuner of a page.

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

PAGES = ("book/index.html", "book/04-bahdanau-luong.html")
EVENTS = 200


def main() -> int:
    if not (drive.SITE / "index.html").is_file():
        print(f"slider: {drive.SITE} is not built: run make book first", file=sys.stderr)
        return 1
    with drive.served() as base, drive.launched() as browser:
        print(f"Slider to paint, milliseconds. Chromium {browser.version}, {platform.machine()}, {os.cpu_count()} cores.\n")
        print("| page | slider | moves | median | p90 |\n|---|---|---|---|---|")
        for name in PAGES:
            page, _ = drive.new_page(browser)
            page.goto(base + name)
            tuner = page.locator('[data-widget="ScoreTuner"][data-ready]').first
            tuner.wait_for()
            for control in ('[data-control="scores"][data-index="0"]', '[data-control="temperature"]'):
                slider = tuner.locator(control)
                times = drive.latencies(page, slider, EVENTS)
                ninth = statistics.quantiles(times, n=10)[-1]
                print(f"| {name} | {slider.get_attribute('aria-label')} | {len(times)} | {statistics.median(times):.1f} | {ninth:.1f} |")
            page.context.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
