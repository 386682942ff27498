"""Where data are kept, with a checksum that tells a damaged file."""

import hashlib
import io
import os
import sys
from pathlib import Path

import numpy

from gancourse.files import written_whole

DIGEST = hashlib.sha256().digest_size  # a file is this many bytes of SHA-256, then the arrays that it covers, each as .npy


def folder() -> Path:
    """The folder where data are kept: the variable GANCOURSE_CACHE, else `gancourse` in the platform's cache folder.

    That is ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows, $XDG_CACHE_HOME or ~/.cache elsewhere. It need not exist yet.
    """
    if own := os.environ.get("GANCOURSE_CACHE"):
        return Path(own).expanduser()
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "gancourse"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "gancourse"
    xdg = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(xdg) if Path(xdg).is_absolute() else Path.home() / ".cache") / "gancourse"  # XDG: a relative path is ignored


def store(name: str, *arrays: numpy.ndarray) -> Path:
    """Write arrays under a name into the cache, and return where.

    Raises:
        OSError: the folder cannot be written, or the disk is full; a former file is as it was.
    """
    body = io.BytesIO()
    for array in arrays:
        numpy.save(body, array, allow_pickle=False)
    target = folder() / name
    with written_whole(target) as stream:
        stream.write(hashlib.sha256(body.getbuffer()).digest())
        stream.write(body.getbuffer())
    return target


def load(name: str) -> list[numpy.ndarray] | None:
    """The arrays stored under a name, or None where there is no such file, or it is damaged and must be made anew."""
    try:
        content = (folder() / name).read_bytes()
    except OSError:
        return None
    if hashlib.sha256(memoryview(content)[DIGEST:]).digest() != content[:DIGEST]:
        return None
    body = io.BytesIO(content)
    body.seek(DIGEST)
    arrays = []
    while body.tell() < len(content):
        arrays.append(numpy.load(body, allow_pickle=False))
    return arrays
