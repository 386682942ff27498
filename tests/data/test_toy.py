"""The curves' densities are exact: they hold probability one, samples fall where they say, the curves are scikit-learn's."""

import math

import pytest
import torch
from scipy import stats
from sklearn.datasets import make_moons, make_swiss_roll

from gancourse import data
from gancourse.runtime import stream

DENSITIES = {
    "line": data.line(dtype=torch.float64),
    "short flat line": data.line(0.5, 0.3, 0.0, dtype=torch.float64),
    "moons": data.moons(dtype=torch.float64),
    "wide moons": data.moons(0.3, dtype=torch.float64),
    "swiss roll": data.swiss_roll(dtype=torch.float64),
    "blurred roll": data.swiss_roll(1.5, 0.2, dtype=torch.float64),
}
EACH = pytest.mark.parametrize("density", DENSITIES.values(), ids=DENSITIES)
REACH = 3.2  # all of them lie within this square, to 1e-6


def mass(density, cells, inside):
    """The probability of each of cells x cells squares, by the midpoint rule with inside x inside points in each."""
    count = cells * inside
    axis = ((torch.arange(count, dtype=torch.float64) + 0.5) / count * 2 - 1) * REACH
    height = density.log_prob(torch.stack(torch.meshgrid(axis, axis, indexing="ij"), -1)).exp() * (2 * REACH / count) ** 2
    return height.reshape(cells, inside, cells, inside).sum((1, 3))


@EACH
def test_the_plane_holds_probability_one(density):
    assert mass(density, 1, 1_000).item() == pytest.approx(1, abs=2e-3)  # the ends of an arc are cut straight through cells


@EACH
def test_samples_fall_where_the_density_says(density):
    n, cells = 20_000, 32
    expected = mass(density, cells, 40).flatten() * n
    squares = ((density.sample(n, stream(0)) / REACH + 1) / 2 * cells).floor().long().clamp(0, cells - 1)
    observed = (squares[:, 0] * cells + squares[:, 1]).bincount(minlength=cells**2).double()
    often = expected >= 5
    rest = torch.tensor([[observed[~often].sum()], [expected[~often].sum()]])
    observed, expected = torch.cat([observed[often], rest[0]]), torch.cat([expected[often], rest[1]])
    assert stats.chisquare(observed, expected * n / expected.sum()).pvalue > 0.01


@EACH
def test_the_log_density_is_a_number_everywhere_and_keeps_leading_axes(density):
    x = torch.tensor([[[0.0, 0.0], [-0.5, -0.25]], [[0.5, 0.25], [100.0, -100.0]]])
    found = density.log_prob(x)
    assert found.shape == (2, 2)
    assert found.dtype == torch.float32
    assert found.isfinite().all()
    assert torch.allclose(found, density.log_prob(x.double()).float())


def test_a_line_is_a_normal_across_and_nearly_uniform_along():
    line = data.line(4.0, 0.05, angle=0.0)
    x = torch.tensor([[0.0, 0.0], [1.0, 0.1], [2.0, 0.0]], dtype=torch.float64)
    expected = [1 / 4, 1 / 4, 1 / 8]  # at an end, half of the noise has left
    assert torch.allclose(
        line.log_prob(x).exp(), torch.tensor(expected).double() * torch.from_numpy(stats.norm(0, 0.05).pdf(x[:, 1]))
    )


def test_a_lines_density_can_be_differentiated():
    x = torch.randn(20, 2, generator=stream(0), dtype=torch.float64, requires_grad=True)
    assert torch.autograd.gradcheck(data.line(scale=0.5).log_prob, (x,))


def test_the_moons_are_scikit_learns():
    curve, _ = make_moons(400, noise=None, random_state=0)
    curve = torch.from_numpy(curve) - torch.tensor([0.5, 0.25])
    thin = data.moons(0.01)
    on = thin.log_prob(curve)
    inside = on - math.log(stats.norm(0, 0.01).pdf(0) / (2 * math.pi))  # two moons of length pi each
    assert (inside.abs() < 1e-6).float().mean() > 0.98  # all but the four ends, which rounding moves off the curve
    assert (thin.log_prob(curve * 1.1) < on - 3).float().mean() > 0.9


def test_the_roll_is_scikit_learns():
    points, _ = make_swiss_roll(400, noise=0.0, random_state=0)
    curve = torch.from_numpy(points[:, [0, 2]]) * 2 / (4.5 * math.pi)
    thin = data.swiss_roll(scale=0.01)
    distance = curve.norm(dim=1)
    expected = torch.log(torch.tensor(stats.norm(0, 0.01).pdf(0)) / (3 * math.pi * distance))  # one arm passes: N(0) / (rho 3 pi)
    assert torch.allclose(thin.log_prob(curve), expected)


def test_a_sample_is_a_function_of_its_stream_in_the_dtype_asked_for():
    for make in (data.line, data.moons, data.swiss_roll):
        assert torch.equal(make().sample(10, stream(5)), make().sample(10, stream(5)))
        assert make().sample(10, stream(5)).dtype == torch.float32
        assert make().modes is None
        assert make().dim == 2


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: data.line(length=0), "length must be a number above zero, got 0"),
        (lambda: data.moons(scale=-0.1), "scale must be a number above zero, got -0.1"),
        (lambda: data.swiss_roll(radius=math.inf), "radius must be a number above zero, got inf"),
        (lambda: data.moons(dtype=torch.int64), "dtype must be torch.float32 or torch.float64"),
        (lambda: data.moons().sample(2.5, stream(0)), "n must be a whole number of points"),
        (lambda: data.swiss_roll().log_prob(torch.zeros(4, 3)), r"x must be \(..., 2\)"),
        (lambda: data.line().log_prob(torch.zeros(4, 3)), r"x must be \(..., 2\)"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(make, sentence):
    with pytest.raises(ValueError, match=sentence):
        make()
