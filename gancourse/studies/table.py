"""A stored study, NAME.csv: a number for each variant, seed and measure; with pictures, NAME.safetensors, and a card, NAME.md."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import SafetensorError
from safetensors.torch import load as from_bytes
from safetensors.torch import save as to_bytes
from torch import Tensor

from gancourse.files import written_whole

FOLDER = Path(__file__).parent
HEAD = ["variant", "seed", "measure", "value"]


class Entry(NamedTuple):
    """One measured number."""

    variant: str
    seed: int
    measure: str
    value: float


class Study:
    """What a study measured.

    Attributes:
        name: of the study.
        entries: every number, in the order of the runs.
        pictures: of each variant a few samples, (n, channels, h, w) in [-1, 1], all of the same latents of one seed.
    """

    def __init__(self, name: str, entries: Iterable[Entry], pictures: Mapping[str, Tensor]):
        self.name, self.entries, self.pictures = name, list(entries), dict(pictures)

    @property
    def variants(self) -> list[str]:
        """The variants, in the order in which they were run."""
        return list(dict.fromkeys(entry.variant for entry in self.entries))

    @property
    def measures(self) -> list[str]:
        return list(dict.fromkeys(entry.measure for entry in self.entries))

    def values(self, variant: str, measure: str) -> Tensor:
        """A measure of a variant, one number a seed, by rising seeds, (seeds,), float64.

        Raises:
            KeyError: there is no such variant or measure.
        """
        found = sorted((e.seed, e.value) for e in self.entries if e.variant == variant and e.measure == measure)
        if not found:
            raise KeyError(
                f"{self.name} has the variants {', '.join(self.variants)} and the measures {', '.join(self.measures)}, "
                f"not {measure!r} of {variant!r}"
            )
        return torch.tensor([value for _, value in found], dtype=torch.float64)

    def pairs(self, variant: str, other: str, measure: str) -> Tensor:
        """A measure of `variant` less that of `other` for each seed that both were run with, (seeds,), float64.

        Raises:
            KeyError: there is no such variant or measure, or no seed in common.
        """
        ours, theirs = (
            {e.seed: e.value for e in self.entries if e.variant == name and e.measure == measure} for name in (variant, other)
        )
        if not (common := sorted(ours.keys() & theirs.keys())):
            raise KeyError(f"{self.name} has no seed with {measure!r} of both {variant!r} and {other!r}")
        return torch.tensor([ours[seed] - theirs[seed] for seed in common], dtype=torch.float64)

    def __repr__(self) -> str:
        return f"Study({self.name!r}, {len(self.variants)} variants, {len(self.entries)} numbers)"


def names() -> list[str]:
    """The studies that the course ships."""
    return sorted(path.stem for path in FOLDER.glob("*.csv"))


def load(name: str | Path) -> Study:
    """A study by its name, or by the path of its CSV file.

    Raises:
        FileNotFoundError: there is none.
        ValueError: a file is damaged.
    """
    path = name if isinstance(name, Path) else FOLDER / f"{name}.csv"
    if not path.is_file():
        raise FileNotFoundError(f"no study is called {name!r}: there are {', '.join(names()) or 'none'}, or a path")
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    try:
        if rows[0] != HEAD:
            raise ValueError(rows[0])
        entries = [Entry(variant, int(seed), measure, float(value)) for variant, seed, measure, value in rows[1:]]
        stored = from_bytes(path.with_suffix(".safetensors").read_bytes())
    except (ValueError, IndexError, OSError, SafetensorError) as error:
        raise ValueError(f"the study {path.name} is damaged ({error}): install it again, or run its command") from None
    return Study(path.stem, entries, {variant: bytes_.float() / 127.5 - 1 for variant, bytes_ in stored.items()})


def save(study: Study, path: Path, card: Sequence[tuple[str, str]]) -> None:
    """Write a study's table, pictures (eight bits a pixel) and card beside each other, each whole.

    Args:
        path: of the table, NAME.csv.
        card: what it is, how it was made and what else a reader must know, as pairs.
    """
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(HEAD)
    rows.writerows([e.variant, e.seed, e.measure, f"{e.value:.6g}"] for e in study.entries)
    pictures = {name: ((each + 1) * 127.5).round().clamp(0, 255).byte().contiguous() for name, each in study.pictures.items()}
    lines = [f"# {path.stem}", "", "| | |", "|---|---|", *(f"| {key} | {value} |" for key, value in card), ""]
    lines += [f'`gancourse.studies.load("{path.stem}")` reads it. This page was written by the command.', ""]
    for suffix, content in (
        (".safetensors", to_bytes(pictures)),
        (".md", "\n".join(lines).encode()),
        (".csv", table.getvalue().encode()),
    ):
        with written_whole(path.with_suffix(suffix)) as stream:
            stream.write(content)
