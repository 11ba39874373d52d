"""The sizes of an encoder-decoder with attention, read off its parts: what goes in where, and what comes out."""

from __future__ import annotations

from typing import NamedTuple

from softlook import _check
from softlook.attention import attend


class Sizes(NamedTuple):
    """Counts of numbers."""

    encoder: int
    """Go into one step of the encoder's recurrence."""
    decoder: int
    """Go into one step of the decoder's, which takes the context as well."""
    scores: int
    """Scores for each target word."""
    context: int
    """In a context vector."""
    out: int
    """Come out for each target word."""


def sizes(*, vocabulary: int = 10_000, embedding: int = 300, hidden: int = 500, t_x: int = 100) -> Sizes:
    """Build the machine, untrained, run it for one word, and count.

    A plain recurrent encoder; attention by the dot product over all its states; a decoder in Bahdanau's manner, whose
    step takes the word before, its own state and the context; and a readout in two layers, by way of a vector as wide
    as a word's.

    Parameters
    ----------
    vocabulary, embedding, hidden, t_x : int
        Words known, numbers in a word vector, numbers in a state, words in the sentence; all above 0.

    Raises
    ------
    TypeError, ValueError
        If one is not a whole number, or not above 0.

    References
    ----------
    Bahdanau et al. 2015, section 3.1 and appendix A.2 (arXiv 1409.0473): the decoder's state takes word, state and
    context.

    Examples
    --------
    >>> sizes(vocabulary=50, embedding=3, hidden=5, t_x=4)
    Sizes(encoder=8, decoder=13, scores=4, context=5, out=50)
    """
    import torch
    from torch import nn

    _check.counts(least=1, vocabulary=vocabulary, embedding=embedding, hidden=hidden, t_x=t_x)
    with torch.random.fork_rng(devices=[]), torch.no_grad():
        table = nn.Embedding(vocabulary, embedding)
        encoder = nn.RNN(embedding, hidden, batch_first=True)
        decoder = nn.RNNCell(embedding + hidden, hidden)
        readout = nn.Sequential(nn.Linear(hidden, embedding), nn.Linear(embedding, vocabulary))
        h, _ = encoder(table(torch.zeros(1, t_x, dtype=torch.int64)))
        s = torch.zeros(1, hidden)
        attended = attend(s[:, None], h, h)
        s = decoder(torch.cat([table(torch.zeros(1, dtype=torch.int64)), attended.c[:, 0]], dim=-1), s)
        return Sizes(
            encoder=sum(int(w.shape[1]) for w in encoder.all_weights[0][:2]),  # by the word, by the state
            decoder=int(decoder.weight_ih.shape[1] + decoder.weight_hh.shape[1]),
            scores=attended.e.shape[-1],
            context=attended.c.shape[-1],
            out=int(readout(s).shape[-1]),
        )
