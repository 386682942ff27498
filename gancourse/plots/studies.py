"""A study over seeds: several measures of many variants side by side, and what each variant changes, with its interval."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy
from matplotlib.ticker import FuncFormatter, LogLocator, NullFormatter
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, ORANGE, SKY, Picture, figure, finish, styled
from gancourse.plots.sampling import array


class Measure(NamedTuple):
    """One panel: its title; of each variant the values, (seeds,); a named level such as that of real data; and the axis."""

    title: str
    values: Mapping[str, Tensor]
    mark: tuple[str, float] | None = None
    log: bool = False
    limits: tuple[float, float] | None = None


@styled
def measures(panels: Sequence[Measure], description: str, *, title: str, names: Sequence[str] | None = None) -> Picture:
    """Variants as rows, measures as columns: a dot a seed, and a tick at the mean (on a log axis the geometric one).

    A variant without a value in a measure, such as a run that broke off, has an empty place there.

    Args:
        names: the rows from above; None takes the first panel's.
    """
    rows = list(names or panels[0].values)
    drawing, axes = figure(1, len(panels), width=8.8, height=0.31 * len(rows) + 1.15, sharey=True, squeeze=False)
    for one, panel in zip(axes[0], panels, strict=True):
        if panel.mark:
            word, level = panel.mark
            lowest = all(float(values.min()) >= level for values in panel.values.values())
            one.axvline(level, color=BLACK, linestyle=":", linewidth=1.3)
            one.annotate(
                word, (level, -0.72), xytext=(3 if lowest else -3, 0), textcoords="offset points",
                ha="left" if lowest else "right", va="center", fontsize=8.5,
            )  # fmt: skip
        for place, name in enumerate(rows):
            if name in panel.values:
                across = array(panel.values[name])
                rise = _apart(across)
                middle = numpy.exp(numpy.log(across).mean()) if panel.log else across.mean()
                one.plot([middle] * 2, [place - 0.36, place + 0.36], color=BLACK, linestyle="-", linewidth=2)
                one.plot(across, place + rise, "o", color=SKY, markeredgecolor=BLUE, markersize=5)
        if panel.log:
            one.set_xscale("log")
            one.xaxis.set_major_locator(LogLocator(numticks=8))
            one.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
            one.xaxis.set_minor_formatter(NullFormatter())
        if panel.limits:
            one.set_xlim(panel.limits)
        one.set_xlabel(panel.title, fontsize=9.5)
        one.tick_params(labelsize=9)
    axes[0, 0].set_yticks(range(len(rows)), rows)
    axes[0, 0].set_ylim(len(rows) - 0.5, -1.1 if any(panel.mark for panel in panels) else -0.6)
    drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description)


@styled
def effects(
    changes: Mapping[str, Tensor],
    reach: float | Mapping[str, float],
    description: str,
    *,
    title: str,
    x: str,
    sides: tuple[str, str] = ("better", "worse"),
    ticks: Mapping[float, str] | None = None,
) -> Picture:
    """What each variant changes against one baseline: a dot a seed, the mean with its interval, and a line at no change.

    Args:
        changes: of each variant its differences from the baseline, (seeds,), such as log ratios.
        reach: half the width of the interval about each mean, one for all or one a variant.
        sides: what it means to lie left of no change, and right.
        ticks: places on the axis and what is written there; None leaves matplotlib's.
    """
    drawing, axes = figure(width=7.8, height=0.33 * len(changes) + 1.35)
    axes.axvline(0, color=BLACK, linestyle="-", linewidth=1.0)
    for place, (name, values) in enumerate(changes.items()):
        across, half = array(values), reach if isinstance(reach, int | float) else reach[name]
        middle = across.mean()
        clear = abs(middle) > half  # the interval leaves out no change: full line and full square
        look = {"color": ORANGE if clear else BLUE, "linestyle": "-" if clear else (0, (3, 1.5))}
        axes.plot([middle - half, middle + half], [place] * 2, linewidth=2.4, solid_capstyle="butt", **look)
        axes.plot(
            middle, place, "s", markersize=7, color=look["color"], markeredgecolor=BLACK,
            markerfacecolor=ORANGE if clear else "white",
        )  # fmt: skip
        axes.plot(across, place + 0.28 + 0 * across, "o", markersize=3.2, color=SKY, markeredgecolor=BLUE, markeredgewidth=0.7)
    axes.set_yticks(range(len(changes)), list(changes))
    axes.set_ylim(len(changes) - 0.4, -1.0)
    for side, text in ((0.0, f"← {sides[0]}"), (1.0, f"{sides[1]} →")):
        axes.annotate(
            text, (side, 1), xycoords="axes fraction", xytext=(4 if side == 0 else -4, -3), textcoords="offset points",
            ha="left" if side == 0 else "right", va="top", fontsize=9,
        )  # fmt: skip
    if ticks:
        axes.set_xticks(list(ticks), list(ticks.values()))
    axes.set_xlabel(x)
    axes.set_title(title)
    return finish(drawing, description)


def _apart(values: numpy.ndarray) -> numpy.ndarray:
    """How far each dot is moved off its row, so that equal values are seen apart."""
    return 0.5 * ((numpy.argsort(numpy.argsort(values)) * 0.618) % 1 - 0.5)
