"""play, the loop of every game: progress, checkpoints, an exact resume, a clean stop, and a stop where a loss is not finite."""

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import torch
from torch import Tensor

from gancourse import checkpoint, processes
from gancourse.batches import Source, batches
from gancourse.game import Game
from gancourse.history import History
from gancourse.progress import Progress

__all__ = ["batches", "play"]

Watcher = Callable[[Game], None]


def play(
    game: Game,
    data: Source,
    rounds: int,
    *,
    watch: Watcher | Sequence[Watcher] = (),
    save: str | Path | None = None,
    every: int = 500,
    progress: bool = True,
) -> History:
    """Play until `rounds` rounds are played in all, and return what was logged.

    With `save`, the game is written to that file every `every` rounds and at the end; when the file is there, the same line
    goes on from it. On the same machine, with the same versions and number of threads, a run that was stopped at any moment
    and went on ends with the same weights, bit for bit, as one that was not.

    An interrupt (Control-C, the notebook's stop button) lets the round end, writes the checkpoint, says so and returns; a
    second one stops at once. A game stopped inside a round and played on in memory, without a checkpoint, is not exact.

    Args:
        game: networks, players and turns. It is put into train mode.
        data: what `batches(data, size)` returns.
        rounds: the total, those played before included.
        watch: called with the game after each round, before the round's numbers are kept: what a watcher logs is history.
        save: a file, by custom `.safetensors`.
        every: rounds between two checkpoints.
        progress: show the line of losses and speed, where there is a terminal or a notebook to show it in.

    Raises:
        CheckpointError: the file is not this game's. It is left as it is.
        FloatingPointError: a loss is not finite: with the round and the player. The last checkpoint is left as it is.
        TypeError, ValueError, KeyError, RuntimeError: the game, or a move of it, can only be wrong; the sentence says how.
    """
    if not isinstance(game, Game):
        raise TypeError(f"play takes a Game, such as VanillaGAN(generator, discriminator), got {type(game).__name__}")
    if not isinstance(data, Source):
        raise TypeError(f"play takes batches(data, size), such as batches(data, 256), got {type(data).__name__}")
    for name, number, least in (("rounds", rounds, 0), ("every", every, 1)):
        if not isinstance(number, int) or isinstance(number, bool) or number < least:
            raise ValueError(f"{name} must be a whole number, at least {least}, got {number!r}")
    watchers = [watch] if callable(watch) else list(watch or ())
    if strange := [watcher for watcher in watchers if not callable(watcher) or isinstance(watcher, type)]:
        raise TypeError(f"watch takes functions of the game, such as FilmStrip(100), got {strange[0]!r}")
    if _mode(game) != (False, True, False):
        raise RuntimeError("play was called inside a `with` (autocast, no_grad or inference_mode): call it outside")
    game.check()
    bound = data.bound(game.streams)
    marks = _marks(data) if save else None
    if save:
        Path(save).parent.mkdir(parents=True, exist_ok=True)  # fail now, not at the first checkpoint
    if save and Path(save).exists():
        _resume(game, Path(save), marks)
    elif game.inside_round:
        _say("the last stop fell inside a round: going on from memory is not exact (from a checkpoint it would be)")
    if game.rounds >= rounds > 0:
        _say(f"nothing to play: {game.rounds} rounds are played and {rounds} were asked for, those before included")
    game.train()
    settled = checkpoint.settings(game)["settings"] if save else {}
    line = Progress(game.rounds, rounds, data.size, progress and processes.rank() == 0)
    saved = game.rounds if save and Path(save).exists() else None
    with torch.random.fork_rng(_accelerators(game)), _interrupts() as interrupted:
        try:
            while game.rounds < rounds:
                for _ in moves(game, bound, watchers):
                    pass
                stop = processes.any_of(bool(interrupted), game.streams.device)
                if save and (game.rounds % every == 0 or game.rounds == rounds or stop):
                    saved = _save(game, Path(save), marks, settled)
                if stop:
                    break
                line.update(game.rounds, game.history.latest)
        finally:
            line.close()
    if game.rounds < rounds:
        kept = f"{save} holds it" if saved == game.rounds else "there is no checkpoint, only the game in memory"
        _say(f"stopped by you after round {game.rounds} of {rounds}; {kept}; the same line goes on from there")
    return game.history


def moves(game: Game, bound: Iterator, watchers: Sequence[Watcher] = ()) -> Iterator[tuple[str, ...]]:
    """One round, move by move: seed the draws, take the turns, let watchers look, count. It pauses after each move.

    What `turns` does after its last move happens, and the round is counted, when the next move is asked for and there is
    none. `play` takes whole rounds; whoever shows single moves, such as the GAN lab, asks for one at a time.

    Args:
        bound: an iterator of minibatches, `batches(data, size).bound(game.streams)`.

    Returns:
        After each move, the names of the players that moved.

    Raises:
        TypeError, ValueError, KeyError, RuntimeError, FloatingPointError: as `play`.
    """
    game.open_round()
    mode = _mode(game)
    taken = game.turns(bound)  # type: ignore[arg-type]
    if not isinstance(taken, Iterator):
        raise TypeError(f"turns() of {type(game).__name__} has no yield: yield a dict of losses where a player moves")
    moved = False
    for losses in taken:  # paused at each yield
        if _mode(game) != mode:
            taken.close()  # type: ignore[attr-defined]
            raise RuntimeError(
                f"round {game.rounds + 1}: turns() yields inside a `with` (autocast or no_grad): "
                "the block stays open around the move; end it before the yield"
            )
        game.move(losses)
        moved = True
        yield tuple(losses)
    if not moved:
        raise ValueError(f"round {game.rounds + 1}: turns() of {type(game).__name__} ended without a move")
    for watcher in watchers:
        watcher(game)
    game.close_round()


def _save(game: Game, path: Path, marks: list[float] | None, settled: dict[str, Any]) -> int:
    """Write the checkpoint, by one process for all, and never one that could not be gone on from.

    Raises:
        FloatingPointError: a weight, or a statistic of a layer, is infinite or not a number.
        ValueError: a setting is not what it was when `play` began, so that the file would be of another game.
    """
    if bad := next((name for name, value in game.state_dict().items() if not value.isfinite().all()), None):
        raise FloatingPointError(f"round {game.rounds}: {bad} holds numbers that are not finite; {path} is left as it was")
    for name, now in checkpoint.settings(game)["settings"].items():
        if now != settled.get(name):
            raise ValueError(
                f"round {game.rounds}: the setting {name!r} changed from {settled.get(name, 'absent')} to {now} during play, "
                "and a checkpoint would not bring it back: keep in a buffer (register_buffer) what changes"
            )
    if processes.rank() == 0:
        checkpoint.save(game, path, marks)
    return game.rounds


def _resume(game: Game, path: Path, marks: list[float] | None) -> None:
    before = game.rounds
    differs = checkpoint.load(game, path, marks)
    game.inside_round = False
    memory = f" (the game in memory had reached round {before})" if before not in (0, game.rounds) else ""
    exact = f"; not exact: {', '.join(differs)}" if differs else ""
    _say(f"resumed at round {game.rounds} from {path}{memory}{exact}")


def _marks(data: Source) -> list[float] | None:
    """A few numbers by which data and batch size are known again; None where the same stream draws other data each time."""
    with torch.random.fork_rng([]):
        first, again = (_summary(data.sample(data.size, torch.Generator().manual_seed(0))) for _ in range(2))
    same = torch.allclose(torch.tensor(first), torch.tensor(again), equal_nan=True) if len(first) == len(again) else False
    return [float(data.size), *first] if same else None


def _summary(batch: Tensor | tuple[Tensor, ...]) -> list[float]:
    """Of each tensor its shape, mean, mean square, and eight values from all over it: a picture's corner is often empty."""
    numbers: list[float] = []
    for part in batch if isinstance(batch, tuple) else (batch,):
        flat = part.detach().cpu().double().flatten()
        some = flat[torch.linspace(0, len(flat) - 1, 8).long()] if len(flat) else flat
        numbers += [*map(float, part.shape), float(flat.mean()), float(flat.square().mean()), *some.tolist()]
    return numbers


def _mode(game: Game) -> tuple[bool, bool, bool]:
    """What a `with` around a yield would leave changed."""
    return torch.is_autocast_enabled(game.streams.device.type), torch.is_grad_enabled(), torch.is_inference_mode_enabled()


def _accelerators(game: Game) -> list[int]:
    """The devices beside the CPU whose default stream is put back after play."""
    return [game.streams.device.index or 0] if game.streams.device.type == "cuda" else []


@contextmanager
def _interrupts() -> Iterator[list[int]]:
    """A list that is empty until the first interrupt; the second one raises KeyboardInterrupt as usual."""
    came: list[int] = []
    if threading.current_thread() is not threading.main_thread():
        yield came
        return

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            raise KeyboardInterrupt

    former = signal.signal(signal.SIGINT, note)
    try:
        yield came
    finally:
        signal.signal(signal.SIGINT, former)


def _say(sentence: str) -> None:
    if processes.rank() == 0:
        print(sentence)
