"""A task of an exercise: what is asked, and the properties that a right answer has, each a small program over an answer port."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy
import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake

Program = Callable[[Answer, "Draw"], None]


class Draw:
    """Random inputs of a check, a function of its seed: shapes vary and values vary, so that no constant is an answer."""

    def __init__(self, seed: int):
        self.stream = torch.Generator().manual_seed(seed)

    def size(self, low: int, high: int, *, but: tuple[int, ...] = ()) -> int:
        """A whole number from low to high, none of those in `but`."""
        allowed = [number for number in range(low, high + 1) if number not in but]
        return allowed[int(torch.randint(len(allowed), (), generator=self.stream))]

    def normal(self, *shape: int, scale: float = 1.0) -> Tensor:
        """Normal numbers of mean 0, float32."""
        return scale * torch.randn(*shape, generator=self.stream)

    def uniform(self, *shape: int, low: float = 0.0, high: float = 1.0) -> Tensor:
        """Uniform numbers, float32."""
        return low + (high - low) * torch.rand(*shape, generator=self.stream)

    def integers(self, high: int, *shape: int) -> Tensor:
        """Whole numbers from 0 to high - 1, int64."""
        return torch.randint(high, shape, generator=self.stream)

    def seed(self) -> int:
        """A seed for a given stream."""
        return int(torch.randint(2**31, (), generator=self.stream))


@dataclass(frozen=True)
class Property:
    """One thing that a right answer does: a title for the student, the program that looks, the hint that helps."""

    title: str
    program: Program
    hint: int | None


@dataclass(frozen=True)
class Finding:
    """What came out for one property."""

    title: str
    passed: bool
    message: str = ""
    hint: int | None = None


@dataclass(eq=False)
class Task:
    """One task.

    Attributes:
        name: lesson and task, "05.discriminator_loss"; the part after the point is the function's name.
        title: a few words.
        points: what a right answer is worth.
        properties: in the order in which they are shown.
    """

    name: str
    title: str
    points: int = 1
    properties: list[Property] = field(default_factory=list)

    @property
    def function(self) -> str:
        """The name of the function that a student writes."""
        return self.name.split(".", 1)[1]

    def property(self, title: str, hint: int | None = None) -> Callable[[Program], Program]:
        """Decorator: the program is the next property. It raises a `Mistake` where the answer has not got it."""

        def kept(program: Program) -> Program:
            self.properties.append(Property(title, program, hint))
            return program

        return kept

    def examine(self, answer: Answer, seed: int) -> list[Finding]:
        """Look at every property, each with draws of its own. Nothing that an answer does makes this raise.

        It computes in float32 on the processor with gradients on, whatever the notebook has set. The random state of torch,
        NumPy and Python is as it was before.
        """
        findings: list[Finding] = []
        for number, one in enumerate(self.properties):
            if findings and findings[-1].message.startswith("it did not return"):  # one wait is enough
                findings.append(Finding(one.title, False, findings[-1].message, findings[-1].hint))
                continue
            with random_state_kept(), usual_settings():
                findings.append(self._look(one, answer, Draw(seed * 1000 + number)))
        return findings

    def _look(self, one: Property, answer: Answer, draw: Draw) -> Finding:
        try:
            one.program(answer, draw)
        except Mistake as mistake:
            return Finding(one.title, False, str(mistake), mistake.hint or one.hint)
        except Exception as error:  # a reply of a form that the program did not foresee is the answer's fault, not the check's
            return Finding(one.title, False, f"what it returns cannot be compared ({type(error).__name__}: {error})", one.hint)
        return Finding(one.title, True)


@contextmanager
def usual_settings() -> Iterator[None]:
    """In the block torch computes in float32 on the processor with gradients on; after it, as before."""
    dtype = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        with torch.inference_mode(False), torch.enable_grad(), torch.device("cpu"):
            yield
    finally:
        torch.set_default_dtype(dtype)


@contextmanager
def random_state_kept() -> Iterator[None]:
    """The random states of torch, NumPy and Python are after the block what they were before."""
    torch_state, numpy_state, python_state = torch.get_rng_state(), numpy.random.get_state(), random.getstate()
    cuda_states = torch.cuda.get_rng_state_all() if torch.cuda.is_initialized() else []  # torch.manual_seed seeds these too
    try:
        yield
    finally:
        torch.set_rng_state(torch_state)
        for number, state in enumerate(cuda_states):
            torch.cuda.set_rng_state(state, number)
        numpy.random.set_state(numpy_state)
        random.setstate(python_state)
