"""Lesson 08: batch normalisation of maps, in training with running statistics, and in evaluation by them."""

from typing import Any

from torch import Tensor
from torch.nn import functional

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_08.asking import ask
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect, near
from gancourse.checks.task import Draw, Task

batch_norm = Task("08.batch_norm", "batch norm of maps, in training and in evaluation", points=3)

COLUMN = "numbers of the channels, (channels,), meet maps (n, channels, h, w) as (channels, 1, 1)"
KNOWN = {
    "must match the size of tensor b": f"two shapes do not line up: {COLUMN}; a mean over axes drops them, unless keepdim=True",
    "doesn't match the broadcast shape": f"two shapes do not line up: {COLUMN}",
    "shape mismatch": f"two shapes do not line up: {COLUMN}",
}
VALUES = ("y", "the running mean", "the running variance")
RUNNING = (1, 2)
NAMES = {0: "x", 1: "gain", 2: "shift", 3: "running_mean", 4: "running_variance"}


class Maps:
    """Maps whose channels differ in mean and spread, and what mistakes make of them.

    Args:
        n: pictures; None draws a number. square: as many channels as columns, where a forgotten reshape raises nothing.
        eps: in the function's argument; None leaves it out.
    """

    def __init__(self, draw: Draw, *, n: int | None = None, square: bool = False, eps: float | None = None):
        sizes: list[int] = []
        for _ in range(4):
            sizes.append(draw.size(2, 6, but=tuple(sizes)))
        self.n, c, h, w = n or sizes[0], *sizes[1:]
        if square:
            w = c
        spread = draw.uniform(c, low=0.5, high=2.0)[:, None, None]
        self.x = draw.normal(self.n, c, h, w) * spread + 2 * draw.normal(c)[:, None, None] + draw.normal(self.n, 1, 1, 1)
        self.gain, self.shift = 0.5 + draw.uniform(c), 1 + draw.normal(c).abs()
        self.mean, self.variance = draw.normal(c) - 3, 4 + 3 * draw.uniform(c)
        self.given, self.eps = eps, 1e-5 if eps is None else eps

    def arguments(self, training: bool, momentum: float = 0.1) -> list[Any]:
        """What the function is called with."""
        head = [self.x, self.gain, self.shift, self.mean, self.variance, training]
        if self.given is not None:
            return [*head, momentum, self.given]
        return head if momentum == 0.1 else [*head, momentum]

    def normed(self, mean: Tensor, variance: Tensor) -> Tensor:
        """By these statistics, which broadcast against the maps."""
        x = self.x.double()
        return (x - mean) / (variance + self.eps).sqrt() * column(self.gain) + column(self.shift)

    def over(self, *axes: int, correction: int = 0) -> Tensor:
        """By statistics over these axes."""
        x = self.x.double()
        return self.normed(x.mean(axes, keepdim=True), x.var(axes, keepdim=True, correction=correction))

    def batch(self, correction: int = 0) -> tuple[Tensor, Tensor]:
        """Mean and variance of each channel, (channels,)."""
        x = self.x.double()
        return x.mean((0, 2, 3)), x.var((0, 2, 3), correction=correction)

    def right(self, training: bool, momentum: float = 0.1) -> tuple[Tensor, Tensor, Tensor]:
        """What torch gives: y, and the running statistics after it."""
        mean, variance = self.mean.double(), self.variance.double()
        gain, shift = self.gain.double(), self.shift.double()
        y = functional.batch_norm(self.x.double(), mean, variance, gain, shift, training, momentum, self.eps)
        return y, mean, variance

    def suspects(self) -> dict[str, Tensor]:
        """What mistakes make of y in training."""
        x, gain, shift = self.x.double(), column(self.gain), column(self.shift)
        mean, variance = (column(each) for each in self.batch())
        root = (variance + self.eps).sqrt()
        unit = (x - mean) / root
        many = self.x.numel() // self.x.shape[1]
        found = {
            "statistics are taken of each place by itself, over the batch alone: a channel's are over the batch and all its "
            "places, the axes 0, 2 and 3": self.over(0),
            "statistics are taken of each map by itself, which is instance norm: take them over the batch too": self.over(2, 3),
            "statistics are taken of each picture, which is layer norm: each channel has its own": self.over(1, 2, 3),
            "statistics are taken over all channels together: each channel has its own": self.over(0, 1, 2, 3),
            "statistics are taken over the channels: each channel has its own, over the axes 0, 2 and 3": self.over(1),
            f"the variance is divided by {many} - 1: to normalise, divide by {many} (correction=0, or unbiased=False)": self.over(
                0, 2, 3, correction=1
            ),
            "it divides by the variance: take its root": (x - mean) / (variance + self.eps) * gain + shift,
            "the mean is not subtracted": x / root * gain + shift,
            "it multiplies by the standard deviation: divide by it": (x - mean) * root * gain + shift,
            "gain and shift are left out": unit,
            "the gain is left out": unit + shift,
            "the shift is left out": unit * gain,
            "gain and shift are exchanged": unit * shift + gain,
            "the gain is applied to the shift too: gain times the normalised, then plus the shift": (unit + shift) * gain,
            "the running statistics are used in training: there a batch is normalised by its own": self.normed(
                column(self.mean), column(self.variance)
            ),
            "the running statistics, once updated, are used in training: there a batch is normalised by its own": self.normed(
                *(column(each) for each in self.right(True)[1:])
            ),
        }
        if self.x.shape[1] == self.x.shape[3]:
            where = "the columns of the maps: they belong to channels, so give them the shape (channels, 1, 1)"
            found |= {
                f"gain and shift lie along {where}": unit * self.gain.double() + self.shift.double(),
                f"the gain's numbers lie along {where}": unit * self.gain.double() + shift,
                f"the shift's numbers lie along {where}": unit * gain + self.shift.double(),
                f"mean and variance lie along {where}": (x - mean.flatten()) / root.flatten() * gain + shift,
            }
        return found


def column(values: Tensor) -> Tensor:
    """(channels,) as it meets maps, (channels, 1, 1), in float64."""
    return values.double()[:, None, None]


def parts(reply: Reply, maps: Maps) -> list[Tensor]:
    """The three tensors that came back, each of its shape; an error says which one is wrong."""
    found = []
    for name, value, shape in zip(VALUES, reply.parts(3), (maps.x.shape, maps.mean.shape, maps.mean.shape), strict=True):
        if value is None:
            raise Mistake(f"{name} is None: return all three in every mode")
        try:
            found.append(as_tensor(value, tuple(shape)))
        except Mistake as mistake:
            raise Mistake(f"{name}: {mistake}") from None
    return found


def called(answer: Answer, maps: Maps, training: bool, momentum: float = 0.1) -> list[Tensor]:
    """The answer's three tensors; a running statistic that was changed in place is named."""
    reply = ask(answer, *maps.arguments(training, momentum), known=KNOWN)
    if "required positional" in str(reply.raw.get("problem")):
        raise Mistake("momentum and eps have lost their defaults, 0.1 and 1e-5: keep the signature")
    try:
        return parts(reply, maps)
    except Mistake as mistake:
        if reply.raw.get("problem"):
            raise
        raise Mistake(f"with training={training}: {mistake}", mistake.hint) from None


def check_y(answer: Answer, maps: Maps, what: str = "y") -> None:
    expect(called(answer, maps, True)[0], maps.right(True)[0], maps.suspects(), what=what, atol=1e-4)


@batch_norm.property("in training: each channel by its own mean and variance over the batch and all places", hint=1)
def _training(answer: Answer, draw: Draw) -> None:
    check_y(answer, Maps(draw))


@batch_norm.property("gain and shift belong to the channels", hint=2)
def _gain(answer: Answer, draw: Draw) -> None:
    check_y(answer, Maps(draw, square=True), "y, where the maps are as wide as there are channels,")


@batch_norm.property("eps stands under the root, beside the variance", hint=2)
def _eps(answer: Answer, draw: Draw) -> None:
    _check_first(answer, draw)
    maps = Maps(draw, eps=0.2 + float(draw.uniform(1)[0]))
    x, gain, shift = maps.x.double(), column(maps.gain), column(maps.shift)
    mean, variance = (column(each) for each in maps.batch())
    suspects = {
        "eps is added to the standard deviation: it stands under the root, with the variance": (x - mean)
        / (variance.sqrt() + maps.eps)
        * gain
        + shift,
        "eps is left out, or is fixed: use the argument": (x - mean) / (variance + 1e-5).sqrt() * gain + shift,
        "eps is squared: it is added to the variance as it is": (x - mean) / (variance + maps.eps**2).sqrt() * gain + shift,
        "eps is subtracted": (x - mean) / (variance - maps.eps).abs().sqrt() * gain + shift,
    }
    expect(called(answer, maps, True)[0], maps.right(True)[0], suspects, what=f"y with eps = {maps.eps:.3g}", atol=1e-4)
    flat = Maps(draw)
    flat.x[:, 0] = 2.5  # of variance 0
    value = ask(answer, *flat.arguments(True), known=KNOWN).parts(3)[0]
    if isinstance(value, Tensor) and not value.isfinite().all():
        raise Mistake("a channel of equal numbers has variance 0, and y has no finite number there: eps is left out")
    expect(called(answer, flat, True)[0], flat.right(True)[0], what="y where a channel's numbers are all equal", atol=1e-2)


@batch_norm.property("running statistics move a tenth of the way, the variance by n - 1", hint=3)
def _running(answer: Answer, draw: Draw) -> None:
    for momentum in (0.1, 0.15 + 0.2 * float(draw.uniform(1)[0])):
        maps = Maps(draw)
        found, right = called(answer, maps, True, momentum), maps.right(True, momentum)
        biased, unbiased = maps.batch(0), maps.batch(1)
        for place in RUNNING:
            old = (maps.mean, maps.variance)[place - 1].double()
            new, other = unbiased[place - 1], biased[place - 1]
            suspects = {
                "it is as it was: in training it moves towards the batch's": old,
                "the weights are exchanged: momentum is the share of the new batch": new + momentum * (old - new),
                "the weights are exchanged: momentum is the share of the new batch, whose variance divides by n - 1": other
                + momentum * (old - other),
                "it is replaced by the batch's: it moves a little towards it": new,
                "it is replaced by the batch's, with n in place of n - 1": other,
                "the old value does not shrink: it keeps the share 1 - momentum": old + momentum * new,
                "the old value does not shrink, and the variance lacks its n - 1": old + momentum * other,
                "here the variance divides by n: the running one estimates the variance of all data, and divides by n - 1": (
                    old + momentum * (other - old)
                ),
                "momentum is fixed at 0.1: use the argument": 0.9 * old + 0.1 * new,
                "it moves away from the batch's: old + momentum (new - old)": old - momentum * (new - old),
                "this is the other statistic: return y, then the mean, then the variance": right[3 - place],
                "the standard deviation is averaged: keep the variance": old + momentum * (new.abs().sqrt() - old),
            }
            named = {f"{VALUES[place]}: {sentence}": value for sentence, value in suspects.items()}
            expect(found[place], right[place], named, what=VALUES[place], atol=1e-4)


@batch_norm.property("in evaluation: by the running statistics, which stay", hint=4)
def _evaluation(answer: Answer, draw: Draw) -> None:
    for n in (None, 1):
        maps = Maps(draw, n=n)
        found, right = called(answer, maps, False), maps.right(False)
        old = [column(maps.mean), column(maps.variance)]
        new = [column(each) for each in maps.right(True)[1:]]
        x, gain, shift = maps.x.double(), column(maps.gain), column(maps.shift)
        suspects = {
            "the batch's statistics are used in evaluation too: there the running ones take their place": maps.right(True)[0],
            "the batch's statistics (by n - 1) are used in evaluation too: there the running ones take their place": maps.over(
                0, 2, 3, correction=1
            ),
            "the running statistics are moved before they are used: in evaluation they stay": maps.normed(*new),
            "in evaluation it divides by the running variance: take its root": (x - old[0]) / (old[1] + maps.eps) * gain + shift,
            "in evaluation gain and shift are left out": (x - old[0]) / (old[1] + maps.eps).sqrt(),
            "in evaluation the running mean is not subtracted": x / (old[1] + maps.eps).sqrt() * gain + shift,
            "in evaluation x is returned as it came": x,
        }
        expect(found[0], right[0], suspects, what="y in evaluation", atol=1e-4)
        for place in RUNNING:
            sentence, biased = f"{VALUES[place]} moves in evaluation: nothing is learned there", maps.batch()[place - 1]
            moved = {sentence: maps.right(True)[place], sentence + ", from no batch": 0.9 * right[place] + 0.1 * biased}
            expect(found[place], right[place], moved, what=f"{VALUES[place]} after an evaluation", atol=1e-4)


@batch_norm.property("one picture is a batch too; what it is given stays as it was", hint=3)
def _single(answer: Answer, draw: Draw) -> None:
    for training in (True, False):
        reply = ask(answer, *Maps(draw).arguments(training), known=KNOWN)
        for place in reply.raw.get("changed", []):
            if place in (3, 4):
                raise Mistake(f"it changes `{NAMES[place]}` in place: return a new tensor, as the task asks, and leave this one")
        reply.check_unchanged(NAMES)
    check_y(answer, Maps(draw, n=1), "y of a batch of one picture")


def _check_first(answer: Answer, draw: Draw) -> None:
    """y is right where eps hardly matters, so that what comes next looks for mistakes of another kind."""
    maps = Maps(draw)
    if not near(called(answer, maps, True)[0], maps.right(True)[0], atol=1e-4):
        raise Mistake("y is not right yet where eps hardly matters, as the first property says: put that right first", 1)
