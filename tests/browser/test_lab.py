"""JupyterLab at the launch link's path, after .binder/postBuild: cells, a kernel, and the widget both ways."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path

import drive
import pytest

pytestmark = pytest.mark.xdist_group("lab")  # one JupyterLab for all

BIN = Path(sys.executable).parent
LAUNCHED = "lab/tree/book/04-bahdanau-luong.md"  # as the launch button says: urlpath=lab/tree/book/...
NOTEBOOK = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A notebook of the tests

```{code-cell} python
from softlook.widgets import ScoreTuner
from softlook.book import heat_map

tuner = ScoreTuner()
tuner
```

```{code-cell} python
heat_map([[0.94, 0.06]], rows=["je"], columns=["I", "love"], title="je looks at I")
```

```{code-cell} python
print("HELD", tuner.scores[0], tuner.mask[3], tuner.temperature, round(tuner.alpha[0], 6))
```

```{code-cell} python
tuner.scores = [0.5, 4.0, -2.5, 0.5, 0.5]
tuner.temperature = 2.0
print("SET", tuner.alpha)
```
"""


PLANE = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

```{code-cell} python
from softlook.widgets import QueryKeys, Window

keys = QueryKeys()
keys
```

```{code-cell} python
window = Window()
window
```

```{code-cell} python
print(
    "HELD", keys.heads, keys.k[1], round(keys.alpha[0][2][1], 6),
    window.p, window.selection, sum(window.tally), round(window.total, 6),
)
```

```{code-cell} python
keys.causal, keys.selected, keys.k = True, 3, [[0.0, 1.0], [1.0, 0.5], [0.0, -1.0], [0.5, 0.5]]
window.window, window.p, window.half_width = "local-m", 3.0, 1
print("SET", keys.alpha[0][3], window.alpha)
```
"""
SEEING = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# The widgets of chapters 1 to 3

```{code-cell} python
from softlook.widgets import Bottleneck, MemoryReader, SaliencyExplorer

explorer, reader = SaliencyExplorer(), MemoryReader()
rows = [
    dict(attention=a, hidden=8, length=n, n=9, exact_match=1 / n, token_accuracy=0.5)
    for a in ("none", "additive")
    for n in (3, 12)
]
neck = Bottleneck(rows)
explorer
```

```{code-cell} python
reader
```

```{code-cell} python
neck
```

```{code-cell} python
print(
    "HELD", explorer.bars, explorer.found_at, reader.step, round(reader.alpha[-1][2], 6),
    neck.length, round(neck.fixed, 6),
)
```

```{code-cell} python
explorer.differs, explorer.fixations = "colour", 1
reader.memory = "whole"
neck.length = 3
print("SET", explorer.found_at, reader.alpha[0][0], neck.fixed)
```
"""


DESK = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
---

```{code-cell} python
from softlook.widgets import TranslatorDesk

desk = TranslatorDesk("i love you")
desk
```

```{code-cell} python
other = TranslatorDesk("you love me")
other
```

```{code-cell} python
print("HELD", repr(desk.sentence), desk.model, desk.override, repr(desk.translation), desk.alpha[0], desk.temperature)
```

```{code-cell} python
desk.sentence = "i hope that you are well"
desk.override = {0: [0, 0, 0, 0, 0, 1]}
print("SET", desk.alpha[1], repr(desk.translation))
```
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(home):
    """Nothing of this machine's settings is read, and nothing is written outside of the test's folder."""
    keep = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("JUPYTER", "IPYTHON", "COV_", "PYTEST_", "XDG_"))
    }
    return keep | {
        "HOME": str(home),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
        "JUPYTER_PLATFORM_DIRS": "1",
        "OMP_NUM_THREADS": "1",
    }


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab over a copy of the book, set up as .binder/postBuild does."""
    top = tmp_path_factory.mktemp("lab")
    home, root = top / "home", top / "course"
    home.mkdir()
    shutil.copytree(drive.ROOT / "book", root / "book", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    (root / "book" / "tests.md").write_text(NOTEBOOK, "utf-8")
    (root / "book" / "desk.md").write_text(DESK, "utf-8")
    (root / "book" / "seeing.md").write_text(SEEING, "utf-8")
    (root / "book" / "plane.md").write_text(PLANE, "utf-8")
    env = environment(home)
    steps = [
        line
        for line in (drive.ROOT / ".binder" / "postBuild").read_text("utf-8").splitlines()
        if line.startswith("jupytext")
    ]
    for step in steps:  # of postBuild, those that settle how a chapter opens
        subprocess.run(step.split(), env=env, cwd=root, check=True, capture_output=True, timeout=60)
    port = free_port()
    options = [
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        "--ServerApp.ip=127.0.0.1",
        "--IdentityProvider.token=",
        f"--ServerApp.root_dir={root}",
    ]
    options += ["--no-browser", "--LabApp.expose_app_in_browser=True", "--allow-root"]
    command = [sys.executable, "-m", "jupyterlab", *options]
    with subprocess.Popen(
        command, env=env, cwd=root, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        try:
            lines = until(process.stdout, "is running at")
            assert process.poll() is None, "".join(lines)
            threading.Thread(target=process.stdout.read, daemon=True).start()  # else it stops when the pipe is full
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()


def until(stream, text):
    """Read the lines of a stream until one holds this text."""
    lines = []
    for line in stream:
        lines.append(line)
        if text in line:
            break
    return lines


@pytest.fixture
def notebook(browser, lab):
    """Open a document of the lab.

    After the test, no request may have left this machine, and nothing of ours may have failed.
    """
    opened = []

    def notebook(path):
        page, ears = drive.new_page(browser, height=1400)
        opened.append((page, ears))
        page.set_default_timeout(3 * drive.PATIENCE)
        page.goto(lab + path)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell")
        page.wait_for_function(
            "window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel?.connectionStatus === 'connected'"
        )
        return page

    yield notebook
    for page, _ in opened:
        page.context.close()
    assert [
        fault
        for _, ears in opened
        for fault in ears.faults
        if fault.startswith(("a request left", "exception")) or "softlook" in fault
    ] == []


def run_all(page):
    """Run every cell, as Run > Run All Cells does, and say whether all went well."""
    return page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")


def run_cell(page, nth):
    """Run the code cell once more and return its outputs."""
    return page.evaluate("""async (nth) => {
      const panel = window.jupyterapp.shell.currentWidget, notebook = panel.content;
      const code = notebook.widgets
        .map((cell, at) => [cell.model.type, at])
        .filter(([type]) => type === "code")[nth][1];
      notebook.activeCellIndex = code;
      await window.jupyterapp.commands.execute("notebook:run-cell");
      return JSON.stringify(notebook.widgets[code].model.outputs.toJSON());
    }""", nth)  # fmt: skip


def what_python_holds(page, nth):
    """Run the code cell until it prints the same twice.

    A widget sends its next change when the kernel has answered to the last.
    """
    last = None
    while (printed := run_cell(page, nth)) != last:
        last = printed
    return printed


def outputs(page):
    return page.evaluate("""() => window.jupyterapp.shell.currentWidget.content.widgets
      .filter((cell) => cell.model.type === "code").map((cell) => JSON.stringify(cell.model.outputs.toJSON()))""")


def test_the_launch_link_opens_cells_that_run(notebook):
    page = notebook(LAUNCHED)
    assert page.locator(".jp-CodeCell").count() >= 2
    assert run_all(page) is True
    page.wait_for_selector('[data-widget="ScoreTuner"][data-ready]')
    written = outputs(page)
    assert len(written) >= 2
    assert not [output for output in written if '"output_type":"error"' in output]
    assert any("softlook-chart" in output for output in written)


def test_the_widget_and_python_hold_one_state(notebook):
    page = notebook("lab/tree/book/tests.md?reset")  # without the tabs of the test before
    assert run_all(page) is True
    tuner = page.locator('[data-widget="ScoreTuner"][data-ready]')
    tuner.wait_for()
    slider, field = (
        tuner.locator('[data-control="scores"][data-index="0"]'),
        tuner.locator('[data-control="scores-number"][data-index="0"]'),
    )

    # Python set it: the sliders have moved and the outputs are Python's
    page.wait_for_function("(slider) => Number(slider.value) === 0.5", arg=slider.element_handle())
    assert float(tuner.locator('[data-control="scores"][data-index="1"]').input_value()) == 4.0
    assert tuner.locator('[data-control="temperature-number"]').get_attribute("data-value") == "2"
    alpha = json.loads(re.search(r"SET (\[[^\]]*\])", outputs(page)[3])[1])
    shown = [
        float(tuner.locator(f'[data-name="alpha"][data-index="{j}"]').get_attribute("data-value")) for j in range(5)
    ]
    assert shown == pytest.approx(alpha, abs=1e-12)

    # the hand moves it: Python holds what the slider says. Arrows move the slider, not the notebook's cells
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert field.get_attribute("data-value") == "0.8"
    tuner.locator('[data-control="mask"][data-index="3"]').click()
    box = tuner.locator('[data-control="temperature"]').bounding_box()
    page.mouse.click(box["x"] + box["width"] * 0.5, box["y"] + box["height"] / 2)
    temperature = tuner.locator('[data-control="temperature-number"]').get_attribute("data-value")
    assert float(temperature) != 2.0
    weight = float(tuner.locator('[data-name="alpha"][data-index="0"]').get_attribute("data-value"))
    printed = what_python_holds(page, 2)
    held = re.search(r"HELD (\S+) (\S+) (\S+) ([\d.]+)", printed)
    assert held, printed
    assert held.groups()[:2] == ("0.8", "True")
    assert float(held[3]) == float(temperature)
    assert float(held[4]) == pytest.approx(weight, abs=1e-6)

    # the heat map stands there as a picture
    chart = page.locator(".softlook-chart svg")
    assert chart.bounding_box()["height"] > 50
    assert "je looks at I" in page.locator(".softlook-figure figcaption").text_content()


def test_query_keys_and_window_hold_one_state_with_python(notebook):
    page = notebook("lab/tree/book/plane.md?reset")
    assert run_all(page) is True
    keys, window = (page.locator(f'[data-widget="{name}"][data-ready]') for name in ("QueryKeys", "Window"))
    keys.wait_for()
    window.wait_for()

    def shown(widget, name):
        return widget.locator(f'[data-name="{name}"]').evaluate_all(
            "(nodes) => Object.fromEntries(nodes.map((n) => [n.dataset.index, Number(n.dataset.value)]))"
        )

    # Python set it
    page.wait_for_function("(box) => box.checked", arg=keys.locator('[data-control="causal"]').element_handle())
    page.wait_for_function(
        "(field) => field.dataset.value === '3'", arg=window.locator('[data-control="p-number"]').element_handle()
    )
    rows = [json.loads(row) for row in re.search(r"SET (\[[^\]]*\]) (\[[^\]]*\])", outputs(page)[3]).groups()]
    assert [shown(keys, "alpha")[f"0,3,{j}"] for j in range(4)] == pytest.approx(rows[0], abs=1e-12)
    assert list(shown(window, "alpha").values()) == pytest.approx(rows[1], abs=1e-12)

    # the hand moves it
    keys.locator('[data-control="k-handle"][data-index="1"]').focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    keys.locator('[data-control="selected"][data-index="2"]').click()
    window.locator('[data-control="selection"][data-index="draw"]').click()
    handle = window.locator('[data-control="p-handle"]')
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    page.mouse.move(box["x"] + 22, box["y"] + 22)
    page.mouse.down()
    page.mouse.move(box["x"] + 80, box["y"] + 22)
    page.mouse.up()
    p = float(window.locator('[data-control="p-number"]').get_attribute("data-value"))
    assert p > 3
    weight = shown(keys, "alpha")["0,2,1"]
    printed = what_python_holds(page, 2)
    held = re.search(r"HELD 1 \[1.1, 0.6\] ([\d.]+) (\S+) draw 200 1.0", printed)
    assert held, printed
    assert float(held[1]) == pytest.approx(weight, abs=1e-6)
    assert float(held[2]) == p


def test_the_desk_and_python_hold_one_state(notebook):
    """The model's file comes from the kernel, once.

    What Python sets is decoded in the page, and what the user moves is decoded in Python.
    """
    page = notebook("lab/tree/book/desk.md?reset")
    frames = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: frames.append(len(frame))))
    assert run_all(page) is True
    for n in range(
        2
    ):  # a desk fetches its model when it comes into view, which the second does not if the first has grown before
        desk = page.locator('[data-widget="TranslatorDesk"]').nth(n)
        desk.scroll_into_view_if_needed()
        page.wait_for_function("(root) => root.dataset.loaded", arg=desk.element_handle())
    assert page.locator("[data-widget=TranslatorDesk][data-loaded]").count() == 2
    desk = page.locator('[data-widget="TranslatorDesk"]').first
    desk.scroll_into_view_if_needed()

    def words():
        return " ".join(
            desk.locator('td[data-name="translation"]').evaluate_all("(all) => all.map((td) => td.dataset.value)")
        )

    def row(i):
        return desk.locator(f'td[data-name="alpha"][data-index^="{i},"]').evaluate_all(
            "(all) => all.map((td) => Number(td.dataset.value))"
        )

    # Python set it
    page.wait_for_function(
        "(field) => field.value === 'i hope that you are well'",
        arg=desk.locator('[data-control="sentence"]').element_handle(),
    )
    printed = re.search(r"SET (\[[^\]]*\]) (?:'|\\\")(.*?)(?:'|\\\")\\n", outputs(page)[3])
    assert row(0) == [0, 0, 0, 0, 0, 1]
    assert row(1) == pytest.approx(json.loads(printed[1]), abs=1e-9)
    assert words() == printed[2]
    assert desk.locator('[data-control="link"]').count() == 0, "a link would lead to this notebook"

    # the hand moves it: keys stay in the matrix, and do not move the notebook's cells
    desk.locator('[data-control="sentence"]').fill("You love me!")
    desk.locator('[data-control="sentence"]').press("Enter")
    page.wait_for_function(
        "(field) => field.value === 'you love me'", arg=desk.locator('[data-control="sentence"]').element_handle()
    )
    desk.locator('[data-control="cell"][data-index="0,1"]').click()
    desk.locator('[data-control="row-one"]').click()
    desk.locator('[data-control="cell"][data-index="0,1"]').focus()
    for key in ("ArrowRight", "+", "+"):
        page.keyboard.press(key)
    assert page.evaluate("document.activeElement.dataset.index") == "0,2"
    assert row(0) == pytest.approx([0, 0.9, 0.1])
    held = what_python_holds(page, 2)
    assert "HELD 'you love me' additive {'e': {}, 'alpha': {'0': [0" in held, held
    assert words() in held.replace("\\", "")
    assert "1.0\\n" in held

    # undo goes back to what Python set; and another model comes from the kernel
    for _ in range(4):
        desk.locator('[data-control="undo"]').click()
    page.wait_for_function(
        "(field) => field.value === 'i hope that you are well'",
        arg=desk.locator('[data-control="sentence"]').element_handle(),
    )
    desk.locator('[data-control="model"]').select_option("dot")
    page.wait_for_function("(root) => root.dataset.loaded === 'dot'", arg=desk.element_handle())
    assert "HELD 'i hope that you are well' dot {'e': {}, 'alpha': {}}" in what_python_holds(page, 2)
    large = [size for size in frames if size > 50_000]
    assert len(large) <= 2, f"a model's file came {len(large)} times"


def test_the_widgets_of_chapters_1_to_3_and_python_hold_one_state(notebook):
    page = notebook("lab/tree/book/seeing.md?reset")
    assert run_all(page) is True
    explorer, reader, neck = (
        page.locator(f'[data-widget="{name}"][data-ready]')
        for name in ("SaliencyExplorer", "MemoryReader", "Bottleneck")
    )
    for widget in (explorer, reader, neck):
        widget.wait_for()

    # Python set it: what is shown is Python's
    page.wait_for_function(
        "(root) => root.querySelector('[data-name=found_at]')?.dataset.value === '1'", arg=explorer.element_handle()
    )
    found_at, alpha, fixed = re.search(r"SET (\S+) (\S+) ([\d.]+)", outputs(page)[4]).groups()
    assert found_at == "1"
    assert explorer.locator('[data-control="differs"][data-index="colour"]').is_checked()
    assert explorer.locator(".softlook-scene").first.locator("circle").count() == 1
    assert reader.locator('[data-control="memory"][data-index="whole"]').is_checked()
    assert float(reader.locator('[data-name="alpha"][data-index="0,0"]').get_attribute("data-value")) == pytest.approx(
        float(alpha), abs=1e-12
    )
    assert float(
        neck.locator('[data-name="exact_match"][data-index="none"]').get_attribute("data-value")
    ) == pytest.approx(float(fixed), abs=1e-12)

    # the hand moves it: Python holds what is shown
    explorer.locator('[data-control="bars"]').focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
    explorer.locator('[data-control="differs"][data-index="nothing"]').click()
    reader.locator('[data-control="memory"][data-index="key-value"]').click()
    reader.locator('[data-control="next"]').click()
    neck.locator('[data-control="length"]').focus()
    page.keyboard.press("ArrowRight")
    shown = [
        explorer.locator('[data-control="bars-number"]').get_attribute("data-value"),
        explorer.locator('[data-name="found_at"]').get_attribute("data-value"),
        "3",
        reader.locator('[data-name="alpha"][data-index="1,2"]').get_attribute("data-value"),
        "12",
        neck.locator('[data-name="exact_match"][data-index="none"]').get_attribute("data-value"),
    ]
    assert shown[0] == "21"
    printed = what_python_holds(page, 3)
    held = re.search(r"HELD (\S+) (\S+) (\S+) (\S+) (\S+) ([\d.]+)", printed)
    assert held, printed
    assert [float(value) for value in held.groups()] == pytest.approx([float(value) for value in shown], abs=1e-6)
