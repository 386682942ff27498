"""The first GAN: Goodfellow et al., "Generative adversarial nets", NeurIPS 2014, algorithm 1."""

from collections.abc import Callable, Iterator, Sequence

from torch import Tensor, nn

from gancourse.batches import Batches
from gancourse.game import Game
from gancourse.games.optimisers import adam, two_rates
from gancourse.losses import minimax_discriminator, non_saturating_generator
from gancourse.streams import Streams


class VanillaGAN(Game):
    """k steps of the discriminator, then one of the generator.

    The paper moves by stochastic gradient steps, with momentum in its experiments; Adam took that place soon after, with the
    momentum lowered to 0.5 (Radford et al., ICLR 2016).

    Args:
        generator: latents ([seeds,] n, latent) -> samples ([seeds,] n, *shape); it has an attribute `latent`.
        discriminator: samples -> logits ([seeds,] n).
        streams: the game's random streams, or a seed for new ones.
        k: the discriminator's steps a round; the paper's experiments take 1.
        generator_loss: `non_saturating_generator`, or `minimax_generator` for the game of equation 1.
        fresh: whether the generator's step draws new noise, as algorithm 1 does. False judges the discriminator's last fakes
            again, as the code of DCGAN's authors does, and saves a pass through the generator.
        lr: the learning rate, one for both players, or (discriminator's, generator's).
        betas: Adam's.
    """

    def __init__(
        self,
        generator: nn.Module,
        discriminator: nn.Module,
        streams: Streams | int | Sequence[int] = 0,
        *,
        k: int = 1,
        generator_loss: Callable[[Tensor], Tensor] = non_saturating_generator,
        fresh: bool = True,
        lr: float | tuple[float, float] = 2e-4,
        betas: tuple[float, float] = (0.5, 0.999),
    ):
        super().__init__(streams)
        if not isinstance(k, int):
            raise ValueError(f"k, the discriminator's steps a round, must be a whole number, got {k!r}")
        if k < 1:
            raise ValueError(f"k, the discriminator's steps a round, must be at least 1, got {k}")
        self.generator = generator.to(self.streams.device)
        self.discriminator = discriminator.to(self.streams.device)
        self.k, self.generator_loss, self.fresh = k, generator_loss, fresh
        rates = two_rates(lr, "discriminator")
        self.players = {
            "discriminator": adam(self.discriminator, rates[0], betas),
            "generator": adam(self.generator, rates[1], betas),
        }

    def turns(self, batches: Batches) -> Iterator[dict[str, Tensor]]:
        """Algorithm 1: "for k steps do ... end for", then the generator's step; m is the size of a minibatch."""
        m = batches.size
        for _ in range(self.k):
            fake = self.generator(self.noise(m))  # ([seeds,] m, *shape), of m noise samples
            real = next(batches)  # ([seeds,] m, *shape), m examples from the data
            yield {"discriminator": minimax_discriminator(self.discriminator(real), self.discriminator(fake))}
        if self.fresh:
            fake = self.generator(self.noise(m))  # of m new noise samples
        yield {"generator": self.generator_loss(self.discriminator(fake))}
