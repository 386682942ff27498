"""The human test: a person sees two pictures, one real and one generated, and says which is real, many times over.

A person who must guess is right in half of the trials, whatever habits they have, since the order of the two is drawn. Two real
pictures can only be guessed: real against real is 1/2 by construction, and needs no measurement.
"""

import math

from scipy.special import betainc, betaincinv, ndtr, ndtri

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin

OUTSIDE = 0.05  # what a 95 % interval may miss
SMALLEST = 0.01  # of a d' that is looked for: it takes a quarter of a million trials
PERSON = Origin("a person's eye", "as shown", "whole numbers")


def two_alternative(right: int, trials: int) -> Result:
    """The share of right answers, and how far apart real and generated pictures are to the person who gave them.

    The model: each picture leaves an impression, a number with Gaussian noise of deviation 1, whose mean is larger by d' for real
    pictures than for generated ones, and the person takes the picture of the larger impression for the real one. The difference
    of the two impressions has mean d' and deviation sqrt(2), so that

        P = Phi(d' / sqrt(2)),    d' = sqrt(2) Phi^-1(P),

    Phi the normal law's cdf. At d' = 0 nothing is seen; below 0 the generated ones are taken for the real.

    The 95 % interval of P reaches from the share under which so many right answers or more have probability 2.5 % to the one
    under which so many or fewer have it: it covers the true share in 95 % of such tests at least. d' rises with P, so that its
    interval is what P's becomes. Where all answers are right d' is infinite, and so is the interval's high end: its low end,
    which is finite, is what was found. (All wrong: the other way round.)

    p is the two-sided probability of a share at least so far from 1/2 by guessing. It is below 5 % just where the interval of P
    leaves 1/2 out, but for equality.

    What it tells is of one person, these pictures, and how they were shown. A person who leans to one side is right less often
    than the same eye would be without, and gets too small a d'.

    Args:
        right: how many answers were right.
        trials: how many were given, at least 1.

    Raises:
        ValueError: they are no whole numbers with 0 <= right <= trials, or there was no trial.

    Source: Green and Swets, "Signal Detection Theory and Psychophysics", 1966; Macmillan and Creelman, "Detection Theory: A
    User's Guide", second edition, 2005, chapter 7. The interval: Clopper and Pearson, Biometrika 26, 1934.
    """
    for number in (right, trials):
        if not isinstance(number, int) or isinstance(number, bool):
            raise ValueError(f"right answers and trials are whole numbers, got {right!r} of {trials!r}")
    if not 0 <= right <= trials or trials < 1:
        raise ValueError(f"there must be a trial, and from 0 to all of them right, got {right} right of {trials}")
    wrong = trials - right
    low = float(betaincinv(right, wrong + 1, OUTSIDE / 2)) if right else 0.0
    high = float(betaincinv(right + 1, wrong, 1 - OUTSIDE / 2)) if wrong else 1.0
    share = right / trials
    return Result(
        "Two-alternative test",
        {"share right": share, "d'": _d(share), "p of guessing": _p(max(right, wrong), trials)},
        {"trials": trials},
        PERSON,
        intervals={"share right": (low, high), "d'": (_d(low), _d(high))},
    )


def trials_needed(d_prime: float, power: float = 0.8, level: float = 0.05) -> int:
    """The fewest trials after which a person of this d' is told from one who guesses with probability `power`.

    The test is the two-sided exact one of `two_alternative`, with p at most `level`, and only answers on the right side of 1/2
    count. Counts are whole numbers, so that the power is a saw: a trial or two more can have a little less of it.

    Args:
        d_prime: 0.36 is right in 60 % of the trials, 0.95 in 75 %, 1.81 in 90 %.
        power: the probability of finding it, above 0 and below 1.
        level: how often a person who guesses may be taken for one who sees, above 0 and below 1.

    Raises:
        ValueError: d' is below 0.01, which no person has the patience for, or infinite; or a probability is not between 0 and 1.
    """
    if not SMALLEST <= d_prime < math.inf:
        raise ValueError(f"d' must be a finite number, at least {SMALLEST}, got {d_prime}")
    if not 0 < power < 1 or not 0 < level < 1:
        raise ValueError(f"power and level are probabilities above 0 and below 1, got {power} and {level}")
    share = float(ndtr(d_prime / math.sqrt(2)))
    trials, least = 0, 1  # least: the right answers from which on the test finds; one trial more asks for as many, or one more
    while True:
        trials += 1
        least += 2 * _at_least(least, trials, 0.5) > level
        if _at_least(least, trials, share) >= power:
            return trials


def _d(share: float) -> float:
    return math.sqrt(2) * float(ndtri(share))


def _p(far: int, trials: int) -> float:
    """Two-sided, against 1/2: twice the smaller tail, which is both tails, as the law is symmetric."""
    return min(1.0, 2 * _at_least(far, trials, 0.5))


def _at_least(count: int, trials: int, share: float) -> float:
    """P(X >= count) of a binomial X."""
    return 0.0 if count > trials else 1.0 if count <= 0 else float(betainc(count, trials - count + 1, share))
