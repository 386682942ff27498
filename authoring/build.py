"""`make notebooks` and `make claims`: sources become executed notebooks, and every claim is run at full length."""

import sys
import tomllib
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from authoring import timings
from authoring.environment import ROOT
from authoring.execute import ExecutionError, execute, scrub, write
from authoring.source import notebook_path, read, sources
from authoring.stale import record, same_text, why_stale

BUDGET = "cpu"  # what is committed
LONGEST = 90  # seconds that a lesson may take at the cpu budget on two cores


def repository() -> str:
    """The public address of the repository, where pyproject.toml names one."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return str(project.get("urls", {}).get("Repository", ""))


def fresh(source: Path) -> NotebookNode:
    """The notebook of a source as it should be stored, without outputs."""
    return read(source, timings.words(timings.load().get(source.stem)), repository())


def stored(path: Path) -> NotebookNode | None:
    """The notebook that is there, if it can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (OSError, ValueError, nbformat.reader.NotJSONError):
        return None


def build(source: Path, target: Path) -> float:
    """Execute a source and write its notebook and its time, both or neither; returns the seconds that it took."""
    notebook = fresh(source)
    seconds = execute(notebook, source.stem, BUDGET)
    scrub(notebook)
    kept = timings.rounded(seconds, timings.load().get(source.stem))
    timed = read(source, timings.words(kept), repository())  # the opening names the seconds just measured
    for cell, ran in zip(timed.cells, notebook.cells, strict=True):
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = ran.outputs, ran.execution_count
    timed.metadata = notebook.metadata
    timed.metadata["gancourse"] = record(timed, BUDGET)
    write(timed, target)
    timings.store(source.stem, kept)
    return seconds


def notebooks(pattern: str = "", force: bool = False) -> int:
    """Build every notebook that is stale, or all of them; returns how many failed."""
    failures = 0
    for source in sources(pattern):
        target = notebook_path(source)
        why = "asked for" if force else why_stale(fresh(source), stored(target), BUDGET)
        if not why:
            print(f"{source.stem}: up to date", flush=True)
            continue
        print(f"{source.stem}: {why}; running at the {BUDGET} budget ...", flush=True)
        try:
            seconds = build(source, target)
        except ExecutionError as error:
            failures += 1
            print(f"{error}\n{source.stem}: the notebook that was there is unchanged.", file=sys.stderr, flush=True)
            continue
        size = target.stat().st_size // 1024
        print(
            f"{source.stem}: {seconds:.1f} s, {size} KB" + (f"; longer than {LONGEST} s" if seconds > LONGEST else ""), flush=True
        )
    return failures


def claims(pattern: str = "") -> int:
    """Run every lesson, write nothing, and count the lessons that fail."""
    failures = held = 0
    for source in sources(pattern):
        notebook = fresh(source)
        try:
            seconds = execute(notebook, source.stem, BUDGET)
        except ExecutionError as error:
            failures += 1
            print(f"{source.stem}: FAILED\n{error}", flush=True)
            continue
        lines = [line for cell in notebook.cells for line in printed(cell) if line.startswith("Claim holds: ")]
        held += len(lines)
        print(f"{source.stem}: {len(lines)} claims hold, {seconds:.1f} s", flush=True)
        for line in lines:
            print(f"    {line.removeprefix('Claim holds: ')}", flush=True)
    print(f"{held} claims hold; {failures} lessons failed", flush=True)
    return failures


def printed(cell: NotebookNode) -> list[str]:
    """The lines that a cell printed."""
    return [line for output in cell.get("outputs", []) for line in output.get("text", "").splitlines()]


def release_check() -> int:
    """Count the notebooks whose text or outputs are older than what they were made from."""
    stale = 0
    for source in sources():
        if why := why_stale(fresh(source), stored(notebook_path(source)), BUDGET):
            stale += 1
            print(f"{source.stem}: {why}; run `make notebooks`")
    print(f"{stale} stale notebooks")
    return stale


def stale_texts() -> list[str]:
    """The lessons whose stored notebook does not say what its source says."""
    late = []
    for source in sources():
        there = stored(notebook_path(source))
        if there is None or not same_text(fresh(source), there):
            late.append(source.stem)
    return late
