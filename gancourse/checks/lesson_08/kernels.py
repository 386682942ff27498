"""Lesson 08: the values of a transposed convolution, kernels laid down and added. The reference is torch's own."""

import json
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import conv_transpose2d

from gancourse.checks.answer import Answer, given
from gancourse.checks.lesson_08.asking import ask, explain
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect
from gancourse.checks.task import Draw, Task

transposed_convolution = Task("08.transposed_convolution", "a transposed convolution, by hand", points=3)

AXES = "the axes of a product do not line up: x is (n, inputs, h, w), the weight (inputs, outputs, k, k), inputs first"
WIDE = "the wide map must be (h - 1) stride + k high and (w - 1) stride + k wide, for the last kernel to fit"
MISMATCH = "must match the size of tensor b"
KNOWN = {
    "einsum()": AXES,
    "mat1 and mat2": AXES,
    "expand(": f"a block does not fit where it is put: {WIDE}",
    MISMATCH: "two shapes do not line up: x[:, :, r, c] is (n, inputs) and the weight (inputs, outputs, k, k), which einsum "
    f"multiplies by the names of their axes; and {WIDE}",
    "doesn't match the broadcast shape": f"a block does not fit where it is put: {WIDE}",
    "'NoneType'": "bias may be None: then nothing is added",
    "is out of bounds": f"an index runs out of its axis: {WIDE}",
}


class Laid:
    """Maps, weights and a bias, of sizes that all differ, and what mistakes make of them.

    Args:
        inputs: their number; None draws it. `square`: as many outputs as inputs, where exchanged axes raise nothing.
    """

    def __init__(self, draw: Draw, kernel: int, stride: int, padding: int, *, side: int = 0, square: bool = False):
        self.k, self.s, self.p = kernel, stride, padding
        n, inputs = draw.size(2, 3), draw.size(2, 4)
        outputs = inputs if square else draw.size(2, 5, but=(inputs,))
        h = side or draw.size(3, 5)
        w = side or draw.size(3, 5, but=(h,))
        self.x = draw.normal(n, inputs, h, w)
        self.weight = draw.normal(inputs, outputs, kernel, kernel)
        self.bias = 1 + draw.uniform(outputs)

    def arguments(self) -> list[Any]:
        """What the function is called with."""
        return [self.x, self.weight, self.bias, self.s, self.p]

    def made(self, weight: Tensor | None = None, padding: int | None = None) -> Tensor:
        """What torch gives for other weights or another padding, in float64, without the bias."""
        weight = (self.weight if weight is None else weight).double()
        return conv_transpose2d(self.x.double(), weight, stride=self.s, padding=self.p if padding is None else padding)

    @property
    def column(self) -> Tensor:
        return self.bias.double()[:, None, None]

    def right(self) -> Tensor:
        return self.made() + self.column

    def cut(self, wide: Tensor, above: int | None = None) -> Tensor:
        """The wide map without its borders: `above` rows at the start, the rest at the end, 2 p in all."""
        above = self.p if above is None else above
        below = 2 * self.p - above
        return wide[..., above : wide.shape[-2] - below, above : wide.shape[-1] - below]

    def last(self, order: str) -> Tensor:
        """Later kernels over earlier ones, where they overlap, without the bias; pixels row by row, or column by column."""
        n, _, h, w = self.x.shape
        wide = torch.zeros(n, self.weight.shape[1], (h - 1) * self.s + self.k, (w - 1) * self.s + self.k, dtype=torch.float64)
        places = [(r, c) for r in range(h) for c in range(w)]
        for r, c in places if order == "rows" else sorted(places, key=lambda place: place[::-1]):
            stamp = torch.einsum("ni,iouv->nouv", self.x[:, :, r, c].double(), self.weight.double())
            wide[..., r * self.s : r * self.s + self.k, c * self.s : c * self.s + self.k] = stamp
        return self.cut(wide)

    def apart(self, stride: int) -> Tensor:
        """Kernels laid so far apart into a map of the right size, without the bias."""
        wide = torch.zeros_like(self.made(padding=0))
        laid = conv_transpose2d(self.x.double(), self.weight.double(), stride=stride)
        h, w = (min(one, other) for one, other in zip(wide.shape[2:], laid.shape[2:], strict=True))
        wide[:, :, :h, :w] = laid[:, :, :h, :w]
        return self.cut(wide)

    def wrapped(self) -> Tensor:
        """What the padding cuts off at the start is added at the end, without the bias."""
        wide = self.made(padding=0)
        for axis in (2, 3):
            side = wide.shape[axis] - 2 * self.p
            kept, above = wide.narrow(axis, self.p, side).clone(), wide.narrow(axis, 0, self.p)
            kept.narrow(axis, side - self.p, self.p).add_(above)
            wide = kept
        return wide

    def covers(self) -> Tensor:
        """How many kernels lie on each number of the output, (h', w')."""
        ones = torch.ones(1, 1, *self.x.shape[2:], dtype=torch.float64)
        kernel = torch.ones(1, 1, self.k, self.k, dtype=torch.float64)
        return conv_transpose2d(ones, kernel, stride=self.s, padding=self.p)[0, 0]

    def suspects(self) -> dict[str, Tensor]:
        """What mistakes give, of the right shape."""
        b, inputs = self.column, self.x.shape[1]
        wide = self.made(padding=0)
        found = {
            "the kernels are flipped: here each is laid down as it stands": self.made(self.weight.flip(2, 3)) + b,
            "rows and columns of the kernels are exchanged": self.made(self.weight.transpose(2, 3)) + b,
            "later kernels overwrite earlier ones: where they overlap they are added, with +=": self.last("rows") + b,
            "later kernels overwrite earlier ones: they are added, with +=, where they overlap": self.last("columns") + b,
            "overlaps are averaged: they are added": self.made() / self.covers().clamp(min=1) + b,
            "the bias is left out": self.made(),
            "the bias is added with every kernel: add it once, at the end": self.made() + b * self.covers(),
            "the bias is added with every kernel of every input channel: add it once, at the end": self.made()
            + b * inputs * self.covers(),
            "the bias is added for each input channel: add it once": self.made() + inputs * b,
            "the bias is subtracted": self.made() - b,
            "the input channels are averaged: they are added": self.made() / inputs + b,
            "only the first input channel is used: add over all of them": self.made(_first(self.weight)) + b,
            "only the last input channel is used: add over all of them": self.made(_first(self.weight.flip(0)).flip(0)) + b,
            "the padding is cut off at the start alone: cut as much off on each side": self.cut(wide, 2 * self.p) + b,
            "the padding is cut off at the end alone: cut as much off on each side": self.cut(wide, 0) + b,
            "kernels begin one row apart: that of the pixel (r, c) begins at row r stride and column c stride": self.apart(1) + b,
            "what falls above row 0 comes back at the other end: a negative index counts from there, so leave it out": (
                self.wrapped() + b
            ),
            "the first picture stands for all": (self.made()[:1] + b).expand_as(self.made()),
        }
        if self.weight.shape[0] == self.weight.shape[1]:
            sentence = "the weight's first axes are exchanged: it is (inputs, outputs, k, k), inputs first"
            found[sentence] = self.made(self.weight.transpose(0, 1)) + b
        return found

    def shapes(self) -> dict[tuple[int, int], str]:
        """Sides that mistakes lead to, and how to name them."""
        sides, k, s, p = self.x.shape[2:], self.k, self.s, self.p

        table: dict[tuple[int, int], str] = {}
        for formula, sentence in (
            (lambda a: (a - 1) * s + k, "the padding is not cut off"),
            (lambda a: (a - 1) * s + k - p, "the padding is cut off on one side alone: cut as much off on each side"),
            (lambda a: (a - 1) * s + k + 2 * p, "the padding is added: a transposed convolution cuts it off"),
            (lambda a: a - 1 + k - 2 * p, "the stride is ignored: kernels begin a stride apart"),
            (lambda a: a - 1 + k, "the stride is ignored, and the padding is not cut off"),
            (lambda a: (a - 1) * (s + 1) + k - 2 * p, "between two pixels go stride - 1 zeros, and not stride"),
            (lambda a: a * s + k - 1 - 2 * p, "zeros go between the pixels, and none after the last"),
            (lambda a: a * s + k - 2 * p, "the last kernel begins (h - 1) stride rows down, and not h stride"),
            (lambda a: (a + 2 * p - k) // s + 1, "this is the shape of a convolution: the transposed one makes maps larger"),
        ):
            table.setdefault((formula(sides[0]), formula(sides[1])), sentence)
        return table


def _first(weight: Tensor) -> Tensor:
    """The weights of the first input channel, with zeros for the others."""
    kept = torch.zeros_like(weight)
    kept[0] = weight[0]
    return kept


def called(answer: Answer, laid: Laid) -> Reply:
    """The answer's reply; where shapes clash with a bias and not without one, the bias is named."""
    reply = answer.call(*laid.arguments())
    if MISMATCH in str(reply.raw.get("problem")):
        without = answer.call(laid.x, laid.weight, None, laid.s, laid.p)
        if not without.raw.get("problem"):
            raise Mistake("the bias does not line up: a bias (outputs,) meets maps as (outputs, 1, 1)", 4)
    return explain(reply, KNOWN)


def _check(answer: Answer, laid: Laid, what: str = "the output") -> Reply:
    reply = called(answer, laid)
    value, right = reply.value(), laid.right()
    if isinstance(value, Tensor) and value.ndim == 4 and value.shape != right.shape:
        got = tuple(value.shape)
        sides = (got[2], got[3])
        sentence = laid.shapes().get(sides, "the shape is not right") if got[:2] == tuple(right.shape[:2]) else (
            "the first axes are those of the pictures and of the *output* channels"
        )  # fmt: skip
        if 0 in got and laid.p == 0:
            sentence = (
                "nothing is left: [padding:-padding] takes nothing where padding is 0, so give the end as a length minus padding"
            )
        raise Mistake(
            f"{sentence} (x {tuple(laid.x.shape)}, weight {tuple(laid.weight.shape)}, stride {laid.s}, padding {laid.p}: got "
            f"{got}, right is {tuple(right.shape)})"
        )
    expect(as_tensor(value, tuple(right.shape)), right, laid.suspects(), what=what, atol=1e-4)
    return reply


@transposed_convolution.property("one pixel lays down one kernel, times its value", hint=1)
def _one(answer: Answer, draw: Draw) -> None:
    _check(answer, Laid(draw, draw.size(3, 5), draw.size(1, 2), 0, side=1), what="the output for a map of one pixel")


@transposed_convolution.property("kernels begin a stride apart, and add where they overlap", hint=2)
def _overlap(answer: Answer, draw: Draw) -> None:
    for stride in (1, 2, 3):
        _check(answer, Laid(draw, 4, stride, 0))


@transposed_convolution.property("the weight is (inputs, outputs, k, k)", hint=3)
def _axes(answer: Answer, draw: Draw) -> None:
    _check(answer, Laid(draw, draw.size(2, 4), 2, 0, square=True))
    _check(answer, Laid(draw, draw.size(2, 4), 2, 0))


@transposed_convolution.property("the padding is cut off on all four sides", hint=4)
def _padding(answer: Answer, draw: Draw) -> None:
    for stride, padding in ((3, 1), (1, 2), (2, 1)):
        _check(answer, Laid(draw, draw.size(4, 5), stride, padding))


@transposed_convolution.property("gaps where the stride exceeds the kernel; no bias, stride 1, no padding if left out", hint=4)
def _plain(answer: Answer, draw: Draw) -> None:
    _check(answer, Laid(draw, 4, 2, 1))  # a usual layer first, so that what comes next looks for mistakes of another kind
    _check(answer, Laid(draw, 2, draw.size(3, 4), 0), what="the output, where the stride is larger than the kernel,")
    laid = Laid(draw, 3, 1, 0)
    reply = ask(answer, laid.x, laid.weight, known=KNOWN)
    if "required positional" in str(reply.raw.get("problem")):
        raise Mistake("bias, stride and padding have lost their defaults, None, 1 and 0: keep the signature")
    expect(reply.tensor(tuple(laid.made().shape)), laid.made(), what="the output without a bias", atol=1e-4)


@transposed_convolution.property("by arithmetic of tensors, that a gradient passes and that changes no input", hint=2)
def _arithmetic(answer: Answer, draw: Draw) -> None:
    laid = Laid(draw, 4, 2, 1)
    reply = _check(answer, laid)
    reply.check_unchanged({0: "x", 1: "weight", 2: "bias"})
    named = zip(("x", "weight", "bias"), laid.arguments(), strict=False)
    reply = ask(answer, *(given("traced", name, value=value) for name, value in named), laid.s, laid.p, known=KNOWN)
    for event in reply.events:
        if (layer := json.loads(event)["layer"]).startswith("conv"):
            raise Mistake(f"it calls torch's {layer}: here the kernels are laid down by your own additions")
    reply = ask(answer, *laid.arguments(), known=KNOWN, gradients=True)
    x, weight, bias = (each.double().requires_grad_() for each in (laid.x, laid.weight, laid.bias))
    total = conv_transpose2d(x, weight, bias, laid.s, laid.p).sum()
    for place, (name, slope) in enumerate(
        zip(("x", "weight", "bias"), torch.autograd.grad(total, (x, weight, bias)), strict=True)
    ):
        if (found := reply.gradient(place)) is None:
            raise Mistake(f"no gradient reaches {name}: nobody could train it; stay in torch, and detach nothing")
        expect(found, slope, what=f"the gradient by {name}", atol=1e-4)
