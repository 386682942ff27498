"""Lesson 09: the gradient penalty. Critics are linear or quadratic, and they keep the points at which they were asked."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_09.slopes import Pairs, end, epsilons, points, shapes, slips
from gancourse.checks.reply import Mistake, Reply, expect, near
from gancourse.checks.symptoms import SYMPTOMS, explained
from gancourse.checks.task import Draw, Task

gradient_penalty = Task("09.gradient_penalty", "the gradient penalty", points=4)
MEANT = {
    "must match the size of tensor": "epsilon does not line up with the samples: one number a pair has the shape (n, 1, 1, 1) "
    "for images and (n, 1) for points, so that it is the same for all numbers of a sample",
    "size mismatch, got input": "the points have not the shape of the samples: has epsilon an axis too many? One number a pair "
    "has the shape (n, 1, 1, 1) for images, and (n, 1) for points",
    "'tuple' object has no attribute": "torch.autograd.grad returns a tuple, with a gradient for each tensor that was named: "
    "take its first",
    "does not require grad": "autograd writes down only what begins at a tensor that asks for gradients: the points between must "
    "ask (`requires_grad_`) *before* the critic is called on them, and the call stands outside of no_grad",
    "appears to not have been used in the graph": "the critic was called on another tensor than the one that the gradient is "
    "asked by: call it on the very points",
    "backward through the graph a second time": "the graph of the slope is gone: keep it with create_graph=True",
    "numpy() on tensor that requires grad": SYMPTOMS["can't call numpy() on tensor that requires grad"],
    "dimension out of range": "an axis is named that these samples have not got: flatten each sample first, `flatten(1)`, and "
    "there is one axis left, whatever a sample's shape",
}


def asked(answer: Answer, pairs: Pairs, *, gradients: bool = False) -> Reply:
    """A call that ended and returned one number."""
    reply = answer.call(*pairs.arguments(), gradients=gradients)
    if "implicitly created only for scalar outputs" in str(reply.raw.get("problem")):
        raise Mistake(
            "torch.autograd.grad starts from one number, and the critic gives n: differentiate their sum, in which each sample's "
            f"value depends on its own point alone (it raises {reply.raw['problem'][1]})",
            1,
        )
    explained(reply, MEANT).check_ran()
    reply.check_unchanged({1: "real", 2: "fake"})
    value = reply.value()
    if isinstance(value, Tensor) and value.ndim and value.shape == (pairs.n,):
        raise Mistake(f"it returns a penalty for each of the {pairs.n} pairs: take their mean", 1)
    reply.number()
    if not any(event.startswith("critic(") for event in reply.events):
        raise Mistake("the critic is not called: its slope is asked, at points between real and generated samples", 1)
    return reply


@gradient_penalty.property("a linear critic x . w pays exactly (|w| - 1)^2", hint=1)
def _linear(answer: Answer, draw: Draw) -> None:
    for norm in (0.2 + 0.3 * float(draw.uniform(1)), 1.5 + float(draw.uniform(1))):
        pairs = Pairs(draw, shapes(draw)[0], norm=norm)
        weight = pairs.w.double().view(pairs.shape)
        reply = asked(answer, pairs)
        suspects = slips(pairs, pairs.slopes(), weight)
        if (at := points(reply, pairs)) is not None:
            by_w = at.flatten(1).sum(0).square().sum()
            sentence = "the gradient is taken by the critic's weights: a slope is the gradient by the points"
            suspects |= {sentence: (by_w.sqrt() - 1) ** 2, f"{sentence}, x_hat": ((by_w + pairs.n**2).sqrt() - 1) ** 2}
        told = f"the penalty of a linear critic with |w| = {norm:.3f} on samples {pairs.shape}"
        expect(reply.number(), weight.new_tensor((norm - 1) ** 2), suspects, what=told, rtol=1e-3)


@gradient_penalty.property("the points lie between the two samples of a pair, with one new uniform epsilon for each", hint=2)
def _between(answer: Answer, draw: Draw) -> None:
    image = shapes(draw)[0]
    pairs = Pairs(draw, image, "quadratic", n=40)
    replies = [asked(answer, pairs) for _ in range(2)]
    if {end(pairs, batch) for batch in replies[0].raw["given"]["critic"]["seen"][-2:]} == {0.0, 1.0}:
        raise Mistake("the critic is asked at the samples themselves, real and generated: its slope is wanted *between* them", 2)
    at = [each for each in (points(reply, pairs) for reply in replies) if each is not None]
    if len(at) < 2:
        if any(reply.raw["given"]["critic"].get("seen") for reply in replies):
            raise Mistake(f"the critic must be asked at {pairs.n} points, one between the samples of each pair", 2)
        return  # by torch.func, inside which no batch can be seen
    found = [epsilons(pairs, each).flatten(1) for each in at]
    epsilon = found[0]
    ends = {1.0: "the real samples (epsilon fixed at 1)", 0.0: "the generated samples (epsilon fixed at 0)"}
    for value, name in {**ends, 0.5: "the midpoints (epsilon fixed at 1/2)"}.items():
        if near(epsilon, torch.full_like(epsilon, value), atol=1e-3):
            raise Mistake(f"the slope is asked at {name} alone: epsilon is uniform between 0 and 1, anew for each pair")
    if not near(epsilon, epsilon.mean(1, keepdim=True).expand_as(epsilon), atol=1e-3):
        by_channel = epsilon.view(pairs.n, image[0], -1)
        if near(by_channel, by_channel.mean(2, keepdim=True).expand_as(by_channel), atol=1e-3):
            raise Mistake("epsilon differs from channel to channel: one number a pair, (n, 1, 1, 1), moves the whole sample")
        if bool(((epsilon < -1e-3) | (epsilon > 1 + 1e-3)).any()):
            raise Mistake("the points are not on the lines from generated to real samples: x_hat = epsilon x + (1 - epsilon) x~")
        raise Mistake(
            "epsilon differs from number to number of a sample (one per pixel): one number a pair, (n, 1, 1, 1), so that the "
            f"point lies on the line between the two; in the first sample it goes from {epsilon[0].min():.2f} to "
            f"{epsilon[0].max():.2f}"
        )
    one = epsilon.mean(1)  # (n,)
    if near(one, one[:1].expand_as(one), atol=1e-3):
        raise Mistake(f"all pairs share one epsilon, {one[0]:.3f}: draw one for each pair, torch.rand(n, ...)")
    if float(one.min()) < -1e-3 or float(one.max()) > 1 + 1e-3:
        raise Mistake(f"epsilon goes from {one.min():.2f} to {one.max():.2f}: uniform between 0 and 1 is torch.rand, not randn")
    if near(one, one.round(), atol=1e-3):
        raise Mistake("epsilon is 0 or 1: each point is a real or a generated sample, and none lies between")
    if float(one.min()) > 0.3 or float(one.max()) < 0.7:
        raise Mistake(f"epsilon goes from {one.min():.2f} to {one.max():.2f} over {pairs.n} pairs: it is uniform between 0 and 1")
    if near(found[0], found[1], atol=1e-4):
        raise Mistake("two calls use the same epsilons: draw them inside the function, and set no seed there")


@gradient_penalty.property("each sample has its own slope, at its own point; first the square, then the mean", hint=1)
def _own_slope(answer: Answer, draw: Draw) -> None:
    for shape in shapes(draw):
        pairs = Pairs(draw, shape, "quadratic")
        reply = asked(answer, pairs)
        at = points(reply, pairs)
        if at is None:
            continue
        slope = pairs.slopes(at)
        told = f"the penalty of a critic w |x|^2 / 2, of slope w |x|, on samples {shape}"
        suspects: dict[str, Any] = slips(pairs, slope)
        gradient = pairs.w.double() * at
        if len(shape) == 3:
            for axis, name in ((1, "channels"), (2, "rows"), (3, "columns")):
                sentence = f"the norm is taken over the {name} alone: all numbers of a sample make one vector, `flatten(1)` first"
                suspects[sentence] = (gradient.norm(dim=axis) - 1).square().mean()
        expect(reply.number(), (slope - 1).square().mean(), suspects, what=told, rtol=1e-3)


@gradient_penalty.property("the critic can learn from it: its gradient by the weights is there, and right", hint=3)
def _learns(answer: Answer, draw: Draw) -> None:
    pairs = Pairs(draw, shapes(draw)[1])
    _check_linear(answer, pairs)
    plain = asked(answer, pairs)
    if any(each is not None and bool(each.ne(0).any()) for each in plain.weight_gradients("critic").values()):
        raise Mistake(
            "it fills the .grad of the critic's weights before anybody asked: backward() writes there on its way; "
            "torch.autograd.grad returns the gradient by the points and writes nowhere"
        )
    if not plain.raw.get("graph"):
        raise Mistake(
            "the penalty has no graph, so that a step of the critic would not feel it: the slope must be differentiable once "
            "more, create_graph=True, and nothing after it detached"
        )
    reply = asked(answer, pairs, gradients=True)
    if reply.raw["given"]["critic"]["frozen"]:
        raise Mistake("the critic is left frozen (requires_grad is False), so that it cannot learn")
    gradient = reply.weight_gradients("critic")["weight"]
    w = pairs.w.double()
    right = 2 * (w.norm() - 1) * w / w.norm()
    if gradient is None:
        raise Mistake("the penalty has a graph, but it does not lead to the critic's weights: create_graph=True keeps the way")
    expect(gradient, right, what="the penalty's gradient by w, 2 (|w| - 1) w / |w|,", rtol=1e-3)


@gradient_penalty.property("the generator gets nothing from it", hint=4)
def _generator_free(answer: Answer, draw: Draw) -> None:
    pairs = Pairs(draw, shapes(draw)[1], "quadratic")
    reply = asked(answer, pairs, gradients=True)
    for place, name, whose in ((2, "fake", "the generator's weights"), (1, "real", "whatever made the real samples")):
        gradient = reply.gradient(place)
        if gradient is not None and bool(gradient.ne(0).any()):
            raise Mistake(
                f"the penalty's gradient reaches `{name}`, and through it {whose}: the points are places to look at, detach them"
            )


@gradient_penalty.property("any shape of a sample; a single pair", hint=2)
def _edges(answer: Answer, draw: Draw) -> None:
    for shape in shapes(draw):
        for n in (None, 1):
            pairs = Pairs(draw, shape, n=n)
            reply = asked(answer, pairs)
            right = (pairs.slopes()[0] - 1) ** 2
            told = f"the penalty of a linear critic on {pairs.n} pair{'s' if pairs.n > 1 else ''} of samples {shape}"
            suspects = slips(pairs, pairs.slopes(), pairs.w.double().view(shape))
            expect(reply.number(), right, suspects, what=told, rtol=1e-3)


def _check_linear(answer: Answer, pairs: Pairs) -> None:
    """It is right for a linear critic, so that what comes next looks for mistakes of another kind."""
    if not near(asked(answer, pairs).number(), (pairs.slopes()[0] - 1) ** 2, 1e-3):
        raise Mistake("the penalty is not right for a linear critic yet, as the first property says: put that right first", 1)
