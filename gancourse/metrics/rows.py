"""Rows of features together with what made them, so that no number is compared with one of another making."""

from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor


@dataclass(frozen=True)
class Origin:
    """What made some features.

    Attributes:
        features: the name of the function of pictures.
        resize: what was done to a picture's size before, in words.
        dtype: in which the features were computed.
    """

    features: str = "as given"
    resize: str = "no resize"
    dtype: str = "float32"

    def __str__(self) -> str:
        return f"features {self.features}, in {self.dtype}, {self.resize}"


@dataclass(frozen=True, eq=False)
class Rows:
    """Features of n pictures and what made them.

    Attributes:
        values: (n, d), on any device.
        origin: what made them.
    """

    values: Tensor
    origin: Origin

    def __len__(self) -> int:
        return len(self.values)

    def __getitem__(self, index: Any) -> "Rows":
        """The features of some pictures, by a slice, positions or a mask: halves of real data make the floor of a measure."""
        values = self.values[index]
        return replace(self, values=values[None] if values.ndim == 1 else values)

    def __repr__(self) -> str:
        return f"Rows({len(self)} of {self.values.shape[1]}; {self.origin})"


def rows(given: Rows | Tensor, what: str = "features") -> Rows:
    """Features as `Rows`, whole and finite; a tensor (n, d) has the origin "as given".

    Raises:
        TypeError: it is neither rows nor a tensor.
        ValueError: the shape is not (n, d) of one row and column at least, or a number is not finite.
    """
    found = Rows(given, Origin(dtype=name_of(given.dtype))) if isinstance(given, Tensor) else given
    if not isinstance(found, Rows):
        raise TypeError(f"{what} must be a tensor (n, d) or what Features returns, got a {type(given).__name__}")
    if found.values.ndim != 2 or not found.values.numel() or not found.values.is_floating_point():
        shape, dtype = tuple(found.values.shape), name_of(found.values.dtype)
        raise ValueError(f"{what} must be (n, d), one row a picture, of fractions, got {shape} of {dtype}")
    if not found.values.isfinite().all():
        raise ValueError(f"{what} hold a number that is not finite, in {int((~found.values.isfinite()).any(1).sum())} rows")
    return found


def of_samples(given: Rows | Tensor) -> Rows:
    """Samples (n, *shape) as rows of their own numbers, or features of them as they are.

    Raises:
        TypeError, ValueError: as `rows`, or the samples are not (n, *shape).
    """
    if not isinstance(given, Tensor):
        return rows(given, "samples")
    if given.ndim < 2:
        raise ValueError(f"samples must be (n, *shape), got {tuple(given.shape)}")
    return rows(Rows(given.flatten(1), Origin("the samples' own numbers")), "samples")


def pair(real: Rows | Tensor, fake: Rows | Tensor) -> tuple[Tensor, Tensor, Origin]:
    """Features of real and generated pictures in float64, on the real ones' device, and the one origin of both.

    Raises:
        ValueError: they were not made alike.
    """
    real, fake = rows(real, "real features"), rows(fake, "generated features")
    origin = alike(real.origin, fake.origin, real.values.shape[1], fake.values.shape[1])
    first = exact(real.values)
    return first, exact(fake.values).to(first.device), origin


def alike(real: Origin, fake: Origin, real_width: int, fake_width: int) -> Origin:
    """The origin of two sets of features, if it is one.

    Raises:
        ValueError: features, resize, dtype or number of columns differ.
    """
    if real != fake:
        raise ValueError(f"real and generated must be made alike, got {real} against {fake}: take the same Features for both")
    if real_width != fake_width:
        raise ValueError(f"real and generated rows must have one length, got {real_width} and {fake_width}")
    return real


def exact(values: Tensor) -> Tensor:
    """Float64 without a graph, where the device has it: Apple's does not, and there it moves to the CPU."""
    return values.detach().to("cpu" if values.device.type == "mps" else values.device).double()


def name_of(dtype: torch.dtype) -> str:
    """A dtype's name, float32."""
    return str(dtype).removeprefix("torch.")
