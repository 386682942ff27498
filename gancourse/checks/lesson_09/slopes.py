"""Lesson 09: pairs of samples, critics whose slopes are formulas, and what mistakes in a gradient penalty make of them."""

import math
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import given
from gancourse.checks.reply import Reply, near
from gancourse.checks.task import Draw


class Pairs:
    """Real and generated samples of some shape, and a critic with a known slope.

    Args:
        form: "score", of the slope |w| everywhere, or "quadratic", w |x|^2 / 2, of the slope |w| |x|.
        norm: of the linear critic's weight.
    """

    def __init__(self, draw: Draw, shape: tuple[int, ...], form: str = "score", n: int | None = None, norm: float = 2.0):
        self.shape, self.form, self.size = shape, form, math.prod(shape)
        self.n = n or draw.size(6, 9, but=(*shape, self.size))
        self.fake = draw.normal(self.n, *shape)
        apart = 1 + draw.uniform(self.n, *shape)  # in every number, so that epsilon can be read from a point between
        self.real = self.fake + torch.where(draw.uniform(self.n, *shape) < 0.5, -apart, apart)
        w = draw.normal(self.size)
        self.w = norm * w / w.norm() if form == "score" else 0.3 + draw.uniform(1)[0]
        self.values = {"weight": self.w, **({"bias": draw.normal(1)[0]} if form == "score" else {})}

    def arguments(self) -> list[Any]:
        return [given(self.form, "critic", **self.values), self.real, self.fake]

    def slopes(self, points: Tensor | None = None) -> Tensor:
        """At each of the points (n, *shape)."""
        if self.form == "score":
            return self.w.double().norm().expand(self.n)
        assert points is not None
        return self.w.double().abs() * points.double().flatten(1).norm(dim=1)


def shapes(draw: Draw) -> list[tuple[int, ...]]:
    """An image's, all sizes different, and a point's."""
    channels = draw.size(2, 3)
    height = draw.size(2, 5, but=(channels,))
    return [(channels, height, draw.size(2, 5, but=(channels, height))), (draw.size(3, 5),)]


def points(reply: Reply, pairs: Pairs) -> Tensor | None:
    """The points (n, *shape) at which the critic was asked last, at once or one by one, where they can be told."""
    seen = [each for each in reply.raw["given"]["critic"].get("seen", []) if isinstance(each, Tensor)]
    if seen and seen[-1].numel() == pairs.real.numel():
        return seen[-1].reshape(pairs.real.shape).double()
    last = seen[-pairs.n :]
    if len(last) == pairs.n and all(each.numel() == pairs.size for each in last):
        return torch.stack([each.reshape(pairs.shape) for each in last]).double()
    return None


def end(pairs: Pairs, batch: Any) -> float | None:
    """1 where a batch that the critic saw is that of the real samples, 0 where it is that of the generated ones."""
    if not isinstance(batch, Tensor) or batch.numel() != pairs.real.numel():
        return None
    ends = {1.0: pairs.real, 0.0: pairs.fake}
    return next((value for value, samples in ends.items() if near(batch.reshape(samples.shape), samples)), None)


def epsilons(pairs: Pairs, at: Tensor) -> Tensor:
    """The epsilon of each number of each sample, (n, *shape), from x_hat = epsilon x + (1 - epsilon) x~."""
    real, fake = pairs.real.double(), pairs.fake.double()
    return (at - fake) / (real - fake)


def slips(pairs: Pairs, slope: Tensor, each: Tensor | None = None) -> dict[str, Tensor]:
    """What mistakes give, from the slopes (n,) and, of the linear critic, its weight in the shape of a sample."""
    n, excess = pairs.n, slope - 1
    found = {
        "this is the sum over the batch: take the mean": excess.square().sum(),
        "the norm is squared before 1 is taken off: it is (|slope| - 1)^2, not (|slope|^2 - 1)^2": (slope**2 - 1).square().mean(),
        "the slope is compared with 0: its target is 1": slope.square().mean(),
        "the square is missing: a slope below 1 would earn something": excess.mean(),
        "the absolute value is taken in place of the square": excess.abs().mean(),
        "this is the one-sided penalty: slopes below 1 are to cost too": excess.clamp_min(0).square().mean(),
        "lambda = 10 is in it already: return the mean, the weight is the caller's": 10 * excess.square().mean(),
        "half of the mean is returned": excess.square().mean() / 2,
        "the gradients of the whole batch are taken as one vector, with one norm: each sample has a slope of its own": (
            slope.square().sum().sqrt() - 1
        )
        ** 2,
        "the gradient is that of the *mean* over the batch, a factor 1/n too small: differentiate the sum": (
            (slope / n - 1).square().mean()
        ),
        "the mean of the squares is taken for the norm: a norm adds them": (slope / pairs.size**0.5 - 1).square().mean(),
        "this is the mean slope and no penalty: (slope - 1)^2 is wanted": slope.mean(),
        "the mean slope is compared with 1: first (slope - 1)^2 for each sample, then the mean": (slope.mean() - 1) ** 2,
    }
    if each is None:
        return found
    axes = ("channels", "rows", "columns") if each.ndim == 3 else ()
    by_axis = {
        f"the norm is taken over the {name} alone: all numbers of a sample make one vector, `flatten(1)` first": (
            (each.norm(dim=axis) - 1).square().mean()
        )
        for axis, name in enumerate(axes)
    }
    if each.ndim == 3:
        sentence = "a norm is taken for each channel: all numbers of a sample make one vector, `flatten(1)` first"
        by_axis[sentence] = (each.flatten(1).norm(dim=1) - 1).square().mean()
    return {
        **by_axis,
        **found,
        "absolute values are added: the norm is the root of the sum of squares": (each.abs().sum() - 1) ** 2,
        "the largest entry is taken for the norm": (each.abs().max() - 1) ** 2,
        "each entry of the gradient is compared with 1: the norm of the whole is": (each - 1).square().mean(),
        "each entry of the gradient is compared with 1 and they are added: the norm of the whole is": (each - 1).square().sum(),
    }
