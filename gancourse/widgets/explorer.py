"""The latent explorer: paths, squares and single directions of a latent space, for any generator of pictures."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import traitlets
from torch import Tensor, nn

from gancourse.plots import Picture
from gancourse.widgets import parts, strips
from gancourse.widgets.explorer_answers import Answers
from gancourse.widgets.frozen import Frozen, Settings
from gancourse.widgets.places import Places, directions_of
from gancourse.widgets.seen import Seen

SCRIPTS = (
    "dom", "link", "frames", "player", "explorer_points", "explorer_path", "explorer_square", "explorer_dimensions",
    "explorer_settings", "explorer_shelf", "explorer",
)  # fmt: skip
PAGE_SCRIPTS = ("dom", "frames", "atlas", "player", "path_page", "page")
SHEETS = ("base", "explorer")


def explore(
    generator: nn.Module | Callable[..., Tensor],
    *,
    latent: int | None = None,
    shape: Sequence[int] | None = None,
    classes: int | Sequence[str] | None = None,
    directions: Tensor | Sequence[int] | None = None,
    names: Sequence[str] | None = None,
    seed: int = 0,
    value_range: tuple[float, float] = (-1.0, 1.0),
    still: bool = True,
) -> "Explorer":
    """A widget to move through the latent space of a generator of pictures.

    Three ways to move: a path through two to six latents, a square between four, and sliders along directions. Classes, psi
    and noise have a control where the generator listens to them; `widgets.frozen.Frozen` lists the attributes looked for.
    What is shown is a copy of the generator: training it further changes nothing here.

    Args:
        generator: a network (n, latent) -> (n, 1 or 3, h, w); a game, whose running average is taken where there is one; or
            any function of latents.
        latent: dimensions of z, where the generator does not say.
        shape: (channels, h, w) of one picture, where the generator's output is flat.
        classes: their number or their names, where the generator does not say.
        directions: what the sliders move along: a tensor (k, latent) or numbers of axes; None takes every axis.
        names: of the directions.
        seed: the number of the first latent.
        value_range: the values of black and white.
        still: whether a picture of the path stands beside the widget, for readers without a kernel.

    Raises:
        TypeError, ValueError: the generator makes no pictures, or an argument does not fit it; the sentence says how.
    """
    frozen = Frozen(generator, latent=latent, shape=shape, classes=classes, value_range=value_range)
    vectors, called = directions_of(frozen.latent, directions, names)
    if not isinstance(seed, int) or isinstance(seed, bool) or seed < 0:
        raise ValueError(f"seed must be a whole number, at least 0, got {seed!r}")
    return Explorer(frozen, Places(frozen.latent, vectors, seed), called, still)


class Explorer(Seen):
    """What `explore` returns; the last line of a cell shows it.

    Attributes:
        latents: the points of the path, (k, latent).
        z: the latent on the screen, (latent,).
        saved: latents by the names that they were saved under, each (latent,).
    """

    _esm = traitlets.Unicode(parts.module(*SCRIPTS)).tag(sync=True)
    _css = traitlets.Unicode(parts.style(*SHEETS)).tag(sync=True)

    def __init__(self, frozen: Frozen, places: Places, names: list[str], still: bool):
        super().__init__()
        self._frozen, self._places, self._names, self._still = frozen, places, names, still
        self._settings, self._place = Settings(), {"mode": "path", "frame": 0}
        self._lock = threading.RLock()

    @property
    def latents(self) -> Tensor:
        with self._lock:
            return torch.stack([point.z for point in self._places.points["path"]])

    @property
    def z(self) -> Tensor:
        with self._lock:
            return self._places.at(self._place)

    @property
    def saved(self) -> dict[str, Tensor]:
        with self._lock:
            return {name: point.z.clone() for name, point in self._places.saved.items()}

    def path(self, frames: int | None = None) -> Tensor:
        """Latents along the path as it is on the screen, (frames, latent); None takes as many as the slider has."""
        with self._lock:
            return self._places.path(frames)

    def pictures(self, z: Tensor) -> Tensor:
        """What the copy makes of latents (n, latent), with the class, psi and noise on the screen: (n, channels, h, w)."""
        return self._frozen.pictures(z, replace(self._settings))

    def strip(self, count: int = 9) -> Picture:
        """The path as a row of pictures."""
        with self._lock:
            frames = self._frozen.frames(self._places.path(), self._settings)
        return strips.strip(frames, self._sentence(min(count, len(frames))), count)

    def gif(self) -> bytes:
        """The path as a GIF that plays for ever."""
        with self._lock:
            frames = self._frozen.frames(self._places.path(), self._settings)
        return strips.gif(frames, loop=self._places.loop)

    def save_gif(self, path: str | Path) -> None:
        """Write the path as a GIF."""
        Path(path).write_bytes(self.gif())

    def release(self) -> None:
        """Close the widget and let its generator go."""
        self.close()
        self._frozen.release()

    def _ipython_display_(self) -> None:
        if self._frozen.network is None:
            print("This explorer was closed when its output was, and let its generator go: call explore again.")
            return
        self.show("<latent explorer>")
        if self._still:
            with self._lock:
                frames = self._frozen.frames(self._places.path(), self._settings)
            data = {**strips.atlas(frames), "loop": self._places.loop, "names": self._stops()}
            picture = strips.strip(frames, self._sentence(min(9, len(frames))))
            parts.still(picture, {"kind": "path", "data": data})

    def _sentence(self, count: int) -> str:
        names = [name for _, name in self._stops()]
        kind = "arcs" if self._places.method == "slerp" else "straight lines"
        return (
            f"{count} pictures that the generator makes along {kind} through latent space, from {names[0]} at the left "
            f"to {names[-1]} at the right" + (f", by way of {' and '.join(names[1:-1])}." if names[1:-1] else ".")
        )

    def _stops(self) -> list[tuple[int, str]]:
        leg = self._places.leg()
        return [(i * leg, point.name) for i, point in enumerate(self._places.points["path"])]

    def answer(self, content: dict[str, Any]) -> None:
        told: dict[str, Any] = {"view": content["view"], "id": content.get("id"), "ask": content["ask"]}
        buffers: list[bytes] = []
        try:
            with self._lock:
                more, buffers = Answers(self)(content)
            told |= more
        except Exception as error:  # a widget has no traceback: the page shows one sentence
            told["error"] = str(error) if isinstance(error, ValueError) else f"{type(error).__name__}: {error}"
        self.send(told, buffers)


def page(data: dict[str, Any]) -> str:
    """A path in an exported page."""
    return parts.html("path through latent space", data, parts.module(*PAGE_SCRIPTS), parts.style(*SHEETS), "path")
