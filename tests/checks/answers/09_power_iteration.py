"""Answers to 09.power_iteration."""

import torch
from torch.nn.functional import normalize

WRONG = {
    "exact": "this is the largest singular value itself",
    "frobenius": "this is the Frobenius norm",
    "largest_entry": "this is the largest entry",
    "longest_row": "this is the longest row of W",
    "nuclear": "this is the sum of all singular values",
    "squared": "this is the square of sigma",
    "old_u": "sigma is made with the u from before the last step",
    "v_not_normalised": "u is normalised and v is not",
    "u_not_normalised": "bring u to length 1",
    "none_normalised": "neither u nor v is normalised",
    "v_once": "v, computed once before the loop",
    "u_stays": "u is never replaced",
    "one_step": "`steps` is ignored",
    "one_more": "one step too many is taken",
    "one_less": "one step too few is taken",
    "from_ones": "it begins at a u of ones",
    "minus": "the sign is wrong",
    "by_absolute_sum": "scaled by the sum of absolute values",
    "by_largest": "scaled by their largest entry",
    "by_square": "divided by their squared length",
    "not_transposed": "a product does not line up",
    "eigenvalue": "a product does not line up",
    "random_start": "two calls with the same W and u",
    "u_returned_old": "u is the one that came in",
    "v_returned_raw": "v has the length",
    "u_returned_raw": "u has the length",
    "exchanged": "u and v are exchanged",
    "sigma_last": "sigma must be one number, and comes first",
    "the_matrix": "leave W / sigma to the caller",
    "not_added_up": "products that are not added up",
    "along_axis_one": "a vector has one axis alone",
    "sigma_alone": "it must return 3 values together",
    "nan_at_zero": "0/0 is no number",
    "never_stops_at_zero": "sigma of a matrix of zeros",
    "in_place": "changes its input `u`",
    "no_default": "steps has no default",
    "ten_by_default": "10 steps are taken by default",
    "with_columns": "u and v are vectors",
}
RIGHT = ["by_normalize", "length_of_Wv", "by_einsum", "matmul_words", "guarded"]


def unit(x):
    return x / x.norm().clamp_min(1e-12)


def by_normalize(W, u, steps=1):
    for _ in range(steps):
        v = normalize(W.T @ u, dim=0)
        u = normalize(W @ v, dim=0)
    return torch.dot(u, W @ v), u, v


def length_of_Wv(W, u, steps=1):  # noqa: N802
    for _ in range(steps):
        v = unit(u @ W)
        Wv = W @ v
        u = unit(Wv)
    return Wv.norm(), u, v


def by_einsum(W, u, steps=1):
    step = 0
    while step < steps:
        v = torch.einsum("ij,i->j", W, u)
        v = v / (torch.linalg.vector_norm(v) + 1e-12)
        u = torch.einsum("ij,j->i", W, v)
        u = u / (torch.linalg.vector_norm(u) + 1e-12)
        step += 1
    return torch.einsum("i,ij,j->", u, W, v).item(), u, v


def matmul_words(W, u, steps=1):
    u = u.clone()
    for _ in range(steps):
        v = torch.mv(W.t(), u)
        v /= max(float(v.norm()), 1e-12)
        u = torch.mv(W, v)
        u /= max(float(u.norm()), 1e-12)
    return u.dot(W.mv(v)), u, v


def guarded(W, u, steps=1):
    for _ in range(steps):
        v = W.T @ u
        if v.norm() > 0:
            v = v / v.norm()
        u = W @ v
        if u.norm() > 0:
            u = u / u.norm()
    return u @ (W @ v), u, v


def walked(W, u, steps, of_v=unit, of_u=unit):
    for _ in range(steps):
        v = of_v(W.T @ u)
        u = of_u(W @ v)
    return u @ W @ v, u, v


def exact(W, u, steps=1):
    U, S, Vh = torch.linalg.svd(W)
    return S[0], U[:, 0], Vh[0]


def replaced(sigma, W, u, steps):
    return sigma, *walked(W, u, steps)[1:]


def frobenius(W, u, steps=1):
    return replaced(W.norm(), W, u, steps)


def largest_entry(W, u, steps=1):
    return replaced(W.abs().max(), W, u, steps)


def longest_row(W, u, steps=1):
    return replaced(W.norm(dim=1).max(), W, u, steps)


def nuclear(W, u, steps=1):
    return replaced(torch.linalg.svdvals(W).sum(), W, u, steps)


def squared(W, u, steps=1):
    return replaced(walked(W, u, steps)[0] ** 2, W, u, steps)


def old_u(W, u, steps=1):
    for _ in range(steps):
        v = unit(W.T @ u)
        sigma = u @ W @ v
        u = unit(W @ v)
    return sigma, u, v


def same(x):
    return x


def v_not_normalised(W, u, steps=1):
    return walked(W, u, steps, of_v=same)


def u_not_normalised(W, u, steps=1):
    return walked(W, u, steps, of_u=same)


def none_normalised(W, u, steps=1):
    return walked(W, u, steps, of_v=same, of_u=same)


def v_once(W, u, steps=1):
    v = unit(W.T @ u)
    for _ in range(steps):
        u = unit(W @ v)
    return u @ W @ v, u, v


def u_stays(W, u, steps=1):
    for _ in range(steps):
        v = unit(W.T @ u)
    return u @ W @ v, u, v


def one_step(W, u, steps=1):
    return walked(W, u, 1)


def one_more(W, u, steps=1):
    return walked(W, u, steps + 1)


def one_less(W, u, steps=1):
    if steps == 1:
        return walked(W, u, 1)
    return walked(W, u, steps - 1)


def from_ones(W, u, steps=1):
    return walked(W, unit(torch.ones(len(W))), steps)


def minus(W, u, steps=1):
    sigma, u, v = walked(W, u, steps)
    return -sigma, -u, v


def by_absolute_sum(W, u, steps=1):
    return walked(W, u, steps, *[lambda x: x / x.abs().sum()] * 2)


def by_largest(W, u, steps=1):
    return walked(W, u, steps, *[lambda x: x / x.abs().max()] * 2)


def by_square(W, u, steps=1):
    return walked(W, u, steps, *[lambda x: x / (x @ x)] * 2)


def not_transposed(W, u, steps=1):
    for _ in range(steps):
        v = unit(W @ u)
        u = unit(W @ v)
    return u @ W @ v, u, v


def eigenvalue(W, u, steps=1):
    for _ in range(steps):
        u = unit(W @ u)
    return u @ W @ u, u, u


def random_start(W, u, steps=1):
    return walked(W, unit(torch.randn(len(W))), steps)


def u_returned_old(W, u, steps=1):
    sigma, _, v = walked(W, u, steps)
    return sigma, u, v


def v_returned_raw(W, u, steps=1):
    sigma, new_u, _ = walked(W, u, steps)
    if steps > 1:
        _, u, _ = walked(W, u, steps - 1)
    return sigma, new_u, W.T @ u


def u_returned_raw(W, u, steps=1):
    sigma, _, v = walked(W, u, steps)
    return sigma, W @ v, v


def exchanged(W, u, steps=1):
    sigma, u, v = walked(W, u, steps)
    return sigma, v, u


def sigma_last(W, u, steps=1):
    sigma, u, v = walked(W, u, steps)
    return u, v, sigma


def the_matrix(W, u, steps=1):
    sigma, u, v = walked(W, u, steps)
    return W / sigma, u, v


def not_added_up(W, u, steps=1):
    _, u, v = walked(W, u, steps)
    return u * (W @ v), u, v


def along_axis_one(W, u, steps=1):
    return walked(W, u, steps, normalize, normalize)


def sigma_alone(W, u, steps=1):
    return walked(W, u, steps)[0]


def nan_at_zero(W, u, steps=1):
    return walked(W, u, steps, *[lambda x: x / x.norm()] * 2)


def never_stops_at_zero(W, u, steps=1):
    sigma, u, v = walked(W, u, steps)
    return sigma.clamp_min(1e-3), u, v


def in_place(W, u, steps=1):
    _, new, v = walked(W, u, steps)
    u.copy_(new)
    return u @ W @ v, u, v


def no_default(W, u, steps):
    return walked(W, u, steps)


def ten_by_default(W, u, steps=10):
    return walked(W, u, steps)


def with_columns(W, u, steps=1):
    u = u[:, None]
    for _ in range(steps):
        v = unit(W.T @ u)
        u = unit(W @ v)
    return torch.dot(u, W @ v), u, v
