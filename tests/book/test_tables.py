from __future__ import annotations

import pytest

from softlook.book.tables import table


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (65536, "65,536"),
        (0, "0"),
        (-3, "-3"),
        (0.0, ".00"),
        (0.5, ".50"),
        (0.0321, ".032"),
        (0.00042, ".00042"),
        (0.0000001, ".000000"),
        (-0.25, "−.25"),
        (0.999, "1.00"),
        (1.234, "1.23"),
        (12.34, "12.3"),
        (1234.5, "1,234"),
        ("word", "word"),
        (True, "True"),
    ],
)
def test_a_cell(cell, wanted):
    assert table([{"a": cell}], a="A").text.splitlines()[-1] == f"| {wanted} |"


def test_columns_come_in_the_order_they_are_named_numbers_to_the_right():
    text = table([{"a": 1, "b": "x", "c": 0.5}, {"a": 2, "b": "y", "c": 1}], b="B", a="A").text
    assert text.splitlines() == ["| B | A |", "|:---|---:|", "| x | 1 |", "| y | 2 |"]


def test_no_rows_leave_the_head():
    assert table([], a="A", b="B").text.splitlines() == ["| A | B |", "|:---|:---|"]


def test_errors():
    with pytest.raises(ValueError, match=r"^columns: none given, at least one wanted"):
        table([{"a": 1}])
    with pytest.raises(KeyError, match="b"):
        table([{"a": 1}], b="B")
