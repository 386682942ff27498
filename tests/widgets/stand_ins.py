"""Small generators with known pictures: what a test of the explorer asks."""

import torch
from torch import Tensor, nn

from gancourse.nets.dcgan import DCGANGenerator
from gancourse.streams import Streams


class Grey(nn.Module):
    """A picture of one grey, tanh(z[0]); the left half is brighter by z[1]. Every pixel is known."""

    def __init__(self, latent: int = 3, channels: int = 1, side: int = 8):
        super().__init__()
        self.latent, self.channels, self.side = latent, channels, side
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, z: Tensor) -> Tensor:
        x = (self.scale * z[:, 0])[:, None, None, None].expand(-1, self.channels, self.side, self.side).clone()
        x[..., : self.side // 2] += z[:, 1, None, None, None]
        return torch.tanh(x)


class Listening(Grey):
    """It has two classes, the second one inverted; a mean latent; and noise, which whitens its first row."""

    def __init__(self) -> None:
        super().__init__()
        self.classes, self.noise = 2, True
        self.register_buffer("mean_latent", torch.tensor([0.5, 0.0, 0.0]))

    def forward(self, z: Tensor, labels: Tensor, noise: bool = True) -> Tensor:
        x = super().forward(z) * (1 - 2 * labels.float())[:, None, None, None]
        if noise:
            x = x.clone()
            x[:, :, 0] = 1
        return x


class Broken(Grey):
    """NaN where z[0] is above 1.6: a generator that fails at some places only."""

    def forward(self, z: Tensor) -> Tensor:
        x = super().forward(z)
        return x.masked_fill((z[:, 0] > 1.6)[:, None, None, None], float("nan"))


def dcgan(channels: int = 1, side: int = 28, latent: int = 100, width: int = 64) -> DCGANGenerator:
    """A generator of the course's usual size, untrained, whose pictures differ visibly."""
    made = DCGANGenerator(latent, (channels, side, side), width, streams=Streams(0))
    draws = torch.Generator().manual_seed(0)
    with torch.no_grad():
        for _ in range(30):
            made(torch.randn(64, latent, generator=draws))  # BatchNorm's statistics
        made.layers[-1].weight.mul_(20)
    return made.eval()
