"""Answers to 06.proof_numbers."""

import math

import torch

WRONG = {
    "value_of_the_best": "the best discriminator is taken in place of the one that is given",
    "value_unweighted": "the weights are left out",
    "value_negative": "the sign is wrong: V is what D raises",
    "value_fakes_as_real": "generated samples are scored with log D",
    "value_exchanged": "the two laws are exchanged: log D is earned under p",
    "value_half": "this is half of V",
    "short_over_m": "it is averaged over m",
    "coins_exchanged": "the coins are exchanged",
    "short_no_densities": "the densities are left out",
    "short_real_only": "only real data count here",
    "one_side_of_the_coin": "the second side of the coin is missing",
    "one_side_exchanged": "the coins are exchanged, and their second side is missing",
    "short_negative": "so that it is never negative",
    "squared": "this is a squared error",
    "short_is_c": "this is C(G) itself",
    "kl_halved": "it is halved: JS has the halves",
    "kl_to_other": "it is compared with the other law",
    "kls_exchanged": "KL(p || m) comes first",
    "kl_turned": "m stands second",
    "m_is_a_sum": "m lacks its factor 1/2",
    "three": "it must return 4 values together",
    "unfinished": "KL(q || m) is still None",
    "vectors": "must return one number",
    "in_place": "changes its input `D`",
    "right_in_the_wrong_order": "this is C(G) itself",
}
RIGHT = ["as_list", "as_floats", "short_by_difference"]


def value_of(p, q, D, w):
    return (w * (p * D.log() + q * (1 - D).log())).sum()


def coins(a, b):
    return a * (a / b).log() + (1 - a) * ((1 - a) / (1 - b)).log()


def kl(p, q, w):
    return (w * p * (p / q).log()).sum()


def right(p, q, D, w):
    m = (p + q) / 2
    short = (w * (p + q) * coins(p / (p + q), D)).sum()
    return value_of(p, q, D, w), short, kl(p, m, w), kl(q, m, w)


def replaced(place, number, p, q, D, w):
    four = list(right(p, q, D, w))
    four[place] = number
    return tuple(four)


def value_of_the_best(p, q, D, weights):
    return replaced(0, value_of(p, q, p / (p + q), weights), p, q, D, weights)


def value_unweighted(p, q, D, weights):
    return replaced(0, value_of(p, q, D, torch.ones_like(p)), p, q, D, weights)


def value_negative(p, q, D, weights):
    return replaced(0, -value_of(p, q, D, weights), p, q, D, weights)


def value_fakes_as_real(p, q, D, weights):
    return replaced(0, (weights * (p + q) * D.log()).sum(), p, q, D, weights)


def value_exchanged(p, q, D, weights):
    return replaced(0, value_of(q, p, D, weights), p, q, D, weights)


def value_half(p, q, D, weights):
    return replaced(0, value_of(p, q, D, weights) / 2, p, q, D, weights)


def short_over_m(p, q, D, weights):
    return replaced(1, right(p, q, D, weights)[1] / 2, p, q, D, weights)


def coins_exchanged(p, q, D, weights):
    return replaced(1, (weights * (p + q) * coins(D, p / (p + q))).sum(), p, q, D, weights)


def short_no_densities(p, q, D, weights):
    return replaced(1, (weights * coins(p / (p + q), D)).sum(), p, q, D, weights)


def short_real_only(p, q, D, weights):
    return replaced(1, (weights * p * coins(p / (p + q), D)).sum(), p, q, D, weights)


def one_side_of_the_coin(p, q, D, weights):
    best = p / (p + q)
    return replaced(1, (weights * (p + q) * best * (best / D).log()).sum(), p, q, D, weights)


def one_side_exchanged(p, q, D, weights):
    best = p / (p + q)
    return replaced(1, (weights * (p + q) * D * (D / best).log()).sum(), p, q, D, weights)


def short_negative(p, q, D, weights):
    return replaced(1, -right(p, q, D, weights)[1], p, q, D, weights)


def squared(p, q, D, weights):
    return replaced(1, (weights * (p + q) * (p / (p + q) - D) ** 2).sum(), p, q, D, weights)


def short_is_c(p, q, D, weights):
    return replaced(1, value_of(p, q, p / (p + q), weights), p, q, D, weights)


def kl_halved(p, q, D, weights):
    return replaced(2, right(p, q, D, weights)[2] / 2, p, q, D, weights)


def kl_to_other(p, q, D, weights):
    return replaced(3, kl(q, p, weights), p, q, D, weights)


def kls_exchanged(p, q, D, weights):
    value, short, one, other = right(p, q, D, weights)
    return value, short, other, one


def kl_turned(p, q, D, weights):
    return replaced(2, kl((p + q) / 2, p, weights), p, q, D, weights)


def m_is_a_sum(p, q, D, weights):
    return (*right(p, q, D, weights)[:2], kl(p, p + q, weights), kl(q, p + q, weights))


def three(p, q, D, weights):
    return right(p, q, D, weights)[:3]


def unfinished(p, q, D, weights):
    return replaced(3, None, p, q, D, weights)


def vectors(p, q, D, weights):
    return replaced(0, weights * (p * D.log() + q * (1 - D).log()), p, q, D, weights)


def in_place(p, q, D, weights):
    four = right(p, q, D, weights)
    D.clamp_(0.3, 0.7)
    return four


def right_in_the_wrong_order(p, q, D, weights):
    value, _, one, other = right(p, q, D, weights)
    return value, -math.log(4) + one + other, one, other


def as_list(p, q, D, weights):
    return list(right(p, q, D, weights))


def as_floats(p, q, D, weights):
    return tuple(each.item() for each in right(p, q, D, weights))


def short_by_difference(p, q, D, weights):
    value, _, one, other = right(p, q, D, weights)
    return value, value_of(p, q, p / (p + q), weights) - value, one, other
