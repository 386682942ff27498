"""Lesson 09: the critic's part of WGAN's algorithm 1, each step followed by the clip."""

from functools import partial

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_09.walks import Scene
from gancourse.checks.reply import Mistake, Reply, expect, near
from gancourse.checks.symptoms import explained
from gancourse.checks.task import Draw, Task

critic_steps = Task("09.critic_steps", "the critic's steps, each followed by the clip", points=3)
SYMPTOMS = {
    "leaf Variable that requires grad is being used in an in-place": "the weights ask for gradients, and are changed in place "
    "with autograd looking on: put the clip under torch.no_grad()",
    "does not require grad": "no graph leads from the loss to the critic's weights: does no_grad or detach cover more than the "
    "clip?",
    "must match the size of tensor": "the two batches differ in size, and no real sample belongs to any generated one: take the "
    "mean of each, then the difference",
}


def vector(weights: dict[str, Tensor]) -> Tensor:
    """(w, b) in one vector, float64."""
    return torch.cat([weights[key].double().flatten() for key in ("weight", "bias")])


def walked(answer: Answer, scene: Scene, *, say: bool = True) -> Reply:
    """A call that ended, took the steps that were asked, and left the critic a critic.

    Raises:
        Mistake: it was not so.
    """
    reply = explained(answer.call(*scene.arguments(say=say)), SYMPTOMS)
    if not say and "missing" in str(reply.raw.get("problem")):
        raise Mistake("n_critic and c have no defaults: write n_critic=5, c=0.01 in the signature", 3)
    reply.check_ran()
    steps = reply.events.count("optimizer.step")
    told = f"n_critic = {scene.steps}" if say else "n_critic is left out, and 5 by default"
    if steps == 0:
        raise Mistake(
            "the optimizer that it was given takes no step: call optimizer.step(), with parentheses, and make no other", 1
        )
    if steps == 1 < scene.steps:
        raise Mistake(f"it takes one step ({told}): is there a loop, and does the `return` stand after it, not in it?", 3)
    if steps != scene.steps:
        raise Mistake(f"it takes {steps} steps ({told})", 3)
    for feed in ("draw_real", "draw_fake"):
        drawn = sum(event.startswith(f"{feed}(") for event in reply.events)
        if drawn < scene.steps:
            when = "once, before the loop," if drawn == 1 else f"{drawn} times"
            raise Mistake(f"{feed}() is called {when} for {scene.steps} steps: each step needs a new batch", 3)
        if drawn > scene.steps:
            raise Mistake(f"{feed}() is called {drawn} times for {scene.steps} steps: one batch a step, used once", 3)
    weights = reply.weights("critic")
    if set(weights) != {"weight", "bias"} or any(not each.isfinite().all() for each in weights.values()):
        raise Mistake("the critic's weights are not what they were: change them in place, and nothing else of the critic")
    if reply.raw["given"]["critic"]["frozen"]:
        raise Mistake("the critic is left frozen (requires_grad is False): in the next round it could not learn")
    return reply


def _check_descent(answer: Answer, draw: Draw) -> None:
    """Its steps are right, whatever the clip makes of them, so that what comes next looks for mistakes of another kind."""
    scene = Scene(draw, wide=True)
    end = vector(walked(answer, scene).weights("critic"))
    if not near(end, scene.walk(), 1e-3, 1e-4) and not any(near(end, each, 1e-3, 1e-4) for each in scene.clips().values()):
        raise Mistake("the steps are not right yet, as the first property says: put that right first", 1)


@critic_steps.property("each step goes up mean f(real) - mean f(fake)", hint=1)
def _descends(answer: Answer, draw: Draw) -> None:
    for left in (False, True):
        scene = Scene(draw, wide=True, left=left)
        reply = walked(answer, scene)
        end, right = vector(reply.weights("critic")), scene.walk()
        suspects = {} if near(end, right, 1e-3, 1e-4) else {**scene.descents(), **scene.clips()}
        what = "the vector of the critic's weights after steps that nothing clips"
        expect(end, right, suspects, what=what, rtol=1e-3, atol=1e-4)


@critic_steps.property("after each step all parameters, biases too, are in [-c, c]", hint=2)
def _clips(answer: Answer, draw: Draw) -> None:
    _check_descent(answer, draw)
    scene = Scene(draw)
    reply = walked(answer, scene)
    end = vector(reply.weights("critic"))
    what = "the vector of the critic's weights after steps and clips"
    expect(end, scene.right(), scene.clips(), what=what, rtol=1e-3, atol=1e-4 * scene.c)


@critic_steps.property("n_critic steps, each with a new batch of both; 5 and c = 0.01 where nobody says otherwise", hint=3)
def _counts(answer: Answer, draw: Draw) -> None:
    _check_descent(answer, draw)
    scene = Scene(draw, steps=1)
    walked(answer, scene)
    usual = Scene(draw, steps=5, c=0.01)
    end = vector(walked(answer, usual, say=False).weights("critic"))
    what = "the vector of the critic's weights with the default c = 0.01"
    others = {
        f"c must be 0.01 by default: here they are clipped to {c:g}, or not at all": usual.walk(
            partial(torch.clamp, min=-c, max=c)
        )
        for c in (0.1, 0.05, 0.02, 0.001)
    }
    expect(end, usual.right(), {**others, **usual.clips()}, what=what, rtol=1e-3, atol=1e-4 * usual.c)


@critic_steps.property("it returns the last step's estimate, from before that step, as a number without a graph", hint=4)
def _returns(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw, wide=True)
    reply = walked(answer, scene)
    value = reply.value()
    if isinstance(value, list):
        raise Mistake("it must return one number, got several: the estimate of the last step alone")
    number = reply.number()
    _check_descent(answer, draw)
    ends = [scene.start]
    for step in range(scene.steps):
        ends.append(ends[-1] - scene.rate * scene.gradients[step])
    last = scene.steps - 1
    estimates = torch.stack([scene.estimate(step, ends[step]) for step in range(scene.steps)])
    suspects = {
        "this is the loss, which is minus the estimate: mean f(real) - mean f(fake) measures a distance": -estimates[-1],
        "this is the estimate after the last step: keep the one that the step was made from": scene.estimate(last, ends[-1]),
        "this is the first step's estimate: does the `return` see the last?": estimates[0],
        "this is the mean over the steps: the critic has moved meanwhile, return the last": estimates.mean(),
        "this is the sum over the steps: return the last": estimates.sum(),
        "this is the mean of minus the estimates: return the last, mean f(real) - mean f(fake)": -estimates.mean(),
    }
    expect(number, estimates[-1], suspects, what="the estimate", rtol=1e-3, atol=1e-4)
    if reply.raw.get("graph"):
        raise Mistake("it is returned with its graph, which a history of such numbers would keep in memory: .item() or .detach()")
