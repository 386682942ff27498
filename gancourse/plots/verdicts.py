"""What measures and eyes say: a table of damages that are seen, missed or rewarded, and the model of the human test."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from scipy.special import ndtr
from torch import Tensor

from gancourse.plots.picture import BLACK, BLUE, FAKE, GREEN, ORANGE, REAL, Picture, figure, finish, label, styled
from gancourse.plots.sampling import LINES, array

COLOURS = (BLUE, ORANGE, GREEN)
SEES, MISSES, REWARDS = 1, 0, -1
WORDS = {SEES: "sees", MISSES: "·", REWARDS: "rewards"}
SHADES = {SEES: "#CFE3F1", MISSES: "#FFFFFF", REWARDS: "#F9DFA8"}


@styled
def verdicts(
    rows: Sequence[str],
    columns: Sequence[str],
    judged: Tensor,
    distances: Tensor,
    description: str,
    *,
    title: str,
    foot: str = "",
) -> Picture:
    """A table of what each measure says of each damage: a word, and how far the number moved, in spreads of the floor.

    Args:
        rows: damages.
        columns: measures; a name may have two lines.
        judged: (rows, columns), 1 where the damage is seen, 0 where it is missed, -1 where it is rewarded.
        distances: (rows, columns), signed: above 0 where the number rose.
        foot: a line under the table.
    """
    left, high = 1.45, 0.36  # of a row's name and of a row, in inches
    wide = min(1.1, (8.9 - left) / len(columns))
    drawing, axes = figure(width=max(left + wide * len(columns), 7.2), height=high * len(rows) + 0.95 + 0.2 * bool(foot))
    axes.set_xlim(-left / wide, max(len(columns), (7.2 - left) / wide))
    axes.set_ylim(len(rows) + 0.05, -0.9)
    axes.axis("off")
    for across, name in enumerate(columns):
        axes.text(across + 0.5, -0.17, name, ha="center", va="baseline", fontsize=7.6, fontweight="bold", linespacing=0.95)
    for down, name in enumerate(rows):
        axes.text(-0.1, down + 0.5, name, ha="right", va="center", fontsize=9)
        for across in range(len(columns)):
            word, moved = int(judged[down, across]), float(distances[down, across])
            axes.add_patch(Rectangle((across, down), 1, 1, facecolor=SHADES[word], edgecolor="#BBBBBB", linewidth=0.6))
            weight = "bold" if word == REWARDS else "normal"
            axes.text(across + 0.5, down + 0.33, WORDS[word], ha="center", va="center", fontsize=7.8, fontweight=weight)
            axes.text(across + 0.5, down + 0.73, _signed(moved), ha="center", va="center", fontsize=6.8, color="#444444")
    if foot:
        axes.text(-left / wide, len(rows) + 0.18, foot, ha="left", va="top", fontsize=8.2, clip_on=False)
    axes.set_title(title)
    return finish(drawing, description, colours=32)


def _signed(number: float) -> str:
    """A number of spreads in a narrow cell."""
    return f"{number:+.1f}" if abs(number) < 9.95 else f"{number:+.0f}"


@styled
def impressions(d_prime: float, widths: Mapping[str, tuple[Tensor, Tensor]], description: str) -> Picture:
    """The model of the human test, and how slowly trials narrow it down.

    Args:
        d_prime: of the two laws that are drawn.
        widths: for each name numbers of trials (k,), and half the width of the interval of d' (k,).
    """
    drawing, (one, other) = figure(1, 2, width=8.8, height=3.1)
    x = numpy.linspace(-3.2, d_prime + 3.2, 300)
    for middle, colour, style, name in ((d_prime, REAL, "-", "a real picture"), (0.0, FAKE, "--", "a generated one")):
        density = numpy.exp(-((x - middle) ** 2) / 2) / numpy.sqrt(2 * numpy.pi)
        one.plot(x, density, color=colour, linestyle=style, label=name)
        one.fill_between(x, density, color=colour, alpha=0.12, linewidth=0)
    one.annotate("", (d_prime, 0.42), (0, 0.42), arrowprops={"arrowstyle": "<->", "color": BLACK})
    one.annotate(f"d' = {d_prime:g}", (d_prime / 2, 0.425), ha="center", va="bottom")
    one.set_ylim(0, 0.62)
    one.legend(fontsize=9, loc="upper left")
    label(one, f"At d' = {d_prime:g}, {ndtr(d_prime / 2**0.5):.0%} of the answers are right", "impression", "density")
    for (name, (trials, half)), colour, dash in zip(widths.items(), COLOURS, LINES, strict=False):
        other.plot(array(trials), array(half), color=colour, linestyle=dash, label=name)
    _log(other, array(next(iter(widths.values()))[0]))
    other.legend(fontsize=9)
    label(other, "A hundred trials say little", "trials", "half the 95 % interval of d'")
    for each in (one, other):
        each.title.set_fontsize(11)
    return finish(drawing, description)


def _log(axes: Axes, trials: Any) -> None:
    """Two log axes with plain numbers."""
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.minorticks_off()
    axes.set_xticks(trials, [f"{number:,}" for number in trials], fontsize=9)
    low, high = axes.get_ylim()
    levels = [level for level in (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2) if low <= level <= high]
    axes.set_yticks(levels, [f"{level:g}" for level in levels])
