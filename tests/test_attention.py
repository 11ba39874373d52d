from __future__ import annotations

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose, assert_array_equal
from optional import torch

from softlook import (
    Attention,
    additive,
    attend,
    causal,
    cross_attend,
    dot,
    general,
    padding,
    read,
    scaled_dot,
    self_attend,
    softmax,
    sparsemax,
)

SIZE = st.integers(1, 4)
BATCH = st.sampled_from([(), (2,), (2, 3)])


def floats(*shape):
    return arrays(np.float64, shape, elements=st.floats(-3, 3))


@st.composite
def qkv(draw, batch=BATCH):
    """Draw q, k and v that fit together."""
    t_y, t_x, d_k, d_v, b = draw(SIZE), draw(SIZE), draw(SIZE), draw(SIZE), draw(batch)
    return draw(floats(*b, t_y, d_k)), draw(floats(*b, t_x, d_k)), draw(floats(*b, t_x, d_v))


def randn(*shape):
    seeded = torch.Generator().manual_seed(sum(shape))
    return torch.randn(shape, generator=seeded, dtype=torch.float64, requires_grad=True)


# -- numbers ---------------------------------------------------------------------------------------------------------


def test_read_by_hand(array):
    c = read(array([[0.25, 0.75], [1, 0]]), array([[4, 0, 1], [0, 4, 1]]))
    assert_allclose(c, [[1, 3, 1], [4, 0, 1]], rtol=0, atol=0)


@given(drawn=qkv(batch=st.just(())))
def test_read_as_loops(array, drawn):
    alpha, v = drawn[0] @ drawn[1].T, drawn[2]
    wanted = np.zeros((alpha.shape[0], v.shape[1]))
    for i in range(alpha.shape[0]):
        for j in range(alpha.shape[1]):
            for d in range(v.shape[1]):
                wanted[i, d] += alpha[i, j] * v[j, d]
    assert_allclose(read(array(alpha), array(v)), wanted, rtol=0, atol=1e-12)


def test_attend_by_hand(array):
    # the keys score ln 4 and 0 with the query: weights 0.8 and 0.2; the third key is hidden
    attention = attend(
        array([[1]]),
        array([[math.log(4)], [0], [7]]),
        array([[10, 0], [0, 10], [99, 99]]),
        mask=array([[True, True, False]], "bool"),
    )
    assert_allclose(attention.e, [[math.log(4), 0, 7]], rtol=0, atol=0)
    assert_allclose(attention.alpha, [[0.8, 0.2, 0]], rtol=1e-15, atol=0)
    assert_allclose(attention.c, [[8, 2]], rtol=1e-15, atol=0)


def test_attend_scales_its_scores(array):
    attention = attend(array([[2, 0, 0, 0]]), array([[math.log(4), 1, 1, 1], [0, 1, 1, 1]]), array([[1], [0]]))
    assert_allclose(attention.c, [[0.8]], rtol=1e-15, atol=0)


def test_attend_is_score_softmax_read(array):
    rng = np.random.default_rng(0)
    q, k, v = (array(rng.standard_normal((2, 3, 4))) for _ in range(3))
    mask = causal(3, like=q)
    attention = attend(q, k, v, mask=mask)
    assert isinstance(attention, Attention)
    assert attention._fields == ("c", "alpha", "e")
    assert_array_equal(attention.e, scaled_dot(q, k))
    assert_array_equal(attention.alpha, softmax(attention.e, mask))
    assert_array_equal(attention.c, read(attention.alpha, v))


def test_any_score_does(array):
    q, k, v = array([[1, 2]]), array([[3, 0, 1], [0, 1, 2]]), array([[1], [0]])
    parameters = {"w_q": array([[1, 0], [0, 1]]), "w_k": array([[1, 0, 0], [0, 1, -1]]), "v_a": array([1, -1])}
    attention = attend(q, k, v, score=partial(additive, **parameters))
    assert_array_equal(attention.e, additive(q, k, **parameters))
    assert_array_equal(attention.c, read(softmax(attention.e), v))
    assert_array_equal(attend(q, k[:, :2], v, score=dot).e, [[3, 2]])


def test_any_normalizer_does(array):
    q, mask = array([[1], [2]]), array([[True, False]], "bool")
    given_to = []

    def halves(e, mask):
        given_to.append((e, mask))
        return e * 0 + 0.5

    attention = attend(q, q, q, mask=mask, normalize=halves)
    assert len(given_to) == 1
    assert given_to[0][0] is attention.e
    assert given_to[0][1] is mask
    assert_array_equal(attention.c, [[1.5], [1.5]])


def test_a_normalizer_takes_its_temperature_by_partial(array):
    attention = attend(
        array([[1]]), array([[math.log(4)], [0]]), array([[1], [0]]), normalize=partial(softmax, temperature=2)
    )
    assert_allclose(attention.c, [[2 / 3]], rtol=1e-15, atol=0)


# -- parity with torch -----------------------------------------------------------------------------------------------


@given(drawn=qkv(), data=st.data(), masked=st.booleans())
def test_as_torch_with_its_gradients(drawn, data, masked):
    ours = [torch.tensor(x, requires_grad=True) for x in drawn]
    theirs = [torch.tensor(x, requires_grad=True) for x in drawn]
    (*b, t_y, _), t_x = drawn[0].shape, drawn[1].shape[-2]
    mask = None
    if masked:
        seen = data.draw(arrays(np.bool_, (*b, t_y, t_x)))
        seen[..., data.draw(st.integers(0, t_x - 1))] = (
            True  # a row that may attend nowhere is tested apart: torch has its own idea
        )
        mask = torch.asarray(seen)
    c, wanted = attend(*ours, mask=mask).c, torch.nn.functional.scaled_dot_product_attention(*theirs, attn_mask=mask)
    assert_allclose(c.detach(), wanted.detach(), rtol=0, atol=1e-12)

    weights = torch.asarray(data.draw(floats(*c.shape)))
    (c * weights).sum().backward()
    (wanted * weights).sum().backward()
    for one, other in zip(ours, theirs, strict=True):
        assert_allclose(one.grad, other.grad, rtol=0, atol=1e-10)


@given(drawn=qkv(), data=st.data())
def test_causal_as_torch(drawn, data):
    q, k, v = map(torch.tensor, drawn)
    t_y, t_x = q.shape[-2], k.shape[-2]
    lengths = torch.tensor(data.draw(st.integers(1, t_x)))
    mask = causal(t_y, t_x, like=q) & padding(lengths, t_x)
    assert_allclose(
        attend(q, k, v, mask=mask).c,
        torch.nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask),
        rtol=0,
        atol=1e-12,
    )
    assert_allclose(
        attend(q, k, v, mask=causal(t_y, t_x, like=q)).c,
        torch.nn.functional.scaled_dot_product_attention(q, k, v, is_causal=True),
        rtol=0,
        atol=1e-12,
    )


# -- a fully masked row ----------------------------------------------------------------------------------------------


def test_a_fully_masked_row_reads_zeros(array):
    x, mask = array([[1, 2], [3, 4]]), array([[False, False], [True, True]], "bool")
    c, alpha, _ = attend(x, x, x, mask=mask)
    assert_array_equal(c[0, ...], [0, 0])
    assert_array_equal(alpha[0, ...], [0, 0])
    assert_allclose(c[1, ...], attend(x, x, x).c[1, ...], rtol=0, atol=0)


def test_a_fully_masked_row_has_gradient_zero():
    q, k, v = randn(3, 4), randn(5, 4), randn(5, 2)
    mask = torch.ones(3, 5, dtype=torch.bool)
    mask[1] = False
    attend(q, k, v, mask=mask).c.sum().backward()
    assert_array_equal(q.grad[1], np.zeros(4))
    for x in (q, k, v):
        assert torch.isfinite(x.grad).all()
        assert x.grad.abs().sum() > 0


# -- invariants ------------------------------------------------------------------------------------------------------


@given(drawn=qkv(), data=st.data())
def test_the_order_of_the_keys_does_not_matter(array, drawn, data):
    q, k, v = drawn
    t_y, t_x = q.shape[-2], k.shape[-2]
    mask = data.draw(arrays(np.bool_, (t_y, t_x)))
    order = data.draw(st.permutations(range(t_x)))
    straight = attend(array(q), array(k), array(v), mask=array(mask, "bool"))
    shuffled = attend(array(q), array(k[..., order, :]), array(v[..., order, :]), mask=array(mask[:, order], "bool"))
    assert_allclose(shuffled.c, straight.c, rtol=0, atol=1e-13)
    assert_allclose(shuffled.alpha, np.asarray(straight.alpha)[..., order], rtol=0, atol=1e-13)


@given(drawn=qkv(), data=st.data(), key=st.sampled_from([0.0, 1e3, -1e3, math.nan]), value=st.floats(-1e3, 1e3))
def test_what_is_hidden_cannot_move_the_context(array, drawn, data, key, value):
    q, k, v = drawn
    t_x = k.shape[-2]
    hidden = np.array(data.draw(st.lists(st.booleans(), min_size=t_x, max_size=t_x)))
    mask = array(~hidden, "bool")
    other_k, other_v = np.where(hidden[:, None], key, k), np.where(hidden[:, None], value, v)
    wanted = attend(array(q), array(k), array(v), mask=mask).c
    assert_allclose(attend(array(q), array(other_k), array(other_v), mask=mask).c, wanted, rtol=0, atol=1e-13)


@given(data=st.data(), t=st.integers(1, 5), d=SIZE)
def test_causal_attention_ignores_the_future(array, data, t, d):
    past, now = data.draw(floats(t, d)), data.draw(st.integers(0, t - 1))
    future = past.copy()
    future[now + 1 :] = data.draw(floats(t - now - 1, d))
    mask = causal(t, like=array(past))
    before, after = (np.asarray(attend(array(x), array(x), array(x), mask=mask).c) for x in (past, future))
    assert_allclose(after[: now + 1], before[: now + 1], rtol=0, atol=1e-13)


@given(data=st.data(), t=st.integers(1, 5), d=SIZE)
def test_step_by_step_as_all_at_once(array, data, t, d):
    x = data.draw(floats(t, d))
    whole = attend(array(x), array(x), array(x), mask=causal(t, like=array(x))).c
    for i in range(t):
        seen = array(x[: i + 1])
        step = attend(array(x[i : i + 1]), seen, seen, mask=causal(1, i + 1, offset=i, like=seen)).c
        assert_allclose(step[0, :], whole[i, :], rtol=0, atol=1e-13)


@given(drawn=qkv(), data=st.data())
def test_the_context_lies_among_the_values(array, drawn, data):
    q, k, v = drawn
    mask = np.ones((q.shape[-2], k.shape[-2]), dtype=bool)
    mask[data.draw(arrays(np.bool_, mask.shape))] = False
    mask[:, 0] = True
    c = np.asarray(attend(array(q), array(k), array(v), mask=array(mask, "bool")).c)
    assert (c <= v.max(-2, keepdims=True) + 1e-13).all()
    assert (c >= v.min(-2, keepdims=True) - 1e-13).all()


# -- shapes, libraries, dtypes ---------------------------------------------------------------------------------------


def test_batch_axes_broadcast(array):
    rng = np.random.default_rng(0)
    q, k, v = rng.standard_normal((3, 1, 4, 2)), rng.standard_normal((2, 5, 2)), rng.standard_normal((1, 1, 5, 6))
    mask = rng.random((2, 1, 5)) < 0.7
    attention = attend(array(q), array(k), array(v), mask=array(mask, "bool"))
    assert attention.c.shape == (3, 2, 4, 6)
    assert attention.alpha.shape == attention.e.shape == (3, 2, 4, 5)
    for a in range(3):
        for b in range(2):
            wanted = attend(array(q[a, 0]), array(k[b]), array(v[0, 0]), mask=array(mask[b], "bool")).c
            assert_allclose(attention.c[a, b, ...], wanted, rtol=0, atol=1e-14)


@pytest.mark.parametrize("mask", [None, True], ids=["no mask", "masked"])
def test_nothing_to_read_gives_zeros(array, mask):
    mask = None if mask is None else array(np.ones((2, 0)), "bool")
    c, alpha, e = attend(array(np.ones((2, 3))), array(np.ones((0, 3))), array(np.ones((0, 4))), mask=mask)
    assert_array_equal(c, np.zeros((2, 4)))
    assert alpha.shape == e.shape == (2, 0)


def test_no_queries(array):
    c, alpha, e = attend(array(np.ones((0, 3))), array(np.ones((2, 3))), array(np.ones((2, 4))))
    assert c.shape == (0, 4)
    assert alpha.shape == e.shape == (0, 2)


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_library_and_dtype_stay(xp, array, dtype):
    if not hasattr(xp, dtype):
        pytest.skip(f"{xp.__name__} has no {dtype}")
    x = array([[1, 2], [3, 4]], dtype)
    for result in (*attend(x, x, x, mask=causal(2, like=x)), read(x, x)):
        assert type(result) is type(x)
        assert result.dtype == x.dtype


# -- gradients -------------------------------------------------------------------------------------------------------


def test_gradients_of_read():
    assert torch.autograd.gradcheck(read, (randn(2, 3, 5), randn(5, 4)))


@pytest.mark.parametrize("score", [dot, scaled_dot])
@pytest.mark.parametrize("blind", [None, 1], ids=["all see", "one blind"])
def test_gradients(score, blind):
    mask = causal(3, 5, offset=1, like=randn(1))
    if blind is not None:
        mask[blind] = False
    assert torch.autograd.gradcheck(
        lambda q, k, v: attend(q, k, v, score=score, mask=mask), (randn(2, 3, 4), randn(2, 5, 4), randn(2, 5, 3))
    )


def test_gradients_with_parameters():
    def contexts(q, k, v, *parameters):
        w_q, w_k, v_a = parameters
        return attend(q, k, v, score=partial(additive, w_q=w_q, w_k=w_k, v_a=v_a), mask=causal(3, 5, like=q)).c

    assert torch.autograd.gradcheck(
        contexts, (randn(3, 4), randn(5, 2), randn(5, 3), randn(6, 4), randn(6, 2), randn(6))
    )


# -- errors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("value", "kind"), [([[1.0]], "list"), (None, "NoneType")])
def test_read_wants_arrays(array, value, kind):
    with pytest.raises(TypeError, match=f"^alpha: {kind} given, an array of numpy or torch wanted$"):
        read(value, array([[1]]))
    with pytest.raises(TypeError, match=f"^v: {kind} given, an array of numpy or torch wanted$"):
        read(array([[1]]), value)


def test_read_refuses_to_mix_libraries():
    libraries = r"\(alpha from numpy, v from torch\)"
    with pytest.raises(
        TypeError, match=f"^alpha, v: arrays of different libraries given {libraries}, one library wanted$"
    ):
        read(np.ones((1, 1)), torch.ones((1, 1)))


@pytest.mark.parametrize("dtype", ["int64", "bool", "complex128"])
def test_read_wants_floats(array, dtype):
    with pytest.raises(
        TypeError, match=rf"^alpha: dtype \S*{dtype} given, a floating dtype wanted \(cast it to float32 or float64\)$"
    ):
        read(array([[1]], dtype), array([[1]]))
    with pytest.raises(
        TypeError, match=rf"^v: dtype \S*{dtype} given, a floating dtype wanted \(cast it to float32 or float64\)$"
    ):
        read(array([[1]]), array([[1]], dtype))


def test_read_refuses_to_mix_dtypes(array):
    with pytest.raises(TypeError, match=r"^alpha, v: dtypes \S*float64, \S*float32 given, one dtype wanted$"):
        read(array([[1]]), array([[1]], "float32"))


def test_read_wants_sequences(array):
    with pytest.raises(
        ValueError,
        match=r"^alpha: shape \(1,\) given, \(\.\.\., t, d\) wanted: time before features, at least two axes$",
    ):
        read(array([1]), array([[1]]))
    with pytest.raises(
        ValueError, match=r"^v: shape \(1,\) given, \(\.\.\., t, d\) wanted: time before features, at least two axes$"
    ):
        read(array([[1]]), array([1]))


def test_read_wants_a_value_for_each_weight(array):
    with pytest.raises(
        ValueError, match=r"^v: shape \(2, 1\) given, 3 values wanted, one for each weight of alpha's \(1, 3\)$"
    ):
        read(array([[1, 0, 0]]), array([[1], [2]]))


def test_read_wants_batches_that_broadcast(array):
    shapes = r"shapes alpha \(2, 1, 1\), v \(3, 1, 1\)"
    with pytest.raises(ValueError, match=f"^alpha, v: {shapes} given, leading axes that broadcast together wanted$"):
        read(array(np.ones((2, 1, 1))), array(np.ones((3, 1, 1))))


@pytest.mark.parametrize(
    ("alpha", "v", "name"),
    [
        ([math.nan, 0], [1, 2], "alpha"),
        ([math.inf, 0], [0, 2], "alpha"),
        ([0.5, 0.5], [1, math.nan], "v"),
        ([1, 0], [1, math.nan], "v"),
        ([1, 0], [1, math.inf], "v"),
        ([math.nan, 0], [math.nan, 2], "alpha"),
    ],
)
def test_read_names_where_the_nan_comes_from(array, alpha, v, name):
    message = (
        rf"^{name}: NaN or infinity given, finite numbers wanted \(a weight of 0 does not hide them: 0 x NaN is NaN\)$"
    )
    with pytest.raises(ValueError, match=message), np.errstate(invalid="ignore"):
        read(array([alpha]), array(v)[:, None])


def test_attend_passes_its_parts_errors_on(array):
    x = array([[1, 2], [3, 4]])
    with pytest.raises(ValueError, match=r"^k: shape \(2, 1\) given, a last axis of 2 wanted, as q's \(2, 2\)$"):
        attend(x, x[:, :1], x)
    with pytest.raises(
        ValueError, match=r"^mask: shape \(3, 2\) given, one that broadcasts to the scores' \(2, 2\) wanted$"
    ):
        attend(x, x, x, mask=array(np.ones((3, 2)), "bool"))
    with pytest.raises(
        TypeError, match=r"^mask: dtype \S*float64 given, a boolean mask wanted, True where the query may attend$"
    ):
        attend(x, x, x, mask=array(np.ones((2, 2))))
    with pytest.raises(
        ValueError, match=r"^e: NaN given among the scores that the mask lets through, real numbers wanted$"
    ):
        attend(array([[math.nan, 1]]), x, x)
    with pytest.raises(
        ValueError, match=r"^v: shape \(1, 2\) given, 2 values wanted, one for each weight of alpha's \(2, 2\)$"
    ):
        attend(x, x, x[:1, :])


def test_attend_takes_its_parts_by_keyword(array):
    x = array([[1]])
    with pytest.raises(TypeError, match="takes 3 positional arguments but 4 were given"):
        attend(x, x, x, dot)


def random(*shapes, seed=0, library=np):
    draw = np.random.default_rng(seed)
    return [library.asarray(draw.standard_normal(shape)) for shape in shapes]


def back(x):
    return np.from_dlpack(x)


def test_on_every_library_what_is_not_needed_is_none(xp):
    q, k, v = random((3, 4), (5, 4), (5, 2))
    plain = attend(q, k, v)
    q, k, v = (xp.asarray(x) for x in (q, k, v))
    for score in ({}, {"score": dot}, {"normalize": sparsemax}):
        full, bare, weights = (
            attend(q, k, v, **score, **options) for options in ({}, {"need_weights": False}, {"need_scores": False})
        )
        assert bare.alpha is bare.e is weights.e is None
        assert_allclose(back(bare.c), back(full.c), rtol=1e-12)
        assert_allclose(back(weights.alpha), back(full.alpha), rtol=1e-12)
    assert_allclose(back(attend(q, k, v, need_weights=False).c), plain.c, rtol=1e-12)


@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
@pytest.mark.parametrize("library", [np, torch])
def test_empty_in_zeros_out(library, options):
    c = attend(library.ones((2, 3, 4)), library.ones((2, 0, 4)), library.ones((2, 0, 5)), **options).c
    assert_array_equal(c, np.zeros((2, 3, 5)))
    assert tuple(attend(library.ones((0, 4)), library.ones((3, 4)), library.ones((3, 5)), **options).c.shape) == (0, 5)


@pytest.mark.parametrize("dtype", ["float16", "float32"])
@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
def test_small_floats_stay_what_they_are(dtype, options):
    x = random((6, 4))[0]
    whole = attend(x, x, x).c
    for library in (np, torch):
        small = library.asarray(x, dtype=getattr(library, dtype))
        c = attend(small, small, small, **options).c
        assert c.dtype == small.dtype
        assert_allclose(np.asarray(c), whole, atol=5e-3)


def test_self_and_cross_project_and_attend(xp):
    x, h, w_q, w_k, w_v = random((2, 3, 4), (2, 5, 6), (3, 4), (3, 6), (2, 6))
    alpha = softmax(np.stack([(x[b] @ w_q.T) @ (h[b] @ w_k.T).T / math.sqrt(3) for b in range(2)]))
    put = [xp.asarray(a) for a in (x, h, w_q, w_k, w_v)]
    attention = cross_attend(put[0], put[1], w_q=put[2], w_k=put[3], w_v=put[4])
    assert_allclose(back(attention.c), read(alpha, h @ w_v.T), rtol=1e-12, atol=1e-12)
    mine = self_attend(put[1], w_q=put[3], w_k=put[3], w_v=put[4], mask=causal(5, like=put[1]), score=dot)
    assert_allclose(
        back(mine.c), attend(h @ w_k.T, h @ w_k.T, h @ w_v.T, mask=causal(5), score=dot).c, rtol=1e-12, atol=1e-12
    )


@pytest.mark.parametrize(
    "score",
    [
        dot,
        partial(general, w_a=np.ones((4, 4))),
        partial(additive, w_q=np.ones((3, 4)), w_k=np.ones((3, 4)), v_a=np.ones(3)),
    ],
)
def test_without_a_mask_every_output_moves_and_under_it_only_later_ones(score):
    x = random((5, 4))[0]
    moved = x.copy()
    moved[2] += 1
    eye = np.eye(4)
    for mask, still in ((causal(5), 2), (None, 0)):
        before, after = (self_attend(y, w_q=eye, w_k=eye, w_v=eye, score=score, mask=mask).c for y in (x, moved))
        assert_array_equal(before[:still], after[:still])
        assert (np.abs(before - after)[still:].max(-1) > 1e-6).all()


X = np.ones((3, 4))


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (
            lambda: self_attend(X, w_q=X, w_k=np.ones((2, 3)), w_v=X),
            ValueError,
            r"w_k: shape \(2, 3\) given, \(d_out, 4\) wanted, from x's \(3, 4\)",
        ),
        (lambda: self_attend(X, w_q=X[0], w_k=X, w_v=X), ValueError, r"w_q: shape \(4,\) given"),
        (
            lambda: self_attend(np.array(1.0), w_q=X, w_k=X, w_v=X),
            ValueError,
            r"x: shape \(\) given, \(\.\.\., t, d\) wanted",
        ),
        (lambda: cross_attend(X, X, w_q=X, w_k=X, w_v=X.astype(int)), TypeError, r"w_v: dtype int64 given"),
        (
            lambda: cross_attend(X, X, w_q=X.astype(np.float32), w_k=X, w_v=X),
            TypeError,
            r"^s, h, w_q, w_k, w_v: dtypes float64, float64, float32, float64, float64 given",
        ),
        (
            lambda: cross_attend(X, X, w_q=torch.ones(3, 4), w_k=X, w_v=X),
            TypeError,
            r"^s, h, w_q, w_k, w_v: arrays of different libraries",
        ),
    ],
)
def test_bad_projections_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
