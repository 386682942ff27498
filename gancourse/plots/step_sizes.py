"""One game over many step sizes: predicted and measured factors, frames to be leafed through, a strip of paths."""

from collections.abc import Mapping, Sequence

from torch import Tensor

from gancourse.plots.dynamics import COLOURS, LOOKS, MARKERS, draw_eigenvalues, draw_path, frame, region
from gancourse.plots.picture import BLACK, Picture, figure, finish, label, styled
from gancourse.plots.sampling import LINES, array


@styled
def factors(
    sizes: Tensor,
    predicted: Mapping[str, Tensor],
    measured: tuple[Tensor, Mapping[str, Tensor]],
    description: str,
    *,
    title: str,
    limits: tuple[float, float] = (0.6, 1.4),
) -> Picture:
    """What a round multiplies the distance by, against the step size: lines from eigenvalues, marks from runs.

    Args:
        sizes: step sizes (n,); predicted: for each rule its factors (n,).
        measured: a few step sizes (k,), and for each rule the factors that were measured there, (k,), NaN where none was.
    """
    drawing, axes = figure(width=7.6, height=3.4)
    axes.axhspan(limits[0], 1, facecolor="#DDEBF3", linewidth=0, alpha=0.6)
    axes.axhline(1, color=BLACK, linestyle="-", linewidth=1.0)
    for (name, values), colour, marker, line in zip(predicted.items(), COLOURS, MARKERS, LINES, strict=False):
        axes.plot(array(sizes), array(values), color=colour, linestyle=line, linewidth=1.6)
        axes.plot(array(measured[0]), array(measured[1][name]), marker, color=colour, markersize=6, markeredgecolor=BLACK)
        axes.plot([], [], color=colour, linestyle=line, marker=marker, markeredgecolor=BLACK, label=name)
    axes.set_ylim(limits)
    axes.set_xlim(0, float(sizes.max()))
    axes.annotate("drawn in", (0.01, 0.02), xycoords="axes fraction", fontsize=9)
    axes.annotate("driven away", (0.01, 0.94), xycoords="axes fraction", fontsize=9)
    axes.legend(loc="center left", bbox_to_anchor=(1.01, 0.5), title="lines: predicted\nmarks: measured", alignment="left")
    label(axes, title, "step size h", "factor a round")
    return finish(drawing, description, colours=128)


Rules = Mapping[str, tuple[Tensor, Tensor]]  # for each rule its eigenvalues at rest (n,), complex, and a path (k, 2)


def step_size_frames(sizes: Sequence[float], frames: Sequence[Rules], *, reach: float = 2.0) -> list[Picture]:
    """One picture a step size, to be leafed through: every rule's eigenvalues about the unit circle, and its path below."""
    return [_leaf(h, rules, reach) for h, rules in zip(sizes, frames, strict=True)]


@styled
def _leaf(h: float, rules: Rules, reach: float) -> Picture:
    drawing, axes = figure(2, len(rules), width=7.6, height=3.5, squeeze=False)
    told = []
    for place, ((name, (values, path)), (colour, marker)) in enumerate(zip(rules.items(), LOOKS, strict=False)):
        above, below = axes[0, place], axes[1, place]
        told.append(f"{name} {verdict(values)}")
        region(above, "step", 1.6)
        draw_eigenvalues(above, {name: values}, [(colour, marker)])
        draw_path(below, path, colour, marker)
        frame(below, reach)
        above.set_xticks([-1, 0, 1])
        above.set_yticks([-1, 0, 1])
        label(above, name, f"{verdict(values)}: {float(values.abs().max()):.3f}", "eigenvalues" if place == 0 else "")
        label(below, "", "", "path" if place == 0 else "")
        above.title.set_fontsize(10)
        above.xaxis.label.set_fontsize(9)
    drawing.suptitle(f"h = {h:g}", x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, f"At the step size {h:g} the largest eigenvalue of each rule lies: {'; '.join(told)}.", colours=24)


def verdict(values: Tensor) -> str:
    """Where the largest of a step's eigenvalues lies: inside, outside or on the unit circle."""
    largest = float(values.abs().max())
    return "on the circle" if abs(largest - 1) < 1e-9 else "inside" if largest < 1 else "outside"


@styled
def step_size_strip(
    sizes: Sequence[float],
    frames: Sequence[Rules],
    rows: Sequence[str],
    description: str,
    *,
    title: str,
    reach: float = 2.0,
) -> Picture:
    """Paths of several rules, a row each, at several step sizes, a column each; grey ground where an eigenvalue is outside.

    Args:
        sizes: step sizes; frames: for each of them the rules, as `step_size_frames` takes them.
        rows: the names of the rules to show.
    """
    looks = dict(zip(frames[0], LOOKS, strict=False))  # a rule looks the same in every picture
    drawing, axes = figure(len(rows), len(sizes), width=9.0, height=1.72 * len(rows) + 0.6, squeeze=False)
    for across, (h, rules) in enumerate(zip(sizes, frames, strict=True)):
        for down, name in enumerate(rows):
            one, (values, path) = axes[down, across], rules[name]
            draw_path(one, path, *looks[name])
            frame(one, reach)
            one.set_xticks([])
            one.set_yticks([])
            one.set_facecolor("#E4E4E4" if verdict(values) == "outside" else "white")
            for spine in one.spines.values():
                spine.set_visible(True)
            told = f"{verdict(values)}: {float(values.abs().max()):.3f}"
            clear = {"facecolor": one.get_facecolor(), "edgecolor": "none", "pad": 1.0}
            one.annotate(told, (0.04, 0.04), xycoords="axes fraction", fontsize=8.5, bbox=clear)
            label(one, f"h = {h:g}" if down == 0 else "", "", name if across == 0 else "")
            one.title.set_fontsize(10)
    drawing.suptitle(title, x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(drawing, description, colours=48)
