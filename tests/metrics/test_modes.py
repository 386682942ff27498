"""The mode counter against scipy, against known samples, and at the ceiling of a perfect generator."""

import math

import numpy
import pytest
import torch
from scipy import stats
from scipy.spatial import KDTree

from gancourse import data
from gancourse.metrics.modes import ceiling, effective_modes, high_quality_share, mode_counts, modes_found, reverse_kl
from gancourse.runtime import stream

RING = data.ring()


def test_counts_are_those_of_a_nearest_neighbour_search():
    samples = 2 * torch.randn(500, 2, generator=stream(0))
    distance, nearest = KDTree(RING.modes.numpy()).query(samples.numpy())
    expected = numpy.bincount(nearest[distance <= 3 * 0.3], minlength=8)
    assert mode_counts(samples, RING.modes, 0.3).tolist() == expected.tolist()


def test_a_perfect_generator_stands_at_the_ceiling():
    samples = torch.stack([RING.sample(2500, stream(seed)) for seed in range(8)])  # (seeds, n, 2)
    assert modes_found(samples, RING.modes, 0.02).tolist() == [8] * 8
    ceiling = stats.chi2(2).cdf(9)  # 0.9889
    assert high_quality_share(samples, RING.modes, 0.02).mean().item() == pytest.approx(ceiling, abs=0.003)
    bias = reverse_kl(mode_counts(samples, RING.modes, 0.02, math.inf)).mean().item()
    assert bias == pytest.approx(7 / 5000, rel=0.6)  # (k - 1) / (2 n)


def test_one_sample_finds_a_mode_and_one_outside_the_gate_does_not():
    near, far = torch.tensor([[2.0, 0.059]]), torch.tensor([[2.0, 0.061]])
    assert modes_found(near, RING.modes, 0.02).item() == 1
    assert modes_found(far, RING.modes, 0.02).item() == 0
    assert high_quality_share(torch.cat([near, far, far, far]), RING.modes, 0.02).item() == 0.25


def test_each_mode_may_have_its_own_scale_and_each_seed_its_own_samples():
    modes = torch.tensor([[0.0, 0.0], [10.0, 0.0]])
    samples = torch.tensor([[[0.0, 1.0], [10.0, 1.0]], [[0.0, 0.1], [10.0, 0.1]]])  # (2 seeds, 2, 2)
    assert mode_counts(samples, modes, torch.tensor([0.1, 1.0])).tolist() == [[0, 1], [1, 1]]


def test_a_sample_that_is_not_a_number_has_no_quality():
    samples = torch.tensor([[float("nan"), 0.0], [2.0, 0.0]])
    assert high_quality_share(samples, RING.modes, 0.02).item() == 0.5


def test_reverse_kl_is_scipys_entropy():
    counts, weights = torch.tensor([[5, 0, 15], [1, 1, 1]]), torch.tensor([0.2, 0.3, 0.5])
    expected = [stats.entropy(row, weights.double()) for row in counts.double()]
    assert torch.allclose(reverse_kl(counts, weights), torch.tensor(expected, dtype=torch.float64), atol=1e-7)
    assert reverse_kl(torch.tensor([9, 0, 0, 0])).item() == pytest.approx(math.log(4))
    assert reverse_kl(torch.tensor([3, 3, 3])).item() == pytest.approx(0, abs=1e-12)


def test_effective_modes_is_the_exponential_of_scipys_entropy():
    counts = torch.tensor([[5, 0, 15], [1, 1, 1], [0, 0, 4]])
    expected = [math.exp(stats.entropy(row)) for row in counts.double()]
    assert effective_modes(counts).tolist() == pytest.approx(expected)
    assert expected[1:] == pytest.approx([3, 1])


@pytest.mark.parametrize(
    ("modes", "n", "kl"),
    [(8, 2500, 0.0014), (25, 2500, 0.0048), (1000, 26_000, 0.0193)],  # the ring, the grid, stacked digits
)
def test_the_ceiling_is_that_of_the_papers_tables(modes, n, kl):
    top = ceiling(modes, n)
    assert top.reverse_kl == pytest.approx(kl, abs=6e-5)
    assert top.reverse_kl == pytest.approx((modes - 1) / (2 * n), rel=0.02)
    assert top.high_quality == pytest.approx(stats.chi2(2).cdf(9))
    assert top.modes == pytest.approx(modes * (1 - (1 - top.high_quality / modes) ** n))


def test_the_ceiling_is_what_a_simulation_gives():
    weights, n = torch.tensor([0.6, 0.3, 0.09, 0.01]), 60  # small enough for a mode to be missed
    counts = torch.from_numpy(numpy.random.default_rng(0).multinomial(n, weights.double() / weights.double().sum(), 20_000))
    top = ceiling(weights, n, gate=math.inf)
    assert reverse_kl(counts, weights).mean().item() == pytest.approx(top.reverse_kl, rel=0.02)
    assert (counts > 0).sum(1).double().mean().item() == pytest.approx(top.modes, rel=0.005)
    assert top.high_quality == 1
    assert ceiling(weights, n, dim=5, gate=2).high_quality == pytest.approx(stats.chi2(5).cdf(4))
    assert ceiling(1) == pytest.approx((1, stats.chi2(2).cdf(9), 0))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: mode_counts(torch.zeros(5, 3), RING.modes, 0.02), "samples must be"),
        (lambda: mode_counts(torch.zeros(0, 2), RING.modes, 0.02), "samples must be"),
        (lambda: mode_counts(torch.zeros(5, 2), RING.modes, 0.0), "above zero, got 0.0 and 3.0"),
        (lambda: mode_counts(torch.zeros(5, 2), RING.modes, 1.0, -1), "above zero, got 1.0 and -1"),
        (lambda: mode_counts(torch.zeros(5, 2), RING.modes, torch.ones(3)), "one a mode"),
        (lambda: reverse_kl(torch.zeros(4)), "not all zero"),
        (lambda: effective_modes(torch.zeros(4)), "not all zero"),
        (lambda: effective_modes(torch.tensor(3)), "counts must be"),
        (lambda: ceiling(0), "above zero, got"),
        (lambda: ceiling(torch.tensor([0.5, 0.0])), r"above zero, got \[0.5, 0.0\]"),
        (lambda: ceiling(8, gate=-1), "above zero"),
        (lambda: reverse_kl(torch.tensor([1, -1])), "none negative"),
        (lambda: reverse_kl(torch.ones(2), torch.tensor([1.0, 0.0])), "weights must be 2 numbers above zero"),
    ],
)
def test_bad_input_is_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
