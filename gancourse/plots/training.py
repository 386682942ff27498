"""A game as it is played: film strips, a line's duel step by step, numbers by round, a teacher's arrows, seeds as dots."""

from collections.abc import Mapping, Sequence

import numpy
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from torch import Tensor

from gancourse.plots.picture import (
    BLACK,
    BLUE,
    FAKE,
    GREEN,
    ORANGE,
    PURPLE,
    REAL,
    SKY,
    Picture,
    blank,
    figure,
    finish,
    label,
    styled,
)
from gancourse.plots.sampling import LINES, array

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, BLACK)


@styled
def film(
    frames: Sequence[Tensor], rounds: Sequence[int], real: Tensor, description: str, *, title: str, columns: int = 6
) -> Picture:
    """Samples in the plane at several rounds: real data as blue discs, generated samples as orange crosses.

    Args:
        frames: of each round the samples, (n, 2).
        rounds: the round of each frame.
        real: data, (m, 2), the same in every panel.
        columns: panels a row.
    """
    count = -(-len(frames) // columns)
    drawing, axes = figure(count, columns, width=8.4, height=1.62 * count + 0.35, squeeze=False)
    blank(list(axes.flat))
    reach = 1.25 * float(real.abs().max())
    for one, points, round in zip(axes.flat, frames, rounds, strict=False):
        one.plot(*array(real).T, "o", color=REAL, markersize=8, alpha=0.55, markeredgewidth=0)
        one.plot(*array(points).T, "x", color=FAKE, markersize=2.5, markeredgewidth=0.6)
        one.set_xlim(-reach, reach)
        one.set_ylim(-reach, reach)
        one.set_aspect("equal")
        one.set_title(f"round {round:,}", fontsize=9.5, fontweight="normal")
    drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


@styled
def duel(
    steps: Sequence[tuple[str, Tensor, Tensor]], real: Tensor, grid: Tensor, description: str, *, columns: int = 3
) -> Picture:
    """The game on a line, move by move: heaps of real and of generated points, and the discriminator's D(x) above them.

    Args:
        steps: of each panel its title, the generated points (n,), and D on the grid (m,).
        real: data (n,).
        grid: rising, (m,).
    """
    count = -(-len(steps) // columns)
    drawing, axes = figure(count, columns, width=8.6, height=1.95 * count, sharex=True, sharey=True, squeeze=False)
    edges = numpy.linspace(float(grid[0]), float(grid[-1]), 50)
    for one, (title, fake, verdict) in zip(axes.flat, steps, strict=False):
        for points, colour, hatch, name in ((real, REAL, "", "real"), (fake, FAKE, "xxxx", "generated")):
            share = numpy.histogram(array(points), edges)[0] / len(points)
            style = {"facecolor": (*_rgb(colour), 0.35), "edgecolor": colour, "hatch": hatch, "linewidth": 0.8}
            one.stairs(share * 6, edges, fill=True, label=name, **style)
        one.plot(array(grid), array(verdict), color=BLACK, linestyle="-", label="D(x)")
        one.set_title(title, fontsize=9.5, fontweight="normal")
        one.set_ylim(0, 1.02)
        one.set_yticks([0, 0.5, 1])
    for one in axes[-1]:
        one.set_xlabel("x")
    axes[0, 0].legend(fontsize=8, loc="upper left", handlelength=1.2)
    return finish(drawing, description)


def _rgb(colour: str) -> tuple[float, ...]:
    return tuple(int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))


Numbers = tuple[Tensor, Tensor]  # rounds (k,), and values (k,) or (k, seeds)


@styled
def by_round(
    panels: Sequence[tuple[str, str, Mapping[str, Numbers]]],
    description: str,
    *,
    marks: Mapping[str, float] | None = None,
    limits: Sequence[tuple[float, float] | None] = (),
    x: str = "round",
    height: float = 2.9,
) -> Picture:
    """Numbers of a run by round, side by side; of stacked runs the mean as a line and the range of the seeds as a band.

    Args:
        panels: of each the title, what is measured, and for each name its rounds and values.
        marks: named levels, drawn as thin dotted lines in the first panel and named at its right end.
        limits: of y, one a panel.
    """
    drawing, axes = figure(1, len(panels), width=8.6 if len(panels) > 1 else 7.2, height=height, squeeze=False)
    for place, (one, (title, measured, lines)) in enumerate(zip(axes[0], panels, strict=True)):
        for (name, (rounds, values)), colour, style in zip(lines.items(), COLOURS, LINES, strict=False):
            across, up = array(rounds), array(values)
            if up.ndim == 2:
                one.fill_between(across, up.min(1), up.max(1), color=colour, alpha=0.18, linewidth=0)
                up = up.mean(1)
            one.plot(across, up, color=colour, linestyle=style, label=name)
        if place == 0:
            _mark(one, marks or {})
        if place < len(limits) and limits[place]:
            one.set_ylim(limits[place])
        if len(lines) > 1 and len(panels) > 1:
            one.legend(fontsize=9)
        elif len(lines) > 1:
            one.legend(fontsize=9, loc="center left", bbox_to_anchor=(1.01, 0.5))
        label(one, title, x, measured)
        one.title.set_fontsize(11)
    return finish(drawing, description)


def _mark(axes: Axes, marks: Mapping[str, float]) -> None:
    """Named levels."""
    clear = {"facecolor": "white", "edgecolor": "none", "pad": 0.5, "alpha": 0.8}
    for name, level in marks.items():
        axes.axhline(level, color=BLACK, linestyle=":", linewidth=1.2)
        axes.annotate(
            name, (1, level), xytext=(0, 2), xycoords=("axes fraction", "data"), textcoords="offset points",
            ha="right", va="bottom", fontsize=8.5, bbox=clear,
        )  # fmt: skip


@styled
def teacher(
    verdict: tuple[Tensor, Tensor, Tensor],
    real: Tensor,
    fake: Tensor,
    push: Tensor,
    description: str,
    *,
    title: str,
    middle: float | None = None,
) -> Picture:
    """The discriminator over the plane, and at each generated point the way in which it would have it moved.

    Args:
        verdict: across (w,), up (h,), and D on that grid, (h, w).
        real, fake: points, (n, 2) and (m, 2).
        push: of each generated point the direction of steepest rise of the logit, (m, 2), drawn to one scale.
        middle: given, the verdict is a critic's f, in levels of its own, and this one is drawn as a line.
    """
    across, up, level = (array(each) for each in verdict)
    drawing, axes = figure(width=6.6, height=4.0)
    low, high = (0.0, 1.0) if middle is None else (float(level.min()), float(level.max()))
    line, name = (0.5, "D = 0.5") if middle is None else (middle, f"f = {middle:.2g}")
    axes.contourf(across, up, level, levels=numpy.linspace(low, max(high, low + 1e-6), 11), cmap="Greys_r", alpha=0.55)
    if low < line < high:
        edge = axes.contour(across, up, level, levels=[line], colors=[BLACK], linestyles=["--"], linewidths=1.2)
        axes.clabel(edge, fmt=name, fontsize=8)
    axes.plot(*array(real).T, "o", color=REAL, markersize=3, markeredgewidth=0, label="real")
    axes.plot(*array(fake).T, "x", color=FAKE, markersize=5, markeredgewidth=1.2, label="generated")
    axes.quiver(*array(fake).T, *array(push).T, angles="xy", color=BLACK, width=0.0035, alpha=0.9)
    axes.grid(False)
    axes.set_aspect("equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1.01, 1))
    what = "D" if middle is None else "f"
    label(axes, title, f"light: {what} near {high:.2g}; dark: {what} near {low:.2g}")
    return finish(drawing, description, colours=128)


@styled
def dots(groups: Mapping[str, Tensor], description: str, *, title: str, x: str, mark: tuple[str, float] | None = None) -> Picture:
    """One dot a seed, one row a group, with a tick at the mean: a spread that a mean alone would hide.

    Args:
        groups: for each name its values, (seeds,).
        mark: a named level.
    """
    drawing, axes = figure(width=7.2, height=0.5 * len(groups) + 1.15)
    for place, values in enumerate(groups.values()):
        across = array(values)
        rise = 0.6 * ((numpy.argsort(numpy.argsort(across)) * 0.618) % 1 - 0.5)  # apart, by a rule
        axes.plot(across, place + rise, "o", color=SKY, markeredgecolor=BLUE, markersize=6)
        axes.plot([across.mean()] * 2, [place - 0.36, place + 0.36], color=BLACK, linestyle="-", linewidth=2)
    if mark:
        axes.axvline(mark[1], color=BLACK, linestyle=":", linewidth=1.3)
        axes.annotate(mark[0], (mark[1], -0.55), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9)
    if all((array(values) % 1 == 0).all() for values in groups.values()):
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_yticks(range(len(groups)), list(groups))
    axes.set_ylim(len(groups) - 0.5, -0.75)
    label(axes, title, x)
    return finish(drawing, description)
