"""Lesson 07: the norm of the generator's gradient through a discriminator. The pair is linear, so that it is a formula."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, Reply, expect, near
from gancourse.checks.task import Draw, Task

gradient_norm = Task("07.gradient_norm", "the norm of the generator's gradient", points=3)


class Pair:
    """A linear generator x = z W + b, a discriminator l = x . w + c, and the gradient for given slopes of a loss by the logits.

    Args:
        left: whether gradients of an earlier step stand in both networks' weights.
        n: how many latents; None draws a number.
    """

    def __init__(self, draw: Draw, *, left: bool = False, n: int | None = None):
        dim = draw.size(3, 5)
        latent = draw.size(2, 6, but=(dim,))
        self.z = draw.normal(n or draw.size(3, 9, but=(dim, latent)), latent)
        self.maker = {"weight": draw.normal(latent, dim), "bias": draw.normal(dim)}
        self.judge = {"weight": draw.normal(dim), "bias": draw.normal(1)[0]}
        self.left = {
            name: {f"{key}.grad": 1 + value.abs() for key, value in values.items()} if left else {}
            for name, values in (("generator", self.maker), ("discriminator", self.judge))
        }
        self.w, self.latents = self.judge["weight"].double(), self.z.double()
        self.fake = self.latents @ self.maker["weight"].double() + self.maker["bias"].double()
        self.logits = self.fake @ self.w + self.judge["bias"].double()  # (n,)

    def arguments(self, loss: str) -> list[Any]:
        """What the function is called with."""
        return [
            given("linear", "generator", **self.maker, **self.left["generator"]),
            given("score", "discriminator", **self.judge, **self.left["discriminator"]),
            given(loss, "loss"),
            self.z,
        ]

    def slopes(self, loss: str) -> Tensor:
        """dL/dl of each logit."""
        n = len(self.z)
        return (self.logits - 1) / n if loss == "least squares generator" else torch.full_like(self.logits, -1 / n)

    def parts(self, loss: str) -> list[Tensor]:
        """The gradients by the generator's weight and bias."""
        by_sample = torch.outer(self.slopes(loss), self.w)
        return [self.latents.T @ by_sample, by_sample.sum(0)]

    def judges_parts(self, loss: str) -> list[Tensor]:
        """The gradients by the discriminator's."""
        return [self.slopes(loss) @ self.fake, self.slopes(loss).sum()]

    def suspects(self, loss: str) -> dict[str, Tensor]:
        """What mistakes give."""
        parts, others = self.parts(loss), self.judges_parts(loss)
        norm = together(parts)
        stale = (
            [part + each for part, each in zip(parts, self.left["generator"].values(), strict=True)]
            if self.left["generator"]
            else parts
        )
        D = torch.sigmoid(self.logits)
        own = {name: torch.outer(slopes / len(D), self.w) for name, slopes in {"-log D": D - 1, "log(1 - D)": -D}.items()}
        return {
            f"it ignores the loss that it is given, and uses {name}: call loss(...)": together(
                [self.latents.T @ by_sample, by_sample.sum(0)]
            )
            for name, by_sample in own.items()
        } | {
            "the norms of the weights are added: all entries together are one vector, with one norm": torch.stack(
                [part.norm() for part in parts]
            ).sum(),
            "this is the squared norm: take the root of the sum of squares": norm**2,
            "this is the gradient of one of the weights alone: all of them count, biases too": parts[0].norm(),
            "this is the gradient of the biases alone, which came last: all weights count": parts[1].norm(),
            "the mean of the squares is taken: a norm adds them": norm / sum(part.numel() for part in parts) ** 0.5,
            "the discriminator's weights are counted too: ask for the generator's": together([*parts, *others]),
            "this is the discriminator's gradient: ask for the generator's": together(others),
            "this is the norm of the weights, not of their gradient": together([each.double() for each in self.maker.values()]),
            "this is the largest entry: the norm is the root of the sum of all squares": max(part.abs().max() for part in parts),
            "absolute values are added: the norm is the root of the sum of squares": torch.stack(
                [part.abs().sum() for part in parts]
            ).sum(),
            "the mean of the weights' norms is taken: all entries together are one vector, with one norm": torch.stack(
                [part.norm() for part in parts]
            ).mean(),
            "this is the gradient by the samples: follow it on into the generator's weights": together(
                [torch.outer(self.slopes(loss), self.w)]
            ),
            "the loss is summed over the batch once more: hand the logits to loss(...) as they are": norm * len(self.z),
            "gradients of earlier steps are added in: `backward` adds to .grad, torch.autograd.grad does not": together(stale),
        }


def together(parts: list[Tensor]) -> Tensor:
    """The norm of several tensors as one vector."""
    return torch.cat([part.double().flatten() for part in parts]).norm()


def called(answer: Answer, pair: Pair, loss: str) -> Reply:
    """A call that ended, with its problems in other words."""
    reply = answer.call(*pair.arguments(loss))
    text = str(reply.raw.get("problem"))
    if "have been used in the graph" in text or "does not require grad" in text:
        raise Mistake(
            "no graph leads from the loss back to the generator's weights: is something detached, or under no_grad? Here, other "
            "than in the discriminator's step, the gradient must go back through the fakes"
        )
    reply.check_ran()
    reply.check_unchanged({3: "z"})
    return reply


def _check(answer: Answer, pair: Pair, loss: str) -> Reply:
    reply = called(answer, pair, loss)
    if "generator" not in "".join(reply.events):
        raise Mistake("the generator is not called: make the fakes anew from z, so that a graph leads back to its weights", 1)
    expect(reply.number(), together(pair.parts(loss)), pair.suspects(loss), what="the norm")
    return reply


@gradient_norm.property("the root of the sum of squares over all of the generator's weights", hint=1)
def _norm(answer: Answer, draw: Draw) -> None:
    _check(answer, Pair(draw), "least squares generator")


@gradient_norm.property("the loss is the one that it is given", hint=2)
def _any_loss(answer: Answer, draw: Draw) -> None:
    _check_first(answer, draw)
    pair = Pair(draw)
    reply = called(answer, pair, "minus mean")
    expect(reply.number(), together(pair.parts("minus mean")), pair.suspects("minus mean"), what="the norm for another loss")


@gradient_norm.property("what earlier steps left in .grad does not count", hint=3)
def _stale(answer: Answer, draw: Draw) -> None:
    _check_first(answer, draw)
    _check(answer, Pair(draw, left=True), "least squares generator")


@gradient_norm.property("a measurement leaves nothing behind: no weight and no .grad is changed", hint=3)
def _untouched(answer: Answer, draw: Draw) -> None:
    for left in (False, True):
        pair = Pair(draw, left=left)
        reply = called(answer, pair, "least squares generator")
        for name, values in (("generator", pair.maker), ("discriminator", pair.judge)):
            if any(not torch.equal(reply.weights(name)[key], value) for key, value in values.items()):
                raise Mistake(f"the {name}'s weights move: measure, and take no step")
            for key, now in reply.weight_gradients(name).items():
                was = pair.left[name].get(f"{key}.grad")
                if (now is None) != (was is None) or (now is not None and was is not None and not torch.equal(now, was)):
                    whose = "fills or clears" if was is None or now is None or not now.ne(0).any() else "adds to"
                    raise Mistake(
                        f"it {whose} the .grad of the {name}'s {key}: the next training step would find it changed; "
                        "torch.autograd.grad returns gradients and stores none"
                    )
            if reply.raw["given"][name]["frozen"]:
                raise Mistake(f"the {name} is left frozen (requires_grad is False)")


@gradient_norm.property("a plain number or a tensor () without a graph; one latent is a batch too", hint=4)
def _plain(answer: Answer, draw: Draw) -> None:
    _check_first(answer, draw)
    pair = Pair(draw, n=1)
    reply = _check(answer, pair, "least squares generator")
    if reply.raw.get("graph"):
        raise Mistake("it is returned with its graph: a history of such numbers keeps every step's graph in memory; detach it")


def _check_first(answer: Answer, draw: Draw) -> None:
    """The norm is right where nothing special is asked, so that what comes next looks for mistakes of another kind."""
    pair = Pair(draw)
    loss = "least squares generator"
    if not near(called(answer, pair, loss).number(), together(pair.parts(loss))):
        raise Mistake("the norm is not right yet, as the first property says: put that right first", 1)
