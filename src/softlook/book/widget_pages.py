"""The widgets' pages: a list of all, and each one's traits, both made from the docstrings."""

from __future__ import annotations

import inspect
import re
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

if TYPE_CHECKING:
    from collections.abc import Callable

HOME = "softlook.widgets"  # by name: the book's machinery imports no widget until a page asks for one


class Trait(NamedTuple):
    """One entry of a docstring's Parameters or Attributes."""

    name: str
    kind: str
    text: str
    """What it means, in reStructuredText."""


def entries(docstring: str, section: str) -> list[Trait]:
    r"""Return the entries of a numpy docstring's section; none where it has no such section.

    Parameters
    ----------
    docstring : str
    section : str
        Its title, such as "Parameters".

    Examples
    --------
    >>> box = "A box.\n\nParameters\n----------\nwidth : float\n    In cm.\nheight : float\n    Too.\n"
    >>> entries(box, "Parameters")
    [Trait(name='width', kind='float', text='In cm.'), Trait(name='height', kind='float', text='Too.')]
    """
    pattern = rf"^{section}\n-+\n(.*?)(?=^\S[^\n]*\n-+\n|\Z)"
    match = re.search(pattern, inspect.cleandoc(docstring), re.MULTILINE | re.DOTALL)
    blocks = re.split(r"^(?=\S)", match[1] if match else "", flags=re.MULTILINE)
    heads = [block.partition("\n") for block in blocks if block.strip()]
    return [
        Trait(name.strip(), kind.strip(), inspect.cleandoc(text))
        for head, _, text in heads
        for name, _, kind in [head.partition(":")]
    ]


def page_name(widget: str) -> str:
    """Return the name of a widget's page.

    >>> page_name("ScoreTuner")
    'score-tuner'
    """
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", widget).lower()


def widgets() -> list[type]:
    """Return the widgets of the package, by name."""
    module = import_module(HOME)
    return [getattr(module, name) for name in sorted(module.__all__) if name != "BookWidget"]


class WidgetTraits(SphinxDirective):
    """``.. widget-traits:: ScoreTuner``: a table of what Python sets and reads, and what it can only read."""

    required_arguments = 1
    head: ClassVar[tuple[str, ...]] = ("trait", "holds", "meaning")

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        name = self.arguments[0]
        widget = getattr(import_module(HOME), name, None)
        if widget is None:
            raise self.error(f"widget-traits: {name} given, a widget of {HOME} wanted")
        documented = inspect.getdoc(widget) or ""
        rows = [
            [_name(trait.name), [nodes.paragraph("", trait.kind)], self.parse_text_to_nodes(trait.text)]
            for section in ("Parameters", "Attributes")
            for trait in entries(documented, section)
        ]
        return [_table(self.head, rows)]


class WidgetList(SphinxDirective):
    """``.. widget-list::``: every widget of the package with what it does, and a link to its page."""

    head: ClassVar[tuple[str, ...]] = ("widget", "what the reader does")

    def run(self) -> list[nodes.Node]:
        """Return the table."""

        def row(widget: type) -> list[list[nodes.Node]]:
            link = f":doc:`{widget.__name__} </book/reference/widgets/{page_name(widget.__name__)}>`"
            return [
                self.parse_text_to_nodes(link),
                self.parse_text_to_nodes((inspect.getdoc(widget) or "").partition("\n")[0]),
            ]

        return [_table(self.head, [row(widget) for widget in widgets()])]


def _name(name: str) -> list[nodes.Node]:
    return [nodes.paragraph("", "", nodes.literal("", name))]


def _table(head: tuple[str, ...], rows: list[list[list[nodes.Node]]]) -> nodes.table:
    def line(cells: list[list[nodes.Node]]) -> nodes.row:
        return nodes.row("", *(nodes.entry("", *cell) for cell in cells))

    group = nodes.tgroup("", *(nodes.colspec(colwidth=1) for _ in head), cols=len(head))
    group += nodes.thead("", line([[nodes.paragraph("", title)] for title in head]))
    group += nodes.tbody("", *map(line, rows))
    return nodes.table("", group)


def connect(add_directive: Callable[[str, type[SphinxDirective]], None]) -> None:
    """Give Sphinx the two directives."""
    add_directive("widget-traits", WidgetTraits)
    add_directive("widget-list", WidgetList)
