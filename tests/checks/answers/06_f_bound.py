"""Answers to 06.f_bound."""

import math

import torch
from torch.nn.functional import logsigmoid

WRONG = {
    "kl_without_one": "KL: the 1 is missing",
    "kl_conjugate_of_logit": "KL: f* is applied to the logit",
    "kl_of_f": "KL: real samples earn f(u), and not its slope",
    "kl_of_f_and_ratio": "and f* is applied to the ratio",
    "kl_conjugate_of_ratio": "KL: f* is applied to the ratio",
    "kl_donsker": "KL: this is Donsker and Varadhan's",
    "no_conjugate": "f* is left out",
    "added": "the two means are added",
    "exchanged": "real and generated logits are exchanged",
    "negative": "the sign is wrong: the bound is raised",
    "summed": "the samples are summed",
    "real_only": "what generated samples pay is left out",
    "reverse_exponent": "reverse KL: the exponent has the wrong sign",
    "reverse_slope": "reverse KL: T has the wrong sign",
    "reverse_without_one": "reverse KL: the -1 of f*",
    "reverse_logit": "reverse KL: log(-T) is -l",
    "pearson_half": "Pearson: the factor 2 of f'(u)",
    "pearson_pays_f": "Pearson: f*(t) = t + t²/4 has lost its t",
    "pearson_of_half": "Pearson: f* is taken at u - 1",
    "pearson_of_logit": "Pearson: the logit stands where the ratio",
    "js_value": "JS: this is V",
    "js_without_log_2": "JS: this is V / 2",
    "js_twice": "JS: this is log 4 + V",
    "js_fakes_as_real": "JS: generated samples are scored with log D",
    "always_js": "KL: this is the bound of JS whatever the name",
    "kinds_of_kl_exchanged": "KL: this is the reverse KL",
    "log_of_logits": "is a logarithm taken of a logit",
    "floats": "without its graph",
    "detached": "no gradient reaches the logits of the generated samples",
    "rounds": "JS: it gives",
    "vector": "must return one number",
}
RIGHT = ["by_conjugates", "with_expm1", "by_pieces"]


def pieces(name, real, fake):
    return {
        "KL": lambda: (1 + real, fake.exp()),
        "reverse KL": lambda: (-(-real).exp(), fake - 1),
        "Pearson": lambda: (2 * (real.exp() - 1), (2 * fake).exp() - 1),
        "JS": lambda: ((math.log(2) + logsigmoid(real)) / 2, -(math.log(2) + logsigmoid(-fake)) / 2),
    }[name]()


def by_pieces(name, real, fake):
    earned, paid = pieces(name, real, fake)
    return earned.mean() - paid.mean()


def unless(which, name, real, fake, earned, paid):
    """The right bound, but for one divergence, where these are earned and paid."""
    return earned.mean() - paid.mean() if name == which else by_pieces(name, real, fake)


def kl_without_one(name, real, fake):
    return unless("KL", name, real, fake, real, fake.exp())


def kl_conjugate_of_logit(name, real, fake):
    return unless("KL", name, real, fake, 1 + real, (fake - 1).exp())


def kl_of_f(name, real, fake):
    return unless("KL", name, real, fake, real.exp() * real, fake.exp())


def kl_of_f_and_ratio(name, real, fake):
    return unless("KL", name, real, fake, real.exp() * real, (fake.exp() - 1).exp())


def kl_conjugate_of_ratio(name, real, fake):
    return unless("KL", name, real, fake, 1 + real, (fake.exp() - 1).exp())


def kl_donsker(name, real, fake):
    return unless("KL", name, real, fake, real, fake.exp().mean().log())


def no_conjugate(name, real, fake):
    return pieces(name, real, fake)[0].mean() - pieces(name, fake, fake)[0].mean()


def added(name, real, fake):
    earned, paid = pieces(name, real, fake)
    return earned.mean() + paid.mean()


def exchanged(name, real, fake):
    return by_pieces(name, fake, real)


def negative(name, real, fake):
    return -by_pieces(name, real, fake)


def summed(name, real, fake):
    earned, paid = pieces(name, real, fake)
    return earned.sum() - paid.sum()


def real_only(name, real, fake):
    return pieces(name, real, fake)[0].mean()


def reverse_exponent(name, real, fake):
    return unless("reverse KL", name, real, fake, -real.exp(), fake - 1)


def reverse_slope(name, real, fake):
    return unless("reverse KL", name, real, fake, (-real).exp(), fake - 1)


def reverse_without_one(name, real, fake):
    return unless("reverse KL", name, real, fake, -(-real).exp(), fake)


def reverse_logit(name, real, fake):
    return unless("reverse KL", name, real, fake, -(-real).exp(), -1 - fake)


def pearson_half(name, real, fake):
    return unless("Pearson", name, real, fake, real.exp() - 1, (2 * fake).exp() - 1)


def pearson_pays_f(name, real, fake):
    return unless("Pearson", name, real, fake, 2 * (real.exp() - 1), (fake.exp() - 1) ** 2)


def pearson_of_half(name, real, fake):
    t = fake.exp() - 1
    return unless("Pearson", name, real, fake, 2 * (real.exp() - 1), t + t**2 / 4)


def pearson_of_logit(name, real, fake):
    return unless("Pearson", name, real, fake, 2 * (real - 1), fake**2 - 1)


def js_value(name, real, fake):
    return unless("JS", name, real, fake, logsigmoid(real), -logsigmoid(-fake))


def js_without_log_2(name, real, fake):
    return unless("JS", name, real, fake, logsigmoid(real) / 2, -logsigmoid(-fake) / 2)


def js_twice(name, real, fake):
    return unless("JS", name, real, fake, math.log(4) + logsigmoid(real), -logsigmoid(-fake))


def js_fakes_as_real(name, real, fake):
    return unless("JS", name, real, fake, (math.log(4) + logsigmoid(real)) / 2, -logsigmoid(fake) / 2)


def always_js(name, real, fake):
    return by_pieces("JS", real, fake)


def kinds_of_kl_exchanged(name, real, fake):
    return by_pieces({"KL": "reverse KL", "reverse KL": "KL"}.get(name, name), real, fake)


def log_of_logits(name, real, fake):
    return unless("KL", name, real, fake, 1 + real.log(), fake.log().exp())


def floats(name, real, fake):
    return by_pieces(name, real, fake).item()


def detached(name, real, fake):
    return by_pieces(name, real, fake.detach())


def rounds(name, real, fake):
    D_real, D_fake = torch.sigmoid(real), torch.sigmoid(fake)
    return unless("JS", name, real, fake, torch.log(2 * D_real) / 2, -torch.log(2 * (1 - D_fake)) / 2)


def vector(name, real, fake):
    earned, paid = pieces(name, real, fake)
    return earned - paid.mean()


def by_conjugates(name, real, fake):
    if name == "JS":
        return by_pieces(name, real, fake)
    slope = {"KL": lambda u: 1 + u.log(), "reverse KL": lambda u: -1 / u, "Pearson": lambda u: 2 * (u - 1)}[name]
    conjugate = {
        "KL": lambda t: (t - 1).exp(),
        "reverse KL": lambda t: -1 - (-t).log(),
        "Pearson": lambda t: t + t**2 / 4,
    }[name]
    return slope(real.exp()).mean() - conjugate(slope(fake.exp())).mean()


def with_expm1(name, real, fake):
    if name != "Pearson":
        return by_pieces(name, real, fake)
    return 2 * real.expm1().mean() - (2 * fake).expm1().mean()
