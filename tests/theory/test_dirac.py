"""The Dirac-GAN against the paper's formulas in plain Python: exact facts, every row of the table, every verdict."""

import math
from functools import cache

import pytest
import scipy.integrate
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancourse.theory import dirac, dynamics

ZERO = torch.zeros(2, dtype=torch.float64)
SMALL = st.floats(-2, 2)

METHODS = {
    "GAN": dirac.gan,
    "non-saturating": dirac.non_saturating,
    "WGAN": dirac.wgan,
    "WGAN-GP": dirac.wgan_gp,
    "instance noise": dirac.instance_noise,
    "R1, gamma 0.3": lambda: dirac.r1(0.3),
    "R1, gamma 1": lambda: dirac.r1(1.0),
    "consensus": dirac.consensus_gan,
}


def slope(t):  # f'(t) of f(t) = -log(1 + e^-t)
    return 1 / (1 + math.exp(t))


def bend(t):  # f''(t)
    return -slope(t) * (1 - slope(t))


def sign(number):
    return math.copysign(1, number) if number else 0.0


def expected_noise(theta, psi, deviation=0.7):  # -E[psi f'(...)] and the slope in psi, by adaptive quadrature
    def mean(g):
        def weighted(e):
            return g(e) * math.exp(-(e**2) / (2 * deviation**2)) / (deviation * math.sqrt(2 * math.pi))

        return scipy.integrate.quad(weighted, -8 * deviation, 8 * deviation, epsabs=1e-12)[0]

    return (
        -mean(lambda e: psi * slope(psi * (theta + e))),
        mean(lambda e: (theta + e) * slope(psi * (theta + e)) - e * slope(-psi * e)),
    )


def consensus(theta, psi):  # v - Jᵀ v with the second derivatives written out
    t = psi * theta
    d, b = slope(t), bend(t)
    v = (-psi * d, theta * d)
    J = ((-(psi**2) * b, -d - t * b), (d + t * b, theta**2 * b))
    return v[0] - J[0][0] * v[0] - J[1][0] * v[1], v[1] - J[0][1] * v[0] - J[1][1] * v[1]


VELOCITIES = {
    "GAN": lambda a, b: (-b * slope(a * b), a * slope(a * b)),
    "non-saturating": lambda a, b: (-b * slope(-a * b), a * slope(a * b)),
    "WGAN": lambda a, b: (-b, a),
    "WGAN-GP": lambda a, b: (-b, a - 0.7 * sign(b) * (abs(b) - 1)),
    "instance noise": expected_noise,
    "R1, gamma 0.3": lambda a, b: (-b * slope(a * b), a * slope(a * b) - 0.3 * b),
    "R1, gamma 1": lambda a, b: (-b * slope(a * b), a * slope(a * b) - b),
    "consensus": consensus,
}


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("point", [(1.0, 1.0), (-0.3, 0.8), (0.7, -1.4), (0.01, -0.02)])
def test_the_field_is_the_paper_s_formula(name, point):
    velocity = METHODS[name]().field(torch.tensor(point, dtype=torch.float64))
    assert velocity.tolist() == pytest.approx(VELOCITIES[name](*point), abs=1e-9)


@cache
def distances(name, turns):
    return METHODS[name]().play(turns=turns).norm(dim=-1)


# Distance from the equilibrium after 500 rounds of step 0.2 from (1, 1); of what keeps moving, the range of the last rounds.
TABLE = {
    "GAN": (3.10, 1.42),
    "non-saturating": (0.640, 0.284),
    "WGAN": ((1.00, 1.27), (0.95, 1.05)),
    "WGAN-GP": ((1.62, 1.97), (1.14, 1.44)),
    "instance noise": (5.7e-5, 4.0e-6),
    "R1, gamma 0.3": (2.6e-6, 2.3e-7),
    "R1, gamma 1": (9.5e-22, 7.5e-17),
    "consensus": (2.6e-10, 1.7e-11),
}


@pytest.mark.parametrize("turns", [False, True], ids=["simultaneous", "alternating"])
@pytest.mark.parametrize("name", METHODS)
def test_the_table_of_the_methods(name, turns):
    told, found = TABLE[name][turns], distances(name, turns)
    if isinstance(told, tuple):
        assert (float(found[-100:].min()), float(found[-100:].max())) == pytest.approx(told, rel=0.05)
    else:
        assert float(found[-1]) == pytest.approx(told, rel=0.05)


@pytest.mark.parametrize("turns", [False, True], ids=["simultaneous", "alternating"])
@pytest.mark.parametrize("name", METHODS)
def test_the_path_is_that_of_a_loop_in_plain_python(name, turns):
    a, b = 1.0, 1.0
    clip = 1.0 if name == "WGAN" else math.inf
    rounds = 20 if name == "instance noise" else 500  # its oracle integrates anew in every round
    for _ in range(rounds):
        da, db = VELOCITIES[name](a, b)
        moved = a + 0.2 * da
        if turns:
            db = VELOCITIES[name](moved, b)[1]
        a, b = moved, min(max(b + 0.2 * db, -clip), clip)
    found = METHODS[name]().play(rounds, turns=turns)[-1]
    assert found.tolist() == pytest.approx((a, b), rel=1e-6, abs=1e-9 if rounds == 20 else 1e-30)


@pytest.mark.parametrize("turns", [False, True], ids=["simultaneous", "alternating"])
@pytest.mark.parametrize("name", METHODS)
def test_the_verdicts(name, turns):
    found = distances(name, turns)
    converges = name not in ("GAN", "non-saturating", "WGAN", "WGAN-GP")
    assert (float(found[-1]) < 1e-3 * float(found[0])) == converges
    if name == "GAN" and not turns:
        assert bool((found.diff() > 0).all())  # it grows in every round
    if name == "GAN" and turns:
        assert float(found.max()) < 1.1 * float(found[0])  # it circles


def test_non_saturating_runs_into_a_cycle_when_simultaneous_and_creeps_inwards_in_turns():
    a = b = c = d = 1.0
    for _ in range(50_000):  # in plain Python, which the tests above tie to the library's
        v = VELOCITIES["non-saturating"](a, b)
        a, b = a + 0.2 * v[0], b + 0.2 * v[1]
        c += 0.2 * VELOCITIES["non-saturating"](c, d)[0]
        d += 0.2 * VELOCITIES["non-saturating"](c, d)[1]
    assert math.hypot(a, b) == pytest.approx(math.sqrt(2 * 0.2), rel=0.03)
    assert math.hypot(c, d) == pytest.approx(0.029, rel=0.05)


@settings(deadline=None, max_examples=40)
@given(theta=SMALL, psi=SMALL, h=st.floats(0.01, 2))
def test_one_simultaneous_step_multiplies_the_distance_by_the_exact_factor(theta, psi, h):
    w = torch.tensor([theta, psi], dtype=torch.float64)
    after = dynamics.simultaneous(dirac.gan().field, w, h).norm()
    assert float(after) == pytest.approx(float(w.norm()) * math.sqrt(1 + h**2 * slope(theta * psi) ** 2), rel=1e-9, abs=1e-12)


@settings(deadline=None, max_examples=40)
@given(theta=SMALL, psi=SMALL)
def test_the_flow_neither_gains_nor_loses_distance(theta, psi):
    w = torch.tensor([theta, psi], dtype=torch.float64)
    assert float(w @ dirac.gan().field(w)) == pytest.approx(0, abs=1e-12)


def values(method):
    return [complex(each) for each in dynamics.eigenvalues(dynamics.jacobian(method.field, ZERO))]


def test_without_a_penalty_the_eigenvalues_are_those_of_a_rotation():
    for method in (dirac.gan(), dirac.non_saturating()):
        assert values(method) == pytest.approx([0.5j, -0.5j])
    assert values(dirac.wgan()) == pytest.approx([1j, -1j])


@settings(deadline=None, max_examples=40)
@given(gamma=st.floats(0.05, 3).filter(lambda gamma: abs(gamma - 1) > 0.01))
def test_r1_s_eigenvalues_and_its_critical_strength(gamma):
    root = (complex(gamma**2 / 4 - 0.25)) ** 0.5
    found = sorted(values(dirac.r1(gamma)), key=lambda each: (each.real, each.imag))
    expected = sorted([-gamma / 2 - root, -gamma / 2 + root], key=lambda each: (each.real, each.imag))
    assert found == pytest.approx(expected, abs=1e-6)
    assert (max(abs(each.imag) for each in found) > 1e-6) == (gamma < 1)  # above 1 it no longer rotates


def test_what_attracts_by_its_eigenvalues_is_what_converges():
    for name in ("GAN", "instance noise", "R1, gamma 0.3", "R1, gamma 1", "consensus"):
        J = dynamics.jacobian(METHODS[name]().field, ZERO)
        assert (dynamics.flow_verdict(J) == "attracting") == (name != "GAN"), name
        map_ = torch.eye(2, dtype=torch.float64) + 0.2 * J
        assert (dynamics.step_verdict(map_) == "attracting") == (name != "GAN"), name


def test_a_value_is_the_game_s_value_without_its_constant():
    theta, psi = torch.tensor([0.3, -2.0]).double(), torch.tensor([1.5, 0.4]).double()
    logit_real, logit_fake = torch.zeros(2).double(), -psi * theta  # the data lie at 0
    V = torch.log(torch.sigmoid(logit_real)) + torch.log(1 - torch.sigmoid(logit_fake))
    torch.testing.assert_close(dirac.value(theta, psi), V + math.log(2))
