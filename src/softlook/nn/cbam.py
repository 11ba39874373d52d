r"""CBAM: gates for the channels of an image, then for its places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from softlook.nn._images import check_divisor, check_images, check_window

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


class CBAM(nn.Module):
    r"""Weigh the channels of an image by gates, then its places.

    .. math::

        \begin{aligned}
        M_c(F) &= \sigma(\mathrm{MLP}(\mathrm{mean}_{h,w} F) + \mathrm{MLP}(\mathrm{max}_{h,w} F)), \quad
        M_s(F) = \sigma(f^{n \times n}([\mathrm{mean}_c F;\, \mathrm{max}_c F])) \\
        F' &= M_c(F) \otimes F, \qquad F'' = M_s(F') \otimes F'
        \end{aligned}

    Parameters
    ----------
    channels : int
        Of the image.
    reduction : int
        How much narrower the hidden layer of the MLP is; it divides `channels`.
    window : int
        n, odd: the side of the convolution; zeros lie beyond the border.

    Raises
    ------
    TypeError
        If a count is no int; from ``forward``, if x is no floating tensor.
    ValueError
        If the reduction does not divide the channels or the window is even; from ``forward``, if x is not
        (b, channels, h, w).

    References
    ----------
    Woo et al. 2018, equations 1, 2 and 3 (arXiv 1807.06521).

    Examples
    --------
    >>> CBAM(32)(torch.zeros(1, 32, 5, 5)).shape
    torch.Size([1, 32, 5, 5])
    """

    def __init__(self, channels: int, reduction: int = 16, *, window: int = 7) -> None:
        super().__init__()
        reduction, channels = check_divisor("reduction", reduction, "channels", channels)
        window = check_window(window)
        self.channels = channels
        self.w_0 = nn.Linear(channels, channels // reduction, bias=False)
        self.w_1 = nn.Linear(channels // reduction, channels, bias=False)
        self.f = nn.Conv2d(2, 1, window, padding=window // 2, bias=False)

    def channel_gates(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c"]:
        """Return one number in (0, 1) for each channel of each image: equation 2."""
        check_images(x, self.channels)
        if not x.shape[2] * x.shape[3]:
            return torch.sigmoid(x.new_zeros(x.shape[:2]))
        pooled = x.mean(dim=(2, 3)), x.amax(dim=(2, 3))
        m_c: Tensor = torch.sigmoid(sum(self.w_1(torch.relu(self.w_0(z))) for z in pooled))
        return m_c

    def place_gates(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b h w"]:
        """Return one number in (0, 1) for each place of each image: equation 3."""
        check_images(x, self.channels)
        pooled = torch.stack((x.mean(dim=1), x.amax(dim=1)), dim=1)
        m_s: Tensor = torch.sigmoid(self.f(pooled))[:, 0] if x.numel() else pooled[:, 0]
        return m_s

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c h w"]:
        """Return the images with their channels weighed, then their places: equation 1."""
        x = self.channel_gates(x)[:, :, None, None] * x
        return self.place_gates(x)[:, None] * x
