"""How two players move: the field of a differentiable game, one step of five rules, and what eigenvalues predict.

One idea: near an equilibrium a rule w -> F(w) acts as its Jacobian does, so that its eigenvalues say where the game goes:
inside the unit circle it is drawn in, outside it is driven away, and on the circle it goes round.

A point w (..., n) holds both players' numbers: x = w[..., :split], then y. Leading axes are points that know nothing of
each other. Use float64.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from gancourse.theory.minimax import Payoff

Field = Callable[[Tensor], Tensor]  # a point (..., n) -> the velocity there (..., n)
Step = Callable[[Tensor], Tensor]  # a point (..., n) -> the next point (..., n)


def field(x_loss: Payoff, y_loss: Payoff | None = None, *, split: int = 1) -> Field:
    """v(x, y) = (-d x_loss / dx, -d y_loss / dy): each player goes down its own loss in its own numbers.

    Args:
        x_loss, y_loss: of x (..., split) and y (..., n - split), summed here if they are not. Without `y_loss` the game is
            zero-sum: y raises what x lowers, v = (-f_x, +f_y).
        split: how many of a point's numbers are x's.

    Returns:
        the field, which can itself be differentiated. It raises a ValueError where a point has no numbers for one player.
    """
    lowered = y_loss or (lambda x, y: -x_loss(x, y))

    def velocity(w: Tensor) -> Tensor:
        if w.ndim == 0 or not 0 < split < w.shape[-1]:
            raise ValueError(f"a point holds {split} numbers of x and then at least one of y, got the shape {tuple(w.shape)}")
        with torch.enable_grad():
            point = w if w.requires_grad else w.detach().requires_grad_()
            x, y = point[..., :split], point[..., split:]
            slopes = [_slope(x_loss(x, y), x), _slope(lowered(x, y), y)]
        v = -torch.cat(slopes, -1)
        return v if w.requires_grad else v.detach()

    return velocity


def _slope(loss: Tensor, by: Tensor) -> Tensor:
    (slope,) = torch.autograd.grad(loss.sum(), by, create_graph=True, materialize_grads=True)
    return slope


def simultaneous(v: Field, w: Tensor, h: float) -> Tensor:
    """w + h v(w): both players step from the same point (gradient descent-ascent)."""
    return w + h * v(w)


def alternating(v: Field, w: Tensor, h: float, *, split: int = 1) -> Tensor:
    """x steps first, then y, which already sees where x has gone."""
    moved = torch.cat([w[..., :split] + h * v(w)[..., :split], w[..., split:]], -1)
    return torch.cat([moved[..., :split], moved[..., split:] + h * v(moved)[..., split:]], -1)


def extragradient(v: Field, w: Tensor, h: float) -> Tensor:
    """w + h v(w + h v(w)): look one step ahead, come back, and take the velocity from there (Korpelevich 1976)."""
    return w + h * v(w + h * v(w))


def optimistic(v: Field, w: Tensor, h: float) -> Tensor:
    """w + 2 h v(w) - h v(u), with u the point before: a step that remembers (Popov 1980; Daskalakis et al. 2018).

    Args:
        w: the point and the one before it side by side, (..., 2 n); start with `twice(w)`.

    Returns:
        the next point and w, (..., 2 n): so that the rule is a map, and has a Jacobian (its companion form).
    """
    now, before = w.chunk(2, -1)
    return torch.cat([now + 2 * h * v(now) - h * v(before), now], -1)


def twice(w: Tensor) -> Tensor:
    """(..., n) -> (..., 2 n): a point that has just begun was there before."""
    return torch.cat([w, w], -1)


def consensus(v: Field, gamma: float) -> Field:
    """v - gamma grad(|v|² / 2) = v - gamma Jᵀ v: both players also lower the length of the velocity (Mescheder et al. 2017).

    It is another field and no other step: pass it to any of the rules.
    """

    def agreed(w: Tensor) -> Tensor:
        with torch.enable_grad():
            point = w if w.requires_grad else w.detach().requires_grad_()
            velocity = v(point)
            changed = velocity - gamma * _slope(velocity.square() / 2, point)
        return changed if w.requires_grad else changed.detach()

    return agreed


def path(step: Step, start: Tensor, rounds: int) -> Tensor:
    """The start and the points after each round, (rounds + 1, ..., n)."""
    if rounds < 0:
        raise ValueError(f"rounds must be 0 or more, got {rounds}")
    points = [start.detach()]
    for _ in range(rounds):
        points.append(step(points[-1]).detach())
    return torch.stack(points)


def jacobian(function: Field | Step, w: Tensor) -> Tensor:
    """d function_i / d w_j at a point w (n,), by autograd: of a field, or of a step as a map. (n, n)."""
    if w.ndim != 1:
        raise ValueError(f"the Jacobian is taken at one point (n,), got the shape {tuple(w.shape)}")
    return torch.autograd.functional.jacobian(function, w.detach())


def eigenvalues(matrix: Tensor) -> Tensor:
    """The eigenvalues (n,) of a real matrix (n, n), complex128, by falling modulus; of a pair the upper one first."""
    values = torch.linalg.eigvals(matrix.double())
    return values[sorted(range(len(values)), key=lambda i: (-round(float(values[i].abs()), 9), -float(values[i].imag)))]


def growth(matrix: Tensor) -> float:
    """The largest real part of an eigenvalue of J: the flow's distance goes as exp(growth t), per unit of time."""
    return float(eigenvalues(matrix).real.max())


def factor(matrix: Tensor) -> float:
    """The largest modulus of an eigenvalue of a step's Jacobian: what a round multiplies the distance by, in the long run."""
    return float(eigenvalues(matrix).abs().max())


def flow_verdict(matrix: Tensor, *, least: float = 1e-9) -> str:
    """What the flow dw/dt = v(w) does near an equilibrium where v has this Jacobian, by its linear part.

    "attracting": all real parts are negative. "repelling": one is positive, and almost every start is driven away.
    "centre": the largest is zero (to `least`), of pairs ± iω: the linear flow goes round, and the rest of v decides what the
    game does. "undecided": an eigenvalue is zero.
    """
    values = eigenvalues(matrix)
    return _verdict(values.real, values.abs() > least, least)


def step_verdict(matrix: Tensor, *, least: float = 1e-9) -> str:
    """What a rule does near a fixed point where it has this Jacobian: as `flow_verdict`, with moduli compared to 1.

    "centre" are pairs on the unit circle; an eigenvalue of 1 or -1 leaves it "undecided".
    """
    values = eigenvalues(matrix)
    return _verdict(values.abs() - 1, values.imag.abs() > least, least)


def _verdict(growths: Tensor, turning: Tensor, least: float) -> str:
    if bool((growths > least).any()):
        return "repelling"
    if bool((growths < -least).all()):
        return "attracting"
    return "centre" if bool(turning[growths >= -least].all()) else "undecided"


def largest_step(matrix: Tensor) -> float:
    """The h below which the simultaneous step draws in: the least of -2 Re(λ) / |λ|² over J's eigenvalues; 0 if none does.

    |1 + h λ|² = 1 + 2 h Re(λ) + h² |λ|² < 1.
    """
    values = eigenvalues(matrix)
    return max(0.0, float((-2 * values.real / values.abs().square()).min()))


@dataclass(frozen=True)
class Rule:
    """A way to play a game, as a map of its state: a rule with a memory has the point before in its state as well.

    Attributes:
        move: a state and a step size -> the next state.
        memory: whether a state is two points side by side, (..., 2 n).
    """

    move: Callable[[Tensor, float], Tensor]
    memory: bool = False

    def path(self, start: Tensor, h: float, rounds: int) -> Tensor:
        """The points from the start on, (rounds + 1, ..., n)."""
        states = path(lambda w: self.move(w, h), self._state(start), rounds)
        return states[..., : start.shape[-1]]

    def jacobian(self, rest: Tensor, h: float) -> Tensor:
        """Of the map, at a point of rest (n,): (n, n), or with a memory (2 n, 2 n)."""
        return jacobian(lambda w: self.move(w, h), self._state(rest))

    def _state(self, w: Tensor) -> Tensor:
        return twice(w) if self.memory else w


def rules(v: Field, *, split: int = 1, gamma: float = 1.0) -> dict[str, Rule]:
    """The five rules on one field, by name; `gamma` is consensus' strength, whose step is simultaneous."""
    calmed = consensus(v, gamma)
    return {
        "simultaneous": Rule(lambda w, h: simultaneous(v, w, h)),
        "alternating": Rule(lambda w, h: alternating(v, w, h, split=split)),
        "extragradient": Rule(lambda w, h: extragradient(v, w, h)),
        "optimistic": Rule(lambda w, h: optimistic(v, w, h), memory=True),
        "consensus": Rule(lambda w, h: simultaneous(calmed, w, h)),
    }
