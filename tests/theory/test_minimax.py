"""Min max and max min, saddle points, matrix games by linear programming, and the kinds of stationary points."""

import itertools
import math

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from gancourse.runtime import stream
from gancourse.theory import minimax

MATRICES = arrays.arrays(
    numpy.float64, st.tuples(st.integers(1, 5), st.integers(1, 5)), elements=st.floats(-10, 10, allow_subnormal=False)
).map(torch.as_tensor)
GRID = torch.linspace(-1, 1, 401, dtype=torch.float64)
ZERO, HALF = torch.zeros(1, dtype=torch.float64), torch.full((1,), math.sqrt(0.5), dtype=torch.float64)


@settings(deadline=None)
@given(payoffs=MATRICES)
def test_who_answers_has_the_advantage_and_a_saddle_exists_exactly_where_it_is_none(payoffs):
    low, high = minimax.max_min(payoffs), minimax.min_max(payoffs)
    assert low <= high
    found = minimax.saddles(payoffs)
    assert (len(found) > 0) == (low == high)
    assert all(payoffs[i, j] == low for i, j in found.tolist())


def test_min_max_of_a_table_is_the_definition_written_out():
    payoffs = torch.randn(4, 6, generator=stream(0))
    rows = payoffs.tolist()
    assert minimax.min_max(payoffs) == min(max(row) for row in rows)
    assert minimax.max_min(payoffs) == max(min(column) for column in zip(*rows, strict=True))


@pytest.mark.parametrize(
    ("name", "low", "high", "places"),
    [
        ("x² − y² + xy", 0.0, 0.0, [(0, 0)]),
        ("x⁴ − x² − y²", -0.25, -0.25, [(-math.sqrt(0.5), 0), (math.sqrt(0.5), 0)]),
        ("x² + y²", 1.0, 1.0, [(0, -1), (0, 1)]),
        ("(x − y)²", 0.0, 1.0, []),
    ],
)
def test_of_the_four_functions_on_the_box_only_the_pursuit_has_a_gap(name, low, high, places):
    payoffs = minimax.table(minimax.FOUR[name], GRID, GRID)
    assert minimax.max_min(payoffs) == pytest.approx(low, abs=1e-4)
    assert minimax.min_max(payoffs) == pytest.approx(high, abs=1e-4)
    found = GRID[minimax.saddles(payoffs)].tolist()
    assert len(found) == len(places)
    for one, other in zip(found, places, strict=True):
        assert one == pytest.approx(other, abs=0.003)  # the grid's spacing is 0.005


def test_the_table_of_a_payoff_that_ignores_a_player_is_whole():
    assert minimax.table(lambda x, y: x**2, GRID, GRID[:7]).shape == (401, 7)


@settings(deadline=None, max_examples=60)
@given(payoffs=MATRICES)
def test_mixed_strategies_close_the_gap_and_neither_player_can_do_better(payoffs):
    value, p, q = minimax.matrix_game(payoffs)
    for each in (p, q):
        assert bool((each >= 0).all())
        assert float(each.sum()) == pytest.approx(1)
    assert minimax.max_min(payoffs) - 1e-6 <= value <= minimax.min_max(payoffs) + 1e-6
    assert float((p @ payoffs).max()) == pytest.approx(value, abs=1e-6)  # the best answer to p gains nothing
    assert float((payoffs @ q).min()) == pytest.approx(value, abs=1e-6)


def test_rock_paper_scissors_is_fair_and_played_evenly():
    rock_paper_scissors = torch.tensor([[0.0, 1, -1], [-1, 0, 1], [1, -1, 0]])
    value, p, q = minimax.matrix_game(rock_paper_scissors)
    assert value == pytest.approx(0, abs=1e-9)
    for each in (p, q):
        torch.testing.assert_close(each, torch.full((3,), 1 / 3, dtype=torch.float64))


@pytest.mark.parametrize(("a", "b", "c", "d"), [(2.0, -1.0, -3.0, 4.0), (0.5, -0.2, -0.7, 0.1)])
def test_a_game_of_two_by_two_without_saddle_has_the_textbook_s_solution(a, b, c, d):
    value, p, q = minimax.matrix_game(torch.tensor([[a, b], [c, d]], dtype=torch.float64))
    total = a + d - b - c
    assert value == pytest.approx((a * d - b * c) / total)
    assert float(p[0]) == pytest.approx((d - c) / total)
    assert float(q[0]) == pytest.approx((d - b) / total)


@pytest.mark.parametrize("f", [minimax.min_max, minimax.max_min, minimax.saddles, minimax.matrix_game])
@pytest.mark.parametrize("payoffs", [torch.zeros(3), torch.zeros(0, 2), torch.tensor([[1.0, math.nan]])])
def test_what_is_no_table_of_numbers_is_refused_in_one_sentence(f, payoffs):
    with pytest.raises(ValueError, match=r"payoffs must be a matrix \(n, m\) of finite numbers"):
        f(payoffs)


def test_moves_are_lists():
    with pytest.raises(ValueError, match=r"x and y must be lists of moves"):
        minimax.table(minimax.bowl, GRID[:, None], GRID)


def test_second_derivatives_agree_with_finite_differences():
    def f(x, y):
        return torch.sin(x[0] * y[1]) + x[1] ** 3 * y[0] + torch.exp(x[0] - y[2])

    x, y = torch.randn(2, generator=stream(1)).double(), torch.randn(3, generator=stream(2)).double()
    blocks = minimax.hessian_blocks(f, x, y)
    joint = torch.cat([torch.cat([blocks[0], blocks[1]], 1), torch.cat([blocks[1].T, blocks[2]], 1)])
    e, point = 1e-4, torch.cat([x, y])

    def at(w):
        return float(f(w[:2], w[2:]))

    for i, j in itertools.product(range(5), range(5)):
        a, b = e * torch.eye(5, dtype=torch.float64)[i], e * torch.eye(5, dtype=torch.float64)[j]
        slope = (at(point + a + b) - at(point + a - b) - at(point - a + b) + at(point - a - b)) / (4 * e * e)
        assert float(joint[i, j]) == pytest.approx(slope, abs=1e-5)


@pytest.mark.parametrize(
    ("f", "x", "y", "kind"),
    [
        (minimax.convex_concave, ZERO, ZERO, "local saddle"),
        (minimax.double_well, HALF, ZERO, "local saddle"),
        (minimax.double_well, ZERO, ZERO, "neither"),
        (minimax.bowl, ZERO, ZERO, "neither"),
        (minimax.pursuit, HALF, HALF, "neither"),
        (lambda x, y: -3 * x**2 - y**2 + 4 * x * y, ZERO, ZERO, "local min-max"),
        (lambda x, y: -5 * x**2 - y**2 + 4 * x * y, ZERO, ZERO, "neither"),
        (lambda x, y: x * y, ZERO, ZERO, "undecided"),
        (lambda x, y: x**4 - y**2, ZERO, ZERO, "undecided"),
        (lambda x, y: -4 * x**2 - y**2 + 4 * x * y, ZERO, ZERO, "undecided"),
    ],
)
def test_a_stationary_point_is_named(f, x, y, kind):
    assert minimax.local_kind(f, x, y) == kind


@pytest.mark.parametrize("seed", range(5))
def test_a_local_min_max_is_a_minimum_of_the_maximum_over_y(seed):
    draws = stream(seed)
    a = torch.randn(2, 2, generator=draws).double()
    b, c = torch.randn(2, 3, generator=draws).double(), torch.randn(3, 3, generator=draws).double()
    f_xx, f_yy = a + a.T, -c @ c.T - torch.eye(3).double()

    def f(x, y):
        return x @ f_xx @ x / 2 + x @ b @ y + y @ f_yy @ y / 2

    x, y = torch.zeros(2, dtype=torch.float64), torch.zeros(3, dtype=torch.float64)
    moves = torch.randn(2000, 2, generator=draws).double()
    peak = torch.linalg.solve(-f_yy, b.T @ moves.T).T  # argmax over y of f(x, y), for each move of x
    highest = torch.stack([f(one, other) for one, other in zip(moves, peak, strict=True)])
    still = torch.stack([f(one, y) for one in moves])
    expected = "neither" if highest.min() < 0 else "local saddle" if still.min() > 0 else "local min-max"
    assert minimax.local_kind(f, x, y) == expected


def test_a_point_that_is_not_stationary_is_refused():
    with pytest.raises(ValueError, match=r"not stationary: a first derivative there is 2; solve grad f = 0 first"):
        minimax.local_kind(minimax.bowl, ZERO + 1, ZERO)
    with pytest.raises(ValueError, match=r"one number is a tensor \(1,\)"):
        minimax.hessian_blocks(minimax.bowl, ZERO[0], ZERO)
