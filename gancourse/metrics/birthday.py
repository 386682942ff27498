"""How many different pictures a generator can draw, by the birthday paradox: from how often two of a sample are the same.

Of N pictures that are equally frequent, n draws hold n (n - 1) / (2 N) pairs of equals on average: about one where n is the
square root of 2 N. So a sample whose closest pairs are the same picture tells of a small support, though it shows a small part of
it.
"""

import math
from collections.abc import Iterator

import torch
from scipy import stats
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Rows, exact, of_samples

CHUNK = 1024  # samples that are compared at a time: memory grows with n times this
LEVEL = 0.95  # of the interval


def duplicate_probability(n: int, support: float) -> float:
    """The probability that n draws from N equally frequent things hold the same thing twice:

        1 - (1 - 1/N) (1 - 2/N) ... (1 - (n - 1)/N),    about 1 - exp(-n (n - 1) / (2 N)).

    It is the least of all laws on N things: where some are more frequent than others, duplicates are more likely.

    Raises:
        ValueError: n is below 1, or the support is.
    """
    if n < 1 or not support >= 1:
        raise ValueError(f"n and the support must be at least 1, got {n} and {support}")
    if n > support:
        return 1.0
    taken = torch.arange(1, n, dtype=torch.float64) / support  # of what is there, by those drawn before
    return -math.expm1(float(torch.log1p(-taken).sum()))


def closest_pairs(samples: Tensor | Rows, count: int = 10, chunk: int = CHUNK) -> tuple[Tensor, Tensor]:
    """The pairs of a sample that are nearest to each other, nearest first, for an eye to judge whether they are the same.

    Args:
        samples: (n, *shape), or features of them.
        count: how many pairs; one sample may stand in several.
        chunk: how many rows are compared at a time.

    Returns:
        (count,) Euclidean distances, float64, and (count, 2) positions, int64, the smaller first.

    Raises:
        ValueError: there are fewer pairs than that.
    """
    found = of_samples(samples)
    x = exact(found.values)
    if not 1 <= count <= len(x) * (len(x) - 1) // 2:
        raise ValueError(f"count must be from 1 to the {len(x) * (len(x) - 1) // 2} pairs of {len(x)} samples, got {count}")
    distance, place = x.new_zeros(0), torch.zeros(0, 2, dtype=torch.int64, device=x.device)
    for start, apart in _chunks(x, chunk):
        least, flat = apart.flatten().topk(min(count, apart.numel()), largest=False)
        pair = torch.stack([start + flat // len(x), flat % len(x)], 1)
        distance, place = torch.cat([distance, least]), torch.cat([place, pair])
        best = distance.argsort(stable=True)[:count]
        distance, place = distance[best], place[best]
    differences = torch.linalg.vector_norm(x[place[:, 0]] - x[place[:, 1]], dim=1)  # exact: a copy is at 0
    order = differences.argsort(stable=True)
    return differences[order], place[order]


def birthday(samples: Tensor | Rows, same: float = 0.0, chunk: int = CHUNK) -> Result:
    """The size of the support from the pairs of a sample that are at most `same` apart, with its 95 % interval:

        c = number of pairs i < j with |x_i - x_j| <= same,    support = n (n - 1) / (2 c).

    It estimates 1 / P(two draws are the same), which is N where N pictures are equally frequent, and less than their number
    where they are not. With c = 0 it is infinite, and only the lower end of the interval says something.

    The interval is that of a Poisson count's mean (Garwood's), which is right for equally frequent pictures; where they are
    not, pairs come in groups: c varies by a factor phi more than a Poisson count, and both the count and its interval are
    those of c / phi,

        phi = 1 + max(0, 2 t - 4 c^2 / n) / c,    t = number of pairs of pairs that share a sample.

    What counts as the same is the caller's choice, and the whole of the answer: 0 finds copies alone. Take a distance below
    which an eye sees no difference, and print the floor: the same measure of as many real pictures.

    Args:
        samples: (n, *shape), or features of them.
        same: the largest distance of two samples that are the same, in their units.
        chunk: how many rows are compared at a time.

    Raises:
        ValueError: there are fewer than two samples, or `same` is below zero.

    Source: Arora, Risteski, Zhang, "Do GANs learn the distribution? Some theory and empirics", ICLR 2018, section 3, where an
    eye decides what is the same; the interval: Garwood, "Fiducial limits for the Poisson distribution", 1936.
    """
    found = of_samples(samples)
    x = exact(found.values)
    n = len(x)
    if n < 2 or not same >= 0:
        raise ValueError(f"a birthday test needs two samples at least, and a distance from zero, got {n} and {same}")
    degree = torch.zeros(n, dtype=torch.float64, device=x.device)  # how many others each sample is the same as
    for start, apart in _chunks(x, chunk):
        near = (apart <= max(same, _rounding(x))).nonzero()
        i, j = near[:, 0] + start, near[:, 1]
        i, j = (each[torch.linalg.vector_norm(x[i] - x[j], dim=1) <= same] for each in (i, j))
        degree += torch.bincount(torch.cat([i, j]), minlength=n)
    pairs = float(degree.sum()) / 2
    low, high = _interval(pairs, float((degree * (degree - 1)).sum()) / 2, n)
    all_pairs = n * (n - 1) / 2
    numbers = {"pairs": pairs, "support": all_pairs / pairs if pairs else math.inf}
    ends = (all_pairs / high, all_pairs / low if low else math.inf)
    settings = {"same within": f"{same:.4g}"}
    return Result("Birthday test", numbers, {"samples": n}, found.origin, settings=settings, intervals={"support": ends})


def _interval(count: float, shared: float, n: int) -> tuple[float, float]:
    """The least and the largest mean of the count that it does not contradict."""
    phi = 1 + max(0.0, 2 * shared - 4 * count**2 / n) / count if count else 1.0
    tail, effective = (1 - LEVEL) / 2, count / phi
    low = float(stats.chi2.ppf(tail, 2 * effective)) / 2 if count else 0.0
    return phi * low, phi * float(stats.chi2.ppf(1 - tail, 2 * effective + 2)) / 2


def _chunks(x: Tensor, chunk: int) -> Iterator[tuple[int, Tensor]]:
    """Rows from `start` on against all rows: the distances, infinite where the second is not after the first."""
    middle = x.mean(0)
    for start in range(0, len(x), chunk):
        apart = torch.cdist(x[start : start + chunk] - middle, x - middle)  # (chunk, n)
        later = torch.arange(len(x), device=x.device) > torch.arange(start, start + len(apart), device=x.device)[:, None]
        yield start, apart.masked_fill(~later, torch.inf)


def _rounding(x: Tensor) -> float:
    """How far from 0 cdist may put two equal rows."""
    return 1e-6 * float((x - x.mean(0)).norm(dim=1).max())
