"""How different two discrete laws are: Kullback-Leibler, Jensen-Shannon, total variation, and which of them bounds which.

A law is its probabilities (..., k) along the last axis; leading axes broadcast. Everything is computed in float64. Outcomes of
probability zero are allowed: a term 0 log 0 is 0, and p log(p/0) is infinite. Sums that are not 1 are refused by name.
"""

import math
from typing import Literal

import torch
from torch import Tensor

Unit = Literal["nats", "bits"]

ROOM = 1e-5  # how far a sum may be from 1: float32's rounding, and no more


def in_unit(nats: Tensor, unit: Unit) -> Tensor:
    """A quantity of information, given in nats, in the unit asked for: a bit is log 2 nats.

    Raises:
        ValueError: the unit is neither "nats" nor "bits".
    """
    if unit not in ("nats", "bits"):
        raise ValueError(f'the unit of information is "nats" (natural logarithms) or "bits" (base 2), got {unit!r}')
    return nats / math.log(2) if unit == "bits" else nats


def check_law(p: Tensor, name: str) -> Tensor:
    """Probabilities (..., k) as float64.

    Raises:
        ValueError: one is negative or not a number, there are none, or their sum is not 1.
    """
    p = torch.as_tensor(p, dtype=torch.float64)
    if p.ndim == 0 or p.shape[-1] == 0:
        raise ValueError(f"{name} must hold a law's probabilities along its last axis, (..., k), got shape {tuple(p.shape)}")
    if bool(strange := p[~(p >= 0)].numel()):
        raise ValueError(
            f"{name} must hold probabilities, zero or more, got {p[~(p >= 0)][0].item():g} (and {strange - 1} like it)"
        )
    worst = (p.sum(-1) - 1).abs().max() if p.numel() else torch.zeros(())
    if not worst <= ROOM:
        total = p.sum(-1).flatten()[(p.sum(-1) - 1).abs().flatten().argmax()].item()
        raise ValueError(
            f"{name} must sum to 1 along its last axis, got {total:.6g}: divide counts by {name}.sum(-1, keepdim=True)"
        )
    return p


def check_laws(p: Tensor, q: Tensor) -> tuple[Tensor, Tensor]:
    """Two laws over the same k outcomes, as float64.

    Raises:
        ValueError: one is no law, or they differ in k.
    """
    p, q = check_law(p, "p"), check_law(q, "q")
    if p.shape[-1] != q.shape[-1]:
        raise ValueError(f"p and q must list the same outcomes in the same order, got {p.shape[-1]} and {q.shape[-1]} of them")
    return p, q


def entropy(p: Tensor, unit: Unit = "nats") -> Tensor:
    """H(p) = -Σ p log p, (..., k) -> (...): the least mean cost of describing a draw; 0 to log k.

    Raises:
        ValueError: p is no law, or the unit is none.
    """
    p = check_law(p, "p")
    return in_unit(-torch.special.xlogy(p, p).sum(-1), unit)


def kl(p: Tensor, q: Tensor, unit: Unit = "nats") -> Tensor:
    """The Kullback-Leibler divergence KL(p || q) = Σ p log(p / q), (..., k) -> (...): zero or more, and not symmetric.

    It is infinite where q gives probability 0 to what p can give.

    Raises:
        ValueError: one is no law, they differ in k, or the unit is none.

    Source: Kullback and Leibler, "On information and sufficiency", Annals of Mathematical Statistics, 1951.
    """
    p, q = check_laws(p, q)
    return in_unit((torch.special.xlogy(p, p) - torch.special.xlogy(p, q)).sum(-1).clamp_min(0), unit)  # below 0 is rounding


def reverse_kl(p: Tensor, q: Tensor, unit: Unit = "nats") -> Tensor:
    """KL(q || p), where q is the model and p the data's law: what a model pays for making what the data never show.

    Raises:
        ValueError: as `kl`.
    """
    return kl(q, p, unit)


def js(p: Tensor, q: Tensor, unit: Unit = "nats") -> Tensor:
    """The Jensen-Shannon divergence (..., k) -> (...), in [0, log 2] nats, that is, in [0, 1] bits:

        JS(p, q) = KL(p || m) / 2 + KL(q || m) / 2,    with m = (p + q) / 2.

    It is symmetric, 0 only if p = q, and log 2 exactly where no outcome has probability under both. Its square root is a metric.

    Raises:
        ValueError: one is no law, they differ in k, or the unit is none.

    Source: Lin, "Divergence measures based on the Shannon entropy", IEEE Transactions on Information Theory, 1991; the metric:
    Endres and Schindelin, "A new metric for probability distributions", the same journal, 2003.
    """
    p, q = check_laws(p, q)
    m = (p + q) / 2
    terms = torch.special.xlogy(p, p) + torch.special.xlogy(q, q) - 2 * torch.special.xlogy(m, m)
    return in_unit((terms.sum(-1) / 2).clamp(0, math.log(2)), unit)


def total_variation(p: Tensor, q: Tensor) -> Tensor:
    """The total variation distance TV(p, q) = Σ |p - q| / 2 = max_A p(A) - q(A), (..., k) -> (...), in [0, 1], without a unit.

    The best classifier of one draw, from p or q with equal chances, is right with probability (1 + TV) / 2.

    Raises:
        ValueError: one is no law, or they differ in k.
    """
    p, q = check_laws(p, q)
    return (p - q).abs().sum(-1) / 2


def criterion(p: Tensor, q: Tensor) -> Tensor:
    """C(G) = max_D V(D, G), in nats, (..., k) -> (...), for data of law p and a generator of law q:

        C(G) = Σ p log D* + q log(1 - D*) = -log 4 + 2 JS(p, q),    with D* = p / (p + q).

    It lies in [-log 4, 0], and is -log 4 only if q = p.

    Raises:
        ValueError: one is no law, or they differ in k.

    Source: Goodfellow et al., "Generative adversarial nets", NeurIPS 2014, section 4.1 and theorem 1.
    """
    p, q = check_laws(p, q)
    return (torch.special.xlogy(p, _share(p, q)) + torch.special.xlogy(q, _share(q, p))).sum(-1)


def _share(p: Tensor, q: Tensor) -> Tensor:
    """p / (p + q), and 1 where both are zero, where its logarithm counts for nothing."""
    both = p + q
    return torch.where(both > 0, p / torch.where(both > 0, both, 1), 1)


def pinsker(kl_in_nats: Tensor) -> Tensor:
    """The most that TV(p, q) can be where KL(p || q) is known, in nats: TV <= sqrt(KL / 2), and never more than 1.

    Source: Cover and Thomas, *Elements of Information Theory*, 2nd edition, 2006, lemma 11.6.1.
    """
    return (torch.as_tensor(kl_in_nats, dtype=torch.float64) / 2).sqrt().clamp_max(1)


def js_range(tv: Tensor, unit: Unit = "nats") -> tuple[Tensor, Tensor]:
    """The least and the most that JS can be where TV is known, (...) -> two of (...):

        log 2 - h((1 - TV) / 2) <= JS <= TV log 2,    with h(s) = -s log s - (1 - s) log(1 - s).

    Both ends are reached: the lower by two coins (1 ± TV) / 2, the upper by laws that share a part 1 - TV and nothing else.

    Raises:
        ValueError: TV is not in [0, 1], or the unit is none.

    Source: Lin, 1991, for the upper end; the lower is the data-processing inequality for the best classifier.
    """
    tv = torch.as_tensor(tv, dtype=torch.float64)
    if not bool(((tv >= 0) & (tv <= 1)).all()):
        raise ValueError(f"total variation lies in [0, 1], got {tv[~((tv >= 0) & (tv <= 1))].flatten()[0].item():g}")
    coin = torch.stack([(1 - tv) / 2, (1 + tv) / 2], -1)
    lower = math.log(2) + torch.special.xlogy(coin, coin).sum(-1)
    return in_unit(lower.clamp_min(0), unit), in_unit(tv * math.log(2), unit)
