"""Work with a time limit, and without traces: in a thread of its own, with torch as it was afterwards."""

import ctypes
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor

from gancourse.answering.plain import said

PATCHED = (torch, Tensor, torch.nn.functional)  # where a student's `torch.mean = ...` would change what a check computes


class TimeLimit(BaseException):
    """Thrown into a thread that takes too long. No Exception, so that a student's `except Exception` lets it pass."""


def within(limit: float, work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the work returns; or a problem: that it raised, was late, or was late and cannot be stopped.

    It is interrupted between two steps of Python. Code in C cannot be interrupted, nor can a bare `except:` in a loop be
    forced: it is left behind in its thread. What belongs to a thread (gradients on or off, the default device) is fresh.
    """
    box: list[dict[str, Any]] = []
    done = threading.Event()  # not Thread.join: a Python that was interrupted there takes the thread for ended

    def run() -> None:
        try:
            try:
                box.append(work())
            except TimeLimit:
                pass
            except BaseException as error:  # SystemExit, KeyboardInterrupt raised by the student's code
                box.append({"problem": ["raised", said(error)]})
            done.set()
        except TimeLimit:  # it came while the last lines ran
            pass

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        done.wait(limit)
    finally:  # also where the user interrupts the wait
        stopped = _stop(thread, done)
    if box:
        return box[0]
    return {"problem": ["late" if stopped else "late and running", f"{limit:g}"]}


def _stop(thread: threading.Thread, done: threading.Event) -> bool:
    """Throw a TimeLimit into a thread until it ends, for a second at most; whether it ended."""
    for _ in range(20):
        if done.is_set() or not thread.is_alive():
            return True
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident or 0), ctypes.py_object(TimeLimit))
        done.wait(0.05)
    return not thread.is_alive()


@contextmanager
def torch_kept() -> Iterator[None]:
    """The block begins with float32 as the default dtype; after it, that dtype and torch's functions are what they were."""
    dtype, set_dtype = torch.get_default_dtype(), torch.set_default_dtype
    before = [(place, dict(vars(place))) for place in PATCHED]
    set_dtype(torch.float32)
    try:
        yield
    finally:
        for place, was in before:
            now = dict(vars(place))
            if now == was:  # in C, and by identity first: a tenth of the time of the lines below
                continue
            for name in [name for name, value in was.items() if now.get(name) is not value and callable(value)]:
                setattr(place, name, was[name])
            if place is Tensor:  # modules gain names as torch loads more of itself; the class does not
                for name in now.keys() - was.keys():
                    delattr(place, name)
        set_dtype(dtype)
