"""Checks of lesson 02: three inverse cdfs by formula."""

import math

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

three_quantiles = Task("02.three_quantiles", "three inverse cdfs by formula", points=3)

LAWS = ("Laplace", "Cauchy", "triangular")


def levels(draw: Draw, n: int) -> Tensor:
    """Levels on both sides of 1/2, and 1/2 itself."""
    low, high = draw.uniform(n, low=0.02, high=0.45).double(), draw.uniform(n, low=0.55, high=0.98).double()
    u = torch.cat([low, torch.tensor([0.5], dtype=torch.float64), high])
    return u[torch.randperm(len(u), generator=draw.stream)]


def law(reply: Reply, number: int, u: Tensor, dtype: torch.dtype | None = None) -> Tensor:
    """The quantiles of one of the three laws."""
    value = reply.parts(3)[number]
    if value is None:
        raise Mistake(f"the {LAWS[number]} law's is still None")
    if isinstance(value, Tensor) and value.is_floating_point() and value.isnan().any():
        at = u[value.isnan()][0].item() if value.shape == u.shape else math.nan
        raise Mistake(f"at u = {at:.3g} it gives nan: is a logarithm or a root taken of a negative number?")
    return as_tensor(value, tuple(u.shape), dtype)


@three_quantiles.property("Laplace: half of the mass on either side of 0", hint=1)
def _laplace(answer: Answer, draw: Draw) -> None:
    u = levels(draw, draw.size(4, 7))
    value = law(ask(answer, u), 0, u)
    lower, upper = (2 * u).log(), (2 * (1 - u)).log()
    right = torch.where(u < 0.5, lower, -upper)
    suspects = {
        "it falls where the quantile function rises: u and 1 - u are exchanged": -right,
        "the branch for x < 0 is used everywhere: above u = 1/2 the cdf is 1 - exp(-x)/2": lower,
        "the branch for x > 0 is used everywhere: below u = 1/2 the cdf is exp(x)/2": -upper,
        "the two branches are exchanged: x < 0 belongs to u < 1/2": torch.where(u < 0.5, -upper, lower),
        "the branch above u = 1/2 has the wrong sign: half of the law lies above 0": torch.where(u < 0.5, lower, upper),
        "the factor 2 is missing: at u = 1/2 the quantile is 0": torch.where(u < 0.5, u.log(), -(1 - u).log()),
        "half of it: the 2 stands inside the logarithm, as u = exp(x)/2 says": right / 2,
        "this is the exponential law's": -(1 - u).log(),
        "this is the cdf, not its inverse": torch.where(u < 0, u.exp() / 2, 1 - (-u).exp() / 2),
    }
    expect(value, right, suspects, what="the Laplace law's quantile")


@three_quantiles.property("Cauchy: the arctangent turned round", hint=2)
def _cauchy(answer: Answer, draw: Draw) -> None:
    u = levels(draw, draw.size(4, 7))
    value = law(ask(answer, u), 1, u)
    suspects = {
        "it falls where the quantile function rises: the sign is wrong": -torch.tan(math.pi * (u - 0.5)),
        "the 1/2 is missing: solve u = 1/2 + arctan(x)/π for arctan(x) first": torch.tan(math.pi * u),
        "the factor π is missing: arctan(x) = π (u - 1/2)": torch.tan(u - 0.5),
        "it divides by π where it must multiply: arctan(x) = π (u - 1/2)": torch.tan((u - 0.5) / math.pi),
        "the 1/2 is subtracted after multiplying by π: arctan(x) = π (u - 1/2)": torch.tan(math.pi * u - 0.5),
        "the tangent is of the angle, not the arctangent: arctan(x) = π (u - 1/2)": torch.atan(math.pi * (u - 0.5)),
        "this is the angle: its tangent is the quantile": math.pi * (u - 0.5),
        "an angle is in radians, from -π/2 to π/2": torch.tan(180 * (u - 0.5)),
        "this is the cdf, not its inverse": 0.5 + torch.atan(u) / math.pi,
    }
    expect(value, torch.tan(math.pi * (u - 0.5)), suspects, what="the Cauchy law's quantile")


@three_quantiles.property("triangular: two halves, each a root", hint=3)
def _triangular(answer: Answer, draw: Draw) -> None:
    u = levels(draw, draw.size(4, 7))
    value = law(ask(answer, u), 2, u)
    lower, upper = (2 * u).sqrt() - 1, 1 - (2 * (1 - u)).sqrt()
    right = torch.where(u < 0.5, lower, upper)
    suspects = {
        "it falls where the quantile function rises: u and 1 - u are exchanged": -right,
        "the branch for x < 0 is used everywhere: above u = 1/2 the cdf is 1 - (1 - x)²/2": lower,
        "the branch for x > 0 is used everywhere: below u = 1/2 the cdf is (1 + x)²/2": upper,
        "the two branches are exchanged: x < 0 belongs to u < 1/2": torch.where(u < 0.5, upper, lower),
        "the negative root is taken below u = 1/2: 1 + x is the positive one": torch.where(u < 0.5, -(2 * u).sqrt() - 1, upper),
        "the negative root is taken above u = 1/2: 1 - x is the positive one": torch.where(u < 0.5, lower, 2 - upper),
        "both roots are negative: 1 + x and 1 - x are positive": torch.where(u < 0.5, -2 - lower, 2 - upper),
        "the factor 2 is missing: at u = 1/2 the quantile is 0": torch.where(u < 0.5, u.sqrt() - 1, 1 - (1 - u).sqrt()),
        "the root is missing": torch.where(u < 0.5, 2 * u - 1, 1 - 2 * (1 - u)),
        "it keeps 1 ± x: x itself is wanted": torch.where(u < 0.5, (2 * u).sqrt(), (2 * (1 - u)).sqrt()),
    }
    expect(value, right, suspects, what="the triangular law's quantile")


@three_quantiles.property("far out: twelve digits at u = 1e-100", hint=4)
def _far_out(answer: Answer, draw: Draw) -> None:
    u = 10 ** -torch.cat([draw.uniform(2, low=20, high=60), torch.tensor([100.0])]).double()
    reply = ask(answer, u)
    exact = (2 * u).log(), -1 / (math.pi * u)  # tan t = t (1 + O(t²)), far below rounding here
    for number, right in enumerate(exact):
        value = reply.parts(3)[number]
        if isinstance(value, Tensor) and value.isneginf().any():
            raise Mistake(f"the {LAWS[number]} law's is -inf: a difference such as 1 - 2u, or u - 1/2, has swallowed u")
        swallowed = "u - 1/2 has swallowed u: close to a right angle use the other angle, tan(t - π/2) = -1/tan(t)"
        suspects = {swallowed: torch.tan(math.pi * (u - 0.5))} if number == 1 else None
        expect(
            law(reply, number, u),
            right,
            suspects,
            what=f"the {LAWS[number]} law's quantile at u = {u[0]:.0e}",
            rtol=1e-12,
            atol=0,
        )


@three_quantiles.property("any shape; float64 in, float64 out; `u` stays as it was")
def _three_kept(answer: Answer, draw: Draw) -> None:
    u = draw.uniform(draw.size(2, 3), draw.size(4, 5), low=0.05, high=0.95).double()
    reply = ask(answer, u)
    reply.check_unchanged({0: "u"})
    for number in range(3):
        law(reply, number, u, torch.float64)
    for number in range(3):
        law(ask(answer, u[0, :1]), number, u[0, :1])
