"""The nearest training sample of each generated one: a first look at whether a generator copies."""

import torch
from torch import Tensor

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
