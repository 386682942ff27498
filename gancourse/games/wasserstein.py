"""Wasserstein GANs: a critic of bounded slope measures how far generated samples are from real ones, the generator comes nearer.

The slope is bounded by clipped weights (Arjovsky, Chintala and Bottou, "Wasserstein generative adversarial networks", ICML 2017)
or by a gradient penalty (Gulrajani et al., "Improved training of Wasserstein GANs", NeurIPS 2017).
"""

from collections.abc import Iterator, Sequence

from torch import Tensor, nn
from torch.optim import RMSprop

from gancourse.batches import Batches
from gancourse.game import Game
from gancourse.games.optimisers import adam, two_rates
from gancourse.losses import wasserstein_critic, wasserstein_generator
from gancourse.penalties import check_samples_apart, clip_, gradient_penalty
from gancourse.streams import Streams


class WassersteinGAN(Game):
    """n_critic steps of the critic, each followed by clipping, then one of the generator: the paper's algorithm 1.

    The constants are the paper's: α = 5e-5, c = 0.01, five critic steps; its minibatches have m = 64 samples. RMSProp is its
    optimiser, since momentum made training unstable. The authors' code departs from algorithm 1, and this does not: it clips
    before each step in place of after it, and takes 100 critic steps in the first 25 rounds and in every 500th.

    Each round logs `distance`, the last minibatch's mean of f on real less on generated samples: for the best critic, the earth
    mover's distance in units that depend on the clipping. It is to be compared within one critic's training only.

    Args:
        generator: latents ([seeds,] n, latent) -> samples ([seeds,] n, *shape); it has an attribute `latent`.
        critic: samples -> values ([seeds,] n), without a sigmoid.
        streams: the game's random streams, or a seed for new ones.
        n_critic: the critic's steps a round.
        clip: c; None does not clip, for a critic whose slope is bounded otherwise, such as `SpectralNorm(critic)`.
        lr: the learning rate, one for both players, or (critic's, generator's).
    """

    def __init__(
        self,
        generator: nn.Module,
        critic: nn.Module,
        streams: Streams | int | Sequence[int] = 0,
        *,
        n_critic: int = 5,
        clip: float | None = 0.01,
        lr: float | tuple[float, float] = 5e-5,
    ):
        super().__init__(streams)
        if clip is not None and not clip > 0:
            raise ValueError(f"clip, the largest weight of the critic, must be above zero, or None for no clipping, got {clip}")
        self.generator = generator.to(self.streams.device)
        self.critic = critic.to(self.streams.device)
        self.n_critic, self.clip = _steps(n_critic), clip
        rates = two_rates(lr, "critic")
        self.players = {
            "critic": RMSprop(self.critic.parameters(), lr=rates[0]),
            "generator": RMSprop(self.generator.parameters(), lr=rates[1]),
        }

    def turns(self, batches: Batches) -> Iterator[dict[str, Tensor]]:
        """Algorithm 1, one pass of its outer loop; m is the size of a minibatch."""
        m = batches.size
        for _ in range(self.n_critic):  # lines 2 to 8
            real = next(batches)  # ([seeds,] m, *shape)
            fake = self.generator(self.noise(m))  # ([seeds,] m, *shape)
            loss = wasserstein_critic(self.critic(real), self.critic(fake))
            self.log(distance=-loss)
            yield {"critic": loss}
            if self.clip is not None:
                clip_(self.critic, self.clip)  # line 7: after the step
        fake = self.generator(self.noise(m))
        yield {"generator": wasserstein_generator(self.critic(fake))}  # lines 9 to 11


class WassersteinGANGP(Game):
    """WGAN-GP: the critic's slope is held near 1 by a penalty, between real and generated samples, in place of clipping.

    The constants are those of the paper's algorithm 1: λ = 10, five critic steps, Adam with α = 1e-4, β = (0, 0.9); its
    experiments have minibatches of 64. Each round logs `distance`, the last minibatch's mean of f on real less on generated
    samples, without the penalty: an estimate of the earth mover's distance, in units of the data.

    Args:
        generator: latents ([seeds,] n, latent) -> samples ([seeds,] n, *shape); it has an attribute `latent`.
        critic: samples -> values ([seeds,] n), without a sigmoid and without BatchNorm.
        streams: the game's random streams, or a seed for new ones.
        n_critic: the critic's steps a round.
        penalty: λ, the weight of the mean penalty; zero or more.
        target: the slope that costs nothing.
        one_sided: whether only steeper slopes cost.
        lr: the learning rate, one for both players, or (critic's, generator's).
        betas: Adam's.
    """

    def __init__(
        self,
        generator: nn.Module,
        critic: nn.Module,
        streams: Streams | int | Sequence[int] = 0,
        *,
        n_critic: int = 5,
        penalty: float = 10.0,
        target: float = 1.0,
        one_sided: bool = False,
        lr: float | tuple[float, float] = 1e-4,
        betas: tuple[float, float] = (0.0, 0.9),
    ):
        super().__init__(streams)
        if not penalty >= 0:
            raise ValueError(f"penalty, the weight of the gradient penalty, must be zero or more, got {penalty}")
        critic.train()  # as play does: BatchNorm is refused now, not in the first round
        check_samples_apart(critic)
        self.generator = generator.to(self.streams.device)
        self.critic = critic.to(self.streams.device)
        self.n_critic, self.penalty, self.target, self.one_sided = _steps(n_critic), penalty, target, one_sided
        rates = two_rates(lr, "critic")
        self.players = {
            "critic": adam(self.critic, rates[0], betas),
            "generator": adam(self.generator, rates[1], betas),
        }

    def turns(self, batches: Batches) -> Iterator[dict[str, Tensor]]:
        """Algorithm 1, one pass of its outer loop; m is the size of a minibatch."""
        m = batches.size
        for _ in range(self.n_critic):
            real = next(batches)  # ([seeds,] m, *shape)
            fake = self.generator(self.noise(m))  # ([seeds,] m, *shape)
            epsilon = self.streams.uniform(m)  # ([seeds,] m), one a pair of samples
            loss = wasserstein_critic(self.critic(real), self.critic(fake))
            self.log(distance=-loss)
            steep = gradient_penalty(self.critic, real, fake, epsilon, target=self.target, one_sided=self.one_sided)
            yield {"critic": loss + self.penalty * steep.mean(-1)}
        fake = self.generator(self.noise(m))
        yield {"generator": wasserstein_generator(self.critic(fake))}


def _steps(n_critic: int) -> int:
    if not isinstance(n_critic, int) or isinstance(n_critic, bool) or n_critic < 1:
        raise ValueError(f"n_critic, the critic's steps a round, must be a whole number, at least 1, got {n_critic!r}")
    return n_critic
