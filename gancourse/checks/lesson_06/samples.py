"""Lesson 06: the Jensen-Shannon divergence from a discriminator and samples that are new to it, with its standard error."""

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, Reply, expect, near
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

js_from_samples = Task("06.js_from_samples", "JS from a discriminator and held-out samples", points=3)


class Scene:
    """A linear discriminator as a given thing, and samples of both kinds, unequal in number."""

    def __init__(self, draw: Draw, scale: float = 1.0, sign: int = 1):
        d, n = draw.size(2, 3), draw.size(5, 9)
        m = draw.size(5, 9, but=(n,))
        weight, bias = scale * draw.uniform(d, low=0.5, high=1.5), scale * draw.normal(1) * 0.1
        self.real, self.fake = sign * (draw.normal(n, d) + 0.7), sign * (draw.normal(m, d) - 0.7)
        self.discriminator = given("score", "D", weight=weight, bias=bias)
        self.logits = [(x.double() @ weight.double() + bias.double()) for x in (self.real, self.fake)]

    def ask(self, answer: Answer) -> Reply:
        return ask(answer, self.discriminator, self.real, self.fake)

    def estimate(self) -> Tensor:
        real, fake = self.logits
        return math.log(2) + (logsigmoid(real).mean() + logsigmoid(-fake).mean()) / 2

    def error(self, correction: int = 1) -> Tensor:
        good, bad = logsigmoid(self.logits[0]), logsigmoid(-self.logits[1])
        return (good.var(correction=correction) / len(good) + bad.var(correction=correction) / len(bad)).sqrt() / 2


def part(reply: Reply, place: int) -> Tensor:
    """The estimate or its standard error, one finite number."""
    value: Any = reply.parts(2)[place]
    name = ("the estimate", "the standard error")[place]
    if value is None:
        raise Mistake(f"{name} is still None")
    if isinstance(value, Tensor) and value.numel() != 1:
        raise Mistake(f"{name} must be one number, got a tensor of shape {tuple(value.shape)}: reduce over the samples")
    return Reply({"value": value}).number()


@js_from_samples.property("the estimate is log 2 + V / 2", hint=1)
def _estimate(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw)
    (real, fake), right = scene.logits, scene.estimate()
    good, bad = logsigmoid(real), logsigmoid(-fake)
    V = good.mean() + bad.mean()
    suspects = {
        "this is V: turn C(G) = -log 4 + 2 JS around": V,
        "this is the discriminator's loss, -V": -V,
        "the log 2 is missing: a discriminator that knows nothing must give 0": V / 2,
        "V counts in full: 2 JS is log 4 + V, and JS is half of that": math.log(2) + V,
        "this is 2 JS: halve log 4 too": math.log(4) + V,
        "log 4 is added to half of V: JS is half of log 4 + V": math.log(4) + V / 2,
        "the sign of V is wrong: the more D earns, the larger the estimate": math.log(2) - V / 2,
        "the samples are summed: take the mean over each batch": math.log(2) + (good.sum() + bad.sum()) / 2,
        "all samples are averaged together: each batch has a mean of its own": math.log(2) + torch.cat([good, bad]).mean(),
        "generated samples are scored with log D: for them it is log(1 - D)": (
            math.log(2) + (good.mean() + logsigmoid(fake).mean()) / 2
        ),
        "real and generated are exchanged": math.log(2) + (logsigmoid(-real).mean() + logsigmoid(fake).mean()) / 2,
        "the logits are used as logarithms of D: take their logsigmoid": math.log(2) + (real.mean() - fake.mean()) / 2,
        "this is in bits: the task asks for nats": right / math.log(2),
        "this is the accuracy": ((real > 0).double().mean() + (fake < 0).double().mean()) / 2,
    }
    expect(part(scene.ask(answer), 0), right, suspects, what="the estimate", atol=1e-5)


@js_from_samples.property("its standard error, of two means over samples that are independent", hint=2)
def _error(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw)
    good, bad = logsigmoid(scene.logits[0]), logsigmoid(-scene.logits[1])
    right = scene.error()
    value = part(scene.ask(answer), 1)
    if near(value, scene.error(0), atol=1e-5):  # divided by n and not n - 1: as good for large n
        return
    suspects = {
        "the factor 1/2 is missing: the estimate has V / 2": 2 * right,
        "this is the variance: take its root": right.square(),
        "the variance is halved: half of V has a quarter of its variance": 2 * right.square(),
        "the spread of single samples is taken: a mean of n varies with 1 / sqrt(n)": (good.var() + bad.var()).sqrt() / 2,
        "standard errors are added: add the variances, then take the root": (
            (good.std() / len(good) ** 0.5 + bad.std() / len(bad) ** 0.5) / 2
        ),
        "the deviations are divided by n: a mean varies with 1 / sqrt(n)": (
            (good.std() / len(good)) ** 2 + (bad.std() / len(bad)) ** 2
        ).sqrt()
        / 2,
        "only the real samples' spread counts here: generated ones scatter too": (good.var() / len(good)).sqrt() / 2,
        "all samples are thrown together: each batch has its own mean and variance": (
            torch.cat([good, bad]).std() / (len(good) + len(bad)) ** 0.5
        ),
        "this is the spread of the logits: what is averaged is log D and log(1 - D)": (
            (scene.logits[0].var() / len(good) + scene.logits[1].var() / len(bad)).sqrt() / 2
        ),
    }
    expect(value, right, suspects, what="the standard error", rtol=1e-3)


@js_from_samples.property("a discriminator that is sure, and right or wrong", hint=3)
def _sure(answer: Answer, draw: Draw) -> None:
    for sign in (1, -1):
        scene = Scene(draw, scale=3e3, sign=sign)
        parts = scene.ask(answer).parts(2)
        if any(isinstance(each, float | Tensor) and not torch.as_tensor(each).isfinite().all() for each in parts):
            raise Mistake("it gives no finite number where D rounds to 0 or 1: take log D and log(1 - D) from the logits")
        value, right = part(Reply({"value": parts}), 0), scene.estimate()
        if value > 0.5 * right and right < -10:
            raise Mistake(
                f"the estimate is cut off: it gives {value:.4g} and should give {right:.4g}; a clamp, or a small number added to "
                "D, hides how wrong a discriminator is"
            )
        expect(value, right, what="the estimate of a discriminator that is sure", rtol=1e-3, atol=1e-4)


@js_from_samples.property("what is worse than a coin comes out negative", hint=4)
def _negative(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw, sign=-1)
    right = scene.estimate()
    while right > -0.05:
        scene = Scene(draw, sign=-1)
        right = scene.estimate()
    value = part(scene.ask(answer), 0)
    suspects: dict[str, float | Tensor] = {
        "a negative estimate is set to 0: the bound is honest only if it may be negative, and clamped estimates are biased": 0.0,
        "the absolute value is taken: a discriminator that is worse than a coin proves nothing": -right,
    }
    expect(value, right, suspects, what="the estimate", atol=1e-5)


@js_from_samples.property("the discriminator is only asked: its weights, and the samples, stay as they were", hint=4)
def _asked(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw)
    reply = scene.ask(answer)
    reply.check_unchanged({1: "real", 2: "fake"})
    for name, weight in reply.weights("D").items():
        if not near(weight, scene.discriminator["options"][name]):
            raise Mistake("the discriminator's weights have changed: on held-out samples nothing is trained")
    n, m = len(scene.real), len(scene.fake)
    if not ({f"D({n})", f"D({m})"} <= set(reply.events) or f"D({n + m})" in reply.events):
        raise Mistake(
            f"the discriminator must be asked about all {n} real and all {m} generated samples; it was asked "
            f"{', '.join(reply.events) or 'nothing'}"
        )
    part(reply, 0)
    part(reply, 1)
