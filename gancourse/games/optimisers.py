"""What moves the players of a game of two: one learning rate for both, or one for each; and Adam."""

from collections.abc import Iterable

from torch import nn
from torch.optim import Adam


def two_rates(lr: float | tuple[float, float], first: str) -> tuple[float, float]:
    """The rate of the player that moves first, and the generator's.

    Raises:
        ValueError: it is neither one number nor two.
    """
    if isinstance(lr, float | int):
        return lr, lr
    if len(rates := tuple(lr)) != 2:
        raise ValueError(f"lr must be one number, or two: the {first}'s and the generator's, got {lr!r}")
    return rates[0], rates[1]


def adam(network: nn.Module, lr: float, betas: tuple[float, float]) -> Adam:
    """Adam over all of a network's weights, which moves each weight in one pass over its memory.

    torch's other ways make a pass for each term of the formula. The numbers are the same up to rounding, and a DCGAN's step
    takes a sixth of the time (`make bench`).
    """
    weights = list(network.parameters())
    return Adam(weights, lr=lr, betas=betas, fused=_floating(weights))


def _floating(weights: Iterable[nn.Parameter]) -> bool:
    """Whether torch has the one pass for these weights, on their device."""
    return all(weight.is_floating_point() and weight.device.type in ("cpu", "cuda") for weight in weights)
