"""The numbers of a run, by name and round, thinned evenly when a run is long."""

from collections.abc import Iterator

import torch
from torch import Tensor

KEPT = 4096  # at most this many of a series, at least half as many once a run is that long


class Series:
    """One number of a run at some of its rounds.

    Values wait on their device until they are read: on an accelerator each reading would stop the queue.
    """

    def __init__(self) -> None:
        self.stride = 1
        self.waiting: list[tuple[int, Tensor]] = []
        self.rounds = torch.zeros(0, dtype=torch.int64)
        self.values = torch.zeros(0)

    def add(self, round: int, value: Tensor, seen: int) -> None:
        """Note the value of a round, the `seen`-th of this series, unless thinning skips it."""
        if seen % self.stride == 0:
            self.waiting.append((round, value))
            if len(self.rounds) + len(self.waiting) > KEPT:
                self.settle()
                self.stride *= 2
                self.rounds, self.values = self.rounds[::2], self.values[::2]

    def settle(self) -> None:
        """Fetch what waits."""
        if self.waiting:
            fresh = torch.stack([value for _, value in self.waiting]).float().cpu()
            self.values = torch.cat([self.values, fresh]) if len(self.rounds) else fresh
            self.rounds = torch.cat([self.rounds, torch.tensor([round for round, _ in self.waiting])])
            self.waiting = []


class History:
    """What a run has logged: each player's loss, and what a game or a watcher adds.

    `history["generator"]` is a tensor (k,), or (k, seeds) for stacked runs, float32, and `history.rounds("generator")` the
    rounds (k,) that the values belong to, counted from 1. When a series outgrows 4,096 values every second one is dropped,
    by a rule of the round alone, so that a resumed run has the same history as one that never stopped.
    """

    def __init__(self) -> None:
        self._series: dict[str, Series] = {}
        self._seen: dict[str, int] = {}

    def add(self, round: int, numbers: dict[str, Tensor]) -> None:
        """Note the numbers of a round."""
        for name, value in numbers.items():
            seen = self._seen.get(name, 0)
            self._series.setdefault(name, Series()).add(round, value, seen)
            self._seen[name] = seen + 1

    def __getitem__(self, name: str) -> Tensor:
        """The values of a series, (k,) or (k, seeds)."""
        return self._found(name).values

    def rounds(self, name: str) -> Tensor:
        """The rounds of its values, (k,), int64."""
        return self._found(name).rounds

    def latest(self) -> dict[str, Tensor]:
        """The newest value of each series."""
        return {name: (s.waiting[-1][1] if s.waiting else s.values[-1]) for name, s in self._series.items()}

    def __iter__(self) -> Iterator[str]:
        return iter(self._series)

    def __contains__(self, name: object) -> bool:
        return name in self._series

    def __len__(self) -> int:
        return len(self._series)

    def state(self) -> tuple[dict[str, Tensor], dict[str, list[int]]]:
        """Everything as tensors by name, and the counts (stride, seen) of each series: what a checkpoint keeps."""
        tensors: dict[str, Tensor] = {}
        for name, series in self._series.items():
            series.settle()
            tensors |= {f"{name}.rounds": series.rounds.contiguous(), f"{name}.values": series.values.contiguous()}
        return tensors, {name: [series.stride, self._seen[name]] for name, series in self._series.items()}

    def restore(self, tensors: dict[str, Tensor], counts: dict[str, list[int]]) -> None:
        """Take the place of what `state` returned."""
        self._series, self._seen = {}, {}
        for name, (stride, seen) in counts.items():
            series = self._series[name] = Series()
            series.stride, self._seen[name] = stride, seen
            series.rounds, series.values = tensors[f"{name}.rounds"], tensors[f"{name}.values"]

    def _found(self, name: str) -> Series:
        if name not in self._series:
            raise KeyError(f"nothing was logged as {name!r}; there are {sorted(self._series)}")
        self._series[name].settle()
        return self._series[name]

    def __repr__(self) -> str:
        last = {name: int(self.rounds(name)[-1]) for name in self}
        return f"History({', '.join(f'{name} to round {round}' for name, round in last.items())})"
