"""Sampling from combinations by a counter under SHA-256."""

from __future__ import annotations

from softlook.translate.corpus.grammar import join, word
from softlook.translate.corpus.sampling import sample


def test_sample_passes_over_what_is_refused_named_twice_or_drawn():
    def make(a, b):
        return None if a == "no" else join(f"{a} {b}", f"{a} {b}")

    axes = (["dog", "cat", "no", "dogs"], ["dog", "bird"])
    everything = [" ".join(phrase.source) for phrase in sample("x", 100, make, *axes)]
    assert sorted(everything) == ["cat bird", "cat dog", "dog bird", "dogs bird"]
    two = [" ".join(phrase.source) for phrase in sample("x", 2, make, *axes)]
    assert len(set(two)) == 2
    assert two == [" ".join(phrase.source) for phrase in sample("x", 2, make, *axes)]


def numbered(*axes, name="x", quota=100):
    """The combinations that are sampled, as the words of the source."""

    def rule(*chosen):
        return word(" ".join(chosen), "x")

    return [phrase.source[0] for phrase in sample(name, quota, rule, *axes)]


def test_all_combinations_come_once_where_the_quota_allows_it():
    """In the order of a counter whose first axis runs fastest."""
    assert numbered("ab", "cd") == ["a c", "b c", "a d", "b d"]


def test_a_quota_is_kept_and_its_sample_is_the_same_everywhere():
    letters = "abcdefghijklmnopqrstuvwxyz"
    drawn = numbered(letters, letters, quota=6)
    assert len(set(drawn)) == 6
    assert drawn == ["d g", "g s", "h z", "c o", "x o", "v g"]
    assert drawn == numbered(letters, letters, quota=9)[:6]
    assert drawn != numbered(letters, letters, name="y", quota=6)


def test_it_gives_up_where_nothing_fits():
    assert not list(sample("x", 3, lambda *_: None, "abc", "def"))
    assert not list(sample("x", 3, lambda *_: None, range(1000), range(1000)))
