"""The results as tables, for a terminal and for `benchmarks/README.md`, with the facts of the machine that they belong to."""

import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

import torch

from authoring.files import write_whole
from benchmarks.cases import Row
from benchmarks.costs import Cost
from benchmarks.timing import Timing
from gancourse import runtime

README = Path(__file__).with_name("README.md")
BEGINS, ENDS = "<!-- measured: written by `make bench WRITE=1` -->", "<!-- end of measured -->"


def facts() -> list[str]:
    """What the numbers depend on, read from this machine."""
    device = runtime.device()
    flags = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}
    fast = [name for name in ("amx_bf16", "avx512_bf16", "avx512_f", "avx2") if flags.get(name)]
    return [
        f"processor: {platform.machine()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, "
        f"fast units: {', '.join(fast) or 'not known'}",
        f"device: {torch.cuda.get_device_name(device) if device.type == 'cuda' else device.type}",
        f"precision of convolutions: {str(runtime.precision(device)).removeprefix('torch.')}",
        f"torch {torch.__version__.split('+')[0]}, Python {platform.python_version()}, {platform.system()}",
    ]


def report(rows: Sequence[Row], costs: Sequence[Cost]) -> str:
    """Facts and both tables, in Markdown."""
    comparison = [["a round of", "plain, ms", "ours, ms", "plain / ours", "ours - plain, ms", "ours, samples/s"]]
    for row in rows:
        difference = f"{row.ours.median - row.plain.median:+.2f}"
        speed = f"{1000 * row.samples / row.ours.median:,.0f}"
        comparison.append([row.name, spread(row.plain), spread(row.ours), f"{row.ratio:.2f}", difference, speed])
    services = [["what", "ms", ""], *([cost.name, spread(cost.timing), cost.note] for cost in costs)]
    listed = [f"- {fact}" for fact in facts()]
    return "\n".join([*listed, "", *table(comparison), "", *table(services)])


def spread(timing: Timing) -> str:
    """The median, and the quartiles in brackets."""
    return f"{timing.median:.2f} ({timing.low:.2f} to {timing.high:.2f})"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a Markdown table, the first row its head, padded so that it reads as text too."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def write(text: str, path: Path = README) -> None:
    """Put the results between the marks of a page.

    Raises:
        ValueError: the page has no marks.
    """
    page = path.read_text(encoding="utf-8")
    between = re.compile(re.escape(BEGINS) + ".*?" + re.escape(ENDS), re.DOTALL)
    if not between.search(page):
        raise ValueError(f"{path.name} has no place for the results: it needs the lines {BEGINS} and {ENDS}")
    write_whole(path, between.sub(lambda _: f"{BEGINS}\n\n{text}\n\n{ENDS}", page).encode())
