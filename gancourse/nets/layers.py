"""What networks of strided convolutions are made of: their layers, their first weights, and the precision that they run in."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial

import torch
from torch import Tensor, nn
from torch.nn.functional import fold, linear, unfold

from gancourse.streams import Streams

SPREAD = 0.02  # standard deviation of a DCGAN's first weights
FEW = 3  # the channels of a picture: a convolution of so few is faster as a matrix product
BATCH_NORMS = (nn.BatchNorm1d, nn.BatchNorm2d)


class Project(nn.Module):
    """Latents (n, latent) -> maps (n, channels, side, side): the paper's "project and reshape".

    It is a fractionally strided convolution on a map of one pixel, which is a matrix product, and much faster as one. The
    matrix orders its outputs (row, column, channel), so that the map is channels-last as it stands.
    """

    def __init__(self, latent: int, channels: int, side: int):
        super().__init__()
        self.map = (side, side, channels)
        self.linear = nn.Linear(latent, side * side * channels, bias=False)

    def forward(self, z: Tensor) -> Tensor:
        return self.linear(z).unflatten(1, self.map).permute(0, 3, 1, 2)


class UpToFew(nn.ConvTranspose2d):
    """A fractionally strided convolution into few channels, as a matrix product whose results are put where they belong.

    It is `nn.ConvTranspose2d`, weights, names and values; torch's own takes as long for one channel as for sixteen.
    """

    def forward(self, x: Tensor, output_size: list[int] | None = None) -> Tensor:
        kernel, stride, padding = self.kernel_size[0], self.stride[0], int(self.padding[0])
        sides = tuple((side - 1) * stride + kernel - 2 * padding for side in x.shape[2:])
        stamps = x.permute(0, 2, 3, 1).flatten(1, 2) @ self.weight.flatten(1)  # (n, h w, channels k k): a kernel for each place
        stamps = stamps.transpose(1, 2).to(self.weight.dtype)  # where they overlap they are added, in the weights' precision
        y = fold(stamps, sides, kernel, padding=padding, stride=stride)  # (n, channels, 2 h, 2 w)
        return y if self.bias is None else y + self.bias[:, None, None]


class DownFromFew(nn.Conv2d):
    """A strided convolution of few channels, as a matrix product of its windows: `nn.Conv2d`, and faster on the way back."""

    def forward(self, x: Tensor) -> Tensor:
        kernel, stride, padding = self.kernel_size[0], self.stride[0], int(self.padding[0])
        sides = [(side + 2 * padding - kernel) // stride + 1 for side in x.shape[2:]]
        windows = unfold(x, kernel, padding=padding, stride=stride).transpose(1, 2)  # (n, h w, channels k k)
        return linear(windows, self.weight.flatten(1), self.bias).unflatten(1, sides).permute(0, 3, 1, 2)


def up(inputs: int, outputs: int, bias: bool = False) -> nn.ConvTranspose2d:
    """Fractionally strided: from one side to its double. A bias where no BatchNorm follows, which would take it away."""
    kind = UpToFew if outputs <= FEW else nn.ConvTranspose2d
    return kind(inputs, outputs, kernel_size=4, stride=2, padding=1, bias=bias)


def down(inputs: int, outputs: int, bias: bool = False) -> nn.Conv2d:
    """Strided: from one side to its half."""
    kind = DownFromFew if inputs <= FEW else nn.Conv2d
    return kind(inputs, outputs, kernel_size=4, stride=2, padding=1, bias=bias)


@torch.no_grad()
def drawn(layers: nn.Sequential, streams: Streams | None, first: str = "dcgan") -> nn.Sequential:
    """Layers without numbers get their first ones, on the streams' device, channels-last.

    Args:
        layers: on the device "meta".
        streams: what is drawn from; None draws by torch's default stream.
        first: "dcgan" for N(0, 0.02^2), BatchNorm's gains from N(1, 0.02^2) and biases of 0; "torch" for what torch's layers
            begin with, uniform numbers within 1 / sqrt(inputs) and gains of 1.
    """
    streams = streams or Streams(int(torch.randint(2**62, ())), torch.get_default_device())
    layers.to_empty(device=streams.device)
    for part in layers.modules():
        if isinstance(part, BATCH_NORMS):
            part.reset_parameters()
            if first == "dcgan":
                part.weight.add_(SPREAD * streams.draw(partial(_normal, part.weight.shape)))
        elif isinstance(part, nn.Conv2d | nn.ConvTranspose2d | nn.Linear):
            bound = part.weight[0].numel() ** -0.5  # torch counts a transposed convolution's inputs in this way too
            for each in (part.weight, part.bias):
                if each is None:
                    continue
                if first == "torch":
                    each.copy_(bound * (2 * streams.draw(partial(_uniform, each.shape)) - 1))
                elif each is part.weight:
                    each.copy_(SPREAD * streams.draw(partial(_normal, each.shape)))
                else:
                    each.zero_()
    return layers.to(memory_format=torch.channels_last)


def run(layers: nn.Sequential, x: Tensor, precision: torch.dtype) -> Tensor:
    """Through the layers in their precision. Autocast ends here: held over a yield, it would keep weights from before a move."""
    with nullcontext() if precision == torch.float32 else torch.autocast(x.device.type, precision):
        x = layers(x)
    return (x if precision == torch.float32 else x.float()).contiguous()


def _normal(shape: Sequence[int], stream: torch.Generator) -> Tensor:
    return torch.randn(tuple(shape), generator=stream, device=stream.device)


def _uniform(shape: Sequence[int], stream: torch.Generator) -> Tensor:
    return torch.rand(tuple(shape), generator=stream, device=stream.device)
