from __future__ import annotations

import json
import subprocess
import sys

import pytest

from softlook.runs import results
from softlook.runs.results import FOLDER, read


def test_a_table_is_read_as_it_was_written(tmp_path, monkeypatch):
    table = {"rows": [{"name": "é", "value": 0.1}]}
    (tmp_path / "x.json").write_text(json.dumps(table, ensure_ascii=False), encoding="utf-8")
    assert read("x", tmp_path) == table
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    assert read("x") == table


def test_a_table_that_is_not_there_is_named_with_those_that_are(tmp_path):
    with pytest.raises(
        ValueError, match=r"^name: 'none' given, an experiment that was run wanted: alignment, .*, windows$"
    ):
        read("none")
    with pytest.raises(
        ValueError, match=r"^name: 'none' given, an experiment that was run wanted: none are kept yet$"
    ):
        read("none", tmp_path)


def test_every_kept_table_has_rows():
    names = [path.stem for path in FOLDER.glob("*.json")]
    assert {"length", "growth", "pop_out", "benchmarks"} <= set(names)
    assert all(read(name)["rows"] for name in names)


def test_reading_is_light():
    """The book's machinery and the widgets read tables: that brings neither numpy nor torch."""
    code = "import sys; from softlook.runs.results import read; read('length'); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "torch"} & {*done.stdout.split()}


def test_there_is_one_reader():
    """No other module opens a file of the results folder."""
    root = FOLDER.parent
    readers = [
        str(path.relative_to(root))
        for path in root.rglob("*.py")
        if "results" in (text := path.read_text(encoding="utf-8")) and "json.loads(" in text
    ]
    assert readers == ["runs/results.py"]
