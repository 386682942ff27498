"""Checks of lesson 04: one step of three rules, and the optimistic rule with its memory."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.lesson_04.asking import ask
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect, near
from gancourse.checks.task import Draw, Task

three_steps = Task("04.three_steps", "one step of three rules", points=3)
optimistic_path = Task("04.optimistic_path", "a rule with a memory", points=3)
RULES = ("the simultaneous step", "the alternating step", "the extragradient step")


class Field:
    """A field v(w) = w A + b, as a given thing that notes its calls, and here."""

    def __init__(self, draw: Draw):
        self.A, self.b = draw.normal(2, 2).double(), draw.normal(2).double()
        self.given = given("linear", "v", weight=self.A, bias=self.b)

    def __call__(self, w: Tensor) -> Tensor:
        return w @ self.A + self.b


def scene(draw: Draw) -> tuple[Field, Tensor, float]:
    """A field, points (m, 2) with m not 2, and a step size."""
    return Field(draw), draw.normal(draw.size(3, 7)).double()[:, None] + draw.normal(1, 2).double(), draw.size(11, 49) / 100


def step_of(reply: Reply, place: int, w: Tensor) -> Tensor:
    """One of the three steps."""
    reply.check_unchanged({1: "w"})
    return as_tensor(reply.parts(3)[place], tuple(w.shape), None)


def joined(x: Tensor, y: Tensor) -> Tensor:
    """The first column of one, the second of the other."""
    return torch.stack([x[:, 0], y[:, 1]], 1)


def alternating(v: Field, w: Tensor, h: float) -> Tensor:
    moved = joined(w + h * v(w), w)
    return joined(moved, moved + h * v(moved))


@three_steps.property("simultaneous: both step from the same point", hint=1)
def _simultaneous(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    suspects: dict[str, Any] = {
        "the sign is wrong: v already points where each player goes": w - h * v(w),
        "the step is not multiplied by h": w + v(w),
        "the velocity is returned, not the point that it leads to": v(w),
        "this is h v(w), the step alone: add it to w": h * v(w),
        "x goes the other way: v already holds the right sign for either player": w
        + h * v(w) * torch.tensor([-1.0, 1.0]).double(),
        "y goes the other way: v already holds the right sign for either player": w
        + h * v(w) * torch.tensor([1.0, -1.0]).double(),
        "this is the alternating step: return simultaneous, alternating, extragradient": alternating(v, w, h),
        "this is the extragradient step: return simultaneous, alternating, extragradient": w + h * v(w + h * v(w)),
    }
    expect(step_of(ask(answer, v.given, w, h), 0, w), w + h * v(w), suspects, what=RULES[0])


@three_steps.property("alternating: x steps first, and y sees where x has gone", hint=2)
def _alternating(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    y_first = joined(w, w + h * v(w))
    both = w + h * v(w)
    moved = joined(both, w)
    suspects: dict[str, Any] = {
        "y does not see x's step: ask v again, at the point where x has moved": both,
        "y steps first: in this course's order x moves, and y answers": joined(y_first + h * v(y_first), y_first),
        "both move in the second half: there only y steps": moved + h * v(moved),
        "y does not move: after x has stepped it is y's turn": moved,
        "x does not move": y_first,
        "y has moved before x's step is asked for again: x steps once, from w": joined(w + h * v(both), w + h * v(both)),
        "both velocities are asked where both have moved: y's is asked where x alone has": joined(both, w + h * v(both)),
        "y takes two steps: the second one starts from the old y": joined(both, both + h * v(moved)),
        "y's second velocity is added to its first": joined(both, w + h * v(w) + h * v(both)),
        "this is the extragradient step: return simultaneous, alternating, extragradient": w + h * v(both),
    }
    expect(step_of(ask(answer, v.given, w, h), 1, w), alternating(v, w, h), suspects, what=RULES[1])


@three_steps.property("extragradient: the velocity ahead, the step from here", hint=3)
def _extragradient(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    ahead = w + h * v(w)
    suspects: dict[str, Any] = {
        "the step starts from the point ahead: come back, and step from w": ahead + h * v(ahead),
        "this is the point ahead, the simultaneous step: ask v there, and step from w": ahead,
        "it looks ahead by h/2, or averages the two velocities: look a whole step ahead, and take that velocity alone": w
        + h * v(w + h / 2 * v(w)),
        "the look ahead is not multiplied by h": w + h * v(w + v(w)),
        "the two velocities are added: take the one ahead alone": w + h * (v(w) + v(ahead)),
        "the look ahead goes backward": w + h * v(w - h * v(w)),
        "this is the alternating step: return simultaneous, alternating, extragradient": alternating(v, w, h),
    }
    expect(step_of(ask(answer, v.given, w, h), 2, w), w + h * v(ahead), suspects, what=RULES[2])


@three_steps.property("one point is a batch too; float64; `w` comes out as it went in")
def _steps_kept(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    for points in (w, w[:1]):
        reply = ask(answer, v.given, points, h)
        reply.check_unchanged({1: "w"})
        for place, right in enumerate((w + h * v(w), alternating(v, w, h), w + h * v(w + h * v(w)))):
            found = step_of(reply, place, points)
            as_tensor(found, None, torch.float64)
            expect(found, right[: len(points)], what=RULES[place])


def remembered(v: Field, w: Tensor, h: float, rounds: int, variant: str = "") -> Tensor:
    """The optimistic rule's points, (rounds + 1, m, 2); a variant makes a student's mistake."""
    before = torch.zeros_like(w) if variant == "from nothing" else v(w)
    points = [w]
    for _ in range(rounds):
        now = v(w)
        if variant == "no h":
            w = w + 2 * h * now - before
        elif variant == "plus":
            w = w + 2 * h * now + h * before
        elif variant == "exchanged":
            w = w - h * now + 2 * h * before
        elif variant == "plain":
            w = w + h * now
        elif variant == "half":
            w = w + h * now - h * before
        elif variant == "double":
            w = w + 2 * h * now
        elif variant == "ahead":
            w = w + h * v(w + h * now)
        else:
            w = w + 2 * h * now - h * before
        before = before if variant == "never" else now
        points.append(w)
    return torch.stack(points)


MISTAKES = {
    "the velocity of the point before is not multiplied by h": "no h",
    "the velocity of the point before is added: it is subtracted": "plus",
    "the two velocities are exchanged: the new one counts twice, the one before is subtracted": "exchanged",
    "this is the simultaneous rule: the velocity of the point before is never used, or was renewed before it is used": "plain",
    "the new velocity must count twice, 2 h v(w)": "half",
    "the velocity of the point before is missing: subtract h times it": "double",
    "this is extragradient: the optimistic rule remembers a velocity and asks for none ahead": "ahead",
    "the memory is never renewed: after each step the point before is another": "never",
    "the memory begins with zero, so that the first step is twice too long: what has just begun was there before": "from nothing",
}


def points_of(answer: Answer, v: Field, w: Tensor, h: float, rounds: int) -> tuple[Tensor, Reply]:
    """The points that it returned, of the right shape."""
    reply = ask(answer, v.given, w, h, rounds)
    value = reply.value()
    if isinstance(value, list):
        raise Mistake("it returns a list of points: put them together with torch.stack")
    if isinstance(value, Tensor) and value.shape == w.shape:
        raise Mistake("it returns the last point alone: keep the start and the point after each round")
    if isinstance(value, Tensor) and tuple(value.shape) == (rounds, *w.shape):
        first = "the start is missing" if not near(value[0], w) else "the last point is missing"
        raise Mistake(f"it returns as many points as rounds, {rounds}, and {first}: there are rounds + 1, the start first")
    if isinstance(value, Tensor) and tuple(value.shape) == (rounds + 2, *w.shape):
        raise Mistake(
            f"it returns {rounds + 2} points for {rounds} rounds: the start and one after each round, none of them twice"
        )
    return as_tensor(value, (rounds + 1, *w.shape), None), reply


@optimistic_path.property("the path begins at the start; the first step is h v(w), for nothing was before", hint=1)
def _first(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    found, _ = points_of(answer, v, w, h, 1)
    expect(found[0], w, what="the first point of the path, the start")
    suspects: dict[str, Any] = {
        sentence: remembered(v, w, h, 1, variant)[1]
        for sentence, variant in MISTAKES.items()
        if variant in ("from nothing", "no h", "plus", "half", "ahead")
    }
    expect(found[1], w + h * v(w), suspects, what="the point after the first round")


@optimistic_path.property("w + 2 h v(w) - h v(point before), round after round", hint=2)
def _path(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    rounds = draw.size(4, 8)
    found, _ = points_of(answer, v, w, h, rounds)
    right = remembered(v, w, h, rounds)
    if near(found, found[-1:].expand_as(found)):
        raise Mistake("all points of the path are one and the same tensor, changed in place: make a new tensor in each round")
    suspects: dict[str, Any] = {sentence: remembered(v, w, h, rounds, variant) for sentence, variant in MISTAKES.items()}
    suspects["the order of the path is turned: the start comes first"] = right.flip(0)
    expect(found, right, suspects, what="the path")


@optimistic_path.property("one gradient a round: v is asked once, and its answer is kept", hint=3)
def _cost(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    rounds = draw.size(6, 9)
    _, reply = points_of(answer, v, w, h, rounds)
    calls = sum(event.startswith("v(") for event in reply.events)
    if calls > rounds + 1:
        raise Mistake(
            f"v is asked {calls} times in {rounds} rounds: keep the velocity of the round before instead of asking for it again"
        )
    if calls < rounds:
        raise Mistake(f"v is asked {calls} times in {rounds} rounds: every round needs the velocity at its own point")


@optimistic_path.property("no rounds, one point, float64; `w` comes out as it went in")
def _path_kept(answer: Answer, draw: Draw) -> None:
    v, w, h = scene(draw)
    for points, rounds in ((w, 0), (w[:1], 3)):
        found, reply = points_of(answer, v, points, h, rounds)
        reply.check_unchanged({1: "w"})
        as_tensor(found, None, torch.float64)
        expect(found, remembered(v, points, h, rounds), what="the path")
