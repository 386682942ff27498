"""The Dirac-GAN: the smallest GAN there is, one number a player, with the repairs that were proposed for it.

All data lie at 0 and all generated samples at theta; the discriminator's score of suspicion is psi x (its logit for "real"
is -psi x). With f(t) = -log(1 + e^-t) and a constant left out, the value of the game is f(psi theta): theta lowers it, psi
raises it. The only equilibrium is (0, 0). A point w is (theta, psi), (..., 2).

Source: Mescheder, Geiger and Nowozin (2018), sections 2 and 3 and table 1.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.theory.dynamics import Field, alternating, consensus, field, path, simultaneous

START = (1.0, 1.0)  # and a step of 0.2 for 500 rounds: the paper's pictures


@dataclass(frozen=True)
class Method:
    """A way to play the Dirac-GAN: its field, and how far psi may go (WGAN's clipping)."""

    field: Field
    clip: float = math.inf

    def play(self, rounds: int = 500, h: float = 0.2, *, turns: bool = False, start: tuple[float, float] = START) -> Tensor:
        """The points after each round, (rounds + 1, 2); with `turns` the generator steps first and psi answers.

        psi is clipped after its step.
        """
        rule = alternating if turns else simultaneous

        def step(w: Tensor) -> Tensor:
            theta, psi = rule(self.field, w, h).unbind(-1)
            return torch.stack([theta, psi.clamp(-self.clip, self.clip)], -1)

        return path(step, torch.tensor(start, dtype=torch.float64), rounds)


def value(theta: Tensor, psi: Tensor) -> Tensor:
    """f(psi theta) = log sigmoid(psi theta), elementwise: V(D, G) + log 2."""
    return logsigmoid(psi * theta)


def gan() -> Method:
    """The minimax game: (-psi f'(psi theta), theta f'(psi theta)), eigenvalues ± i/2 at the equilibrium."""
    return Method(field(value))


def non_saturating() -> Method:
    """The generator raises log D in place of lowering log(1 - D): its velocity is -psi f'(-psi theta)."""
    return Method(field(lambda theta, psi: -logsigmoid(-psi * theta), _raised(value)))


def wgan(clip: float = 1.0) -> Method:
    """The payoff is psi theta itself, and |psi| <= clip keeps the critic's slope bounded (Arjovsky et al. 2017)."""
    return Method(field(_product), clip)


def wgan_gp(penalty: float = 0.7, target: float = 1.0) -> Method:
    """WGAN with penalty / 2 (|psi| - target)² in the critic's loss (Gulrajani et al. 2017), of slope 0 at psi = 0, its kink."""
    return Method(field(_product, lambda theta, psi: -psi * theta + penalty / 2 * (psi.abs() - target) ** 2))


def instance_noise(deviation: float = 0.7, points: int = 40) -> Method:
    """Data and samples are blurred by normal noise: E f(psi (theta + e)) + E f(-psi e), by Gauss-Hermite quadrature."""
    places, weights = (torch.as_tensor(each, dtype=torch.float64) for each in numpy.polynomial.hermite_e.hermegauss(points))
    noise, weights = deviation * places, weights / weights.sum()

    def blurred(theta: Tensor, psi: Tensor) -> Tensor:
        on_fake = logsigmoid(psi[..., None] * (theta[..., None] + noise))
        return ((on_fake + logsigmoid(-psi[..., None] * noise)) * weights).sum(-1)

    return Method(field(blurred))


def r1(gamma: float = 1.0) -> Method:
    """gamma / 2 psi² in the discriminator's loss, the squared slope of its score at the data: λ = -γ/2 ± √(γ²/4 - 1/4)."""
    return Method(field(value, lambda theta, psi: -value(theta, psi) + gamma / 2 * psi**2))


def consensus_gan(gamma: float = 1.0) -> Method:
    """Both players also lower gamma / 2 |v|² (Mescheder et al. 2017)."""
    return Method(consensus(gan().field, gamma))


def _product(theta: Tensor, psi: Tensor) -> Tensor:
    return psi * theta


def _raised(payoff: Callable[[Tensor, Tensor], Tensor]) -> Callable[[Tensor, Tensor], Tensor]:
    return lambda theta, psi: -payoff(theta, psi)
