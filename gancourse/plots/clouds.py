"""Samples as pictures: clouds of points, norms of latents, boxes on a curve, a Markov chain, gradients that scatter."""

from collections.abc import Mapping, Sequence

import numpy
from matplotlib.patches import Rectangle
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, FAKE, GREEN, ORANGE, PURPLE, REAL, SKY, Picture, figure, finish, label, styled
from gancourse.plots.sampling import LINES, array


@styled
def spreads(groups: Mapping[str, Tensor], description: str, *, title: str, x: str, bins: int = 80) -> Picture:
    """Histograms of several groups over one axis, each named at its peak."""
    drawing, axes = figure(width=7.2, height=2.7)
    highest = max(float(values.max()) for values in groups.values())
    edges = numpy.linspace(0, highest, bins + 1)
    for (name, values), colour, style in zip(groups.items(), (BLUE, ORANGE, GREEN, PURPLE, BLACK), LINES, strict=False):
        share = numpy.histogram(array(values), edges)[0] / len(values)
        axes.stairs(share, edges, color=colour, linewidth=1.6, linestyle=style)
        peak = int(share.argmax())
        beside = {"facecolor": "white", "edgecolor": "none", "pad": 1}
        axes.annotate(
            name, (edges[peak], share[peak]), xytext=(0, 4), textcoords="offset points", ha="center", fontsize=9.5, bbox=beside
        )
    axes.margins(y=0.15)
    label(axes, title, x, "share of latents")
    return finish(drawing, description)


@styled
def clouds(panels: Sequence[tuple[str, Tensor]], description: str, *, shade: Tensor | None = None) -> Picture:
    """Points of the plane, side by side; `shade` (n,) in [0, 1] colours the same point alike in every panel."""
    drawing, axes = figure(1, len(panels), width=3.3 * len(panels), height=3.1, squeeze=False)
    for i, (one, (title, points)) in enumerate(zip(axes[0], panels, strict=True)):
        across, up = array(points).T
        if shade is not None:
            one.scatter(across, up, s=4, c=numpy.floor(array(shade) * 7.999), cmap="viridis", linewidth=0)
        else:
            one.scatter(across, up, s=8, marker="ox"[i % 2], linewidth=0.7, color=(REAL, FAKE)[i % 2], alpha=0.6)
        one.set_aspect("equal", "datalim")
        one.set_title(title, fontsize=10.5)
    return finish(drawing, description)


@styled
def boxes(points: Tensor, side: float, sides: Tensor, areas: Mapping[str, Tensor], description: str) -> Picture:
    """Points and the boxes that they hit, beside the area of all boxes hit against their side.

    Args:
        points: (n, 2), shown at the left with boxes of the given side.
        sides: (k,), falling.
        areas: for each name, the areas (k,).
    """
    drawing, (left, right) = figure(1, 2, width=8.0, height=3.3, width_ratios=[1, 1.35])
    corners = numpy.unique(numpy.floor(array(points) / side), axis=0) * side
    for corner in corners:
        left.add_patch(Rectangle(tuple(corner), side, side, facecolor=SKY, edgecolor="white", alpha=0.5, linewidth=0.5))
    left.plot(*array(points[:4000]).T, ".", markersize=1, color=BLUE)
    left.set_aspect("equal", "datalim")
    label(left, f"Boxes of side {side:g}")
    for (name, values), colour, style, mark in zip(areas.items(), (GREEN, BLUE), LINES[1::-1], "so", strict=False):
        right.plot(array(sides), array(values), color=colour, linestyle=style, marker=mark, markersize=4, label=name)
    right.set_xscale("log", base=2)
    right.set_yscale("log")
    right.invert_xaxis()
    right.legend(loc="lower left")
    label(right, "A curve has no area", "side of a box (smaller to the right)", "area of the boxes hit")
    return finish(drawing, description)


@styled
def chain(path: Tensor, independent: Tensor, grid: Tensor, density: Tensor, description: str, *, title: str) -> Picture:
    """The first steps of a Markov chain above as many independent draws, and the density that both follow, turned upright."""
    drawing, axes = figure(2, 2, width=8.0, height=3.6, width_ratios=[4, 1], sharey=True, sharex="col")
    for row, name, values, colour in zip(axes, ("chain", "independent"), (path, independent), (BLUE, GREEN), strict=True):
        row[0].plot(array(values), ".", markersize=2, color=colour)
        row[1].hist(
            array(values), bins=50, range=(float(grid[0]), float(grid[-1])), density=True, orientation="horizontal", color=SKY
        )
        row[1].plot(array(density), array(grid), color=BLACK, linestyle="--", linewidth=1.3)
        row[0].set_ylabel(f"{name}: x")
    axes[0, 0].set_title(title)
    axes[1, 0].set_xlabel("step")
    axes[1, 1].set_xlabel("density")
    return finish(drawing, description)


@styled
def estimates(rows: Mapping[str, tuple[float, float]], exact: float, description: str, *, title: str, x: str) -> Picture:
    """Estimators, one a row: a disc at the mean, a bar of one standard deviation either way, a line at the truth.

    The line is named in the first row, to its right.
    """
    drawing, axes = figure(width=7.2, height=0.42 * len(rows) + 1.2)
    clear = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    axes.axvline(exact, color=BLACK, linestyle="--", linewidth=1.3)
    axes.annotate("the exact gradient", (exact, 0), xytext=(6, 0), textcoords="offset points", va="center", fontsize=9.5)
    for place, (mean, deviation) in enumerate(rows.values()):
        axes.errorbar(mean, place, xerr=deviation, fmt="o", color=BLUE, ecolor=SKY, elinewidth=5, markersize=6)
        text = f"{mean:.2f} ± {deviation:.2f}"
        axes.annotate(text, (mean, place), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=8.5, bbox=clear)
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.4, -0.7)
    label(axes, title, x)
    return finish(drawing, description)
