"""The comparisons of games: one that `play` plays, against a plain loop that does the same work."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from benchmarks.loops import PlainLoop, dcgan_pair, dense_pair, loader_of, ring_points
from benchmarks.timing import Timing, interleaved
from gancourse import data, runtime
from gancourse.games import VanillaGAN
from gancourse.nets.dcgan import DCGANDiscriminator, DCGANGenerator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play


@dataclass(frozen=True)
class Sizes:
    """How large the networks are, and how long is measured."""

    width: int  # of the DCGAN
    hidden: int  # of the dense networks
    lesson: int  # of the lessons' smaller ones
    seeds: int
    turns: int
    slow: int  # rounds a turn of what takes tens of milliseconds
    fast: int  # and of what takes a few
    rows: int  # features whose Frechet distance is measured, and
    features: int  # how many each has
    pairs: int  # features that are compared pair by pair


FULL = Sizes(width=64, hidden=128, lesson=64, seeds=10, turns=15, slow=5, fast=100, rows=10_000, features=2048, pairs=2000)
TINY = Sizes(width=4, hidden=8, lesson=4, seeds=2, turns=2, slow=1, fast=2, rows=60, features=8, pairs=40)


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes:
        name: what is done.
        peer: who else does it.
        plain, ours: milliseconds, the peer's and ours.
        goal: how many times as fast as the peer ours should be; None where none was set.
        apart: relative difference of the two results, of a number.
    """

    name: str
    peer: str
    plain: Timing
    ours: Timing
    goal: float | None = None
    apart: float | None = None

    @property
    def ratio(self) -> float:
        """How many times as fast as the peer ours is."""
        return self.plain.median / self.ours.median


def rounds_of(game: VanillaGAN, real: object, batch: int, progress: bool = False) -> Callable[[int], object]:
    """What plays further rounds of our game."""
    source = batches(real, batch)
    return lambda rounds: play(game, source, game.rounds + rounds, progress=progress)


def dense_game(width: int, seeds: int | list[int], fresh: bool = True) -> VanillaGAN:
    """A GAN of points of the plane with two hidden layers, for one seed or several."""
    streams = Streams(seeds)
    generator = DenseGenerator(2, (2,), (width, width), streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), (width, width), streams=streams), streams, lr=1e-3, fresh=fresh)


def dcgan_game(sizes: Sizes, fresh: bool = True) -> VanillaGAN:
    """A DCGAN of 28 x 28 pictures."""
    streams = Streams(0)
    generator = DCGANGenerator(100, (1, 28, 28), sizes.width, streams)
    return VanillaGAN(generator, DCGANDiscriminator((1, 28, 28), sizes.width, streams), streams, fresh=fresh)


def plain_dense(width: int, batch: int) -> PlainLoop:
    where = runtime.device()
    return PlainLoop(*dense_pair(2, width), partial(ring_points, device=where), batch, 2, lr=1e-3, device=where)


def plain_dcgan(sizes: Sizes, pictures: Tensor, batch: int, policy: VanillaGAN | None = None) -> PlainLoop:
    """The plain loop, fed by a DataLoader, or one with the policy of a game of ours: data on the device, channels-last, its
    precision, its kind of Adam. Both judge their fakes twice."""
    where = runtime.device()
    fused = policy is not None and bool(policy.players["generator"].defaults.get("fused"))
    precision = runtime.precision(where) if policy else torch.float32
    there = pictures.to(where)

    def real(n: int) -> Tensor:
        return there[torch.randint(len(there), (n,), device=where)].contiguous(memory_format=torch.channels_last)

    feed = real if policy else loader_of(pictures, batch)
    pair = dcgan_pair(100, sizes.width, channels_last=policy is not None)
    return PlainLoop(*pair, feed, batch, 100, lr=2e-4, device=where, precision=precision, fused=fused, fresh=False)


def dcgan_rows(sizes: Sizes, batch: int = 64) -> list[Row]:
    """A step of DCGAN, against a plain loop in float32 and against one with the policy."""
    pictures = 2 * torch.rand(2000, 1, 28, 28, generator=runtime.stream(0)) - 1
    game = dcgan_game(sizes, fresh=False)
    contenders: dict[str, Callable[[int], object]] = {
        "plain": plain_dcgan(sizes, pictures, batch).play,
        "policy": plain_dcgan(sizes, pictures, batch, policy=game).play,
        "ours": rounds_of(game, pictures, batch),
    }
    times = interleaved(contenders, sizes.slow, sizes.turns)
    name = f"DCGAN, 28 x 28, width {sizes.width}, batch {batch}"
    goal = 4.0 if runtime.precision() == torch.bfloat16 else 1.3
    return [
        Row(name, "plain loop, float32, NCHW, DataLoader", times["plain"], times["ours"], goal),
        Row(name, "plain loop with our policy", times["policy"], times["ours"]),
    ]


def dense_row(sizes: Sizes, batch: int = 256) -> Row:
    """A step of two small dense networks, where the loop's own work shows most; ours judges its fakes twice."""
    ours = rounds_of(dense_game(sizes.hidden, 0, fresh=False), data.ring(), batch)
    contenders = {"plain": plain_dense(sizes.hidden, batch).play, "ours": ours}
    times = interleaved(contenders, sizes.fast, sizes.turns)
    name = f"2-D, dense {sizes.hidden} x {sizes.hidden}, batch {batch}"
    return Row(name, "plain loop that redraws its fakes", times["plain"], times["ours"], 1.4)


def seeds_row(sizes: Sizes, width: int, batch: int = 64) -> Row:
    """So many plain runs one after the other, against one stacked run; a round is one of each seed."""
    loops = [plain_dense(width, batch) for _ in range(sizes.seeds)]

    def one_after_the_other(rounds: int) -> None:
        for loop in loops:
            loop.play(rounds)

    stacked = rounds_of(dense_game(width, list(range(sizes.seeds))), data.ring(), batch)
    contenders = {"plain": one_after_the_other, "ours": stacked}
    times = interleaved(contenders, max(sizes.fast // 4, 1), sizes.turns)
    name = f"{sizes.seeds} seeds, dense {width} x {width}, batch {batch}"
    return Row(name, "plain loops, one after the other", times["plain"], times["ours"], 8.0)
