"""The log-likelihood of held-out data under a Gaussian Parzen window about generated samples: Goodfellow's protocol of 2014."""

import math
from collections.abc import Sequence

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin, Rows, pair

SIGMAS = tuple(10 ** (-1 + i / 9) for i in range(10))  # logspace(-1, 0, 10), of pictures in [0, 1]
CHUNK = 256  # points whose density is computed at a time


def log_density(points: Tensor, samples: Tensor, sigma: float, chunk: int = CHUNK) -> Tensor:
    """The log density, in nats, of points (n, d) under equal Gaussians about samples (m, d): (n,), float64.

        log p(x) = logsumexp_j( -|x - y_j|^2 / (2 sigma^2) ) - log m - d/2 log(2 pi sigma^2).

    Raises:
        ValueError: shapes do not fit, or sigma is not above zero.
    """
    if not sigma > 0:
        raise ValueError(f"sigma must be above zero, got {sigma}")
    x, y, _ = pair(points, samples)
    return _log_densities(x, y, [sigma], chunk)[0]


def parzen(
    samples: Tensor | Rows, validation: Tensor | Rows, test: Tensor | Rows, sigmas: Sequence[float] = SIGMAS, chunk: int = CHUNK
) -> Result:
    """The mean log-likelihood of test data, in nats, under a Parzen window about generated samples, sigma by validation.

    The sigma of the list under which the validation data are likeliest is taken, and the test data, which chose nothing, are
    scored with it; the error is that of their mean.

    In many dimensions the window is far from the density: with 10,000 samples of 784 numbers, centres of clusters score above
    real data, and the rank of two models may be wrong. It is here because the first papers report it.

    Args:
        samples, validation, test: pictures (n, channels, h, w) in [-1, 1], which are moved to [0, 1] as in the paper; or
            rows (n, d), which stay as they are.
        sigmas: what to choose from, in the units of the rows.
        chunk: points whose density is computed at a time.

    Raises:
        ValueError: shapes do not fit, or there is no sigma, or one is not above zero.

    Source: Goodfellow et al., NeurIPS 2014, section 5: 10,000 samples, 1,000 validation pictures, logspace(-1, 0, 10); why it
    misleads: Theis, van den Oord, Bethge, "A note on the evaluation of generative models", ICLR 2016.
    """
    if not len(sigmas) or not all(sigma > 0 for sigma in sigmas):
        raise ValueError(f"sigmas must be numbers above zero, at least one, got {list(sigmas)}")
    drawn, chosen_by, held = (_as_rows(each) for each in (samples, validation, test))
    first, y, _ = pair(chosen_by, drawn)
    means = _log_densities(first, y, sigmas, chunk).mean(1)  # (sigmas,)
    best = int(means.argmax())
    x, _, origin = pair(held, drawn)
    density = _log_densities(x, y, [sigmas[best]], chunk)[0]
    edge = ", an end of the list" if len(sigmas) > 1 and sigmas[best] in (min(sigmas), max(sigmas)) else ""
    counts = {"generated": len(y), "validation": len(first), "test": len(x)}
    error = {"log-likelihood": float(density.std()) / len(x) ** 0.5} if len(x) > 1 else {}
    settings = {"sigma": f"{sigmas[best]:.4g} of {len(sigmas)}{edge}", "d": x.shape[1]}
    return Result("Parzen window", {"log-likelihood": float(density.mean())}, counts, origin, error, settings)


def _log_densities(x: Tensor, y: Tensor, sigmas: Sequence[float], chunk: int) -> Tensor:
    """(sigmas, n): the distances are computed once for all of the sigmas."""
    widths = torch.tensor(sigmas, dtype=x.dtype, device=x.device)[:, None, None]
    middle, parts = y.mean(0), []
    for start in range(0, len(x), chunk):
        square = torch.cdist(x[start : start + chunk] - middle, y - middle).square()  # (chunk, m)
        parts.append(torch.cat([torch.logsumexp(-square / (2 * width**2), 1)[None] for width in widths.flatten()]))
    constant = math.log(len(y)) + x.shape[1] / 2 * torch.log(2 * torch.pi * widths[:, :, 0] ** 2)
    return torch.cat(parts, 1) - constant.to(x)


def _as_rows(given: Tensor | Rows) -> Tensor | Rows:
    """Pictures in [-1, 1] as rows in [0, 1]; rows as they are."""
    if not isinstance(given, Tensor) or given.ndim != 4:
        return given
    if not ((given >= -1) & (given <= 1)).all():
        raise ValueError(f"pictures must be in [-1, 1], got values in [{float(given.min()):g}, {float(given.max()):g}]")
    return Rows((given.double().flatten(1) + 1) / 2, Origin("pixels in [0, 1]", dtype="float64"))
