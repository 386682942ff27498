"""Values without a student's classes: what may leave the answer's side. No method that a student wrote is called here."""

import types
from typing import Any

import numpy
import torch
from torch import Tensor

ROOM = 32 * 2**20  # bytes that the values of one reply may take together
EACH = 1024  # bytes that every value is taken to have at least
LONGEST = 1000  # entries of a list or a dict
LETTERS = 300  # of an error


class TooLarge(Exception):  # noqa: N818, what a student returns, not an error of the program
    """The value is larger than a reply may be; the words say how large."""


def kind(value: Any) -> str:
    """The name of a value's class, whatever that class says of itself."""
    return str(type.__dict__["__name__"].__get__(type(value)))


def said(error: BaseException) -> str:
    """An exception in one line: its kind and its words."""
    try:
        words = " ".join(str(error).split())
    except BaseException:
        words = "(without words)"
    return f"{kind(error)}: {words}"[:LETTERS].removesuffix(": ")


def plain(value: Any) -> Any:
    """A value made of exact tensors, numbers, words, lists and dicts; {"opaque": its class} for what is none of these.

    A NumPy array becomes {"array": its tensor}, and a value that is larger than a reply may be {"large": how large}.
    """
    try:
        return _plain(value, [ROOM], 0)
    except TooLarge as error:
        return {"large": str(error)}


def _plain(value: Any, left: list[int], depth: int) -> Any:
    """The value, which takes its bytes from what is left."""
    _take(left, EACH, "many values, one in the other")
    mine = type(value)
    if value is None or mine is bool:
        return value
    if issubclass(mine, str):
        text = str.__str__(value)
        _take(left, len(text), f"a text of {len(text)} letters")
        return text
    if issubclass(mine, int):
        number = int.__int__(value)
        return number if abs(number) < 2**63 else {"opaque": "whole number of more than 63 bits"}
    if issubclass(mine, float):
        return float.__float__(value)
    if issubclass(mine, Tensor):
        return _tensor(value, left)
    if issubclass(mine, numpy.generic | numpy.ndarray):
        return _array(value, left)
    if depth < 5 and issubclass(mine, list | tuple):
        exact = list.__getitem__(value, slice(LONGEST + 1)) if issubclass(mine, list) else tuple.__getitem__(value, slice(None))
        _take(left, 0 if len(exact) <= LONGEST else ROOM, f"a list of more than {LONGEST} values")
        return [_plain(each, left, depth + 1) for each in exact]
    if depth < 5 and issubclass(mine, dict):
        _take(left, 0 if dict.__len__(value) <= LONGEST else ROOM, f"a dict of more than {LONGEST} values")
        return {_key(name): _plain(each, left, depth + 1) for name, each in dict.items(value)}
    if mine is types.CoroutineType:
        value.close()  # else Python warns that nobody awaited it
    return {"opaque": kind(value)}


def _take(left: list[int], count: int, what: str) -> None:
    left[0] -= count
    if left[0] < 0:
        raise TooLarge(what)


def _key(name: Any) -> str:
    """A dict's key as a word."""
    return str(name) if type(name) in (str, int, float, bool, type(None)) else f"a {kind(name)}"


def _tensor(value: Tensor, left: list[int]) -> Any:
    """An exact, dense tensor on the processor, a copy; of a layout that has no numbers in a row, its class."""
    with torch._C.DisableTorchFunctionSubclass():
        exact = Tensor.as_subclass(value, Tensor).detach()
        _take(left, exact.numel() * exact.element_size(), f"a tensor of shape {tuple(exact.shape)}")
        if exact.layout is not torch.strided or exact.is_quantized or exact.is_meta:
            return {"opaque": f"{str(exact.layout).removeprefix('torch.')} tensor without plain numbers"}
        return exact.cpu().resolve_conj().resolve_neg().contiguous().clone()


def _array(value: Any, left: list[int]) -> Any:
    """A NumPy array of numbers, a copy."""
    if isinstance(value, numpy.ndarray):
        size = int(numpy.ndarray.nbytes.__get__(value))
        _take(left, size, f"an array of {size} bytes")
    array = numpy.array(value, subok=False)
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        return {"opaque": "NumPy array of no numbers"}
    return {"array": torch.from_numpy(array.astype(array.dtype.newbyteorder("=")))}
