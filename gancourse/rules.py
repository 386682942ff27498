"""What a game must keep, and the one sentence for each way in which a game, or a move of it, can only be wrong."""

from typing import TYPE_CHECKING

from torch import Tensor
from torch.nn.modules.batchnorm import _BatchNorm
from torch.nn.modules.dropout import _DropoutNd
from torch.nn.utils.parametrize import ParametrizationList
from torch.optim import Optimizer

if TYPE_CHECKING:
    from gancourse.game import Game


def check_game(game: "Game") -> None:
    """Refuse a game that could only be played wrong; see `Game.check`."""
    if not game.players:
        raise ValueError(f"{type(game).__name__} has no players: assign self.players = {{name: optimiser}}")
    for name, optimizer in game.players.items():
        if not isinstance(optimizer, Optimizer):
            raise TypeError(f"the player {name!r} must be an optimiser over its weights, got {type(optimizer).__name__}")
        if twin := next((other for other, its in game.players.items() if its is optimizer and other != name), None):
            raise ValueError(f"{name!r} and {twin!r} share one optimiser, so that each would move both: give each its own")
    moved = {id(weight): name for name in game.players for weight in game.weights(name)}
    mine = {id(weight) for weight in game.parameters()}
    if strange := sorted({name for weight, name in moved.items() if weight not in mine}):
        raise ValueError(
            f"{strange[0]!r} moves weights that are no part of the game: assign its network to self, so that it is saved"
        )
    if lost := [name for name, weight in game.named_parameters() if weight.requires_grad and id(weight) not in moved]:
        raise ValueError(f"no player moves {_few(lost)}: give them to an optimiser of self.players, or freeze them")
    _check_seeds(game)


def _check_seeds(game: "Game") -> None:
    """Stacked runs share nothing: each weight has the axis of seeds, and no layer looks across it."""
    many = len(game.streams.seeds) if game.streams.stacked else None
    for name, part in game.named_modules():
        if many and isinstance(part, _BatchNorm | _DropoutNd | ParametrizationList):
            raise ValueError(
                f"{name} ({type(part).__name__}) would mix the stacked seeds: play one seed at a time, or leave it out"
            )
        if not many and getattr(part, "seeds", None):
            raise ValueError(f"{name} was made for {part.seeds} seeds, the game for one: give both the same streams")
    for name, weight in game.named_parameters():
        if many and weight.requires_grad and tuple(weight.shape[:1]) != (many,):
            raise ValueError(
                f"{name} {tuple(weight.shape)} has no leading axis for the {many} seeds, which would share it: "
                "make the networks with the game's streams, or play one seed at a time"
            )


def check_move(game: "Game", losses: object) -> None:
    """A move is a dict of losses by players' names, each with one number a seed."""
    here = f"round {game.rounds + 1}: turns()"
    if not isinstance(losses, dict) or not losses:
        raise TypeError(f'{here} must yield a dict such as {{"generator": loss}}, got {type(losses).__name__}')
    if strange := [name for name in losses if name not in game.players]:
        raise KeyError(f"{here} moved {strange[0]!r}; the players are {', '.join(map(repr, game.players))}")
    for name, loss in losses.items():
        if not isinstance(loss, Tensor) or tuple(loss.shape) != game.each:
            got = tuple(loss.shape) if isinstance(loss, Tensor) else type(loss).__name__
            raise ValueError(
                f"{here} yielded a loss of {name!r} that is not {game.asked}: got {got}; "
                "logits are ([seeds,] n), without a last axis of 1, and a loss is their mean over n"
            )


def _few(names: list[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
