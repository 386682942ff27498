"""Checks of lesson 04: the Jacobian of a game's field, for payoffs that are polynomials."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_04.asking import ask
from gancourse.checks.reply import Mistake, expect
from gancourse.checks.task import Draw, Task

game_jacobian = Task("04.game_jacobian", "the Jacobian of a game", points=3)


def derivative(c: Tensor, x: Tensor, y: Tensor, by_x: int, by_y: int) -> Tensor:
    """Of sum c[i, j] x^i y^j, so many times by x and by y, term by term."""
    total = torch.zeros((), dtype=torch.float64)
    for i in range(by_x, c.shape[0]):
        for j in range(by_y, c.shape[1]):
            times = 1.0
            for k in range(by_x):
                times *= i - k
            for k in range(by_y):
                times *= j - k
            total = total + times * c[i, j] * x ** (i - by_x) * y ** (j - by_y)
    return total


def second(c: Tensor, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """f_xx, f_xy and f_yy."""
    return derivative(c, x, y, 2, 0), derivative(c, x, y, 1, 1), derivative(c, x, y, 0, 2)


def square(a: Tensor, b: Tensor, c: Tensor, d: Tensor) -> Tensor:
    """((a, b), (c, d)) as a tensor (2, 2)."""
    return torch.stack([torch.stack([a, b]), torch.stack([c, d])])


def payoff(draw: Draw, high: int) -> Tensor:
    """Coefficients of a payoff of at most this power, rows and columns of different number."""
    return draw.normal(high + 1, high + 2).double()


def check_at(answer: Answer, c: Tensor, x: Tensor, y: Tensor) -> None:
    """The Jacobian at one point, or the mistake that was made in it."""
    xx, xy, yy = second(c, x, y)
    right = square(-xx, -xy, xy, yy)
    suspects: dict[str, Any] = {
        "these are the second derivatives of f, the Hessian: x goes down, so that the first row is negative": square(
            xx, xy, xy, yy
        ),
        "the players are exchanged: x lowers f and y raises it": square(xx, xy, -xy, -yy),
        "both players go down: y raises f, so that the second row is positive": square(-xx, -xy, -xy, -yy),
        "it is transposed: row i holds the derivatives of v's component i": square(-xx, xy, -xy, yy),
        "both rows are made of x's gradient: the second row is y's own": square(-xx, -xy, xx, xy),
        "both rows are made of x's velocity: the second row is y's own, which goes up": square(-xx, -xy, -xx, -xy),
        "the rows are exchanged: x's component of v comes first": square(xy, yy, -xx, -xy),
        "the columns are exchanged: the first holds the derivatives by x": square(-xy, -xx, yy, xy),
        "the mixed derivatives are missing: each player's velocity also depends on the other": square(-xx, 0 * xy, 0 * xy, yy),
        "this is the derivative at the origin: take it at (x, y)": lambda: at_origin(c),
    }
    value = ask(answer, c, x, y).value()
    if isinstance(value, Tensor) and value.shape == (2,):
        v = torch.stack([-derivative(c, x, y, 1, 0), derivative(c, x, y, 0, 1)])
        if torch.allclose(value.double(), v):
            raise Mistake(
                "this is the velocity v itself, of shape (2,): the Jacobian holds the derivatives of its two components"
            )
        if torch.allclose(value.double(), torch.stack([xy - xx, yy - xy])):
            raise Mistake("the two rows are added up: take the gradient of one component of v at a time", 3)
        if torch.allclose(value.double(), torch.stack([-xx, yy])):
            raise Mistake("only the diagonal is here: each player's velocity also depends on the other")
    if not isinstance(value, Tensor):
        raise Mistake("it must return a tensor of shape (2, 2): put the four numbers together with torch.stack")
    if tuple(value.shape) != (2, 2):
        raise Mistake(f"the shape must be (2, 2), got {tuple(value.shape)}: rows are the components of v, columns x and y")
    expect(value, right, suspects, what="the Jacobian")


def at_origin(c: Tensor) -> Tensor:
    zero = torch.zeros((), dtype=torch.float64)
    xx, xy, yy = second(c, zero, zero)
    return square(-xx, -xy, xy, yy)


def point(draw: Draw) -> tuple[Tensor, Tensor]:
    """x and y, not near each other and not near 0."""
    x = 0.4 + draw.uniform(1)[0].double()
    return x, -0.5 - 0.8 * draw.uniform(1)[0].double()


@game_jacobian.property("a payoff of second degree, at the origin", hint=1)
def _quadratic(answer: Answer, draw: Draw) -> None:
    zero = torch.zeros((), dtype=torch.float64)
    check_at(answer, payoff(draw, 2), zero, zero.clone())


@game_jacobian.property("a payoff of higher degree, at any point", hint=2)
def _curved(answer: Answer, draw: Draw) -> None:
    for _ in range(3):
        check_at(answer, payoff(draw, draw.size(2, 4)), *point(draw))


@game_jacobian.property("a payoff in which one player, or both, have no curvature of their own", hint=3)
def _flat(answer: Answer, draw: Draw) -> None:
    c = draw.normal(2, 2).double()  # a + b x + c y + d x y
    check_at(answer, c, *point(draw))
    wide = draw.normal(2, 4).double()
    check_at(answer, wide, *point(draw))
    check_at(answer, wide.T.contiguous(), *point(draw))


@game_jacobian.property("float64 in, float64 out; its inputs come out as they went in")
def _kept(answer: Answer, draw: Draw) -> None:
    c, (x, y) = payoff(draw, 3), point(draw)
    reply = ask(answer, c, x, y)
    reply.check_unchanged({0: "c", 1: "x", 2: "y"})
    reply.tensor((2, 2), torch.float64)
