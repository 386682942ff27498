"""Lesson 06: the Jensen-Shannon divergence of two densities on a grid, and C(G) of two discrete laws."""

import math
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

js = Task("06.js", "the Jensen-Shannon divergence by quadrature", points=3)
criterion = Task("06.criterion", "what the generator plays for", points=2)


def densities(draw: Draw, n: int) -> tuple[Tensor, Tensor, Tensor]:
    """Two positive densities at n points, and weights that differ, with the mass 1 each, float64."""
    w = draw.uniform(n, low=0.1, high=0.6).double()
    p, q = (draw.uniform(n, low=0.1, high=2.0).double() for _ in range(2))
    return p / (w * p).sum(), q / (w * q).sum(), w


def kl(p: Tensor, q: Tensor, w: Tensor) -> Tensor:
    """KL by quadrature, with 0 log 0 = 0."""
    return (w * (torch.special.xlogy(p, p) - torch.special.xlogy(p, q))).sum()


def right_js(p: Tensor, q: Tensor, w: Tensor) -> Tensor:
    return (kl(p, (p + q) / 2, w) + kl(q, (p + q) / 2, w)) / 2


def number(answer: Answer, *arguments: Any, zeros: bool = False) -> Tensor:
    """The one number that comes back; nan by its likely cause."""
    reply = ask(answer, *arguments)
    value = reply.value()
    if zeros and isinstance(value, float | Tensor) and torch.as_tensor(value).isnan().any():
        raise Mistake("it gives nan where a density is 0: the computer's 0 · log 0 is nan, and should count as 0")
    return reply.number()


@js.property("half KL(p || m) plus half KL(q || m), by the weights", hint=1)
def _js_value(answer: Answer, draw: Draw) -> None:
    p, q, w = densities(draw, draw.size(5, 9))
    m, one = (p + q) / 2, torch.ones_like(w)
    right = right_js(p, q, w)
    suspects = {
        "the weights are left out: an integral is a sum of w times the integrand": right_js(p, q, one),
        "the mean over the points is taken: an integral is a sum of w times the integrand": right_js(p, q, one / len(w)),
        "both halves are added without their factor 1/2: this is 2 JS": 2 * right,
        "this is KL(p || q)": kl(p, q, w),
        "this is the mean of KL(p || q) and KL(q || p): both are compared with m": (kl(p, q, w) + kl(q, p, w)) / 2,
        "this is the sum of KL(p || q) and KL(q || p): both are compared with m": kl(p, q, w) + kl(q, p, w),
        "only p is compared with m: q is too": kl(p, m, w),
        "only p is compared with m, and halved: q is too": kl(p, m, w) / 2,
        "only q is compared with m: p is too": kl(q, m, w),
        "the divergences are turned round: m stands second, KL(p || m)": (kl(m, p, w) + kl(m, q, w)) / 2,
        "m lacks its factor 1/2: the mean of two laws has mass 1": right - math.log(2),
        "the sign is wrong: log(p / m), not log(m / p)": -right,
        "this is in bits: where no base is given the unit is the nat": right / math.log(2),
        "this is its square root, the metric": right.sqrt(),
    }
    expect(number(answer, p, q, w), right, suspects, what="JS")


@js.property("in any base: 2 makes bits of nats", hint=2)
def _js_base(answer: Answer, draw: Draw) -> None:
    p, q, w = densities(draw, draw.size(5, 9))
    nats = right_js(p, q, w)
    for base in (2.0, 3.0 + float(draw.uniform(1))):
        suspects = {
            f"it ignores its base: with base {base:.4g} the unit is a nat times 1 / log(base)": nats,
            "it multiplies by log(base): a logarithm to a base is divided by log(base)": nats * math.log(base),
            "it is in bits whatever the base": nats / math.log(2),
            "it divides by the base itself: divide by its logarithm": nats / base,
        }
        expect(number(answer, p, q, w, base), nats / math.log(base), suspects, what=f"JS to the base {base:.4g}")


@js.property("where one density is zero, and where both are", hint=3)
def _js_zeros(answer: Answer, draw: Draw) -> None:
    p, q, w = densities(draw, 9)
    p[:2], q[3:5], p[7], q[7] = 0, 0, 0, 0
    p, q = p / (w * p).sum(), q / (w * q).sum()
    both = (p > 0) & (q > 0)
    suspects = {
        "points where only one law lives are left out: they tell most": right_js(p[both], q[both], w[both]),
        "points where p is zero are left out for q too": right_js(p[p > 0], q[p > 0], w[p > 0]),
        "points where q is zero are left out for p too": right_js(p[q > 0], q[q > 0], w[q > 0]),
    }
    expect(number(answer, p, q, w, zeros=True), right_js(p, q, w), suspects, what="JS of densities with zeros")


@js.property("one bit where nothing overlaps, zero where all does, and the arguments as they were", hint=3)
def _js_ends(answer: Answer, draw: Draw) -> None:
    p, q, w = densities(draw, draw.size(6, 9))
    reply = ask(answer, p, q, w)
    reply.check_unchanged({0: "p", 1: "q", 2: "weights"})
    apart = torch.arange(len(w)) < 3
    left, right = torch.where(apart, p, 0), torch.where(apart, 0, q)
    left, right = left / (w * left).sum(), right / (w * right).sum()
    expect(number(answer, left, right, w, 2.0, zeros=True), 1.0, what="JS, in bits, of laws that nowhere overlap")
    expect(number(answer, p, p.clone(), w), 0.0, what="JS of a law with itself")
    expect(number(answer, q, p, w), right_js(p, q, w), what="JS with its two laws exchanged")


def laws(draw: Draw) -> tuple[Tensor, Tensor]:
    """Two discrete laws without zeros, float64."""
    k = draw.size(4, 8)
    p, q = (draw.uniform(k, low=0.2, high=1.5).double() ** 3 for _ in range(2))  # far from alike
    return p / p.sum(), q / q.sum()


def right_criterion(p: Tensor, q: Tensor) -> Tensor:
    return -math.log(4) + 2 * right_js(p, q, torch.ones_like(p))


@criterion.property("V with the best discriminator in it", hint=1)
def _criterion_value(answer: Answer, draw: Draw) -> None:
    p, q = laws(draw)
    D, one = p / (p + q), torch.ones_like(p)
    right, jensen = right_criterion(p, q), right_js(p, q, one)
    suspects = {
        "the sign is wrong: C(G) is V itself, which is never positive": -right,
        "the second term is left out: generated samples earn log(1 - D*)": (p * D.log()).sum(),
        "the first term is left out: real samples earn log D*": (q * (1 - D).log()).sum(),
        "generated samples are scored with log D*: for them it is log(1 - D*)": ((p + q) * D.log()).sum(),
        "D* has its two laws exchanged: it is the share of p": (p * (1 - D).log() + q * D.log()).sum(),
        "the sums are not weighted by the laws: an expectation weighs each outcome by its probability": (
            (D.log() + (1 - D).log()).sum()
        ),
        "the mean over the outcomes is taken: an expectation is a sum over them": right / len(p),
        "this is JS: C(G) = -log 4 + 2 JS": jensen,
        "this is -log 4 + JS: JS counts twice": -math.log(4) + jensen,
        "this is log 4 + 2 JS: at equilibrium C(G) is -log 4": math.log(4) + 2 * jensen,
        "this is 2 JS: the -log 4 is missing": 2 * jensen,
        "this is half of it: V is the sum of two expectations, not their mean": right / 2,
        "this is in bits: V has natural logarithms": right / math.log(2),
        "it is -log 4 for every generator: D is 1/2 only against the perfect one": torch.tensor(-math.log(4)),
        "the logarithms are missing": (p * D + q * (1 - D)).sum(),
    }
    expect(number(answer, p, q), right, suspects, what="C(G)")


@criterion.property("-log 4 for the perfect generator, 0 for one that never hits", hint=2)
def _criterion_ends(answer: Answer, draw: Draw) -> None:
    p, q = laws(draw)
    expect(number(answer, p, p.clone()), -math.log(4), what="C(G) for q = p, the value at equilibrium,")
    nothing = torch.zeros_like(p)
    apart = number(answer, torch.cat([p, nothing]), torch.cat([nothing, q]), zeros=True)
    expect(apart, 0.0, what="C(G) of laws without a common outcome")


@criterion.property("outcomes that one law, or neither, ever gives", hint=3)
def _criterion_zeros(answer: Answer, draw: Draw) -> None:
    p, q = (torch.cat([each, torch.zeros(3, dtype=torch.float64)]) for each in laws(draw))
    p[-1], q[-2] = 0.3, 0.4  # and [-3] is neither's
    p, q = p / p.sum(), q / q.sum()
    both = (p > 0) & (q > 0)
    D = p[both] / (p[both] + q[both])
    suspects = {
        "outcomes of one law alone are left out: right, they earn log 1 = 0, but keep the others' probabilities as they are": (
            right_criterion(p[both] / p[both].sum(), q[both] / q[both].sum())
        ),
        "outcomes of one law alone are counted as if D* were 1/2 there": (
            (p[both] * D.log() + q[both] * (1 - D).log()).sum() - (p[-1] + q[-2]) * math.log(2)
        ),
    }
    expect(number(answer, p, q, zeros=True), right_criterion(p, q), suspects, what="C(G) of laws with zeros")


@criterion.property("never above 0, never below -log 4; the arguments stay as they were")
def _criterion_range(answer: Answer, draw: Draw) -> None:
    for _ in range(4):
        p, q = laws(draw)
        q = (q**4) / (q**4).sum()
        reply = ask(answer, p, q)
        reply.check_unchanged({0: "p", 1: "q"})
        expect(reply.number(), right_criterion(p, q), what="C(G)")
