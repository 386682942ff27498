"""Lesson 09: where the steps of a linear critic end, clipped or not, rightly or by a mistake.

With f(x) = x . w + b the gradient of mean f(fake) - mean f(real) by w is the difference of the two means, whatever w is, and by b
it is 0. A walk of several steps is then a sum.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import given
from gancourse.checks.task import Draw

Change = Callable[[Tensor], Tensor]  # of (w, b), one vector


class Scene:
    """A linear critic, batches for each of its steps, and where right and wrong walks end: (w, b) in one vector.

    Args:
        wide: whether c is so large that nothing is clipped.
        left: whether an earlier step has left gradients.
    """

    def __init__(self, draw: Draw, *, wide: bool = False, left: bool = False, steps: int | None = None, c: float | None = None):
        self.steps, self.wide = steps or draw.size(3, 5), wide
        self.c = c or (10.0 if wide else 0.1 + float(draw.uniform(1)) / 20)
        for _ in range(100):
            self._draw(draw, left)
            if wide or self._told_apart():
                return

    def _draw(self, draw: Draw, left: bool) -> None:
        dim = draw.size(3, 5)
        n = draw.size(3, 7, but=(dim, self.steps))
        m = draw.size(3, 7, but=(n, dim, self.steps))
        self.rate = (2.0 if not self.wide else 0.3) * min(self.c, 0.5)
        many = 2 * self.steps + 2  # more than a right answer draws
        self.real = [draw.normal(n, dim) for _ in range(many)]
        self.fake = [draw.normal(m, dim) for _ in range(many)]
        self.weight = self.c * (2 * draw.uniform(dim) - 1) / (10 if self.wide else 1)
        self.bias = torch.tensor(2.5 * min(self.c, 1))  # no step moves it: where c is less, the clip alone does
        self.left = {"weight.grad": 1 + draw.uniform(dim), "bias.grad": torch.tensor(1.5)} if left else {}
        self.start = torch.cat([self.weight, self.bias.reshape(1)]).double()
        self.gradients = [mean(self.fake[step]) - mean(self.real[step]) for step in range(self.steps)]  # of the loss, by (w, b)

    def _told_apart(self) -> bool:
        """The clips that students write end in different places, and so does a walk that is clipped at another time."""
        if self.steps == 1:
            return True  # where there is one step, when to clip is no question
        others = [end for sentence, end in self.clips().items() if self.c != 0.01 or not sentence.startswith("c is ignored")]
        ends = torch.stack([self.right(), *others])
        apart = (ends[:, None] - ends).abs().amax(2)
        return float((apart + torch.eye(len(ends))).min()) > 5e-3 * self.c

    def arguments(self, *, say: bool = True) -> list[Any]:
        """What the function is called with."""
        return [
            given("score", "critic", weight=self.weight, bias=self.bias, **self.left),
            given("descent", "optimizer", of="critic", lr=self.rate),
            given("feed", "draw_real", values=self.real),
            given("feed", "draw_fake", values=self.fake),
            *([self.steps, self.c] if say else []),
        ]

    def estimate(self, step: int, at: Tensor) -> Tensor:
        """mean f(real) - mean f(fake) of a step's batches, with the weights at (w, b)."""
        return -self.gradients[step] @ at

    def clip(self, at: Tensor) -> Tensor:
        return at.clamp(-self.c, self.c)

    def walk(
        self,
        clip: Change | None = None,
        *,
        gradients: Sequence[Tensor | Change] | None = None,
        before: bool = False,
        once: bool = False,
    ) -> Tensor:
        """Where a walk ends that clips after each step, or before each, or once at its end."""
        at = self.start
        for gradient in self.gradients if gradients is None else gradients:
            at = clip(at) if clip and before else at
            at = at - self.rate * (gradient if isinstance(gradient, Tensor) else gradient(at))
            at = clip(at) if clip and not before and not once else at
        return clip(at) if clip and once else at

    def right(self) -> Tensor:
        return self.walk(self.clip)

    def descents(self) -> dict[str, Tensor]:
        """Where walks end whose gradients are wrong; nothing is clipped."""
        all_steps = self.gradients
        pairs = list(zip(self.real, self.fake, strict=True))[: self.steps]
        sums = torch.stack(all_steps).cumsum(0)
        old = torch.cat([each.double().reshape(-1) for each in self.left.values()]) if self.left else torch.zeros_like(sums[0])
        adds = "are added to new ones: zero_grad() belongs into the loop, before backward()"
        return {
            "the sign of the loss is wrong: the critic *raises* mean f(real) - mean f(fake), and an optimizer lowers what it is "
            "given": self.walk(gradients=[-each for each in all_steps]),
            f"gradients of earlier steps {adds}": self.walk(gradients=list(sums)),
            f"gradients of earlier steps, and of before the call, {adds}": self.walk(gradients=list(sums + old)),
            "gradients from before the call are added to the first step's: clear them before backward()": self.walk(
                gradients=[all_steps[0] + old, *all_steps[1:]]
            ),
            "every step is made with the same two batches: draw anew inside the loop": self.walk(
                gradients=[all_steps[0]] * self.steps
            ),
            "the sum over the batch is taken: the loss is a difference of means": self.walk(
                gradients=[len(fake) * mean(fake) - len(real) * mean(real) for real, fake in pairs]
            ),
            "this is the discriminator's loss, with a sigmoid: a critic's values are taken as they are": self.walk(
                gradients=[partial(of_logits, real=real, fake=fake) for real, fake in pairs]
            ),
            "the critic does not move: backward() is missing, or zero_grad() stands between backward() and step()": self.start,
            "fakes have no part in the loss": self.walk(gradients=[-mean(real) for real, _ in pairs]),
            "real samples have no part in the loss": self.walk(gradients=[mean(fake) for _, fake in pairs]),
        }

    def clips(self) -> dict[str, Tensor]:
        """Where walks end that clip otherwise."""
        c, gradients = self.c, self.gradients

        def weight_only(at: Tensor) -> Tensor:
            return torch.cat([self.clip(at[:-1]), at[-1:]])

        def bias_only(at: Tensor) -> Tensor:
            return torch.cat([at[:-1], self.clip(at[-1:])])

        def by_norm(gradient: Tensor) -> Tensor:
            return gradient * min(1.0, c / float(gradient.norm()))

        def scaled(at: Tensor) -> Tensor:
            return torch.cat([at[:-1] * min(1.0, c / float(at[:-1].norm())), self.clip(at[-1:])])

        return {
            "the weights are not clipped, or only copies are: `clamp` without the underscore makes a new tensor, and the critic "
            "keeps its own": self.walk(),
            "the clip comes before each step, as in the authors' code: by line 7 of algorithm 1 it comes after, and what the "
            "critic is left with lies in [-c, c]": self.walk(self.clip, before=True),
            "the clip comes once, after all steps: by line 7 of algorithm 1 it follows each": self.walk(self.clip, once=True),
            "the bias is not clipped: all parameters are": self.walk(weight_only),
            "the bias alone is clipped: all parameters are, so does the clip stand outside the loop over them?": self.walk(
                bias_only
            ),
            "the weights are clipped from above alone: -c is a bound too": self.walk(lambda at: at.clamp(max=c)),
            "the weights are clipped from below alone: c is a bound too": self.walk(lambda at: at.clamp(min=-c)),
            "the weights are clipped to [0, c]: the bounds are -c and c": self.walk(lambda at: at.clamp(0, c)),
            "the gradients are clipped, and not the weights": self.walk(gradients=[each.clamp(-c, c) for each in gradients]),
            "the gradients are scaled down to the norm c, and the weights are not clipped": self.walk(
                gradients=[by_norm(each) for each in gradients]
            ),
            "c alone is handed to clamp, which takes it for the lower bound: write both, -c and c": self.walk(
                lambda at: at.clamp(min=c)
            ),
            "c is ignored: the weights are clipped to [-0.01, 0.01]": self.walk(lambda at: at.clamp(-0.01, 0.01)),
            "the weights are scaled down to the norm c: clipping takes each entry by itself": self.walk(scaled),
            "the weights are all set to c or -c: an entry that lies between stays": self.walk(lambda at: c * at.sign()),
            "new parameters are put in place of the critic's: the optimizer goes on moving the old ones, so that the critic "
            "stands still after the first step; change them in place": self.walk(self.clip, gradients=gradients[:1]),
        }


def mean(batch: Tensor) -> Tensor:
    """The gradient of mean f by (w, b)."""
    return torch.cat([batch.double().mean(0), torch.ones(1, dtype=torch.float64)])


def of_logits(at: Tensor, real: Tensor, fake: Tensor) -> Tensor:
    """The gradient of -mean log D(real) - mean log(1 - D(fake)) by (w, b), where D = sigmoid(f)."""
    parts = []
    for batch, label in ((real.double(), 1), (fake.double(), 0)):
        excess = torch.sigmoid(batch @ at[:-1] + at[-1]) - label
        parts.append(torch.cat([excess @ batch, excess.sum().reshape(1)]) / len(batch))
    return parts[0] + parts[1]
