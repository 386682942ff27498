"""Checks of lesson 02: the density of what a map makes of a latent."""

import math
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

pushforward_log_density = Task("02.pushforward_log_density", "the density of what a map makes", points=2)


def away(draw: Draw, low: float, high: float) -> float:
    """A number between low and high."""
    return float(draw.uniform(1, low=low, high=high))


def latent(draw: Draw) -> tuple[dict[str, Any], Tensor, Tensor]:
    """A normal latent's log-density as a given thing, latent points, and the log-density at them; and its centre's law."""
    centre = away(draw, -0.8, 0.8)
    z = draw.normal(draw.size(5, 9)).double()
    return given("normal log density", "log_density", centre=centre), z, normal(z, centre)


def normal(z: Tensor, centre: float) -> Tensor:
    return -((z - centre) ** 2) / 2 - math.log(2 * math.pi) / 2


def log_density(answer: Answer, generator: dict[str, Any], law: dict[str, Any], z: Tensor) -> Tensor:
    """What the answer gives, with no nan in it."""
    value = ask(answer, generator, law, z).value()
    if isinstance(value, Tensor) and value.is_floating_point() and value.isnan().any():
        raise Mistake("it gives nan: is the logarithm taken of a negative slope? The formula has |G'(z)|", 2)
    if isinstance(value, Tensor) and value.shape == (len(z), len(z)):
        raise Mistake(
            f"it gives {tuple(value.shape)}, a number for each pair: G works on each z alone, so take one slope for each"
        )
    return as_tensor(value, tuple(z.shape), None)


def slips(before: Tensor, slope: Tensor, at_x: Tensor) -> dict[str, Tensor]:
    """What mistakes give, from the latent's log-density at z, the slope at z, and the latent's log-density at x."""
    size = slope.abs()
    return {
        "the slope is missing: where G stretches, mass is spread thinner": before,
        "the sign of the slope's part is wrong: where G stretches, the density falls": before + size.log(),
        "the latent's density is taken at x: the mass at x = G(z) came from z": at_x - size.log(),
        "this is the density, not its logarithm": before.exp() / size,
        "the slope is subtracted from a logarithm: its logarithm is": before - size,
        "a logarithm is divided by the slope: in logarithms a division is a subtraction": before / size,
        "it uses the derivative of the mean of G(z), n times too small: every z has its own slope": before
        - (size / len(size)).log(),
        "it adds all slopes up: every z has its own": before - size.sum().log(),
        "it uses the mean of the slopes: every z has its own": before - size.mean().log(),
    }


@pushforward_log_density.property("a change of units: x = a + b z", hint=1)
def _units(answer: Answer, draw: Draw) -> None:
    law, z, before = latent(draw)
    shift, rate = away(draw, 1.0, 2.0), away(draw, 1.6, 4.0)
    right = before - math.log(rate)
    suspects = slips(before, torch.full_like(z, rate), normal(shift + rate * z, law["options"]["centre"]))
    expect(log_density(answer, given("affine", "G", shift=shift, rate=rate), law, z), right, suspects, what="log p_x")


@pushforward_log_density.property("a map that falls", hint=2)
def _falling(answer: Answer, draw: Draw) -> None:
    law, z, before = latent(draw)
    shift, rate = away(draw, 1.0, 2.0), -away(draw, 1.6, 4.0)
    suspects = slips(before, torch.full_like(z, rate), normal(shift + rate * z, law["options"]["centre"]))
    suspects["the slope is negative here and enters without |·|"] = before - rate
    right = before - math.log(-rate)
    expect(log_density(answer, given("affine", "G", shift=shift, rate=rate), law, z), right, suspects, what="log p_x")


@pushforward_log_density.property("a curved map: every z has its own slope", hint=3)
def _curved(answer: Answer, draw: Draw) -> None:
    law, z, before = latent(draw)
    shift, rate = away(draw, 0.5, 1.5), away(draw, 0.5, 0.9) * (1 if draw.size(0, 1) else -1)
    x = shift + (rate * z).exp()
    suspects = slips(before, rate * (rate * z).exp(), normal(x, law["options"]["centre"]))
    suspects["the slope is taken at x: the strip at z is what is stretched"] = before - (abs(rate) * (rate * x).exp()).log()
    right = before - math.log(abs(rate)) - rate * z
    expect(log_density(answer, given("exponential", "G", shift=shift, rate=rate), law, z), right, suspects, what="log p_x")


@pushforward_log_density.property("one z; float64 in, float64 out; `z` stays as it was", hint=3)
def _pushforward_kept(answer: Answer, draw: Draw) -> None:
    law, z, _ = latent(draw)
    generator = given("exponential", "G", shift=0.3, rate=0.7)
    for points in (z, z[:1]):
        reply = ask(answer, generator, law, points)
        reply.check_unchanged({2: "z"})
        as_tensor(reply.value(), tuple(points.shape), torch.float64)
