"""Answers to 10.parzen."""

import math

import torch

WRONG = {
    "no_constant": "the constant d/2 log(2 pi sigma²) is missing",
    "constant_added": "the constant is added",
    "constant_without_d": "the constant lacks d",
    "constant_without_half": "the constant lacks the 1/2",
    "constant_with_sigma": "the constant has sigma where it is sigma²",
    "constant_without_pi": "the constant lacks 2 pi",
    "no_log_m": "log m is missing",
    "log_n": "it divides by the number of test points inside the logarithm",
    "summed": "the log-likelihood is summed over the test points",
    "no_two": "the 2 of 2 sigma² is missing",
    "sigma_not_squared": "the exponent is divided by 2 sigma",
    "distance_not_squared": "the exponent has the distance",
    "mean_over_features": "averaged over the features",
    "mean_of_logs": "the logarithms are averaged over the samples",
    "nearest_only": "only the nearest sample counts",
    "mean_inside": "the densities are averaged over the test points before the logarithm",
    "wrong_axis": "the sum is over the test points",
    "density": "this is the mean density",
    "window_of_each_feature": "each feature has a window of its own",
    "divided_twice": "once more",
    "bits": "this is in bits",
    "per_feature": "divided by the number of features",
    "negative": "the sign is wrong",
    "underflows": "never forms them",
    "with_a_small_number": "hides how unlikely they are",
    "clamped": "hides how unlikely they are",
    "sigma_by_test": "sigma is chosen by the test data",
    "sigma_by_samples": "sigma is chosen by the samples themselves",
    "least_likely": "the least likely sigma is chosen",
    "place": "this is sigma's place in the list",
    "chosen_without_constant": "sigma is chosen without the constant",
    "chosen_by_density": "sigma is chosen by the mean of the densities",
    "first_sigma": "the first sigma of the list is taken",
    "best_test_value": "scored with the sigma that is best for them",
    "validation_value": "the validation data are scored",
    "validation_value_of_many": "the validation data's own log-likelihood is returned",
    "last_of_the_loop": "the test data are scored with the last sigma",
    "exchanged": "the two are exchanged",
    "value_alone": "it must return 2 values together",
    "in_place": "changes its input `test` in place",
}
RIGHT = ["by_a_function", "all_sigmas_at_once", "with_distributions", "by_hand"]


def exponent(points, samples, sigma):
    return -(points[:, None] - samples).square().sum(2) / (2 * sigma**2)


def constant(d, sigma):
    return d / 2 * math.log(2 * math.pi * sigma**2)


def score(points, samples, sigma):
    m, d = samples.shape
    return (torch.logsumexp(exponent(points, samples, sigma), 1) - math.log(m) - constant(d, sigma)).mean()


def chosen(score, samples, validation, test, sigmas):
    """By any score."""
    sigma = max(sigmas, key=lambda each: float(score(validation, samples, each)))
    return sigma, score(test, samples, sigma)


def changed(change):
    """A wrong answer: the right score, changed by a function of the score, the points, the samples and sigma."""

    def answer(samples, validation, test, sigmas):
        return chosen(lambda x, y, s: change(score(x, y, s), x, y, s), samples, validation, test, sigmas)

    return answer


def no_constant(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + constant(y.shape[1], s))(samples, validation, test, sigmas)


def constant_added(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + 2 * constant(y.shape[1], s))(samples, validation, test, sigmas)


def constant_without_d(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + constant(y.shape[1] - 1, s))(samples, validation, test, sigmas)


def constant_without_half(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value - constant(y.shape[1], s))(samples, validation, test, sigmas)


def constant_with_sigma(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + y.shape[1] / 2 * math.log(s))(samples, validation, test, sigmas)


def constant_without_pi(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + y.shape[1] / 2 * math.log(2 * math.pi))(samples, validation, test, sigmas)


def no_log_m(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + math.log(len(y)))(samples, validation, test, sigmas)


def log_n(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value + math.log(len(y)) - math.log(len(x)))(samples, validation, test, sigmas)


def summed(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value * len(x))(samples, validation, test, sigmas)


def with_exponent(points, samples, sigma, change):
    m, d = samples.shape
    return (torch.logsumexp(change(exponent(points, samples, sigma)), 1) - math.log(m) - constant(d, sigma)).mean()


def no_two(samples, validation, test, sigmas):
    return chosen(lambda x, y, s: with_exponent(x, y, s, lambda e: 2 * e), samples, validation, test, sigmas)


def sigma_not_squared(samples, validation, test, sigmas):
    return chosen(lambda x, y, s: with_exponent(x, y, s, lambda e: s * e), samples, validation, test, sigmas)


def distance_not_squared(samples, validation, test, sigmas):
    def score(x, y, s):
        far = torch.cdist(x, y)
        return (torch.logsumexp(-far / (2 * s**2), 1) - math.log(len(y)) - constant(y.shape[1], s)).mean()

    return chosen(score, samples, validation, test, sigmas)


def mean_over_features(samples, validation, test, sigmas):
    return chosen(lambda x, y, s: with_exponent(x, y, s, lambda e: e / y.shape[1]), samples, validation, test, sigmas)


def mean_of_logs(samples, validation, test, sigmas):
    return chosen(lambda x, y, s: exponent(x, y, s).mean() - constant(y.shape[1], s), samples, validation, test, sigmas)


def nearest_only(samples, validation, test, sigmas):
    def score(x, y, s):
        return exponent(x, y, s).max(1).values.mean() - math.log(len(y)) - constant(y.shape[1], s)

    return chosen(score, samples, validation, test, sigmas)


def mean_inside(samples, validation, test, sigmas):
    def score(x, y, s):
        both = torch.logsumexp(exponent(x, y, s), (0, 1))
        return both - math.log(len(x) * len(y)) - constant(y.shape[1], s)

    return chosen(score, samples, validation, test, sigmas)


def wrong_axis(samples, validation, test, sigmas):
    def score(x, y, s):
        return (torch.logsumexp(exponent(x, y, s), 0) - math.log(len(y)) - constant(y.shape[1], s)).mean()

    return chosen(score, samples, validation, test, sigmas)


def density(samples, validation, test, sigmas):
    def score(x, y, s):
        return (torch.logsumexp(exponent(x, y, s), 1) - math.log(len(y)) - constant(y.shape[1], s)).exp().mean()

    return chosen(score, samples, validation, test, sigmas)


def window_of_each_feature(samples, validation, test, sigmas):
    def score(x, y, s):
        return torch.distributions.Normal(y, s).log_prob(x[:, None]).logsumexp(1).mean() - math.log(len(y))

    return chosen(score, samples, validation, test, sigmas)


def divided_twice(samples, validation, test, sigmas):
    sigma, value = by_a_function(samples, validation, test, sigmas)
    return sigma, value / len(test)


def bits(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value / math.log(2))(samples, validation, test, sigmas)


def per_feature(samples, validation, test, sigmas):
    return changed(lambda value, x, y, s: value / y.shape[1])(samples, validation, test, sigmas)


def negative(samples, validation, test, sigmas):
    sigma, value = by_a_function(samples, validation, test, sigmas)
    return sigma, -value


def through_densities(samples, validation, test, sigmas, safe):
    def score(x, y, s):
        return (safe(exponent(x, y, s).exp().mean(1)).log() - constant(y.shape[1], s)).mean()

    return chosen(score, samples, validation, test, sigmas)


def underflows(samples, validation, test, sigmas):
    return through_densities(samples, validation, test, sigmas, lambda p: p)


def with_a_small_number(samples, validation, test, sigmas):
    return through_densities(samples, validation, test, sigmas, lambda p: p + 1e-12)


def clamped(samples, validation, test, sigmas):
    return through_densities(samples, validation, test, sigmas, lambda p: p.clamp_min(1e-30))


def sigma_by_test(samples, validation, test, sigmas):
    return by_a_function(samples, test, test, sigmas)


def sigma_by_samples(samples, validation, test, sigmas):
    return by_a_function(samples, samples, test, sigmas)


def least_likely(samples, validation, test, sigmas):
    sigma = min(sigmas, key=lambda each: float(score(validation, samples, each)))
    return sigma, score(test, samples, sigma)


def place(samples, validation, test, sigmas):
    sigma, value = by_a_function(samples, validation, test, sigmas)
    return sigmas.index(sigma), value


def chosen_without_constant(samples, validation, test, sigmas):
    sigma = max(sigmas, key=lambda each: float(score(validation, samples, each)) + constant(samples.shape[1], each))
    return sigma, score(test, samples, sigma)


def chosen_by_density(samples, validation, test, sigmas):
    def mean_density(s):
        values = torch.logsumexp(exponent(validation, samples, s), 1) - constant(samples.shape[1], s)
        return float(values.exp().mean())

    sigma = max(sigmas, key=mean_density)
    return sigma, score(test, samples, sigma)


def first_sigma(samples, validation, test, sigmas):
    return sigmas[0], score(test, samples, sigmas[0])


def best_test_value(samples, validation, test, sigmas):
    sigma, _ = by_a_function(samples, validation, test, sigmas)
    return sigma, max(score(test, samples, each) for each in sigmas)


def validation_value(samples, validation, test, sigmas):
    return by_a_function(samples, validation, validation, sigmas)


def validation_value_of_many(samples, validation, test, sigmas):
    return by_a_function(samples, validation, validation if len(sigmas) > 1 else test, sigmas)


def last_of_the_loop(samples, validation, test, sigmas):
    best = -math.inf
    for sigma in sigmas:
        value = score(validation, samples, sigma)
        if value > best:
            best, kept = value, sigma
    return kept, score(test, samples, sigma)


def exchanged(samples, validation, test, sigmas):
    return by_a_function(samples, validation, test, sigmas)[::-1]


def value_alone(samples, validation, test, sigmas):
    return by_a_function(samples, validation, test, sigmas)[1]


def in_place(samples, validation, test, sigmas):
    found = by_a_function(samples, validation, test, sigmas)
    test -= 1
    return found


def by_a_function(samples, validation, test, sigmas):
    return chosen(score, samples, validation, test, sigmas)


def all_sigmas_at_once(samples, validation, test, sigmas):
    width = torch.tensor(sigmas)[:, None, None]

    def scores(points):
        inside = torch.logsumexp(-(torch.cdist(points, samples) ** 2) / (2 * width**2), 2)  # (sigmas, n)
        whole = math.log(len(samples)) + samples.shape[1] * (width[:, :, 0] * math.sqrt(2 * math.pi)).log()
        return (inside - whole).mean(1)

    place = scores(validation).argmax()
    return torch.tensor(sigmas)[place], scores(test)[place]


def with_distributions(samples, validation, test, sigmas):
    def score(points, samples, sigma):
        each = torch.distributions.Normal(samples.double(), sigma).log_prob(points.double()[:, None]).sum(2)
        return torch.log_softmax(each, 1).sub(each).neg().mean() - math.log(len(samples))

    return chosen(score, samples, validation, test, sigmas)


def by_hand(samples, validation, test, sigmas):
    def score(points, samples, sigma):
        total = 0.0
        for x in points.tolist():
            terms = [-sum((a - b) ** 2 for a, b in zip(x, y, strict=True)) / (2 * sigma**2) for y in samples.tolist()]
            top = max(terms)
            total += top + math.log(sum(math.exp(term - top) for term in terms) / len(terms))
        return total / len(points) - samples.shape[1] * math.log(sigma * math.sqrt(2 * math.pi))

    return chosen(score, samples, validation, test, sigmas)
