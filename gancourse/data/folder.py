"""A folder of one's own pictures, cropped to squares of one size; its subfolders, where there are any, are the labels."""

import re
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import torch

from gancourse.data.images import Images, check_size, from_bytes

SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")


def folder(path: str | Path, size: int = 64) -> Images:
    """The pictures of a folder in colour, turned upright, drawn on white, cropped to their central square and resized.

    They stand in the order of their paths, with numbers in a name compared as numbers (2.png before 10.png). Of an animation
    the first frame counts. Other files, and names that begin with a dot, are passed over.

    Args:
        path: a folder of .png, .jpg, .jpeg, .webp, .gif or .bmp files; or of subfolders of them, at any depth, whose first
            level gives the labels.
        size: the side in pixels, 8 to 512.

    Returns:
        images (n, 3, size, size); names, the files' names without their endings; labels and classes where there are subfolders.

    Raises:
        ValueError: there is no such folder, no picture in it, a file that is no picture, or pictures both beside and inside
            the subfolders.
    """
    check_size(size, largest=512)
    root = Path(path).expanduser()
    if not root.is_dir():
        raise ValueError(f"there is no folder {str(path)!r}; give the folder that holds your pictures")
    files = sorted(_pictures(root), key=lambda file: [_natural(part) for part in file.relative_to(root).parts])
    if not files:
        raise ValueError(f"the folder {str(path)!r} holds no pictures; it needs files that end in {', '.join(SUFFIXES)}")
    parents = [file.relative_to(root).parts[:-1] for file in files]
    if any(parents) and not all(parents):
        raise ValueError(
            f"the folder {str(path)!r} holds pictures beside its subfolders ({files[parents.index(())].name}); "
            "put every picture into a subfolder, whose name is its label, or none"
        )
    with warnings.catch_warnings(), ThreadPoolExecutor() as threads:  # Pillow lets go of Python's lock while it decodes
        warnings.simplefilter("ignore")  # what Pillow warns of (a very large picture, an odd profile) does no harm here
        pixels = list(threads.map(lambda file: _square(file, size), files))
    bad = [str(file.relative_to(root)) for file, square in zip(files, pixels, strict=True) if square is None]
    if bad:
        more = f" and {len(bad) - 3} more" if len(bad) > 3 else ""
        raise ValueError(f"the folder {str(path)!r} has files that are no whole pictures: {', '.join(bad[:3])}{more}")
    classes = tuple(dict.fromkeys(parent[0] for parent in parents if parent))  # in the order of the files, which is sorted
    return Images(
        from_bytes(numpy.stack([square for square in pixels if square is not None])),
        labels=torch.tensor([classes.index(parent[0]) for parent in parents]) if classes else None,
        names=tuple(file.stem for file in files),
        classes=classes or None,
        credit=f"pictures of the folder {root.resolve().name}",
    )


def _pictures(root: Path) -> Iterator[Path]:
    for file in root.rglob("*"):
        hidden = any(part.startswith(".") for part in file.relative_to(root).parts)
        if file.suffix.lower() in SUFFIXES and not hidden and file.is_file():
            yield file


def _natural(text: str) -> tuple[list[tuple[int, int, str]], str]:
    """A key that compares the numbers in a text as numbers, its letters whatever their case, and equal ones by the text."""
    pieces = re.findall(r"[0-9]+|[^0-9]+", text.casefold())
    return [(0, int(piece), "") if piece[0].isdigit() else (1, 0, piece) for piece in pieces], text


def _square(file: Path, size: int) -> numpy.ndarray | None:
    """One picture as uint8 (3, size, size), or None where Pillow cannot read it."""
    from PIL import Image, ImageOps

    try:
        with Image.open(file) as opened:
            upright = ImageOps.exif_transpose(opened)
            if upright.mode.startswith(("I", "F")):  # 16 bits a pixel: Pillow would clip them to 255
                upright = Image.fromarray((numpy.asarray(upright).astype(numpy.float64) / 257).round().astype(numpy.uint8))
            drawn = upright.convert("RGBA")
            flat = Image.alpha_composite(Image.new("RGBA", drawn.size, "white"), drawn).convert("RGB")
            square = ImageOps.fit(flat, (size, size), method=Image.Resampling.BICUBIC)
    except Exception:  # a damaged file makes Pillow raise almost anything
        return None
    return numpy.asarray(square).transpose(2, 0, 1)
