"""Checks of lesson 01: likelihoods and posteriors in log space."""

import math

import torch
from torch import Tensor
from torch.nn import functional

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

log_likelihood = Task("01.log_likelihood", "log p(x | y) of every picture under every class", points=2)
predict_log_proba = Task("01.predict_log_proba", "Bayes' rule in log space", points=2)

NEVER = -1e300  # stands for minus infinity where tensors are compared


def shape_of(value: object) -> tuple[int, ...]:
    """The shape of a returned value; () where it is no tensor."""
    return tuple(value.shape) if isinstance(value, Tensor) else ()


def logs(value: object, shape: tuple[int, ...], nan: str, dtype: torch.dtype | None = None) -> Tensor:
    """A returned tensor of logarithms in which minus infinity is allowed, and stands as NEVER.

    Raises:
        Mistake: `nan`, where a number is none; else as `as_tensor`.
    """
    if isinstance(value, Tensor) and value.is_floating_point():
        if value.isnan().any():
            raise Mistake(f"it gives nan: {nan}")
        value = value.double().masked_fill(value.isneginf(), NEVER) if dtype is None else value
    return as_tensor(value, shape, dtype)


def bits(draw: Draw, classes: int, n: int, d: int) -> tuple[Tensor, Tensor]:
    """Pictures (n, d) and probabilities (classes, d), none near 0 or 1."""
    return (draw.uniform(n, d) < 0.5).double(), draw.uniform(classes, d, low=0.1, high=0.9).double()


def likelihood(x: Tensor, p: Tensor) -> Tensor:
    """The log-likelihood with each factor picked, not weighted: (n, K), minus infinity as NEVER."""
    return torch.where(x[:, None] == 1, p, 1 - p).log().sum(2).clamp_min(NEVER)


ZERO_LOG_ZERO = "0 · log 0 is nan in floating point, and 0 in a likelihood"


def answered(answer: Answer, x: Tensor, p: Tensor) -> Tensor:
    """What the answer gives, (n, K), minus infinity as NEVER."""
    value = ask(answer, x, p).value()
    (n, d), classes = x.shape, len(p)
    if shape_of(value) == (classes, n) != (n, classes):
        raise Mistake(f"it is transposed, {(classes, n)}: a row for each picture, a column for each class", 2)
    if shape_of(value) == (n, classes, d):
        raise Mistake("it keeps one number for each pixel: add them up", 1)
    return logs(value, (n, classes), ZERO_LOG_ZERO)


@log_likelihood.property("a lit pixel adds log p, a dark one log(1 - p)", hint=1)
def _terms(answer: Answer, draw: Draw) -> None:
    classes, n, d = draw.size(2, 4), draw.size(5, 8), draw.size(9, 12)
    x, p = bits(draw, classes, n, d)
    value = answered(answer, x, p)
    right = likelihood(x, p)
    factor = torch.where(x[:, None] == 1, p, 1 - p)
    suspects = {
        "it leaves the dark pixels out: each of them adds log(1 - p)": x @ p.log().T,
        "it leaves the lit pixels out: each of them adds log p": (1 - x) @ (1 - p).log().T,
        "lit and dark are exchanged: p is the probability that a pixel is lit": (1 - x) @ p.log().T + x @ (1 - p).log().T,
        "this is the probability itself: return its logarithm": right.exp(),
        "the sign is wrong: the logarithm of a probability is negative": -right,
        "this is the mean over the pixels: the logarithm of a product is a sum": right / d,
        "it adds the factors up before the logarithm: the logarithm of a product is a sum of logarithms": factor.sum(2).log(),
        "this is a logarithm to base 2: nats are natural logarithms": right / math.log(2),
        "this is a logarithm to base 10: nats are natural logarithms": right / math.log(10),
    }
    expect(value, right, suspects, what="log p(x | y)")


@log_likelihood.property("thousands of pixels do not underflow", hint=1)
def _long(answer: Answer, draw: Draw) -> None:
    x, p = bits(draw, 2, 3, draw.size(3000, 4000))
    value = answered(answer, x, p)
    if (value == NEVER).any():
        raise Mistake(f"it gives -inf: the product of {x.shape[1]} factors underflows to 0 before its logarithm is taken")
    expect(value, likelihood(x, p), what=f"log p(x | y) of {x.shape[1]} pixels")


def certain(draw: Draw) -> tuple[Tensor, Tensor]:
    """Pictures (n, d) and probabilities (2, d) of which some are 0 and some 1, as the pictures of class 0 have them."""
    n, d = draw.size(3, 5), draw.size(8, 11)
    x, p = bits(draw, 2, n, d)
    x[:, :2] = torch.tensor([1.0, 0.0])
    p[0, :2] = torch.tensor([1.0, 0.0])
    return x, p


@log_likelihood.property("probabilities of 0 and 1 that the picture agrees with", hint=3)
def _zero_log_zero(answer: Answer, draw: Draw) -> None:
    x, p = certain(draw)
    value = answered(answer, x, p)
    expect(value, likelihood(x, p), what="log p(x | y), where p is 1 for a lit pixel and 0 for a dark one,")


@log_likelihood.property("what cannot be has log-likelihood minus infinity", hint=3)
def _impossible(answer: Answer, draw: Draw) -> None:
    x, p = certain(draw)
    x[0, :2] = torch.tensor([0.0, 1.0])  # against certainty, in class 0
    value = answered(answer, x, p)
    if value[0, 0] != NEVER:
        raise Mistake(f"a picture that the class cannot show must have -inf: do not clamp p or add to it (got {value[0, 0]:.4g})")
    expect(value, likelihood(x, p), what="log p(x | y) beside an impossible picture")


@log_likelihood.property("float64 in, float64 out; `x` and `probability` stay as they were; one picture, one class")
def _likelihood_kept(answer: Answer, draw: Draw) -> None:
    x, p = bits(draw, 3, 4, 7)
    reply = ask(answer, x, p)
    reply.check_unchanged({0: "x", 1: "probability"})
    as_tensor(reply.value(), (4, 3), torch.float64)
    expect(as_tensor(ask(answer, x[:1], p[:1]).value(), (1, 1), None), likelihood(x[:1], p[:1]), what="log p(x | y)")


UNDERFLOW = "every exp(log p) underflowed, or overflowed, in a row: take the row's largest out first"


def scores(draw: Draw, scale: float = 1.5, shift: float = 0.0) -> tuple[Tensor, Tensor]:
    """A log prior (K,) and log-likelihoods (n, K)."""
    classes = draw.size(3, 5)
    prior = draw.uniform(classes, low=0.05).double()
    return (prior / prior.sum()).log(), shift + scale * draw.normal(draw.size(6, 9), classes).double()


@predict_log_proba.property("Bayes' rule: prior times likelihood, divided by their sum over classes", hint=1)
def _bayes(answer: Answer, draw: Draw) -> None:
    prior, like = scores(draw)
    joint = prior + like
    value = logs(ask(answer, prior, like).value(), tuple(like.shape), "a logarithm was taken of a negative number, or of 0/0")
    suspects = {
        "its rows do not sum to one: subtract log p(x), the logarithm of the sum over the classes": joint,
        "the prior is missing: log p(x, y) = log p(y) + log p(x | y)": functional.log_softmax(like, 1),
        "it is normalised over the pictures: every picture's probabilities sum to one over its classes": functional.log_softmax(
            joint, 0
        ),
        "these are probabilities: return their logarithms": joint.softmax(1),
        "it subtracts the row's largest value alone: subtract the logarithm of the sum": joint - joint.max(1, True).values,
        "the prior, a logarithm already, is exponentiated before it is added": functional.log_softmax(prior.exp() + like, 1),
        "the prior is subtracted: add it": functional.log_softmax(like - prior, 1),
        "logarithms are multiplied: a product of probabilities is a sum of logarithms": functional.log_softmax(prior * like, 1),
        "it subtracts p(x), not log p(x)": joint - joint.exp().sum(1, True),
        "it divides logarithms by a sum: division becomes subtraction": joint / joint.sum(1, True),
        "it divides by log p(x): in logarithms a division is a subtraction": joint / joint.logsumexp(1, True),
        "the sign is wrong: the logarithm of a probability is negative": -functional.log_softmax(joint, 1),
        "p(x) was summed over all pictures: every row has its own": joint - joint.flatten().logsumexp(0),
    }
    expect(value, functional.log_softmax(joint, 1), suspects, what="log p(y | x)")


@predict_log_proba.property("log-likelihoods of thousands of nats, of either sign", hint=2)
def _stable(answer: Answer, draw: Draw) -> None:
    for shift in (-4000.0, 4000.0):
        prior, like = scores(draw, shift=shift)
        like[1::2] *= 1.5  # no one number to take out serves all rows
        value = ask(answer, prior, like).value()
        if isinstance(value, Tensor) and value.is_floating_point() and not value.isfinite().all():
            bad = value[~value.isfinite()][0].item()
            raise Mistake(f"at log-likelihoods of about {shift:g} it gives {bad}: {UNDERFLOW}")
        right = functional.log_softmax(prior + like, 1)
        expect(as_tensor(value, tuple(like.shape), None), right, what=f"log p(y | x) at log-likelihoods of about {shift:g}")


@predict_log_proba.property("a class that is impossible ends with minus infinity", hint=3)
def _ruled_out(answer: Answer, draw: Draw) -> None:
    prior, like = scores(draw)
    like[0, 0] = like[1, 1] = -math.inf
    joint = prior + like
    value = logs(ask(answer, prior, like).value(), tuple(like.shape), "is -inf taken from -inf, or multiplied by 0?")
    for place in ((0, 0), (1, 1)):
        if value[place] != NEVER:
            raise Mistake(f"a class with log-likelihood -inf must end with -inf (got {value[place]:.4g})")
    expect(value, (joint - joint.logsumexp(1, True)).clamp_min(NEVER), what="log p(y | x) beside an impossible class", hint=1)


@predict_log_proba.property("one picture alone; float64 in, float64 out; the arguments stay as they were", hint=1)
def _posterior_kept(answer: Answer, draw: Draw) -> None:
    prior, like = scores(draw)
    reply = ask(answer, prior, like)
    reply.check_unchanged({0: "log_prior", 1: "log_likelihood"})
    reply.tensor(tuple(like.shape), torch.float64)
    alone = ask(answer, prior, like[:1]).tensor((1, len(prior)), None)
    suspects = {"one picture's probabilities are all 1: it is normalised over the pictures": torch.zeros(1, len(prior))}
    expect(alone, functional.log_softmax(prior + like[:1], 1), suspects, what="log p(y | x) of one picture")
