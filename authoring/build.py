"""`make notebooks` and `make claims`: sources become executed notebooks, and every claim is run at full length."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from authoring import timings
from authoring.environment import ROOT
from authoring.execute import ExecutionError, execute, scrub, write
from authoring.exercises import exercise_path, exercise_sources, exercises_of, read_solutions, solution_path
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


def build_exercises(source: Path, target: Path) -> float:
    """Execute the solutions of a source, and write them and the exercises made from them; returns the seconds that it took."""
    notebook = read_solutions(source)
    seconds = execute(notebook, f"{source.stem}, solutions", BUDGET)
    scrub(notebook)
    notebook.metadata["gancourse"] = record(notebook, BUDGET)
    exercises = exercises_of(source, notebook)
    write(notebook, target)
    write(exercises, exercise_path(source))
    return seconds


def all_sources(pattern: str = "") -> Iterator[tuple[str, Path, Path]]:
    """What is built: a name, a source and the executed notebook, lessons before exercises."""
    for source in sources(pattern):
        yield source.stem, source, notebook_path(source)
    for source in exercise_sources(pattern):
        yield f"{source.stem}, exercises", source, solution_path(source)


def unexecuted(source: Path) -> NotebookNode:
    """The notebook of a lesson's source, or the solutions of an exercise set's, as it should be stored, without outputs."""
    return read_solutions(source) if source.parent.parent.name == "solutions" else fresh(source)


def notebooks(pattern: str = "", force: bool = False) -> int:
    """Build every notebook that is stale, or all of them; returns how many failed."""
    failures = 0
    for name, source, target in all_sources(pattern):
        why = "asked for" if force else out_of_date(source, target)
        if not why:
            print(f"{name}: up to date", flush=True)
            continue
        print(f"{name}: {why}; running at the {BUDGET} budget ...", flush=True)
        try:
            seconds = (build_exercises if target == solution_path(source) else build)(source, target)
        except ExecutionError as error:
            failures += 1
            print(f"{error}\n{name}: the notebook that was there is unchanged.", file=sys.stderr, flush=True)
            continue
        size = target.stat().st_size // 1024
        print(f"{name}: {seconds:.1f} s, {size} KB" + (f"; longer than {LONGEST} s" if seconds > LONGEST else ""), flush=True)
    return failures


def out_of_date(source: Path, target: Path) -> str:
    """Why a notebook has to be built again, or an empty string."""
    there = stored(target)
    if why := why_stale(unexecuted(source), there, BUDGET):
        return why
    if target == solution_path(source) and not same_exercises(source, there):
        return "its exercises are not those of its solutions"
    return ""


def same_exercises(source: Path, solved: NotebookNode | None) -> bool:
    """Whether the stored exercise notebook is, byte for byte, the one made from the stored solutions."""
    if solved is None or not exercise_path(source).exists():
        return False
    made = nbformat.writes(exercises_of(source, solved), version=4) + "\n"
    return made == exercise_path(source).read_text(encoding="utf-8")


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
    for name, source, target in all_sources():
        if why := out_of_date(source, target):
            stale += 1
            print(f"{name}: {why}; run `make notebooks`")
    print(f"{stale} stale notebooks")
    return stale


def stale_texts() -> list[str]:
    """The notebooks whose stored text is not what their source says."""
    late = []
    for name, source, target in all_sources():
        there = stored(target)
        text = there is not None and same_text(unexecuted(source), there)
        if not text or (target == solution_path(source) and not same_exercises(source, there)):
            late.append(name)
    return late
