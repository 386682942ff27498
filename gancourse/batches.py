"""Minibatches: data, and how many samples of it a round takes at a time. Which samples is a function of (seed, round)."""

import inspect
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, runtime_checkable

import torch
from torch import Tensor

from gancourse import processes
from gancourse.streams import Streams

Batch = Any  # a tensor (n, ...), or a tuple of them
Draw = Callable[[int, torch.Generator], Batch]
T = TypeVar("T")


@runtime_checkable
class Sampled(Protocol):
    """A density that is sampled, as those of `data.ring` or `data.moons`."""

    def sample(self, n: int, stream: torch.Generator) -> Tensor: ...


@runtime_checkable
class Pictured(Protocol):
    """A set of pictures, as those of `data.digits` or `data.emoji`."""

    images: Tensor


class Batches:
    """An endless iterator of minibatches, bound to a game's streams.

    Attributes:
        size: samples a batch, m in the papers' algorithms; of several processes, this one's share of them.
    """

    def __init__(self, draw: Draw, size: int, streams: Streams):
        self._draw, self._streams = draw, streams
        if size % processes.count():
            raise ValueError(f"a batch of {size} cannot be shared equally by {processes.count()} processes; take a multiple")
        self.size = size // processes.count()

    def __iter__(self) -> "Batches":
        return self

    def __next__(self) -> Batch:
        """The next minibatch, ([seeds,] size, ...), or a tuple of such."""
        return self._streams.rows(self.size, self._draw)


class Source:
    """Data and a batch size, not yet bound to a game: what `batches` returns and `play` takes."""

    def __init__(self, prepare: Callable[[torch.device], Draw], size: int, text: str):
        self._prepare, self.size, self._text = prepare, size, text

    def bound(self, streams: Streams) -> Batches:
        """The iterator that draws by these streams, with the data on their device."""
        return Batches(self._prepare(streams.device), self.size, streams)

    def sample(self, n: int, stream: torch.Generator) -> Batch:
        """n samples drawn by a stream of one's own: real data to look at, or to measure by."""
        return self._prepare(stream.device)(n, stream)

    def __repr__(self) -> str:
        return f"batches of {self.size} from {self._text}"


def batches(data: Any, size: int) -> Source:
    """Minibatches of `size` samples, each drawn independently and evenly from the data, as algorithm 1 of a GAN asks.

    A sample may come twice in a batch, and there are no epochs. Which samples come is a function of the game's seed and the
    round alone.

    Args:
        data: a tensor (n, ...); a tuple of tensors whose rows belong together; a set of pictures (`data.digits()`), of which
            the images are taken; a density (`data.ring()`); or a function (n, stream) -> batch that draws by the stream
            alone. (A function that draws otherwise works too; a stopped run then does not go on exactly.)
        size: samples a batch. Of several processes each gets its equal share.

    Raises:
        TypeError: the data are none of these (an iterator, such as a DataLoader, has an order of its own).
        ValueError: the size is no whole number above zero, or tensors are empty or differ in length. While it is played: a
            function returns no n rows, or ends.
    """
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        raise ValueError(f"a batch size is a whole number above zero, got {size!r}")
    if isinstance(data, Sampled) and _takes(data.sample):
        name = repr(data) if "object at" not in repr(data) else type(data).__name__
        return Source(lambda device: _checked(data.sample, name), size, name)
    if isinstance(data, Pictured):
        return Source(_rows_of((data.images,)), size, repr(data))
    if isinstance(data, Tensor):
        return Source(_rows_of((data,)), size, f"a tensor {tuple(data.shape)}")
    if isinstance(data, tuple) and data and all(isinstance(part, Tensor) for part in data):
        return Source(_rows_of(data), size, f"tensors {[tuple(part.shape) for part in data]}")
    if callable(data) and not isinstance(data, type) and _takes(data):
        name = getattr(data, "__name__", "a function")
        return Source(lambda device: _checked(data, name), size, name)
    raise TypeError(
        f"data must be a tensor (torch.as_tensor makes one of an array), a tuple of tensors, images, a density or a function "
        f"(n, stream) -> batch, got {type(data).__name__}"
    )


def _takes(function: Callable[..., Batch]) -> bool:
    """Whether a function can be called with a number and a stream."""
    try:
        inspect.signature(function).bind(1, None)
    except TypeError:
        return False
    except ValueError:  # built in, and does not say
        return True
    return True


def _checked(function: Draw, name: str) -> Draw:
    """Somebody else's function, whose batches are looked at before a game meets them."""

    def draw(n: int, stream: torch.Generator) -> Batch:
        try:
            batch = function(n, stream)
        except StopIteration:
            raise ValueError(f"the data ran out: {name} must be endless") from None
        parts = batch if isinstance(batch, tuple) else (batch,)
        if not parts or not all(isinstance(part, Tensor) and part.ndim and len(part) == n for part in parts):
            got = [tuple(part.shape) if isinstance(part, Tensor) else type(part).__name__ for part in parts]
            raise ValueError(f"{name} must return {n} rows where {n} are asked for, a tensor or a tuple of tensors, got {got}")
        return batch

    return draw


def _rows_of(parts: tuple[Tensor, ...]) -> Callable[[torch.device], Draw]:
    """Rows of tensors, drawn with replacement; the tensors move to the device once."""
    count = len(parts[0]) if parts[0].ndim else 0
    if not count or any(part.ndim == 0 or len(part) != count for part in parts):
        raise ValueError(f"data must have rows, the same number in each tensor, got {[tuple(part.shape) for part in parts]}")

    def prepare(device: torch.device) -> Draw:
        there = [part.to(device) for part in parts]

        def draw(n: int, stream: torch.Generator) -> Batch:
            rows = torch.randint(count, (n,), generator=stream, device=device)
            chosen = tuple(part[rows] for part in there)
            return chosen[0] if len(chosen) == 1 else chosen

        return draw

    return prepare
