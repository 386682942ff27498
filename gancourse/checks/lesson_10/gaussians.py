"""Lesson 10: the Fréchet distance between two sets of features, each taken for a Gaussian."""

import math
from collections.abc import Mapping

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Number, Reply, brief, expect, near
from gancourse.checks.symptoms import explained
from gancourse.checks.task import Draw, Task

frechet_distance = Task("10.frechet_distance", "the Fréchet distance of two sets of features", points=3)

SYMPTOMS = {
    "cannot be multiplied": "the covariance of d features is (d, d), whatever the number of rows: `torch.cov` wants the features "
    "as its rows, so hand it `x.T`",
    "must match the size of tensor": "two shapes do not line up: a mean is (d,), over the rows, and a covariance (d, d); "
    "`torch.cov` wants `x.T`",
    "same dtype": "one part is float64 and another float32: turn both sets into float64 in the first line",
    "input is not positive-definite": "Cholesky's factor does not exist where there are no more rows than features, since the "
    "covariance is singular: take the root from its eigenvectors, `torch.linalg.eigh`",
    "failed to converge": "there is nan in a matrix whose eigenvalues are asked for: an eigenvalue that is 0 comes out as "
    "-1e-17, and its square root as nan; count what is below 0 as 0, with `clamp_min(0)`",
    "is singular": "something is inverted, and a covariance of no more rows than features has no inverse: the formula needs none",
}  # fmt: skip


class Clouds:
    """Two sets of features, unequal in number, whose covariances do not commute, with their moments in float64.

    Args:
        d: features. n, m: rows of each set.
        offset: how far the middle of both is from 0, per feature.
        moved: make the second set the first, moved.
    """

    def __init__(self, draw: Draw, d: int, n: int, m: int, *, offset: float = 0.0, moved: bool = False):
        mix, other_mix = draw.normal(d, d), draw.normal(d, d)
        middle = offset * (1 + 0.1 * draw.uniform(d))
        self.x = draw.normal(n, d) @ mix + middle
        self.y = draw.normal(m, d) @ other_mix + middle + draw.normal(d)
        if moved:
            self.y = self.x + 0.5 + draw.uniform(d)
        x, y = self.x.double(), self.y.double()
        self.n, self.m, self.d = n, len(y), d
        self.gap = x.mean(0) - y.mean(0)
        left, right = x - x.mean(0), y - y.mean(0)
        self.S, self.T = left.T @ left / (n - 1), right.T @ right / (self.m - 1)
        # tr (S^½ T S^½)^½ is the sum of the singular values of S^½ T^½, and any factors of S and T will do: the rows themselves
        self.overlap = torch.linalg.svdvals(left @ right.T).sum() / ((n - 1) * (self.m - 1)) ** 0.5

    def asked(self, answer: Answer) -> Reply:
        return explained(answer.call(self.x, self.y), SYMPTOMS)

    def right(self) -> Tensor:
        return self.gap.square().sum() + self.S.trace() + self.T.trace() - 2 * self.overlap

    def slips(self) -> dict[str, Number]:
        """What mistakes give."""
        S, T, n, m = self.S, self.T, self.n, self.m
        means, traces, right = self.gap.square().sum(), S.trace() + T.trace(), self.right()
        less, other_less = (n - 1) / n, (m - 1) / m
        by_n = means + less * S.trace() + other_less * T.trace() - 2 * (less * other_less) ** 0.5 * self.overlap
        sums = means + (n - 1) * S.trace() + (m - 1) * T.trace() - 2 * ((n - 1) * (m - 1)) ** 0.5 * self.overlap
        one_mean = (self.x.double().mean() - self.y.double().mean()).square()
        return {
            "the means are left out: the first term is missing": right - means,
            "the covariances are left out: this is the squared distance of the means alone": means,
            "the last trace is missing: two equal sets must have the distance 0": means + traces,
            "the factor 2 of the last trace is missing: two equal sets must have the distance 0": means + traces - self.overlap,
            "the last trace is added: it is subtracted": means + traces + 2 * self.overlap,
            "the covariances are divided by n: take n - 1, as `torch.cov` does": by_n,
            "the covariances are not divided by n - 1: these are sums over the rows": sums,
            "the distance of the means is not squared": right - means + means.sqrt(),
            "the squared differences of the means are averaged over the features: sum them": right - means + means / self.d,
            "all features are thrown into one mean: take the mean over the rows, one for each feature": right - means + one_mean,
            "this is the root of what is asked: the formula gives a squared distance": right.clamp_min(0).sqrt(),
            "it is divided by the number of features": right / self.d,
            **{sentence: means + traces - 2 * last for sentence, last in self.other_overlaps().items()},
            "the entries of the covariances are subtracted and squared: the formula has roots of matrices": (
                means + (S - T).square().sum()
            ),
            "the rows are not centred: this is made of x'x/(n - 1), not of the covariance": self._uncentred(),
            "correlations stand in the place of covariances: the scales of the features count": self._of_correlations(),
            "`torch.cov` wants the features as its rows, so hand it `x.T`: this is made of (n, n) matrices": self._of_rows(),
            "the means are taken over the features of each row: a mean is (d,), over the rows, `mean(0)`": (
                right - means + (self.x.mean(1) - self.y.mean(1)).double().square().sum() if n == m else math.nan
            ),
        }

    def other_overlaps(self) -> dict[str, Tensor]:
        """The last trace, as mistakes have it."""
        S, T = self.S, self.T
        product = S @ T
        (a, U), (b, V) = torch.linalg.eigh(S), torch.linalg.eigh(T)
        root, other_root = (W * w.clamp_min(0).sqrt() @ W.T for w, W in ((a, U), (b, V)))
        found = {
            "the square root is missing: the last trace is that of a product": product.trace(),
            "this is the root of a trace: the formula has the trace of a root, the sum of the eigenvalues' roots": (
                product.trace().sqrt()
            ),
            "the square root is taken entry by entry, so that only variances count: the root of a matrix is made of its "
            "eigenvalues": (S.diagonal() * T.diagonal()).sqrt().sum(),
            "the square root of the product is taken entry by entry: the root of a matrix is made of its eigenvalues": (
                product.diagonal().sqrt().sum()
            ),
            "the roots of the two covariances are multiplied: S^½ T^½ is not the root of S^½ T S^½ unless S and T commute": (
                (root * other_root).sum()
            ),
            "the eigenvalues of S and of T are paired by size: that is right only where both have the same eigenvectors": (
                (a.clamp_min(0) * b.clamp_min(0)).sqrt().sum()
            ),
            "S itself stands on both sides of T: it is the root of S that does, S^½ T S^½": _roots(S @ T @ S),
            "T itself stands on both sides of S: it is the root of T that does, T^½ S T^½": _roots(T @ S @ T),
            "S T is taken for symmetric, of which `eigh` and `eigvalsh` read one half: form S^½ T S^½ first": _roots(product),
            "S T is taken for symmetric, of which `eigh` reads one half, and signs are dropped: form S^½ T S^½ first": (
                torch.linalg.eigvalsh(product).abs().sqrt().sum()
            ),
            "S T is made symmetric by a mean with T S: that changes its eigenvalues; take S^½ T S^½": _roots(
                (product + product.T) / 2
            ),
            "these are singular values of S T: the roots are those of its eigenvalues, which S^½ T S^½ has too": (
                torch.linalg.svdvals(product).sqrt().sum()
            ),
            "the eigenvalues of S^½ T S^½ are summed without their square roots": torch.linalg.eigvalsh(root @ T @ root).sum(),
        }
        factor, failed = torch.linalg.cholesky_ex(S)
        if not failed:
            found["Cholesky's factor stands on the wrong sides: with S = L L' it is L' T L"] = _roots(factor @ T @ factor.T)
        return found

    def _uncentred(self) -> Tensor:
        x, y = self.x.double(), self.y.double()
        second, other = x.T @ x / (self.n - 1), y.T @ y / (self.m - 1)
        last = torch.linalg.svdvals(x @ y.T).sum() / ((self.n - 1) * (self.m - 1)) ** 0.5
        return self.gap.square().sum() + second.trace() + other.trace() - 2 * last

    def _of_correlations(self) -> Tensor:
        C, D = (R / R.diagonal().outer(R.diagonal()).sqrt() for R in (self.S, self.T))
        return self.gap.square().sum() + C.trace() + D.trace() - 2 * _roots(_root(C) @ D @ _root(C))

    def _of_rows(self) -> Number:
        """The formula with the covariances of rows, which fit together only where there are equally many."""
        if self.n != self.m:
            return math.nan
        C, D = torch.cov(self.x.double()), torch.cov(self.y.double())
        return self.gap.square().sum() + C.trace() + D.trace() - 2 * _roots(_root(C) @ D @ _root(C))


def _roots(matrix: Tensor) -> Tensor:
    """The sum of the roots of the eigenvalues of a matrix that is taken for symmetric."""
    return torch.linalg.eigvalsh(matrix).clamp_min(0).sqrt().sum()


def _root(matrix: Tensor) -> Tensor:
    values, vectors = torch.linalg.eigh(matrix)
    return vectors * values.clamp_min(0).sqrt() @ vectors.T


def number_of(reply: Reply) -> Tensor:
    """The one real number that came back."""
    reply.check_ran()
    value = reply.raw.get("value")
    strange = str(value.get("opaque")) if isinstance(value, dict) else ""
    if (isinstance(value, Tensor) and value.is_complex()) or "complex" in strange or "NumPy array of no numbers" in strange:
        raise Mistake(
            "it returns a complex number: S T is not symmetric, and rounding makes its eigenvalues complex; "
            "S^½ T S^½ has the same ones and is symmetric",
            3,
        )
    value = reply.value()
    if isinstance(value, Tensor) and value.ndim == 2:
        raise Mistake(f"it returns a matrix of shape {tuple(value.shape)}: its trace is missing", 1)
    if isinstance(value, float | Tensor) and torch.as_tensor(value).isnan().any():
        raise Mistake(
            "it gives nan: a square root was taken of a negative number. The entries of a covariance may be negative; its "
            "eigenvalues may be so by rounding alone, and those count as 0",
            4,
        )
    return reply.number()


def _check(
    answer: Answer, clouds: Clouds, what: str, first: Mapping[str, Number] | None = None, rtol: float = 1e-4, atol: float = 1e-5
) -> None:
    """The answer's number for these sets; `first` are suspects that come before the others."""
    value = number_of(clouds.asked(answer))
    if not near(value, clouds.right(), rtol, atol):
        expect(value, clouds.right(), {**(first or {}), **clouds.slips()}, what=what, rtol=rtol, atol=atol)


@frechet_distance.property("a set that is moved as a whole: the squared distance of the means", hint=1)
def _moved(answer: Answer, draw: Draw) -> None:
    d = draw.size(3, 5)
    clouds = Clouds(draw, d, draw.size(d + 3, 14), 0, moved=True)
    first = {"a square is missing: where the covariances agree, the squared distance of the means is left": clouds.right().sqrt()}
    _check(answer, clouds, "the distance of a set and itself, moved", first)


@frechet_distance.property("two sets in general position", hint=2)
def _general(answer: Answer, draw: Draw) -> None:
    d, n = draw.size(3, 5), draw.size(9, 14)
    _check(answer, Clouds(draw, d, n, draw.size(9, 14, but=(n,))), "the distance")


@frechet_distance.property("no more rows than features: the covariances are singular, and the formula still holds", hint=4)
def _singular(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    d, n = draw.size(7, 10), draw.size(3, 6)
    for clouds in (Clouds(draw, d, n, draw.size(3, 6, but=(n,))), Clouds(draw, d, 2, 3)):
        _check(answer, clouds, "the distance of sets with fewer rows than features", rtol=2e-4, atol=1e-4)


@frechet_distance.property("features with a large mean: float32 has too few digits", hint=4)
def _digits(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    d, n = draw.size(3, 5), draw.size(12, 20)
    clouds = Clouds(draw, d, n, draw.size(12, 20, but=(n,)), offset=4e5)
    reply = clouds.asked(answer)
    value = reply.value()
    lost = isinstance(value, float | Tensor) and not torch.as_tensor(value).isfinite().all()
    if lost or not near(number_of(reply), clouds.right(), rtol=1e-3):
        raise Mistake(
            f"for features of about 400,000 that spread by about 1 it gives {brief(torch.as_tensor(value))}, and a right answer "
            f"{brief(clouds.right())}: float32 keeps seven digits, and the mean uses them up; turn the features into float64 "
            "before anything else, and subtract the mean before you square"
        )


@frechet_distance.property("0 for a set and itself, the same in both directions; the sets stay as they were", hint=3)
def _zero(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    d, n = draw.size(3, 5), draw.size(9, 14)
    clouds = Clouds(draw, d, n, draw.size(9, 14, but=(n,)))
    there = clouds.asked(answer)
    there.check_unchanged({0: "x", 1: "y"})
    clouds.x, clouds.y = clouds.y, clouds.x
    forth, back = number_of(there), number_of(clouds.asked(answer))
    if not near(back, forth):
        raise Mistake(f"it gives {brief(forth)} from x to y and {brief(back)} from y to x: a distance is the same both ways")
    clouds.y = clouds.x
    expect(number_of(clouds.asked(answer)), 0.0, what="the distance of a set and itself", atol=1e-5)


def _check_usual(answer: Answer, draw: Draw) -> None:
    """It is right for two sets in general position, so that what comes next looks for mistakes of another kind."""
    clouds = Clouds(draw, 3, 8, 9)
    if not near(number_of(clouds.asked(answer)), clouds.right()):
        raise Mistake("it is not right in general position yet, as the second property says: put that right first", 2)
