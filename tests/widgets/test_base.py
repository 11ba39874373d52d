"""What all widgets share: the bundle, the page that stands without a kernel, files, tables."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
import traitlets

from softlook.widgets import BookWidget, ScoreTuner, _base
from softlook.widgets._base import table

NASTY = [
    "</script><img src=x onerror=alert(1)>",
    "<!--<script>",
    "a & b",
    "\"quoted\" 'twice'",
    "\u2028\u2029",
    "</table>",
]


class Reader(HTMLParser):
    """What a browser would find: every tag, and the text of each script and cell."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.texts = [], {"script": [], "td": [], "th": [], "caption": []}
        self.open = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open = tag if tag in self.texts else None
        if self.open:
            self.texts[tag].append("")

    def handle_endtag(self, tag):
        self.open = None if tag == self.open else self.open

    def handle_data(self, data):
        if self.open:
            self.texts[self.open][-1] += data


def nasty():
    return ScoreTuner(NASTY, [0.0] * len(NASTY), hint="</script><script>alert(2)</script>")


def test_the_bundle_holds_the_view_and_the_page():
    tuner = ScoreTuner()
    data, _metadata = tuner._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == tuner.model_id
    assert data["text/html"] == tuner._html()


def test_the_page_holds_the_state():
    tuner = ScoreTuner(temperature=2.5)
    reader = Reader(tuner._html())
    held = {"labels", "scores", "mask", "counts", "values", "temperature", "hint"}
    (state,) = map(json.loads, reader.texts["script"])
    assert state == {name: getattr(tuner, name) for name in held}
    (tag, place), (script, kind) = reader.tags[:2]
    assert (tag, place["class"], place["data-widget"]) == ("div", "softlook-place", "ScoreTuner")
    assert re.fullmatch(r"\./score_tuner\.js\?v=[0-9a-f]{12}", place["data-module"])
    assert (script, kind) == ("script", {"type": "application/json"})


def test_markup_in_labels_stays_text():
    tuner = nasty()
    reader = Reader(tuner._html())
    assert {tag for tag, _ in reader.tags} == {"div", "script", "table", "caption", "thead", "tbody", "tr", "th", "td"}
    assert len(reader.texts["script"]) == 1
    (state,) = map(json.loads, reader.texts["script"])
    assert (state["labels"], state["hint"]) == (NASTY, tuner.hint)
    assert reader.texts["td"][::4] == NASTY


def test_the_json_cannot_close_its_script():
    (source,) = re.findall(r'<script type="application/json">(.*?)</script><table>', nasty()._html(), re.DOTALL)
    assert not {"<", "\u2028", "\u2029"} & set(source)


def test_the_address_changes_with_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr(_base, "STATIC", tmp_path)
    versions = []
    for source in ("export default 1;", "export default 2;"):
        (tmp_path / "score_tuner.js").write_text(source, "utf-8")
        (address,) = re.findall(r'data-module="\./score_tuner\.js\?v=(\w+)"', ScoreTuner()._html())
        assert address == hashlib.sha256(source.encode()).hexdigest()[:12]
        versions.append(address)
    assert versions[0] != versions[1]


def test_the_module_is_the_one_that_is_served():
    tuner = ScoreTuner()
    assert tuner._esm == (_base.STATIC / "score_tuner.js").read_text("utf-8")
    assert tuner._css == (_base.STATIC / "score_tuner.css").read_text("utf-8")


def test_a_widget_of_ones_own_holds_its_own_state():
    class Mine(BookWidget):
        module = "score_tuner"
        word = traitlets.Unicode("<b>hello</b>").tag(sync=True)
        secret = traitlets.Unicode("kept in Python")

    reader = Reader(Mine()._html())
    assert json.loads(reader.texts["script"][0]) == {"word": "<b>hello</b>"}
    assert reader.texts["td"] == ["word", "<b>hello</b>"]


def test_a_state_that_is_no_json_is_refused():
    class Mine(BookWidget):
        module = "score_tuner"

        def _state(self):
            return {"x": float("nan")}

    with pytest.raises(ValueError, match="not JSON compliant"):
        Mine()._html()


def test_table_has_a_caption_when_there_is_one():
    assert table(["a"], [["1"]]).startswith("<table><thead>")
    assert table(["a"], [["1"]], "x < y").startswith("<table><caption>x &lt; y</caption><thead>")


def test_a_widget_names_its_files_and_no_other_is_given():
    class Mine(BookWidget):
        module = "score_tuner"

        def _data_files(self):
            return ["widgets/js/<a>.js", "py.typed"]

    mine = Mine()
    assert ' data-files="widgets/js/&lt;a&gt;.js py.typed"' in mine._html()
    assert "data-files" not in ScoreTuner()._html()
    sent = []
    mine.send = lambda content, buffers=None: sent.append((content, buffers))
    mine._handle_custom_msg({"softlook": "file", "path": "py.typed?v=1"}, [])
    mine._handle_custom_msg({"softlook": "file", "path": "cli.py"}, [])
    assert sent[0] == ({"softlook": "file", "path": "py.typed?v=1"}, [b""])
    assert sent[1][0]["error"] == "cli.py asked for, one of this widget's files wanted"
