"""What the browser tests of widgets share: a widget on a page, fingers, axe, random events."""

from __future__ import annotations

import json

import drive

from softlook._show import two


class Widget:
    """One widget of a page: its controls, what its model holds, what it shows."""

    def __init__(self, page, name, nth=0):
        self.page = page
        self.root = page.locator(f'[data-widget="{name}"]').nth(nth)
        self.message = self.root.locator(".softlook-message")

    def control(self, name, index=None):
        return self.root.locator(
            f'[data-control="{name}"]' + ("" if index in {None, ""} else f'[data-index="{index}"]')
        )

    def controls(self):
        """Every control that can be seen: its name and its index, in order."""
        return self.root.locator("[data-control]:visible").evaluate_all(
            "(nodes) => nodes.map((n) => [n.dataset.control, n.dataset.index ?? ''])"
        )

    def model(self, *names):
        return self.root.evaluate(
            "(root, names) => Object.fromEntries(names.map((name) => [name, root.softlook.model.get(name)]))",
            list(names),
        )

    def put(self, **values):
        """What Python would set."""
        self.root.evaluate(
            """(root, values) => {
              for (const [name, value] of Object.entries(values)) root.softlook.model.set(name, value);
            }""",
            values,
        )

    def numbers(self):
        """All numbers that are shown, by name and index: what data-value says; the text must round it."""
        outputs = self.root.locator("[data-name]").evaluate_all(
            "(nodes) => nodes.map((n) => [n.dataset.name, n.dataset.index, n.dataset.value, n.textContent])"
        )
        numbers = {}
        for name, index, value, text in outputs:
            assert text in {two(float(value)), value}, (name, value, text)
            numbers.setdefault(name, {})[index] = float(value)
        return numbers

    def shown(self, name):
        """The numbers of a name by index."""
        return self.numbers().get(name, {})

    def fields(self):
        """What the number fields hold, by name and index."""
        return dict(
            self.root.locator('[data-control$="-number"]').evaluate_all("""(nodes) => nodes.map((n) => [
              `${n.dataset.control} ${n.dataset.index ?? ''}`,
              Number(n.dataset.value),
            ])""")
        )

    def type(self, name, index, text):
        field = self.control(name, index)
        field.fill(text)
        field.press("Enter")

    def slide(self, name, share):
        """Press the slider at a share of its width."""
        slider = self.control(name)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        slider.click(position={"x": 8 + (box["width"] - 16) * share, "y": box["height"] / 2})

    def drag(self, name, index, dx, dy):
        """Take hold of a handle with the mouse, and let go elsewhere."""
        x, y = self.middle(name, index)
        mouse = self.page.mouse
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + dx / 2, y + dy / 2)
        mouse.move(x + dx, y + dy)
        mouse.up()

    def middle(self, name, index=None):
        node = self.control(name, index)
        node.scroll_into_view_if_needed()
        box = node.bounding_box()
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def finger(self, name, index, dx, dy, *, cancel=False):
        """Take hold of a control with a finger."""
        x, y = self.middle(name, index)
        touch(self.page, x, y, dx, dy, cancel=cancel)

    def tap(self, name, index=None):
        x, y = self.middle(name, index)
        drive.tap_at(self.page, x, y)


def touch(page, x, y, dx, dy, *, cancel=False):
    client = page.context.new_cdp_session(page)

    def send(kind, *points):
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": a, "y": b} for a, b in points]})

    send("touchStart", (x, y))
    for k in range(1, 9):
        send("touchMove", (x + dx * k / 8, y + dy * k / 8))
    send("touchCancel" if cancel else "touchEnd")
    client.detach()


SMALL = """(width) => {
  const small = [], out = [], clipped = [];
  for (const root of document.querySelectorAll("[data-ready]")) {
    const box = root.getBoundingClientRect();
    for (const node of root.querySelectorAll(
      "input:not([type=checkbox], [type=radio]), button, select, .softlook-tick",
    )) {
      const { width, height } = node.getBoundingClientRect();
      if (width && Math.min(width, height) < 43.99)
        small.push([node.dataset.control ?? node.textContent, width, height]);
      if (node.type === "text" && node.scrollWidth > node.clientWidth)
        clipped.push([node.dataset.control, node.value]);
    }
    for (const node of root.querySelectorAll(
      "*:not(svg *, .softlook-visually-hidden, .softlook-bar, .softlook-handle)",
    )) {
      const { left, right, width } = node.getBoundingClientRect();
      if (width && (left < box.left - 1 || right > box.right + 1))
        out.push([node.className || node.tagName, left, right, box.right]);
      if (node.matches("output, th, td") && node.scrollWidth > node.clientWidth + 1)
        clipped.push([node.dataset.name ?? node.tagName, node.textContent]);
    }
  }
  return { small, out, clipped, sideways: Math.max(0, document.documentElement.scrollWidth - width) };
}"""


def fits(page, width):
    """Every target has 44 px, nothing leaves its widget, nothing scrolls sideways, no number is cut."""
    faults = page.evaluate(SMALL, width)
    assert faults == {"small": [], "out": [], "clipped": [], "sideways": 0}, json.dumps(faults, ensure_ascii=False)
