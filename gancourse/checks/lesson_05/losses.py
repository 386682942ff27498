"""Lesson 05: the losses of the two players, as functions of logits."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import softplus

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Reply, brief, expect, near
from gancourse.checks.task import Draw, Task

discriminator_loss = Task("05.discriminator_loss", "the discriminator's loss", points=2)
generator_loss = Task("05.generator_loss", "the generator's loss, non-saturating", points=2)


@discriminator_loss.property("it is -V: the mean over the real plus the mean over the fakes", hint=1)
def _minus_v(answer: Answer, draw: Draw) -> None:
    n = draw.size(3, 8)
    real, fake = draw.normal(n), draw.normal(draw.size(3, 8, but=(n,)))
    real[0], fake[0] = -1 - real[0].abs(), -1 - fake[0].abs()  # logits that are no probabilities
    good, bad = softplus(-real), softplus(fake)  # -log D, -log(1 - D)
    D_real, D_fake = torch.sigmoid(real), torch.sigmoid(fake)
    twice = softplus(-D_real).mean() + softplus(D_fake).mean()
    expect(
        loss_of(answer.call(real, fake)),
        good.mean() + bad.mean(),
        {
            "the sign is wrong: this is V, which the discriminator raises; its loss is -V": -good.mean() - bad.mean(),
            "this is the sum over each batch: take the mean": good.sum() + bad.sum(),
            "the labels are swapped: real samples have the label 1, fakes 0": softplus(real).mean() + softplus(-fake).mean(),
            "this is half of -V, the mean cross-entropy: add the two means, do not average them": (good.mean() + bad.mean()) / 2,
            "all samples are averaged together: each batch has a mean of its own": torch.cat([good, bad]).mean(),
            "the fakes are left out: -V has a second term, log(1 - D)": good.mean(),
            "the real samples are left out: -V has a first term, log D": bad.mean(),
            "the fakes are scored with log D: for them it is log(1 - D)": good.mean() + softplus(-fake).mean(),
            "sigmoid is applied twice: the function that you use takes logits": twice,
            "1 - l is not the logit of 1 - D: that is -l": good.mean() + softplus(fake - 1).mean(),
            "the logarithms are missing: this is a difference of means of D": D_fake.mean() - D_real.mean(),
        },
        what="the loss",
    )


@discriminator_loss.property("it stays exact where D rounds to 0 or 1", hint=2)
def _discriminator_sure(answer: Answer, draw: Draw) -> None:
    check_moderate(answer, draw, _of_two, 2)
    check_sure(answer, draw, _of_two, 2)


@discriminator_loss.property("gradients pass through it: D - 1 for each real logit, D for each fake one, over the batch", hint=3)
def _discriminator_slopes(answer: Answer, draw: Draw) -> None:
    n = draw.size(3, 8)
    real, fake = draw.normal(n), draw.normal(draw.size(3, 8, but=(n,)))
    reply = answer.call(real, fake, gradients=True)
    check_gradient(reply, 0, (torch.sigmoid(real) - 1) / len(real), "real")
    check_gradient(reply, 1, torch.sigmoid(fake) / len(fake), "fake")


@discriminator_loss.property("one sample is a batch too, and the logits come out as they went in")
def _discriminator_single(answer: Answer, draw: Draw) -> None:
    check_moderate(answer, draw, _of_two, 2)
    one, other = draw.normal(1), draw.normal(draw.size(2, 5))
    for batches in ((one, other), (other, one)):
        reply = answer.call(*batches)
        reply.check_unchanged({0: "real", 1: "fake"})
        expect(loss_of(reply), _of_two(*batches), what="the loss of batches with one sample")


def _of_two(real: Tensor, fake: Tensor) -> Tensor:
    """-V by softplus(l) = log(1 + e^l), in float64."""
    return softplus(-real.double()).mean() + softplus(fake.double()).mean()


@generator_loss.property("it is the mean of -log D over the fakes", hint=1)
def _minus_log_d(answer: Answer, draw: Draw) -> None:
    fake = draw.normal(draw.size(3, 8))
    fake[0] = -1 - fake[0].abs()
    good, bad = softplus(-fake), softplus(fake)  # -log D, -log(1 - D)
    expect(
        loss_of(answer.call(fake)),
        good.mean(),
        {
            "this is the saturating loss, log(1 - D): the non-saturating one is -log D": -bad.mean(),
            "the sign is wrong: the generator raises log D, so that its loss is -log D": -good.mean(),
            "this is the discriminator's term, -log(1 - D): lowering it would make the fakes easier to recognise": bad.mean(),
            "this is the sum over the batch: take the mean": good.sum(),
            "sigmoid is applied twice: the function that you use takes logits": softplus(-torch.sigmoid(fake)).mean(),
            "this is -log of the mean of D: take the logarithm of each, then the mean": -torch.sigmoid(fake).mean().log(),
            "this is the mean of -D: the logarithm is missing": -torch.sigmoid(fake).mean(),
            "this is the mean of minus the logits: log D is missing": -fake.mean(),
        },
        what="the loss",
    )


@generator_loss.property("it stays exact where D rounds to 0 or 1", hint=2)
def _generator_sure(answer: Answer, draw: Draw) -> None:
    check_moderate(answer, draw, _of_fakes, 1)
    check_sure(answer, draw, _of_fakes, 1)


@generator_loss.property("it pushes hardest where a fake is caught: the gradient is D - 1 for each logit, over the batch", hint=3)
def _generator_slopes(answer: Answer, draw: Draw) -> None:
    fake = draw.normal(draw.size(3, 8), scale=2)
    check_gradient(answer.call(fake, gradients=True), 0, (torch.sigmoid(fake) - 1) / len(fake), "fake")


@generator_loss.property("one sample is a batch too, and the logits come out as they went in")
def _generator_single(answer: Answer, draw: Draw) -> None:
    check_moderate(answer, draw, _of_fakes, 1)
    fake = draw.normal(1)
    reply = answer.call(fake)
    reply.check_unchanged({0: "fake"})
    expect(loss_of(reply), _of_fakes(fake), what="the loss of one sample")


def _of_fakes(fake: Tensor) -> Tensor:
    """-log D by softplus, in float64."""
    return softplus(-fake.double()).mean()


def loss_of(reply: Reply) -> Tensor:
    """The one number that came back, for moderate logits of both signs."""
    check_ran(reply)
    value = reply.value()
    if isinstance(value, float | Tensor) and torch.as_tensor(value).isnan().any():
        raise Mistake("it gives nan: a logit may be negative and has no logarithm; D is its sigmoid, and log D its logsigmoid")
    return reply.number()


def check_ran(reply: Reply) -> None:
    """The loss was computed. Errors of torch that a beginner meets are said in other words."""
    text = str(reply.raw.get("problem"))
    if "must match the size" in text:
        raise Mistake("it fails for batches of different sizes: take the mean over each batch by itself, then add the two")
    if "between 0 and 1" in text:
        raise Mistake("binary_cross_entropy takes probabilities, and these are logits: its sister `..._with_logits` takes them")
    reply.check_ran()


def check_moderate(answer: Answer, draw: Draw, right: Callable[..., Tensor], count: int) -> None:
    """The loss is right for moderate logits, so that what comes next looks for mistakes of another kind.

    Raises:
        Mistake: it is not.
    """
    sizes = [draw.size(3, 6)]
    sizes.append(draw.size(3, 6, but=(sizes[0],)))
    batches = [draw.normal(sizes[place]) for place in range(count)]
    if not near(loss_of(answer.call(*batches)), right(*batches)):
        raise Mistake("the loss is not right for moderate logits yet, as the first property says: put that right first", hint=1)


def check_sure(answer: Answer, draw: Draw, right: Callable[..., Tensor], count: int) -> None:
    """The loss is right for logits of which D rounds to 0 or 1, of both signs, in `count` batches.

    Raises:
        Mistake: it is infinite, or stays below a cap.
    """
    for size in (1e4, 60.0):
        batches = []
        for _ in range(count):
            logits = size * draw.uniform(draw.size(3, 6), low=0.5)
            logits[: draw.size(1, 2)] *= -1  # of both signs
            batches.append(logits)
        reply, expected = answer.call(*batches), right(*batches)
        value = reply.value()
        if isinstance(value, float | Tensor) and not torch.as_tensor(value).isfinite().all():
            raise Mistake(
                f"it gives {brief(value)} for logits of about {size:g}: D rounds to 0 or 1 and its logarithm is infinite, or exp "
                "overflows; never form D"
            )
        number = reply.number()
        if 0 <= number < 0.9 * expected and not near(number, expected):
            raise Mistake(
                f"the loss is capped: it gives {brief(number)} for logits of about {size:g}, and should give {brief(expected)}; "
                "a small number added to D, or a clamp, also sets the gradient to 0, just where a sample is judged most wrongly"
            )
        expect(number, expected, what=f"the loss of logits of about {size:g}")


def check_gradient(reply: Reply, place: int, expected: Tensor, whose: str) -> None:
    """The loss is one float32 number on a graph, and its gradient by the logits at a place is the expected one."""
    check_ran(reply)
    if not reply.raw.get("graph"):
        reply.number()
        raise Mistake("it returns a number without its graph, from which nobody can learn: leave out item(), float(), detach()")
    reply.tensor((), torch.float32)
    gradient = reply.gradient(place)
    if gradient is None:
        raise Mistake(f"no gradient reaches the logits of the {whose} samples: something is detached that must not be")
    n = len(expected)
    if (zero := gradient.eq(0).nonzero()).numel():
        place, logits = int(zero[0]), f"the logits of the {whose} samples"
        raise Mistake(f"entry {place} of {logits}, {n} of them, has no part in the loss: its gradient is 0, a right one is not")
    expect(
        gradient,
        expected,
        {
            "the gradient is that of a sum over the batch: take the mean": expected * n,
            "the gradient has the wrong sign": -expected,
            "the gradient is that of the saturating loss, -D, which vanishes where a fake is caught": -(1 / n + expected),
        },
        what=f"the gradient by the logits of the {whose} samples",
    )
