"""Features of pictures: any function of pictures, applied in batches, with a name that every number made of them carries."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from gancourse.metrics.rows import Origin, Rows, name_of

BATCH = 256  # pictures that are looked at in one go


class Features:
    """A function of pictures in [-1, 1] -> rows of numbers, with what has to be said of it.

        look = Features(weights.load("digit_reader").features, "digit_reader")
        frechet(look(real), look(fake))
        frechet(statistics(look.batches(stream_of_batches)), statistics(look.batches(another)))

    A network looks in eval mode, on its own device and in its own precision; it is left in the mode that it was in.

    Args:
        function: pictures (n, channels, h, w) -> (n, ...), flattened to (n, d); a module, a module's method, or a function.
        name: what the numbers are called by: two functions of one name are taken for the same.
        size: the side in pixels that pictures are resized to first, bilinear and antialiased; None leaves them as they are.
        batch: pictures in one go. More need more memory and give the same numbers, up to float32's rounding.

    Raises:
        ValueError: the name is empty, or the size or the batch is not above zero; pictures are not (n, channels, h, w) in
            [-1, 1]; the function gives another number of rows, or numbers that are not finite.

    Source: which resize is taken changes a Frechet distance more than many models differ: Parmar, Zhang, Zhu, "On aliased
    resizing and surprising subtleties in GAN evaluation", CVPR 2022.
    """

    def __init__(self, function: Callable[[Tensor], Tensor], name: str, size: int | None = None, batch: int = BATCH):
        if not name or batch < 1 or (size is not None and size < 1):
            raise ValueError(f"features need a name, and size and batch above zero, got {name!r}, {size} and {batch}")
        self.function, self.name, self.size, self.batch = function, name, size, batch
        owner = function if isinstance(function, nn.Module) else getattr(function, "__self__", None)
        self.module = owner if isinstance(owner, nn.Module) else None

    def __call__(self, pictures: Tensor | Iterable[Tensor]) -> Rows:
        """The features of all pictures, (n, d). See `batches`, which holds one batch at a time."""
        parts = list(self.batches(pictures))
        if not parts:
            raise ValueError("there are no pictures: the iterable was empty, or had been run through before")
        return Rows(torch.cat([part.values for part in parts]), parts[0].origin)

    def batches(self, pictures: Tensor | Iterable[Tensor]) -> Iterator[Rows]:
        """The features batch by batch, for `statistics`.

        Args:
            pictures: (n, channels, h, w) in [-1, 1], an `Images`, or an iterable of such tensors, of any lengths.
        """
        given = getattr(pictures, "images", pictures)
        for part in [given] if isinstance(given, Tensor) else given:
            _check(part)
            for chunk in part.split(self.batch):
                yield self._look(chunk)

    @torch.no_grad()
    def _look(self, pictures: Tensor) -> Rows:
        weight = next(self.module.parameters(), None) if self.module is not None else None
        x = pictures if weight is None else pictures.to(weight.device, weight.dtype)
        origin = Origin(self.name, self._resize(x), name_of(x.dtype))
        if self.size is not None and tuple(x.shape[2:]) != (self.size, self.size):
            x = interpolate(x, (self.size, self.size), mode="bilinear", antialias=True, align_corners=False).clamp(-1, 1)
        with looking(self.module):
            found = self.function(x)
        if not isinstance(found, Tensor) or found.ndim < 2 or len(found) != len(pictures) or not found.isfinite().all():
            shape = tuple(found.shape) if isinstance(found, Tensor) else type(found).__name__
            raise ValueError(
                f"{self.name} must give ({len(pictures)}, ...) finite numbers for {len(pictures)} pictures, got {shape}"
            )
        return Rows(found.detach().flatten(1), origin)

    def _resize(self, x: Tensor) -> str:
        if self.size is None or tuple(x.shape[2:]) == (self.size, self.size):
            return "no resize"
        return f"resized from {x.shape[2]}x{x.shape[3]} to {self.size}x{self.size}, bilinear, antialiased"

    def __repr__(self) -> str:
        return f"Features({self.name!r}, size={self.size}, batch={self.batch})"


def pixels(size: int | None = None) -> Features:
    """The pixels themselves, a row a picture: features that know nothing of what is to be seen."""
    return Features(lambda pictures: pictures.flatten(1), "pixels", size)


@contextmanager
def looking(module: nn.Module | None) -> Iterator[None]:
    """A network in eval mode, each part of which is put back into the mode that it was in."""
    modes = [] if module is None else [(part, part.training) for part in module.modules()]
    try:
        if module is not None:
            module.eval()
        yield
    finally:
        for part, training in modes:
            part.training = training


def _check(pictures: Tensor) -> None:
    if not isinstance(pictures, Tensor) or pictures.ndim != 4 or not len(pictures) or not pictures.is_floating_point():
        got = f"{tuple(pictures.shape)} of {name_of(pictures.dtype)}" if isinstance(pictures, Tensor) else type(pictures).__name__
        raise ValueError(f"pictures must be (n, channels, h, w) in [-1, 1], at least one, of fractions, got {got}")
    lowest, highest = (float(bound) for bound in pictures.detach().aminmax())
    if not (lowest >= -1 and highest <= 1):  # also false where a value is not a number
        raise ValueError(f"pictures must be (n, channels, h, w) in [-1, 1], got values in [{lowest:g}, {highest:g}]")
