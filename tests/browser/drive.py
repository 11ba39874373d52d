"""What the browser tests and the benchmarks share: a server, a Chromium, a page that hears every fault, a stop-watch."""

from __future__ import annotations

import functools
import os
import shutil
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
]
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"


class Handler(SimpleHTTPRequestHandler):
    """Serves the book, and pages that a test made up."""

    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript", ".woff2": "font/woff2"}  # noqa: RUF012
    made_up: dict[str, str] = {}  # noqa: RUF012

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
    """Hears what must not happen on a page: requests to other hosts, errors, warnings, answers of 400 and above."""

    def __init__(self, page):
        self.faults, self.requests = [], []
        page.on("request", self.request)
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
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.faults.append(f"a request left: {request.url}")


def new_page(browser, *, width=1280, height=900, theme="light", javascript=True, touch=False):
    """Open an empty page in a context of its own: no cache, no storage."""
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=theme,
        java_script_enabled=javascript,
        has_touch=touch,
    )
    context.set_default_timeout(15_000)
    if javascript:
        context.add_init_script(
            f"try {{ localStorage.mode = localStorage.mode || '{theme}'; localStorage.theme = localStorage.theme || '{theme}' }} catch {{}}"
        )
    page = context.new_page()
    return page, Ears(page)


def scroll_through(page):
    """Scroll to the end, slowly enough for what loads when it comes near, and wait until nothing more is fetched."""
    page.evaluate("""async () => {
      for (let y = 0; y < document.documentElement.scrollHeight; y += 600) { scrollTo(0, y); await new Promise((r) => setTimeout(r, 25)); }
      scrollTo(0, document.documentElement.scrollHeight);
    }""")
    page.wait_for_load_state("networkidle")


STOP_WATCH = """(slider) => {
  const times = []; let moved = 0;
  const channel = new MessageChannel();
  const stop = new AbortController();
  channel.port1.onmessage = ({ data }) => times.push(performance.now() - data);
  slider.addEventListener("pointermove", (event) => (moved = event.timeStamp), { signal: stop.signal, capture: true });
  const shows = slider.matches(".softlook-handle") ? "pointermove" : "input"; // what is dragged itself has no input event
  slider.addEventListener(shows, () => { const start = moved; requestAnimationFrame(() => channel.port2.postMessage(start)); }, { signal: stop.signal, capture: true });
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
    page.wait_for_timeout(100)
    return slider.evaluate("(slider) => slider.softlookTimes()")


@contextmanager
def own_time(page):
    """Give a function that says, afterwards, how many milliseconds the page's own thread worked meanwhile.

    Script, style, layout and paint; what else the machine does is not counted, so a busy machine tells no lies.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent():
        return 1000 * next(
            metric["value"]
            for metric in session.send("Performance.getMetrics")["metrics"]
            if metric["name"] == "TaskDuration"
        )

    marks = [spent()]
    try:
        yield lambda: marks[1] - marks[0]
    finally:
        marks.append(spent())
        session.detach()
