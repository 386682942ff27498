"""Answers to 02.sorted_loss."""

import torch

WRONG = {
    "unsorted": "neither set is sorted",
    "fake_only": "the real numbers are not sorted",
    "real_only": "the fake numbers are not sorted",
    "opposite": "one set rises where the other falls",
    "summed": "the sum over the pairs",
    "absolute": "the mean absolute difference",
    "rooted": "the square root",
    "not_squared": "the differences are not squared",
    "mean_first": "the mean is taken before the square",
    "ranks": "these are places, not values",
    "all_pairs": "each has one partner",
    "not_reduced": "reduce over the batch",
    "detached": "no gradient reaches the fakes",
    "python_number": "no gradient reaches the fakes",
    "constant": "it ignores its arguments",
    "in_place": "changes its input `fake`",
    "no_values": "it raises",
}
RIGHT = ["with_mse_loss", "through_places", "sorted_downwards"]


def with_mse_loss(fake, real):
    return torch.nn.functional.mse_loss(torch.sort(fake)[0], torch.sort(real)[0])


def through_places(fake, real):
    return ((fake[fake.argsort()] - real[real.argsort()]) ** 2).mean()


def sorted_downwards(fake, real):
    return (fake.sort(descending=True).values - real.sort(descending=True).values).pow(2).sum() / len(fake)


def unsorted(fake, real):
    return (fake - real).square().mean()


def fake_only(fake, real):
    return (fake.sort().values - real).square().mean()


def real_only(fake, real):
    return (fake - real.sort().values).square().mean()


def opposite(fake, real):
    return (fake.sort().values - real.sort(descending=True).values).square().mean()


def summed(fake, real):
    return (fake.sort().values - real.sort().values).square().sum()


def absolute(fake, real):
    return (fake.sort().values - real.sort().values).abs().mean()


def rooted(fake, real):
    return (fake.sort().values - real.sort().values).square().mean().sqrt()


def not_squared(fake, real):
    return (fake.sort().values - real.sort().values).mean()


def mean_first(fake, real):
    return (fake.sort().values - real.sort().values).mean() ** 2


def ranks(fake, real):
    return (fake.argsort() - real.argsort()).double().square().mean()


def all_pairs(fake, real):
    return (fake[:, None] - real[None]).square().mean()


def not_reduced(fake, real):
    return (fake.sort().values - real.sort().values).square()


def detached(fake, real):
    return (fake.detach().sort().values - real.sort().values).square().mean()


def python_number(fake, real):
    return (fake.sort().values - real.sort().values).square().mean().item()


def constant(fake, real):
    return 0.0 * fake.sum()


def in_place(fake, real):
    with torch.no_grad():
        fake.copy_(fake.sort().values)
    return (fake - real.sort().values).square().mean()


def no_values(fake, real):
    return (fake.sort() - real.sort()).square().mean()
