"""Mixtures of Gaussians against scipy's, and the ring and the grid against the papers that use them."""

import math

import numpy
import pytest
import torch
from scipy import stats
from scipy.special import logsumexp

from gancourse import data
from gancourse.runtime import stream

MEANS, SCALES, WEIGHTS = [[-2.0], [0.5], [3.0]], [0.5, 0.2, 1.0], [1.0, 2.0, 1.0]
SKEWED = data.mixture(MEANS, SCALES, WEIGHTS)


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_the_log_density_is_scipys(dim):
    draws = numpy.random.default_rng(dim)
    means, scales, weights = draws.normal(size=(4, dim)), draws.uniform(0.3, 2, 4), draws.uniform(0.1, 1, 4)
    x = draws.normal(size=(50, dim), scale=3)
    each = [
        stats.multivariate_normal(mean, scale**2 * numpy.eye(dim)).logpdf(x) for mean, scale in zip(means, scales, strict=True)
    ]
    expected = logsumexp(each, axis=0, b=(weights / weights.sum())[:, None])
    found = data.mixture(torch.from_numpy(means), torch.from_numpy(scales), torch.from_numpy(weights)).log_prob(
        torch.from_numpy(x)
    )
    assert numpy.allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_the_density_and_the_cdf_belong_together():
    x = torch.linspace(-12, 12, 20_001, dtype=torch.float64).unsqueeze(1)
    density = SKEWED.log_prob(x).exp()
    cumulated = torch.cumulative_trapezoid(density, x.squeeze(1))
    assert cumulated[-1].item() == pytest.approx(1, abs=1e-9)
    assert torch.allclose(SKEWED.cdf(x)[1:], cumulated, atol=1e-6)


def test_the_cdf_is_scipys():
    x = torch.linspace(-4, 6, 11, dtype=torch.float64).unsqueeze(1)
    parts = stats.norm(numpy.ravel(MEANS), SCALES).cdf(x)  # (11, 3)
    assert numpy.allclose(SKEWED.cdf(x), parts @ numpy.array(WEIGHTS) / 4, atol=1e-12)


def test_samples_follow_the_cdf():
    sample = data.mixture(MEANS, SCALES, WEIGHTS, dtype=torch.float64).sample(20_000, stream(0))
    assert stats.kstest(sample.squeeze(1), lambda x: SKEWED.cdf(torch.from_numpy(x)[:, None]).numpy()).pvalue > 0.01


def test_samples_fall_on_the_modes_by_weight():
    far = data.mixture([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0]], 1.0, [1, 2, 5])
    nearest = torch.cdist(far.sample(8_000, stream(1)), far.modes).argmin(1)
    assert stats.chisquare(nearest.bincount(), [1_000, 2_000, 5_000]).pvalue > 0.01


def test_the_ring_has_eight_modes_evenly_on_its_circle():
    ring = data.ring()
    assert ring.modes.shape == (8, 2)
    assert torch.allclose(ring.modes.norm(dim=1), torch.full((8,), 2.0))
    gaps = torch.cdist(ring.modes, ring.modes) + 9 * torch.eye(8)
    assert torch.allclose(gaps.min(1).values, torch.full((8,), 2 * 2 * math.sin(math.pi / 8)))  # none stands on another
    sample = ring.sample(8_000, stream(0))
    distance, nearest = torch.cdist(sample, ring.modes).min(1)
    assert stats.chisquare(nearest.bincount(minlength=8)).pvalue > 0.01
    assert (distance < 3 * 0.02).float().mean().item() == pytest.approx(1 - math.exp(-4.5), abs=0.005)  # within 3 deviations


def test_the_grid_is_veegans():
    grid = data.grid()
    assert sorted(map(tuple, grid.modes.tolist())) == [(x, y) for x in (-4, -2, 0, 2, 4) for y in (-4, -2, 0, 2, 4)]
    assert grid.scales.unique().tolist() == [0.05]
    assert data.grid(9, spacing=1).modes.min() == -1


@pytest.mark.parametrize("density", [data.ring(), data.grid(9, scale=0.3), data.ring(3, 1.0, 0.5)], ids=repr)
def test_the_plane_holds_probability_one(density):
    axis = torch.linspace(-3.5, 3.5, 1_401, dtype=torch.float64)
    total = density.log_prob(torch.cartesian_prod(axis, axis)).exp().sum() * (axis[1] - axis[0]) ** 2
    assert total.item() == pytest.approx(1, abs=1e-6)


def test_the_dtype_of_the_points_comes_back_and_of_the_samples_is_asked_for():
    ring = data.ring(dtype=torch.float64)
    assert ring.sample(3, stream(0)).dtype == ring.modes.dtype == torch.float64
    assert data.ring().sample(3, stream(0)).dtype == torch.float32
    x = data.ring().sample(100, stream(0))
    assert ring.log_prob(x).dtype == torch.float32
    assert torch.equal(ring.log_prob(x), ring.log_prob(x.double()).float())  # no digits are lost on the way
    far = torch.tensor([[300.0, 0.0]])
    assert ring.log_prob(far).isfinite().all()


def test_leading_axes_are_kept_and_gradients_flow():
    x = torch.randn(4, 3, 2, generator=stream(0), dtype=torch.float64, requires_grad=True)
    log_density = data.grid(scale=0.5).log_prob(x)
    assert log_density.shape == (4, 3)
    assert torch.autograd.gradcheck(data.grid(scale=0.5).log_prob, (x,))


def test_a_sample_is_a_function_of_its_stream():
    assert torch.equal(data.grid().sample(10, stream(5)), data.grid().sample(10, stream(5)))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: data.mixture([1.0, 2.0], 1.0), r"means must be k finite points of d coordinates, \(k, d\), got shape \(2,\)"),
        (lambda: data.mixture([[1.0], [math.inf]], 1.0), "finite points"),
        (lambda: data.mixture([[1.0], [2.0]], 0.0), r"scale must be above zero, got \[0.0, 0.0\]"),
        (
            lambda: data.mixture([[1.0], [2.0]], [1.0, 2.0, 3.0]),
            r"scale must be one number or 2, one a Gaussian, got shape \(3,\)",
        ),
        (lambda: data.mixture([[1.0], [2.0]], 1.0, [1.0, -1.0]), r"weights must be above zero"),
        (
            lambda: data.mixture([[1.0]], 1.0, dtype=torch.float16),
            "dtype must be torch.float32 or torch.float64, got torch.float16",
        ),
        (lambda: data.ring(0), "count must be a whole number above zero, got 0"),
        (lambda: data.ring(8.0), "count must be a whole number above zero, got 8.0"),
        (lambda: data.ring(radius=-1), "radius must be a number above zero, got -1"),
        (lambda: data.ring(scale="thin"), "scale must be a number above zero, got 'thin'"),
        (lambda: data.grid(24), "count must be a square, such as 9, 16 or 25, got 24"),
        (lambda: data.ring().sample(0, stream(0)), "n must be a whole number of points, at least 1, got 0"),
        (lambda: data.ring().log_prob(torch.zeros(5)), r"x must be \(..., 2\), one point along the last axis, got shape \(5,\)"),
        (lambda: data.ring().cdf(torch.zeros(5, 2)), "needs one dimension, this mixture has 2"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()


def test_what_is_of_another_kind_is_refused_in_a_sentence():
    with pytest.raises(TypeError, match=r"stream must be a torch.Generator, such as runtime.stream\(0\), got 0"):
        data.ring().sample(5, 0)
    with pytest.raises(TypeError, match=r"x must be a float32 or float64 tensor, got torch\.int64"):
        data.ring().log_prob(torch.zeros(5, 2, dtype=torch.int64))
    with pytest.raises(TypeError, match="x must be a float32 or float64 tensor, got list"):
        data.ring().log_prob([[0.0, 0.0]])


def test_the_cdf_is_right_far_in_the_tail():
    x = torch.tensor([[-30.0], [-12.0], [-9.0]], dtype=torch.float64)
    found = data.mixture([[0.0]], 1.0, dtype=torch.float64).cdf(x)
    torch.testing.assert_close(found, torch.tensor(stats.norm.cdf(x[:, 0].numpy())), rtol=1e-12, atol=0)
