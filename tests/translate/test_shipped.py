"""The checkpoints of the book: their headers hold what the one scorer finds, and they do what the chapters tell."""

from __future__ import annotations

import json

import pytest

from softlook.translate.checkpoints import SHIPPED, header, load, names
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.corpus.splits import fingerprint, split
from softlook.translate.decode import Decoder
from softlook.translate.evaluation import FIGURES, score
from softlook.translate.settings import PRESETS
from softlook.translate.shipped import SEEDS, recipe, ship

LIMIT = 200_000  # bytes


@pytest.fixture(scope="module")
def data(corpus):
    return split(corpus)


@pytest.fixture(scope="module", params=names())
def name(request):
    return request.param


def test_each_is_a_preset():
    assert set(names()) == set(PRESETS)


def test_each_is_small_and_trained_by_its_recipe(name, data):
    path = SHIPPED / f"{name}.safetensors"
    given = header(path)
    settings, steps = recipe(name)
    assert path.stat().st_size < LIMIT
    assert json.loads(settings.to_json()) == json.loads(given["settings"])
    assert given["training"]["steps"] == steps
    assert given["training"]["seed"] == SEEDS.get(name, 0)
    assert given["data"]["fingerprint"] == fingerprint(data.train)
    assert (given["scores"]["split"], given["scores"]["n"]) == ("test", len(data.test))


def test_the_scores_are_what_the_scorer_finds(name, data):
    """On 150 sentences: within four standard errors of the share of exact ones, as no figure varies more than that."""
    kept, sample = header(SHIPPED / f"{name}.safetensors")["scores"], data.test[:150]
    scores = score(Decoder(name), sample)
    assert set(kept) == {"split", *scores}
    bound = 4 * max(0.01, (kept["exact_match"] * (1 - kept["exact_match"]) / len(sample)) ** 0.5)
    assert scores["exact_match"] == pytest.approx(kept["exact_match"], abs=bound)
    assert scores["token_accuracy"] == pytest.approx(kept["token_accuracy"], abs=bound)
    for figure in ("bleu", "chrf"):  # of 100
        assert scores[figure] == pytest.approx(kept[figure], abs=100 * bound)
    for figure in ("aer", "aer_shifted"):
        assert (scores[figure] is None) == (kept[figure] is None) == (name == "none")
        assert scores[figure] == pytest.approx(kept[figure], abs=0.05)
    assert set(FIGURES) < set(scores)


def test_torch_reads_them_too(name):
    import torch

    from softlook.translate.translator import align, from_checkpoint

    one, two = (
        Decoder(name).align("i love you", "je t' aime"),
        align("i love you", "je t' aime", from_checkpoint(name, dtype=torch.float64)),
    )
    assert abs(one.logits - two.logits).max() < 1e-9


def test_i_love_you():
    for name in sorted({"additive", "dot", "general", "local-m", "local-p"} & set(names())):
        assert " ".join(Decoder(name).translate("i love you").words) == "je t' aime"


def test_additive_attention_attends_to_the_word_that_it_translates():
    """Surely, and with few wrong links on the test split: it is the one trained with regularisation."""
    alpha = Decoder("additive").align("i love you", "je t' aime").alpha[:3]
    assert alpha.argmax(-1).tolist() == [0, 2, 1]
    assert alpha.max(-1).min() > 0.7
    additive, published = (header(SHIPPED / f"{name}.safetensors") for name in ("additive", "published"))
    assert additive["scores"]["aer"] <= 0.025
    assert additive["scores"]["exact_match"] >= 0.99
    assert published["scores"]["aer"] > 4 * additive["scores"]["aer"]
    assert additive["training"]["state_dropout"] > 0
    assert "state_dropout" not in published["training"]


def test_additive_attention_has_the_demonstrations_right():
    assert all(Decoder("additive").translate(source).words == pair.target for source, pair in demonstrations().items())


def test_the_demonstrations_can_be_read():
    for source in demonstrations():
        assert all(Decoder(name).translate(source).words for name in names())


def test_without_attention_long_sentences_suffer():
    whole, long = (
        {name: header(SHIPPED / f"{name}.safetensors")["scores"][figure] for name in ("none", "additive")}
        for figure in ("exact_match", "exact_match_of_12_or_more")
    )
    assert long["none"] < whole["none"] - 0.1
    assert long["additive"] > whole["additive"] - 0.02
    assert long["additive"] - long["none"] > 0.25


@pytest.mark.needs_torch
def test_one_is_made_again(tmp_path):
    """The same bytes but for the seconds it took: so the nine can be made again."""
    one, two = (load(ship("dot", folder=tmp_path / str(n), steps=2)) for n in range(2))
    assert all((one.tensors[key] == two.tensors[key]).all() for key in one.tensors)
    assert one.scores == two.scores
    with pytest.raises(ValueError, match="name: 'dott' given"):
        ship("dott", folder=tmp_path)
