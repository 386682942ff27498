"""Plain training loops of torch alone: what a good engineer writes without this library. Same algorithm, same numbers of samples.

A round is algorithm 1 of Goodfellow et al. (2014) with k = 1 and the non-saturating loss, and gradients of the moving player's
weights only. With `fresh`, each player gets noise of its own, and the discriminator's fakes are made without a graph; without,
the generator's step judges the discriminator's fakes again, as in the code of DCGAN's authors.
"""

import math
from collections.abc import Callable, Iterator
from contextlib import nullcontext

import torch
from torch import Tensor, nn
from torch.nn.functional import binary_cross_entropy_with_logits
from torch.utils.data import DataLoader, TensorDataset


class PlainLoop:
    """One run: two networks, two optimisers, and rounds.

    Args:
        generator: latents (n, latent) -> samples.
        discriminator: samples -> logits, (n,) or (n, 1).
        real: draws n real samples.
        batch: samples a round of each kind.
        latent: dimensions of z.
        lr: both players' learning rate.
        precision: torch.bfloat16 runs the networks under autocast.
        fused: whether Adam moves all of a network's weights in one kernel.
        fresh: whether the generator's step draws new noise.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        real: Callable[[int], Tensor],
        batch: int,
        latent: int,
        *,
        lr: float,
        device: torch.device,
        precision: torch.dtype = torch.float32,
        fused: bool = False,
        fresh: bool = True,
    ):
        self.generator, self.discriminator = generator.to(device), discriminator.to(device)
        self.real, self.batch, self.latent = real, batch, latent
        self.device, self.precision, self.fresh = device, precision, fresh
        self.moved = [list(network.parameters()) for network in (self.discriminator, self.generator)]
        self.optimizers = [torch.optim.Adam(weights, lr=lr, betas=(0.5, 0.999), fused=fused) for weights in self.moved]
        self.losses: list[tuple[Tensor, Tensor]] = []

    def play(self, rounds: int) -> None:
        """So many rounds, with draws from torch's default stream; losses are kept."""
        for _ in range(rounds):
            first = torch.randn(self.batch, self.latent, device=self.device)
            second = torch.randn(self.batch, self.latent, device=self.device) if self.fresh else first
            self.losses.append(self.round(self.real(self.batch), first, second))

    def round(self, real: Tensor, first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
        """The discriminator's step, then the generator's; returns their losses."""
        with torch.set_grad_enabled(not self.fresh), self.autocast():
            fake = self.generator(first)
        with self.autocast():
            logits_real, logits_fake = self.discriminator(real), self.discriminator(fake.detach())
        loss_discriminator = entropy(logits_real, 1.0) + entropy(logits_fake, 0.0)
        self.step(0, loss_discriminator)
        with self.autocast():
            logits = self.discriminator(self.generator(second) if self.fresh else fake)
        loss_generator = entropy(logits, 1.0)
        self.step(1, loss_generator)
        return loss_discriminator.detach(), loss_generator.detach()

    def step(self, player: int, loss: Tensor) -> None:
        self.optimizers[player].zero_grad()
        loss.backward(inputs=self.moved[player])
        self.optimizers[player].step()

    def autocast(self) -> nullcontext[None] | torch.autocast:
        return nullcontext() if self.precision == torch.float32 else torch.autocast(self.device.type, self.precision)


def entropy(logits: Tensor, label: float) -> Tensor:
    logits = logits.float()
    return binary_cross_entropy_with_logits(logits, torch.full_like(logits, label))


def dense_pair(latent: int, width: int) -> tuple[nn.Sequential, nn.Sequential]:
    """Two dense networks for points of the plane, two hidden layers each."""
    generator = nn.Sequential(
        nn.Linear(latent, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 2)
    )  # fmt: skip
    discriminator = nn.Sequential(
        nn.Linear(2, width), nn.LeakyReLU(0.2), nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, 1)
    )  # fmt: skip
    return generator, discriminator


def dcgan_pair(latent: int, width: int, channels_last: bool = False) -> tuple[nn.Sequential, nn.Sequential]:
    """DCGAN for 28 x 28, as it is usually written in torch."""
    generator = nn.Sequential(
        nn.Unflatten(1, (latent, 1, 1)),
        nn.ConvTranspose2d(latent, 2 * width, 7, bias=False), nn.BatchNorm2d(2 * width), nn.ReLU(),
        nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
        nn.ConvTranspose2d(width, 1, 4, 2, 1), nn.Tanh(),
    )  # fmt: skip
    discriminator = nn.Sequential(
        nn.Conv2d(1, width, 4, 2, 1), nn.LeakyReLU(0.2),
        nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False), nn.BatchNorm2d(2 * width), nn.LeakyReLU(0.2),
        nn.Conv2d(2 * width, 1, 7), nn.Flatten(0),
    )  # fmt: skip
    for network in (generator, discriminator):
        network.apply(_first_weights)
        if channels_last:
            network.to(memory_format=torch.channels_last)
    return generator, discriminator


@torch.no_grad()
def _first_weights(part: nn.Module) -> None:
    if isinstance(part, nn.Conv2d | nn.ConvTranspose2d):
        part.weight.normal_(0, 0.02)
    elif isinstance(part, nn.BatchNorm2d):
        part.weight.normal_(1, 0.02)


def loader_of(pictures: Tensor, batch: int) -> Callable[[int], Tensor]:
    """Minibatches as they are usually fed: a shuffled DataLoader with two workers, begun again at its end."""
    loader = DataLoader(TensorDataset(pictures), batch, shuffle=True, drop_last=True, num_workers=2, persistent_workers=True)

    def endless() -> Iterator[Tensor]:
        while True:
            for (part,) in loader:
                yield part

    feed = endless()
    return lambda n: next(feed)


def ring_points(n: int, device: torch.device) -> Tensor:
    """n points of the ring of eight Gaussians, radius 2, standard deviation 0.02, by hand."""
    angles = 2 * math.pi / 8 * torch.randint(8, (n,), device=device)
    return 2 * torch.stack([angles.cos(), angles.sin()], 1) + 0.02 * torch.randn(n, 2, device=device)
