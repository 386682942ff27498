"""Dense networks against torch's own linear layers, and stacked ones against each seed alone."""

import math

import numpy
import pytest
import torch
from scipy import stats
from torch import nn

from gancourse.nets.dense import Dense, DenseDiscriminator, DenseGenerator, leaky
from gancourse.runtime import stream
from gancourse.streams import Streams


def twin(dense, activation):
    """The same network of torch's own layers, from one without an axis of seeds."""
    layers = []
    for weight, bias in zip(dense.weights, dense.biases, strict=True):
        linear = nn.Linear(*weight.shape)
        linear.load_state_dict({"weight": weight.T, "bias": bias[0]})
        layers += [linear, activation]
    return nn.Sequential(*layers[:-1])


def test_outputs_and_gradients_are_those_of_torchs_linear_layers():
    dense = Dense([3, 16, 8, 2], leaky, Streams(0))
    other = twin(dense, nn.LeakyReLU(0.2))
    x = torch.randn(11, 3, generator=stream(1))
    torch.testing.assert_close(dense(x), other(x))
    dense(x).square().sum().backward()
    other(x).square().sum().backward()
    for i, linear in enumerate(part for part in other if isinstance(part, nn.Linear)):
        torch.testing.assert_close(dense.weights[i].grad, linear.weight.grad.T)
        torch.testing.assert_close(dense.biases[i].grad[0], linear.bias.grad)


def test_stacked_networks_are_those_of_each_seed_in_weights_outputs_and_gradients():
    stacked, alone = Dense([2, 8, 3], streams=Streams([4, 9])), [Dense([2, 8, 3], streams=Streams(seed)) for seed in (4, 9)]
    x = torch.randn(2, 5, 2, generator=stream(0))
    torch.testing.assert_close(stacked(x), torch.stack([net(rows) for net, rows in zip(alone, x, strict=True)]))
    stacked(x).square().mean((1, 2)).sum().backward()
    for i, net in enumerate(alone):
        net(x[i]).square().mean().backward()
        for together, own in zip(stacked.parameters(), net.parameters(), strict=True):
            assert torch.equal(together[i], own)
            torch.testing.assert_close(together.grad[i], own.grad)


def test_an_input_without_the_axis_of_seeds_is_given_to_each():
    dense, x = Dense([2, 4, 1], streams=Streams(range(3))), torch.randn(5, 2, generator=stream(0))
    assert torch.equal(dense(x), dense(x.expand(3, 5, 2)))


def test_first_weights_have_the_law_of_torchs_linear_layers():
    weights = Dense([100, 200], streams=Streams(0)).weights[0].detach().view(-1).numpy()
    limit = 1 / math.sqrt(100)
    assert stats.kstest(weights, stats.uniform(-limit, 2 * limit).cdf).pvalue > 1e-3
    assert numpy.abs(nn.Linear(100, 200).weight.detach().numpy()).max() == pytest.approx(limit, rel=1e-3)


def test_without_streams_torchs_default_stream_draws_the_weights():
    with torch.random.fork_rng([]):
        torch.manual_seed(5)
        first = Dense([2, 3])
        second = Dense([2, 3])
        torch.manual_seed(5)
        again = Dense([2, 3])
    assert torch.equal(first.weights[0], again.weights[0])
    assert not torch.equal(first.weights[0], second.weights[0])


def test_a_pair_maps_latents_to_pictures_to_logits():
    streams = Streams(range(2))
    generator = DenseGenerator(6, (1, 4, 4), (8,), output=torch.tanh, streams=streams)
    discriminator = DenseDiscriminator((1, 4, 4), (8,), streams=streams)
    fake = generator(streams.normal(5, 6))
    assert fake.shape == (2, 5, 1, 4, 4)
    assert fake.abs().max() < 1
    assert discriminator(fake).shape == (2, 5)
    alone = DenseDiscriminator((1, 4, 4), (8,))
    pictures = torch.rand(5, 1, 4, 4)
    torch.testing.assert_close(alone(pictures), twin(alone.layers, nn.LeakyReLU(0.2))(pictures.flatten(1))[:, 0])


def test_they_say_what_they_are():
    assert repr(Dense([2, 8, 1], leaky, Streams(range(3)))).startswith("Dense(\n  2 -> 8 -> 1, leaky, 3 seeds")
    assert "output tanh" in repr(DenseGenerator(2, (2,), (4,), output=torch.tanh))


@pytest.mark.parametrize("sizes", [[], [2], [2, 0], [2, -1, 1], [2, 2.5]], ids=str)
def test_widths_that_are_none(sizes):
    with pytest.raises(ValueError, match="a dense network needs widths above zero, input to output, such as 2, 128, 1; got"):
        Dense(sizes)


ONE, MANY = DenseDiscriminator((2,), (4,), streams=Streams(0)), DenseDiscriminator((2,), (4,), streams=Streams(range(3)))
MAKER = DenseGenerator(3, (2,), (4,), streams=Streams(0))


@pytest.mark.parametrize(
    ("network", "x", "error", "words"),
    [
        (MAKER, torch.zeros(5, 2), ValueError, r"z must be \(\.\.\., 3\), one latent a row, got \(5, 2\)"),
        (MAKER, torch.zeros(2, 5, 3), ValueError, r"must be \(n, 3\), got \(2, 5, 3\): the axis of seeds, if any, comes from"),
        (ONE, torch.zeros(5, 1, 28, 28), ValueError, r"x must be \(\.\.\., 2\), one sample a row, got \(5, 1, 28, 28\)"),
        (ONE, torch.zeros(2), ValueError, r"must be \(n, 2\), got \(2,\)"),
        (MANY, torch.zeros(2, 5, 2), ValueError, r"must be \(3, n, 2\), got \(2, 5, 2\)"),
        (ONE, torch.zeros(5, 2, dtype=torch.float64), ValueError, "must be torch.float32 as the weights are, got torch.float64"),
        (ONE, torch.zeros(5, 2, dtype=torch.int64), ValueError, "must be torch.float32 as the weights are, got torch.int64"),
        (ONE, (torch.zeros(5, 2), torch.zeros(5)), TypeError, "x must be one tensor of samples, got a tuple: leave out labels"),
    ],
    ids=["latent", "axis", "pictures", "one row", "seeds", "float64", "whole", "labels"],
)
def test_an_input_that_does_not_fit_is_refused_in_one_sentence(network, x, error, words):
    with pytest.raises(error, match=words) as caught:
        network(x)
    assert "\n" not in str(caught.value)


def test_autocast_may_hand_it_bfloat16():
    with torch.autocast("cpu", torch.bfloat16):
        assert ONE(torch.zeros(5, 2, dtype=torch.bfloat16)).shape == (5,)
