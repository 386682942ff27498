"""One bound for many divergences: D_f(p, q) = E_q[f(p / q)] from below, by samples of p and q and any function of x.

The idea of f-GAN: a convex f is the largest of its tangents, f(u) = max_t [u t - f*(t)], so that for any T(x) in the domain of f*

    D_f(p, q) >= E_p[T(x)] - E_q[f*(T(x))],    with equality for T = f'(p / q).

We write T = f'(e^l) with a logit l(x). Then T is in the domain whatever l is, and the bound is tight for l = log p - log q:
every divergence is reached by the same function, the logit of D*.

Source: Nguyen, Wainwright, Jordan, "Estimating divergence functionals and the likelihood ratio by convex risk minimization", IEEE
Transactions on Information Theory, 2010; Nowozin, Cseke, Tomioka, "f-GAN", NeurIPS 2016, sections 2.2 and 2.3 and table 2.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.theory.laws import Map


@dataclass(frozen=True)
class FDivergence:
    """A divergence of the form E_q[f(p / q)], in nats where it has a unit.

    Attributes:
        name: as the field calls it.
        f: convex with f(1) = 0, a function of the ratio u = p / q > 0.
        conjugate: f*(t) = sup_u [u t - f(u)].
        reward: T = f'(e^l) of a logit l: what the bound earns on a real sample.
        cost: f*(T) of a logit l: what it pays on a generated one; written out, it is exact where e^l or T rounds.
    """

    name: str
    f: Map
    conjugate: Map
    reward: Map
    cost: Map


def lower_bound(divergence: FDivergence, real: Tensor, fake: Tensor) -> Tensor:
    """E_p[T] - E_q[f*(T)] with T = f'(e^l): in expectation at most D_f(p, q), if the samples are new to the discriminator.

    Args:
        divergence: `kl`, `reverse_kl`, `pearson` or `jensen_shannon`.
        real, fake: logits ([seeds,] n) and ([seeds,] m).

    Returns:
        (), or (seeds,): a mean over each batch, through which gradients pass. Raise it to train a discriminator.
    """
    return divergence.reward(real).mean(-1) - divergence.cost(fake).mean(-1)


kl = FDivergence(  # E_p[log(p/q)]
    "KL",
    lambda u: torch.special.xlogy(u, u),
    lambda t: torch.exp(t - 1),
    lambda logit: 1 + logit,
    torch.exp,
)
reverse_kl = FDivergence(  # E_q[log(q/p)]; f* on t < 0
    "reverse KL",
    lambda u: -torch.log(u),
    lambda t: -1 - torch.log(-t),
    lambda logit: -torch.exp(-logit),
    lambda logit: logit - 1,
)
pearson = FDivergence(  # E_q[(p/q - 1)^2], without a unit
    "Pearson",
    lambda u: (u - 1) ** 2,
    lambda t: t**2 / 4 + t,
    lambda logit: 2 * torch.expm1(logit),
    lambda logit: torch.expm1(2 * logit),
)
jensen_shannon = FDivergence(  # JS; f* on t < log(2) / 2. With these the bound is log 2 + V(D) / 2: the GAN's
    "JS",
    lambda u: (torch.special.xlogy(u, u) - torch.special.xlogy(u + 1, (u + 1) / 2)) / 2,
    lambda t: -torch.log(2 - torch.exp(2 * t)) / 2,
    lambda logit: (math.log(2) + logsigmoid(logit)) / 2,
    lambda logit: -(math.log(2) + logsigmoid(-logit)) / 2,
)
ALL = (kl, reverse_kl, pearson, jensen_shannon)
