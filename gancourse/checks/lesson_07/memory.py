"""Lesson 07: the accuracy of a discriminator on the fakes of earlier frames."""

from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, Reply, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

remembered = Task("07.remembered", "what a discriminator remembers", points=2)


class Album:
    """A discriminator l = x . w + c, real samples, and frames of fakes: so many of each on either side of its border."""

    def __init__(self, draw: Draw, n: int | None = None, m: int | None = None):
        dim = draw.size(2, 4)
        self.n = n or draw.size(5, 9)
        self.m = m or draw.size(10, 20)
        frames = draw.size(3, 6, but=(dim,))
        self.judge = {"weight": draw.normal(dim), "bias": 0.5 + draw.uniform(1)[0]}
        self.real = self._with_logits(draw, self._logits(draw, self.n, draw.size((self.n + 1) // 2, self.n)))
        rows = [self._logits(draw, self.m, draw.size(0, self.m)) for _ in range(frames)]
        self.fakes = torch.stack([self._with_logits(draw, row) for row in rows])  # (frames, m, dim)
        w, c = self.judge["weight"].double(), self.judge["bias"].double()
        self.on_real, self.on_fake = self.real.double() @ w + c, self.fakes.double() @ w + c

    def _logits(self, draw: Draw, count: int, above: int) -> Tensor:
        """So many logits, of which some are above zero: below 0.3, between 0.7 and 1, or far off, for each in turn."""
        size = 0.1 + 0.15 * draw.uniform(count)
        size[1::3] = 0.75 + 0.2 * draw.uniform(len(size[1::3]))
        size[2::3] = 2 + draw.uniform(len(size[2::3]))
        sign = torch.where(torch.arange(count) < above, 1.0, -1.0)
        return (sign * size)[torch.randperm(count, generator=draw.stream)]

    def _with_logits(self, draw: Draw, logits: Tensor) -> Tensor:
        """Points with these logits, (n, dim)."""
        w, c = self.judge["weight"], self.judge["bias"]
        points = draw.normal(len(logits), len(w))
        return points + ((logits - c - points @ w) / (w @ w))[:, None] * w

    def arguments(self) -> list[Any]:
        """What the function is called with."""
        return [given("score", "discriminator", **self.judge), self.real, self.fakes]

    def accuracy(self, border: float = 0.0) -> Tensor:
        """The right answer, (frames,)."""
        return ((self.on_real > border).double().mean() + (self.on_fake < border).double().mean(1)) / 2

    def suspects(self) -> dict[str, Tensor]:
        """What mistakes give."""
        real, fake = (self.on_real > 0).double(), (self.on_fake < 0).double()
        n, m = self.n, self.m
        mean_D = (torch.sigmoid(self.on_real).mean() + 1 - torch.sigmoid(self.on_fake).mean(1)) / 2
        return {
            "fakes count as recognised where the logit is above 0: there D calls them real": (real.mean() + 1 - fake.mean(1)) / 2,
            "all samples are pooled: real ones and fakes must count equally, however many there are": (
                (real.sum() + fake.sum(1)) / (n + m)
            ),
            "the real samples are left out: a discriminator that calls everything fake would be perfect": fake.mean(1),
            "this is the share of errors: real samples are recognised above 0, fakes below": 1 - self.accuracy(),
            "the logits are compared with 0.5: that is the border of D, the logits' is 0": self.accuracy(0.5),
            "these are means of D and not shares of right answers": mean_D,
            "the two shares are added: their mean is the accuracy": 2 * self.accuracy(),
            "the frames come in the opposite order": self.accuracy().flip(0),
            "the real samples are counted as fakes": (1 - real.mean() + fake.mean(1)) / 2,
            "every frame gets the mean over all frames": self.accuracy().mean().expand(len(self.on_fake)),
        }


def shares(reply: Reply, frames: int) -> Tensor:
    """The tensor (frames,) that came back."""
    value = reply.value()
    if isinstance(value, list):
        raise Mistake("it returns a list: put the numbers into one tensor (frames,), with torch.stack or torch.tensor", 3)
    if isinstance(value, Tensor) and value.ndim == 0 and frames > 1:
        raise Mistake("it returns one number for all frames: each frame has an accuracy of its own", 3)
    return reply.tensor((frames,), None)


def _check(answer: Answer, album: Album) -> Reply:
    reply = ask(answer, *album.arguments())
    text = str(reply.raw.get("problem"))
    if "size mismatch" in text or "cannot be multiplied" in text:
        raise Mistake(
            "the discriminator takes samples (n, d), and `frames` is (frames, m, d): hand it one frame after the other", 3
        )
    if "could not infer output dtype" in text:
        raise Mistake("a share is the mean of numbers, and these are booleans: turn them into numbers first, with `.float()`", 1)
    expect(shares(reply, len(album.fakes)).double(), album.accuracy(), album.suspects(), what="the accuracy of each frame")
    return reply


@remembered.property("half for the real samples, half for the fakes of each frame", hint=1)
def _balanced(answer: Answer, draw: Draw) -> None:
    _check(answer, Album(draw))


@remembered.property("right on all fakes: 1/2 more than wrong on all of them", hint=2)
def _extremes(answer: Answer, draw: Draw) -> None:
    album = Album(draw)
    _check(answer, album)
    w = album.judge["weight"]
    album.fakes = torch.stack([album.fakes[0] + 100 * w, album.fakes[0] - 100 * w])
    album.on_fake = album.fakes.double() @ w.double() + album.judge["bias"].double()
    _check(answer, album)


@remembered.property("a measurement: no graph, no gradient, nothing changed", hint=4)
def _plain(answer: Answer, draw: Draw) -> None:
    album = Album(draw)
    reply = _check(answer, album)
    reply.check_unchanged({1: "real", 2: "frames"})
    if any(each is not None for each in reply.weight_gradients("discriminator").values()):
        raise Mistake("gradients are left in the discriminator: nothing is learned here")
    if reply.raw.get("graph"):
        raise Mistake("it is returned with a graph: a measurement needs none, put it under torch.no_grad()")


@remembered.property("one real sample, one fake a frame, one frame", hint=3)
def _single(answer: Answer, draw: Draw) -> None:
    album = Album(draw, n=1, m=1)
    _check(answer, album)
    album = Album(draw)
    album.fakes, album.on_fake = album.fakes[:1], album.on_fake[:1]
    _check(answer, album)
