"""What an exercise is checked with: `check("05.discriminator_loss", discriminator_loss)` says what is wrong with an answer."""

import importlib
import os
import secrets
from collections.abc import Mapping
from contextlib import redirect_stderr
from io import StringIO
from pkgutil import iter_modules
from typing import Any

from gancourse.checks.answer import InProcess
from gancourse.checks.report import Report
from gancourse.checks.task import Task

__all__ = ["Report", "check", "lessons", "tasks"]


def lessons() -> list[str]:
    """The numbers of the lessons that have checks."""
    return sorted(each.name.removeprefix("lesson_") for each in iter_modules(__path__) if each.name.startswith("lesson_"))


def tasks(lesson: str) -> Mapping[str, Task]:
    """The tasks of a lesson, "05", by name and in order.

    Raises:
        ValueError: the lesson has no checks.
    """
    if lesson not in lessons():
        raise ValueError(f"there are checks for the lessons {', '.join(lessons())}, not for {lesson!r}")
    found = vars(importlib.import_module(f"gancourse.checks.lesson_{lesson}")).values()
    return {task.name: task for task in found if isinstance(task, Task)}


def check(name: str, answer: Any, *, seed: int | None = None) -> Report | float:
    """Check an answer to a task, and return a table that says for each property whether it holds and, if not, why.

    Inputs are drawn anew at each call. It never raises for a wrong answer, and leaves the random state as it was. A call that
    takes too long is interrupted, unless it is inside code written in C, which runs on in the background.

    Args:
        name: lesson and task, "05.discriminator_loss".
        answer: the function that you wrote.
        seed: repeat the draws of a report, whose `seed` this is.

    Raises:
        ValueError: there is no task of this name.
    """
    lesson = str(name).split(".", 1)[0]
    known = tasks(lesson)
    if name not in known:
        raise ValueError(f"there is no task {name!r}; lesson {lesson} has {', '.join(known)}")
    seed = secrets.randbelow(2**31) if seed is None else int(seed)
    if os.environ.get("NBGRADER_EXECUTION"):  # nbgrader reads a cell's number as its points, and any word on stderr as none
        from IPython.display import display

        with redirect_stderr(StringIO()):
            report = Report(known[name], known[name].examine(InProcess(answer), seed), seed)
        display(report)
        return report.score
    return Report(known[name], known[name].examine(InProcess(answer), seed), seed)
