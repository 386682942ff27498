"""Emoji from their SVG files to pixels, on every core. Run as a program, it draws one share for another process.

resvg holds Python's lock while it draws, so that threads gain nothing; a process that loads neither torch nor this package
starts in a tenth of a second.
"""

import contextlib
import io
import itertools
import math
import os
import subprocess
import sys
from collections.abc import Sequence

import numpy

CHANNELS = {"color": 3, "line": 1}
# OpenMoji's layers are these, which line art goes without, and line and line-supplement.
HIDDEN = "<style>#color,#color-foreground,#hair,#skin,#skin-shadow{display:none}</style>"
SHARE = 150  # pictures; a smaller share is drawn before another process has started
WORKERS = 8  # at most: the pictures of a share come back through one pipe each


def draw(paths: Sequence[str], size: int, style: str) -> numpy.ndarray:
    """SVG files drawn on white, in this process: uint8 (n, 3, size, size) in colour, (n, 1, size, size) as line art."""
    import resvg_py
    from PIL import Image

    pixels = numpy.empty((len(paths), size, size, CHANNELS[style]), dtype=numpy.uint8)
    for row, path in enumerate(paths):
        with open(path, encoding="utf-8") as file:  # noqa: PTH123 — a pathlib object a picture costs more than its decoding
            svg = file.read()
        if style == "line":
            inside = svg.index(">", svg.index("<svg")) + 1
            svg = svg[:inside] + HIDDEN + svg[inside:]
        png = resvg_py.svg_to_bytes(svg_string=svg, width=size, height=size, background="white", skip_system_fonts=True)
        with Image.open(io.BytesIO(png)) as image:
            pixels[row] = numpy.asarray(image.convert("RGB" if style == "color" else "L")).reshape(size, size, -1)
    return numpy.ascontiguousarray(pixels.transpose(0, 3, 1, 2))


def render(paths: Sequence[str], size: int, style: str) -> numpy.ndarray:
    """The same as `draw`, shared out among as many processes as there are cores; this one draws the first share."""
    shares = max(1, min(_cores(), WORKERS, len(paths) // SHARE)) if sys.executable else 1
    bounds = [len(paths) * share // shares for share in range(shares + 1)]
    own, *others = [paths[start:stop] for start, stop in itertools.pairwise(bounds)]
    helpers = [_started(size, style) for _ in others]
    try:
        for helper, part in zip(helpers, others, strict=True):
            _ask(helper, part)
        pixels = [draw(own, size, style)]
        for helper, part in zip(helpers, others, strict=True):
            answer = _answer(helper, (len(part), CHANNELS[style], size, size))
            pixels.append(draw(part, size, style) if answer is None else answer)
    finally:
        for helper in filter(None, helpers):
            with helper:  # which closes its pipes and waits for its end
                helper.kill()  # does nothing to one that has ended
    return numpy.concatenate(pixels)


def _cores() -> int:
    """How many cores this process may use, which on a shared machine are fewer than it has."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _started(size: int, style: str) -> "subprocess.Popen[bytes] | None":
    """A helper, or None where this system starts no process. -P keeps the names of this folder's files off its path."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry)}
    command = [sys.executable, "-P", __file__, str(size), style]
    try:
        return subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment
        )
    except OSError:
        return None


def _ask(helper: "subprocess.Popen[bytes] | None", paths: Sequence[str]) -> None:
    """Name a helper's share; one that has ended already is found out by its answer."""
    if helper is not None and helper.stdin is not None:
        with contextlib.suppress(OSError), helper.stdin:
            helper.stdin.write("\n".join(paths).encode())


def _answer(helper: "subprocess.Popen[bytes] | None", shape: tuple[int, ...]) -> numpy.ndarray | None:
    """A helper's pixels, or None where it failed."""
    if helper is None or helper.stdout is None:
        return None
    drawn = helper.stdout.read()
    complete = helper.wait() == 0 and len(drawn) == math.prod(shape)
    return numpy.frombuffer(drawn, dtype=numpy.uint8).reshape(shape) if complete else None


if __name__ == "__main__":
    asked = sys.stdin.buffer.read().decode().split("\n")
    sys.stdout.buffer.write(draw(asked, int(sys.argv[1]), sys.argv[2]).tobytes())
