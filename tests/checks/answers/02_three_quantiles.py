"""Answers to 02.three_quantiles."""

import math

import torch

WRONG = {
    "laplace_falls": "u and 1 - u are exchanged",
    "laplace_lower_only": "the branch for x < 0 is used everywhere",
    "laplace_upper_only": "the branch for x > 0 is used everywhere",
    "laplace_sign": "half of the law lies above 0",
    "laplace_no_two": "the factor 2 is missing",
    "exponential": "the exponential law's",
    "cauchy_no_half": "the 1/2 is missing",
    "cauchy_no_pi": "the factor π is missing",
    "cauchy_divided": "divides by π",
    "cauchy_arctangent": "the tangent is of the angle",
    "cauchy_cdf": "the cdf, not its inverse",
    "cauchy_near_zero": "u - 1/2 has swallowed u",
    "laplace_far_out": "has swallowed u",
    "triangular_lower_only": "the branch for x < 0 is used everywhere",
    "triangular_negative_root": "the negative root is taken",
    "triangular_no_two": "the factor 2 is missing",
    "triangular_no_root": "the root is missing",
    "triangular_shifted": "x itself is wanted",
    "nan_above": "gives nan",
    "unfinished": "is still None",
    "two_of_three": "must return 3 values",
    "one_number_at_a_time": "Boolean value of Tensor",
    "single": "the dtype must be float64",
    "in_place": "changes its input `u`",
}
RIGHT = ["by_sign", "with_masks"]


def laplace(u):
    return torch.where(u < 0.5, (2 * u).log(), -(2 * (1 - u)).log())


def cauchy(u):
    return -1 / torch.tan(math.pi * u)


def triangular(u):
    return torch.where(u < 0.5, (2 * u).sqrt() - 1, 1 - (2 * (1 - u)).sqrt())


def by_sign(u):
    sign, tail = torch.where(u < 0.5, -1.0, 1.0).double(), torch.minimum(u, 1 - u)
    return -sign * (2 * tail).log(), sign / torch.tan(math.pi * tail), sign * (1 - (2 * tail).sqrt())


def with_masks(u):
    low = u < 0.5
    values = [torch.empty_like(u) for _ in range(3)]
    values[0][low], values[0][~low] = (2 * u[low]).log(), -(2 - 2 * u[~low]).log()
    values[1][:] = torch.cos(math.pi * u) / -torch.sin(math.pi * u)
    values[2][low], values[2][~low] = (2 * u[low]).sqrt() - 1, 1 - (2 - 2 * u[~low]).sqrt()
    return values


def laplace_falls(u):
    return laplace(1 - u), cauchy(u), triangular(u)


def laplace_lower_only(u):
    return (2 * u).log(), cauchy(u), triangular(u)


def laplace_upper_only(u):
    return -(2 * (1 - u)).log(), cauchy(u), triangular(u)


def laplace_sign(u):
    return torch.where(u < 0.5, (2 * u).log(), (2 * (1 - u)).log()), cauchy(u), triangular(u)


def laplace_no_two(u):
    return torch.where(u < 0.5, u.log(), -(1 - u).log()), cauchy(u), triangular(u)


def exponential(u):
    return -torch.log1p(-u), cauchy(u), triangular(u)


def cauchy_no_half(u):
    return laplace(u), torch.tan(math.pi * u), triangular(u)


def cauchy_no_pi(u):
    return laplace(u), torch.tan(u - 0.5), triangular(u)


def cauchy_divided(u):
    return laplace(u), torch.tan((u - 0.5) / math.pi), triangular(u)


def cauchy_arctangent(u):
    return laplace(u), torch.atan(math.pi * (u - 0.5)), triangular(u)


def cauchy_cdf(u):
    return laplace(u), torch.atan(u) / math.pi + 0.5, triangular(u)


def cauchy_near_zero(u):
    return laplace(u), torch.tan(math.pi * (u - 0.5)), triangular(u)


def laplace_far_out(u):
    side = u - 0.5
    return -side.sign() * torch.log1p(-2 * side.abs()), cauchy(u), triangular(u)


def triangular_lower_only(u):
    return laplace(u), cauchy(u), (2 * u).sqrt() - 1


def triangular_negative_root(u):
    return laplace(u), cauchy(u), torch.where(u < 0.5, -1 - (2 * u).sqrt(), 1 - (2 * (1 - u)).sqrt())


def triangular_no_two(u):
    return laplace(u), cauchy(u), torch.where(u < 0.5, u.sqrt() - 1, 1 - (1 - u).sqrt())


def triangular_no_root(u):
    return laplace(u), cauchy(u), 2 * u - 1


def triangular_shifted(u):
    return laplace(u), cauchy(u), torch.where(u < 0.5, (2 * u).sqrt(), (2 * (1 - u)).sqrt())


def nan_above(u):
    return laplace(u), cauchy(u), torch.where(u < 0.5, (2 * u).sqrt() - 1, 1 - (2 * (0.5 - u)).sqrt())


def unfinished(u):
    return laplace(u), cauchy(u), None


def two_of_three(u):
    return laplace(u), cauchy(u)


def one_number_at_a_time(u):
    x = torch.log(2 * u) if u < 0.5 else -torch.log(2 * (1 - u))
    return x, cauchy(u), triangular(u)


def single(u):
    return laplace(u).float(), cauchy(u).float(), triangular(u).float()


def in_place(u):
    laws = laplace(u), cauchy(u), triangular(u)
    u *= 2
    return laws
