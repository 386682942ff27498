"""Checks of lesson 04: from the eigenvalues of a Jacobian to what the flow and two rules will do."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_04.asking import ask
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect
from gancourse.checks.task import Draw, Task

predict = Task("04.predict", "what eigenvalues predict", points=3)
NAMES = ("the flow's growth", "the simultaneous step's factor", "the extragradient step's factor", "the largest step")


def spectrum(J: Tensor) -> Tensor:
    """The eigenvalues, complex128."""
    return torch.linalg.eigvals(J.double())


def game(draw: Draw) -> tuple[Tensor, float]:
    """A Jacobian (n, n) and a step size: a pair that turns fast decides the steps, another that turns slowly the flow.

    All real parts are negative. The fast pair's is lower than the slow one's.
    """
    n = draw.size(4, 6)
    blocks = torch.diag(-draw.uniform(n, low=0.3, high=0.9).double())
    for i, pulls, turns in ((0, (0.35, 0.6), (2.0, 2.6)), (2, (0.1, 0.25), (0.4, 0.7))):
        pull, turn = float(draw.uniform(1, low=pulls[0], high=pulls[1])), float(draw.uniform(1, low=turns[0], high=turns[1]))
        blocks[i : i + 2, i : i + 2] = torch.tensor([[-pull, -turn], [turn, -pull]], dtype=torch.float64)
    return hidden(draw, blocks), float(draw.uniform(1, low=0.6, high=0.9))


def driven(draw: Draw) -> tuple[Tensor, float]:
    """A Jacobian with an eigenvalue that drives away, and a step size."""
    n = draw.size(3, 5)
    blocks = torch.diag(-draw.uniform(n, low=0.3, high=1.5).double())
    grow, turn = float(draw.uniform(1, low=0.2, high=0.8)), float(draw.uniform(1, low=0.5, high=1.5))
    blocks[:2, :2] = torch.tensor([[grow, -turn], [turn, grow]], dtype=torch.float64)
    return hidden(draw, blocks), float(draw.uniform(1, low=0.2, high=0.8))


def hidden(draw: Draw, blocks: Tensor) -> Tensor:
    """The same eigenvalues in another basis."""
    n = len(blocks)
    basis = draw.normal(n, n).double() + 2.5 * torch.eye(n, dtype=torch.float64)
    return basis @ blocks @ torch.linalg.inv(basis)


def part(reply: Reply, place: int) -> Tensor:
    """One of the four numbers."""
    value = reply.parts(4)[place]
    if isinstance(value, Tensor) and value.is_complex():
        raise Mistake(f"{NAMES[place]} is a complex number: take its real part or its modulus, whichever the formula says")
    if isinstance(value, bool) or not isinstance(value, int | float | Tensor):
        raise Mistake(f"{NAMES[place]} must be one number, got a {type(value).__name__}")
    number = torch.as_tensor(value, dtype=torch.float64)
    if number.numel() != 1:
        raise Mistake(f"{NAMES[place]} must be one number, got {tuple(number.shape)}: which eigenvalue decides in the long run?")
    return as_tensor(number.reshape(()), (), torch.float64)


def largest(values: Tensor) -> Tensor:
    return values.abs().max()


@predict.property("the flow: the largest real part", hint=1)
def _flow(answer: Answer, draw: Draw) -> None:
    for drawn in (game, driven):
        check_growth(answer, *drawn(draw))


def check_growth(answer: Answer, J: Tensor, h: float) -> None:
    """The growth of one flow."""
    values = spectrum(J)
    suspects: dict[str, Any] = {
        "this is the largest modulus: for the flow the imaginary part only turns, and the real part decides": largest(values),
        "this is the least real part: the slowest to shrink, or the fastest to grow, wins in the long run": values.real.min(),
        "this is the largest imaginary part: it says how fast the flow turns": values.imag.max(),
        "this is the mean of the real parts, the trace over n: the largest decides": values.real.mean(),
        "this is exp of the real part, the factor in a unit of time: return the real part": values.real.max().exp(),
        "this is the largest eigenvalue of the symmetric part: J is not symmetric, use eigvals": torch.linalg.eigvalsh(
            (J + J.T) / 2
        ).max(),
        "eigvalsh takes a symmetric matrix and reads one triangle of it: J is not symmetric, use eigvals": torch.linalg.eigvalsh(
            J
        ).max(),
    }
    expect(part(ask(answer, J, h), 0), values.real.max(), suspects, what=NAMES[0])


@predict.property("the simultaneous step: the largest |1 + h λ|", hint=2)
def _simultaneous(answer: Answer, draw: Draw) -> None:
    for drawn in (game, driven):
        J, h = drawn(draw)
        values = spectrum(J)
        suspects: dict[str, Any] = {
            "this is the largest |λ| of J: the step's map is I + h J": largest(values),
            "this is the largest |h λ|: the step's map is I + h J, and the point itself stays in it": largest(h * values),
            "the imaginary part is dropped: take the modulus of the complex number 1 + h λ": (1 + h * values.real).abs().max(),
            "only the real part is taken, without its modulus": (1 + h * values.real).max(),
            "the modulus is taken too early: |1 + h λ| is not 1 + h |λ|": 1 + h * values.abs().max(),
            "only one eigenvalue is looked at, that of the largest real part: each has its own |1 + h λ|": (
                1 + h * values[values.real.argmax()]
            ).abs(),
            "this is the largest |1 + λ|: h is missing": largest(1 + values),
            "the sign is wrong: v already points where the players go, w + h v(w)": largest(1 - h * values),
            "this is the square of the modulus": largest(1 + h * values) ** 2,
            "this is the flow's factor exp(h λ): the step is not the flow": (h * values).exp().abs().max(),
            "this is the least modulus: the largest decides in the long run": (1 + h * values).abs().min(),
        }
        expect(part(ask(answer, J, h), 1), largest(1 + h * values), suspects, what=NAMES[1])


@predict.property("the extragradient step: the largest |1 + h λ + h² λ²|", hint=3)
def _extragradient(answer: Answer, draw: Draw) -> None:
    for drawn in (game, driven):
        J, h = drawn(draw)
        values = spectrum(J)
        z = h * values
        suspects: dict[str, Any] = {
            "this is the simultaneous step's factor": largest(1 + z),
            "these are two simultaneous steps, (1 + h λ)²: the look ahead is taken back": largest((1 + z) ** 2),
            "h² is h here: the look ahead and the step have a factor h each": largest(1 + z + h * values**2),
            "the quadratic term is halved, as in the exponential": largest(1 + z + z**2 / 2),
            "λ² is |λ|² here: keep it complex, for a rotation λ² is negative": largest(1 + z + z.abs() ** 2),
            "the sign of the quadratic term is wrong": largest(1 + z - z**2),
            "the linear term is missing": largest(1 + z**2),
            "the point itself is missing: the map is I + h J + h² J²": largest(z + z**2),
            "only the real parts are used": (1 + h * values.real + h**2 * values.real**2).abs().max(),
            "this is the square of the modulus": largest(1 + z + z**2) ** 2,
        }
        expect(part(ask(answer, J, h), 2), largest(1 + z + z**2), suspects, what=NAMES[2])


@predict.property("the largest h of the simultaneous step, where the flow is drawn in", hint=4)
def _largest(answer: Answer, draw: Draw) -> None:
    J, h = game(draw)
    values = spectrum(J)
    each = -2 * values.real / values.abs() ** 2
    suspects: dict[str, Any] = {
        "a factor 2 is missing: |1 + h λ|² = 1 + 2 h Re(λ) + h² |λ|²": each.min() / 2,
        "this is -2 / Re(λ), right for one player alone: rotation makes the largest step smaller": (-2 / values.real).min(),
        "this is the largest of the bounds: the step must be small enough for every eigenvalue": each.max(),
        "this is 2 / |λ|, which leaves out that λ turns": (2 / values.abs()).min(),
        "|λ| must be squared": (-2 * values.real / values.abs()).min(),
        "the sign is wrong: Re(λ) is negative, and h positive": -each.min(),
        "this is the sign-turned largest of the bounds": -each.max(),
    }
    expect(part(ask(answer, J, h), 3), each.min(), suspects, what=NAMES[3])


@predict.property("0 where no h is small enough; J comes out as it went in", hint=4)
def _none(answer: Answer, draw: Draw) -> None:
    turn = float(draw.uniform(1, low=0.4, high=2.0))
    rotation = torch.tensor([[0.0, -turn], [turn, 0.0]], dtype=torch.float64)
    for J, what in ((rotation, "nothing but rotation"), (driven(draw)[0], "an eigenvalue with a positive real part")):
        reply = ask(answer, J, 0.5)
        reply.check_unchanged({0: "J"})
        found = part(reply, 3)
        if float(found.abs()) > 1e-9:
            raise Mistake(f"it gives {float(found):.4g} for {what}: no h > 0 draws in, so return 0")
