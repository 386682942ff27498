"""A file that is written whole or not at all. Standard library only, so that `make lab` starts at once."""

from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Give a file its content in one step: a reader, or an interruption, never meets half of it."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
