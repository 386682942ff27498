"""Answers to 02.gradient_step."""

import torch

WRONG = {
    "climbs": "it climbs",
    "gradient_only": "this is the gradient: return the weights",
    "rate_times_gradient": "the gradient times the rate",
    "no_rate": "the rate is missing",
    "divided": "it divides by the rate",
    "not_moved": "the weights have not moved",
    "exchanged": "the arguments of `loss` are exchanged",
    "own_loss": "use the `loss` that it is given",
    "sorts": "the business of the `loss`",
    "two_steps": "it takes two steps",
    "sign_only": "only the gradient's sign",
    "with_graph": "still requires a gradient",
    "in_place": "changes its input `weights`",
    "no_return": "the `return` missing",
    "no_requires_grad": "does not require grad",
    "single": "the dtype must be float64",
    "leaf_in_place": "changed in place: make a new one",
}
RIGHT = ["with_backward", "in_a_new_tensor"]


def gradient(generate, loss, weights, u, real):
    weights = weights.detach().clone().requires_grad_()
    return torch.autograd.grad(loss(generate(u, weights), real), weights)[0]


def with_backward(generate, loss, weights, u, real, rate):
    own = weights.detach().clone().requires_grad_()
    loss(generate(u, own), real).backward()
    return own.detach() - rate * own.grad


def in_a_new_tensor(generate, loss, weights, u, real, rate):
    moved = weights.clone()
    moved -= rate * gradient(generate, loss, weights, u, real)
    return moved


def climbs(generate, loss, weights, u, real, rate):
    return weights + rate * gradient(generate, loss, weights, u, real)


def gradient_only(generate, loss, weights, u, real, rate):
    return gradient(generate, loss, weights, u, real)


def rate_times_gradient(generate, loss, weights, u, real, rate):
    return rate * gradient(generate, loss, weights, u, real)


def no_rate(generate, loss, weights, u, real, rate):
    return weights - gradient(generate, loss, weights, u, real)


def divided(generate, loss, weights, u, real, rate):
    return weights - gradient(generate, loss, weights, u, real) / rate


def not_moved(generate, loss, weights, u, real, rate):
    gradient(generate, loss, weights, u, real)
    return weights


def exchanged(generate, loss, weights, u, real, rate):
    return weights - rate * gradient(generate, lambda fake, real: loss(real, fake), weights, u, real)


def own_loss(generate, loss, weights, u, real, rate):
    return weights - rate * gradient(generate, lambda fake, real: (fake - real).square().mean(), weights, u, real)


def sorts(generate, loss, weights, u, real, rate):
    return weights - rate * gradient(lambda u, w: generate(u, w).sort().values, loss, weights, u, real.sort().values)


def two_steps(generate, loss, weights, u, real, rate):
    return with_backward(generate, loss, with_backward(generate, loss, weights, u, real, rate), u, real, rate)


def sign_only(generate, loss, weights, u, real, rate):
    return weights - rate * gradient(generate, loss, weights, u, real).sign()


def with_graph(generate, loss, weights, u, real, rate):
    own = weights.clone().requires_grad_()
    loss(generate(u, own), real).backward()
    return own - rate * own.grad


def in_place(generate, loss, weights, u, real, rate):
    weights -= rate * gradient(generate, loss, weights, u, real)
    return weights


def no_return(generate, loss, weights, u, real, rate):
    weights = weights - rate * gradient(generate, loss, weights, u, real)


def no_requires_grad(generate, loss, weights, u, real, rate):
    loss(generate(u, weights), real).backward()
    return weights - rate * weights.grad


def single(generate, loss, weights, u, real, rate):
    return (weights - rate * gradient(generate, loss, weights, u, real)).float()


def leaf_in_place(generate, loss, weights, u, real, rate):
    weights.requires_grad_()
    loss(generate(u, weights), real).backward()
    weights -= rate * weights.grad
    return weights
