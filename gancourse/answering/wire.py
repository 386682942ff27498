"""Messages between a check and an answer in another process: JSON, with tensors as their dtype, shape and bytes. No pickle."""

import base64
import json
import math
import struct
from typing import Any, BinaryIO

import torch
from torch import Tensor

LARGEST = 64 * 2**20  # bytes of one message
NUMBERS = (
    "bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64",
    "complex64", "complex128", "float8_e4m3fn", "float8_e5m2",
)  # fmt: skip
DTYPES: dict[str, torch.dtype] = {name: getattr(torch, name) for name in NUMBERS if hasattr(torch, name)}
NAMES = {dtype: name for name, dtype in DTYPES.items()}


def encode(value: Any) -> Any:
    """Plain values as JSON: a tensor is its dtype, its shape and its bytes.

    Raises:
        TypeError: the tensor's dtype does not cross.
    """
    if isinstance(value, Tensor):
        if value.dtype not in NAMES:
            raise TypeError(f"a tensor of {value.dtype} does not cross")
        row = value.detach().cpu().resolve_conj().resolve_neg().contiguous().reshape(-1)
        data = row.view(torch.uint8).numpy().tobytes() if row.numel() else b""
        return {"\0": [NAMES[value.dtype], list(value.shape), base64.b64encode(data).decode()]}
    if isinstance(value, list | tuple):
        return [encode(each) for each in value]
    if isinstance(value, dict):
        return {str(key): encode(each) for key, each in value.items()}
    return value


def decode(value: Any) -> Any:
    """What `encode` wrote; anything else of a tensor (objects, a wrong length) is refused.

    Raises:
        ValueError: the value was not written by `encode`.
    """
    if isinstance(value, dict) and set(value) == {"\0"}:
        try:
            return _tensor(*value["\0"])
        except (TypeError, KeyError, RuntimeError, OverflowError) as error:
            raise ValueError(f"this is no tensor: {type(error).__name__}") from None
    if isinstance(value, list):
        return [decode(each) for each in value]
    if isinstance(value, dict):
        return {key: decode(each) for key, each in value.items()}
    return value


def _tensor(name: str, shape: list[int], data: str) -> Tensor:
    dtype, content = DTYPES[name], base64.b64decode(data, validate=True)
    if not all(type(size) is int and size >= 0 for size in shape) or math.prod(shape) * dtype.itemsize != len(content):
        raise ValueError(f"{len(content)} bytes are no {name} of shape {shape}")
    if not content:
        return torch.empty(shape, dtype=dtype)
    row = torch.frombuffer(bytearray(content), dtype=torch.uint8)
    return (row.ne(0) if dtype is torch.bool else row.view(dtype)).reshape(shape)


def send(pipe: BinaryIO, message: Any) -> None:
    """One message: its length, then its JSON.

    Raises:
        ValueError, TypeError: it is too large, or holds what does not cross; nothing is sent then.
    """
    body = json.dumps(encode(message)).encode()
    if len(body) > LARGEST:
        raise ValueError(f"a message of {len(body)} bytes is too large")
    pipe.write(struct.pack(">Q", len(body)) + body)
    pipe.flush()


def receive(pipe: BinaryIO) -> Any:
    """The next message.

    Raises:
        EOFError: the other side is gone. ValueError: the message is too large or makes no sense.
    """
    head = pipe.read(8)
    if len(head) < 8:
        raise EOFError("the other side is gone")
    length = struct.unpack(">Q", head)[0]
    if length > LARGEST:
        raise ValueError(f"a message of {length} bytes is too large")
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError("the other side is gone")
    try:
        return decode(json.loads(body))
    except RecursionError:
        raise ValueError("the message is nested too deep") from None
