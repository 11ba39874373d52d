"""js/math against the package: scores, masks, normalisers, reading, heads, links and random numbers, to 1e-12."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

import softlook
from softlook.normalizers import gumbel, sigmoid
from softlook.widgets import ScoreTuner, _windowed
from softlook.widgets.bottleneck import wilson

EXACT = {"rtol": 1e-12, "atol": 1e-12}
SCORE = st.one_of(st.floats(-5, 5), st.floats(-1e6, 1e6), st.sampled_from([0.0, -0.0, 1e-300]))
TEMPERATURE = st.one_of(st.floats(0.05, 5), st.floats(0.001, 1e6))
ANY_TEMPERATURE = st.one_of(TEMPERATURE, st.floats(5e-324, 1.7e308))
VALUE = st.floats(-1e6, 1e6)
SIZE = st.integers(1, 12)
NUMBER = st.floats(-3, 3)
SEED = st.one_of(st.integers(0, 2**32 - 1), st.sampled_from([0, 1, 2**31, 2**32 - 1]))


def lists(entry, n):
    return st.lists(entry, min_size=n, max_size=n)


def matrix(rows, columns, entry=NUMBER):
    return lists(lists(entry, columns), rows)


def tensor(rows):
    """As the page keeps a checkpoint's tensors."""
    return {"shape": list(np.shape(rows)), "data": np.ravel(rows).tolist()}


# -- scores


@pytest.mark.twin("math/dot.js", "dot")
@pytest.mark.twin("math/scaled_dot.js", "scaledDot")
@given(data=st.data())
def test_dot_and_scaled_dot(js, data):
    n, m, d = data.draw(SIZE), data.draw(SIZE), data.draw(st.integers(1, 6))
    q, k = data.draw(matrix(n, d, st.floats(-10, 10))), data.draw(matrix(m, d, st.floats(-10, 10)))
    exact = {"rtol": 1e-12, "atol": 1e-12 * 1000}
    assert_allclose(js("math/dot.js", "dot", q, k), softlook.dot(np.array(q), np.array(k)), **exact)
    assert_allclose(
        js("math/scaled_dot.js", "scaledDot", q, k), softlook.scaled_dot(np.array(q), np.array(k)), **exact
    )


@pytest.mark.twin("math/cosine.js", "cosine")
@given(
    drawn=st.tuples(st.integers(1, 4), st.integers(1, 5), st.integers(1, 6)).flatmap(
        lambda n: st.tuples(matrix(n[0], n[2]), matrix(n[1], n[2]))
    )
)
@example(drawn=([[0.0, 0.0]], [[3.0, 4.0]]))
@example(drawn=([[1e-300, 1e-300]], [[1e300, -1e300]]))
@example(drawn=([[0.0, 1.0]], [[2.2250738585e-313, 2.2250738585e-313]]))
def test_cosine(js, drawn):
    q, k = drawn
    assert_allclose(js("math/cosine.js", "cosine", q, k), softlook.cosine(np.array(q), np.array(k)), **EXACT)


@pytest.mark.twin("math/additive.js", "additive", "additiveKeys")
@pytest.mark.twin("math/general.js", "general")
@pytest.mark.twin("math/location.js", "location")
@pytest.mark.twin("math/aligned_position.js", "alignedPosition")
@given(data=st.data())
def test_scores_of_one_query(js, data):
    n, d = data.draw(st.integers(1, 6)), data.draw(st.integers(1, 5))
    (q,), k = data.draw(matrix(1, d)), data.draw(matrix(n, d))
    w, (v,), form = data.draw(matrix(d, d)), data.draw(matrix(1, d)), data.draw(matrix(d, d))
    one, keys = np.array([q]), np.array(k)
    projected = js("math/additive.js", "additiveKeys", k, tensor(form))
    assert_allclose(projected, softlook.additive_keys(keys, np.array(form)), **EXACT)
    additive = softlook.additive(one, keys, w_q=np.array(w), w_k=np.array(form), v_a=np.array(v))[0]
    assert_allclose(js("math/additive.js", "additive", q, projected, tensor(w), v), additive, **EXACT)
    general = softlook.general(one, keys, w_a=np.array(form))[0]
    assert_allclose(js("math/general.js", "general", q, k, tensor(form)), general, **EXACT)
    rows = data.draw(matrix(n + 2, d))
    location = softlook.location(one, keys, w_a=np.array(rows))[0]
    assert_allclose(js("math/location.js", "location", q, n, tensor(rows)), location, **EXACT)
    p = softlook.aligned_position(one, n, w_p=np.array(w), v_p=np.array(v))[0]
    assert_allclose(js("math/aligned_position.js", "alignedPosition", q, n, tensor(w), v), p, **EXACT)


@pytest.mark.twin("math/linear.js", "linear", "join", "inner", "sigmoid")
@given(data=st.data())
def test_linear(js, data):
    d_out, d_in = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 5))
    w, (x,), (b,) = data.draw(matrix(d_out, d_in)), data.draw(matrix(1, d_in)), data.draw(matrix(1, d_out))
    assert_allclose(js("math/linear.js", "linear", tensor(w), x), np.array(w) @ x, **EXACT)
    assert_allclose(js("math/linear.js", "linear", tensor(w), x, b), np.array(w) @ x + b, **EXACT)
    assert js("math/linear.js", "join", x, b) == np.concatenate((x, b)).tolist()
    assert_allclose(js("math/linear.js", "inner", x, w[0]), np.dot(x, w[0]), **EXACT)
    t = data.draw(st.floats(-800, 800))
    assert_allclose(js("math/linear.js", "sigmoid", t), sigmoid(np.array([t]))[0], **EXACT)


# -- masks, windows, weights


@pytest.mark.twin("math/causal.js", "causal")
@given(t_y=st.integers(0, 8), t_x=st.integers(0, 8))
def test_causal(js, t_y, t_x):
    assert js("math/causal.js", "causal", t_y, t_x) == softlook.causal(t_y, t_x).tolist()


@pytest.mark.twin("math/gaussian.js", "gaussian")
@given(p=st.floats(0, 11), half_width=st.integers(1, 12))
def test_gaussian(js, p, half_width):
    wanted = softlook.gaussian(np.array([p]), 12, half_width)[0]
    assert_allclose(js("math/gaussian.js", "gaussian", p, 12, half_width), wanted, rtol=1e-12, atol=1e-300)


@pytest.mark.twin("math/softmax.js", "softmax")
@given(drawn=SIZE.flatmap(lambda n: st.tuples(lists(SCORE, n), lists(st.booleans(), n))), temperature=ANY_TEMPERATURE)
@example(drawn=([1e6, -1e6, 1e6], [True, True, True]), temperature=0.001)
@example(drawn=([1e6, -1e6, 1e6, 0.0], [True, True, True, False]), temperature=5e-324)
@example(drawn=([1e-300, 0.0], [True, True]), temperature=1e-300)
@example(drawn=([0.63, -3.2, -2.5, 0.5, 0.5], [True, True, True, False, False]), temperature=1.0)
@example(drawn=([1.0, 2.0], [False, False]), temperature=1.0)
def test_softmax(js, drawn, temperature):
    e, mask = drawn
    wanted = softlook.softmax(np.array(e), np.array(mask), temperature)
    assert_allclose(js("math/softmax.js", "softmax", e, mask, temperature), wanted, **EXACT)


@pytest.mark.twin("math/hard.js", "hard")
@given(
    drawn=SIZE.flatmap(
        lambda n: st.tuples(lists(st.one_of(SCORE, st.sampled_from([1.0, 2.0])), n), lists(st.booleans(), n))
    )
)
def test_hard(js, drawn):
    e, mask = drawn
    assert js("math/hard.js", "hard", e, mask) == softlook.hard(np.array(e), np.array(mask)).tolist()


@pytest.mark.twin("math/pcg64.js", "pcg64")
@given(seed=SEED)
def test_random_numbers_are_numpys(js, seed):
    assert js("math/pcg64.js", "pcg64", seed, take=20) == np.random.default_rng(seed).random(20).tolist()


@pytest.mark.twin("math/sample.js", "gumbel", "sample")
@given(
    drawn=SIZE.flatmap(lambda n: st.tuples(lists(st.floats(-20, 20), n), lists(st.booleans(), n))),
    rows=st.integers(1, 40),
    seed=SEED,
)
def test_draws_by_the_same_seed_are_the_same(js, drawn, rows, seed):
    e, mask = drawn
    noise = gumbel(np.zeros((rows, len(e))), seed)
    assert_allclose(js("math/sample.js", "gumbel", seed, rows, len(e)), noise, **EXACT)
    wanted = softlook.sample(np.tile(e, (rows, 1)), np.array(mask), seed=seed).tolist()
    assert js("math/sample.js", "sample", e, mask, rows, seed) == wanted


@pytest.mark.twin("math/score_for.js", "scoreFor")
@given(
    weight=st.floats(0.001, 0.999),
    temperature=st.floats(0.05, 5),
    drawn=st.integers(1, 8).flatmap(
        lambda n: st.tuples(
            lists(st.floats(-5, 5), n), lists(st.booleans(), n), lists(st.sampled_from([0, 1, 2, 97]), n)
        )
    ),
)
def test_the_score_that_gives_a_weight(js, weight, temperature, drawn):
    scores, mask, counts = drawn
    state = {"scores": scores, "mask": mask, "counts": counts, "temperature": temperature}
    score = js("math/score_for.js", "scoreFor", weight, 0, state)
    others = any(attends and n for attends, n in zip(mask[1:], counts[1:], strict=True))
    assert (score is None) == (not (mask[0] and counts[0] and others))
    if score is not None:
        labels = [str(n) for n in range(len(scores))]
        tuner = ScoreTuner(labels, [score, *scores[1:]], mask=mask, counts=counts, temperature=temperature)
        assert_allclose(tuner.total[0], weight, rtol=1e-11)


@pytest.mark.twin("math/groups.js", "repeat", "gather")
@given(drawn=SIZE.flatmap(lambda n: st.tuples(lists(SCORE, n), lists(st.sampled_from([0, 1, 2, 5]), n))))
def test_repeat_and_gather(js, drawn):
    rows, counts = drawn
    repeated = js("math/groups.js", "repeat", rows, counts)
    assert repeated == np.repeat(rows, counts).tolist()
    firsts = [row if n else None for row, n in zip(rows, counts, strict=True)]
    assert js("math/groups.js", "gather", repeated, counts) == firsts


# -- attention


@pytest.mark.twin("math/read.js", "read")
@given(
    drawn=st.tuples(SIZE, st.integers(0, 5)).flatmap(
        lambda n: st.tuples(lists(st.floats(0, 1), n[0]), matrix(*n, VALUE))
    )
)
def test_read(js, drawn):
    alpha, v = drawn
    scale = max([1.0, *(abs(x) for row in v for x in row)])
    c = softlook.read(np.array([alpha]), np.array(v).reshape(len(v), -1) if v[0] else np.empty((len(v), 0)))[0]
    assert_allclose(js("math/read.js", "read", alpha, v), c, rtol=1e-12, atol=1e-12 * scale)


SCORERS = {
    "dot": ("math/dot.js", "dot", softlook.dot),
    "scaled": ("math/scaled_dot.js", "scaledDot", softlook.scaled_dot),
}


@pytest.mark.twin("math/attend.js", "attend")
@pytest.mark.parametrize("scorer", SCORERS)
@given(data=st.data())
def test_attend(js, scorer, data):
    t_y, t_x, d, d_v = (data.draw(st.integers(1, 5)) for _ in range(4))
    q, k, v = data.draw(matrix(t_y, d)), data.draw(matrix(t_x, d)), data.draw(matrix(t_x, d_v))
    mask = data.draw(matrix(t_y, t_x, st.booleans()))
    module, name, score = SCORERS[scorer]
    page = js("math/attend.js", "attend", q, k, v, js.ref(module, name), mask)
    wanted = softlook.attend(np.array(q), np.array(k), np.array(v), score=score, mask=np.array(mask))
    for part in ("c", "alpha", "e"):
        assert_allclose(page[part], getattr(wanted, part), rtol=1e-12, atol=1e-11, err_msg=part)


@pytest.mark.twin("math/heads.js", "splitHeads", "joinHeads")
@given(
    drawn=st.tuples(SIZE, st.integers(1, 4), st.integers(1, 4)).flatmap(
        lambda n: st.tuples(matrix(n[0], n[1] * n[2], SCORE), st.just(n[1]))
    )
)
def test_split_and_join_heads(js, drawn):
    x, heads = drawn
    split = js("math/heads.js", "splitHeads", x, heads)
    assert split == softlook.split_heads(np.array(x), heads).tolist()
    assert js("math/heads.js", "joinHeads", split) == softlook.join_heads(np.array(split)).tolist() == x


@pytest.mark.twin("math/multi_head.js", "multiHead")
@pytest.mark.parametrize("scorer", SCORERS)
@given(data=st.data())
def test_multi_head(js, scorer, data):
    t_y, t_x, heads, d, d_v = (data.draw(st.integers(1, 4)) for _ in range(5))
    q, k = data.draw(matrix(t_y, heads * d)), data.draw(matrix(t_x, heads * d))
    v, mask = data.draw(matrix(t_x, heads * d_v)), data.draw(matrix(t_y, t_x, st.booleans()))
    module, name, score = SCORERS[scorer]
    page = js("math/multi_head.js", "multiHead", q, k, v, heads, js.ref(module, name), mask)
    wanted = softlook.multi_head(np.array(q), np.array(k), np.array(v), heads=heads, score=score, mask=np.array(mask))
    for part in ("c", "alpha", "e"):
        assert_allclose(page[part], getattr(wanted, part), rtol=1e-12, atol=1e-11, err_msg=part)


# -- alignments, learning, intervals


@pytest.mark.twin("math/links.js", "links")
@given(
    alpha=st.integers(1, 5).flatmap(
        lambda n: st.lists(lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), n), min_size=1, max_size=5)
    )
)
def test_links(js, alpha):
    assert sorted(map(tuple, js("math/links.js", "links", alpha))) == sorted(softlook.links(np.array(alpha)))


LINK = st.tuples(st.integers(0, 5), st.integers(0, 5))


@pytest.mark.twin("math/links.js", "alignmentErrorRate")
@given(links=st.sets(LINK), sure=st.sets(LINK), possible=st.sets(LINK))
def test_alignment_error_rate(js, links, sure, possible):
    page = js("math/links.js", "alignmentErrorRate", sorted(links), sorted(sure), sorted(possible))
    assert page == pytest.approx(softlook.alignment_error_rate(links, sure, possible), abs=1e-12)


@pytest.mark.twin("math/reinforce.js", "reinforce")
@given(
    drawn=SIZE.flatmap(
        lambda n: st.tuples(lists(st.floats(-5, 5), n), lists(st.floats(0, 100), n), lists(st.integers(0, 9), n))
    ),
    baseline=st.floats(0, 100),
)
def test_reinforce(js, drawn, baseline):
    e, costs, counts = drawn
    pi = softlook.softmax(np.array(e))
    for shares in (pi, (np.array(counts) + 1) / (sum(counts) + len(counts))):
        mean, variance = _windowed.reinforce(pi, np.array(costs), baseline, shares)
        page = js("math/reinforce.js", "reinforce", pi.tolist(), costs, baseline, shares.tolist())
        assert_allclose(page["mean"], mean, rtol=1e-12, atol=1e-12 * 100)
        assert_allclose(page["variance"], variance, rtol=1e-12, atol=1e-12 * 1e4)


@pytest.mark.twin("math/wilson.js", "wilson")
@given(p=st.floats(0, 1), n=st.integers(1, 10_000))
def test_wilson(js, p, n):
    assert_allclose(js("math/wilson.js", "wilson", p, n), wilson(p, n), **EXACT)
