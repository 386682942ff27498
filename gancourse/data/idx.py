"""MNIST's family: four files in the idx format, checked by the MD5s that torchvision knows, and cached as one array."""

import gzip
import hashlib
import math
import shutil
import tempfile
import zlib
from pathlib import Path

import numpy
import torch
from torch import Tensor

from gancourse.data import cache
from gancourse.data.downloads import DownloadError, download
from gancourse.data.images import from_bytes

COUNTS = {"train": 60_000, "t10k": 10_000}  # images a part, in the order in which they are joined
SIDE = 28  # pixels


def cached(kind: str) -> tuple[numpy.ndarray, numpy.ndarray] | None:
    """Pixels, uint8 (n, 28, 28), and labels, uint8 (n,), from the cache; None where they are not there, or damaged."""
    arrays = cache.load(cache_name(kind))
    if arrays is None or [array.shape for array in arrays] != [(sum(COUNTS.values()), SIDE, SIDE), (sum(COUNTS.values()),)]:
        return None
    return arrays[0], arrays[1]


def cache_name(kind: str) -> str:
    """What the file in the cache is called."""
    return f"{kind.lower()}-v1.arrays"


def fetched(kind: str, instead: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Download a data set of torchvision's, "MNIST" or "FashionMNIST", and cache it: all of it or nothing.

    The four files go into a temporary folder inside the cache; the one file made of them takes its place at the end.

    Raises:
        DownloadError: it did not arrive whole and right; the sentence ends with `instead`.
    """
    from torchvision import datasets  # seconds to import, so only where its lists are needed

    mirrors, resources = getattr(datasets, kind).mirrors, getattr(datasets, kind).resources
    try:
        cache.folder().mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{kind.lower()}-", dir=cache.folder()))
    except OSError as error:
        raise DownloadError(f"{kind} could not be kept: the folder {cache.folder()} cannot be written; {instead}") from error
    try:
        for name, md5 in resources:
            _first_that_answers([f"{mirror}{name}" for mirror in mirrors], temporary / name, md5, instead)
        files = {name: gzip.decompress((temporary / name).read_bytes()) for name, _ in resources}
        pixels, labels = _joined(files, kind)
        cache.store(cache_name(kind), pixels, labels)
    except OSError as error:
        raise DownloadError(f"{kind} could not be kept in {cache.folder()}: {error.strerror or error}; {instead}") from error
    except ValueError as error:
        raise DownloadError(f"{error}; {instead}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return pixels, labels


def from_folder(kind: str, folder: Path, contents: dict[str, str]) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The same from a folder that holds the four .gz files, each checked before it is used.

    Args:
        contents: the SHA-256 of what each file holds. A checksum of the file itself would refuse good copies: a distribution
            that packs a data set may write another time and name into the head of a .gz (Debian does).

    Raises:
        ValueError: a file is missing, or does not hold what was published.
    """
    files = {}
    for name, sha256 in contents.items():
        try:
            files[name] = gzip.decompress((folder / name).read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            reason = getattr(error, "strerror", None) or "it is damaged"
            raise ValueError(f"the folder {folder} does not hold {kind}: {name} cannot be read ({reason})") from None
        if (found := hashlib.sha256(files[name]).hexdigest()) != sha256:
            raise ValueError(f"the folder {folder} does not hold {kind}: {name} holds something else (sha256 {found})")
    return _joined(files, kind)


def resized(pixels: numpy.ndarray, size: int) -> Tensor:
    """Grey pixels, uint8 (n, 28, 28), as float32 (n, 1, size, size) in [-1, 1].

    28 is the original; 32 pads two black pixels on each side; any other size is an antialiased bilinear resize.
    """
    images = from_bytes(pixels[:, None])  # (n, 1, 28, 28)
    if size == SIDE:
        return images
    if size == SIDE + 4:
        return torch.nn.functional.pad(images, (2, 2, 2, 2), value=-1.0)
    shrunk = torch.nn.functional.interpolate(images, size=(size, size), mode="bilinear", antialias=True, align_corners=False)
    return shrunk.clamp_(-1, 1)  # rounding may pass the bounds by one unit in the last place


def _first_that_answers(urls: list[str], to: Path, md5: str, instead: str) -> None:
    """Download from the first mirror that has the file; where none has it, the first mirror's reason is the one told."""
    failures = []
    for url in urls:
        try:
            download(url, to, md5=md5, instead=instead)
        except DownloadError as failure:
            failures.append(failure)
        else:
            return
    raise failures[0]


def _joined(files: dict[str, bytes], kind: str) -> tuple[numpy.ndarray, numpy.ndarray]:
    """The parts joined in the order of COUNTS: pixels (n, 28, 28) and labels (n,), both uint8.

    Raises:
        ValueError: a part is not there, or does not hold what it should.
    """
    pixels, labels = [], []
    for part, count in COUNTS.items():
        pixels.append(_values(files, f"{part}-images-idx3-ubyte.gz", (count, SIDE, SIDE), kind))
        labels.append(_values(files, f"{part}-labels-idx1-ubyte.gz", (count,), kind))
    return numpy.concatenate(pixels), numpy.concatenate(labels)


def _values(files: dict[str, bytes], name: str, shape: tuple[int, ...], kind: str) -> numpy.ndarray:
    """One idx file of unsigned bytes: the bytes 0, 0, 8, dimensions; each dimension in four bytes, big-endian; the values."""
    content = files.get(name, b"")
    header = numpy.array([2048 + len(shape), *shape], dtype=">i4").tobytes()
    if not content.startswith(header) or len(content) != len(header) + math.prod(shape):
        raise ValueError(f"{name} of {kind} does not hold unsigned bytes of shape {shape}")
    return numpy.frombuffer(content, dtype=numpy.uint8, offset=len(header)).reshape(shape)
