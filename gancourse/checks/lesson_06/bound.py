"""Lesson 06: one bound for four divergences, from logits."""

import math

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

f_bound = Task("06.f_bound", "one bound for four divergences", points=4)

Pair = tuple[Tensor, Tensor]  # E_p's and E_q's, before the means


def logits(draw: Draw) -> Pair:
    """Moderate logits of real and generated samples, unequal in number, of both signs."""
    n = draw.size(3, 8)
    return draw.normal(n).double() + 0.3, draw.normal(draw.size(3, 8, but=(n,))).double() - 0.8


def right(name: str, real: Tensor, fake: Tensor) -> Pair:
    """What a real sample earns and what a generated one pays."""
    return {
        "KL": (1 + real, fake.exp()),
        "reverse KL": (-(-real).exp(), fake - 1),
        "Pearson": (2 * (real.exp() - 1), (2 * fake).exp() - 1),
        "JS": ((math.log(2) + logsigmoid(real)) / 2, -(math.log(2) + logsigmoid(-fake)) / 2),
    }[name]


def number(answer: Answer, name: str, real: Tensor, fake: Tensor) -> Tensor:
    reply = ask(answer, name, real, fake)
    value = reply.value()
    if isinstance(value, float | Tensor) and torch.as_tensor(value).isnan().any():
        raise Mistake(f"{name}: it gives nan: is a logarithm taken of a logit? The ratio is u = e^l, and log u = l")
    return reply.number()


def compare(answer: Answer, draw: Draw, name: str, own: dict[str, Pair]) -> None:
    """The bound of one divergence against its mistakes, and against those that all four invite."""
    real, fake = logits(draw)
    given = real, fake
    earned, paid = right(name, *given)
    swapped = right(name, fake, real)
    rewards = right(name, fake, fake)[0]
    common = {
        "f* is left out: a generated sample pays f*(T), not T": earned.mean() - rewards.mean(),
        "the two means are added: what generated samples pay is subtracted": earned.mean() + paid.mean(),
        "real and generated logits are exchanged": swapped[0].mean() - swapped[1].mean(),
        "the sign is wrong: the bound is raised, it is no loss": paid.mean() - earned.mean(),
        "the samples are summed: take the mean over each batch": earned.sum() - paid.sum(),
        "what generated samples pay is left out": earned.mean(),
    }
    suspects = {sentence: one.mean() - other.mean() for sentence, (one, other) in own.items()}
    suspects |= common
    named = {f"{name}: {sentence}": value for sentence, value in suspects.items()}
    expect(number(answer, name, real, fake), earned.mean() - paid.mean(), named, what=f"the bound of {name}")


def own_logits(draw: Draw) -> tuple[Draw, Tensor, Tensor]:
    """The draw as it stands, and the logits that `compare` will draw from it."""
    state = draw.stream.get_state()
    real, fake = logits(draw)
    draw.stream.set_state(state)
    return draw, real, fake


@f_bound.property("KL, where f(u) = u log u", hint=1)
def _kl(answer: Answer, draw: Draw) -> None:
    draw, real, fake = own_logits(draw)
    own = {
        "the 1 is missing: f'(u) = 1 + log u": (real, fake.exp()),
        "f* is applied to the logit: it takes T = 1 + l": (1 + real, (fake - 1).exp()),
        "real samples earn f(u), and not its slope f'(u)": (real.exp() * real, fake.exp()),
        "real samples earn f(u) and not its slope f'(u), and f* is applied to the ratio and not to T": (
            real.exp() * real,
            (fake.exp() - 1).exp(),
        ),
        "f* is applied to the ratio: it takes T = 1 + l": (1 + real, (fake.exp() - 1).exp()),
        "this is Donsker and Varadhan's bound, with the logarithm of a mean: the task asks for f-GAN's": (
            real,
            fake.exp().mean().log(),
        ),
        "this is the reverse KL": right("reverse KL", real, fake),
        "this is the bound of JS whatever the name": right("JS", real, fake),
    }
    compare(answer, draw, "KL", own)


@f_bound.property("reverse KL, where f(u) = -log u", hint=2)
def _reverse(answer: Answer, draw: Draw) -> None:
    draw, real, fake = own_logits(draw)
    own = {
        "the exponent has the wrong sign: f'(u) = -1 / u, and 1 / u = e^(-l)": (-real.exp(), fake - 1),
        "T has the wrong sign: f(u) = -log u has the slope -1 / u": ((-real).exp(), fake - 1),
        "the -1 of f*(t) = -1 - log(-t) is missing": (-(-real).exp(), fake),
        "log(-T) is -l, so that f*(T) = -1 + l": (-(-real).exp(), -1 - fake),
        "this is KL": right("KL", real, fake),
        "this is the bound of JS whatever the name": right("JS", real, fake),
    }
    compare(answer, draw, "reverse KL", own)


@f_bound.property("Pearson, where f(u) = (u - 1)²", hint=2)
def _pearson(answer: Answer, draw: Draw) -> None:
    draw, real, fake = own_logits(draw)
    u, v = real.exp(), fake.exp()
    own = {
        "the factor 2 of f'(u) = 2 (u - 1) is missing": (u - 1, v.square() - 1),
        "f* is taken at u - 1 and not at T = 2 (u - 1)": (2 * (u - 1), (v - 1).square() / 4 + v - 1),
        "f*(t) = t + t²/4 has lost its t, or generated samples pay f and not f*": (2 * (u - 1), (v - 1).square()),
        "f*(t) = t + t²/4 has lost its quarter": (2 * (u - 1), 4 * (v - 1).square() + 2 * (v - 1)),
        "the logit stands where the ratio u = e^l should": (2 * (real - 1), fake.square() - 1),
        "this is KL": right("KL", real, fake),
        "this is the bound of JS whatever the name": right("JS", real, fake),
    }
    compare(answer, draw, "Pearson", own)


@f_bound.property("JS, the GAN's own", hint=3)
def _js(answer: Answer, draw: Draw) -> None:
    draw, real, fake = own_logits(draw)
    good, bad = logsigmoid(real), logsigmoid(-fake)
    own = {
        "this is V: JS is log 2 + V / 2": (good, -bad),
        "this is V / 2: the log 2 is missing": (good / 2, -bad / 2),
        "this is log 4 + V, which bounds 2 JS": (good + math.log(2), -bad - math.log(2)),
        "generated samples are scored with log D: for them it is log(1 - D)": (
            (math.log(2) + good) / 2,
            -(math.log(2) + logsigmoid(fake)) / 2,
        ),
        "this is KL": right("KL", real, fake),
    }
    compare(answer, draw, "JS", own)


@f_bound.property("one can train by it: gradients reach both batches, JS is exact where D rounds", hint=4)
def _trains(answer: Answer, draw: Draw) -> None:
    real, fake = logits(draw)
    for name in ("KL", "reverse KL", "Pearson", "JS"):
        reply = ask(answer, name, real, fake, gradients=True)
        reply.check_unchanged({1: "real", 2: "fake"})
        if not reply.raw.get("graph"):
            reply.number()
            raise Mistake(
                f"{name}: it returns a number without its graph, from which nobody can learn: leave out item(), float()"
            )
        one, other = real.clone().requires_grad_(), fake.clone().requires_grad_()
        earned, paid = right(name, one, other)
        one_slope, other_slope = torch.autograd.grad(earned.mean() - paid.mean(), (one, other))
        for place, slope, whose in ((1, one_slope, "real"), (2, other_slope, "generated")):
            found = reply.gradient(place)
            if found is None:
                raise Mistake(f"{name}: no gradient reaches the logits of the {whose} samples: is something detached?")
            expect(found, slope, what=f"{name}: the gradient by the logits of the {whose} samples", hint=1)
    sure = 800 + 100 * draw.uniform(3).double()
    value = ask(answer, "JS", -sure, sure).value()
    if isinstance(value, float | Tensor) and not torch.as_tensor(value).isfinite().all():
        raise Mistake(f"JS: it gives {float(value)} for logits of about 800: never form D, nor 2 - e^(2 T)")
    expect(ask(answer, "JS", -sure, sure).number(), math.log(2) - sure.mean(), what="JS: the bound for logits of about 800")
