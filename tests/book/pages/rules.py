"""The rules that a chapter keeps, each a function that says where it is broken."""

from __future__ import annotations

import ast
import re

from softlook.experiments.claims import QUOTED

CLOSING = ["Exercises", "Quiz", "Summary", "In the papers"]
FRAME = {"By the end you can", "You need", "It takes"}
REFERENCE = (
    r"(?:chapters?|sections?|sec\.|equations?|eq\.|tables?|figures?|footnotes?|steps?|claims?|exercises?|levels?"
    r"|documents?|versions?|CC BY)"
)
NUMBER = re.compile(r"(?<![\w.])[−-]?(?:\d[\d,]*\.?\d*|\.\d+)(?:\s?[%×])?")
SMALL = 12
NOT_TYPED = [  # what holds numbers that are no figures, in the order in which it is taken out
    (r"(?:\{[\w:-]+\})?(`+).*?\1|\$[^$]*\$|\]\([^)]*\)|<https?:[^>]*>|^\([\w-]+\)=$", re.DOTALL | re.MULTILINE),
    (rf"\b{REFERENCE}\s+[\d.]+(?:(?:,| and| to|–|-)\s*[\d.]*\d)*", re.IGNORECASE),
    (r"\d+ minutes|95\s% intervals?", 0),
    (r"^\s*\d+\. ", re.MULTILINE),  # a numbered list
]


def cells_define(chapter):
    """A cell defines no function and no class: what is worth one belongs into the package."""
    for cell in chapter.cells:
        for node in ast.walk(ast.parse(cell.code)):
            if cell.inside:
                continue
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield f"line {cell.line}: defines {node.name}"
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                yield f"line {cell.line}: names a lambda"


def cells_seed(chapter):
    """A cell sets no seed: the package does, where a test holds it."""
    for cell in chapter.cells:
        for node in ast.walk(ast.parse(cell.code)):
            if isinstance(node, ast.Attribute | ast.Name) and not cell.inside:
                name = node.attr if isinstance(node, ast.Attribute) else node.id
                if name in {"default_rng", "seed", "manual_seed", "RandomState", "random"}:
                    yield f"line {cell.line}: draws with {name}"
            seeded = isinstance(node, ast.Call) and "seed" in {word.arg for word in node.keywords}
            if seeded and not cell.inside and not ast.unparse(node.func)[0].isupper():  # a widget's seed is its state
                yield f"line {cell.line}: sets a seed"


def cells_style(chapter):
    """A cell sets no style: charts have the course's theme."""
    for cell in chapter.cells:
        for node in ast.walk(ast.parse(cell.code)):
            if isinstance(node, ast.Attribute) and (
                node.attr.startswith("configure") or node.attr in {"theme", "themes", "rcParams", "set_options"}
            ):
                yield f"line {cell.line}: styles with {node.attr}"
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and re.search(r"#[0-9a-fA-F]{6}\b|</?\w+ ?(?:style|class)", node.value)
            ):
                yield f"line {cell.line}: styles with {node.value!r}"


def imports_stand_in_one_cell(chapter):
    """One cell imports, the first."""
    for nth, cell in enumerate(chapter.cells):
        if (
            nth
            and not cell.inside
            and any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(ast.parse(cell.code)))
        ):
            yield f"line {cell.line}: imports, and the first cell is where imports stand"


def charts_speak(chapter):
    """A chart has a title that names the finding and a description of what it shows; a figure has caption and alt."""
    for cell in chapter.cells:
        calls = [node for node in ast.walk(ast.parse(cell.code)) if isinstance(node, ast.Call)]
        draws = [
            call
            for call in calls
            if re.fullmatch(r"alt\.(Chart|layer|hconcat|vconcat|concat)", ast.unparse(call.func))
        ]
        named = [
            {word.arg for word in call.keywords}
            for call in draws + [c for c in calls if ast.unparse(c.func).endswith(".properties")]
        ]
        if draws and not any({"title", "description"} <= words for words in named):
            yield f"line {cell.line}: a chart without title and description"
    for block in chapter.named("figure") + chapter.named("image"):
        if not block.options.get("alt") or not block.body.strip():
            yield f"line {block.line}: a figure without alt or caption"
    for line, text in chapter.prose:
        if re.search(r"!\[[^\]]*\]\(", text):
            yield f"line {line}: a picture without caption; use {{figure}}"


def literals(chapter):
    """The numbers that the page's cells are given."""
    nodes = [node for cell in chapter.cells for node in ast.walk(ast.parse(cell.code))]
    constants = [node.value for node in nodes if isinstance(node, ast.Constant)]
    numbers = {float(value) for value in constants if isinstance(value, int | float) and not isinstance(value, bool)}
    return numbers | {-number for number in numbers}


def numbers_are_glued(chapter):
    """Every number in prose is glued, but for some kinds.

    These are a literal of the page's cells, a small count, a year, a place in a text, and a number quoted from the
    paper that is cited beside it.
    """
    given = literals(chapter)
    for line, paragraph in chapter.paragraphs():
        quoted = {
            number
            for key in re.findall(r"\{cite[:\w]*\}`([^`]*)`", paragraph)
            for k in key.split(",")
            for n in QUOTED.get(k.strip(), {}).values()
            for number in n
        }
        bare = paragraph
        for pattern, flags in NOT_TYPED:
            bare = re.sub(pattern, " ", bare, flags=flags)
        for text in (match[0].strip() for match in NUMBER.finditer(bare)):
            plain = text.replace("−", "-").replace(",", "").rstrip("%× .")
            whole = re.fullmatch(r"\d+", plain)
            if text.rstrip(".,") in quoted or plain in quoted or plain == "1":
                continue
            if not text.endswith(("%", "×")) and (
                float(plain) in given or (whole and (int(plain) <= SMALL or 1800 <= int(plain) < 2100))
            ):
                continue
            yield f"line {line}: {text} is typed; glue it, or cite the paper it is from"


def frame_stands(chapter):
    """A chapter opens with what it is for, what it needs, and how long it takes."""
    frames = [block for block in chapter.named("container") if block.argument == "frame"]
    if len(frames) != 1:
        yield f"{len(frames)} frames, one wanted"
        return
    if missing := FRAME - set(frames[0].body.splitlines()):
        yield f"the frame lacks {sorted(missing)}"
    if not re.search(r"It takes\n: .*\d+ minutes", frames[0].body):
        yield "the frame gives no minutes"
    if not chapter.headings or chapter.headings[0][0] != 1 or [level for level, *_ in chapter.headings].count(1) != 1:
        yield "not one title"


def sections_close(chapter):
    """A chapter ends with exercises, quiz, summary, and where things stand in the papers."""
    sections = [text for level, text, _ in chapter.headings if level == 2]
    if sections[-len(CLOSING) :] != CLOSING:
        yield f"ends with {sections[-len(CLOSING) :]}, {CLOSING} wanted"


def sections_have_anchors(chapter, number):
    """A section's address stays though its words change: an explicit label, with the chapter's number."""
    for level, text, label in chapter.headings:
        if level > 1 and not label.startswith(f"c{number}-"):
            yield f"{text!r}: label {label!r}, one that begins with c{number}- wanted"


def exercises_are_whole(chapter, number):
    """There are three to five exercises, each with a folded solution; starter cell and solution check the answer."""
    if not 3 <= len(chapter.exercises) <= 5:
        yield f"{len(chapter.exercises)} exercises, three to five wanted"
    solutions = {block.argument: block for block in chapter.blocks if block.name in {"solution", "solution-start"}}
    checked = 0
    for nth, label in enumerate(chapter.exercises, 1):
        wanted = f'check("{number}.{nth}", '
        if not label.startswith(f"ex-{number}-"):
            yield f"exercise {nth}: label {label!r}, one that begins with ex-{number}- wanted"
        if label not in solutions:
            yield f"{label}: no solution"
        elif solutions[label].options.get("class") != "dropdown":
            yield f"{label}: its solution is not folded (:class: dropdown)"
        starter = "\n".join(cell.code for cell in chapter.cells if (cell.inside, cell.label) == ("exercise", label))
        solved = "\n".join(cell.code for cell in chapter.cells if (cell.inside, cell.label) == ("solution", label))
        if starter:
            checked += 1
            if wanted not in starter or "..." not in starter:
                yield f"{label}: its starter cell lacks dots or {wanted}...)"
            if f"assert {wanted}" not in solved:
                yield f"{label}: its solution lacks assert {wanted}...)"
    if not checked:
        yield "no exercise with a starter cell"


def quizzes_are_there(chapter, number):
    """A short quiz, its questions named after the chapter."""
    names = list(chapter.quizzes)
    if len(names) != len(chapter.named("quiz")):
        yield "two questions of one name"
    if len(names) < 3:
        yield f"{len(names)} questions, three at least wanted"
    for name in names:
        if not name.startswith(f"quiz-{number}-"):
            yield f"quiz {name!r}: a name that begins with quiz-{number}- wanted"


PAGE = [cells_define, cells_seed, cells_style, imports_stand_in_one_cell, charts_speak, numbers_are_glued]
CHAPTER = [frame_stands, sections_close]
NUMBERED = [sections_have_anchors, exercises_are_whole, quizzes_are_there]
