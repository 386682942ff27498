"""Answers to 10.kid."""

import torch

WRONG = {
    "biased": "a point and itself are counted as a pair",
    "by_n_squared": "but it still divides by n²",
    "diagonal_still_in": "but the diagonals are still in the sums",
    "half_the_pairs": "divide by their number",
    "cross_once": "the term across the sets counts once",
    "cross_added": "the term across the sets is added",
    "no_cross": "the term across the sets is missing",
    "cross_without_diagonal": "left out of the term across the sets too",
    "cross_diagonal_zero": "the diagonal of the term across the sets is set to 0",
    "cross_by_n": "it has n m pairs",
    "all_diagonals_zero": "all diagonals are set to 0",
    "means_subtracted": "subtract the sums",
    "one_outside": "or outside of the power",
    "sums": "these are sums over the pairs",
    "no_division": "the division by d is missing",
    "no_one": "the 1 in the kernel is missing",
    "by_rows": "the scalar product is divided by the number of rows",
    "squared_kernel": "the kernel is squared",
    "linear_kernel": "the power is missing",
    "gaussian": "this is the Gaussian kernel",
    "rooted": "this is the root of what is asked",
    "clamped": "it is cut off at 0",
    "absolute": "the absolute value is taken",
    "means_first": "the kernel of the mean features",
    "opposite": "the sign is wrong",
    "one_size_only": "which has no diagonal to speak of",
    "matrix": "take the three means",
    "in_float32": "float32 keeps seven digits of each",
    "in_place": "changes its input `x` in place",
}
RIGHT = ["by_traces", "with_a_mask", "pair_by_pair", "by_fill_diagonal"]


def cubic(x, y):
    return (x.double() @ y.double().T / x.shape[1] + 1) ** 3


def off(K):
    return K.sum() - K.trace()


def inside(K, L):
    n, m = len(K), len(L)
    return off(K) / (n * (n - 1)) + off(L) / (m * (m - 1))


def unbiased(K, L, across, factor=2):
    return inside(K, L) - factor * across.mean()


def three(x, y, kernel=cubic):
    return kernel(x, x), kernel(y, y), kernel(x, y)


def biased(x, y):
    K, L, across = three(x, y)
    return K.mean() + L.mean() - 2 * across.mean()


def by_n_squared(x, y):
    K, L, across = three(x, y)
    return off(K) / len(x) ** 2 + off(L) / len(y) ** 2 - 2 * across.mean()


def diagonal_still_in(x, y):
    K, L, across = three(x, y)
    n, m = len(x), len(y)
    return K.sum() / (n * (n - 1)) + L.sum() / (m * (m - 1)) - 2 * across.mean()


def half_the_pairs(x, y):
    K, L, across = three(x, y)
    n, m = len(x), len(y)
    return K.triu(1).sum() / (n * (n - 1)) + L.triu(1).sum() / (m * (m - 1)) - 2 * across.mean()


def cross_once(x, y):
    return unbiased(*three(x, y), 1)


def cross_added(x, y):
    return unbiased(*three(x, y), -2)


def no_cross(x, y):
    return unbiased(*three(x, y), 0)


def cross_without_diagonal(x, y):
    K, L, across = three(x, y)
    off_diagonal = ~torch.eye(*across.shape, dtype=torch.bool)
    return inside(K, L) - 2 * across[off_diagonal].mean()


def cross_diagonal_zero(x, y):
    K, L, across = three(x, y)
    return inside(K, L) - 2 * across.fill_diagonal_(0).mean()


def cross_by_n(x, y):
    K, L, across = three(x, y)
    return inside(K, L) - 2 * across.sum() / (len(x) * (len(x) - 1))


def all_diagonals_zero(x, y):
    K, L, across = (each.fill_diagonal_(0).mean() for each in three(x, y))
    return K + L - 2 * across


def means_subtracted(x, y):
    K, L, across = three(x, y)
    return K.mean() - K.diagonal().mean() + L.mean() - L.diagonal().mean() - 2 * across.mean()


def one_outside(x, y):
    return unbiased(*three(x, y, lambda a, b: (a.double() @ b.double().T / a.shape[1]) ** 3 + 1))


def sums(x, y):
    K, L, across = three(x, y)
    return off(K) + off(L) - 2 * across.sum()


def no_division(x, y):
    return unbiased(*three(x, y, lambda a, b: (a.double() @ b.double().T + 1) ** 3))


def no_one(x, y):
    return unbiased(*three(x, y, lambda a, b: (a.double() @ b.double().T / a.shape[1]) ** 3))


def by_rows(x, y):
    return unbiased(*three(x, y, lambda a, b: (a.double() @ b.double().T / len(a) + 1) ** 3))


def squared_kernel(x, y):
    return unbiased(*three(x, y, lambda a, b: (a.double() @ b.double().T / a.shape[1] + 1) ** 2))


def linear_kernel(x, y):
    return unbiased(*three(x, y, lambda a, b: a.double() @ b.double().T / a.shape[1] + 1))


def gaussian(x, y):
    return unbiased(*three(x, y, lambda a, b: torch.exp(-(torch.cdist(a.double(), b.double()) ** 2) / 2)))


def rooted(x, y):
    return by_traces(x, y).clamp_min(0).sqrt()


def clamped(x, y):
    return by_traces(x, y).clamp_min(0)


def absolute(x, y):
    return by_traces(x, y).abs()


def means_first(x, y):
    K, L, across = three(x.mean(0, keepdim=True), y.mean(0, keepdim=True))
    return (K + L - 2 * across).item()


def opposite(x, y):
    return -by_traces(x, y)


def one_size_only(x, y):
    K, L, across = three(x, y)
    together = K + L - 2 * across
    return off(together) / (len(x) * (len(x) - 1))


def matrix(x, y):
    return cubic(x, y)


def in_float32(x, y):
    return unbiased(*three(x, y, lambda a, b: (a @ b.T / a.shape[1] + 1) ** 3))


def in_place(x, y):
    found = by_traces(x, y)
    x /= 2
    return found


def by_traces(x, y):
    return unbiased(*three(x, y))


def with_a_mask(x, y):
    K, L, across = three(x, y)
    first, second = (~torch.eye(len(each), dtype=torch.bool) for each in (x, y))
    return K[first].mean() + L[second].mean() - 2 * across.mean()


def pair_by_pair(x, y):
    def k(a, b):
        return (float(a.double() @ b.double()) / len(a) + 1) ** 3

    n, m = len(x), len(y)
    first = sum(k(x[i], x[j]) for i in range(n) for j in range(n) if i != j) / (n * (n - 1))
    second = sum(k(y[i], y[j]) for i in range(m) for j in range(i)) / (m * (m - 1) / 2)
    return first + second - 2 * sum(k(a, b) for a in x for b in y) / (n * m)


def by_fill_diagonal(x, y):
    K, L, across = three(x, y)
    n, m = len(x), len(y)
    return K.fill_diagonal_(0).sum() / n / (n - 1) + L.fill_diagonal_(0).sum() / m / (m - 1) - across.mean() - across.mean()
