"""The learning rates of a game of two: one number for both players, or one for each."""


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
