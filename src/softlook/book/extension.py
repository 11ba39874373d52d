"""The Sphinx extension: execute pages anew when the package changes, add what a page uses, remove what it does not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from docutils import nodes
from sphinx.util import logging
from sphinxcontrib import katex

from softlook import __version__
from softlook.book import assets, page, quiz, widget_pages

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment
    from sphinx.util.typing import ExtensionMetadata

    Context: TypeAlias = dict[str, Any]
    Doctree: TypeAlias = nodes.document | None

logger = logging.getLogger(__name__)


def configure(app: Sphinx, config: Config) -> None:
    """Settle what depends on this checkout, before the other extensions read their settings."""
    caches = Path(app.outdir).parent / ".jupyter_cache"
    mark = assets.fingerprint()
    config.nb_execution_cache_path = str(
        caches / mark
    )  # an edit in src/softlook is a new place: every page runs again
    for old in caches.glob("*"):
        if old.name != mark:
            shutil.rmtree(old, ignore_errors=True)

    config.html_math_renderer = "katex"
    config.katex_prerender = True
    config.katex_css_path = assets.KATEX_CSS
    katex.NODEJS_BINARY = str(assets.NODE)
    katex.STARTUP_TIMEOUT = katex.RENDER_TIMEOUT = 60.0  # a busy machine takes its time
    # This way of starting goes on asking until node listens; the other is refused.
    katex.KaTeXServer.start_server_process = katex.KaTeXServer.start_network_socket

    repository = page.Repository.from_environment(os.environ)
    config.softlook_repository = repository.url if repository else ""
    if repository:
        config.html_theme_options.update(repository.theme_options())


def drop_widget_state(_app: Sphinx, env: BuildEnvironment) -> None:
    """Drop the state that myst-nb saves for ipywidgets' manager (a CDN's): the page's host has its own."""
    for metadata in getattr(env, "nb_metadata", {}).values():
        for key in [key for key in metadata.get("js_files", {}) if key.startswith("ipywidgets_")]:
            del metadata["js_files"][key]


def ship_assets(app: Sphinx) -> None:
    """Copy the widgets, the charts' script and style, and what comes from registry packages."""
    if app.builder.format == "html":
        assets.ship(Path(app.outdir) / "_static", Path(app.confdir))


def add_assets(app: Sphinx, pagename: str, _template: str, context: Context, doctree: Doctree) -> None:
    """Give a page the assets that it uses, and no others."""
    raw = "" if doctree is None else "".join(node.astext() for node in doctree.findall(nodes.raw))
    has_math = doctree is not None and any(_has(doctree, kind) for kind in (nodes.math, nodes.math_block))
    app.add_css_file("softlook/book.css", priority=900)
    for style in assets.styles_of(raw):
        app.add_css_file(f"softlook/{style}", priority=901)
    assets.copy_data(Path(app.outdir) / "_static", assets.data_of(raw))
    if "data-module=" in raw:
        app.add_js_file("softlook/host.js", type="module")
    if 'class="softlook-chart"' in raw:
        app.add_js_file("softlook/charts.js", type="module")
    if doctree is not None and _has(doctree, quiz.part):
        app.add_js_file("softlook/quiz.js", type="module")
    repository = page.Repository.from_environment(os.environ)
    page.describe(context, pagename, doctree, version=__version__, repository=repository)
    page.preload_fonts(context)
    context["softlook_has_math"] = has_math


def _has(doctree: nodes.document, kind: type[nodes.Node]) -> bool:
    return next(iter(doctree.findall(kind)), None) is not None


def strip_page(_app: Sphinx, _pagename: str, _template: str, context: Context, _doctree: Doctree) -> None:
    """Remove what a page does not use: thebe (declared twice, an error on each page), and KaTeX without formulas."""

    def wanted(file: Any) -> bool:
        name = str(getattr(file, "filename", None) or file)
        inline = (getattr(file, "attributes", {}) or {}).get("body") or ""
        if "thebe" in name or "THEBE_JS_URL" in inline:
            return False
        return context["softlook_has_math"] or "katex" not in name

    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if wanted(file)]


def finish_build(app: Sphinx, error: Exception | None) -> None:
    """Fix the written pages, cut the icon fonts down to the icons in use, delete files that no page asks for."""
    if error is None and app.builder.format == "html":
        root, title = str(app.config.root_doc), str(app.config.html_title or app.config.project)
        if root != "index":
            assets.write_changed(Path(app.outdir) / "index.html", page.redirect(f"{root}.html", title))
        for file in Path(app.outdir).rglob("*.html"):
            assets.write_changed(file, page.set_breaks(page.fix_html(file.read_text("utf-8"))))
        saved = assets.optimise_output(Path(app.outdir))
        logger.info("softlook: icon fonts cut from %d to %d kB", saved[0] // 1000, saved[1] // 1000)
        formulas = assets.cut_formula_fonts(Path(app.outdir))
        logger.info("softlook: fonts of formulas cut from %d to %d kB", formulas[0] // 1000, formulas[1] // 1000)
        logger.info("softlook: text fonts of %d kB", assets.cut_fonts(Path(app.outdir)) // 1000)


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect."""
    app.add_config_value("softlook_repository", "", "html")
    quiz.connect(app)
    widget_pages.connect(app.add_directive)
    app.connect("config-inited", configure, priority=1)
    app.connect("builder-inited", ship_assets)
    app.connect("env-updated", drop_widget_state)
    app.connect("html-page-context", add_assets)
    app.connect("html-page-context", strip_page, priority=950)
    app.connect("build-finished", finish_build)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
