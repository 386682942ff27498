"""Lesson 06: the best discriminator, from two log-densities."""

import math

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

optimal_discriminator = Task("06.optimal_discriminator", "the best discriminator", points=2)


def two_logs(draw: Draw) -> tuple[Tensor, Tensor]:
    """Log-densities at the same points, of both signs, no two alike."""
    n = draw.size(4, 8)
    return draw.normal(n).double() - 0.5, draw.normal(n).double() - 0.5


def said(answer: Answer, log_p: Tensor, log_q: Tensor) -> Tensor:
    """What the answer gives at each point."""
    return as_tensor(ask(answer, log_p, log_q).value(), tuple(log_p.shape), None)


@optimal_discriminator.property("it is p / (p + q), at each point by itself", hint=1)
def _share(answer: Answer, draw: Draw) -> None:
    log_p, log_q = two_logs(draw)
    p, q = log_p.exp(), log_q.exp()
    value = ask(answer, log_p, log_q).value()
    if isinstance(value, Tensor) and value.is_floating_point() and value.isnan().any():
        raise Mistake("it gives nan: these are logarithms, and a log-density may be negative; a density is its exp")
    suspects = {
        "real and generated are exchanged: D* is the share of p, the real": q / (p + q),
        "these are the odds p / q: D* is a probability, p / (p + q)": p / q,
        "this is the logit: D* is its sigmoid": log_p - log_q,
        "the logit has the wrong sign: D* is near 1 where p is larger": torch.sigmoid(log_q - log_p),
        "the logarithms are divided as if they were densities: a density is the exp of its logarithm": log_p / (log_p + log_q),
        "the sigmoid is taken of log p alone: what q has there counts as much": torch.sigmoid(log_p),
        "the sigmoid is taken of p - q: the logit is the difference of the logarithms": torch.sigmoid(p - q),
        "the sigmoid is taken of the odds: it takes their logarithm": torch.sigmoid(p / q),
        "each density is compared with its own sum over the points: compare p with q at each point": p / p.sum(),
        "it divides by a sum over all points: each x has its own D*": p / (p + q).sum(),
        "this is the logarithm of D*": torch.nn.functional.logsigmoid(log_p - log_q),
        "it decides, 0 or 1: D* is a probability": (p > q).double(),
        "p and q are averaged, not added, below: p / (p + q) has no half": 2 * p / (p + q),
    }
    expect(as_tensor(value, tuple(log_p.shape), None), p / (p + q), suspects, what="D*")


@optimal_discriminator.property("far out and very near, where p and q themselves are no floats", hint=2)
def _far(answer: Answer, draw: Draw) -> None:
    gap = draw.normal(draw.size(4, 7)).double()
    for level in (-2000.0 - 100 * draw.size(0, 9), 900.0):
        log_q = torch.full_like(gap, level)
        value = ask(answer, log_q + gap, log_q).value()
        where = f"at log-densities of about {level:g}"
        if isinstance(value, Tensor) and value.is_floating_point() and not value.isfinite().all():
            raise Mistake(
                f"{where} it gives {value[~value.isfinite()].flatten()[0].item()}: p and q are rounded to 0 or to infinity; "
                "only their ratio is needed, and its logarithm is a difference"
            )
        lost = {
            f"{where} it gives 0: a small number below the line, or a clamp, is larger than p and q there": torch.zeros_like(gap),
            f"{where} it gives 1/2: a clamp or an added small number is larger than p and q there": torch.full_like(gap, 0.5),
        }
        expect(as_tensor(value, tuple(gap.shape), None), torch.sigmoid(gap), lost, what=f"D* {where}")


@optimal_discriminator.property("it is 1 or 0 where only one of the two laws lives", hint=3)
def _alone(answer: Answer, draw: Draw) -> None:
    there = draw.normal(draw.size(3, 6)).double()
    nowhere = torch.full_like(there, -math.inf)
    for log_p, log_q, right, whose in ((there, nowhere, 1.0, "real"), (nowhere, there, 0.0, "generated")):
        value = ask(answer, log_p, log_q).value()
        if isinstance(value, Tensor) and value.is_floating_point() and value.isnan().any():
            raise Mistake(
                f"where only {whose} data live it gives nan: a density of 0 has the logarithm -inf, and D* is {right:g}"
            )
        expect(as_tensor(value, tuple(there.shape), None), torch.full_like(there, right), what=f"D* where only {whose} data live")


@optimal_discriminator.property("any shape; float64 in, float64 out; the arguments stay as they were")
def _kept(answer: Answer, draw: Draw) -> None:
    shape = (draw.size(2, 3), draw.size(4, 5))
    log_p, log_q = draw.normal(*shape).double(), draw.normal(*shape).double()
    reply = ask(answer, log_p, log_q)
    reply.check_unchanged({0: "log_p", 1: "log_q"})
    expect(as_tensor(reply.value(), shape, torch.float64), torch.sigmoid(log_p - log_q), what="D* on a grid of two axes")
    expect(said(answer, log_p[0, :1], log_q[0, :1]), torch.sigmoid(log_p - log_q)[0, :1], what="D* at one point")
