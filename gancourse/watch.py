"""What a run is watched with: each is passed to `play` as `watch=`, looks at the game after a round, and disturbs nothing."""

from collections.abc import Sequence

from torch import Tensor

from gancourse.data.mixture import Mixture
from gancourse.game import Game
from gancourse.metrics.modes import SAMPLES, high_quality_share, modes_found


class FilmStrip:
    """Samples from the same latents again and again, so that one sees where each of them goes.

    Frames are kept in memory: a run that goes on in a new process begins a new strip.

    Args:
        every: rounds between two frames; or the rounds themselves, such as [1, 10, 100, 1000].
        n: samples a frame, for each seed.
        seed: of the latents.

    Attributes:
        rounds: the round of each frame, counted from 1.
        frames: the samples of each, ([seeds,] n, *shape), float32, on the CPU.
        z: the latents, ([seeds,] n, latent); None before the first frame.
    """

    def __init__(self, every: int | Sequence[int], n: int = 64, seed: int = 0):
        if (isinstance(every, int) and every < 1) or n < 1:
            raise ValueError(f"a film strip needs rounds between frames and samples a frame above zero, got {every} and {n}")
        self.every, self.n, self.seed = every, n, seed
        self.z: Tensor | None = None
        self.rounds: list[int] = []
        self.frames: list[Tensor] = []

    def __call__(self, game: Game) -> None:
        now = game.rounds + 1  # the round that just ended
        if now % self.every == 0 if isinstance(self.every, int) else now in self.every:
            self.z = game.noise(self.n, game.streams.apart("film strip", self.seed)) if self.z is None else self.z
            self.rounds.append(now)
            self.frames.append(game.sample(self.z).cpu())


class CollapseMeter:
    """How many modes of the data the generator finds as it trains, by the protocol of `metrics.modes`.

    It logs "modes" and "high quality" into the game's history, one number a seed, each time from new latents.

    Args:
        data: a mixture, as `data.ring()`, whose modes and scales are known.
        every: rounds between two measurements.
        n: samples a measurement, for each seed.

    Raises:
        ValueError: the data have no known modes.
    """

    def __init__(self, data: Mixture, every: int = 50, n: int = SAMPLES):
        if not isinstance(data, Mixture):
            raise ValueError(f"a collapse meter needs data with known modes, such as data.ring(), got {type(data).__name__}")
        if every < 1 or n < 1:
            raise ValueError(f"a collapse meter needs rounds between measurements and samples above zero, got {every} and {n}")
        self.data, self.every, self.n = data, every, n

    def __call__(self, game: Game) -> None:
        now = game.rounds + 1
        if now % self.every == 0:
            samples = game.sample(game.noise(self.n, game.streams.apart("collapse meter", now)))
            modes, scales = self.data.modes, self.data.scales
            game.log(**{"modes": modes_found(samples, modes, scales), "high quality": high_quality_share(samples, modes, scales)})
