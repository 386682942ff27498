"""Streaming statistics against NumPy's, whatever the batches and their order, and far from the origin."""

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancourse.metrics.rows import Origin, Rows
from gancourse.metrics.statistics import Statistics, statistics
from gancourse.runtime import stream

VALUES = torch.randn(101, 5, generator=stream(0), dtype=torch.float64) @ torch.randn(5, 5, generator=stream(1)).double() + 3


@settings(max_examples=40, deadline=None)
@given(cuts=st.lists(st.integers(1, 100), max_size=12), seed=st.integers(0, 99))
def test_any_batches_in_any_order_give_numpys_numbers(cuts, seed):
    shuffled = VALUES[torch.randperm(101, generator=stream(seed))]
    found = statistics(part for part in shuffled.tensor_split(sorted(cuts)) if len(part))
    assert found.n == len(found) == 101
    numpy.testing.assert_allclose(found.mean, VALUES.numpy().mean(0), rtol=1e-12)
    numpy.testing.assert_allclose(found.covariance, numpy.cov(VALUES.numpy().T), rtol=1e-11, atol=1e-12)
    assert (found.covariance == found.covariance.T).all()


def test_two_halves_merge_to_the_whole_and_stay_as_they_were():
    first, second, whole = statistics(VALUES[:30]), statistics(VALUES[30:]), statistics(VALUES)
    both = first.merged(second)
    torch.testing.assert_close(both.covariance, whole.covariance, rtol=1e-12, atol=1e-12)
    torch.testing.assert_close(both.mean, whole.mean, rtol=1e-13, atol=1e-13)
    assert (first.n, second.n, both.n) == (30, 71, 101)
    assert Statistics().merged(first).n == first.merged(Statistics()).n == 30
    both.add(VALUES[:3])
    torch.testing.assert_close(first.covariance, statistics(VALUES[:30]).covariance, rtol=0, atol=0)


def test_a_large_mean_costs_no_digits():
    far = VALUES + 1e7
    found = statistics(far.split(8)).covariance
    torch.testing.assert_close(found, statistics(VALUES).covariance, rtol=1e-6, atol=1e-6)
    naive = (far.T @ far - 101 * torch.outer(far.mean(0), far.mean(0))) / 100
    assert (naive - found).abs().max() > 1e-3  # what the sum of squares would have given


def test_float32_features_are_summed_in_float64():
    found = statistics(VALUES.float().split(1))
    assert found.mean.dtype == found.scatter.dtype == torch.float64
    numpy.testing.assert_allclose(found.covariance, numpy.cov(VALUES.float().double().numpy().T), rtol=1e-11, atol=1e-12)


def test_it_holds_no_row():
    gathered = Statistics()
    sizes = set()
    for part in VALUES.split(10):
        gathered.add(part)
        sizes.add(sum(each.numel() for each in vars(gathered).values() if isinstance(each, torch.Tensor)))
    assert sizes == {5 + 25}


def test_what_does_not_fit_is_refused():
    gathered = statistics(VALUES)
    assert statistics(gathered) is gathered
    with pytest.raises(ValueError, match="made alike"):
        gathered.add(Rows(VALUES, Origin("pixels", dtype="float64")))
    with pytest.raises(ValueError, match="one length, got 5 and 4"):
        gathered.add(VALUES[:, :4])
    with pytest.raises(ValueError, match="had been run through"):
        statistics(iter([]))
    with pytest.raises(ValueError, match="two rows at least, got 1"):
        _ = statistics(VALUES[:1]).covariance
    assert gathered.n == 101
