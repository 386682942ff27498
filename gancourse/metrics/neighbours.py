"""The nearest training sample of each generated one, and whether a generator stands nearer to it than fresh data do: copies."""

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Rows, alike, exact, of_samples

CHUNK = 1024  # training samples that are compared at a time: memory grows with n times this, not with the whole set


@torch.no_grad()
def nearest(samples: Tensor, data: Tensor, chunk: int = CHUNK) -> tuple[Tensor, Tensor]:
    """The Euclidean distance from each sample to its nearest neighbour in the data, and which one that is.

        distance_i = min_j |samples_i - data_j|,    index_i = argmin_j |samples_i - data_j|.

    Which of several is the nearest is settled by |x|^2 - 2 x y + |y|^2, a matrix product, up to rounding; its distance is then
    computed from the difference itself, so that a copy is at distance 0.

    Images are compared pixel by pixel: a digit moved by one pixel is far from itself. So a large distance is no proof that
    something is new, and the distances of held-out real samples are what to compare with.

    Args:
        samples: (n, *shape).
        data: (m, *shape), on the same device.
        chunk: how many rows of the data are compared at a time.

    Returns:
        (n,) distances in the units of the samples, of their dtype, and (n,) positions in the data, int64.

    Raises:
        ValueError: shapes differ, the data are empty, or the chunk is not above zero.

    Source: nearest neighbours beside samples, as in Goodfellow et al., NeurIPS 2014, figure 2.
    """
    if samples.ndim < 2 or samples.shape[1:] != data.shape[1:] or not len(data):
        raise ValueError(
            f"samples and data must be (n, *shape) with one shape and data, got {tuple(samples.shape)} and {tuple(data.shape)}"
        )
    if chunk < 1:
        raise ValueError(f"chunk must be at least 1, got {chunk}")
    rows, middle = samples.flatten(1), data[:chunk].to(samples.dtype).flatten(1).mean(0)  # about the middle, squares are smaller
    distance = torch.full((len(rows),), torch.inf, dtype=rows.dtype, device=rows.device)
    index = torch.zeros(len(rows), dtype=torch.int64, device=rows.device)
    for start in range(0, len(data), chunk):
        part = data[start : start + chunk].flatten(1).to(rows.dtype)
        where = torch.cdist(rows - middle, part - middle, compute_mode="use_mm_for_euclid_dist").argmin(1)
        apart = torch.linalg.vector_norm(rows - part[where], dim=1)
        closer = apart < distance
        distance, index = torch.where(closer, apart, distance), torch.where(closer, where + start, index)
    return distance, index


def memorisation(fake: Tensor | Rows, train: Tensor | Rows, held_out: Tensor | Rows, chunk: int = CHUNK) -> Result:
    """Whether generated samples lie nearer to the training data than fresh data of the same kind do.

    With d(x), the distance to the nearest training sample, y generated and h held out,

        score = P(d(y) < d(h)) + 1/2 P(d(y) = d(h)),

    over all pairs: 1/2 where generated samples are as near as fresh ones, 1 where every one is nearer than any fresh one, as
    copies are, and below 1/2 where they are farther than fresh data, as noise and bad samples are. The second number,
    "copied", is the share of generated samples that are nearer than 99 % of the held-out ones; fresh data have 0.01. It sees
    few copies among many good samples, which hardly move the score.

    Args:
        fake, train, held_out: samples (n, *shape) of any three lengths, or features of them. The held-out ones must not have
            been trained on, and must be as many as the share of 1 % needs: 100 at least.
        chunk: how many training samples are compared at a time.

    Raises:
        ValueError: shapes differ, there are fewer than 100 held-out samples, or features were not made alike.

    Source: Meehan, Chaudhuri, Dasgupta, "A non-parametric test to detect data-copying in generative models", AISTATS 2020,
    whose test is this statistic, one cell of the space at a time. Distances of pixels miss a copy that is moved by a pixel;
    features may see it.
    """
    drawn, known, fresh = (of_samples(each) for each in (fake, train, held_out))
    for other in (drawn, fresh):
        alike(known.origin, other.origin, known.values.shape[1], other.values.shape[1])
    if len(fresh) < 100:
        raise ValueError(f"memorisation needs 100 held-out samples at least to know what is near, got {len(fresh)}")
    data = exact(known.values)
    ours, theirs = (nearest(exact(each.values).to(data.device), data, chunk)[0] for each in (drawn, fresh))
    ordered = theirs.sort().values
    above = len(ordered) - torch.searchsorted(ordered, ours, right=True)  # held-out ones that are farther
    level = len(ordered) - torch.searchsorted(ordered, ours)  # or as far
    score = float((above + level).double().mean()) / (2 * len(ordered))
    copied = float((above >= 0.99 * len(ordered)).double().mean())
    counts = {"generated": len(drawn), "training": len(known), "held out": len(fresh)}
    return Result("Memorisation", {"score": score, "copied": copied}, counts, known.origin)
