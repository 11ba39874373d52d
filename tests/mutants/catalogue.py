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


_scores = _of("scores.py")
_tiling = _of("_tiling.py", "scores.py")
_torch_additive = _of("_torch/additive.py")
_masks = _of("masks.py")
_normalizers = _of("normalizers.py")
_attention = _of("attention.py")
_soft = _of("_torch/soft.py")
_subspaces = _of("widgets/_subspaces.py", "widgets/query_keys.py")
_windowed = _of("widgets/_windowed.py", "widgets/window.py")
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
    # scores
    _scores(
        "scale dropped",
        "xp.matmul(q / math.sqrt(q.shape[-1]), xp.matrix_transpose(k))",
        "xp.matmul(q, xp.matrix_transpose(k))",
    ),
    _scores(
        "scale without its root",
        "xp.matmul(q / math.sqrt(q.shape[-1]), xp.matrix_transpose(k))",
        "xp.matmul(q / q.shape[-1], xp.matrix_transpose(k))",
    ),
    _scores(
        "scale by the number of keys",
        "xp.matmul(q / math.sqrt(q.shape[-1]), xp.matrix_transpose(k))",
        "xp.matmul(q / math.sqrt(max(k.shape[-2], 1)), xp.matrix_transpose(k))",
    ),
    _scores(
        "dot: queries and keys swapped",
        "return xp.matmul(q, xp.matrix_transpose(k))",
        "return xp.matrix_transpose(xp.matmul(q, xp.matrix_transpose(k)))",
    ),
    _scores(
        "general: matrix dropped",
        "xp.matmul(xp.matmul(q, w_a), xp.matrix_transpose(k))",
        "xp.matmul(q, xp.matrix_transpose(k))",
    ),
    _scores(
        "general: matrix transposed",
        "xp.matmul(xp.matmul(q, w_a), xp.matrix_transpose(k))",
        "xp.matmul(xp.matmul(q, w_a.T), xp.matrix_transpose(k))",
    ),
    _scores("location: takes the last positions", "w_a[:t_x, :]", "w_a[-t_x:, :]"),
    _scores("cosine: keys not brought to length 1", "xp.matrix_transpose(_unit(xp, k))", "xp.matrix_transpose(k)"),
    _scores(
        "cosine: sharpening ignored",
        'return _check.positive("beta", beta) * _cosine(xp, q, k)',
        "return _cosine(xp, q, k)",
    ),
    _scores(
        "cosine: each query's own sharpening along the keys",
        "return beta[..., None] * e",
        "return beta[..., None, :] * e",
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
        "w_q, w_k = w_a[:, :d_q], w_a[:, d_q:]",
        "w_q, w_k = w_a[:, -d_q:], w_a[:, : k.shape[-1]]",
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
    _masks("causal: offset dropped", "i = offset + xp.arange(t_y, device=where)", "i = xp.arange(t_y, device=where)"),
    _masks("causal: axes swapped", "return j <= i", "return i <= j"),
    _masks("band: one narrower on the left", "(j >= i - half_width)", "(j > i - half_width)"),
    _masks("band: one narrower on the right", "(j <= i + half_width)", "(j < i + half_width)"),
    _masks(
        "edges: sources and targets swapped",
        "xp.astype(edges[1, :], xp.int64) * t_x + xp.astype(edges[0, :], xp.int64)",
        "xp.astype(edges[0, :], xp.int64) * t_x + xp.astype(edges[1, :], xp.int64)",
    ),
    _masks("torch's convention not inverted", "return ~mask", "return mask"),
    _masks("additive: inverted", "xp.where(mask, zero, zero - math.inf)", "xp.where(mask, zero - math.inf, zero)"),
    # normalizers
    _normalizers("softmax: mask ignored", _SOFTMAX, "softmax_kernel(xp, e, None, _check"),
    _normalizers("hidden scores stay", _HIDE, "return e"),
    _normalizers("mask inverted", _HIDE, _HIDE.replace("where(mask", "where(~mask")),
    _normalizers("hidden scores are 0 rather than minus infinity", _HIDE, _HIDE.replace("-math.inf", "0.0")),
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
    _normalizers(
        "softmax: not normalised", "return exp_e / xp.where(total == 0, xp.ones_like(total), total)", "return exp_e"
    ),
    _normalizers(
        "softmax: made argmax",
        "return exp_e / xp.where(total == 0, xp.ones_like(total), total)",
        "return xp.astype(e == top, e.dtype)",
    ),
    _normalizers("softmax: overflows", "_cool(xp, e - top, temperature)", "_cool(xp, e, temperature)"),
    _normalizers(
        "softmax: a blind row gives NaN",
        "return exp_e / xp.where(total == 0, xp.ones_like(total), total)",
        "return exp_e / total",
    ),
    _normalizers(
        "sparsemax: threshold too high", "axis=-1, keepdims=True) - 1) / size", "axis=-1, keepdims=True) - 0.5) / size"
    ),
    _normalizers(
        "sparsemax: support from the smallest",
        "z_down = xp.sort(z, axis=-1, descending=True)",
        "z_down = xp.sort(z, axis=-1)",
    ),
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
        "return hard_kernel(xp, e + gumbel(e, seed), mask)",
        "return hard_kernel(xp, e + gumbel(e, seed), None)",
    ),
    _normalizers(
        "sample: made argmax", "return hard_kernel(xp, e + gumbel(e, seed), mask)", "return hard_kernel(xp, e, mask)"
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
    _attention("cross-attention attends to itself", '("w_k", w_k, "h", h)', '("w_k", w_k, "s", s)'),
    _attention("keys for values", '("w_v", w_v, "h", h)', '("w_v", w_k, "h", h)'),
    _attention(
        "projection transposed",
        "[xp.matmul(x, xp.matrix_transpose(w))",
        "[xp.matmul(x, xp.reshape(w, (w.shape[1], w.shape[0])))",
    ),
    _soft("SDPA: mask ignored", "attn_mask=mask)", "attn_mask=None)"),
    _soft(
        "in place: scale dropped",
        "torch.bmm(flat_q / math.sqrt(q.shape[-1]), flat_k.mT)",
        "torch.bmm(flat_q, flat_k.mT)",
    ),
    _soft(
        "in place: mask inverted",
        "torch.where(mask, alpha, torch.tensor(-torch.inf",
        "torch.where(~mask, alpha, torch.tensor(-torch.inf",
    ),
    _soft(
        "in place: a blind row is not zero",
        "alpha.masked_fill_(~mask.any(-1, keepdim=True), 0)",
        "alpha.nan_to_num_(1 / alpha.shape[-1])",
    ),
    _heads(
        "heads share the first one's features",
        "(*x.shape[:-2], t, heads, d // heads)), -2, -3)",
        "(*x.shape[:-2], t, heads, d // heads))[..., [0] * heads, :], -2, -3)",
    ),
    _heads(
        "heads split across time",
        "xp.moveaxis(xp.reshape(x, (*x.shape[:-2], t, heads, d // heads)), -2, -3)",
        "xp.reshape(x, (*x.shape[:-2], heads, t, d // heads))",
    ),
    _heads(
        "heads joined across time",
        "xp.reshape(xp.moveaxis(x, -3, -2), (*x.shape[:-3], t, heads * d))",
        "xp.reshape(x, (*x.shape[:-3], t, heads * d))",
    ),
    _heads(
        "mask spread over the wrong axis",
        "mask = xp.expand_dims(mask, axis=-3)",
        "mask = xp.expand_dims(mask, axis=0)",
    ),
    _heads(
        "one score for all heads",
        "own(q[..., n, :, :], k[..., n, :, :])",
        "scores[0](q[..., n, :, :], k[..., n, :, :])",
    ),
    _cache("cache: new before old", "xp.concat([held, new], axis=-2)", "xp.concat([new, held], axis=-2)"),
    _cache("cache: the past dropped from the mask", "device=device(q)), k=past)", "device=device(q)), k=0)"),
    _cache(
        "cache: new keys see each other",
        "mask = None if t_new == 1 else xp.tril(",
        "mask = None if t_new >= 1 else xp.tril(",
    ),
    _positions("sine and cosine swapped", "[xp.sin(angle), xp.cos(angle)]", "[xp.cos(angle), xp.sin(angle)]"),
    _positions(
        "sines first, then cosines",
        "pairs = xp.stack([xp.sin(angle), xp.cos(angle)], axis=-1)",
        "pairs = xp.concat([xp.sin(angle), xp.cos(angle)], axis=-1)",
    ),
    _positions("offset ignored", "xp.arange(offset, offset + t, ", "xp.arange(0, t, "),
    _positions("base ignored", "math.log(base)", "math.log(10_000.0)"),
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
    _windows("local-p: one narrower", "near = xp.abs(steps) <= half_width", "near = xp.abs(steps) < half_width"),
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
    _windows("position: one past the last", "return max(t_x - 1, 0) * share", "return t_x * share"),
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
        "return leaky_relu(xp, e_q[..., :, None] + e_k[..., None, :], slope)",
        "return e_q[..., :, None] + e_k[..., None, :]",
    ),
    _graph_scores(
        "first version for the second",
        "hidden = leaky_relu(xp, q[..., :, None, :] + k[..., None, :, :], slope)",
        "hidden = q[..., :, None, :] + k[..., None, :, :]",
    ),
    _graphs("largest score not subtracted", "exp_e = xp.exp(e - xp.take(top, target, axis=0))", "exp_e = xp.exp(e)"),
    _graphs(
        "softmax over all edges",
        "sums = backend.total(exp_e, target, n)",
        "sums = xp.zeros_like(backend.total(exp_e, target, n)) + xp.sum(exp_e, axis=0)",
    ),
    _graphs("reads the targets", "xp.take(v, source, axis=0)", "xp.take(v, target % v.shape[0], axis=0)"),
    _graphs(
        "uniform weights",
        "_edge_softmax(xp, backend, e, target, n)  #",
        "_edge_softmax(xp, backend, e * 0, target, n)  #",
    ),
    _graphs_by_numpy(
        "edges not sorted", 'order = np.argsort(target, kind="stable")', "order = np.arange(len(target))"
    ),
    _graphs_by_torch("weights dropped where no gradient is wanted", "return fresh.mul_(alpha)", "return fresh"),
    _graphs_by_torch("weights dropped where one is", "return alpha * fresh", "return fresh + 0 * alpha"),
    _graphs_by_torch("smallest for largest", '"amax")', '"amin")'),
    _graph_layer("version 1 is version 2's score", "k = self.w_k(h).unflatten", "k = self.w_q(h).tanh().unflatten"),
    _graph_layer("self-loops twice", "edges[:, edges[0] != edges[1]]", "edges"),
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
    _explain("entropy: sign", "return 0 - xp.sum(alpha", "return xp.sum(alpha"),
    _explain(
        "rollout: in the wrong order",
        "rolled = xp.matmul((1 - residual) * alpha + residual * identity, rolled)",
        "rolled = xp.matmul(rolled, (1 - residual) * alpha + residual * identity)",
    ),
    _explain(
        "rollout: residual dropped",
        "rolled = xp.matmul((1 - residual) * alpha + residual * identity, rolled)",
        "rolled = xp.matmul(alpha, rolled)",
    ),
    _alignment("sure links need not be possible ones", "p |= s", "pass"),
    _alignment(
        "sure for possible", "len(a & s) + len(a & p), len(a) + len(s)", "len(a & s) + len(a & s), len(a) + len(s)"
    ),
    _alignment(
        "divided by the possible links",
        "len(a & s) + len(a & p), len(a) + len(s)",
        "len(a & s) + len(a & p), len(a) + len(p)",
    ),
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
    _multi_head(
        "queries, keys and values share a projection",
        "w, b = self.w_qkv.chunk(3), (None",
        "w, b = [self.w_qkv[:d]] * 3, (None",
    ),
    _multi_head(
        "one sequence: queries, keys and values share a projection",
        "linear(q, self.w_qkv, self.b_qkv).chunk(3, -1)",
        "[linear(q, self.w_qkv, self.b_qkv).chunk(3, -1)[0]] * 3",
    ),
    _multi_head("not projected back", "Attention(c=linear(c, self.w_o, self.b_o)", "Attention(c=c"),
    _multi_head("projected back without the bias", "linear(c, self.w_o, self.b_o)", "linear(c, self.w_o)"),
    _multi_head("one head", "heads=self.heads, score=self._score()", "heads=1, score=self._score()"),
    _persistent("two softmaxes: its own keys dropped", "for part in (x, own)]", "for part in (x, 0 * own)]"),
    _persistent("mask hides what persists", "always = xp.ones(", "always = xp.zeros("),
    _persistent_layer("mask spread over the wrong axis", "mask = mask.unsqueeze(-3)", "mask = mask.unsqueeze(0)"),
    _additive_layer("projects again what is projected", "w_k = None if projected else self.w_k", "w_k = self.w_k"),
    _luong("general for dot", "e = dot(q, k)", "e = 2 * dot(q, k)"),
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
        "softmax_kernel(xp, noisy, mask, self.temperature)",
        "softmax_kernel(xp, noisy, mask)",
    ),
    _hard_layer(
        "Gumbel-softmax: mask ignored",
        "softmax_kernel(xp, noisy, mask, self.temperature)",
        "softmax_kernel(xp, noisy, None, self.temperature)",
    ),
    _hard_layer(
        "Gumbel-softmax: no noise", "noisy = e + gumbel(e, self.seed)", "noisy = e + 0 * gumbel(e, self.seed)"
    ),
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
