"""Checks of lesson 02: any inverse cdf by Newton's step inside a bracket."""

from functools import partial
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, as_tensor, expect, near
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

newton_quantile = Task("02.newton_quantile", "Newton's step inside a bracket", points=3)


def noted(name: str, form: str, **options: Any) -> dict[str, Any]:
    """A given function that notes its calls."""
    return {"form": "noted", "name": name, "options": {"form": form, "options": options}}


def search(cdf: Any, density: Any, u: Tensor, low: float, high: float, steps: int, variant: str = "") -> Tensor:
    """Newton's step inside a bracket, elementwise; a variant makes a student's mistake."""
    below, above = torch.full_like(u, low), torch.full_like(u, high)
    x = (below + above) / 2
    for _ in range(steps):
        short = (cdf(x) < u) != (variant == "sides exchanged")
        if variant != "fixed bracket":
            below, above = torch.where(short, x, below), torch.where(short, above, x)
        step = (cdf(x) - u) * (1 if variant == "no slope" else density(x) if variant == "times" else 1 / density(x))
        there = x + step if variant == "plus" else x - step
        inside = (there >= below) & (there <= above)
        if variant == "ends outside":
            inside = (there > below) & (there < above)
        middle = (below + above) / 2
        x = {"newton": there, "bisection": middle, "clamped": torch.minimum(torch.maximum(there, below), above)}.get(
            variant, torch.where(inside, there, middle)
        )
    return x


ENDS = "an end of the bracket is not outside: once a step has arrived it is such an end, and must be kept"


class Bumps:
    """A law of two logistic bumps with a thin valley between them: its cdf and density here, and as given things."""

    def __init__(self, draw: Draw):
        left, right = -2.0 - float(draw.uniform(1)), 1.5 + float(draw.uniform(1))
        self.centres = torch.tensor([left, left + 0.3, right], dtype=torch.float64)
        self.scale = 0.2 + 0.1 * float(draw.uniform(1))
        options = {"centres": self.centres, "scale": self.scale}
        self.given = noted("cdf", "mixture cdf", **options), noted("density", "mixture density", **options)

    def cdf(self, x: Tensor) -> Tensor:
        return torch.sigmoid((x[..., None] - self.centres) / self.scale).mean(-1)

    def density(self, x: Tensor) -> Tensor:
        t = (x[..., None] - self.centres) / self.scale
        return (torch.sigmoid(t) * torch.sigmoid(-t)).mean(-1) / self.scale

    def quantile(self, u: Tensor) -> Tensor:
        below, above = torch.full_like(u, -12), torch.full_like(u, 13)
        for _ in range(60):
            middle = (below + above) / 2
            short = self.cdf(middle) < u
            below, above = torch.where(short, middle, below), torch.where(short, above, middle)
        return above


def found(answer: Answer, law: Bumps, u: Tensor, low: float, high: float, steps: int) -> Tensor:
    """What the answer finds, every number finite and inside the bracket."""
    value = ask(answer, *law.given, u, low, high, steps).value()
    if isinstance(value, Tensor) and value.shape == u.shape:
        out = ~((value >= low) & (value <= high))
        if out.any():
            raise Mistake(
                f"for u = {u[out][0]:.4g} it leaves the bracket [{low:g}, {high:g}] and ends at {value[out][0]:.4g}: "
                "where the density is thin, Newton's step alone goes too far"
            )
    return as_tensor(value, tuple(u.shape), None)


@newton_quantile.property("it finds F⁻(u) where Newton's step is never too long", hint=1)
def _easy(answer: Answer, draw: Draw) -> None:
    centre, scale = float(draw.normal(1)), 0.5 + float(draw.uniform(1))
    u = draw.uniform(draw.size(5, 9), low=0.15, high=0.85).double()
    low, high, steps = centre - 4.1 * scale, centre + 5.3 * scale, 40
    options = {"centre": centre, "scale": scale}
    functions = given("logistic cdf", "cdf", **options), given("logistic density", "density", **options)
    value = as_tensor(ask(answer, *functions, u, low, high, steps).value(), tuple(u.shape), None)

    def cdf(x: Tensor) -> Tensor:
        return torch.sigmoid((x - centre) / scale)

    def density(x: Tensor) -> Tensor:
        return cdf(x) * (1 - cdf(x)) / scale

    suspects: dict[str, Any] = {
        "it returns the middle of the bracket for every u: no step is taken": torch.full_like(u, (low + high) / 2),
        "it returns the lower end of the bracket": torch.full_like(u, low),
        "it returns the upper end of the bracket": torch.full_like(u, high),
        "this is F⁻(1 - u): is the sign of F(x) - u turned?": centre + scale * ((1 - u) / u).log(),
    }
    variants = {
        "the wrong end of the bracket is moved: where F(x) < u the answer is above x": "sides exchanged",
        "the step has the wrong sign: from x go to x - (F(x) - u)/p(x)": "plus",
        "the step is multiplied by the density: divide by it": "times",
    }
    for sentence, variant in variants.items():
        suspects[sentence] = partial(search, cdf, density, u, low, high, steps, variant)
    expect(value, centre + scale * (u / (1 - u)).log(), suspects, what="F⁻(u)", atol=1e-5)


@newton_quantile.property("in tails and in a valley the bracket holds it", hint=2)
def _valley(answer: Answer, draw: Draw) -> None:
    law = Bumps(draw)
    u = torch.cat([torch.tensor([1e-6, 0.002, 0.66, 2 / 3, 0.67, 0.998]).double(), draw.uniform(6, low=0.01, high=0.99).double()])
    value = found(answer, law, u, -9.0, 10.0, 40)
    variants = {
        "a step that leaves the bracket is cut off at its end, where it stays: go to the middle instead": "clamped",
        "the bracket never shrinks: move one of its ends to x at every step": "fixed bracket",
        "the wrong end of the bracket is moved: where F(x) < u the answer is above x": "sides exchanged",
    }
    wrong = {
        sentence: partial(search, law.cdf, law.density, u, -9.0, 10.0, 40, variant) for sentence, variant in variants.items()
    }
    expect(value, law.quantile(u), wrong, what="F⁻(u) of a law with a valley", atol=1e-5)


@newton_quantile.property("eighteen steps are enough for ten digits", hint=1)
def _fast(answer: Answer, draw: Draw) -> None:
    law, steps = Bumps(draw), 18
    u = draw.uniform(draw.size(6, 9), low=0.02, high=0.98).double()
    value = found(answer, law, u, -9.0, 10.0, steps)
    if not any(event == "density" for event in ask(answer, *law.given, u, -9.0, 10.0, steps).events):
        raise Mistake("it never asks the density: this is bisection, which gains one binary digit a step; take Newton's step")
    variants = {
        "the step is not divided by the density": "no slope",
        "the step is multiplied by the density: divide by it": "times",
        "every step goes to the middle, as in bisection: has Newton's step the wrong sign? It is x - (F(x) - u)/p(x)": "plus",
        "every step goes to the middle, as in bisection: take Newton's step where it stays inside": "bisection",
        "the bracket never shrinks: move one of its ends to x at every step": "fixed bracket",
    }
    suspects = {name: partial(search, law.cdf, law.density, u, -9.0, 10.0, steps, variant) for name, variant in variants.items()}
    right, thrown_back = law.quantile(u), search(law.cdf, law.density, u, -9.0, 10.0, steps, "ends outside")
    if near(value, thrown_back, 1e-10, 1e-10):
        expect(value, right, {ENDS: thrown_back}, rtol=1e-10, atol=1e-10, hint=3)
    expect(value, right, suspects, what=f"F⁻(u) after {steps} steps", rtol=1e-10, atol=1e-10)


@newton_quantile.property("where it has arrived, it stays", hint=3)
def _stays(answer: Answer, draw: Draw) -> None:
    law = Bumps(draw)
    u = draw.uniform(20, low=0.02, high=0.98).double()
    right = law.quantile(u)
    arrived = torch.zeros(len(u), dtype=torch.bool)
    for steps in (*range(11, 22), 40):
        value = found(answer, law, u, -9.0, 10.0, steps)
        left = arrived & ((value - right).abs() > 1e-7)
        if left.any():
            raise Mistake(f"for u = {u[left][0]:.4g} it had arrived, and has left again after {steps} steps: {ENDS}")
        arrived = (value - right).abs() < 1e-10
    expect(value, right, what="F⁻(u) after 40 steps")


@newton_quantile.property("it takes `steps` steps; any shape; float64; `u` stays as it was", hint=1)
def _newton_kept(answer: Answer, draw: Draw) -> None:
    law = Bumps(draw)
    u = draw.uniform(draw.size(2, 3), draw.size(4, 5), low=0.05, high=0.95).double()
    short, long = (ask(answer, *law.given, u, -8.0, 9.0, steps) for steps in (4, 12))
    short.check_unchanged({2: "u"})
    for reply in (short, long):
        as_tensor(reply.value(), tuple(u.shape), torch.float64)
    calls = [sum(event == "cdf" for event in reply.events) for reply in (short, long)]
    if calls[0] >= calls[1]:
        raise Mistake(f"it ignores `steps`: it asks the cdf {calls[0]} times for 4 steps and {calls[1]} times for 12")
