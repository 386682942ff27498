"""Pictures that are leafed through with a slider: the same figure at every value of one number."""

import base64
import io
from collections.abc import Sequence
from typing import Any

import traitlets
from PIL import Image, features

from gancourse.plots import Picture
from gancourse.widgets import parts
from gancourse.widgets.seen import Seen

SCRIPTS, PAGE_SCRIPTS = ("dom", "life", "flip", "flip_widget"), ("dom", "flip", "flip_page", "page")
SHEETS = ("base", "flip")
LARGEST = 240  # KB of all pictures together, as text: a notebook keeps them, for the exported page


def flip(pictures: Sequence[Picture], values: Sequence[float | str], name: str, *, first: int = 0, still: bool = True) -> "Flip":
    """A widget that shows one picture at a time, chosen by a slider over `values`.

    All pictures are drawn before: the slider needs no kernel, not while it slides, and not in an exported notebook.

    Args:
        pictures: of one size, each with its description.
        values: what the slider says beside each of them.
        name: what the values are, such as "step size h".
        first: the number of the one shown first, and kept as the still.
        still: whether that picture stands beside the widget, for readers without a kernel.

    Raises:
        ValueError: there are fewer than two pictures, not one value for each, pictures of different sizes or too many bytes,
            or no picture has the number `first`.
    """
    if len(pictures) < 2 or len(values) != len(pictures):
        raise ValueError(f"flip takes two pictures or more and a value for each, got {len(pictures)} and {len(values)} values")
    sizes = sorted({(picture.width, picture.height) for picture in pictures})
    if len(sizes) > 1:
        raise ValueError(f"pictures that are leafed through must have one size, got {', '.join(f'{w} x {h}' for w, h in sizes)}")
    if not 0 <= first < len(pictures):
        raise ValueError(f"first must be a picture's number from 0 to {len(pictures) - 1}, got {first}")
    told = [_told(picture) for picture in pictures]
    size = -(-sum(len(one["src"]) for one in told) // 1024)
    if size > LARGEST:
        raise ValueError(f"the pictures have {size} KB, at most {LARGEST} KB fit into a notebook: take fewer or smaller ones")
    return Flip(
        pictures[first], told, [f"{value:g}" if isinstance(value, float) else str(value) for value in values], name, first, still
    )


class Flip(Seen):
    """What `flip` returns; the last line of a cell shows it.

    Attributes:
        index: the number of the picture on the screen.
    """

    _esm = traitlets.Unicode(parts.module(*SCRIPTS)).tag(sync=True)
    _css = traitlets.Unicode(parts.style(*SHEETS)).tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    index = traitlets.Int(0).tag(sync=True)

    def __init__(self, picture: Picture, told: list[dict[str, str]], values: list[str], name: str, first: int, still: bool):
        super().__init__()
        self._picture, self._still = picture, still
        self.index = first
        self.data = {
            "name": name,
            "values": values,
            "first": first,
            "width": picture.width,
            "caption": picture.caption,
            "pictures": told,
        }

    def _ipython_display_(self) -> None:
        self.show("<pictures to leaf through>")
        if self._still:
            parts.still(self._picture, {"kind": "flip", "data": dict(self.data)})


def page(data: dict[str, Any]) -> str:
    """The pictures in an exported page."""
    return parts.html("pictures to leaf through", data, parts.module(*PAGE_SCRIPTS), parts.style(*SHEETS), "flip")


def _told(picture: Picture) -> dict[str, str]:
    """A picture as the page takes it: as WebP without loss where that is smaller than the PNG, half as large as a rule."""
    kind, data = "png", picture.png
    if features.check("webp"):
        Image.open(io.BytesIO(picture.png)).convert("RGB").save(buffer := io.BytesIO(), "WEBP", lossless=True, method=6)
        kind, data = min((kind, data), ("webp", buffer.getvalue()), key=lambda one: len(one[1]))
    return {"src": f"data:image/{kind};base64,{base64.b64encode(data).decode()}", "alt": picture.caption}
