"""A typed sentence as words: case, punctuation and short forms forgiven."""

from __future__ import annotations

import re
import unicodedata

_SPACES = r"\0- \x7f-\xa0\u1680\u2000-\u200f\u2028-\u202f\u205f\u2060\u3000\ufeff"  # and control characters
_SIGNS = r".,;:!?¿¡\"“”„«»‹›()\[\]{}…—–<>/\\|*_~^=+#@&%$€£`´"
_GAP = re.compile(f"[{_SPACES}{_SIGNS}]+")
_FULL = [
    (re.compile("['’ʼ′]"), "'"),
    (re.compile("^can't$"), "can not"),
    (re.compile("^won't$"), "will not"),
    (re.compile("^(.+)n't$"), r"\1 not"),
    (re.compile("^(i)'m$"), r"\1 am"),
    (re.compile("^(you|we|they)'re$"), r"\1 are"),
    (re.compile("^(i|you|we|they)'ve$"), r"\1 have"),
    (re.compile("^(he|she|it|that|there|here|who|what|where)'s$"), r"\1 is"),
    (re.compile("^(.+)'s$"), r"\1 's"),
]


def words(text: str) -> list[str]:
    """Part a typed sentence into words: lower case, without punctuation, short forms in full.

    Parameters
    ----------
    text : str
        Whatever was typed.

    Returns
    -------
    list of str
        Words in the manner of the corpus; what its vocabulary does not hold is still among them.

    Examples
    --------
    >>> words("I don't love Paul's dog; it’s too old!")
    ['i', 'do', 'not', 'love', 'paul', "'s", 'dog', 'it', 'is', 'too', 'old']
    """
    forms = []
    for typed in _GAP.split(unicodedata.normalize("NFC", text).lower()):
        form = typed
        for short, full in _FULL:
            form = short.sub(full, form)
        forms += [word if word == "'s" else word.strip("'-") for word in form.split(" ")]
    return [word for word in forms if word]
