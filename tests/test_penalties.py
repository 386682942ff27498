"""Clipping and gradient penalties against closed forms, finite differences, and the mistakes of public code."""

import copy
import math

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from gancourse.nets.dense import DenseDiscriminator
from gancourse.penalties import clip_, gradient_penalty, slopes, zero_centred
from gancourse.runtime import stream
from gancourse.streams import Streams

SEEDS = st.integers(0, 10_000)


def normals(seed, *shape):
    return torch.randn(*shape, generator=stream(seed), dtype=torch.float64)


def uniforms(seed, *shape):
    return torch.rand(*shape, generator=stream(seed), dtype=torch.float64)


class Linear(nn.Module):
    """w . x for samples of any shape; with an axis of seeds in w, stacked."""

    def __init__(self, w, dims):
        super().__init__()
        self.w, self.dims = nn.Parameter(w), dims

    def forward(self, x):
        w = self.w if self.w.ndim == self.dims else self.w.unsqueeze(1)
        return (x * w).flatten(x.ndim - self.dims).sum(-1)


def smooth_critic(*shape, streams=None):
    return DenseDiscriminator(shape, (9, 7), activation=torch.tanh, streams=streams or Streams(1)).double()


def test_clipping_brings_every_weight_into_the_box_and_leaves_the_others():
    critic = nn.Sequential(nn.Linear(3, 4), nn.LayerNorm(4), nn.Linear(4, 1))
    before = copy.deepcopy(critic)
    addresses = [weight.data_ptr() for weight in critic.parameters()]
    clip_(critic, 0.3)
    for weight, was in zip(critic.parameters(), before.parameters(), strict=True):
        numpy.testing.assert_array_equal(weight.detach().numpy(), numpy.clip(was.detach().numpy(), -0.3, 0.3))
    assert critic[1].weight.tolist() == [pytest.approx(0.3)] * 4  # a gain of 1, too
    assert [weight.data_ptr() for weight in critic.parameters()] == addresses  # in place: the optimiser's own
    assert all(weight.requires_grad and weight.is_leaf for weight in critic.parameters())


@pytest.mark.parametrize("c", [0, -0.1, math.nan])
def test_a_box_has_a_size(c):
    with pytest.raises(ValueError, match=rf"clipped to \[-c, c\] with c above zero, got c = {c}"):
        clip_(nn.Linear(1, 1), c)


@settings(deadline=None, max_examples=40)
@given(seed=SEEDS, shape=st.sampled_from([(1,), (2,), (3, 4, 5), (1, 6, 6)]), scale=st.floats(0, 5), target=st.floats(0, 3))
def test_a_linear_critic_pays_its_length_less_the_target_squared(seed, shape, scale, target):
    """The norm is over all of a sample's dimensions: over channels alone, a picture's penalty would be another number."""
    w = scale * normals(seed, *shape)
    real, fake, epsilon = normals(seed + 1, 6, *shape), normals(seed + 2, 6, *shape), uniforms(seed + 3, 6)
    paid = gradient_penalty(Linear(w, len(shape)), real, fake, epsilon, target=target)
    assert paid.shape == (6,)
    numpy.testing.assert_allclose(paid.detach(), [(float(w.norm()) - target) ** 2] * 6, rtol=1e-9, atol=1e-12)
    one_sided = gradient_penalty(Linear(w, len(shape)), real, fake, epsilon, target=target, one_sided=True)
    numpy.testing.assert_allclose(one_sided.detach(), [max(0.0, float(w.norm()) - target) ** 2] * 6, rtol=1e-9, atol=1e-12)


def test_the_target_is_1_where_none_is_given():
    w = torch.tensor([3.0, 4.0])
    paid = gradient_penalty(Linear(w, 1), torch.zeros(2, 2), torch.ones(2, 2), torch.tensor([0.1, 0.9]))
    assert paid.tolist() == [16.0, 16.0]  # (5 - 1)^2


def quadratic(x):
    """|x|^2 / 2, whose gradient at x is x itself: the penalty tells where it was taken."""
    return x.flatten(1).square().sum(1) / 2


def test_the_slope_is_taken_between_the_pair_with_one_weight_for_a_whole_sample():
    real, fake = normals(0, 5, 2, 3, 3), normals(1, 5, 2, 3, 3)
    epsilon = torch.tensor([0.0, 0.25, 0.5, 0.75, 1.0], dtype=torch.float64)
    paid = gradient_penalty(quadratic, real, fake, epsilon)
    for i, weight in enumerate(epsilon.tolist()):
        point = weight * real[i] + (1 - weight) * fake[i]
        assert paid[i].item() == pytest.approx((float(point.norm()) - 1) ** 2)


def test_a_sample_s_value_hangs_on_its_own_pair_alone():
    critic, real, fake, epsilon = smooth_critic(3), normals(0, 4, 3), normals(1, 4, 3), uniforms(2, 4)
    together = gradient_penalty(critic, real, fake, epsilon)
    alone = [gradient_penalty(critic, real[i : i + 1], fake[i : i + 1], epsilon[i : i + 1]) for i in range(4)]
    torch.testing.assert_close(together, torch.cat(alone))


def test_stacked_seeds_pay_what_each_pays_alone():
    streams, seeds = Streams([4, 1, 8]), [4, 1, 8]
    critic = smooth_critic(2, 3, streams=streams)
    real, fake, epsilon = normals(0, 3, 5, 2, 3), normals(1, 3, 5, 2, 3), uniforms(2, 3, 5)
    paid, squared = gradient_penalty(critic, real, fake, epsilon), zero_centred(critic, real)
    assert paid.shape == squared.shape == (3, 5)
    for i, seed in enumerate(seeds):
        own = smooth_critic(2, 3, streams=Streams(seed))
        torch.testing.assert_close(paid[i], gradient_penalty(own, real[i], fake[i], epsilon[i]))
        torch.testing.assert_close(squared[i], zero_centred(own, real[i]))


@pytest.mark.parametrize("one_sided", [False, True])
def test_its_derivative_by_the_critics_weights_is_a_finite_difference(one_sided):
    critic, real, fake, epsilon = smooth_critic(2), normals(0, 6, 2), normals(1, 6, 2), uniforms(2, 6)

    def paid():
        return gradient_penalty(critic, real, fake, epsilon, target=0.05, one_sided=one_sided).mean(-1)

    weight = critic.layers.weights[1]
    (gradient,) = torch.autograd.grad(paid(), weight)
    assert gradient.abs().max() > 1e-4
    for i, j in ((0, 0), (3, 5), (8, 6)):
        with torch.no_grad():
            weight[i, j] += 1e-6
            up = paid().item()
            weight[i, j] -= 2e-6
            down = paid().item()
            weight[i, j] += 1e-6
        assert gradient[i, j].item() == pytest.approx((up - down) / 2e-6, rel=1e-5, abs=1e-9)


def test_zero_centred_is_the_squared_slope_and_its_derivative_that_of_a_linear_critic():
    w = normals(0, 2, 3)
    critic = Linear(w, 2)
    squared = zero_centred(critic, normals(1, 4, 2, 3))
    numpy.testing.assert_allclose(squared.detach(), [float(w.square().sum())] * 4)
    (gradient,) = torch.autograd.grad(squared.mean(-1) / 2, critic.w)
    torch.testing.assert_close(gradient, w)  # of |w|^2 / 2


def test_slopes_are_norms_of_finite_differences():
    critic, x = smooth_critic(3), normals(5, 4, 3)
    found = slopes(critic, x)
    with torch.no_grad():
        steps = [1e-6 * row for row in torch.eye(3, dtype=torch.float64)]
        each = torch.stack([(critic(x + step) - critic(x - step)) / 2e-6 for step in steps], -1)
    torch.testing.assert_close(found.detach(), each.norm(dim=-1), rtol=1e-6, atol=1e-9)
    torch.testing.assert_close(zero_centred(critic, x), found.square())


def test_a_critic_that_is_flat_pays_1_and_its_gradient_is_finite():
    critic = Linear(torch.zeros(2, dtype=torch.float64), 1)
    paid = gradient_penalty(critic, normals(0, 3, 2), normals(1, 3, 2), uniforms(2, 3))
    assert paid.tolist() == [1.0, 1.0, 1.0]
    (gradient,) = torch.autograd.grad(paid.mean(), critic.w)
    assert gradient.tolist() == [0.0, 0.0]  # the kink of |w| has slope 0, as in theory/dirac.py


def test_the_generator_gets_no_gradient_and_samples_are_left_alone():
    critic, real = smooth_critic(2), normals(0, 4, 2)
    fake = normals(1, 4, 2).requires_grad_()
    paid = gradient_penalty(critic, real, fake * 1, uniforms(2, 4)).mean()
    weights = list(critic.parameters())
    *_, by_fake = torch.autograd.grad(paid, [*weights, fake], allow_unused=True)
    assert by_fake is None
    assert not real.requires_grad
    assert all(weight.grad is None for weight in weights)


def test_without_gradients_it_measures_and_keeps_no_graph():
    critic, x = smooth_critic(2), normals(0, 4, 2)
    with torch.no_grad():
        found = slopes(critic, x)
    assert not found.requires_grad
    torch.testing.assert_close(found, slopes(critic, x).detach())


PAIR = (torch.zeros(4, 1, 3, 3), torch.ones(4, 1, 3, 3))


@pytest.mark.parametrize(
    "epsilon", [torch.zeros(4, 1, 3, 3), torch.zeros(4, 1, 1, 1), torch.zeros(4, 1), torch.zeros(3), torch.zeros(())]
)
def test_a_weight_that_is_not_one_a_sample_is_refused(epsilon):
    with pytest.raises(ValueError, match=r"epsilon (and the critic's values )?must (both )?be one number a pair, .* got"):
        gradient_penalty(quadratic, *PAIR, epsilon)


def test_samples_that_are_no_pairs_are_refused():
    with pytest.raises(ValueError, match=r"must have one shape, got \(4, 1, 3, 3\), \(3, 1, 3, 3\)"):
        gradient_penalty(quadratic, PAIR[0], PAIR[1][:3], torch.zeros(4))


def test_values_that_are_not_one_a_sample_are_refused():
    for critic in (lambda x: x.flatten(1), lambda x: x.sum()):
        with pytest.raises(ValueError, match=r"a critic gives one value a sample, .* for samples \(4, 1, 3, 3\)"):
            gradient_penalty(critic, *PAIR, torch.zeros(4))
    with pytest.raises(ValueError, match=r"without a last axis of 1, got \(4,\) and \(4, 1\)"):
        gradient_penalty(lambda x: x.flatten(1).sum(1, keepdim=True), *PAIR, torch.zeros(4))


@pytest.mark.parametrize("critic", [lambda x: quadratic(x.detach()), lambda x: torch.ones(4, requires_grad=True) * 2])
def test_values_that_do_not_hang_on_the_samples_are_refused(critic):
    with pytest.raises(ValueError, match="values do not depend on the samples: was something detached"):
        slopes(critic, PAIR[0])


def test_batch_norm_in_train_mode_is_refused_and_layer_norm_is_not():
    def critic(norm):
        return nn.Sequential(nn.Flatten(1), nn.Linear(9, 6), norm, nn.Linear(6, 1), nn.Flatten(0))

    tied = critic(nn.BatchNorm1d(6))
    for penalty in (lambda f: gradient_penalty(f, *PAIR, torch.rand(4)), lambda f: zero_centred(f, PAIR[0])):
        with pytest.raises(ValueError, match="2 is a BatchNorm1d, which ties a sample's value to its whole batch"):
            penalty(tied)
        assert penalty(critic(nn.LayerNorm(6))).shape == (4,)
    assert zero_centred(tied.eval(), PAIR[0]).shape == (4,)
