"""Named laws on the line, each by three functions: cdf, log-density and quantile function, accurate into the tails.

F^-1(U) of a uniform U has the law with cdf F (inverse transform sampling). Everything is float64.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

Map = Callable[[Tensor], Tensor]  # elementwise: a tensor to a tensor of the same shape


def draw_uniform(*shape: int, stream: torch.Generator) -> Tensor:
    """Uniform numbers strictly between 0 and 1, in float64: `torch.rand` can return 0, where a quantile may be infinite."""
    draws = torch.rand(*shape, generator=stream, dtype=torch.float64, device=stream.device)
    return draws.clamp_min(2.0**-54)  # rand's step is 2^-53: a 0 stands for [0, 2^-53), whose middle this is


def check_levels(u: Tensor) -> None:
    """Refuse levels that are not strictly between 0 and 1, NaN included.

    Raises:
        ValueError: such a level is there.
    """
    outside = u[~((u > 0) & (u < 1))]
    if len(outside):
        raise ValueError(f"u must lie strictly between 0 and 1, got {outside[0].item()}; draw it with draw_uniform")


@dataclass(frozen=True)
class Law:
    """A continuous law on the line, by three functions of a tensor; x = location + scale * standard gives its relatives.

    Attributes:
        name: as the field calls it.
        cdf: F(x) = P(X <= x), with full relative accuracy in the lower tail.
        log_density: log p(x) = log F'(x), in nats per unit of x; -inf outside the support.
        inverse: F^-1 without a check of its argument.
    """

    name: str
    cdf: Map
    log_density: Map
    inverse: Map

    def density(self, x: Tensor) -> Tensor:
        """p(x), per unit of x."""
        return self.log_density(x).exp()

    def quantile(self, u: Tensor) -> Tensor:
        """F^-1(u), the x that a share u of the mass lies at or below.

        Raises:
            ValueError: a level u is not strictly between 0 and 1.
        """
        check_levels(u)
        return self.inverse(u)

    def sample(self, *shape: int, stream: torch.Generator) -> Tensor:
        """Independent draws F^-1(U)."""
        return self.inverse(draw_uniform(*shape, stream=stream))


def _middle(u: Tensor) -> Tensor:
    # Where u is near 1/2, u - 1/2 is exact in floating point and a formula in it keeps a quantile near 0 accurate.
    return (u - 0.5).abs() < 0.25


def inside(x: Tensor, low: float, high: float, log_density: Tensor | float) -> Tensor:
    """The log-density on its support [low, high], -inf elsewhere."""
    return torch.where((x >= low) & (x <= high), log_density, -math.inf)


uniform = Law("uniform", lambda x: x.clamp(0, 1), lambda x: inside(x, 0, 1, torch.zeros_like(x)), lambda u: u)
exponential = Law(  # mean 1: the waiting time of what happens once a unit of time
    "exponential", lambda x: -torch.expm1(-x.clamp_min(0)), lambda x: inside(x, 0, math.inf, -x), lambda u: -torch.log1p(-u)
)
normal = Law(  # erfc, since torch.special.ndtr is 0 from x = -9 downwards
    "normal",
    lambda x: torch.special.erfc(-x / math.sqrt(2)) / 2,
    lambda x: -(x**2) / 2 - math.log(2 * math.pi) / 2,
    torch.special.ndtri,
)
logistic = Law(
    "logistic",
    torch.sigmoid,
    lambda x: functional.logsigmoid(x) + functional.logsigmoid(-x),
    lambda u: torch.where(_middle(u), 2 * torch.atanh(2 * u - 1), u.log() - torch.log1p(-u)),  # log of the odds u / (1 - u)
)
gumbel = Law("Gumbel", lambda x: torch.exp(-torch.exp(-x)), lambda x: -x - torch.exp(-x), lambda u: -torch.log(-u.log()))
laplace = Law(
    "Laplace",
    lambda x: torch.where(x < 0, torch.exp(-x.abs()) / 2, 1 - torch.exp(-x.abs()) / 2),
    lambda x: -x.abs() - math.log(2),
    lambda u: torch.where(u < 0.5, torch.log(2 * u), -torch.log(2 * (1 - u))),
)
cauchy = Law(
    "Cauchy",
    lambda x: torch.atan2(torch.ones_like(x), -x) / math.pi,
    lambda x: -math.log(math.pi) - 2 * torch.log(torch.hypot(torch.ones_like(x), x)),
    lambda u: torch.where(
        _middle(u),
        torch.tan(math.pi * (u - 0.5)),
        torch.where(u < 0.5, -1, 1) / torch.tan(math.pi * torch.minimum(u, 1 - u)),
    ),
)


def _triangular_inverse(u: Tensor) -> Tensor:
    tail = torch.where(u < 0.5, u, 1 - u)
    return torch.where(u < 0.5, 1, -1) * (2 * tail - 1) / (1 + torch.sqrt(2 * tail))  # sqrt(2u) - 1 without its cancellation


triangular = Law(  # on [-1, 1], highest at 0: the sum of two uniform numbers, less 1
    "triangular",
    lambda x: torch.where(x < 0, (1 + x.clamp(-1, 1)) ** 2 / 2, 1 - (1 - x.clamp(-1, 1)) ** 2 / 2),
    lambda x: torch.log1p(-x.abs().clamp_max(1)),
    _triangular_inverse,
)
