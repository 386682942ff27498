"""How near a DCGAN's step comes to the machine's fastest products, and where the rest of its time goes."""

from dataclasses import dataclass

import torch
from torch.profiler import ProfilerActivity, profile
from torch.utils.flop_counter import FlopCounterMode

from benchmarks.cases import Sizes, dcgan_game, rounds_of
from benchmarks.timing import Timing, interleaved
from gancourse import runtime

SIDE = 2048  # of the square matrices whose product is the measure
KINDS = {  # what an operation's name holds -> what it is called in the table; the first that fits
    "convolution": "convolutions and their gradients",
    "batch_norm": "batch normalisation",
    "mm": "matrix products",
    "linear": "matrix products",
    "col2im": "putting kernels and windows in place",
    "im2col": "putting kernels and windows in place",
    "relu": "rectifiers",
    "threshold": "rectifiers",
    "clamp_min": "rectifiers",
    "adam": "Adam",
    "copy": "copies and changes of precision",
}


@dataclass(frozen=True)
class Peak:
    """Of one round of the DCGAN.

    Attributes:
        gflop: multiplications and additions of its convolutions and products, in thousands of millions.
        product: milliseconds of one product of matrices in the game's precision.
        ours: milliseconds of the round.
        shares: of the operations' own time by kind, the largest first.
    """

    gflop: float
    product: Timing
    ours: Timing
    shares: dict[str, float]
    side: int

    @property
    def highest(self) -> float:
        """GFLOP a second of the product."""
        return 2 * self.side**3 / self.product.median / 1e6

    @property
    def share(self) -> float:
        """Of the highest rate, what the round reaches."""
        return 1000 * self.gflop / self.ours.median / self.highest


def peak(sizes: Sizes, batch: int = 64) -> Peak:
    """Measure it, the product and the round by turns."""
    pictures = 2 * torch.rand(2000, 1, 28, 28, generator=runtime.stream(0)) - 1
    game = dcgan_game(sizes, fresh=False)
    rounds = rounds_of(game, pictures, batch)
    side = SIDE if sizes.width > 8 else 64
    a = torch.randn(side, side, device=runtime.device()).to(runtime.precision())

    def products(n: int) -> None:
        for _ in range(n):
            a @ a

    times = interleaved({"product": products, "ours": rounds}, sizes.slow, sizes.turns)
    with FlopCounterMode(display=False) as counter:
        rounds(1)
    with profile(activities=[ProfilerActivity.CPU]) as seen:
        rounds(sizes.slow)
    spent: dict[str, float] = {}
    for event in seen.key_averages():
        kind = next((name for word, name in KINDS.items() if word in event.key.lower()), "all else, and the loop")
        spent[kind] = spent.get(kind, 0.0) + event.self_cpu_time_total
    total = sum(spent.values())
    shares = {name: value / total for name, value in sorted(spent.items(), key=lambda pair: -pair[1])}
    return Peak(counter.get_total_flops() / 1e9, times["product"], times["ours"], shares, side)
