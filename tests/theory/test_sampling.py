"""Numeric and empirical quantiles, distances on the line, change of variables, and the 1-D generator."""

import math

import numpy
import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from gancourse import runtime
from gancourse.theory import laws, sampling


def mixture_cdf(x):
    return 0.3 * laws.normal.cdf((x + 2) / 0.5) + 0.7 * laws.normal.cdf((x - 1) / 0.8)


def ferry_cdf(x):  # a jump of 0.3 at 0, flat up to 1, uniform on [1, 2]
    return 0.3 * (x >= 0).double() + 0.7 * (x - 1).clamp(0, 1)


@pytest.mark.parametrize("u", [0.0, 1.0, -0.1, math.nan])
@pytest.mark.parametrize(
    "invert",
    [
        laws.normal.quantile,
        lambda u: sampling.numeric_quantile(laws.normal.cdf, u, -9, 9),
        lambda u: sampling.empirical_quantile(torch.arange(3.0), u),
    ],
    ids=["closed form", "numeric", "empirical"],
)
def test_a_level_outside_the_open_interval_is_refused_by_name(invert, u):
    with pytest.raises(ValueError, match=r"u must lie strictly between 0 and 1, got .*; draw it with draw_uniform"):
        invert(torch.tensor([0.5, u], dtype=torch.float64))


@pytest.mark.parametrize("law", [laws.normal, laws.exponential, laws.logistic, laws.laplace], ids=lambda law: law.name)
def test_bisection_finds_the_closed_form(law):
    u = torch.linspace(0.001, 0.999, 500, dtype=torch.float64)
    torch.testing.assert_close(sampling.numeric_quantile(law.cdf, u, -60, 60), law.quantile(u), rtol=1e-12, atol=1e-12)


@given(u=st.floats(1e-9, 1 - 1e-9))
def test_bisection_returns_the_smallest_float_that_reaches_u(u):
    level = torch.tensor([u], dtype=torch.float64)
    x = sampling.numeric_quantile(mixture_cdf, level, -30, 30)
    just_below = torch.nextafter(x, torch.tensor(-math.inf, dtype=torch.float64))
    assert bool((mixture_cdf(x) >= level) & (mixture_cdf(just_below) < level))


def test_bisection_treats_jumps_and_flats_as_the_infimum_says():
    u = torch.tensor([0.01, 0.3, 0.3 + 1e-12, 0.65, 0.999], dtype=torch.float64)
    expected = torch.tensor([0.0, 0.0, 1.0, 1.5, 1 + 0.699 / 0.7], dtype=torch.float64)
    torch.testing.assert_close(sampling.numeric_quantile(ferry_cdf, u, -1, 3), expected, rtol=0, atol=1e-9)


@given(u=st.floats(1e-6, 1 - 1e-6), x=st.floats(-0.9, 2.9))
def test_galois_inequality_holds_for_a_cdf_with_a_jump_and_a_flat(u, x):
    level, at = torch.tensor([u], dtype=torch.float64), torch.tensor([x], dtype=torch.float64)
    quantile = sampling.numeric_quantile(ferry_cdf, level, -1, 3)
    assert bool(quantile <= at) == bool(level <= ferry_cdf(at))


def test_bisection_says_what_is_wrong_with_its_input():
    u = torch.tensor([0.1, 0.9], dtype=torch.float64)
    with pytest.raises(
        ValueError, match=r"must bracket every level: cdf\(0\) = 0.5 and cdf\(9\) = 1 for u from 0.1 to 0.9; widen"
    ):
        sampling.numeric_quantile(laws.normal.cdf, u, 0, 9)
    with pytest.raises(ValueError, match="must bracket every level"):
        sampling.numeric_quantile(lambda x: x * math.nan, u, -9, 9)
    with pytest.raises(ValueError, match="low and high must be finite with low < high, got -inf and 9"):
        sampling.numeric_quantile(laws.normal.cdf, u, -math.inf, 9)
    with pytest.raises(
        ValueError, match=r"a cdf never falls and is never NaN, but this one breaks its order near x = .*; correct it"
    ):
        sampling.numeric_quantile(lambda x: torch.sigmoid(x) + 2 * torch.exp(-(x**2)), u, -9, 9)


def test_empirical_functions_equal_numpys_and_undo_each_other():
    samples = torch.randn(37, generator=runtime.stream(0), dtype=torch.float64)
    u = torch.cat([torch.arange(1, 37) / 37, torch.linspace(0.001, 0.999, 200)]).double()
    expected = numpy.quantile(samples.numpy(), u.numpy(), method="inverted_cdf")
    numpy.testing.assert_array_equal(sampling.empirical_quantile(samples, u), expected)
    x = torch.linspace(-3, 3, 50, dtype=torch.float64)
    numpy.testing.assert_allclose(sampling.empirical_cdf(samples, x), scipy.stats.ecdf(samples.numpy()).cdf.evaluate(x.numpy()))
    ranks = torch.arange(1, 38, dtype=torch.float64) / 37
    ordered = samples.sort().values
    torch.testing.assert_close(sampling.empirical_cdf(samples, ordered), ranks)
    torch.testing.assert_close(sampling.empirical_quantile(samples, ranks[:-1]), ordered[:-1], rtol=0, atol=0)


@pytest.mark.parametrize("samples", [torch.zeros(0), torch.zeros(2, 2), torch.tensor([0.0, math.nan])])
def test_samples_of_the_wrong_kind_are_refused(samples):
    with pytest.raises(ValueError, match=r"samples must be a tensor \(n,\) of finite numbers with n > 0, got the shape"):
        sampling.empirical_cdf(samples, torch.zeros(1))


@pytest.mark.parametrize("p", [1, 2])
def test_sorted_distance_is_optimal_among_all_pairings(p):
    fake, real = torch.randn(2, 40, generator=runtime.stream(1), dtype=torch.float64)
    cost = (fake[:, None] - real[None]).abs().pow(p).numpy()
    rows, columns = linear_sum_assignment(cost)
    assert sampling.sorted_distance(fake, real, p).item() == pytest.approx(cost[rows, columns].mean(), rel=1e-12)
    if p == 1:
        expected = scipy.stats.wasserstein_distance(fake.numpy(), real.numpy())
        assert sampling.sorted_distance(fake, real, 1).item() == pytest.approx(expected, rel=1e-12)


def test_sorted_distance_keeps_leading_axes_and_refuses_unequal_sizes():
    fake, real = torch.randn(2, 3, 40, generator=runtime.stream(2), dtype=torch.float64)
    each = torch.stack([sampling.sorted_distance(fake[i], real[i]) for i in range(3)])
    torch.testing.assert_close(sampling.sorted_distance(fake, real), each)
    with pytest.raises(ValueError, match=r"sorting pairs equally many numbers, got fake \(2,\) and real \(3,\)"):
        sampling.sorted_distance(torch.zeros(2), torch.zeros(3))


def test_pushing_a_normal_through_exp_gives_the_log_normal_density():
    z = torch.linspace(-8, 8, 4001, dtype=torch.float64)
    x, log_density = sampling.pushforward_log_density(torch.exp, laws.normal.log_density, z)
    numpy.testing.assert_allclose(log_density, scipy.stats.lognorm(1).logpdf(x.numpy()), rtol=1e-12, atol=1e-14)
    assert torch.trapezoid(log_density.exp(), x).item() == pytest.approx(1, abs=1e-4)
    assert not log_density.requires_grad
    assert not x.requires_grad


@pytest.mark.parametrize("law", [laws.normal, laws.exponential, laws.cauchy, laws.triangular], ids=lambda law: law.name)
def test_pushing_the_uniform_through_a_quantile_gives_its_density_and_falling_maps_work_too(law):
    u = torch.linspace(0.01, 0.99, 99, dtype=torch.float64)
    x, log_density = sampling.pushforward_log_density(law.quantile, laws.uniform.log_density, u)
    torch.testing.assert_close(log_density, law.log_density(x), rtol=1e-9, atol=1e-12)
    _, falling = sampling.pushforward_log_density(lambda v: law.quantile(1 - v), laws.uniform.log_density, 1 - u)
    torch.testing.assert_close(falling, log_density, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("generator", [lambda z: z**2, lambda z: (z - z).relu() + 0 * z], ids=["both signs", "constant"])
def test_a_map_that_is_not_strictly_monotone_has_no_such_density(generator):
    with pytest.raises(ValueError, match=r"G must be strictly monotone on these z, but G' runs from .*; split it"):
        sampling.pushforward_log_density(generator, laws.normal.log_density, torch.linspace(-1, 1, 10, dtype=torch.float64))


def test_box_muller_gives_two_independent_normals_and_survives_zero():
    for seed in range(10):
        u, v = laws.draw_uniform(2, 4000, stream=runtime.stream(seed))
        both = torch.stack(sampling.box_muller(u, v))
        assert sampling.kolmogorov_distance(both, laws.normal.cdf).max() < 1.95 / math.sqrt(4000)
        assert torch.corrcoef(both)[0, 1].abs() < 4 / math.sqrt(4000)
        assert torch.corrcoef(both**2)[0, 1].abs() < 4 / math.sqrt(4000)
    assert sampling.box_muller(torch.zeros(1), torch.zeros(1)) == (0.0, 0.0)


def test_a_monotone_generator_learns_the_quantile_function_from_samples():
    real = laws.logistic.sample(4000, stream=runtime.stream(3))
    generator = sampling.QuantileGenerator(40, low=-3.0, high=3.0)
    optimiser = torch.optim.Adam(generator.parameters(), lr=0.05)
    u = (torch.arange(4000, dtype=torch.float64) + 0.5) / 4000
    for _ in range(400):
        optimiser.zero_grad()
        loss = sampling.sorted_distance(generator(u), real)
        loss.backward()
        optimiser.step()
    middle = torch.linspace(0.05, 0.95, 91, dtype=torch.float64)
    assert (generator(middle) - laws.logistic.quantile(middle)).abs().max() < 0.15
    assert bool((generator.knots().diff() > 0).all())


def test_an_untrained_generator_is_uniform_noise_and_its_density_integrates_to_one():
    generator = sampling.QuantileGenerator(5, low=-2.0, high=3.0)
    u = torch.tensor([0.0, 0.1, 0.5, 1.0], dtype=torch.float64)
    torch.testing.assert_close(generator(u).detach(), -2 + 5 * u)
    with torch.no_grad():
        generator.rises += torch.linspace(-1, 2, 5)
    level = torch.linspace(0.005, 0.995, 100, dtype=torch.float64)
    x, expected = sampling.pushforward_log_density(generator, laws.uniform.log_density, level)
    torch.testing.assert_close(generator.log_density(x).detach(), expected)
    knots = generator.knots().detach()
    mass = (generator.log_density((knots[:-1] + knots[1:]) / 2).exp() * knots.diff()).sum()
    assert mass.item() == pytest.approx(1, abs=1e-12)
    assert bool(torch.isinf(generator.log_density(torch.tensor([-2.5, 99.0], dtype=torch.float64))).all())


def test_a_wide_generator_starts_where_it_was_asked_to():
    knots = sampling.QuantileGenerator(2, low=0.0, high=4000.0).knots().detach()
    torch.testing.assert_close(knots, torch.tensor([0.0, 2000.0, 4000.0], dtype=torch.float64))


def test_a_generator_without_pieces_or_width_is_refused():
    with pytest.raises(ValueError, match=r"a generator needs pieces >= 1 and low < high, got pieces 0, low 0.0, high 1.0"):
        sampling.QuantileGenerator(0)
    with pytest.raises(ValueError, match=r"got pieces 3, low 1.0, high 1.0"):
        sampling.QuantileGenerator(3, low=1.0)
