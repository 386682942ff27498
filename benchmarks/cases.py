"""The comparisons: a game that `play` plays, against a plain loop that does the same work."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from benchmarks.loops import PlainLoop, dcgan_pair, dense_pair, ring_points
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
    seeds: int
    turns: int
    slow: int  # rounds a turn of what takes tens of milliseconds
    fast: int  # and of what takes a few


FULL = Sizes(width=64, hidden=128, seeds=10, turns=15, slow=5, fast=100)
TINY = Sizes(width=4, hidden=8, seeds=2, turns=2, slow=1, fast=2)


@dataclass(frozen=True)
class Row:
    """One comparison: milliseconds a round, and the real samples that a round takes."""

    name: str
    plain: Timing
    ours: Timing
    samples: int

    @property
    def ratio(self) -> float:
        """How many times as fast as the plain loop ours is."""
        return self.plain.median / self.ours.median


def rounds_of(game: VanillaGAN, real: object, batch: int, progress: bool = False) -> Callable[[int], object]:
    """What plays further rounds of our game."""
    source = batches(real, batch)
    return lambda rounds: play(game, source, game.rounds + rounds, progress=progress)


def dense_game(sizes: Sizes, seeds: int | list[int]) -> VanillaGAN:
    """A GAN of points of the plane, for one seed or several."""
    streams = Streams(seeds)
    hidden = (sizes.hidden, sizes.hidden)
    generator = DenseGenerator(2, (2,), hidden, streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), hidden, streams=streams), streams, lr=1e-3)


def dcgan_game(sizes: Sizes) -> VanillaGAN:
    """A DCGAN of 28 x 28 pictures."""
    streams = Streams(0)
    generator = DCGANGenerator(100, (1, 28, 28), sizes.width, streams)
    return VanillaGAN(generator, DCGANDiscriminator((1, 28, 28), sizes.width, streams), streams)


def plain_dense(sizes: Sizes, batch: int) -> PlainLoop:
    where = runtime.device()
    return PlainLoop(*dense_pair(2, sizes.hidden), partial(ring_points, device=where), batch, 2, lr=1e-3, device=where)


def plain_dcgan(sizes: Sizes, pictures: Tensor, batch: int, policy: VanillaGAN | None = None) -> PlainLoop:
    """The plain loop, or one with the policy of a game of ours: channels-last, its precision, its kind of Adam."""
    where = runtime.device()
    fused = policy is not None and bool(policy.players["generator"].defaults.get("fused"))
    precision = runtime.precision(where) if policy else torch.float32
    there = pictures.to(where)

    def real(n: int) -> Tensor:
        drawn = there[torch.randint(len(there), (n,), device=where)]
        return drawn.contiguous(memory_format=torch.channels_last) if policy else drawn

    pair = dcgan_pair(100, sizes.width, channels_last=policy is not None)
    return PlainLoop(*pair, real, batch, 100, lr=2e-4, device=where, precision=precision, fused=fused)


def dcgan_rows(sizes: Sizes, batch: int = 64) -> list[Row]:
    """A step of DCGAN, against a plain loop in float32 and against one with the policy."""
    pictures = 2 * torch.rand(2000, 1, 28, 28, generator=runtime.stream(0)) - 1
    game = dcgan_game(sizes)
    contenders: dict[str, Callable[[int], object]] = {
        "plain": plain_dcgan(sizes, pictures, batch).play,
        "policy": plain_dcgan(sizes, pictures, batch, policy=game).play,
        "ours": rounds_of(game, pictures, batch),
    }
    times = interleaved(contenders, sizes.slow, sizes.turns)
    name = f"DCGAN, 28 x 28, width {sizes.width}, batch {batch}"
    return [
        Row(f"{name}; plain in float32", times["plain"], times["ours"], batch),
        Row(f"{name}; plain with our policy", times["policy"], times["ours"], batch),
    ]


def dense_row(sizes: Sizes, batch: int = 256) -> Row:
    """A step of two small dense networks, where the loop's own work shows most."""
    contenders = {"plain": plain_dense(sizes, batch).play, "ours": rounds_of(dense_game(sizes, 0), data.ring(), batch)}
    times = interleaved(contenders, sizes.fast, sizes.turns)
    return Row(f"2-D, dense {sizes.hidden} x {sizes.hidden}, batch {batch}", times["plain"], times["ours"], batch)


def seeds_row(sizes: Sizes, batch: int) -> Row:
    """So many plain runs one after the other, against one stacked run; a round is one of each seed."""
    loops = [plain_dense(sizes, batch) for _ in range(sizes.seeds)]

    def one_after_the_other(rounds: int) -> None:
        for loop in loops:
            loop.play(rounds)

    stacked = rounds_of(dense_game(sizes, list(range(sizes.seeds))), data.ring(), batch)
    contenders = {"plain": one_after_the_other, "ours": stacked}
    times = interleaved(contenders, max(sizes.fast // 4, 1), sizes.turns)
    return Row(f"{sizes.seeds} seeds of the 2-D step, batch {batch}", times["plain"], times["ours"], batch * sizes.seeds)
