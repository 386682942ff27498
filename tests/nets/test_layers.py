"""Convolutions as matrix products are torch's convolutions: values, gradients, gradients of gradients, names."""

import pytest
import torch
from torch import nn

from gancourse.nets.layers import DownFromFew, UpToFew, down, up
from gancourse.runtime import stream


def twins(ours, kind):
    ours = ours.double()
    theirs = kind(ours.in_channels, ours.out_channels, 4, 2, 1, bias=ours.bias is not None).double()
    theirs.load_state_dict(ours.state_dict())
    return ours, theirs


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("side", [2, 7, 14])
@pytest.mark.parametrize("last", [False, True], ids=["contiguous", "channels-last"])
def test_they_are_torchs_with_both_derivatives(channels, bias, side, last):
    for ours, theirs, inputs in (
        (*twins(UpToFew(6, channels, 4, 2, 1, bias=bias), nn.ConvTranspose2d), 6),
        (*twins(DownFromFew(channels, 6, 4, 2, 1, bias=bias), nn.Conv2d), channels),
    ):
        x = torch.randn(3, inputs, side, side, generator=stream(0), dtype=torch.float64)
        x = x.contiguous(memory_format=torch.channels_last if last else torch.contiguous_format).requires_grad_()
        found = []
        for layer in (ours, theirs):
            y = layer(x)
            weights = [x, *layer.parameters()]
            first = torch.autograd.grad(y.pow(3).sum(), weights, create_graph=True)
            second = torch.autograd.grad(first[0].square().sum(), weights)
            found.append([y, *first, *second])
        torch.testing.assert_close(*found)


def test_few_channels_take_the_product_and_many_do_not():
    assert type(up(64, 1)) is UpToFew
    assert type(down(3, 64)) is DownFromFew
    assert type(up(64, 32)) is nn.ConvTranspose2d
    assert type(down(64, 128)) is nn.Conv2d


def test_what_overlaps_is_added_in_the_weights_precision():
    layer = UpToFew(16, 1, 4, 2, 1)
    with torch.autocast("cpu", torch.bfloat16):
        assert layer(torch.randn(2, 16, 7, 7)).dtype == torch.float32
