"""Several processes that play one game: how many there are, and the mean over them. One process needs none of this."""

from collections.abc import Sequence

import torch
import torch.distributed as dist
from torch import Tensor


def count() -> int:
    """How many processes play this game: 1 unless torchrun started several and `init_process_group` joined them."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def rank() -> int:
    """Which one this is, from 0."""
    return dist.get_rank() if count() > 1 else 0


def average(values: Sequence[Tensor]) -> None:
    """Replace each tensor, in place, by its mean over the processes, in one message. With one process, do nothing.

    This is all that data-parallel training needs: the gradient of a mean over the joint batch is the mean of the gradients
    of its equal parts, second derivatives included.
    """
    if count() == 1 or not values:
        return
    flat = torch.cat([value.flatten() for value in values])
    dist.all_reduce(flat)
    for value, mean in zip(values, (flat / count()).split([value.numel() for value in values]), strict=True):
        value.copy_(mean.view_as(value))


def any_of(flag: bool, device: torch.device) -> bool:
    """Whether the flag is set in any process, so that all of them act alike."""
    if count() == 1:
        return flag
    votes = torch.tensor(float(flag), device=device)
    dist.all_reduce(votes)
    return bool(votes.item() > 0)
