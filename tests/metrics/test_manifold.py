"""Precision, recall, density and coverage against plain loops over scikit-learn's neighbours, and on sets that are known."""

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.neighbors import NearestNeighbors

from gancourse.metrics.manifold import density_coverage, precision_recall, radii
from gancourse.runtime import stream

X = torch.randn(61, 3, generator=stream(0), dtype=torch.float64)
Y = torch.randn(43, 3, generator=stream(1), dtype=torch.float64) * 0.6 + 0.5


def by_loop(x, y, k):
    x, y = x.numpy(), y.numpy()

    def balls(points):
        return NearestNeighbors(n_neighbors=k + 1, algorithm="brute").fit(points).kneighbors(points)[0][:, -1]

    real, fake = balls(x), balls(y)
    apart = numpy.array([[((a - b) ** 2).sum() ** 0.5 for b in y] for a in x])  # (n, m)
    inside, outside = apart <= real[:, None], apart <= fake[None]
    return {
        "precision": inside.any(0).mean(), "recall": outside.any(1).mean(),
        "density": inside.sum() / (k * len(y)), "coverage": inside.any(1).mean(),
    }  # fmt: skip


def ours(x, y, k, chunk=1024):
    return {**precision_recall(x, y, k, chunk).numbers, **density_coverage(x, y, k, chunk).numbers}


@settings(max_examples=25, deadline=None)
@given(k=st.integers(1, 12), chunk=st.integers(1, 70), seed=st.integers(0, 99))
def test_they_are_the_loops_whatever_the_chunk_and_the_order(k, chunk, seed):
    order, other = torch.randperm(61, generator=stream(seed)), torch.randperm(43, generator=stream(seed + 1))
    assert ours(X[order], Y[other], k, chunk) == pytest.approx(by_loop(X, Y, k), abs=1e-12)


def test_a_set_against_itself_is_perfect_and_sets_far_apart_share_nothing():
    same = ours(X, X, 3)
    assert (same["precision"], same["recall"], same["coverage"]) == (1, 1, 1)
    assert ours(X, Y + 100, 3) == {"precision": 0, "recall": 0, "density": 0, "coverage": 0}


def test_a_perfect_generator_has_density_1_and_the_coverage_of_the_paper():
    k, n, found = 5, 200, []
    for seed in range(20):
        x, y = torch.randn(2, n, 2, generator=stream(seed), dtype=torch.float64)
        found.append(list(density_coverage(x, y, k).numbers.values()))
    density, coverage = numpy.mean(found, 0)
    exact = 1 - numpy.prod([(n - i) / (2 * n - i) for i in range(1, k + 1)])  # section 3.2 of the paper
    assert density == pytest.approx(1, abs=0.03)
    assert coverage == pytest.approx(exact, abs=0.01)
    assert exact == pytest.approx(1 - 2.0**-k, abs=0.003)


def test_each_sees_its_own_damage():
    real = torch.cat([torch.randn(100, 2, generator=stream(seed)) + 10 * seed for seed in range(4)]).double()
    again = torch.cat([torch.randn(100, 2, generator=stream(9 + seed)) + 10 * seed for seed in range(4)]).double()
    whole, dropped, wild = ours(real, again, 5), ours(real, again[:200], 5), ours(real, again + 3, 5)
    assert dropped["recall"] < 0.6 * whole["recall"]
    assert dropped["coverage"] < 0.6 * whole["coverage"]
    assert dropped["precision"] > 0.9 * whole["precision"]
    assert wild["precision"] < 0.5 * whole["precision"]
    assert wild["density"] < 0.5 * whole["density"]


def test_one_real_outlier_swells_precision_and_not_density():
    real = torch.cat([X[:60], torch.full((1, 3), 30.0).double()])
    fake = Y + 5
    assert precision_recall(real, fake)["precision"] == 1
    assert density_coverage(real, fake, 3)["density"] < 0.5


def test_copies_have_balls_of_radius_zero_and_count():
    twice = torch.cat([X[:10]] * 3)
    assert (radii(twice, 2) < 1e-6).all()
    assert radii(X, 60).shape == (61,)


@pytest.mark.parametrize(("k", "n", "said"), [(0, 5, "k = 0 for 5"), (5, 5, "k = 5 for 5")])
def test_no_such_neighbour_is_refused(k, n, said):
    with pytest.raises(ValueError, match=said):
        precision_recall(X[:n], Y, k)
    with pytest.raises(ValueError, match="k = 43 for 43"):
        precision_recall(X, Y, 43)
