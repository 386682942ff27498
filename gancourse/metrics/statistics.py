"""Mean and covariance of features, gathered batch by batch in float64, in memory that does not grow with their number."""

from collections.abc import Iterable

import torch
from torch import Tensor

from gancourse.metrics.rows import Origin, Rows, alike, exact, rows


class Statistics:
    """How many rows there were, their mean and their covariance:

        m = 1/n sum_i x_i,    S = 1/(n - 1) sum_i (x_i - m)(x_i - m)'.

    Two parts a and b become one by the scatter C = (n - 1) S, with no row seen twice, and no digits lost to a large mean:

        m = m_a + (m_b - m_a) n_b / n,    C = C_a + C_b + (m_b - m_a)(m_b - m_a)' n_a n_b / n.

    Attributes:
        n: rows so far.
        mean: (d,), float64.
        scatter: (d, d), float64.
        origin: what made the rows; None before the first.

    Source: Chan, Golub, LeVeque, "Updating formulae and a pairwise algorithm for computing sample variances", 1979.
    """

    def __init__(self) -> None:
        self.n = 0
        self.origin: Origin | None = None
        self.mean, self.scatter = torch.zeros(0, dtype=torch.float64), torch.zeros(0, 0, dtype=torch.float64)

    def add(self, batch: Rows | Tensor) -> "Statistics":
        """Take in a batch of features, (n, d); returns itself.

        Raises:
            ValueError: the rows were made otherwise than those before, or hold a number that is not finite.
        """
        found = rows(batch)
        values = exact(found.values)
        mean = values.mean(0)
        apart = values - mean
        return self._take(len(values), mean, apart.T @ apart, found.origin)

    def merged(self, other: "Statistics") -> "Statistics":
        """The statistics of both sets of rows together, such as those that two processes gathered.

        Raises:
            ValueError: they were made otherwise.
        """
        both = Statistics()
        for part in (self, other):
            if part.origin is not None:
                both._take(part.n, part.mean, part.scatter, part.origin)
        return both

    @property
    def covariance(self) -> Tensor:
        """S, (d, d), float64, symmetric.

        Raises:
            ValueError: there are fewer than two rows.
        """
        if self.n < 2:
            raise ValueError(f"a covariance needs two rows at least, got {self.n}")
        return (self.scatter + self.scatter.T) / (2 * (self.n - 1))

    def __len__(self) -> int:
        return self.n

    def __repr__(self) -> str:
        return f"Statistics({self.n:,} rows of {len(self.mean)}; {self.origin or 'none yet'})"

    def _take(self, n: int, mean: Tensor, scatter: Tensor, origin: Origin) -> "Statistics":
        if self.origin is None:
            self.n, self.mean, self.scatter, self.origin = n, mean.clone(), scatter.clone(), origin
            return self
        alike(self.origin, origin, len(self.mean), len(mean))
        total, step = self.n + n, mean.to(self.mean.device) - self.mean
        self.scatter = self.scatter + scatter.to(step.device) + torch.outer(step, step) * (self.n * n / total)
        self.mean = self.mean + step * (n / total)
        self.n = total
        return self


def statistics(features: "Statistics | Rows | Tensor | Iterable[Rows | Tensor]") -> Statistics:
    """The statistics of features (n, d), or of an iterable of such batches, of which one is held at a time.

    Raises:
        ValueError: batches were not made alike, or there is none.
    """
    if isinstance(features, Statistics):
        return features
    gathered = Statistics()
    for batch in [features] if isinstance(features, Rows | Tensor) else features:
        gathered.add(batch)
    if not gathered.n:
        raise ValueError("there are no features: the iterable was empty, or had been run through before")
    return gathered
