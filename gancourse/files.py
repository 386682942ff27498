"""A file that is written whole or not at all."""

import io
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def written_whole(target: Path) -> Iterator[io.BufferedWriter]:
    """A file to write, which takes the target's place when the block ends, and leaves no trace when the block fails.

    The temporary name is unique, so that two processes may write one target at once: the last one wins, and a reader
    sees one of the two, never a mixture.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    _sweep(target)
    part = target.with_name(f".{target.name}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        with part.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _sweep(target: Path) -> None:
    """Remove the parts of this target that a killed process left behind."""
    if sys.platform == "win32":  # there, asking whether a process lives could end it
        return
    for part in target.parent.glob(f".{target.name}.*-*.part"):
        with suppress(OSError, ValueError):
            number = int(part.name.removeprefix(f".{target.name}.").split("-")[0])
            try:
                os.kill(number, 0)  # sends nothing: it fails where there is no such process
            except ProcessLookupError:
                part.unlink()
