"""Values cross between processes exactly, and what is no message is refused."""

import io
import json
import struct

import numpy
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from gancourse.answering import wire

SHAPES = [(), (0,), (3, 0, 2), (1,), (5,), (2, 3, 4)]


def crossed(message):
    pipe = io.BytesIO()
    wire.send(pipe, message)
    pipe.seek(0)
    return wire.receive(pipe)


def raw(body: bytes, length: int | None = None) -> io.BytesIO:
    return io.BytesIO(struct.pack(">Q", len(body) if length is None else length) + body)


@pytest.mark.parametrize("dtype", wire.DTYPES.values(), ids=wire.DTYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_every_dtype_and_shape_crosses_bit_by_bit(dtype, shape):
    bits = torch.randint(256, (*shape, dtype.itemsize), dtype=torch.uint8, generator=torch.Generator().manual_seed(3))
    sent = bits[..., 0] > 127 if dtype is torch.bool else bits.reshape(-1).view(dtype).reshape(shape) if bits.numel() else None
    sent = torch.empty(shape, dtype=dtype) if sent is None else sent
    came = crossed({"x": sent})["x"]
    assert (came.dtype, came.shape) == (dtype, torch.Size(shape))
    if sent.numel():
        assert came.reshape(-1).view(torch.uint8).tolist() == sent.reshape(-1).view(torch.uint8).tolist()


@pytest.mark.parametrize(
    "tensor",
    [
        torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1)[1::2],
        torch.zeros(1).expand(3, 4),
        torch.arange(10)[::3],
        torch.ones(3, dtype=torch.complex64).mul(1j).conj(),
        torch.tensor([float("nan"), float("inf"), -0.0]),
        torch.ones(2, requires_grad=True),
    ],
    ids=["permuted", "expanded", "strided", "conjugate", "not finite", "with gradient"],
)
def test_a_view_crosses_as_its_numbers(tensor):
    came = crossed([tensor])[0]
    assert not came.requires_grad
    assert torch.equal(came.nan_to_num(7.5), tensor.detach().resolve_conj().nan_to_num(7.5))
    came += 1  # what came is one's own


@settings(deadline=None, derandomize=True)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(min_size=1), inner, max_size=3),
        max_leaves=8,
    )
)
def test_plain_values_cross(value):
    assert crossed(value) == value


@pytest.mark.parametrize(
    "payload",
    [
        ["object", [1], "AAAAAAAAAAA="],
        ["float32", [2], "AAAA"],
        ["float32", [-1], "AAAAAA=="],
        ["float32", [1.0], "AAAAAA=="],
        ["float32", [0, 10**40], ""],
        ["float32", [10**9, 10**9], "AAAAAA=="],
        ["float32", None, "AAAAAA=="],
        ["float32", [1], "not base64!"],
        ["float32", [1], 3],
        [["float32"], [1], "AAAAAA=="],
        ["float32"],
        None,
        "float32",
    ],
    ids=repr,
)
def test_what_is_no_tensor_is_refused(payload):
    with pytest.raises(ValueError):
        wire.receive(raw(json.dumps({"\0": payload}).encode()))


@pytest.mark.parametrize("body", [b"", b"garbage", b"\xff\xfe", b'{"a": ', b"[" * 100_000, b"1" * 5000, b"\x80\x04N."])
def test_garbage_is_refused(body):
    with pytest.raises(ValueError):
        wire.receive(raw(body))


@pytest.mark.parametrize("keep", [0, 1, 7, 8, 9, 20])
def test_a_message_that_breaks_off_is_the_end(keep):
    pipe = io.BytesIO()
    wire.send(pipe, {"x": torch.zeros(9)})
    with pytest.raises(EOFError, match="gone"):
        wire.receive(io.BytesIO(pipe.getvalue()[:keep]))


def test_a_message_that_is_too_large_is_neither_read_nor_sent(monkeypatch):
    with pytest.raises(ValueError, match="too large"):
        wire.receive(raw(b"{}", wire.LARGEST + 1))
    monkeypatch.setattr(wire, "LARGEST", 1000)
    pipe = io.BytesIO()
    with pytest.raises(ValueError, match="too large"):
        wire.send(pipe, torch.zeros(1000))
    assert pipe.getvalue() == b""


@pytest.mark.parametrize(
    "value", [object(), {1, 2}, b"bytes", numpy.zeros(3), numpy.array([None]), torch.zeros(3, 3).to_sparse()]
)
def test_what_does_not_cross_is_not_sent(value):
    pipe = io.BytesIO()
    with pytest.raises((TypeError, ValueError, RuntimeError)):
        wire.send(pipe, {"x": value})
    assert pipe.getvalue() == b""
