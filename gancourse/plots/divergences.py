"""Two laws and what tells them apart: densities with the best discriminator, fits, JS against TV, estimates beside the truth."""

from collections.abc import Mapping, Sequence

import numpy
import torch
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, FAKE, GREEN, REAL, SKY, Picture, figure, finish, label, styled
from gancourse.plots.sampling import LINES, array
from gancourse.theory.divergences import js_range

TITLE = {"x": 0.01, "ha": "left", "fontsize": 12, "fontweight": "bold"}


@styled
def judged(
    panels: Mapping[str, tuple[Tensor, Tensor, Tensor, Tensor | None]], grid: Tensor, description: str, *, title: str
) -> Picture:
    """Two densities above, the best discriminator below, and, where there are some, trained ones as a band over the seeds.

    Args:
        panels: for each title the densities p and q on the grid (n,), D* (n,), and D of trained networks (seeds, n) or None.
        grid: rising, (n,).
    """
    drawing, axes = figure(
        2,
        len(panels),
        width=2.75 * len(panels) + 0.6,
        height=3.7,
        sharex=True,
        sharey="row",
        squeeze=False,
        height_ratios=[1, 1.3],
    )
    x = array(grid)
    for (above, below), (heading, (p, q, best, learned)) in zip(axes.T, panels.items(), strict=True):
        above.fill_between(x, array(p), color=REAL, alpha=0.3, linewidth=0)
        above.plot(x, array(p), color=REAL, linestyle="-", label="p, real")
        above.plot(x, array(q), color=FAKE, linestyle="--", label="q, generated")
        above.set_title(heading, fontsize=10, fontweight="normal")
        below.axhline(0.5, color=BLACK, linewidth=0.7, linestyle=":")
        if learned is not None:
            low, high = array(learned.amin(0)), array(learned.amax(0))
            below.fill_between(x, low, high, color=GREEN, alpha=0.35, linewidth=0)
            name = f"D of {len(learned)} networks"
            below.plot(x, array(learned.mean(0)), color=GREEN, linewidth=5, linestyle="-", alpha=0.45, label=name)
        below.plot(x, array(best), color=BLACK, linestyle="-", linewidth=1.3, label="D*")
        below.set_ylim(-0.03, 1.03)
        below.set_yticks([0, 0.5, 1])
        below.set_xlabel("x")
    axes[0, 0].set_ylabel("density")
    axes[1, 0].set_ylabel("says “real”")
    for row in axes:
        row[-1].legend(fontsize=8.5, loc="center left", bbox_to_anchor=(1.01, 0.5))
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


@styled
def fits(target: Tensor, fitted: Mapping[str, Tensor], grid: Tensor, description: str, *, title: str) -> Picture:
    """One target density and, side by side, what was fitted to it: the target filled, the fit dashed.

    Args:
        target: p on the grid, (n,).
        fitted: for each title, q on the grid (n,).
        grid: rising, (n,).
    """
    drawing, axes = figure(1, len(fitted), width=8.4, height=2.6, sharex=True, sharey=True, squeeze=False)
    for one, (name, q) in zip(axes[0], fitted.items(), strict=True):
        one.fill_between(array(grid), array(target), color=REAL, alpha=0.3, linewidth=0)
        one.plot(array(grid), array(target), color=REAL, linestyle="-", linewidth=1.2, label="p")
        one.plot(array(grid), array(q), color=FAKE, linestyle="--", label="fitted q")
        one.set_title(name, fontsize=10, fontweight="normal")
        one.set_xlabel("x")
    axes[0, 0].set_ylabel("density")
    axes[0, 0].legend(fontsize=8.5, loc="upper right")
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


@styled
def js_against_tv(tv: Tensor, js: Tensor, description: str, *, title: str) -> Picture:
    """Pairs of laws as points, JS (in bits) against total variation, between the least and the most that JS can be.

    Args:
        tv, js: (n,), js in bits.
    """
    drawing, axes = figure(width=6.4, height=3.2)
    across = torch.linspace(0, 1, 200, dtype=torch.float64)
    lower, upper = js_range(across, "bits")
    axes.plot(array(tv), array(js), ".", markersize=2.5, color=BLUE, alpha=0.6, label="pairs of laws")
    axes.plot(array(across), array(upper), color=BLACK, linestyle="--", label="most: TV")
    axes.plot(array(across), array(lower), color=BLACK, linestyle="-", label="least: 1 − h((1 − TV)/2)")
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    label(axes, title, "total variation = 2 · best accuracy − 1", "JS in bits")
    return finish(drawing, description)


@styled
def beside_the_truth(rows: Mapping[str, tuple[Tensor, float]], description: str, *, title: str, x: str) -> Picture:
    """Estimates of several numbers, one row each: a dot a seed, and a tall tick at the exact value.

    Args:
        rows: for each name the estimates (seeds,) and the exact number.
    """
    drawing, axes = figure(width=7.2, height=0.42 * len(rows) + 1.2)
    for place, (values, exact) in enumerate(rows.values()):
        across = array(values)
        rise = 0.55 * ((numpy.argsort(numpy.argsort(across)) * 0.618) % 1 - 0.5)  # apart, by a rule
        axes.plot(across, place + rise, "o", color=SKY, markeredgecolor=BLUE, markersize=5, label="" if place else "a seed")
        axes.plot(
            [exact] * 2, [place - 0.42, place + 0.42], color=BLACK, linestyle="-", linewidth=2, label="" if place else "exact"
        )
    axes.set_yticks(range(len(rows)), list(rows))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.legend(fontsize=9, loc="center left", bbox_to_anchor=(1.01, 0.5))
    label(axes, title, x)
    return finish(drawing, description)


@styled
def panels(
    across: Tensor,
    each: Sequence[tuple[str, str, Mapping[str, Tensor], str]],
    description: str,
    *,
    x: str,
    mark: tuple[str, float] | None = None,
) -> Picture:
    """Curves over one axis in panels side by side, each with its own scale.

    Args:
        across: (n,).
        each: of each panel its title, what is measured, for each name the values (n,), and "linear", "log" or "log-log".
        mark: a named level in the first panel.
    """
    drawing, axes = figure(1, len(each), width=8.6 if len(each) > 1 else 6.4, height=2.9, squeeze=False)
    for one, (title, measured, lines, scale) in zip(axes[0], each, strict=True):
        for (name, values), colour, style in zip(lines.items(), (BLUE, FAKE, GREEN, BLACK), LINES, strict=False):
            one.plot(array(across), array(values), color=colour, linestyle=style, label=name)
        one.set_yscale("linear" if scale == "linear" else "log")
        one.set_xscale("log" if scale == "log-log" else "linear")
        if len(lines) > 1:
            one.legend(fontsize=9)
        label(one, title, x, measured)
        one.title.set_fontsize(11)
    if mark:
        axes[0, 0].axhline(mark[1], color=BLACK, linestyle=":", linewidth=1.2)
        axes[0, 0].annotate(mark[0], (float(across[0]), mark[1]), xytext=(2, -11), textcoords="offset points", fontsize=9)
    return finish(drawing, description)
