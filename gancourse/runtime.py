"""The four things that every run needs: a device, a seed, a precision and a budget."""

import os
import random
from typing import TypeVar

import numpy
import torch

T = TypeVar("T")

BUDGETS = ("smoke", "cpu", "gpu")  # seconds, for tests; 90 s on two cores, the default; what the paper's picture needs


def device(name: str | None = None) -> torch.device:
    """The device that a run uses: `name`, else the variable GANCOURSE_DEVICE, else the first of cuda, mps, cpu that is here.

    Raises:
        ValueError: the name is none of cuda, cuda:N, mps and cpu.
        RuntimeError: the device asked for is not available on this machine.
    """
    asked = name or os.environ.get("GANCOURSE_DEVICE", "")
    if not asked:
        return torch.device("cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu")
    kind, _, index = asked.partition(":")
    if kind not in ("cuda", "mps", "cpu") or (index and not (kind == "cuda" and index.isdigit())):
        raise ValueError(f"a device is cuda, cuda:N, mps or cpu, got {asked!r}; unset GANCOURSE_DEVICE to let the course choose")
    count = {"cuda": torch.cuda.device_count, "mps": lambda: int(torch.backends.mps.is_available()), "cpu": lambda: 1}[kind]()
    if int(index or 0) >= count:
        raise RuntimeError(
            f"the device {asked!r} is not available here ({kind} devices found: {count}); "
            "unset GANCOURSE_DEVICE to let the course choose"
        )
    return torch.device(asked)


def stream(seed: int, on: torch.device | str = "cpu") -> torch.Generator:
    """A new stream of random numbers, a function of its seed alone: pass it to every draw as `generator=`."""
    return torch.Generator(on).manual_seed(seed)


def seed(number: int) -> None:
    """Seed the global streams of torch, NumPy and Python, for code that takes no stream of its own (layers' initial weights)."""
    torch.manual_seed(number)
    numpy.random.seed(number % 2**32)
    random.seed(number)


def precision(on: torch.device | str | None = None) -> torch.dtype:
    """The dtype in which convolutional nets run on a device: bfloat16 where the processor multiplies it fast, else float32.

    Read from the processor's capability flags and never timed, so that the same machine always answers the same: AMX or
    AVX-512-BF16 on a CPU, compute capability 8.0 on CUDA. MPS stays in float32. The smoke budget is always float32, so that
    a test compares like with like. Losses, penalties, statistics and running averages are float32 everywhere.
    """
    where = torch.device(on) if on is not None else device()
    if budget_name() == "smoke" or where.type == "mps":
        return torch.float32
    if where.type == "cuda":
        return torch.bfloat16 if torch.cuda.get_device_capability(where) >= (8, 0) else torch.float32
    flags = torch.cpu.get_capabilities() if hasattr(torch.cpu, "get_capabilities") else {}  # older torch does not say
    return torch.bfloat16 if flags.get("amx_bf16") or flags.get("avx512_bf16") else torch.float32


def budget_name() -> str:
    """The budget of this run: smoke, cpu (the default) or gpu, from the variable GANCOURSE_BUDGET.

    Raises:
        ValueError: the variable holds another word.
    """
    name = os.environ.get("GANCOURSE_BUDGET") or "cpu"
    if name not in BUDGETS:
        raise ValueError(f"GANCOURSE_BUDGET must be one of {', '.join(BUDGETS)}, got {name!r}")
    return name


def budget(*, smoke: T, cpu: T, gpu: T) -> T:
    """The one of three settings that this run's budget asks for: a number of rounds, of seeds, of samples.

    smoke takes seconds and proves only that the code runs; cpu ends a lesson within 90 s on two cores; gpu is what the
    paper's picture needs.
    """
    return {"smoke": smoke, "cpu": cpu, "gpu": gpu}[budget_name()]


def claim(sentence: str, holds: bool) -> None:
    """Say that a lesson's claim holds, and stop the notebook where it does not.

    At the smoke budget nothing is trained long enough to judge, so that the claim is not tested there, and says so.

    Raises:
        AssertionError: the claim fails at the cpu or gpu budget.
    """
    if budget_name() == "smoke":
        print(f"Not tested at the smoke budget: {sentence}")
    elif holds:
        print(f"Claim holds: {sentence}")
    else:
        raise AssertionError(f"claim fails at the {budget_name()} budget: {sentence}")
