"""The Frechet distance between two sets of features, as if each were Gaussian: the "FID", where Inception makes the features."""

from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin, Rows, alike
from gancourse.metrics.statistics import Statistics, statistics
from gancourse.theory.wasserstein import overlap


def gaussian_distance(mean: Tensor, covariance: Tensor, other_mean: Tensor, other_covariance: Tensor) -> Tensor:
    """The squared 2-Wasserstein distance between two Gaussians, a number, float64:

        |m - m'|^2 + tr S + tr S' - 2 tr (S^(1/2) S' S^(1/2))^(1/2).

    The last trace is `theory.wasserstein.overlap`, which takes no square root of a product that is not symmetric.

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
    return ((m - other_m).square().sum() + S.trace() + other_S.trace() - 2 * overlap(S, other_S)).clamp_min(0)


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
