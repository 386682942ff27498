"""Gradient norms against finite differences and closed forms, one run and stacked ones."""

import numpy
import pytest
import torch

from gancourse.losses import minimax_generator, non_saturating_generator
from gancourse.metrics.gradients import gradient, gradient_norm, relative_noise
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.runtime import stream
from gancourse.streams import Streams


def pair(seeds):
    streams = Streams(seeds, "cpu")
    generator = DenseGenerator(2, (3,), (4,), activation=torch.tanh, streams=streams)
    return generator, DenseDiscriminator((3,), (5,), activation=torch.tanh, streams=streams), streams


def test_the_gradient_is_a_finite_difference_of_the_loss():
    generator, discriminator, streams = pair(0)
    generator.double(), discriminator.double()
    z = streams.normal(7, 2).double()

    def loss():
        return non_saturating_generator(discriminator(generator(z)))

    found = gradient(loss(), generator.parameters())
    slopes = []
    for weight in generator.parameters():
        for place in numpy.ndindex(*weight.shape):
            with torch.no_grad():
                weight[place] += 1e-5
                above = loss()
                weight[place] -= 2e-5
                slopes.append(float(above - loss()) / 2e-5)
                weight[place] += 1e-5
    assert found.tolist() == pytest.approx(slopes, abs=1e-8)
    assert float(gradient_norm(loss(), generator.parameters())) == pytest.approx(float(numpy.linalg.norm(slopes)), rel=1e-6)


def test_each_stacked_seed_has_the_gradient_that_it_has_alone():
    generator, discriminator, streams = pair([3, 8])
    together = gradient(minimax_generator(discriminator(generator(streams.normal(6, 2)))), generator.parameters())
    for place, seed in enumerate([3, 8]):
        alone, judge, own = pair(seed)
        one = gradient(minimax_generator(judge(alone(own.normal(6, 2)))), alone.parameters())
        assert torch.allclose(together[place], one, atol=1e-7)
    assert together.shape == (2, sum(weight[0].numel() for weight in generator.parameters()))


def test_the_minimax_gradient_of_a_linear_pair_is_known():
    shift = torch.nn.Parameter(torch.tensor([0.5, -1.0], dtype=torch.float64))  # G(z) = z + shift, l(x) = a x
    a, z = torch.tensor([0.3, 0.7], dtype=torch.float64), torch.randn(9, 2, generator=stream(0), dtype=torch.float64)
    logits = (z + shift) @ a
    expected = -torch.sigmoid(logits).mean() * a  # -E[D] a
    assert torch.allclose(gradient(minimax_generator(logits), [shift]), expected.detach())


def test_nothing_is_left_behind_and_an_unreached_or_frozen_weight_counts_as_zeros():
    used, unused = (torch.nn.Parameter(torch.ones(2)) for _ in range(2))
    frozen = torch.ones(3)
    loss = (3 * used).sum()
    assert gradient(loss, [unused, used, frozen]).tolist() == [0, 0, 3, 3, 0, 0, 0]
    assert gradient_norm(loss, [used]).item() == pytest.approx(18**0.5)  # the graph is still there
    assert used.grad is None


def test_the_noise_of_minibatches_is_numpys():
    some = torch.randn(5, 3, 4, generator=stream(1)) + 2
    spread = numpy.sqrt(some.numpy().var(0, ddof=1).sum(-1))
    assert relative_noise(some).tolist() == pytest.approx((spread / numpy.linalg.norm(some.numpy().mean(0), axis=-1)).tolist())
    assert relative_noise(torch.ones(4, 2)).item() == 0


WEIGHT = torch.nn.Parameter(torch.ones(3))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gradient(torch.ones(2, 2), [WEIGHT]), r"one number or one a seed, .* got \(2, 2\)"),
        (lambda: gradient(WEIGHT[:2] * 1, [WEIGHT]), r"a loss of 2 seeds needs weights \(2, ...\), got \[\(3,\)\]"),
        (lambda: gradient(torch.tensor(1.0), [WEIGHT]), "the loss has no graph"),
        (lambda: gradient((2 * torch.nn.Parameter(torch.ones(1))).sum(), [WEIGHT]), "does not reach the weights"),
        (lambda: relative_noise(torch.ones(1, 4)), "k >= 2 minibatches"),
        (lambda: relative_noise(torch.zeros(3, 4)), "the mean gradient is zero"),
    ],
)
def test_bad_input_is_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
