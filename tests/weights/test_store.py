"""Weights on disk: what is read is what was written but for float16, and strangers and damage are refused in one sentence."""

import json

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import nn

from gancourse import weights
from gancourse.nets.dcgan import DCGANGenerator
from gancourse.nets.reader import Reader
from gancourse.runtime import stream
from gancourse.streams import Streams
from gancourse.weights import WeightsError, store

SMALL = {"classes": 5, "width": 2, "hidden": 6}
X = torch.rand(4, 1, 28, 28, generator=stream(0)) * 2 - 1


@pytest.fixture
def reader():
    made = Reader(**SMALL, streams=Streams(1))
    made(X)  # so that BatchNorm's averages are its own
    return made.eval()


@pytest.fixture
def path(reader, tmp_path):
    return store.save(reader, tmp_path / "small.safetensors", SMALL, {"seed": 1})


def test_it_comes_back_in_float32_frozen_and_in_eval_mode(reader, path):
    found = weights.load(path)
    assert isinstance(found, Reader)
    assert not found.training
    assert not any(each.requires_grad for each in found.parameters())
    for name, value in found.state_dict().items():
        wanted = reader.state_dict()[name]
        assert value.dtype == wanted.dtype
        assert torch.equal(value, wanted.half().float() if wanted.is_floating_point() else wanted)
    torch.testing.assert_close(found(X), reader(X).detach(), rtol=0.01, atol=0.01)
    assert weights.about(path) == {"format": 1, "network": "Reader", "arguments": SMALL, "notes": {"seed": 1}}


def test_on_disk_fractions_are_float16(path):
    kinds = {value.dtype for value in load_file(path).values()}
    assert kinds == {torch.float16, torch.int64}


def test_a_generator_too_with_its_shape_and_its_pictures(tmp_path):
    settings = {"latent": 3, "shape": [2, 28, 28], "width": 4}
    generator = DCGANGenerator(3, (2, 28, 28), 4, Streams(0))
    found = weights.load(store.save(generator, tmp_path / "small.safetensors", settings))
    z = torch.randn(5, 3, generator=stream(2))
    assert found.shape == (2, 28, 28)
    torch.testing.assert_close(found(z), generator.eval()(z).detach(), rtol=0.05, atol=0.01)


def test_loading_draws_from_nobodys_stream(path):
    state = torch.get_rng_state()
    weights.load(path)
    assert torch.equal(torch.get_rng_state(), state)


def test_a_name_that_is_not_there_is_refused_with_those_that_are(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no weights are called 'cat': there are .*digit_reader"):
        weights.load("cat")
    with pytest.raises(FileNotFoundError, match="there is no file"):
        weights.load(tmp_path / "none.safetensors")


def test_every_changed_byte_is_seen(path):
    whole = path.read_bytes()
    draws = torch.randint(len(whole), (60,), generator=stream(3)).tolist()
    for place in [0, 3, 8, 20, len(whole) - 1, *draws]:
        changed = bytearray(whole)
        changed[place] ^= 0x10
        path.write_bytes(changed)
        with pytest.raises(WeightsError) as caught:
            weights.load(path)
        assert "\n" not in str(caught.value)


@pytest.mark.parametrize("length", [0, 5, 300, -1])
def test_a_part_of_a_file_is_damage(path, length):
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(WeightsError, match="damaged or no safetensors file"):
        weights.load(path)


def rewritten(path, *, tensors=None, **changes):
    """The same file with another header or other tensors, and a checksum that fits."""
    header, own = store._read(path)
    header |= changes
    own |= tensors or {}
    own = {name: value for name, value in own.items() if value is not None}
    header["checksum"] = store._checksum(header, own)
    save_file(own, path, metadata={"gancourse": json.dumps(header)})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"format": 2}, "has format 2, this version reads 1"),
        ({"network": "Cat"}, "holds a 'Cat', and this version builds DCGANGenerator, Reader"),
        ({"arguments": {"width": 2, "colour": 3}}, "cannot be built: .*colour"),
        ({"arguments": {"width": 0}}, "cannot be built: .*above zero"),
        ({"arguments": {"classes": 5, "width": 3, "hidden": 6}}, r"must be \(3, 1, 5, 5\) of torch.float16, got \(2, 1, 5, 5\)"),
        ({"tensors": {"head.bias": None}}, "it lacks head.bias"),
        ({"tensors": {"tail": torch.zeros(2)}}, "it has a strange tail"),
        ({"tensors": {"head.bias": torch.zeros(5)}}, "of torch.float16, got .* of torch.float32"),
        ({"tensors": {"head.bias": torch.full((5,), torch.nan).half()}}, "head.bias holds a number that is not finite"),
    ],
)
def test_what_does_not_fit_is_refused(path, changes, said):
    rewritten(path, **changes)
    with pytest.raises(WeightsError, match=said):
        weights.load(path)


@pytest.mark.parametrize("metadata", [None, {"other": "1"}, {"gancourse": "[]"}, {"gancourse": '{"rounds": 3}'}])
def test_a_strangers_file_is_refused(tmp_path, metadata):
    save_file({"a": torch.zeros(2)}, tmp_path / "strange.safetensors", metadata=metadata)
    with pytest.raises(WeightsError, match="its header names no network"):
        weights.load(tmp_path / "strange.safetensors")


def test_what_cannot_be_read_back_is_not_written(reader, tmp_path):
    path = tmp_path / "small.safetensors"
    with pytest.raises(ValueError, match="do not build this network"):
        store.save(reader, path, {**SMALL, "hidden": 7})
    with pytest.raises(ValueError, match="got a Linear"):
        store.save(nn.Linear(2, 2), path, {})
    with pytest.raises(ValueError, match=r"got a Reader and small\.bin"):
        store.save(reader, path.with_suffix(".bin"), SMALL)
    reader.head.bias.data[0] = 1e6
    with pytest.raises(ValueError, match=r"head.bias holds 1e\+06, which is no number or too large for float16"):
        store.save(reader, path, SMALL)
    assert list(tmp_path.iterdir()) == []


def test_a_former_file_survives_a_failed_save(reader, path):
    whole = path.read_bytes()
    reader.head.bias.data[0] = torch.nan
    with pytest.raises(ValueError, match="no number"):
        store.save(reader, path, SMALL)
    assert path.read_bytes() == whole
    assert [each.name for each in path.parent.iterdir()] == ["small.safetensors"]
