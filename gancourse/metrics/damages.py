"""What can go wrong with generated pictures, planted on purpose: a measure is known by the damages that it sees.

Each function takes pictures (n, channels, h, w) in [-1, 1] and returns as many, damaged in one way, on their device and of their
dtype. None changes what it is given; what is random is drawn from a stream.
"""

from collections.abc import Iterable

import torch
from torch import Tensor
from torch.nn.functional import interpolate, pad

from gancourse.metrics.windows import gaussian_mean

REACH = 4  # standard deviations after which a Gaussian window ends


def blurred(pictures: Tensor, sigma: float) -> Tensor:
    """Every pixel a Gaussian mean of its neighbours, of standard deviation sigma in pixels; the edge goes on outside.

    Raises:
        ValueError: sigma is not above zero, or these are no pictures.
    """
    _check(pictures)
    if not sigma > 0:
        raise ValueError(f"sigma, in pixels, must be above zero, got {sigma}")
    radius = int(REACH * sigma + 0.5)
    wide = pad(pictures, [radius] * 4, mode="replicate")  # (n, channels, h + 2 radius, w + 2 radius)
    return gaussian_mean(wide, sigma, radius).clamp(-1, 1)


def noisy(pictures: Tensor, spread: float, stream: torch.Generator) -> Tensor:
    """Pictures with Gaussian noise of this standard deviation on every pixel, clipped to [-1, 1].

    Raises:
        ValueError: the spread is below zero, or these are no pictures.
    """
    _check(pictures)
    if not spread >= 0:
        raise ValueError(f"the spread of the noise must be at least zero, got {spread}")
    noise = torch.randn(pictures.shape, generator=stream, device=stream.device, dtype=pictures.dtype)
    return (pictures + spread * noise.to(pictures.device)).clamp(-1, 1)


def shifted(pictures: Tensor, right: int = 1, down: int = 0, fill: float = -1.0) -> Tensor:
    """Every picture moved by whole pixels; what comes in from outside is black, or has the value `fill`.

    Raises:
        ValueError: nothing of the picture is left, the fill is not in [-1, 1], or these are no pictures.
    """
    _check(pictures)
    height, width = pictures.shape[2:]
    if abs(right) >= width or abs(down) >= height or not -1 <= fill <= 1:
        raise ValueError(
            f"a shift must be shorter than the picture of {height} x {width}, and fill in [-1, 1], got {right}, {down} and {fill}"
        )
    wide = pad(pictures, [max(right, 0), max(-right, 0), max(down, 0), max(-down, 0)], value=fill)
    top, left = max(-down, 0), max(-right, 0)
    return wide[:, :, top : top + height, left : left + width].contiguous()


def resized(pictures: Tensor, side: int) -> Tensor:
    """Pictures through a smaller size and back, carelessly: a few pixels are kept as they are, and the rest interpolated.

    The right way down is antialiased: it looks at every pixel, as `Features(size=...)` does.

    Args:
        side: of the small picture, in pixels.

    Raises:
        ValueError: the side is not above zero and below the pictures' own, or these are no pictures.
    """
    _check(pictures)
    if not 0 < side < min(pictures.shape[2:]):
        raise ValueError(f"side must be above 0 and below that of the pictures, {min(pictures.shape[2:])}, got {side}")
    small = interpolate(pictures, (side, side), mode="nearest")
    return interpolate(small, tuple(pictures.shape[2:]), mode="bilinear", align_corners=False).clamp(-1, 1)


def marked(pictures: Tensor, side: int = 2, value: float = 1.0) -> Tensor:
    """The same small square in every picture, one pixel from the upper left corner, as a watermark is.

    Args:
        side: of the square, in pixels.
        value: of its pixels; 1 is white.

    Raises:
        ValueError: the square does not fit, the value is not in [-1, 1], or these are no pictures.
    """
    _check(pictures)
    if not 0 < side < min(pictures.shape[2:]) or not -1 <= value <= 1:
        raise ValueError(f"the square must fit the picture and its value be in [-1, 1], got a side of {side} and {value}")
    found = pictures.clone()
    found[:, :, 1 : 1 + side, 1 : 1 + side] = value
    return found


def dropped(pictures: Tensor, labels: Tensor, kept: Iterable[int], n: int | None = None) -> Tensor:
    """A generator that lost modes: n of the pictures whose label is kept, in their order, again from the first where they end.

    Args:
        labels: (n,), whole numbers.
        kept: the labels that are left.
        n: how many to return; None as many as there are pictures.

    Raises:
        ValueError: there is not one label a picture, or no picture has a label that is kept.
    """
    _check(pictures)
    if labels.shape != (len(pictures),):
        raise ValueError(f"there must be one label a picture, ({len(pictures)},), got {tuple(labels.shape)}")
    wanted = list(kept)
    left = torch.isin(labels, torch.tensor(wanted, dtype=labels.dtype, device=labels.device)).nonzero().squeeze(1)
    if not len(left):
        raise ValueError(f"no picture has one of the labels {wanted}")
    return pictures[_around(left, len(pictures) if n is None else n).to(pictures.device)]


def repeated(pictures: Tensor, few: int, n: int | None = None) -> Tensor:
    """A generator of few pictures: the first `few`, again and again, n in all (None: as many as there are pictures).

    Raises:
        ValueError: few is not from 1 to the number of pictures.
    """
    _check(pictures)
    if not 1 <= few <= len(pictures):
        raise ValueError(f"few must be from 1 to the {len(pictures)} pictures, got {few}")
    return pictures[_around(torch.arange(few, device=pictures.device), len(pictures) if n is None else n)]


def copied(data: Tensor, n: int, stream: torch.Generator, few: int | None = None) -> Tensor:
    """A generator that hands out its training data: n pictures drawn from the first `few` of the data, with replacement.

    Args:
        few: how many of the data it knows; None all of them.

    Raises:
        ValueError: few is not from 1 to the number of pictures, or n is not above zero.
    """
    _check(data)
    known = len(data) if few is None else few
    if not 1 <= known <= len(data) or n < 1:
        raise ValueError(f"few must be from 1 to the {len(data)} pictures and n above zero, got {few} and {n}")
    drawn = torch.randint(known, (n,), generator=stream, device=stream.device)
    return data[drawn.to(data.device)]


def _around(positions: Tensor, n: int) -> Tensor:
    """n positions: all of them in order, and again from the first."""
    if n < 1:
        raise ValueError(f"n must be above zero, got {n}")
    return positions.repeat(-(-n // len(positions)))[:n]


def _check(pictures: Tensor) -> None:
    if pictures.ndim != 4 or not len(pictures) or not pictures.is_floating_point():
        raise ValueError(f"pictures must be (n, channels, h, w) of fractions, at least one, got {tuple(pictures.shape)}")
