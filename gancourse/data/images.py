"""Images: a set of pictures as one tensor, with labels, captions and a credit; how it is checked and how it is split."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import torch
from torch import Tensor

from gancourse.data.split import split_rows


@dataclass(frozen=True, eq=False)
class Images:
    """Pictures of one size, ready for a network.

    Attributes:
        images: (n, channels, h, w), float32 in [-1, 1], black to white.
        labels: (n,), int64, or None where there are none.
        names: a caption a picture, n of them, or None.
        classes: the name of each label, or None.
        credit: who made the pictures and under which licence: print it under every figure that shows them.

    Raises:
        TypeError: a tensor has another dtype.
        ValueError: shapes, lengths or values do not fit; the sentence says which.
    """

    images: Tensor
    labels: Tensor | None = None
    names: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None
    credit: str = ""

    def __post_init__(self) -> None:
        _check_pixels(self.images)
        if self.labels is not None:
            _check_labels(self.labels, len(self.images), self.classes)
        if self.names is not None and len(self.names) != len(self.images):
            raise ValueError(f"there must be one name an image: got {len(self.names)} names for {len(self.images)} images")

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: Any) -> "Images":
        """The pictures at a position, a slice, a list or tensor of positions, or a mask of n booleans; always an `Images`."""
        rows = self._rows(index)
        return Images(
            self.images[rows],
            labels=None if self.labels is None else self.labels[rows],
            names=None if self.names is None else tuple(self.names[row] for row in rows.tolist()),
            classes=self.classes,
            credit=self.credit,
        )

    def split(self, share: float = 0.2, seed: int = 0) -> "tuple[Images, Images]":
        """Shuffle by `seed` and hold out `share` of the pictures, the same share of each label: (rest, held out).

        Raises:
            ValueError: one of the two parts would be empty.
        """
        rest, held_out = split_rows(len(self), self.labels, share, seed, "images")
        return self[rest], self[held_out]

    def _rows(self, index: Any) -> Tensor:
        if isinstance(index, Sequence | numpy.ndarray) and not isinstance(index, str):
            index = torch.as_tensor(numpy.asarray(index)) if len(index) else torch.zeros(0, dtype=torch.int64)
        if isinstance(index, Tensor):
            index = index.cpu()
        try:
            return torch.atleast_1d(torch.arange(len(self))[index])
        except IndexError as error:
            raise IndexError(f"no image at {index!r}: there are {len(self)} images ({error})") from None
        except TypeError:
            raise TypeError(f"an index is a position, a slice, a list of positions or a mask, got {index!r}") from None

    def __repr__(self) -> str:
        size = "x".join(str(side) for side in self.images.shape[1:])
        kinds = f", {len(self.classes)} classes" if self.classes else ""
        return f"Images({len(self)} of {size}{kinds}; {self.credit or 'no credit'})"


def from_bytes(pixels: numpy.ndarray) -> Tensor:
    """Pixels as they are stored, uint8 in 0 to 255, as float32 in [-1, 1]: x = p / 127.5 - 1."""
    return torch.from_numpy(pixels).float().div_(127.5).sub_(1)


def check_size(size: object, smallest: int = 8, largest: int = 256) -> int:
    """The side of a picture, in pixels.

    Raises:
        ValueError: it is no whole number between the smallest and the largest side.
    """
    if not isinstance(size, int) or isinstance(size, bool) or not smallest <= size <= largest:
        raise ValueError(f"size must be a whole number of pixels from {smallest} to {largest}, got {size!r}")
    return size


def _check_pixels(images: Tensor) -> None:
    if not isinstance(images, Tensor) or images.dtype != torch.float32:
        raise TypeError(f"images must be a float32 tensor in [-1, 1], got {getattr(images, 'dtype', type(images).__name__)}")
    if images.ndim != 4:
        raise ValueError(f"images must be (n, channels, h, w) in [-1, 1], got shape {tuple(images.shape)}")
    if images.numel():
        lowest, highest = (bound.item() for bound in images.aminmax())
        if not (lowest >= -1 and highest <= 1):  # also false where a value is not a number
            raise ValueError(f"images must be (n, channels, h, w) in [-1, 1], got values in [{lowest:g}, {highest:g}]")


def _check_labels(labels: Tensor, count: int, classes: tuple[str, ...] | None) -> None:
    if not isinstance(labels, Tensor) or labels.dtype != torch.int64:
        raise TypeError(f"labels must be an int64 tensor, got {getattr(labels, 'dtype', type(labels).__name__)}")
    if labels.shape != (count,):
        raise ValueError(f"labels must be one an image, ({count},), got shape {tuple(labels.shape)}")
    if count and (labels.min() < 0 or (classes is not None and labels.max() >= len(classes))):
        raise ValueError(
            f"labels must be 0 to {len(classes) - 1 if classes else 'a largest label'}, got {labels.min()} to {labels.max()}"
        )
