"""Where an explorer stands in latent space: the points it goes through, and the latents between them. It draws nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from gancourse.latent import lerp, numbered, slerp, walk

METHODS = {"slerp": slerp, "lerp": lerp}
FEWEST, MOST = 2, 6  # points of a path
GRID = 9  # pictures along a side of the square
REACH = 4.0  # a direction is followed this far to both sides
SWEEP = torch.linspace(-REACH, REACH, 33)  # steps of a quarter


@dataclass
class Point:
    """A latent with a name. A numbered one is what N(0, I) gives to its seed, so that its number is all one needs to know."""

    z: Tensor  # (latent,)
    name: str
    seed: int | None = None
    pinned: bool = False

    def told(self) -> dict[str, Any]:
        """What a page shows of it."""
        return {"name": self.name, "pinned": self.pinned}


@dataclass
class Places:
    """The points of each mode, and the latents that a place in a mode stands for.

    A place is {"mode": "path", "frame": i}, {"mode": "square", "u": 0..1, "v": 0..1} or {"mode": "dimensions",
    "changes": {direction: how far}}.

    Args:
        latent: dimensions of z.
        directions: (k, latent), what the sliders of the third mode move along.
        seed: the number of the first point; the others have the numbers after it.
    """

    latent: int
    directions: Tensor
    seed: int = 0
    method: str = "slerp"
    loop: bool = False
    points: dict[str, list[Point]] = field(default_factory=dict)
    saved: dict[str, Point] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._next = self.seed
        four = [self._new() for _ in range(4)]
        self.points = {"path": four[:3], "square": four[:], "dimensions": four[:1]}
        self.points = {mode: [Point(p.z, p.name, p.seed) for p in points] for mode, points in self.points.items()}

    def numbered(self, seed: int) -> Point:
        return Point(numbered(seed, self.latent), f"seed {seed}", seed)

    def change(self, mode: str, do: str, index: int = 0, **more: Any) -> None:
        """Change the points of a mode: reroll one or all but the pinned, pin, swap with the next, pick, add, remove."""
        points = self.points[mode]
        if do == "reroll":
            points[index] = self._new(points[index].pinned)
        elif do == "reroll all":
            self.points[mode] = [point if point.pinned else self._new() for point in points]
        elif do == "pin":
            points[index].pinned = not points[index].pinned
        elif do == "swap":
            other = (index + 1) % len(points)
            points[index], points[other] = points[other], points[index]
        elif do == "pick":
            found = self.saved[more["saved"]] if "saved" in more else self.numbered(int(more["seed"]))
            points[index] = Point(found.z, found.name, found.seed, points[index].pinned)
        elif do == "add" and len(points) < MOST:
            points.append(self._new())
        elif do == "remove" and len(points) > FEWEST:
            del points[index]

    def frames(self) -> int:
        """How many frames the path has: each leg has equally many, so that every point of the path is a frame."""
        return self.leg() * self.legs() + (not self.loop)

    def legs(self) -> int:
        return len(self.points["path"]) - (not self.loop)

    def leg(self) -> int:
        return {1: 32, 2: 16, 3: 12, 4: 12, 5: 10}.get(self.legs(), 10)

    def path(self, frames: int | None = None) -> Tensor:
        """(frames, latent)."""
        ends = torch.stack([point.z for point in self.points["path"]])
        return walk(ends, frames or self.frames(), METHODS[self.method], self.loop)

    def square(self, u: Tensor, v: Tensor) -> Tensor:
        """Latents at shares u (n,) of the way from left to right and v (n,) from top to bottom: (n, latent)."""
        a, b, c, d = (point.z.expand(len(u), -1) for point in self.points["square"])
        between = METHODS[self.method]
        return between(between(a, b, u), between(c, d, u), v)

    def grid(self) -> Tensor:
        """The square's latents at 9 x 9 places, row by row: (81, latent)."""
        side = torch.linspace(0, 1, GRID)
        return self.square(side.repeat(GRID), side.repeat_interleave(GRID))

    def changed(self, changes: Mapping[str, float] | Mapping[int, float]) -> Tensor:
        """The third mode's point, moved along directions: z + sum of how far times direction, (latent,)."""
        z = self.points["dimensions"][0].z.clone()
        for index, far in changes.items():
            z += float(far) * self.directions[int(index)]
        return z

    def sweep(self, changes: Mapping[str, float], index: int) -> Tensor:
        """The same with one direction at all its 33 values: (33, latent)."""
        rest = self.changed({key: far for key, far in changes.items() if int(key) != index})
        return rest + SWEEP[:, None] * self.directions[index]

    def reach(self, changes: Mapping[str, float], step: float = 1.0) -> Tensor:
        """Pairs a step before and after the point, for every direction: (2 k, latent)."""
        z = self.changed(changes)
        return torch.cat([z + step * self.directions, z - step * self.directions])

    def at(self, place: Mapping[str, Any]) -> Tensor:
        """The latent of a place, (latent,)."""
        if place["mode"] == "path":
            path = self.path()
            return path[min(int(place.get("frame", 0)), len(path) - 1)]
        if place["mode"] == "square":
            u, v = (torch.tensor([float(place.get(name, 0.5))]).clamp(0, 1) for name in "uv")
            return self.square(u, v)[0]
        return self.changed(place.get("changes", {}))

    def keep(self, name: str, place: Mapping[str, Any]) -> str:
        """Save the latent of a place by name; without one, by the first free "latent n"."""
        name = " ".join(name.split())[:40]
        if not name:
            number = 1
            while (name := f"latent {number}") in self.saved:
                number += 1
        z = self.at(place)
        known = next((point for points in self.points.values() for point in points if torch.equal(point.z, z)), None)
        self.saved[name] = Point(z, name, known.seed if known else None)
        return name

    def _new(self, pinned: bool = False) -> Point:
        point = self.numbered(self._next)
        self._next += 1
        point.pinned = pinned
        return point


def directions_of(
    latent: int, directions: Tensor | Sequence[int] | None, names: Sequence[str] | None
) -> tuple[Tensor, list[str]]:
    """Directions (k, latent) and their names, from vectors, from numbers of axes, or, of nothing, every axis of z.

    Raises:
        ValueError: they do not fit the latents, or the names do not fit them.
    """
    if isinstance(directions, Tensor):
        vectors, own = directions.detach().float().cpu(), [f"direction {i}" for i in range(len(directions))]
        if vectors.ndim != 2 or vectors.shape[1] != latent or not len(vectors):
            raise ValueError(f"directions must be (k, {latent}), one a row, got {tuple(vectors.shape)}")
    else:
        axes = list(range(latent)) if directions is None else list(directions)
        if not axes or not all(isinstance(axis, int) and 0 <= axis < latent for axis in axes):
            raise ValueError(f"directions are axes of z from 0 to {latent - 1}, or a tensor (k, {latent}), got {axes}")
        vectors, own = torch.eye(latent)[axes], [f"z[{axis}]" for axis in axes]
    if names is not None and len(names) != len(vectors):
        raise ValueError(f"there must be one name a direction: got {len(names)} names for {len(vectors)} directions")
    return vectors, list(map(str, names)) if names is not None else own
