"""Three pairs with gold links, and attention whose agreement with them can be counted by hand."""

from __future__ import annotations

import numpy as np

from softlook.translate.corpus.pair import Pair
from softlook.translate.corpus.sentences import demonstrations
from softlook.translate.outcomes import Outcome


def pair(source, target, sure=(), possible=()):
    return Pair(tuple(source.split()), tuple(target.split()), frozenset(sure), frozenset({*sure, *possible}))


def weights(columns, t_x):
    """Return weights whose row i is largest at columns[i]."""
    return np.full((len(columns), t_x), 0.1) + 0.5 * np.eye(t_x)[list(columns)]


LOVE = demonstrations()["i love you"]  # je-i, t'-you, aime-love: all sure
DRINK = pair("he drinks milk", "il boit du lait", {(0, 0), (1, 1), (3, 2)}, {(2, 2)})
SLEEP = pair("they do not sleep", "ils ne dorment pas", {(0, 0), (2, 3), (3, 2)}, {(1, 2), (1, 1), (2, 1)})
# By hand, |A & S| + |A & P| of |A| + |S|:
#   love  0 2 1: all three right                                  3 + 3 of 3 + 3
#   drink 0 1 2 1: du-milk is possible, lait-drinks is wrong      2 + 3 of 4 + 3
#   sleep 0 1 1 2: ne-do and dorment-do are possible, no more     2 + 4 of 4 + 3
THREE = [
    Outcome(LOVE, LOVE.target, weights([0, 2, 1], 3)),
    Outcome(DRINK, (), weights([0, 1, 2, 1], 3)),
    Outcome(SLEEP, (), weights([0, 1, 1, 2], 4)),
]
