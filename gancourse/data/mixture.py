"""Mixtures of Gaussians in any dimension, and the two that tests of mode collapse use: the ring and the grid."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from gancourse.data.density import check_draw, check_dtype, check_points, check_positive


class Mixture:
    """A mixture of k spherical Gaussians in d dimensions: p(x) = sum_i w_i N(x; mu_i, s_i^2 I).

    Attributes:
        means: (k, d), float64.
        scales: (k,), float64, the standard deviations.
        weights: (k,), float64, above zero, of sum 1.
        modes: the means, in `dtype`. Where the Gaussians are far apart, these are the modes of p.
        dim: d.
        dtype: of the samples.
    """

    def __init__(self, means: Tensor, scales: Tensor, weights: Tensor, dtype: torch.dtype):
        self.means, self.scales, self.weights, self.dtype = means, scales, weights, dtype
        self.modes = means.to(dtype)
        self.dim = means.shape[1]

    def sample(self, n: int, stream: torch.Generator) -> Tensor:
        """n independent points, (n, d), on the stream's device: draw a Gaussian by its weight, then a point from it.

        Raises:
            ValueError: n is no whole number above zero.
            TypeError: the stream is no torch.Generator.
        """
        check_draw(n, stream)
        where = stream.device
        chosen = torch.multinomial(self.weights.to(where, torch.float32), n, replacement=True, generator=stream)  # (n,)
        noise = torch.randn(n, self.dim, generator=stream, device=where, dtype=self.dtype)
        return self.modes.to(where)[chosen] + self.scales.to(where, self.dtype)[chosen, None] * noise

    def log_prob(self, x: Tensor) -> Tensor:
        """The log-density in nats, (...), at points (..., d), computed in float64 and returned in the dtype of x.

        log p(x) = log sum_i exp(log w_i - |x - mu_i|^2 / (2 s_i^2) - d log s_i - (d/2) log(2 pi)).

        Raises:
            TypeError, ValueError: x is not (..., d) of float32 or float64.
        """
        points = check_points(x, self.dim)
        means, scales, weights = (each.to(points) for each in (self.means, self.scales, self.weights))
        distance = (points.unsqueeze(-2) - means).square().sum(-1)  # (..., k)
        peak = weights.log() - self.dim * (scales.log() + 0.5 * math.log(2 * math.pi))  # (k,)
        return torch.logsumexp(peak - distance / (2 * scales.square()), dim=-1).to(x.dtype)

    def cdf(self, x: Tensor) -> Tensor:
        """F(x), the probability of lying at or below x, in one dimension: (...) at points (..., 1).

        F(x) = sum_i w_i Phi((x - mu_i) / s_i), with Phi that of the standard normal.

        Raises:
            ValueError: the mixture has more than one dimension.
            TypeError, ValueError: x is not (..., 1) of float32 or float64.
        """
        if self.dim != 1:
            raise ValueError(f"a cumulative distribution function needs one dimension, this mixture has {self.dim}")
        points = check_points(x, 1)  # (..., 1), which broadcasts against the k Gaussians
        means, scales, weights = (each.to(points) for each in (self.means.squeeze(1), self.scales, self.weights))
        return (weights * torch.special.erfc((means - points) / (scales * math.sqrt(2))) / 2).sum(-1).to(x.dtype)

    def __repr__(self) -> str:
        return f"Mixture of {len(self.means)} Gaussians in {self.dim} dimension{'s' if self.dim > 1 else ''}"


def mixture(
    means: Tensor | Sequence[Sequence[float]],
    scale: float | Sequence[float] | Tensor,
    weights: Sequence[float] | Tensor | None = None,
    *,
    dtype: torch.dtype = torch.float32,
) -> Mixture:
    """A mixture of spherical Gaussians.

    Args:
        means: (k, d); in one dimension (k, 1), such as [[-1.0], [2.0]].
        scale: the standard deviation, one for all or (k,), in the units of the means.
        weights: (k,), above zero; they are divided by their sum. None makes all equal.
        dtype: of the samples, float32 or float64.

    Raises:
        ValueError: shapes do not fit, or a scale or weight is not above zero.
    """
    centres = torch.as_tensor(means, dtype=torch.float64)
    if centres.ndim != 2 or 0 in centres.shape or not centres.isfinite().all():
        raise ValueError(f"means must be k finite points of d coordinates, (k, d), got shape {tuple(centres.shape)}")
    scales = _each("scale", scale, len(centres))
    shares = _each("weights", 1.0 if weights is None else weights, len(centres))
    return Mixture(centres, scales, shares / shares.sum(), check_dtype(dtype))


def ring(count: int = 8, radius: float = 2.0, scale: float = 0.02, *, dtype: torch.dtype = torch.float32) -> Mixture:
    """`count` equal Gaussians, evenly spaced on a circle about the origin, the first at (radius, 0).

    The defaults are those of unrolled GANs (Metz et al., ICLR 2017). VEEGAN (Srivastava et al., NeurIPS 2017) and PacGAN
    (Lin et al., NeurIPS 2018) take radius 1 and standard deviation 0.01: the same picture at half the size. The angles are
    2 pi i / count for i = 0, ..., count - 1; a widely copied version also takes 2 pi, so that two of its modes are one.

    Raises:
        ValueError: the count is no whole number above zero, or a length is not above zero.
    """
    angles = 2 * math.pi * torch.arange(_whole("count", count), dtype=torch.float64) / count
    centres = check_positive("radius", radius) * torch.stack([angles.cos(), angles.sin()], dim=1)  # (count, 2)
    return mixture(centres, check_positive("scale", scale), dtype=dtype)


def grid(count: int = 25, spacing: float = 2.0, scale: float = 0.05, *, dtype: torch.dtype = torch.float32) -> Mixture:
    """`count` equal Gaussians on a square lattice about the origin, column by column.

    The defaults, means in {-4, -2, 0, 2, 4}^2 and standard deviation 0.05, are those of VEEGAN (Srivastava et al., NeurIPS
    2017) and PacGAN (Lin et al., NeurIPS 2018).

    Raises:
        ValueError: the count is no square, or a length is not above zero.
    """
    side = math.isqrt(_whole("count", count))
    if side * side != count:
        raise ValueError(f"count must be a square, such as 9, 16 or 25, got {count}")
    ticks = check_positive("spacing", spacing) * (torch.arange(side, dtype=torch.float64) - (side - 1) / 2)
    return mixture(torch.cartesian_prod(ticks, ticks), check_positive("scale", scale), dtype=dtype)


def _each(name: str, values: float | Sequence[float] | Tensor, count: int) -> Tensor:
    """One number above zero for each of `count` Gaussians, (count,), float64."""
    numbers = torch.as_tensor(values, dtype=torch.float64)
    if numbers.ndim == 0:
        numbers = numbers.expand(count)
    if numbers.shape != (count,):
        raise ValueError(f"{name} must be one number or {count}, one a Gaussian, got shape {tuple(numbers.shape)}")
    if not ((numbers > 0) & numbers.isfinite()).all():
        raise ValueError(f"{name} must be above zero, got {numbers.tolist()}")
    return numbers.clone()


def _whole(name: str, value: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise ValueError(f"{name} must be a whole number above zero, got {value!r}")
    return value
