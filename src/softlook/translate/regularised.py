"""A training whose attention is to be read as an alignment: :mod:`softlook.translate.regularisation` has the means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from softlook import _check
from softlook.translate.recipe import RegularisedRecipe
from softlook.translate.training import Run, Trained, build, pairs_of, run_training

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from softlook.translate.corpus.pair import Pair
    from softlook.translate.corpus.splits import Splits
    from softlook.translate.recurrent import Recurrent
    from softlook.translate.settings import Settings

EMBEDDING_SCALE = 0.5
"""The standard deviation of the embeddings at first: smaller than usual, so that the noise counts beside them."""


def train_regularised(
    settings: Settings,
    data: Splits | Sequence[Pair],
    *,
    quiet: bool = False,
    state: str | Path | None = None,
    save_every: int = 100,
    stop_after: int | None = None,
    name: str = "",
    **recipe: Any,
) -> Trained:
    """Train a translator with regularisation; it costs about as much as :func:`softlook.translate.training.train`.

    Parameters
    ----------
    settings : Settings
        Of the translator: with attention, and the readout 's;c'.
    data, quiet, state, save_every, stop_after, name
        As those of :func:`softlook.translate.training.train`.
    **recipe
        The fields of :class:`softlook.translate.recipe.RegularisedRecipe`: steps, batch, seed, and strengths.

    Returns
    -------
    Trained
        The model, and its learning curve.

    Raises
    ------
    TypeError, ValueError
        If the settings have no context to predict a word from, a number is out of range, there is nothing to learn
        from, or the state is of another training.
    """
    how = RegularisedRecipe(**recipe)
    _check.count("save_every", save_every, least=1)
    pairs = pairs_of(data)
    _has_context(settings)

    def make() -> Run:
        return Run(_begun(settings, pairs), how, pairs, name)

    return run_training(make, how, quiet=quiet, state=state, save_every=save_every, stop_after=stop_after)


def _has_context(settings: Settings) -> None:
    if settings.attention == "none" or settings.readout != "s;c":
        given = "attention: 'none'" if settings.attention == "none" else f"readout: {settings.readout!r}"
        raise ValueError(
            f"{given} given, attention and the readout 's;c' wanted: else there is no context to predict a word from"
        )


def _begun(settings: Settings, pairs: Sequence[Pair]) -> Recurrent:
    """Return a new model with small embeddings."""
    build(settings, pairs)  # the kept checkpoints and tables began with the second draw of the weights of a seed
    model: Any = build(settings, pairs)
    for embedding in (model.source_embedding, model.target_embedding):
        embedding.weight.detach().mul_(EMBEDDING_SCALE)
    return model  # type: ignore[no-any-return]
