"""Parity: the cases of peers' own test suites, each cited, come out the same here, or the docstring says why not.

The cases stand below ``cases/``, a file a suite; ``peer_cases.py`` says what a case holds, ``peer_summary.py`` prints
how many were tried, agree, and differ by design.
"""

from __future__ import annotations

import inspect
import json
import math
import re
from collections import Counter
from importlib import import_module
from types import SimpleNamespace

import numpy as np
import pytest
from peer_cases import CASES, assert_agrees, gradient, plain, read_cases, read_suite, resolve, run, tolerances
from peer_summary import PROPERTY, describe, lines, pytest_terminal_summary

import softlook

LIBRARIES = {"numpy": "array_api_compat.numpy", "torch": "array_api_compat.torch"}
ALL = read_cases()
FILES = sorted(CASES.glob("*.json"))
SUITES = (
    *("allennlp", "d2l", "entmax", "executorch", "fairseq", "flax", "jax", "keras", "nltk", "onnx", "opennmt-tf"),
    *("sil-machine", "sockeye", "tensorflow", "tensorflow-addons", "torch", "torch-geometric"),
)
RUNS = [
    pytest.param(case, library, dtype, id=f"{case.key}-{name}-{dtype}")
    for case in ALL
    for name, library in LIBRARIES.items()
    for dtype in case.dtypes
    if name == "torch" or not case.needs_tensors(dtype)
]
DIFFERING = [
    pytest.param(case, LIBRARIES["torch" if case.needs_tensors() else "numpy"], id=case.key)
    for case in ALL
    if case.differs
]


@pytest.mark.parametrize(("case", "library", "dtype"), RUNS)
def test_the_case_of_a_peer(case, library, dtype, record_property):
    record_property(PROPERTY, describe(case))
    xp = import_module(library)
    if case.differs:
        assert_differs_as_documented(case, xp, dtype)
        return
    result, arguments = run(case, xp, dtype)
    assert_agrees(case, result, case.expected, dtype)
    if case.gradient and hasattr(xp, "autograd"):
        ours, theirs = gradient(case, result, arguments, xp, dtype), plain(case.gradient["expected"])
        np.testing.assert_allclose(ours, theirs, **tolerances(case, dtype), err_msg="gradient")


def assert_differs_as_documented(case, xp, dtype):
    """What we give is not what the suite expects, and it is what the case says."""
    if isinstance(case.gives, dict) and "raises" in case.gives:
        with pytest.raises((TypeError, ValueError), match=re.escape(case.gives["message"])) as raised:
            run(case, xp, dtype)
        assert raised.type.__name__ == case.gives["raises"]
        return
    result, _ = run(case, xp, dtype)
    with pytest.raises(AssertionError):
        assert_agrees(case, result, case.expected, dtype)
    assert_agrees(case, result, case.gives, dtype)


# -- what the files say -----------------------------------------------------------------------------------------------


def words(text):
    """A docstring's or a sentence's words, a single space between them."""
    return " ".join(text.split())


@pytest.mark.parametrize(("case", "library"), DIFFERING)
def test_where_we_differ_the_docstring_says_so(case, library):
    import_module(library)
    assert case.gives is not None
    documented = inspect.getdoc(resolve(case.documented_in or case.function))
    assert len(case.differs.split()) >= 6, "a sentence wanted"
    assert words(case.differs) in words(documented)


def test_every_suite_has_cases_that_agree():
    tried, agreeing = (Counter(case.suite for case in ALL if not (out and case.differs)) for out in (False, True))
    assert set(SUITES) <= tried.keys()
    assert {suite for suite in tried if not agreeing[suite]} == set()
    assert tried.total() >= 400


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_case_cites_its_suite(file):
    suite = read_suite(file)
    assert suite["repository"].startswith("https://")
    assert suite["licence"]
    assert {case["source"] for case in suite["cases"]} == suite["commits"].keys()
    assert all(re.fullmatch(r"[0-9a-f]{40}|\w+==[0-9.]+", version) for version in suite["commits"].values())
    assert all(re.search(r"\w", case["test"]) for case in suite["cases"])


def leaves(value):
    """Every number, string and null in a value of JSON."""
    if isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from leaves(part)
    else:
        yield value


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_number_is_finite_or_says_what_it_is(file):
    for case in read_suite(file)["cases"]:
        numbers = [leaf for leaf in leaves(case) if isinstance(leaf, float)]
        assert all(map(math.isfinite, numbers)), case["test"]
        words = {leaf for leaf in leaves([case["arguments"], case["expected"]]) if isinstance(leaf, str)}
        assert not words & {"Infinity", "-Infinity", "NaN", "+inf"}, case["test"]


def test_a_number_that_json_has_not_is_refused(tmp_path):
    file = tmp_path / "suite.json"
    file.write_text('{"cases": [NaN]}', encoding="utf-8")
    with pytest.raises(ValueError, match="NaN given"):
        read_suite(file)


def test_every_function_is_public():
    public = {*softlook.__all__, *(f"nn.{name}" for name in ("Additive", "GraphAttention", "Luong", "MultiHead"))}
    assert {case.function.removesuffix(".from_torch") for case in ALL} <= public


# -- the summary ------------------------------------------------------------------------------------------------------


AGREES = {"key": "a", "suite": "s", "test": "f: t", "differs": "", "documented_in": "softmax"}


def test_the_summary_counts_cases_and_quotes_sentences():
    differs = {**AGREES, "key": "b", "test": "f: u", "differs": "A row gives zeros."}
    fails = {**AGREES, "key": "c"}
    summary = list(lines([(AGREES, True), (AGREES, True), (differs, True), (fails, True), (fails, False)]))
    assert summary[0].split() == ["s", "1", "agreeing", "1", "differing", "by", "design", "1", "failed"]
    assert summary[1] == "3 cases tried: 1 agreeing, 1 differing by design, 1 failed"
    assert summary[3:] == ['softlook.softmax: "A row gives zeros."', "    s, f: u"]


REPORT = SimpleNamespace(when="call", passed=True, user_properties=[(PROPERTY, AGREES)])


@pytest.mark.parametrize(
    ("reports", "printed"), [([REPORT], True), ([SimpleNamespace(when="call", passed=True)], False)]
)
def test_the_summary_is_printed_where_cases_ran(reports, printed):
    output = []
    reporter = SimpleNamespace(stats={"passed": reports}, section=output.append, line=output.append)
    pytest_terminal_summary(reporter)
    assert output[:1] == ["parity with peers"] * printed
    assert ("1 cases tried: 1 agreeing, 0 differing by design, 0 failed" in output) == printed


def test_this_run_prints_the_summary(pytestconfig):
    """Where the tests run in processes of their own, it is the one that started them that loads tests/conftest.py."""
    hooks = pytestconfig.hook.pytest_terminal_summary.get_hookimpls()
    assert pytest_terminal_summary in [hook.function for hook in hooks]


def test_what_the_summary_knows_of_a_case_comes_back_from_another_process():
    assert all(json.loads(json.dumps(describe(case))) == describe(case) for case in ALL)
