from __future__ import annotations

import pytest

from softlook.translate.corpus.tsv import read_text, read_tsv, tokenize

# In the manner of JupyterLab's French language pack, written for this test.
STRINGS = [
    ("Open the selected file", "Ouvrir le fichier sélectionné"),
    ('Are you sure you want to delete "%1"?', "Êtes-vous sûr de vouloir supprimer « %1 » ?"),
    ("The user's settings", "Les paramètres de l’utilisateur"),
    ("Restart the kernel…", "Redémarrer le noyau…"),
    ("Show {count} hidden cells", "Afficher {count} cellules masquées"),
    ("Today's changes", "Les changements d'aujourd'hui"),
]


@pytest.fixture
def write(tmp_path):
    def make(content):
        path = tmp_path / "mine.tsv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def test_a_good_file(write):
    reading = read_tsv(write("\n".join("\t".join(row) for row in STRINGS) + "\n"))
    assert reading.refused == ()
    assert reading.lines == len(reading.pairs) == 6
    assert reading.report() == "6 pairs read from 6 lines, 0 refused"
    assert reading.pairs[2].source == ("the", "user", "'s", "settings")
    assert reading.pairs[2].target == ("les", "paramètres", "de", "l'", "utilisateur")
    assert reading.pairs[4].target[1] == "{count}"
    assert "%1" in reading.pairs[1].source
    assert reading.pairs[5].target == ("les", "changements", "d'", "aujourd'hui")
    assert all(pair.sure == pair.possible == frozenset() for pair in reading.pairs)


@pytest.mark.parametrize("content", [b"\xef\xbb\xbfgo\tva\r\nstop\tarr\xc3\xaate\r\n", b"go\tva\nstop\tarr\xc3\xaate"])
def test_bom_and_line_ends(write, content):
    assert [pair.target for pair in read_tsv(write(content)).pairs] == [("va",), ("arrête",)]


def test_faults_are_named_and_nothing_is_lost(write):
    lines = [
        "go\tva",
        "stop",
        "a\tb\tc",
        "\tvide",
        "empty\t  ",
        "",
        "Go\tVA",
        f"{'long ' * 41}\tlong",
        "\t",
        "go\tallez",
    ]
    reading = read_tsv(write("\n".join(lines)))
    assert [" ".join(pair.target) for pair in reading.pairs] == ["va", "allez"]
    assert reading.report().splitlines() == [
        "2 pairs read from 10 lines, 7 refused",
        "line 2: 1 column given, two wanted (source, tab, target)",
        "line 3: 3 columns given, two wanted (source, tab, target)",
        "line 4: an empty source given, words wanted",
        "line 5: an empty target given, words wanted",
        "line 7: the pair of line 1 given again, distinct pairs wanted",
        "line 8: a source of 41 tokens given, at most 40 wanted",
        "line 9: both sides empty, words wanted",
    ]
    assert [fault.text for fault in reading.refused] == [lines[fault.line - 1] for fault in reading.refused]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_latin_1_is_refused_by_name(write, mark):
    path = write(mark + b"go\tva\nI love the summer\tJ'aime l'" + "été\n".encode("latin-1"))
    before = path.read_bytes()
    with pytest.raises(
        ValueError,
        match=r"^mine\.tsv: Latin-1 \(or Windows-1252\) given, as byte 0xe9 on line 2 shows \(in Latin-1 'é'\), "
        r"UTF-8 wanted \(save the file as UTF-8\)$",
    ):
        read_tsv(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_refused_by_name(write, codec):
    with pytest.raises(ValueError, match=r"^mine\.tsv: UTF-16 given, UTF-8 wanted"):
        read_tsv(write("\ufeffgo\tva".encode(codec)))


def test_an_empty_file_and_none(write, tmp_path):
    assert read_tsv(write("")).report() == "0 pairs read from 0 lines, 0 refused"
    with pytest.raises(FileNotFoundError):
        read_tsv(tmp_path / "none.tsv")


def test_longest():
    assert read_text("a b\tc", longest=1).refused[0].reason == "a source of 2 tokens given, at most 1 wanted"
    with pytest.raises(TypeError, match=r"^longest: str given"):
        read_text("a\tb", longest="3")


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Don't stop!", "don't stop !"),
        ("my mother's dog", "my mother 's dog"),
        ("parce qu'elle n'a pas d’eau", "parce qu' elle n' a pas d' eau"),
        ("lorsqu'il", "lorsqu' il"),
        ("est-il là ?", "est-il là ?"),
    ],
)
def test_tokens(text, tokens):
    assert tokenize(text) == tuple(tokens.split())
