r"""Squeeze and excite: gates for the channels of an image, computed from all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
from torch import nn

from softlook.nn._images import check_divisor, check_images

if TYPE_CHECKING:
    from jaxtyping import Float
    from torch import Tensor


class SqueezeExcite(nn.Module):
    r"""Weigh the channels of an image by gates that are computed from their means.

    .. math::

        z_c = \frac{1}{h w} \sum_{i, j} u_{cij}, \qquad
        s = \sigma(W_2 \max(0, W_1 z)), \qquad
        \tilde x_c = s_c u_c

    The gates lie in (0, 1) and need not sum to 1: no channel has to lose for another to win.

    Parameters
    ----------
    channels : int
        Of the image.
    reduction : int
        How much narrower the hidden layer is; it divides `channels`.
    bias : bool
        Whether the two layers have one.

    Raises
    ------
    TypeError
        If a count is no int; from ``forward``, if x is no floating tensor.
    ValueError
        If the reduction does not divide the channels; from ``forward``, if x is not (b, channels, h, w).

    References
    ----------
    Hu, Shen & Sun 2018, equations 2, 3 and 4 (arXiv 1709.01507).

    Examples
    --------
    >>> SqueezeExcite(32, reduction=8)(torch.zeros(1, 32, 5, 5)).shape
    torch.Size([1, 32, 5, 5])
    """

    def __init__(self, channels: int, reduction: int = 16, *, bias: bool = False) -> None:
        super().__init__()
        reduction, channels = check_divisor("reduction", reduction, "channels", channels)
        self.channels = channels
        self.w_1 = nn.Linear(channels, channels // reduction, bias=bias)
        self.w_2 = nn.Linear(channels // reduction, channels, bias=bias)

    def gates(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c"]:
        """Return one number in (0, 1) for each channel of each image."""
        check_images(x, self.channels)
        z = x.mean(dim=(2, 3)) if x.shape[2] * x.shape[3] else x.new_zeros(x.shape[:2])  # equation 2
        s: Tensor = torch.sigmoid(self.w_2(torch.relu(self.w_1(z))))  # equation 3
        return s

    def forward(self, x: Float[Tensor, "b c h w"]) -> Float[Tensor, "b c h w"]:
        """Return the images with their channels weighed."""
        return self.gates(x)[:, :, None, None] * x  # equation 4
