"""Trained networks in single safetensors files: float16 on disk, float32 in memory, and a header that says what to build."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from gancourse.files import written_whole
from gancourse.nets.dcgan import DCGANGenerator
from gancourse.nets.reader import Reader
from gancourse.streams import Streams

FORMAT = 1
FOLDER = Path(__file__).parent
NETWORKS: dict[str, Callable[..., nn.Module]] = {"DCGANGenerator": DCGANGenerator, "Reader": Reader}


class WeightsError(ValueError):
    """A file of weights that cannot be used: the sentence says why, and what to do."""


def names() -> list[str]:
    """The names of the networks that the course ships, in order: what `load` takes."""
    return sorted(path.stem for path in FOLDER.glob("*.safetensors"))


def load(name: str | Path, device: torch.device | str = "cpu") -> nn.Module:
    """A trained network, built as its file's header says: in eval mode, in float32, and frozen.

    Args:
        name: one of `names()`, or the path of a file that `save` wrote.
        device: where the network shall be.

    Raises:
        FileNotFoundError: there is no such file.
        WeightsError: the file is damaged, was not written by `save`, names a network that this version does not have, or
            holds other tensors than that network.
    """
    path = _place(name)
    header, tensors = _read(path)
    build = NETWORKS.get(header["network"])
    if build is None:
        raise WeightsError(
            f"{path} holds a {header['network']!r}, and this version builds {', '.join(NETWORKS)}: install a newer gancourse"
        )
    try:
        network = build(**header["arguments"], streams=Streams(0, "cpu"))  # torch's default stream is left alone
    except (TypeError, ValueError) as error:
        raise WeightsError(f"{path} asks for a {header['network']} that cannot be built: {error}") from None
    _fit(path, network, tensors)
    return network.to(device).eval().requires_grad_(False)


def about(name: str | Path) -> dict[str, Any]:
    """What a file's header says of it: format, network, arguments, and notes such as scores. Raises as `load` does."""
    header, _ = _read(_place(name))
    return {key: value for key, value in header.items() if key != "checksum"}


def save(network: nn.Module, path: str | Path, arguments: Mapping[str, Any], notes: Mapping[str, Any] | None = None) -> Path:
    """Write a network's tensors, fractions as float16, to a file that `load` builds it from; written whole or not at all.

    Rounding to float16 changes a number by at most 0.05 %, where it is above 6e-5: judge the network as `load` returns it.

    Args:
        network: of a class that `load` knows.
        path: ends in .safetensors; a former file is replaced.
        arguments: the class's arguments, but for the streams: numbers, words and lists of them.
        notes: more for the header, such as seeds and scores: whatever JSON can say.

    Raises:
        ValueError: the class is not known, the arguments build other tensors, or a number is too large for float16.
        OSError: the folder cannot be written, or the disk is full; a former file is as it was.
    """
    path, kind = Path(path), type(network).__name__
    if kind not in NETWORKS or path.suffix != ".safetensors":
        raise ValueError(f"{', '.join(NETWORKS)} can be saved, to a .safetensors file, got a {kind} and {path.name}")
    tensors = {name: _half(name, value) for name, value in network.state_dict().items()}
    header = {"format": FORMAT, "network": kind, "arguments": dict(arguments), "notes": dict(notes or {})}
    try:
        _fit(path, NETWORKS[kind](**json.loads(json.dumps(header["arguments"])), streams=Streams(0, "cpu")), tensors)
    except WeightsError as error:
        raise ValueError(f"the arguments {dict(arguments)} do not build this network: {error}") from None
    header["checksum"] = _checksum(header, tensors)
    with written_whole(path) as stream:
        stream.write(to_bytes(tensors, metadata={"gancourse": json.dumps(header)}))
    return path


def _place(name: str | Path) -> Path:
    """The file of a name, or of a path."""
    if isinstance(name, Path) or name.endswith(".safetensors"):
        path = Path(name)
        if not path.is_file():
            raise FileNotFoundError(f"there is no file {path}: the names that ship are {', '.join(names()) or 'none'}")
        return path
    if name not in names():
        raise FileNotFoundError(f"no weights are called {name!r}: there are {', '.join(names()) or 'none'}, or a path")
    return FOLDER / f"{name}.safetensors"


def _read(path: Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Header and tensors, as they lie in the file, once both are known to be whole."""
    try:
        with safe_open(path, "pt") as file:
            words = (file.metadata() or {}).get("gancourse")
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118, it is no dict
        header = None if words is None else json.loads(words)
    except (SafetensorError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise WeightsError(f"{path} is damaged or no safetensors file ({reason}): copy or install it again") from None
    kinds = {"format": int, "network": str, "arguments": dict, "notes": dict, "checksum": str}
    if not isinstance(header, dict) or not all(isinstance(header.get(key), kind) for key, kind in kinds.items()):
        raise WeightsError(f"{path} is safetensors, but its header names no network: gancourse.weights.save writes those")
    if header["format"] != FORMAT:
        raise WeightsError(
            f"{path} has format {header['format']}, this version reads {FORMAT}: install the gancourse it came with"
        )
    if header.pop("checksum") != _checksum(header, tensors):
        raise WeightsError(f"{path} is damaged: its checksum is not that of its contents; copy or install it again")
    return header, tensors


def _fit(path: Path, network: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Put the tensors into the network, if they are its own, every one."""
    own = network.state_dict()
    missing, strange = sorted(own.keys() - tensors.keys()), sorted(tensors.keys() - own.keys())
    if missing or strange:
        parts = [f"{word} {', '.join(found[:3])}" for word, found in (("lacks", missing), ("has a strange", strange)) if found]
        raise WeightsError(f"{path} does not fit a {type(network).__name__}: it {' and '.join(parts)}")
    for name, value in tensors.items():
        wanted = torch.float16 if own[name].is_floating_point() else own[name].dtype
        if value.shape != own[name].shape or value.dtype != wanted:
            raise WeightsError(
                f"{path} does not fit a {type(network).__name__}: {name} must be {tuple(own[name].shape)} of {wanted}, "
                f"got {tuple(value.shape)} of {value.dtype}"
            )
        if not value.isfinite().all():
            raise WeightsError(f"{path} cannot be used: {name} holds a number that is not finite")
    network.load_state_dict(tensors)  # which copies into float32


def _half(name: str, value: Tensor) -> Tensor:
    """A tensor as it is stored: fractions in float16, whole numbers as they are."""
    value = value.detach().cpu()
    stored = (value.half() if value.is_floating_point() else value).contiguous().clone()  # clone: no two share memory
    if not stored.isfinite().all():
        raise ValueError(f"{name} holds {value.abs().max():g}, which is no number or too large for float16 (65504)")
    return stored


def _checksum(header: Mapping[str, Any], tensors: Mapping[str, Tensor]) -> str:
    """SHA-256 of the header's words and of every tensor's name, form and bytes."""
    digest = hashlib.sha256(json.dumps(header, sort_keys=True).encode())
    for name in sorted(tensors):
        digest.update(f"{name} {tuple(tensors[name].shape)} {tensors[name].dtype}".encode())
        digest.update(tensors[name].contiguous().flatten().view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()
