"""What networks of strided convolutions are made of: their layers, their first weights, and the precision that they run in."""

from collections.abc import Sequence
from contextlib import nullcontext
from functools import partial

import torch
from torch import Tensor, nn

from gancourse.streams import Streams

SPREAD = 0.02  # standard deviation of a DCGAN's first weights
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


def up(inputs: int, outputs: int, bias: bool = False) -> nn.ConvTranspose2d:
    """Fractionally strided: from one side to its double. A bias where no BatchNorm follows, which would take it away."""
    return nn.ConvTranspose2d(inputs, outputs, kernel_size=4, stride=2, padding=1, bias=bias)


def down(inputs: int, outputs: int, bias: bool = False) -> nn.Conv2d:
    """Strided: from one side to its half."""
    return nn.Conv2d(inputs, outputs, kernel_size=4, stride=2, padding=1, bias=bias)


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
