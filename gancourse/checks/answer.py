"""Answer ports: how a check asks a student's function, in this process or in another. Only values cross."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from gancourse.answering import wire, worker
from gancourse.answering.limit import torch_kept, within
from gancourse.answering.plain import kind
from gancourse.checks.reply import Reply

LIMIT = 5.0  # seconds that a call may take


def given(form: str, name: str, /, **options: Any) -> dict[str, Any]:
    """Something that a function is given and that is built on the answer's side: a network, an optimiser, a stream, a feed.

    The forms stand in `answering.given.build`. The same name twice in a call is the same thing.
    """
    return {"form": form, "name": name, "options": options}


class Answer(Protocol):
    """A student's answer to one task."""

    def call(self, *arguments: Any, then: list[Any] | None = None, gradients: bool = False, limit: float | None = None) -> Reply:
        """Call the function, and with `then` what it returns; with `gradients`, of the value's sum by floating arguments.

        A call may take `limit` seconds; None: LIMIT.
        """


class InProcess:
    """A function of this process: what a notebook uses.

    A call that takes too long is interrupted between two steps of Python. Code in C cannot be interrupted: it is left behind
    in its thread and runs on until it ends.
    """

    def __init__(self, function: Any):
        self.function = function

    def call(self, *arguments: Any, then: list[Any] | None = None, gradients: bool = False, limit: float | None = None) -> Reply:
        if not callable(self.function):
            return Reply({"problem": ["not callable", kind(self.function)]})
        request = {"function": "it", "arguments": list(arguments), "then": then, "gradients": gradients}
        if worker.steps(request):
            worker.warm()
        with torch_kept():
            return Reply(within(limit or LIMIT, lambda: worker.respond({"it": self.function}, request)))


class Process:
    """A Python process that runs a student's cells and then answers calls; a call that takes too long kills it.

    It protects from endless loops and crashes, not from malice: the process may read and write what its user may.

    Args:
        cells: code, run one after the other; a cell that raises or does not end costs itself alone.
        setup: seconds that all cells together may take.
        cell: seconds that one of them may take.
        folder: where they run.

    Attributes:
        problems: after the first call, [cell's number, what went wrong] for each cell that raised.
    """

    def __init__(self, cells: list[str], setup: float = 60.0, cell: float = 20.0, folder: Path | None = None):
        self.cells, self.setup, self.cell, self.folder = cells, setup, cell, folder
        self.running: subprocess.Popen[bytes] | None = None
        self.problems: list[list[Any]] = []
        self.broken = self.warm = False

    def answer(self, function: str) -> "ProcessAnswer":
        """The port to one function, by its name."""
        return ProcessAnswer(self, function)

    def ask(self, request: dict[str, Any], limit: float) -> dict[str, Any]:
        """One request and its reply; the process is started where it is not running."""
        if not self.broken and (self.running is None or self.running.poll() is not None):
            self.start()
        running = self.running
        if running is None:
            return {"problem": ["ended", "its cells did not end in time, or ended the process"]}
        if not self.warm and worker.steps(request):
            self.warm = "problem" not in self._exchange(running, {"warm": True}, self.setup)
        return self._exchange(running, request, limit)

    def start(self) -> None:
        """Start it and run the cells. Cells that broke it once are not run again."""
        self.warm = False
        command = [sys.executable, "-X", "utf8", "-m", worker.__name__]
        surroundings = {**os.environ, "MPLBACKEND": "agg"}  # no window waits to be closed
        pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
        self.running = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere, env=surroundings, cwd=self.folder)
        told = self._exchange(self.running, {"cells": self.cells, "limit": self.cell}, self.setup)
        self.problems = told.get("problems", [])
        if "problem" in told:
            self.broken = True
            self.close()

    def _exchange(self, running: subprocess.Popen[bytes], message: dict[str, Any], limit: float) -> dict[str, Any]:
        """Send and receive; a process that is late, gone or makes no sense is killed, and costs this call alone."""
        late = threading.Event()

        def kill() -> None:
            late.set()
            running.kill()

        clock = threading.Timer(limit, kill)
        clock.start()
        try:
            wire.send(running.stdin, message)  # type: ignore[arg-type]
            reply = wire.receive(running.stdout)  # type: ignore[arg-type]
            if not isinstance(reply, dict):
                raise ValueError("a reply is a dict")
            return reply
        except (OSError, EOFError):
            self.close()
            return {"problem": ["late", f"{limit:g}"] if late.is_set() else ["ended", "it ended its process"]}
        except ValueError:
            self.close()
            return {"problem": ["ended", "its reply made no sense"]}
        finally:
            clock.cancel()
            if late.is_set():  # also where the reply came at the last moment
                self.close()

    def close(self) -> None:
        """Kill the process, if it runs."""
        if self.running is not None:
            self.running.kill()
            self.running.wait()
            for pipe in (self.running.stdin, self.running.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()
            self.running = None


class ProcessAnswer:
    """One function of a `Process`."""

    def __init__(self, process: Process, function: str):
        self.process, self.function = process, function

    def call(self, *arguments: Any, then: list[Any] | None = None, gradients: bool = False, limit: float | None = None) -> Reply:
        request = {"function": self.function, "arguments": list(arguments), "then": then, "gradients": gradients}
        return Reply(self.process.ask(request, limit or LIMIT))


@contextmanager
def process(cells: list[str], setup: float = 60.0, cell: float = 20.0, folder: Path | None = None) -> Iterator[Process]:
    """A `Process` that is killed when the block ends."""
    running = Process(cells, setup, cell, folder)
    try:
        yield running
    finally:
        running.close()
