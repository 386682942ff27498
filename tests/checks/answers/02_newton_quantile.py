"""Answers to 02.newton_quantile."""

import torch

WRONG = {
    "newton_alone": "leaves the bracket",
    "always_middle": "as in bisection",
    "bisection": "it never asks the density",
    "cut_off": "cut off at its end",
    "fixed_bracket": "the bracket never shrinks",
    "sides_exchanged": "the wrong end of the bracket is moved",
    "wrong_sign": "Newton's step the wrong sign",
    "times_density": "multiplied by the density",
    "no_density": "not divided by the density",
    "ends_outside": "an end of the bracket is not outside",
    "fixed_number": "ignores `steps`",
    "no_step": "no step is taken",
    "lower_end": "the lower end",
    "one_for_all": "Boolean value of Tensor",
    "single": "the dtype must be float64",
    "in_place": "changes its input `u`",
}
RIGHT = ["with_masks", "ends_given_first"]


def search(cdf, density, u, low, high, steps, choose):
    """Newton's step inside a bracket, with a rule of its own for the next x."""
    below, above = torch.full_like(u, low), torch.full_like(u, high)
    x = (below + above) / 2
    for _ in range(steps):
        value = cdf(x)
        below, above = torch.where(value < u, x, below), torch.where(value < u, above, x)
        x = choose(x, value - u, density(x), below, above)
    return x


def inside_or_middle(x, gap, slope, below, above):
    there = x - gap / slope
    return torch.where((there >= below) & (there <= above), there, (below + above) / 2)


def with_masks(cdf, density, u, low, high, steps):
    ends = torch.stack([torch.full_like(u, low), torch.full_like(u, high)])
    x = ends.mean(0)
    for _ in range(steps):
        gap = cdf(x) - u
        ends[0][gap < 0], ends[1][gap >= 0] = x[gap < 0], x[gap >= 0]
        x = x - gap / density(x)
        out = ~((x >= ends[0]) & (x <= ends[1]))
        x[out] = ends.mean(0)[out]
    return x


def ends_given_first(cdf, density, u, low, high, steps):
    if not bool(((cdf(torch.full_like(u, low)) < u) & (u <= cdf(torch.full_like(u, high)))).all()):
        raise ValueError("the ends do not bracket every level")
    return search(cdf, density, u, low, high, steps, inside_or_middle)


def newton_alone(cdf, density, u, low, high, steps):
    return search(cdf, density, u, low, high, steps, lambda x, gap, slope, below, above: x - gap / slope)


def always_middle(cdf, density, u, low, high, steps):
    return search(cdf, density, u, low, high, steps, lambda x, gap, slope, below, above: (below + above) / 2)


def bisection(cdf, density, u, low, high, steps):
    below, above = torch.full_like(u, low), torch.full_like(u, high)
    for _ in range(steps):
        middle = (below + above) / 2
        reached = cdf(middle) >= u
        below, above = torch.where(reached, below, middle), torch.where(reached, middle, above)
    return above


def cut_off(cdf, density, u, low, high, steps):
    def choose(x, gap, slope, below, above):
        return torch.minimum(torch.maximum(x - gap / slope, below), above)

    return search(cdf, density, u, low, high, steps, choose)


def fixed_bracket(cdf, density, u, low, high, steps):
    def choose(x, gap, slope, below, above):
        there = x - gap / slope
        return torch.where((there >= low) & (there <= high), there, (low + high) / 2)

    return search(cdf, density, u, low, high, steps, choose)


def sides_exchanged(cdf, density, u, low, high, steps):
    below, above = torch.full_like(u, low), torch.full_like(u, high)
    x = (below + above) / 2
    for _ in range(steps):
        value = cdf(x)
        below, above = torch.where(value < u, below, x), torch.where(value < u, x, above)
        x = inside_or_middle(x, value - u, density(x), below, above)
    return x


def wrong_sign(cdf, density, u, low, high, steps):
    def choose(x, gap, slope, below, above):
        return inside_or_middle(x, -gap, slope, below, above)

    return search(cdf, density, u, low, high, steps, choose)


def times_density(cdf, density, u, low, high, steps):
    def choose(x, gap, slope, below, above):
        return inside_or_middle(x, gap, 1 / slope, below, above)

    return search(cdf, density, u, low, high, steps, choose)


def no_density(cdf, density, u, low, high, steps):
    def choose(x, gap, slope, below, above):
        return inside_or_middle(x, gap, 1.0, below, above)

    return search(cdf, density, u, low, high, steps, choose)


def ends_outside(cdf, density, u, low, high, steps):
    def choose(x, gap, slope, below, above):
        there = x - gap / slope
        return torch.where((there > below) & (there < above), there, (below + above) / 2)

    return search(cdf, density, u, low, high, steps, choose)


def fixed_number(cdf, density, u, low, high, steps):
    return search(cdf, density, u, low, high, 100, inside_or_middle)


def no_step(cdf, density, u, low, high, steps):
    return torch.full_like(u, (low + high) / 2)


def lower_end(cdf, density, u, low, high, steps):
    return torch.full_like(u, low)


def one_for_all(cdf, density, u, low, high, steps):
    x = torch.full_like(u, (low + high) / 2)
    for _ in range(steps):
        if cdf(x) < u:
            low = x
        else:
            high = x
        x = (low + high) / 2
    return x


def single(cdf, density, u, low, high, steps):
    return search(cdf, density, u, low, high, steps, inside_or_middle).float()


def in_place(cdf, density, u, low, high, steps):
    value = search(cdf, density, u, low, high, steps, inside_or_middle)
    u.copy_(value)
    return value
