"""The figures of lesson 01 that show a fit and a decision: smoothing, plug-in estimates, underflow, mistakes, words."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy
import torch
from matplotlib.axes import Axes
from matplotlib.patches import Ellipse
from matplotlib.ticker import PercentFormatter
from scipy import stats
from torch import Tensor

from gancourse.plots.images import sheet
from gancourse.plots.picture import BLACK, BLUE, GREEN, ORANGE, RED, Picture, blank, figure, finish, label, styled
from gancourse.theory.naive_bayes import GaussianNaiveBayes

LOOKS = ((BLUE, "-", "o"), (ORANGE, "--", "s"), (GREEN, "-.", "^"), (RED, ":", "D"))  # colour, line, marker: told apart by each
DOTTED = (0, (1, 1))


def bitmaps(x: Tensor, description: str, **options: Any) -> Picture:
    """Rows of 784 pixels in [0, 1], (n, 784), as a sheet of images of 28 by 28; `options` are those of `sheet`."""
    return sheet(x.view(-1, 1, 28, 28).float() * 2 - 1, description, **options)


def _over_sizes(axes: Axes, sizes: Sequence[float], curves: Mapping[str, Tensor]) -> None:
    """Shares (splits, m) against sizes on a log axis: a line through the means, a small mark for every split."""
    for (name, shares), (colour, line, marker) in zip(curves.items(), LOOKS, strict=False):
        axes.plot(sizes, shares.mean(0), color=colour, linestyle=line, marker=marker, markersize=6, label=name)
        for split in shares:
            axes.plot(sizes, split, linestyle="none", marker=marker, markersize=3, color=colour, alpha=0.35)
    axes.set_xscale("log")
    axes.set_xticks(list(sizes), [f"{size:g}" for size in sizes])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(PercentFormatter(1, decimals=0))


@styled
def vetoed(sizes: Sequence[int], shares: Tensor) -> Picture:
    """Held-out digits that a fit without smoothing calls impossible, (splits, m), against training digits of each class (m)."""
    drawing, axes = figure(width=6.4, height=3.0)
    _over_sizes(axes, sizes, {"impossible": shares})
    label(axes, "Without smoothing, true digits are impossible", "training digits of each class", "impossible under their class")
    first, last = shares[:, 0].mean(), shares[:, -1].mean()
    return finish(
        drawing,
        f"The share of held-out digits that are impossible under their own class falls from {first:.0%} with {sizes[0]} training "
        f"digits of each class to {last:.0%} with {sizes[-1]}; a large mark is the mean, a small one a split.",
    )


@styled
def smoothing(pseudo_counts: Sequence[float], accuracies: Mapping[int, Tensor]) -> Picture:
    """Accuracy on held-out digits against the pseudo-count (m), for each size of the training set, (splits, m)."""
    drawing, axes = figure(height=3.3)
    _over_sizes(axes, pseudo_counts, {f"{size:,} training digits": shares for size, shares in accuracies.items()})
    axes.legend(loc="lower left")
    label(axes, "With few digits, a pseudo-count of 1 is too much", "pseudo-count a", "accuracy on held-out digits")
    best = {size: pseudo_counts[int(shares.mean(0).argmax())] for size, shares in accuracies.items()}
    return finish(
        drawing,
        "Accuracy against the pseudo-count: each curve is nearly flat, then falls, and the fewer the training digits the earlier "
        "and the deeper; the best pseudo-counts are "
        + ", ".join(f"{a:g} with {size:,} digits" for size, a in best.items())
        + ".",
    )


@styled
def learning_curves(sizes: Sequence[int], accuracies: Mapping[str, Tensor]) -> Picture:
    """Accuracy on held-out digits against the number of training digits (m), for each method, (splits, m)."""
    drawing, axes = figure(height=3.5)
    _over_sizes(axes, sizes, accuracies)
    axes.legend(loc="lower right")
    label(axes, "Level with few digits, apart with many", "training digits, drawn at random", "accuracy on held-out digits")
    ends = [f"{name} from {shares[:, 0].mean():.0%} to {shares[:, -1].mean():.0%}" for name, shares in accuracies.items()]
    return finish(drawing, f"Accuracy rises with the training set, from {sizes[0]} to {sizes[-1]} digits: {'; '.join(ends)}.")


@styled
def plug_in(every: int, seen: Sequence[int]) -> Picture:
    """The posterior of one pixel's probability under a flat prior, after `seen` images, one in `every` of them lit."""
    grid = numpy.linspace(0, 0.5, 500)
    drawing, axes = figure(width=6.4, height=2.9)
    for n, (colour, line, marker) in zip(seen, LOOKS, strict=False):
        density = stats.beta(1 + n // every, 1 + n - n // every)
        mean = density.mean()
        axes.plot(grid, density.pdf(grid), color=colour, linestyle=line)
        axes.plot(mean, density.pdf(mean), marker=marker, color=colour, markersize=8, linestyle="none")
        named = f"lit in {n // every} of {n:,} pictures: {mean:.3f} is kept"
        axes.annotate(named, (mean, density.pdf(mean)), xytext=(9, 3), textcoords="offset points")
    axes.margins(y=0.12)
    label(axes, "Smoothing keeps one point of each curve", "the pixel's probability p", "posterior density of p")
    return finish(
        drawing,
        f"Posterior densities of one pixel's probability after {', '.join(f'{n:,}' for n in seen)} pictures: each narrower and "
        "taller than the one before; a mark on each is its mean, the only number that smoothing keeps.",
    )


@styled
def verdicts(draws: Tensor, kept: float) -> Picture:
    """The log odds, five against three, that parameters drawn from their posterior give to one image, (n,), and the plug-in's."""
    drawing, axes = figure(width=6.4, height=2.9)
    axes.hist(draws.numpy(), bins=40, color=BLUE, alpha=0.7)
    top = axes.get_ylim()[1]
    axes.set_ylim(0, 1.4 * top)
    axes.axvline(kept, color=RED, linestyle="--")
    axes.axvline(0, color=BLACK, linewidth=1, linestyle="-")
    for text, x, shift, side, colour in (
        ("what naive Bayes\nreports", kept, 6, "left", RED), ("says 3", 0, -6, "right", BLACK), ("says 5", 0, 6, "left", BLACK),
    ):  # fmt: skip
        axes.annotate(text, (x, 1.35 * top), (shift, 0), textcoords="offset points", ha=side, va="top", color=colour)
    label(axes, "One image, many plausible parameters", "log odds of the image, in nats", "parameter draws")
    return finish(
        drawing,
        f"A broad hump: {len(draws):,} parameter draws give one image log odds from {draws.min():.0f} to {draws.max():.0f} nats, "
        f"around the single value of {kept:.0f} that naive Bayes reports; some are below zero.",
    )


@styled
def running_product(own: Tensor, other: Tensor) -> Picture:
    """The product of an image's 784 pixel probabilities as it grows, from their logs (784,) under its own class and another."""
    drawing, axes = figure(height=3.2)
    for terms, name, (colour, line, _) in zip((own, other), ("the digit's own class", "another class"), LOOKS, strict=False):
        axes.plot(terms.cumsum(0) / math.log(10), color=colour, linestyle=line, label=name)
    for bits, smallest in ((32, 2.0**-149), (64, 2.0**-1074)):
        axes.axhline(math.log10(smallest), color=BLACK, linewidth=1, linestyle=DOTTED)
        axes.annotate(f"below: exactly 0 in float{bits}", (783, math.log10(smallest) + 5), ha="right", va="bottom", fontsize=9.5)
    axes.legend(loc="center left")
    label(axes, "The product leaves float32 before all is read", "pixels multiplied so far", "log10 of the product")
    ends = [terms.sum().item() / math.log(10) for terms in (own, other)]
    return finish(
        drawing,
        f"Two falling curves, the product over one digit's pixels so far: it ends at ten to the power {ends[0]:.0f} under its "
        f"own class and {ends[1]:.0f} under another, below the smallest float32 and above the smallest float64.",
    )


@styled
def confusion(counts: Tensor) -> Picture:
    """Counts of (true label, predicted label), (K, K): right answers in bold on the diagonal, mistakes shaded."""
    drawing, axes = figure(width=5.0, height=4.4)
    mistakes = counts.double().fill_diagonal_(0)
    axes.imshow(mistakes.numpy(), cmap="Oranges")
    for row, column in counts.nonzero().tolist():
        dark = mistakes[row, column] > 0.75 * mistakes.max()
        axes.text(
            column, row, str(int(counts[row, column])), ha="center", va="center", fontsize=9,
            fontweight="bold" if row == column else "normal", color="white" if dark else BLACK,
        )  # fmt: skip
    axes.set_xticks(range(len(counts)))
    axes.set_yticks(range(len(counts)))
    axes.grid(False)
    label(axes, "The mistakes are not spread evenly", "predicted label", "true label")
    worst = [divmod(place, len(counts)) for place in mistakes.flatten().topk(3).indices.tolist()]
    told = ", ".join(f"{true} read as {read} ({int(counts[true, read])} times)" for true, read in worst)
    return finish(drawing, f"A table of true against predicted labels; the most frequent mistakes are {told}.")


@styled
def weights(bayes: Tensor, logistic: Tensor) -> Picture:
    """The weights (784,) of two linear classifiers as images, each on its own scale: a nine is blue, a four is red."""
    drawing, axes = figure(1, 2, width=6.6, height=3.0)
    blank(list(axes))
    for one, name, values in zip(axes, ("naive Bayes", "logistic regression"), (bayes, logistic), strict=True):
        bound = values.abs().max().item()
        shown = one.imshow(values.view(28, 28).numpy(), cmap="RdBu", vmin=-bound, vmax=bound)
        drawing.colorbar(shown, ax=one, shrink=0.85, label="weight, nats")
        one.set_title(name, fontsize=10.5, fontweight="normal")
    drawing.suptitle("784 weights each, fitted for two different ends", x=0.01, ha="left", fontsize=12, fontweight="bold")
    return finish(
        drawing,
        f"Two maps of weights. Naive Bayes: large smooth regions up to {bayes.abs().max():.1f}, above all a positive bar where a "
        f"nine closes at the top. Logistic regression: the same bar, smaller, up to {logistic.abs().max():.1f}, and "
        "elsewhere small weights whose sign changes from pixel to pixel.",
        colours=256,  # the two scales of colour need them
    )


@styled
def gaussian_classes(x: Tensor, y: Tensor, model: GaussianNaiveBayes) -> Picture:
    """Ink and width (n, 2) of ones (label 0) and sevens, two standard deviations of each class, and the decision boundary."""
    drawing, axes = figure(width=5.8, height=4.0)
    for k, name, (colour, _, marker) in zip((0, 1), ("ones", "sevens"), LOOKS, strict=False):
        rows = x[y == k]
        axes.plot(rows[:, 0], rows[:, 1], linestyle="none", marker=marker, markersize=3, alpha=0.35, color=colour, label=name)
        width, height = (4 * model.variance[k].sqrt()).tolist()
        axes.add_patch(Ellipse(tuple(model.mean[k].tolist()), width, height, fill=False, edgecolor=colour, linewidth=2.2))
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    across, up = torch.meshgrid(torch.linspace(left, right, 150), torch.linspace(low, high, 150), indexing="xy")
    joint = model.log_joint(torch.stack([across.flatten(), up.flatten()], 1))  # (22500, 2)
    axes.contour(across, up, (joint[:, 1] - joint[:, 0]).view(150, 150), levels=[0.0], colors=BLACK, linewidths=1.5)
    axes.legend()
    names = "ink: mean grey of the picture, 0 to 1", "width: standard deviation of the ink, pixels"
    label(axes, "Ellipses that cannot lean, a boundary that bends", *names)
    leaning = [x[y == k].T.corrcoef()[0, 1] for k in (0, 1)]
    return finish(
        drawing,
        "Ones and sevens by ink and width, an upright ellipse around each class, a curved boundary between them; within the "
        f"classes ink and width have correlations of {leaning[0]:.2f} and {leaning[1]:.2f}, which no upright ellipse can show.",
    )


@styled
def telling_words(words: Sequence[str], weights: Sequence[float]) -> Picture:
    """Words and what one occurrence of each adds to the log odds of spam, in nats, in rising order."""
    drawing, axes = figure(width=6.0, height=0.22 * len(words) + 0.9)
    _bars(axes, words, weights)
    label(axes, "The most telling words", "added to the log odds by one occurrence, in nats")
    ham, spam = ", ".join(words[:3]), ", ".join(reversed(words[-3:]))
    return finish(
        drawing, f"Bars for {len(words)} words: the strongest towards ham are {ham}, the strongest towards spam {spam}."
    )


@styled
def message(words: Sequence[str], parts: Sequence[float], log_odds: float) -> Picture:
    """The words of one message and what each adds to the log odds of spam, in nats, in rising order."""
    drawing, axes = figure(width=6.0, height=0.22 * len(words) + 0.9)
    _bars(axes, words, parts)
    verdict = "spam" if log_odds > 0 else "ham"
    label(axes, f"Why the filter says {verdict}", "added to the log odds, in nats")
    return finish(
        drawing,
        f"Bars for the words of one message, from {words[0]} ({parts[0]:+.1f}) to {words[-1]} ({parts[-1]:+.1f}); with the prior "
        f"they add up to log odds of {log_odds:+.1f}, which reads as {verdict}.",
    )


def _bars(axes: Axes, words: Sequence[str], values: Sequence[float]) -> None:
    """Bars to the right (hatched) for spam, to the left for ham."""
    spam = [value > 0 for value in values]
    colours = [RED if one else BLUE for one in spam]
    axes.barh(
        range(len(words)), values, color=colours, hatch=["//" if one else "" for one in spam], edgecolor="white", height=0.75
    )
    axes.set_yticks(range(len(words)), words)
    axes.set_ylim(len(words) - 0.4, -0.6)
    axes.axvline(0, color=BLACK, linewidth=1, linestyle="-")
    axes.grid(False, axis="y")
    bound = 1.1 * max(abs(value) for value in values)
    axes.set_xlim(-bound, bound)
    axes.text(0.98, 0.97, "towards spam", transform=axes.transAxes, ha="right", va="top", color=RED)
    axes.text(0.02, 0.03, "towards ham", transform=axes.transAxes, color=BLUE)
