"""Times of several contenders, taken in turns in one process, so that a machine that slows down slows all of them."""

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch

from gancourse import runtime

WARM_UP = 2  # turns of each contender that do not count


@dataclass(frozen=True)
class Timing:
    """Milliseconds: the median over the turns, and the quartiles, between which half of them lie."""

    median: float
    low: float
    high: float

    @staticmethod
    def of(milliseconds: list[float]) -> "Timing":
        """From one number a turn, at least one."""
        if len(milliseconds) == 1:
            return Timing(*milliseconds * 3)
        low, median, high = statistics.quantiles(milliseconds, n=4, method="inclusive")
        return Timing(median, low, high)


def interleaved(contenders: Mapping[str, Callable[[int], object]], rounds: int, turns: int) -> dict[str, Timing]:
    """Milliseconds a round of each contender, called with a number of rounds: A B A B, after two turns each of warm-up.

    Args:
        contenders: by name, what plays that many further rounds.
        rounds: in a turn.
        turns: of each contender that count.
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for turn in range(WARM_UP + turns):
        for name, contender in contenders.items():
            milliseconds = milliseconds_of(lambda: contender(rounds))  # noqa: B023, called at once
            if turn >= WARM_UP:
                taken[name].append(milliseconds / rounds)
    return {name: Timing.of(each) for name, each in taken.items()}


def milliseconds_of(action: Callable[[], object]) -> float:
    """How long an action takes, to the end of what it left in an accelerator's queue."""
    _finish()
    started = time.perf_counter()
    action()
    _finish()
    return 1000 * (time.perf_counter() - started)


def _finish() -> None:
    if runtime.device().type == "cuda":
        torch.cuda.synchronize()
