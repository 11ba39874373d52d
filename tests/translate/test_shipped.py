"""The checkpoints of the book: what their headers say is so."""

from __future__ import annotations

import json

import pytest
import torch

from softlook.translate.checkpoints import SHIPPED, header, load, names
from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.corpus.splits import fingerprint, split
from softlook.translate.decode import Decoder
from softlook.translate.settings import PRESETS
from softlook.translate.shipped import SEEDS, recipe, scored, ship
from softlook.translate.translator import align, from_checkpoint

LIMIT = 200_000  # bytes


@pytest.fixture(scope="module")
def data(corpus):
    return split(corpus)


@pytest.fixture(scope="module", params=names())
def name(request):
    return request.param


def test_each_is_a_preset():
    assert set(names()) == set(PRESETS)


def test_each_is_small_and_made_as_told(name, data):
    path = SHIPPED / f"{name}.safetensors"
    said = header(path)
    settings, steps = recipe(name)
    assert path.stat().st_size < LIMIT
    assert json.loads(settings.to_json()) == json.loads(said["settings"])
    assert said["training"]["steps"] == steps
    assert said["training"]["seed"] == SEEDS.get(name, 0)
    assert said["data"]["fingerprint"] == fingerprint(data.train)
    assert said["scores"]["n"] == len(data.test)


def test_the_scores_are_what_the_decoder_reaches(name, data):
    """On 150 sentences: within four standard errors of the whole, and of the sample's own."""
    said, some = header(SHIPPED / f"{name}.safetensors")["scores"], data.test[:150]
    found = scored(Decoder(name), some)
    assert found["exact_match"] == pytest.approx(
        said["exact_match"], abs=4 * max(0.01, (said["exact_match"] * (1 - said["exact_match"]) / 150) ** 0.5)
    )
    assert (found["aer"] is None) == (said["aer"] is None) == (name == "none")
    if name != "none":
        assert found["aer"] == pytest.approx(said["aer"], abs=0.05)


def test_torch_reads_them_too(name):
    one, two = (
        Decoder(name).align("i love you", "je t' aime"),
        align("i love you", "je t' aime", from_checkpoint(name, dtype=torch.float64)),
    )
    assert abs(one.logits - two.logits).max() < 1e-9


def test_i_love_you():
    for name in sorted({"additive", "dot", "general", "local-m", "local-p"} & set(names())):
        assert " ".join(Decoder(name).translate("i love you").words) == "je t' aime"


def test_additive_attention_looks_at_the_word_at_hand():
    """Surely, and with few wrong links on the test split: it is the one trained with regularisation."""
    alpha = Decoder("additive").align("i love you", "je t' aime").alpha[:3]
    assert alpha.argmax(-1).tolist() == [0, 2, 1]
    assert alpha.max(-1).min() > 0.7
    said = {name: header(SHIPPED / f"{name}.safetensors") for name in ("additive", "published")}
    assert said["additive"]["scores"]["aer"] <= 0.025
    assert said["additive"]["scores"]["exact_match"] >= 0.99
    assert said["published"]["scores"]["aer"] > 4 * said["additive"]["scores"]["aer"]
    assert said["additive"]["training"]["state_dropout"] > 0
    assert "state_dropout" not in said["published"]["training"]


def test_additive_attention_has_the_demonstrations_right():
    assert all(Decoder("additive").translate(source).words == pair.target for source, pair in demonstrations().items())


def test_the_demonstrations_can_be_read():
    for source in demonstrations():
        assert all(Decoder(name).translate(source).words for name in names())


def test_without_attention_long_sentences_suffer():
    whole, long = (
        {name: header(SHIPPED / f"{name}.safetensors")["scores"][score] for name in ("none", "additive")}
        for score in ("exact_match", "exact_match_of_12_or_more")
    )
    assert long["none"] < whole["none"] - 0.1
    assert long["additive"] > whole["additive"] - 0.02
    assert long["additive"] - long["none"] > 0.25


def test_one_is_made_again(tmp_path):
    """The same bytes but for the seconds it took: so the nine can be made again."""
    one, two = (load(ship("dot", folder=tmp_path / str(n), steps=2)) for n in range(2))
    assert all((one.tensors[key] == two.tensors[key]).all() for key in one.tensors)
    assert one.scores == two.scores
    with pytest.raises(ValueError, match="name: 'dott' given"):
        ship("dott", folder=tmp_path)


def test_scores_by_hand(draw):
    decoder = Decoder(draw("dot"))
    own = decoder.translate("i love you")
    target = own.words or ("je",)
    rows = decoder.align("i love you", target).alpha
    gold = frozenset((i, int(row.argmax())) for i, row in enumerate(rows[:-1]))
    right = Pair(("i", "love", "you"), target, gold, gold)
    assert scored(decoder, [right])["aer"] == 0
    wrong = right._replace(
        sure=frozenset((i, (j + 1) % 3) for i, j in gold), possible=frozenset((i, (j + 1) % 3) for i, j in gold)
    )
    assert scored(decoder, [wrong])["aer"] == 1
    assert scored(decoder, [right, wrong])["aer"] == 0.5
    assert scored(decoder, [right])["exact_match"] == float(own.words == target)
    assert scored(decoder, [right])["exact_match_of_12_or_more"] is None
