"""Lesson 04: what exceptions that students meet in its tasks mean, beside those that all lessons know."""

from typing import Any

from gancourse.checks import symptoms
from gancourse.checks.answer import Answer
from gancourse.checks.reply import Reply

SYMPTOMS = {
    "torch.return_types": "`max(0)` and `min(0)` return values *and* their places: take `.values`, or use `amax` and `amin`",
    "backward through the graph a second time": "the graph is freed once a gradient has been taken: keep it for the next one "
    "with `retain_graph=True`",
    "does not require grad": "a gradient is taken of something that has no graph: let copies of x and y ask for gradients "
    "(`requires_grad_`), keep the graph of the first derivatives (`create_graph=True`), and put tensors together with "
    "`torch.stack`, since `torch.tensor` copies bare numbers",
    "for 'ComplexDouble'": "complex numbers have no order: take the real part or the modulus (`.abs()`) first, then the largest",
    "too many values to unpack": "w holds many points, (m, 2): x is its first column, `w[:, 0]`, y its second",
    "not enough values to unpack": "w holds many points, (m, 2): x is its first column, `w[:, 0]`, y its second",
    "mat1 and mat2 shapes cannot be multiplied": "v takes points (m, 2), a row for each: put two columns together with "
    "`torch.stack([...], 1)`",
    "Dimension out of range": "v takes points (m, 2), a row for each, and not one column",
}


def ask(answer: Answer, *arguments: Any, **options: Any) -> Reply:
    """Call the answer. Where it raises something that students often meet, say what that means.

    Raises:
        Mistake: it raised one of this lesson's symptoms, or of those of all lessons.
    """
    return symptoms.explained(answer.call(*arguments, **options), {**symptoms.SYMPTOMS, **SYMPTOMS})
