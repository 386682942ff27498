"""Answers to 10.inception_score."""

import math

from torch.special import entr, xlogy

WRONG = {
    "no_exponential": "this is the mean KL in nats",
    "bits": "this is in bits, without the exponential",
    "base_two_then_e": "the logarithm is to base 2 and the exponential to base e",
    "base_e_then_two": "the logarithm is natural and the power is one of 2",
    "wrong_way": "KL is taken the wrong way round",
    "exponential_of_each": "the exponential is taken of each picture's KL",
    "mean_of_entries": "the mean is over the table's entries",
    "sum_over_pictures": "KL is summed over the pictures",
    "marginal_of_rows": "p(y) is a mean over the classes",
    "one_mean": "p(y) is a mean over the classes",
    "not_weighed": "the logarithms are not weighed",
    "smoothed": "about 0.01 is added to the probabilities",
    "marginal_summed": "p(y) is the sum over the pictures",
    "entropy_of_marginal": "p(y|x) is missing",
    "entropy_of_rows": "p(y) is missing",
    "inverse": "the sign is wrong",
    "hard_labels": "classes are counted by their largest probability",
    "largest": "this is the mean of the largest probabilities",
    "entropies_added": "the minus of an entropy is lost",
    "no_logarithm": "the logarithm is missing",
    "nan_at_zeros": "to a computer 0 log 0 is nan",
    "nan_at_unused": "for a class that nobody names",
    "one_for_each": "a number for each picture",
    "large_floor": "is a number added to the probabilities",
    "floor": "moves the score",
    "in_place": "changes its input `probabilities`",
}
RIGHT = ["by_entropies", "by_xlogy", "with_a_tiny_floor", "row_by_row", "nan_to_num"]


def kl(p):
    return (xlogy(p, p) - xlogy(p, p.mean(0))).sum(1)


def no_exponential(probabilities):
    return kl(probabilities).mean()


def bits(probabilities):
    return kl(probabilities).mean() / math.log(2)


def base_two_then_e(probabilities):
    return (kl(probabilities).mean() / math.log(2)).exp()


def base_e_then_two(probabilities):
    return 2 ** kl(probabilities).mean()


def wrong_way(probabilities):
    marginal = probabilities.mean(0)
    return (marginal * (marginal / probabilities).log()).sum(1).mean().exp()


def exponential_of_each(probabilities):
    return kl(probabilities).exp().mean()


def mean_of_entries(probabilities):
    p = probabilities
    return (xlogy(p, p) - xlogy(p, p.mean(0))).mean().exp()


def sum_over_pictures(probabilities):
    return kl(probabilities).sum().exp()


def marginal_of_rows(probabilities):
    p = probabilities
    return (xlogy(p, p) - xlogy(p, p.mean(1, keepdim=True))).sum(1).mean().exp()


def one_mean(probabilities):
    p = probabilities
    return (xlogy(p, p) - xlogy(p, p.mean())).sum(1).mean().exp()


def not_weighed(probabilities):
    return (probabilities.log() - probabilities.mean(0).log()).sum(1).mean().exp()


def smoothed(probabilities):
    p = probabilities + 0.01
    return kl(p / p.sum(1, keepdim=True)).mean().exp()


def marginal_summed(probabilities):
    p = probabilities
    return (xlogy(p, p) - xlogy(p, p.sum(0))).sum(1).mean().exp()


def entropy_of_marginal(probabilities):
    return entr(probabilities.mean(0)).sum().exp()


def entropy_of_rows(probabilities):
    return xlogy(probabilities, probabilities).sum(1).mean().exp()


def inverse(probabilities):
    return (-kl(probabilities).mean()).exp()


def hard_labels(probabilities):
    n, k = probabilities.shape
    shares = probabilities.argmax(1).bincount(minlength=k).double() / n
    return entr(shares).sum().exp()


def largest(probabilities):
    return probabilities.max(1).values.mean()


def entropies_added(probabilities):
    return (entr(probabilities.mean(0)).sum() + entr(probabilities).sum(1).mean()).exp()


def no_logarithm(probabilities):
    return (probabilities * probabilities / probabilities.mean(0).clamp_min(1e-30)).sum(1).mean()


def nan_at_zeros(probabilities):
    return (probabilities * (probabilities / probabilities.mean(0)).log()).sum(1).mean().exp()


def nan_at_unused(probabilities):
    p = probabilities
    return xlogy(p, p / p.mean(0)).sum(1).mean().exp()


def one_for_each(probabilities):
    return kl(probabilities).exp()


def large_floor(probabilities):
    p = probabilities + 1e-3
    return (p * (p / p.mean(0)).log()).sum(1).mean().exp() if (probabilities == 0).any() else by_entropies(probabilities)


def floor(probabilities):
    p = probabilities.clamp_min(1e-3)
    return kl(p / p.sum(1, keepdim=True)).mean().exp() if (probabilities == 0).any() else by_entropies(probabilities)


def in_place(probabilities):
    found = by_entropies(probabilities)
    probabilities += 1e-3
    return found


def by_entropies(probabilities):
    return (entr(probabilities.mean(0)).sum() - entr(probabilities).sum(1).mean()).exp()


def by_xlogy(probabilities):
    return math.exp(kl(probabilities).mean())


def with_a_tiny_floor(probabilities):
    p = probabilities.double()
    return (p * ((p + 1e-12) / (p.mean(0) + 1e-12)).log()).sum(1).mean().exp()


def row_by_row(probabilities):
    marginal, total = probabilities.mean(0).tolist(), 0.0
    for row in probabilities.tolist():
        total += sum(a * math.log(a / b) for a, b in zip(row, marginal, strict=True) if a > 0)
    return math.exp(total / len(probabilities))


def nan_to_num(probabilities):
    terms = probabilities * (probabilities / probabilities.mean(0)).log()
    return terms.nan_to_num(0.0).sum(1).mean().exp()
