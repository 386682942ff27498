"""Optimal transport: the least work that turns one heap of earth into another, its plan, and its prices.

A heap is its masses (n,), zero or more, at n places; cost (n, m) is what one unit of mass pays from place i to place j. The two
heaps hold the same mass: 1 where they are laws. Everything is float64. The linear programmes are solved exactly (HiGHS), which
is meant for heaps of up to a few hundred places; on the line, gancourse/theory/wasserstein.py needs no programme.

Source: Peyré and Cuturi, *Computational Optimal Transport*, 2019, chapters 2 and 3.
"""

from dataclasses import dataclass
from typing import Any

import numpy
import torch
from scipy import sparse
from scipy.optimize import linprog
from torch import Tensor

ROOM = 1e-6  # how far, relatively, two totals may differ: rounding of float32 masses, and no more


@dataclass(frozen=True)
class Plan:
    """What is carried where.

    Attributes:
        cost: the least total cost, sum of flow * cost: the earth mover's distance where the heaps are laws.
        flow: (n, m), zero or more: row i sums to p_i, column j to q_j.
    """

    cost: float
    flow: Tensor


@dataclass(frozen=True)
class Prices:
    """What a carrier may charge for a unit of mass, to load it and to unload it, and never ask more than carrying it costs.

    Attributes:
        value: Σ p_i f_i + Σ q_j g_j, the most that can be earned: by strong duality, the least cost.
        f: (n,), to load at the places of p.
        g: (m,), to unload at the places of q, with f_i + g_j <= cost_ij. (A charge below zero is a bounty.)
    """

    value: float
    f: Tensor
    g: Tensor


def distances(x: Tensor, y: Tensor, power: float = 1) -> Tensor:
    """|x_i - y_j|^power with the Euclidean distance, (n, d) and (m, d) -> (n, m); power 2 is the cost of W2².

    Raises:
        ValueError: the places are not (n, d) and (m, d).
    """
    x, y = torch.as_tensor(x, dtype=torch.float64), torch.as_tensor(y, dtype=torch.float64)
    if x.ndim != 2 or y.ndim != 2 or x.shape[1] != y.shape[1]:
        raise ValueError(
            f"places must be (n, d) and (m, d), one place a row, got {tuple(x.shape)} and {tuple(y.shape)}; "
            "points of the line are x[:, None]"
        )
    return torch.linalg.vector_norm(x[:, None] - y, dim=-1) ** power


def earth_mover(p: Tensor, q: Tensor, cost: Tensor) -> Plan:
    """The cheapest plan, a linear programme (Kantorovich 1942):

        min Σ_ij flow_ij cost_ij    over flow >= 0 with Σ_j flow_ij = p_i and Σ_i flow_ij = q_j.

    Args:
        p: masses (n,), zero or more.
        q: masses (m,), of the same total.
        cost: (n, m), in units of work a unit of mass.

    Raises:
        ValueError: a mass is negative or not finite, the totals differ, or the cost has another shape or is not finite.
    """
    p, q, cost = _problem(p, q, cost)
    n, m = cost.shape
    rows = sparse.kron(sparse.eye(n), numpy.ones((1, m)))  # flow is laid out row by row
    columns = sparse.kron(numpy.ones((1, n)), sparse.eye(m))
    sums = sparse.vstack([rows, columns], format="csr")
    flow = _solved(cost.flatten(), bounds=(0, None), A_eq=sums, b_eq=torch.cat([p, q])).view(n, m).clamp_min(0)
    return Plan(float((flow * cost).sum()), flow)


def kantorovich(p: Tensor, q: Tensor, cost: Tensor) -> Prices:
    """The dual programme, solved on its own, with no look at the plan:

        max Σ_i p_i f_i + Σ_j q_j g_j    over f, g with f_i + g_j <= cost_ij for all i and j.

    Every such pair earns at most what any plan costs, and the best earns as much as the cheapest. f + c and g - c earn the
    same for every number c: the pair with Σ p_i f_i = 0 is returned.

    Args, raises: as `earth_mover`.
    """
    p, q, cost = _problem(p, q, cost)
    n, m = cost.shape
    f_part = sparse.kron(sparse.eye(n), numpy.ones((m, 1)))
    g_part = sparse.kron(numpy.ones((n, 1)), sparse.eye(m))
    below = sparse.hstack([f_part, g_part], format="csr")  # row i m + j is f_i + g_j
    pair = _solved(-torch.cat([p, q]), bounds=(None, None), A_ub=below, b_ub=cost.flatten())
    shift = (p @ pair[:n]) / p.sum()
    f, g = pair[:n] - shift, pair[n:] + shift
    return Prices(float(p @ f + q @ g), f, g)


def c_transform(f: Tensor, cost: Tensor) -> Tensor:
    """The highest prices g that f leaves room for, (n,) and (n, m) -> (m,):

        f^c_j = min_i cost_ij - f_i.

    Of an optimal pair, g = f^c where q has mass. With the cost to other places in place of q's, it carries prices on to them.
    The other way round, from g, is `c_transform(g, cost.T)`. Where the cost is a distance and f is 1-Lipschitz, f^c = -f.

    Raises:
        ValueError: f has not as many prices as the cost has rows.
    """
    f, cost = torch.as_tensor(f, dtype=torch.float64), torch.as_tensor(cost, dtype=torch.float64)
    if f.ndim != 1 or cost.ndim != 2 or len(f) != len(cost):
        raise ValueError(f"prices (n,) need a cost (n, m), got {tuple(f.shape)} and {tuple(cost.shape)}")
    return (cost - f[:, None]).min(0).values


def kantorovich_rubinstein(p: Tensor, q: Tensor, distance: Tensor) -> tuple[float, Tensor]:
    """Two laws on the same k places, with a distance as the cost: one function is enough, the critic that a WGAN looks for,

        max Σ_i (p_i - q_i) f_i    over f with f_i - f_j <= distance_ij for all i and j,    f of slope at most 1.

    Args:
        p, q: masses (k,), zero or more, of the same total.
        distance: (k, k), between the places: symmetric, zero from a place to itself, and no detour is shorter.

    Returns:
        The earth mover's distance, and f (k,) with Σ p_i f_i = 0: high where p has more mass, low where q has.

    Raises:
        ValueError: as `earth_mover`, or the distance is none.

    Source: Villani, *Optimal Transport: Old and New*, 2009, theorem 5.10 and particular case 5.16.
    """
    p, q, distance = _problem(p, q, distance)
    k = _check_distance(distance)
    i, j = (~torch.eye(k, dtype=torch.bool)).nonzero(as_tuple=True)
    row = torch.arange(len(i)).repeat(2).numpy()
    signs = numpy.repeat([1.0, -1.0], len(i))
    slopes = sparse.coo_array((signs, (row, torch.cat([i, j]).numpy())), shape=(len(i), k)).tocsr()
    f = _solved(q - p, bounds=[(0, 0)] + [(None, None)] * (k - 1), A_ub=slopes, b_ub=distance[i, j])  # f_0 = 0: f + c is as good
    f = f - (p @ f) / p.sum()
    return float((p - q) @ f), f


def _problem(p: Tensor, q: Tensor, cost: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Masses of one total, and a cost, as float64."""
    p, q = _masses(p, "p"), _masses(q, "q")
    cost = torch.as_tensor(cost, dtype=torch.float64).detach().cpu()
    if not abs(p.sum() - q.sum()) <= ROOM * p.sum():
        raise ValueError(
            f"p and q must hold the same mass, got {p.sum().item():.6g} and {q.sum().item():.6g}: "
            "divide each by its sum, if shares are what is meant"
        )
    if tuple(cost.shape) != (len(p), len(q)):
        raise ValueError(f"the cost must be (n, m) = {len(p), len(q)}, a row for each mass of p, got {tuple(cost.shape)}")
    if not bool(cost.isfinite().all()):
        raise ValueError(f"the cost must be finite, got {cost[~cost.isfinite()][0].item()}: forbid a way by a high cost")
    return p, q * (p.sum() / q.sum()), cost  # to the last bit: a programme of unequal totals has no plan


def _masses(masses: Tensor, name: str) -> Tensor:
    masses = torch.as_tensor(masses, dtype=torch.float64).detach().cpu()
    if masses.ndim != 1 or not len(masses):
        raise ValueError(f"{name} must hold masses (n,), one a place, got shape {tuple(masses.shape)}")
    if bool((wrong := ~(masses >= 0) | masses.isinf()).any()):
        raise ValueError(f"{name} must hold finite masses, zero or more, got {masses[wrong][0].item():g}")
    if not masses.sum() > 0:
        raise ValueError(f"{name} holds no mass: there is nothing to carry")
    return masses


def _solved(cost: Tensor, bounds: Any, **limits: Any) -> Tensor:
    """The least of cost @ x, by HiGHS. Its tolerances are absolute, so that costs and limits come to it as numbers up to 1."""
    right = next(name for name in limits if name.startswith("b_"))
    scale, room = (float(each.abs().numpy().max(initial=0)) or 1.0 for each in (cost, limits[right]))
    limits[right] = (limits[right] / room).numpy()
    found = linprog((cost / scale).numpy(), bounds=bounds, method="highs", **limits)
    if found.status != 0:
        raise RuntimeError(f"the linear programme was not solved: {' '.join(found.message.split())}")
    return torch.from_numpy(found.x) * room


def _check_distance(distance: Tensor) -> int:
    """The number of places, once it is known to be a distance between them."""
    scale = float(distance.abs().max())
    if distance.shape[0] != distance.shape[1] or not torch.allclose(distance, distance.T, rtol=0, atol=ROOM * scale):
        raise ValueError(f"a distance is symmetric, (k, k) between the same k places, got {tuple(distance.shape)} that is not")
    if bool((distance < 0).any()) or bool((distance.diagonal() > ROOM * scale).any()):
        raise ValueError("a distance is zero from a place to itself and nowhere negative: take distances(x, x)")
    for by, (to, onward) in enumerate(zip(distance.T, distance, strict=True)):
        if bool((shorter := to[:, None] + onward < distance - ROOM * scale).any()):
            i, j = shorter.nonzero()[0].tolist()
            raise ValueError(
                f"the cost from place {i} to {j} is {distance[i, j].item():g}, and less by way of {by}: no distance; "
                "for such a cost take kantorovich"
            )
    return len(distance)
