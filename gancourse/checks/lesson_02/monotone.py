"""Checks of lesson 02: a generator on the line that cannot fall."""

import torch
from torch import Tensor
from torch.nn import functional

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

monotone_generator = Task("02.monotone_generator", "a generator that cannot fall", points=3)


def generator(draw: Draw) -> tuple[Tensor, Tensor]:
    """A start () and rises (K,), of either sign."""
    return draw.normal(1).double()[0], draw.normal(draw.size(4, 7), scale=1.5).double()


def line(u: Tensor, knots: Tensor) -> Tensor:
    """The broken line through knots at 0, 1/K, ..., 1."""
    position = u * (len(knots) - 1)
    piece = position.long().clamp(max=len(knots) - 2)
    return knots[piece] + (position - piece) * (knots[piece + 1] - knots[piece])


def knots(start: Tensor, steps: Tensor) -> Tensor:
    return start + functional.pad(steps.cumsum(0), (1, 0))


@monotone_generator.property("knots: `start`, and a rise of softplus(rises) on each piece", hint=1)
def _knots(answer: Answer, draw: Draw) -> None:
    start, rises = generator(draw)
    count = len(rises)
    u = (torch.arange(count).double() + draw.uniform(count, low=0.15, high=0.85).double()) / count
    reply = ask(answer, u, start, rises)
    if "IndexError" in str(reply.raw.get("problem")):
        raise Mistake("it raises an IndexError: K pieces have K + 1 knots, of which the first is `start`", 1)
    value = as_tensor(reply.value(), (count,), None)
    rise = functional.softplus(rises)
    at, within = knots(start, rise), u * count - torch.arange(count)
    suspects = {
        "the rises are used as they are: their softplus is positive": line(u, knots(start, rises)),
        "the rises' exponential is used: the task asks for softplus": line(u, knots(start, rises.exp())),
        "softplus is taken after adding up: each rise must be positive by itself": line(
            u, functional.pad(functional.softplus(rises.cumsum(0)), (1, 0)) + start
        ),
        "a rise is used as a slope: a piece of width 1/K rises by softplus(rises), all of it": line(
            u, knots(start, rise / count)
        ),
        "`start` is missing": line(u, knots(start, rise)) - start,
        "the first knot is `start` itself: this begins one rise higher": line(u, knots(start, rise)) + rise[0],
        "the pieces do not add up: a piece begins where the one before it ended": start + within * rise,
        "it stays on the left knot over the whole piece: G is a broken line, not a staircase": at[:-1],
        "it stays on the right knot over the whole piece: G is a broken line, not a staircase": at[1:],
        "a piece is left at its foot by u, not by the part of the piece that u has gone": at[:-1] + u * rise,
        "a piece is left at its foot by K u, not by K u less the piece's number": at[:-1] + u * count * rise,
    }
    expect(value, line(u, at), suspects, what="G in the middle of each piece")


@monotone_generator.property("the ends: G(0) is `start`, G(1) is all rises above it", hint=3)
def _ends(answer: Answer, draw: Draw) -> None:
    start, rises = generator(draw)
    u = torch.tensor([0.0, 1.0], dtype=torch.float64)
    reply = ask(answer, u, start, rises)
    if "IndexError" in str(reply.raw.get("problem")) or "out of" in str(reply.raw.get("problem")):
        raise Mistake(
            f"it raises an IndexError at u = 1: K u is {len(rises)} there, and the last piece is number {len(rises) - 1}"
        )
    ends = torch.stack([start, start + functional.softplus(rises).sum()])
    suspects = {"at u = 1 it begins again at `start`: the last piece includes its right end": start.expand(2)}
    expect(as_tensor(reply.value(), (2,), None), ends, suspects, what="G at 0 and 1")


@monotone_generator.property("in whatever order the u come; one u; one piece", hint=2)
def _order(answer: Answer, draw: Draw) -> None:
    start, rises = generator(draw)
    at = knots(start, functional.softplus(rises))
    u = draw.uniform(draw.size(11, 15), low=0.01, high=0.99).double()
    value = as_tensor(ask(answer, u, start, rises).value(), tuple(u.shape), None)
    suspects = {"it sorts: G(u) belongs at the place of its u": line(u, at).sort().values}
    expect(value, line(u, at), suspects, what="G(u)")
    single = as_tensor(ask(answer, u[:1], start, rises[:1]).value(), (1,), None)
    expect(single, start + u[:1] * functional.softplus(rises[:1]), what="G(u) of a single piece, a straight line,")


@monotone_generator.property("the gradient reaches `start` and `rises`", hint=2)
def _reaches(answer: Answer, draw: Draw) -> None:
    start, rises = generator(draw)
    u = draw.uniform(draw.size(11, 15), low=0.01, high=0.99).double()
    reply = ask(answer, u, start, rises, gradients=True)
    as_tensor(reply.value(), tuple(u.shape), None)
    for place, name in ((1, "start"), (2, "rises")):
        if reply.gradient(place) is None:
            raise Mistake(f"no gradient reaches `{name}`: is there a `detach`, an `item`, or a new tensor made of its numbers?")
    share = (u[:, None] * len(rises) - torch.arange(len(rises))).clamp(0, 1)  # (n, K): how much of each piece lies below u
    right = share.sum(0) * torch.sigmoid(rises)
    expect(reply.gradient(2), right, what="the gradient of the sum of G(u) by `rises`")  # type: ignore[arg-type]
    expect(reply.gradient(1), float(len(u)), what="the gradient of the sum of G(u) by `start`")  # type: ignore[arg-type]


@monotone_generator.property("float64 in, float64 out; the arguments stay as they were", hint=2)
def _generator_kept(answer: Answer, draw: Draw) -> None:
    start, rises = generator(draw)
    u = draw.uniform(draw.size(11, 15), low=0.01, high=0.99).double()
    reply = ask(answer, u, start, rises)
    reply.check_unchanged({0: "u", 1: "start", 2: "rises"})
    as_tensor(reply.value(), tuple(u.shape), torch.float64)
