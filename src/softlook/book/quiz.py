"""Quizzes: a question, its options, and for each the reason why it is right or not.

Without JavaScript the answers stand folded under the question; with it, ``theme/quiz.js`` lets a reader choose first,
and remembers what they chose.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from sphinx.application import Sphinx

OPTION = re.compile(r"- \[(?P<right>[ x])\] (?P<text>.*)")


@dataclass(frozen=True)
class Option:
    """One option, in Markdown."""

    right: bool
    text: str
    why: str


@dataclass(frozen=True)
class Question:
    """A question and its options, in Markdown."""

    prompt: str
    options: tuple[Option, ...]

    @property
    def several(self) -> bool:
        """Whether more than one option is right."""
        return sum(option.right for option in self.options) > 1

    @property
    def mark(self) -> str:
        """A short hash: what a reader chose counts for this text and no other."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:8]


def parse(text: str) -> Question:
    """Read a quiz.

    Parameters
    ----------
    text : str
        A question; then ``- [x]`` before a right option and ``- [ ]`` before a wrong one; under each, indented by two
        spaces and after an empty line, why it is right or wrong.

    Raises
    ------
    ValueError
        If there is no question, or there are fewer than two options, none that is right or none that is wrong, or one
        without a reason.

    Examples
    --------
    >>> quiz = parse(\"\"\"How many?
    ...
    ... - [ ] One.
    ...
    ...   Look again.
    ... - [x] Two.
    ...
    ...   One, and one more.\"\"\")
    >>> quiz.prompt, [option.right for option in quiz.options], quiz.options[1].why
    ('How many?', [False, True], 'One, and one more.')
    """
    lines = text.strip().splitlines()
    starts = [n for n, line in enumerate(lines) if OPTION.match(line)]
    prompt = "\n".join(lines[: starts[0] if starts else None]).strip()
    if not prompt:
        raise ValueError("quiz: no question given, one before the options wanted")
    options = []
    for start, end in pairwise([*starts, len(lines)]):
        head = OPTION.match(lines[start])
        body = [head["text"] if head else "", *(line.removeprefix("  ") for line in lines[start + 1 : end])]
        text, _, why = "\n".join(body).partition("\n\n")
        options.append(Option(bool(head and head["right"] == "x"), " ".join(text.split()), why.strip()))
    if len(options) < 2:
        raise ValueError(f"quiz: {len(options)} options given, at least two wanted, each after '- [ ]' or '- [x]'")
    if len({option.right for option in options}) < 2:
        raise ValueError("quiz: options that are all right or all wrong given, at least one of each wanted")
    if bare := [option.text for option in options if not option.why]:
        raise ValueError(
            f"quiz: {bare[0]!r} given without a reason, one wanted, indented under it after an empty line"
        )
    return Question(prompt, tuple(options))


# docutils has no types, and names its nodes in lower case.
class part(nodes.General, nodes.Element):  # type: ignore[misc]  # noqa: N801
    """An HTML element of a quiz: ``tag``, and its HTML attributes in ``given``."""


def _element(tag: str, *children: nodes.Node, class_: str = "") -> part:
    return part("", *children, tag=tag, given={"class": class_} if class_ else {})


class QuizDirective(SphinxDirective):
    """``{quiz}``, with a ``name`` that tests and links know it by.

    ``:unchecked:`` says why no test settles its answer.
    """

    has_content = True
    option_spec: ClassVar[dict[str, Any]] = {
        "name": directives.unchanged_required,
        "unchecked": directives.unchanged_required,
    }

    def run(self) -> list[nodes.Node]:
        """Lay the question out."""
        name = self.options.get("name", "")
        if not name:
            raise self.error("quiz: no name given, one wanted (:name: quiz-...)")
        try:
            question = parse("\n".join(self.content))
        except ValueError as error:
            raise self.error(f"{name}: {error}") from None
        kind = "checkbox" if question.several else "radio"
        options = _element("div", class_="softlook-options")
        answers = _element("ol")
        for number, option in enumerate(question.options):
            given = {"type": kind, "name": name, "value": str(number)} | ({"data-right": ""} if option.right else {})
            words = _element("span", *self._inline(option.text))
            tick = _element("label", part("", tag="input", given=given), words, class_="softlook-tick")
            options += _element("div", tick, class_="softlook-option")
            verdict = nodes.strong(text="Right. " if option.right else "Not so. ")
            answers += _element("li", *self._behind(verdict, option.why), class_="softlook-why")
        head, *rest = self._blocks(question.prompt)
        prompt = head.children if isinstance(head, nodes.paragraph) else [head]
        hint = nodes.Text("Tick all that hold." if question.several else "Choose one.")
        legend = _element("legend", *prompt, nodes.Text(" "), _element("span", hint, class_="softlook-wants"))
        summary = _element("summary", nodes.Text("Answers"))
        folded = _element("details", summary, answers, class_="softlook-answers")
        fields = _element("fieldset", legend, *rest, options)
        given = {"class": "softlook-quiz", "data-quiz": name, "data-mark": question.mark}
        form = part("", fields, folded, tag="form", given=given)
        self.add_name(form)
        return [form]

    def _blocks(self, text: str) -> list[nodes.Node]:
        holder = nodes.Element()
        self.state.nested_parse(_lines(text), self.content_offset, holder)
        return list(holder.children)

    def _inline(self, text: str) -> list[nodes.Node]:
        words, _messages = self.state.inline_text(text, self.lineno)
        return list(words)

    def _behind(self, verdict: nodes.Node, text: str) -> list[nodes.Node]:
        blocks = self._blocks(text)
        if isinstance(blocks[0], nodes.paragraph):
            blocks[0].insert(0, verdict)
            return blocks
        return [nodes.paragraph("", "", verdict), *blocks]


def _lines(text: str) -> Any:
    from docutils.statemachine import StringList

    return StringList(text.splitlines(), source="quiz")


def _open(translator: Any, node: nodes.Element) -> None:
    attributes = dict(node["given"])
    if node["ids"]:
        attributes["id"] = node["ids"][0]
    written = [f'{name}="{translator.attval(text)}"' for name, text in attributes.items()]
    translator.body.append(f"<{' '.join([node['tag'], *written])}>")


def _close(translator: Any, node: nodes.Element) -> None:
    if node["tag"] != "input":
        translator.body.append(f"</{node['tag']}>")


def connect(app: Sphinx) -> None:
    """Teach Sphinx the directive and how its parts become HTML."""
    app.add_node(part, html=(_open, _close))
    app.add_directive("quiz", QuizDirective)
