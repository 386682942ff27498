"""The kernel distance between two sets of features: an unbiased squared maximum mean discrepancy, with its error ("KID")."""

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Rows, pair

CHUNK = 1024  # rows that are compared at a time: memory grows with n times this


def cubic(x: Tensor, y: Tensor) -> Tensor:
    """The kernel (x.y / d + 1)^3 of every pair of rows: (n, d) and (m, d) -> (n, m)."""
    return (x @ y.T / x.shape[1] + 1) ** 3


def kernel_distance(real: Rows | Tensor, fake: Rows | Tensor, blocks: int = 20, chunk: int = CHUNK) -> Result:
    """The unbiased squared maximum mean discrepancy of the cubic kernel, with its standard error:

        sum_{i != j} k(x_i, x_j) / (n (n - 1)) + sum_{i != j} k(y_i, y_j) / (m (m - 1)) - 2 sum_{i, j} k(x_i, y_j) / (n m).

    It compares the first three moments of the two sets, is right on average whatever n is, and so falls below 0 half of the
    time where both are samples of one distribution. All pairs count, so the order of the rows does not.

    The error is a jackknife: row i stands in block i mod B, v_b is the value without block b of both sets, and

        error^2 = (B - 1) / B sum_b (v_b - mean v)^2.

    Where the distributions differ it is about right; where they are one it is too large, by about a half.

    Args:
        real, fake: features, (n, d) and (m, d).
        blocks: B, at least two; each set must have two rows without any of its blocks.
        chunk: rows that are compared at a time.

    Raises:
        ValueError: there are too few rows for the blocks, or real and generated were not made alike.

    Source: Bińkowski, Sutherland, Arbel, Gretton, "Demystifying MMD GANs", ICLR 2018, section 4, whose authors average over
    random subsets; the jackknife: Efron and Stein, Annals of Statistics 1981.
    """
    x, y, origin = pair(real, fake)
    if blocks < 2 or min(len(x), len(y)) < max(blocks, 4):
        raise ValueError(
            f"blocks must be from 2 to the number of pictures, of which there must be 4 of each kind, got {blocks} blocks "
            f"of {len(x)} real and {len(y)} generated"
        )
    member, other_member = (_members(each, blocks) for each in (x, y))
    sums = [
        _block_sums(x, x, member, member, chunk),
        _block_sums(y, y, other_member, other_member, chunk),
        _block_sums(x, y, member, other_member, chunk),
    ]
    sizes = [each.sum(0).cpu() for each in (member, other_member)]
    left = [each.sum() - each.sum(0) - each.sum(1) + each.diagonal() for each in sums]  # (blocks,): without each block
    without = _discrepancy(*left, *(each.sum() - each for each in sizes))
    error = ((blocks - 1) * without.var(correction=0)).sqrt()
    counts = {"real": len(x), "generated": len(y)}
    value = _discrepancy(*(each.sum() for each in sums), *(each.sum() for each in sizes))
    return Result(
        "Kernel distance", {"MMD^2": float(value)}, counts, origin, {"MMD^2": float(error)}, {"d": x.shape[1], "blocks": blocks}
    )


def _members(rows: Tensor, blocks: int) -> Tensor:
    """A 1 where row i stands in block b, (n, blocks)."""
    place = torch.arange(len(rows), device=rows.device)[:, None] % blocks
    return (place == torch.arange(blocks, device=rows.device)).to(rows.dtype)


def _block_sums(x: Tensor, y: Tensor, member: Tensor, other_member: Tensor, chunk: int) -> Tensor:
    """The kernel summed over the pairs of each two blocks, (blocks, blocks); a row and itself are no pair."""
    total = torch.zeros(member.shape[1], other_member.shape[1], dtype=x.dtype, device=x.device)
    for start in range(0, len(x), chunk):
        k = cubic(x[start : start + chunk], y)  # (chunk, m)
        if x is y:
            k.diagonal(start).zero_()
        total += member[start : start + chunk].T @ (k @ other_member)
    return total.cpu()


def _discrepancy(within: Tensor, other: Tensor, between: Tensor, n: Tensor, m: Tensor) -> Tensor:
    """The statistic, from the kernel's sums over the pairs of x, of y, and of both, and from how many rows each has."""
    return within / (n * (n - 1)) + other / (m * (m - 1)) - 2 * between / (n * m)
