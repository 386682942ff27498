"""Answers to 06.js."""

import math

import torch

WRONG = {
    "unweighted": "the weights are left out",
    "mean_over_points": "the mean over the points is taken",
    "twice": "both halves are added without their factor 1/2",
    "plain_kl": "this is KL(p || q)",
    "symmetrised": "this is the mean of KL(p || q) and KL(q || p)",
    "jeffreys": "this is the sum of KL(p || q) and KL(q || p)",
    "half_of_it": "only p is compared with m, and halved",
    "one_side": "only p is compared with m: q is too",
    "turned": "the divergences are turned round",
    "sum_for_mean": "m lacks its factor 1/2",
    "negative": "the sign is wrong",
    "always_bits": "this is in bits",
    "metric": "this is its square root",
    "ignores_base": "it ignores its base",
    "times_log": "it multiplies by log(base)",
    "by_base": "it divides by the base itself",
    "fails_at_zeros": "the computer's 0 · log 0 is nan",
    "skips_zeros": "points where only one law lives are left out",
    "skips_zeros_of_p": "points where p is zero are left out for q too",
    "in_place": "changes its input `p`",
    "not_reduced": "must return one number",
}
RIGHT = ["by_entropies", "clamped", "a_float", "by_d"]


def kl(p, q, w):
    return (w * (torch.special.xlogy(p, p) - torch.special.xlogy(p, q))).sum()


def right(p, q, w):
    return (kl(p, (p + q) / 2, w) + kl(q, (p + q) / 2, w)) / 2


def unweighted(p, q, weights, base=math.e):
    return right(p, q, torch.ones_like(weights)) / math.log(base)


def mean_over_points(p, q, weights, base=math.e):
    return right(p, q, torch.ones_like(weights) / len(p)) / math.log(base)


def twice(p, q, weights, base=math.e):
    return 2 * right(p, q, weights) / math.log(base)


def plain_kl(p, q, weights, base=math.e):
    return kl(p, q, weights) / math.log(base)


def symmetrised(p, q, weights, base=math.e):
    return (kl(p, q, weights) + kl(q, p, weights)) / 2 / math.log(base)


def jeffreys(p, q, weights, base=math.e):
    return (kl(p, q, weights) + kl(q, p, weights)) / math.log(base)


def half_of_it(p, q, weights, base=math.e):
    return kl(p, (p + q) / 2, weights) / 2 / math.log(base)


def one_side(p, q, weights, base=math.e):
    return kl(p, (p + q) / 2, weights) / math.log(base)


def turned(p, q, weights, base=math.e):
    m = (p + q) / 2
    return (kl(m, p, weights) + kl(m, q, weights)) / 2 / math.log(base)


def sum_for_mean(p, q, weights, base=math.e):
    return (kl(p, p + q, weights) + kl(q, p + q, weights)) / 2 / math.log(base)


def negative(p, q, weights, base=math.e):
    return -right(p, q, weights) / math.log(base)


def always_bits(p, q, weights, base=math.e):
    return right(p, q, weights) / math.log(2)


def metric(p, q, weights, base=math.e):
    return (right(p, q, weights) / math.log(base)).sqrt()


def ignores_base(p, q, weights, base=math.e):
    return right(p, q, weights)


def times_log(p, q, weights, base=math.e):
    return right(p, q, weights) * math.log(base)


def by_base(p, q, weights, base=math.e):
    return right(p, q, weights) / (base if base != math.e else 1)


def fails_at_zeros(p, q, weights, base=math.e):
    m = (p + q) / 2
    terms = p * torch.log(p / m) + q * torch.log(q / m)
    return (weights * terms).sum() / 2 / math.log(base)


def skips_zeros(p, q, weights, base=math.e):
    kept = (p > 0) & (q > 0)
    return right(p[kept], q[kept], weights[kept]) / math.log(base)


def skips_zeros_of_p(p, q, weights, base=math.e):
    return right(p[p > 0], q[p > 0], weights[p > 0]) / math.log(base)


def in_place(p, q, weights, base=math.e):
    p += 1e-12
    return right(p, q, weights) / math.log(base)


def not_reduced(p, q, weights, base=math.e):
    m = (p + q) / 2
    return weights * (torch.special.xlogy(p, p / m) + torch.special.xlogy(q, q / m)) / 2


def by_entropies(p, q, weights, base=math.e):
    def entropy(law):
        return -(weights * torch.special.xlogy(law, law)).sum()

    return (entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2) / math.log(base)


def clamped(p, q, weights, base=math.e):
    p, q = p.clamp_min(1e-300), q.clamp_min(1e-300)
    m = (p + q) / 2
    return (weights * (p * torch.log(p / m) + q * torch.log(q / m))).sum() / 2 / math.log(base)


def a_float(p, q, weights, base=math.e):
    return right(p, q, weights).item() / math.log(base)


def by_d(p, q, weights, base=math.e):
    D = torch.where(p + q > 0, p / (p + q), 0.5)
    terms = torch.special.xlogy(p, 2 * D) + torch.special.xlogy(q, 2 - 2 * D)
    return (weights * terms).sum() / 2 / math.log(base)
