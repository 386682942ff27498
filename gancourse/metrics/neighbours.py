"""The nearest training sample of each generated one: a first look at whether a generator copies."""

import torch
from torch import Tensor

CHUNK = 1024  # training samples that are compared at a time: memory grows with n times this, not with the whole set


@torch.no_grad()
def nearest(samples: Tensor, data: Tensor, chunk: int = CHUNK) -> tuple[Tensor, Tensor]:
    """The Euclidean distance from each sample to its nearest neighbour in the data, and which one that is.

        distance_i = min_j |samples_i - data_j|,    index_i = argmin_j, the first where several are equally near.

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
    rows = samples.flatten(1)
    distance = torch.full((len(rows),), torch.inf, dtype=rows.dtype, device=rows.device)
    index = torch.zeros(len(rows), dtype=torch.int64, device=rows.device)
    for start in range(0, len(data), chunk):
        part = data[start : start + chunk].flatten(1).to(rows.dtype)
        # The plain difference: cdist's default for many rows expands the square, which is inexact where it matters, near zero.
        apart, where = torch.cdist(rows, part, compute_mode="donot_use_mm_for_euclid_dist").min(1)
        closer = apart < distance
        distance, index = torch.where(closer, apart, distance), torch.where(closer, where + start, index)
    return distance, index
