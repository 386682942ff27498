"""Checks of lesson 01: naive Bayes fitted by counting."""

import math

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_01.logs import NEVER, logs, shape_of
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

fit = Task("01.fit", "naive Bayes by counting", points=2)


def pictures(draw: Draw, classes: int) -> tuple[Tensor, Tensor]:
    """Pictures (n, d) of bits and labels (n,), of every class at least two."""
    n, d = draw.size(17, 31), draw.size(6, 9)
    labels = torch.cat([torch.arange(classes), torch.arange(classes), draw.integers(classes, n - 2 * classes)])
    labels = labels[torch.randperm(n, generator=draw.stream)]
    return (draw.uniform(n, d) < draw.uniform(classes, d)[labels]).double(), labels


def fitted(reply: Reply, classes: int, d: int) -> tuple[Tensor, Tensor]:
    """What a fit returned, with shapes checked and minus infinity as NEVER."""
    prior, probability = reply.parts(2)
    if shape_of(prior) == (classes, d) and shape_of(probability) == (classes,):
        raise Mistake("the two are exchanged: return `log_prior` first, then `probability`")
    if shape_of(probability) == (d, classes):
        raise Mistake(f"`probability` is transposed, {(d, classes)}: it has a row for each class and a column for each pixel")
    if isinstance(prior, Tensor) and prior.ndim == 1 and len(prior) < classes:
        raise Mistake(
            f"it makes {len(prior)} classes where `classes` is {classes}: a class of which no picture is there counts too", 1
        )
    nan = "a share was taken of no pictures at all, 0/0"
    return logs(prior, (classes,), nan), logs(probability, (classes, d), nan)


@fit.property("the prior is the log of each class's share", hint=1)
def _prior(answer: Answer, draw: Draw) -> None:
    classes, a = draw.size(3, 5), 0.25 + float(draw.uniform(1))
    x, y = pictures(draw, classes)
    prior, _ = fitted(ask(answer, x, y, classes, a), classes, x.shape[1])
    size, n = y.bincount(minlength=classes).double(), len(y)
    suspects = {
        "this is each class's share, not its logarithm": size / n,
        "this is each class's count: divide by the number of pictures, then take the logarithm": size,
        "this is the logarithm of each class's count: divide by the number of pictures": size.log(),
        "the sign is wrong: a logarithm of a share is negative": -(size / n).log(),
        "the prior ignores the labels: it gives every class the same share": torch.full_like(size, -math.log(classes)),
        "the prior is smoothed: pseudo-counts are for the pixels alone": ((size + a) / (n + classes * a)).log(),
        "the prior is smoothed by 2 `smoothing`: pseudo-counts are for the pixels alone": ((size + a) / (n + 2 * a)).log(),
    }
    expect(prior, (size / n).log(), suspects, what="`log_prior`")


@fit.property("without smoothing: the share of a class's pictures in which the pixel is lit", hint=2)
def _share(answer: Answer, draw: Draw) -> None:
    classes = draw.size(3, 5)
    x, y = pictures(draw, classes)
    _, probability = fitted(ask(answer, x, y, classes, 0.0), classes, x.shape[1])
    lit = torch.stack([x[y == k].sum(0) for k in range(classes)])
    size = y.bincount(minlength=classes).double()[:, None]
    suspects = {
        "this is the pixel's share over all pictures, the same for every class": (lit.sum(0) / len(y)).expand_as(lit),
        "it divides by the number of all pictures: divide a class's count by the number of that class's pictures": lit / len(y),
        "these are counts: divide by the number of the class's pictures": lit,
        "this is the share of pictures in which the pixel is dark": 1 - lit / size,
        "it divides by the ink of the class: divide by the number of its pictures": lit / lit.sum(1, keepdim=True),
        "it divides by the pictures in which the pixel is lit, whatever their class: this is p(y | pixel lit)": lit
        / lit.sum(0).clamp_min(1),
        "this is the logarithm of the share: `probability` holds the share itself": (lit / size).log().clamp_min(NEVER),
    }
    expect(probability, lit / size, suspects, what="`probability`")


@fit.property("smoothing adds `smoothing` lit and `smoothing` dark pictures to every class", hint=3)
def _smoothed(answer: Answer, draw: Draw) -> None:
    classes, a = draw.size(3, 5), float(draw.uniform(1, low=0.3, high=0.9)) + draw.size(0, 1)
    x, y = pictures(draw, classes)
    d = x.shape[1]
    _, probability = fitted(ask(answer, x, y, classes, a), classes, d)
    lit = torch.stack([x[y == k].sum(0) for k in range(classes)])
    size = y.bincount(minlength=classes).double()[:, None]
    suspects = {
        "it ignores `smoothing`: this is the plain share": lit / size,
        "it always adds 1: the pseudo-count is `smoothing`": (lit + 1) / (size + 2),
        "the class grows by 2 `smoothing`, one part lit and one dark: the denominator has it once": (lit + a) / (size + a),
        "the denominator does not grow: with `smoothing` more pictures lit and as many dark it does": (lit + a) / size,
        "the numerator lacks `smoothing`: as many imaginary pictures are lit as are dark": lit / (size + 2 * a),
        "a pixel has 2 values, lit and dark; the denominator grows as if it had one for every class": (lit + a)
        / (size + classes * a),
        "a pixel has 2 values, lit and dark; the denominator grows as if it had one for every pixel": (lit + a) / (size + d * a),
        "it smooths after dividing: add the pseudo-counts to the counts": lit / size + a,
    }
    expect(probability, (lit + a) / (size + 2 * a), suspects, what="the smoothed `probability`")


@fit.property("classes of which no picture is there: p = 1/2, and log prior minus infinity", hint=1)
def _absent(answer: Answer, draw: Draw) -> None:
    seen = draw.size(2, 3)
    x, y = pictures(draw, seen)
    prior, probability = fitted(ask(answer, x, y, seen + 2, 0.5), seen + 2, x.shape[1])
    expect(probability[seen:], torch.full((2, x.shape[1]), 0.5), what="`probability` of a class without pictures", hint=3)
    if not (prior[seen:] == NEVER).all():
        raise Mistake(f"the log prior of a class without pictures must be -inf, the logarithm of 0 (got {prior[-1]:.4g})")
    expect(prior[:seen].exp().sum(), 1.0, what="the sum of the priors")


@fit.property("float64 in, float64 out; `x` and `y` stay as they were; one picture is enough")
def _kept(answer: Answer, draw: Draw) -> None:
    x, y = pictures(draw, 3)
    reply = ask(answer, x, y, 3, 1.0)
    reply.check_unchanged({0: "x", 1: "y"})
    fitted(reply, 3, x.shape[1])
    for each in reply.parts(2):
        as_tensor(each, dtype=torch.float64)
    _, probability = fitted(ask(answer, x[:1], y[:1], 3, 0.5), 3, x.shape[1])
    expect(probability[y[0]], (x[0] + 0.5) / 2, what="`probability` after a single picture")
