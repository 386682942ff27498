"""Lesson 10: three sets for a Parzen window, the log-likelihood, and what mistakes give for it and for the choice of sigma."""

import math

import torch
from torch import Tensor

from gancourse.checks.reply import Number
from gancourse.checks.task import Draw

BY_VALIDATION = "the validation data choose it, the test data are only scored with it"


def squares(points: Tensor, samples: Tensor) -> Tensor:
    """The squared distances, (n, m), float64."""
    return (points.double()[:, None] - samples.double()).square().sum(2)


def log_densities(points: Tensor, samples: Tensor, sigma: float) -> Tensor:
    """log p(x) of each point, (n,), float64."""
    m, d = samples.shape
    return torch.logsumexp(-squares(points, samples) / (2 * sigma**2), 1) - math.log(m) - constant(d, sigma)


def constant(d: int, sigma: float) -> float:
    """d/2 log(2 pi sigma^2)."""
    return d / 2 * math.log(2 * math.pi * sigma**2)


def score(points: Tensor, samples: Tensor, sigma: float) -> Tensor:
    return log_densities(points, samples, sigma).mean()


def best(points: Tensor, samples: Tensor, sigmas: list[float]) -> float:
    """The sigma under which the points are likeliest."""
    return max(sigmas, key=lambda sigma: float(score(points, samples, sigma)))


class Window:
    """Three sets of unequal numbers.

    Args:
        spread: of the validation and of the test points, in units of that of the samples.
        d, m, n: features, samples, test points.
    """

    def __init__(
        self, draw: Draw, spread: tuple[float, float] = (1.0, 1.2), d: int = 0, m: int = 0, n: int = 0, far: float = 0.0
    ):
        d, m = d or draw.size(2, 5), m or draw.size(7, 11)
        n = n or draw.size(4, 9, but=(m,))
        self.samples = draw.normal(m, d)
        self.validation = spread[0] * draw.normal(draw.size(5, 12, but=(m, n)), d) + far
        self.test = spread[1] * draw.normal(n, d) + far
        self.d, self.m, self.n = d, m, n

    def right(self, sigma: float) -> Tensor:
        return score(self.test, self.samples, sigma)

    def slips(self, sigma: float) -> dict[str, Number]:
        """What mistakes give for one sigma."""
        d, m, n, value = self.d, self.m, self.n, self.right(sigma)
        square = squares(self.test, self.samples)
        gaps = self.test.double()[:, None] - self.samples.double()
        each = -gaps.square() / (2 * sigma**2) - constant(1, sigma)  # (n, m, d)
        scaled, whole = -square / (2 * sigma**2), constant(d, sigma)

        def with_exponent(exponent: Tensor) -> Tensor:
            return torch.logsumexp(exponent, 1).mean() - math.log(m) - whole

        return {
            "the constant d/2 log(2 pi sigma²) is missing: without it a narrower window costs nothing": value + whole,
            "the constant is added: it is subtracted": value + 2 * whole,
            "the constant lacks d: each of the d features has a Gaussian of its own": value + whole - constant(1, sigma),
            "the constant lacks the 1/2: it is d/2 log(2 pi sigma²), or d log(sigma √(2 pi))": value - whole,
            "the constant has sigma where it is sigma²": value + whole - d / 2 * math.log(2 * math.pi * sigma),
            "the constant lacks 2 pi": value + d / 2 * math.log(2 * math.pi),
            "the constant lacks sigma: a wider window is lower": value + d * math.log(sigma),
            "log m is missing: the window is the mean of m Gaussians": value + math.log(m),
            "log m is added: it is subtracted": value + 2 * math.log(m),
            "it divides by the number of test points inside the logarithm: the window is the mean over the samples": (
                value + math.log(m) - math.log(n)
            ),
            "the log-likelihood is summed over the test points: take the mean": value * n,
            "the 2 of 2 sigma² is missing in the exponent": with_exponent(2 * scaled),
            "the exponent is divided by 2 sigma: it is 2 sigma²": with_exponent(scaled * sigma),
            "the exponent has the distance: it is the squared distance": with_exponent(-square.sqrt() / (2 * sigma**2)),
            "the exponent's minus is missing: density falls with distance": with_exponent(-scaled),
            "the squared differences are averaged over the features: sum them": with_exponent(scaled / d),
            "the logarithms are averaged over the samples: average the Gaussians, then take one logarithm": scaled.mean() - whole,
            "only the nearest sample counts: all of them add to the density": scaled.max(1).values.mean() - math.log(m) - whole,
            "the densities are averaged over the test points before the logarithm: each point has its own logarithm": (
                torch.logsumexp(scaled.flatten(), 0) - math.log(n * m) - whole
            ),
            "the sum is over the test points: the window of a point is a sum over the samples": (
                torch.logsumexp(scaled, 0).mean() - math.log(m) - whole
            ),
            "the sum is over the test points, and n stands for m: the window of a point is a sum over the samples": (
                torch.logsumexp(scaled, 0).mean() - math.log(n) - whole
            ),
            "this is the mean density, not its logarithm": log_densities(self.test, self.samples, sigma).exp().mean(),
            "each feature has a window of its own: add the logarithms over the features, then sum over the samples": (
                torch.logsumexp(each, 1).mean() - math.log(m)
            ),
            "each feature has a window of its own, and log m is missing: add over the features, then sum over the samples": (
                torch.logsumexp(each, 1).mean()
            ),
            "the mean is divided by the number of test points once more": value / n,
            "this is in bits: the task asks for nats": value / math.log(2),
            "it is divided by the number of features": value / d,
            "the sign is wrong: this is the negative log-likelihood": -value,
            "the validation data are scored: they chose sigma, and the test data are scored with it": score(
                self.validation, self.samples, sigma
            ),
            "the samples are scored: the window stands about them, and is judged by the test data": score(
                self.samples, self.samples, sigma
            ),
        }


def choices(window: Window, sigmas: list[float]) -> dict[str, Number]:
    """The sigmas that mistakes choose; the right one first, without a name."""
    by_sigma = [(float(score(window.validation, window.samples, each)), each) for each in sigmas]
    test, samples = (best(points, window.samples, sigmas) for points in (window.test, window.samples))
    bare = max(sigmas, key=lambda s: float(score(window.validation, window.samples, s)) + constant(window.d, s))
    mean = max(sigmas, key=lambda s: float(log_densities(window.validation, window.samples, s).exp().mean()))
    return {
        "": max(by_sigma)[1],
        "the least likely sigma is chosen: take the largest log-likelihood": min(by_sigma)[1],
        f"sigma is chosen by the test data: {BY_VALIDATION}": test,
        "sigma is chosen by the samples themselves, each of which is the middle of a Gaussian: the narrowest wins": samples,
        "this is sigma's place in the list, not sigma": float(sigmas.index(max(by_sigma)[1])),
        "sigma is chosen without the constant, and then the widest window wins": bare,
        "sigma is chosen by the mean of the densities: average their logarithms": mean,
        "the first sigma of the list is taken": sigmas[0],
        "the last sigma of the list is taken": sigmas[-1],
        "the mean of the sigmas is taken": sum(sigmas) / len(sigmas),
    }


def scores(window: Window, sigmas: list[float]) -> dict[str, Number]:
    """The log-likelihoods that mistakes return; the right one first, without a name."""
    chosen = best(window.validation, window.samples, sigmas)
    every = {sigma: window.right(sigma) for sigma in sigmas}
    both = torch.cat([window.validation, window.test])
    return {
        "": every[chosen],
        f"the test data are scored with the sigma that is best for them: {BY_VALIDATION}": max(every.values()),
        "the validation data's own log-likelihood is returned: it chose sigma, so that it is too high": score(
            window.validation, window.samples, chosen
        ),
        "the test data are scored with the last sigma of the list": every[sigmas[-1]],
        "the test data are scored with the first sigma of the list": every[sigmas[0]],
        "the log-likelihood is averaged over the sigmas": torch.stack(list(every.values())).mean(),
        "the validation data are counted with the test data": score(both, window.samples, chosen),
    }


def decided(draw: Draw) -> list[tuple[Window, list[float]]]:
    """Three windows, each with sigmas in mixed order, that together tell every way to choose from the right one."""
    while True:
        count = draw.size(6, 9)
        cases = [case(draw, (0.7, 2.5), True, count), case(draw, (2.5, 0.7), True, count), case(draw, (0.7, 2.5), False, count)]
        tables = [choices(*each) for each in cases]
        if len({tuple(table[name] for table in tables) for name in tables[0]}) == len(tables[0]):
            return cases


def case(draw: Draw, spreads: tuple[float, float], lowest: bool, count: int) -> tuple[Window, list[float]]:
    """A window, and sigmas of which validation data, test data and samples clearly choose three.

    Args:
        spreads: of the validation and of the test points.
        lowest: whether the least likely sigma is the smallest, and not the largest.
        count: of the sigmas.
    """
    while True:
        window = Window(draw, spreads)
        low, high = (-1.0, 0.7) if lowest else (-0.3, 1.5)
        sigmas = torch.logspace(low, high, count)[torch.randperm(count, generator=draw.stream)].double().tolist()
        chosen, margins = [], []
        for points in (window.validation, window.test, window.samples):
            ordered = sorted((float(score(points, window.samples, sigma)), sigma) for sigma in sigmas)
            chosen.append(ordered[-1][1])
            margins.append(ordered[-1][0] - ordered[-2][0])
        worst = min(sigmas, key=lambda sigma: float(score(window.validation, window.samples, sigma)))
        if len(set(chosen)) == 3 and min(margins) > 0.01 and worst == (min(sigmas) if lowest else max(sigmas)):
            return window, sigmas
