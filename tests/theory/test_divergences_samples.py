"""Estimates from samples against quadrature, their biases against closed forms, and the one bound for many divergences."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancourse.losses import minimax_discriminator
from gancourse.runtime import stream
from gancourse.theory import comparison, f_divergences, laws, quadrature

ENDS = (-14.0, 15.0)


def p(x):
    return laws.normal.log_density(x)


def q(x):
    return laws.normal.log_density(x - 1)


def logit(x):
    return comparison.optimal_logit(p(x), q(x))


def samples(seeds, n, seed=0):
    one = torch.randn(seeds, n, generator=stream(seed), dtype=torch.float64)
    return one, 1 + torch.randn(seeds, n, generator=stream(seed + 1), dtype=torch.float64)


def test_the_best_discriminator_is_the_share_of_the_real_and_its_logit_the_log_ratio():
    a, b = torch.tensor([[0.2, 0.0, 3.0, 1e-300], [0.6, 2.0, 0.0, 3e-300]], dtype=torch.float64)
    expected = torch.tensor([0.25, 0.0, 1.0, 0.25]).double()
    torch.testing.assert_close(comparison.optimal_discriminator(a, b), expected)
    x = torch.linspace(-5, 5, 21, dtype=torch.float64)
    torch.testing.assert_close(torch.sigmoid(logit(x)), comparison.optimal_discriminator(p(x).exp(), q(x).exp()))
    torch.testing.assert_close(logit(x), 0.5 - x)  # equal widths: a straight line
    assert comparison.optimal_discriminator(torch.zeros(1), torch.zeros(1)).isnan().all()
    assert comparison.optimal_logit(torch.tensor(-1e6), torch.tensor(-1e6 - 3)).item() == 3


@given(st.floats(1e-6, 10), st.one_of(st.just(0.0), st.floats(1e-6, 10)), st.floats(0.001, 0.999))
def test_no_other_answer_earns_more_at_a_point(a, b, y):
    best = comparison.optimal_discriminator(torch.tensor(a).double(), torch.tensor(b).double()).item()
    earns = [a * math.log(s) + (b * math.log1p(-s) if b else 0) for s in (best, y)]
    assert earns[0] >= earns[1] - 1e-9


@pytest.mark.parametrize("bad", [-0.1, math.nan, math.inf])
def test_what_is_no_density_is_refused(bad):
    with pytest.raises(ValueError, match=r"q must be a density, zero or more and finite, got"):
        comparison.optimal_discriminator(torch.ones(2), torch.tensor([1.0, bad]))


def test_with_the_best_discriminator_estimates_are_right_and_their_errors_honest():
    real, fake = samples(400, 500)
    exact = {
        "js": (comparison.js_from_logits(logit(real), logit(fake)), quadrature.js(p, q, *ENDS)),
        "bits": (comparison.js_from_logits(logit(real), logit(fake), "bits"), quadrature.js(p, q, *ENDS, unit="bits")),
        "tv": (comparison.total_variation_from_logits(logit(real), logit(fake)), quadrature.total_variation(p, q, *ENDS)),
        "kl": (comparison.kl_from_log_ratios(logit(real)), quadrature.kl(p, q, *ENDS)),
        "kl, bits": (comparison.kl_from_log_ratios(logit(real), "bits"), quadrature.kl(p, q, *ENDS, unit="bits")),
    }
    for name, (estimate, right) in exact.items():
        surprise = (estimate.value - right) / estimate.error  # about standard normal
        assert abs(surprise.mean()) < 4 / math.sqrt(400), name
        assert 0.85 < surprise.std() < 1.15, name


def test_any_other_discriminator_proves_less_and_one_that_knows_nothing_proves_nothing():
    real, fake = samples(1, 100_000)
    right = quadrature.js(p, q, *ENDS)
    for worse in (lambda x: 0.3 * logit(x), lambda x: 3 * logit(x), lambda x: logit(x) + 1):
        value, error = comparison.js_from_logits(worse(real), worse(fake))
        assert (value + 4 * error < right).all()
        expected = math.log(2) + quadrature.value(worse, p, q, *ENDS) / 2
        assert (abs(value - expected) < 4 * error).all()
    nothing = comparison.js_from_logits(0 * real, 0 * fake)
    assert nothing.value.item() == pytest.approx(0, abs=1e-12)
    assert comparison.js_from_logits(-logit(real), -logit(fake)).value < 0
    assert comparison.total_variation_from_logits(0 * real, 0 * fake).value.item() == 0


def test_it_is_the_games_value_in_another_scale():
    real, fake = samples(3, 40)
    expected = math.log(2) - minimax_discriminator(logit(real), logit(fake)) / 2
    torch.testing.assert_close(comparison.js_from_logits(logit(real), logit(fake)).value, expected)
    sure = comparison.js_from_logits(torch.full((5,), 1e4), torch.full((4,), -1e4))
    assert sure.value.item() == pytest.approx(math.log(2), abs=1e-15)


def test_a_histogram_of_equal_laws_shows_a_difference_that_is_not_there():
    bins, n = 20, 1000
    real, fake = laws.draw_uniform(400, n, stream=stream(3)), laws.draw_uniform(400, n, stream=stream(4))
    found = comparison.js_plug_in(real, fake, torch.linspace(0, 1, bins + 1))
    assert found.shape == (400,)
    expected = (bins - 1) / (4 * n)  # a quarter of a chi-square's mean over n, to first order
    assert found.mean().item() == pytest.approx(expected, rel=0.1)


def test_bins_hide_what_differs_inside_them():
    real, fake = samples(1, 200_000)
    right = quadrature.js(p, q, *ENDS)
    coarse = comparison.js_plug_in(real, fake, torch.tensor([-20.0, 0.5, 20.0]))
    fine = comparison.js_plug_in(real, fake, torch.linspace(-5, 6, 60))
    assert coarse.item() < right - 0.01
    assert fine.item() == pytest.approx(right.item(), abs=0.003)
    beyond = comparison.js_plug_in(torch.tensor([-9.0, 9.0]), torch.tensor([0.5, 0.6]), torch.tensor([-1.0, 0.0, 1.0]))
    assert beyond.item() == pytest.approx(comparison.js(torch.tensor([0.5, 0.5]), torch.tensor([0.0, 1.0])).item())


def test_too_little_to_estimate_from_is_refused_by_name():
    with pytest.raises(ValueError, match="needs at least two generated samples, got 1"):
        comparison.js_from_logits(torch.zeros(3), torch.zeros(1))
    with pytest.raises(ValueError, match="needs at least two log ratios, got 0"):
        comparison.kl_from_log_ratios(torch.zeros(0))
    with pytest.raises(ValueError, match=r"edges must rise and bound at least two bins, got \[0.0, 1.0\]"):
        comparison.js_plug_in(torch.zeros(3), torch.zeros(3), torch.tensor([0.0, 1.0]))
    with pytest.raises(ValueError, match="a histogram needs samples, got 0 real and 3 generated ones"):
        comparison.js_plug_in(torch.zeros(0), torch.zeros(3), torch.tensor([0.0, 1.0, 2.0]))


def exact(divergence):
    """D_f by its definition, E_q[f(p / q)]."""
    x, w = quadrature.nodes(*ENDS)
    return (w * q(x).exp() * divergence.f((p(x) - q(x)).exp())).sum()


def test_the_four_are_what_their_names_say():
    named = {
        "KL": quadrature.kl(p, q, *ENDS),
        "reverse KL": quadrature.reverse_kl(p, q, *ENDS),
        "JS": quadrature.js(p, q, *ENDS),
        "Pearson": torch.tensor(math.e - 1),  # of two Gaussians one standard deviation apart
    }
    assert {each.name for each in f_divergences.ALL} == set(named)
    for each in f_divergences.ALL:
        assert exact(each).item() == pytest.approx(named[each.name].item(), rel=1e-6), each.name
        assert each.f(torch.ones(())).item() == 0


@pytest.mark.parametrize("divergence", f_divergences.ALL, ids=lambda each: each.name)
def test_a_conjugate_is_the_highest_intercept_and_reward_and_cost_are_its_tangent(divergence):
    logits = torch.linspace(-3, 2, 21, dtype=torch.float64)
    u = logits.exp().requires_grad_()
    (slope,) = torch.autograd.grad(divergence.f(u).sum(), u)
    torch.testing.assert_close(divergence.reward(logits), slope)
    torch.testing.assert_close(divergence.cost(logits), divergence.conjugate(slope))
    torch.testing.assert_close(divergence.cost(logits), (u * slope - divergence.f(u)).detach())  # where the sup is taken
    grid = torch.linspace(-6, 4, 20_001, dtype=torch.float64).exp()
    highest = (slope[:, None] * grid - divergence.f(grid)).amax(1)
    torch.testing.assert_close(divergence.conjugate(slope), highest, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("divergence", f_divergences.ALL, ids=lambda each: each.name)
def test_the_bound_is_tight_at_the_log_ratio_and_only_there(divergence):
    x, w = quadrature.nodes(*ENDS)

    def bound(logits):  # E_p[T] - E_q[f*(T)], by quadrature
        return (w * (p(x).exp() * divergence.reward(logits) - q(x).exp() * divergence.cost(logits))).sum()

    right = exact(divergence)
    assert bound(logit(x)).item() == pytest.approx(right.item(), rel=1e-6)
    for other in (0.5 * logit(x), logit(x) + 0.3, torch.sin(x), torch.zeros_like(x)):
        assert bound(other) < right - 1e-3


@pytest.mark.parametrize("divergence", f_divergences.ALL, ids=lambda each: each.name)
def test_from_samples_it_is_a_mean_over_each_batch(divergence):
    real, fake = samples(3, 200_000)
    found = f_divergences.lower_bound(divergence, logit(real), logit(fake)[:, :100_000])
    assert found.shape == (3,)
    assert found.mean().item() == pytest.approx(exact(divergence).item(), rel=0.1)


def test_the_bound_of_js_is_the_gans_value_and_exact_where_d_rounds():
    real, fake = samples(2, 50)
    found = f_divergences.lower_bound(f_divergences.jensen_shannon, logit(real), logit(fake))
    torch.testing.assert_close(found, comparison.js_from_logits(logit(real), logit(fake)).value)
    sure = f_divergences.lower_bound(f_divergences.jensen_shannon, torch.tensor([-1e3]), torch.tensor([1e3]))
    assert sure.item() == pytest.approx(math.log(2) - 1000, rel=1e-6)
