"""What the toy densities have in common: they are sampled from a stream, and know their own log-density exactly."""

from typing import Protocol

import torch
from torch import Tensor


class Density(Protocol):
    """A density p on R^d that can be sampled and evaluated.

    Attributes:
        dim: d.
        modes: (k, d), the centres of its modes, or None where it has no separate ones.
        dtype: of the samples.
    """

    dim: int
    dtype: torch.dtype

    @property
    def modes(self) -> Tensor | None: ...

    def sample(self, n: int, stream: torch.Generator) -> Tensor:
        """n independent points, (n, d), on the stream's device."""

    def log_prob(self, x: Tensor) -> Tensor:
        """log p(x) in nats, (...), at points (..., d)."""


def check_draw(n: int, stream: torch.Generator) -> None:
    """Refuse a number of points that is no whole number above zero, or a stream that is none.

    Raises:
        ValueError, TypeError: as said.
    """
    if not isinstance(n, int) or isinstance(n, bool) or n < 1:
        raise ValueError(f"n must be a whole number of points, at least 1, got {n!r}")
    if not isinstance(stream, torch.Generator):
        raise TypeError(f"stream must be a torch.Generator, such as runtime.stream(0), got {stream!r}")


def check_points(x: Tensor, dim: int) -> Tensor:
    """Points in the precision that log-densities are computed in: float64, or float32 on MPS, which has nothing wider.

    Raises:
        TypeError: x is no tensor of float32 or float64.
        ValueError: its last axis is not `dim` long.
    """
    if not isinstance(x, Tensor) or x.dtype not in (torch.float32, torch.float64):
        raise TypeError(f"x must be a float32 or float64 tensor, got {getattr(x, 'dtype', type(x).__name__)}")
    if x.ndim == 0 or x.shape[-1] != dim:
        raise ValueError(f"x must be (..., {dim}), one point along the last axis, got shape {tuple(x.shape)}")
    return x if x.device.type == "mps" else x.double()


def check_dtype(dtype: torch.dtype) -> torch.dtype:
    """The dtype of samples.

    Raises:
        ValueError: it is neither float32 nor float64.
    """
    if dtype not in (torch.float32, torch.float64):
        raise ValueError(f"dtype must be torch.float32 or torch.float64, got {dtype}")
    return dtype


def check_positive(name: str, value: float) -> float:
    """A number above zero.

    Raises:
        ValueError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise ValueError(f"{name} must be a number above zero, got {value!r}")
    return float(value)
