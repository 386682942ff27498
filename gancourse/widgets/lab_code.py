"""A setting of the GAN lab as a game of the library, and as the Python that a student would write for it."""

from collections.abc import Mapping
from typing import Any

import torch

from gancourse.game import Game
from gancourse.games import VanillaGAN, WassersteinGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.widgets.lab_settings import ACTIVATIONS, DATA, DRAWN_SCALE, LOSSES, OPTIMISERS, SETTINGS, judge_of

PLAYERS = ("discriminator", "generator")
ROUNDS = 2000  # where the setting has no round to stop at

TEMPLATE = """\
import torch
from gancourse import data
from gancourse.games import {game}
{losses}from gancourse.nets.dense import DenseDiscriminator, DenseGenerator{import}
from gancourse.streams import Streams
from gancourse.training import batches, play

streams = Streams({seed})
options = {"activation": {activation}, "streams": streams}
generator = DenseGenerator({latent}, (2,), {generator_hidden}, **options)
{judge} = DenseDiscriminator((2,), {discriminator_hidden}, **options)
game = {game}(generator, {judge}, streams, {options})
game.players = {
    "{judge}": {discriminator_optimiser},
    "generator": {generator_optimiser},
}
history = play(game, batches({data}, {batch}), {rounds})
"""
# What differs between the games: which one, what it takes from losses.py, and its options.
LOGISTIC = {"game": "VanillaGAN", "losses": "from gancourse.losses import {loss}\n", "options": "k={k}, generator_loss={loss}"}
WASSERSTEIN = {"game": "WassersteinGAN", "losses": "", "options": "n_critic={k}, clip={clip}"}


def networks(settings: Mapping[str, Any], streams: Streams) -> tuple[DenseGenerator, DenseDiscriminator]:
    """The two networks of a setting."""
    hidden = {player: (settings[f"{player}_width"],) * settings[f"{player}_layers"] for player in PLAYERS}
    activation = ACTIVATIONS[settings["activation"]][0]
    generator = DenseGenerator(settings["latent"], (2,), hidden["generator"], activation=activation, streams=streams)
    return generator, DenseDiscriminator((2,), hidden["discriminator"], activation=activation, streams=streams)


def game(settings: Mapping[str, Any], streams: Streams) -> Game:
    """The game of a setting: what `code` writes, made."""
    made: Game
    generator, judge = networks(settings, streams)
    if settings["loss"] == "wasserstein":
        made = WassersteinGAN(generator, judge, streams, n_critic=settings["k"], clip=settings["clip"] or None)
    else:
        made = VanillaGAN(generator, judge, streams, k=settings["k"], generator_loss=LOSSES[settings["loss"]][1])
    made.players = {
        judge_of(settings["loss"]): optimiser(settings, "discriminator", judge),
        "generator": optimiser(settings, "generator", generator),
    }
    return made


def template(loss: str) -> str:
    """What `code` fills in for a loss."""
    return filled(TEMPLATE, (WASSERSTEIN if loss == "wasserstein" else LOGISTIC) | {"judge": judge_of(loss)})


def optimiser(settings: Mapping[str, Any], player: str, network: torch.nn.Module) -> torch.optim.Optimizer:
    """A player's optimiser."""
    kind, rate = settings[f"{player}_optimiser"], settings[f"{player}_rate"]
    if kind == "Adam":
        return torch.optim.Adam(network.parameters(), lr=rate, betas=(settings[f"{player}_beta1"], settings[f"{player}_beta2"]))
    return {"SGD": torch.optim.SGD, "RMSprop": torch.optim.RMSprop}[kind](network.parameters(), lr=rate)


def code(settings: Mapping[str, Any]) -> str:
    """The Python that plays a setting with the library. (js/lab_code.js writes the same text; a test compares them.)"""
    values = {name: str(settings[name]) for name in ("seed", "latent", "k", "batch")}
    values |= {"loss": LOSSES[settings["loss"]][1].__name__, "rounds": str(settings["stop"] or ROUNDS)}
    values["clip"] = decimal(settings["clip"]) if settings["clip"] else "None"
    values["activation"] = ACTIVATIONS[settings["activation"]][1]
    values["import"] = ", leaky" if settings["activation"] == "leaky" else ""
    values["data"] = drawn(settings["points"]) if settings["data"] == "drawn" else DATA[settings["data"]].code
    for player in PLAYERS:
        width, layers = settings[f"{player}_width"], settings[f"{player}_layers"]
        values[f"{player}_hidden"] = f"({', '.join([str(width)] * layers)}{',' if layers == 1 else ''})"
        own = {name: decimal(settings[f"{player}_{name}"]) for name in ("rate", "beta1", "beta2")}
        own["player"] = judge_of(settings["loss"]) if player == "discriminator" else player
        values[f"{player}_optimiser"] = filled(OPTIMISERS[settings[f"{player}_optimiser"]], own)
    return filled(template(settings["loss"]), values)


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with each {name} that is known replaced."""
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template


def drawn(points: list[list[float]]) -> str:
    """The code of points that were drawn."""
    listed = ", ".join(f"[{x:.2f}, {y:.2f}]" for x, y in points)
    return f"data.mixture([{listed}], {DRAWN_SCALE})"


def decimal(value: float) -> str:
    """A number with a point and without an exponent, as both Python and the page write it."""
    text = f"{value:.8f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def tables() -> dict[str, Any]:
    """What js/lab_code.js fills in."""
    return {
        "templates": {loss: template(loss) for loss in LOSSES},
        "rounds": ROUNDS,
        "losses": {name: generator.__name__ for name, (_, generator) in LOSSES.items()},
        "activations": {name: text for name, (_, text) in ACTIVATIONS.items()},
        "optimisers": OPTIMISERS,
        "data": {name: plane.code for name, plane in DATA.items()},
        "drawn_scale": DRAWN_SCALE,
        "names": list(SETTINGS),
    }
