"""Fashion-MNIST: from a folder, from Debian's package, from the cache or from the network; never a wrong file."""

import gzip
import hashlib
import importlib

import numpy
import pytest
import torch
from torchvision import datasets

from gancourse import data
from gancourse.data import idx

fashion = importlib.import_module("gancourse.data.fashion")  # the file: gancourse.data.fashion is the function
COUNTS = {"train": 6, "t10k": 4}
PIXELS = numpy.random.default_rng(1).integers(0, 256, (10, 28, 28), dtype=numpy.uint8)
LABELS = numpy.arange(10, dtype=numpy.uint8)


def contents():
    """What the four files hold, by name."""
    held, start = {}, 0
    for part, count in COUNTS.items():
        rows, sides = slice(start, start + count), count.to_bytes(4, "big")
        held[f"{part}-images-idx3-ubyte.gz"] = bytes([0, 0, 8, 3]) + sides + bytes([0, 0, 0, 28] * 2) + PIXELS[rows].tobytes()
        held[f"{part}-labels-idx1-ubyte.gz"] = bytes([0, 0, 8, 1]) + sides + LABELS[rows].tobytes()
        start += count
    return held


@pytest.fixture(autouse=True)
def small(server, monkeypatch, tmp_path):
    """A small Fashion-MNIST on loopback; no Debian package."""
    server.files = {name: gzip.compress(content, mtime=0) for name, content in contents().items()}
    sums = [(name, hashlib.md5(content).hexdigest()) for name, content in server.files.items()]
    monkeypatch.setattr(datasets.FashionMNIST, "mirrors", [server.url])
    monkeypatch.setattr(datasets.FashionMNIST, "resources", sums)
    monkeypatch.setattr(idx, "COUNTS", COUNTS)
    monkeypatch.setattr(fashion, "CONTENTS", {name: hashlib.sha256(held).hexdigest() for name, held in contents().items()})
    monkeypatch.setattr(fashion, "DEBIAN", tmp_path / "no-package")


@pytest.fixture
def packed(tmp_path):
    """A folder with the four files, packed at another time than the published ones, as Debian's are."""
    folder = tmp_path / "packed"
    folder.mkdir()
    for name, content in contents().items():
        (folder / name).write_bytes(gzip.compress(content, mtime=1_591_347_949))
    return folder


def check(clothes):
    assert torch.equal(((clothes.images + 1) * 127.5).round().byte().squeeze(1), torch.from_numpy(PIXELS))
    assert clothes.labels.tolist() == LABELS.tolist()
    assert clothes.classes == tuple(datasets.FashionMNIST.classes)
    assert "MIT" in clothes.credit


def test_a_download_arrives_whole_and_is_cached(server, own_cache, everything_in):
    check(data.fashion())
    check(data.fashion())
    assert server.requests == 4
    assert everything_in(own_cache) == [idx.cache_name("FashionMNIST")]
    assert data.fashion(size=32).images.shape == (10, 1, 32, 32)


def test_a_folder_is_read_without_network_or_cache(packed, server, own_cache, everything_in, monkeypatch):
    check(data.fashion(folder=packed))
    monkeypatch.setenv("GANCOURSE_FASHION", str(packed))
    check(data.fashion())
    assert server.requests == 0
    assert everything_in(own_cache) == []


def test_debians_package_is_found_and_cached(packed, server, own_cache, monkeypatch):
    monkeypatch.setattr(fashion, "DEBIAN", packed)
    check(data.fashion())
    monkeypatch.setattr(fashion, "DEBIAN", packed / "removed")
    check(data.fashion())
    assert server.requests == 0


def test_a_damaged_package_is_downloaded_instead_and_named_where_that_fails(packed, server, monkeypatch):
    monkeypatch.setattr(fashion, "DEBIAN", packed)
    damage(packed / "t10k-labels-idx1-ubyte.gz")
    server.fault = "missing"
    with pytest.raises(data.DownloadError, match=r"answered 404 .*; the folder .*t10k-labels-idx1-ubyte.gz .*; data.digits\(\)"):
        data.fashion()
    server.fault = "right"
    check(data.fashion())


@pytest.mark.parametrize("name", list(contents()))
def test_a_damaged_file_in_a_folder_is_named(packed, name):
    damage(packed / name)
    with pytest.raises(ValueError, match=f"does not hold FashionMNIST: {name} "):
        data.fashion(folder=packed)


def test_a_missing_file_in_a_folder_is_named(packed):
    (packed / "train-labels-idx1-ubyte.gz").unlink()
    with pytest.raises(ValueError, match=r"train-labels-idx1-ubyte.gz cannot be read \(No such file or directory\)$"):
        data.fashion(folder=packed)


@pytest.mark.parametrize(
    ("fault", "reason"),
    [("corrupt", "the file is corrupt"), ("cut", "it was cut off after"), ("missing", "the server answered 404")],
)
def test_a_faulty_mirror_leaves_nothing(server, own_cache, everything_in, fault, reason):
    server.fault = fault
    fails(reason, own_cache, everything_in)


def test_a_refused_connection_leaves_nothing(closed_port, own_cache, everything_in, monkeypatch):
    monkeypatch.setattr(datasets.FashionMNIST, "mirrors", [closed_port])
    fails("the server refused the connection", own_cache, everything_in)


def test_no_network_leaves_nothing(no_network, own_cache, everything_in, monkeypatch):
    monkeypatch.setattr(datasets.FashionMNIST, "mirrors", ["http://no-such-server.invalid/"])
    fails("there is no network", own_cache, everything_in)


def test_a_full_disk_leaves_nothing(full_disk, own_cache, everything_in):
    fails("the disk is full", own_cache, everything_in)


@pytest.mark.skipif(not fashion.DEBIAN.is_dir(), reason="Debian's package dataset-fashion-mnist is not installed")
def test_debians_own_files_hold_what_was_published(monkeypatch):
    monkeypatch.undo()
    clothes = data.fashion(folder=fashion.DEBIAN)
    assert clothes.images.shape == (70_000, 1, 28, 28)
    assert clothes.labels.bincount().tolist() == [7_000] * 10


def damage(path):
    """Flip a bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def fails(reason, own_cache, everything_in):
    """The download fails for a reason, in one sentence that names the offline choice, and leaves nothing in the cache."""
    with pytest.raises(data.DownloadError, match=reason) as failure:
        data.fashion()
    assert str(failure.value).endswith(f"; {fashion.OFFLINE}")
    assert "\n" not in str(failure.value)
    assert everything_in(own_cache) == []
