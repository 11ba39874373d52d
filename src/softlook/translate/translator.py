"""Translation with a torch model, and conversion between torch models and checkpoints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import torch

from softlook.translate import search
from softlook.translate.checkpoints import Checkpoint, load
from softlook.translate.recurrent import Recurrent
from softlook.translate.step import DecodingOptions, Override, Translation

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

Result = TypeVar("Result")


def translate(
    sentence: str | Sequence[str], model: Any, *, override: Override | None = None, beam: int = 1, **options: Any
) -> Translation:
    """Translate one sentence.

    Parameters
    ----------
    sentence : str or sequence of str
        Words of the source vocabulary (a str is split at its spaces).
    model : Recurrent, Transformer
        The translator.
    override : Override, optional
        Rows of scores or weights that replace the model's own, by step.
    beam : int
        How many hypotheses are kept; 1 is greedy.
    **options
        temperature, hard, mask, half_width, p: as :meth:`softlook.translate.decode.Decoder.translate`.

    Returns
    -------
    Translation
        Words, scores, weights, contexts and logits of each step.

    Raises
    ------
    TypeError, ValueError
        As :meth:`softlook.translate.decode.Decoder.translate`.
    """
    return _inferred(
        search.translate, model, sentence, options=DecodingOptions(override or Override(), **options), beam=beam
    )


def translate_all(sentences: Sequence[str | Sequence[str]], model: Any, **options: Any) -> list[Translation]:
    """Translate many sentences greedily, those of one length together."""
    return _inferred(search.translate_all, model, sentences, options=DecodingOptions(**options))


def align(sentence: str | Sequence[str], target: str | Sequence[str], model: Any) -> Translation:
    """Force the given target, to read which source words the model attends to for each of its words."""
    forced = target.split() if isinstance(target, str) else target
    return _inferred(search.translate, model, sentence, options=DecodingOptions(), forced=forced)


def align_all(
    sentences: Sequence[str | Sequence[str]], targets: Sequence[Sequence[str]], model: Any
) -> list[Translation]:
    """Force the target given for each sentence; those of one length together."""
    return _inferred(search.translate_all, model, sentences, forced=targets)


class TorchDecoder:
    """A torch model with the methods by which a translator is scored: :func:`softlook.translate.evaluation.score`.

    Parameters
    ----------
    model : Recurrent, Transformer
        The translator.

    Examples
    --------
    >>> [translation.words for translation in TorchDecoder(from_checkpoint("dot")).translate_all(["i sing"])]
    [('je', 'chante')]
    """

    def __init__(self, model: Any) -> None:
        self.model, self.settings, self.source, self.target = model, model.settings, model.source, model.target

    def translate_all(self, sentences: Sequence[str | Sequence[str]]) -> list[Translation]:
        """Translate many sentences greedily."""
        return translate_all(sentences, self.model)

    def align_all(
        self, sentences: Sequence[str | Sequence[str]], targets: Sequence[Sequence[str]]
    ) -> list[Translation]:
        """Force the target given for each sentence."""
        return align_all(sentences, targets, self.model)


def from_checkpoint(checkpoint: Checkpoint | str | Path, *, dtype: torch.dtype = torch.float32) -> Recurrent:
    """Return a torch model with a checkpoint's weights.

    Raises
    ------
    ValueError
        As :func:`softlook.translate.checkpoints.load`.
    """
    checkpoint = checkpoint if isinstance(checkpoint, Checkpoint) else load(checkpoint)
    model = Recurrent(checkpoint.settings, checkpoint.source, checkpoint.target).to(dtype)
    model.load_tensors({name: torch.tensor(tensor, dtype=dtype) for name, tensor in checkpoint.tensors.items()})
    return model.eval()


def to_checkpoint(model: Recurrent, **metadata: Any) -> Checkpoint:
    """Return a model's weights as a checkpoint; the metadata are its data, training, scores and versions."""
    tensors = {name: tensor.detach().cpu().numpy() for name, tensor in model.tensors().items()}
    return Checkpoint(model.settings, model.source, model.target, tensors, **metadata)


def _inferred(function: Callable[..., Result], model: Any, *args: Any, **options: Any) -> Result:
    """Call a function of a model without gradients and dropout; leave the model in its own mode."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return function(model, *args, **options)
    finally:
        model.train(was_training)
