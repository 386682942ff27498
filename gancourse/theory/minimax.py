"""Two players, one number: min max and max min, saddle points, matrix games, and what a stationary point is.

One idea: x lowers f and y raises it. Who chooses last has the advantage, max min f <= min max f, and where the two agree
there is a saddle point, from which neither player wants to move alone.
"""

from collections.abc import Callable

import scipy.optimize
import torch
from torch import Tensor

Payoff = Callable[[Tensor, Tensor], Tensor]  # f(x, y), which x lowers and y raises


def convex_concave(x: Tensor, y: Tensor) -> Tensor:
    """x² - y² + xy: convex in x, concave in y, with its saddle at the origin."""
    return x**2 - y**2 + x * y


def double_well(x: Tensor, y: Tensor) -> Tensor:
    """x⁴ - x² - y²: not convex in x, and yet with two saddles, at x = ±1/√2 and y = 0."""
    return x**4 - x**2 - y**2


def bowl(x: Tensor, y: Tensor) -> Tensor:
    """x² + y²: not concave in y, with its saddles on the edge of the box, at x = 0 and y = ±1."""
    return x**2 + y**2


def pursuit(x: Tensor, y: Tensor) -> Tensor:
    """(x - y)²: x runs after y, and y runs away; on the box it has no saddle, and a gap of 1."""
    return (x - y) ** 2


FOUR: dict[str, Payoff] = {
    "x² − y² + xy": convex_concave,
    "x⁴ − x² − y²": double_well,
    "x² + y²": bowl,
    "(x − y)²": pursuit,
}


def table(f: Payoff, x: Tensor, y: Tensor) -> Tensor:
    """f at all pairs: x (n,) down the rows, y (m,) across the columns, (n, m)."""
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(f"x and y must be lists of moves, (n,) and (m,), got {tuple(x.shape)} and {tuple(y.shape)}")
    return f(x[:, None], y[None, :]).expand(len(x), len(y))


def min_max(payoffs: Tensor) -> float:
    """min over rows of the max over columns: what x must pay where y answers. (n, m) -> a number."""
    return float(_checked(payoffs).amax(1).min())


def max_min(payoffs: Tensor) -> float:
    """max over columns of the min over rows: what y can secure where x answers. (n, m) -> a number."""
    return float(_checked(payoffs).amin(0).max())


def saddles(payoffs: Tensor) -> Tensor:
    """The cells (i, j) that are the largest of their row and the least of their column: (k, 2), int64; k may be 0.

    There is one if and only if max min = min max, and then all of them hold that value.
    """
    checked = _checked(payoffs)
    best_for_y = checked == checked.amax(1, keepdim=True)
    best_for_x = checked == checked.amin(0, keepdim=True)
    return (best_for_y & best_for_x).nonzero()


def matrix_game(payoffs: Tensor) -> tuple[float, Tensor, Tensor]:
    """The value of a matrix game in mixed strategies, and a best one of each player, by a linear programme.

    min over p of max over q of pᵀ A q = max over q of min over p, with p and q probabilities (von Neumann 1928). x chooses p
    and v to lower v under Aᵀ p <= v; the multipliers of these m inequalities, the dual programme's solution, are q.

    Args:
        payoffs: A, (n, m), what x pays where it plays row i and y plays column j.

    Returns:
        the value, p (n,) and q (m,), float64.

    Raises:
        ValueError: A is no matrix of finite numbers.
    """
    A = _checked(payoffs).double()
    n, m = A.shape
    matrix = torch.cat([A.T, -torch.ones(m, 1, dtype=torch.float64)], 1)  # Aᵀ p - v <= 0
    total = torch.cat([torch.ones(1, n), torch.zeros(1, 1)], 1)
    found = scipy.optimize.linprog(
        c=[0.0] * n + [1.0], A_ub=matrix.numpy(), b_ub=[0.0] * m, A_eq=total.numpy(), b_eq=[1.0],
        bounds=[(0, None)] * n + [(None, None)], method="highs",
    )  # fmt: skip
    p = torch.as_tensor(found.x[:n], dtype=torch.float64).clamp(min=0)
    q = torch.as_tensor(-found.ineqlin.marginals, dtype=torch.float64).clamp(min=0)
    return float(found.fun), p / p.sum(), q / q.sum()


def _checked(payoffs: Tensor) -> Tensor:
    if payoffs.ndim != 2 or payoffs.numel() == 0 or not bool(torch.isfinite(payoffs).all()):
        raise ValueError(f"payoffs must be a matrix (n, m) of finite numbers, one row a move of x, got {tuple(payoffs.shape)}")
    return payoffs.detach()


def hessian_blocks(f: Payoff, x: Tensor, y: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """f_xx (p, p), f_xy (p, q) and f_yy (q, q) at a point x (p,), y (q,), by autograd."""
    if x.ndim != 1 or y.ndim != 1:
        raise ValueError(f"a point is x (p,) and y (q,), got {tuple(x.shape)} and {tuple(y.shape)}: one number is a tensor (1,)")
    hessian = torch.autograd.functional.hessian(lambda x, y: f(x, y).sum(), (x.detach(), y.detach()))
    return hessian[0][0], hessian[0][1], hessian[1][1]


def local_kind(f: Payoff, x: Tensor, y: Tensor, *, least: float = 1e-9) -> str:
    """What a stationary point inside the domain is, by the second derivatives of f.

    "local saddle" (a local Nash equilibrium): f_xx > 0 and f_yy < 0. "local min-max" and no saddle: f_yy < 0 and
    f_xx - f_xy f_yy⁻¹ f_yx > 0, so that y is at a peak, and x cannot gain once y has moved on to its new peak. "neither":
    one of the necessary conditions fails. "undecided": an eigenvalue is zero, and the second derivatives do not tell.

    Args:
        f: the payoff; x (p,), y (q,): the point, float64.
        least: an eigenvalue counts as zero where it is smaller.

    Raises:
        ValueError: the point is not stationary.

    Source: Jin, Netrapalli and Jordan (2020).
    """
    slopes = torch.autograd.functional.jacobian(lambda x, y: f(x, y).sum(), (x.detach(), y.detach()))
    steepest = max(float(slope.abs().max()) for slope in slopes)
    if steepest > 1e-6:
        raise ValueError(f"the point is not stationary: a first derivative there is {steepest:.3g}; solve grad f = 0 first")
    f_xx, f_xy, f_yy = hessian_blocks(f, x, y)
    of_x, of_y = torch.linalg.eigvalsh(f_xx), torch.linalg.eigvalsh(f_yy)
    if bool((of_y > least).any()):
        return "neither"  # y is at no peak
    if bool((of_y > -least).any()):
        return "undecided"
    followed = torch.linalg.eigvalsh(f_xx - f_xy @ torch.linalg.solve(f_yy, f_xy.T))  # of max over y, along x
    if bool((followed < -least).any()):
        return "neither"
    if bool((of_x > least).all()):
        return "local saddle"
    return "local min-max" if bool((followed > least).all()) else "undecided"
