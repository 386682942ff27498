"""A generator as it was at one moment: a copy of its own, checked, that turns latents into pixels from any thread."""

import copy
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from gancourse.game import Game
from gancourse.latent import truncate
from gancourse.nets.average import Average
from gancourse.widgets.threads import one_thread

CHUNK = 64  # latents a forward pass: a path of pictures never needs more memory than this many


@dataclass
class Settings:
    """What a generator is told besides its latents, where it listens: a class, psi, and whether it adds noise."""

    label: int = 0
    psi: float = 1.0
    noise: bool = True


class Frozen:
    """A copy of a generator, in eval mode, whose pictures no later training changes.

    Of a network or a game these attributes are looked for, on the generator itself:

        latent        dimensions of z                    (n, latent) -> pictures
        classes       number of classes                  generator(z, labels), labels (n,) int64
        truncation    True                               generator(z, truncation=psi)
        mean_latent   a tensor (latent,), if no truncation    generator(mean + psi (z - mean))
        noise         True                               generator(z, noise=True) or False

    Args:
        generator: a network; a game, whose running average is taken where it has one, as `Game.sample` does; or any
            function of latents, which is called as it is, not copied.
        latent: dimensions of z, where the generator does not say.
        shape: (channels, h, w) of one picture, where the generator's output is flat.
        classes: their number or their names, where the generator does not say.
        value_range: the values of black and white.

    Raises:
        TypeError: the generator cannot be called.
        ValueError: it makes no pictures, or pictures of other values, or of many seeds at once; or a size is unknown; or it
            cannot be copied.
    """

    def __init__(
        self,
        generator: nn.Module | Callable[..., Tensor],
        *,
        latent: int | None = None,
        shape: Sequence[int] | None = None,
        classes: int | Sequence[str] | None = None,
        value_range: tuple[float, float] = (-1.0, 1.0),
    ):
        if not value_range[0] < value_range[1]:
            raise ValueError(f"value_range is (black, white) with black < white, got {value_range}")
        network, described = _chosen(generator)
        self.latent = _latent_of(described, latent)
        self.range, self._asked, self._lock = value_range, tuple(shape) if shape else None, threading.RLock()
        self.network: Callable[..., Tensor] | None = _copied(network)
        names = classes if classes is not None else getattr(described, "classes", None)
        self.classes = [str(i) for i in range(names)] if isinstance(names, int) else list(map(str, names or ()))
        mean = getattr(described, "mean_latent", None)
        self.mean = mean.detach().clone() if isinstance(mean, Tensor) else None
        self.truncates = getattr(described, "truncation", False) is True
        self.noisy = getattr(described, "noise", False) is True
        self.device = next((weight.device for weight in _weights(network)), torch.device("cpu"))
        self.shape = self._tried()

    @property
    def has_psi(self) -> bool:
        return self.truncates or self.mean is not None

    def pictures(self, z: Tensor, settings: Settings | None = None) -> Tensor:
        """What the copy makes of latents (n, latent): (n, channels, h, w), float32, on the CPU, as it left the generator.

        Raises:
            ValueError: a value is infinite or not a number, the copy fails, or it was released.
        """
        if self.network is None:
            raise ValueError("this explorer was closed when its output was, and let its generator go: call explore again")
        with self._lock, torch.inference_mode(), one_thread():
            try:
                parts = [self._forward(part.to(self.device), settings or Settings()) for part in z.split(CHUNK)]
            except Exception as error:  # whatever it is, the reader of a widget needs one sentence
                text = " ".join(str(error).split())[:300]
                raise ValueError(f"the generator failed on latents {tuple(z.shape)}: {type(error).__name__}: {text}") from error
            x = torch.cat(parts)
        if not bool(x.isfinite().all()):
            share = 100 * float((~x.isfinite()).float().mean())
            raise ValueError(
                f"{share:.3g}% of the pixels are not finite numbers (NaN or infinite): "
                "the generator's training diverged, or its latents are too large"
            )
        return x

    def frames(self, z: Tensor, settings: Settings | None = None) -> NDArray[numpy.uint8]:
        """The same as pixels, (n, h, w, channels) from 0 to 255; values beyond black and white are clipped."""
        low, high = self.range
        scaled = (self.pictures(z, settings) - low) * (255 / (high - low))
        pixels: NDArray[numpy.uint8] = scaled.round().clamp(0, 255).to(torch.uint8).movedim(1, -1).contiguous().numpy()
        return pixels

    def release(self) -> None:
        """Let the copy go; from now on `pictures` refuses."""
        self.network = None

    def _forward(self, z: Tensor, settings: Settings) -> Tensor:
        arguments: list[Any] = [truncate(z, settings.psi, self.mean.to(z)) if self.mean is not None and not self.truncates else z]
        if self.classes:
            arguments.append(torch.full((len(z),), settings.label, dtype=torch.int64, device=z.device))
        options: dict[str, Any] = {"truncation": settings.psi} if self.truncates else {}
        if self.noisy:
            options["noise"] = settings.noise
        assert self.network is not None
        x = self.network(*arguments, **options)
        if not isinstance(x, Tensor):
            raise TypeError(f"it returned a {type(x).__name__}, not a tensor of pictures")
        x = x.detach().float().cpu()
        return x.reshape(len(z), *self._asked) if self._asked else x

    def _tried(self) -> tuple[int, int, int]:
        """Make four pictures, and refuse what is none."""
        x = self.pictures(torch.randn(4, self.latent, generator=torch.Generator().manual_seed(0)))
        if x.ndim == 2 and x.shape[1] <= 3:
            raise ValueError(
                f"explore shows pictures, but this generator makes points {tuple(x.shape)}: "
                "watch them move in widgets.gan_lab(), or draw them with gancourse.plots"
            )
        if x.ndim != 4 or len(x) != 4 or x.shape[1] not in (1, 3):
            raise ValueError(
                f"a generator maps 4 latents to pictures (4, 1 or 3, h, w), got {tuple(x.shape)}; "
                "for flat pictures say shape=(1, 28, 28)"
            )
        low, high = self.range
        least, most = float(x.min()), float(x.max())
        if least < low - (high - low) or most > high + (high - low):
            raise ValueError(
                f"pictures must be in [{low:g}, {high:g}], got [{least:.3g}, {most:.3g}]: say value_range=(black, white)"
            )
        return int(x.shape[1]), int(x.shape[2]), int(x.shape[3])


def _chosen(generator: Any) -> tuple[Any, Any]:
    """The network that draws, and the one whose attributes describe it."""
    if isinstance(generator, Game):
        network = getattr(generator, generator._averages.get("generator", "generator"), None)
        if network is None:
            raise ValueError(f"{type(generator).__name__} has no network called generator: pass the network itself")
        described = generator.generator
    else:
        network, described = generator, generator.module if isinstance(generator, Average) else generator
    if not callable(network) or isinstance(network, type):
        raise TypeError(f"explore takes a generator, a game or a function of latents, got {generator!r:.80}")
    parts = network.modules() if isinstance(network, nn.Module) else ()
    if many := next((part.seeds for part in parts if isinstance(getattr(part, "seeds", None), int)), None):
        raise ValueError(
            f"this generator holds {many} stacked seeds, and explore shows one: pass a function that picks seed 0, "
            f"explore(lambda z: generator(z.expand({many}, *z.shape))[0], latent=generator.latent)"
        )
    return network, described


def _latent_of(described: Any, asked: int | None) -> int:
    own = getattr(described, "latent", None)
    if asked is not None and isinstance(own, int) and asked != own:
        raise ValueError(f"the generator's latents have {own} dimensions, got latent={asked}: leave latent= out")
    latent = asked if asked is not None else own
    if not isinstance(latent, int) or latent < 1:
        raise ValueError(
            f"a {type(described).__name__} does not say how many dimensions its latents have: say explore(generator, latent=100)"
        )
    return latent


def _copied(network: Any) -> Callable[..., Tensor]:
    if not isinstance(network, nn.Module):
        return network
    try:
        return copy.deepcopy(network).eval().requires_grad_(False)
    except Exception as error:  # a tensor with a history, an open file: whatever a student keeps in a network
        reason = " ".join(str(error).split())[:200]
        raise ValueError(
            f"this {type(network).__name__} cannot be copied ({reason}): pass a function, "
            "explore(lambda z: generator(z), latent=100)"
        ) from error


def _weights(network: Any) -> Iterator[Tensor]:
    return network.parameters() if isinstance(network, nn.Module) else iter(())
