"""The human test against SciPy's binomial test and normal law, and against an observer whose d' is known."""

import math
import re

import numpy
import pytest
from scipy.stats import binom, binomtest, norm

from gancourse.metrics.human import trials_needed, two_alternative

COUNTS = [(right, trials) for trials in (1, 2, 5, 40, 200) for right in range(0, trials + 1, max(1, trials // 13))]


@pytest.mark.parametrize(("right", "trials"), COUNTS)
def test_it_is_scipys(right, trials):
    found, test = two_alternative(right, trials), binomtest(right, trials)
    low, high = test.proportion_ci(0.95, "exact")
    assert found["share right"] == right / trials
    assert found.intervals["share right"] == pytest.approx((low, high), abs=1e-12)
    assert found["d'"] == pytest.approx(math.sqrt(2) * norm.ppf(right / trials), abs=1e-12)
    assert found.intervals["d'"] == pytest.approx([math.sqrt(2) * norm.ppf(end) for end in (low, high)], abs=1e-9)
    assert found["p of guessing"] == pytest.approx(test.pvalue, rel=1e-10)
    assert found.counts == {"trials": trials}


def test_all_right_and_all_wrong_have_one_finite_end():
    best, worst = two_alternative(40, 40), two_alternative(0, 40)
    low, high = best.intervals["d'"]
    assert best["d'"] == high == math.inf
    assert low == pytest.approx(math.sqrt(2) * norm.ppf(0.025 ** (1 / 40)))
    assert worst["d'"] == -math.inf
    assert worst.intervals["d'"] == pytest.approx((-math.inf, -low))
    assert "d': inf (95 % interval 1.913 to inf)" in str(best)


def test_p_and_the_interval_say_the_same_of_guessing():
    for right in range(41):
        found = two_alternative(right, 40)
        low, high = found.intervals["d'"]
        assert (found["p of guessing"] < 0.05) == (not low <= 0 <= high)


def observed(d_prime, tests, trials, seed):
    """Right answers of ideal observers, (tests,): the larger of two impressions is taken for the real one."""
    draws = numpy.random.default_rng(seed)
    real, fake = draws.normal(d_prime, 1, (tests, trials)), draws.normal(0, 1, (tests, trials))
    return (real > fake).sum(1)


@pytest.mark.parametrize("d_prime", [0.0, 0.5, 1.5])
def test_an_observers_d_is_found_and_covered_in_95_percent_of_tests(d_prime):
    assert two_alternative(int(observed(d_prime, 1, 200_000, 1)[0]), 200_000)["d'"] == pytest.approx(d_prime, abs=0.02)
    found = [two_alternative(int(right), 60) for right in observed(d_prime, 2000, 60, 2)]
    covered = numpy.mean([low <= d_prime <= high for low, high in (one.intervals["d'"] for one in found)])
    assert 0.94 < covered < 0.985  # at least 95 %: counts are whole numbers


@pytest.mark.parametrize(
    ("d_prime", "power", "level"), [(0.36, 0.8, 0.05), (0.95, 0.8, 0.05), (0.95, 0.95, 0.01), (1.8, 0.9, 0.05)]
)
def test_so_many_trials_find_it_and_fewer_do_not(d_prime, power, level):
    share, needed = norm.cdf(d_prime / math.sqrt(2)), trials_needed(d_prime, power, level)

    def finds(trials):
        least = next(k for k in range(trials + 2) if 2 * binom.sf(k - 1, trials, 0.5) <= level)
        return binom.sf(least - 1, trials, share)

    assert finds(needed) >= power
    assert max(finds(trials) for trials in range(1, needed)) < power
    told = [two_alternative(int(right), needed)["p of guessing"] <= level for right in observed(d_prime, 1500, needed, 3)]
    assert abs(numpy.mean(told) - finds(needed)) < 0.045


def test_harder_to_see_takes_more_trials_and_a_miracle_takes_six():
    needed = [trials_needed(d_prime) for d_prime in (0.2, 0.5, 1.0, 2.0)]
    assert needed == sorted(needed, reverse=True)
    assert trials_needed(50.0) == 6  # of five right answers p is 1/16


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: two_alternative(5, 4), "from 0 to all of them right, got 5 right of 4"),
        (lambda: two_alternative(0, 0), "there must be a trial"),
        (lambda: two_alternative(0.5, 4), "right answers and trials are whole numbers, got 0.5 of 4"),
        (lambda: trials_needed(0.0), "d' must be a finite number, at least 0.01, got 0.0"),
        (lambda: trials_needed(math.nan), "d' must be a finite number"),
        (lambda: trials_needed(1.0, power=1.0), "power and level are probabilities above 0 and below 1, got 1.0 and 0.05"),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(call, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        call()
