from __future__ import annotations

import pytest

from softlook.book.quiz import parse

GOOD = """Which hold,
and why?

- [x] The `first`
  of two lines.

  Because $x$.

  And more.
- [ ] The second.

  No.
"""


def test_a_question():
    quiz = parse(GOOD)
    assert quiz.prompt == "Which hold,\nand why?"
    assert [(o.right, o.text, o.why) for o in quiz.options] == [
        (True, "The `first` of two lines.", "Because $x$.\n\nAnd more."),
        (False, "The second.", "No."),
    ]
    assert not quiz.several
    assert parse(GOOD + "- [x] Third.\n\n  Yes.\n").several


def test_another_text_has_another_mark():
    assert parse(GOOD).mark == parse(GOOD).mark
    others = GOOD.replace("No.", "Nay."), GOOD.replace("[ ] The", "[x] The") + "- [ ] Not.\n\n  No.\n"
    assert len({parse(text).mark for text in (GOOD, *others)}) == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "quiz: no question given"),
        ("- [x] One.\n\n  Why.", "quiz: no question given"),
        ("Which?", "quiz: 0 options given, at least two wanted"),
        ("Which?\n\n- [x] One.\n\n  Why.", "quiz: 1 options given, at least two wanted"),
        (GOOD.replace("[x]", "[ ]"), "quiz: options that are all right or all wrong given"),
        (GOOD.replace("[ ]", "[x]"), "quiz: options that are all right or all wrong given"),
        (GOOD.replace("\n  No.\n", ""), "quiz: 'The second.' given without a reason"),
    ],
)
def test_what_is_no_quiz(text, words):
    with pytest.raises(ValueError, match=words):
        parse(text)
