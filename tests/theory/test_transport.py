"""Optimal transport against other solvers, closed forms and its own two sides: the plan's cost is what the prices earn."""

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.stats import wasserstein_distance

from gancourse.runtime import stream
from gancourse.theory import transport
from gancourse.theory.transport import c_transform, distances, earth_mover, kantorovich, kantorovich_rubinstein

SEEDS = st.integers(0, 10_000)


def problem(seed, n=7, m=5, power=1.0, empty=0):
    """Two heaps of random masses at random places of the plane; the first `empty` places of each hold nothing."""
    draws = stream(seed)
    x, y = torch.randn(n, 2, generator=draws).double(), torch.randn(m, 2, generator=draws).double()
    p, q = torch.rand(n, generator=draws).double() + 0.01, torch.rand(m, generator=draws).double() + 0.01
    p[:empty], q[:empty] = 0, 0
    return p / p.sum(), q / q.sum(), distances(x, y, power)


def check_pair(p, q, cost):
    """A plan that carries what it should, prices that nobody would refuse, and the two totals equal."""
    plan, prices = earth_mover(p, q, cost), kantorovich(p, q, cost)
    scale, largest = float(p.sum()), float(cost.abs().max())
    torch.testing.assert_close(plan.flow.sum(1), p, rtol=0, atol=1e-9 * scale)
    torch.testing.assert_close(plan.flow.sum(0), q, rtol=0, atol=1e-9 * scale)
    assert float(plan.flow.min()) >= 0
    room = cost - prices.f[:, None] - prices.g
    assert float(room.min()) >= -1e-7 * largest
    assert plan.cost == pytest.approx(float((plan.flow * cost).sum()), rel=1e-12)
    assert prices.value == pytest.approx(float(p @ prices.f + q @ prices.g), rel=1e-9, abs=1e-12)
    assert prices.value == pytest.approx(plan.cost, rel=1e-6, abs=1e-6 * scale * largest)
    assert float(p @ prices.f) == pytest.approx(0, abs=1e-12 * scale * largest)
    carried = plan.flow > 1e-9 * scale  # complementary slackness: what is carried is carried at its price
    assert float(room[carried].max()) <= 1e-6 * largest
    return plan, prices


@settings(deadline=None, max_examples=40)
@given(seed=SEEDS, n=st.integers(1, 12), m=st.integers(1, 12), power=st.sampled_from([0.5, 1.0, 2.0]))
def test_the_plan_costs_what_the_prices_earn(seed, n, m, power):
    check_pair(*problem(seed, n, m, power))


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, masses=st.floats(1e-7, 1e7), costs=st.floats(1e-7, 1e7))
def test_it_does_so_in_any_unit_and_with_empty_places(seed, masses, costs):
    p, q, cost = problem(seed, empty=2)
    plan, prices = check_pair(masses * p, masses * q, costs * cost)
    assert plan.cost == pytest.approx(masses * costs * earth_mover(p, q, cost).cost, rel=1e-6)
    assert prices.value == pytest.approx(plan.cost, rel=1e-6)


def test_a_cost_may_be_negative_or_zero():
    p, q, cost = problem(3)
    shifted, _ = check_pair(p, q, cost - 5)
    assert shifted.cost == pytest.approx(earth_mover(p, q, cost).cost - 5, abs=1e-9)
    assert check_pair(p, q, 0 * cost)[0].cost == 0


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, n=st.integers(1, 10), power=st.sampled_from([1.0, 2.0]))
def test_equal_masses_are_an_assignment(seed, n, power):
    _, _, cost = problem(seed, n, n, power)
    even = torch.full((n,), 1 / n, dtype=torch.float64)
    rows, columns = linear_sum_assignment(cost.numpy())
    plan = earth_mover(even, even, cost)
    assert plan.cost == pytest.approx(float(cost[rows, columns].mean()), abs=1e-9)
    expected = torch.zeros(n, n, dtype=torch.float64)
    expected[rows, columns] = 1 / n
    torch.testing.assert_close(plan.flow, expected)


@settings(deadline=None, max_examples=20)
@given(seed=SEEDS, n=st.integers(1, 12), m=st.integers(1, 12))
def test_on_the_line_it_is_scipys_distance(seed, n, m):
    p, q, _ = problem(seed, n, m)
    x, y = torch.randn(n, generator=stream(seed + 1)).double(), torch.randn(m, generator=stream(seed + 2)).double()
    expected = wasserstein_distance(x.numpy(), y.numpy(), p.numpy(), q.numpy())
    assert earth_mover(p, q, distances(x[:, None], y[:, None])).cost == pytest.approx(expected, abs=1e-9)


def test_pot_finds_the_same_cost():
    pot = pytest.importorskip("ot")  # codespell:ignore ot
    for seed, power in ((0, 1.0), (1, 2.0), (2, 0.5)):
        p, q, cost = problem(seed, 30, 40, power)
        assert earth_mover(p, q, cost).cost == pytest.approx(pot.emd2(p.numpy(), q.numpy(), cost.numpy()), rel=1e-9)


def test_two_points_by_hand():
    plan = earth_mover(torch.tensor([0.7, 0.3]), torch.tensor([0.4, 0.6]), torch.tensor([[0.0, 2.0], [2.0, 0.0]]))
    assert plan.cost == pytest.approx(0.3 * 2, abs=1e-7)  # 0.3 must go over
    numpy.testing.assert_allclose(plan.flow, [[0.4, 0.3], [0.0, 0.3]], atol=1e-7)


@pytest.mark.parametrize("theta", [-2.0, -0.1, 0.0, 0.5])
def test_parallel_lines_are_theta_apart(theta):
    """Example 1 of the WGAN paper: uniform on {0} x [0, 1] and on {theta} x [0, 1]."""
    height = torch.linspace(0, 1, 9, dtype=torch.float64)
    real, fake = (torch.stack([torch.full_like(height, side), height], 1) for side in (0.0, theta))
    even = torch.full((9,), 1 / 9, dtype=torch.float64)
    assert earth_mover(even, even, distances(real, fake)).cost == pytest.approx(abs(theta), abs=1e-9)


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, k=st.integers(1, 9))
def test_one_function_of_slope_1_is_enough_where_the_cost_is_a_distance(seed, k):
    p, q, _ = problem(seed, k, k)
    places = torch.randn(k, 2, generator=stream(seed)).double()
    distance = distances(places, places)
    value, f = kantorovich_rubinstein(p, q, distance)
    assert value == pytest.approx(earth_mover(p, q, distance).cost, abs=1e-6)
    assert value == pytest.approx(float((p - q) @ f), abs=1e-12)
    assert bool((f[:, None] - f <= distance + 1e-7).all())
    assert float(p @ f) == pytest.approx(0, abs=1e-12)
    torch.testing.assert_close(c_transform(f, distance), -f, rtol=0, atol=1e-7)


@settings(deadline=None, max_examples=25)
@given(seed=SEEDS, power=st.sampled_from([1.0, 2.0]))
def test_c_transforms_never_lower_what_prices_earn_and_end_after_two(seed, power):
    p, q, cost = problem(seed, power=power)
    f = torch.randn(len(p), generator=stream(seed)).double()
    g = c_transform(f, cost)
    expected = [min(float(cost[i, j] - f[i]) for i in range(len(p))) for j in range(len(q))]
    numpy.testing.assert_allclose(g, expected, atol=1e-12)
    raised = c_transform(g, cost.T)
    assert bool((raised >= f - 1e-12).all())
    torch.testing.assert_close(c_transform(raised, cost), g)  # f^ccc = f^c
    assert float(p @ raised + q @ g) <= earth_mover(p, q, cost).cost + 1e-9  # weak duality
    best = kantorovich(p, q, cost)
    torch.testing.assert_close(c_transform(best.f, cost), best.g, rtol=0, atol=1e-7)  # q has mass everywhere


def test_prices_carried_to_new_places_are_a_critic_of_slope_1():
    x, y = torch.randn(6, 2, generator=stream(0)).double(), torch.randn(8, 2, generator=stream(1)).double() + 2
    even = (torch.full((6,), 1 / 6, dtype=torch.float64), torch.full((8,), 1 / 8, dtype=torch.float64))
    prices = kantorovich(*even, distances(x, y))
    grid = torch.cartesian_prod(*[torch.linspace(-2, 4, 15, dtype=torch.float64)] * 2)
    f = c_transform(prices.g, distances(y, grid))
    assert bool((f[:, None] - f <= distances(grid, grid) + 1e-9).all())
    torch.testing.assert_close(c_transform(prices.g, distances(y, x)), prices.f, rtol=0, atol=1e-7)


HALVES, COST = torch.tensor([0.5, 0.5]), torch.tensor([[0.0, 1.0], [1.0, 0.0]])


@pytest.mark.parametrize("solve", [earth_mover, kantorovich, kantorovich_rubinstein])
@pytest.mark.parametrize(
    ("p", "q", "cost", "message"),
    [
        (HALVES, 2 * HALVES, COST, r"the same mass, got 1 and 2: divide each by its sum"),
        (HALVES, torch.tensor([0.5, 0.501]), COST, r"the same mass, got 1 and 1.001"),
        (torch.tensor([1.5, -0.5]), HALVES, COST, r"p must hold finite masses, zero or more, got -0.5"),
        (HALVES, torch.tensor([torch.nan, 1.0]), COST, r"q must hold finite masses, zero or more, got nan"),
        (torch.tensor([torch.inf, 1.0]), HALVES, COST, r"p must hold finite masses, zero or more, got inf"),
        (torch.zeros(2), torch.zeros(2), COST, r"p holds no mass"),
        (HALVES[None], HALVES, COST, r"p must hold masses \(n,\), one a place, got shape \(1, 2\)"),
        (HALVES, HALVES, COST[:1], r"the cost must be \(n, m\) = \(2, 2\), a row for each mass of p, got \(1, 2\)"),
        (HALVES, HALVES, COST.flatten(), r"the cost must be .* got \(4,\)"),
        (HALVES, torch.full((3,), 1 / 3), COST, r"\(n, m\) = \(2, 3\)"),
        (HALVES, HALVES, COST / 0, r"the cost must be finite, got (nan|inf)"),
    ],
)
def test_a_problem_that_is_none_is_refused(solve, p, q, cost, message):
    with pytest.raises(ValueError, match=message):
        solve(p, q, cost)


@pytest.mark.parametrize(
    ("distance", "message"),
    [
        (torch.tensor([[0.0, 1.0], [2.0, 0.0]]), "symmetric"),
        (torch.tensor([[1.0, 1.0], [1.0, 1.0]]), "zero from a place to itself"),
        (torch.tensor([[0.0, -1.0], [-1.0, 0.0]]), "nowhere negative"),
    ],
)
def test_the_critic_s_programme_asks_for_a_distance(distance, message):
    with pytest.raises(ValueError, match=message):
        kantorovich_rubinstein(HALVES, HALVES, distance)


def test_a_squared_distance_is_no_distance():
    places = torch.tensor([[0.0], [1.0], [2.0]])
    even = torch.full((3,), 1 / 3)
    with pytest.raises(ValueError, match="from place 0 to 2 is 4, and less by way of 1: no distance"):
        kantorovich_rubinstein(even, even, distances(places, places, 2))
    rectangle = distances(places, places[:2])
    with pytest.raises(ValueError, match=r"symmetric, .* got \(3, 2\) that is not"):
        kantorovich_rubinstein(even, HALVES, rectangle)


def test_shapes_of_places_and_prices_are_asked_for():
    with pytest.raises(ValueError, match=r"places must be \(n, d\) and \(m, d\), .* got \(3,\) and \(4,\)"):
        distances(torch.zeros(3), torch.zeros(4))
    with pytest.raises(ValueError, match=r"got \(3, 2\) and \(4, 1\)"):
        distances(torch.zeros(3, 2), torch.zeros(4, 1))
    with pytest.raises(ValueError, match=r"prices \(n,\) need a cost \(n, m\), got \(3,\) and \(2, 2\)"):
        c_transform(torch.zeros(3), COST)


def test_float32_masses_that_sum_to_1_but_for_rounding_are_taken():
    p, q = torch.rand(50, generator=stream(0)), torch.rand(60, generator=stream(1))
    cost = torch.rand(50, 60, generator=stream(2))
    assert transport.earth_mover(p / p.sum(), q / q.sum(), cost).cost > 0


def test_a_programme_that_is_not_solved_says_so():
    with pytest.raises(RuntimeError, match="the linear programme was not solved"):
        transport._solved(-torch.ones(1), bounds=(0, None), A_ub=numpy.array([[-1.0]]), b_ub=torch.ones(1))
