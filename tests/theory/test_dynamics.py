"""Fields, steps and eigenvalues, against finite differences, closed forms and SciPy's integrator."""

import cmath
import math

import pytest
import scipy.integrate
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancourse.runtime import stream
from gancourse.theory import dynamics, minimax

STEPS = (dynamics.simultaneous, dynamics.alternating, dynamics.extragradient)
FINITE = st.floats(-3, 3)


def curved(x, y):
    return torch.sin(2 * x) * y + x**3 - torch.cos(x * y) - y**2 / 2


def wide(x, y):  # two numbers of x, three of y
    return (x[..., :1] * y).sum(-1) + (x**2).sum(-1) - (y**4).sum(-1) + torch.sin(x[..., 1] * y[..., 2])


def points(count, n, seed=0):
    return torch.randn(count, n, generator=stream(seed)).double()


def matrix(n, seed):
    return torch.randn(n, n, generator=stream(seed)).double()


def linear(jacobian):
    return lambda w: w @ jacobian.T


@pytest.mark.parametrize(("f", "n", "split"), [(curved, 2, 1), (wide, 5, 2)])
def test_the_field_goes_down_for_x_and_up_for_y_by_finite_differences(f, n, split):
    v, e = dynamics.field(f, split=split), 1e-6
    for w in points(4, n):
        velocity = v(w)
        for i in range(n):
            shift = e * torch.eye(n, dtype=torch.float64)[i]
            up, down = (float(f(p[:split], p[split:]).sum()) for p in (w + shift, w - shift))
            assert float(velocity[i]) == pytest.approx((-1 if i < split else 1) * (up - down) / (2 * e), abs=1e-6)


def test_with_two_losses_each_player_goes_down_its_own():
    v = dynamics.field(lambda x, y: x**2 * y, lambda x, y: 3 * y * x + y**2)
    w = points(6, 2)
    x, y = w.unbind(-1)
    torch.testing.assert_close(v(w), torch.stack([-2 * x * y, -3 * x - 2 * y], -1))


def test_points_of_a_batch_know_nothing_of_each_other_and_stay_as_they_were():
    v, w = dynamics.field(curved), points(12, 2).view(3, 4, 2)
    kept = w.clone()
    whole = v(w)
    assert not whole.requires_grad
    torch.testing.assert_close(whole[1, 2], v(w[1, 2]))
    assert torch.equal(w, kept)
    assert not w.requires_grad


def test_a_player_whom_nothing_concerns_stands_still():
    assert torch.equal(dynamics.field(lambda x, y: x**2)(torch.ones(2)), torch.tensor([-2.0, 0.0]))


@pytest.mark.parametrize("w", [torch.zeros(()), torch.zeros(3, 1)])
def test_a_point_without_one_of_the_players_is_refused(w):
    with pytest.raises(ValueError, match="a point holds 1 numbers of x and then at least one of y"):
        dynamics.field(curved)(w)


@pytest.mark.parametrize(("f", "n", "split"), [(curved, 2, 1), (wide, 5, 2)])
def test_the_jacobian_of_the_field_is_made_of_the_payoff_s_second_derivatives(f, n, split):
    for w in points(3, n, seed=1):
        f_xx, f_xy, f_yy = minimax.hessian_blocks(f, w[:split], w[split:])
        expected = torch.cat([torch.cat([-f_xx, -f_xy], 1), torch.cat([f_xy.T, f_yy], 1)])
        torch.testing.assert_close(dynamics.jacobian(dynamics.field(f, split=split), w), expected)


def test_the_steps_by_hand_on_one_point():
    v, w, h = dynamics.field(lambda x, y: x * y), torch.tensor([2.0, 3.0]), 0.1  # v = (-y, x)
    assert dynamics.simultaneous(v, w, h).tolist() == pytest.approx([2 - 0.3, 3 + 0.2])
    assert dynamics.alternating(v, w, h).tolist() == pytest.approx([1.7, 3 + 0.17])
    assert dynamics.extragradient(v, w, h).tolist() == pytest.approx([2 - 0.32, 3 + 0.17])
    assert dynamics.optimistic(v, dynamics.twice(w), h).tolist() == pytest.approx([1.7, 3.2, 2.0, 3.0])
    pair = torch.tensor([2.0, 3.0, 1.0, 5.0])  # the point before was (1, 5), with the velocity (-5, 1)
    assert dynamics.optimistic(v, pair, h).tolist() == pytest.approx([2 - 0.6 + 0.5, 3 + 0.4 - 0.1, 2.0, 3.0])


def test_alternating_with_several_numbers_moves_all_of_x_first():
    v, w, h = dynamics.field(wide, split=2), points(1, 5)[0], 0.1
    x = w[:2] + h * v(w)[:2]
    y = w[2:] + h * v(torch.cat([x, w[2:]]))[2:]
    torch.testing.assert_close(dynamics.alternating(v, w, h, split=2), torch.cat([x, y]))


@pytest.mark.parametrize("gamma", [0.0, 0.7])
def test_consensus_also_descends_the_length_of_the_velocity(gamma):
    v = dynamics.field(curved)
    agreed, e = dynamics.consensus(v, gamma), 1e-6
    for w in points(3, 2):
        slope = [
            float((v(w + shift).square().sum() - v(w - shift).square().sum()) / (4 * e))
            for shift in e * torch.eye(2, dtype=torch.float64)
        ]
        torch.testing.assert_close(agreed(w), v(w) - gamma * torch.tensor(slope).double(), rtol=1e-5, atol=1e-6)
        torch.testing.assert_close(agreed(w), v(w) - gamma * dynamics.jacobian(v, w).T @ v(w))


@pytest.mark.parametrize("step", STEPS)
def test_a_step_s_jacobian_by_autograd_agrees_with_finite_differences(step):
    v, e = dynamics.consensus(dynamics.field(curved), 0.3), 1e-6
    w = points(1, 2, seed=3)[0]
    columns = [(step(v, w + shift, 0.4) - step(v, w - shift, 0.4)) / (2 * e) for shift in e * torch.eye(2, dtype=torch.float64)]
    torch.testing.assert_close(dynamics.jacobian(lambda w: step(v, w, 0.4), w), torch.stack(columns, 1), rtol=1e-5, atol=1e-6)


@settings(deadline=None, max_examples=40)
@given(a=FINITE, b=FINITE, c=FINITE, h=st.floats(0.01, 2))
def test_the_eigenvalues_of_a_linear_game_s_steps_are_the_lesson_s_formulas(a, b, c, h):
    J = torch.tensor([[-a, -b], [b, -c]], dtype=torch.float64)  # f = a x²/2 + b x y - c y²/2
    v, zero = linear(J), torch.zeros(2, dtype=torch.float64)
    # Nearly equal eigenvalues are known to the root of the rounding only, so that their symmetric functions are compared.
    lambdas = [complex(each) for each in dynamics.eigenvalues(J)]

    def check(step, expected, start=zero):
        map_ = dynamics.jacobian(lambda w: step(v, w, h), start)
        for power in range(1, len(expected) + 1):
            found = torch.linalg.matrix_power(map_, power).trace()
            assert float(found) == pytest.approx(sum(each**power for each in expected).real, rel=1e-6, abs=1e-6)

    check(dynamics.simultaneous, [1 + h * each for each in lambdas])
    check(dynamics.extragradient, [1 + h * each + (h * each) ** 2 for each in lambdas])
    roots = []
    for each in lambdas:
        root = cmath.sqrt(1 + 4 * (h * each) ** 2)
        roots += [(1 + 2 * h * each + root) / 2, (1 + 2 * h * each - root) / 2]
    check(dynamics.optimistic, roots, torch.zeros(4, dtype=torch.float64))
    trace, determinant = 2 - h * a - h * c - (h * b) ** 2, (1 - h * a) * (1 - h * c)
    root = cmath.sqrt(trace**2 / 4 - determinant)
    check(dynamics.alternating, [trace / 2 + root, trace / 2 - root])


@pytest.mark.parametrize("h", [0.3, 0.9, 1.1, 1.9, 2.1, 3.9, 4.1])
def test_in_a_rotation_each_rule_turns_at_the_step_size_of_the_lesson(h):
    c, zero = 0.5, torch.zeros(2, dtype=torch.float64)
    v = linear(torch.tensor([[0.0, -c], [c, 0.0]], dtype=torch.float64))

    def verdict(step, field=v, start=zero):
        return dynamics.step_verdict(dynamics.jacobian(lambda w: step(field, w, h), start))

    assert verdict(dynamics.simultaneous) == "repelling"
    assert verdict(dynamics.alternating) == ("centre" if h < 2 / c else "repelling")
    assert verdict(dynamics.extragradient) == ("attracting" if h < 1 / c else "repelling")
    assert verdict(dynamics.optimistic, start=dynamics.twice(zero)) == (
        "attracting" if h < 1 / (math.sqrt(3) * c) else "repelling"
    )
    largest = 2 / (1 + c**2)  # gamma 1: 2 gamma / (1 + gamma² c²)
    assert verdict(dynamics.simultaneous, dynamics.consensus(v, 1.0)) == ("attracting" if h < largest else "repelling")


@pytest.mark.parametrize("seed", range(8))
def test_a_verdict_on_the_flow_is_what_the_integrator_sees(seed):
    J = matrix(3, seed)
    start = points(1, 3, seed)[0]
    found = scipy.integrate.solve_ivp(lambda t, w: J.numpy() @ w, (0, 60), start.numpy(), rtol=1e-10, atol=1e-30)
    ratio = math.log((found.y[:, -1] ** 2).sum() / (start.numpy() ** 2).sum()) / 120
    assert ratio == pytest.approx(dynamics.growth(J), abs=0.1)
    assert dynamics.flow_verdict(J) == ("attracting" if ratio < 0 else "repelling")


@pytest.mark.parametrize("seed", range(8))
def test_a_verdict_on_a_step_is_what_the_path_does(seed):
    J = matrix(3, seed) / 2
    points_ = dynamics.path(lambda w: dynamics.simultaneous(linear(J), w, 0.5), points(1, 3, seed)[0], 400)
    rate = float((points_[400].norm() / points_[300].norm()) ** 0.01)
    map_ = torch.eye(3, dtype=torch.float64) + 0.5 * J
    assert rate == pytest.approx(dynamics.factor(map_), abs=0.02)
    assert dynamics.step_verdict(map_) == ("attracting" if rate < 1 else "repelling")


@pytest.mark.parametrize(
    ("J", "verdict"),
    [
        ([[0.0, -1.0], [1.0, 0.0]], "centre"),
        ([[-1.0, 0.0], [0.0, 0.0]], "undecided"),
        ([[-2.0, 2.0], [-2.0, 2.0]], "undecided"),
        ([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, -1.0]], "centre"),
        ([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]], "undecided"),
        ([[0.0, -1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], "repelling"),
        ([[-1.0, 0.0], [0.0, 1.0]], "repelling"),
        ([[-2.0, -1.0], [1.0, -2.0]], "attracting"),
    ],
)
def test_flows_are_named(J, verdict):
    assert dynamics.flow_verdict(torch.tensor(J)) == verdict


@pytest.mark.parametrize(
    ("map_", "verdict"),
    [
        ([[0.6, -0.8], [0.8, 0.6]], "centre"),
        ([[1.0, 0.0], [0.0, 0.5]], "undecided"),
        ([[-1.0, 0.0], [0.0, 0.5]], "undecided"),
        ([[-1.1, 0.0], [0.0, 0.5]], "repelling"),
        ([[0.3, -0.8], [0.8, 0.3]], "attracting"),
    ],
)
def test_steps_are_named(map_, verdict):
    assert dynamics.step_verdict(torch.tensor(map_, dtype=torch.float64)) == verdict


@pytest.mark.parametrize("seed", range(8))
def test_the_largest_step_is_where_the_verdict_turns(seed):
    J = matrix(4, seed) - 2 * torch.eye(4).double()
    largest, one = dynamics.largest_step(J), torch.eye(4, dtype=torch.float64)
    if largest == 0:
        assert dynamics.flow_verdict(J) != "attracting"
    else:
        assert dynamics.step_verdict(one + 0.999 * largest * J) == "attracting"
        assert dynamics.step_verdict(one + 1.001 * largest * J) == "repelling"


def test_no_step_is_small_enough_for_a_rotation():
    assert dynamics.largest_step(torch.tensor([[0.0, -1.0], [1.0, 0.0]])) == 0


def test_eigenvalues_come_largest_first_with_the_upper_one_of_a_pair():
    J = torch.block_diag(torch.tensor([[1.0, -2.0], [2.0, 1.0]]), torch.tensor([[-3.0]]))
    torch.testing.assert_close(dynamics.eigenvalues(J), torch.tensor([-3, 1 + 2j, 1 - 2j], dtype=torch.complex128))


def test_a_path_has_its_start_and_every_round():
    points_ = dynamics.path(lambda w: 2 * w, torch.ones(3, 2), 4)
    assert points_.shape == (5, 3, 2)
    assert points_[:, 0, 0].tolist() == [1, 2, 4, 8, 16]
    with pytest.raises(ValueError, match="rounds must be 0 or more, got -1"):
        dynamics.path(lambda w: w, torch.ones(2), -1)


def test_a_jacobian_is_taken_at_one_point():
    with pytest.raises(ValueError, match=r"at one point \(n,\), got the shape \(3, 2\)"):
        dynamics.jacobian(dynamics.field(curved), torch.zeros(3, 2))


def test_the_five_rules_play_and_have_the_jacobians_of_their_steps():
    v, start, zero = dynamics.field(lambda x, y: x * y + x**2), points(3, 2), torch.zeros(2, dtype=torch.float64)
    rules, h = dynamics.rules(v, gamma=0.5), 0.3
    calmed = dynamics.consensus(v, 0.5)
    once = {
        "simultaneous": start + h * v(start),
        "alternating": dynamics.alternating(v, start, h),
        "extragradient": start + h * v(start + h * v(start)),
        "optimistic": start + h * v(start),
        "consensus": start + h * calmed(start),
    }
    assert list(rules) == list(once)
    for name, rule in rules.items():
        found = rule.path(start, h, 5)
        assert found.shape == (6, 3, 2)
        assert torch.equal(found[0], start)
        torch.testing.assert_close(found[1], once[name])
    again = rules["optimistic"].path(start, h, 2)[2]
    torch.testing.assert_close(again, once["optimistic"] + 2 * h * v(once["optimistic"]) - h * v(start))
    J = dynamics.jacobian(v, zero)
    torch.testing.assert_close(rules["simultaneous"].jacobian(zero, h), torch.eye(2, dtype=torch.float64) + h * J)
    assert rules["optimistic"].jacobian(zero, h).shape == (4, 4)


def test_the_rules_know_where_one_player_ends():
    v, w = dynamics.field(wide, split=2), points(1, 5)
    found = dynamics.rules(v, split=2)["alternating"].path(w, 0.1, 1)[1]
    torch.testing.assert_close(found, dynamics.alternating(v, w, 0.1, split=2))
