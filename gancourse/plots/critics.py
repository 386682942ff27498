"""Critics in pictures: values beside the exact distance, value surfaces, weights and slopes, where a penalty looks, meters."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.ticker import LogLocator
from torch import Tensor

from gancourse.plots.picture import (
    BLACK,
    BLUE,
    FAKE,
    GREEN,
    ORANGE,
    PURPLE,
    REAL,
    RED,
    Picture,
    blank,
    figure,
    finish,
    label,
    styled,
)
from gancourse.plots.sampling import LINES, array

TITLE: dict[str, Any] = {"x": 0.01, "ha": "left", "fontsize": 12, "fontweight": "bold"}
COLOURS = (BLUE, ORANGE, GREEN, PURPLE, RED, BLACK)
MARKERS = "osD^vP"


@styled
def ratios(rows: Mapping[str, Mapping[str, Tensor]], description: str, *, title: str, x: str) -> Picture:
    """Values over exact ones on a log axis, a row a critic and a mark a seed, of another form for each pair of laws; a line at 1.

    Args:
        rows: for each critic, for each pair of laws, positive numbers (seeds,).
    """
    drawing, axes = figure(width=8.2, height=0.5 * len(rows) + 1.3)
    axes.axvline(1, color=BLACK, linestyle=":", linewidth=1.4)
    for place, pairs in enumerate(rows.values()):
        for (name, values), colour, marker in zip(pairs.items(), COLOURS, MARKERS, strict=False):
            rise = numpy.linspace(-0.2, 0.2, len(values))
            entry = {"label": name} if place == 0 else {}
            axes.plot(array(values), place + rise, marker, color=colour, markersize=5.5, alpha=0.85, **entry)
    axes.set_xscale("log")
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), fontsize=9.5, title="laws")
    label(axes, title, x)
    return finish(drawing, description)


@styled
def surfaces(rows: Sequence[tuple[str, Tensor, Mapping[str, Tensor]]], grid: Tensor, description: str, *, title: str) -> Picture:
    """Level lines of critics over the plane, each from its own lowest to its own highest value, light for high.

    Args:
        rows: of each pair of laws its name, real data (n, 2), and for each critic its values on the square grid (g, g).
        grid: rising, (g,), across and up.
    """
    columns = len(rows[0][2])
    drawing, axes = figure(len(rows), columns, width=9.0, height=1.85 * len(rows) + 0.6, squeeze=False)
    blank(list(axes.flat))
    at = array(grid)
    for place, (line, (name, real, critics)) in enumerate(zip(axes, rows, strict=True)):
        for one, (critic, values) in zip(line, critics.items(), strict=True):
            one.contourf(at, at, array(values), levels=10, cmap="Greys_r", alpha=0.45)
            one.contour(at, at, array(values), levels=10, colors=[BLACK], linewidths=0.6, linestyles="-")
            one.plot(*array(real).T, "o", color=REAL, markersize=2.4, markeredgewidth=0)
            one.set_xlim(at[0], at[-1])
            one.set_ylim(at[0], at[-1])
            one.set_aspect("equal")
            if place == 0:
                one.set_title(critic, fontsize=10.5, fontweight="normal")
        line[0].set_ylabel(name)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description, colours=32)


@styled
def histograms(
    panels: Sequence[tuple[str, str, Mapping[str, Tensor], tuple[float, float]]],
    description: str,
    *,
    mark: tuple[int, float] | None = None,
    bins: int = 60,
) -> Picture:
    """Histograms as steps, side by side: of each group the share of its numbers in each bin.

    Args:
        panels: of each the title, what is measured, for each name its numbers (n,), and the range; what lies outside counts
            in the outermost bins.
        mark: a panel's number and a value that is marked there by a dotted line.
    """
    drawing, axes = figure(1, len(panels), width=8.8, height=2.9, squeeze=False)
    for place, (one, (title, measured, groups, (low, high))) in enumerate(zip(axes[0], panels, strict=True)):
        edges = numpy.linspace(low, high, bins + 1)
        for (name, values), colour, style in zip(groups.items(), COLOURS, LINES, strict=False):
            share = numpy.histogram(array(values).clip(low, high), edges)[0] / values.numel()
            one.stairs(share, edges, color=colour, linestyle=style, linewidth=1.6, label=name)
        if mark and mark[0] == place:
            one.axvline(mark[1], color=BLACK, linestyle=":", linewidth=1.2)
        one.legend(fontsize=9)
        label(one, title, measured, "share" if place == 0 else "")
        one.title.set_fontsize(11)
    return finish(drawing, description)


@styled
def between(panels: Sequence[tuple[str, Tensor]], real: Tensor, fake: Tensor, description: str, *, title: str) -> Picture:
    """Points that are meant to lie between a real and a generated sample of two numbers, for several ways to draw them.

    Args:
        panels: of each the title and the points (n, 2).
        real, fake: (2,).
    """
    drawing, axes = figure(1, len(panels), width=3.1 * len(panels), height=2.9, sharex=True, sharey=True, squeeze=False)
    for one, (name, points) in zip(axes[0], panels, strict=True):
        one.plot(*array(points).T, ".", color=BLACK, markersize=2.5, alpha=0.7, label="x̂")
        one.plot(*array(real), "o", color=REAL, markersize=9, label="real")
        one.plot(*array(fake), "x", color=FAKE, markersize=10, markeredgewidth=2.5, label="generated")
        label(one, name, "first number", "second number" if one is axes[0, 0] else "")
        one.title.set_fontsize(10.5)
    drawing.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


@styled
def depths(layers: Tensor, lines: Mapping[str, Tensor], description: str, *, title: str, x: str, y: str) -> Picture:
    """Slopes over many powers of ten by the number of layers, each line named at its end; the range of the seeds is a band.

    Args:
        layers: rising, (k,).
        lines: for each name the slopes (k, seeds), above zero.
    """
    drawing, axes = figure(width=7.2, height=3.4)
    across = array(layers)
    axes.plot([across[0], across[-1]], [1, 1], color=BLACK, linestyle=":", linewidth=1.2)
    for (name, values), colour, style, marker in zip(lines.items(), COLOURS, LINES, MARKERS, strict=False):
        up = array(values)
        axes.fill_between(across, up.min(1), up.max(1), color=colour, alpha=0.2, linewidth=0)
        middle = numpy.exp(numpy.log(up).mean(1))
        axes.plot(across, middle, color=colour, linestyle=style, marker=marker, markersize=5)
        end = (across[-1], middle[-1])
        axes.annotate(name, end, xytext=(8, 0), textcoords="offset points", va="center", fontsize=9.5, annotation_clip=False)
    axes.set_xscale("log", base=2)
    axes.set_yscale("log")
    axes.set_xticks(across, [f"{value:g}" for value in across])
    axes.yaxis.set_major_locator(LogLocator(base=1000, numticks=20))
    axes.minorticks_off()
    axes.set_xlim(0.95 * across[0], 1.4 * across[-1])
    label(axes, title, x, y)
    return finish(drawing, description)


@styled
def meters(
    panels: Sequence[tuple[str, str, Mapping[str, tuple[Tensor, Tensor]]]],
    description: str,
    *,
    x: str,
    title: str,
    expected: tuple[int, Tensor, Tensor] | None = None,
) -> Picture:
    """Readings against the exact distance, a mark a generator, of another form and colour for each run.

    Args:
        panels: of each the title, what is read, and for each run the exact distances (k,) and the readings (k,).
        expected: the number of a panel in which a dotted curve is drawn, through distances (m,) and readings (m,).
    """
    drawing, axes = figure(1, len(panels), width=3.0 * len(panels), height=3.3, squeeze=False)
    looks: dict[str, tuple[str, str]] = {}
    for place, (one, (name, read, runs)) in enumerate(zip(axes[0], panels, strict=True)):
        for run, (exact, reading) in runs.items():
            colour, marker = looks.setdefault(run, (COLOURS[len(looks)], MARKERS[len(looks)]))
            one.plot(array(exact), array(reading), marker, color=colour, markersize=5.5, alpha=0.8, label=run)
        if expected and expected[0] == place:
            one.plot(array(expected[1]), array(expected[2]), color=BLACK, linestyle=":", linewidth=1.4, zorder=1)
        label(one, name, x, read)
        one.title.set_fontsize(10.5)
    handles = {run: handle for one in axes[0] for handle, run in zip(*one.get_legend_handles_labels(), strict=True)}
    drawing.legend([handles[run] for run in looks], list(looks), loc="outside lower center", ncols=len(looks), fontsize=9)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)
