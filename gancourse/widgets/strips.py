"""Rows of frames as files: a strip as PNG, a path as GIF, an atlas for an exported page."""

import base64
import io
import math
from collections.abc import Sequence
from typing import Any

import numpy
from numpy.typing import NDArray
from PIL import Image, features

from gancourse.plots import Picture

Frames = NDArray[numpy.uint8]  # (n, h, w, 1 or 3)

WIDEST = 760  # pixels of a strip: a notebook's column
ATLAS = 110_000  # bytes: 147 KB as text, so that a lesson can hold three
GAP = 2


def image(frame: Frames) -> Image.Image:
    """One frame (h, w, 1 or 3)."""
    return Image.fromarray(frame.squeeze(-1) if frame.shape[-1] == 1 else frame)


def enlarge(frames: Frames, factor: int) -> Frames:
    """Every pixel becomes a square of factor x factor."""
    return frames.repeat(factor, axis=1).repeat(factor, axis=2)


def chosen(frames: Frames, count: int) -> Frames:
    """`count` frames at equal distances, first and last included; all, where there are fewer."""
    count = min(count, len(frames))
    return frames[numpy.linspace(0, len(frames) - 1, count).round().astype(int)]


def strip(frames: Frames, description: str, count: int = 9) -> Picture:
    """Some frames of a path side by side, from its beginning at the left to its end at the right."""
    some = chosen(frames, count)
    height, width = some.shape[1:3]
    factor = max(1, (WIDEST // len(some) - GAP) // width)
    some = enlarge(some, factor)
    sheet = numpy.full((height * factor, len(some) * (width * factor + GAP) - GAP, some.shape[-1]), 255, dtype=numpy.uint8)
    for i, frame in enumerate(some):
        left = i * (width * factor + GAP)
        sheet[:, left : left + width * factor] = frame
    image(sheet).save(buffer := io.BytesIO(), "PNG", optimize=True)
    return Picture(buffer.getvalue(), description, width=sheet.shape[1], height=sheet.shape[0])


def gif(frames: Frames, *, loop: bool, size: int = 192, milliseconds: int = 60) -> bytes:
    """A path that plays for ever: round and round where it is closed, there and back where it is not.

    Args:
        frames: (n, h, w, 1 or 3).
        loop: whether the last frame leads to the first.
        size: pixels, at least, of the shorter side.
        milliseconds: of one frame.
    """
    factor = max(1, -(-size // min(frames.shape[1:3])))
    there = [image(frame) for frame in enlarge(frames, factor)]
    every = there if loop else there + there[-2:0:-1]
    if frames.shape[-1] == 3:  # one palette for all frames, or colours would flicker
        palette = image(numpy.concatenate(list(chosen(frames, 16)))).quantize(256)
        every = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in every]
    buffer = io.BytesIO()
    every[0].save(buffer, "GIF", save_all=True, append_images=every[1:], duration=milliseconds, loop=0)
    return buffer.getvalue()


def atlas(frames: Frames, columns: int = 8) -> dict[str, Any]:
    """All frames in one picture, row by row, as what a page needs to play them.

    It is without loss where that is small enough, and as good as fits where it is not.
    """
    return packed(frames, columns)[0]


def packed(frames: Frames, columns: int = 8, room: float = ATLAS) -> tuple[dict[str, Any], bool]:
    """An atlas of `room` bytes at most, and whether it loses nothing; with infinite room it is made fast."""
    n, height, width, channels = frames.shape
    rows = -(-n // columns)
    sheet = numpy.zeros((rows * height, columns * width, channels), dtype=numpy.uint8)
    for i, frame in enumerate(frames):
        y, x = divmod(i, columns)
        sheet[y * height : (y + 1) * height, x * width : (x + 1) * width] = frame
    data, kind, exact = _small(image(sheet), room)
    text = f"data:image/{kind};base64,{base64.b64encode(data).decode()}"
    return {"atlas": text, "count": n, "height": height, "width": width, "columns": columns}, exact


def _small(picture: Image.Image, room: float) -> tuple[bytes, str, bool]:
    if room == math.inf or not features.check("webp"):
        picture.save(buffer := io.BytesIO(), "PNG", optimize=room < math.inf)
        return buffer.getvalue(), "png", True
    options: Sequence[dict[str, Any]] = [{"lossless": True}, *({"quality": quality} for quality in (90, 80, 65, 50, 30))]
    for option in options:
        picture.convert("RGB").save(buffer := io.BytesIO(), "WEBP", method=6, **option)
        if buffer.tell() <= room:
            break
    return buffer.getvalue(), "webp", "lossless" in option
