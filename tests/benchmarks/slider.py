"""From the pointer's move to the frame that shows it, for each widget that a page of the book holds.

Run by ``make benchmarks``. Prints a table, to be copied into a note. A widget's name as an argument measures that one
alone.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "browser"))

import drive

WIDGETS = {  # a widget, a page that holds it, and what is moved
    "ScoreTuner": (
        "book/04-bahdanau-luong.html",
        ('[data-control="scores"][data-index="0"]', '[data-control="temperature"]'),
    ),
    "SaliencyExplorer": (
        "book/reference/widgets/saliency-explorer.html",
        ('[data-control="bars"]', '[data-control="colour"]', '[data-control="fixations"]'),
    ),
    "MemoryReader": ("book/reference/widgets/memory-reader.html", ('[data-control="temperature"]',)),
    "Bottleneck": ("book/reference/widgets/bottleneck.html", ('[data-control="length"]',)),
    "QueryKeys": (
        "book/reference/widgets/query-keys.html",
        (
            '[data-control="k-handle"][data-index="1"]',
            '[data-control="v-handle"][data-index="1"]',
            '[data-control="width"]',
        ),
    ),
    "Window": (
        "book/reference/widgets/window.html",
        ('[data-control="p-handle"]', '[data-control="p"]', '[data-control="half_width"]'),
    ),
}
EVENTS = 200


def main(names: list[str]) -> int:
    if not (drive.SITE / "index.html").is_file():
        print(f"slider: {drive.SITE} is not built: run make book first", file=sys.stderr)
        return 1
    if unknown := set(names) - set(WIDGETS):
        print(f"slider: {', '.join(sorted(unknown))} given, of {', '.join(WIDGETS)} wanted", file=sys.stderr)
        return 2
    with drive.served() as base, drive.launched() as browser:
        print(
            f"Move to paint, milliseconds. Chromium {browser.version}, {platform.machine()}, {os.cpu_count()} cores.\n"
        )
        print("| widget | what is moved | moves | median | p90 |\n|---|---|---|---|---|")
        for name in names or WIDGETS:
            address, controls = WIDGETS[name]
            page, _ = drive.new_page(browser)
            page.goto(base + address)
            widget = page.locator(f'[data-widget="{name}"][data-ready]').first
            widget.wait_for()
            for control in controls:
                slider = widget.locator(control)
                times = drive.latencies(page, slider, EVENTS)
                median, ninth = statistics.median(times), statistics.quantiles(times, n=10)[-1]
                label = slider.get_attribute("aria-label")
                print(f"| {name} | {label} | {len(times)} | {median:.1f} | {ninth:.1f} |")
            page.context.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
