"""Lesson 10: the unbiased kernel distance between two sets of features, with the cubic kernel ("KID")."""

from collections.abc import Mapping
from itertools import combinations

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Number, Reply, brief, expect, near
from gancourse.checks.symptoms import explained
from gancourse.checks.task import Draw, Task

kid = Task("10.kid", "the kernel distance, unbiased", points=3)

SYMPTOMS = {
    "must match the size of tensor": "two shapes do not line up: x is (n, d) and y (m, d), of different lengths; every row of "
    "one meets every row of the other in x @ y.T, (n, m), which has no diagonal to speak of",
    "cannot be multiplied": "the scalar products of all pairs of rows are x @ y.T, (n, m)",
    "zerodivisionerror": "it divides by zero: with two rows there is one pair, in two orders",
}


def cubic(x: Tensor, y: Tensor) -> Tensor:
    """(x.y / d + 1)^3 of every pair of rows, (n, m), float64."""
    return (x.double() @ y.double().T / x.shape[1] + 1) ** 3


class Pairs:
    """The kernel's sums over the pairs of two sets: within each with and without those of a row and itself, and across.

    Args:
        K, L, across: the kernel of all pairs within x, within y, and of one with the other, (n, n), (m, m), (n, m).
    """

    def __init__(self, K: Tensor, L: Tensor, across: Tensor):
        self.n, self.m = across.shape
        self.K, self.L, self.across = K, L, across
        self.within, self.other = (each.sum() - each.trace() for each in (K, L))

    @classmethod
    def of(cls, x: Tensor, y: Tensor) -> "Pairs":
        return cls(cubic(x, x), cubic(y, y), cubic(x, y))

    @property
    def right(self) -> Tensor:
        return self.inside - 2 * self.across.mean()

    @property
    def inside(self) -> Tensor:
        """The two means over pairs of different rows, added."""
        return self.within / (self.n * (self.n - 1)) + self.other / (self.m * (self.m - 1))

    def without_diagonal(self) -> Tensor:
        """The mean across the sets without the pairs of one number."""
        return (self.across.sum() - self.across.diagonal().sum()) / (self.across.numel() - min(self.n, self.m))


def slips(x: Tensor, y: Tensor) -> dict[str, Number]:
    """What mistakes give."""
    pairs, d = Pairs.of(x, y), x.shape[1]
    n, m, cross, inside = pairs.n, pairs.m, pairs.across.mean(), pairs.inside
    dots = [a.double() @ b.double().T for a, b in ((x, x), (y, y), (x, y))]
    short, wide = (Pairs(*(f(each) for each in dots)).right for f in (lambda t: (t + 1) ** 3, lambda t: (t / d) ** 3))
    square, plain = (Pairs(*((each / d + 1) ** power for each in dots)).right for power in (2, 1))
    by_n = [((a.double() @ b.double().T) / len(a) + 1) ** 3 for a, b in ((x, x), (y, y), (x, y))]
    biased = pairs.K.mean() + pairs.L.mean() - 2 * cross
    return {
        "a point and itself are counted as a pair, i = j: leave the diagonals out, and divide by n (n - 1)": biased,
        "the diagonals are left out, but it still divides by n²: there are n (n - 1) pairs": (
            pairs.within / n**2 + pairs.other / m**2 - 2 * cross
        ),
        "it divides by n (n - 1), but the diagonals are still in the sums": (
            pairs.K.sum() / (n * (n - 1)) + pairs.L.sum() / (m * (m - 1)) - 2 * cross
        ),
        "each pair within a set is counted once, and there are n (n - 1)/2 of those: divide by their number": inside / 2
        - 2 * cross,
        "the term across the sets counts once: its factor is 2": inside - cross,
        "the term across the sets is added: it is subtracted": inside + 2 * cross,
        "the term across the sets is missing": inside,
        "the diagonal is left out of the term across the sets too: x_i and y_i are two different points, and a pair": (
            inside - 2 * pairs.without_diagonal()
        ),
        "the diagonal of the term across the sets is set to 0: x_i and y_i are two different points, and a pair": (
            inside - 2 * (pairs.across.sum() - pairs.across.diagonal().sum()) / (n * m)
        ),
        "the term across the sets is divided by n (n - 1): it has n m pairs": inside - 2 * pairs.across.sum() / (n * (n - 1)),
        "all diagonals are set to 0 and all entries counted: nothing is left out across the sets, and within n (n - 1) stay": (
            pairs.within / n**2 + pairs.other / m**2 - 2 * (pairs.across.sum() - pairs.across.diagonal().sum()) / (n * m)
        ),
        "the mean of the diagonal is subtracted from the mean of all: subtract the sums, then divide by n (n - 1)": (
            biased - pairs.K.trace() / n - pairs.L.trace() / m
        ),
        "these are sums over the pairs: take means": pairs.within + pairs.other - 2 * pairs.across.sum(),
        "the division by d is missing: the kernel is (x.y/d + 1)³": short,
        "the 1 in the kernel is missing, or outside of the power: (x.y/d + 1)³": wide,
        "the scalar product is divided by the number of rows: d is that of the features": Pairs(*by_n).right,
        "the kernel is squared: its power is 3": square,
        "the power is missing: the kernel is (x.y/d + 1)³": plain,
        "this is the root of what is asked: the square may be negative and has no root": (
            pairs.right.clamp_min(0).sqrt() if pairs.right > 0 else torch.nan
        ),
        "this is the kernel of the mean features: the mean is over the kernel's values": mean_first(x, y),
        "the sign is wrong": -pairs.right,
        **gaussian_slips(x, y),
    }


def mean_first(x: Tensor, y: Tensor) -> Tensor:
    """The distance with the features averaged before the kernel is taken."""
    a, b = x.double().mean(0, keepdim=True), y.double().mean(0, keepdim=True)
    return (cubic(a, a) + cubic(b, b) - 2 * cubic(a, b)).sum()


def gaussian_slips(x: Tensor, y: Tensor) -> dict[str, Number]:
    """The distance with the Gaussian kernel, of the widths that are usual."""
    d = x.shape[1]
    found: dict[str, Number] = {}
    for rate in (0.5, 1.0, 1 / (2 * d), 1 / d):
        pairs = [torch.exp(-rate * torch.cdist(a.double(), b.double()) ** 2) for a, b in ((x, x), (y, y), (x, y))]
        found[f"this is the Gaussian kernel, exp(-{rate:.3g} |x - y|²): the task asks for the cubic one"] = Pairs(*pairs).right
    return found


def number_of(reply: Reply) -> Tensor:
    """The one number that came back."""
    value = reply.value()
    if isinstance(value, float | Tensor) and not torch.as_tensor(value).is_complex() and torch.as_tensor(value).isnan().any():
        raise Mistake("it gives nan: is a root taken, or 0 divided by 0? What is asked may be negative and has no root", 3)
    if isinstance(value, Tensor) and value.ndim == 2:
        raise Mistake(f"it returns the kernel of all pairs, {tuple(value.shape)}: take the three means", 1)
    return reply.number()


def asked(answer: Answer, x: Tensor, y: Tensor) -> Tensor:
    """The number that the answer gives."""
    return number_of(explained(answer.call(x, y), SYMPTOMS))


def _check(answer: Answer, x: Tensor, y: Tensor, what: str, first: Mapping[str, Number] | None = None) -> None:
    value, right = asked(answer, x, y), Pairs.of(x, y).right
    if not near(value, right):
        expect(value, right, {**(first or {}), **slips(x, y)}, what=what)


def sets(draw: Draw, n: int, m: int) -> tuple[Tensor, Tensor]:
    """Two sets of features of different laws, (n, d) and (m, d), d other than n and m, whose distance is well above 0."""
    d = draw.size(2, 6, but=(n, m))
    while True:
        x, y = 1.5 * draw.normal(n, d) + 0.5, draw.normal(m, d) - draw.uniform(d)
        if Pairs.of(x, y).right > 0.5:
            return x, y


@kid.property("three means over pairs of rows, with the cubic kernel", hint=1)
def _value(answer: Answer, draw: Draw) -> None:
    n = draw.size(5, 9)
    _check(answer, *sets(draw, n, draw.size(5, 9, but=(n,))), "the distance")


@kid.property("sets of one size: a row and itself are no pair, x_i and y_i are one", hint=2)
def _one_size(answer: Answer, draw: Draw) -> None:
    n = draw.size(4, 8)
    _check(answer, *sets(draw, n, n), "the distance of two sets of one size")


@kid.property("it may be negative: a set against itself does not give 0, but less", hint=3)
def _negative(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    x, _ = sets(draw, draw.size(4, 8), 5)
    first: dict[str, Number] = {
        "it is cut off at 0: an estimate that is right on average must fall below 0 as often as it lies above": 0.0,
        "the absolute value is taken: an estimate that is right on average must be allowed to be negative": -Pairs.of(x, x).right,
    }
    _check(answer, x, x.clone(), "the distance of a set and itself", first)


@kid.property("right on average, whatever the number of rows", hint=4)
def _unbiased(answer: Answer, draw: Draw) -> None:
    x, y = sets(draw, 4, 5)
    whole = asked(answer, x, y)
    parts = torch.stack([asked(answer, x[list(pair)], y) for pair in combinations(range(4), 2)])
    if not near(parts.mean(), whole, rtol=1e-3, atol=1e-4):
        raise Mistake(
            f"for four rows it gives {brief(whole)}, and for the six pairs that can be taken of them {brief(parts.mean())} on "
            "average: an unbiased estimate has one mean, however many rows it gets"
        )
    expect(whole, Pairs.of(x, y).right, {"it is right on average for some distance, but not for this one": whole}, what="it")


@kid.property("features with a large mean, in float64; the sets stay as they were", hint=4)
def _digits(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    n = draw.size(5, 9)
    x, y = (each + 1000 for each in sets(draw, n, draw.size(5, 9, but=(n,))))
    reply = explained(answer.call(x, y), SYMPTOMS)
    reply.check_unchanged({0: "x", 1: "y"})
    right, value = Pairs.of(x, y).right, number_of(reply)
    if not near(value, right, rtol=1e-3):
        raise Mistake(
            f"for features of about 1000 that spread by about 1 it gives {brief(value)}, and a right answer {brief(right)}: "
            "three large means are subtracted, and float32 keeps seven digits of each; turn the features into float64 first"
        )


def _check_usual(answer: Answer, draw: Draw) -> None:
    """It is right for usual sets, so that what comes next looks for mistakes of another kind."""
    x, y = sets(draw, 5, 7)
    if not near(asked(answer, x, y), Pairs.of(x, y).right):
        raise Mistake("the distance of two usual sets is not right yet, as the first property says: put that right first", 1)
