"""The kernel distance against a plain double loop, its lack of bias, and how far its error is from the truth."""

import numpy
import pytest
import torch

from gancourse.metrics.kernel import cubic, kernel_distance
from gancourse.metrics.rows import Origin, Rows
from gancourse.runtime import stream

X = torch.randn(31, 4, generator=stream(0), dtype=torch.float64)
Y = torch.randn(23, 4, generator=stream(1), dtype=torch.float64) * 1.5 + 0.2


def by_loop(x, y):
    def k(a, b):
        return (sum(float(p) * float(q) for p, q in zip(a, b, strict=True)) / len(a) + 1) ** 3

    def within(z):
        return sum(k(z[i], z[j]) for i in range(len(z)) for j in range(len(z)) if i != j) / (len(z) * (len(z) - 1))

    return within(x) + within(y) - 2 * sum(k(a, b) for a in x for b in y) / (len(x) * len(y))


def by_leaving_out(x, y, blocks):
    """The jackknife with every value computed anew."""
    kept = [[each[torch.arange(len(each)) % blocks != b] for each in (x, y)] for b in range(blocks)]
    values = numpy.array([by_loop(*each) for each in kept])
    return ((blocks - 1) / blocks * ((values - values.mean()) ** 2).sum()) ** 0.5


@pytest.mark.parametrize("chunk", [1, 5, 31, 1000])
def test_value_and_error_are_the_double_loops_whatever_the_chunk(chunk):
    found = kernel_distance(X, Y, blocks=5, chunk=chunk)
    assert float(found) == pytest.approx(by_loop(X, Y), rel=1e-10)
    assert found.errors["MMD^2"] == pytest.approx(by_leaving_out(X, Y, 5), rel=1e-8)


def test_the_kernel_is_the_papers():
    torch.testing.assert_close(cubic(X[:1], Y[:1])[0, 0], ((X[0] @ Y[0]) / 4 + 1) ** 3)


def test_order_does_not_matter_to_the_value_nor_who_is_called_real():
    mixed = kernel_distance(X[torch.randperm(31, generator=stream(2))], Y.flip(0))
    assert float(mixed) == pytest.approx(float(kernel_distance(X, Y)), rel=1e-10)
    assert float(kernel_distance(Y, X)) == pytest.approx(float(kernel_distance(X, Y)), rel=1e-10)


def draws(count, shift, n=60, d=3):
    """Values and errors of many pairs of samples."""
    found = []
    for seed in range(count):
        x, y = torch.randn(2, n, d, generator=stream(seed), dtype=torch.float64)
        found.append(kernel_distance(x, y + shift))
    return numpy.array([(float(each), each.errors["MMD^2"]) for each in found]).T


def test_it_is_right_on_average_for_few_samples_and_falls_below_zero():
    values, _ = draws(300, 0.0)
    assert abs(values.mean()) < 3 * values.std() / 300**0.5
    assert 0.3 < (values < 0).mean() < 0.8


def test_its_error_is_right_where_the_distributions_differ_and_not_too_small_where_they_do_not():
    values, errors = draws(300, 1.0)
    assert errors.mean() == pytest.approx(values.std(), rel=0.25)
    values, errors = draws(300, 0.0)
    assert 0.9 * values.std() < (errors**2).mean() ** 0.5 < 2.5 * values.std()


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="got 24 blocks of 31 real and 23 generated"):
        kernel_distance(X, Y, blocks=24)
    with pytest.raises(ValueError, match="got 1 blocks"):
        kernel_distance(X, Y, blocks=1)
    with pytest.raises(ValueError, match="made alike"):
        kernel_distance(X, Rows(Y, Origin("pixels")))
