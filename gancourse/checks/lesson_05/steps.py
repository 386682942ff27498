"""Lesson 05: one step of each player. Given are linear networks, gradient descent and least squares as the loss."""

import torch

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_05.scene import Scene, filled, flat
from gancourse.checks.reply import Mistake, Reply, expect, near
from gancourse.checks.task import Draw, Task

discriminator_step = Task("05.discriminator_step", "one step of the discriminator", points=3)
generator_step = Task("05.generator_step", "one step of the generator", points=3)


@discriminator_step.property("its optimizer takes one step down the loss that it is given", hint=1)
def _discriminator_moves(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw, "discriminator")
    reply = _stepped(answer, scene)
    n, m, on_real, on_fake = len(scene.x), len(scene.fake), scene.on_real, scene.on_fake
    of_real, of_fake = (on_real - 1) / n, on_fake / m
    own = scene.slopes((torch.sigmoid(on_real) - 1) / n, torch.sigmoid(on_fake) / m)
    expect(
        flat(reply.weights("discriminator")),
        scene.after(scene.gradient()),
        {
            "the discriminator does not move, for no gradient is there at optimizer.step(): backward() is missing, or "
            "zero_grad() stands between backward() and step()": scene.start,
            "the labels are swapped: the loss takes the logits of real samples first, those of fakes second": scene.after(
                scene.slopes(on_real / n, (on_fake - 1) / m)
            ),
            "it climbs: the loss is to be lowered, it has its sign already": scene.after(-scene.gradient()),
            "it ignores the loss that it is given, and uses -V: call loss(...)": scene.after(own),
            "the fakes' half of the loss does not reach the discriminator: detach the samples, not their logits": scene.after(
                scene.slopes(of_real, None)
            ),
            "the loss is called with labels: it takes the logits of real and of fake samples at once": scene.after(
                scene.slopes(of_real, (on_fake - 1) / m)
            ),
            "the real half of the loss does not reach the discriminator": scene.after(scene.slopes(None, of_fake)),
        },
        what="the vector of the discriminator's weights after the step",
    )


@discriminator_step.property("gradients that an earlier step left behind are cleared first", hint=2)
def _discriminator_clears(answer: Answer, draw: Draw) -> None:
    _check_clears(answer, draw, "discriminator", "the generator's step leaves gradients here each time")


@discriminator_step.property("the generator comes out as it went in, without gradients", hint=3)
def _generator_untouched(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw, "discriminator")
    reply = answer.call(*scene.arguments())
    scene.check_ran(reply)
    scene.check_other(reply)
    if filled(reply.weight_gradients("generator")):
        raise Mistake(
            "the gradient reaches the generator and fills its .grad: did you forget to detach the fakes? This step comes out the "
            "same, but it pays for a backward pass that nobody uses, and where the next step of the generator does not clear "
            "these gradients it adds them to its own"
        )


@discriminator_step.property("it returns the loss from before the step, as a number without a graph", hint=4)
def _discriminator_returns(answer: Answer, draw: Draw) -> None:
    _check_returns(answer, draw, "discriminator")


@discriminator_step.property("one sample is a batch too, of new sizes at every call")
def _discriminator_single(answer: Answer, draw: Draw) -> None:
    _check_single(answer, draw, "discriminator")


@generator_step.property("its optimizer takes one step down the loss that it is given", hint=1)
def _generator_moves(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw, "generator")
    reply = _stepped(answer, scene)
    m, logits = len(scene.fake), scene.on_fake
    D = torch.sigmoid(logits)
    expect(
        flat(reply.weights("generator")),
        scene.after(scene.gradient()),
        {
            "the generator does not move, for no gradient reaches it: the fakes are detached here, backward() is missing, or "
            "zero_grad() stands between backward() and step()": scene.start,
            "it climbs: the loss is to be lowered, it has its sign already": scene.after(-scene.gradient()),
            "it ignores the loss that it is given, and uses -log D: call loss(...)": scene.after(scene.push((D - 1) / m)),
            "it ignores the loss that it is given, and uses log(1 - D): call loss(...)": scene.after(scene.push(-D / m)),
            "the logits go through a sigmoid on their way: the loss takes logits": scene.after(
                scene.push((D - 1) * D * (1 - D) / m)
            ),
            "the logits change their sign on their way to the loss: it makes a fake look real as it is": scene.after(
                scene.push((logits + 1) / m)
            ),
        },
        what="the vector of the generator's weights after the step",
    )


@generator_step.property("gradients that an earlier step left behind are cleared first", hint=2)
def _generator_clears(answer: Answer, draw: Draw) -> None:
    _check_clears(answer, draw, "generator", "its own last step, or a discriminator's without detach, left them")


@generator_step.property("the discriminator's weights stay, and may learn again", hint=3)
def _discriminator_untouched(answer: Answer, draw: Draw) -> None:
    scene = Scene(draw, "generator")
    reply = answer.call(*scene.arguments())
    scene.check_ran(reply)
    scene.check_other(reply)


@generator_step.property("it returns the loss from before the step, as a number without a graph", hint=4)
def _generator_returns(answer: Answer, draw: Draw) -> None:
    _check_returns(answer, draw, "generator")


@generator_step.property("one sample is a batch too, of new sizes at every call")
def _generator_single(answer: Answer, draw: Draw) -> None:
    _check_single(answer, draw, "generator")


def _stepped(answer: Answer, scene: Scene) -> Reply:
    """A call that moved its player once, and nobody else, and that would do the same again.

    Raises:
        Mistake: it was not so.
    """
    reply, again = (answer.call(*scene.arguments()) for _ in range(2))
    scene.check_ran(reply)
    scene.check_other(reply)
    scene.check_one_step(reply)
    scene.check_ran(again)
    if not torch.equal(flat(reply.weights(scene.player)), flat(again.weights(scene.player))):
        raise Mistake("two calls with the same inputs take different steps: draw no noise here, z is the noise")
    return reply


def _check_first(answer: Answer, draw: Draw, player: str) -> None:
    """The step is right where nothing special is asked, so that what comes next looks for mistakes of another kind."""
    scene = Scene(draw, player)
    reply = answer.call(*scene.arguments())
    scene.check_ran(reply)
    if not near(flat(reply.weights(player)), scene.after(scene.gradient())):
        raise Mistake("the step is not right yet, as the first property says: put that right first", hint=1)


def _check_clears(answer: Answer, draw: Draw, player: str, whence: str) -> None:
    """What stood in .grad before the call has no part in the step."""
    _check_first(answer, draw, player)
    scene = Scene(draw, player, left=True)
    reply = answer.call(*scene.arguments())
    scene.check_ran(reply)
    late = not filled(reply.weight_gradients(player))
    sentence = "cleared only after the step, too late" if late else "added to the new ones: zero_grad() is missing"
    expect(
        flat(reply.weights(player)),
        scene.after(scene.gradient()),
        {f"old gradients are {sentence}; {whence}": scene.after(scene.gradient() + flat(scene.left))},
        what=f"the vector of the {player}'s weights after a step that found old gradients",
    )


def _check_returns(answer: Answer, draw: Draw, player: str) -> None:
    """The loss of the networks as they were."""
    scene = Scene(draw, player)
    reply = answer.call(*scene.arguments())
    scene.check_ran(reply)
    value = reply.number()
    _check_first(answer, draw, player)
    later = scene.loss(scene.after(scene.gradient()))
    sentence = "this is the loss after the step: return the one that backward() was called on"
    expect(value, scene.loss(), {sentence: later}, what="the loss")
    if reply.raw.get("graph"):
        raise Mistake(
            "the loss is returned with its graph, and whoever keeps a history keeps the graph of every step in memory: "
            "return loss.item() or loss.detach()"
        )


def _check_single(answer: Answer, draw: Draw, player: str) -> None:
    """A batch of one latent and one datum is played with as any other."""
    _check_first(answer, draw, player)
    scene = Scene(draw, player, single=True)
    reply = answer.call(*scene.arguments())
    scene.check_ran(reply)
    expect(
        flat(reply.weights(player)),
        scene.after(scene.gradient()),
        what=f"the vector of the {player}'s weights after a step on one sample",
    )
