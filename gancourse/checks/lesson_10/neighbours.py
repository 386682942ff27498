"""Lesson 10: scenes for precision and recall, and what mistakes give for them."""

from collections.abc import Mapping

import torch
from torch import Tensor

from gancourse.checks.reply import Number
from gancourse.checks.task import Draw


def distances(x: Tensor, y: Tensor) -> Tensor:
    """Of all pairs of rows, (n, m), float64, from the differences themselves."""
    return (x.double()[:, None] - y.double()).square().sum(2).sqrt()


def others(x: Tensor) -> Tensor:
    """The distances of each row to the others, sorted, (n, n - 1)."""
    apart = distances(x, x)
    apart.diagonal().fill_(torch.inf)
    return apart.sort(1).values[:, :-1]


class Scene:
    """Two sets of points, the distances between them, and the balls of each.

    Attributes:
        across: (n, m). own, theirs: the radii about the real points (n,) and about the generated ones (m,).
    """

    def __init__(self, real: Tensor, fake: Tensor, k: int):
        self.real, self.fake, self.k = real, fake, k
        self.across = distances(real, fake)
        self.own, self.theirs = others(real)[:, k - 1], others(fake)[:, k - 1]

    def precision(self) -> Tensor:
        return share(self.across <= self.own[:, None], 0)

    def recall(self) -> Tensor:
        return share(self.across <= self.theirs, 1)

    def apart(self) -> bool:
        """Whether no distance is so near to a radius that rounding decides."""
        gaps = [(self.across - self.own[:, None]).abs().min(), (self.across - self.theirs).abs().min()]
        return min(map(float, gaps)) > 2e-5

    def turned(self) -> "Scene":
        """The scene with the real points in the place of the generated ones: its precision is this one's recall."""
        return Scene(self.fake, self.real, self.k)

    def slips(self) -> dict[str, Number]:
        """What mistakes give for the precision."""
        across, own, theirs, k = self.across, self.own, self.theirs, self.k
        inside, sorted_ = across <= own[:, None], others(self.real)
        nearest = across.argmin(0)
        found: dict[str, Number] = {
            "a point is counted as its own nearest neighbour, at distance 0: the balls reach one neighbour too short": (
                share(across <= (sorted_[:, k - 2] if k > 1 else 0 * own)[:, None], 0)
            ),
            "the balls have the wrong centres: {the radii are those of the other set}": share(across <= theirs, 0),
            "the balls of the other set, the other way round: this is the share of {balls} that hold a point": share(inside, 1),
            "a point must lie in all balls at once: one is enough": inside.all(0).double().mean(),
            "only the ball of the nearest point is asked: a ball farther away may be larger, and any will do": (
                inside[nearest, torch.arange(len(nearest))].double().mean()
            ),
            "the pairs are averaged, as if a point could be inside by halves: ask `any` over the balls first": (
                inside.double().mean()
            ),
            "this is the density: a point counts once, however many balls it lies in": inside.double().sum(0).mean() / k,
            "this is the mean number of balls about a point: a point counts once": inside.double().sum(0).mean(),
            "these are the points outside: count those inside": 1 - share(inside, 0),
            "this is a number of points: divide by how many there are": inside.any(0).double().sum(),
            "all balls have one radius, the mean: each has its own": share(across <= own.mean(), 0),
            "all balls have one radius, the largest: each has its own": share(across <= own.max(), 0),
            "squared distances are compared with radii that are not": share(across**2 <= own[:, None], 0),
            "distances are compared with squared radii": share(across <= own[:, None] ** 2, 0),
            "the radius reaches to the k-th neighbour in the other set: it is in its own": (
                share(across <= across.sort(1).values[:, k - 1 : k], 0)
            ),
            "the radius is that of a far point: `topk` takes the largest distances unless it is told `largest=False`": share(
                across <= distances(self.real, self.real).topk(k, 1).values[:, -1:], 0
            ),
            "the radius is the mean distance to the k neighbours: it is that to the k-th": (
                share(across <= sorted_[:, :k].mean(1)[:, None], 0)
            ),
            "the balls reach one neighbour too far": share(across <= sorted_[:, k][:, None], 0) if k < sorted_.shape[1] else -1.0,
        }
        if len(own) == len(theirs):
            found["the radii stand along the wrong axis: of rows of distances each has one radius, `radius[:, None]`"] = share(
                across <= own, 0
            )
        return found


def share(inside: Tensor, axis: int) -> Tensor:
    """The share of points that lie in some ball."""
    return inside.any(axis).double().mean()


def worded(slips: Mapping[str, Number], which: str) -> dict[str, Number]:
    """The sentences, for precision or for recall."""
    real, fake = ("real", "generated") if which == "precision" else ("generated", "real")
    return {
        sentence.replace(
            "the balls have the wrong centres: {the radii are those of the other set}",
            f"the radii are taken from the wrong set: for {which} the balls stand about the {real} points",
        ).replace(
            "the balls of the other set, the other way round: this is the share of {balls} that hold a point",
            f"this is the share of {real} balls that hold a point: {which} is a share of {fake} points",
        ): value
        for sentence, value in slips.items()
    }


def cloud(draw: Draw, k: int, n: int, m: int) -> Scene:
    """Points with balls of unlike sizes, of which some of each kind lie inside and some outside."""
    while True:
        d = draw.size(4, 6)
        real, fake = (draw.normal(count, d) * torch.exp(0.6 * draw.normal(count, 1)) for count in (n, m))
        fake[:, 0] += 2.5
        scene = Scene(0.2 * real, 0.2 * fake, k)
        precision, recall = scene.precision(), scene.recall()
        if 0.15 < min(precision, recall) < max(precision, recall) < 0.95 and scene.apart():
            return scene


def clouds(draw: Draw, k: int | None = None, same: bool = False) -> list[Scene]:
    """Three scenes that together tell each mistake from what is right; `same`: each with two sets of one size."""
    while True:
        found = []
        for _ in range(3):
            n = draw.size(20, 28)
            found.append(cloud(draw, k or draw.size(2, 4), n, n if same else draw.size(20, 28, but=(n,))))
        sides = found, [each.turned() for each in found]
        if all(_told_apart(side) for side in sides):
            return found


def _told_apart(scenes: list[Scene]) -> bool:
    """Whether no two mistakes, and no mistake and the right formula, agree in all of these scenes."""
    tables = [{"": scene.precision(), **scene.slips()} for scene in scenes]
    return len({tuple(float(table[name]) for table in tables) for name in tables[0]}) == len(tables[0])
