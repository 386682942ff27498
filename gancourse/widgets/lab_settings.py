"""The settings of the GAN lab: one table from which Python checks them, the page draws its controls, and code is written."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch

from gancourse import data
from gancourse.data.density import Density
from gancourse.data.mixture import Mixture
from gancourse.data.toy import Arcs, Line
from gancourse.losses import (
    minimax_discriminator,
    minimax_generator,
    non_saturating_generator,
    wasserstein_critic,
    wasserstein_generator,
)
from gancourse.nets.dense import leaky

DRAWN_SCALE = 0.05  # standard deviation of the noise about each point that was drawn
DRAWN_MOST = 400  # points that can be drawn


@dataclass(frozen=True)
class Plane:
    """Data in the plane: a label, the density, the code that makes it, and how far the picture reaches from the origin."""

    label: str
    make: Callable[[], Density]
    code: str
    reach: float


def _gaussians() -> Mixture:
    return data.mixture([[-1.5, -1.0], [1.5, -1.0], [0.0, 1.5]], 0.2)


DATA: dict[str, Plane] = {
    "ring": Plane("ring of eight", data.ring, "data.ring()", 3.0),
    "gaussians": Plane("three Gaussians", _gaussians, "data.mixture([[-1.5, -1.0], [1.5, -1.0], [0.0, 1.5]], 0.2)", 3.0),
    "grid": Plane("grid of 25", data.grid, "data.grid()", 5.5),
    "line": Plane("line", data.line, "data.line()", 3.0),
    "moons": Plane("two moons", data.moons, "data.moons()", 2.5),
    "roll": Plane("Swiss roll", data.swiss_roll, "data.swiss_roll()", 3.0),
}

Loss = Callable[..., torch.Tensor]
# The discriminator's loss and the generator's. A new pair is an entry here and one of the same name in js/lab_losses.js; a
# test compares the two by ten steps of each player. (Pairs that VanillaGAN does not play bring their game to lab_code.py.)
# A loss of CRITICS takes values that no sigmoid follows: the page shows them as they are.
LOSSES: dict[str, tuple[Loss, Loss]] = {
    "non-saturating": (minimax_discriminator, non_saturating_generator),
    "minimax": (minimax_discriminator, minimax_generator),
    "wasserstein": (wasserstein_critic, wasserstein_generator),
}
CRITICS = ("wasserstein",)
ACTIVATIONS: dict[str, tuple[Callable[..., torch.Tensor], str]] = {
    "tanh": (torch.tanh, "torch.tanh"),
    "relu": (torch.relu, "torch.relu"),
    "leaky": (leaky, "leaky"),
}
OPTIMISERS: dict[str, str] = {  # the code of each
    "Adam": "torch.optim.Adam({player}.parameters(), lr={rate}, betas=({beta1}, {beta2}))",
    "SGD": "torch.optim.SGD({player}.parameters(), lr={rate})",
    "RMSprop": "torch.optim.RMSprop({player}.parameters(), lr={rate})",
}
RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
WIDTHS = (4, 8, 16, 32, 64, 128)


@dataclass(frozen=True)
class Setting:
    """One setting: where it stands in the panel, its label, its value at first, and what it may be.

    `choices` are the values that the page offers; with `low` and `high` any number between them is taken from Python.
    """

    group: str
    label: str
    default: Any
    choices: Sequence[Any] = ()
    low: float | None = None
    high: float | None = None


def _player(player: str) -> dict[str, Setting]:
    """What each player has of its own."""
    return {
        f"{player}_optimiser": Setting(player, "optimiser", "Adam", tuple(OPTIMISERS)),
        f"{player}_rate": Setting(player, "learning rate", 0.002, RATES, 1e-6, 10.0),
        f"{player}_beta1": Setting(player, "Adam's β₁", 0.5, (0.0, 0.5, 0.9, 0.99), 0.0, 0.999),
        f"{player}_beta2": Setting(player, "Adam's β₂", 0.999, (0.9, 0.99, 0.999), 0.0, 0.9999),
        f"{player}_layers": Setting(player, "hidden layers", 2, (1, 2, 3, 4), 1, 4),
        f"{player}_width": Setting(player, "units a layer", 32, WIDTHS, 1, 128),
    }


SETTINGS: dict[str, Setting] = {
    "data": Setting("game", "data", "ring", (*DATA, "drawn")),
    "loss": Setting("game", "generator's loss", "non-saturating", tuple(LOSSES)),
    "k": Setting("game", "moves of D a round, k", 1, (1, 2, 3, 5, 10), 1, 20),
    "batch": Setting("game", "batch size", 128, (16, 32, 64, 128, 256, 512), 1, 1024),
    "latent": Setting("game", "dimensions of z", 2, (1, 2)),
    "activation": Setting("game", "activation", "tanh", tuple(ACTIVATIONS)),
    "seed": Setting("game", "seed", 0, (), 0, 999_999),
    "stop": Setting("game", "last round (0: none)", 0, (), 0, 1_000_000),
    **_player("discriminator"),
    "clip": Setting("discriminator", "largest weight", 0.1, (0.0, 0.01, 0.03, 0.1, 0.3, 1.0), 0.0, 10.0),
    **_player("generator"),
}
WHOLE = {name for name, setting in SETTINGS.items() if isinstance(setting.default, int)}


def checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """All settings: those given, and for the others what they are at first.

    Raises:
        TypeError: there is no setting of that name.
        ValueError: a value is none that the setting may have; points are not (n, 2) within reach.
    """
    settings: dict[str, Any] = {name: setting.default for name, setting in SETTINGS.items()} | {"points": []}
    for name, value in given.items():
        if name not in settings:
            raise TypeError(f"gan_lab has no setting {name!r}; there are {', '.join(settings)}")
        settings[name] = _points(value) if name == "points" else _value(name, value)
    if settings["data"] == "drawn" and not settings["points"]:
        raise ValueError('data="drawn" needs points=[(x, y), ...], or draw them in the lab: choose "draw your own" there')
    return settings


def _value(name: str, value: Any) -> Any:
    setting = SETTINGS[name]
    if setting.low is None:
        if value not in setting.choices or isinstance(value, bool):
            raise ValueError(f"{name} must be one of {', '.join(map(repr, setting.choices))}, got {value!r}")
        return value
    kind = int if name in WHOLE else (int, float)
    fits = isinstance(value, kind) and not isinstance(value, bool) and math.isfinite(value)
    if not fits or not setting.low <= value <= (setting.high or 0):
        what = "a whole number" if name in WHOLE else "a number"
        raise ValueError(f"{name} must be {what} from {setting.low:g} to {setting.high:g}, got {value!r}")
    return value if name in WHOLE else float(value)


def _points(value: Any) -> list[list[float]]:
    """Drawn points, rounded to hundredths so that the code that repeats them stays short."""
    try:
        points = torch.as_tensor(value, dtype=torch.float64)
    except (TypeError, ValueError, RuntimeError) as error:
        raise ValueError(f"points must be numbers, (n, 2), such as [(0.5, 1.0), (-1.0, 0.2)], got {value!r}") from error
    if points.numel() == 0:
        return []
    if points.ndim != 2 or points.shape[1] != 2 or len(points) > DRAWN_MOST or not (points.abs() <= 3).all():
        raise ValueError(
            f"points must be (n, 2) with n up to {DRAWN_MOST} and coordinates from -3 to 3, got {tuple(points.shape)}"
        )
    return [[round(x, 2), round(y, 2)] for x, y in points.tolist()]


def judge_of(loss: str) -> str:
    """What the games of the library call the network that judges: a critic, or a discriminator."""
    return "critic" if loss in CRITICS else "discriminator"


def density(settings: Mapping[str, Any]) -> Density:
    """The data that the settings name."""
    if settings["data"] == "drawn":
        return data.mixture(settings["points"], DRAWN_SCALE)
    return DATA[settings["data"]].make()


def reach(settings: Mapping[str, Any]) -> float:
    """How far the picture reaches from the origin, in the units of the data."""
    return 3.0 if settings["data"] == "drawn" else DATA[settings["data"]].reach


def description(law: Density, far: float, *, modes: bool = True) -> dict[str, Any]:
    """Data as js/lab_data.js draws them: numbers alone.

    Raises:
        TypeError: the page cannot draw such data.
    """
    if isinstance(law, Mixture) and (law.scales == law.scales[0]).all() and (law.weights == law.weights[0]).all():
        means = law.means.tolist()
        return {"kind": "mixture", "means": means, "scale": float(law.scales[0]), "reach": far, "modes": modes}
    if isinstance(law, Line):
        return {"kind": "line", "length": law.length, "scale": law.scale, "along": law.axes[0].tolist(), "reach": far}
    if isinstance(law, Arcs):
        return {"kind": "arcs", "arcs": [[*centre, *rest] for centre, *rest in law.arcs], "scale": law.scale, "reach": far}
    raise TypeError(f"the page draws mixtures of equal Gaussians, lines and arcs, not {law!r}")
