"""The results as tables, for a terminal and for `benchmarks/README.md`, with the facts of the machine that they belong to."""

import os
import platform
import re
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path

import torch

from authoring.files import write_whole
from benchmarks.cases import Row
from benchmarks.costs import Cost
from benchmarks.peak import Peak
from benchmarks.starting import GOAL
from benchmarks.timing import Timing
from gancourse import runtime

README = Path(__file__).with_name("README.md")
PEERS = ("numpy", "scipy", "torchmetrics", "torch-fidelity", "prdc")
SHARE = 0.4  # of the fastest products, the goal
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
        "peers: " + ", ".join(f"{name} {metadata.version(name)}" for name in PEERS),
    ]


def report(rows: Sequence[Row], costs: Sequence[Cost], peak: Peak, imported: Timing, lessons: Mapping[str, int]) -> str:
    """Facts and all tables, in Markdown."""
    comparison = [["what", "against", "peer, ms", "ours, ms", "peer / ours", "goal", "ours less peer, ms", "results differ by"]]
    for row in rows:
        goal = "" if row.goal is None else f"{row.goal:g}: {'met' if row.ratio >= row.goal else 'missed'}"
        apart = "" if row.apart is None else f"{row.apart:.1e}"
        difference = f"{row.ours.median - row.plain.median:+.2f}"
        comparison.append([row.name, row.peer, spread(row.plain), spread(row.ours), f"{row.ratio:.2f}", goal, difference, apart])
    reached = [
        ["what", "measured", "goal"],
        [
            f"DCGAN's step, {peak.gflop:.1f} GFLOP of products, as a share of the fastest product, {peak.highest:.0f} GFLOP/s",
            f"{peak.share:.0%}",
            f"{SHARE:.0%}: {'met' if peak.share >= SHARE else 'missed'}",
        ],
        [
            "import of the command, before torch, ms",
            spread(imported),
            f"{GOAL}: {'met' if imported.median <= GOAL else 'missed'}",
        ],
    ]
    spent = [["where a DCGAN's step goes", "share of the operations' time"], *([k, f"{v:.0%}"] for k, v in peak.shares.items())]
    services = [["what", "ms", ""], *([cost.name, spread(cost.timing), cost.note] for cost in costs)]
    listed = [f"- {fact}" for fact in facts()]
    tables = [line for each in (comparison, reached, spent, services) for line in ["", *table(each)]]
    tables += ["", *times(lessons)]
    return "\n".join([*listed, *tables])


def times(lessons: Mapping[str, int]) -> list[str]:
    """The table of the lessons' seconds."""
    return table([["lesson", "seconds at the cpu budget, rounded up"], *([name, str(value)] for name, value in lessons.items())])


def refresh(lessons: Mapping[str, int], path: Path = README) -> None:
    """Write the table of the lessons' seconds anew, which every build of a notebook may change, and nothing else.

    Raises:
        ValueError: the page has no such table.
    """
    page = path.read_text(encoding="utf-8")
    there = re.compile(r"\| lesson +\| seconds.*\n(\|.*\n)+")
    if not there.search(page):
        raise ValueError(f"{path.name} has no table of lessons: write it with --write")
    write_whole(path, there.sub("\n".join([*times(lessons), ""]), page).encode())


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
