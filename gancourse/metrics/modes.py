"""How many of the data's modes a generator finds, where the modes are known: the protocol of VEEGAN and PacGAN.

A sample is of high quality when it lies within `gate` standard deviations of its nearest mode. A mode is found when at least
one sample of high quality is nearest to it. The papers draw 2,500 samples and take a gate of 3, which lets 1 - exp(-9/2) =
98.89 % of a perfect generator's samples in the plane pass.

Sources: Srivastava et al., "VEEGAN", NeurIPS 2017, section 5.1; Lin et al., "PacGAN", NeurIPS 2018, section 4.1.
"""

import math

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
