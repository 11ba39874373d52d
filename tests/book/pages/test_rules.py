"""Each rule lets a good page through, and says where a bad one breaks it."""

from __future__ import annotations

import pytest
import rules

from softlook.book.reading import parse_chapter

GOOD = """---
x: y
---

# Nine

:::{container} frame
By the end you can
: - count to 9.

You need
: nothing.

It takes
: about 40 minutes.
:::

```{code-cell} python
import altair as alt
from softlook.exercises import check
```

(c9-one)=
## One

In 1998 there were 9 of them, or {glue:text}`many`, see sections 3.2 and 14.1, $x = 77$, `88`.
It is .63 or −3.2 by the cell.
{cite:t}`luong2015` report 18.6 in table 4.

```{code-cell} python
scores = [0.63, -3.2]
alt.Chart({"values": []}, title="It falls", description="It falls from 2 to 1.").mark_line()
```

(c9-exercises)=
## Exercises

```{exercise} First
:label: ex-9-first

Words.
```

```{solution} ex-9-first
:class: dropdown

Words.
```

```{exercise-start} Second
:label: ex-9-second
```

Words.

```{code-cell} python
def second(x):
    ...

check("9.2", second)
```

```{exercise-end}
```

```{solution-start} ex-9-second
:class: dropdown
```

```{code-cell} python
def second(x):
    return x

assert check("9.2", second)
```

```{solution-end}
```

```{exercise} Third
:label: ex-9-third

Words.
```

```{solution} ex-9-third
:class: dropdown

Words.
```

(c9-quiz)=
## Quiz

""" + "\n".join(f"""```{{quiz}}
:name: quiz-9-{n}

Which?

- [x] This.

  Because.
- [ ] That.

  No.
```
""" for n in range(3)) + """
(c9-summary)=
## Summary

- Words.

(c9-papers)=
## In the papers

Words.
"""  # fmt: skip


def faults(rule, text):
    page = parse_chapter(text)
    return " | ".join(rule(page, 9) if rule in rules.NUMBERED else rule(page))


@pytest.mark.parametrize("rule", [*rules.PAGE, *rules.CHAPTER, *rules.NUMBERED], ids=lambda rule: rule.__name__)
def test_a_good_page_passes(rule):
    assert faults(rule, GOOD) == ""


@pytest.mark.parametrize(
    ("rule", "old", "new", "words"),
    [
        (rules.cells_define, "scores = [0.63, -3.2]", "def f(): pass", "defines f"),
        (rules.cells_define, "scores = [0.63, -3.2]", "class F: pass", "defines F"),
        (rules.cells_define, "scores = [0.63, -3.2]", "f = lambda: 1", "names a lambda"),
        (rules.cells_seed, "scores = [0.63, -3.2]", "rng = np.random.default_rng(1)", "draws with default_rng"),
        (rules.cells_seed, "scores = [0.63, -3.2]", "torch.manual_seed(0)", "draws with manual_seed"),
        (rules.cells_seed, "scores = [0.63, -3.2]", "display('colour', seed=3)", "sets a seed"),
        (rules.cells_style, ".mark_line()", ".mark_line().configure_axis(grid=False)", "styles with configure_axis"),
        (rules.cells_style, ".mark_line()", ".mark_line(color='#ff0000')", "styles with '#ff0000'"),
        (rules.imports_stand_in_one_cell, "scores = [0.63, -3.2]", "import numpy", "imports, and the first cell"),
        (rules.charts_speak, 'title="It falls", ', "", "a chart without title and description"),
        (rules.charts_speak, ', description="It falls from 2 to 1."', "", "a chart without title and description"),
        (rules.charts_speak, "(c9-quiz)=", "![words](x.svg)\n\n(c9-quiz)=", "a picture without caption"),
        (
            rules.charts_speak,
            "(c9-quiz)=",
            "```{figure} x.svg\n:alt: words\n```\n\n(c9-quiz)=",
            "a figure without alt or caption",
        ),
        (
            rules.charts_speak,
            "(c9-quiz)=",
            "```{figure} x.svg\ncaption\n```\n\n(c9-quiz)=",
            "a figure without alt or caption",
        ),
        (rules.numbers_are_glued, "{glue:text}`many`", "88.5", "88.5 is typed"),
        (rules.numbers_are_glued, "{glue:text}`many`", "13 000", "13 is typed"),
        (rules.numbers_are_glued, "{glue:text}`many`", "5 %", "5 % is typed"),
        (rules.numbers_are_glued, "{glue:text}`many`", "3×", "3× is typed"),
        (rules.numbers_are_glued, "or −3.2 by", "or −3.3 by", "−3.3 is typed"),
        (rules.numbers_are_glued, "18.6", "18.7", "18.7 is typed"),
        (rules.numbers_are_glued, "{cite:t}`luong2015` report", "They report", "18.6 is typed"),
        (rules.numbers_are_glued, "{cite:t}`luong2015` report", "{cite:t}`bahdanau2015` report", "18.6 is typed"),
        (rules.numbers_are_glued, "  Because.", "  Because it is .77.", ".77 is typed"),
        (rules.frame_stands, "{container} frame", "{container} other", "0 frames, one wanted"),
        (rules.frame_stands, "You need", "You want", "the frame lacks ['You need']"),
        (rules.frame_stands, "40 minutes", "an hour", "the frame gives no minutes"),
        (rules.frame_stands, "## One", "# One", "not one title"),
        (rules.sections_close, "## Summary", "## End", "ends with"),
        (rules.sections_have_anchors, "(c9-one)=\n", "", "'One': label ''"),
        (rules.sections_have_anchors, "(c9-one)=\n", "(one)=\n", "'One': label 'one'"),
        (rules.exercises_are_whole, ":label: ex-9-third", ":label: third", "exercise 3: label 'third'"),
        (
            rules.exercises_are_whole,
            "{solution} ex-9-third\n:class: dropdown\n",
            "{solution} ex-9-third\n",
            "ex-9-third: its solution is not folded",
        ),
        (rules.exercises_are_whole, "{solution} ex-9-third", "{note} ex-9-third", "ex-9-third: no solution"),
        (
            rules.exercises_are_whole,
            '    ...\n\ncheck("9.2", second)',
            "    ...",
            "ex-9-second: its starter cell lacks",
        ),
        (
            rules.exercises_are_whole,
            '    ...\n\ncheck("9.2", second)',
            '    ...\n\ncheck("9.1", second)',
            "ex-9-second: its starter cell lacks",
        ),
        (rules.exercises_are_whole, "    ...", "    return x", "ex-9-second: its starter cell lacks dots"),
        (
            rules.exercises_are_whole,
            'assert check("9.2", second)',
            'check("9.2", second)',
            "ex-9-second: its solution lacks assert",
        ),
        (rules.exercises_are_whole, "```{exercise} Third", "```{note} Third", "2 exercises, three to five wanted"),
        (rules.quizzes_are_there, ":name: quiz-9-2", ":name: quiz-9-1", "two questions of one name"),
        (rules.quizzes_are_there, ":name: quiz-9-2", ":name: quiz-2", "quiz 'quiz-2': a name that begins"),
        (
            rules.quizzes_are_there,
            "```{quiz}\n:name: quiz-9-2",
            "```{note}\n:name: quiz-9-2",
            "2 questions, three at least",
        ),
    ],
)
def test_a_bad_page_does_not(rule, old, new, words):
    assert old in GOOD
    assert words in faults(rule, GOOD.replace(old, new))


def test_a_widgets_seed_is_its_state():
    assert faults(rules.cells_seed, GOOD.replace("scores = [0.63, -3.2]", "SaliencyExplorer(seed=3)")) == ""
