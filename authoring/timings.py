"""The measured seconds of each lesson, rounded so that they change only when a student would notice."""

import math
import tomllib

from authoring.files import write_whole
from authoring.source import LESSONS

FILE = LESSONS / "timings.toml"
HEADER = "# Seconds that a lesson runs at the cpu budget on two cores, rounded up to 10. `make notebooks` writes this file.\n"


def load() -> dict[str, int]:
    """Lesson -> rounded seconds."""
    return {name: int(seconds) for name, seconds in tomllib.loads(FILE.read_text()).items()} if FILE.exists() else {}


def store(name: str, seconds: int) -> None:
    """Keep a lesson's rounded seconds; the table is written whole."""
    table = {**load(), name: seconds}
    write_whole(FILE, (HEADER + "".join(f"{key} = {value}\n" for key, value in sorted(table.items()))).encode())


def rounded(seconds: float, before: int | None = None) -> int:
    """Seconds rounded up to 10; the former number where the measurement left it by less than a quarter."""
    if before is not None and min(before - 10, 0.75 * before) <= seconds <= 1.25 * before:
        return before
    return max(10, math.ceil(seconds / 10) * 10)


def words(seconds: int | None) -> str:
    """What a lesson's opening says about its time to run."""
    return f"{seconds} s" if seconds else "not yet measured"
