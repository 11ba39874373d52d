from __future__ import annotations

import argparse

import pytest

from softlook.cli import _common
from softlook.cli._common import Refused, at_least_one, at_least_zero, because, writable_file, writable_folder


def test_whole_numbers():
    assert (at_least_one("1"), at_least_zero("0"), at_least_one("120")) == (1, 0, 120)
    for text in ("0", "-1", "1.0", "1e3", "", "one", "²"):
        with pytest.raises(argparse.ArgumentTypeError, match=f"^'{text}' given, a whole number of at least 1 wanted$"):
            at_least_one(text)
    with pytest.raises(argparse.ArgumentTypeError, match="of at least 0 wanted"):
        at_least_zero("-1")


def test_a_writable_folder_is_made_and_left_empty(tmp_path):
    writable_folder(tmp_path / "a" / "b", "--out")
    assert list((tmp_path / "a" / "b").iterdir()) == []


@pytest.mark.parametrize("check", [writable_folder, writable_file])
def test_what_cannot_be_written_is_refused(check, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Refused, match=r"^--out: .*below.* given, a f.* wanted \(not a directory\)$") as refusal:
        check(tmp_path / "file" / "below" / "x" if check is writable_file else tmp_path / "file" / "below", "--out")
    assert refusal.value.code == _common.UNWRITABLE


def test_a_file_that_can_be_written_is_left_as_it_was(tmp_path):
    (tmp_path / "x").write_text("old")
    writable_file(tmp_path / "x", "--out")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("x", "old")]
    with pytest.raises(Refused, match=r"a file that can be written wanted \(is a directory\)$"):
        writable_file(tmp_path, "--out")


def test_the_reason_has_no_number():
    assert because(OSError(28, "No space left on device", "x")) == "no space left on device"
    assert because(OSError("Strange")) == "strange"


def test_every_code_is_in_the_help():
    codes = [_common.OK, _common.FAILED, _common.MISTAKE, _common.UNREADABLE, _common.UNWRITABLE]
    codes += [_common.NO_SCHEDULER, _common.STOPPED, _common.TERMINATED]
    assert len(set(codes)) == len(codes)
    assert all(f" {code}  " in _common.CODES for code in codes)


def test_reports_go_to_standard_error_and_results_to_standard_output(capsys):
    _common.say("a report")
    _common.show("a result")
    assert capsys.readouterr() == ("a result\n", "a report\n")
