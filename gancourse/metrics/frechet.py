"""The Frechet distance between two sets of features, as if each were Gaussian: the "FID", where Inception makes the features."""

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin, Rows, alike
from gancourse.metrics.statistics import Statistics, statistics


def gaussian_distance(mean: Tensor, covariance: Tensor, other_mean: Tensor, other_covariance: Tensor) -> Tensor:
    """The squared 2-Wasserstein distance between two Gaussians, a number, float64:

        |m - m'|^2 + tr S + tr S' - 2 tr (S^(1/2) S' S^(1/2))^(1/2).

    With any factor S = A A', the matrix A' S' A has the eigenvalues of S^(1/2) S' S^(1/2), and the last trace is the sum of
    their square roots. It is symmetric: its eigenvalues are real, and rounding can make them negative by rounding's size
    only, which counts as 0. The square root of the product S S', which is not symmetric, may be complex by rounding. A is
    Cholesky's factor, and where S is singular, so that there is none, the eigenvectors times the roots of the eigenvalues.

    Args:
        mean, other_mean: (d,).
        covariance, other_covariance: (d, d), symmetric, with no eigenvalue below zero.

    Raises:
        ValueError: shapes do not fit, or a number is not finite.

    Source: Dowson and Landau, "The Frechet distance between multivariate normal distributions", 1982.
    """
    d = len(mean)
    given = [each.double() for each in (mean, covariance, other_mean, other_covariance)]
    if [tuple(each.shape) for each in given] != [(d,), (d, d)] * 2 or not all(each.isfinite().all() for each in given):
        raise ValueError(
            f"means must be (d,) and covariances (d, d), of finite numbers, got {[tuple(each.shape) for each in given]}"
        )
    m, S, other_m, other_S = given
    factor, failed = torch.linalg.cholesky_ex(S)
    if failed:
        values, vectors = torch.linalg.eigh(S)
        factor = vectors * values.clamp_min(0).sqrt()  # (d, d)
    product = factor.T @ other_S @ factor
    shared = torch.linalg.eigvalsh((product + product.T) / 2).clamp_min(0).sqrt().sum()
    return ((m - other_m).square().sum() + S.trace() + other_S.trace() - 2 * shared).clamp_min(0)


def frechet(real: Statistics | Rows | Tensor, fake: Statistics | Rows | Tensor) -> Result:
    """The Frechet distance between the features of real and of generated pictures. See `gaussian_distance`.

    It is a squared distance, 0 for equal means and covariances, and in the features' units squared: it compares with another
    only where features, resize and n are the same. From finite samples it is too large on average, by about C / n, so
    that two samples of one distribution score above 0: print the floor.

    Args:
        real, fake: (n, d) features, or their statistics.

    Raises:
        ValueError: there are not more pictures than features, or real and generated were not made alike.

    Source: Heusel et al., "GANs trained by a two time-scale update rule", NeurIPS 2017, equation 6; the bias: Chong and
    Forsyth, "Effectively unbiased FID and inception score", CVPR 2020.
    """
    ours, theirs = statistics(real), statistics(fake)
    d = len(ours.mean)
    origin = alike(ours.origin or Origin(), theirs.origin or Origin(), d, len(theirs.mean))
    if min(ours.n, theirs.n) <= d:
        raise ValueError(
            f"the Frechet distance of {d} features needs more than {d} pictures of each kind, got {ours.n} real and "
            f"{theirs.n} generated, whose covariances are singular: take more pictures, fewer features, or the kernel distance"
        )
    device = ours.mean.device
    value = gaussian_distance(ours.mean, ours.covariance, theirs.mean.to(device), theirs.covariance.to(device))
    counts = {"real": ours.n, "generated": theirs.n}
    return Result("Frechet distance", {"distance": float(value)}, counts, origin, settings={"d": d})
