from __future__ import annotations

import re

import pytest
from docutils import nodes

from softlook.book.page import Repository, describe, fix_html, preload_fonts, set_breaks

URL = "https://github.com/someone/course"


@pytest.mark.parametrize(
    "given", [{}, {"SOFTLOOK_REPOSITORY": ""}, {"SOFTLOOK_REPOSITORY": "  "}, {"SOFTLOOK_SITE": "https://a.b/c"}]
)
def test_no_address_no_repository(given):
    assert Repository.from_environment(given) is None


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ({"SOFTLOOK_REPOSITORY": URL}, Repository(URL, "main", "")),
        ({"SOFTLOOK_REPOSITORY": f" {URL}/ ", "SOFTLOOK_BRANCH": ""}, Repository(URL, "main", "")),
        (
            {
                "SOFTLOOK_REPOSITORY": URL,
                "SOFTLOOK_BRANCH": "next",
                "SOFTLOOK_SITE": "https://someone.github.io/course/",
            },
            Repository(URL, "next", "https://someone.github.io/course"),
        ),
    ],
)
def test_an_address(given, wanted):
    assert Repository.from_environment(given) == wanted


@pytest.mark.parametrize(
    "url",
    [
        "http://github.com/a/b",
        "github.com/a/b",
        "https://github.com/a",
        "https://github.com/a/b/c",
        "https://github.com/a/b?x=1",
        "https://github.com/a b/c",
        'https://x/"onload="/b',
        "javascript:alert(1)",
    ],
)
def test_what_is_no_address(url):
    with pytest.raises(
        ValueError,
        match=re.escape(
            f"SOFTLOOK_REPOSITORY: {url!r} given, an address such as https://github.com/OWNER/NAME wanted"
        ),
    ):
        Repository.from_environment({"SOFTLOOK_REPOSITORY": url})


def test_the_theme_gets_its_buttons():
    options = Repository(URL, "next").theme_options()
    assert (options["repository_url"], options["repository_branch"]) == (URL, "next")
    assert options["launch_buttons"] == {"binderhub_url": "https://mybinder.org", "notebook_interface": "jupyterlab"}
    assert options["use_repository_button"] is True


def described(
    repository,
    *,
    code=True,
    title="Soft &amp; <em>look</em>",
    head='<meta content="What &quot;attention&quot; is." name="description" />\n',
):
    doctree = nodes.document(None, None)
    if code:
        doctree += nodes.container(nb_element="cell_code")
    context = {"metatags": head, "title": title, "body": "<p>text</p>", "pathto": lambda path, _kind: f"../{path}"}
    describe(context, "book/04", doctree, version="1.2.3", repository=repository)
    return context


def card(context):
    return dict(re.findall(r'<meta property="([^"]*)" content="([^"]*)" />', context["metatags"]))


def test_the_card_of_a_page_at_home():
    tags = card(described(None))
    assert tags["og:title"] == "Soft &amp; look"
    assert tags["og:description"] == "What &quot;attention&quot; is."
    assert tags["og:image"] == "../_static/softlook/card.png"
    assert tags["og:image:alt"]
    assert "og:url" not in tags


def test_the_card_of_a_published_page():
    context = described(Repository(URL, "main", "https://someone.github.io/course"))
    assert card(context)["og:image"] == "https://someone.github.io/course/_static/softlook/card.png"
    assert card(context)["og:url"] == "https://someone.github.io/course/book/04.html"
    assert '<meta name="twitter:card" content="summary_large_image" />' in context["metatags"]


@pytest.mark.parametrize(
    "head",
    [
        '<meta content="Words." name="description" />',
        '<meta name="description" content="Words." />',
        '<meta content="Words." lang="en" name="description" />',
    ],
)
def test_the_description_is_found(head):
    assert card(described(None, head=head))["og:description"] == "Words."


def test_at_home_a_page_with_code_says_how_to_run_it():
    body = described(None)["body"]
    assert body.startswith("<p>text</p>")
    assert "make lab" in body
    assert "book/04.md" in body
    assert "1.2.3" in body
    assert "To report an error, name this page and this version" in body
    assert "href" not in body


def test_a_page_without_code_does_not():
    assert "make lab" not in described(None, code=False)["body"]


def test_with_a_repository_errors_can_be_reported():
    body = described(Repository(URL))["body"]
    assert re.findall(r'href="([^"]*)"', body)[0].startswith(f"{URL}/issues/new?title=Soft")
    assert "make lab" not in body


def test_the_issues_address_holds_no_bare_sign():
    """A title with & or # would end the query early."""
    (address,) = re.findall(r'href="([^"]*)"', described(Repository(URL), title="Q &amp; K #1")["body"])
    assert not set(' &#"<') & set(address.partition("?title=")[2])


def test_a_page_without_document_stays():
    context = {"metatags": "x"}
    describe(context, "search", None, version="1", repository=None)
    assert context == {"metatags": "x"}


def test_fix_html_drops_the_icon_script():
    kept = '<script src="../_static/scripts/bootstrap.js"></script>'
    page = f'<head><script src="../_static/scripts/fontawesome.js?digest=1"></script>\n{kept}</head>'
    assert fix_html(page) == f"<head>{kept}</head>"


def test_fix_html_lets_buttons_speak_for_themselves():
    rest = '<span>Search</span></button><button class="btn" aria-label="Other"></button>'
    page = f'<button class="btn search-button-field x" title="Search" aria-label="Search" data-a="1">{rest}'
    assert fix_html(page) == f'<button class="btn search-button-field x" title="Search" data-a="1">{rest}'


def test_fix_html_lets_folds_speak_for_themselves():
    page = '<summary aria-label="Toggle hidden content"><p>Show code</p></summary>'
    assert fix_html(page) == "<summary><p>Show code</p></summary>"


def test_fix_html_names_the_arrows_of_the_contents():
    assert fix_html('<summary><span class="toctree-toggle"></span></summary>') == (
        '<summary aria-label="Pages under this one"><span class="toctree-toggle"></span></summary>'
    )


def test_fix_html_makes_items_of_a_bibliographys_entries():
    entry = '<div class="citation" id="id2" role="doc-biblioentry">'
    assert fix_html(entry) == '<div class="citation" id="id2" role="listitem">'


def test_fix_html_makes_the_side_bars_head_a_landmark():
    bare = '<div class="sidebar-primary-items__start sidebar-primary__section"'
    assert fix_html(f"{bare}>") == f'{bare} role="navigation" aria-label="Course">'


def test_fix_html_twice_is_fix_html_once():
    head = '<div class="sidebar-primary-items__start sidebar-primary__section">'
    page = f'{head}<button class="btn search-button-field" aria-label="S"></button><p>text</p>'
    assert fix_html(fix_html(page)) == fix_html(page) != page
    assert fix_html("<p>nothing of it</p>") == "<p>nothing of it</p>"


@pytest.mark.parametrize(
    ("body", "faces"),
    [
        ("<p>words</p>", ["sans-400", "sans-600"]),
        ("<p><code>x</code></p>", ["sans-400", "sans-600", "code-400"]),
        ("<details><summary>more</summary><pre>x</pre></details>", ["sans-400", "sans-600"]),
    ],
)
def test_the_faces_of_a_page_are_preloaded(body, faces):
    context = {"metatags": "<meta>", "body": body, "pathto": lambda name, _: f"../{name}"}
    preload_fonts(context)
    assert context["metatags"].startswith("<meta>\n")
    links = re.findall(
        r'<link rel="preload" href="([^"]*)" as="font" type="font/woff2" crossorigin />', context["metatags"]
    )
    assert links == [f"../_static/softlook/fonts/{face}.woff2" for face in faces]


def test_a_page_without_a_document_is_preloaded_too():
    context = {"pathto": lambda name, _: name}
    preload_fonts(context)
    assert "sans-400.woff2" in context["metatags"]


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("<p>93 % of 5 %.</p>", "<p>93\u00a0% of 5\u00a0%.</p>"),
        ("<p>7 %s, a %</p>", "<p>7 %s, a %</p>"),
        ('<p title="5 %">5<b> %</b></p>', '<p title="5 %">5<b> %</b></p>'),
        (
            "<pre>x = 7 % (\n5 %\n)</pre><script>7 % (5 %)</script>",
            "<pre>x = 7 % (\n5 %\n)</pre><script>7 % (5 %)</script>",
        ),
        ('<span class="pre">softlook.scores.dot</span>', '<span class="pre">softlook.<wbr>scores.<wbr>dot</span>'),
        (
            '<span class="pre">a_name_of_many_words</span>',
            '<span class="pre">a_<wbr>name_<wbr>of_<wbr>many_<wbr>words</span>',
        ),
        ('<span class="pre">__double_under__</span>', '<span class="pre">__double_<wbr>under__</span>'),
        ('<span class="pre">k_proj.weight</span>', '<span class="pre">k_<wbr>proj.<wbr>weight</span>'),
        ('<span class="pre">short_one</span>', '<span class="pre">short_one</span>'),
        (
            '<nav class="bd-links"><a href="x">ScoreTuner</a></nav>',
            '<nav class="bd-links"><a href="x">Score<wbr>Tuner</a></nav>',
        ),
        ('<p><a href="x">ScoreTuner</a></p>', '<p><a href="x">ScoreTuner</a></p>'),
        (
            '<a class="reference external" href="https://a.org/b-1/2_3">https://a.org/b-1/2_3</a>',
            '<a class="reference external" href="https://a.org/b-1/2_3">https://<wbr>a.<wbr>org/<wbr>b-<wbr>1/<wbr>2_<wbr>3</a>',
        ),
        ("<p>10.1007/BF00992696, 10.5/3</p>", "<p>10.1007/<wbr>BF00992696, 10.5/3</p>"),
        ('<span class="pre">update=&lt;built-in</span>', '<span class="pre">update=<wbr>&lt;built-in</span>'),
        (
            '<a class="reference external" href="x">doi:10.1/2_3.4</a>',
            '<a class="reference external" href="x">doi:<wbr>10.1/<wbr>2_<wbr>3.4</a>',
        ),
        ('<span class="pre">Callable[[Array],</span>', '<span class="pre">Callable[[<wbr>Array],</span>'),
        ("<em>traitlets.TraitError</em>", "<em>traitlets.<wbr>Trait<wbr>Error</em>"),
        ("<em>said of a state</em>", "<em>said of a state</em>"),
        ('<span class="pre">MultiheadAttention</span>', '<span class="pre">Multihead<wbr>Attention</span>'),
        ("<h1>ScoreTuner<a>#</a></h1>", "<h1>Score<wbr>Tuner<a>#</a></h1>"),
        ("<code>book/reference/a.md</code>", "<code>book/<wbr>reference/<wbr>a.<wbr>md</code>"),
        ('<span class="pre">f(x=True, y=None)</span>', '<span class="pre">f(<wbr>x=<wbr>True, y=<wbr>None)</span>'),
    ],
)
def test_lines_break_between_words(given, wanted):
    assert set_breaks(given) == wanted
    assert set_breaks(wanted) == wanted, "twice is once"
