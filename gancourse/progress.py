"""The line that a run shows while it plays: in a terminal or a notebook, and nowhere else. It leaves no trace."""

import os
import shutil
import sys
import time
from collections.abc import Callable

from torch import Tensor

REFRESH = 0.1  # seconds between two drawings
MARK = {"gancourse": "progress"}  # metadata of the line's output in a notebook


class Progress:
    """A line with the round, the losses and the speed, drawn at most ten times a second and taken away at the end.

    Args:
        first, last: the rounds between which this call plays.
        batch: samples that a round is counted as, for the speed.
        shown: whether to draw, where there is a terminal or a notebook.
    """

    def __init__(self, first: int, last: int, batch: int, shown: bool = True):
        self.first, self.last, self.batch = first, last, batch
        self.started = self.drawn = time.perf_counter()
        self._draw, self._clear = _place() if shown else _nowhere()

    def update(self, rounds: int, latest: Callable[[], dict[str, Tensor]]) -> None:
        """Draw the line if it is time; the numbers are asked for only then."""
        now = time.perf_counter()
        if now - self.drawn >= REFRESH:
            self.drawn = now
            self._draw(rounds / self.last, self.text(rounds, latest(), now - self.started))

    def text(self, rounds: int, numbers: dict[str, Tensor], seconds: float) -> str:
        """What the line says."""
        speed = (rounds - self.first) / max(seconds, 1e-9)
        losses = [f"{name} {float(value.float().mean()):.3g}" for name, value in numbers.items()]
        left = f"{(self.last - rounds) / max(speed, 1e-9):,.0f} s left"
        return " · ".join([f"round {rounds:,} of {self.last:,}", *losses, f"{speed * self.batch:,.0f} samples/s", left])

    def close(self) -> None:
        """Take the line away."""
        self._clear()


Place = tuple[Callable[[float, str], None], Callable[[], None]]


def _place() -> Place:
    """How to draw and how to clear, by where this program runs."""
    ipython = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if getattr(ipython, "kernel", None) is not None:
        return _notebook()
    return _terminal() if sys.stderr is not None and sys.stderr.isatty() else _nowhere()


def _nowhere() -> Place:
    return (lambda share, text: None), (lambda: None)


def _terminal() -> Place:
    def draw(share: float, text: str) -> None:
        width = _columns() - 1  # a line that wraps could not be taken away
        print(f"\r\x1b[K{text[:width]}", end="", file=sys.stderr, flush=True)

    def clear() -> None:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    return draw, clear


def _columns() -> int:
    """How wide the terminal of stderr is."""
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except OSError:
        return shutil.get_terminal_size().columns


def _notebook() -> Place:
    """One output that is replaced. At the end it holds nothing; the build takes it out of the lessons by its mark."""
    from IPython.display import DisplayHandle

    handle = DisplayHandle()
    began: list[bool] = []

    def draw(share: float, text: str) -> None:
        bar = f'<progress value="{share:.4f}" max="1" style="width: 12em"></progress> <code>{text}</code>'
        show = handle.update if began else handle.display
        began.append(True)
        show({"text/html": bar, "text/plain": text}, metadata=MARK, raw=True)

    def clear() -> None:
        if began:
            handle.update({"text/plain": ""}, metadata=MARK, raw=True)

    return draw, clear
