"""Answers to 06.js_from_samples."""

import math

import torch
from torch.nn.functional import logsigmoid

WRONG = {
    "value": "this is V: turn C(G)",
    "loss": "this is the discriminator's loss",
    "no_log_2": "the log 2 is missing",
    "v_in_full": "V counts in full",
    "twice": "this is 2 JS: halve log 4 too",
    "log_4_and_half": "log 4 is added to half of V",
    "wrong_sign": "the sign of V is wrong",
    "summed": "the samples are summed",
    "in_one_mean": "all samples are averaged together",
    "fakes_as_real": "generated samples are scored with log D",
    "exchanged": "real and generated are exchanged",
    "logits": "the logits are used as logarithms of D",
    "bits": "this is in bits",
    "accuracy": "this is the accuracy",
    "error_twice": "the factor 1/2 is missing: the estimate has V / 2",
    "error_variance": "this is the variance: take its root",
    "error_spread": "the spread of single samples is taken",
    "error_added": "standard errors are added",
    "error_over_n": "the deviations are divided by n",
    "error_real_only": "only the real samples' spread counts here",
    "error_of_logits": "this is the spread of the logits",
    "error_pooled": "all samples are thrown together",
    "clamped_at_zero": "a negative estimate is set to 0",
    "absolute": "the absolute value is taken",
    "small_number": "the estimate is cut off",
    "log_of_sigmoid": "it gives no finite number where D rounds to 0 or 1",
    "trains": "the discriminator's weights have changed",
    "one_of_two": "it must return 2 values together",
    "vector": "must be one number",
    "unfinished": "the standard error is still None",
    "part_of_the_samples": "must be asked about all",
}
RIGHT = ["with_softplus", "floats", "divided_by_n", "in_one_pass"]


def logs(discriminator, real, fake):
    with torch.no_grad():
        return logsigmoid(discriminator(real)), logsigmoid(-discriminator(fake))


def error(good, bad):
    return (good.var() / len(good) + bad.var() / len(bad)).sqrt() / 2


def answered(estimate, discriminator, real, fake):
    """An answer with this estimate, of log D and log(1 - D), and the right error."""
    good, bad = logs(discriminator, real, fake)
    return estimate(good, bad), error(good, bad)


def value(discriminator, real, fake):
    return answered(lambda good, bad: good.mean() + bad.mean(), discriminator, real, fake)


def loss(discriminator, real, fake):
    return answered(lambda good, bad: -good.mean() - bad.mean(), discriminator, real, fake)


def no_log_2(discriminator, real, fake):
    return answered(lambda good, bad: (good.mean() + bad.mean()) / 2, discriminator, real, fake)


def v_in_full(discriminator, real, fake):
    return answered(lambda good, bad: math.log(2) + good.mean() + bad.mean(), discriminator, real, fake)


def twice(discriminator, real, fake):
    return answered(lambda good, bad: math.log(4) + good.mean() + bad.mean(), discriminator, real, fake)


def log_4_and_half(discriminator, real, fake):
    return answered(lambda good, bad: math.log(4) + (good.mean() + bad.mean()) / 2, discriminator, real, fake)


def wrong_sign(discriminator, real, fake):
    return answered(lambda good, bad: math.log(2) - (good.mean() + bad.mean()) / 2, discriminator, real, fake)


def summed(discriminator, real, fake):
    return answered(lambda good, bad: math.log(2) + (good.sum() + bad.sum()) / 2, discriminator, real, fake)


def in_one_mean(discriminator, real, fake):
    return answered(lambda good, bad: math.log(2) + torch.cat([good, bad]).mean(), discriminator, real, fake)


def fakes_as_real(discriminator, real, fake):
    good, other = logsigmoid(discriminator(real)), logsigmoid(discriminator(fake))
    return math.log(2) + (good.mean() + other.mean()) / 2, error(good, other)


def exchanged(discriminator, real, fake):
    return right(lambda x: -discriminator(x), real, fake)


def logits(discriminator, real, fake):
    one, other = discriminator(real), discriminator(fake)
    return math.log(2) + (one.mean() - other.mean()) / 2, error(one, other)


def bits(discriminator, real, fake):
    estimate, se = right(discriminator, real, fake)
    return estimate / math.log(2), se / math.log(2)


def accuracy(discriminator, real, fake):
    one, other = (discriminator(real) > 0).float(), (discriminator(fake) < 0).float()
    return (one.mean() + other.mean()) / 2, error(one, other)


def right(discriminator, real, fake):
    good, bad = logs(discriminator, real, fake)
    return math.log(2) + (good.mean() + bad.mean()) / 2, error(good, bad)


def with_error(se, discriminator, real, fake):
    good, bad = logs(discriminator, real, fake)
    return right(discriminator, real, fake)[0], se(good, bad)


def error_twice(discriminator, real, fake):
    return with_error(lambda good, bad: 2 * error(good, bad), discriminator, real, fake)


def error_variance(discriminator, real, fake):
    return with_error(lambda good, bad: error(good, bad) ** 2, discriminator, real, fake)


def error_spread(discriminator, real, fake):
    return with_error(lambda good, bad: (good.var() + bad.var()).sqrt() / 2, discriminator, real, fake)


def error_added(discriminator, real, fake):
    def se(good, bad):
        return (good.std() / math.sqrt(len(good)) + bad.std() / math.sqrt(len(bad))) / 2

    return with_error(se, discriminator, real, fake)


def error_over_n(discriminator, real, fake):
    def se(good, bad):
        return torch.hypot(good.std() / len(good), bad.std() / len(bad)) / 2

    return with_error(se, discriminator, real, fake)


def error_real_only(discriminator, real, fake):
    return with_error(lambda good, bad: (good.var() / len(good)).sqrt() / 2, discriminator, real, fake)


def error_of_logits(discriminator, real, fake):
    return right(discriminator, real, fake)[0], error(discriminator(real), discriminator(fake))


def error_pooled(discriminator, real, fake):
    def se(good, bad):
        return torch.cat([good, bad]).std() / math.sqrt(len(good) + len(bad))

    return with_error(se, discriminator, real, fake)


def clamped_at_zero(discriminator, real, fake):
    estimate, se = right(discriminator, real, fake)
    return estimate.clamp_min(0), se


def absolute(discriminator, real, fake):
    estimate, se = right(discriminator, real, fake)
    return estimate.abs(), se


def small_number(discriminator, real, fake):
    good = torch.log(torch.sigmoid(discriminator(real)) + 1e-8)
    bad = torch.log(1 - torch.sigmoid(discriminator(fake)) + 1e-8)
    return math.log(2) + (good.mean() + bad.mean()) / 2, error(good, bad)


def log_of_sigmoid(discriminator, real, fake):
    good = torch.log(torch.sigmoid(discriminator(real)))
    bad = torch.log(1 - torch.sigmoid(discriminator(fake)))
    return math.log(2) + (good.mean() + bad.mean()) / 2, error(good, bad)


def trains(discriminator, real, fake):
    estimate = right(discriminator, real, fake)
    loss = -logsigmoid(discriminator(real)).mean() - logsigmoid(-discriminator(fake)).mean()
    loss.backward()
    with torch.no_grad():
        for weight in discriminator.parameters():
            weight -= 0.1 * weight.grad
    return estimate


def one_of_two(discriminator, real, fake):
    return right(discriminator, real, fake)[0]


def vector(discriminator, real, fake):
    good, bad = logs(discriminator, real, fake)
    return math.log(2) + (good + bad.mean()) / 2, error(good, bad)


def unfinished(discriminator, real, fake):
    return right(discriminator, real, fake)[0], None


def part_of_the_samples(discriminator, real, fake):
    n = min(len(real), len(fake))
    return right(discriminator, real[:n], fake[:n])


def with_softplus(discriminator, real, fake):
    soft = torch.nn.functional.softplus
    good, bad = -soft(-discriminator(real)), -soft(discriminator(fake))
    return math.log(2) + (good.mean() + bad.mean()) / 2, error(good, bad)


def floats(discriminator, real, fake):
    estimate, se = right(discriminator, real, fake)
    return float(estimate), float(se)


def divided_by_n(discriminator, real, fake):
    good, bad = logs(discriminator, real, fake)
    variance = good.var(correction=0) / len(good) + bad.var(correction=0) / len(bad)
    return right(discriminator, real, fake)[0], variance.sqrt() / 2


def in_one_pass(discriminator, real, fake):
    both = discriminator(torch.cat([real, fake]))
    good, bad = logsigmoid(both[: len(real)]), logsigmoid(-both[len(real) :])
    return [math.log(2) + (good.mean() + bad.mean()) / 2, error(good, bad)]
