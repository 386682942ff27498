"""What common exceptions of torch mean, in a beginner's words."""

from collections.abc import Mapping
from typing import Any

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Reply

SYMPTOMS = {
    "Boolean value of Tensor with more than one value": "`if`, `while` and `and` ask one question, a tensor holds many: let "
    "`torch.where` decide for each number",
    "to have the same dtype": "both sides of a matrix product need one dtype: turn whole numbers into float64 with `.double()`",
    "implicitly created only for scalar outputs": "`backward` and `grad` start from one number: give them a sum",
    "leaf Variable that requires grad is being used in an in-place": "a tensor that asks for gradients is changed in place: "
    "make a new one",
    "does not require grad": "autograd writes down only what begins at a tensor that asks for gradients: let a copy ask "
    "(`requires_grad_`)",
    "stack expects each tensor to be equal size": "the columns differ in shape: does an index by a whole tensor pair everything "
    "with everything? Let `torch.where` pick instead",
    "must match the size of tensor b": "two shapes do not line up: a sum over an axis drops it, and `keepdim=True` keeps it",
    "can't call numpy() on tensor that requires grad": "NumPy cannot carry a gradient: stay in torch",
}


def ask(answer: Answer, *arguments: Any, **options: Any) -> Reply:
    """Call the answer. Where it raises something that students often meet, say what that means.

    Raises:
        Mistake: it raised one of `SYMPTOMS`.
    """
    return explained(answer.call(*arguments, **options), SYMPTOMS)


def explained(reply: Reply, symptoms: Mapping[str, str]) -> Reply:
    """The reply, unless it tells of an exception one of whose words are among the symptoms.

    Raises:
        Mistake: it does; the advice, and what was raised.
    """
    kind, text = (reply.raw.get("problem") or ["", ""])[:2]
    for fragment, advice in symptoms.items():
        if kind == "raised" and fragment.lower() in str(text).lower():
            raise Mistake(f"{advice} (it raises {text})")
    return reply
