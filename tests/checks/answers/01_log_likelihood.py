"""Answers to 01.log_likelihood."""

import torch

WRONG = {
    "lit_only": "leaves the dark pixels out",
    "dark_only": "leaves the lit pixels out",
    "exchanged": "lit and dark are exchanged",
    "probability_itself": "the probability itself",
    "wrong_sign": "the sign is wrong",
    "mean": "the mean over the pixels",
    "log_of_sum": "adds the factors up before the logarithm",
    "base_two": "a logarithm to base 2",
    "log_of_product": "underflows to 0",
    "zero_log_zero": "0 · log 0",
    "clamped": "do not clamp p",
    "nan_to_zero": "do not clamp p",
    "transposed": "transposed",
    "not_summed": "one number for each pixel",
    "single": "the dtype must be float64",
    "in_place": "changes its input `probability`",
    "constant": "must return a tensor",
}
RIGHT = ["with_where", "with_a_loop"]


def with_where(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).log().sum(-1)


def with_a_loop(x, probability):
    rows = []
    for picture in x:
        factors = torch.where(picture > 0.5, probability, 1 - probability)
        rows.append(factors.log().sum(1))
    return torch.stack(rows)


def lit_only(x, probability):
    return torch.xlogy(x[:, None], probability).sum(-1)


def dark_only(x, probability):
    return torch.xlogy(1 - x[:, None], 1 - probability).sum(-1)


def exchanged(x, probability):
    return with_where(1 - x, probability)


def probability_itself(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).prod(-1)


def wrong_sign(x, probability):
    return -with_where(x, probability)


def mean(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).log().mean(-1)


def log_of_sum(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).sum(-1).log()


def base_two(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).log2().sum(-1)


def log_of_product(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).prod(-1).log()


def zero_log_zero(x, probability):
    return x @ probability.log().T + (1 - x) @ (1 - probability).log().T


def clamped(x, probability):
    return zero_log_zero(x, probability.clamp(1e-12, 1 - 1e-12))


def nan_to_zero(x, probability):
    return x @ probability.log().clamp_min(-100).T + (1 - x) @ (1 - probability).log().clamp_min(-100).T


def transposed(x, probability):
    return with_where(x, probability).T


def not_summed(x, probability):
    return torch.where(x[:, None] == 1, probability, 1 - probability).log()


def single(x, probability):
    return with_where(x, probability).float()


def in_place(x, probability):
    value = with_where(x, probability)
    probability.log_()
    return value


def constant(x, probability):
    return -3.0
