"""What the browser tests and the benchmarks share.

That is a server, a Chromium, pages that notice every fault, and what to wait for.
"""

from __future__ import annotations

import functools
import json
import os
import shutil
import statistics
import threading
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-component-update",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--process-per-site",  # pages of one context share a process: most of a page's price is to start one
]
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Handler(SimpleHTTPRequestHandler):
    """Serves the book, and pages that a test made up."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".woff2": "font/woff2"}  # noqa: RUF012
    made_up: dict[str, str] = {}  # noqa: RUF012
    protocol_version = "HTTP/1.1"  # one connection for many files

    def do_GET(self):
        text = self.made_up.get(self.path)
        if text is None:
            return super().do_GET()
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def end_headers(self):
        """The built book stays as it is while it is tested: a context asks for each file once."""
        if self.path.startswith("/_static/"):
            self.send_header("Cache-Control", "max-age=3600")
        super().end_headers()

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    """A server that says nothing when a page goes away in the middle of an answer."""

    def handle_error(self, *_):
        pass


@contextmanager
def served(site=SITE):
    """Serve a folder; give its address, with a slash at the end."""
    server = Server(("127.0.0.1", 0), functools.partial(Handler, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def chromium_path():
    """The Chromium that set-up found or installed; None means Playwright's own."""
    return os.environ.get("SOFTLOOK_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)


@contextmanager
def launched():
    """Start a Chromium that can reach this machine alone."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=[*FLAGS, NOWHERE])
        try:
            yield browser
        finally:
            browser.close()


class Ears:
    """Notices what must not happen on a page: requests to other hosts, errors, warnings, answers of 400 and above."""

    def __init__(self, page):
        self.faults, self.requests, self.pending = [], [], set()
        page.on("request", self.request)
        for end in ("requestfinished", "requestfailed"):
            page.on(end, lambda request: self.pending.discard(request))  # noqa: PLW0108  # playwright marks what it calls
        page.on(
            "response", lambda answer: answer.status >= 400 and self.faults.append(f"{answer.status} {answer.url}")
        )
        page.on(
            "console",
            lambda line: line.type in {"error", "warning"} and self.faults.append(f"console {line.type}: {line.text}"),
        )
        page.on("pageerror", lambda error: self.faults.append(f"exception: {error}"))
        page.on("dialog", lambda dialog: (self.faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))

    def request(self, request):
        self.requests.append(request.url)
        self.pending.add(request)
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.faults.append(f"a request left: {request.url}")


def _prepared(page, *, width, height, theme, javascript):
    page.set_default_timeout(PATIENCE)
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=theme)
    if javascript:
        page.add_init_script(f"try {{ localStorage.mode ||= '{theme}'; localStorage.theme ||= '{theme}' }} catch {{}}")
    page.ears = Ears(page)
    return page


def new_page(browser, *, width=1280, height=900, theme="light", javascript=True, touch=False):
    """Open an empty page in a context of its own: no cache, no storage."""
    context = browser.new_context(java_script_enabled=javascript, has_touch=touch)
    page = _prepared(context.new_page(), width=width, height=height, theme=theme, javascript=javascript)
    return page, page.ears


class Contexts:
    """Pages of one Chromium that share what nobody tests: contexts, their caches, their processes.

    Each has a storage as if it were new.
    """

    BLANK = "blank.html"

    def __init__(self, browser, base):
        self.browser, self.base = browser, base
        self.kept = {}  # (javascript, touch): a page that keeps the context's process alive
        Handler.made_up[f"/{self.BLANK}"] = '<!DOCTYPE html><title>Blank</title><link rel="icon" href="data:,">'

    def page(self, *, width=1280, height=900, theme="light", javascript=True, touch=False):
        """Open an empty page."""
        key = javascript, touch
        if key not in self.kept:
            self.kept[key] = self.browser.new_context(java_script_enabled=javascript, has_touch=touch).new_page()
            self.kept[key].goto(self.base + self.BLANK)
        page = self.kept[key].context.new_page()
        return _prepared(page, width=width, height=height, theme=theme, javascript=javascript)

    def clear(self):
        """Forget what the pages stored."""
        for (javascript, _), page in self.kept.items():
            if javascript:
                page.evaluate("localStorage.clear()")

    def close(self):
        for page in self.kept.values():
            page.context.close()


# -- what to wait for: never for a time

PATIENCE = 60_000  # milliseconds until a test gives up waiting: a busy machine is slow, and no fault of the page


def frames(page, count=2):
    """Let the page draw: what follows from what was done before is seen afterwards.

    That includes what observers of sizes and of sight do.
    """
    page.evaluate(
        """async (count) => {
          for (; count; count--) await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
        }""",
        count,
    )


def idle(page):
    """Wait until the page has nothing more to do, and nothing that it asked for is on its way."""
    quiet = 0
    while quiet < 2:
        page.evaluate(
            "new Promise((rests) => requestIdleCallback(() => requestAnimationFrame(() => setTimeout(rests))))"
        )
        quiet = 0 if page.ears.pending else quiet + 1


RESTS = """async () => {
  const places = () => JSON.stringify([
    scrollX,
    scrollY,
    ...[...document.querySelectorAll("[class*=-box], [class*=-scroll]")].map((n) => [n.scrollLeft, n.scrollTop]),
  ]);
  for (let still = 0, last = ""; still < 8; ) {
    await new Promise((next) => requestAnimationFrame(next));
    const now = places();
    still = now === last ? still + 1 : 0;
    last = now;
  }
}"""


def rests(page):
    """Wait until nothing scrolls any more: a finger's swing goes on for a while."""
    page.evaluate(RESTS)


def scroll(page, left, top):
    """Scroll the page there at once: the book scrolls smoothly, and a bare scrollTo is still on its way."""
    page.evaluate("([left, top]) => scrollTo({ left, top, behavior: 'instant' })", [left, top])


TAP = """() => {
  window.softlookTapped = false;
  const heard = new AbortController();
  const come = () => (heard.abort(), setTimeout(() => (window.softlookTapped = true)));
  // A range has no click. Nor has a tap that the browser spends on a swing of the finger before it, as after a drag: a
  // field that is typed into next does without.
  const last = (event) => event.target.matches("input[type=range], input[type=text]") && come();
  addEventListener("click", come, { capture: true, signal: heard.signal });
  addEventListener("pointerup", last, { capture: true, signal: heard.signal });
}"""


@contextmanager
def _click(page):
    """Wait until the click of a tap has come: the browser makes it of a touch that ended, when it has time."""
    page.evaluate(TAP)
    yield
    page.wait_for_function("softlookTapped")


def tap(control, **options):
    """Tap a control with a finger."""
    with _click(control.page):
        control.tap(**options)


def tap_at(page, x, y):
    """Tap a place of the page with a finger."""
    with _click(page):
        page.touchscreen.tap(x, y)


def scroll_through(page):
    """Scroll to the end, slowly enough for what loads when it comes near, and wait until nothing more is fetched."""
    page.evaluate("""async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
        scrollTo({ top: y, behavior: "instant" });
        await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
      }
      scrollTo({ top: document.documentElement.scrollHeight, behavior: "instant" });
    }""")
    idle(page)


# -- what can be seen by nobody

AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text("utf-8")
COLOURS = [
    "color-contrast",
    "link-in-text-block",
]  # axe's rules that depend on the theme; all others on the structure alone
PRELOAD = {"assets": ["cssom", "media"], "timeout": 60_000}  # axe's own 10 s run out on a loaded machine


def violations(page, within=None, *, rules=None):
    """Return what axe finds, as a text; empty where it finds nothing.

    Parameters
    ----------
    page : playwright.sync_api.Page
    within : str, optional
        A selector; else the whole page is looked at.
    rules : list of str, optional
        Of axe's rules these alone: COLOURS where the structure has been looked at in the other theme.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    options = {"resultTypes": ["violations"], "preload": PRELOAD} | (
        {"runOnly": {"type": "rule", "values": rules}} if rules else {}
    )
    faults = page.evaluate(
        """([within, options]) => axe.run(within ?? document, options).then((r) =>
          r.violations.map((v) => [v.id, v.help, v.nodes.slice(0, 4).map((n) => n.html.slice(0, 200))]))""",
        [within, options],
    )
    return json.dumps(faults, indent=1, ensure_ascii=False) if faults else ""


def violations_in_each_theme(page, within=None):
    """Return what axe finds in the light, and what its rules on colours find in the dark."""
    faults = []
    for theme, rules in (("dark", COLOURS), ("light", None)):
        page.evaluate("(theme) => void (document.documentElement.dataset.theme = theme)", theme)
        faults += [f"{theme}: {text}" for text in [violations(page, within, rules=rules)] if text]
    return "\n".join(faults)


# -- how long it takes

STOP_WATCH = """(slider) => {
  const times = []; let moved = 0;
  const channel = new MessageChannel();
  const stop = new AbortController();
  channel.port1.onmessage = ({ data }) => times.push(performance.now() - data);
  slider.addEventListener("pointermove", (event) => (moved = event.timeStamp), { signal: stop.signal, capture: true });
  // what is dragged itself has no input event
  const shows = slider.matches(".softlook-handle") ? "pointermove" : "input";
  slider.addEventListener(
    shows,
    () => {
      const start = moved;
      requestAnimationFrame(() => channel.port2.postMessage(start));
    },
    { signal: stop.signal, capture: true },
  );
  slider.softlookTimes = () => { stop.abort(); channel.port1.close(); return times; };
}"""


def latencies(page, slider, events=60):
    """Drag a slider; return, for each move, the milliseconds from the pointer's event to the frame that shows it.

    A message posted from an animation frame arrives when that frame has been painted.
    """
    slider.scroll_into_view_if_needed()
    slider.evaluate(STOP_WATCH)
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] / 2, y)
    page.mouse.down()
    for k in range(events):
        swing = k % 20 if k % 40 < 20 else 20 - k % 20
        page.mouse.move(box["x"] + box["width"] * (0.2 + 0.03 * swing), y)
    page.mouse.up()
    frames(page)
    return slider.evaluate("(slider) => slider.softlookTimes()")


# A page's work is counted in the time of its own thread, so that others who wait for the machine do not count; and in
# the time that a fixed piece of work takes in the same thread, so that a machine that is slow, or slowed down by
# others, gives the same number.
FIXED_WORK = """() => {
  const box = document.createElement("div"); // arithmetic, objects, strings and a layout, as a widget's move
  document.body.append(box);
  let sum = 0;
  for (let k = 0; k < 40_000; k++) sum += Math.exp(-((k % 97) ** 2) / 50);
  for (let k = 0; k < 60; k++)
    box.append(Object.assign(document.createElement("span"), { textContent: (sum / (k + 1)).toFixed(3) }));
  sum += box.offsetHeight;
  box.remove();
  return sum;
}"""
FIXED_TIME = 2.0  # milliseconds that it takes on the machine that the bounds are stated for


@contextmanager
def own_time(page):
    """Give a function that says, afterwards, how many milliseconds the page's own thread worked meanwhile.

    Script, style, layout and paint, on a machine on which FIXED_WORK takes FIXED_TIME.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent():
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")

    def fixed():
        times = []
        for _ in range(9):
            start = spent()
            page.evaluate(FIXED_WORK)
            times.append(spent() - start)
        return statistics.median(times)

    for _ in range(3):
        page.evaluate(FIXED_WORK)  # until it is compiled
    before = fixed()
    marks = [spent()]
    try:
        yield lambda: (marks[1] - marks[0]) * FIXED_TIME / marks[2]
    finally:
        marks += [spent()]
        marks += [(before + fixed()) / 2]
        session.detach()
