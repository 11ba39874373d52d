"""The Sphinx extension: its handlers, one by one; and the build itself, on a small copy of the project."""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from types import SimpleNamespace

import pytest
from docutils import nodes

from softlook.book import assets, extension, quiz


def pages_context():
    return {
        "metatags": "",
        "title": "One",
        "body": "",
        "pathto": lambda path, _kind: path,
        "script_files": ["a.js", "katex.min.js", SimpleNamespace(filename="thebe.js"), "softlook/host.js"],
        "css_files": ["katex.min.css", "thebe.css", "book.css"],
    }


class Site:
    """What the handlers need of Sphinx' application, and a list of the files that a page asks for."""

    def __init__(self, folder, *, root_doc="book/index", builder="html"):
        self.outdir, self.confdir, self.files = folder, folder, []
        self.builder = SimpleNamespace(format=builder)
        self.config = SimpleNamespace(root_doc=root_doc, html_title="Soft & Look", project="p")

    def add_css_file(self, name, **_options):
        self.files.append(name)

    add_js_file = add_css_file


def document(*children):
    doctree = nodes.document(None, None)
    doctree += children
    return doctree


@pytest.fixture
def site_of(tmp_path, monkeypatch):
    monkeypatch.delenv("SOFTLOOK_REPOSITORY", raising=False)
    return lambda **options: Site(tmp_path, **options)


@pytest.mark.parametrize(
    ("child", "asked_for"),
    [
        (nodes.paragraph(text="words"), []),
        (nodes.raw("", '<div class="softlook-chart"></div>', format="html"), ["softlook/charts.js"]),
        (
            nodes.raw("", '<div data-module="./window.js?v=1"></div>', format="html"),
            ["softlook/window.css", "softlook/host.js"],
        ),
        (quiz.part("", tag="form", given={}), ["softlook/quiz.js"]),
    ],
    ids=["words", "a chart", "a widget", "a quiz"],
)
def test_a_page_gets_the_assets_that_it_uses(site_of, child, asked_for):
    site = site_of()
    extension.add_assets(site, "book/one", "", pages_context(), document(child))
    assert site.files == ["softlook/book.css", *asked_for]


@pytest.mark.parametrize(
    ("child", "formulas"),
    [(nodes.paragraph(text="words"), False), (nodes.math(text="e"), True), (nodes.math_block(text="e"), True)],
)
def test_katex_stays_where_formulas_are_and_thebe_nowhere(site_of, child, formulas):
    context = pages_context()
    extension.add_assets(site_of(), "book/one", "", context, document(child))
    extension.strip_page(site_of(), "book/one", "", context, None)
    katex = ["katex.min.js"] if formulas else []
    assert context["script_files"] == ["a.js", *katex, "softlook/host.js"]
    assert context["css_files"] == [*(["katex.min.css"] if formulas else []), "book.css"]


def test_a_script_within_the_page_that_starts_thebe_is_left_out(site_of):
    starts = SimpleNamespace(filename=None, attributes={"body": "const THEBE_JS_URL = 1"})
    context = pages_context() | {"script_files": [starts, "a.js"], "softlook_has_math": False}
    extension.strip_page(site_of(), "book/one", "", context, None)
    assert context["script_files"] == ["a.js"]


def test_a_page_without_document_gets_the_style_alone(site_of):
    site, context = site_of(), pages_context()
    extension.add_assets(site, "search", "", context, None)
    assert site.files == ["softlook/book.css"]
    assert context["softlook_has_math"] is False


def test_the_state_of_ipywidgets_manager_is_dropped():
    files = {"ipywidgets_state": 1, "ipywidgets_manager": 2, "own.js": 3}
    env = SimpleNamespace(nb_metadata={"book/one": {"js_files": files}, "book/two": {}})
    extension.drop_widget_state(None, env)
    assert env.nb_metadata == {"book/one": {"js_files": {"own.js": 3}}, "book/two": {}}
    extension.drop_widget_state(None, SimpleNamespace())


def test_the_cache_of_another_package_goes_and_todays_stays(tmp_path, monkeypatch):
    monkeypatch.delenv("SOFTLOOK_REPOSITORY", raising=False)
    today = tmp_path / ".jupyter_cache" / assets.fingerprint()
    for folder in (today, today.with_name("0" * 16)):
        folder.mkdir(parents=True)
    config = SimpleNamespace(html_theme_options={})
    extension.configure(SimpleNamespace(outdir=tmp_path / "html"), config)
    assert list(today.parent.iterdir()) == [today]
    assert config.nb_execution_cache_path == str(today)
    assert (config.softlook_repository, config.html_theme_options) == ("", {})


def test_the_publishing_workflows_address_gives_the_theme_its_buttons(tmp_path, monkeypatch):
    monkeypatch.setenv("SOFTLOOK_REPOSITORY", "https://github.com/someone/course")
    config = SimpleNamespace(html_theme_options={})
    extension.configure(SimpleNamespace(outdir=tmp_path / "html"), config)
    assert config.softlook_repository == "https://github.com/someone/course"
    assert config.html_theme_options["repository_url"] == "https://github.com/someone/course"


@pytest.fixture
def finished(site_of, monkeypatch):
    """Finish a build of one page; return the site's folder."""
    monkeypatch.setattr(assets, "optimise_output", lambda _site: (2000, 1000))

    def finish(error=None, **options):
        site = site_of(**options)
        (site.outdir / "page.html").write_text('<p role="doc-biblioentry">', "utf-8")
        extension.finish_build(site, error)
        return site.outdir

    return finish


def test_a_finished_build_has_its_pages_fixed_and_a_redirect_at_the_top(finished):
    folder = finished()
    assert (folder / "page.html").read_text("utf-8") == '<p role="listitem">'
    assert 'url=book/index.html"' in (folder / "index.html").read_text("utf-8")
    assert "<title>Soft &amp; Look</title>" in (folder / "index.html").read_text("utf-8")


def test_a_book_that_begins_at_the_top_needs_no_redirect(finished):
    assert not (finished(root_doc="index") / "index.html").exists()


@pytest.mark.parametrize("options", [{"error": RuntimeError()}, {"builder": "latex"}])
def test_a_build_that_failed_or_makes_no_pages_is_left_alone(finished, options):
    assert (finished(**options) / "page.html").read_text("utf-8") == '<p role="doc-biblioentry">'


def test_assets_are_shipped_with_pages_alone(site_of, monkeypatch):
    shipped = []
    monkeypatch.setattr(assets, "ship", lambda *folders: shipped.append(folders))
    extension.ship_assets(site_of(builder="latex"))
    assert shipped == []
    site = site_of()
    extension.ship_assets(site)
    assert shipped == [(site.outdir / "_static", site.confdir)]


# -- the build, on a small project of two pages in a folder with a space in its name

FRONT = """---
jupytext: {text_representation: {extension: .md, format_name: myst}}
kernelspec: {display_name: Python 3, language: python, name: python3}
myst: {html_meta: {description: "A page of the tests, of a few words."}}
---
"""
INDEX = f"""{FRONT}
# Tests

Words, and $e_{{ij}}$.
"""
TWO = f"""{FRONT}
# Two

```{{code-cell}} python
from pathlib import Path
from softlook._check import PROBE

with Path("RAN").open("a") as file:
    print("ran", file=file)
print(PROBE)
```
"""
CHILD = {key: value for key, value in os.environ.items() if not key.startswith(("SOFTLOOK_", "COV_", "PYTEST_"))}


class Project:
    """A small copy of the project, and its build as make calls it."""

    def __init__(self, root, home, two):
        self.home, self.ran = home, home.parent / "ran"
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(root / "src" / "softlook", home / "src" / "softlook", ignore=ignored)
        (home / ".ci").mkdir()
        shutil.copy(root / ".ci" / "tasks.py", home / ".ci")
        shutil.copy(root / "_config.yml", home)
        (home / "node_modules").symlink_to(root / "node_modules", target_is_directory=True)
        (home / "_toc.yml").write_text("format: jb-book\nroot: book/index\nchapters:\n  - file: book/two\n", "utf-8")
        (home / "book").mkdir()
        (home / "book" / "references.bib").touch()
        (home / "book" / "index.md").write_text(INDEX, "utf-8")
        (home / "book" / "two.md").write_text(two.replace("RAN", str(self.ran)), "utf-8")
        self.probe("value 41")

    def probe(self, text):
        """Edit a constant of the package."""
        file = self.home / "src" / "softlook" / "_check.py"
        file.write_text(re.sub(r"\nPROBE = .*\n|\Z", "", file.read_text("utf-8")) + f'\nPROBE = "{text}"\n', "utf-8")

    def build(self, **environment):
        """Build as make does; return the exit code and all the output."""
        env = {**CHILD, "PYTHONPATH": str(self.home / "src"), **environment}
        log = self.home.parent / "log"
        # A file, no pipe: a build that dies may leave KaTeX's server, and that holds the pipe open.
        with log.open("w") as output:
            process = subprocess.Popen(
                [sys.executable, ".ci/tasks.py", "build"],
                cwd=self.home,
                env=env,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
            try:
                code = process.wait(timeout=180)
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        return code, log.read_text("utf-8")

    def page(self):
        return (self.home / "_build" / "html" / "book" / "two.html").read_text("utf-8")

    def runs(self):
        return len(self.ran.read_text().split()) if self.ran.exists() else 0


@pytest.fixture
def project(root, tmp_path):
    def make(two=TWO):
        home = tmp_path / "a course"
        home.mkdir()
        return Project(root, home, two)

    return make


def good(built):
    code, output = built
    assert code == 0, output


@pytest.mark.book
def test_a_build_an_edit_and_a_build_of_nothing_new(project):
    project = project()
    good(project.build(SOFTLOOK_REPOSITORY="https://github.com/someone/course"))
    assert project.runs() == 1
    assert "value 41" in project.page()

    links = {html.unescape(address) for address in re.findall(r'<a [^>]*href="([^"]*)"', project.page())}
    assert "https://mybinder.org/v2/gh/someone/course/main?urlpath=lab/tree/book/two.md" in links
    assert any(link.startswith("https://github.com/someone/course/issues/new?title=Two") for link in links)
    assert "make lab" not in project.page()

    project.probe("value 42")
    good(project.build())
    assert project.runs() == 2, "the package changed: the page runs again"
    assert "value 42" in project.page()
    assert "value 41" not in project.page()
    assert "mybinder.org" not in project.page()
    assert "make lab" in project.page()

    written = project.page()
    good(project.build())
    assert project.runs() == 2, "nothing changed: nothing runs"
    assert project.page() == written


@pytest.mark.book
@pytest.mark.parametrize(
    ("two", "words"),
    [
        (
            f"{FRONT}\n# Two\n\n```{{code-cell}} python\nraise RuntimeError('a cell that fails')\n```\n",
            "a cell that fails",
        ),
        (f"{FRONT}\n# Two\n\nSee {{ref}}`nowhere-at-all`.\n", "nowhere-at-all"),
    ],
    ids=["a raising cell", "a warning"],
)
def test_a_fault_fails_the_build_and_fails_it_again(project, two, words):
    project = project(two)
    for _ in range(2):
        code, output = project.build()
        assert code != 0, "the build passed over a fault"
        assert words in output
        assert "book: the build failed" in output


@pytest.mark.book
def test_an_address_that_is_none_fails_the_build(project):
    code, output = project(f"{FRONT}\n# Two\n").build(SOFTLOOK_REPOSITORY="github.com/someone/course")
    assert code != 0
    assert "SOFTLOOK_REPOSITORY: 'github.com/someone/course' given" in output
