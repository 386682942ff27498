"""Closed forms of Wasserstein distances against SciPy, adaptive quadrature, each other, and POT."""

import math

import numpy
import pytest
import scipy.integrate
import scipy.linalg
import scipy.stats
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancourse.runtime import stream
from gancourse.theory import laws
from gancourse.theory.transport import distances, earth_mover
from gancourse.theory.wasserstein import between_gaussians, of_quantiles, on_line

SEEDS = st.integers(0, 10_000)


def normals(seed, *shape):
    return torch.randn(*shape, generator=stream(seed)).double()


@settings(deadline=None, max_examples=50)
@given(seed=SEEDS, n=st.integers(1, 30), m=st.integers(1, 30), ties=st.booleans(), weighted=st.booleans())
def test_on_the_line_it_is_scipys(seed, n, m, ties, weighted):
    x, y = normals(seed, n), 0.5 + 2 * normals(seed + 1, m)
    x, y = (x.round(), y.round()) if ties else (x, y)
    masses = (normals(seed + 2, n).abs() + 0.01, normals(seed + 3, m).abs() + 0.01) if weighted else (None, None)
    theirs = [None if each is None else each.numpy() for each in masses]
    assert float(on_line(x, y, *masses)) == pytest.approx(scipy.stats.wasserstein_distance(x, y, *theirs), abs=1e-12)


def test_samples_of_one_size_are_paired_in_order():
    x, y = normals(0, 40), normals(1, 40)
    assert float(on_line(x, y)) == pytest.approx(float((x.sort().values - y.sort().values).abs().mean()), abs=1e-12)


def test_leading_axes_are_problems_of_their_own():
    x, y, p = normals(0, 3, 2, 7), normals(1, 3, 2, 4), normals(2, 7).abs()
    each = torch.stack([on_line(a, b, p) for a, b in zip(x.view(6, 7), y.view(6, 4), strict=True)]).view(3, 2)
    torch.testing.assert_close(on_line(x, y, p), each)


def test_its_gradient_moves_each_sample_towards_its_partner():
    x, y = normals(0, 12).requires_grad_(), normals(1, 12)
    assert torch.autograd.gradcheck(lambda x: on_line(x, y), x)
    (gradient,) = torch.autograd.grad(on_line(x, y), x)
    order = x.argsort()
    torch.testing.assert_close(gradient[order], (x[order] - y.sort().values).sign().detach() / 12)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((torch.zeros(3), torch.zeros(2, 4)), r"must be \(..., n\) and \(..., m\), got \(3,\) and \(2, 4\)"),
        ((torch.zeros(0), torch.zeros(4)), r"got \(0,\) and \(4,\)"),
        ((torch.zeros(()), torch.zeros(4)), r"got \(\) and \(4,\)"),
        ((torch.zeros(3), torch.zeros(4), torch.ones(4)), r"p must hold a mass for each place, \(3,\), got \(4,\)"),
        ((torch.zeros(2), torch.zeros(2), torch.tensor([1.0, -1.0])), "p must hold finite masses, .* got -1 as the least"),
        ((torch.zeros(2), torch.zeros(2), None, torch.zeros(2)), "q must hold finite masses, .* not all zero"),
        ((torch.zeros(2), torch.zeros(2), None, torch.tensor([1.0, torch.nan])), "q must hold finite masses"),
    ],
)
def test_what_is_no_pair_of_heaps_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        on_line(*arguments)


def test_a_shift_is_its_length_in_every_order():
    for law in (laws.normal, laws.exponential, laws.cauchy, laws.uniform):
        for order in (1, 2, 3.5):
            moved = of_quantiles(law.quantile, lambda u, law=law: law.quantile(u) - 0.7, order)
            assert float(moved) == pytest.approx(0.7, rel=1e-9)


def test_gaussians_of_the_line_by_quantiles_and_in_closed_form():
    for mean, scale in ((0.3, 2.0), (-4.0, 0.1), (0.0, 1.0)):
        found = of_quantiles(laws.normal.quantile, lambda u, m=mean, s=scale: m + s * laws.normal.quantile(u), 2)
        assert float(found) == pytest.approx(math.hypot(mean, scale - 1), rel=1e-7, abs=1e-12)


@pytest.mark.parametrize(("first", "second"), [("laplace", "normal"), ("logistic", "gumbel"), ("exponential", "uniform")])
def test_order_1_is_the_area_between_the_cdfs(first, second):
    first, second = getattr(laws, first), getattr(laws, second)

    def gap(x):
        x = torch.tensor(x, dtype=torch.float64)
        return abs(float(first.cdf(x) - second.cdf(x)))

    expected = sum(scipy.integrate.quad(gap, a, a + 1, limit=200, epsabs=1e-12)[0] for a in range(-45, 45))
    assert float(of_quantiles(first.quantile, second.quantile)) == pytest.approx(expected, rel=1e-7)


def test_a_quantile_function_that_jumps_has_breaks():
    heap = of_quantiles(lambda u: torch.where(u <= 0.3, -1.0, 2.0).double(), lambda u: 0 * u, breaks=[0.3])
    assert float(heap) == pytest.approx(0.3 * 1 + 0.7 * 2, rel=1e-9)


def test_many_samples_come_near_it():
    x, y = laws.normal.sample(100_000, stream=stream(0)), laws.laplace.sample(100_000, stream=stream(1))
    exact = of_quantiles(laws.normal.quantile, laws.laplace.quantile)
    assert float(on_line(x, y)) == pytest.approx(float(exact), abs=0.02)


def test_orders_below_1_and_infinite_quantiles_are_refused():
    with pytest.raises(ValueError, match=r"order of a Wasserstein distance is at least 1, got 0.5"):
        of_quantiles(laws.normal.quantile, laws.normal.quantile, 0.5)
    with pytest.raises(ValueError, match=r"the quantiles at the level u = .* are not finite numbers"):
        of_quantiles(laws.normal.quantile, lambda u: torch.where(u > 0.5, math.inf, u))


def gaussian(seed, d, rank=None):
    root = normals(seed, d, rank or 2 * d)
    return normals(seed + 1, d), root @ root.T / d


@settings(deadline=None, max_examples=30)
@given(seed=SEEDS, d=st.integers(1, 12))
def test_between_gaussians_it_is_scipys_matrix_root(seed, d):
    (m, A), (n, B) = gaussian(seed, d), gaussian(seed + 7, d)
    trace = numpy.trace(scipy.linalg.sqrtm(A.numpy() @ B.numpy())).real
    expected = math.sqrt(float((m - n).square().sum() + A.trace() + B.trace()) - 2 * trace)
    assert float(between_gaussians(m, A, n, B)) == pytest.approx(expected, rel=1e-7)
    assert float(between_gaussians(n, B, m, A)) == pytest.approx(expected, rel=1e-7)


def test_between_gaussians_it_is_pots():
    pot = pytest.importorskip("ot")  # codespell:ignore ot
    (m, A), (n, B) = gaussian(0, 6), gaussian(9, 6)
    theirs = pot.gaussian.bures_wasserstein_distance(*(each.numpy() for each in (m, n, A, B)))
    assert float(between_gaussians(m, A, n, B)) == pytest.approx(float(theirs), rel=1e-9)


def test_covariances_with_one_basis_differ_by_their_deviations():
    basis = torch.linalg.qr(normals(0, 5, 5)).Q
    a, b = normals(1, 5).abs(), normals(2, 5).abs()
    A, B = (basis * each**2 @ basis.T for each in (a, b))
    zero = torch.zeros(5)
    assert float(between_gaussians(zero, A, zero, B)) == pytest.approx(float((a - b).norm()), rel=1e-9)
    assert float(between_gaussians(zero, A, zero, A)) == pytest.approx(0, abs=1e-6)


def test_singular_covariances_are_fine():
    (m, A), (n, B) = gaussian(0, 6, rank=2), gaussian(3, 6, rank=3)
    root = scipy.linalg.sqrtm((A + 1e-13 * torch.eye(6)).numpy() @ (B + 1e-13 * torch.eye(6)).numpy())
    expected = math.sqrt(float((m - n).square().sum() + A.trace() + B.trace()) - 2 * numpy.trace(root).real)
    assert float(between_gaussians(m, A, n, B)) == pytest.approx(expected, rel=1e-5)
    point = torch.zeros(6, 6)  # a heap at one place: everything is carried there
    assert float(between_gaussians(m, A, m, point)) == pytest.approx(math.sqrt(float(A.trace())), rel=1e-9)


def test_it_bounds_the_distance_of_any_laws_with_these_moments_from_below():
    """Gelbrich's bound, on samples and their own moments: an oracle with the linear programme on the other side."""
    x, y = normals(0, 40, 2), normals(1, 40, 2).exp()
    even = torch.full((40,), 1 / 40, dtype=torch.float64)
    exact = earth_mover(even, even, distances(x, y, 2)).cost
    moments = [each for cloud in (x, y) for each in (cloud.mean(0), cloud.T.cov(correction=0))]
    assert 0 < float(between_gaussians(*moments)) ** 2 < exact
    assert exact < 2 * float(between_gaussians(*moments)) ** 2


def test_what_is_no_covariance_is_refused():
    zero, eye = torch.zeros(2), torch.eye(2)
    with pytest.raises(
        ValueError, match=r"means \(d,\) and covariances \(d, d\) of one d, got \(2,\), \(2, 2\), \(2,\), \(3, 3\)"
    ):
        between_gaussians(zero, eye, zero, torch.eye(3))
    with pytest.raises(ValueError, match="of one d, got"):
        between_gaussians(torch.zeros(()), eye, zero, eye)
    with pytest.raises(ValueError, match="other_covariance must be symmetric, and differs from its transpose by 1"):
        between_gaussians(zero, eye, zero, torch.tensor([[1.0, 1.0], [0.0, 1.0]]))
    with pytest.raises(ValueError, match="covariance must have no negative eigenvalue, got -1"):
        between_gaussians(zero, torch.diag(torch.tensor([1.0, -1.0])), zero, eye)
