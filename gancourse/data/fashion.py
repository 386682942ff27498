"""Fashion-MNIST: 70,000 grey pictures of clothes, made to take MNIST's place."""

import contextlib
import os
from pathlib import Path

import numpy
import torch

from gancourse.data import cache, idx
from gancourse.data.images import Images, check_size

CREDIT = "Fashion-MNIST: Zalando SE, MIT licence"
CLASSES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
DEBIAN = Path("/usr/share/datasets/fashion-mnist")  # where Debian's package dataset-fashion-mnist puts the four files
# What each file holds, SHA-256 once unpacked. The published files, known by their MD5s, hold exactly these bytes.
CONTENTS = {
    "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
    "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
}
OFFLINE = "data.digits() needs no network, and neither does this once GANCOURSE_FASHION names a folder with the four .gz files"


def fashion(size: int = 28, folder: str | Path | None = None) -> Images:
    """Clothes, shoes and bags, white on black, with ten labels: the 60,000 of the training set before the 10,000 of the test set.

    They come from the first of these that is there: `folder`, the folder that the variable GANCOURSE_FASHION names, the
    cache, Debian's package dataset-fashion-mnist, a download (31 MB, once).

    Args:
        size: the side in pixels: 28; or 32, by two black pixels on each side; or another, by an antialiased resize.
        folder: where the four .gz files lie, as they are published.

    Raises:
        ValueError: the size is no whole number of pixels from 8 to 256, or the folder does not hold the published files.
        DownloadError: the download failed; the sentence says why.

    Source: Xiao, Rasul, Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning algorithms",
    arXiv 1708.07747, 2017.
    """
    check_size(size)
    named = folder or os.environ.get("GANCOURSE_FASHION")
    pixels, labels = idx.from_folder("FashionMNIST", Path(named).expanduser(), CONTENTS) if named else _found()
    return Images(idx.resized(pixels, size), labels=torch.from_numpy(labels).long(), classes=CLASSES, credit=CREDIT)


def _found() -> tuple[numpy.ndarray, numpy.ndarray]:
    """Pixels and labels from the cache, Debian's package, or a download."""
    if (arrays := idx.cached("FashionMNIST")) is not None:
        return arrays
    instead = OFFLINE
    if DEBIAN.is_dir():
        try:
            arrays = idx.from_folder("FashionMNIST", DEBIAN, CONTENTS)
        except ValueError as damage:
            instead = f"{damage}; {OFFLINE}"
        else:
            with contextlib.suppress(OSError):  # the cache only saves a second next time
                cache.store(idx.cache_name("FashionMNIST"), *arrays)
            return arrays
    return idx.fetched("FashionMNIST", instead)
