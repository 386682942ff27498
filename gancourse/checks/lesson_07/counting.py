"""Lesson 07: a mode counter by the protocol of VEEGAN and PacGAN."""

from collections.abc import Callable

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Number, Reply, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

count_modes = Task("07.count_modes", "a mode counter with its gate", points=2)


class Field:
    """Modes on a lattice that is far wider than they are, and samples at known distances from some of them.

    Attributes:
        at: of each sample its mode. far: its distance from there, in standard deviations.
    """

    def __init__(self, draw: Draw, gate: float = 3.0):
        side, dim = 4, 2
        lattice = 60 * torch.cartesian_prod(torch.arange(side), torch.arange(side)).float()
        alive = draw.size(2, 4)  # modes with many samples; then come one with a good sample, one with a bad one, and empty ones
        touched = alive + 2  # found, touched and missed modes differ in number
        k = draw.size(alive + 4, side * side - 1, but=(touched + alive - 1, touched + alive, touched + alive + 1))
        order = torch.randperm(side * side, generator=draw.stream)
        self.modes, self.scale, self.gate = lattice[order[:k]], 1.3 + float(draw.uniform(1)) / 2, gate
        n = draw.size(30, 50)
        self.at = draw.integers(alive, n)
        good, bad = n - n // 5, n // 5  # evenly spaced, so that every border has samples on both of its sides
        far = torch.cat([torch.linspace(0.05, 0.95, good), torch.linspace(1.05, 1.9, bad)])
        self.far = gate * far[torch.randperm(n, generator=draw.stream)]
        self.at[1], self.far[1] = alive, 0.5 * gate  # a mode with one good sample alone
        self.at[0], self.far[0] = alive + 1, 1.3 * gate  # a mode with a bad sample alone
        way = draw.normal(n, dim)
        way = way / way.norm(dim=1, keepdim=True)
        self.samples = self.modes[self.at] + self.scale * self.far[:, None] * way
        self.n, self.k = n, k

    @property
    def good(self) -> Tensor:
        return self.far <= self.gate

    def found(self, good: Tensor | None = None) -> int:
        """Modes with a sample among these."""
        return len(self.at[self.good if good is None else good].unique())

    @property
    def share(self) -> Tensor:
        return self.good.double().mean()

    def near(self, reach: float) -> Tensor:
        """Whether each sample is within a distance of its mode."""
        return self.scale * self.far <= reach


def asked(answer: Answer, field: Field, *gate: float) -> Reply:
    """Call the answer; an error that students often meet here is said in other words."""
    reply = ask(answer, field.samples, field.modes, field.scale, *gate)
    if "could not infer output dtype" in str(reply.raw.get("problem")):
        raise Mistake("a share is the mean of numbers, and these are booleans: turn them into numbers first, with `.float()`", 1)
    return reply


def counted(answer: Answer, field: Field, *gate: float) -> tuple[Tensor, Tensor, Reply]:
    """What an answer gives: the number of modes found and the share of good samples."""
    reply = asked(answer, field, *gate)
    found, share = (torch.as_tensor(each, dtype=torch.float64) if isinstance(each, int | float | Tensor) else each
                    for each in reply.parts(2))  # fmt: skip
    for each, name in ((found, "the number of modes found"), (share, "the share of good samples")):
        if not isinstance(each, Tensor) or each.numel() != 1 or not each.isfinite().all():
            raise Mistake(f"{name} must be one number; return `found, share`")
    if found.reshape(()) == field.share and share.reshape(()) == field.found():
        raise Mistake("the two are exchanged: return `found` first, then `share`")
    return found.reshape(()), share.reshape(()), reply


@count_modes.property("the share of samples within the gate of their nearest mode", hint=1)
def _share(answer: Answer, draw: Draw) -> None:
    field = Field(draw)
    _, share, _ = counted(answer, field, field.gate)
    ones: dict[str, Number | Callable[[], Number]] = {
        "every sample counts: those outside the gate must not": 1.0,
        "this is the number of good samples: divide by the number of samples": field.good.sum(),
        "this is the share of bad samples": 1 - field.share,
        "the gate is taken as a distance: it is in standard deviations, times `scale`": field.near(field.gate).double().mean(),
        "the gate is ignored, one standard deviation counts": field.near(field.scale).double().mean(),
        "squared distances are compared with the gate: take the root, or square the gate": field.near(
            (field.gate * field.scale) ** 0.5
        )
        .double()
        .mean(),
        "it divides by the number of modes: the share is of the samples": field.good.sum() / field.k,
        "this is the share of modes found, not of samples": field.found() / field.k,
    }
    expect(share, field.share, ones, what="the share of good samples")


@count_modes.property("a mode is found if a good sample is nearest to it", hint=2)
def _found(answer: Answer, draw: Draw) -> None:
    field = Field(draw)
    found, _, _ = counted(answer, field, field.gate)
    times = field.at[field.good].bincount(minlength=field.k)
    ones: dict[str, Number | Callable[[], Number]] = {
        "a sample outside the gate finds a mode too: the gate comes before the count": field.found(field.far > 0),
        "this is the share of modes found: return their number": field.found() / field.k,
        "this is the number of good samples, not of modes that have one": field.good.sum(),
        "this is the number of all modes": field.k,
        "a mode with a single good sample is not counted: one is enough": (times > 1).sum(),
        "these are the modes that were missed": field.k - field.found(),
        "this is one less than the modes found": field.found() - 1,
    }
    expect(found, float(field.found()), ones, what="the number of modes found")


@count_modes.property("the gate is an argument, 3 if it is left out", hint=3)
def _gate(answer: Answer, draw: Draw) -> None:
    wide = Field(draw, gate=draw.size(4, 6) + 0.5)
    found, share, _ = counted(answer, wide, wide.gate)
    sentence = "the gate is fixed at 3: use the argument"
    expect(share, wide.share, {sentence: (wide.far <= 3).double().mean()}, what="the share with another gate")
    expect(found, float(wide.found()), {sentence: wide.found(wide.far <= 3)}, what="the modes found with another gate")
    usual = Field(draw)
    reply = asked(answer, usual)
    if "missing 1 required" in str(reply.raw.get("problem")):
        raise Mistake("the gate has no default: write gate=3.0 in the signature")
    _, share, _ = counted(answer, usual)
    expect(share, usual.share, what="the share with the default gate")


@count_modes.property("samples between two modes belong to the nearer one", hint=2)
def _between(answer: Answer, draw: Draw) -> None:
    field = Field(draw)
    scale = 4.0  # the modes are 10 apart: a gate of 2 reaches into the neighbour's land
    middle = field.modes[:1] + torch.tensor([[4.0, 0.0]])
    neighbours = torch.cat([field.modes[:1], field.modes[:1] + torch.tensor([[10.0, 0.0]])])
    field.samples, field.modes, field.scale, field.gate = middle.expand(draw.size(3, 6), 2).clone(), neighbours, scale, 2.0
    reply = asked(answer, field, 2.0)
    found, share = reply.parts(2)
    expect(
        torch.as_tensor(found).double().reshape(()),
        1.0,
        {"a sample is counted at every mode within reach: it belongs to the nearest alone": 2.0},
        what="the modes found by samples between two modes",
    )
    many = {"a sample is counted once for each mode within reach: it belongs to the nearest alone": 2.0}
    expect(torch.as_tensor(share).double().reshape(()), 1.0, many, what="their share")


@count_modes.property("no good sample at all; one sample; the inputs stay as they were")
def _edges(answer: Answer, draw: Draw) -> None:
    field = Field(draw)
    field.samples = field.samples + 1000
    found, share, reply = counted(answer, field, 3.0)
    reply.check_unchanged({0: "samples", 1: "modes"})
    for value, what in ((found, "the modes found by samples far from all"), (share, "their share")):
        expect(value, 0.0, what=what)
    one = Field(draw)
    one.samples = one.modes[2:3].clone()
    found, share, _ = counted(answer, one, 3.0)
    for value, what in ((found, "the modes found by one sample on a mode"), (share, "its share")):
        expect(value, 1.0, what=what)
