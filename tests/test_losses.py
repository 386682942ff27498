"""The adversarial losses against closed forms, SciPy and scikit-learn, far beyond where a sigmoid rounds to 0 or 1."""

import math

import numpy
import pytest
import torch
from scipy import special
from sklearn.metrics import log_loss

from gancourse.losses import (
    minimax_discriminator,
    minimax_generator,
    non_saturating_generator,
    wasserstein_critic,
    wasserstein_generator,
)
from gancourse.runtime import stream
from gancourse.theory.transport import distances, earth_mover, kantorovich_rubinstein

LOGITS = [-1e4, -800.0, -90.0, -3.0, -1e-3, 0.0, 0.5, 20.0, 90.0, 1e4]
DTYPES = pytest.mark.parametrize("dtype", [torch.float32, torch.float64], ids=["float32", "float64"])
GENERATORS = pytest.mark.parametrize("loss", [minimax_generator, non_saturating_generator])


def near(found, expected, dtype):
    """Equal to a few units in the last place of the dtype; below `tiny` a float has fewer digits."""
    numpy.testing.assert_allclose(found.detach().numpy(), expected, rtol=4 * torch.finfo(dtype).eps, atol=torch.finfo(dtype).tiny)


@DTYPES
def test_each_loss_of_one_logit_is_scipys_log_expit(dtype):
    for logit in LOGITS:
        one = torch.tensor([logit], dtype=dtype)
        exact = one.double().numpy()
        near(minimax_generator(one), special.log_expit(-exact)[0], dtype)
        near(non_saturating_generator(one), -special.log_expit(exact)[0], dtype)
        sure = torch.tensor([1e4], dtype=dtype)
        near(minimax_discriminator(one, -sure), -special.log_expit(exact)[0], dtype)
        near(minimax_discriminator(sure, one), -special.log_expit(-exact)[0], dtype)


@DTYPES
def test_derivatives_are_minus_d_and_minus_one_minus_d_over_n(dtype):
    logits = torch.tensor(LOGITS, dtype=dtype, requires_grad=True)
    exact, n = logits.detach().double().numpy(), len(LOGITS)
    tiny = torch.finfo(dtype).tiny
    for loss, expected in [
        (minimax_generator, -special.expit(exact) / n),
        (non_saturating_generator, -special.expit(-exact) / n),
        (lambda x: minimax_discriminator(x, torch.zeros(3, dtype=dtype)), -special.expit(-exact) / n),
        (lambda x: minimax_discriminator(torch.zeros(3, dtype=dtype), x), special.expit(exact) / n),
    ]:
        (gradient,) = torch.autograd.grad(loss(logits), logits)
        assert gradient.isfinite().all()
        numpy.testing.assert_allclose(gradient.numpy(), expected, rtol=8 * torch.finfo(dtype).eps, atol=tiny)


def test_the_discriminator_pays_twice_the_cross_entropy_of_a_classifier():
    real, fake = (torch.randn(64, generator=stream(seed), dtype=torch.float64) for seed in (0, 1))
    labels, probability = [1] * 64 + [0] * 64, torch.cat([real, fake]).sigmoid().numpy()
    assert minimax_discriminator(real, fake).item() == pytest.approx(2 * log_loss(labels, probability), rel=1e-12)


def test_a_discriminator_that_knows_nothing_pays_log_4_and_a_perfect_one_nothing():
    zero, sure = torch.zeros(7), torch.full((7,), 1e4)
    assert minimax_discriminator(zero, zero).item() == pytest.approx(math.log(4), rel=1e-7)
    assert minimax_generator(zero).item() == pytest.approx(-math.log(2), rel=1e-7)
    assert non_saturating_generator(zero).item() == pytest.approx(math.log(2), rel=1e-7)
    assert minimax_discriminator(sure, -sure).item() == 0
    assert minimax_discriminator(-sure, sure).item() == 2e4


def test_the_game_of_equation_1_is_zero_sum_in_the_generators_part():
    real, fake = torch.randn(9, generator=stream(2)), torch.randn(9, generator=stream(3), requires_grad=True)
    (down,) = torch.autograd.grad(minimax_generator(fake), fake)
    (up,) = torch.autograd.grad(minimax_discriminator(real, fake), fake)
    torch.testing.assert_close(down, -up)


@GENERATORS
def test_stacked_logits_give_one_loss_a_seed_and_the_two_batches_may_differ_in_size(loss):
    real, fake = torch.randn(3, 8, generator=stream(0)), torch.randn(3, 5, generator=stream(1))
    torch.testing.assert_close(loss(fake), torch.stack([loss(row) for row in fake]))
    each = torch.stack([minimax_discriminator(r, f) for r, f in zip(real, fake, strict=True)])
    torch.testing.assert_close(minimax_discriminator(real, fake), each)


def test_first_and_second_derivatives_are_those_of_finite_differences():
    real, fake = (torch.randn(2, 4, generator=stream(s), dtype=torch.float64).requires_grad_() for s in (0, 1))
    for loss, inputs in [
        (minimax_discriminator, (real, fake)),
        (minimax_generator, (fake,)),
        (non_saturating_generator, (fake,)),
    ]:
        assert torch.autograd.gradcheck(loss, inputs)
        assert torch.autograd.gradgradcheck(loss, inputs)


@DTYPES
def test_wasserstein_losses_are_differences_of_means_whose_derivative_is_the_same_for_every_value(dtype):
    """A margin, as the hinge loss has, would be flat beyond 1 on one side; a sigmoid would be flat far out on both."""
    real, fake = (torch.tensor(values, dtype=dtype, requires_grad=True) for values in (LOGITS, LOGITS[:4]))
    near(wasserstein_critic(real, fake), numpy.mean(LOGITS[:4]) - numpy.mean(LOGITS), dtype)
    near(wasserstein_generator(fake), -numpy.mean(LOGITS[:4]), dtype)
    by_real, by_fake = torch.autograd.grad(wasserstein_critic(real, fake), (real, fake))
    (by_own,) = torch.autograd.grad(wasserstein_generator(fake), fake)
    for gradient, expected in ((by_real, -1 / len(LOGITS)), (by_fake, 1 / 4), (by_own, -1 / 4)):
        near(gradient, numpy.full(len(gradient), expected), dtype)


def test_a_wasserstein_critic_may_add_any_constant_and_pays_in_proportion():
    real, fake = (torch.randn(6, generator=stream(seed), dtype=torch.float64) for seed in (0, 1))
    loss = wasserstein_critic(real, fake)
    torch.testing.assert_close(wasserstein_critic(real + 7, fake + 7), loss)
    torch.testing.assert_close(wasserstein_critic(3 * real, 3 * fake), 3 * loss)
    torch.testing.assert_close(wasserstein_critic(fake, real), -loss)


def test_the_best_critic_of_slope_1_earns_the_earth_movers_distance():
    places = torch.randn(24, 2, generator=stream(0)).double()
    even = torch.full((12,), 1 / 12, dtype=torch.float64)
    of_real, of_fake = torch.cat([even, 0 * even]), torch.cat([0 * even, even])
    _, f = kantorovich_rubinstein(of_real, of_fake, distances(places, places))
    cost = earth_mover(even, even, distances(places[:12], places[12:])).cost
    assert -wasserstein_critic(f[:12], f[12:]).item() == pytest.approx(cost, abs=1e-6)


def test_wasserstein_losses_of_stacked_values_are_one_a_seed():
    real, fake = torch.randn(3, 8, generator=stream(0)), torch.randn(3, 5, generator=stream(1))
    each = torch.stack([wasserstein_critic(r, f) for r, f in zip(real, fake, strict=True)])
    torch.testing.assert_close(wasserstein_critic(real, fake), each)
    torch.testing.assert_close(wasserstein_generator(fake), torch.stack([wasserstein_generator(row) for row in fake]))
