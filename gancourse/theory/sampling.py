"""From uniform noise to any law on the line: numeric and empirical quantiles, change of variables, a 1-D generator.

One idea: U uniform on (0, 1) and F^-(u) = inf {x : F(x) >= u} give F^-(U) the law with cdf F. Everything is float64.
"""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from gancourse.theory.laws import Map, check_levels, inside


def numeric_quantile(cdf: Map, u: Tensor, low: float, high: float) -> Tensor:
    """F^-(u) of a cdf that has no inverse in closed form: bisection, until no float64 lies between the two ends.

    It returns the smallest float x with cdf(x) >= u, so that jumps and flats of the cdf are treated as the infimum says.
    It halves the list of the floats between the ends, not their distance: 64 steps at most, and tails as exact as the cdf.

    Args:
        cdf: elementwise and never falling.
        u: levels strictly between 0 and 1, of any shape.
        low, high: finite, with cdf(low) < u <= cdf(high) for every u.

    Raises:
        ValueError: a level is outside (0, 1), the ends do not bracket every level, or the cdf falls somewhere on the way.
    """
    check_levels(u)
    u = u.double()
    below, above = torch.full_like(u, low), torch.full_like(u, high)
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"low and high must be finite with low < high, got {low} and {high}")
    at_below, at_above = cdf(below), cdf(above)
    if not bool(((at_below < u) & (u <= at_above)).all()):
        ends = f"cdf({low}) = {cdf(below).max().item():.3g} and cdf({high}) = {at_above.min().item():.3g}"
        raise ValueError(
            f"low and high must bracket every level: {ends} for u from {u.min().item():.3g} to {u.max().item():.3g}; widen them"
        )
    while True:
        middle = _middle_float(below, above)
        if bool((middle == below).all()):
            return above
        value = cdf(middle)
        falls = ~((value >= at_below - 1e-12) & (value <= at_above + 1e-12))  # 1e-12: the cdf's own rounding is no fall
        if bool(falls.any()):
            at = middle[falls][0].item()
            raise ValueError(f"a cdf never falls and is never NaN, but this one breaks its order near x = {at:.6g}; correct it")
        reached = value >= u
        above, at_above = torch.where(reached, middle, above), torch.where(reached, value, at_above)
        below, at_below = torch.where(reached, below, middle), torch.where(reached, at_below, value)


def _middle_float(low: Tensor, high: Tensor) -> Tensor:
    # Read as integers (negative ones mirrored), floats are numbered in their order; the halfway number is rounded down.
    lowest = torch.iinfo(torch.int64).min
    a, b = (torch.where(bits < 0, lowest - bits, bits) for bits in (low.view(torch.int64), high.view(torch.int64)))
    number = (a & b) + ((a ^ b) >> 1)  # (a + b) // 2 without overflow
    return torch.where(number < 0, lowest - number, number).view(torch.float64)


def empirical_cdf(samples: Tensor, x: Tensor) -> Tensor:
    """F_n(x), the share of the samples (n,) at or below x: a staircase with a step of 1/n at each sample."""
    ordered = _samples(samples).sort().values
    return torch.searchsorted(ordered, x.to(ordered), right=True).double() / len(ordered)


def empirical_quantile(samples: Tensor, u: Tensor) -> Tensor:
    """F_n^-(u), the sample whose rank is n u rounded up: always one of the samples (n,).

    Raises:
        ValueError: a level is outside (0, 1), or the samples are not a tensor (n,) of finite numbers.
    """
    check_levels(u)
    ordered = _samples(samples).sort().values
    steps = torch.arange(1, len(ordered) + 1, dtype=torch.float64) / len(ordered)
    return ordered[torch.searchsorted(steps, u.double())]


def _samples(samples: Tensor) -> Tensor:
    if samples.ndim != 1 or len(samples) == 0 or not bool(torch.isfinite(samples).all()):
        raise ValueError(f"samples must be a tensor (n,) of finite numbers with n > 0, got the shape {tuple(samples.shape)}")
    return samples.double()


def kolmogorov_distance(samples: Tensor, cdf: Map) -> Tensor:
    """sup_x |F_n(x) - F(x)| of samples (..., n) and a continuous cdf F: one distance (...,) for each row.

    Under F it is below 1.36 / sqrt(n) in 95 and below 1.95 / sqrt(n) in 99.9 of 100 draws, for large n (Kolmogorov 1933).
    """
    n = samples.shape[-1]
    values = cdf(samples.double().sort(dim=-1).values)  # (..., n)
    rank = torch.arange(n, dtype=torch.float64)
    return torch.maximum((rank + 1) / n - values, values - rank / n).amax(-1)  # after and before each step of F_n


def sorted_distance(fake: Tensor, real: Tensor, power: float = 2.0) -> Tensor:
    """W_p^p between two sets of n numbers: the mean of |fake_(i) - real_(i)|^p over the sorted pairs, (..., n) -> (...).

    Raises:
        ValueError: the two sets differ in shape.
    """
    if fake.shape != real.shape:
        raise ValueError(f"sorting pairs equally many numbers, got fake {tuple(fake.shape)} and real {tuple(real.shape)}")
    return (fake.sort(dim=-1).values - real.sort(dim=-1).values).abs().pow(power).mean(-1)


def pushforward_log_density(generator: Map, log_density: Map, z: Tensor) -> tuple[Tensor, Tensor]:
    """x = G(z) and log p_x(x) = log p_z(z) - log |G'(z)|, for an elementwise, strictly monotone G; G' by autograd.

    Args:
        generator: G, differentiable, (n,) -> (n,); strictly monotone where the latent has mass.
        log_density: log p_z, in nats.
        z: latent points (n,).

    Raises:
        ValueError: G' is zero, or takes both signs: one x has several z, and their densities must be added.
    """
    z = z.detach().requires_grad_()
    with torch.enable_grad():
        x = generator(z)
        (slope,) = torch.autograd.grad(x.sum(), z)
    if not bool((slope > 0).all() or (slope < 0).all()):
        ends = f"G' runs from {slope.min().item():.3g} to {slope.max().item():.3g}"
        raise ValueError(f"G must be strictly monotone on these z, but {ends}; split it into monotone pieces and add densities")
    return x.detach(), log_density(z.detach()) - slope.abs().log()


def box_muller(u: Tensor, v: Tensor) -> tuple[Tensor, Tensor]:
    """Two independent standard normal numbers from two uniform ones: (r cos 2πv, r sin 2πv) with r² = -2 log(1 - u).

    Box and Muller (1958). u and v lie in [0, 1).
    """
    radius, angle = torch.sqrt(-2 * torch.log1p(-u)), 2 * math.pi * v  # r² / 2 is exponential
    return radius * torch.cos(angle), radius * torch.sin(angle)


class QuantileGenerator(nn.Module):
    """A monotone piecewise-linear generator on (0, 1): knots at u = 0, 1/K, ..., 1, positive rises between them.

    Monotone, it can learn one map only, F^-; its density is a histogram whose K bars hold 1/K each.

    Args:
        pieces: K.
        low, high: where the untrained map starts and ends: uniform noise on [low, high].
    """

    def __init__(self, pieces: int, low: float = 0.0, high: float = 1.0):
        super().__init__()
        if pieces < 1 or not low < high:
            raise ValueError(f"a generator needs pieces >= 1 and low < high, got pieces {pieces}, low {low}, high {high}")
        rise = (high - low) / pieces
        rise += math.log(-math.expm1(-rise))  # softplus of this is the rise
        self.start = nn.Parameter(torch.tensor(low, dtype=torch.float64))
        self.rises = nn.Parameter(torch.full((pieces,), rise, dtype=torch.float64))

    def knots(self) -> Tensor:
        """G(0), G(1/K), ..., G(1): (K + 1,), rising."""
        return self.start + functional.pad(functional.softplus(self.rises).cumsum(0), (1, 0))

    def forward(self, u: Tensor) -> Tensor:
        knots, position = self.knots(), u.double() * len(self.rises)
        piece = position.detach().long().clamp(0, len(self.rises) - 1)
        return knots[piece] + (position - piece) * (knots[piece + 1] - knots[piece])

    def log_density(self, x: Tensor) -> Tensor:
        """log p(x) = -log G'(u) at G(u) = x, in nats; -inf outside the knots."""
        knots = self.knots()
        piece = torch.searchsorted(knots.detach(), x.detach().double(), right=True).clamp(1, len(self.rises)) - 1
        density = -torch.log(len(self.rises) * (knots[piece + 1] - knots[piece]))
        return inside(x, knots[0].item(), knots[-1].item(), density)
