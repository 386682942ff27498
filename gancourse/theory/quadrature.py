"""Divergences of two densities on the line, by quadrature: exact to many digits, so that estimates have something to be held to.

A density is given by its logarithm, a function of x (n,) in float64: p and q may be far below the smallest float and still have
a ratio. Gradients pass through every result. Outside [low, high] nothing is looked at, so that the mass inside must be 1.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy
import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.theory.divergences import Unit, in_unit
from gancourse.theory.laws import Map

PANELS, ORDER = 128, 12  # panels between two breaks; points of Gauss and Legendre in each, exact for polynomials of degree 23
POINTS, SHARES = (torch.from_numpy(each) for each in numpy.polynomial.legendre.leggauss(ORDER))  # on [-1, 1]
MISSING = 1e-6  # mass that may lie outside


def nodes(low: float, high: float, breaks: Sequence[float] = (), panels: int = PANELS) -> tuple[Tensor, Tensor]:
    """Points x (n,), rising, and weights w (n,) with ∫ g(x) dx ≈ Σ w g(x) over [low, high], float64.

    Args:
        low, high: finite.
        breaks: points between them where g jumps or bends sharply: no panel reaches across one.
        panels: equal panels between two breaks.

    Raises:
        ValueError: the ends are not finite or not in order, or a panel's number is below 1.
    """
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        raise ValueError(f"low and high must be finite with low < high, got {low} and {high}")
    if panels < 1:
        raise ValueError(f"quadrature needs at least one panel, got {panels}")
    ends = sorted({low, high, *(float(each) for each in breaks if low < each < high)})
    edges = torch.cat([torch.linspace(a, b, panels + 1, dtype=torch.float64)[:-1] for a, b in pairwise(ends)])
    edges = torch.cat([edges, torch.tensor([high], dtype=torch.float64)])
    half = edges.diff()[:, None] / 2  # (panels, 1)
    return ((edges[:-1, None] + half) + half * POINTS).flatten(), (half * SHARES).flatten()


def crossings(log_p: Map, log_q: Map, low: float, high: float, breaks: Sequence[float] = ()) -> list[float]:
    """The points at which p and q change places, rising: where D* = p / (p + q) passes through 1/2, or jumps across it.

    Raises:
        ValueError: as `nodes`.
    """
    x, _ = nodes(low, high, breaks)

    def above(x: Tensor) -> Tensor:
        with torch.no_grad():
            return log_p(x) > log_q(x)

    turn = above(x).diff().nonzero()[:, 0]
    left, right = x[turn], x[turn + 1]
    first = above(left)
    for _ in range(60):
        middle = (left + right) / 2
        same = above(middle) == first
        left, right = torch.where(same, middle, left), torch.where(same, right, middle)
    return right.tolist()


def kl(log_p: Map, log_q: Map, low: float, high: float, *, breaks: Sequence[float] = (), unit: Unit = "nats") -> Tensor:
    """KL(p || q) = ∫ p log(p / q) dx, a number; infinite where q is zero on a set to which p gives mass.

    Args:
        log_p, log_q: log-densities, -inf where a density is zero.
        low, high: ends beyond which p and q have no mass to speak of.
        breaks: points where a density jumps or bends sharply.
        unit: "nats" or "bits".

    Raises:
        ValueError: p or q has not the mass 1 between the ends, or is not a number somewhere; the ends or the unit are none.
    """
    _, w, p, q = _pair(log_p, log_q, low, high, breaks)
    return in_unit((w * _times(p.exp(), p - q, p)).sum().clamp_min(0), unit)


def reverse_kl(log_p: Map, log_q: Map, low: float, high: float, *, breaks: Sequence[float] = (), unit: Unit = "nats") -> Tensor:
    """KL(q || p), where q is the model and p the data's law; arguments and errors as `kl`."""
    return kl(log_q, log_p, low, high, breaks=breaks, unit=unit)


def js(log_p: Map, log_q: Map, low: float, high: float, *, breaks: Sequence[float] = (), unit: Unit = "nats") -> Tensor:
    """JS(p, q) = KL(p || m) / 2 + KL(q || m) / 2 with m = (p + q) / 2, a number in [0, log 2] nats; arguments and errors as `kl`.

    It is the expectation of log(2 D*) under p and of log(2 (1 - D*)) under q, halved; log D* = log σ(log p - log q) is exact
    where p and q are too small for a float.
    """
    _, w, p, q = _pair(log_p, log_q, low, high, breaks)
    logit = _logit(p, q)
    terms = _times(p.exp(), math.log(2) + logsigmoid(logit), p) + _times(q.exp(), math.log(2) + logsigmoid(-logit), q)
    return in_unit(((w * terms).sum() / 2).clamp_min(0), unit)


def total_variation(log_p: Map, log_q: Map, low: float, high: float, *, breaks: Sequence[float] = ()) -> Tensor:
    """TV(p, q) = ∫ |p - q| dx / 2, a number in [0, 1]; arguments and errors as `kl`. Where p = q it bends: a break of its own."""
    _, w, p, q = _pair(log_p, log_q, low, high, [*breaks, *crossings(log_p, log_q, low, high, breaks)])
    return (w * (p.exp() - q.exp()).abs()).sum() / 2


def value(logit: Map, log_p: Map, log_q: Map, low: float, high: float, *, breaks: Sequence[float] = ()) -> Tensor:
    """V(D, G) = ∫ p log D + q log(1 - D) dx in nats, for data of density p, generated samples of density q and D = σ(logit(x)).

    Args:
        logit: the discriminator, (n,) -> (n,), or for stacked runs -> (seeds, n).

    Returns:
        (), or (seeds,).

    Raises:
        ValueError: as `kl`.
    """
    x, w, p, q = _pair(log_p, log_q, low, high, breaks)
    says = logit(x).double()
    return (w * (_times(p.exp(), logsigmoid(says), p) + _times(q.exp(), logsigmoid(-says), q))).sum(-1)


def criterion(log_p: Map, log_q: Map, low: float, high: float, *, breaks: Sequence[float] = ()) -> Tensor:
    """C(G) = max_D V(D, G) = ∫ p log D* + q log(1 - D*) dx = -log 4 + 2 JS(p, q), in nats; arguments and errors as `kl`.

    Source: Goodfellow et al., "Generative adversarial nets", NeurIPS 2014, section 4.1 and theorem 1.
    """
    _, w, p, q = _pair(log_p, log_q, low, high, breaks)
    logit = _logit(p, q)
    return (w * (_times(p.exp(), logsigmoid(logit), p) + _times(q.exp(), logsigmoid(-logit), q))).sum()


def _pair(log_p: Map, log_q: Map, low: float, high: float, breaks: Sequence[float]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Points, weights, and both log-densities there.

    Raises:
        ValueError: one is no density with its mass between the ends.
    """
    x, w = nodes(low, high, breaks)
    found = []
    for name, log_density in (("p", log_p), ("q", log_q)):
        values = torch.as_tensor(log_density(x))
        if values.shape != x.shape or bool((values.isnan() | values.isposinf()).any()):
            raise ValueError(f"log_{name} must give a number or -inf for each of the {len(x)} points, got {_got(values, x)}")
        mass = float((w * values.detach().double().exp()).sum())
        if not abs(mass - 1) <= MISSING:
            raise ValueError(
                f"{name} has the mass {mass:.7g} between {low:g} and {high:g}, and should have 1: widen the interval, name in "
                f"`breaks` where {name} jumps or is narrow, or divide {name} by its integral"
            )
        found.append(values.double())
    return x, w, found[0], found[1]


def _got(values: Tensor, x: Tensor) -> str:
    if values.shape != x.shape:
        return f"shape {tuple(values.shape)}"
    bad = values.isnan() | values.isposinf()
    return f"{values[bad][0].item():g} at x = {x[bad][0].item():g}"


def _times(density: Tensor, other: Tensor, log_density: Tensor) -> Tensor:
    """density * other, and 0 where the density is zero, whatever the other is; a gradient passes there too."""
    there = (density > 0) & ~log_density.isneginf()
    return torch.where(there, density, 0) * torch.where(there, other, 0)


def _logit(p: Tensor, q: Tensor) -> Tensor:
    """log p - log q, and 0 where both are zero, where it counts for nothing."""
    neither = p.isneginf() & q.isneginf()
    return torch.where(neither, 0, p) - torch.where(neither, 0, q)
