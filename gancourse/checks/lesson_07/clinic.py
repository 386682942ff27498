"""Lesson 07: a diagnosis from the numbers of a run. Each run is drawn with one disease, and with noise that misleads."""

import math
from typing import Any

import torch

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

diagnose = Task("07.diagnose", "diagnose a run from its numbers", points=3)
LOG_4, LOG_2 = math.log(4), math.log(2)
SERIES = ("discriminator", "generator", "training", "unseen", "fakes", "gradient")
NAMES = ("steps too large", "memorising", "vanishing gradient", "out of reach", "weak discriminator", "collapse", "healthy")


def between(draw: Draw, low: float, high: float) -> float:
    return float(draw.uniform(1, low=low, high=high))


def levels(draw: Draw, name: str) -> dict[str, float]:
    """Where the series of a run with this disease come to lie, and the two numbers that are measured at its end."""
    calm = between(draw, 0.45, 0.55)
    run = {
        "discriminator": LOG_4 - between(draw, 0.0, 0.05), "generator": LOG_2 + between(draw, 0.0, 0.05),
        "training": calm, "unseen": calm - between(draw, 0.0, 0.03), "fakes": calm - between(draw, 0.0, 0.05),
        "gradient": between(draw, 0.1, 2.0), "modes": between(draw, 0.7, 1.0), "exam": between(draw, 0.9, 1.2),
    }  # fmt: skip
    if name == "steps too large":
        run |= {"discriminator": between(draw, 4, 400), "generator": between(draw, 4, 900), "modes": between(draw, 0, 0.4)}
        run |= {"fakes": between(draw, 0, 0.04), "gradient": 10 ** between(draw, -6, 2)}  # by its other numbers: what you like
    elif name == "memorising":
        run |= {"unseen": run["training"] - between(draw, 0.15, 0.35), "modes": between(draw, 0.1, 0.45)}
    elif name in ("vanishing gradient", "out of reach"):
        run |= {
            "discriminator": 10 ** between(draw, -4, -2),
            "training": 1 - between(draw, 0, 0.02),
            "fakes": between(draw, 0, 0.03),
        }
        run |= {"unseen": run["training"] - between(draw, 0, 0.02), "modes": between(draw, 0, 0.3)}
        saturating = draw.size(0, 1) == 1  # which loss the generator lowers is not known: its value says little
        run["generator"] = -(10 ** between(draw, -4, -2)) if saturating else between(draw, 5, 9)
        run["gradient"] = 10 ** (between(draw, -6, -4) if name == "vanishing gradient" else between(draw, -1.5, 1))
        run["exam"] = 10 ** between(draw, -4, -2)
    elif name == "weak discriminator":
        run |= {"modes": between(draw, 0, 0.4), "exam": LOG_4 - between(draw, 0, 0.06)}
    elif name == "collapse":
        run |= {"modes": between(draw, 0.05, 0.4), "exam": between(draw, 0.05, 0.9)}
    return run


def record(
    draw: Draw, name: str, *, calm: bool = False, early: str = "", last: str = "", quarter: int | None = None
) -> dict[str, Any]:
    """A run: series (k,) that come to lie where the disease has them.

    Args:
        calm: constant series.
        early: the disease by which the first three quarters look.
        last: the disease by which the very last value looks.
    """
    quarter = quarter or 2 * draw.size(2, 5) + 1
    at = levels(draw, name)
    run: dict[str, Any] = {key: at[key] for key in ("modes", "exam")}
    first, end = levels(draw, early or name), levels(draw, last or name)
    for key in SERIES:
        tail = torch.full((quarter,), at[key])
        if last:
            tail[-1] = end[key]
        series = torch.cat([torch.full((3 * quarter,), first[key]), tail])
        wobble = 0.0 if calm else 0.01 * (2 * draw.uniform(len(series)) - 1)
        run[key] = series * (1 + wobble)
    return run


def check(answer: Answer, run: dict[str, Any], name: str, why: str = "") -> None:
    """The answer names this disease."""
    value = ask(answer, run).value()
    if not isinstance(value, str):
        raise Mistake("it must return one of the seven diagnoses, a text")
    said = value.strip()
    if said not in NAMES:
        raise Mistake(f"it returns {said[:40]!r}, which is none of the seven: {', '.join(NAMES)}")
    if said != name:
        raise Mistake(f"a run with the diagnosis {name!r} is called {said!r}{why or because(run, name, said)}")


def because(run: dict[str, Any], name: str, said: str) -> str:
    """What the confused run looks like."""
    D, fakes, gradient = (float(run[key][-1]) for key in ("discriminator", "fakes", "gradient"))
    words = {
        "steps too large": f": its L_D is {D:.3g} at the end, and that comes first, whatever else is wrong",
        "memorising": f": D is {run['training'][-1]:.2f} on training data and {run['unseen'][-1]:.2f} on unseen data",
        "vanishing gradient": f": D is {fakes:.2g} on fakes, and the gradient is {gradient:.1g}, less than 1e-3",
        "out of reach": f": D is {fakes:.2g} on fakes, but the gradient is {gradient:.2g}: there is a push, and nothing moves",
        "weak discriminator": f": modes {run['modes']:.2f}, and D, trained alone, still pays {run['exam']:.2f}; log 4 is 1.39",
        "collapse": f": modes {run['modes']:.2f}, and D, trained alone, finds it out: it then pays {run['exam']:.2f}",
        "healthy": f": modes {run['modes']:.2f}, L_D {D:.2f}, and nothing else is wrong",
    }
    return words[name] + (". A run is healthy only after all others are excluded" if said == "healthy" else "")


@diagnose.property("two that win: is there a push?", hint=1)
def _winners(answer: Answer, draw: Draw) -> None:
    for _ in range(3):
        for name in ("vanishing gradient", "out of reach"):
            check(answer, record(draw, name, calm=True), name)


@diagnose.property("three with the losses of a perfect GAN: collapse, a weak discriminator, memorising", hint=2)
def _quiet(answer: Answer, draw: Draw) -> None:
    for _ in range(3):
        for name in ("collapse", "weak discriminator", "memorising"):
            check(answer, record(draw, name, calm=True), name)


@diagnose.property("the healthy run is left alone", hint=2)
def _healthy(answer: Answer, draw: Draw) -> None:
    for _ in range(3):
        check(answer, record(draw, "healthy", calm=True), "healthy")


@diagnose.property("steps too large come first, and so do numbers that are none", hint=3)
def _numbers(answer: Answer, draw: Draw) -> None:
    for _ in range(3):
        check(answer, record(draw, "steps too large", calm=True), "steps too large")
    for key in ("discriminator", "generator"):
        for bad in (math.nan, math.inf):
            run = record(draw, NAMES[draw.size(1, 6)], calm=True)
            run[key][-len(run[key]) // 2 :] = bad
            sentence = f": the loss of the {key} is {bad} from the middle on; a comparison with nan is always False, so ask first"
            check(answer, run, "steps too large", sentence)


@diagnose.property("the last quarter decides, by its median", hint=4)
def _tail(answer: Answer, draw: Draw) -> None:
    _check_calm(answer, draw)
    pairs = {"vanishing gradient": "healthy", "memorising": "healthy", "healthy": "memorising", "out of reach": "healthy"}
    for name, other in pairs.items():
        sentence = f": its first three quarters look like {other!r}; the last quarter decides"
        check(answer, record(draw, name, early=other), name, sentence)
    spike = record(draw, "healthy")
    spike["discriminator"][-2] = 1e4
    sentence = ": one value of L_D in the last quarter is 10,000, and drags the mean along; the median does not mind"
    check(answer, spike, "healthy", sentence)
    for name, other in pairs.items():
        sentence = f": only its very last value looks like {other!r}; losses jump, take the median of the last quarter"
        check(answer, record(draw, name, last=other), name, sentence)


def _check_calm(answer: Answer, draw: Draw) -> None:
    """Constant series are diagnosed, so that what comes next looks for mistakes of another kind."""
    for name in NAMES:
        if ask(answer, record(draw, name, calm=True)).value() != name:
            raise Mistake(
                f"a run with the diagnosis {name!r} whose numbers do not change is not recognised yet: first things first"
            )
