from __future__ import annotations

from dataclasses import replace

import pytest

from softlook.translate.corpus.sentences import sentences
from softlook.translate.decode import untrained
from softlook.translate.settings import PRESETS, preset
from softlook.translate.vocabulary import Vocabulary

SMALL = {name: replace(settings, hidden=8, embedding=6, longest=6) for name, settings in PRESETS.items()}
MORE = {
    "input feeding": preset("general", hidden=8, embedding=6, longest=6, input_feeding=True),
    "local-p, concat, previous word, fed": preset(
        "local-p",
        hidden=8,
        embedding=6,
        longest=6,
        attention="concat",
        previous_word=True,
        input_feeding=True,
        residual=False,
    ),
    "local-m, fed": preset("local-m", hidden=8, embedding=6, longest=6, input_feeding=True),
    "general, before": preset("general", hidden=8, embedding=6, longest=6, timing="bahdanau", previous_word=True),
    "location, before": preset("location", hidden=8, embedding=6, longest=6, timing="bahdanau", readout="s"),
    "additive, behind": preset("additive", hidden=8, embedding=6, longest=6, timing="luong"),
    "none, behind": preset("none", hidden=8, embedding=6, longest=6, timing="luong"),
    "hard": preset("general", hidden=8, embedding=6, longest=6, hard=True),
}


@pytest.fixture(scope="session")
def corpus():
    return sentences()


@pytest.fixture(scope="session")
def english():
    return Vocabulary(["i", "love", "you", "the", "cat"])


@pytest.fixture(scope="session")
def french():
    return Vocabulary(["je", "t'", "aime", "le", "chat"])


@pytest.fixture(scope="session")
def draw(english, french):
    """Return an untrained checkpoint of a preset, or of other settings."""
    return lambda what, seed=0: untrained(SMALL.get(what) or MORE[what], english, french, seed)


@pytest.fixture(scope="session", params=[*SMALL, *MORE])
def kind(request):
    """Name every translator in turn."""
    return request.param
