"""What came back from a student's function, and the sentence that names what is wrong with it."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import Tensor

Number = float | Tensor


class Mistake(Exception):  # noqa: N818, it is the student's mistake, not an error of the program
    """What is wrong with an answer, in one sentence that names the mistake; `hint` points to the task's hint."""

    def __init__(self, sentence: str, hint: int | None = None):
        super().__init__(sentence)
        self.hint = hint


class Reply:
    """The report of one call. Its methods raise a `Mistake` where the answer is not what they ask for.

    Attributes:
        raw: value, problem, gradients, given, changed, events, as `answering.worker.respond` reports them.
    """

    def __init__(self, raw: Any):
        self.raw: dict[str, Any] = raw if isinstance(raw, dict) else {"problem": ["ended", "its reply made no sense"]}

    @property
    def events(self) -> list[str]:
        """What the given things noted, in order: "D(5)", "optimizer.step"."""
        return [str(each) for each in self.raw.get("events", [])]

    def check_ran(self) -> None:
        """The function returned.

        Raises:
            Mistake: it is not written, missing, raised, was late, or ended its process.
        """
        if problem := self.raw.get("problem"):
            kind, text = str(problem[0]), str(problem[1])
            raise Mistake(PROBLEMS.get(kind, "the answer's process made no sense").format(text))

    def value(self) -> Any:
        """What it returned: a number, a word, a tensor, a list or a dict."""
        self.check_ran()
        value = self.raw.get("value")
        if value is None:
            raise Mistake("it returns nothing: is the `return` missing?")
        if isinstance(value, dict) and set(value) == {"opaque"}:
            raise Mistake(f"it returns {_named(value)}, which is no tensor and no number")
        if isinstance(value, dict) and set(value) == {"large"}:
            raise Mistake(f"it returns {value['large']}, which is far too much")
        return value

    def tensor(self, shape: tuple[int, ...] | None = None, dtype: torch.dtype | None = torch.float32) -> Tensor:
        """The tensor that it returned, of this shape and dtype (None: any), every number finite."""
        return as_tensor(self.value(), shape, dtype)

    def number(self) -> Tensor:
        """The one number that it returned: a Python number, or a tensor with one entry."""
        value = self.value()
        if isinstance(value, Tensor) and (value.is_complex() or value.dtype == torch.bool):
            raise Mistake(f"it must return one real number, got a tensor of {_short(value.dtype)}")
        if isinstance(value, bool) or not isinstance(value, int | float | Tensor):
            raise Mistake(f"it must return one number, got {_named(value)}")
        number = torch.as_tensor(value, dtype=torch.float64)
        if number.numel() != 1:
            raise Mistake(f"it must return one number, got a tensor of shape {tuple(number.shape)}: reduce over the batch")
        return finite(number.reshape(()))

    def parts(self, count: int) -> list[Any]:
        """The values that it returned together, so many of them."""
        value = self.value()
        if not isinstance(value, list) or len(value) != count:
            got = f"{len(value)} values" if isinstance(value, list) else _named(value)
            raise Mistake(f"it must return {count} values together, got {got}")
        return value

    def gradient(self, place: int) -> Tensor | None:
        """The gradient of the sum of its value by an argument, or None where there is none."""
        self.check_ran()
        found = self.raw.get("gradients", {}).get(str(place))
        return found if isinstance(found, Tensor) else None

    def weights(self, name: str) -> dict[str, Tensor]:
        """The weights of a given network after the call."""
        self.check_ran()
        return dict(self.raw["given"][name]["weights"])

    def weight_gradients(self, name: str) -> dict[str, Tensor | None]:
        """What was left in `.grad` of a given network's weights after the call."""
        self.check_ran()
        return dict(self.raw["given"][name]["gradients"])

    def check_unchanged(self, names: Mapping[int, str]) -> None:
        """Its tensor arguments, by place, are as they were."""
        self.check_ran()
        for place in self.raw.get("changed", []):
            if place in names:
                raise Mistake(f"it changes its input `{names[place]}` in place: work on a new tensor")


PROBLEMS = {
    "unwritten": "it is not written yet",
    "missing": "there is no function `{}`: was its cell run, or its name changed?",
    "not callable": "this is a {}, not a function",
    "raised": "it raises {}",
    "late": "it did not return within {} s: is there a loop that never ends?",
    "late and running": "it did not return within {} s, cannot be stopped here and runs on in the background: restart the kernel",
    "does not cross": "what it returns cannot be sent from its process: {}",
    "ended": "its process stopped: {}",
}


def as_tensor(value: Any, shape: tuple[int, ...] | None = None, dtype: torch.dtype | None = torch.float32) -> Tensor:
    """A returned value as the tensor that it must be.

    Raises:
        Mistake: it is none, or has another shape or dtype, or numbers that are not finite.
    """
    if isinstance(value, dict) and set(value) == {"array"}:
        raise Mistake("it returns a NumPy array: stay in torch, or gradients cannot pass")
    if not isinstance(value, Tensor):
        raise Mistake(f"it must return a tensor, got {_named(value)}")
    if shape is not None and tuple(value.shape) != shape:
        raise Mistake(f"the shape must be {shape}, got {tuple(value.shape)}")
    if dtype is not None and value.dtype != dtype:
        raise Mistake(f"the dtype must be {_short(dtype)}, as that of the input, got {_short(value.dtype)}")
    return finite(value)


def finite(value: Tensor) -> Tensor:
    """A tensor without infinities and without what is not a number.

    Raises:
        Mistake.
    """
    if value.is_floating_point() and not value.isfinite().all():
        bad = value[~value.isfinite()].flatten()[0].item()
        raise Mistake(f"it gives {bad} where every number should be finite")
    return value


def near(value: Number, expected: Number, rtol: float = 1e-4, atol: float = 1e-6) -> bool:
    """Whether two values agree, shape included, to a tolerance."""
    dtype = (
        torch.complex128 if any(isinstance(each, Tensor) and each.is_complex() for each in (value, expected)) else torch.float64
    )
    left, right = torch.as_tensor(value, dtype=dtype), torch.as_tensor(expected, dtype=dtype)
    return left.shape == right.shape and bool(torch.allclose(left, right, rtol=rtol, atol=atol))


def expect(
    value: Number,
    expected: Number,
    suspects: Mapping[str, Number | Callable[[], Number]] | None = None,
    *,
    what: str = "it",
    rtol: float = 1e-4,
    atol: float = 1e-6,
    hint: int | None = None,
) -> None:
    """Nothing, where the value is the expected one; else the mistake, by the name of the wrong formula that gives this value.

    Args:
        value: what the answer gave.
        expected: what a right answer gives.
        suspects: sentence that names a mistake -> what an answer with it gives, or a function that computes it. The first
            that agrees is named; one that agrees with the expected value too says nothing, and is passed over.
        what: what the value is, for the sentence where no suspect agrees.

    Raises:
        Mistake: the value is not the expected one.
    """
    if not isinstance(value, int | float | Tensor):
        raise Mistake(f"{what} must be a number or a tensor, got {_named(value)}", hint)
    if near(value, expected, rtol, atol):
        return
    shown = " (" + _difference(value, expected) + ")"
    for sentence, suspect in (suspects or {}).items():
        wrong = suspect() if callable(suspect) else suspect
        if near(value, wrong, rtol, atol) and not near(wrong, expected, rtol, atol):
            raise Mistake(sentence + shown, hint)
    raise Mistake(f"{what} is not right{shown}", hint)


def _difference(value: Number, expected: Number) -> str:
    """Both values in a few characters; of two tensors alike in shape, at the place where they differ most."""
    left, right = torch.as_tensor(value, dtype=torch.float64), torch.as_tensor(expected, dtype=torch.float64)
    if left.shape == right.shape and left.ndim and left.numel() > 1:
        gap = (left - right).abs().nan_to_num(torch.inf)
        place = tuple((gap == gap.max()).nonzero()[0].tolist())
        where = place[0] if left.ndim == 1 else place
        return f"at {where} of {tuple(left.shape)}: got {brief(left[place])}, a right answer gives {brief(right[place])}"
    return f"got {brief(value)}, a right answer gives {brief(expected)}"


def brief(value: Number) -> str:
    """A value in a few characters."""
    tensor = torch.as_tensor(value)
    if tensor.numel() == 1:
        return f"{tensor.item():.4g}"
    first = ", ".join(f"{number:.4g}" for number in tensor.flatten()[:3].tolist())
    return f"[{first}{', ...' if tensor.numel() > 3 else ''}] of shape {tuple(tensor.shape)}"


def _named(value: Any) -> str:
    if isinstance(value, dict) and len(value) == 1:
        if "opaque" in value:
            return f"a {str(value['opaque'])[:60]}"
        return "a NumPy array" if "array" in value else str(value["large"])[:60] if "large" in value else "a dict"
    if isinstance(value, Tensor):
        return f"a tensor of shape {tuple(value.shape)}"
    return (
        f"the {type(value).__name__} {str(value)[:40]!r}" if isinstance(value, int | float | str) else f"a {type(value).__name__}"
    )


def _short(dtype: torch.dtype) -> str:
    return str(dtype).removeprefix("torch.")
