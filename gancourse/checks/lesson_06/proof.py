"""Lesson 06: the proof of C(G) = -log 4 + 2 JS as four numbers: V of any discriminator, what it falls short by, two KLs."""

import math
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_06.integrals import densities, kl
from gancourse.checks.reply import Mistake, Reply, expect, near
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

proof_numbers = Task("06.proof_numbers", "the proof, as four numbers that close", points=4)

NAMES = ("V", "the shortfall", "KL(p || m)", "KL(q || m)")


def scene(draw: Draw) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Densities p and q, a discriminator D that is not the best, and weights."""
    n = draw.size(5, 9)
    p, q, w = densities(draw, n)
    return p, q, torch.sigmoid(draw.normal(n).double()), w


def part(reply: Reply, place: int) -> Tensor:
    """One of the four numbers."""
    value: Any = reply.parts(4)[place]
    if value is None:
        raise Mistake(f"{NAMES[place]} is still None")
    return Reply({"value": value}).number()


def earned(p: Tensor, q: Tensor, D: Tensor, w: Tensor) -> Tensor:
    return (w * (p * D.log() + q * (1 - D).log())).sum()


def coins(a: Tensor, b: Tensor) -> Tensor:
    return a * (a / b).log() + (1 - a) * ((1 - a) / (1 - b)).log()


@proof_numbers.property("V, what this discriminator earns", hint=1)
def _value(answer: Answer, draw: Draw) -> None:
    p, q, D, w = scene(draw)
    right, star = earned(p, q, D, w), p / (p + q)
    suspects = {
        "the best discriminator is taken in place of the one that is given": earned(p, q, star, w),
        "the weights are left out: an integral is a sum of w times the integrand": earned(p, q, D, torch.ones_like(w)),
        "the sign is wrong: V is what D raises": -right,
        "generated samples are scored with log D: for them it is log(1 - D)": (w * (p + q) * D.log()).sum(),
        "the two laws are exchanged: log D is earned under p": earned(q, p, D, w),
        "both terms are weighed by the mean of the two laws: each has its own": (w * (p + q) / 2 * (D * (1 - D)).log()).sum(),
        "this is half of V: it is a sum of two expectations, not their mean": right / 2,
    }
    expect(part(ask(answer, p, q, D, w), 0), right, suspects, what="V")


@proof_numbers.property("the shortfall: what D earns less than the best", hint=2)
def _shortfall(answer: Answer, draw: Draw) -> None:
    p, q, D, w = scene(draw)
    star = p / (p + q)
    right = (w * (p + q) * coins(star, D)).sum()
    suspects = {
        "it is averaged over m, (p + q) / 2, once: the two halves of V make it (p + q)": right / 2,
        "the coins are exchanged: the best stands first, KL(D* || D)": (w * (p + q) * coins(D, star)).sum(),
        "the weights are left out: an integral is a sum of w times the integrand": ((p + q) * coins(star, D)).sum(),
        "the densities are left out: a wrong D costs where data are": (w * coins(star, D)).sum(),
        "only real data count here: generated ones are misjudged too": (w * p * coins(star, D)).sum(),
        "the second side of the coin is missing, (1 - D*) log((1 - D*) / (1 - D))": (w * (p + q) * star * (star / D).log()).sum(),
        "the coins are exchanged, and their second side is missing: KL(D* || D) has two terms": (
            w * (p + q) * D * (D / star).log()
        ).sum(),
        "the sign is wrong: log(D* / D), so that it is never negative": -right,
        "this is a squared error: what D loses is measured in logarithms": (w * (p + q) * (star - D).square()).sum(),
        "this is C(G) itself": earned(p, q, star, w),
    }
    expect(part(ask(answer, p, q, D, w), 1), right, suspects, what="the shortfall")


@proof_numbers.property("KL(p || m) and KL(q || m)", hint=3)
def _divergences(answer: Answer, draw: Draw) -> None:
    p, q, D, w = scene(draw)
    m = (p + q) / 2
    reply = ask(answer, p, q, D, w)
    for place, one, other in ((2, p, q), (3, q, p)):
        right = kl(one, m, w)
        suspects = {
            "it is halved: JS has the halves, and C(G) has 2 JS": right / 2,
            "it is compared with the other law: compare with m": kl(one, other, w),
            "the two are exchanged: KL(p || m) comes first": kl(other, m, w),
            "the divergence is turned round: m stands second": kl(m, one, w),
            "m lacks its factor 1/2: the mean of two laws has mass 1": right - math.log(2),
            "the weights are left out: an integral is a sum of w times the integrand": kl(one, m, torch.ones_like(w)),
            "the sign is wrong: log(p / m), not log(m / p)": -right,
        }
        expect(part(reply, place), right, suspects, what=NAMES[place])


@proof_numbers.property("the four close, and the best discriminator falls short by nothing", hint=4)
def _closes(answer: Answer, draw: Draw) -> None:
    for best in (False, True):
        p, q, D, w = scene(draw)
        D = p / (p + q) if best else D
        reply = ask(answer, p, q, D, w)
        reply.check_unchanged({0: "p", 1: "q", 2: "D", 3: "weights"})
        value, short, one, other = (part(reply, place) for place in range(4))
        if best and not near(short, 0.0):
            raise Mistake(f"with D = D* the shortfall must be 0, got {short:.4g}")
        left, right = value + short, -math.log(4) + one + other
        if not near(left, right):
            raise Mistake(f"they do not close: V + shortfall is {left:.4g}, and -log 4 + KL(p || m) + KL(q || m) is {right:.4g}")
        if not near(right, earned(p, q, p / (p + q), w)):
            raise Mistake(f"they close on {right:.4g}, which is not C(G): look at each by itself")
