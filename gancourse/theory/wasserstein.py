"""Wasserstein distances in closed form: between heaps, samples and quantile functions on the line, and between Gaussians.

Everything is float64 and differentiable. For places in the plane, and for other costs, gancourse/theory/transport.py solves a
linear programme.
"""

from collections.abc import Sequence

import torch
from torch import Tensor

from gancourse.theory.laws import Map
from gancourse.theory.quadrature import crossings, nodes

LAST = 36.0  # quantiles are looked at from the level sigmoid(-36), 2e-16, to the last float64 below 1
ROOM = 1e-6  # how far, relatively, a covariance may be from symmetric and from positive: rounding of float32


def on_line(x: Tensor, y: Tensor, p: Tensor | None = None, q: Tensor | None = None) -> Tensor:
    """W1 of two heaps on the line, of places ([..., ]n) and ([..., ]m), without a programme -> (...):

        W1 = ∫ |F(t) - G(t)| dt,    F and G their shares of mass at or below t,

    since what must pass a point t is the difference of what lies to its left. For n = m samples it is the mean distance
    between the sorted ones. Leading axes are separate problems; gradients pass to x and y.

    Args:
        x, y: places; the last axes are n and m long, and the leading ones are equal.
        p, q: masses of theirs, of any total, which is divided out; None gives each place the same.

    Raises:
        ValueError: the shapes do not fit, or a mass is negative or not finite, or all are zero.

    Source: Vallender, "Calculation of the Wasserstein distance between probability distributions on the line", 1974.
    """
    x, y = torch.as_tensor(x).double(), torch.as_tensor(y).double()
    if 0 in (x.ndim, y.ndim, *x.shape[-1:], *y.shape[-1:]) or x.shape[:-1] != y.shape[:-1]:
        raise ValueError(f"samples on the line must be (..., n) and (..., m), got {tuple(x.shape)} and {tuple(y.shape)}")
    signed = torch.cat([_shares(p, x, "p"), -_shares(q, y, "q")], -1)
    places, order = torch.cat([x, y], -1).sort(-1)
    ahead = signed.gather(-1, order).cumsum(-1)[..., :-1]  # F - G between two neighbouring places
    return (ahead.abs() * places.diff(dim=-1)).sum(-1)


def of_quantiles(first: Map, second: Map, order: float = 1, breaks: Sequence[float] = ()) -> Tensor:
    """W_order of two laws on the line by their quantile functions, a number:

        W_p^p = ∫ |F^-1(u) - G^-1(u)|^p du    over u in (0, 1):

    on the line the best plan moves nobody past anybody, and sends each quantile to the same quantile.

    Args:
        first, second: quantile functions, such as `laws.normal.quantile`, elementwise on u (n,) strictly inside (0, 1).
        order: p, at least 1.
        breaks: levels strictly inside (0, 1) at which one of them jumps; where they cross is found.

    Raises:
        ValueError: the order is below 1, or a quantile is not finite.
    """
    if not order >= 1:
        raise ValueError(f"the order of a Wasserstein distance is at least 1, got {order}")
    jumps = torch.tensor(breaks, dtype=torch.float64).logit().tolist()  # by t with u = sigmoid(t), smooth at both ends
    bends = crossings(lambda t: first(t.sigmoid()), lambda t: second(t.sigmoid()), -LAST, LAST, jumps)
    t, weights = nodes(-LAST, LAST, [*jumps, *bends])
    u, weights = t.sigmoid(), weights * t.sigmoid() * (-t).sigmoid()  # du = u (1 - u) dt
    gap = (first(u) - second(u)).abs()
    if not bool(gap.isfinite().all()):
        raise ValueError(f"the quantiles at the level u = {u[~gap.isfinite()][0].item():g} are not finite numbers")
    return (weights * gap**order).sum() ** (1 / order)


def between_gaussians(mean: Tensor, covariance: Tensor, other_mean: Tensor, other_covariance: Tensor) -> Tensor:
    """W2 between N(m, A) and N(n, B), a number; its square is also called the Fréchet distance:

        W2² = |m - n|² + tr A + tr B - 2 tr (A^½ B A^½)^½,

    where the last trace is `overlap(A, B)`. For numbers it is (m - n)² + (√A - √B)².

    Args:
        mean, other_mean: (d,).
        covariance, other_covariance: (d, d), symmetric, without negative eigenvalues; they may be singular.

    Raises:
        ValueError: the shapes do not fit, or a covariance is not symmetric or has a negative eigenvalue.

    Source: Dowson and Landau, "The Fréchet distance between multivariate normal distributions", 1982.
    """
    m, n, A, B = (torch.as_tensor(each).double() for each in (mean, other_mean, covariance, other_covariance))
    d = len(m) if m.ndim == 1 else -1
    if [tuple(each.shape) for each in (m, n, A, B)] != [(d,), (d,), (d, d), (d, d)]:
        shapes = ", ".join(str(tuple(each.shape)) for each in (m, A, n, B))
        raise ValueError(f"two Gaussians are means (d,) and covariances (d, d) of one d, got {shapes}")
    _check_covariance(A, "covariance")
    _check_covariance(B, "other_covariance")
    squared = (m - n).square().sum() + A.trace() + B.trace() - 2 * overlap(A, B)
    return squared.clamp_min(0).sqrt()  # below 0 is rounding


def overlap(A: Tensor, B: Tensor) -> Tensor:
    """tr (A^½ B A^½)^½ of two covariances (d, d), a number.

    With any factor A = F Fᵀ, the matrix Fᵀ B F has the eigenvalues of A^½ B A^½, and the trace is the sum of their square
    roots. It is symmetric: its eigenvalues are real, and rounding can make them negative by rounding's size only, which counts
    as 0. The square root of the product A B, which is not symmetric, may be complex by rounding. F is Cholesky's factor, and
    where A is singular, so that there is none, the eigenvectors times the roots of the eigenvalues.
    """
    factor, failed = torch.linalg.cholesky_ex(A)
    if failed:
        values, vectors = torch.linalg.eigh(A)
        factor = vectors * values.clamp_min(0).sqrt()  # (d, d)
    product = factor.T @ B @ factor
    return torch.linalg.eigvalsh((product + product.T) / 2).clamp_min(0).sqrt().sum()


def _shares(masses: Tensor | None, places: Tensor, name: str) -> Tensor:
    """The share of each place, of the shape of the places."""
    if masses is None:
        return torch.full_like(places, 1 / places.shape[-1])
    masses = torch.as_tensor(masses, device=places.device).double()
    if masses.shape[-1:] != places.shape[-1:] or masses.ndim > places.ndim:
        raise ValueError(f"{name} must hold a mass for each place, {tuple(places.shape)}, got {tuple(masses.shape)}")
    total = masses.sum(-1, keepdim=True)
    if not bool(((masses >= 0) & (total > 0) & total.isfinite()).all()):
        raise ValueError(
            f"{name} must hold finite masses, zero or more and not all zero, got {masses.min().item():g} as the least"
        )
    return (masses / total).expand_as(places)


def _check_covariance(covariance: Tensor, name: str) -> None:
    scale = float(covariance.abs().max())
    if not torch.allclose(covariance, covariance.T, rtol=0, atol=ROOM * scale):
        raise ValueError(
            f"{name} must be symmetric, and differs from its transpose by {(covariance - covariance.T).abs().max():g}"
        )
    least = torch.linalg.eigvalsh((covariance + covariance.T) / 2)[0]
    if least < -ROOM * scale:
        raise ValueError(f"{name} must have no negative eigenvalue, got {least.item():g}")
