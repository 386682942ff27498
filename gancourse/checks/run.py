"""`gancourse check 05`: run a notebook's cells in a process of their own, and check every task of the lesson."""

import json
import re
import secrets
import sys
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from gancourse.checks import lessons, tasks
from gancourse.checks.answer import Process, process
from gancourse.checks.report import Report

PLACES = ("work/exercises", "exercises")
TIMED = (["time"], ["timeit"], ["capture"], ["prun"])  # magics that run the Python below them
SKIPPED = {"check", "expected"}  # cells that say or draw what this command says


class NotebookError(Exception):
    """Why a notebook cannot be checked, in one sentence."""


def find(lesson: str, folder: Path) -> Path:
    """The exercise notebook of a lesson under a folder: the student's copy where there is one.

    Raises:
        NotebookError: there is none.
    """
    for place in PLACES:
        for path in sorted((folder / place).glob(f"{lesson}_*.ipynb")):
            return path
    places = " or ".join(f"{place}/{lesson}_*.ipynb" for place in PLACES)
    raise NotebookError(f"there is no {places} here; name the notebook: gancourse check {lesson} NOTEBOOK")


def cells_of(path: Path) -> list[str]:
    """The code cells of a notebook, in order; one that is not run, and one that holds no Python, is an empty text.

    Raises:
        NotebookError: the file is missing, is no notebook, or has no code.
    """
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NotebookError(f"{path} cannot be read: {error.strerror or error}") from None
    except (ValueError, RecursionError):
        raise NotebookError(f"{path} is no notebook: it holds no JSON") from None
    cells = found.get("cells") if isinstance(found, dict) else None
    if not isinstance(cells, list):
        raise NotebookError(f"{path} is no notebook: it has no cells")
    codes = [_code(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    if not any(code.strip() for code in codes):
        raise NotebookError(f"{path} has no code to check")
    return codes


def _code(cell: dict[str, Any]) -> str:
    """A cell's Python, without IPython's own lines."""
    source, metadata = cell.get("source", ""), cell.get("metadata", {})
    text = source if isinstance(source, str) else "".join(map(str, source)) if isinstance(source, list) else ""
    tags = metadata.get("tags") if isinstance(metadata, dict) else None
    if isinstance(tags, list) and any(tag in SKIPPED for tag in tags):
        return ""
    if text.startswith("%%"):
        first, _, rest = text.partition("\n")
        return rest if first[2:].split()[:1] in TIMED else ""
    return text if _is_python(text) else re.sub(r"^([ \t]*)[%!?].*$", r"\1pass", text, flags=re.MULTILINE)


def _is_python(text: str) -> bool:
    """Whether there are no lines of IPython in it (or else it is wrong either way)."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(text, "cell", "exec")
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def examine(lesson: str, answers: Process) -> list[Report]:
    """The report of every task of a lesson."""
    reports = []
    for task in tasks(lesson).values():
        seed = secrets.randbelow(2**31)
        reports.append(Report(task, task.examine(answers.answer(task.function), seed), seed))
    return reports


def lines(codes: list[str], answers: Process, reports: Iterable[Report]) -> Iterable[str]:
    """What is printed: cells that failed, a table for each task."""
    for number, problem in answers.problems:
        first = next((line.strip() for line in codes[number].splitlines() if line.strip()), "")
        yield f"code cell {number + 1} ({first[:60]}): {problem}\n"
    for report in reports:
        yield f"{report}\n"


def main(lesson: str, notebook: str | None = None) -> int:
    """Check a notebook and print what came out; 0 where every task passes, 1 where one does not, 2 where nothing was checked."""
    try:
        if lesson not in lessons():
            raise NotebookError(f"there are checks for the lessons {', '.join(lessons())}, not for {lesson!r}")
        path = Path(notebook) if notebook else find(lesson, Path())
        codes = cells_of(path)
    except NotebookError as error:
        print(f"{error}.", file=sys.stderr)
        return 2
    print(f"{path}\n")
    with process(codes, folder=path.resolve().parent) as answers:
        answers.start()
        reports = examine(lesson, answers)
        for line in lines(codes, answers, reports):
            print(line)
    passed = sum(report.all_passed for report in reports)
    print(f"{passed} of {len(reports)} tasks pass their visible checks")
    return 0 if passed == len(reports) else 1
