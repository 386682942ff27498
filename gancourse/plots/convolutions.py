"""Convolutions by hand: small grids with their numbers and windows, stamps added one by one, networks as boxes of maps."""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Polygon, Rectangle
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, GREEN, ORANGE, PURPLE, Picture, blank, figure, finish, styled
from gancourse.plots.sampling import array

Window = tuple[int, int, int, int]  # first row, first column, rows, columns
FRAMES: tuple[tuple[str, Any], ...] = ((ORANGE, "-"), (BLUE, (0, (4, 1.5))), (GREEN, (0, (1, 1))), (PURPLE, (0, (5, 1, 1, 1))))
SHORTEST = 2.2  # cells: what a panel's title needs


class Grid(NamedTuple):
    """One panel: a matrix whose cells are shaded, with its numbers or without.

    Attributes:
        title: above it.
        values: (rows, columns).
        windows: frames about some of its cells, each in another colour and line.
        sign: what stands between this panel and the one before it, such as "=".
        numbers: whether each cell's number is written into it; without them cells are grey, black for the least value.
        ring: how many rows and columns at the border are padding, drawn apart.
    """

    title: str
    values: Tensor
    windows: Sequence[Window] = ()
    sign: str = ""
    numbers: bool = True
    ring: int = 0


@styled
def grids(panels: Sequence[Grid], description: str, *, title: str = "", cell: float = 0.3, gap: float = 0.34) -> Picture:
    """Matrices side by side at one scale of cells.

    Args:
        cell: the side of a cell with a number, in inches; panels without numbers are as high as the highest one with them,
            or two inches where there is none.
        gap: between panels, in inches.

    Raises:
        ValueError: a panel is no matrix.
    """
    for panel in panels:
        if panel.values.ndim != 2:
            raise ValueError(f"a grid shows a matrix, got {tuple(panel.values.shape)} for {panel.title!r}")
    tallest = max((cell * len(panel.values) for panel in panels if panel.numbers), default=2.0)
    sides = [cell if panel.numbers else max(tallest, 1.2) / len(panel.values) for panel in panels]
    widths = [max(side * panel.values.shape[1], SHORTEST * 0.3) for side, panel in zip(sides, panels, strict=True)]
    heights = [side * len(panel.values) for side, panel in zip(sides, panels, strict=True)]
    gaps = [0.06 if not place else gap + (0.14 if panel.sign else 0) for place, panel in enumerate(panels)]
    below, above = 0.06, 0.3 + (0.34 if title else 0)
    width, height = sum(widths) + sum(gaps) + 0.06, max(heights) + below + above
    drawing, every = figure(1, len(panels), width=width, height=height, squeeze=False)
    drawing.set_layout_engine("none")  # every panel has its own place
    left, most = 0.0, max(float(panel.values.abs().max()) for panel in panels) or 1.0
    for one, panel, wide, high, space in zip(every[0], panels, widths, heights, gaps, strict=True):
        left += space
        bottom = below + (max(heights) - high) / 2
        one.set_position((left / width, bottom / height, wide / width, high / height))
        if panel.sign:
            place = ((left - space / 2) / width, (below + max(heights) / 2) / height)
            drawing.text(*place, panel.sign, ha="center", va="center", fontsize=15)
        _grid(one, panel, most)
        left += wide
    if title:
        drawing.text(0.06 / width, 1 - 0.05 / height, title, va="top", fontsize=12, fontweight="bold")
    return finish(drawing, description, colours=128)


def _grid(axes: Axes, panel: Grid, most: float) -> None:
    values = array(panel.values.double())
    rows, columns = values.shape
    blank([axes])
    if panel.numbers:
        shade = numpy.abs(values) / most
        axes.imshow(0.62 * shade, cmap="Greys", vmin=0, vmax=1, aspect="equal")
        for row in range(rows):
            for column in range(columns):
                faint = values[row, column] == 0
                text = f"{values[row, column]:.3g}".replace("-", "−")
                axes.text(column, row, text, ha="center", va="center", fontsize=9, color="0.6" if faint else BLACK)
        lines: dict[str, Any] = {"color": "0.75", "linestyle": "-", "linewidth": 0.6, "clip_on": False}
        axes.hlines(numpy.arange(rows + 1) - 0.5, -0.5, columns - 0.5, **lines)
        axes.vlines(numpy.arange(columns + 1) - 0.5, -0.5, rows - 0.5, **lines)
    else:
        axes.imshow(values, cmap="gray", aspect="equal", interpolation="nearest")
    if panel.ring:
        inner = Rectangle(
            (panel.ring - 0.5, panel.ring - 0.5), columns - 2 * panel.ring, rows - 2 * panel.ring,
            fill=False, edgecolor="0.35", linewidth=1.4,
        )  # fmt: skip
        axes.add_patch(inner)
    for (row, column, high, wide), (colour, style) in zip(panel.windows, FRAMES, strict=False):
        frame = Rectangle(
            (column - 0.5, row - 0.5), wide, high, fill=False, edgecolor=colour, linestyle=style, linewidth=2.4, clip_on=False
        )
        axes.add_patch(frame)
    axes.set_title(panel.title, fontsize=10, fontweight="normal", loc="center")


def stamps(x: Tensor, kernel: Tensor, stride: int, padding: int = 0) -> list[Picture]:
    """A transposed convolution as it grows: one picture before the first stamp, and one after the stamp of each input.

    Args:
        x: a small map (h, w).
        kernel: (k, k).
        stride, padding: as of the transposed convolution; what the padding cuts off is drawn outside a frame.

    Returns:
        h w + 1 pictures of one size.
    """
    (h, w), k = x.shape, len(kernel)
    y = x.new_zeros((h - 1) * stride + k, (w - 1) * stride + k)
    found = [_stamp(x, kernel, y, None, stride, padding)]
    for row in range(h):
        for column in range(w):
            y[row * stride : row * stride + k, column * stride : column * stride + k] += x[row, column] * kernel
            found.append(_stamp(x, kernel, y, (row, column), stride, padding))
    return found


def _stamp(x: Tensor, kernel: Tensor, y: Tensor, at: tuple[int, int] | None, stride: int, padding: int) -> Picture:
    k = len(kernel)
    here: list[Window] = [] if at is None else [(*at, 1, 1)]
    there: list[Window] = [] if at is None else [(at[0] * stride, at[1] * stride, k, k)]
    panels = [
        Grid("input", x, here),
        Grid("kernel", kernel, sign="×"),
        Grid("output so far", y, there, sign="→", ring=padding),
    ]
    if at is None:
        return grids(panels, "The input, the kernel, and an output that is all zeros.", title="Nothing stamped yet")
    value = f"{float(x[at]):g}"
    words = f"The input {value} of row {at[0] + 1}, column {at[1] + 1}, has put {value} times the kernel into the output."
    done = at == (x.shape[0] - 1, x.shape[1] - 1)
    return grids(panels, words, title="Where stamps overlap, they add" if done else f"A stamp of {value} times the kernel")


class Step(NamedTuple):
    """One map of a network, and what leads to it: channels, side, and the layer's words ("" for the first)."""

    channels: int
    side: int
    by: str = ""


@styled
def networks(rows: Sequence[tuple[str, Sequence[Step]]], description: str, *, title: str) -> Picture:
    """Networks as rows of boxes, one a map: as high and broad as its side, as deep as the logarithm of its channels.

    Args:
        rows: of each network its name and its maps, in the order of the computation.
    """
    largest = max(step.side for _, steps in rows for step in steps)
    longest = max(len(steps) for _, steps in rows)
    drawing, axes = figure(len(rows), 1, width=8.6, height=1.9 * len(rows) + 0.3, squeeze=False)
    for one, (name, steps) in zip(axes[:, 0], rows, strict=True):
        blank([one])
        one.set_aspect("equal")
        for place, step in enumerate(steps):
            centre, side, deep = 2.7 * place, 0.1 + 1.1 * step.side / largest, 0.09 * math.log2(step.channels + 1)
            for points, shade in _box(centre, side, deep):
                one.add_patch(Polygon(points, facecolor=shade, edgecolor=BLUE, linewidth=1.0))
            one.text(centre + deep / 2, -0.78, f"{step.channels} × {step.side} × {step.side}", ha="center", va="top", fontsize=9)
            if step.by:
                start, end = centre - 1.95, centre - 0.72
                arrow = {"arrowstyle": "->", "color": BLACK, "linewidth": 1.1}
                one.annotate("", (end, 0), xytext=(start, 0), arrowprops=arrow)
                one.text((start + end) / 2, 0.08, step.by, ha="center", va="bottom", fontsize=8, linespacing=1.2)
        one.set_xlim(-0.75, 2.7 * (longest - 1) + 1.2)
        one.set_ylim(-1.05, 0.95)
        one.set_title(name, fontsize=10.5, fontweight="normal")
    drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


def _box(centre: float, side: float, deep: float) -> list[tuple[list[tuple[float, float]], str]]:
    """A box's front, top and right face, with their shades; it goes back by `deep` to the upper right."""
    left, right, low, high = centre - side / 2, centre + side / 2, -side / 2, side / 2
    back = 0.55 * deep
    front = [(left, low), (right, low), (right, high), (left, high)]
    top = [(left, high), (right, high), (right + deep, high + back), (left + deep, high + back)]
    flank = [(right, low), (right + deep, low + back), (right + deep, high + back), (right, high)]
    return [(front, "#DDEBF3"), (top, "#C3DCEA"), (flank, "#A9CDE2")]
