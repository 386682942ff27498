"""Lesson 09: the largest singular value by power iteration, step for step, and at its end against an exact decomposition."""

from collections.abc import Callable

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_09.heaps import array
from gancourse.checks.reply import Mistake, Number, Reply, brief, expect, near
from gancourse.checks.symptoms import SYMPTOMS, explained
from gancourse.checks.task import Draw, Task

power_iteration = Task("09.power_iteration", "the largest singular value by power iteration", points=3)


def unit(x: Tensor) -> Tensor:
    return x / x.norm().clamp_min(1e-12)


def plain(x: Tensor) -> Tensor:
    return x


def iterate(
    W: Tensor,
    u: Tensor,
    steps: int,
    *,
    of_v: Callable[[Tensor], Tensor] = unit,
    of_u: Callable[[Tensor], Tensor] = unit,
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """sigma, u, v, and the u before the last step, in float64; with what a mistake does to v or u in place of normalising."""
    W, u = W.double(), u.double()
    for _ in range(steps):
        before, v = u, of_v(W.T @ u)
        u = of_u(W @ v)
    return u @ W @ v, u, v, before


class Layer:
    """A matrix whose second singular value is near enough to the first that each step counts, and a first u."""

    def __init__(self, draw: Draw, rows: int | None = None, columns: int | None = None):
        rows = rows or draw.size(3, 6)
        columns = columns or draw.size(3, 6, but=(rows,))
        self.steps = draw.size(3, 4)
        least = min(rows, columns)
        left, right = (torch.linalg.qr(draw.normal(size, least))[0] for size in (rows, columns))
        values = (1.5 + 2 * draw.uniform(1)) * torch.linspace(1, 0.75, least) if least > 1 else 2 + draw.uniform(1)
        self.W = (left * values) @ right.T
        u = left[:, -1] + 0.4 * left[:, 0] + 0.1 * draw.normal(rows)  # begins far from the first singular vector
        self.u = u / u.norm()

    def suspects(self) -> dict[str, Number]:
        """What mistakes give for sigma."""
        W, u, steps = self.W.double(), self.u.double(), self.steps
        sigma, _, v, before = iterate(W, u, steps)
        values = torch.linalg.svdvals(W)
        ones = torch.ones(len(W), dtype=torch.float64)
        return {
            "this is the largest singular value itself, however it was found: asked is how far `steps` steps come": values[0],
            "this is the Frobenius norm, the root of the sum of all squares: it counts every direction": W.norm(),
            "this is the largest entry of W": W.abs().max(),
            "this is the longest row of W": W.norm(dim=1).max(),
            "this is the longest column of W": W.norm(dim=0).max(),
            "this is the sum of all singular values": values.sum(),
            "this is the square of sigma: bring u to length 1 before W v is multiplied by it": sigma**2,
            "sigma is made with the u from before the last step: take the new u": before @ W @ v,
            "u is normalised and v is not: sigma then measures v too": iterate(W, u, steps, of_v=plain)[0],
            "neither u nor v is normalised: without it the numbers grow with every step": iterate(
                W, u, steps, of_v=plain, of_u=plain
            )[0],
            "u is never replaced: v is computed from the same u in every step": u @ W @ unit(W.T @ u),
            "nothing changes after the first step: `steps` is ignored, or v, computed once before the loop, does not follow u": (
                iterate(W, u, 1)[0]
            ),
            "one step too many is taken": iterate(W, u, steps + 1)[0],
            "one step too few is taken": iterate(W, u, steps - 1)[0],
            "the u that it is given is ignored: it begins at a u of ones": iterate(W, unit(ones), steps)[0],
            "the sign is wrong: with u along W v it is never negative": -sigma,
            "u and v are scaled by the sum of absolute values: length is the root of the sum of squares": iterate(
                W, u, steps, of_v=lambda x: x / x.abs().sum(), of_u=lambda x: x / x.abs().sum()
            )[0],
            "u and v are scaled by their largest entry: length is the root of the sum of squares": iterate(
                W, u, steps, of_v=lambda x: x / x.abs().max(), of_u=lambda x: x / x.abs().max()
            )[0],
            "u and v are divided by their squared length: take the root": iterate(
                W, u, steps, of_v=lambda x: x / x.square().sum(), of_u=lambda x: x / x.square().sum()
            )[0],
        }


def called(answer: Answer, W: Tensor, u: Tensor, *steps: int) -> Reply:
    """A call; an error that students often meet here is said in other words."""
    rows, columns = W.shape
    reply = answer.call(W, u, *steps)
    text = str(reply.raw.get("problem"))
    if "size mismatch" in text or "shapes cannot be multiplied" in text:
        raise Mistake(
            f"a product does not line up: u has {rows} numbers, a row's each, and v {columns}; v comes from W.T @ u, u from "
            f"W @ v (it raises {reply.raw['problem'][1]})",
            1,
        )
    if "expected 2D" in text or "must be 2D" in text or "1D tensors expected" in text:
        raise Mistake(
            f"u and v are vectors, (rows,) and (columns,), without a second axis (it raises {reply.raw['problem'][1]})", 1
        )
    if "Dimension out of range" in text:
        raise Mistake(f"a vector has one axis alone, 0: say so, `dim=0` (it raises {reply.raw['problem'][1]})", 1)
    return explained(reply, SYMPTOMS)


def asked(answer: Answer, W: Tensor, u: Tensor, *steps: int) -> tuple[Tensor, Tensor, Tensor, Reply]:
    """What the answer gives: sigma, u (rows,) and v (columns,), finite."""
    rows, columns = W.shape
    reply = called(answer, W, u, *steps)
    parts = reply.parts(3)
    sigma, new_u, v = (array(value, name) for value, name in zip(parts, ("sigma", "u", "v"), strict=True))
    if sigma.shape == (rows, columns) != (1, 1):
        raise Mistake("the first is a matrix: return sigma itself, and leave W / sigma to the caller", 2)
    if sigma.shape == new_u.shape == (rows,) and v.numel() == columns and rows > 1:
        raise Mistake(f"sigma has {rows} numbers, products that are not added up: u @ (W v) is one number", 2)
    if sigma.numel() != 1:
        raise Mistake(f"sigma must be one number, and comes first: (sigma, u, v); got the shape {tuple(sigma.shape)}", 2)
    if (new_u.shape, v.shape) == ((columns,), (rows,)) and rows != columns:
        raise Mistake(f"u and v are exchanged: u has {rows} numbers, v has {columns}; return (sigma, u, v)", 2)
    if new_u.shape != (rows,) or v.shape != (columns,):
        raise Mistake(f"u must be ({rows},) and v ({columns},), got {tuple(new_u.shape)} and {tuple(v.shape)}", 2)
    return sigma.reshape(()), new_u, v, reply


@power_iteration.property("sigma after so many steps", hint=1)
def _sigma(answer: Answer, draw: Draw) -> None:
    layer = Layer(draw)
    sigma, again = (asked(answer, layer.W, layer.u, layer.steps)[0] for _ in range(2))
    if not near(sigma, again):
        raise Mistake("two calls with the same W and u give different sigmas: begin at the u that is given, and draw nothing")
    right = iterate(layer.W, layer.u, layer.steps)[0]
    expect(sigma, right, layer.suspects(), what=f"sigma after {layer.steps} steps", rtol=1e-4)


@power_iteration.property("u and v have length 1, and another call goes on from u", hint=2)
def _vectors(answer: Answer, draw: Draw) -> None:
    layer = Layer(draw)
    W, u, steps = layer.W, layer.u, layer.steps
    _, right_u, right_v, before = iterate(W, u, steps)
    _, first_u, first_v, _ = asked(answer, W, u, steps)
    onward = {"u": unit(W.double() @ unit(W.double().T @ right_u)), "v": unit(W.double().T @ right_u)}
    earlier = {"u": before, "v": unit(W.double().T @ before)}
    for got, right, name in ((first_u, right_u, "u"), (first_v, right_v, "v")):
        if not near(got.norm(), 1.0, 1e-3) and near(unit(got), right, 1e-3, 1e-4):
            raise Mistake(f"{name} has the length {brief(got.norm())}: normalise it before it is returned")
        suspects: dict[str, Number] = {
            f"the sign of {name} is turned: u is W v, and v is W^T u, divided by their lengths and by nothing else": -right,
            f"{name} is the one from before the last step": earlier[name],
            f"{name} goes a step too far": onward[name],
        }
        if name == "u":
            suspects["u is the one that came in: return the new one, from which the next call goes on"] = u.double()
        expect(got, right, suspects, what=name, rtol=1e-3, atol=1e-4)
    sigma, _, _, _ = asked(answer, W, first_u.float(), steps)
    told = f"sigma after another call that began with the u of the first, {2 * steps} steps in all,"
    expect(sigma, iterate(W, u, 2 * steps)[0], what=told, rtol=1e-4)


@power_iteration.property("after many steps it is the largest singular value, and W / sigma has norm 1", hint=3)
def _against_svd(answer: Answer, draw: Draw) -> None:
    side = draw.size(3, 5)
    shear = torch.triu(0.3 * draw.normal(side, side), 1) + torch.linspace(0.5, 0.2, side).diag()  # its norm is far above 0.5
    shear[0, -1] = 3 + float(draw.uniform(1))
    for W in (shear, -4 * shear, 0.01 * Layer(draw).W):
        u = unit(torch.ones(len(W)) + 0.3 * draw.normal(len(W)))
        sigma, _, _, _ = asked(answer, W, u, 300)
        exact = torch.linalg.svdvals(W.double())
        suspects: dict[str, Number] = {
            "this is the Frobenius norm: it counts every direction": W.double().norm(),
            "this is the largest entry of W": W.double().abs().max(),
            "the sign is wrong: a singular value is never negative": -exact[0],
            "this is the square of sigma: bring u to length 1 before W v is multiplied by it": exact[0] ** 2,
        }
        if W.shape[0] == W.shape[1]:
            moduli = torch.linalg.eigvals(W.double()).abs()
            sentence = "this is the largest eigenvalue: is W applied where its transpose belongs? v comes from W.T @ u"
            suspects[sentence] = moduli.max()
        expect(sigma, exact[0], suspects, what="sigma after 300 steps", rtol=1e-3, atol=1e-7)
        norm = torch.linalg.matrix_norm(W.double() / sigma, 2)
        expect(norm, 1.0, what="the norm of W / sigma", rtol=1e-3)


@power_iteration.property("a matrix of zeros has sigma 0, and no number is lost; one row, one column", hint=4)
def _edges(answer: Answer, draw: Draw) -> None:
    rows, columns = draw.size(2, 4), draw.size(2, 4)
    reply = called(answer, torch.zeros(rows, columns), unit(torch.ones(rows)), 2)
    value = reply.value()
    broken = [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, Tensor | float)]
    if any(not torch.as_tensor(each).isfinite().all() for each in broken):
        raise Mistake(
            "W = 0 gives nan: a vector of zeros cannot be brought to length 1, and 0/0 is no number; divide by at least a tiny "
            "one (1e-12), so that it stays 0"
        )
    sigma, _, _, _ = asked(answer, torch.zeros(rows, columns), unit(torch.ones(rows)), 2)
    expect(sigma, 0.0, what="sigma of a matrix of zeros")
    for shape in ((1, draw.size(2, 4)), (draw.size(2, 4), 1), (1, 1)):
        W, u = draw.normal(*shape), unit(1 + draw.uniform(shape[0]))
        sigma, _, _, _ = asked(answer, W, u, 2)
        expect(sigma, W.double().norm(), {"the sign is wrong: a singular value is never negative": -W.double().norm()},
               what=f"sigma of a matrix {shape}, which is its length,", rtol=1e-4)  # fmt: skip
    layer = Layer(draw)
    for W, u, told in ((layer.W, -layer.u, "-u"), (-layer.W, layer.u, "-W")):
        sigma, _, _, _ = asked(answer, W, u, layer.steps)
        expect(sigma, iterate(W, u, layer.steps)[0], what=f"sigma of {told}, which is that of {told[1:]},", rtol=1e-4)


@power_iteration.property("one step where nobody says otherwise; W and u stay as they were", hint=2)
def _default(answer: Answer, draw: Draw) -> None:
    layer = Layer(draw)
    reply = answer.call(layer.W, layer.u)
    if "missing 1 required" in str(reply.raw.get("problem")):
        raise Mistake("steps has no default: write steps=1 in the signature")
    sigma, _, _, reply = asked(answer, layer.W, layer.u)
    reply.check_unchanged({0: "W", 1: "u"})
    suspects = {f"{many} steps are taken by default, one is asked": iterate(layer.W, layer.u, many)[0] for many in (2, 3, 5, 10)}
    expect(sigma, iterate(layer.W, layer.u, 1)[0], suspects, what="sigma after one step", rtol=1e-4)
