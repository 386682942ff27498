"""Checkpoints: a whole game in one safetensors file, written whole or not at all, and refused in one sentence where it is
not this game's.

The tensors are the networks', their averages', the optimisers' and the history's; the rest (rounds, settings, versions) is
JSON in the file's header. Nothing in it can run code, which a pickle can.
"""

import hashlib
import json
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor
from torch.optim import Optimizer

from gancourse.files import written_whole
from gancourse.game import Game

FORMAT = 1


class CheckpointError(ValueError):
    """A checkpoint that cannot be gone on from: the sentence says why, and what to do."""


def save(game: Game, path: str | Path, data: list[float] | None = None) -> Path:
    """Write a game to a file between two rounds; a former file is replaced only by a complete one.

    Args:
        data: a few numbers that tell the data from others, the batch size first, compared when the file is loaded.

    Raises:
        OSError: the folder cannot be written, or the disk is full; a former file is as it was.
    """
    tensors = {f"game.{name}": value for name, value in game.state_dict().items()}
    groups = {}
    for player, optimizer in game.players.items():
        kept = optimizer.state_dict()
        tensors |= {
            f"players.{player}.{weight}.{name}": value
            for weight, state in kept["state"].items()
            for name, value in state.items()
            if isinstance(value, Tensor)
        }
        plain = {
            str(weight): {name: value for name, value in state.items() if not isinstance(value, Tensor)}
            for weight, state in kept["state"].items()
        }
        groups[player] = {"groups": kept["param_groups"], "plain": plain}
    history, counts = game.history.state()
    tensors |= {f"history.{name}": value for name, value in history.items()}
    state = {
        "format": FORMAT, "rounds": game.rounds, "settings": settings(game), "players": groups, "history": counts,
        "data": data, "made_by": made_by(game),
    }  # fmt: skip
    ready = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}  # clone: no two share memory
    state["checksum"] = _checksum(state, ready)
    with written_whole(Path(path)) as stream:
        stream.write(to_bytes(ready, metadata={"gancourse": json.dumps(state)}))
    return Path(path)


def load(game: Game, path: str | Path, data: list[float] | None = None) -> list[str]:
    """Bring a game to the state that a file holds, and return what differs in the machine's part, such as the torch version.

    The file is read on any device, and nothing of the game is touched unless all of it fits.

    Raises:
        CheckpointError: the file is a pickle, damaged, or of another game, other seeds, shapes, settings or data.
        FileNotFoundError: there is no such file.
    """
    path = Path(path)
    state, tensors = _read(path)
    _compare(state["settings"], settings(game), path)
    if data is not None and state["data"] is not None:
        ours, theirs = (torch.tensor(marks, dtype=torch.float64) for marks in (data, state["data"]))
        same = ours.shape == theirs.shape and bool(ours[0] == theirs[0])  # the batch size is exact, the rest may be rounded
        if not same or not torch.allclose(ours, theirs, rtol=1e-5, atol=1e-5, equal_nan=True):
            raise CheckpointError(
                f"{path} was played on other data or other batches: name another file, or delete it to begin anew"
            )
    game.load_state_dict(_part(tensors, "game."))
    for player, optimizer in game.players.items():
        _load_optimizer(optimizer, state["players"][player], _part(tensors, f"players.{player}."))
    game.history.restore(_part(tensors, "history."), state["history"])
    game.rounds = state["rounds"]
    game.forget_rates()
    now = made_by(game)
    return [f"{name} {value}, now {now[name]}" for name, value in state["made_by"].items() if value != now.get(name)]


def settings(game: Game) -> dict[str, Any]:
    """What makes a game this game and no other: a checkpoint of another is refused.

    Its class, seeds, public numbers, words and functions among its attributes (k, a clip, a loss by its name), its networks'
    shapes, layers and precisions, and its optimisers, each with the learning rate that it began with.
    """
    own = {
        name: _named(value)
        for name, value in vars(game).items()
        if name not in ("training", "rounds", "inside_round") and name[0] != "_" and (callable(value) or isinstance(value, PLAIN))
    }
    shapes = {name: f"{tuple(value.shape)} of {value.dtype}" for name, value in game.state_dict().items()}
    layers = {name: f"{type(part).__name__}({part.extra_repr()})" for name, part in game.named_modules() if name}
    precisions = {name: str(part.precision) for name, part in game.named_modules() if hasattr(part, "precision")}
    moves: dict[str, Any] = {}
    for player, optimizer in game.players.items():
        moves[player] = type(optimizer).__name__
        for number, group in enumerate(optimizer.param_groups):
            kept = {**group, "lr": group.get("initial_lr", group["lr"]), "initial_lr": None, "params": len(group["params"])}
            where = f"{player}.{number}" if number else player
            moves |= {f"{where}.{name}": value for name, value in kept.items() if isinstance(value, PLAIN)}
    found = {
        "game": type(game).__name__, "seeds": game.streams.seeds if game.streams.stacked else game.streams.seeds[0],
        "settings": own, "shapes": shapes, "layers": layers, "precision": precisions, "optimisers": moves,
    }  # fmt: skip
    return json.loads(json.dumps(found, default=str))


PLAIN = (bool, int, float, str, tuple)


def _named(value: Any) -> Any:
    """A setting as words that are the same in every process: a function by its name, never by where it lies."""
    if isinstance(value, tuple):
        return [_named(part) for part in value]
    if isinstance(value, partial):
        return [_named(value.func), _named(value.args), {name: _named(part) for name, part in sorted(value.keywords.items())}]
    return getattr(value, "__qualname__", type(value).__name__) if callable(value) else value


def made_by(game: Game) -> dict[str, str]:
    """What an exact resume depends on beside the file."""
    return {"torch": torch.__version__, "device": game.streams.device.type, "threads": str(torch.get_num_threads())}


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The JSON state and the tensors of a file.

    Raises:
        CheckpointError, FileNotFoundError.
    """
    if path.is_dir():
        raise CheckpointError(f"{path} is a folder: name a file in it")
    with path.open("rb") as stream:
        head = stream.read(4)
    if head[:2] in (b"PK", b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"):
        raise CheckpointError(
            f"{path} is a pickle, which may run any code when it is opened, so it stays closed: name another file"
        )
    try:
        with safe_open(path, framework="pt") as opened:
            state = json.loads((opened.metadata() or {}).get("gancourse", "null"))
            tensors = {name: opened.get_tensor(name) for name in opened.keys()}  # noqa: SIM118, no dict
    except (SafetensorError, ValueError, OSError) as error:
        why = " ".join(str(error).split())
        raise CheckpointError(f"{path} is damaged or no safetensors file ({why}): delete it to begin anew") from None
    if not isinstance(state, dict):
        raise CheckpointError(f"{path} holds tensors but no game: name another file")
    if state.get("format") != FORMAT:
        raise CheckpointError(
            f"{path} has the format {state.get('format')}, this version reads {FORMAT}: delete it to begin anew"
        )
    if state.pop("checksum", None) != _checksum(state, tensors):
        raise CheckpointError(f"{path} is damaged (its checksum is not that of its content): delete it to begin anew")
    return state, tensors


def _checksum(state: dict[str, Any], tensors: dict[str, Tensor]) -> str:
    """SHA-256 of all that a checkpoint holds, so that one changed bit is seen."""
    digest = hashlib.sha256(json.dumps(state, sort_keys=True).encode())
    for name, value in sorted(tensors.items()):
        digest.update(f"{name} {value.dtype} {tuple(value.shape)}".encode())
        digest.update(value.flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


WORDS = {
    "game": "the game", "seeds": "the seed", "settings": "its setting", "shapes": "the shape of", "layers": "the layer",
    "precision": "the precision of", "optimisers": "the optimiser's",
}  # fmt: skip


def _compare(theirs: dict[str, Any], ours: dict[str, Any], path: Path) -> None:
    """Refuse a checkpoint that is not of this game, by the first thing that differs."""
    for part, word in WORDS.items():
        if theirs.get(part) == ours[part]:
            continue
        if part in ("game", "seeds"):
            differs, was, now = word, theirs.get(part), ours[part]
        else:
            names = [*ours[part], *(name for name in theirs[part] if name not in ours[part])]
            name = next(name for name in names if theirs[part].get(name) != ours[part].get(name))
            differs, was, now = f"{word} {name!r}", theirs[part].get(name, "absent"), ours[part].get(name, "absent")
        raise CheckpointError(
            f"{path} is of another game: {differs} was {was} there and is {now} here; "
            "name another file, or delete it to begin anew"
        )


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _load_optimizer(optimizer: Optimizer, kept: dict[str, Any], tensors: dict[str, Tensor]) -> None:
    """Give an optimiser its state back: tensors named `weight.name`, and the plain values of the header."""
    state: dict[int, dict[str, Any]] = {int(weight): dict(values) for weight, values in kept["plain"].items()}
    for key, value in tensors.items():
        weight, name = key.split(".", 1)
        state[int(weight)][name] = value
    groups = [
        {name: tuple(v) if isinstance(v, list) and name != "params" else v for name, v in group.items()}
        for group in kept["groups"]
    ]
    optimizer.load_state_dict({"state": state, "param_groups": groups})
    for parameter, values in optimizer.state.items():  # a fused step walks raw memory: moments must lie as their weight does
        for name, value in values.items():
            if isinstance(value, Tensor) and value.shape == parameter.shape and value.stride() != parameter.stride():
                values[name] = torch.empty_like(parameter, dtype=value.dtype).copy_(value)
