"""What the loop's services cost: the progress line, a call of play, checkpoints, a running average."""

import contextlib
import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

import torch

from benchmarks.cases import Sizes, dcgan_game, dense_game, rounds_of
from benchmarks.timing import Timing, interleaved
from gancourse import checkpoint, data
from gancourse.games import VanillaGAN
from gancourse.training import batches, play


@dataclass(frozen=True)
class Cost:
    """What one thing costs, in milliseconds."""

    name: str
    timing: Timing
    note: str = ""


class Terminal(io.StringIO):
    """A terminal that nobody looks at, so that the progress line is drawn."""

    def isatty(self) -> bool:
        return True


def round_costs(sizes: Sizes) -> list[Cost]:
    """A round of the smallest step as it is, with the progress line, and with a running average of the generator."""
    bare, shown, averaged = (dense_game(sizes.hidden, 0) for _ in range(3))
    averaged.average("generator")
    terminal = Terminal()

    def with_line(rounds: int) -> None:
        with contextlib.redirect_stderr(terminal):
            rounds_of(shown, data.ring(), 256, progress=True)(rounds)

    contenders = {
        "bare": rounds_of(bare, data.ring(), 256),
        "line": with_line,
        "average": rounds_of(averaged, data.ring(), 256),
    }
    times = interleaved(contenders, sizes.fast, sizes.turns)
    return [
        Cost("a round of the 2-D step, no progress line", times["bare"]),
        Cost("the same with the line", times["line"], f"{terminal.getvalue().count(' of ')} drawings in all"),
        Cost("the same with a running average of the generator", times["average"]),
    ]


def call_cost(sizes: Sizes) -> Cost:
    """A call of play for no further round: its checks, its place on the screen, its guard of the streams."""
    game = dense_game(sizes.hidden, 0)

    def calls(n: int) -> None:
        for _ in range(n):
            rounds_of(game, data.ring(), 256)(0)

    return Cost("a call of play that plays no round", interleaved({"call": calls}, sizes.slow, sizes.turns)["call"])


def checkpoint_costs(name: str, game: VanillaGAN, real: object, turns: int) -> list[Cost]:
    """Writing a game, and reading it back."""
    play(game, batches(real, 8), 2, progress=False)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "game.safetensors"

        def save(n: int) -> None:
            for _ in range(n):
                checkpoint.save(game, path)

        def load(n: int) -> None:
            for _ in range(n):
                checkpoint.load(game, path)

        times = interleaved({"save": save, "load": load}, 1, turns)
        size = f"{path.stat().st_size / 1e6:.1f} MB"
    return [Cost(f"a checkpoint written, {name}", times["save"], size), Cost(f"a checkpoint read, {name}", times["load"], size)]


def costs(sizes: Sizes) -> list[Cost]:
    """All of them."""
    stacked = dense_game(sizes.hidden, list(range(sizes.seeds)))
    return [
        *round_costs(sizes),
        call_cost(sizes),
        *checkpoint_costs("2-D", dense_game(sizes.hidden, 0), data.ring(), sizes.turns),
        *checkpoint_costs(f"2-D, {sizes.seeds} seeds", stacked, data.ring(), sizes.turns),
        *checkpoint_costs("DCGAN", dcgan_game(sizes), torch.zeros(10, 1, 28, 28), sizes.turns),
    ]
