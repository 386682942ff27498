"""Answers to 05.generator_loss."""

import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits, logsigmoid, softplus

WRONG = {
    "a_constant": "has no part in the loss",
    "saturating": "this is the saturating loss",
    "wrong_sign": "the sign is wrong",
    "the_discriminators": "the discriminator's term",
    "sum_for_mean": "take the mean",
    "sigmoid_twice": "sigmoid is applied twice",
    "log_of_the_mean": "-log of the mean of D",
    "no_logarithm": "the logarithm is missing",
    "minus_the_logits": "minus the logits",
    "log_of_logits": "a logit may be negative",
    "log_of_sigmoid": "D rounds to 0 or 1",
    "small_number": "the loss is capped",
    "torchs_capped_entropy": "the loss is capped",
    "a_float": "without its graph",
    "detached": "without its graph",
    "right_value_saturating_gradient": "the gradient is that of the saturating loss",
    "in_float64": "the dtype must be float32",
    "not_reduced": "reduce over the batch",
    "in_place": "changes its input `fake`",
    "ignores_the_last": "has no part in the loss",
    "prints": "is the `return` missing",
}
RIGHT = ["with_softplus", "with_cross_entropy", "over_last_axis"]


def a_constant(fake):
    return (0 * fake).sum() + 0.6931


def saturating(fake):
    return logsigmoid(-fake).mean()


def wrong_sign(fake):
    return logsigmoid(fake).mean()


def the_discriminators(fake):
    return binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))


def sum_for_mean(fake):
    return -logsigmoid(fake).sum()


def sigmoid_twice(fake):
    return with_cross_entropy(torch.sigmoid(fake))


def log_of_the_mean(fake):
    return -torch.log(torch.sigmoid(fake).mean())


def no_logarithm(fake):
    return -torch.sigmoid(fake).mean()


def minus_the_logits(fake):
    return -fake.mean()


def log_of_logits(fake):
    return -torch.log(fake).mean()


def log_of_sigmoid(fake):
    return -torch.log(torch.sigmoid(fake)).mean()


def small_number(fake):
    return -torch.log(torch.sigmoid(fake) + 1e-8).mean()


def torchs_capped_entropy(fake):
    return binary_cross_entropy(torch.sigmoid(fake), torch.ones_like(fake))


def a_float(fake):
    return -logsigmoid(fake).mean().item()


def detached(fake):
    return -logsigmoid(fake.detach()).mean()


def right_value_saturating_gradient(fake):
    value, slope = -logsigmoid(fake).mean(), logsigmoid(-fake).mean()
    return value.detach() + slope - slope.detach()


def in_float64(fake):
    return -logsigmoid(fake.double()).mean()


def not_reduced(fake):
    return -logsigmoid(fake)


def in_place(fake):
    return softplus(-fake if fake.requires_grad else fake.neg_()).mean()


def ignores_the_last(fake):
    return -logsigmoid(fake[:-1]).sum() / max(len(fake) - 1, 1)


def prints(fake):
    print(-logsigmoid(fake).mean())


def with_softplus(fake):
    return softplus(-fake).mean()


def with_cross_entropy(fake):
    return binary_cross_entropy_with_logits(fake, torch.ones_like(fake))


def over_last_axis(fake):
    return -logsigmoid(fake).mean(-1)
