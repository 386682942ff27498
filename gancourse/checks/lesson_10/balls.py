"""Lesson 10: precision and recall by balls that reach to the k-th nearest neighbour."""

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_10.neighbours import Scene, cloud, clouds, distances, share, worded
from gancourse.checks.reply import Mistake, Number, Reply, expect, near
from gancourse.checks.symptoms import explained
from gancourse.checks.task import Draw, Task

precision_recall = Task("10.precision_recall", "precision and recall by nearest neighbours", points=3)

SYMPTOMS = {
    "could not infer output dtype": "a share is the mean of numbers, and these are booleans: turn them into numbers first, with "
    "`.float()`",
    "tuple indices must be": "`sort`, `topk` and `kthvalue` return values and places: take their `.values`",
    "missing 1 required": "k has no default: write k=3 in the signature",
    "must match the size of tensor": "the radii do not line up with the distances: with real points as rows and generated ones "
    "as columns, (n, m), the real radii are `[:, None]`",
}


def asked(answer: Answer, scene: Scene, *k: int) -> tuple[Tensor, Tensor, Reply]:
    """The precision and the recall that the answer gives."""
    reply = explained(answer.call(scene.real, scene.fake, *k), SYMPTOMS)
    value = reply.value()
    if isinstance(value, Tensor) and value.numel() > 1:
        raise Mistake("it returns one tensor: return two numbers, `precision, recall`", 1)
    names, found = ("the precision", "the recall"), []
    for value, name in zip(reply.parts(2), names, strict=True):
        one = torch.as_tensor(value).double() if isinstance(value, int | float | Tensor) else value
        if not isinstance(one, Tensor) or one.numel() != 1 or not one.isfinite().all():
            raise Mistake(f"{name} must be one number; return `precision, recall`", 1)
        found.append(one.reshape(()))
    return found[0], found[1], reply


def judge(values: list[Tensor], scenes: list[Scene], which: str, where: str = "") -> None:
    """The precisions, or the recalls, of some scenes; a mistake is named that explains all of them.

    Raises:
        Mistake: one of them is not right.
    """
    turned = scenes if which == "precision" else [each.turned() for each in scenes]
    rights, tables = [each.precision() for each in turned], [worded(each.slips(), which) for each in turned]
    wrong = [place for place, right in enumerate(rights) if not near(values[place], right)]
    if not wrong:
        return
    place = wrong[0]
    names = [name for name in tables[0] if all(near(value, one[name]) for value, one in zip(values, tables, strict=True))]
    expect(values[place], rights[place], {name: tables[place][name] for name in names}, what=f"the {which}{where}")


def _look(answer: Answer, scenes: list[Scene], *k: int) -> tuple[list[Tensor], list[Tensor]]:
    """The precisions and the recalls of some scenes, in this order."""
    precisions, recalls, _ = zip(*(asked(answer, scene, *(k or (scene.k,))) for scene in scenes), strict=True)
    if all(
        near(first, scene.recall()) and near(second, scene.precision())
        for first, second, scene in zip(precisions, recalls, scenes, strict=True)
    ) and any(not near(scene.precision(), scene.recall()) for scene in scenes):
        raise Mistake("the two are exchanged: precision is the share of generated points, and comes first", 1)
    return list(precisions), list(recalls)


@precision_recall.property("precision: generated points in some ball about a real one", hint=1)
def _precision(answer: Answer, draw: Draw) -> None:
    scenes = clouds(draw)
    judge(_look(answer, scenes)[0], scenes, "precision")


@precision_recall.property("recall: real points in some ball about a generated one", hint=2)
def _recall(answer: Answer, draw: Draw) -> None:
    scenes = clouds(draw)
    judge(_look(answer, scenes)[1], scenes, "recall")


@precision_recall.property("k is an argument, 3 if it is left out; sets of one size", hint=3)
def _k(answer: Answer, draw: Draw) -> None:
    k = draw.size(5, 7)
    scenes = clouds(draw, k, same=True)
    precisions, recalls = _look(answer, scenes)
    thirds = [Scene(each.real, each.fake, 3) for each in scenes]
    if any(not near(third.precision(), each.precision()) for third, each in zip(thirds, scenes, strict=True)) and all(
        near(value, third.precision()) for value, third in zip(precisions, thirds, strict=True)
    ):
        raise Mistake(f"k is fixed at 3: use the argument (with k = {k} it gives what k = 3 does)")
    judge(precisions, scenes, "precision", f" with k = {k}")
    judge(recalls, scenes, "recall", f" with k = {k}")
    n = draw.size(20, 28)
    usual = [cloud(draw, 3, n, n)]
    precision, recall, _ = asked(answer, usual[0])
    judge([precision], usual, "precision", " with the default k")
    judge([recall], usual, "recall", " with the default k")


@precision_recall.property("one real outlier has a large ball, and it counts", hint=4)
def _outlier(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    n, m = draw.size(8, 11), draw.size(12, 15)
    real = torch.cat([0.3 * draw.normal(n, 2), torch.tensor([[10.0, 0.0]])])
    far = 2.5 + 2 * draw.uniform(m, 1)  # between the others and the outlier, nearer to the others
    fake = torch.cat([far, 0.2 * draw.normal(m, 1)], 1)
    scene = Scene(real, fake, 3)
    precision, _, _ = asked(answer, scene, 3)
    what = f"the precision of {m} points that lie within reach of one real outlier alone"
    expect(precision, scene.precision(), worded(scene.slips(), "precision"), what=what)


@precision_recall.property("another point at distance 0 is a neighbour too, and a ball's edge belongs to it", hint=3)
def _ties(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    a, b, k = draw.size(2, 4), draw.size(5, 8), 2
    real = torch.tensor([[0, 0], [0, 0], [0, 0], [10 * a, 0], [10 * a, b], [10 * a, 2 * b]]).float()
    fake = torch.tensor([[0, 0], [1, 0], [10 * a, -b], [10 * a, 4 * b], [10 * a, 4 * b + 1]]).float()
    scene = Scene(real, fake, k)
    precision, recall, _ = asked(answer, scene, k)
    apart, own = distances(real, real), scene.own[:, None]
    positive = apart.masked_fill(apart == 0, torch.inf).sort(1).values[:, k - 1 : k]
    suspects: dict[str, Number] = {
        "the edge of a ball does not count: a point at just the radius is inside, <= and not <": share(scene.across < own, 0),
        "equal points are left out as if they were one: a copy of a point is another point, at distance 0": (
            share(scene.across <= positive, 0)
        ),
        "equal points are left out, and edges do not count: a copy is a neighbour, and <= holds": share(
            scene.across < positive, 0
        ),
        **worded(scene.slips(), "precision"),
    }
    expect(precision, scene.precision(), suspects, what="the precision of a set that holds one point three times")
    strict: dict[str, Number] = {
        "the edge of a ball does not count: a point at just the radius is inside, <= and not <": share(
            scene.across < scene.theirs, 1
        )
    }
    expect(recall, scene.recall(), strict | worded(scene.turned().slips(), "recall"), what="the recall of the same set")


@precision_recall.property("1 and 1 for a set and itself, 0 and 0 for sets far apart; the sets stay as they were", hint=4)
def _ends(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    n = draw.size(8, 14)
    real = draw.normal(n, 2)
    far = draw.normal(draw.size(8, 14, but=(n,)), 2) + 100
    for fake, right, what in ((real.clone(), 1.0, "a set and itself"), (far, 0.0, "sets far apart")):
        precision, recall, reply = asked(answer, Scene(real, fake, 3), 3)
        reply.check_unchanged({0: "real", 1: "fake"})
        for value, name in ((precision, "precision"), (recall, "recall")):
            expect(value, right, what=f"the {name} of {what}")


def _check_usual(answer: Answer, draw: Draw) -> None:
    """It is right for usual sets, so that what comes next looks for mistakes of another kind."""
    scene = cloud(draw, 3, 24, 27)
    precision, recall, _ = asked(answer, scene, 3)
    if not near(precision, scene.precision()) or not near(recall, scene.recall()):
        raise Mistake("usual sets are not right yet, as the properties above say: put that right first", 1)
