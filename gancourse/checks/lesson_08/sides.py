"""Lesson 08: the side of a map after a strided convolution, and after a transposed one. The reference is torch itself."""

import math
from collections.abc import Callable, Mapping
from typing import NamedTuple

import torch
from torch.nn.functional import conv2d, conv_transpose2d

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_08.asking import ask
from gancourse.checks.reply import Mistake, Reply, brief
from gancourse.checks.task import Draw, Task

side_after = Task("08.side_after", "the side of a map after a layer", points=2)


class Layer(NamedTuple):
    """What the function is called with."""

    kind: str
    side: int
    kernel: int
    stride: int
    padding: int
    extra: int = 0

    def __str__(self) -> str:
        extra = f", output_padding {self.extra}" if self.extra else ""
        return f"{self.kind!r}, side {self.side}, kernel {self.kernel}, stride {self.stride}, padding {self.padding}{extra}"

    def right(self) -> int:
        """The side that torch gives, on a device that has shapes and no numbers."""
        x, weight = (torch.empty(1, 1, side, side, device="meta") for side in (self.side, self.kernel))
        if self.kind == "down":
            return conv2d(x, weight, stride=self.stride, padding=self.padding).shape[-1]
        made = conv_transpose2d(x, weight, stride=self.stride, padding=self.padding, output_padding=self.extra)
        return made.shape[-1]


Formula = Callable[[Layer], float]
FLOOR = "round down, with //, for the last kernel must fit in whole"


def downs(draw: Draw, shapes: list[tuple[int, int, int]]) -> list[Layer]:
    """Convolutions with these (stride, padding, rows left over), and kernels that all differ."""
    kernels = (3 + torch.randperm(5, generator=draw.stream)).tolist()
    return [
        Layer("down", draw.size(4, 12) * stride + kernel + rest - 2 * padding, kernel, stride, padding)
        for kernel, (stride, padding, rest) in zip(kernels, shapes, strict=False)
    ]


def ups(draw: Draw, shapes: list[tuple[int, int, int]]) -> list[Layer]:
    """Transposed convolutions with these (stride, padding, rows to be added), and kernels that all differ."""
    kernels = (4 + torch.randperm(5, generator=draw.stream)).tolist()
    return [
        Layer("up", draw.size(4, 12), kernel, stride, padding, extra)
        for kernel, (stride, padding, extra) in zip(kernels, shapes, strict=False)
    ]


def falls(layer: Layer) -> float:
    """A convolution's side, not rounded."""
    return (layer.side + 2 * layer.padding - layer.kernel) / layer.stride + 1


def rises(layer: Layer) -> int:
    """A transposed convolution's side, without what is added to it."""
    return (layer.side - 1) * layer.stride + layer.kernel - 2 * layer.padding


DOWN: dict[str, Formula] = {
    "the + 1 is missing, or inside the division: the first kernel is there before any step": lambda a: math.floor(falls(a)) - 1,
    "the + 1 stands inside the division: it is added to the number of steps": lambda a: math.floor(falls(a) - 1 + 1 / a.stride),
    "the padding counts once: it is added on both sides": lambda a: (a.side + a.padding - a.kernel) // a.stride + 1,
    "the padding is left out": lambda a: (a.side - a.kernel) // a.stride + 1,
    "the padding is subtracted: it makes the map larger before the kernel goes over it": lambda a: (
        (a.side - 2 * a.padding - a.kernel) // a.stride + 1
    ),
    "this is the side of the transposed convolution: 'down' is the convolution": rises,
    "the stride is left out: kernels start a stride apart": lambda a: a.side + 2 * a.padding - a.kernel + 1,
    "the kernel is left out: it has to fit in whole": lambda a: (a.side + 2 * a.padding) // a.stride,
    "the kernel is left out: where would its last row lie?": lambda a: (a.side + 2 * a.padding) // a.stride + 1,
    "this is the side divided by the stride, which is right for some kernels and paddings only": lambda a: a.side // a.stride,
    f"it is rounded up: {FLOOR}": lambda a: math.ceil(falls(a)),
    f"it is rounded to the nearest: {FLOOR}": lambda a: round(falls(a)),
    f"this is no whole number: {FLOOR}": falls,
}
UP: dict[str, Formula] = {
    "the - 1 is missing: between side kernels there are side - 1 steps": lambda a: rises(a) + a.stride,
    "the padding counts once: it is cut off on both sides": lambda a: rises(a) + a.padding,
    "the padding is left out: it is cut off on both sides": lambda a: rises(a) + 2 * a.padding,
    "the padding is added: in a transposed convolution it is cut off, for it undoes what was padded": lambda a: (
        rises(a) + 4 * a.padding
    ),
    "this is the side of the convolution: 'up' is the transposed one": lambda a: math.floor(falls(a)),
    "the kernel is left out: the last one reaches kernel rows from where it begins": lambda a: rises(a) - a.kernel,
    "it is one less: from where the last kernel begins on, there are kernel rows": lambda a: rises(a) - 1,
    "it is one more: from where the last kernel begins on, there are kernel rows": lambda a: rises(a) + 1,
    "this is the side times the stride, which is right for some kernels and paddings only": lambda a: a.side * a.stride,
    "the stride is left out: kernels begin a stride apart": lambda a: a.side - 1 + a.kernel - 2 * a.padding,
}
EXTRA: dict[str, Formula] = {
    "output_padding is left out": rises,
    "output_padding counts twice: it is added at one side alone, for two sides could not make up an odd remainder": lambda a: (
        rises(a) + 2 * a.extra
    ),
    "output_padding is subtracted: it is added": lambda a: rises(a) - a.extra,
    "output_padding counts in strides: it is a number of rows": lambda a: rises(a) + a.stride * a.extra,
}


KNOWN = {"must be Tensor, not": "sides are plain numbers, not tensors: // divides and rounds down"}


def asked_for(answer: Answer, layer: Layer, count: int = 6) -> Reply:
    """The answer's reply for a layer, of which it is told so many arguments."""
    return ask(answer, *layer[:count], known=KNOWN)


def asked(answer: Answer, layer: Layer, count: int = 6) -> float:
    """The number that an answer gives."""
    return float(asked_for(answer, layer, count).number())


def compare(answer: Answer, layers: list[Layer], suspects: Mapping[str, Formula]) -> None:
    """The sides of several layers, since one may be right by accident; a mistake is named if it explains them all."""
    found = [asked(answer, layer) for layer in layers]
    rights = [layer.right() for layer in layers]
    wrong = [place for place, (value, right) in enumerate(zip(found, rights, strict=True)) if value != right]
    if not wrong:
        return
    layer, value, right = layers[wrong[0]], found[wrong[0]], rights[wrong[0]]
    shown = f" ({layer}: got {brief(value)}, right is {right})"
    for sentence, formula in suspects.items():
        if all(value == formula(layer) for value, layer in zip(found, layers, strict=True)):
            raise Mistake(sentence + shown)
    raise Mistake(f"the side is not right{shown}")


@side_after.property("down: as many kernels as fit, a stride apart", hint=1)
def _down(answer: Answer, draw: Draw) -> None:
    compare(answer, downs(draw, [(2, 1, 0), (2, 3, 0), (3, 1, 0), (3, 2, 0), (4, 1, 0)]), DOWN)


@side_after.property("down: rows that are left over hold no kernel", hint=2)
def _rest(answer: Answer, draw: Draw) -> None:
    compare(answer, downs(draw, [(3, 1, 1), (4, 1, 3), (2, 1, 1), (3, 2, 2), (4, 2, 1)]), DOWN)


@side_after.property("up: the last kernel begins side - 1 steps on, and the padding is cut off", hint=3)
def _up(answer: Answer, draw: Draw) -> None:
    compare(answer, ups(draw, [(2, 1, 0), (2, 2, 0), (3, 1, 0), (3, 2, 0), (4, 1, 0)]), UP)


def _with_extra(formula: Formula) -> Formula:
    """A mistake beside an output_padding that is right."""
    return lambda layer: formula(layer) + layer.extra


@side_after.property("up: output_padding gives back what was left over", hint=4)
def _extra(answer: Answer, draw: Draw) -> None:
    added: dict[str, Formula] = {sentence: _with_extra(formula) for sentence, formula in UP.items()}
    compare(answer, ups(draw, [(2, 1, 1), (3, 1, 2), (4, 2, 3), (3, 2, 1)]), {**EXTRA, **added})
    for layer, rest in zip(downs(draw, [(2, 1, 1), (3, 1, 2)]), (1, 2), strict=True):
        there = Layer("up", layer.right(), layer.kernel, layer.stride, layer.padding, rest)
        if asked(answer, there) != layer.side:
            raise Mistake(
                f"{layer} gives {layer.right()} and leaves {rest} over; {there} should lead back to {layer.side}, "
                f"and gives {brief(asked(answer, there))}"
            )


@side_after.property("stride 1 and no padding where they are left out; a whole number")
def _plain(answer: Answer, draw: Draw) -> None:
    for kind in ("down", "up"):
        layer = Layer(kind, draw.size(8, 20), draw.size(2, 5), 1, 0)
        if "required positional" in str(asked_for(answer, layer, 3).raw.get("problem")):
            raise Mistake("stride, padding and output_padding have lost their defaults, 1, 0 and 0: keep the signature")
        if (value := asked(answer, layer, 3)) != layer.right():
            raise Mistake(
                f"{kind!r}, side {layer.side}, kernel {layer.kernel}, and nothing else: got {brief(value)}, right is "
                f"{layer.right()}"
            )
    for layer in (*downs(draw, [(3, 1, 1)]), *ups(draw, [(3, 1, 1)])):
        value = asked_for(answer, layer).value()
        if isinstance(value, bool) or not isinstance(value, int):
            got = repr(value) if isinstance(value, float) else brief(value)
            raise Mistake(
                f"{layer.kind!r}: it returns {got} of the type {type(value).__name__}; a side is an int, as // gives one"
            )
