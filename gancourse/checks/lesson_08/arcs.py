"""Lesson 08: spherical interpolation of latents, in batches, and where two latents lie on one line."""

from collections.abc import Mapping

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_08.asking import ask
from gancourse.checks.reply import Mistake, Reply, brief, expect, near
from gancourse.checks.task import Draw, Task

slerp = Task("08.slerp", "a walk along the arc between two latents", points=3)

ENTRIES = "multiply entry by entry, and add over the last axis"
KNOWN = {
    "1D tensors expected": f"`@` and torch.dot take single vectors, and here are many: {ENTRIES}",
    "inconsistent tensor size": f"torch.dot takes single vectors, and here are many: {ENTRIES}",
    "mat1 and mat2": f"`@` multiplies matrices, and these are rows of vectors: {ENTRIES}",
    "size mismatch": f"`@` multiplies matrices, and these are rows of vectors: {ENTRIES}",
    "must match the size of tensor b": "an angle and a t belong to each pair, (n,), and meet latents (n, latent) as a column, "
    "(n, 1)",
    "Dimension out of range": "a and b may be single latents (latent,) too: count axes from the end, dim=-1",
    "must be Tensor, not float": "t may be a float: torch.sin takes tensors alone, so multiply t with the angle first",
    "'float' object": "t may be a float, which is no tensor: torch.as_tensor(t) makes one of it",
}
LINE = (
    "the sine of the angle is 0 there, or the arc cosine got a number that rounding put outside [-1, 1]: clamp the cosine, and "
    "where the sine is below 0.01 take the straight way"
)


class Pairs:
    """Latents a and b (n, latent) with angles between 0.6 and 2.5, and what mistakes make of them.

    Args:
        lengths: of a and b: "equal", all of one length; "short", different and below 1, so that a product that was not
            normalised is a cosine, though a wrong one.
        t: of each pair its own, (n,); else one number.
    """

    def __init__(self, draw: Draw, lengths: str, *, many: bool = False):
        latent, self.n = draw.size(6, 9), draw.size(3, 5)
        u = self._unit(draw.normal(self.n, latent).double())
        v = draw.normal(self.n, latent).double()
        v = self._unit(v - (v * u).sum(1, keepdim=True) * u)
        self.w = draw.uniform(self.n, low=0.6, high=2.5).double()[:, None]
        one, other = (draw.uniform(self.n, low=0.3, high=0.9).double()[:, None] for _ in range(2))
        if lengths == "equal":
            one = other = 3 + draw.uniform(1).double()
        self.a = (one * u).float()
        self.b = (other * (self.w.cos() * u + self.w.sin() * v)).float()
        self.t = draw.uniform(self.n, low=0.15, high=0.42) if many else round(float(draw.uniform(1, low=0.15, high=0.42)[0]), 2)

    @staticmethod
    def _unit(x: Tensor) -> Tensor:
        return x / x.norm(dim=-1, keepdim=True)

    @property
    def share(self) -> Tensor | float:
        """t, as it meets latents."""
        return self.t.double()[:, None] if isinstance(self.t, Tensor) else self.t

    def arc(self, angle: Tensor | None = None, share: Tensor | float | None = None) -> Tensor:
        """The formula with another angle, or another t."""
        w, t = self.w if angle is None else angle, self.share if share is None else share
        return (((1 - t) * w).sin() * self.a.double() + (t * w).sin() * self.b.double()) / w.sin()

    def suspects(self) -> dict[str, Tensor]:
        """What mistakes give."""
        a, b, w, t = self.a.double(), self.b.double(), self.w, self.share
        line = (1 - t) * a + t * b
        left, right = a.norm(dim=1, keepdim=True), b.norm(dim=1, keepdim=True)
        product = (a * b).sum(1, keepdim=True)
        whole = (product.sum() / (a.norm() * b.norm())).clamp(-1, 1).arccos()
        found = {
            "this is lerp, the straight way: it leaves the shell": line,
            "this is lerp, brought to length 1: the weights are sines of the angle": self._unit(line),
            "this is lerp, brought to the length between those of a and b: its steps differ in angle": self._unit(line)
            * ((1 - t) * left + t * right),
            "this is lerp, brought to the length of a: its steps differ in angle": self._unit(line) * left,
            "t and 1 - t are exchanged: t = 0 must give a": self.arc(share=1 - t),
            "t is the share of the way, and the angle of it is t times the angle: sin(t) alone has no angle in it": (
                torch.as_tensor(1 - t).sin() * a + torch.as_tensor(t).sin() * b
            )
            / torch.tensor(1.0).sin(),
            "the angle is in degrees: torch's sine takes radians": self.arc(angle=torch.rad2deg(w)),
            "it divides by the angle and not by its sine": self.arc() * w.sin() / w,
            "the division by the sine of the angle is missing": self.arc() * w.sin(),
            "the cosine stands where its angle should: take the arc cosine": self.arc(angle=w.cos()),
            "this is the arc between the directions of a and b, of length 1: weigh a and b themselves": (
                ((1 - t) * w).sin() * a / left + (t * w).sin() * b / right
            )
            / w.sin(),
            "the angle is taken from a · b, without dividing by the two lengths": self.arc(angle=product.clamp(-1, 1).arccos()),
            "the angle's cosine is divided by one length: it takes both": self.arc(angle=(product / left).clamp(-1, 1).arccos()),
            "the angle's cosine is divided by one length: divide by that of a too": self.arc(
                angle=(product / right).clamp(-1, 1).arccos()
            ),
            "the cosine is divided by the squared lengths: a · b / (|a| |b|)": self.arc(
                angle=(product / (left * right) ** 2).clamp(-1, 1).arccos()
            ),
            "one angle is taken for the whole batch: each pair has its own": self.arc(angle=whole),
            "the sines are exchanged for cosines": (((1 - t) * w).cos() * a + (t * w).cos() * b) / w.sin(),
            "the angle is the arc sine of the product: cos ω is the product, so take the arc cosine": self.arc(
                angle=(product / (left * right)).clamp(-1, 1).arcsin()
            ),
        }
        if isinstance(self.t, Tensor):
            found["every pair gets the t of the first: each has its own"] = self.arc(share=float(self.t[0]))
            found["every pair gets the mean of all t: each has its own"] = self.arc(share=float(self.t.double().mean()))
        return found


def made(reply: Reply, shape: torch.Size) -> Tensor:
    """The tensor that came back, of a's shape."""
    value = reply.value()
    if isinstance(value, Tensor) and value.isnan().any():
        raise Mistake(
            "it gives nan: an arc cosine takes numbers from -1 to 1, and a · b is one only after the division by both lengths"
        )
    if isinstance(value, Tensor) and value.shape != shape:
        raise Mistake(f"the shape must be that of a, {tuple(shape)}, got {tuple(value.shape)}")
    return reply.tensor(tuple(shape))


def check(answer: Answer, pairs: Pairs, what: str = "the point on the way") -> Reply:
    reply = ask(answer, pairs.a, pairs.b, pairs.t, known=KNOWN)
    expect(made(reply, pairs.a.shape), pairs.arc(), pairs.suspects(), what=what, atol=1e-5)
    return reply


@slerp.property("the formula, with the angle between each a and its b", hint=1)
def _formula(answer: Answer, draw: Draw) -> None:
    check(answer, Pairs(draw, "short")).check_unchanged({0: "a", 1: "b"})


@slerp.property("latents of one length: every point has it too, and t is the share of the angle", hint=2)
def _shell(answer: Answer, draw: Draw) -> None:
    pairs = Pairs(draw, "equal")
    check(answer, pairs)
    a = pairs.a.double()
    for t in (0.0, 0.25, 0.5, 1.0):
        point = made(ask(answer, pairs.a, pairs.b, t, known=KNOWN), a.shape).double()
        length, radius = point.norm(dim=1), a.norm(dim=1)
        expect(length, radius, what=f"the length at t = {t:g}", rtol=1e-3)
        end = (a, pairs.b.double())[int(t)] if t in (0.0, 1.0) else pairs.arc(share=t)
        expect(point, end, what=f"the point at t = {t:g}", rtol=1e-3, atol=1e-4)


@slerp.property("a t for each pair; single latents", hint=2)
def _many(answer: Answer, draw: Draw) -> None:
    for lengths in ("short", "equal"):
        check(answer, Pairs(draw, lengths, many=True), "the points, each with a t of its own,")
    pairs = Pairs(draw, "equal")
    one = made(ask(answer, pairs.a[0], pairs.b[0], pairs.t, known=KNOWN), pairs.a[0].shape)
    expect(one, pairs.arc()[0], what="the point between two single latents", atol=1e-5)


@slerp.property("one direction: rounding puts the cosine above 1, and the sine is 0", hint=3)
def _parallel(answer: Answer, draw: Draw) -> None:
    _check_first(answer, draw)
    n, latent = 200, draw.size(5, 9)
    a = draw.normal(n, latent)
    stretch = 0.5 + 2 * draw.uniform(n, 1)
    nearby = a + 1e-6 * a.norm(dim=1, keepdim=True) * draw.normal(n, latent)
    for b, what in ((a, "b = a"), (stretch * a, "b in the direction of a"), (nearby, "b very near to a")):
        _on_a_line(answer, a, b, 0.3, what)


@slerp.property("opposite directions: no arc is the shortest, the straight way is taken", hint=3)
def _opposite(answer: Answer, draw: Draw) -> None:
    _check_first(answer, draw)
    n, latent = 200, draw.size(5, 9)
    a = draw.normal(n, latent)
    stretch = 0.5 + 2 * draw.uniform(n, 1)
    for b, what in ((-a, "b = -a, where the sine is 0 too"), (-stretch * a, "b opposite to a, where the sine is 0 too")):
        _on_a_line(answer, a, b, 0.3, what)
    mixed = Pairs(draw, "equal")
    b = mixed.b.clone()
    b[0] = -mixed.a[0]
    right = mixed.arc()
    right[0] = 0.7 * mixed.a[0].double() + 0.3 * b[0].double()
    right[1:] = Pairs.arc(mixed, share=0.3)[1:]
    straight = 0.7 * mixed.a.double() + 0.3 * b.double()
    value = made(ask(answer, mixed.a, b, 0.3, known=KNOWN), b.shape)
    sentence = "one pair of the batch is opposite, and all go straight: torch.where decides for each pair"
    expect(value, right, {sentence: straight}, what="a batch of which one pair is opposite", atol=1e-3)


def _on_a_line(answer: Answer, a: Tensor, b: Tensor, t: float, what: str) -> None:
    """Where sin ω is below 0.01 the straight way is taken."""
    reply = ask(answer, a, b, t, known=KNOWN)
    value = reply.value()
    if isinstance(value, Tensor) and value.shape == a.shape and not value.isfinite().all():
        bad = ~value.isfinite().all(1)
        place = int(bad.nonzero()[0, 0])
        raise Mistake(
            f"{what}: it gives {brief(value[place][~value[place].isfinite()][0])} for {int(bad.sum())} of {len(a)} pairs; {LINE}"
        )
    right = (1 - t) * a.double() + t * b.double()
    suspects: Mapping[str, Tensor] = {
        f"{what}: it stays at a: take the straight way to b": a.double(),
        f"{what}: it is at b at once: take the straight way from a": b.double(),
    }
    expect(
        made(reply, a.shape),
        right,
        suspects,
        what=f"{what}: the point of the straight way, (1 - t) a + t b,",
        rtol=1e-2,
        atol=1e-3,
    )


def _check_first(answer: Answer, draw: Draw) -> None:
    """The formula is right, so that what comes next looks for mistakes of another kind."""
    pairs = Pairs(draw, "short")
    value = ask(answer, pairs.a, pairs.b, pairs.t, known=KNOWN).value()
    if not isinstance(value, Tensor) or not near(value, pairs.arc(), atol=1e-5):
        raise Mistake("the formula is not right yet for two usual latents, as the first property says: put that right first", 1)
