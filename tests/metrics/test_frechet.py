"""The Frechet distance against closed forms, SciPy's matrix square root, and the quantiles of Gaussians."""

import numpy
import pytest
import torch
from scipy import linalg, stats

from gancourse.metrics.frechet import frechet, gaussian_distance
from gancourse.metrics.rows import Origin, Rows
from gancourse.metrics.statistics import statistics
from gancourse.runtime import stream


def cloud(n, d, seed, scale=1.0):
    mixing = torch.randn(d, d, generator=stream(seed + 50), dtype=torch.float64)
    return scale * torch.randn(n, d, generator=stream(seed), dtype=torch.float64) @ mixing


def by_scipy(x, y):
    """The textbook formula, with the square root of the product that is not symmetric."""
    x, y = x.double().numpy(), y.double().numpy()
    S, T = numpy.cov(x.T), numpy.cov(y.T)
    return ((x.mean(0) - y.mean(0)) ** 2).sum() + numpy.trace(S + T - 2 * linalg.sqrtm(S @ T).real)


@pytest.mark.parametrize("d", [2, 7, 40])
def test_it_is_scipys(d):
    x, y = cloud(300, d, d), cloud(200, d, d + 1) + 0.3
    assert float(frechet(x, y)) == pytest.approx(by_scipy(x, y), rel=1e-9)
    assert float(frechet(y, x)) == pytest.approx(float(frechet(x, y)), rel=1e-10)


def test_gaussians_that_share_axes_have_a_closed_form():
    a, b = torch.tensor([1.0, 4.0, 0.0]).double(), torch.tensor([9.0, 0.25, 0.0]).double()
    turn = torch.linalg.qr(torch.randn(3, 3, generator=stream(0), dtype=torch.float64)).Q
    m = torch.tensor([1.0, -2.0, 0.5]).double()
    found = gaussian_distance(m, turn @ a.diag() @ turn.T, 0 * m, turn @ b.diag() @ turn.T)
    assert float(found) == pytest.approx(float(m.square().sum() + (a.sqrt() - b.sqrt()).square().sum()), rel=1e-12)


def test_in_one_dimension_it_is_the_squared_distance_of_quantiles():
    u = numpy.linspace(0, 1, 200_001)[1:-1]
    integral = numpy.mean((stats.norm(1, 2).ppf(u) - stats.norm(-1, 0.5).ppf(u)) ** 2)
    one = torch.ones(1)
    assert float(gaussian_distance(one, 4 * one[None], -one, one[None] / 4)) == pytest.approx(integral, rel=1e-3)


def test_a_feature_that_is_always_zero_does_no_harm():
    x, y = cloud(100, 6, 3), cloud(90, 6, 4)
    dead = torch.zeros(100, 2).double()
    wide = [torch.cat([each, dead[: len(each)]], 1) for each in (x, y)]
    assert float(frechet(*wide)) == pytest.approx(by_scipy(x, y), rel=1e-9)
    copied = [torch.cat([each, each[:, :1]], 1) for each in (x, y)]  # singular, with no zero in it
    S, T = (statistics(each).covariance for each in copied)
    A = linalg.svd(S.numpy())  # |S^(1/2) T^(1/2)|, a nuclear norm, as another way to the same number
    B = linalg.svd(T.numpy())
    roots = [each[0] @ numpy.diag(numpy.sqrt(each[1])) @ each[0].T for each in (A, B)]
    nuclear = linalg.svdvals(roots[0] @ roots[1]).sum()
    wanted = (copied[0].mean(0) - copied[1].mean(0)).square().sum() + S.trace() + T.trace() - 2 * nuclear
    assert float(frechet(*copied)) == pytest.approx(float(wanted), abs=1e-6)


def test_equal_sets_are_at_zero_never_below():
    for seed in range(5):
        x = cloud(80, 12, seed, 100)
        assert 0 <= float(frechet(x, x)) < 1e-6 * float(statistics(x).covariance.trace())


def test_batches_and_order_do_not_matter():
    x, y = cloud(150, 8, 1), cloud(120, 8, 2)
    mixed = x[torch.randperm(150, generator=stream(0))]
    assert float(frechet(statistics(mixed.split(7)), y)) == pytest.approx(float(frechet(x, y)), rel=1e-11)


def test_its_bias_falls_as_the_samples_grow():
    pairs = {n: [numpy.random.default_rng(seed).normal(size=(2, n, 8)) for seed in range(20)] for n in (40, 320)}
    mean = {n: numpy.mean([float(frechet(*torch.from_numpy(each))) for each in pairs[n]]) for n in pairs}
    assert mean[40] / mean[320] == pytest.approx(8, rel=0.25)  # C / n


def test_it_says_what_made_it():
    origin = Origin("digit_reader")
    text = str(frechet(Rows(cloud(50, 4, 0), origin), Rows(cloud(60, 4, 1), origin)))
    assert "50 real, 60 generated" in text
    assert "digit_reader" in text


def test_too_few_pictures_are_refused():
    with pytest.raises(ValueError, match="8 features needs more than 8 pictures of each kind, got 8 real and 100 generated"):
        frechet(cloud(8, 8, 0), cloud(100, 8, 1))
    with pytest.raises(ValueError, match="got 100 real and 5 generated"):
        frechet(cloud(100, 8, 0), cloud(5, 8, 1))
    assert float(frechet(cloud(9, 8, 0), cloud(100, 8, 1))) > 0


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="made alike"):
        frechet(cloud(50, 4, 0), Rows(cloud(50, 4, 0), Origin("pixels")))
    with pytest.raises(ValueError, match=r"\(2,\), \(3, 3\)"):
        gaussian_distance(torch.zeros(2), torch.eye(3), torch.zeros(2), torch.eye(2))
