"""Sheets of images: samples in a grid, with row and column titles."""

from collections.abc import Sequence

import numpy
from torch import Tensor

from gancourse.plots.picture import Picture, blank, figure, finish, styled


@styled
def sheet(
    images: Tensor,
    description: str,
    *,
    columns: int = 10,
    title: str = "",
    captions: Sequence[str] | None = None,
    rows: Sequence[str] | None = None,
    size: float = 0.68,
    credit: str = "",
) -> Picture:
    """Images in a grid, row by row.

    Args:
        images: (n, channels, h, w) in [-1, 1], one channel or three; other values are clipped.
        description: one sentence for a reader who cannot see the sheet.
        columns: how many images a row holds.
        title: what the sheet shows, as a finding.
        captions: a short text under each image, n of them.
        rows: a text to the left of each row.
        size: the side of one image on the page, in inches.
        credit: who made the images, where a licence asks for it.

    Raises:
        ValueError: the images are not (n, 1 or 3, h, w), or the captions are not n.
    """
    if images.ndim != 4 or images.shape[1] not in (1, 3) or len(images) == 0:
        raise ValueError(f"images must be (n, 1 or 3, h, w) with n > 0, got {tuple(images.shape)}")
    if captions is not None and len(captions) != len(images):
        raise ValueError(f"there must be one caption an image: got {len(captions)} captions for {len(images)} images")
    columns = min(columns, len(images))
    count = -(-len(images) // columns)
    pixels = ((images.detach().float().cpu().clamp(-1, 1) + 1) / 2).movedim(1, -1).numpy()  # (n, h, w, channels) in [0, 1]
    left, above = 0.95 if rows else 0.0, 0.32 if title else 0.0
    height = count * (size + (0.2 if captions else 0.04)) + above
    drawing, axes = figure(count, columns, width=columns * (size + 0.04) + left, height=height, squeeze=False)
    blank(list(axes.flat))
    for one, picture in zip(axes.flat, pixels, strict=False):
        one.imshow(
            picture.squeeze(-1) if picture.shape[-1] == 1 else picture, cmap="gray", vmin=0, vmax=1, interpolation="nearest"
        )
    for one, text in zip(axes.flat, captions or (), strict=False):
        one.set_xlabel(text, fontsize=8, labelpad=2)
    for one, text in zip(numpy.atleast_1d(axes[:, 0]), rows or (), strict=False):
        one.set_ylabel(text, rotation=0, ha="right", va="center", fontsize=9.5)
    if title:
        drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description, credit=credit, colours=256 if pixels.shape[-1] == 1 else 0)
