"""How much of what is generated looks real, and how much of what is real is generated, by balls about the nearest neighbours.

The manifold of a set is guessed as the union of balls about its points, each as large as the distance to its own k-th nearest
neighbour in the set.
"""

from typing import NamedTuple

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin, Rows, pair

CHUNK = 1024  # rows that are compared at a time: memory grows with n times this


def precision_recall(real: Rows | Tensor, fake: Rows | Tensor, k: int = 3, chunk: int = CHUNK) -> Result:
    """Precision, the share of generated points inside the real manifold, and recall, the share of real ones inside theirs:

        precision = 1/m sum_j [y_j in some ball of the x_i],    recall = 1/n sum_i [x_i in some ball of the y_j].

    One outlier among the real points has a large ball, which raises the precision: see `density_coverage`.

    Args:
        real, fake: features, (n, d) and (m, d). Both numbers depend on n and m: keep them equal where results are compared.
        k: which neighbour a ball reaches to; the paper's is 3.
        chunk: rows that are compared at a time.

    Raises:
        ValueError: a set has no k-th neighbour, or real and generated were not made alike.

    Source: Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models", NeurIPS 2019.
    """
    found = _inside(real, fake, k, chunk)
    numbers = {"precision": float((found.covering > 0).double().mean()), "recall": float(found.remembered.double().mean())}
    return Result("Precision and recall", numbers, found.counts, found.origin, settings={"k": k})


def density_coverage(real: Rows | Tensor, fake: Rows | Tensor, k: int = 5, chunk: int = CHUNK) -> Result:
    """Density, how many real balls a generated point lies in, over k, and coverage, the share of real balls that hold one:

        density = 1/(k m) sum_j sum_i [y_j in the ball of x_i],    coverage = 1/n sum_i [some y_j in the ball of x_i].

    A perfect generator has a density of 1 on average, which is no bound, and, of n points each, a coverage of about
    1 - 2^(-k). Balls stand about real points only, so that a generated outlier changes little.

    Args:
        real, fake: features, (n, d) and (m, d).
        k: which neighbour a ball reaches to; the paper's is 5.
        chunk: rows that are compared at a time.

    Raises:
        ValueError: a set has no k-th neighbour, or real and generated were not made alike.

    Source: Naeem et al., "Reliable fidelity and diversity metrics for generative models", ICML 2020.
    """
    found = _inside(real, fake, k, chunk, remember=False)
    numbers = {"density": float(found.covering.double().mean()) / k, "coverage": float(found.reached.double().mean())}
    return Result("Density and coverage", numbers, found.counts, found.origin, settings={"k": k})


def radii(points: Tensor, k: int, chunk: int = CHUNK) -> Tensor:
    """The distance of each point (n, d) to its k-th nearest neighbour among the others, (n,).

    Raises:
        ValueError: there are not more than k points.
    """
    if not 1 <= k < len(points):
        raise ValueError(f"k must be at least 1 and below the number of pictures, got k = {k} for {len(points)}")
    found = []
    for start in range(0, len(points), chunk):
        distance = torch.cdist(points[start : start + chunk], points)  # (chunk, n)
        distance.diagonal(start).fill_(torch.inf)  # nobody is a neighbour of itself
        found.append(distance.kthvalue(k, dim=1).values)
    return torch.cat(found)


class Inside(NamedTuple):
    """Who lies in whose balls.

    Attributes:
        covering: (m,), how many real balls each generated point lies in.
        reached: (n,), whether each real ball holds a generated point.
        remembered: (n,), whether each real point lies in a generated ball.
    """

    covering: Tensor
    reached: Tensor
    remembered: Tensor
    counts: dict[str, int]
    origin: Origin


def _inside(real: Rows | Tensor, fake: Rows | Tensor, k: int, chunk: int, remember: bool = True) -> Inside:
    x, y, origin = pair(real, fake)
    middle = x.mean(0)
    x, y = x - middle, y - middle  # cdist's expanded square keeps more digits near 0
    own = radii(x, k, chunk)
    theirs = radii(y, k, chunk) if remember else torch.full((len(y),), -torch.inf, dtype=y.dtype, device=y.device)
    covering = torch.zeros(len(y), dtype=torch.int64, device=y.device)
    reached, remembered = [], []
    for start in range(0, len(x), chunk):
        distance = torch.cdist(x[start : start + chunk], y)  # (chunk, m)
        held = distance <= own[start : start + chunk, None]
        covering += held.sum(0)
        reached.append(held.any(1))
        remembered.append((distance <= theirs).any(1))
    return Inside(covering, torch.cat(reached), torch.cat(remembered), {"real": len(x), "generated": len(y)}, origin)
