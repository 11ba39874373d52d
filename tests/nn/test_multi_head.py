from __future__ import annotations

import copy
from functools import partial

import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal
from torch import nn
from torch.nn.functional import linear
from torch.utils.flop_counter import FlopCounterMode

from softlook import causal, dot, general, local_p, multi_head, padding, sigmoid, softmax, sparsemax, to_torch_mha
from softlook._torch import soft
from softlook.nn import Luong, MultiHead

DOUBLE = {"dtype": torch.float64}


def random(*shapes):
    torch.manual_seed(0)
    return [torch.randn(*shape, **DOUBLE) for shape in shapes]


MASKS = {
    "none": (None, {}),
    "causal": (lambda: causal(5, like=torch.zeros(1)), {"attn_mask"}),
    "padding": (lambda: padding(torch.tensor([5, 2]), 5), {"key_padding_mask"}),
}


@pytest.mark.parametrize("masked", MASKS)
@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("heads", [1, 2, 4])
def test_multi_head_is_torchs_after_copying_its_weights(masked, bias, heads):
    torch.manual_seed(heads)
    mha = nn.MultiheadAttention(8, heads, bias=bias, batch_first=True, **DOUBLE)
    if bias:
        nn.init.normal_(mha.in_proj_bias)
        nn.init.normal_(mha.out_proj.bias)
    layer = MultiHead.from_torch(mha)
    x, y, z = (torch.randn(2, 5, 8, **DOUBLE, requires_grad=True) for _ in range(3))
    make, names = MASKS[masked]
    mask = make() if make else None
    theirs = {name: to_torch_mha(mask[:, 0] if name == "key_padding_mask" else mask) for name in names}
    for inputs in ((x, x, x), (x, y, y), (x, y, z)):
        expected, alpha = mha(*inputs, average_attn_weights=False, **theirs)
        attention = layer(*inputs, mask=mask)
        assert_allclose(attention.c.detach(), expected.detach(), rtol=1e-12, atol=1e-12)
        assert_allclose(attention.alpha.detach(), alpha.detach(), rtol=1e-12, atol=1e-12)
        assert_allclose(
            layer(*inputs, mask=mask, need_weights=False).c.detach(), expected.detach(), rtol=1e-12, atol=1e-12
        )
        with torch.no_grad():
            assert_allclose(layer(*inputs, mask=mask, need_scores=False).alpha, alpha.detach(), rtol=1e-12, atol=1e-12)
        wanted = list(dict.fromkeys(inputs))
        for mine, own in zip(
            torch.autograd.grad(attention.c.square().sum(), wanted),
            torch.autograd.grad(expected.square().sum(), wanted),
            strict=True,
        ):
            assert_allclose(mine, own, rtol=1e-10, atol=1e-10)
    assert_array_equal(layer(x).c.detach(), layer(x, x, x).c.detach())
    assert_array_equal(layer(x, y).c.detach(), layer(x, y, y).c.detach())


def test_multi_head_gradients_of_its_parameters_are_torchs():
    torch.manual_seed(0)
    mha = nn.MultiheadAttention(8, 2, batch_first=True, **DOUBLE)
    layer, x = MultiHead.from_torch(mha), torch.randn(2, 5, 8, **DOUBLE)
    layer(x, need_weights=False).c.square().sum().backward()
    mha(x, x, x, need_weights=False)[0].square().sum().backward()
    for mine, own in (
        (layer.w_qkv, mha.in_proj_weight),
        (layer.b_qkv, mha.in_proj_bias),
        (layer.w_o, mha.out_proj.weight),
        (layer.b_o, mha.out_proj.bias),
    ):
        assert_allclose(mine.grad, own.grad, rtol=1e-10, atol=1e-10)


def test_multi_head_costs_the_same_with_any_number_of_heads():
    sizes = {sum(p.numel() for p in MultiHead(8, heads).parameters()) for heads in (1, 2, 4, 8)}
    assert sizes == {4 * 8 * 8 + 4 * 8}


@pytest.mark.parametrize("needs", [{}, {"need_scores": False}], ids=str)  # torch counts nothing in SDPA on the CPU
def test_whoever_counts_the_operations_counts_them_all(needs):
    (b, t, d), layer = (2, 5, 8), MultiHead(8, 2).eval()
    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        layer(torch.ones(b, t, d), **needs)
    assert counter.get_total_flops() == 2 * b * t * (3 * d * d + 2 * t * d + d * d)  # projections, products, and back


def test_multi_head_over_other_scores_and_normalisers():
    (x,) = random((2, 5, 8))
    shared = MultiHead(8, 2, score=Luong(4, score="concat", **DOUBLE).score, normalize=sparsemax, **DOUBLE)
    assert bool((shared(x).alpha == 0).any())

    class Bilinear(nn.Module):
        def __init__(self):
            super().__init__()
            self.w_a = nn.Parameter(torch.randn(4, 4, **DOUBLE))

        def forward(self, q, k):
            return general(q, k, w_a=self.w_a)

    own = MultiHead(8, 2, score=[Bilinear(), Bilinear()], normalize=sigmoid, **DOUBLE)
    assert sum("w_a" in name for name, _ in own.named_parameters()) == 2
    one = MultiHead(8, 2, score=Bilinear(), **DOUBLE)
    assert sum("w_a" in name for name, _ in one.named_parameters()) == 1
    q, k, _ = (part.unflatten(-1, (2, 4)) for part in linear(x, own.w_qkv, own.b_qkv).chunk(3, -1))
    for n in range(2):
        assert_allclose(own(x).e[:, n].detach(), own.score[n](q[..., n, :], k[..., n, :]).detach(), rtol=1e-12)


X = torch.zeros(2, 5, 8)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: MultiHead(8, 3), ValueError, r"heads: 3 given, a divisor of the width 8 wanted"),
        (lambda: MultiHead(8, 0), ValueError, r"heads: 0 given, a whole number of at least 1 wanted"),
        (lambda: MultiHead(8.0, 2), TypeError, r"d: float given"),
        (
            lambda: MultiHead(8, 2)(torch.zeros(2, 5, 7)),
            ValueError,
            r"q: shape \(2, 5, 7\) given, \(\.\.\., t, 8\) wanted",
        ),
        (lambda: MultiHead(8, 2)(X, X, X[0, 0]), ValueError, r"v: shape \(8,\) given"),
        (
            lambda: MultiHead(8, 2)(X, X.double()),
            TypeError,
            r"k: dtype torch\.float64 given, the layer's torch\.float32 wanted",
        ),
        (lambda: MultiHead(8, 2, score=[dot])(X), ValueError, r"score: 1 scores given, 2 wanted"),
        (
            lambda: MultiHead.from_torch(nn.Linear(2, 2)),
            TypeError,
            r"mha: Linear given, a torch\.nn\.MultiheadAttention wanted",
        ),
        (
            lambda: MultiHead.from_torch(nn.MultiheadAttention(8, 2, kdim=4)),
            ValueError,
            r"mha: kdim, vdim, add_bias_kv or add_zero_attn given",
        ),
        (lambda: MultiHead.from_torch(nn.MultiheadAttention(8, 2, add_bias_kv=True)), ValueError, r"mha: kdim"),
        (lambda: MultiHead.from_torch(nn.MultiheadAttention(8, 2, add_zero_attn=True)), ValueError, r"mha: kdim"),
    ],
)
def test_bad_input_is_named(call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("options", [{}, {"need_weights": False}, {"need_scores": False}])
def test_empty_in_zeros_out(options):
    x, none = torch.ones(2, 3, 8), torch.zeros(2, 0, 8)
    for layer in (MultiHead(8, 2), MultiHead(8, 2, bias=False)):
        assert layer(none, **options).c.shape == (2, 0, 8)
    assert_array_equal(MultiHead(8, 2)(x, none, **options).c.detach(), torch.zeros(2, 3, 8))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_the_dtype_stays(dtype):
    layer, x = MultiHead(8, 2, dtype=dtype), torch.randn(2, 5, 8, dtype=dtype)
    assert layer(x).c.dtype == layer(x, need_weights=False).c.dtype == dtype
    with pytest.raises(TypeError, match=r"q: dtype torch\.int64 given, the layer's"):
        layer(x.long())


# -- what scores and normalizers own ---------------------------------------------------------------------------------


def test_the_parameters_of_every_kind_of_score_are_trained_saved_and_moved():
    class Own(nn.Module):
        def __init__(self):
            super().__init__()
            self.w = nn.Parameter(torch.eye(2))

        def forward(self, q, k):
            return general(q, k, w_a=self.w)

    for score in (
        Own(),
        Luong(2).score,
        partial(general, w_a=nn.Parameter(torch.eye(2))),
        [Luong(2).score, Luong(2).score],
        [Own(), partial(general, w_a=nn.Parameter(torch.eye(2)))],
    ):
        layer = MultiHead(4, 2, score=score)
        count = len(score) if isinstance(score, list) else 1
        own = [parameter for parameter in layer.parameters() if parameter.shape == (2, 2)]
        assert len(own) == count, score
        layer(torch.randn(3, 4)).c.sum().backward()
        assert all(parameter.grad is not None for parameter in own)
        assert sum(value.shape == (2, 2) for value in layer.state_dict().values()) == count
        twin, x = copy.deepcopy(layer).double(), torch.randn(3, 4)
        with torch.no_grad():
            for parameter in twin.parameters():
                parameter.zero_()
        assert (twin(x.double()).e == 0).all(), "a copy has its own"
        assert (layer(x).e != 0).any()


def test_a_normalizer_that_is_a_method_is_owned_too():
    class Sharp(nn.Module):
        def __init__(self):
            super().__init__()
            self.beta = nn.Parameter(torch.ones(()))

        def weights(self, e, mask):
            return softmax(self.beta * e, mask)

    layer = MultiHead(4, 2, normalize=Sharp().weights)
    assert "function_modules.0.beta" in layer.state_dict()


@pytest.mark.parametrize("learned", [True, False])
@pytest.mark.parametrize("options", [{}, {"scale": 0.3}, {"bias": torch.linspace(-1, 1, 15, **DOUBLE).view(3, 5)}])
@pytest.mark.parametrize("mask", [None, causal(3, 5, offset=2, like=torch.ones(()))])
@pytest.mark.parametrize("need_scores", [True, False])
def test_the_layer_projects_around_multi_head(learned, options, mask, need_scores):
    """What is attended at once gives what the function gives, its scores before the mask among it."""
    layer, (x, y) = MultiHead(8, 2, **DOUBLE), random((2, 5, 8), (2, 3, 8))
    with torch.no_grad():
        layer.b_qkv.normal_()
        layer.b_o.normal_()
    options = {**options, "mask": mask, "need_scores": need_scores}
    with torch.set_grad_enabled(learned):
        c, alpha, e = layer(y, x, x, **options)
        wanted = multi_head(*layer.project(y, x, x), heads=2, **options)
        assert_allclose(c.detach(), linear(wanted.c, layer.w_o, layer.b_o).detach(), atol=1e-12)
        assert_allclose(alpha.detach(), wanted.alpha.detach(), atol=1e-12)
        assert (e is None) == (not need_scores)
        if e is not None:
            assert_allclose(e.detach(), wanted.e.detach(), atol=1e-12)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("needs", [{}, {"need_scores": False}, {"need_weights": False}], ids=str)
@pytest.mark.parametrize("t", [1, soft.ONE_BLOCK, soft.ONE_BLOCK + 1])
def test_one_sequence_in_eval_mode_is_what_multi_head_gives(t, needs, bias):
    """Also where torch's own layer is called, which gives the scores of no sequence and takes none without a bias."""
    layer, (x,) = MultiHead(6, 3, bias=bias, **DOUBLE).eval(), random((2, t, 6))
    with torch.no_grad():
        for parameter in layer.parameters():
            parameter.normal_()
        got, wanted = layer(x, **needs), multi_head(*layer.project(x, x, x), heads=3, **needs)
        c = linear(wanted.c, layer.w_o, layer.b_o)
    assert_allclose(got.c, c, atol=1e-11)
    for own, plain in zip(got[1:], wanted[1:], strict=True):
        assert (own is None) == (plain is None)
        if own is not None:
            assert_allclose(own, plain, atol=1e-12)


@pytest.mark.parametrize("learned", ["x", "w_qkv", "b_qkv", "w_o", "b_o"])
@pytest.mark.parametrize("needs", [{"need_scores": False}, {"need_weights": False}], ids=str)
def test_what_wants_a_gradient_gets_it_in_eval_mode_too(learned, needs):
    """Whichever of the parameters it is, the others frozen: torch's one call for the whole layer has no gradient."""
    layer, (x,) = MultiHead(6, 3, **DOUBLE).eval().requires_grad_(False), random((2, 4, 6))
    wanted = x if learned == "x" else getattr(layer, learned)
    wanted.requires_grad_()
    (g,) = torch.autograd.grad(layer(x, **needs).c.square().sum(), wanted)
    assert g.abs().max() > 0


@pytest.mark.parametrize("needs", [{}, {"need_scores": False}, {"need_weights": False}], ids=str)
def test_an_option_that_does_not_exist_is_refused_whichever_call_attends(needs):
    with torch.no_grad(), pytest.raises(TypeError, match="unexpected keyword argument 'need_weight'"):
        MultiHead(6, 3).eval()(torch.ones(2, 4, 6), need_weight=True, **needs)


@pytest.mark.parametrize("t", [3, soft.ONE_BLOCK + 1])
@pytest.mark.parametrize("needs", [{"need_scores": False}, {"need_weights": False}], ids=str)
def test_a_nan_is_named_whichever_call_attends(t, needs):
    layer, (x,) = MultiHead(6, 3, **DOUBLE).eval(), random((2, t, 6))
    x[1, -1, 2] = torch.nan
    with torch.no_grad(), pytest.raises(ValueError, match="NaN given"):
        layer(x, **needs)


# -- grouped-query attention -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kv_heads", [1, 2])
def test_groups_are_the_layer_whose_heads_repeat(kv_heads):
    small, whole = MultiHead(8, 4, kv_heads=kv_heads, **DOUBLE), MultiHead(8, 4, **DOUBLE)
    q, k, v = small.w_qkv.detach().split(small.widths)
    repeated = [x.reshape(kv_heads, 2, 8).repeat_interleave(4 // kv_heads, 0).reshape(8, 8) for x in (k, v)]
    with torch.no_grad():
        whole.w_qkv.copy_(torch.cat([q, *repeated]))
        whole.w_o.copy_(small.w_o)
        whole.b_o.copy_(small.b_o.normal_())
    x, y = random((2, 5, 8), (2, 3, 8))
    for arguments in ((x,), (y, x), (y, x, x.clone())):
        for one, other in zip(small(*arguments), whole(*arguments), strict=True):
            assert_allclose(one.detach(), other.detach(), atol=1e-12)
    assert small.w_qkv.shape == (8 + 4 * kv_heads, 8)


def test_groups_that_do_not_divide_are_refused():
    with pytest.raises(ValueError, match=r"^kv_heads: 3 given, a divisor of the 4 heads of the queries wanted$"):
        MultiHead(8, 4, kv_heads=3)


# -- parameters in other hands


def test_a_bound_parameter_is_the_layers_own():
    """Also when others stand in its place: those of a checkpoint that was assigned, or of torch.func."""
    layer, x = MultiHead(4, 2, score=partial(general, w_a=nn.Parameter(torch.eye(2)))), torch.randn(1, 3, 4)
    there = {name: value.clone() for name, value in layer.state_dict().items()}
    there["function_parameters.0"] *= 100
    before = layer(x).alpha.detach()
    called = torch.func.functional_call(layer, there, (x,)).alpha.detach()
    assert (called - before).abs().max() > 1e-3
    layer.load_state_dict(there, assign=True)
    assert_allclose(layer(x).alpha.detach(), called)


def test_bound_parameters_go_to_their_own_functions():
    first, second, p = (nn.Parameter(x) for x in (torch.eye(2), 2 * torch.eye(2), torch.ones(3)))
    layer = MultiHead(4, 2, score=[partial(general, w_a=first), partial(general, w_a=second)])
    x, (w, w_2) = torch.randn(1, 3, 4), layer.function_parameters
    assert (w is first, w_2 is second) == (True, True)
    wanted = MultiHead(4, 2, score=[lambda q, k: general(q, k, w_a=first), lambda q, k: general(q, k, w_a=second)])
    wanted.load_state_dict({n: v for n, v in layer.state_dict().items() if not n.startswith("function_")})
    assert_allclose(layer(x).alpha.detach(), wanted(x).alpha.detach())
    near = MultiHead(4, 2, normalize=partial(local_p, p=p, half_width=1))
    assert near.function_parameters[0] is p
    near(x).c.sum().backward()
    assert p.grad is not None


def test_an_empty_sentence_costs_no_second_pass(monkeypatch):
    layer, x, calls = MultiHead(4, 2), torch.randn(2, 3, 4), []
    monkeypatch.setattr(layer, "project", lambda *args: calls.append(args) or MultiHead.project(layer, *args))
    keys = torch.tensor([[True, True, False], [False, False, False]])
    with torch.no_grad():
        c, alpha, e = layer(x, x.clone(), x.clone(), key_mask=keys)
    assert len(calls) == 1
    assert (alpha[1] == 0).all()
    assert_allclose(c[1], layer.b_o.detach().expand(3, 4))
    assert torch.isfinite(e).all()


@pytest.mark.parametrize("dtype", [torch.float64, torch.int64])
def test_autocast_casts_no_numbers_that_torch_would_not(dtype):
    with torch.autocast("cpu", dtype=torch.bfloat16), pytest.raises(TypeError, match=f"^q: dtype {dtype} given"):
        MultiHead(4, 2)(torch.ones(1, 3, 4, dtype=dtype))


# -- tracing and transforms ------------------------------------------------------------------------------------------


@pytest.mark.filterwarnings("ignore:Dynamo detected a call to a `functools.lru_cache`")  # of array_api_compat
@pytest.mark.parametrize("layer", [MultiHead(6, 3), MultiHead(6, 2, kv_heads=1), MultiHead(6, 2, normalize=sparsemax)])
def test_the_layer_is_compiled_whole_and_exported(layer):
    x = torch.randn(2, 5, 6)
    wanted = layer(x, key_mask=torch.ones(2, 5) > 0).c
    torch._dynamo.reset()
    compiled = torch.compile(layer, fullgraph=True, backend="eager")
    assert_allclose(compiled(x, key_mask=torch.ones(2, 5) > 0).c.detach(), wanted.detach(), atol=1e-6)
    exported = torch.export.export(layer, (x,), {"key_mask": torch.ones(2, 5) > 0}).module()
    assert_allclose(exported(x, key_mask=torch.ones(2, 5) > 0)[0].detach(), wanted.detach(), atol=1e-6)


def test_what_is_exported_has_torchs_kernel():
    exported = torch.export.export(MultiHead(8, 2), (torch.randn(1, 3, 8),), {"need_weights": False})
    assert "scaled_dot_product_attention" in str(exported.graph)
