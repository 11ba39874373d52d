"""A Chromium, the built book on 127.0.0.1, and pages on which every fault fails the test."""

from __future__ import annotations

from pathlib import Path

import drive
import pytest

from softlook.book.assets import WIDGETS

STYLES = "".join(
    f'<link rel="stylesheet" href="/_static/softlook/{file.name}">' for file in sorted(WIDGETS.glob("*.css"))
)


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser():
    with drive.launched() as chromium:
        yield chromium


@pytest.fixture(scope="session")
def base():
    """The built book's address. Where it is not built the tests fail: a skipped test tells nothing."""
    if not (drive.SITE / "index.html").is_file():
        pytest.fail(f"{drive.SITE} is not built: run `make book` first (`make test` does)", pytrace=False)
    with drive.served() as address:
        yield address


@pytest.fixture(scope="session")
def contexts(browser, base):
    shared = drive.Contexts(browser, base)
    yield shared
    shared.close()


@pytest.fixture
def visit(request, browser, base, contexts):
    """Open a page of the book, or a page made up of HTML; after the test, nothing may have gone wrong on any of them.

    ``own`` gives it a context of its own: what it fetches is all that a first visit fetches. In a test that is marked
    clock, the page's time goes on by ``page.clock.run_for`` too: nobody waits for what happens later.
    """
    opened = []
    clock = request.node.get_closest_marker("clock")

    def visit(name="", *, body=None, ready=True, own=False, **options):
        page = drive.new_page(browser, **options)[0] if own else contexts.page(**options)
        opened.append((page, own))
        page.base = base
        if clock:
            page.clock.install()
        if body is not None:
            name = f"made-up-{len(drive.Handler.made_up)}.html"
            drive.Handler.made_up[f"/{name}"] = MADE_UP.replace("STYLES", STYLES).replace("BODY", body)
            page.made_up = name
        page.goto(base + name)
        if ready and options.get("javascript", True):
            page.wait_for_function("""[...document.querySelectorAll('[data-module]')]
              .every(({ dataset }) => 'ready' in dataset || 'failed' in dataset)""")
        return page

    yield visit
    faults = [fault for page, _ in opened for fault in page.ears.faults]
    for page, own in opened:
        page.context.close() if own else page.close()
    contexts.clear()
    assert not faults, "\n".join(faults)


MADE_UP = """<!DOCTYPE html>
<html lang="en" data-theme="light">
<head><meta charset="utf-8"><title>Made up</title><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="/_static/favicon.svg">
<link rel="stylesheet" href="/_static/softlook/book.css">STYLES
<style>
*, ::before, ::after { transition: none !important }
body { background: var(--softlook-ground); color: var(--softlook-ink) }
</style></head>
<body><main><h1>Made up</h1>BODY</main>
<script type="module" src="/_static/softlook/host.js"></script>
<script type="module" src="/_static/softlook/charts.js"></script></body>
</html>"""
