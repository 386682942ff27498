"""Checks of lesson 01: naive Bayes with two classes as a linear classifier."""

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_01.logs import likelihood, shape_of
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

linear_form = Task("01.linear_form", "two classes as a linear classifier", points=2)


def two_classes(draw: Draw, d: int) -> tuple[Tensor, Tensor]:
    """A log prior (2,), uneven, and probabilities (2, d)."""
    share = float(draw.uniform(1, low=0.1, high=0.35))
    return torch.tensor([share, 1 - share]).double().log(), draw.uniform(2, d, low=0.1, high=0.9).double()


def weights(reply: Reply, d: int, dtype: torch.dtype | None = None) -> tuple[Tensor, Tensor]:
    """What was returned as w (d,) and b ()."""
    w, b = reply.parts(2)
    if isinstance(b, float | int):
        b = torch.tensor(float(b), dtype=torch.float64)
    if shape_of(w) == () and shape_of(b) == (d,) and d > 1:
        raise Mistake("the two are exchanged: return `w` first, then `b`")
    if shape_of(b) == (d,) and d > 1:
        raise Mistake(f"`b` has one number for each of the {d} pixels: add them up", 2)
    b = b.reshape(()) if isinstance(b, Tensor) and b.numel() == 1 else b
    return as_tensor(w, (d,), dtype), as_tensor(b, (), dtype)


@linear_form.property("`w`: what a pixel adds when it is lit instead of dark", hint=1)
def _w(answer: Answer, draw: Draw) -> None:
    d = draw.size(4, 8)
    prior, p = two_classes(draw, d)
    w, _ = weights(ask(answer, prior, p), d)
    odds = p / (1 - p)
    suspects = {
        "the classes are exchanged: these are the log odds of class 0 against class 1": (odds[0] / odds[1]).log(),
        "this is what a lit pixel says, log(p1 / p0): subtract what it would have said dark, log((1 - p1) / (1 - p0))": (
            p[1] / p[0]
        ).log(),
        "this is the ratio of the odds, not its logarithm": odds[1] / odds[0],
        "this is the difference of the odds: take the difference of their logarithms": odds[1] - odds[0],
        "this is the difference of the probabilities: take the difference of their log odds": p[1] - p[0],
        "it adds what a dark pixel says: w is lit minus dark": (p[1] / p[0]).log() + ((1 - p[1]) / (1 - p[0])).log(),
        "these are class 1's log odds: class 0's must be subtracted": odds[1].log(),
    }
    expect(w, odds[1].log() - odds[0].log(), suspects, what="`w`")


@linear_form.property("`b`: the log odds of a picture that is all dark", hint=2)
def _b(answer: Answer, draw: Draw) -> None:
    d = draw.size(4, 8)
    prior, p = two_classes(draw, d)
    _, b = weights(ask(answer, prior, p), d)
    dark, lit, ahead = ((1 - p[1]) / (1 - p[0])).log(), (p[1] / p[0]).log(), prior[1] - prior[0]
    suspects = {
        "the prior is missing: b begins with log(π1 / π0)": dark.sum(),
        "the dark pixels are missing: each adds log((1 - p1) / (1 - p0))": ahead,
        "the classes are exchanged: these are the log odds of class 0 against class 1": -(ahead + dark.sum()),
        "the prior's log odds are those of class 0 against class 1": -ahead + dark.sum(),
        "the pixels' part has the wrong sign: it is log((1 - p1) / (1 - p0))": ahead - dark.sum(),
        "it adds what lit pixels say: b belongs to a picture that is all dark": ahead + lit.sum(),
        "it takes the mean over the pixels: their logarithms add up": ahead + dark.mean(),
        "the prior enters as a share, not as a logarithm": prior[1].exp() - prior[0].exp() + dark.sum(),
    }
    expect(b, ahead + dark.sum(), suspects, what="`b`")


@linear_form.property("x·w + b is the log odds that naive Bayes gives", hint=1)
def _log_odds(answer: Answer, draw: Draw) -> None:
    d = draw.size(9, 12)
    prior, p = two_classes(draw, d)
    w, b = weights(ask(answer, prior, p), d)
    x = (draw.uniform(6, d) < 0.5).double()
    joint = prior + likelihood(x, p)
    expect(x @ w.double() + b.double(), joint[:, 1] - joint[:, 0], what="x·w + b of six pictures")


@linear_form.property("a single pixel; float64 in, float64 out; the arguments stay as they were")
def _weights_kept(answer: Answer, draw: Draw) -> None:
    prior, p = two_classes(draw, 1)
    reply = ask(answer, prior, p)
    reply.check_unchanged({0: "log_prior", 1: "probability"})
    weights(reply, 1, torch.float64)
