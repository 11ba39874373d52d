from __future__ import annotations

from pathlib import Path

import pytest

from softlook import _files


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize(
    ("content", "written"),
    [("é\n", b"\xc3\xa9\n"), ("", b""), (b"\x00\xff\r\n", b"\x00\xff\r\n"), ("a\r\n", b"a\r\n")],
)
def test_bytes_go_as_they_are_and_text_as_utf_8(tmp_path, content, written):
    _files.write(tmp_path / "a.txt", content)
    assert (tmp_path / "a.txt").read_bytes() == written
    assert names(tmp_path) == ["a.txt"]


def test_what_stood_there_is_replaced(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a much longer text than the new one")
    _files.write(path, "new")
    assert path.read_text() == "new"


def test_a_reader_never_sees_half_a_file(tmp_path, monkeypatch):
    path = tmp_path / "a.txt"
    path.write_text("old")
    seen = []

    def spy(draft, target):
        seen.append((path.read_text(), draft.read_text(), draft.parent == path.parent, target == path))
        return replace(draft, target)

    replace = Path.replace
    monkeypatch.setattr(Path, "replace", spy)
    _files.write(path, "new")
    assert seen == [("old", "new", True, True)]


@pytest.mark.parametrize("step", ["write_bytes", "replace"])
def test_what_fails_leaves_the_old_file_and_nothing_beside_it(tmp_path, monkeypatch, step):
    path = tmp_path / "a.txt"
    path.write_text("old")
    act = getattr(Path, step)

    def fail(draft, *given):
        if step == "write_bytes":
            act(draft, given[0][:1])  # half of it, then the disk is full
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, step, fail)
    with pytest.raises(OSError, match="No space left"):
        _files.write(path, "new")
    assert path.read_text() == "old"
    assert names(tmp_path) == ["a.txt"]


def test_a_folder_that_is_not_there_is_an_os_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        _files.write(tmp_path / "missing" / "a.txt", "new")
    assert names(tmp_path) == []


def test_no_other_module_writes_a_draft_of_its_own():
    root = Path(_files.__file__).parent
    drafts = {'.part"', ".part'", "mkstemp", "NamedTemporaryFile", "os.replace"}
    writers = {
        str(path.relative_to(root)) for path in root.rglob("*.py") for draft in drafts if draft in path.read_text()
    }
    assert writers == {"_files.py"}
