"""A task of no lesson, for tests of what checks and reports are made of."""

import importlib.util
import sys
from pathlib import Path

import pytest
import torch

from gancourse import checks
from gancourse.checks.reply import expect
from gancourse.checks.task import Task


def load_file(path: Path):
    spec = importlib.util.spec_from_file_location(f"loaded_{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def toy():
    """Task 99.mean_square: x (n,), float32 -> (), the mean of its squares; three properties."""
    task = Task("99.mean_square", "the mean of the squares", points=3)

    @task.property("it is the mean of the squares", hint=1)
    def _value(answer, draw):
        x = draw.normal(draw.size(3, 9))
        suspects = {"this is the sum: take the mean": x.square().sum(), "this is the mean: square first": lambda: x.mean()}
        expect(answer.call(x).number(), x.square().mean(), suspects, what="the value")

    @task.property("a gradient can pass", hint=2)
    def _gradient(answer, draw):
        x = draw.normal(draw.size(3, 9))
        expect(answer.call(x, gradients=True).gradient(0), 2 * x / len(x), what="the gradient")

    @task.property("its input is as it was")
    def _unchanged(answer, draw):
        reply = answer.call(draw.normal(draw.size(3, 9)))
        reply.check_unchanged({0: "x"})
        reply.tensor(())

    return task


@pytest.fixture
def lesson_99(toy, monkeypatch):
    """The toy task as a lesson of its own, so that `check` finds it."""
    module = type(sys)("gancourse.checks.lesson_99")
    module.toy = toy
    monkeypatch.setitem(sys.modules, module.__name__, module)
    there = [*checks.lessons(), "99"]
    monkeypatch.setattr(checks, "lessons", lambda: there)
    return toy


def mean_square(x):
    return x.square().mean()


@pytest.fixture
def right():
    return mean_square


@pytest.fixture
def nonsense():
    """Answers that no check may stumble over, by name."""
    kept = torch.square
    yield load_file(Path(__file__).with_name("nonsense.py")).ANSWERS
    assert torch.square is kept
