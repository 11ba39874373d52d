"""What stands around a page: where it comes from, how to run it, how it looks when it is shared."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from docutils import nodes

from softlook.book import fonts

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLE = "Soft Look"


@dataclass(frozen=True)
class Repository:
    """The course's home, as the publishing workflow names it; where it is unset, no page links to an address."""

    url: str
    branch: str = "main"
    site: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Repository | None:
        """Read SOFTLOOK_REPOSITORY, SOFTLOOK_BRANCH and SOFTLOOK_SITE.

        Raises
        ------
        ValueError
            If SOFTLOOK_REPOSITORY is not the https address of an owner's repository.
        """
        url = environment.get("SOFTLOOK_REPOSITORY", "").strip().rstrip("/")
        if not url:
            return None
        if not re.fullmatch(r"https://[\w.-]+/[\w.-]+/[\w.-]+", url):
            raise ValueError(
                f"SOFTLOOK_REPOSITORY: {url!r} given, an address such as https://github.com/OWNER/NAME wanted"
            )
        branch, site = environment.get("SOFTLOOK_BRANCH", ""), environment.get("SOFTLOOK_SITE", "")
        return cls(url, branch or "main", site.rstrip("/"))

    def theme_options(self) -> dict[str, object]:
        """Return what sphinx-book-theme makes its launch, source and issue buttons from."""
        return {
            "repository_url": self.url,
            "repository_branch": self.branch,
            "path_to_docs": "",
            "use_repository_button": True,
            "use_issues_button": True,
            "launch_buttons": {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"},
        }


def describe(
    context: dict[str, Any],
    pagename: str,
    doctree: nodes.document | None,
    *,
    version: str,
    repository: Repository | None,
) -> None:
    """Add the social card to a page's head, and its last lines: version, how to run it, where to report an error."""
    if doctree is None:
        return
    head = context.get("metatags", "")
    description = _description(head)
    title = re.sub(r"<[^>]+>", "", context.get("title", ""))
    site = repository.site if repository else ""
    image = f"{site}/_static/softlook/card.png" if site else context["pathto"]("_static/softlook/card.png", 1)
    card = {
        "og:type": "article",
        "og:site_name": TITLE,
        "og:title": html.unescape(title),
        "og:description": description,
        "og:image": image,
        "og:image:alt": "A heat map of attention weights: je attends to I, t' to you, aime to love",
        **({"og:url": f"{site}/{pagename}.html"} if site else {}),
    }
    tags = [f'<meta property="{name}" content="{html.escape(text)}" />' for name, text in card.items()]
    context["metatags"] = head + "\n".join([*tags, '<meta name="twitter:card" content="summary_large_image" />'])

    lines = [f"{TITLE} {version}."]
    runs = any(node.get("nb_element") == "cell_code" for node in doctree.findall(nodes.Element))
    if runs and repository is None:
        lines.append(
            "To run this page yourself, type <code>make lab</code> in a copy of the course "
            f"and open <code>{html.escape(pagename)}.md</code>."
        )
    if repository is None:
        lines.append("To report an error, name this page and this version to whoever gave you the course.")
    else:
        issue = f"{repository.url}/issues/new?title={quote(html.unescape(title), safe='')}"
        lines.append(f'<a href="{issue}">Report an error on this page</a>.')
    context["body"] = context.get("body", "") + f'\n<p class="softlook-colophon">{" ".join(lines)}</p>\n'


def _description(head: str) -> str:
    """Return the description in a page's head, in either order of its attributes; nothing where there is none."""
    orders = r'<meta content="([^"]*)"[^>]*name="description"', r'<meta[^>]*name="description" content="([^"]*)"'
    for order in orders:
        if match := re.search(order, head):
            return html.unescape(match[1])
    return ""


def preload_fonts(context: dict[str, Any]) -> None:
    """Let a browser fetch the faces of what a page shows at once beside its style sheets, and not after them."""
    links = [
        f'<link rel="preload" href="{context["pathto"](f"_static/softlook/fonts/{name}.woff2", 1)}" '
        'as="font" type="font/woff2" crossorigin />'
        for name in fonts.preloads(context.get("body", ""))
    ]
    context["metatags"] = "\n".join([context.get("metatags", ""), *links])


def redirect(to: str, title: str) -> str:
    """Return a page that redirects to another, with a link for browsers that do not.

    It names an icon, because a browser would ask for one in vain.
    """
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="0; url={to}">
<link rel="icon" href="_static/favicon.svg">
<title>{html.escape(title)}</title>
</head>
<body><main><p><a href="{to}">{html.escape(title)}</a></p></main></body>
</html>
"""


def fix_html(page: str) -> str:
    """Fix what the theme and myst-nb write into every page, and no setting changes.

    - the theme asks for FontAwesome twice, once as a script of 1.5 MB: its fonts suffice;
    - an accessible name hides what is shown: the search button and the folds of code cells are read by their own
      words;
    - the brand and the search field stand outside of every landmark;
    - every exercise and solution of sphinx-exercise carries the same id;
    - the arrows that unfold the contents have no name;
    - docutils gives the entries of a bibliography a role that ARIA 1.2 has withdrawn: they are items of a list.
    """
    page = re.sub(r' id="(?:exercise|solution)-content"', "", page)
    page = re.sub(r'<script src="[^"]*scripts/fontawesome\.js[^"]*"></script>\n?', "", page)
    page = re.sub(r'(<button class="btn search-button-field[^>]*?) aria-label="[^"]*"', r"\1", page)
    page = page.replace(
        '<summary><span class="toctree-toggle"',
        '<summary aria-label="Pages under this one"><span class="toctree-toggle"',
    )
    page = page.replace('role="doc-biblioentry"', 'role="listitem"')
    page = page.replace('<summary aria-label="Toggle hidden content">', "<summary>")
    bare = '<div class="sidebar-primary-items__start sidebar-primary__section">'
    return page.replace(bare, bare.replace(">", ' role="navigation" aria-label="Course">'))


LONG = 12  # characters: a shorter name in a line of prose fits on any telephone


def set_breaks(page: str) -> str:
    """Say where lines may break and where they may not.

    A number and its percent sign stay together. A long name in code may break after its dots and other signs and
    between its words, an address that is read as one between its parts, and a widget's name in a title or in the side
    bar between its words, so that none has to be broken inside a word.
    """
    parts = re.split(
        r"(<(?:script|style|pre|textarea)\b.*?</(?:script|style|pre|textarea)>|<[^>]*>)", page, flags=re.DOTALL
    )
    parts[::2] = (re.sub(r"(?<=\d) %(?!\w)", "\u00a0%", text) for text in parts[::2])
    parts[::2] = (re.sub(r"\b(10\.\d{4,9}/)(?=\w)", r"\1<wbr>", text) for text in parts[::2])  # a DOI
    page = "".join(parts)
    page = re.sub(rf'(?:<span class="pre">|<(?:code|cite|em|strong)>)[^<]{{{LONG},}}(?=</)', _after_punctuation, page)
    page = re.sub(r'<a class="reference external"[^>]*>(?:https?://|doi:)[^<]+', _between_parts, page)
    return re.sub(r'<nav class="bd-links.*?</nav>|<h1>.*?<', _between_words, page, flags=re.DOTALL)


def _after_punctuation(name: re.Match[str]) -> str:
    tag, end, text = name[0].partition(">")
    text = re.sub(r"(?<=[^\W_])([._/=([,]+|::)(?=[^\W_]|&lt;)", r"\1<wbr>", text)
    return tag + end + re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", "<wbr>", text)


def _between_parts(link: re.Match[str]) -> str:
    tag, end, address = link[0].partition(">")
    return tag + end + re.sub(r"(?<=[\w)/])([:/?=&_-]|\.(?=[a-z]))(?=[\w(])", r"\1<wbr>", address)


def _between_words(names: re.Match[str]) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z][a-z]+\s*<)", "<wbr>", names[0])
