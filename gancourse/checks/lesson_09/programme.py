"""Lesson 09: the earth mover's distance as a linear programme. Each row of A is read: which flows does it add, to what sum?"""

from typing import Any

import torch
from scipy.optimize import linprog
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_09.heaps import array, masses
from gancourse.checks.reply import Mistake, brief, expect, near
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task
from gancourse.theory.transport import earth_mover

transport_programme = Task("09.transport_programme", "the earth mover's distance as a linear programme", points=3)
LAYOUT = "P[i, j] is x[i * m + j], row by row"


class Heaps:
    """Two heaps, a cost, and the rows that the programme must have: what leaves each place of p, what arrives at each of q."""

    def __init__(self, draw: Draw, n: int | None = None, m: int | None = None):
        n = n or draw.size(3, 5)
        self.n, self.m = n, m or draw.size(2, 5, but=(n,))
        total = 2 + float(draw.uniform(1))  # masses, not shares: whoever divides by the total is seen
        self.p, self.q = masses(draw, self.n, total), masses(draw, self.m, total)
        self.cost = 0.2 + draw.uniform(self.n, self.m).double()
        number = torch.arange(self.n * self.m)
        self.leaving = (number // self.m == torch.arange(self.n)[:, None]).double()  # (n, n m)
        self.arriving = (number % self.m == torch.arange(self.m)[:, None]).double()  # (m, n m)
        self.by_columns = [
            (number % self.n == torch.arange(self.n)[:, None]).double(),
            (number // self.n == torch.arange(self.m)[:, None]).double(),
        ]

    def flows(self, row: Tensor) -> str:
        """The flows that a row of A adds, in words: "P[0, 1] + P[2, 1]"."""
        terms = []
        for place in row.abs().gt(1e-9).nonzero().flatten().tolist():
            weight = "" if near(row[place], 1.0) else f"{brief(row[place])} "
            terms.append(f"{weight}P[{place // self.m}, {place % self.m}]")
        return " + ".join(terms[:4]) + (" + ..." if len(terms) > 4 else "") if terms else "nothing"


def asked(answer: Answer, heaps: Heaps) -> tuple[Tensor, Tensor, Tensor]:
    """What the answer gives: c (n m,), A (rows, n m), b (rows,)."""
    reply = ask(answer, heaps.p, heaps.q, heaps.cost)
    reply.check_unchanged({0: "p", 1: "q", 2: "cost"})
    values: list[Any] = reply.parts(3)
    c, A, b = (array(value, name) for value, name in zip(values, "cAb", strict=True))
    n, m = heaps.n, heaps.m
    if c.shape == (n, m):
        raise Mistake(f"c is still a table, {(n, m)}: lay it out as one row of {n * m} numbers, with `flatten()`", 1)
    if c.shape != (n * m,):
        raise Mistake(f"c must hold a cost for each of the n m = {n * m} flows, ({n * m},), got {tuple(c.shape)}", 1)
    if A.ndim == 2 and A.shape[0] == n * m != A.shape[1]:
        raise Mistake(
            f"A is {tuple(A.shape)}: a *row* for each equation, a column for each of the {n * m} flows; transpose it", 2
        )
    if A.ndim == 3:
        raise Mistake(f"A is {tuple(A.shape)}: each row must be laid out flat, as x is, ({n + m}, {n * m})", 2)
    if A.ndim != 2 or A.shape[1] != n * m:
        raise Mistake(f"A must have a column for each of the n m = {n * m} flows, ({n + m}, {n * m}), got {tuple(A.shape)}", 2)
    if b.shape != (len(A),):
        raise Mistake(f"b must hold a number for each of the {len(A)} rows of A, ({len(A)},), got {tuple(b.shape)}", 2)
    return c, A, b


@transport_programme.property("c: what each flow pays, laid out row by row", hint=1)
def _objective(answer: Answer, draw: Draw) -> None:
    heaps = Heaps(draw)
    c, _, _ = asked(answer, heaps)
    p, q, cost = heaps.p, heaps.q, heaps.cost
    suspects = {
        f"c is laid out column by column: {LAYOUT}": cost.T.flatten(),
        "the sign of c is wrong: linprog looks for the *least*, and work is to be least": -cost.flatten(),
        "c is weighted by the masses: the plan says how much is carried, c what one unit pays": (cost * p[:, None]).flatten(),
        "c is weighted by the masses of both heaps: c is what one unit pays": (cost * p[:, None] * q).flatten(),
        "the cost is squared: it is given, take it as it is": cost.flatten() ** 2,
        "every flow pays 1: what a flow pays is its cost": torch.ones(heaps.n * heaps.m),
    }
    expect(c, cost.flatten(), suspects, what="c", rtol=1e-6)


@transport_programme.property("for each place of p a row of A: what leaves it is its mass", hint=2)
def _leaving(answer: Answer, draw: Draw) -> None:
    heaps = Heaps(draw)
    _check_rows(answer, heaps, heaps.leaving, heaps.p, "p", "leaves")


@transport_programme.property("for each place of q a row of A: what arrives is its mass, and no other row", hint=3)
def _arriving(answer: Answer, draw: Draw) -> None:
    heaps = Heaps(draw)
    _check_rows(answer, heaps, heaps.arriving, heaps.q, "q", "arrives at")
    _, A, b = asked(answer, heaps)
    all_rows, all_sums = torch.cat([heaps.leaving, heaps.arriving]), torch.cat([heaps.p, heaps.q])
    for k, (row, value) in enumerate(zip(A, b, strict=True)):
        if not follows(row, value, all_rows, all_sums):
            told = f"row {k} of A says {heaps.flows(row)} = {brief(value)}"
            raise Mistake(f"{told}, which no plan need obey: a row for each place of p, a row for each place of q, and no more")


def follows(row: Tensor, value: Tensor, A: Tensor, b: Tensor) -> bool:
    """Whether the equation row . x = value is a consequence of A x = b, a sum of multiples of its rows."""
    if not len(A):
        return False
    weights = torch.linalg.lstsq(A.T, row[:, None], driver="gelsd").solution[:, 0]
    return near(weights @ A, row, atol=1e-6) and near(weights @ b, value, rtol=1e-5)


def _check_rows(answer: Answer, heaps: Heaps, wanted: Tensor, sums: Tensor, heap: str, verb: str) -> None:
    """Each wanted equation follows from the rows that came back; else the row that comes nearest is named."""
    _, A, b = asked(answer, heaps)
    for place, (row, total) in enumerate(zip(wanted, sums, strict=True)):
        stands = any(near(one, row, atol=1e-9) and near(value, total) for one, value in zip(A, b, strict=True))
        if not stands and not follows(row, total, A, b):
            raise Mistake(_wrong_row(heaps, A, b, row, place, heap, verb))


def _wrong_row(heaps: Heaps, A: Tensor, b: Tensor, wanted: Tensor, place: int, heap: str, verb: str) -> str:
    """Which row of A is wrong, and what it says."""
    sums = {"p": heaps.p, "q": heaps.q}[heap]
    right = f"what {verb} place {place} of {heap} is {heaps.flows(wanted)} = {heap}[{place}] = {brief(sums[place])}"
    exact = [k for k, row in enumerate(A) if near(row, wanted)]
    if exact:
        return _wrong_sum(heaps, exact[0], b[exact[0]], right, place, heap)
    if any(near(row, other) for row in A for other in heaps.by_columns[heap == "q"]) and heaps.n > 1 < heaps.m:
        return f"the rows of A are laid out as if x went column by column: {LAYOUT} ({right})"
    averaged = [k for k, row in enumerate(A) if near(row, wanted / wanted.sum())]
    if averaged:
        return f"row {averaged[0]} of A takes the mean of its flows: masses add up, so that its entries are 1 ({right})"
    k = _nearest(heaps, A, wanted, place + (heap == "q") * heaps.n)
    if k is None:
        return f"no row of A says that {right}"
    said = heaps.flows(A[k])
    if bool((A[k] < 0).any()):
        said += "; what is carried counts positively at both of its ends"
    return f"row {k} of A adds {said} ({right}; {LAYOUT})"


def _nearest(heaps: Heaps, A: Tensor, wanted: Tensor, usual: int) -> int | None:
    """The row of A that was meant to be the wanted one: by its flows, or by its place, where it is none of the others."""
    overlap = (A @ wanted).abs() / (A.norm(dim=1).clamp_min(1e-12) * wanted.norm())
    if len(A) and overlap.max() > 0.55:
        return int(overlap.argmax())
    others = torch.cat([heaps.leaving, heaps.arriving])
    if len(A) == heaps.n + heaps.m and not any(near(A[usual], other) for other in others):
        return usual
    return None


def _wrong_sum(heaps: Heaps, k: int, value: Tensor, right: str, place: int, heap: str) -> str:
    """Row k of A is right, and its entry of b is not: what is it?"""
    own, other, name = (heaps.p, heaps.q, "q") if heap == "p" else (heaps.q, heaps.p, "p")
    told = f"row {k} of A is right, but b[{k}] is {brief(value)}"
    if near(value, own[place] / own.sum()):
        return f"{told}, the *share* of mass: leave the masses as they are ({right})"
    for j, each in enumerate(other):
        if near(value, each):
            return f"{told}, which is {name}[{j}]: the rows of A and the entries of b must come in the same order ({right})"
    for j, each in enumerate(own):
        if near(value, each):
            return f"{told}, which is {heap}[{j}]: the rows of A and the entries of b must come in the same order ({right})"
    return f"{told} ({right})"


@transport_programme.property("solved, it gives the cheapest plan", hint=3)
def _solved(answer: Answer, draw: Draw) -> None:
    for n, m in ((None, None), (1, 3), (4, 1)):
        heaps = Heaps(draw, n, m)
        c, A, b = asked(answer, heaps)
        found = linprog(c.numpy(), A_eq=A.numpy(), b_eq=b.numpy(), bounds=(0, None), method="highs")
        least = earth_mover(heaps.p, heaps.q, heaps.cost).cost
        shape = f"n = {heaps.n}, m = {heaps.m}"
        if found.status == 2:
            raise Mistake(f"no plan obeys all rows of A at once ({shape}): one of them is wrong, see the properties above")
        if found.status == 3:
            raise Mistake(f"the work falls without end ({shape}): a flow that pays less than nothing, or that no row of A bounds")
        if found.status != 0:
            raise Mistake(f"the programme is not solved ({shape}): {' '.join(str(found.message).split())[:120]}")
        if found.fun < least - 1e-6:
            raise Mistake(
                f"its plan costs {found.fun:.4g} ({shape}), and no plan that moves all of p to q costs less than {least:.4g}: c "
                "is too low, or some mass may stay at home, since a row of A is missing or says too little"
            )
        expect(float(found.fun), least, what=f"the least work ({shape})", rtol=1e-5)


@transport_programme.property("heaps of different mass are refused with a ValueError, rounding is not", hint=4)
def _refused(answer: Answer, draw: Draw) -> None:
    heaps = Heaps(draw)
    asked(answer, heaps)
    for factor in (1.25, 0.8, 1.001):
        reply = answer.call(heaps.p, factor * heaps.q, heaps.cost)
        kind, text = (str(each) for each in (reply.raw.get("problem") or ("", "")))
        held = f"p of mass {heaps.p.sum():.4f} and q of mass {factor * heaps.q.sum():.4f}"
        if not kind:
            raise Mistake(f"{held} are not refused: no plan exists, and linprog would only say that it found none")
        if kind != "raised" or not text.startswith("ValueError"):
            reply_kind = text.split(":", 1)[0] if kind == "raised" else "another problem"
            why = "; `assert` is for what cannot happen, and python -O leaves it out" if reply_kind == "AssertionError" else ""
            raise Mistake(f"{held} must be refused with a ValueError, got {reply_kind}{why}")
        if len(text) < len("ValueError: ") + 8:
            raise Mistake(f"the ValueError says nothing: put into it what was wrong, with the two values ({held})")
    rounded = heaps.q.float().double() * (1 + 1e-8)  # what float32 makes of q
    reply = answer.call(heaps.p, rounded, heaps.cost)
    if str(reply.raw.get("problem")).find("ValueError") >= 0:
        gap = f"{(heaps.p.sum() - rounded.sum()).abs():.1g}"
        raise Mistake(f"masses that differ by {gap}, by rounding alone, are refused: compare with some room, and not by == or !=")
    reply.check_ran()
