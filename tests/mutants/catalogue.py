"""The named mutants: for each mechanism, the faults that its tests must notice.

Each is a replacement in one file of src/softlook: the old text occurs there exactly once (test_catalogue.py checks
that, so that no mutant is lost when its line is rewritten), the new one is wrong, and the tests named must fail.
"""

from __future__ import annotations

from typing import NamedTuple


class Mutant(NamedTuple):
    """One fault."""

    name: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]


def mirror(file: str) -> str:
    """Return the test file of a source file: tests/nn/test_init.py of nn/_init.py."""
    folder, _, name = file.rpartition("/")
    return "/".join(filter(None, ("tests", folder, f"test_{name.lstrip('_')}")))


def _of(file: str, *others: str) -> object:
    """Return a maker of mutants of one file, which its own tests, and those of others where named, must kill."""
    tests = (mirror(file), *(mirror(other) for other in others))

    def mutant(name: str, old: str, new: str) -> Mutant:
        return Mutant(f"{file.removesuffix('.py')}: {name}", file, old, new, tests)

    return mutant


_array = _of("_array.py")
_float32 = _of("_array.py", "attention.py")
_extras = _of("_extras.py")
_scores = _of("scores.py")
_tiling = _of("_tiling.py", "scores.py")
_torch_additive = _of("_torch/additive.py")
_masks = _of("masks.py")
_normalizers = _of("normalizers.py")
_attention = _of("attention.py")
_soft = _of("_torch/soft.py")
_soft_groups = _of("_torch/soft.py", "attention.py")
_soft_heads = _of("_torch/soft.py", "nn/multi_head.py")
_subspaces = _of("widgets/_subspaces.py", "widgets/query_keys.py")
_windowed = _of("widgets/_windowed.py", "widgets/window.py")
_monotonic = _of("monotonic.py")
_heads = _of("heads.py")
_cache = _of("cache.py")
_positions = _of("positions.py")
_windows = _of("windows.py")
_local = _of("local.py")
_banded = _of("_torch/banded.py", "local.py")
_graph_scores = _of("graphs/scores.py", "graphs/attention.py")
_graphs = _of("graphs/attention.py")
_graphs_by_numpy = _of("graphs/_numpy.py", "graphs/attention.py")
_graphs_by_torch = _of("_torch/graphs.py", "graphs/attention.py")
_explain = _of("explain.py")
_alignment = _of("alignment.py")
_jacobians = _of("jacobians.py")
_saliency = _of("vision/saliency.py")
_pyramid = _of("vision/_pyramid.py")
_search = _of("vision/search.py")
_glimpses = _of("vision/glimpses.py")
_memory = _of("memory.py")
_components = _of("components.py")
_init = _of("nn/_init.py")
_layer_masks = _of("nn/_masks.py")
_multi_head = _of("nn/multi_head.py")
_persistent = _of("persistent.py")
_persistent_layer = _of("nn/persistent.py")
_additive_layer = _of("nn/additive.py")
_luong = _of("nn/luong.py")
_local_p_layer = _of("nn/local_p.py")
_hard_layer = _of("nn/hard.py")
_graph_layer = _of("nn/graph_attention.py")
_squeeze = _of("nn/squeeze_excite.py")
_cbam = _of("nn/cbam.py")
_stand_alone = _of("nn/stand_alone.py")

_SOFTMAX = "softmax_kernel(xp, e, mask, _check"
_HIDE = "return e if mask is None else xp.where(mask, e, xp.full((), -math.inf, dtype=e.dtype, device=device(e)))"

MUTANTS: tuple[Mutant, ...] = (
    # arrays and what is not installed
    _array("a transform is looked into", "return not transformed() and all(", "return all("),
    _array("another device is waited for", 'all(tensor.device.type == "cpu" for tensor in tensors)', "True"),
    _array("the first level of forward mode missed", "_current_level >= 0", "_current_level > 0"),
    _float32(
        "parameters stay in half precision",
        "{n: widened(xp, x) for n, x in arrays.items()}",
        "arrays",
    ),
    _float32(
        "any function is asked for float32",
        'function.__module__.startswith("softlook.") and "<locals>"',
        '"<locals>"',
    ),
    _float32(
        "a function made within another is asked for float32",
        ' and "<locals>" not in function.__qualname__',
        "",
    ),
    _float32(
        "parameters of several dtypes made one",
        "if all(x.dtype == dtype for x in arrays.values()",
        "if all(True for x in arrays.values()",
    ),
    _extras("what is broken is not installed", "except ModuleNotFoundError as error:", "except ImportError as error:"),
    _extras(
        "the inner part names its extras", "if error.name is None or", "if isinstance(error, MissingExtraError) or"
    ),
    # scores
    _scores(
        "scale dropped",
        "return _products(xp, q, k, width=q.shape[-1])",
        "return _products(xp, q, k)",
    ),
    _scores(
        "scale without its root",
        "widened(xp, q) / math.sqrt(width)",
        "widened(xp, q) / width",
    ),
    _scores(
        "scale by the number of keys",
        "return _products(xp, q, k, width=q.shape[-1])",
        "return _products(xp, q, k, width=max(k.shape[-2], 1))",
    ),
    _scores(
        "dot: queries and keys swapped",
        "return _products(xp, q, k)",
        "return xp.matrix_transpose(_products(xp, q, k))",
    ),
    _scores(
        "general: matrix dropped",
        "first = xp.matmul(widened(xp, q), widened(xp, w_a))",
        "first = widened(xp, q)",
    ),
    _scores(
        "general: matrix transposed",
        "first = xp.matmul(widened(xp, q), widened(xp, w_a))",
        "first = xp.matmul(widened(xp, q), widened(xp, w_a.T))",
    ),
    _scores("location: takes the last positions", "w_a[:t_x, :]", "w_a[-t_x:, :]"),
    _scores("cosine: keys not brought to length 1", "xp.matrix_transpose(_unit(xp, k))", "xp.matrix_transpose(k)"),
    _scores(
        "cosine: sharpening ignored",
        "beta * _cosine(xp, widened(xp, q), widened(xp, k))",
        "_cosine(xp, widened(xp, q), widened(xp, k))",
    ),
    _scores(
        "cosine: each query's own sharpening along the keys",
        "widened(xp, beta)[..., None] * e",
        "widened(xp, beta)[..., None, :] * e",
    ),
    _tiling(
        "tanh dropped from tiles",
        "xp.tanh(xp.add(q_tile, k_tile, out=hidden), out=hidden)",
        "xp.add(q_tile, k_tile, out=hidden)",
    ),
    _tiling("tanh dropped", "hidden.tanh_() if is_torch(xp) else xp.tanh(hidden)", "hidden"),
    _tiling(
        "query and key multiplied",
        "q[..., :, None, :] + k[..., None, :, :]",
        "q[..., :, None, :] * k[..., None, :, :]",
    ),
    _tiling(
        "axes of queries and keys swapped",
        "q[..., :, None, :] + k[..., None, :, :]",
        "q[..., None, :, :] + k[..., :, None, :]",
    ),
    _tiling(
        "tile written over its neighbour",
        "e[b, i : i + tall, j : j + wide]",
        "e[b, i : i + tall, max(j - 1, 0) : max(j - 1, 0) + min(wide, t_x - j)]",
    ),
    _scores(
        "concat: halves of the matrix swapped",
        "w_q=w_a[:, :d_q], w_k=w_a[:, d_q:]",
        "w_q=w_a[:, -d_q:], w_k=w_a[:, : k.shape[-1]]",
    ),
    _torch_additive(
        "gradient: slope of tanh dropped",
        "hidden.square_().neg_().add_(1).mul_(g_tile[..., None])",
        "hidden.fill_(1).mul_(g_tile[..., None])",
    ),
    _torch_additive(
        "gradient of the keys summed over the keys",
        "g_k[b, cols] += hidden.sum(0)",
        "g_k[b, cols] += hidden.sum(1)[: hidden.shape[1]].mean(0)",
    ),
    _torch_additive(
        "gradient of v_a: sign",
        'g_v += torch.einsum("ij,ija->a", g_tile, hidden)',
        'g_v -= torch.einsum("ij,ija->a", g_tile, hidden)',
    ),
    # masks
    _masks("padding: one word more", "return j < lengths[..., None, None]", "return j <= lengths[..., None, None]"),
    _masks("padding: inverted", "return j < lengths[..., None, None]", "return j >= lengths[..., None, None]"),
    _masks("causal: does not see itself", "return j <= i", "return j < i"),
    _masks("causal: attends ahead only", "return j <= i", "return j >= i"),
    _masks("causal: offset dropped", "return j <= i + min(offset, j.shape[1])", "return j <= i"),
    _masks("causal: offset too large for a machine's number", "min(offset, j.shape[1])", "offset"),
    _masks("causal: axes swapped", "return j <= i", "return i <= j"),
    _masks("band: one narrower on the left", "(j >= i + first)", "(j > i + first)"),
    _masks("band: one narrower on the right", "(j <= i + last)", "(j < i + last)"),
    _masks("band: cut at the wrong ends", "max(-t_y, min(edge, t_x))", "max(-t_x, min(edge, t_y))"),
    _masks(
        "edges: sources and targets swapped",
        "edges[1, :] * t_x + edges[0, :]",
        "edges[0, :] * t_x + edges[1, :]",
    ),
    _masks("torch's convention not inverted", "return ~mask", "return mask"),
    _masks("additive: inverted", "xp.where(mask, zero, zero - math.inf)", "xp.where(mask, zero - math.inf, zero)"),
    # normalizers
    _normalizers("softmax: mask ignored", _SOFTMAX, "softmax_kernel(xp, e, None, _check"),
    _normalizers("hidden scores stay", _HIDE, "return e"),
    _normalizers("mask inverted", _HIDE, _HIDE.replace("where(mask", "where(~mask")),
    _normalizers("hidden scores are 0 rather than minus infinity", _HIDE, _HIDE.replace("-math.inf", "0.0")),
    _normalizers(
        "sample: noise drowns in the digits of large scores", "- largest(xp, hide(xp, wide, mask))[0]", "- 0"
    ),
    _normalizers(
        "softmax: temperature ignored",
        "if temperature == 1:\n        return below",
        "if temperature > 0:\n        return below",
    ),
    _normalizers(
        "softmax: temperature multiplied",
        "return xp.where(below > least, below, least) / temperature",
        "return xp.where(below > least, below, least) * temperature",
    ),
    _normalizers("softmax: high temperature multiplied", "return below / temperature", "return below * temperature"),
    _normalizers(
        "softmax: low temperatures overflow",
        "return xp.where(below > least, below, least) / temperature",
        "return below / temperature",
    ),
    _normalizers("softmax: torch's over the queries", "e.softmax(-1)", "e.softmax(0)"),
    _normalizers(
        "softmax: normalised over the queries",
        "total = xp.sum(exp_e, axis=-1, keepdims=True)",
        "total = xp.sum(exp_e, axis=-2 if exp_e.ndim > 1 else -1, keepdims=True)",
    ),
    _normalizers("softmax: not normalised", "exp_e / xp.where(total == 0, xp.ones_like(total), total)", "exp_e"),
    _normalizers(
        "softmax: made argmax",
        "exp_e / xp.where(total == 0, xp.ones_like(total), total)",
        "xp.astype(wide == top, wide.dtype)",
    ),
    _normalizers("softmax: overflows", "below = wide - top", "below = wide"),
    _normalizers(
        "softmax: a blind row gives NaN",
        "exp_e / xp.where(total == 0, xp.ones_like(total), total)",
        "exp_e / total",
    ),
    _normalizers(
        "sparsemax: threshold too high",
        "alpha = above + (1 - xp.sum(above",
        "alpha = above + (0.5 - xp.sum(above",
    ),
    _normalizers(
        "sparse: support from the smallest",
        "z_down = xp.sort(z, axis=-1, descending=True)",
        "z_down = xp.sort(z, axis=-1)",
    ),
    _normalizers(
        "sparse: support too wide", "xp.where((total < 1) & (z_down > -1)", "xp.where((total < 2) & (z_down > -1)"
    ),
    _normalizers(
        "sparse: distances not counted for all above",
        "wide = gap * xp.arange(1, z.shape[-1],",
        "wide = gap * xp.arange(0, z.shape[-1] - 1,",
    ),
    _normalizers(
        "sparse: a fully masked row divides by 0",
        "z = xp.where(fully_masked, xp.zeros_like(z), z)",
        "z = xp.where(fully_masked, -xp.ones_like(z), z)",
    ),
    _normalizers("entmax15: not squared", "alpha = (above + rest) ** 2", "alpha = above + rest"),
    _normalizers("entmax15: sparsemax's support", "if power == 2:", "if power == 3:"),
    _normalizers("entmax15: gaps not squared", "gap * (2 * total[..., :-1] + wide)", "gap * (2 * total[..., :-1])"),
    _normalizers(
        "entmax15: threshold too low",
        "missing = 1 - xp.sum(above**2, axis=-1, keepdims=True)",
        "missing = 1 - xp.sum(above, axis=-1, keepdims=True)",
    ),
    _normalizers(
        "entmax15: scores not halved",
        "_support(xp, e / 2 - top / 2, fully_masked, power=2)",
        "_support(xp, e - top, fully_masked, power=2)",
    ),
    _normalizers(
        "entmax15: the size of the support forgotten",
        "xp.sqrt(linear**2 + size * missing)",
        "xp.sqrt(linear**2 + missing)",
    ),
    _normalizers("entmax15: cut off too near", "xp.full_like(half, -power / 2)", "xp.full_like(half, -1 / power)"),
    _normalizers(
        "hard: the last of equals",
        "xp.argmax(xp.astype(e == top, xp.int8), axis=-1, keepdims=True)",
        "e.shape[-1] - 1 - xp.argmax(xp.flip(xp.astype(e == top, xp.int8), axis=-1), axis=-1, keepdims=True)",
    ),
    _normalizers(
        "hard: the smallest",
        "xp.argmax(xp.astype(e == top, xp.int8), axis=-1, keepdims=True)",
        "xp.argmin(e, axis=-1, keepdims=True)",
    ),
    _normalizers(
        "sample: mask ignored",
        "hard_kernel(xp, wide + gumbel(wide, seed), mask)",
        "hard_kernel(xp, wide + gumbel(wide, seed), None)",
    ),
    _normalizers(
        "sample: made argmax", "hard_kernel(xp, wide + gumbel(wide, seed), mask)", "hard_kernel(xp, wide, mask)"
    ),
    _normalizers(
        "sample: moved by what the mask hides",
        "wide = wide - largest(xp, hide(xp, wide, mask))[0]",
        "wide = wide - largest(xp, wide)[0]",
    ),
    _normalizers(
        "sample: normal noise for Gumbel's",
        "seed.gumbel(size=_check.shape(like))",
        "seed.normal(size=_check.shape(like))",
    ),
    _normalizers(
        "sigmoid: sign",
        "return xp.where(below, small, xp.ones_like(e)) / (1 + small)",
        "return xp.where(below, xp.ones_like(e), small) / (1 + small)",
    ),
    # attention
    _attention(
        "read: values averaged",
        "c = xp.matmul(alpha, v)",
        "c = xp.matmul(xp.ones_like(alpha) / alpha.shape[-1] if alpha.shape[-1] else alpha, v)",
    ),
    _attention("mask not handed on", "alpha = normalize(e, mask)", "alpha = normalize(e, None)"),
    _attention("another normaliser than the one given", "alpha = normalize(e, mask)", "alpha = softmax(e, mask)"),
    _attention("scale beside the root of the width", "elif score is scaled_dot:", "elif score is dot:"),
    _attention(
        "scores rounded before they are normalised",
        "else wide(e, mask)",
        "else wide(widened(xp, rounded(xp, e, q.dtype)), mask)",
    ),
    _attention(
        "groups: heads that lie apart",
        "xp.reshape(x, (*x.shape[:-3], self.heads, self.size, *x.shape[-2:]))",
        "xp.moveaxis(xp.reshape(x, (*x.shape[:-3], self.size, self.heads, *x.shape[-2:])), -3, -4)",
    ),
    _attention(
        "groups: one mask for the heads of a group",
        "xp.expand_dims(x, axis=-3) if x.shape[-3] == 1 else self._split(xp, x)",
        "xp.expand_dims(x if x.shape[-3] == 1 else x[..., :: self.size, :, :], axis=-3)",
    ),
    _attention("cross-attention attends to itself", '("w_k", w_k, "h", h)', '("w_k", w_k, "s", s)'),
    _attention("keys for values", '("w_v", w_v, "h", h)', '("w_v", w_k, "h", h)'),
    _attention(
        "projection transposed",
        "[xp.matmul(x, xp.matrix_transpose(w))",
        "[xp.matmul(x, xp.reshape(w, (w.shape[1], w.shape[0])))",
    ),
    _soft_groups(
        "weights written in half precision", "wide = torch.promote_types(dtype, torch.float32)", "wide = dtype"
    ),
    _soft_groups("SDPA: weights rounded before they are summed", "dtype.itemsize < 4 and", "False and"),
    _soft("SDPA: mask ignored", "attn_mask=pairs,", "attn_mask=None,"),
    _soft(
        "in place: scale dropped",
        "torch.bmm(flat_q / math.sqrt(q.shape[-1]) if scale is None else",
        "torch.bmm(flat_q if scale is None else",
    ),
    _soft(
        "in place: mask inverted",
        "torch.where(mask, alpha, torch.tensor(-torch.inf",
        "torch.where(~mask, alpha, torch.tensor(-torch.inf",
    ),
    _soft(
        "in place: a blind row is not zero",
        "alpha.masked_fill_(nowhere, 0)",
        "alpha.nan_to_num_(1 / alpha.shape[-1])",
    ),
    _soft_groups(
        "groups: queries joined across time",
        "q.flatten(-3, -2), k.squeeze(-3)",
        "q.transpose(-3, -2).flatten(-3, -2), k.squeeze(-3)",
    ),
    _soft_heads("at once: the scores come back masked", "else e.masked_fill(", "else e.masked_fill_("),
    _soft_heads(
        "at once: the weights are written over scores that are asked for",
        "not learned and (mask is not None or not need_scores)",
        "not learned",
    ),
    _soft_heads("at once: mask ignored", "attn_mask=mask)", "attn_mask=None)"),
    _heads(
        "heads share the first one's features",
        "(*x.shape[:-2], t, heads, d // heads)))",
        "(*x.shape[:-2], t, heads, d // heads))[..., [0] * heads, :])",
    ),
    _heads(
        "heads split across time",
        "_swap(xp, xp.reshape(x, (*x.shape[:-2], t, heads, d // heads)))",
        "xp.reshape(x, (*x.shape[:-2], heads, t, d // heads))",
    ),
    _heads(
        "heads joined across time",
        "xp.reshape(_swap(xp, x), (*x.shape[:-3], t, heads * d))",
        "xp.reshape(x, (*x.shape[:-3], t, heads * d))",
    ),
    _heads(
        "mask spread over the wrong axis",
        "return xp.expand_dims(x, axis=-3)",
        "return xp.expand_dims(x, axis=0)",
    ),
    _heads("a mask for each sentence taken for the heads'", "x.ndim > len(batch) + 2:", "x.ndim >= len(batch) + 2:"),
    _heads(
        "the first axis of a batch taken for the last",
        "by_sentence = _check.broadcast(lead, batch) == batch",
        "by_sentence = _check.broadcast(lead, batch[: len(lead)]) == batch[: len(lead)]",
    ),
    _heads("either a batch or heads, and nobody asks", "and max(lead) > 1 and not is_padding:", "and False:"),
    _heads("a bias of one row taken for padding", 'and xp.isdtype(x.dtype, "bool")', ""),
    _heads("one row for one query taken for padding", "x.shape[-2] == 1 < t_y", "x.shape[-2] == 1"),
    _heads(
        "groups of keys repeated in turn",
        "xp.repeat(x, heads // kv_heads, axis=-3)",
        "xp.concat([x] * (heads // kv_heads), axis=-3)",
    ),
    _heads(
        "one score for all heads",
        "wide_scores(xp, own, q[..., n, :, :]",
        "wide_scores(xp, scores[0], q[..., n, :, :]",
    ),
    _cache("cache: new before old", "xp.concat([held, new], axis=-2)", "xp.concat([new, held], axis=-2)"),
    _cache(
        "cache: the past dropped from the mask", "causal(t_new, t, offset=past, like=q)", "causal(t_new, t, like=q)"
    ),
    _cache(
        "cache: new keys see each other",
        "visible = [] if t_new == 1 else [",
        "visible = [] if t_new >= 1 else [",
    ),
    _cache("window: from the beginning", "half_width, offset=past, like=q)", "half_width, like=q)"),
    _cache("window: none for a single step", "if half_width is not None:", "if half_width is not None and t_new > 1:"),
    _positions("sine and cosine swapped", "[xp.sin(angle), xp.cos(angle)]", "[xp.cos(angle), xp.sin(angle)]"),
    _positions(
        "sines first, then cosines",
        "pairs = xp.stack([xp.sin(angle), xp.cos(angle)], axis=-1)",
        "pairs = xp.concat([xp.sin(angle), xp.cos(angle)], axis=-1)",
    ),
    _positions("offset ignored", "xp.arange(offset, offset + t, ", "xp.arange(0, t, "),
    _positions("base ignored", "math.log(base)", "math.log(10_000.0)"),
    # monotonic
    _monotonic("mask ignored", "e = widened(xp, hide(xp, e, mask))", "e = widened(xp, e)"),
    _monotonic("half precision as it is", "e = widened(xp, hide(xp, e, mask))", "e = hide(xp, e, mask)"),
    _monotonic(
        "starts anywhere",
        "xp.arange(e.shape[-1], device=device(e)) == 0, e.dtype)",
        "xp.arange(e.shape[-1], device=device(e)) >= 0, e.dtype)",
    ),
    _monotonic(
        "each step from the beginning",
        "last = p[..., i, :] * arrive(i, last)\n        rows.append(last)",
        "rows.append(p[..., i, :] * arrive(i, last))",
    ),
    _monotonic(
        "never moves on",
        "return xp.where(below, small, large), xp.where(below, large, small)",
        "return xp.where(below, small, large), 0 * small",
    ),
    _monotonic(
        "cancels near 1",
        "return xp.where(below, small, large), xp.where(below, large, small)",
        "return xp.where(below, small, large), 1 - xp.where(below, small, large)",
    ),
    _monotonic("overflows", "small = xp.exp(xp.where(below, e, -e))", "small = xp.exp(e)"),
    _monotonic("moves on with its own probability", "move_on[..., i, j - 1] * q[-1]", "move_on[..., i, j] * q[-1]"),
    _monotonic(
        "one doubling too few",
        "while 2 ** len(across) < move_on.shape[-1]:",
        "while 2 ** len(across) < move_on.shape[-1] - 1:",
    ),
    _monotonic(
        "distances not doubled",
        "across[-1][..., :-distance] * across[-1][..., distance:]",
        "across[-1][..., :-distance]",
    ),
    _monotonic("decision: stops at 0 as well", "(e_wide[..., i, :] > 0)", "(e_wide[..., i, :] >= 0)"),
    _monotonic(
        "decision: goes back", "reached = _from_first(xp, stop, j)", "reached = reached | _from_first(xp, stop, j)"
    ),
    _monotonic(
        "decision: moves on at least one key", "return (j >= _first(xp, chosen))", "return (j > _first(xp, chosen))"
    ),
    _monotonic("decision: starts again after the end", " & xp.any(chosen, axis=-1, keepdims=True)", ""),
    _monotonic(
        "decision: begins at the first key again", "_from_first(xp, last > 0, j)", "_from_first(xp, last >= 0, j)"
    ),
    # windows
    _windows(
        "local-m: one narrower",
        "near = xp.abs(j - i[:, None]) <= half_width",
        "near = xp.abs(j - i[:, None]) < half_width",
    ),
    _windows(
        "local-m: one wider",
        "near = xp.abs(j - i[:, None]) <= half_width",
        "near = xp.abs(j - i[:, None]) <= half_width + 1",
    ),
    _windows(
        "local-m: mask ignored",
        "return softmax_kernel(xp, e, near if mask is None else near & mask)",
        "return softmax_kernel(xp, e, near)",
    ),
    _windows(
        "local-p: one narrower",
        "near = xp.abs(steps) <= float(half_width)",
        "near = xp.abs(steps) < float(half_width)",
    ),
    _windows(
        "local-p: a width beyond every float",
        "half_width, least=1), WIDEST)\n    _check.floating(xp, p=p)\n    _check.same_dtype",
        "half_width, least=1), 10**999)\n    _check.floating(xp, p=p)\n    _check.same_dtype",
    ),
    _windows("local-p: mask ignored", "mask = near if mask is None else near & mask", "mask = near"),
    _windows(
        "local-p: Gaussian dropped",
        "return softmax_kernel(xp, e, mask) * xp.exp(_log_gaussian(away, half_width))",
        "return softmax_kernel(xp, e, mask)",
    ),
    _windows(
        "local-p: renormalised always",
        "return softmax_kernel(xp, e, mask) * xp.exp(_log_gaussian(away, half_width))",
        "return softmax_kernel(xp, e + _log_gaussian(away, half_width), mask)",
    ),
    _windows("Gaussian: deviation doubled", "sigma = half_width / 2", "sigma = half_width"),
    _windows(
        "Gaussian: the 2 under the square dropped",
        "return -((away / sigma) ** 2) / 2",
        "return -((away / sigma) ** 2)",
    ),
    _windows("Gaussian: sign", "return -((away / sigma) ** 2) / 2", "return ((away / sigma) ** 2) / 2"),
    _windows("window's centre rounded down", "xp.floor(p + 0.5)", "xp.floor(p)"),
    _windows(
        "position: one past the last",
        'last = max(_check.count("t_x", t_x) - 1, 0)',
        'last = _check.count("t_x", t_x)',
    ),
    _windows(
        "position: tanh dropped",
        "hidden = xp.tanh(xp.matmul(s, xp.matrix_transpose(w_p)))",
        "hidden = xp.matmul(s, xp.matrix_transpose(w_p))",
    ),
    _local(
        "band on the plain backend: one narrower",
        "(w <= r[:, None] + left + right)",
        "(w < r[:, None] + left + right)",
    ),
    _local(
        "band on the plain backend: shifted",
        "cols = first[:, None] - left + w",
        "cols = first[:, None] - left + 1 + w",
    ),
    _local("band: beyond the ends", "((cols >= 0) & (cols < t_x))[:, None, :]", "(cols < t_x)[:, None, :]"),
    _local("band: cut to the shorter sequence", "max(q.shape[-2], k.shape[-2])", "min(q.shape[-2], k.shape[-2])"),
    _local(
        "half precision as it is",
        "wide = in_float32(xp, score, arrays[0].dtype) if is_half(xp, arrays[0]) else None",
        "wide = None",
    ),
    _local("causal ignored", "sides = (half_width, 0 if causal else half_width)", "sides = (half_width, half_width)"),
    _local(
        "local-p: order of the queries not restored",
        "xp.take(xp.concat(blocks, axis=0), xp.argsort(order), axis=0)",
        "xp.take(xp.concat(blocks, axis=0), order, axis=0)",
    ),
    _local(
        "local-p: slice of the keys one short",
        "min(t_x, math.ceil(last) + half_width + 1)",
        "min(t_x, math.ceil(last) + half_width)",
    ),
    _banded("band: one narrower", "(c > r + self.left + self.right)", "(c >= r + self.left + self.right)"),
    _banded("gradient of the keys: sign", "d_k = d_e.mT @ q_b", "d_k = -d_e.mT @ q_b"),
    _banded(
        "gradient: mean not subtracted",
        "torch.bmm(g_b, v_b.mT, out=other[:n]).sub_(m_b).mul_(alpha)",
        "torch.bmm(g_b, v_b.mT, out=other[:n]).mul_(alpha)",
    ),
    _banded("gradient: windows that overlap are lost", "for i in range(min(stride, n)):", "for i in range(1):"),
    # graphs
    _graph_scores(
        "first version: the bend after the vector dropped",
        "return leaky_relu(xp, _sum(terms), slope)",
        "return _sum(terms)",
    ),
    _graph_scores(
        "first version for the second",
        "return weighted_sum(xp, leaky_relu(xp, _sum(terms), slope), a)",
        "return weighted_sum(xp, _sum(terms), a)",
    ),
    _graph_scores("features of edges left out", "return sum(others, start=first + second)", "return first + second"),
    _graph_scores("scores summed in half precision", "widened(xp, x) * widened(xp, a)", "x * a"),
    _graphs("edges added up in half precision", "widened(xp, e), target, n), xp", "e, target, n), xp"),
    _graphs("values added up in half precision", "v = _with_axes(widened(xp, v)", "v = _with_axes(v"),
    _graphs("hidden edges shown", "mask if mask is None else mask[:, *[None] * (e.ndim - 1)]", "None"),
    _graphs(
        "shared heads out of place",
        "return x[:, *[None] * (ndim - x.ndim), ...]",
        "return x[None]",
    ),
    _graphs(
        "a small integer compared with a large number of nodes",
        "nodes = as_int64(xp, nodes)  #",
        "nodes = xp.astype(nodes, xp.uint8) if nodes.dtype == xp.uint8 else xp.astype(nodes, xp.int64)  #",
    ),
    _graphs("largest score not subtracted", "exp_e = xp.exp(e - xp.take(top, target, axis=0))", "exp_e = xp.exp(e)"),
    _graphs(
        "softmax over all edges",
        "sums = backend.total(exp_e, target, n)",
        "sums = xp.zeros_like(backend.total(exp_e, target, n)) + xp.sum(exp_e, axis=0)",
    ),
    _graphs(
        "features of edges without the pair's axes",
        "r=features[0][..., None, None, :]",
        "r=features[0][..., None, :]",
    ),
    _graphs(
        "terms of the second version summed in half precision",
        "_with_axes(widened(xp, x), len(heads) + 2)",
        "_with_axes(x, len(heads) + 2)",
    ),
    _graphs("targets counted by the keys", '"edges[1]", edges[1, :], n_y)', '"edges[1]", edges[1, :], n_x)'),
    _graphs("reads the targets", "xp.take(v, source, axis=0)", "xp.take(v, target % v.shape[0], axis=0)"),
    _graphs(
        "uniform weights",
        "_edge_softmax(xp, backend, wide, target, n_y)  #",
        "_edge_softmax(xp, backend, wide * 0, target, n_y)  #",
    ),
    _graphs_by_numpy(
        "edges not sorted", 'order = np.argsort(target, kind="stable")', "order = np.arange(len(target))"
    ),
    _graphs_by_torch("weights dropped where no gradient is wanted", "return fresh.mul_(alpha)", "return fresh"),
    _graphs_by_torch("weights dropped where one is", "return alpha * fresh", "return fresh + 0 * alpha"),
    _graphs_by_torch("smallest for largest", '"amax")', '"amin")'),
    _graph_layer(
        "version 1 is version 2's score", "k = self._by_heads(self.w_k(h))", "k = self._by_heads(self.w_q(h).tanh())"
    ),
    _graph_layer("self-loops twice", "torch.cat((edges[0] != edges[1], torch", "torch.cat((edges[0] >= 0, torch"),
    _graph_layer("means with the self-loops' own features", "torch.where(others, wide, 0)", "wide"),
    _graph_layer("sums for means", ".clamp(min=1)  #", ".clamp(min=1, max=1)  #"),
    _graph_layer("the residual left out", "(None if self.w_h is None else self.w_h(h), self.b)", "(self.b,)"),
    _graph_layer("means rounded on the way", "widened(xp, edge_features), (edges", "edge_features, (edges"),
    _graph_layer(
        "heads averaged",
        "c.flatten(1) if self.concat else c.mean(dim=1)",
        "c.flatten(1) if self.concat else c.sum(dim=1)",
    ),
    # explaining
    _explain("ablation: not renormalised", "return kept * share", "return kept"),
    _explain(
        "ablation: keeps what it should take",
        "kept = xp.where(taken, xp.zeros_like(row), row)",
        "kept = xp.where(taken, row, row)",
    ),
    _explain("entropy: sign", "h = 0 - xp.sum(alpha", "h = xp.sum(alpha"),
    _explain(
        "rollout: in the wrong order",
        "rolled = xp.matmul((1 - residual) * widened(xp, alpha) + residual * identity, rolled)",
        "rolled = xp.matmul(rolled, (1 - residual) * widened(xp, alpha) + residual * identity)",
    ),
    _explain(
        "rollout: residual dropped",
        "rolled = xp.matmul((1 - residual) * widened(xp, alpha) + residual * identity, rolled)",
        "rolled = xp.matmul(widened(xp, alpha), rolled)",
    ),
    _alignment("sure links need not be possible ones", "len(a & (s | p))", "len(a & p)"),
    _alignment("sure for possible", "len(a & (s | p))", "len(a & s)"),
    _alignment("divided by the possible links", "_Counts(len(a), len(s), ", "_Counts(len(a), len(s | p), "),
    _alignment("precision: of the sure links", "self.possible_hits / self.links", "self.sure_hits / self.links"),
    _alignment(
        "symmetrise: next to a link, both words bare",
        "not (_row(new) in rows and _column(new) in columns)",
        "not (_row(new) in rows or _column(new) in columns)",
    ),
    _alignment("symmetrise: what lies behind, in the same pass", "(sweep + (new < link), new)", "(sweep, new)"),
    _alignment("symmetrise: a word covered in all sentences", "return (*link[:-2], link[-1])", "return (link[-1],)"),
    _alignment(
        "Pharaoh: other white space ends a sentence",
        '.replace("\\r\\n", "\\n").replace("\\r", "\\n").split("\\n")',
        ".splitlines()",
    ),
    _alignment("Pharaoh: a question mark is sure", 'if match[2] == "-":', 'if match[2] != "p":'),
    _jacobians(
        "softmax: diagonal alone",
        "alpha[..., :, None] * (delta - alpha[..., None, :]) / temperature",
        "alpha[..., :, None] * delta / temperature",
    ),
    _jacobians(
        "softmax: temperature dropped", "(delta - alpha[..., None, :]) / temperature", "(delta - alpha[..., None, :])"
    ),
    _jacobians("scale dropped", " / math.sqrt(max(q.shape[-1], 1))", ""),
    _jacobians(
        "sign of the way through the keys",
        "by_k = away[..., None] * q[..., :, None, None, :]",
        "by_k = -away[..., None] * q[..., :, None, None, :]",
    ),
    _jacobians("way through the values dropped", " + xp.matmul(by_v, w_v)", ""),
    # images
    _saliency("promote: one peak is as good as many", "return m * (1 - others) ** 2", "return m"),
    _saliency("centre and surround added", "np.abs(level[c] - stretch(", "np.abs(level[c] + stretch("),
    _saliency(
        "blue and yellow swapped with red and green",
        "np.maximum(r - (g + b) / 2, 0) - np.maximum(g - (r + b) / 2, 0)",
        "np.maximum(r - (g + b) / 2, 0) + np.maximum(g - (r + b) / 2, 0)",
    ),
    _saliency("weights of the channels ignored", "sum(weight * conspicuous[name]", "sum(conspicuous[name]"),
    _pyramid(
        "levels by the odd rows",
        "kept, between = x[0::2], x[1::2]",
        "kept, between = x[-1::-2][::-1], x[-2::-2][::-1]",
    ),
    _pyramid(
        "horizontal and vertical swapped",
        "return horizontal, np.hypot(cc - ss, sc + cs), vertical,",
        "return vertical, np.hypot(cc - ss, sc + cs), horizontal,",
    ),
    _pyramid(
        "the two diagonals swapped",
        "np.hypot(cc - ss, sc + cs), vertical, np.hypot(cc + ss, sc - cs)",
        "np.hypot(cc + ss, sc - cs), vertical, np.hypot(cc - ss, sc + cs)",
    ),
    _search(
        "no inhibition of return", "memory = (fixations if lasts is None else lasts) if inhibit else 0", "memory = 0"
    ),
    _search(
        "inhibition cannot be turned off",
        "memory = (fixations if lasts is None else lasts) if inhibit else 0",
        "memory = fixations if lasts is None else lasts",
    ),
    _search(
        "fixations in map entries, not pixels",
        "path.append(STEP * np.asarray(winner))",
        "path.append(np.asarray(winner))",
    ),
    _glimpses(
        "window not centred",
        "reach = xp.arange(n, device=device(at)) - n // 2",
        "reach = xp.arange(n, device=device(at))",
    ),
    _glimpses("rows and columns swapped", "row * w + column", "column * w + row"),
    _glimpses(
        "scales do not coarsen",
        "for block in (2**s for s in range(scales)):",
        "for block in (1 for s in range(scales)):",
    ),
    _glimpses("patches by columns", "(0, 1, 3, 2, 4)", "(0, 3, 1, 2, 4)"),
    # memory and components
    _memory("hops: the question is dropped", "u = o + (u if w_h is None else", "u = o + (0 * u if w_h is None else"),
    _memory("hops: map transposed", "xp.matmul(u, xp.matrix_transpose(w_h))", "xp.matmul(u, w_h)"),
    _memory("mask not handed on", "mask=self.mask, normalize=self.normalize)", "normalize=self.normalize)"),
    _memory("another score than the memory's", "score=self.score, mask=self.mask", "score=dot, mask=self.mask"),
    _components(
        "reader's table reversed",
        "xp.take(self.table, xp.reshape(x, (-1,)), axis=0)",
        "xp.take(xp.flip(self.table, axis=0), xp.reshape(x, (-1,)), axis=0)",
    ),
    _components("exploiter ignores what it reads", "s = self.update(s, c)", "s = self.update(s, 0 * c)"),
    # layers
    _init("a method's module is nobody's", 'getattr(called, "__self__", called)', "called"),
    _init(
        "tensors are trained too",
        "_bound(function) if isinstance(value, nn.Parameter)",
        "_bound(function) if isinstance(value, torch.Tensor)",
    ),
    _multi_head(
        "a bound parameter stays what it was",
        "_init.with_parameters(own, parameters) for own in",
        "own for own in",
    ),
    _layer_masks("one mask is enough to be seen", "return mask & keys", "return mask | keys"),
    _layer_masks(
        "keys hidden from heads, not from sentences",
        "else keys[..., None, None, :]",
        "else keys[..., None, :]",
    ),
    _layer_masks("a decoder's step refused", "if batch == (t_y,) and t_y > 1 and", "if batch == (t_y,) and"),
    _layer_masks("two axes taken as they come", "if batch == (t_y,) and t_y > 1 and", "if False and"),
    _multi_head(
        "queries, keys and values share a projection",
        "linear(k, w[1], b[1]), linear(v, w[2], b[2])",
        "linear(k, w[0], b[0]), linear(v, w[0], b[0])",
    ),
    _multi_head(
        "one sequence: queries, keys and values share a projection",
        "q_n, k_n, v_n = parts.contiguous() if need_weights else parts",
        "q_n = k_n = v_n = parts[0].contiguous()",
    ),
    _multi_head(
        "two sequences: keys for values", "k, v = linear(k, self.w_qkv[d:],", "v, k = linear(k, self.w_qkv[d:],"
    ),
    _multi_head("at once: scale ignored", "            and scale is None\n", ""),
    _multi_head("at once: bias ignored", "            and bias is None\n", ""),
    _multi_head("at once: an option that does not exist is ignored", "            and not unknown\n", ""),
    _multi_head(
        "at once: torch's own layer though scores are wanted",
        "mask is None and not (need_weights and need_scores)",
        "mask is None",
    ),
    _multi_head("at once: torch's own layer though there is a mask", "if mask is None and not (", "if not ("),
    _soft_heads("torch's own layer: operations not counted", "if torch._C._len_torch_dispatch_stack()", "if False"),
    _soft_heads("torch's own layer: a gradient lost", "for p in (x, w_qkv, b_qkv, w_o, b_o)", "for p in (x, w_qkv)"),
    _soft_heads(
        "torch's own layer: its mean over heads", "None, need_weights, False, None", "None, need_weights, True, None"
    ),
    _multi_head(
        "step by step: projected back without the bias",
        "Attention(c=linear(c, self.w_o, self.b_o)",
        "Attention(c=linear(c, self.w_o)",
    ),
    _multi_head("not projected back", "Attention(c=linear(c, self.w_o, self.b_o)", "Attention(c=c"),
    _multi_head(
        "projected back without the bias", "reshape(b, t_y, d), self.w_o, self.b_o)", "reshape(b, t_y, d), self.w_o)"
    ),
    _multi_head(
        "one head",
        "heads=self.heads,\n            kv_heads=self.kv_heads,",
        "heads=1,\n            kv_heads=1,",
    ),
    _multi_head("at once whatever the normalizer", "            and self.normalize is softmax\n", ""),
    _persistent("two softmaxes: its own keys dropped", "for part in (x, own)]", "for part in (x, 0 * own)]"),
    _persistent("mask hides what persists", "always = xp.ones(", "always = xp.zeros("),
    _persistent_layer("mask spread over the wrong axis", "key_mask=key_mask, heads=self.heads)", "key_mask=key_mask)"),
    _additive_layer("projects again what is projected", "w_k=None if projected else self.w_k", "w_k=self.w_k"),
    _luong(
        "general for dot",
        'dot if self.kind == "dot" else partial(',
        '(lambda q, k: 2 * dot(q, k)) if self.kind == "dot" else partial(',
    ),
    _local_p_layer("lengths ignored", "k.shape[-2] if lengths is None else lengths[..., None]", "k.shape[-2]"),
    _local_p_layer(
        "mask ignored",
        "score=score, mask=mask, normalize=normalize",
        "score=score, normalize=normalize",
    ),
    _hard_layer("straight-through: soft going forward", "return forward + (back - back.detach())", "return back"),
    _hard_layer("straight-through: no way back", "return forward + (back - back.detach())", "return forward"),
    _hard_layer(
        "REINFORCE: sign",
        "return cost + advantage * (log_p - log_p.detach())",
        "return cost - advantage * (log_p - log_p.detach())",
    ),
    _hard_layer("REINFORCE: no baseline", "advantage = cost.detach() - self.baseline", "advantage = cost.detach()"),
    _hard_layer(
        "REINFORCE: baseline doubled",
        "advantage = cost.detach() - self.baseline",
        "advantage = cost.detach() - 2 * self.baseline",
    ),
    _hard_layer(
        "REINFORCE: baseline does not follow",
        "self.decay * self.baseline + (1 - self.decay)",
        "self.baseline + 0 * (1 - self.decay)",
    ),
    _hard_layer(
        "Gumbel-softmax: temperature ignored",
        "softmax_kernel(xp, noisy, None, self.temperature)",
        "softmax_kernel(xp, noisy, None)",
    ),
    _hard_layer("Gumbel-softmax: noise drowns in a hidden score", "hide(xp, widened(xp, e), mask)", "widened(xp, e)"),
    _hard_layer("Gumbel-softmax: no noise", "below + gumbel(wide, self.seed)", "below + 0 * gumbel(wide, self.seed)"),
    _hard_layer(
        "Gumbel-softmax: noise drowns in large scores", "below = wide - largest(xp, wide.detach())[0]", "below = wide"
    ),
    _hard_layer("Gumbel-softmax: noise in half precision", "hide(xp, widened(xp, e), mask)", "hide(xp, e, mask)"),
    _squeeze("squeezed by the maximum", "z = x.mean(dim=(2, 3))", "z = x.amax(dim=(2, 3))"),
    _squeeze("excited without a gate", "return self.gates(x)[:, :, None, None] * x", "return x"),
    _squeeze("bend dropped", "self.w_2(torch.relu(self.w_1(z)))", "self.w_2(self.w_1(z))"),
    _cbam("places before channels", "return self.place_gates(x)[:, None] * x", "return x"),
    _cbam(
        "channels: the mean alone",
        "pooled = x.mean(dim=(2, 3)), x.amax(dim=(2, 3))",
        "pooled = x.mean(dim=(2, 3)), x.mean(dim=(2, 3))",
    ),
    _cbam(
        "places: mean and maximum swapped",
        "torch.stack((x.mean(dim=1), x.amax(dim=1)), dim=1)",
        "torch.stack((x.amax(dim=1), x.mean(dim=1)), dim=1)",
    ),
    _stand_alone(
        "relative position dropped",
        "return attend(q, k + r, v, score=dot, mask=inside)",
        "return attend(q, k, v, score=dot, mask=inside)",
    ),
    _stand_alone(
        "attends beyond the image",
        "return attend(q, k + r, v, score=dot, mask=inside)",
        "return attend(q, k + r, v, score=dot)",
    ),
    _stand_alone(
        "rows and columns of the position swapped",
        "torch.cat((rows, columns), dim=-1)",
        "torch.cat((columns, rows), dim=-1)",
    ),
    _subspaces("turned the other way", "[[cos, sin], [-sin, cos]]", "[[cos, -sin], [sin, cos]]"),
    _subspaces(
        "a head that is off stays",
        "attended.c * keep @ turn, attended.c @ turn",
        "attended.c @ turn, attended.c @ turn",
    ),
    _subspaces("mask ignored", "mask=causal_mask(len(q)) if causal else None", "mask=None"),
    _subspaces("never scaled", "score=scaled_dot if scaled else dot", "score=dot"),
    _subspaces("both heads share their hidden features", "more[:, _MOST // 2 : _MOST // 2 + each]", "more[:, :each]"),
    _subspaces("values left as they are", "v @ turn.T", "v"),
    _windowed(
        "window open at its edge",
        "<= setting.half_width) | (not setting.cuts)",
        "< setting.half_width) | (not setting.cuts)",
    ),
    _windowed("never cuts off", "| (not setting.cuts)", "| True"),
    _windowed("centre never rounded", "centre = math.floor(p + 0.5) if setting.whole else p", "centre = p"),
    _windowed("a draw blind to the Gaussian", "scores + np.log(gaussian(", "scores + 0 * np.log(gaussian("),
    _windowed("edges at whole numbers alone", "+ 0.5 if setting.whole else", "+ 0.0 if setting.whole else"),
    _windowed(
        "one window on both sides of an edge",
        "(low - d, low + d - 1), (low - d, low + d), (low - d + 1, low + d)",
        "(low - d, low + d), (low - d, low + d), (low - d, low + d)",
    ),
    _windowed("REINFORCE: no baseline", "each = (costs - baseline)[:, None]", "each = costs[:, None]"),
    _windowed("REINFORCE: the drawn place alone", "* (np.eye(len(pi)) - pi)", "* np.eye(len(pi))"),
    _windowed("REINFORCE: second moment for variance", "axis=1) - mean @ mean", "axis=1)"),
)
