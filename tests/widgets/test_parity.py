"""JavaScript against Python, in one node process that answers line by line in JSON."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import softlook
from softlook._show import two
from softlook.book.assets import NODE
from softlook.widgets import QueryKeys, ScoreTuner, Window, _windowed

ROOT = Path(__file__).resolve().parents[2]
WIDGETS = ROOT / "src" / "softlook" / "widgets"
SERVED = sorted((WIDGETS / "static").iterdir())

HOST = """
const { makeModel } = await import(process.argv[1]);
const held = { a: 1 };
const model = makeModel(held);
const heard = [];
const on = (name) => () => heard.push(name);
const [one, two, any] = [on("one"), on("two"), on("any")];
model.on("change:a", one);
model.on("change:a", one);
model.on("change:a", two);
model.on("change", any);
const listening = [model.listening()];
model.set("a", 2);
model.set("a", 2); // nothing changes: nobody hears
model.set("b", 3);
model.off("change:a", one);
listening.push(model.listening());
model.set("a", 4);
model.off("change:a");
listening.push(model.listening());
model.set("a", 5);
model.off("change", any);
model.off("never", any);
listening.push(model.listening());
model.set("a", 6);
model.on("change:a", one);
model.on("change:b", two);
model.off();
listening.push(model.listening());
model.set("a", 7);
model.save_changes();
model.send({});
console.log(JSON.stringify({ heard, listening, held, got: [model.get("a"), model.get("b"), model.get("c") ?? null] }));
"""


def node(script, *arguments):
    done = subprocess.run(
        [str(NODE), "--input-type=module", "-e", script, *arguments], capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def lists(entry, n):
    return st.lists(entry, min_size=n, max_size=n)


SCORE = st.one_of(st.floats(-5, 5), st.floats(-1e6, 1e6), st.sampled_from([0.0, -0.0, 1e-300]))
TEMPERATURE = st.one_of(st.floats(0.05, 5), st.floats(0.001, 1e6))
ANY_TEMPERATURE = st.one_of(TEMPERATURE, st.floats(5e-324, 1.7e308))
VALUE = st.floats(-1e6, 1e6)
SIZE = st.integers(1, 12)


@given(drawn=SIZE.flatmap(lambda n: st.tuples(lists(SCORE, n), lists(st.booleans(), n))), temperature=ANY_TEMPERATURE)
@example(drawn=([1e6, -1e6, 1e6], [True, True, True]), temperature=0.001)
@example(drawn=([1e6, -1e6, 1e6, 0.0], [True, True, True, False]), temperature=5e-324)
@example(drawn=([1e-300, 0.0], [True, True]), temperature=1e-300)
@example(drawn=([0.63, -3.2, -2.5, 0.5, 0.5], [True, True, True, False, False]), temperature=1.0)
@example(drawn=([1.0, 2.0], [False, False]), temperature=1.0)
def test_softmax(js, drawn, temperature):
    e, mask = drawn
    assert_allclose(
        js("math/softmax.js", "softmax", e, mask, temperature),
        softlook.softmax(np.array(e), np.array(mask), temperature),
        rtol=1e-12,
        atol=1e-12,
    )


@given(
    drawn=st.tuples(SIZE, st.integers(0, 5)).flatmap(
        lambda n: st.tuples(lists(st.floats(0, 1), n[0]), lists(lists(VALUE, n[1]), n[0]))
    )
)
def test_read(js, drawn):
    alpha, v = drawn
    scale = max([1.0, *(abs(x) for row in v for x in row)])
    c = softlook.read(np.array([alpha]), np.array(v).reshape(len(v), -1) if v[0] else np.empty((len(v), 0)))[0]
    assert_allclose(js("math/read.js", "read", alpha, v), c, rtol=1e-12, atol=1e-12 * scale)


@given(drawn=SIZE.flatmap(lambda n: st.tuples(lists(SCORE, n), lists(st.sampled_from([0, 1, 2, 5]), n))))
def test_spread_and_gather(js, drawn):
    rows, counts = drawn
    repeated = js("math/groups.js", "repeat", rows, counts)
    assert repeated == np.repeat(rows, counts).tolist()
    assert js("math/groups.js", "gather", repeated, counts) == [
        row if n else None for row, n in zip(rows, counts, strict=True)
    ]


@st.composite
def states(draw):
    n, width = draw(SIZE), draw(st.integers(0, 4))
    return {
        "labels": [str(j) for j in range(n)],
        "scores": draw(lists(SCORE, n)),
        "mask": draw(lists(st.booleans(), n)),
        "counts": draw(lists(st.sampled_from([0, 1, 2, 97, 1000]), n)),
        "values": draw(lists(lists(VALUE, width), n)),
        "temperature": draw(TEMPERATURE),
    }


@given(state=states())
def test_look(js, state):
    tuner = ScoreTuner(**state)
    seen = js("score_tuner.js", "derive", tuner._state())
    scale = max([1.0, *(abs(x) for row in tuner.values for x in row)])
    assert_allclose(seen["alpha"], tuner.alpha, rtol=1e-12, atol=1e-12)
    assert_allclose(seen["total"], tuner.total, rtol=1e-12, atol=1e-12)
    assert_allclose(seen["c"], tuner.c, rtol=1e-12, atol=1e-12 * scale)


ROWS = st.tuples(SIZE, SIZE, st.integers(1, 6)).flatmap(
    lambda n: st.tuples(lists(lists(st.floats(-10, 10), n[2]), n[0]), lists(lists(st.floats(-10, 10), n[2]), n[1]))
)


@given(drawn=ROWS)
def test_dot_and_scaled_dot(js, drawn):
    q, k = drawn
    for module, name, score in (
        ("math/dot.js", "dot", softlook.dot),
        ("math/scaled_dot.js", "scaledDot", softlook.scaled_dot),
    ):
        assert_allclose(js(module, name, q, k), score(np.array(q), np.array(k)), rtol=1e-12, atol=1e-12 * 1000)


@given(t_y=st.integers(0, 8), t_x=st.integers(0, 8))
def test_causal(js, t_y, t_x):
    assert js("math/causal.js", "causal", t_y, t_x) == softlook.causal(t_y, t_x).tolist()


@given(
    drawn=st.tuples(SIZE, st.integers(1, 4), st.integers(1, 4)).flatmap(
        lambda n: st.tuples(lists(lists(SCORE, n[1] * n[2]), n[0]), st.just(n[1]))
    )
)
def test_split_and_join_heads(js, drawn):
    x, heads = drawn
    cut = js("math/heads.js", "splitHeads", x, heads)
    assert cut == softlook.split_heads(np.array(x), heads).tolist()
    assert js("math/heads.js", "joinHeads", cut) == x


@given(seed=st.one_of(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 2**31, 2**32 - 1])))
def test_numbers_by_chance_are_numpys(js, seed):
    assert js("math/pcg64.js", "pcg64", seed, 20) == np.random.default_rng(seed).random(20).tolist()


@st.composite
def query_keys(draw):
    n = draw(st.integers(1, 6))
    rows = lists(lists(st.floats(-3, 3), 2), n)
    return {
        "labels": [str(j) for j in range(n)],
        **{name: draw(rows) for name in "qkv"},
        "heads": draw(st.sampled_from([1, 2])),
        "on": draw(lists(st.booleans(), 2)),
        "angle": draw(st.floats(-90, 90)),
        "width": 2 * draw(st.integers(1, 64)),
        "scaled": draw(st.booleans()),
        "causal": draw(st.booleans()),
        "selected": 0,
    }


@given(state=query_keys())
@example(state=QueryKeys(heads=2, on=[False, True], angle=30, width=64)._state())
def test_the_look_of_query_keys(js, state):
    keys = QueryKeys(**state)
    seen = js("query_keys.js", "derive", keys._state())
    scale = max(1.0, float(np.abs(keys.e).max()))  # a weight is as exact as the difference of two scores
    for name in ("e", "alpha", "c", "lost"):
        assert_allclose(seen[name], getattr(keys, name), rtol=1e-12, atol=1e-12 * scale, err_msg=name)


@given(p=st.floats(0, 11), t_x=st.just(12), half_width=st.integers(1, 12))
def test_gaussian(js, p, t_x, half_width):
    assert_allclose(
        js("math/gaussian.js", "gaussian", p, t_x, half_width),
        softlook.gaussian(np.array([p]), t_x, half_width)[0],
        rtol=1e-12,
        atol=1e-300,
    )


@given(
    drawn=SIZE.flatmap(
        lambda n: st.tuples(lists(st.one_of(SCORE, st.sampled_from([1.0, 2.0])), n), lists(st.booleans(), n))
    )
)
def test_hard(js, drawn):
    e, mask = drawn
    assert js("math/hard.js", "hard", e, mask) == softlook.hard(np.array(e), np.array(mask)).tolist()


@given(
    drawn=SIZE.flatmap(lambda n: st.tuples(lists(st.floats(-20, 20), n), lists(st.booleans(), n))),
    rows=st.integers(1, 40),
    seed=st.integers(0, 2**32 - 1),
)
def test_draws_by_the_same_seed_are_the_same(js, drawn, rows, seed):
    e, mask = drawn
    wanted = softlook.sample(np.tile(e, (rows, 1)), np.array(mask), seed=seed).tolist()
    assert js("math/sample.js", "sample", e, mask, rows, seed) == wanted


@given(
    drawn=SIZE.flatmap(
        lambda n: st.tuples(lists(st.floats(-5, 5), n), lists(st.floats(0, 100), n), lists(st.integers(0, 9), n))
    ),
    baseline=st.floats(0, 100),
)
def test_reinforce(js, drawn, baseline):
    e, costs, counts = drawn
    pi = softlook.softmax(np.array(e))
    for shares in (pi, (np.array(counts) + 1) / (sum(counts) + len(counts))):
        mean, variance = _windowed.reinforce(pi, np.array(costs), baseline, shares)
        given = js("math/reinforce.js", "reinforce", pi.tolist(), costs, baseline, shares.tolist())
        assert_allclose(given["mean"], mean, rtol=1e-12, atol=1e-12 * 100)
        assert_allclose(given["variance"], variance, rtol=1e-12, atol=1e-12 * 1e4)


@st.composite
def windows(draw):
    n = draw(st.integers(3, 12))
    return {
        "labels": [str(j) for j in range(n)],
        "scores": draw(lists(st.floats(-20, 20), n)),
        "values": draw(lists(st.floats(-10, 10), n)),
        "window": draw(st.sampled_from(["global", "local-m", "local-p"])),
        "p": draw(st.one_of(st.floats(0, n - 1), st.integers(0, 2 * n - 2).map(lambda x: x / 2))),
        "half_width": draw(st.integers(1, 12)),
        **{name: draw(st.booleans()) for name in ("truncate", "renormalize", "round_p")},
        "selection": draw(st.sampled_from(["soft", "hard", "draw"])),
        "goal": draw(st.floats(-10, 10)),
        "draws": draw(st.integers(1, 60)),
        "seed": draw(st.integers(0, 2**32 - 1)),
    }


@given(state=windows())
@example(state=Window()._state())
@example(state=Window(round_p=True, renormalize=True, selection="draw")._state())
def test_the_look_of_window(js, state):
    window = Window(**state)
    seen = js("window.js", "derive", window._state())
    assert seen["edge"] == window.edge
    assert seen["tally"] == window.tally
    for name, own in {"soft": "soft", "alpha": "alpha", "sum": "total", "c": "c", "jump": "jump"}.items():
        assert_allclose(seen[name], getattr(window, own), rtol=1e-12, atol=1e-11, err_msg=name)
    scale = max(1.0, *((v - window.goal) ** 2 for v in window.values))
    for name, power in {"gradient": 1, "estimates": 1, "variance": 2}.items():
        assert_allclose(seen[name], getattr(window, name), rtol=1e-12, atol=1e-12 * scale**power, err_msg=name)


@settings(max_examples=25)
@given(state=windows())
@example(state=Window()._state())
@example(state=Window(window="local-m")._state())
def test_the_trace_of_window(js, state):
    """Each point of the curve, but for the ends of its pieces, and each ring is the context that the package gives there."""
    window = Window(**state | {"selection": "soft", "draws": 1})
    traced = js("window/windowed.js", "trace", window._state())
    inside = [point for piece in traced["pieces"] for point in piece[1:-1:5]]
    assert len(inside) >= len(window.labels) - 1
    for p, c in [*inside, *traced["dots"]]:
        window.p = p
        assert_allclose(c, window.c, rtol=1e-12, atol=1e-11)
    assert bool(traced["dots"]) == (window.edge is not None and window.edge % 1 == 0)


@given(
    x=st.one_of(
        st.floats(-1e6, 1e6),
        st.floats(-1.5, 1.5),
        st.integers(-8000, 8000).map(lambda n: n / 1000),
        st.integers(-80, 80).map(lambda n: n / 8),
    )
)
@example(x=0.125)
@example(x=-0.0)
@example(x=0.995)
@example(x=-0.004)
def test_two_decimals(js, x):
    assert js("ui/controls.js", "two", x) == two(x)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12), ("-.5", -0.5), ("−0,5", -0.5), (" 0.63 ", 0.63), ("1e3", 1000), ("−3,20", -3.2), ("+2", 2), ("0", 0),
        ("", None), ("  ", None), ("abc", None), ("1e999", None), ("-1e999", None), ("Infinity", None), ("NaN", None), ("1 2", None),
        ("1.2.3", None), ("1,2,3", None), ("--1", None), ("−−1", None), ("1.", 1), (".", None), ("-", None), ("1a", None),
    ],
)  # fmt: skip
def test_parse(js, text, value):
    assert js("ui/controls.js", "parse", text) == value


@given(x=st.floats(-1e6, 1e6))
def test_what_is_shown_can_be_typed_again(js, x):
    assert abs(js("ui/controls.js", "parse", two(x)) - x) <= 0.0051


def test_the_hosts_model():
    given = node(HOST, (WIDGETS / "js" / "host.js").as_uri())
    assert given["heard"] == ["one", "two", "any", "any", "two", "any", "any"]
    assert given["listening"] == [3, 2, 1, 0, 0]
    assert given["held"] == {"a": 7, "b": 3}
    assert given["got"] == [7, 3, None]


def test_what_is_served_is_what_esbuild_joins(tmp_path):
    environment = {
        **os.environ,
        "PATH": f"{NODE.parent}{os.pathsep}{ROOT / 'node_modules' / '.bin'}{os.pathsep}{os.environ['PATH']}",
    }
    script = json.loads((ROOT / "package.json").read_text("utf-8"))["scripts"]["widgets"]
    done = subprocess.run(  # noqa: S602 - the script is ours
        f"{script} --outdir='{tmp_path}'",
        cwd=ROOT,
        env=environment,
        shell=True,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    joined = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    assert joined, "esbuild wrote nothing"
    assert {file.name: file.read_bytes() for file in SERVED} == joined, "make widgets writes static/ anew"


@pytest.mark.parametrize("file", SERVED, ids=lambda file: file.name)
def test_what_is_served_is_ours_and_can_be_read(file):
    text = file.read_text("utf-8")
    origins = re.findall(r"^(?://|/\*) (\S+\.(?:js|css))(?: \*/)?$", text, re.MULTILINE)
    assert origins, "esbuild names the file that each part comes from"
    assert all(origin.startswith("src/softlook/widgets/js/") for origin in origins)
    assert max(map(len, text.splitlines())) <= 400
    assert not re.search(r"@license|copyright|node_modules|https?://", text, re.IGNORECASE)


def test_no_widget_asks_for_another_host():
    for file in (WIDGETS / "js").rglob("*.[jc]*s*"):
        text = (
            file.read_text("utf-8").replace("fetch(new URL(`./${path}`, import.meta.url))", "")
            if file.name == "host.js"
            else file.read_text("utf-8")
        )
        assert not re.search(r"https?:|//[a-z]+\.[a-z]+/|\bfetch\(|XMLHttpRequest", text), file.name


def test_the_host_answers_for_a_file_as_a_kernel_would():
    script = """const { makeModel } = await import(process.argv[1]); const heard = [];
      const fetchFile = async (path) => { if (path === "no") throw new Error("not there"); return new Uint8Array([1, 2]).buffer; };
      const model = makeModel({}, fetchFile);
      const hear = (content, buffers) => heard.push([content, buffers.map((view) => view.byteLength)]);
      model.on("msg:custom", hear);
      for (const path of ["yes", "no"]) await model.send({ softlook: "file", path });
      await model.send({ softlook: "other", path: "yes" }); await model.send({ softlook: "file" });
      model.off("msg:custom", hear); await model.send({ softlook: "file", path: "yes" });
      await makeModel({}).send({ softlook: "file", path: "yes" });
      console.log(JSON.stringify({ heard }));"""
    assert node(script, (WIDGETS / "js" / "host.js").as_uri())["heard"] == [
        [{"softlook": "file", "path": "yes"}, [2]],
        [{"softlook": "file", "path": "no", "error": "not there"}, []],
    ]


def test_a_file_is_asked_for_once():
    """By whoever asks, however often; one that did not come is asked for again."""
    script = """const { file } = await import(process.argv[1]); const other = await import(process.argv[1] + "?again");
      const listeners = new Set(), asked = []; let fail = true;
      const model = { on: (_, f) => listeners.add(f), off: (_, f) => listeners.delete(f), send: ({ path }) => { asked.push(path);
        queueMicrotask(() => { const bad = path === "bad" && fail; for (const f of [...listeners]) { f({ other: 1 }, []); f({ softlook: "file", path, error: bad ? "gone" : undefined }, bad ? [] : [new DataView(new Uint8Array([9, 7, 8]).buffer, 1)]); } }); } };
      const all = await Promise.all([file(model, "a"), file(model, "a"), other.file(model, "a"), file(model, "b")]);
      const said = await file(model, "bad").catch((error) => error.message); fail = false;
      const then = await file(model, "bad");
      console.log(JSON.stringify({ asked, bytes: all.map((b) => [...new Uint8Array(b)]), said, then: then.byteLength, left: listeners.size }));
      process.exit(0);"""
    assert node(script, (WIDGETS / "js" / "ui/files.js").as_uri()) == {
        "asked": ["a", "b", "bad", "bad"],
        "bytes": [[7, 8]] * 4,
        "said": "gone",
        "then": 2,
        "left": 0,
    }
