"""Training that fails: pushes on a line, gradient norms on a log axis, where the mass is round by round, memory, a clinic."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter
from torch import Tensor

from gancourse.history import History
from gancourse.plots.picture import (
    BLACK,
    BLUE,
    FAKE,
    GREEN,
    ORANGE,
    PURPLE,
    REAL,
    Picture,
    figure,
    finish,
    label,
    styled,
)
from gancourse.plots.sampling import LINES, array

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, BLACK)
LOG_4, LOG_2 = float(numpy.log(4)), float(numpy.log(2))


@styled
def pushes(
    panels: Sequence[tuple[str, Tensor, Mapping[str, Tensor]]],
    real: Tensor,
    fake: Tensor,
    grid: Tensor,
    description: str,
    *,
    title: str,
) -> Picture:
    """A discriminator on a line between real and generated points, and how far each of two losses pushes each generated point.

    Args:
        panels: of each the title, D on the grid (g,), and for each loss the push on every generated point (m,), to one scale.
        real, fake: points (n,) and (m,).
        grid: rising, (g,).
    """
    drawing, axes = figure(1, len(panels), width=8.8, height=3.7, sharey=True, squeeze=False)
    for one, (name, verdict, forces) in zip(axes[0], panels, strict=True):
        one.plot(array(grid), array(verdict), color=BLACK, linestyle="-")
        one.plot(array(real), 0 * array(real) + 1.0, "o", color=REAL, markersize=5)
        one.plot(array(fake), 0 * array(fake), "x", color=FAKE, markersize=6, markeredgewidth=1.6)
        for (loss, force), floor, colour in zip(forces.items(), (-0.5, -1.0), (GREEN, PURPLE), strict=True):
            heights = floor + numpy.linspace(-0.09, 0.09, len(force))
            for x, length, height in zip(array(fake), array(force), heights, strict=True):
                one.plot([x, x + length], [height] * 2, color=colour, linestyle="-", linewidth=1.3)
                one.plot(x + length, height, ">" if length > 0.05 else ".", color=colour, markersize=4)
            words = f"{loss} push: {float(force.double().mean()):.2g}"
            one.annotate(words, (float(grid[0]), floor + 0.16), ha="left", va="bottom", fontsize=9)
        one.set_ylim(-1.16, 1.12)
        one.set_yticks([0, 0.5, 1])
        label(one, name, "x", "D(x)" if one is axes[0, 0] else "")
        one.yaxis.set_label_coords(-0.17, 0.75)
        one.title.set_fontsize(10.5)
    drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


@styled
def norms(
    panels: Sequence[tuple[str, Mapping[str, tuple[Tensor, Tensor]]]],
    description: str,
    *,
    x: str = "steps of the discriminator alone",
    y: str = "norm of the generator's gradient",
) -> Picture:
    """Norms on two log axes, side by side at one scale: of stacked runs the geometric mean as a line, their range as a band.

    Args:
        panels: of each the title, and for each name the steps (k,), above zero, and norms (k, seeds), above zero.
    """
    drawing, axes = figure(1, len(panels), width=8.6, height=3.3, sharey=True, squeeze=False)
    for one, (title, lines) in zip(axes[0], panels, strict=True):
        for (name, (steps, values)), colour, style, marker in zip(lines.items(), COLOURS, LINES, "os^Dv", strict=False):
            across, up = array(steps), array(values)
            one.fill_between(across, up.min(1), up.max(1), color=colour, alpha=0.18, linewidth=0)
            middle = numpy.exp(numpy.log(up).mean(1))
            one.plot(across, middle, color=colour, linestyle=style, marker=marker, markersize=4, label=name)
        one.set_xscale("log")
        one.set_yscale("log")
        one.yaxis.set_major_locator(LogLocator(numticks=20))
        one.yaxis.set_minor_formatter(NullFormatter())
        label(one, title, x, y if one is axes[0, 0] else "")
        one.title.set_fontsize(11)
    axes[0, 0].legend(fontsize=9, loc="lower left")
    return finish(drawing, description)


@styled
def whereabouts(panels: Sequence[tuple[str, Tensor]], rounds: Sequence[int], description: str, *, title: str) -> Picture:
    """Which mode has how much of the generator's mass, frame by frame: a row a mode, a column a frame, dark for much.

    Args:
        panels: of each the title, and the shares of the modes at each frame, (frames, k).
        rounds: the round of each frame.
    """
    drawing, axes = figure(1, len(panels), width=8.6, height=2.8, sharey=True, squeeze=False)
    for one, (name, shares) in zip(axes[0], panels, strict=True):
        k = shares.shape[1]
        extent = (rounds[0], rounds[-1], k + 0.5, 0.5)
        shown = one.imshow(array(shares).T, cmap="Greys", vmin=0, vmax=1, aspect="auto", extent=extent, interpolation="nearest")
        one.grid(False)
        one.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=9))
        label(one, name, "round", "mode" if one is axes[0, 0] else "")
        one.title.set_fontsize(11)
    drawing.colorbar(shown, ax=list(axes[0]), label="share of the samples", fraction=0.05, pad=0.02)
    drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


VERDICTS: dict[str, Any] = {"training": (BLUE, "-"), "unseen": (GREEN, ":"), "fakes": (ORANGE, "--")}
COLUMNS = ("loss", "mean of D", "gradient norm of G", "samples")


@styled
def clinic(patients: Mapping[str, tuple[History, Tensor, Tensor]], description: str, *, reach: float = 3.0) -> Picture:
    """The charts of several runs, one a row: both losses, the means of D, the norm of G's gradient, and samples at the end.

    Of stacked seeds, bands are their range and lines their median. Samples outside the picture are counted on its border.

    Args:
        patients: for each name its history, with the series "discriminator", "generator", "training", "unseen", "fakes" (means
            of D) and "gradient" (the norm); its data (n, 2) and its generated samples (m, 2).
        reach: half the width of the samples' panel, in the units of the data.
    """
    drawing, axes = figure(
        len(patients), 4, width=8.8, height=1.55 * len(patients) + 0.6, squeeze=False, width_ratios=[1.15, 1, 1.15, 0.8]
    )
    for row, (name, (history, real, fake)) in zip(axes, patients.items(), strict=True):
        _losses(row[0], history)
        row[0].set_ylabel(name, fontweight="bold")
        for series, (colour, style) in VERDICTS.items():
            _band(row[1], history, series, colour, style)
        row[1].set_ylim(-0.04, 1.04)
        row[1].set_yticks([0, 0.5, 1])
        _band(row[2], history, "gradient", BLACK, "-", least=1e-6)
        row[2].set_yscale("log")
        row[2].set_ylim(1e-6, 1e3)
        row[2].yaxis.set_major_locator(LogLocator(numticks=5))
        row[2].yaxis.set_minor_formatter(NullFormatter())
        _samples(row[3], real, fake, reach)
        for one in row:
            one.tick_params(labelsize=8)
    for one, title in zip(axes[0], COLUMNS, strict=True):
        one.set_title(title, fontsize=10.5)
    for one in axes[-1][:3]:
        one.set_xlabel("round", fontsize=9)
    entries: dict[str, Any] = {"loss of D": (BLUE, "-"), "loss of G": (ORANGE, "--"), "log 4, log 2": (BLACK, ":")}
    entries |= {f"D on {series}": look for series, look in VERDICTS.items()}
    handles = [Line2D([], [], color=colour, linestyle=style, label=name) for name, (colour, style) in entries.items()]
    drawing.legend(handles=handles, loc="outside upper center", ncols=6, fontsize=8.5, handlelength=2.2, columnspacing=1.2)
    return finish(drawing, description)


def _losses(axes: Axes, history: History) -> None:
    """Both losses, on an axis that is linear to 2 and logarithmic above."""
    for series, colour, style in (("discriminator", BLUE, "-"), ("generator", ORANGE, "--")):
        _band(axes, history, series, colour, style)
    for level in (LOG_4, LOG_2):
        axes.axhline(level, color=BLACK, linestyle=":", linewidth=0.9)
    every = numpy.concatenate([array(history[series]).ravel() for series in ("discriminator", "generator")])
    high = max(2.5, 1.5 * float(every.max()))
    axes.set_yscale("symlog", linthresh=2)
    axes.set_ylim(min(-0.3, float(every.min()) - 0.2), high)
    powers = [10**power for power in range(1, 12) if 10**power < high]
    axes.set_yticks([0, 1, 2, *powers[:: 1 + len(powers) // 3]])
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.minorticks_off()


def _band(axes: Axes, history: History, series: str, colour: str, style: str, least: float | None = None) -> None:
    """One series of a run: the median of its seeds, and their range."""
    across, up = array(history.rounds(series)), array(history[series])
    up = up[:, None] if up.ndim == 1 else up
    step = max(1, len(across) // 150)  # more than one value a pixel is noise
    across, up = across[::step], up[::step] if least is None else numpy.maximum(up[::step], least)
    axes.fill_between(across, up.min(1), up.max(1), color=colour, alpha=0.2, linewidth=0)
    axes.plot(across, numpy.median(up, 1), color=colour, linestyle=style, linewidth=1.3)


def _samples(axes: Axes, real: Tensor, fake: Tensor, reach: float) -> None:
    """Data and samples; what lies outside is counted."""
    points = array(fake)
    axes.plot(*points.T, "x", color=FAKE, markersize=2.8, markeredgewidth=0.7, zorder=2)
    axes.plot(*array(real).T, "o", color=REAL, markersize=3.6, alpha=0.9, markeredgewidth=0, zorder=3)
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal")
    axes.set_xticks([-2, 0, 2])
    axes.set_yticks([-2, 0, 2])
    outside = float((numpy.abs(points).max(1) > reach).mean())
    if outside > 0.005:
        axes.annotate(
            f"{outside:.0%} outside", (0.5, 0.02), xycoords="axes fraction", ha="center", fontsize=8,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6, "alpha": 0.85},
        )  # fmt: skip
