"""The birthday test against closed forms, a plain loop, and the support that simulated generators have."""

import math

import pytest
import torch

from gancourse.metrics.birthday import birthday, closest_pairs, duplicate_probability
from gancourse.metrics.rows import Origin, Rows
from gancourse.runtime import stream

SAMPLES = torch.randn(40, 1, 2, 3, generator=stream(0), dtype=torch.float64)


def drawn(n, weights, seed):
    """n draws of pictures that are points on a line, a unit apart."""
    return torch.multinomial(weights.double(), n, replacement=True, generator=stream(seed)).double()[:, None]


def test_the_probability_is_the_schoolbooks():
    assert duplicate_probability(23, 365) == pytest.approx(0.507297, abs=1e-6)
    assert duplicate_probability(22, 365) < 0.5 < duplicate_probability(23, 365)
    assert duplicate_probability(1, 10) == 0
    assert duplicate_probability(2, 8) == pytest.approx(1 / 8)
    assert duplicate_probability(366, 365) == 1
    assert duplicate_probability(1000, 1e9) == pytest.approx(1 - math.exp(-1000 * 999 / 2e9), rel=1e-3)
    hits = [len(drawn(20, torch.ones(200), seed).unique()) < 20 for seed in range(2000)]
    assert sum(hits) / 2000 == pytest.approx(duplicate_probability(20, 200), abs=0.04)


@pytest.mark.parametrize("chunk", [1, 7, 40, 1024])
def test_the_closest_pairs_are_a_plain_loops_whatever_the_chunk(chunk):
    loop = sorted((float((SAMPLES[i] - SAMPLES[j]).norm()), i, j) for i in range(40) for j in range(i + 1, 40))
    distance, place = closest_pairs(SAMPLES, 9, chunk)
    assert distance.tolist() == pytest.approx([each[0] for each in loop[:9]])
    assert [tuple(pair) for pair in place.tolist()] == [each[1:] for each in loop[:9]]


@pytest.mark.parametrize("chunk", [3, 1024])
def test_pairs_are_a_plain_loops_and_the_limit_counts(chunk):
    limit = float(closest_pairs(SAMPLES, 12)[0][-1])
    found = birthday(SAMPLES, limit * (1 + 1e-9), chunk)
    assert found["pairs"] == 12
    assert found["support"] == pytest.approx(40 * 39 / 2 / 12)
    assert birthday(SAMPLES, limit * (1 - 1e-9), chunk)["pairs"] == 11


def test_copies_are_found_at_distance_zero_in_float32_too():
    few = 100 + torch.rand(30, 784, generator=stream(1))
    found = birthday(few[torch.arange(90) % 30])
    assert found["pairs"] == 30 * 3
    assert found["support"] == pytest.approx(90 * 89 / 2 / 90)
    assert birthday(few)["pairs"] == 0


def test_without_a_pair_only_the_lower_end_says_something():
    found = birthday(SAMPLES)
    assert found["support"] == found.intervals["support"][1] == math.inf
    assert found.intervals["support"][0] == pytest.approx(40 * 39 / 2 / -math.log(0.025))  # P(no pair) = 0.025 at that support


def test_with_few_pairs_it_is_garwoods_interval():
    """The ends are where a Poisson count this small, or this large, has 2.5 %."""
    points = torch.arange(50.0, dtype=torch.float64)[:, None]
    found = birthday(torch.cat([points, points[:3]]))
    pairs = 53 * 52 / 2
    tails = torch.distributions.Poisson(pairs / torch.tensor(found.intervals["support"], dtype=torch.float64))
    masses = torch.stack([tails.log_prob(torch.tensor(float(c))).exp() for c in range(4)])  # (4, 2)
    assert float(masses[:, 0].sum()) == pytest.approx(0.025, abs=1e-6)
    assert float(1 - masses[:3, 1].sum()) == pytest.approx(0.025, abs=1e-6)


LAWS = {
    "many pairs": (torch.ones(100), 60),
    "few pairs": (torch.ones(2000), 100),
    "some more frequent": (1 / torch.arange(1, 301), 100),
    "five in half of the draws": (torch.cat([torch.ones(90), 20 * torch.ones(5)]), 150),
}


@pytest.mark.parametrize(("weights", "n"), LAWS.values(), ids=LAWS)
def test_the_interval_holds_the_support_nineteen_times_in_twenty(weights, n):
    support = 1 / float((weights.double() / weights.sum()).square().sum())
    inside, total = 0, 400
    for seed in range(total):
        low, high = birthday(drawn(n, weights, seed), 0.5).intervals["support"]
        inside += low <= support <= high
    assert inside / total > 0.9


def test_the_estimate_is_right_on_average():
    share = torch.tensor([1 / birthday(drawn(80, torch.ones(150), seed), 0.5)["support"] for seed in range(300)])
    assert float(share.mean()) * 150 == pytest.approx(1, abs=3 * float(share.std()) * 150 / 300**0.5)


def test_order_does_not_matter_and_features_say_what_made_them():
    limit = float(closest_pairs(SAMPLES, 5)[0][-1]) * 1.000001
    assert birthday(SAMPLES.flip(0), limit).numbers == birthday(SAMPLES, limit).numbers
    found = birthday(Rows(SAMPLES.flatten(1), Origin("digit_reader")), limit)
    assert "digit_reader" in str(found)
    assert "40 samples" in str(found)
    with pytest.raises(ValueError, match="settings"):
        found.beside(birthday(Rows(SAMPLES.flatten(1), Origin("digit_reader")), 2 * limit))


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="two samples at least, and a distance from zero, got 1 and 0"):
        birthday(SAMPLES[:1])
    with pytest.raises(ValueError, match=r"got 40 and -1"):
        birthday(SAMPLES, -1)
    with pytest.raises(ValueError, match="from 1 to the 780 pairs of 40 samples, got 781"):
        closest_pairs(SAMPLES, 781)
    with pytest.raises(ValueError, match="at least 1, got 0 and 5"):
        duplicate_probability(0, 5)
    with pytest.raises(ValueError, match=r"\(n, \*shape\), got \(5,\)"):
        birthday(torch.zeros(5))
