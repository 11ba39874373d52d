"""A named mutant survived the layers' tests: nothing looked at the mask of LocalP where weights are asked for."""

from __future__ import annotations

import pytest
import torch

from softlook.nn import LocalP


@pytest.mark.parametrize("need_weights", [True, False])
def test_what_is_hidden_cannot_move_the_context(need_weights):
    torch.manual_seed(0)
    layer = LocalP(3, half_width=4)
    q, k, v = torch.randn(2, 3), torch.randn(5, 3), torch.randn(5, 3)
    mask = torch.tensor([[True, False, True, True, False]])
    moved = torch.where(mask.T, v, 100.0)
    look, after = (layer(q, k, values, mask=mask, need_weights=need_weights) for values in (v, moved))
    torch.testing.assert_close(after.c, look.c, rtol=0, atol=0)
    assert not torch.equal(layer(q, k, moved, need_weights=need_weights).c, look.c)
    if need_weights:
        assert not look.alpha[:, ~mask[0]].any()
