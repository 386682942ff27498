"""Maps from noise to data: dots that are carried, cdfs and their inverses, histograms, strips of mass."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
import torch
from numpy.typing import NDArray
from torch import Tensor

from gancourse.data import mixture
from gancourse.plots.picture import BLACK, BLUE, GREEN, ORANGE, PURPLE, SKY, Picture, figure, finish, label, styled
from gancourse.theory import laws
from gancourse.theory.sampling import numeric_quantile

LINES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))


def array(values: Tensor) -> NDArray[Any]:
    """A tensor as matplotlib wants it."""
    return values.detach().cpu().numpy()


@styled
def carried_dots(u: Tensor, carried: Mapping[str, Tensor], description: str) -> Picture:
    """One row of dots on (0, 1), and where each generator carries them: they land in heaps that show the law.

    Args:
        u: latents (n,), rising.
        carried: for each title, G(u) (n,).
    """
    drawing, axes = figure(1, len(carried), width=9.2, height=3.4)
    fall = numpy.linspace(0, 1, 40)
    ease = fall**2 * (3 - 2 * fall)  # leaves and lands vertically
    shades = numpy.linspace(0, 1, len(u))
    for one, (title, x) in zip(axes, carried.items(), strict=True):
        landed = array(x)
        low, high = landed.min(), landed.max()
        place = (landed - low) / (high - low)
        heap = numpy.floor(place * 15.999)
        height = numpy.array([(heap[:i] == heap[i]).sum() for i in range(len(heap))]) / 14
        shelf = (heap + 0.5) / 16
        for start, end, floor, shade in zip(array(u), shelf, height, shades, strict=True):
            colour = (0.0, 0.25 + 0.4 * shade, 0.75 - 0.4 * shade, 0.45)
            one.plot(start + (end - start) * ease, 2.1 + (floor - 2.1) * fall, color=colour, linewidth=0.7, linestyle="-")
        one.plot(array(u), numpy.full(len(u), 2.1), "o", markersize=2.5, color=BLACK)
        one.plot(shelf, height, "o", markersize=4, color=BLUE)
        one.set_xticks([0.5 / 16, 15.5 / 16], [f"{round(low, 1):g}", f"{round(high, 1):g}"])
        one.set_yticks([])
        one.grid(False)
        one.spines["left"].set_visible(False)
        one.set_ylim(-0.12, 2.25)
        label(one, title, "x")
    axes[0].set_ylabel("uniform noise above, data below")
    return finish(drawing, description)


def four_generators() -> Picture:
    """The first picture of lesson 02: 48 evenly spaced latents, carried by four quantile functions to four laws."""
    u = (torch.arange(48).double() + 0.5) / 48
    species = mixture([[-2.0], [1.5]], [0.5, 0.7], [0.3, 0.7], dtype=torch.float64)
    carried = {
        "Waiting times": laws.exponential.quantile(u),
        "Errors": laws.normal.quantile(u),
        "Two species": numeric_quantile(lambda x: species.cdf(x[:, None]), u, -9, 9),
        "A die": (6 * u).ceil(),
    }
    return carried_dots(
        u,
        carried,
        "In each of four panels the same 48 evenly spaced dots on top are carried down in their order and land in heaps:"
        " a falling slope, a bell, two humps, six equal piles.",
    )


@styled
def histograms(panels: Sequence[tuple[str, Tensor, Tensor, Tensor | None]], description: str, *, x: str = "x") -> Picture:
    """Histograms of samples, each with the density that it should follow.

    Args:
        panels: of each the title, samples (n,), a rising grid (m,), and the density on it (m,) or None.
        x: what is measured, with its unit.
    """
    drawing, axes = figure(1, len(panels), width=3.4 * len(panels) + 1.2, height=2.9, squeeze=False)
    for one, (title, samples, grid, density) in zip(axes[0], panels, strict=True):
        edges = numpy.linspace(float(grid[0]), float(grid[-1]), 61)
        counts, _ = numpy.histogram(array(samples), edges)
        one.stairs(counts / len(samples) / (edges[1] - edges[0]), edges, fill=True, color=SKY, alpha=0.55, label="samples")
        if density is not None:
            one.plot(array(grid), array(density), color=BLACK, linewidth=1.4, linestyle="--", label="density")
            one.legend()
        label(one, title, x, "density" if one is axes[0, 0] else "")
    return finish(drawing, description)


@styled
def cdf_and_quantile(
    grid: Tensor, cdf: Tensor, u: Tensor, quantile: Tensor, description: str, *, titles: Sequence[str]
) -> Picture:
    """A cdf and its quantile function side by side: jumps of one are flats of the other.

    Args:
        grid, cdf: x (m,) rising, and F(x).
        u, quantile: levels (n,) rising, and F^-(u).
        titles: two.
    """
    drawing, (left, right) = figure(1, 2, width=8.0, height=2.9)
    # A cdf is continuous from the right, a quantile function from the left: the full disc is the value at the jump.
    for one, across, up, least, value in ((left, grid, cdf, 0.1, 1), (right, u, quantile, 0.5, 0)):
        across_, up_ = array(across), array(up)
        jumps = numpy.flatnonzero(numpy.diff(up_) > least)
        broken = numpy.insert(up_.astype(float), jumps + 1, numpy.nan)
        one.plot(numpy.insert(across_.astype(float), jumps + 1, numpy.nan), broken, color=BLUE, linestyle="-")
        for i in jumps:
            one.plot([across_[i + value]] * 2, up_[i : i + 2], color=ORANGE, linestyle=":")
            one.plot(across_[i + value], up_[i + value], "o", color=BLUE)
            one.plot(across_[i + value], up_[i + 1 - value], "o", color=BLUE, markerfacecolor="white")
    label(left, titles[0], "x", "F(x)")
    label(right, titles[1], "u", "F⁻(u)")
    return finish(drawing, description)


@styled
def curves(
    across: Tensor,
    lines: Mapping[str, Tensor],
    description: str,
    *,
    title: str,
    x: str,
    y: str,
    scales: tuple[str, str] = ("linear", "linear"),
    limits: tuple[float, float] | None = None,
    band: tuple[float, float, str] | None = None,
) -> Picture:
    """Curves over one axis, each named beside its end and by its line style.

    Args:
        across: (n,).
        lines: for each name, its values (n,).
        scales: "linear" or "log", of x and y.
        limits: of y.
        band: a range of y that is shaded, and its name.
    """
    drawing, axes = figure(width=7.2, height=3.1)
    if band:
        axes.axhspan(band[0], band[1], color=SKY, alpha=0.25, linewidth=0, label=band[2])
    colours = (BLUE, ORANGE, GREEN, PURPLE, BLACK, SKY)
    for (name, values), colour, style in zip(lines.items(), colours, LINES, strict=False):
        axes.plot(array(across), array(values), color=colour, linestyle=style, label=name)
    axes.set_xscale(scales[0])
    axes.set_yscale(scales[1])
    if scales[0] == "log":
        axes.set_xticks(array(across), [f"{value:.3g}" for value in array(across)])
        axes.minorticks_off()
    if limits:
        axes.set_ylim(limits)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5))
    label(axes, title, x, y)
    return finish(drawing, description)


@styled
def two_latents(u: Tensor, maps: Mapping[str, Tensor], at: float, moved: float, description: str) -> Picture:
    """Two generators of one law, side by side, and what the same small step of the latent does to each.

    Args:
        u: levels (n,) rising.
        maps: for each of two titles, G(u) (n,).
        at, moved: the step goes from u = at to u = moved.
    """
    drawing, axes = figure(1, 2, width=8.0, height=2.9, sharey=True)
    for one, (title, x) in zip(axes, maps.items(), strict=True):
        ends = numpy.interp([at, moved], array(u), array(x))
        one.plot(array(u), array(x), color=BLUE, linestyle="-")
        one.axvspan(at, moved, color=ORANGE, alpha=0.4, linewidth=0)
        one.axhspan(*sorted(ends), color=GREEN, alpha=0.3, linewidth=0)
        one.annotate(f"x moves by {abs(ends[1] - ends[0]):.2f}", (0.5, ends.mean()), va="bottom", ha="center", fontsize=10)
        one.set_ylim(0, 4.6)
        label(one, title, "u", "x" if one is axes[0] else "")
    return finish(drawing, description)


@styled
def mass_moved(
    z: Tensor, p_z: Tensor, x: Tensor, p_x: Tensor, edges: tuple[Tensor, Tensor], description: str, *, names: Sequence[str]
) -> Picture:
    """A map from z (across) to x (up), both densities at their axes, and strips of equal mass carried from one to the other.

    Args:
        z, p_z, x, p_x: a grid (n,), the latent's density on it, where the map sends it, the data's density there.
        edges: the ends of the strips, in z and in x (k,), k even: strip i from edge 2i to edge 2i + 1.
        names: of the latent's law, the map and the data's law.
    """
    drawing, axes = figure(2, 2, width=6.6, height=4.6, width_ratios=[1, 3], height_ratios=[3, 1], sharex="col", sharey="row")
    side, middle, corner, below = axes[0, 0], axes[0, 1], axes[1, 0], axes[1, 1]
    corner.set_axis_off()
    middle.plot(array(z), array(x), color=BLACK, linestyle="-")
    below.plot(array(z), array(p_z), color=BLUE, linestyle="-")
    side.plot(array(p_x), array(x), color=BLUE, linestyle="-")
    side.invert_xaxis()
    for one in (below.yaxis, side.xaxis):
        one.set_ticks([])
    for i, (colour, hatch) in enumerate(zip((ORANGE, GREEN, PURPLE), ("//", "..", "xx"), strict=True)):
        (a, b), (low, high) = (array(edge)[2 * i : 2 * i + 2] for edge in edges)
        here, there = (array(z) >= a) & (array(z) <= b), (array(x) >= low) & (array(x) <= high)
        style = {"facecolor": colour, "alpha": 0.5, "hatch": hatch, "linewidth": 0}
        below.fill_between(array(z), array(p_z), where=here, **style)
        side.fill_betweenx(array(x), array(p_x), where=there, **style)
        middle.plot([a, a, z.min()], [x.min(), low, low], color=colour, linewidth=0.9, linestyle="--")
        middle.plot([b, b, z.min()], [x.min(), high, high], color=colour, linewidth=0.9, linestyle="--")
    label(middle, names[1])
    label(below, "", names[0], "density")
    label(side, "", "density", names[2])
    return finish(drawing, description)
