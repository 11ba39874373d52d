"""How others train a translator with additive attention, written anew from what they published.

d2l: Zhang, Lipton, Li & Smola, *Dive into Deep Learning* (https://d2l.ai), sections 10.7 (its loop) and 11.4 (its
model): one direction of encoding, every sentence padded to a fixed length, the keys projected at each step, masked
softmax and masked loss. tutorial: Robertson, *NLP From Scratch: Translation with a Sequence to Sequence Network and
Attention* (PyTorch's tutorials): fixed length, no mask, words predicted one token at a time, the padding learned too,
an optimizer for each half. bentrevett: Trevett, *pytorch-seq2seq* (https://github.com/bentrevett/pytorch-seq2seq),
notebook 3 as it is since 2024: sentences as they come, padded to the longest of their batch, time first, both
directions, the score of [s; h] by one layer at each step, the word predicted from state, context and embedding.
bentrevett, packed: the older notebook 4, with like lengths in a batch, packed sequences and a mask.

What is made alike, so that the loops are compared and not the sizes: the data, its vocabularies, the batch, one layer,
hidden 64 (each direction of an encoder half, where there are two: half of what its notebook would have), embeddings
48, no dropout, the gold word always fed (bentrevett's feeds its own word half of the time, which takes as long and
learns more slowly), Adam. Each keeps its own way to batch, encode, attend, predict and count the loss. Rates come from
a sweep: training.py.
"""

from __future__ import annotations

import torch
from peers import D2lAdditive
from torch import nn
from torch.nn.functional import cross_entropy, nll_loss
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

PAD = 0


class D2l(nn.Module):
    """Fixed length; a loop over steps, and one layer that predicts from all their outputs at the end."""

    clip = 1.0

    def __init__(self, n_source, n_target, hidden, embedding, longest):
        super().__init__()
        self.longest = longest
        self.source, self.target = nn.Embedding(n_source, embedding), nn.Embedding(n_target, embedding)
        self.encoder, self.decoder = nn.GRU(embedding, hidden), nn.GRU(embedding + hidden, hidden)
        self.attention = D2lAdditive(hidden, hidden, hidden)
        self.dense = nn.Linear(hidden, n_target)

    def batches(self, data, size, order):
        x, y = data.padded(self.longest)
        lengths = (x != PAD).sum(1)
        for rows in order.split(size):
            yield (x[rows], lengths[rows], y[rows, :-1]), y[rows, 1:]

    def forward(self, x, lengths, y):
        states, s = self.encoder(self.source(x.T))
        states, words = states.permute(1, 0, 2), self.target(y).permute(1, 0, 2)
        outputs = []
        for word in words:
            c = self.attention(s[-1].unsqueeze(1), states, states, lengths)
            out, s = self.decoder(torch.cat((c, word.unsqueeze(1)), dim=-1).permute(1, 0, 2), s)
            outputs.append(out)
        return self.dense(torch.cat(outputs, dim=0)).permute(1, 0, 2)

    def loss(self, logits, wanted):
        each = cross_entropy(logits.reshape(-1, logits.shape[-1]), wanted.reshape(-1), reduction="none")
        mask = (wanted.reshape(-1) != PAD).float()
        return (each * mask).sum() / mask.sum()

    def optimizers(self, rate):
        return [torch.optim.Adam(self.parameters(), lr=rate)]


class TutorialAttention(nn.Module):
    """Two projections with biases, a third for the score."""

    def __init__(self, hidden):
        super().__init__()
        self.w, self.u, self.v = nn.Linear(hidden, hidden), nn.Linear(hidden, hidden), nn.Linear(hidden, 1)

    def forward(self, query, keys):
        scores = self.v(torch.tanh(self.w(query) + self.u(keys))).squeeze(2).unsqueeze(1)
        weights = scores.softmax(dim=-1)
        return torch.bmm(weights, keys), weights


class Tutorial(nn.Module):
    """A step for every token: embed, attend, join, recur, predict; the weights are kept as well."""

    clip = None

    def __init__(self, n_source, n_target, hidden, embedding, longest):
        super().__init__()
        self.longest = longest
        self.reader = nn.ModuleDict(
            {"embedding": nn.Embedding(n_source, embedding), "gru": nn.GRU(embedding, hidden, batch_first=True)}
        )
        self.writer = nn.ModuleDict(
            {
                "embedding": nn.Embedding(n_target, embedding),
                "attention": TutorialAttention(hidden),
                "gru": nn.GRU(embedding + hidden, hidden, batch_first=True),
                "out": nn.Linear(hidden, n_target),
            }
        )

    def batches(self, data, size, order):
        x, y = data.padded(self.longest)
        for rows in order.split(size):
            yield (x[rows], None, y[rows, :-1]), y[rows, 1:]

    def forward(self, x, _, y):
        states, s = self.reader["gru"](self.reader["embedding"](x))
        outputs, alpha = [], []
        for i in range(y.shape[1]):
            word = self.writer["embedding"](y[:, i : i + 1])
            c, weights = self.writer["attention"](s.permute(1, 0, 2), states)
            out, s = self.writer["gru"](torch.cat((word, c), dim=2), s)
            outputs.append(self.writer["out"](out))
            alpha.append(weights)
        torch.cat(alpha, dim=1)
        return torch.cat(outputs, dim=1).log_softmax(dim=-1)

    def loss(self, log_p, wanted):
        return nll_loss(log_p.reshape(-1, log_p.shape[-1]), wanted.reshape(-1))

    def optimizers(self, rate):
        return [torch.optim.Adam(half.parameters(), lr=rate) for half in (self.reader, self.writer)]


class Bentrevett(nn.Module):
    """Time first; energy from the state, repeated along the source, and the encoder states; one tensor of outputs."""

    clip = 1.0

    def __init__(self, n_source, n_target, hidden, embedding, longest):
        super().__init__()
        del longest
        self.n_target = n_target
        self.source, self.target = nn.Embedding(n_source, embedding), nn.Embedding(n_target, embedding)
        self.encoder, self.bridge = nn.GRU(embedding, hidden // 2, bidirectional=True), nn.Linear(hidden, hidden)
        self.energy, self.v = nn.Linear(2 * hidden, hidden), nn.Linear(hidden, 1, bias=False)
        self.decoder, self.out = nn.GRU(hidden + embedding, hidden), nn.Linear(2 * hidden + embedding, n_target)

    def batches(self, data, size, order):
        for rows in order.split(size):
            yield self.cut(data, rows)

    def cut(self, data, rows):
        """Pad to the longest of the batch."""
        lengths = data.source_lengths[rows]
        x, y = data.x[rows, : int(lengths.max())].T, data.y[rows, : int(data.target_lengths[rows].max())].T
        return (x, lengths, y[:-1]), y[1:]

    def read(self, x, lengths):
        del lengths
        return self.encoder(self.source(x))

    def mask(self, x, scores):
        del x
        return scores

    def forward(self, x, lengths, y):
        states, last = self.read(x, lengths)
        s = torch.tanh(self.bridge(torch.cat((last[-2], last[-1]), dim=1)))
        logits = torch.zeros(y.shape[0], y.shape[1], self.n_target)
        for i, words in enumerate(y):
            word, before = self.target(words.unsqueeze(0)), states.permute(1, 0, 2)
            energy = torch.tanh(self.energy(torch.cat((s.unsqueeze(1).repeat(1, len(x), 1), before), dim=2)))
            weights = self.mask(x, self.v(energy).squeeze(2)).softmax(dim=1).unsqueeze(1)
            c = torch.bmm(weights, before).permute(1, 0, 2)
            out, s = self.decoder(torch.cat((word, c), dim=2), s.unsqueeze(0))
            s = s.squeeze(0)
            logits[i] = self.out(torch.cat((out.squeeze(0), c.squeeze(0), word.squeeze(0)), dim=1))
        return logits

    def loss(self, logits, wanted):
        return cross_entropy(logits.reshape(-1, self.n_target), wanted.reshape(-1), ignore_index=PAD)

    def optimizers(self, rate):
        return [torch.optim.Adam(self.parameters(), lr=rate)]


class Packed(Bentrevett):
    """Like lengths together, out of a hundred batches; each batch sorted, the longest first, packed and masked."""

    def batches(self, data, size, order):
        for pool in order.split(100 * size):
            parts = pool[data.source_lengths[pool].argsort(stable=True)].split(size)
            for n in torch.randperm(len(parts)).tolist():
                yield self.cut(data, parts[n].flip(0))

    def read(self, x, lengths):
        packed, last = self.encoder(pack_padded_sequence(self.source(x), lengths))
        return pad_packed_sequence(packed)[0], last

    def mask(self, x, scores):
        return scores.masked_fill((x == PAD).T, -1e10)


PEERS = {"d2l": D2l, "tutorial": Tutorial, "bentrevett": Bentrevett, "bentrevett, packed": Packed}
