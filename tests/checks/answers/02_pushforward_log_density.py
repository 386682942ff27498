"""Answers to 02.pushforward_log_density."""

import torch

WRONG = {
    "no_slope": "the slope is missing",
    "plus": "the sign of the slope's part",
    "at_x": "the latent's density is taken at x",
    "density": "the density, not its logarithm",
    "slope_not_log": "the slope is subtracted from a logarithm",
    "divided": "in logarithms a division is a subtraction",
    "no_size": "logarithm taken of a negative slope",
    "slope_at_x": "the slope is taken at x",
    "of_the_mean": "n times too small",
    "summed": "it adds all slopes up",
    "mean_slope": "the mean of the slopes",
    "jacobian": "a number for each pair",
    "single": "the dtype must be float64",
    "in_place": "changes its input `z`",
    "number": "must return a tensor",
    "many_numbers": "give them a sum",
}
RIGHT = ["with_ones", "by_differences", "one_by_one"]


def slope_of(generator, z):
    z = z.detach().clone().requires_grad_()
    return torch.autograd.grad(generator(z).sum(), z)[0]


def with_ones(generator, log_density, z):
    z = z.detach().clone().requires_grad_()
    x = generator(z)
    x.backward(torch.ones_like(x))
    slope, z = z.grad, z.detach()
    return log_density(z) - slope.abs().log()


def by_differences(generator, log_density, z):
    h = 1e-5
    return log_density(z) - ((generator(z + h) - generator(z - h)) / (2 * h)).abs().log()


def one_by_one(generator, log_density, z):
    return torch.stack([log_density(each) - slope_of(generator, each[None])[0].abs().log() for each in z])


def no_slope(generator, log_density, z):
    return log_density(z)


def plus(generator, log_density, z):
    return log_density(z) + slope_of(generator, z).abs().log()


def at_x(generator, log_density, z):
    return log_density(generator(z)) - slope_of(generator, z).abs().log()


def density(generator, log_density, z):
    return log_density(z).exp() / slope_of(generator, z).abs()


def slope_not_log(generator, log_density, z):
    return log_density(z) - slope_of(generator, z).abs()


def divided(generator, log_density, z):
    return log_density(z) / slope_of(generator, z).abs()


def no_size(generator, log_density, z):
    return log_density(z) - slope_of(generator, z).log()


def slope_at_x(generator, log_density, z):
    return log_density(z) - slope_of(generator, generator(z)).abs().log()


def of_the_mean(generator, log_density, z):
    z = z.detach().clone().requires_grad_()
    generator(z).mean().backward()
    return log_density(z) - z.grad.abs().log()


def summed(generator, log_density, z):
    return log_density(z) - slope_of(generator, z).abs().sum().log()


def mean_slope(generator, log_density, z):
    return log_density(z) - slope_of(generator, z).abs().mean().log()


def jacobian(generator, log_density, z):
    return log_density(z) - torch.autograd.functional.jacobian(generator, z).abs().log()


def single(generator, log_density, z):
    return with_ones(generator, log_density, z).float()


def in_place(generator, log_density, z):
    value = with_ones(generator, log_density, z)
    z += 1e-3
    return value


def number(generator, log_density, z):
    return with_ones(generator, log_density, z).mean().item()


def many_numbers(generator, log_density, z):
    z = z.clone().requires_grad_()
    generator(z).backward()
    return log_density(z.detach()) - z.grad.abs().log()
