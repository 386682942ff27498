"""Checks of lesson 04: max min, min max and the saddle points of a table."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_04.asking import ask
from gancourse.checks.reply import Mistake, Reply, as_tensor, brief, expect
from gancourse.checks.task import Draw, Task

min_max_gap = Task("04.min_max_gap", "who moves first: max min, min max and the saddle points", points=2)

Values = tuple[float, float]


def values(table: Tensor) -> Values:
    """max min and min max by the definitions, entry by entry."""
    rows = table.tolist()
    columns = list(zip(*rows, strict=True))
    return max(min(column) for column in columns), min(max(row) for row in rows)


def stands_still(table: Tensor) -> Tensor:
    """Where neither player gains by moving alone, entry by entry: (n, m), bool."""
    rows = table.tolist()
    columns = list(zip(*rows, strict=True))
    return torch.tensor([[a == max(row) and a == min(columns[j]) for j, a in enumerate(row)] for row in rows])


def number(reply: Reply, place: int) -> Tensor:
    """One of the two numbers that it returned."""
    value = reply.parts(3)[place]
    one = torch.as_tensor(value, dtype=torch.float64) if isinstance(value, int | float | Tensor) else torch.zeros(0)
    if one.numel() != 1:
        what = ("max min", "min max")[place]
        raise Mistake(
            f"{what} must be one number: after the inner extreme over one player's moves comes the outer over the other's"
        )
    return one.reshape(())


def game(draw: Draw) -> Tensor:
    """A table that is not square, with a gap."""
    n = draw.size(3, 6)
    m = draw.size(3, 7, but=(n,))
    while True:
        table = draw.normal(n, m).double()
        if len(set(values(table))) == 2:
            return table


@min_max_gap.property("max min: y moves first, and x answers", hint=1)
def _max_min(answer: Answer, draw: Draw) -> None:
    table = game(draw)
    right, other = values(table)
    suspects: dict[str, Any] = {
        "this is min max: return max min first, then min max": other,
        "this is max over rows of the least entry of a row: the rows are x's moves, and x lowers": table.amin(1).max(),
        "this is the least entry of the table: y chooses its column, and chooses the best one": table.amin(),
        "this is the largest entry of the table: x answers to every column with its least entry": table.amax(),
    }
    expect(number(ask(answer, table), 0), right, suspects, what="max min")


@min_max_gap.property("min max: x moves first, and y answers", hint=1)
def _min_max(answer: Answer, draw: Draw) -> None:
    table = game(draw)
    other, right = values(table)
    suspects: dict[str, Any] = {
        "this is max min: return max min first, then min max": other,
        "this is min over columns of the largest entry of a column: the columns are y's moves, and y raises": table.amax(0).min(),
        "this is the largest entry of the table: x chooses its row, and chooses the best one": table.amax(),
        "this is the least entry of the table: y answers to every row with its largest entry": table.amin(),
    }
    expect(number(ask(answer, table), 1), right, suspects, what="min max")


def marks(reply: Reply, table: Tensor) -> Tensor:
    """The table of truths that it returned."""
    value = reply.parts(3)[2]
    if isinstance(value, Tensor) and value.dtype != torch.bool and value.ndim == 2 and value.shape[1] == 2:
        raise Mistake(
            f"it returns places, a tensor of shape {tuple(value.shape)}: return a table of truths, of the table's shape"
        )
    if isinstance(value, Tensor) and value.shape == table.shape and value.dtype != torch.bool:
        raise Mistake(f"the saddle points must be a table of truths (torch.bool), got {brief(value)} of {value.dtype}")
    return as_tensor(value, tuple(table.shape), torch.bool)


def check_marks(found: Tensor, table: Tensor) -> None:
    """The saddle points are marked and nothing else is."""
    right = stands_still(table)
    if torch.equal(found, right):
        return
    largest, least = table == table.amax(1, keepdim=True), table == table.amin(0, keepdim=True)
    wrong = {
        "the players are exchanged: at a saddle point y cannot raise f along its row, and x cannot lower it down the column": (
            table == table.amin(1, keepdim=True)
        )
        & (table == table.amax(0, keepdim=True)),
        "every best answer of y is marked: x must have no better move either": largest,
        "every best answer of x is marked: y must have no better move either": least,
        "the best answer of either player is enough for a mark: it takes both": largest | least,
        "all entries that equal min max are marked, also those from which a player would move": table == values(table)[1],
        "all entries that equal max min are marked, also those from which a player would move": table == values(table)[0],
    }
    for sentence, marked in wrong.items():
        if torch.equal(found, marked):
            raise Mistake(sentence)
    if right.any() and not found.any():
        raise Mistake(
            f"it finds no saddle point, and there is one at row {int(right.nonzero()[0, 0])}: compare entries for equality"
        )
    if found.sum() == 1 and right.sum() > 1:
        raise Mistake(f"it marks one saddle point of {int(right.sum())}: mark them all")
    extra = found & ~right
    if extra.any():
        i, j = extra.nonzero()[0].tolist()
        raise Mistake(f"it marks row {i}, column {j}, where a player would rather move")
    raise Mistake(f"it marks {int(found.sum())} saddle points of {int(right.sum())}")


@min_max_gap.property("saddle points: the largest of its row and the least of its column", hint=2)
def _saddles(answer: Answer, draw: Draw) -> None:
    for _ in range(4):
        table = game(draw)
        i, j = draw.size(0, table.shape[0] - 1), draw.size(0, table.shape[1] - 1)
        table[i] = table[i, j] - draw.uniform(table.shape[1], low=0.1).double()  # y would not leave column j ...
        peak = table[i].max() + 0.05
        table[:, j] = peak + draw.uniform(table.shape[0], low=0.1).double()  # ... nor x row i
        table[i, j] = peak
        # and the value stands in another place as well, where somebody would move
        table[(i + 1) % table.shape[0], (j + 1) % table.shape[1]] = peak
        check_marks(marks(ask(answer, table), table), table)


@min_max_gap.property("several saddle points, or none", hint=2)
def _several(answer: Answer, draw: Draw) -> None:
    table = game(draw)
    rows = len(table)
    table[0, :], table[rows - 1, :], table[:, 0], table[:, 1] = -4, -4, 9, 9
    for i in (0, rows - 1):
        table[i, 0] = table[i, 1] = 3  # four of them
    check_marks(marks(ask(answer, table), table), table)
    penny = torch.tensor([[1.0, -1.0], [-1.0, 1.0]], dtype=torch.float64).repeat(1, 2)[:, :3]
    check_marks(marks(ask(answer, penny), penny), penny)


@min_max_gap.property("a single row or column is a game too; the table comes out as it went in")
def _single(answer: Answer, draw: Draw) -> None:
    for shape in ((1, draw.size(3, 5)), (draw.size(3, 5), 1)):
        table = draw.normal(*shape).double()
        reply = ask(answer, table)
        reply.check_unchanged({0: "table"})
        for place, right in enumerate(values(table)):
            expect(number(reply, place), right, what=("max min", "min max")[place])
        check_marks(marks(reply, table), table)
