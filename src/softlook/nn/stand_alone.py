r"""Stand-alone self-attention: attention over the window around each pixel, in the place of a convolution."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn
from torch.nn.functional import unfold

from softlook import _check
from softlook.attention import Attention, attend
from softlook.nn._images import check_divisor, check_images, check_window
from softlook.scores import dot

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


class StandAlone2d(nn.Module):
    r"""Let each pixel attend to the window around it, by content and by relative position.

    .. math:: y_{ij} = \sum_{a, b \in \mathcal N_n(i, j)}
        \mathrm{softmax}_{ab}\!\left(q_{ij}^\top k_{ab} + q_{ij}^\top r_{a - i,\, b - j}\right) v_{ab}

    with :math:`r_{a-i, b-j}` an embedding of the row offset beside one of the column offset, each half as wide. As in
    the paper, the score is not divided by a root. What lies beyond the border is masked, not zero.

    Parameters
    ----------
    d_in, d_out : int
        Channels of what comes in and goes out.
    heads : int
        Divides `d_out` into parts of even width.
    window : int
        n, odd: the side of the window.

    Raises
    ------
    TypeError
        If a count is no int; from ``forward``, if x is no floating tensor.
    ValueError
        If heads do not divide `d_out`, a head's width is odd, or the window even; from ``forward``, if x is not
        (b, d_in, h, w).

    References
    ----------
    Ramachandran et al. 2019, equations 2 and 3 (arXiv 1906.05909).

    Examples
    --------
    >>> StandAlone2d(3, 8, heads=2, window=3)(torch.zeros(1, 3, 5, 6)).shape
    torch.Size([1, 8, 5, 6])
    """

    def __init__(self, d_in: int, d_out: int, *, heads: int = 1, window: int = 7) -> None:
        super().__init__()
        heads, d_out = check_divisor("heads", heads, "d_out", d_out)
        d_in = _check.count("d_in", d_in, least=1)
        window = check_window(window)
        if d_out // heads % 2:
            wanted = "an even width for each wanted: half for rows, half for columns"
            raise ValueError(f"d_out: {d_out} given with {heads} heads, {wanted}")
        self.d_in, self.heads, self.window = d_in, heads, window
        self.w_q, self.w_k, self.w_v = (nn.Conv2d(d_in, d_out, 1, bias=False) for _ in range(3))
        self.r_rows, self.r_columns = (nn.Parameter(torch.randn(heads, window, d_out // heads // 2)) for _ in range(2))

    def attend(self, x: Float[Tensor, "b d_in h w"]) -> Attention:
        """Return (c, alpha, e) with axes (b, heads, h w, 1, ...): one query a pixel, the n x n keys of its window."""
        check_images(x, self.d_in)
        return self._attend(x)

    def _attend(self, x: Float[Tensor, "b d_in h w"]) -> Attention:
        n = self.window
        rows, columns = self.r_rows[:, :, None].expand(-1, n, n, -1), self.r_columns[:, None].expand(-1, n, n, -1)
        r = torch.cat((rows, columns), dim=-1).flatten(1, 2)[:, None]  # (heads, 1, n n, d)
        q = self.w_q(x).unflatten(1, (self.heads, -1)).flatten(3).mT[..., None, :]  # (b, heads, h w, 1, d)
        k, v = self._windows(self.w_k(x)), self._windows(self.w_v(x))  # (b, heads, h w, n n, d)
        inside = unfold(x.new_ones((1, 1, *x.shape[2:])), n, padding=n // 2)[0].T[:, None] > 0  # (h w, 1, n n)
        return attend(q, k + r, v, score=dot, mask=inside)

    def forward(self, x: Float[Tensor, "b d_in h w"]) -> Float[Tensor, "b d_out h w"]:
        """Return the context of each pixel."""
        check_images(x, self.d_in)
        if not x.numel():
            return x.new_zeros((x.shape[0], self.w_v.out_channels, *x.shape[2:]))
        c: Tensor = self._attend(x).c[..., 0, :].mT.flatten(1, 2)  # (b, d_out, h w)
        return c.reshape(*c.shape[:2], *x.shape[2:])

    def _windows(self, x: Float[Tensor, "b d_out h w"]) -> Float[Tensor, "b heads hw nn d"]:
        b, d_out = x.shape[:2]
        return (
            unfold(x, self.window, padding=self.window // 2)
            .reshape(b, self.heads, d_out // self.heads, self.window**2, -1)
            .permute(0, 1, 4, 3, 2)
        )
