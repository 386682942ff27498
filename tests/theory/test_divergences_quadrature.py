"""Divergences of densities against closed forms for Gaussians and SciPy's quadrature."""

import math

import pytest
import scipy.integrate
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancourse import data
from gancourse.theory import divergences, laws, quadrature
from gancourse.theory.laws import inside

WIDE = (-30.0, 30.0)


def gaussian(mean, scale=1.0):
    return lambda x: laws.normal.log_density((x - mean) / scale) - math.log(scale)


def box(low, high):
    return lambda x: inside(x, low, high, -math.log(high - low))


def bumps(x):
    return data.mixture([[-2.0], [2.0]], [0.5, 1.0], [0.3, 0.7], dtype=torch.float64).log_prob(x[:, None])


def by_scipy(integrand):
    def of(x):
        return float(integrand(torch.tensor([x], dtype=torch.float64)))

    return sum(scipy.integrate.quad(of, a, a + 1, epsabs=1e-11, epsrel=1e-11)[0] for a in range(-14, 14))


@settings(deadline=None, max_examples=20)
@given(st.floats(-3, 3), st.floats(0.3, 2), st.floats(0.3, 2))
def test_gaussians_have_closed_forms(mean, one, other):
    p, q = gaussian(0, one), gaussian(mean, other)
    exact = math.log(other / one) + (one**2 + mean**2) / (2 * other**2) - 0.5
    assert quadrature.kl(p, q, *WIDE).item() == pytest.approx(exact, rel=1e-9, abs=1e-10)
    assert quadrature.reverse_kl(q, p, *WIDE).item() == pytest.approx(exact, rel=1e-9, abs=1e-10)
    equal = quadrature.total_variation(gaussian(0, one), gaussian(mean, one), *WIDE).item()
    assert equal == pytest.approx(math.erf(abs(mean) / one / math.sqrt(8)), abs=1e-9)


def test_far_tails_keep_their_ratio():
    assert quadrature.kl(gaussian(0), gaussian(80), -10, 95).item() == pytest.approx(3200, rel=1e-9)  # q is below any float
    assert quadrature.js(gaussian(0), gaussian(80), -10, 95).item() == pytest.approx(math.log(2), abs=1e-10)


@pytest.mark.parametrize(
    "other", [laws.laplace.log_density, laws.logistic.log_density, bumps], ids=["Laplace", "logistic", "bumps"]
)
def test_js_and_total_variation_agree_with_scipy(other):
    p = gaussian(0.5, 1.2)

    def js(x):
        m = torch.logaddexp(p(x), other(x)) - math.log(2)
        return (p(x).exp() * (p(x) - m) + other(x).exp() * (other(x) - m)) / 2

    low, high, breaks = -40, 40, [0]
    assert quadrature.js(p, other, low, high, breaks=breaks).item() == pytest.approx(by_scipy(js), abs=1e-6)
    tv = by_scipy(lambda x: (p(x).exp() - other(x).exp()).abs() / 2)
    assert quadrature.total_variation(p, other, low, high, breaks=breaks).item() == pytest.approx(tv, abs=1e-6)


@settings(deadline=None, max_examples=10)
@given(st.floats(0.01, 0.99))
def test_boxes_that_overlap(shift):
    breaks = [shift, 1.0]
    p, q, ends = box(0, 1), box(shift, 1 + shift), (0.0, 1 + shift)
    assert quadrature.js(p, q, *ends, breaks=breaks).item() == pytest.approx(shift * math.log(2), abs=1e-12)
    assert quadrature.js(p, q, *ends, breaks=breaks, unit="bits").item() == pytest.approx(shift, abs=1e-12)
    assert quadrature.total_variation(p, q, *ends, breaks=breaks).item() == pytest.approx(shift, abs=1e-12)
    assert quadrature.kl(p, q, *ends, breaks=breaks).item() == math.inf


def test_boxes_apart():
    ends, breaks = (-1.0, 4.0), [0, 1, 2, 3]
    p, q = box(0, 1), box(2, 3)
    assert quadrature.js(p, q, *ends, breaks=breaks).item() == pytest.approx(math.log(2), abs=1e-15)
    assert quadrature.criterion(p, q, *ends, breaks=breaks).item() == pytest.approx(0, abs=1e-15)
    assert quadrature.total_variation(p, q, *ends, breaks=breaks).item() == pytest.approx(1, abs=1e-12)


@settings(deadline=None, max_examples=15)
@given(st.floats(-2, 2), st.floats(-1, 1), st.floats(-2, 2))
def test_no_discriminator_earns_more_than_the_best_and_the_gap_is_a_divergence_of_coins(mean, slope, level):
    p, q = gaussian(0), gaussian(mean)
    best = quadrature.criterion(p, q, *WIDE)
    assert best.item() == pytest.approx(-math.log(4) + 2 * quadrature.js(p, q, *WIDE).item(), abs=1e-10)
    assert quadrature.value(lambda x: p(x) - q(x), p, q, *WIDE).item() == pytest.approx(best.item(), abs=1e-10)
    earned = quadrature.value(lambda x: slope * x + level, p, q, *WIDE)
    x, w = quadrature.nodes(*WIDE)
    star, says = torch.sigmoid(p(x) - q(x)), torch.sigmoid(slope * x + level)
    coins = divergences.kl(torch.stack([star, 1 - star], -1), torch.stack([says, 1 - says], -1))
    gap = (w * (p(x).exp() + q(x).exp()) * coins).sum()
    assert (best - earned).item() == pytest.approx(gap.item(), abs=1e-9)


def test_stacked_discriminators_are_valued_at_once():
    p, q = gaussian(0), gaussian(1)
    slopes = torch.tensor([[-1.0], [0.0], [2.0]], dtype=torch.float64)
    together = quadrature.value(lambda x: slopes * x, p, q, *WIDE)
    assert together.shape == (3,)
    assert together[1].item() == pytest.approx(-math.log(4), abs=1e-9)
    assert together[2].item() == pytest.approx(quadrature.value(lambda x: 2 * x, p, q, *WIDE).item(), abs=1e-12)


def test_densities_change_places_where_they_are_equal():
    assert quadrature.crossings(gaussian(0), gaussian(3), *WIDE) == pytest.approx([1.5], abs=1e-12)
    wide = math.sqrt(8 / 3 * math.log(2))  # x²/2 = x²/8 + log 2
    assert quadrature.crossings(gaussian(0), gaussian(0, 2), *WIDE) == pytest.approx([-wide, wide], abs=1e-12)


def test_gradients_pass():
    mean = torch.tensor(0.7, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(quadrature.kl(gaussian(0), gaussian(mean, 2.0), *WIDE), mean)
    assert slope.item() == pytest.approx(0.7 / 4, abs=1e-9)
    (slope,) = torch.autograd.grad(quadrature.js(gaussian(0), gaussian(mean), *WIDE), mean)
    step = 1e-4
    ahead, behind = (quadrature.js(gaussian(0), gaussian(0.7 + s), *WIDE).item() for s in (step, -step))
    assert slope.item() == pytest.approx((ahead - behind) / (2 * step), abs=1e-8)


@pytest.mark.parametrize(
    ("p", "low", "high", "said"),
    [
        (
            gaussian(0),
            -1,
            1,
            r"p has the mass 0.682689\d between -1 and 1, and should have 1: widen the interval, name",
        ),
        (lambda x: -(x**2) / 2, -9, 9, r"p has the mass 2.506628 between .* or divide p by its integral"),
        (box(0, 0.9999), -1, 1, "name in `breaks` where p jumps or is narrow"),
        (lambda x: x * math.nan, -1, 1, r"log_p must give a number or -inf for each of the \d+ points, got nan at x = -0.99"),
        (lambda x: x[:3], -1, 1, r"got shape \(3,\)"),
        (gaussian(0), 1, -1, "low and high must be finite with low < high, got 1 and -1"),
        (gaussian(0), -math.inf, 1, "low and high must be finite"),
    ],
)
def test_what_is_no_density_there_is_refused_by_name(p, low, high, said):
    with pytest.raises(ValueError, match=said):
        quadrature.js(p, gaussian(0), low, high)


def test_nodes_without_panels_are_refused():
    with pytest.raises(ValueError, match="quadrature needs at least one panel, got 0"):
        quadrature.nodes(0, 1, panels=0)
