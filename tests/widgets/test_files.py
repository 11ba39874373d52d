"""Files that a module may ask for: their versions, and what is answered."""

from __future__ import annotations

import pytest

from softlook.widgets import _files


@pytest.fixture
def package(tmp_path, monkeypatch):
    monkeypatch.setattr(_files, "PACKAGE", tmp_path)
    _files.version.cache_clear()
    yield tmp_path
    _files.version.cache_clear()


def test_a_version_changes_with_the_file(package):
    versions = set()
    for content in (b"one", b"two"):
        (package / "a.bin").write_bytes(content)
        _files.version.cache_clear()
        versions.add(_files.version("a.bin"))
    assert len(versions) == 2
    assert {len(version) for version in versions} == {12}


def test_a_file_is_answered_with_its_bytes(package):
    (package / "a.bin").write_bytes(b"one")
    message = {"softlook": "file", "path": "a.bin?v=1"}
    assert _files.answer(message, ["a.bin"]) == (message, [b"one"])


@pytest.mark.parametrize("path", ["b.bin", "../a.bin", "/etc/passwd", "", None])
def test_no_other_file_is_read(package, path):
    (package / "b.bin").write_bytes(b"secret")
    content, buffers = _files.answer({"softlook": "file", "path": path}, ["a.bin"])
    assert content["error"].endswith("asked for, one of this widget's files wanted")
    assert buffers == []


def test_a_file_that_is_missing_is_said_to_be():
    content, buffers = _files.answer({"softlook": "file", "path": "nobody.bin"}, ["nobody.bin"])
    assert content["error"] == "nobody.bin cannot be read (No such file or directory)"
    assert buffers == []


@pytest.mark.parametrize("message", [{"softlook": "other"}, {}, "text", None, ["softlook"]])
def test_other_messages_are_left_alone(message):
    assert _files.answer(message, ["a.bin"]) is None
