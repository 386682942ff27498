"""The Python that makes the latents on the screen again."""

from collections.abc import Mapping, Sequence
from typing import Any

from torch import Tensor

from gancourse.widgets.frozen import Settings
from gancourse.widgets.places import Places, Point


def code(places: Places, place: Mapping[str, Any], settings: Settings, frozen: Any) -> str:
    """Lines that end in `z`, the latent of a place, and `pictures`, what the generator makes of it.

    `generator` stands for the network that the explorer was given, in eval mode; numbered points are told by their numbers,
    others by their values.
    """
    body = {"path": _path, "square": _square, "dimensions": _dimensions}[place["mode"]](places, place)
    arguments = ["z"]
    lines = ["from gancourse import latent", *body]
    if frozen.mean is not None and not frozen.truncates and settings.psi != 1:
        lines.append(f"z = latent.truncate(z, {settings.psi:g}, generator.mean_latent)")
    if frozen.classes:
        arguments.append(f"torch.full((len(z),), {settings.label})")
    if frozen.truncates:
        arguments.append(f"truncation={settings.psi:g}")
    if frozen.noisy:
        arguments.append(f"noise={settings.noise}")
    lines.append(f"pictures = generator({', '.join(arguments)})")
    if any("torch." in line for line in lines):
        lines.insert(0, "import torch\n")
    return "\n".join(lines) + "\n"


def points(name: str, chosen: Sequence[Point], latent: int) -> list[str]:
    """A line or more that makes a tensor (n, latent) of points."""
    if all(point.seed is not None for point in chosen):
        return [f"{name} = latent.numbered({[point.seed for point in chosen]}, {latent})"]
    rows = [f"latent.numbered({p.seed}, {latent})" if p.seed is not None else f"torch.tensor({_numbers(p.z)})" for p in chosen]
    return [f"{name} = torch.stack([", *(f"    {row}," for row in rows), "])"]


def _path(places: Places, place: Mapping[str, Any]) -> list[str]:
    frames, frame = places.frames(), min(int(place.get("frame", 0)), places.frames() - 1)
    return [
        *points("ends", places.points["path"], places.latent),
        f"path = latent.walk(ends, {frames}, latent.{places.method}, loop={places.loop})",
        f"z = path[[{frame}]]",
    ]


def _square(places: Places, place: Mapping[str, Any]) -> list[str]:
    u, v = (round(min(max(float(place.get(name, 0.5)), 0), 1), 4) for name in "uv")
    between = f"latent.{places.method}"
    return [
        *points("corners", places.points["square"], places.latent),
        "a, b, c, d = corners",
        f"z = {between}({between}(a, b, {u:g}), {between}(c, d, {u:g}), {v:g})[None]",
    ]


def _dimensions(places: Places, place: Mapping[str, Any]) -> list[str]:
    lines = points("z", places.points["dimensions"], places.latent)
    for index, far in sorted((int(key), float(far)) for key, far in place.get("changes", {}).items()):
        direction = places.directions[index]
        axis = int(direction.argmax())
        alone = bool(direction[axis] == 1) and int(direction.count_nonzero()) == 1
        if far:
            lines.append(f"z[:, {axis}] += {far:g}" if alone else f"z = z + {far:g} * directions[{index}]")
    return lines


def _numbers(z: Tensor) -> str:
    return "[" + ", ".join(f"{value:.6g}" for value in z.tolist()) + "]"
