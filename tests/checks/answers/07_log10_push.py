"""Answers to 07.log10_push."""

import math

import torch
from torch.nn.functional import logsigmoid, softplus

WRONG = {
    "natural": "this is the natural logarithm",
    "mean_of_logs": "mean of the logarithms",
    "sum_for_mean": "sum over the batch",
    "no_logarithm": "the mean of D itself",
    "non_saturating": "push of the non-saturating loss",
    "of_sigmoid": "D is rounded to 0",
    "small_number": "hides how small the push is",
    "clamped": "hides how small the push is",
    "of_logits": "it gives nan",
    "wrong_sign": "the sign is wrong",
    "largest": "this is the largest D",
    "mixed_units": "subtracted in nats",
    "not_reduced": "reduce over the batch",
    "in_place": "changes its input `logits`",
    "prints": "is the `return` missing",
}
RIGHT = ["by_hand", "in_base_ten", "in_float64"]


def natural(logits):
    return torch.logsumexp(logsigmoid(logits), 0) - math.log(len(logits))


def mean_of_logs(logits):
    return logsigmoid(logits).mean() / math.log(10)


def sum_for_mean(logits):
    return torch.logsumexp(logsigmoid(logits), 0) / math.log(10)


def no_logarithm(logits):
    return torch.sigmoid(logits).mean()


def non_saturating(logits):
    return (torch.logsumexp(logsigmoid(-logits), 0) - math.log(len(logits))) / math.log(10)


def of_sigmoid(logits):
    return torch.sigmoid(logits).mean().log10()


def small_number(logits):
    return (torch.sigmoid(logits).mean() + 1e-12).log10()


def clamped(logits):
    return torch.sigmoid(logits).clamp_min(1e-30).mean().log10()


def of_logits(logits):
    return logits.log10().mean()


def wrong_sign(logits):
    return -in_base_ten(logits)


def largest(logits):
    return logsigmoid(logits.max()) / math.log(10)


def mixed_units(logits):
    return torch.logsumexp(logsigmoid(logits), 0) / math.log(10) - math.log(len(logits))


def not_reduced(logits):
    return logsigmoid(logits) / math.log(10)


def in_place(logits):
    value = in_base_ten(logits)
    logits.neg_()
    return value


def prints(logits):
    print(in_base_ten(logits))


def in_base_ten(logits):
    return (torch.logsumexp(logsigmoid(logits), 0) - math.log(len(logits))) / math.log(10)


def by_hand(logits):
    log_D = -softplus(-logits)
    top = log_D.max()
    return (top + torch.exp(log_D - top).mean().log()) / math.log(10)


def in_float64(logits):
    return in_base_ten(logits.double()).item()
