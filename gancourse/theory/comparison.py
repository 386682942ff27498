"""Learning by comparison: the best discriminator is a density ratio, and what a discriminator earns estimates a divergence.

Logits of real samples are ([seeds,] n), of generated ones ([seeds,] m). An estimate is a lower bound in expectation if the
samples are new to the discriminator; on the samples that it was trained on it may lie above the truth.
"""

import math
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import logsigmoid

from gancourse.theory.divergences import Unit, in_unit, js


class Estimate(NamedTuple):
    """A number estimated from samples, and its standard error, each ([seeds])."""

    value: Tensor
    error: Tensor


def optimal_discriminator(p: Tensor, q: Tensor) -> Tensor:
    """D*(x) = p(x) / (p(x) + q(x)): the D that maximises the value of the game at each x, elementwise.

    Where both are zero no value is better than another, and the result is nan.

    Args:
        p, q: densities or probabilities of real and of generated data at the same points.

    Raises:
        ValueError: one is negative, infinite or not a number.

    Source: Goodfellow et al., "Generative adversarial nets", NeurIPS 2014, proposition 1.
    """
    for name, each in (("p", p), ("q", q)):
        if bool((bad := ~((each >= 0) & (each < math.inf))).any()):
            raise ValueError(f"{name} must be a density, zero or more and finite, got {each[bad].flatten()[0].item():g}")
    return p / (p + q)


def optimal_logit(log_p: Tensor, log_q: Tensor) -> Tensor:
    """The logit of D*: log(D* / (1 - D*)) = log p - log q, elementwise; ±inf where one density is zero, nan where both are.

    It is exact where p and q themselves are too small for a float.
    """
    return log_p - log_q


def js_from_logits(real: Tensor, fake: Tensor, unit: Unit = "nats") -> Estimate:
    """A lower bound of JS(p, q) from what a discriminator says of samples that are new to it:

        log 2 + V(D) / 2 <= JS(p, q),    V(D) = E_p[log D] + E_q[log(1 - D)],

    with equality for D = D*. Its shortfall is the mean over (p + q) / 2 of KL(D* || D) of two coins. It may come out negative:
    a discriminator that is worse than a coin proves nothing.

    Args:
        real, fake: logits ([seeds,] n) and ([seeds,] m), at least two of each.

    Raises:
        ValueError: there are fewer than two of one kind, or the unit is none.
    """
    good, bad = logsigmoid(real.double()), logsigmoid(-fake.double())
    estimate = _difference(good, bad)
    value = math.log(2) + estimate.value / 2
    return Estimate(in_unit(value, unit), in_unit(estimate.error / 2, unit))


def total_variation_from_logits(real: Tensor, fake: Tensor) -> Estimate:
    """A lower bound of TV(p, q) from how often a discriminator is right about samples that are new to it:

        P_p(logit > 0) + P_q(logit < 0) - 1 <= TV(p, q),

    that is, twice its accuracy less 1; a logit of 0 is right half the time. Equality for D*.

    Args:
        real, fake: logits ([seeds,] n) and ([seeds,] m), at least two of each.

    Raises:
        ValueError: there are fewer than two of one kind.
    """
    estimate = _difference((1 + real.double().sign()) / 2, (1 - fake.double().sign()) / 2)
    return Estimate(estimate.value - 1, estimate.error)


def kl_from_log_ratios(log_ratio: Tensor, unit: Unit = "nats") -> Estimate:
    """KL(p || q) = E_p[log p - log q], by the mean over samples of p where both densities are known: without bias.

    Args:
        log_ratio: log p(x) - log q(x) at samples x of p, ([seeds,] n), n at least two.

    Raises:
        ValueError: there are fewer than two, or the unit is none.
    """
    mean, variance = _mean(log_ratio.double(), "log ratios")
    return Estimate(in_unit(mean, unit), in_unit(variance.sqrt(), unit))


def js_plug_in(real: Tensor, fake: Tensor, edges: Tensor, unit: Unit = "nats") -> Tensor:
    """JS of two histograms, ([seeds,] n) and ([seeds,] m) numbers on the line -> ([seeds]).

    Two biases pull against each other. Bins hide what differs inside them, so that the JS of the binned laws is at most that of
    the laws. And chance differences count as differences: for equal laws and n = m the mean is about (k - 1) / (4 n) nats with k
    bins that are not empty, and not 0.

    Args:
        edges: (k + 1,), rising; the outermost bins also take what lies beyond them.

    Raises:
        ValueError: the edges do not rise, there are no samples, or the unit is none.
    """
    if edges.ndim != 1 or len(edges) < 3 or not bool((edges.diff() > 0).all()):
        raise ValueError(f"edges must rise and bound at least two bins, got {edges.tolist()[:6]}")
    if 0 in (real.shape[-1], fake.shape[-1]):
        raise ValueError(f"a histogram needs samples, got {real.shape[-1]} real and {fake.shape[-1]} generated ones")
    laws = []
    for samples in (real, fake):
        which = torch.bucketize(samples.double(), edges[1:-1].double())  # 0 to k - 1
        counts = torch.nn.functional.one_hot(which, len(edges) - 1).sum(-2)
        laws.append(counts.double() / samples.shape[-1])
    return js(laws[0], laws[1], unit)


def _mean(values: Tensor, name: str) -> tuple[Tensor, Tensor]:
    """The mean over the last axis, and its variance."""
    n = values.shape[-1] if values.ndim else 0
    if n < 2:
        raise ValueError(f"an estimate with its standard error needs at least two {name}, got {n}")
    return values.mean(-1), values.var(-1) / n


def _difference(good: Tensor, bad: Tensor) -> Estimate:
    """The sum of two independent means, and its standard error."""
    (one, of_one), (other, of_other) = _mean(good, "real samples"), _mean(bad, "generated samples")
    return Estimate(one + other, (of_one + of_other).sqrt())
