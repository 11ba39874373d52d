"""A page read by its parts."""

from __future__ import annotations

import pytest

from softlook.book.reading import Block, parse_chapter

PAGE = """---
x: y
---

# Nine

:::{container} frame
By the end you can
: - count to 9.
:::

```{code-cell} python
import altair as alt
```

(c9-one)=
## One

Words on two
lines.

More words.

```{code-cell} python
:tags: [hide-input, remove-stderr]

print(1)
```

```{exercise} First
:label: ex-9-first

Words.
```

```{exercise-start} Second
:label: ex-9-second
```

```{code-cell} python
...
```

```{exercise-end}
```

```{solution-start} ex-9-second
:class: dropdown
```

```{code-cell} python
print(2)
```

```{solution-end}
```

```{code-cell} python
print(3)
```

```{quiz}
:name: quiz-9-one

Which?

- [x] This.

  Because.
- [ ] That.

  No.
```
"""


@pytest.fixture
def page():
    return parse_chapter(PAGE)


def test_cells_know_their_tags_and_the_exercise_that_they_stand_in(page):
    assert [(cell.code, cell.tags, cell.inside, cell.label) for cell in page.cells] == [
        ("import altair as alt", (), "", ""),
        ("print(1)", ("hide-input", "remove-stderr"), "", ""),
        ("...", (), "exercise", "ex-9-second"),
        ("print(2)", (), "solution", "ex-9-second"),
        ("print(3)", (), "", ""),
    ]


def test_a_cell_knows_the_line_of_its_fence(page):
    lines = PAGE.splitlines()
    assert {lines[cell.line - 1] for cell in page.cells} == {"```{code-cell} python"}


def test_exercises_quizzes_and_headings_have_their_names(page):
    assert page.exercises == ["ex-9-first", "ex-9-second"]
    assert list(page.quizzes) == ["quiz-9-one"]
    assert page.quizzes["quiz-9-one"].prompt == "Which?"
    assert page.headings == [(1, "Nine", ""), (2, "One", "c9-one")]


def test_a_block_keeps_its_argument_options_and_body(page):
    line = PAGE.splitlines().index("```{exercise} First") + 1
    assert page.named("exercise") == [Block("exercise", "First", {"label": "ex-9-first"}, "Words.", line)]
    assert [block.argument for block in page.named("container")] == ["frame"]
    assert page.named("nothing") == []


def test_prose_is_what_a_reader_reads(page):
    lines = PAGE.splitlines()
    for number, text in page.prose:
        assert text.strip() in lines[number - 1], (number, text)
    prose = [text for _, text in page.prose]
    assert {"# Nine", "Words on two", "First", "Which?", "  Because."} <= set(prose)
    assert not {"x: y", "print(1)", "import altair as alt", ":label: ex-9-first", ":name: quiz-9-one"} & set(prose)


def test_a_paragraph_holds_lines_that_follow_each_other(page):
    texts = [text for _, text in page.paragraphs()]
    assert "Words on two\nlines." in texts
    assert "More words." in texts
    assert not any(text.startswith("#") for text in texts)


def test_a_fence_left_open():
    with pytest.raises(ValueError, match=r"line 3: '```\{note\}' is not closed"):
        parse_chapter("# T\n\n```{note}\nwords\n")


def test_formulas_are_no_prose():
    page = parse_chapter("# T\n\n$$\nx = 99\n```{note}\n$$ (eq-x)\n\nWords.\n")
    assert [text for _, text in page.prose] == ["# T", "Words."]
