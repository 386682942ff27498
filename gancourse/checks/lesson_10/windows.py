"""Lesson 10: the log-likelihood of test data under a Parzen window whose width the validation data choose."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_10.densities import Window, choices, decided, scores
from gancourse.checks.reply import Mistake, Number, Reply, brief, expect, near
from gancourse.checks.symptoms import explained
from gancourse.checks.task import Draw, Task

parzen = Task("10.parzen", "the Parzen window's log-likelihood", points=3)

SYMPTOMS = {
    "must match the size of tensor": "the squared distances of all pairs are (n, m), from every point to every sample: give one "
    "set an axis more, `x[:, None] - y`, or take `torch.cdist`",
    "missing 1 required positional argument: 'dim'": "`torch.logsumexp` must be told over which axis: that of the samples",
    "logsumexp() missing": "`torch.logsumexp` must be told over which axis: that of the samples",
}


def ask(answer: Answer, window: Window, sigmas: list[float]) -> "Told":
    """What the answer gives for these sets."""
    return Told(explained(answer.call(window.samples, window.validation, window.test, sigmas), SYMPTOMS))


class Told:
    """What came back: a sigma and a log-likelihood."""

    def __init__(self, reply: Reply):
        self.reply = reply
        value = reply.value()
        if isinstance(value, Tensor) and value.numel() > 1:
            raise Mistake("it returns one tensor: return two numbers, `sigma, log_likelihood`", 1)
        found: list[Any] = []
        for value, name in zip(reply.parts(2), ("sigma", "the log-likelihood"), strict=True):
            one = torch.as_tensor(value).double() if isinstance(value, int | float | Tensor) else value
            if isinstance(one, Tensor) and one.numel() == 1 and name != "sigma" and not one.isfinite().all():
                raise Mistake(
                    f"the log-likelihood is {brief(one)}: far from every sample all exponentials are rounded to 0, and 0 has no "
                    "logarithm; `torch.logsumexp` never forms them",
                    2,
                )
            if not isinstance(one, Tensor) or one.numel() != 1 or not one.isfinite().all():
                got = f", got a tensor of shape {tuple(one.shape)}" if isinstance(one, Tensor) else ""
                raise Mistake(f"{name} must be one number{got}; return `sigma, log_likelihood`", 1)
            found.append(one.reshape(()))
        self.sigma, self.value = found


@parzen.property("the mean log-likelihood of the test data for one sigma", hint=1)
def _value(answer: Answer, draw: Draw) -> None:
    window = Window(draw)
    sigma = float(draw.uniform(1, low=0.7, high=1.2))
    told = ask(answer, window, [sigma])
    _check_order(told, sigma, window)
    expect(told.value, window.right(sigma), window.slips(sigma), what="the log-likelihood")
    expect(told.sigma, sigma, {"this is sigma's place in the list, not sigma": 0.0}, what="sigma, of a list of one,")


@parzen.property("points that are far from every sample, where exp gives 0", hint=2)
def _far(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    window = Window(draw, far=draw.size(30, 60))
    sigma = float(draw.uniform(1, low=0.3, high=0.6))
    right = window.right(sigma)
    value = ask(answer, window, [sigma]).value
    if not near(value, right) and value > right / 2:
        raise Mistake(
            f"it gives {brief(value)} for points whose log-likelihood is {brief(right)}: a small number added to the density, or "
            "a clamp, hides how unlikely they are"
        )
    expect(value, right, window.slips(sigma), what="the log-likelihood of points far from every sample")


def judge(values: list[Tensor], tables: list[dict[str, Number]], what: str) -> None:
    """The answers for several windows, one after the other; a mistake is named that explains all of them.

    Raises:
        Mistake: one of them is not right.
    """
    wrong = [place for place, table in enumerate(tables) if not near(values[place], table[""])]
    if wrong:
        names = [name for name in tables[0] if all(near(value, one[name]) for value, one in zip(values, tables, strict=True))]
        expect(values[wrong[0]], tables[wrong[0]][""], {name: tables[wrong[0]][name] for name in names}, what=what)


@parzen.property("sigma is the one under which the validation data are likeliest", hint=3)
def _sigma(answer: Answer, draw: Draw) -> None:
    cases = decided(draw)
    values = [ask(answer, window, sigmas).sigma for window, sigmas in cases]
    judge(values, [choices(*case) for case in cases], f"sigma, of {len(cases[0][1])},")


@parzen.property("the test data are scored with the sigma that the validation data chose", hint=4)
def _score(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    cases = decided(draw)
    values = [ask(answer, window, sigmas).value for window, sigmas in cases]
    judge(values, [scores(*case) for case in cases], "the test data's log-likelihood")


@parzen.property("one sample, one test point, many features; the sets stay as they were", hint=4)
def _edges(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    window = Window(draw, m=1, n=1, d=draw.size(20, 40))
    sigma = float(draw.uniform(1, low=0.5, high=2.0))
    told = ask(answer, window, [sigma])
    told.reply.check_unchanged({0: "samples", 1: "validation", 2: "test"})
    expect(told.value, window.right(sigma), window.slips(sigma), what="the log-likelihood of one point under one sample")


def _check_order(told: Told, sigma: float, window: Window) -> None:
    """The two are not exchanged."""
    if near(told.value, sigma) and not near(told.sigma, sigma):
        raise Mistake("the two are exchanged: return sigma first, then the log-likelihood", 1)


def _check_usual(answer: Answer, draw: Draw) -> None:
    """It is right for one sigma and usual points, so that what comes next looks for mistakes of another kind."""
    window = Window(draw)
    if not near(ask(answer, window, [0.9]).value, window.right(0.9)):
        raise Mistake("the log-likelihood for one sigma is not right yet, as the first property says: put that right first", 1)
