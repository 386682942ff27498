"""Lesson 07: how many powers of ten of the minimax loss's push are left, from logits."""

import math

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Reply, brief, expect, near
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

log10_push = Task("07.log10_push", "the push that is left, in powers of ten", points=2)


def right(logits: Tensor) -> Tensor:
    """log10 of the mean of D, in float64."""
    log_D = logsigmoid(logits.double())
    return (torch.logsumexp(log_D, 0) - math.log(len(logits))) / math.log(10)


def slips(logits: Tensor) -> dict[str, Tensor]:
    """What mistakes give."""
    log_D = logsigmoid(logits.double())
    D, value = log_D.exp(), right(logits)
    log_mean = value * math.log(10)
    return {
        "this is the natural logarithm: divide by log 10 for powers of ten": log_mean,
        "this is the logarithm to base 2: divide the natural one by log 10": log_mean / math.log(2),
        "this is the mean of the logarithms: take the mean of D first, then one logarithm": log_D.mean() / math.log(10),
        "this is the logarithm of the sum over the batch: take the mean": value + math.log10(len(logits)),
        "this is the largest D, not the mean: the others count too": log_D.max() / math.log(10),
        "this is the mean of D itself, not its logarithm": D.mean(),
        "this is the push of the non-saturating loss, 1 - D: the minimax loss has D": (1 - D).mean().log10(),
        "the sign is wrong: a push below 1 has a negative number of powers of ten": -value,
        "D is missing: this is made of the logits themselves": logits.double().mean() / math.log(10),
        "it multiplies by log 10: a power of ten is log 10 nats, so divide": log_mean * math.log(10),
        "the batch's size is subtracted in nats and not in powers of ten": torch.logsumexp(log_D, 0) / math.log(10)
        - math.log(len(logits)),
    }


def number_of(reply: Reply) -> Tensor:
    """The one number, finite."""
    value = reply.value()
    if isinstance(value, float | Tensor) and torch.as_tensor(value).isnan().any():
        raise Mistake("it gives nan: a logit may be negative and has no logarithm; D is its sigmoid", 1)
    return reply.number()


@log10_push.property("the logarithm to base 10 of the mean of D", hint=1)
def _powers(answer: Answer, draw: Draw) -> None:
    logits = draw.normal(draw.size(4, 9), scale=2) - 1
    logits[0] = -1.5  # a logit that is no probability
    expect(number_of(ask(answer, logits)), right(logits), slips(logits), what="the logarithm of the mean push")


@log10_push.property("exact where D is rounded to 0", hint=2)
def _tiny(answer: Answer, draw: Draw) -> None:
    _check_moderate(answer, draw)
    for size in (150.0, 1e4):
        logits = -size * draw.uniform(draw.size(4, 9), low=0.7)
        value = ask(answer, logits).value()
        if isinstance(value, float | Tensor) and not torch.as_tensor(value).isfinite().all():
            raise Mistake(
                f"it gives {brief(value)} for logits of about {-size:g}, where {brief(right(logits))} is right: D is rounded to "
                "0 and has no logarithm; stay with logarithms until the end"
            )
        number = number_of(ask(answer, logits))
        if number > right(logits) + 5:
            raise Mistake(
                f"it gives {brief(number)} for logits of about {-size:g}, where {brief(right(logits))} is right: a small number "
                "added to D, or a clamp, hides how small the push is"
            )
        expect(number, right(logits), slips(logits), what=f"the logarithm for logits of about {-size:g}")


@log10_push.property("a single fake that fools D is not forgotten among many that do not", hint=3)
def _one_fooled(answer: Answer, draw: Draw) -> None:
    _check_moderate(answer, draw)
    logits = -300 * draw.uniform(draw.size(5, 9), low=0.8)
    logits[draw.size(0, len(logits) - 1)] = float(draw.normal(1)[0])
    expect(number_of(ask(answer, logits)), right(logits), slips(logits), what="the logarithm of the mean push")


@log10_push.property("one logit is a batch too; large positive logits; the logits stay as they were")
def _edges(answer: Answer, draw: Draw) -> None:
    _check_moderate(answer, draw)
    for logits in (draw.normal(1) - 40, 200 + 100 * draw.uniform(draw.size(2, 5))):
        reply = ask(answer, logits)
        reply.check_unchanged({0: "logits"})
        expect(number_of(reply), right(logits), slips(logits), what="the logarithm of the mean push", atol=1e-5)


def _check_moderate(answer: Answer, draw: Draw) -> None:
    """It is right for moderate logits, so that what comes next looks for mistakes of another kind."""
    logits = draw.normal(draw.size(3, 6))
    if not near(number_of(ask(answer, logits)), right(logits)):
        raise Mistake("it is not right for moderate logits yet, as the first property says: put that right first", 1)
