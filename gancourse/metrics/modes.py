"""How many of the data's modes a generator finds, where the modes are known: the protocol of VEEGAN and PacGAN.

A sample is of high quality when it lies within `gate` standard deviations of its nearest mode. A mode is found when at least
one sample of high quality is nearest to it. The papers draw 2,500 samples and take a gate of 3, which lets 1 - exp(-9/2) =
98.89 % of a perfect generator's samples in the plane pass.

Sources: Srivastava et al., "VEEGAN", NeurIPS 2017, section 5.1; Lin et al., "PacGAN", NeurIPS 2018, section 4.1.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor

GATE, SAMPLES = 3.0, 2500


def mode_counts(samples: Tensor, modes: Tensor, scale: float | Tensor, gate: float = GATE) -> Tensor:
    """How many samples of high quality are nearest to each mode, ([seeds,] k), int64.

    Args:
        samples: ([seeds,] n, d).
        modes: (k, d), the centres.
        scale: the standard deviation about each mode, one for all or (k,), in the units of the samples.
        gate: in standard deviations; `math.inf` counts every sample at its nearest mode.

    Raises:
        ValueError: shapes do not fit, or the scale or the gate is not above zero.
    """
    if modes.ndim != 2 or samples.ndim not in (2, 3) or samples.shape[-1] != modes.shape[1] or not samples.shape[-2]:
        raise ValueError(f"samples must be ([seeds,] n, d) and modes (k, d), got {tuple(samples.shape)} and {tuple(modes.shape)}")
    scales = torch.as_tensor(scale, dtype=samples.dtype, device=samples.device)
    if scales.shape not in ((), (len(modes),)) or not (scales > 0).all() or not gate > 0:
        raise ValueError(f"scale (one, or one a mode) and gate must be above zero, got {scale} and {gate}")
    # The exact distance, not cdist's expanded square, which loses digits where modes are far from the origin and narrow.
    distance = torch.linalg.vector_norm(samples.unsqueeze(-2) - modes.to(samples), dim=-1)  # ([seeds,] n, k)
    closest, nearest = distance.min(-1)  # ([seeds,] n) each
    good = closest <= gate * scales.expand(len(modes))[nearest]  # false for a sample that is not a number
    counts = torch.zeros(*samples.shape[:-2], len(modes), dtype=torch.int64, device=samples.device)
    return counts.scatter_add_(-1, nearest, good.long())


def modes_found(samples: Tensor, modes: Tensor, scale: float | Tensor, gate: float = GATE) -> Tensor:
    """How many modes have a sample of high quality: a whole number, ([seeds]), from 0 to k. See `mode_counts`."""
    return (mode_counts(samples, modes, scale, gate) > 0).sum(-1)


def high_quality_share(samples: Tensor, modes: Tensor, scale: float | Tensor, gate: float = GATE) -> Tensor:
    """The share of samples that lie within the gate of their nearest mode, ([seeds]). See `mode_counts`.

    A perfect generator in d dimensions reaches the chi-square probability P(chi2_d <= gate^2): 98.89 % for d = 2, gate 3.
    """
    return mode_counts(samples, modes, scale, gate).sum(-1) / samples.shape[-2]


def reverse_kl(counts: Tensor, weights: Tensor | None = None) -> Tensor:
    """KL(q || p) = sum_i q_i log(q_i / p_i) in nats, ([seeds]), of the share q of the samples at each mode from the data's p.

    It is 0 for equal shares and log k when one of k equal modes has everything. From n samples of a perfect generator it is
    about (k - 1) / (2 n) on average, not 0.

    Args:
        counts: ([seeds,] k), samples at each mode, such as `mode_counts(..., gate=math.inf)` returns.
        weights: (k,), the data's shares; None makes them equal.

    Raises:
        ValueError: counts are negative or all zero, or weights are not above zero.
    """
    if not counts.ndim or (counts < 0).any() or not (counts.sum(-1) > 0).all():
        raise ValueError(f"counts must be ([seeds,] k), none negative, and not all zero, got {counts.tolist()}")
    k = counts.shape[-1]
    p = torch.full((k,), 1 / k, dtype=torch.float64) if weights is None else torch.as_tensor(weights, dtype=torch.float64)
    if p.shape != (k,) or not (p > 0).all() or not math.isfinite(float(p.sum())):
        raise ValueError(f"weights must be {k} numbers above zero, got {p.tolist()}")
    q = counts.double().cpu() / counts.double().cpu().sum(-1, keepdim=True)
    return torch.special.xlogy(q, q / (p / p.sum())).sum(-1)


def effective_modes(counts: Tensor) -> Tensor:
    """exp of the entropy of the shares of the samples at each mode, ([seeds]), from 1 to k:

        exp(-sum_i q_i log q_i).

    It is m where m modes share the samples equally, and counts a mode that has hardly anything hardly at all. For equal
    weights it is k exp(-reverse_kl(counts)).

    Args:
        counts: ([seeds,] k), samples at each mode, such as `mode_counts(..., gate=math.inf)` returns.

    Raises:
        ValueError: counts are negative or all zero.
    """
    return counts.shape[-1] * torch.exp(-reverse_kl(counts)) if counts.ndim else reverse_kl(counts)


class Ceiling(NamedTuple):
    """What a perfect generator scores on average, samples being finite: what a table of the measures is to be read against."""

    modes: float
    high_quality: float
    reverse_kl: float


def ceiling(weights: int | Tensor, n: int = SAMPLES, dim: int = 2, gate: float = GATE) -> Ceiling:
    """The averages of `modes_found`, `high_quality_share` and `reverse_kl` over n samples of the data themselves.

    Of modes that are spherical Gaussians far apart, a sample at its mode passes the gate with the chi-square probability

        h = P(chi2_d <= gate^2),

    mode i, of weight p_i, is missed by all n samples with probability (1 - p_i h)^n, and the number C of samples nearest to
    it (without a gate, as the reverse KL counts them) is binomial, so that the three averages are, exactly,

        sum_i 1 - (1 - p_i h)^n,    h,    sum_i E[C/n log(C / (n p_i))],    C ~ Binomial(n, p_i).

    Args:
        weights: k equal modes, or (k,), the data's shares.
        n: samples.
        dim: dimensions of a sample.
        gate: in standard deviations.

    Raises:
        ValueError: a number is not above zero.
    """
    p = torch.full((weights,), 1 / weights, dtype=torch.float64) if isinstance(weights, int) and weights > 0 else None
    p = torch.as_tensor(weights, dtype=torch.float64) if p is None else p
    if p.ndim != 1 or not len(p) or not (p > 0).all() or n < 1 or dim < 1 or not gate > 0:
        raise ValueError(f"weights, n, dim and gate must be above zero, got {p.tolist()}, {n}, {dim} and {gate}")
    p = p / p.sum()
    half = torch.tensor([dim / 2, gate**2 / 2], dtype=torch.float64)
    passes = float(torch.special.gammainc(half[0], half[1])) if math.isfinite(gate) else 1.0
    found = float((1 - (1 - p * passes) ** n).sum())
    kl = 0.0
    for share, times in zip(*(each.tolist() for each in p.unique(return_counts=True)), strict=True):
        c = torch.arange(1, n + 1, dtype=torch.float64)  # C = 0 adds nothing
        if share < 1:  # one mode alone has all the samples, and KL 0
            law = torch.distributions.Binomial(n, torch.tensor(share, dtype=torch.float64))
            kl += times * float((law.log_prob(c).exp() * c / n * torch.log(c / (n * share))).sum())
    return Ceiling(found, passes, kl)
