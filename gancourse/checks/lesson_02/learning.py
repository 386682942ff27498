"""Checks of lesson 02: learning by sorting: the loss, and one step down its gradient."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

sorted_loss = Task("02.sorted_loss", "the loss that compares sorted samples", points=2)
gradient_step = Task("02.gradient_step", "one step down the gradient", points=2)


def two_sets(draw: Draw) -> tuple[Tensor, Tensor]:
    """Generated and real numbers (n,), in no order."""
    n = draw.size(5, 9)
    return draw.normal(n, scale=1.5).double() - 1, draw.normal(n).double() + 1


@sorted_loss.property("the mean squared difference of sorted pairs", hint=1)
def _sorted(answer: Answer, draw: Draw) -> None:
    fake, real = two_sets(draw)
    f, r = fake.sort().values, real.sort().values
    right = (f - r).square().mean()
    suspects = {
        "neither set is sorted: each number is compared with the one that happens to stand beside it": (fake - real)
        .square()
        .mean(),
        "the real numbers are not sorted: sort both": (f - real).square().mean(),
        "the fake numbers are not sorted: sort both": (fake - r).square().mean(),
        "one set rises where the other falls: sort both the same way": (f - r.flip(0)).square().mean(),
        "this is the sum over the pairs: take the mean": (f - r).square().sum(),
        "this is the mean absolute difference: square it": (f - r).abs().mean(),
        "this is the square root: leave the mean square as it is": right.sqrt(),
        "the differences are not squared": (f - r).mean(),
        "the mean is taken before the square, so that differences cancel": (f - r).mean().square(),
        "these are places, not values: `sort` and `argsort` also return where each number stood": (
            (fake.argsort() - real.argsort()).double().square().mean()
        ),
        "it compares every fake with every real number: each has one partner": (fake[:, None] - real).square().mean(),
        "the largest difference counts alone: take the mean": (f - r).square().max(),
    }
    expect(ask(answer, fake, real).number(), right, suspects, what="the loss")


@sorted_loss.property("in whatever order the numbers come", hint=1)
def _any_order(answer: Answer, draw: Draw) -> None:
    fake, _ = two_sets(draw)
    mixed = fake[torch.randperm(len(fake), generator=draw.stream)]
    mixed = mixed if not torch.equal(mixed, fake) else fake.flip(0)
    value = ask(answer, fake, mixed).number()
    if abs(value) > 1e-6:
        raise Mistake(f"the same numbers in another order have loss 0: sort both sets (got {value:.4g})")
    fake, real = two_sets(draw)
    if ask(answer, fake, real).number() == ask(answer, fake + 1, real).number():
        raise Mistake(f"it ignores its arguments: the loss is {value:.4g} for all fakes")


@sorted_loss.property("the gradient reaches each fake number at its own place", hint=2)
def _gradient(answer: Answer, draw: Draw) -> None:
    fake, real = two_sets(draw)
    reply = ask(answer, fake, real, gradients=True)
    reply.number()
    gradient = reply.gradient(0)
    if gradient is None:
        raise Mistake("no gradient reaches the fakes: is there a `detach`, an `item` or NumPy on the way?")
    place = fake.argsort()
    right = torch.zeros_like(fake)
    right[place] = 2 * (fake[place] - real.sort().values) / len(fake)
    suspects = {"this is the gradient of the sum: take the mean": right * len(fake)}
    expect(gradient, right, suspects, what="the gradient by the fakes")


@sorted_loss.property("one pair; a tensor (); the arguments stay as they were", hint=2)
def _loss_kept(answer: Answer, draw: Draw) -> None:
    fake, real = two_sets(draw)
    for n in (len(fake), 1):
        reply = ask(answer, fake[:n], real[:n])
        reply.check_unchanged({0: "fake", 1: "real"})
        as_tensor(reply.value(), (), torch.float64)


def problem(draw: Draw, skew: float) -> tuple[list[Any], Tensor, Tensor, Tensor, float]:
    """A polynomial generator and a loss as given things, weights, u, real numbers and a rate."""
    weights = draw.normal(draw.size(2, 5)).double()
    u = draw.uniform(draw.size(6, 9)).double()
    functions = [given("polynomial", "generate"), given("skewed square", "loss", skew=skew)]
    return functions, weights, u, draw.normal(len(u)).double() + 2, float(draw.uniform(1, low=0.1, high=0.4))


def slope(u: Tensor, weights: Tensor, real: Tensor, skew: float) -> Tensor:
    """The gradient of the mean of d² + skew d³ by the weights of a polynomial, where d = fake - real."""
    powers = u[:, None] ** torch.arange(len(weights))  # (n, k)
    d = powers @ weights - real
    return powers.T @ (2 * d + 3 * skew * d**2) / len(u)


def check_step(answer: Answer, draw: Draw, skew: float) -> None:
    """One step of an answer against the closed form."""
    functions, weights, u, real, rate = problem(draw, skew)
    value = as_tensor(ask(answer, *functions, weights, u, real, rate).value(), tuple(weights.shape), None)
    down = slope(u, weights, real, skew)
    fake = (u[:, None] ** torch.arange(len(weights))) @ weights
    partner = real.sort().values[fake.argsort().argsort()]
    suspects = {
        "the weights have not moved: return the new ones": weights,
        "it climbs: go against the gradient to lower the loss": weights + rate * down,
        "this is the gradient: return the weights after the step": down,
        "this is the gradient times the rate: subtract it from the weights": rate * down,
        "this is minus the gradient times the rate: add it to the weights": -rate * down,
        "the rate is missing": weights - down,
        "it divides by the rate: multiply": weights - down / rate,
        "the arguments of `loss` are exchanged: it is loss(fake, real)": weights - rate * slope(u, weights, real, -skew),
        "it uses a squared loss of its own: use the `loss` that it is given": weights - rate * slope(u, weights, real, 0.0),
        "it sorts: that is the business of the `loss` that it is given": weights - rate * slope(u, weights, partner, skew),
        "it takes two steps: take one": weights - rate * down - rate * slope(u, weights - rate * down, real, skew),
        "only the gradient's sign is used: a step is as long as the gradient": weights - rate * down.sign(),
    }
    expect(value, weights - rate * down, suspects, what="the new weights")


@gradient_step.property("the weights less `rate` times the loss's gradient", hint=1)
def _squares(answer: Answer, draw: Draw) -> None:
    check_step(answer, draw, 0.0)


@gradient_step.property("with another loss, which is not the same when its arguments are exchanged", hint=1)
def _skewed(answer: Answer, draw: Draw) -> None:
    check_step(answer, draw, float(draw.uniform(1, low=0.3, high=0.6)))


@gradient_step.property("the new weights carry no graph", hint=3)
def _no_graph(answer: Answer, draw: Draw) -> None:
    functions, weights, u, real, rate = problem(draw, 0.0)
    reply = ask(answer, *functions, weights, u, real, rate)
    as_tensor(reply.value(), tuple(weights.shape), None)
    if reply.raw.get("graph"):
        raise Mistake(
            "what it returns still requires a gradient: a thousand steps would make one graph of a thousand, "
            "so take the step outside of autograd's sight"
        )


@gradient_step.property("`weights` stay as they were; float64 in, float64 out", hint=2)
def _weights_kept(answer: Answer, draw: Draw) -> None:
    functions, weights, u, real, rate = problem(draw, 0.0)
    reply = ask(answer, *functions, weights, u, real, rate)
    reply.check_unchanged({2: "weights", 3: "u", 4: "real"})
    as_tensor(reply.value(), tuple(weights.shape), torch.float64)
