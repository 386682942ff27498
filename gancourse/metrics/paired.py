"""Errors between pictures and the very pictures that they should be: only where such pairs exist."""

import math

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin, exact
from gancourse.metrics.windows import gaussian_mean

RANGE = 2.0  # from black to white, in [-1, 1]
WINDOW, SIGMA = 11, 1.5  # pixels
FLAT, DARK = 0.03, 0.01  # the constants that keep SSIM from dividing by nothing: K2 and K1


def l1(fake: Tensor, real: Tensor) -> Tensor:
    """The mean absolute difference of each pair, in the pictures' units, from 0 to 2: (n, channels, h, w) twice -> (n,)."""
    fake, real = _pair(fake, real)
    return (fake - real).abs().flatten(1).mean(1)


def psnr(fake: Tensor, real: Tensor) -> Tensor:
    """The peak signal-to-noise ratio of each pair, in decibels, (n, channels, h, w) twice -> (n,), infinite for equal ones:

    10 log10( R^2 / mean |x - y|^2 ),    R = 2, the range of [-1, 1].
    """
    fake, real = _pair(fake, real)
    return 10 * torch.log10(RANGE**2 / (fake - real).square().flatten(1).mean(1))


def ssim(fake: Tensor, real: Tensor) -> Tensor:
    """The structural similarity of each pair, (n, channels, h, w) twice -> (n,), from -1 to 1, which is equality:

        (2 m_x m_y + c_1) (2 s_xy + c_2) / ( (m_x^2 + m_y^2 + c_1) (s_x^2 + s_y^2 + c_2) ),    c_i = (K_i R)^2,

    averaged over places and channels. Means m, variances s^2 and covariance s_xy are those of a window of 11 x 11 pixels,
    weighted by a Gaussian of 1.5 pixels, at every place where all of it lies in the picture, as the authors do it. Packages
    that also average over a border, where they mirror the picture, give other numbers (torchmetrics 1.9 does).

    Raises:
        ValueError: a side is below 11 pixels, or the pictures are no pairs in [-1, 1].

    Source: Wang, Bovik, Sheikh, Simoncelli, "Image quality assessment", IEEE Transactions on Image Processing 2004.
    """
    x, y = _pair(fake, real)
    if min(x.shape[2:]) < WINDOW:
        raise ValueError(f"SSIM's window needs {WINDOW} pixels a side, got pictures of {x.shape[2]} x {x.shape[3]}")
    mean_x, mean_y = _window(x), _window(y)
    var_x, var_y = _window(x * x) - mean_x**2, _window(y * y) - mean_y**2
    both = _window(x * y) - mean_x * mean_y
    dark, flat = (DARK * RANGE) ** 2, (FLAT * RANGE) ** 2
    light = (2 * mean_x * mean_y + dark) / (mean_x**2 + mean_y**2 + dark)
    return (light * (2 * both + flat) / (var_x + var_y + flat)).flatten(1).mean(1)


def paired(fake: Tensor, real: Tensor) -> Result:
    """L1, PSNR and SSIM of pairs, (n, channels, h, w) in [-1, 1] twice: means over the pairs, with their standard errors.

    A picture that is right but moved by a pixel scores badly, and a blur, which is the mean of what might be, scores well.

    Raises:
        ValueError: the pictures are no pairs in [-1, 1], or a side is below 11 pixels.
    """
    each = {"L1": l1(fake, real), "PSNR in dB": psnr(fake, real), "SSIM": ssim(fake, real)}
    numbers = {name: float(values.mean()) for name, values in each.items()}
    many = len(fake) > 1
    errors = {name: float(v.std()) / math.sqrt(len(v)) for name, v in each.items() if many and bool(v.isfinite().all())}
    return Result("Paired error", numbers, {"pairs": len(fake)}, Origin("pixels", dtype="float64"), errors)


def _window(x: Tensor) -> Tensor:
    """The Gaussian mean about every place: (n, channels, h, w) -> (n, channels, h - 10, w - 10)."""
    return gaussian_mean(x, SIGMA, WINDOW // 2)


def _pair(fake: Tensor, real: Tensor) -> tuple[Tensor, Tensor]:
    """Both in float64 on one device, once they are known to be pairs of pictures."""
    if fake.ndim != 4 or fake.shape != real.shape or not fake.numel():
        raise ValueError(f"pairs must be (n, channels, h, w) twice, got {tuple(fake.shape)} and {tuple(real.shape)}")
    x, y = exact(fake), exact(real)
    for what, each in (("generated", x), ("real", y)):
        if not ((each >= -1) & (each <= 1)).all():
            raise ValueError(f"{what} pictures must be in [-1, 1], got values in [{float(each.min()):g}, {float(each.max()):g}]")
    return x, y.to(x.device)
