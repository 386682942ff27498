"""The DCGAN pair, networks of strided convolutions for small pictures: Radford, Metz and Chintala, ICLR 2016.

From the paper (sections 3 and 4): no pooling and no dense hidden layer, but strides, fractional ones in the generator; BatchNorm
after every layer but the generator's output and the discriminator's input; ReLU in the generator with tanh at its end, the
leaky rectifier of slope 0.2 in the discriminator; weights drawn from N(0, 0.02^2). From its authors' code: kernels of 4 x 4
(the Torch version), BatchNorm's gains drawn from N(1, 0.02^2), and biases of 0. The paper's own size, 64 x 64 with 1,024
channels where the generator begins, is `width=128`; sides of 28 and 32 are the same net with fewer layers.

Convolutions run channels-last and in `precision`; weights, BatchNorm's statistics and what a network returns are float32.
Of several processes that play one game, each normalises by the statistics of its own rows.
"""

from collections.abc import Sequence
from itertools import pairwise

import torch
from torch import Tensor, nn

from gancourse import runtime
from gancourse.nets.layers import Project, down, drawn, run, up
from gancourse.streams import Streams

FIRST = {28: 7, 32: 4, 64: 4}  # side of a picture -> side of the small map at the networks' other end


class DCGANGenerator(nn.Module):
    """A generator of pictures: latents (n, latent) -> pictures (n, channels, side, side) in [-1, 1], float32.

    The latent is projected to a small map of many channels, and each fractionally strided convolution after that doubles the
    side and halves the channels, `width` of them before the last.

        28: latent -> (2 width, 7, 7) -> (width, 14, 14) -> (channels, 28, 28)
        32: latent -> (4 width, 4, 4) -> (2 width, 8, 8) -> (width, 16, 16) -> (channels, 32, 32)
        64: latent -> (8 width, 4, 4) -> ... -> (width, 32, 32) -> (channels, 64, 64)

    In train mode a picture depends on its batch, by BatchNorm; in eval mode on its latent alone.

    Args:
        latent: dimensions of z.
        shape: of one picture, (channels, side, side); the side is 28, 32 or 64.
        width: channels of the largest hidden map.
        streams: what the weights are drawn from, of one seed. None draws by torch's default stream.
        precision: the dtype of the convolutions, torch.float32 or torch.bfloat16; None takes `runtime.precision`.

    Raises:
        ValueError: a size or the precision is none of these, or the streams are stacked.
    """

    def __init__(
        self,
        latent: int = 100,
        shape: Sequence[int] = (1, 28, 28),
        width: int = 64,
        streams: Streams | None = None,
        precision: torch.dtype | None = None,
    ):
        super().__init__()
        channels, first, widths = _plan(shape, width)
        if not isinstance(latent, int) or latent < 1:
            raise ValueError(f"latent, the dimensions of z, must be a whole number above zero, got {latent!r}")
        self.latent, self.shape, self.precision = latent, tuple(shape), _checked(precision, streams)
        with torch.device("meta"):  # without numbers: they are drawn below, by the streams alone
            layers: list[nn.Module] = [Project(latent, widths[-1], first), nn.BatchNorm2d(widths[-1]), nn.ReLU()]
            for inputs, outputs in pairwise(reversed(widths)):
                layers += [up(inputs, outputs), nn.BatchNorm2d(outputs), nn.ReLU()]
            layers += [up(width, channels, bias=True)]
        self.layers = drawn(nn.Sequential(*layers), streams)

    def forward(self, z: Tensor) -> Tensor:
        """(n, latent) -> (n, channels, side, side) in [-1, 1]."""
        if z.ndim != 2 or z.shape[1] != self.latent:
            raise ValueError(f"z must be (n, {self.latent}), one latent a row, got {tuple(z.shape)}")
        return torch.tanh(run(self.layers, z, self.precision))

    def extra_repr(self) -> str:
        return f"{self.latent} -> {self.shape}, convolutions in {self.precision}"


class DCGANDiscriminator(nn.Module):
    """A discriminator of pictures: (n, channels, side, side) -> logits (n,), float32: the generator's layers, mirrored.

    In train mode a logit depends on its batch, by BatchNorm; real and generated pictures are given in batches of their own.

    Args:
        shape: of one picture, (channels, side, side); the side is 28, 32 or 64.
        width: channels after the first convolution; each further one doubles them.
        streams: what the weights are drawn from, of one seed. None draws by torch's default stream.
        precision: the dtype of the convolutions, torch.float32 or torch.bfloat16; None takes `runtime.precision`.

    Raises:
        ValueError: a size or the precision is none of these, or the streams are stacked.
    """

    def __init__(
        self,
        shape: Sequence[int] = (1, 28, 28),
        width: int = 64,
        streams: Streams | None = None,
        precision: torch.dtype | None = None,
    ):
        super().__init__()
        channels, first, widths = _plan(shape, width)
        self.shape, self.precision = tuple(shape), _checked(precision, streams)
        with torch.device("meta"):
            layers: list[nn.Module] = [down(channels, width, bias=True), nn.LeakyReLU(0.2)]
            for inputs, outputs in pairwise(widths):
                layers += [down(inputs, outputs), nn.BatchNorm2d(outputs), nn.LeakyReLU(0.2)]
            layers += [nn.Conv2d(widths[-1], 1, first), nn.Flatten(0)]  # the last map as a whole, (n, 1, 1, 1) -> (n,)
        self.layers = drawn(nn.Sequential(*layers), streams)

    def forward(self, x: Tensor) -> Tensor:
        """(n, channels, side, side) -> (n,), the logit of each picture."""
        if x.ndim != 4 or tuple(x.shape[1:]) != self.shape:
            raise ValueError(f"x must be (n, {', '.join(map(str, self.shape))}), one picture a row, got {tuple(x.shape)}")
        return run(self.layers, x.contiguous(memory_format=torch.channels_last), self.precision)

    def extra_repr(self) -> str:
        return f"{self.shape} -> logit, convolutions in {self.precision}"


def _plan(shape: Sequence[int], width: int) -> tuple[int, int, list[int]]:
    """Channels of a picture, side of the smallest map, and the hidden maps' channels, from the largest map to the smallest."""
    if len(shape) != 3 or shape[0] < 1 or shape[1] != shape[2] or shape[1] not in FIRST:
        sides = ", ".join(map(str, FIRST))
        raise ValueError(f"pictures of a DCGAN are (channels, side, side) with a side of {sides}, got {tuple(shape)}")
    if not isinstance(width, int) or width < 1:
        raise ValueError(f"width, the channels of the largest hidden map, must be a whole number above zero, got {width!r}")
    first = FIRST[shape[1]]
    doublings = (shape[1] // first).bit_length() - 1
    return shape[0], first, [width * 2**i for i in range(doublings)]


def _checked(precision: torch.dtype | None, streams: Streams | None) -> torch.dtype:
    """The dtype of the convolutions, once it and the streams are known to fit these networks."""
    if streams is not None and streams.stacked:
        raise ValueError(f"BatchNorm would mix the stacked seeds {streams.seeds}: give a DCGAN the streams of one seed")
    if precision not in (None, torch.float32, torch.bfloat16):
        raise ValueError(f"precision must be torch.float32 or torch.bfloat16, got {precision!r}")
    return precision or runtime.precision(streams.device if streams is not None else None)
