"""The figures of lesson 01 that show what the assumption of independence costs: confidence, samples, critics."""

from collections.abc import Mapping, Sequence

import numpy
import torch
from matplotlib.ticker import PercentFormatter
from torch import Tensor

from gancourse.plots.naive_bayes import DOTTED, LOOKS, bitmaps
from gancourse.plots.picture import BLACK, BLUE, FAKE, REAL, RED, Picture, figure, finish, label, styled


def opening(real: Tensor, drawn: Tensor, *, credit: str) -> Picture:
    """Two rows of real digits from 0 to 9, (20, 784) in [0, 1], above two rows that naive Bayes drew."""
    return bitmaps(
        torch.cat([real, drawn]),
        "Two rows of real digits from 0 to 9, in black and white; below them two rows that naive Bayes drew, clouds of "
        "scattered dots in the rough shape of each digit.",
        title="Above: real digits. Below: what naive Bayes draws",
        rows=["real", "real", "drawn", "drawn"],
        credit=credit,
    )


@styled
def reliability(results: Mapping[str, tuple[Tensor, Tensor]], *, bins: int = 10, fewest: int = 20) -> Picture:
    """How often a classifier is right among the images to which it gives a confidence; bins of fewer than `fewest` are left out.

    Args:
        results: for each name, the confidence in the predicted label (n,) and whether that label was right (n,).
    """
    drawing, axes = figure(width=5.6, height=4.2)
    axes.plot([0, 1], [0, 1], color=BLACK, linewidth=1, linestyle="-", label="what a probability promises")
    told = []
    for (name, (confidence, right)), (colour, line, marker) in zip(results.items(), LOOKS, strict=False):
        step = (confidence * bins).long().clamp(max=bins - 1)  # (n,)
        full = [k for k in range(bins) if (step == k).sum() >= fewest]
        stated = [confidence[step == k].mean().item() for k in full]
        found = [right[step == k].double().mean().item() for k in full]
        axes.plot(stated, found, color=colour, linestyle=line, marker=marker, label=name)
        share = (confidence > 0.9).double().mean().item()
        axes.annotate(f"{share:.0%} of its\nanswers", (stated[-1], found[-1]), (9, 0), textcoords="offset points", va="top")
        told.append(f"{name} is more than 90 % confident in {share:.0%} of its answers, of which {found[-1]:.0%} are right")
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.set_xlim(0.2, 1.18)
    axes.set_ylim(0.2, 1.02)
    axes.set_xticks([0.2, 0.4, 0.6, 0.8, 1.0])
    axes.legend(loc="upper left", fontsize=9)
    label(axes, "Naive Bayes is far surer than it is right", "confidence in the answer", "share of answers that are right")
    return finish(drawing, f"Share right against confidence: {'; '.join(told)}.")


@styled
def confidence_gaps(names: Sequence[str], confidence: Tensor, accuracy: Tensor) -> Picture:
    """Mean confidence (crosses) against accuracy (discs), a row a model, a mark a split: (splits, rows) each."""
    drawing, axes = figure(height=0.5 * len(names) + 1.3)
    for row, (sure, right) in enumerate(zip(confidence.T, accuracy.T, strict=True)):
        axes.plot([right.mean(), sure.mean()], [row, row], color=BLACK, linewidth=1, linestyle="-", zorder=1)
        axes.plot(right, torch.full_like(right, row), "o", linestyle="none", color=BLUE, alpha=0.6, label="accuracy")
        axes.plot(sure, torch.full_like(sure, row), "x", linestyle="none", color=RED, alpha=0.8, label="mean confidence")
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(False, axis="y")
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.legend(*(part[:2] for part in axes.get_legend_handles_labels()), loc="upper right")
    label(axes, "Equally often right, unequally sure", "share of held-out digits")
    pairs = zip(names, confidence.mean(0), accuracy.mean(0), strict=True)
    told = "; ".join(f"{name}: confidence {sure:.0%}, accuracy {right:.0%}" for name, sure, right in pairs)
    return finish(drawing, f"Mean confidence and accuracy of three models of 36 pixels. {told}.".replace("\n", " "))


@styled
def neighbours(real: Tensor, sampled: Tensor, pairs: int = 756) -> Picture:
    """The share of neighbouring pixels that agree, one number an image: real (n,) and sampled (n,)."""
    drawing, axes = figure(height=2.9)
    edges = (numpy.arange(pairs // 4 * 3, pairs + 6, 6) - 0.5) / pairs  # rows mostly begin and end dark, so that counts are even
    axes.hist(real.numpy(), edges, color=REAL, alpha=0.55, label="real digits")
    axes.hist(sampled.numpy(), edges, color=FAKE, histtype="step", linewidth=2, label="samples")
    axes.legend(loc="upper left")
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    label(axes, "In samples, neighbours agree less often", "pairs of horizontal neighbours that agree", "images")
    return finish(
        drawing,
        f"Two histograms: in real digits {real.mean():.0%} of neighbouring pixels agree on average, in samples "
        f"{sampled.mean():.0%}; they overlap only where a small hump of the samples, ones, reaches the real digits.",
    )


@styled
def log_likelihoods(real: Tensor, sampled: Tensor) -> Picture:
    """log p(x | y) in nats, one number an image: of real digits (n,) and of samples (n,)."""
    drawing, axes = figure(height=2.9)
    edges = numpy.histogram_bin_edges(torch.cat([real, sampled]).numpy(), 60)
    axes.hist(real.numpy(), edges, color=REAL, alpha=0.55, label="real digits")
    axes.hist(sampled.numpy(), edges, color=FAKE, histtype="step", linewidth=2, label="samples")
    axes.axvline(real.mean(), color=REAL, linestyle="-", label="mean, real")
    axes.axvline(sampled.mean(), color=FAKE, linestyle="--", label="mean, samples")
    axes.legend(loc="upper left")
    label(axes, "On average the model finds both equally likely", "log p(x | y), in nats", "images")
    return finish(
        drawing,
        f"Two histograms of log p(x given y) with nearly the same mean, {real.mean():.0f} and {sampled.mean():.0f} nats; the "
        f"real digits spread more widely, with a standard deviation of {real.std():.0f} against {sampled.std():.0f}.",
    )


@styled
def critics(names: Sequence[str], accuracies: Tensor) -> Picture:
    """Accuracy on held-out images of critics that tell two sets apart: (seeds, critics), a mark a seed."""
    drawing, axes = figure(height=0.45 * len(names) + 1.3)
    for row, (values, (colour, _, marker)) in enumerate(zip(accuracies.T, LOOKS, strict=False)):
        axes.plot(values, torch.full_like(values, row), linestyle="none", marker=marker, color=colour, alpha=0.6, markersize=7)
    axes.axvline(0.5, color=BLACK, linewidth=1, linestyle=DOTTED)
    axes.annotate("a coin's toss", (0.5, -0.45), (5, 0), textcoords="offset points", va="center", fontsize=9.5)
    axes.set_yticks(range(len(names)), names)
    axes.set_ylim(len(names) - 0.5, -0.7)
    axes.set_xlim(0.42, 1.02)
    axes.xaxis.set_major_formatter(PercentFormatter(1, decimals=0))
    axes.grid(False, axis="y")
    label(axes, "What a critic finds depends on what it can see", "accuracy on held-out images")
    spans = zip(names, accuracies.min(0).values, accuracies.max(0).values, strict=True)
    told = "; ".join(f"{name}: {low:.0%} to {high:.0%}" for name, low, high in spans)
    return finish(drawing, f"Accuracies of four critics on held-out images, over seeds. {told}.".replace("\n", " "))
