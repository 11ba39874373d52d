"""What is asked of every widget.

Each control works by pointer, finger and key; two widgets on a page do not disturb each other; a widget that goes
leaves no trace; and a storm of random events does no harm.
"""

from __future__ import annotations

import os
import statistics

import drive
import reach

TYPED = {"width-number": "8"}  # features come in pairs


class Live:
    """One widget of a page: its controls, its state, the numbers that it shows."""

    def __init__(self, page, widget, nth=0):
        self.page, self.name = page, type(widget).__name__
        self.keys = list(widget._state())
        self.root = page.locator(f'[data-widget="{self.name}"]').nth(nth)
        self.message = self.root.locator(".softlook-message")

    def control(self, name, index=None):
        return self.root.locator(f'[data-control="{name}"]' + ("" if index is None else f'[data-index="{index}"]'))

    def controls(self):
        """Name, index and kind of each control that is in sight, in the page's order."""
        return self.root.locator("[data-control]").evaluate_all("""(nodes) => nodes.filter((n) => n.checkVisibility())
          .map((n) => [
            n.dataset.control,
            n.dataset.index ?? null,
            n.getAttribute("role") === "slider" ? "handle" : n.tagName === "INPUT" ? n.type : n.tagName.toLowerCase(),
          ])""")

    def state(self):
        return self.root.evaluate(
            "(root, keys) => Object.fromEntries(keys.map((key) => [key, root.softlook.model.get(key)]))", self.keys
        )

    def face(self):
        """The state, all that is seen of it, and the message."""
        return self.root.evaluate(
            """(root, keys) => [
              Object.fromEntries(keys.map((key) => [key, root.softlook.model.get(key)])),
              root.innerHTML,
              root.querySelector(".softlook-message").textContent,
            ]""",
            self.keys,
        )

    def put(self, state):
        """Give the model this state."""
        self.root.evaluate(
            """(root, state) => {
              for (const [key, value] of Object.entries(state)) root.softlook.model.set(key, value);
            }""",
            state,
        )

    def shown(self, name=None):
        """What is shown, in full precision: {(name, index): value}."""
        numbers = self.root.locator("[data-name]").evaluate_all(
            "(nodes) => nodes.map((n) => [n.dataset.name, n.dataset.index, n.dataset.value])"
        )
        return {(each, index): float(value) for each, index, value in numbers if name in {None, each}}

    def type(self, name, text, index=""):
        field = self.control(name, index)
        field.fill(text)
        field.press("Enter")


def at(control, share):
    """Where a share of a slider's width lies."""
    box = control.bounding_box()
    return {"x": 8 + (box["width"] - 16) * share, "y": box["height"] / 2}


def drag(live, control, way, dx, dy):
    """Take hold of the middle of something, and let go elsewhere."""
    control.scroll_into_view_if_needed()
    box, page = control.bounding_box(), live.page
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if way == "touch":
        reach.touch(page, x, y, dx, dy)
        return
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def use(live, name, index, kind, way):
    """Use a control once, so that its value changes; return False where it holds what it would set."""
    control = live.control(name, index)
    if kind == "handle" and way != "key":
        drag(live, control, way, -220, 18)
        return True
    if kind == "radio" and control.is_checked():
        return False
    if kind == "range" and way != "key":
        low, high, now = map(float, control.evaluate("({ min, max, value }) => [min, max, value]"))
        place = at(control, 0.8 if now - low < (high - low) / 2 else 0.2)
        control.click(position=place) if way == "pointer" else drive.tap(control, position=place)
    elif kind == "text":
        now = float(control.get_attribute("data-value"))
        if way == "touch":
            drive.tap(control)
        live.type(name, TYPED.get(name, str(now - 1 if now >= 2 else now + 1)), index)
    elif way == "pointer":
        control.click()
    elif way == "touch":
        drive.tap(control)
    else:
        control.focus()
        now = live.state()
        control.press(
            {"range": "ArrowRight", "handle": "ArrowLeft", "radio": "Space", "checkbox": "Space"}.get(kind, "Enter")
        )
        if kind == "range" and live.state() == now:  # it stood at its end
            control.press("ArrowLeft")
    return True


def every_control(live, way, *, excluded=(), first=None):
    """Use each control, every time from the state that the widget opened on; each changes the state and what is seen.

    `excluded` are the controls with tests of their own; `first` says what is done before one: {name: function}.
    """
    opening = live.state()
    used = []
    for name, index, kind in live.controls():
        if name in excluded or kind in {"summary", "textarea"}:
            continue
        if name in (first or {}):
            first[name](live)
        before, seen, _ = live.face()
        if not use(live, name, index, kind, way):
            continue
        after, seen_after, message = live.face()
        assert after != before, (way, name, index)
        assert seen_after != seen, (way, name, index)
        assert message == "", (way, name, index)
        used.append((name, index))
        live.put(opening)
        assert live.state() == opening
    return used


def fits(page, width):
    """Return what is too small for a finger, or sticks out of its widget; both lists are empty where all is well."""
    wide, *faults = page.evaluate("""() => {
      const small = [], out = [];
      for (const root of document.querySelectorAll("[data-ready]")) {
        const box = root.getBoundingClientRect();
        for (const node of root.querySelectorAll(
          "input:not([type=checkbox], [type=radio]), button, summary, textarea, .softlook-tick, .softlook-pull",
        )) {
          const { width, height } = node.getBoundingClientRect();
          if (node.checkVisibility() && (width < 43.99 || height < 43.99))
            small.push([node.dataset.control ?? node.textContent, width, height]);
        }
        for (const node of root.querySelectorAll("*:not(.softlook-visually-hidden, .softlook-bar, svg *)")) {
          const { left, right, width } = node.getBoundingClientRect();
          const scrolls = node.closest("[class*=-scroll]");
          if (width && !(scrolls && scrolls !== node) && (left < box.left - 1 || right > box.right + 1))
            out.push([node.className || node.tagName, left, right, box.right]);
        }
      }
      return [document.documentElement.scrollWidth, small, out];
    }""")
    assert wide <= width
    return faults


def leaves_no_trace(live, events=("input", "change", "click", "keydown", "pointerdown", "pointermove", "pointerup")):
    """Take the widget away; then nothing that happens to its controls, or to its model, does anything."""
    listening = "(root) => root.softlook.model.listening()"
    assert live.root.evaluate(listening) > 0
    live.root.evaluate("(root) => root.softlook.cleanup()")
    assert live.root.evaluate(listening) == 0
    assert live.root.get_attribute("data-ready") is None
    before, seen = live.state(), live.shown()
    live.root.evaluate("""(root, events) => {
      for (const node of root.querySelectorAll("*")) for (const type of events) {
        const Event_ = type.startsWith("key")
          ? KeyboardEvent
          : type.startsWith("pointer") || type === "click"
            ? PointerEvent
            : Event;
        node.dispatchEvent(new Event_(type, { bubbles: true, cancelable: true, key: "ArrowRight", pointerId: 1 }));
      }
    }""", list(events))  # fmt: skip
    live.page.clock.run_for(10_000)  # what was to happen later
    drive.frames(live.page)
    assert (live.state(), live.shown()) == (before, seen)


def disturbs_nobody(one, other, excluded=()):
    """Use each control of one; the other stays as it is."""
    kept = other.state(), other.shown(), other.message.text_content()
    for name, index, kind in one.controls():
        if name not in excluded and kind not in {"summary", "textarea"} and one.control(name, index).is_visible():
            use(one, name, index, kind, "pointer")
    one.message.evaluate("(node) => void (node.textContent = 'said here')")
    assert (other.state(), other.shown(), other.message.text_content()) == kept
    ids = one.page.evaluate("""[...document.querySelectorAll('[data-widget] [id], [data-widget] input[name]')]
      .map((node) => node.id || node.name + node.value)""")
    assert len(ids) == len(set(ids)), "an id comes twice"


FRAME = 16  # milliseconds


def paints_at_once(page, control):
    """Drag a control: each move costs the page's own thread less than a frame.

    Script, style, layout and paint are counted together.
    """
    with drive.own_time(page) as spent:
        times = drive.latencies(page, control)
    assert len(times) >= 30
    each = spent() / len(times)
    print(
        f"{control}: {len(times)} moves, {each:.1f} ms each; "
        f"by the clock {statistics.median(times):.1f} ms to the paint"
    )
    assert each < FRAME


RANDOM = (drive.ROOT / "tests" / "browser" / "random_events.js").read_text("utf-8").strip().removesuffix(";")
SOAK = int(os.environ.get("SOFTLOOK_SOAK", "1"))  # `make soak`: times as many
WORDS = (
    *("", "abc", "1e999", "-1", "0", "2.5", "1000", "−0,5", "NaN", "1e-9", "99999999", "<b>", " 3 ", "-1e6", "1e6"),
    *("0.001", "2", "12", "8"),
)


def random_events(page, wrong, *, events, words=WORDS, numeric=".", pressed=None):
    """Send random events to every control, the same ones each time; return how many each control got.

    Parameters
    ----------
    page : playwright.sync_api.Page
    wrong : str
        JavaScript, the body of a function (root, numbers): returns what is wrong with the numbers that a widget shows,
        if anything.
    events : int
        How many, `make soak` sends twelve times as many.
    words : sequence of str
        What is typed, beside random numbers.
    numeric : str
        A regular expression: the names of what is shown that are numbers.
    pressed : dict, optional
        How likely a button is pressed, by its name.
    """
    options = {"words": list(words), "numeric": numeric, "pressed": {"reset": 0.05, **(pressed or {})}, "wrong": wrong}
    done = page.evaluate(RANDOM, {"events": events * SOAK, **options})
    print(f"{sum(done['seen'].values())} random events")
    assert done["faults"] == []
    return done["seen"]
