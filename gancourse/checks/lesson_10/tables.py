"""Lesson 10: the inception score of tables of probabilities."""

import math

import torch
from torch import Tensor
from torch.special import entr

from gancourse.checks.answer import Answer
from gancourse.checks.reply import Mistake, Number, Reply, brief, expect, near
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

inception_score = Task("10.inception_score", "the inception score of a table", points=2)


def table(draw: Draw, n: int, k: int, sharp: float = 2.0) -> Tensor:
    """Rows of probabilities without zeros, (n, k), float64."""
    return torch.softmax(sharp * draw.normal(n, k).double(), 1)


def right(p: Tensor) -> Tensor:
    """exp(H(y) - H(y|x))."""
    return (entr(p.mean(0)).sum() - entr(p).sum(1).mean()).exp()


def slips(p: Tensor) -> dict[str, Number]:
    """What mistakes give."""
    n, k = p.shape
    marginal, score = p.mean(0), right(p)
    per_row = torch.special.xlogy(p, p) - torch.special.xlogy(p, marginal)  # (n, k)
    kl = per_row.sum(1)
    backwards = (torch.special.xlogy(marginal, marginal) - torch.special.xlogy(marginal, p)).sum(1)
    counts = torch.nn.functional.one_hot(p.argmax(1), k).double().mean(0)
    return {
        "the exponential is missing: this is the mean KL in nats": score.log(),
        "this is in bits, without the exponential": score.log() / math.log(2),
        "the logarithm is to base 2 and the exponential to base e: take one base for both": (score.log() / math.log(2)).exp(),
        "the logarithm is natural and the power is one of 2: take one base for both": 2 ** score.log(),
        "KL is taken the wrong way round: it is KL(p(y|x) || p(y)), weighed by p(y|x)": backwards.mean().exp(),
        "the exponential is taken of each picture's KL: the mean is inside, exp(mean)": kl.exp().mean(),
        "the mean is over the table's entries: sum over the classes, then take the mean over the pictures": per_row.mean().exp(),
        "KL is summed over the pictures: take the mean": kl.sum().exp(),
        "p(y) is a mean over the classes, and so 1/k: it is the mean over the pictures, one number a class": (
            (math.log(k) - entr(p).sum(1).mean()).exp()
        ),
        "p(y) is the sum over the pictures: it is their mean, of sum 1": (score.log() - math.log(n)).exp(),
        "p(y|x) is missing: this is exp(H(y)), which any varied set has, sure or not": entr(marginal).sum().exp(),
        "p(y) is missing: this is exp(-H(y|x)), how sure the answers are": (-entr(p).sum(1).mean()).exp(),
        "the sign is wrong: the score is at least 1": 1 / score,
        "classes are counted by their largest probability: use the probabilities themselves": entr(counts).sum().exp(),
        "this is the mean of the largest probabilities": p.max(1).values.mean(),
        "the minus of an entropy is lost: the two entropies are added": (entr(marginal).sum() + entr(p).sum(1).mean()).exp(),
        "the logarithms are not weighed: each is multiplied by its p(y|x)": (p.log() - marginal.log()).sum(1).mean().exp(),
        **{
            f"about {size:g} is added to the probabilities, which moves all of them: zeros need no such help": (
                torch.special.xlogy(q, q / q.mean(0)).sum(1).mean().exp()
            )
            for size in (0.1, 0.01, 0.001)
            for q in [(p + size) / (p + size).sum(1, keepdim=True)]
        },
        "the ratio p(y|x)/p(y) is averaged: the logarithm is missing": (p * p / marginal).sum(1).mean(),
    }


ZEROS = (
    "to a computer 0 log 0 is nan, and here it counts as 0; `torch.special.xlogy(a, b)` is a log b, and 0 where a is 0 and b a "
    "number"
)
UNUSED = (
    "there p(y|x)/p(y) is 0/0, which no `xlogy` mends; write the logarithm of the ratio as a difference of two terms, or take "
    "the difference of the entropies"
)


def number_of(reply: Reply, p: Tensor) -> Tensor:
    """The one number that came back."""
    value = reply.value()
    if isinstance(value, float | Tensor):
        found = torch.as_tensor(value)
        zeros = "" if (p > 0).all() else ", for a table with zeros"
        if found.isnan().any():
            unused = bool((p.sum(0) == 0).any())
            raise (
                Mistake(f"it gives nan, for a class that nobody names: {UNUSED}", 4)
                if unused
                else Mistake(f"it gives nan{zeros}: {ZEROS}", 3)
            )
        if found.isinf().any():
            raise Mistake(
                f"it gives an infinity{zeros}: a class of probability 0 has a term of 0, unless KL is taken the wrong way round",
                3,
            )
        if found.ndim and found.numel() == len(p) > 1:
            raise Mistake("it gives a number for each picture: the score is one number, the exponential of their mean KL", 1)
    return reply.number()


def _check(answer: Answer, p: Tensor, what: str) -> None:
    value = number_of(ask(answer, p), p)
    found = slips(p)
    if abs(value - right(p)) < 0.3 * right(p) and not (p > 0).all():
        found["nearly: is a number added to the probabilities, or are they cut off below? A zero needs no such help"] = value
    expect(value, right(p), found, what=what)


@inception_score.property("the exponential of the mean KL to the mean row", hint=1)
def _value(answer: Answer, draw: Draw) -> None:
    n = draw.size(6, 12)
    _check(answer, table(draw, n, draw.size(3, 6, but=(n,))), "the score")


@inception_score.property("1 where all answers are the same, sure or not", hint=2)
def _same(answer: Answer, draw: Draw) -> None:
    n, k = draw.size(6, 12), draw.size(3, 5)
    for row in (torch.full((1, k), 1 / k).double(), table(draw, 1, k), table(draw, 1, k, sharp=6.0)):
        p = row.expand(n, k).contiguous()
        _check(answer, p, f"the score of {n} rows that all are {brief(row[0])}")


@inception_score.property("sure answers, with zeros: k for k classes in equal shares", hint=3)
def _sure(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    k, times = draw.size(3, 6), draw.size(2, 4)
    p = torch.eye(k).double().repeat(times, 1)[torch.randperm(k * times, generator=draw.stream)]
    _check(answer, p, f"the score of sure answers, {times} for each of {k} classes,")
    shares = torch.arange(1, k + 1)
    p = torch.eye(k).double().repeat_interleave(shares, 0)
    _check(answer, p, f"the score of sure answers, of which classes have {', '.join(map(str, shares.tolist()))},")


@inception_score.property("classes that nobody names change nothing", hint=4)
def _unused(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    n, k = draw.size(6, 12), draw.size(3, 5)
    p = table(draw, n, k)
    p[0] = torch.nn.functional.one_hot(torch.tensor(0), k).double()
    before = number_of(ask(answer, p), p)
    wide = torch.cat([p, torch.zeros(n, draw.size(1, 3)).double()], 1)
    after = number_of(ask(answer, wide), wide)
    if not near(before, after):
        raise Mistake(
            f"a class that has probability 0 in every row moves the score from {brief(before)} to {brief(after)}: its terms are 0"
        )
    expect(after, right(wide), slips(wide), what="the score of a table with classes that nobody names")


@inception_score.property("one picture has the score 1; float32 too; the table stays as it was", hint=2)
def _edges(answer: Answer, draw: Draw) -> None:
    _check_usual(answer, draw)
    k = draw.size(3, 6)
    _check(answer, table(draw, 1, k), "the score of one picture")
    p = table(draw, draw.size(6, 12), k).float()
    reply = ask(answer, p)
    reply.check_unchanged({0: "probabilities"})
    expect(number_of(reply, p), right(p.double()), slips(p.double()), what="the score of a float32 table", rtol=1e-3)


def _check_usual(answer: Answer, draw: Draw) -> None:
    """It is right for a table without zeros, so that what comes next looks for mistakes of another kind."""
    p = table(draw, 7, 4)
    if not near(number_of(ask(answer, p), p), right(p)):
        raise Mistake("the score of a table without zeros is not right yet, as the first property says: put that right first", 1)
