"""What a measure returns: its numbers, what made them, and beside them what real data score against real data."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gancourse.metrics.rows import Origin


@dataclass(frozen=True, eq=False)
class Result:
    """The numbers of one measure, with what is needed to compare them with others.

    `result["recall"]` is one of its numbers; `float(result)` the number of a measure that has only one. Printed, it says all.

    Attributes:
        measure: its name.
        numbers: each number by its name.
        counts: how many pictures of each kind went in.
        origin: what made the features.
        errors: the standard errors that are known, by the number's name.
        settings: choices that the numbers depend on, such as k.
        floor: the same measure of real data against other real data, or None.
        intervals: 95 % intervals that are known, (low, high), by the number's name.
    """

    measure: str
    numbers: Mapping[str, float]
    counts: Mapping[str, int]
    origin: Origin
    errors: Mapping[str, float] = field(default_factory=dict)
    settings: Mapping[str, object] = field(default_factory=dict)
    floor: "Result | None" = None
    intervals: Mapping[str, tuple[float, float]] = field(default_factory=dict)

    def beside(self, floor: "Result") -> "Result":
        """This result with what real data score in the place of generated ones, which is what it is to be read against.

        Raises:
            ValueError: the floor is of another measure, other features or other settings.
        """
        for what, ours, theirs in (
            ("measure", self.measure, floor.measure),
            ("making", self.origin, floor.origin),
            ("settings", _words(self.settings), _words(floor.settings)),
        ):
            if ours != theirs:
                raise ValueError(f"the floor has another {what}: {theirs}, and this result {ours}")
        return replace(self, floor=replace(floor, floor=None))

    def __getitem__(self, name: str) -> float:
        if name not in self.numbers:
            raise KeyError(f"{self.measure} has {', '.join(self.numbers)}, not {name!r}")
        return self.numbers[name]

    def __float__(self) -> float:
        if len(self.numbers) != 1:
            raise TypeError(f"{self.measure} has several numbers: take one by its name, of {', '.join(self.numbers)}")
        return next(iter(self.numbers.values()))

    def __str__(self) -> str:
        lines = [self._line(name) for name in self.numbers]
        counts = ", ".join(f"{number:,} {kind}" for kind, number in self.counts.items())
        made = "; ".join(part for part in (counts, str(self.origin), _words(self.settings)) if part)
        return "\n".join([*lines, f"    {made}; sums in float64"])

    __repr__ = __str__

    def _line(self, name: str) -> str:
        """One number with its error and its floor."""
        title = self.measure if len(self.numbers) == 1 else f"{self.measure}, {name}"
        text = f"{title}: {self._number(name)}"
        if self.floor is None:
            return text
        same = dict(self.floor.counts) == dict(self.counts)
        sizes = "" if same else f" of {' and '.join(f'{number:,}' for number in self.floor.counts.values())}"
        return f"{text} (real against real{sizes}: {self.floor._number(name)})"

    def _number(self, name: str) -> str:
        error = f" ± {_rounded(self.errors[name], 2)}" if name in self.errors else ""
        ends = [_rounded(end, 4) for end in self.intervals.get(name, ())]
        return f"{_rounded(self.numbers[name], 4)}{error}" + (f" (95 % interval {' to '.join(ends)})" if ends else "")


def _rounded(number: float, digits: int) -> str:
    """A number to so many digits, without an exponent where that is short."""
    return f"{float(f'{number:.{digits}g}'):g}"


def _words(settings: Mapping[str, object]) -> str:
    return ", ".join(f"{name} {value}" for name, value in settings.items())
