"""Answers to 06.criterion."""

import math

import torch
from torch.special import xlogy

WRONG = {
    "negative": "the sign is wrong: C(G) is V itself",
    "real_only": "the second term is left out",
    "fake_only": "the first term is left out",
    "fakes_as_real": "generated samples are scored with log D*",
    "exchanged": "D* has its two laws exchanged",
    "unweighted": "the sums are not weighted by the laws",
    "mean": "the mean over the outcomes is taken",
    "jensen_shannon": "this is JS: C(G)",
    "js_once": "this is -log 4 + JS",
    "plus_log_4": "this is log 4 + 2 JS",
    "no_log_4": "the -log 4 is missing",
    "half": "this is half of it",
    "bits": "this is in bits",
    "constant": "it is -log 4 for every generator",
    "no_logarithms": "the logarithms are missing",
    "fails_at_zeros": "the computer's 0 · log 0 is nan",
    "coin_where_alone": "as if D* were 1/2 there",
    "in_place": "changes its input `q`",
    "vector": "must return one number",
}
RIGHT = ["by_js", "with_small_number_in_logs", "nansum"]


def right(p, q):
    both = torch.where(p + q > 0, p + q, 1)
    return (xlogy(p, p / both) + xlogy(q, q / both)).sum()


def negative(p, q):
    return -right(p, q)


def real_only(p, q):
    return xlogy(p, p / (p + q)).sum()


def fake_only(p, q):
    return xlogy(q, q / (p + q)).sum()


def fakes_as_real(p, q):
    return xlogy(p + q, p / (p + q)).sum()


def exchanged(p, q):
    return (xlogy(p, q / (p + q)) + xlogy(q, p / (p + q))).sum()


def unweighted(p, q):
    D = p / (p + q)
    return (torch.log(D) + torch.log(1 - D)).sum()


def mean(p, q):
    return right(p, q) / len(p)


def jensen_shannon(p, q):
    return (right(p, q) + math.log(4)) / 2


def js_once(p, q):
    return -math.log(4) + jensen_shannon(p, q)


def plus_log_4(p, q):
    return math.log(4) + 2 * jensen_shannon(p, q)


def no_log_4(p, q):
    return 2 * jensen_shannon(p, q)


def half(p, q):
    return right(p, q) / 2


def bits(p, q):
    return right(p, q) / math.log(2)


def constant(p, q):
    return -math.log(4)


def no_logarithms(p, q):
    D = p / (p + q)
    return (p * D + q * (1 - D)).sum()


def fails_at_zeros(p, q):
    D = p / (p + q)
    return (p * torch.log(D) + q * torch.log(1 - D)).sum()


def coin_where_alone(p, q):
    D = torch.where((p > 0) & (q > 0), p / (p + q), 0.5)
    return (xlogy(p, D) + xlogy(q, 1 - D)).sum()


def in_place(p, q):
    q += 1e-12
    return right(p, q)


def vector(p, q):
    return xlogy(p, p / (p + q)) + xlogy(q, q / (p + q))


def by_js(p, q):
    m = (p + q) / 2
    return -math.log(4) + (xlogy(p, p) + xlogy(q, q) - 2 * xlogy(m, m)).sum()


def with_small_number_in_logs(p, q):
    both = p + q + 1e-30
    return (p * torch.log(p / both + 1e-30) + q * torch.log(q / both + 1e-30)).sum()


def nansum(p, q):
    D = p / (p + q)
    return (p * torch.log(D)).nansum() + (q * torch.log(1 - D)).nansum()
