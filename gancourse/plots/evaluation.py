"""How samples are measured: sheets side by side, ellipses of features, numbers against the sample size, balls of neighbours."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.patches import Circle, Ellipse
from torch import Tensor

from gancourse.plots.picture import (
    BLACK,
    BLUE,
    FAKE,
    GREEN,
    ORANGE,
    PURPLE,
    REAL,
    Picture,
    blank,
    figure,
    finish,
    label,
    styled,
)
from gancourse.plots.sampling import LINES, array

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, BLACK)
TITLE: dict[str, Any] = {"x": 0.01, "ha": "left", "fontsize": 12, "fontweight": "bold"}


@styled
def sheets(groups: Mapping[str, Tensor], description: str, *, title: str, columns: int = 8, credit: str = "") -> Picture:
    """Sheets of pictures side by side, each under its name.

    Args:
        groups: for each name pictures (n, 1, h, w) in [-1, 1], of one size; other values are clipped.
        columns: pictures in a row of one sheet.
    """
    rows = max(-(-len(pictures) // columns) for pictures in groups.values())
    width = 8.6
    drawing, axes = figure(1, len(groups), width=width, height=width / len(groups) * rows / columns + 0.5, squeeze=False)
    blank(list(axes[0]))
    for one, (name, pictures) in zip(axes[0], groups.items(), strict=True):
        one.imshow(_mosaic(pictures, rows, columns), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        one.set_title(name, fontsize=10, fontweight="normal")
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description, credit=credit, colours=32)


def _mosaic(pictures: Tensor, rows: int, columns: int) -> Any:
    """One picture of all, with a white line of a pixel between them; what is missing is white."""
    shown = (array(pictures.detach().float())[:, 0].clip(-1, 1) + 1) / 2  # (n, h, w)
    _, height, width = shown.shape
    found = numpy.ones((rows * (height + 1) - 1, columns * (width + 1) - 1))
    for place, one in enumerate(shown[: rows * columns]):
        top, left = place // columns * (height + 1), place % columns * (width + 1)
        found[top : top + height, left : left + width] = one
    return found


@styled
def ellipses(real: Tensor, others: Mapping[str, Tensor], description: str, *, title: str, x: str, y: str) -> Picture:
    """Two numbers of every picture: real ones as discs with a full ellipse, others as crosses with a dashed one.

    An ellipse is two standard deviations about the mean in every direction: all that the Frechet distance is told.

    Args:
        real: (n, 2).
        others: for each name (m, 2).
    """
    drawing, axes = figure(1, len(others), width=8.8, height=3.1, sharex=True, sharey=True, squeeze=False)
    for one, (name, points) in zip(axes[0], others.items(), strict=True):
        one.plot(*array(real).T, "o", color=REAL, markersize=2, alpha=0.5, markeredgewidth=0)
        one.plot(*array(points).T, "x", color=FAKE, markersize=3, markeredgewidth=0.7)
        for cloud, colour, style in ((real, REAL, "-"), (points, "#8A5A00", "--")):  # a darker orange: lines on crosses
            one.add_patch(_ellipse(array(cloud), edgecolor=colour, linestyle=style, linewidth=2, facecolor="none", zorder=5))
        label(one, name, x, y if one is axes[0, 0] else "")
        one.title.set_fontsize(10)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description, colours=32)


def _ellipse(points: Any, **style: Any) -> Ellipse:
    values, axes = numpy.linalg.eigh(numpy.cov(points.T))
    angle = numpy.degrees(numpy.arctan2(axes[1, 1], axes[0, 1]))
    small, large = 4 * numpy.sqrt(values.clip(0))
    return Ellipse(tuple(points.mean(0)), large, small, angle=angle, **style)


Counted = tuple[Sequence[int], Tensor]  # how many pictures (k,), and values (k, splits)


@styled
def against_n(
    panels: Sequence[tuple[str, str, Mapping[str, Counted]]],
    description: str,
    *,
    theory: Mapping[str, tuple[float, float]] | None = None,
) -> Picture:
    """A measure against 1/n, so that C/n is a straight line: means over splits, with two standard errors of the mean.

    Args:
        panels: of each the title, what is measured, and for each name the numbers of pictures and the values.
        theory: in the first panel, lines a + C/n, dotted, as (a, C) for each name.
    """
    drawing, axes = figure(1, len(panels), width=8.8, height=3.3, squeeze=False)
    for place, (one, (title, measured, lines)) in enumerate(zip(axes[0], panels, strict=True)):
        for (name, (n, values)), colour, style, marker in zip(lines.items(), COLOURS, LINES, "osD^v", strict=False):
            across, up = 1 / numpy.array(n), array(values)
            error = 2 * up.std(1, ddof=1) / numpy.sqrt(up.shape[1])
            one.errorbar(
                across, up.mean(1), error, color=colour, linestyle=style, marker=marker, markersize=5, capsize=3, label=name
            )
        for name, (start, slope) in (theory or {}).items() if place == 0 else ():
            ends = numpy.array([0, max(1 / min(n) for n, _ in lines.values())])
            one.plot(ends, start + slope * ends, color=BLACK, linestyle=":", linewidth=1.4, label=name)
        sizes = sorted({number for n, _ in lines.values() for number in n})
        one.set_xticks([0, *(1 / number for number in sizes)], ["∞", *(f"{number:,}" for number in sizes)])
        one.axhline(0, color=BLACK, linewidth=0.8, linestyle="-")
        one.set_xlim(left=0)
        one.legend(fontsize=8.5)
        label(one, title, "pictures of each kind n (scale: 1/n)", measured)
        one.title.set_fontsize(11)
    return finish(drawing, description)


@styled
def balls(
    panels: Sequence[tuple[str, Tensor, Tensor, Tensor, Tensor]], description: str, *, title: str, of: Sequence[str]
) -> Picture:
    """Balls about the points of one set, and the points of the other, ringed where no ball holds them.

    Args:
        panels: of each the title, centres (n, 2), radii (n,), points (m, 2), and which points are inside, (m,).
        of: of each panel whose balls are drawn, "real" or "generated".
    """
    drawing, axes = figure(1, len(panels), width=8.8, height=3.5, sharex=True, sharey=True, squeeze=False)
    blank(list(axes[0]))
    looks = {"real": (REAL, "o", 4), "generated": (FAKE, "x", 5)}
    for one, (name, centres, radii, points, inside), whose in zip(axes[0], panels, of, strict=True):
        colour, mark, size = looks[whose]
        other, sign, extent = looks["generated" if whose == "real" else "real"]
        for centre, radius in zip(array(centres), array(radii), strict=True):
            one.add_patch(Circle(tuple(centre), float(radius), facecolor=colour, alpha=0.13, edgecolor="none"))
            one.add_patch(Circle(tuple(centre), float(radius), facecolor="none", edgecolor=colour, alpha=0.5, linewidth=0.6))
        one.plot(*array(centres).T, mark, color=colour, markersize=size)
        one.plot(*array(points).T, sign, color=other, markersize=extent)
        one.plot(*array(points[~inside]).T, "o", color=BLACK, markersize=10, markerfacecolor="none", markeredgewidth=1.1)
        one.set_aspect("equal")
        label(one, name)
        one.title.set_fontsize(10)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description, colours=48)
