"""Transport in pictures: the way of each sample, a plan as a matrix, the area between two cdfs, prices, two parallel lines."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from numpy.typing import NDArray
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, FAKE, GREEN, PURPLE, REAL, SKY, Picture, blank, figure, finish, label, styled
from gancourse.plots.sampling import LINES, array

TITLE: dict[str, Any] = {"x": 0.01, "ha": "left", "fontsize": 12, "fontweight": "bold"}
WAY = "#777777"  # of a line that mass travels along


@styled
def ways(
    panels: Sequence[tuple[str, Tensor, Tensor, Tensor]], description: str, *, title: str, ticks: bool = False, names: bool = True
) -> Picture:
    """A plan in the plane: real places as discs, generated ones as crosses, and a line for what is carried, thick for much.

    Args:
        panels: of each the title, real places (n, 2), generated ones (m, 2), and the plan between them (n, m).
        ticks: whether the axes have numbers.
        names: whether the first panel has a legend.
    """
    drawing, axes = figure(1, len(panels), width=2.95 * len(panels), height=3.1, squeeze=False)
    for one, (name, real, fake, flow) in zip(axes[0], panels, strict=True):
        x, y, carried = array(real), array(fake), array(flow)
        most = carried.max()
        for i, j in zip(*numpy.nonzero(carried > 1e-9), strict=True):
            thick = 0.4 + 1.4 * carried[i, j] / most
            one.plot(*zip(x[i], y[j], strict=True), color=WAY, linestyle="-", linewidth=thick, zorder=1)
        one.plot(*x.T, "o", color=REAL, markersize=4.5, markeredgewidth=0, label="real", zorder=3)
        one.plot(*y.T, "x", color=FAKE, markersize=5, markeredgewidth=1.4, label="generated", zorder=3)
        if not ticks:
            blank([one])
        one.set_aspect("equal", "datalim")
        one.set_title(name, fontsize=10, fontweight="normal")
    if names:
        drawing.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside lower center", ncols=2, fontsize=9)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


@styled
def plan(p: Tensor, q: Tensor, flow: Tensor, cost: Tensor, description: str, *, title: str) -> Picture:
    """Two heaps, what is carried from where to where, and what a unit of it costs: the last two as matrices with numbers.

    Args:
        p, q: masses (n,) and (m,).
        flow: the plan (n, m), whose rows sum to p and whose columns sum to q.
        cost: (n, m).
    """
    drawing, (left, middle, right) = figure(1, 3, width=9.0, height=3.2, width_ratios=[1.15, 1, 1])
    places = numpy.arange(1, 1 + len(p))
    _heaps(left, places, array(p), numpy.arange(1, 1 + len(q)), array(q))
    top = float(max(p.max(), q.max()))
    left.set_ylim(0, 1.75 * top)
    for i, j in zip(*numpy.nonzero(array(flow) > 1e-9), strict=True):
        if i != j:
            ends = {"xy": (j + 1.0, 1.05 * top), "xytext": (i + 1.0, 1.05 * top)}
            bend = {"arrowstyle": "->", "color": BLACK, "linewidth": 0.8 + 6 * float(flow[i, j])}
            left.annotate("", **ends, arrowprops=bend | {"connectionstyle": f"arc3,rad={-0.45 if j > i else 0.45}"})
    left.legend(fontsize=9, loc="upper center", ncols=2)
    label(left, "", "place", "mass")
    largest = float(flow.max())
    _matrix(middle, array(flow), "Greys", largest, [f"{value:.1f}" if value > 1e-9 else "" for value in array(flow).ravel()])
    label(middle, "The plan", "to place j (mass q)", "from place i (mass p)")
    middle.set_xticks(range(len(q)), [f"{j + 1}\n{mass:.1f}" for j, mass in enumerate(array(q))])
    middle.set_yticks(range(len(p)), [f"{i + 1}   {mass:.1f}" for i, mass in enumerate(array(p))])
    _matrix(right, array(cost), "Greys", 1.6 * float(cost.max()), [f"{value:g}" for value in array(cost).ravel()])
    label(right, "The cost of a unit", "to place j", "from place i")
    right.set_xticks(range(len(q)), [str(j + 1) for j in range(len(q))])
    right.set_yticks(range(len(p)), [str(i + 1) for i in range(len(p))])
    for one in (middle, right):
        one.title.set_fontsize(10.5)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


def _heaps(axes: Axes, x: NDArray[Any], p: NDArray[Any], y: NDArray[Any], q: NDArray[Any]) -> None:
    """Two heaps side by side at each place."""
    axes.bar(x - 0.18, p, 0.34, color=REAL, alpha=0.75, label="p, real")
    axes.bar(y + 0.18, q, 0.34, facecolor="white", edgecolor=FAKE, hatch="xxxx", label="q, generated")
    axes.set_xticks(x)
    axes.grid(False, axis="x")


def _matrix(axes: Axes, values: NDArray[Any], colours: str, most: float, words: Sequence[str], size: float = 9) -> None:
    """A matrix with a number in each cell."""
    axes.imshow(values, cmap=colours, vmin=0, vmax=most, aspect="auto")
    axes.grid(False)
    for place, word in enumerate(words):
        i, j = divmod(place, values.shape[1])
        ink = "white" if values[i, j] > 0.6 * most else BLACK
        axes.annotate(word, (j, i), ha="center", va="center", fontsize=size, color=ink)


@styled
def between_cdfs(p: Tensor, q: Tensor, description: str, *, title: str) -> Picture:
    """Two heaps at the places 1, 2, ... of a line, and the area between their cdfs: blue where mass must go to the right.

    Args:
        p, q: masses (n,), of sum 1.
    """
    drawing, (left, right) = figure(1, 2, width=8.4, height=2.9)
    places = numpy.arange(1, 1 + len(p))
    _heaps(left, places, array(p), places, array(q))
    left.legend(fontsize=9, loc="upper center")
    left.set_ylim(0, 1.5 * float(max(p.max(), q.max())))
    label(left, "", "place", "mass")
    edges = numpy.append(places, len(p) + 1)
    F, G = array(p.cumsum(0)), array(q.cumsum(0))
    right.stairs(F, edges, baseline=None, color=REAL, linestyle="-", linewidth=1.8, label="F, of p")
    right.stairs(G, edges, baseline=None, color=FAKE, linestyle="--", linewidth=1.8, label="G, of q")
    for i in range(len(p) - 1):
        to_right = F[i] > G[i]
        style = {"facecolor": SKY, "hatch": "//" if to_right else "\\\\", "alpha": 0.35, "linewidth": 0}
        right.fill_between([places[i], places[i + 1]], F[i], G[i], **style)
        if abs(F[i] - G[i]) > 1e-9:
            middle = ((places[i] + places[i + 1]) / 2, (F[i] + G[i]) / 2)
            word = f"{abs(F[i] - G[i]):.1f} {'→' if to_right else '←'}"
            right.annotate(word, middle, ha="center", va="center", fontsize=9)
    right.set_xticks(places)
    right.legend(fontsize=9, loc="lower right")
    label(right, "", "place t", "share of mass at or below t")
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


@styled
def prices(slack: Tensor, flow: Tensor, p: Tensor, q: Tensor, f: Tensor, description: str, *, title: str) -> Picture:
    """What is left between costs and prices, with a ring where the plan carries; beside it one function for both prices.

    Args:
        slack: cost less both prices, (n, n).
        flow: a cheapest plan, (n, n).
        p, q: masses (n,) at the places 1, 2, ...
        f: a critic's values there, (n,).
    """
    drawing, (left, right) = figure(1, 2, width=8.4, height=3.2, width_ratios=[1, 1.35])
    values = array(slack).round(9) + 0.0  # no minus before a zero
    _matrix(left, values, "Greys", 1.6 * float(slack.max()), [f"{value:.2g}" for value in values.ravel()])
    for i, j in zip(*numpy.nonzero(array(flow) > 1e-9), strict=True):
        left.plot(j, i, "o", markersize=21, markerfacecolor="none", markeredgecolor=GREEN, markeredgewidth=2)
    names = [str(i + 1) for i in range(len(p))]
    left.set_xticks(range(len(p)), names)
    left.set_yticks(range(len(p)), names)
    label(left, "Cost less both prices", "to place j", "from place i")
    places = numpy.arange(1, 1 + len(p))
    _heaps(right, places, array(p), places, array(q))
    right.set_ylim(0, 2.2 * float(max(p.max(), q.max())))
    above = right.twinx()
    above.plot(places, array(f), color=BLACK, linestyle="-", marker="D", markersize=5)
    above.set_ylim(float(f.min()) - 2.2 * float(f.max() - f.min()), float(f.max()) + 0.4)
    above.set_yticks(sorted(set(array(f).round(6))))
    above.set_ylabel("critic f")
    above.yaxis.set_label_coords(1.15, 0.83)
    above.spines["right"].set_visible(True)
    above.grid(False)
    right.legend(fontsize=8.5, loc="center", bbox_to_anchor=(0.5, 0.56), ncols=2)
    label(right, "One function for both prices", "place", "mass")
    for one in (left, right):
        one.title.set_fontsize(10.5)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)


@styled
def parallel(
    theta: Tensor, readings: Mapping[str, Tensor], slopes: Mapping[str, Tensor], description: str, *, at: float, title: str
) -> Picture:
    """Two parallel lines with a plan between them, several distances of theirs by θ, and their derivatives.

    Args:
        theta: rising, (n,), with 0 among them.
        readings: for each name its values (n,), all 0 at θ = 0; infinite ones are drawn at the upper border.
        slopes: for each name its derivative (n,), nan where there is none.
        at: the θ of the sketch.
    """
    drawing, (sketch, left, right) = figure(1, 3, width=9.0, height=3.2, width_ratios=[0.55, 1.1, 1])
    heights = numpy.linspace(0.04, 0.96, 12)
    for height in heights:
        sketch.plot([0, at], [height] * 2, color=WAY, linestyle="-", linewidth=0.8)
    sketch.plot(0 * heights, heights, "o", color=REAL, markersize=5)
    sketch.plot(0 * heights + at, heights, "x", color=FAKE, markersize=6, markeredgewidth=1.6)
    sketch.set_xticks([0, at], ["0", "θ"])
    sketch.set_yticks([0, 1])
    sketch.set_xlim(-0.2, at + 0.2)
    label(sketch, "Two lines", "x₁", "x₂, uniform")
    across = array(theta)
    finite = numpy.concatenate([array(values) for values in readings.values()])
    roof = 1.2 * float(finite[numpy.isfinite(finite)].max())
    for lines, one in ((readings, left), (slopes, right)):
        for (name, values), colour, style in zip(lines.items(), (BLUE, FAKE, GREEN, PURPLE), LINES, strict=False):
            up = numpy.where(numpy.isinf(array(values)), roof, array(values))
            one.plot(across, numpy.where(across == 0, numpy.nan, up), color=colour, linestyle=style)  # all jump at 0, or bend
            place = (across[0], up[0])
            one.annotate(name, place, xytext=(2, 3), textcoords="offset points", va="bottom", fontsize=9.5, color=BLACK)
    left.plot(0, 0, "o", color=BLACK, markersize=5)
    left.set_ylim(-0.1, 1.15 * roof)
    left.set_yticks([*range(int(roof)), roof], [*map(str, range(int(roof))), "∞"])
    right.set_ylim(-1.25, 1.25)
    label(left, "How far they are apart", "θ", "")
    label(right, "What that tells θ", "θ", "derivative by θ")
    for one in (sketch, left, right):
        one.title.set_fontsize(10.5)
    drawing.suptitle(title, **TITLE)
    return finish(drawing, description)
