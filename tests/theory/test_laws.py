"""Quantile functions, cdfs and log-densities against scipy.stats, tails included."""

import math

import numpy
import pytest
import scipy.stats
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancourse import runtime
from gancourse.theory import laws, sampling

ORACLES = {
    laws.uniform: scipy.stats.uniform(),
    laws.exponential: scipy.stats.expon(),
    laws.normal: scipy.stats.norm(),
    laws.logistic: scipy.stats.logistic(),
    laws.gumbel: scipy.stats.gumbel_r(),
    laws.laplace: scipy.stats.laplace(),
    laws.cauchy: scipy.stats.cauchy(),
    laws.triangular: scipy.stats.triang(c=0.5, loc=-1, scale=2),
}
LAWS = pytest.mark.parametrize("law", ORACLES, ids=lambda law: law.name)
LEVELS = torch.tensor([1e-300, 1e-100, 2.0**-53, 1e-10, 1e-3, 0.1, 0.2499, 0.25, 0.3, 0.4999999999, 0.5], dtype=torch.float64)
LEVELS = torch.cat([LEVELS, 1 - LEVELS[2:-1].flip(0)])  # up to the last float below one


@LAWS
def test_quantiles_equal_scipys_up_to_the_last_float_below_one(law):
    expected = ORACLES[law].ppf(LEVELS.numpy())
    numpy.testing.assert_allclose(law.quantile(LEVELS), expected, rtol=1e-12, atol=1e-15)


@LAWS
def test_cdfs_equal_scipys_with_relative_accuracy_in_the_lower_tail(law):
    x = torch.cat([torch.linspace(-37, 37, 1481, dtype=torch.float64), -torch.logspace(2, 8, 7, dtype=torch.float64)])
    with numpy.errstate(over="ignore", under="ignore"):  # scipy's Gumbel overflows on the way to 0
        expected = ORACLES[law].cdf(x.numpy())
    numpy.testing.assert_allclose(law.cdf(x), expected, rtol=1e-12, atol=1e-300)


@LAWS
def test_log_densities_equal_scipys_inside_and_outside_the_support(law):
    x = torch.linspace(-300, 300, 2401, dtype=torch.float64)
    numpy.testing.assert_allclose(law.log_density(x), ORACLES[law].logpdf(x.numpy()), rtol=1e-12, atol=1e-15)


def test_a_normal_quantile_is_accurate_where_torchs_own_cdf_is_zero():
    x = torch.tensor([-9.0, -20.0, -37.0], dtype=torch.float64)
    assert bool((torch.special.ndtr(x) == 0).all())  # the reason why the library uses erfc
    torch.testing.assert_close(laws.normal.quantile(laws.normal.cdf(x)), x, rtol=1e-12, atol=0)


@LAWS
@given(u=st.floats(1e-9, 1 - 1e-9))
def test_the_cdf_undoes_the_quantile(law, u):
    level = torch.tensor([u], dtype=torch.float64)
    torch.testing.assert_close(law.cdf(law.quantile(level)), level, rtol=1e-10, atol=0)


@LAWS
@given(u=st.floats(1e-300, 1 - 2.0**-53), v=st.floats(1e-300, 1 - 2.0**-53))
def test_a_quantile_function_never_falls(law, u, v):
    x = law.quantile(torch.tensor([min(u, v), max(u, v)], dtype=torch.float64))
    assert x[0] <= x[1] or float(x[0] - x[1]) < 1e-15 * (1 + float(x[0].abs()))


@LAWS
def test_the_quantiles_derivative_is_one_over_the_density(law):
    u = torch.linspace(0.01, 0.99, 99, dtype=torch.float64).requires_grad_()
    x = law.quantile(u)
    (slope,) = torch.autograd.grad(x.sum(), u)
    torch.testing.assert_close(slope, 1 / law.density(x.detach()), rtol=1e-9, atol=0)


@LAWS
def test_ten_seeds_of_samples_pass_kolmogorov_and_smirnov(law):
    draws = torch.stack([law.sample(2000, stream=runtime.stream(seed)) for seed in range(10)])
    distance = sampling.kolmogorov_distance(draws, law.cdf)
    assert distance.max() < 1.95 / math.sqrt(2000)
    assert distance[0].item() == pytest.approx(scipy.stats.kstest(draws[0].numpy(), ORACLES[law].cdf).statistic, abs=1e-12)


def test_uniform_draws_never_touch_the_ends(monkeypatch):
    monkeypatch.setattr(torch, "rand", lambda *shape, **options: torch.zeros(shape, dtype=torch.float64))
    draws = laws.draw_uniform(3, stream=runtime.stream(0))
    assert bool((draws > 0).all())
    assert bool(torch.isfinite(laws.gumbel.quantile(draws)).all())
