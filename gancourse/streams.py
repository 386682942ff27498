"""The random draws of a game: each is a function of a seed and a round, so that no random state is ever saved."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import torch
from torch import Tensor

from gancourse import processes, runtime

Drawn = TypeVar("Drawn", Tensor, tuple[Tensor, ...])


class Streams:
    """Streams of random numbers, one a seed, that every round starts anew.

    `start(round)` seeds each stream with a hash of (seed, round). Whatever is drawn in a round is therefore known from these
    two numbers: a run that stopped goes on with the draws that it would have made. Before the first round the streams stand
    at the start called "weights", from which networks draw their first weights.

    A list of seeds puts a leading axis on every draw, one independent run a seed; entry i is what the seed alone would draw.

    Several processes that play one game draw the same joint batch, and each keeps its own rows: together they draw what one
    process would.

    Attributes:
        seeds: the seeds, at least one.
        stacked: whether draws have a leading axis of seeds.
        device: where draws are made; a CPU and a GPU draw different numbers from one seed.
    """

    def __init__(self, seeds: int | Sequence[int] = 0, device: torch.device | str | None = None):
        self.stacked = isinstance(seeds, Iterable)
        self.seeds = list(seeds) if isinstance(seeds, Iterable) else [seeds]
        if not self.seeds or not all(isinstance(seed, int) and not isinstance(seed, bool) for seed in self.seeds):
            raise ValueError(f"seeds must be a whole number, or a list of at least one, got {seeds!r}")
        if len(set(self.seeds)) < len(self.seeds):
            raise ValueError(f"seeds must differ, or two runs are one: got {self.seeds}")
        self.device = torch.device(device) if device is not None else runtime.device()
        self._streams = [torch.Generator(self.device) for _ in self.seeds]
        for seed, stream in zip(self.seeds, self._streams, strict=True):
            stream.manual_seed(_mixed(seed, "weights"))

    def start(self, round: int) -> None:
        """Start a round: every stream, and torch's default stream, from which dropout and noise inside a network are drawn.

        The default stream differs between processes, since each drops units on rows of its own.
        """
        for seed, stream in zip(self.seeds, self._streams, strict=True):
            stream.manual_seed(_mixed(seed, round))
        common = _mixed(self.seeds, round, processes.rank())
        if self.device.type == "cpu":
            torch.default_generator.manual_seed(common)  # torch.manual_seed would visit every device: 1.7 ms a round
        else:
            torch.manual_seed(common)

    def apart(self, *key: object) -> "Streams":
        """Streams of the same seeds that start at a key of their own: whoever looks on draws by these, and disturbs nothing."""
        others = Streams(self.seeds if self.stacked else self.seeds[0], self.device)
        for seed, stream in zip(others.seeds, others._streams, strict=True):
            stream.manual_seed(_mixed(seed, *key))
        return others

    def draw(self, function: Callable[[torch.Generator], Drawn]) -> Drawn:
        """What the function draws from each stream: its result, or, for a list of seeds, their results stacked."""
        if not self.stacked:
            return function(self._streams[0])
        each = [function(stream) for stream in self._streams]
        if isinstance(each[0], Tensor):
            return torch.stack(each)
        return tuple(torch.stack(parts) for parts in zip(*each, strict=True))

    def rows(self, n: int, function: Callable[[int, torch.Generator], Drawn]) -> Drawn:
        """n rows drawn by function(n, stream), ([seeds,] n, ...): of several processes, each draws all and keeps its own n."""
        joint = self.draw(lambda stream: function(n * processes.count(), stream))
        first, axis = n * processes.rank(), int(self.stacked)
        if isinstance(joint, Tensor):
            return joint.narrow(axis, first, n)
        return tuple(part.narrow(axis, first, n) for part in joint)

    def normal(self, n: int, *shape: int) -> Tensor:
        """Standard normal numbers, ([seeds,] n, *shape)."""
        return self.rows(n, lambda m, stream: torch.randn(m, *shape, generator=stream, device=self.device))

    def uniform(self, n: int, *shape: int) -> Tensor:
        """Uniform numbers in [0, 1), ([seeds,] n, *shape)."""
        return self.rows(n, lambda m, stream: torch.rand(m, *shape, generator=stream, device=self.device))

    def integers(self, n: int, high: int) -> Tensor:
        """Uniform whole numbers from 0 to high - 1, ([seeds,] n), int64."""
        return self.rows(n, lambda m, stream: torch.randint(high, (m,), generator=stream, device=self.device))

    def __repr__(self) -> str:
        return f"Streams({self.seeds if self.stacked else self.seeds[0]}, device={str(self.device)!r})"


def _mixed(*key: object) -> int:
    """A seed of 63 bits from any key, so that neighbouring seeds and rounds share nothing."""
    return int.from_bytes(hashlib.sha256(repr(key).encode()).digest()[:8], "big") >> 1
