"""Lesson 09: two heaps of earth and a cost, drawn for the checks of the programme and of its dual; what came back, as float64."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.reply import Mistake, finite
from gancourse.checks.task import Draw


def masses(draw: Draw, count: int, total: float) -> Tensor:
    """Masses of so many places, none very small, with this total, (count,), float64."""
    shares = 0.3 + draw.uniform(count).double()
    return shares * (total / shares.sum())


def array(value: Any, what: str) -> Tensor:
    """A tensor, a NumPy array or a list of numbers that came back, as float64.

    Raises:
        Mistake: it is none of these, or holds what is no finite number.
    """
    if isinstance(value, dict) and set(value) == {"array"}:
        value = value["array"]
    if isinstance(value, dict) and "opaque" in value:
        kind = str(value["opaque"])[:40]
        more = ": a sparse matrix is clever and not needed here, return it dense" if "_" in kind else ""  # csr_matrix, dia_array
        raise Mistake(f"{what} must be a tensor, got a {kind}{more}")
    if isinstance(value, list) and any(isinstance(each, Tensor | dict) for each in value):
        raise Mistake(f"{what} is a list of tensors: make one tensor of them with torch.stack or torch.cat")
    try:
        found = torch.as_tensor(value)
    except (TypeError, ValueError, RuntimeError):
        raise Mistake(f"{what} must be a tensor, got a {type(value).__name__}") from None
    if found.is_complex():
        raise Mistake(f"{what} must hold real numbers, got {found.dtype}".replace("torch.", ""))
    return finite(found.double())
