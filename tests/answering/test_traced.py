"""A traced tensor computes what a plain one does, and notes the layers of torch that it meets."""

import json

import pytest
import torch
from torch import nn
from torch.nn import functional

from gancourse.answering.given import build
from gancourse.answering.plain import plain
from gancourse.checks.answer import InProcess, given

Z = torch.randn(3, 5, 1, 1, generator=torch.Generator().manual_seed(0))


def made(events, value=Z):
    return build("traced", "z", {"value": value}, {}, events)


def network():
    first, last = nn.ConvTranspose2d(5, 8, 4, bias=False), nn.ConvTranspose2d(8, 2, 4, 2, 1)
    return nn.Sequential(first, nn.BatchNorm2d(8), nn.ReLU(inplace=True), last, nn.Tanh())


def test_it_computes_what_a_plain_tensor_computes_and_a_gradient_passes():
    layers = network()
    out = layers(made([]))
    assert torch.equal(plain(out), layers(Z))
    assert type(plain(out)) is torch.Tensor
    out.sum().backward()
    assert layers[0].weight.grad.abs().sum() > 0


def test_it_notes_the_layers_in_the_order_in_which_they_are_met():
    layers, events = network(), []
    layers(made(events))
    notes = [json.loads(event) for event in events]
    assert [note["layer"] for note in notes] == ["conv_transpose2d", "batch_norm", "relu", "conv_transpose2d", "tanh"]
    first, norm, _, last, end = notes
    assert first["weight"]["shape"] == [5, 8, 4, 4]
    assert first["weight"]["sd"] == pytest.approx(layers[0].weight.std(correction=0).item(), rel=1e-5)
    assert first["bias"] is None
    assert last["bias"]["largest"] == pytest.approx(layers[3].bias.abs().max().item())
    assert (last["stride"], last["padding"], last["out"]) == ([2, 2], [1, 1], [3, 2, 8, 8])
    assert (norm["training"], norm["weight"]["mean"], norm["bias"]["largest"]) == (True, 1, 0)
    assert end["out"] == [3, 2, 8, 8]


@pytest.mark.parametrize(
    ("step", "layer"),
    [
        (lambda z: functional.conv_transpose2d(input=z, weight=torch.ones(5, 2, 3, 3), stride=2), "conv_transpose2d"),
        (lambda z: functional.conv2d(z, torch.ones(2, 5, 1, 1)), "conv2d"),
        (lambda z: z.tanh_(), "tanh"),
        (lambda z: functional.interpolate(z, scale_factor=2), "interpolate"),
        (lambda z: functional.linear(z.flatten(1), torch.ones(4, 5)), "linear"),
        (lambda z: nn.LeakyReLU(0.2)(z.clone()), "leaky_relu"),
    ],
)
def test_functions_and_methods_are_noted_as_layers_are(step, layer):
    events = []
    step(made(events))
    assert [json.loads(event)["layer"] for event in events] == [layer]


def test_arithmetic_is_not_noted_and_the_value_that_it_was_made_of_stays():
    events = []
    wide = torch.zeros(3, 5, 2, 2)
    wide[:, :, :1, :1] += 2 * made(events) + 1
    z = made(events)
    z.mul_(0)
    assert events == []
    assert Z.abs().sum() > 0


def test_what_a_function_returns_is_traced_through_a_port():
    reply = InProcess(network).call(then=[given("traced", "z", value=Z)])
    assert reply.tensor((3, 2, 8, 8)).abs().max() < 1
    assert len(reply.events) == 5
