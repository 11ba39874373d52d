"""The checkpoints that come with the book: how each was made, and how to make it again.

All learn from the training split of the sentences, with the same recipe, and lean to the diagonal at first. Additive attention, the one that the
book reads links off, is regularised besides (:mod:`softlook.translate.regularised`); the others show where a look goes that nobody asks to be true. The headers
carry what the decoder on numpy reaches with their rounded weights on the test split.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from softlook.alignment import alignment_error_rate, links
from softlook.translate.checkpoints import SHIPPED, load
from softlook.translate.corpus.sentences import sentences
from softlook.translate.corpus.splits import split
from softlook.translate.decode import Decoder
from softlook.translate.settings import PRESETS, Settings, preset

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from softlook.translate.corpus.pair import Pair
    from softlook.translate.training import Trained

WIDTHS = {"additive": {"hidden": 56}}  # as wide as 200 kB allow
STEPS = {"additive": 1400, "published": 1200}
LONG = 800  # of the others
DIAGONAL_BIAS = 1.0
REGULARISED = {"additive"}
SEEDS = {"local-m": 1, "local-p": 2}
"""Of 0, 1 and 2, where it is not 0. Chapter 6 shows how this local-m stops half-way (0 has one demonstration more right); local-p's was kept from before."""


def recipe(name: str) -> tuple[Settings, int]:
    """Return the settings and the number of steps of a shipped checkpoint.

    Raises
    ------
    ValueError
        If there is none of that name.
    """
    return preset(name, **WIDTHS.get(name, {})), STEPS.get(name, LONG)


def scored(decoder: Decoder, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return the exact match of greedy translations, and the alignment error rate.

    The decoder is made to write the gold target; the largest weight of each of its rows is a link. Without attention there is none.
    """
    found = decoder.translate_all([pair.source for pair in pairs])
    scores: dict[str, Any] = {
        "n": len(pairs),
        "exact_match": sum(it.words == pair.target for it, pair in zip(found, pairs, strict=True)) / len(pairs),
    }
    long = [it.words == pair.target for it, pair in zip(found, pairs, strict=True) if len(pair.source) >= 12]
    scores["exact_match_of_12_or_more"] = sum(long) / len(long) if long else None
    scores["aer"] = None
    if decoder.settings.attention != "none":
        rows = decoder.align_all([pair.source for pair in pairs], [pair.target for pair in pairs])
        drawn = [(n, i, j) for n, it in enumerate(rows) if it.alpha is not None for i, j in links(it.alpha[:-1])]
        sure, possible = (
            [(n, *link) for n, pair in enumerate(pairs) for link in getattr(pair, kind)]
            for kind in ("sure", "possible")
        )
        scores["aer"] = alignment_error_rate(drawn, sure, possible)
    return scores


def ship(
    name: str, *, seed: int | None = None, folder: str | Path = SHIPPED, steps: int | None = None, quiet: bool = True
) -> Path:
    """Train one of the nine, with its own seed if none is given, judge it on the test split, and write it; needs torch.

    Raises
    ------
    ValueError
        If the name is none of the nine.
    """
    from softlook.translate.regularised import train_regularised
    from softlook.translate.training import train

    settings, wanted = recipe(name)
    data = split(sentences())
    teach: Callable[..., Trained] = (
        train_regularised if name in REGULARISED else partial(train, diagonal_bias=DIAGONAL_BIAS)
    )
    trained = teach(
        settings,
        data,
        steps=steps or wanted,
        seed=SEEDS.get(name, 0) if seed is None else seed,
        quiet=quiet,
        name="sentences, training split",
    )
    path = Path(folder) / f"{name}.safetensors"
    path.parent.mkdir(parents=True, exist_ok=True)
    trained.save(path)
    return trained.save(path, scores=scored(Decoder(load(path.resolve())), data.test))


def ship_all(*, seed: int | None = None, folder: str | Path = SHIPPED) -> list[Path]:
    """Make all nine again."""
    return [ship(name, seed=seed, folder=folder) for name in PRESETS]
