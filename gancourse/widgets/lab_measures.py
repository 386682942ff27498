"""How far two clouds of points in the plane are apart, by histograms on one grid: what the GAN lab shows as KL and JS.

They are rough: a histogram of few samples has noise, a cell hides what happens inside it, and cells that one cloud never
reaches are held above zero by spreading one sample over all cells. So they fall as clouds agree, but not to 0.
"""

import torch
from torch import Tensor

from gancourse.theory.divergences import js, kl

BINS = 24


def histogram(points: Tensor, reach: float, bins: int = BINS) -> Tensor:
    """Shares of the points, (bins^2 + 1,), float64: of each cell of a grid on [-reach, reach]^2, row by row, and of the rest.

    With c_i points in cell i of B cells, and n points, p_i = (c_i + 1/B) / (n + 1).

    Args:
        points: (n, 2).
    """
    cells = bins * bins + 1
    place = ((points.double() + reach) / (2 * reach) * bins).floor()  # (n, 2): column, row
    inside = ((place >= 0) & (place < bins)).all(1)
    which = torch.where(inside, place[:, 1] * bins + place[:, 0], torch.full_like(place[:, 0], cells - 1))
    counts = torch.bincount(which.nan_to_num(cells - 1).long(), minlength=cells).double()
    return (counts + 1 / cells) / (len(points) + 1)


def divergences(p: Tensor, q: Tensor) -> tuple[float, float]:
    """KL(p || q) and JS(p, q) in nats; see theory/divergences.py."""
    return float(kl(p, q)), float(js(p, q))
