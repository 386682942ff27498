"""Two players in pictures: payoffs on a box, fields with paths, and eigenvalues in their plane."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, GREEN, ORANGE, PURPLE, Picture, figure, finish, label, styled
from gancourse.plots.sampling import array

COLOURS = (BLUE, ORANGE, GREEN, PURPLE, BLACK)
MARKERS = ("o", "X", "s", "^", "D")
LOOKS = tuple(zip(COLOURS, MARKERS, strict=True))
GREY = "#8A8A8A"


@styled
def boxes(
    panels: Sequence[tuple[str, Tensor, Sequence[tuple[float, float]]]],
    moves: Tensor,
    description: str,
    *,
    columns: int = 4,
    names: tuple[str, str] = ("x, lowers f", "y, raises f"),
) -> Picture:
    """Payoffs over a box: level lines, the best answers of either player, and the saddle points.

    Args:
        panels: of each the title, the table f(x, y) with x down its rows, (n, n), and its saddle points (x, y).
        moves: the moves of both players, rising, (n,).
    """
    count = -(-len(panels) // columns)
    drawing, axes = figure(count, columns, width=9.0, height=2.75 * count + 0.45, squeeze=False, sharey=True)
    at = array(moves)
    for one, (title, payoffs, saddles) in zip(axes.flat, panels, strict=False):
        values = array(payoffs)
        one.contourf(at, at, values.T, levels=14, cmap="Greys_r", alpha=0.45)
        for along, answers, colour, marker, name in (
            (0, _best(values.T, numpy.min), BLUE, "s", "best x for each y"),
            (1, _best(values, numpy.max), ORANGE, "x", "best y for each x"),
        ):
            places = [(at[j], at[i]) if along == 0 else (at[i], at[j]) for i, found in answers for j in found]
            one.plot(*zip(*places, strict=True), marker, color=colour, markersize=4, linestyle="", label=name, clip_on=False)
        for x, y in saddles:
            one.plot(x, y, "*", color=BLACK, markersize=15, markeredgecolor="white", zorder=5, clip_on=False)
        one.plot([], [], "*", color=BLACK, markersize=11, linestyle="", label="saddle point")
        one.set_aspect("equal")
        one.set_xticks([-1, 0, 1])
        one.set_yticks([-1, 0, 1])
        one.grid(False)
        label(one, title, names[0], names[1] if one in axes[:, 0] else "")
        one.title.set_fontsize(10)
    drawing.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9)
    return finish(drawing, description, colours=96)


def _best(rows: Any, best: Callable[..., Any], shown: int = 21) -> list[tuple[int, list[int]]]:
    """Of some rows their number and the places of all their best entries."""
    chosen = numpy.linspace(0, len(rows) - 1, shown).round().astype(int)
    return [(i, numpy.flatnonzero(numpy.isclose(rows[i], best(rows[i]), rtol=0, atol=1e-9)).tolist()) for i in chosen]


@styled
def phases(
    panels: Sequence[tuple[str, Mapping[str, Tensor]]],
    description: str,
    *,
    field: Callable[[Tensor], Tensor] | Sequence[Callable[[Tensor], Tensor]] | None = None,
    reach: float = 2.0,
    columns: int = 5,
    names: tuple[str, str] = ("x", "y"),
    rest: Sequence[tuple[float, float]] = ((0.0, 0.0),),
    title: str = "",
    legend: bool = True,
) -> Picture:
    """Paths of a game in the plane of its two numbers, over the arrows of its field: a square at the start, a star at rest.

    Args:
        panels: of each the title, and for each name a path (rounds, 2).
        field: points (..., 2) -> velocities, drawn as arrows of one length: one for all panels, or one a panel.
        reach: half of the width that is shown.
        rest: the stationary points to mark.
        legend: whether names are shown in panels that have more than one path.
    """
    count = -(-len(panels) // columns)
    size = min(3.0, 9.0 / columns)
    drawing, axes = figure(
        count,
        columns,
        width=size * columns,
        height=(size + 0.3) * count + (0.55 if title else 0.3),
        squeeze=False,
        sharex=True,
        sharey=True,
    )
    for number, (one, (heading, paths)) in enumerate(zip(axes.flat, panels, strict=False)):
        _arrows(one, field[number] if isinstance(field, Sequence) else field, reach)
        for (name, path), colour, marker in zip(paths.items(), COLOURS, MARKERS, strict=False):
            draw_path(one, path, colour, marker, rest, name)
        frame(one, reach)
        label(one, heading, names[0] if number >= len(panels) - columns else "", names[1] if number % columns == 0 else "")
        one.title.set_fontsize(9.5)
        if legend and len(paths) > 1:
            one.legend(fontsize=8, loc="lower right")
    for one in list(axes.flat)[len(panels) :]:
        one.set_axis_off()
    if title:
        drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


def draw_path(
    axes: Axes, path: Tensor, colour: str, marker: str, rest: Sequence[tuple[float, float]] = ((0.0, 0.0),), name: str = ""
) -> None:
    """A path with its start, and the points of rest."""
    across, up = array(path).T
    axes.plot(across, up, color=colour, linestyle="-", linewidth=1.1, marker=marker, markersize=2.4, label=name)
    axes.plot(across[0], up[0], "s", color=colour, markersize=6.5, markeredgecolor=BLACK)
    for place in rest:
        axes.plot(*place, "*", color=BLACK, markersize=9, markeredgecolor="white", zorder=5)


def _arrows(axes: Axes, field: Callable[[Tensor], Tensor] | None, reach: float) -> None:
    """The field's directions on a coarse grid."""
    if field is None:
        return
    side = torch.linspace(-0.9 * reach, 0.9 * reach, 9, dtype=torch.float64)
    grid = torch.stack(torch.meshgrid(side, side, indexing="xy"), -1)
    v = field(grid)
    way = array(v / v.norm(dim=-1, keepdim=True).clamp(min=1e-9))
    axes.quiver(*array(grid).T.swapaxes(1, 2), *way.T.swapaxes(1, 2), color=GREY, alpha=0.6, scale=16, width=0.006, pivot="mid")


def frame(axes: Axes, reach: float) -> None:
    """A square about the origin."""
    axes.set_xlim(-reach, reach)
    axes.set_ylim(-reach, reach)
    axes.set_aspect("equal")
    axes.grid(False)


@styled
def eigenvalue_planes(
    panels: Sequence[tuple[str, str, Mapping[str, Tensor]]],
    description: str,
    *,
    reach: float | None = None,
    columns: int = 4,
    title: str = "",
) -> Picture:
    """Eigenvalues in the complex plane, with the region that draws in shaded: a half-plane for a flow, a disc for a step.

    Args:
        panels: of each the title, "flow" or "step", and for each name its eigenvalues (n,), complex.
        reach: half of the width that is shown; without it 1.45 for steps, and what holds all eigenvalues for flows.
    """
    count = -(-len(panels) // columns)
    size = 9.0 / columns
    drawing, axes = figure(count, columns, width=9.0, height=(size + 0.4) * count + 0.4, squeeze=False)
    for one, (heading, kind, groups) in zip(axes.flat, panels, strict=False):
        region(one, kind, reach or _reach(kind, [each for _, _, some in panels for each in some.values()]))
        draw_eigenvalues(one, groups)
        label(one, heading, "real part", "imaginary part" if one in axes[:, 0] else "")
        one.title.set_fontsize(9.5)
        if len(groups) > 1:
            one.legend(fontsize=8.5, loc="center left", bbox_to_anchor=(1.02, 0.5))
    for one in list(axes.flat)[len(panels) :]:
        one.set_axis_off()
    if title:
        drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


def _reach(kind: str, groups: Sequence[Tensor]) -> float:
    return 1.45 if kind == "step" else 1.25 * max(1.0, *(float(each.abs().max()) for each in groups))


def region(axes: Axes, kind: str, reach: float) -> None:
    """What draws in is shaded; on its border nothing is drawn in and nothing driven away."""
    if kind == "step":
        axes.add_patch(Circle((0, 0), 1, facecolor="#DDEBF3", edgecolor=BLACK, linewidth=1.0, alpha=0.8))
    else:
        axes.axvspan(-reach, 0, facecolor="#DDEBF3", edgecolor=GREY, linewidth=0, alpha=0.8)
        axes.axvline(0, color=BLACK, linestyle="-", linewidth=1.0)
    axes.axhline(0, color=GREY, linestyle="-", linewidth=0.6)
    if kind == "step":
        axes.axvline(0, color=GREY, linestyle="-", linewidth=0.6)
    frame(axes, reach)


def draw_eigenvalues(axes: Axes, groups: Mapping[str, Tensor], looks: Sequence[tuple[str, str]] = LOOKS) -> None:
    """Eigenvalues as marks, with a colour and a form for each name."""
    for (name, values), (colour, marker) in zip(groups.items(), looks, strict=False):
        axes.plot(
            array(values.real), array(values.imag), marker, color=colour, markersize=8, linestyle="",
            markeredgecolor=BLACK, label=name, zorder=4,
        )  # fmt: skip
