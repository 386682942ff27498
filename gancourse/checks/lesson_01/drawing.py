"""Checks of lesson 01: pictures drawn from naive Bayes, and from a model in which a pixel knows its left neighbour."""

from functools import partial

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, Reply, as_tensor, expect
from gancourse.checks.symptoms import ask
from gancourse.checks.task import Draw, Task

sample = Task("01.sample", "one coin for each pixel", points=2)
sample_chain = Task("01.sample_chain", "a coin that knows its left neighbour", points=3)

Arguments = tuple[Tensor, ...]


def drawn(answer: Answer, arguments: Arguments, seed: int, shape: tuple[int, ...]) -> Tensor:
    """Pictures of an answer for a stream of this seed, every value 0 or 1."""
    reply = ask(answer, *arguments, given("stream", "stream", seed=seed))
    return pictures(reply, shape)


def pictures(reply: Reply, shape: tuple[int, ...]) -> Tensor:
    """What was returned, with shape and values checked."""
    value = as_tensor(reply.value(), None, None)
    if value.shape[1:] == shape[1:] and len(value) != shape[0]:
        raise Mistake(f"there must be one picture for each of the {shape[0]} labels, got {len(value)}", 1)
    value = as_tensor(value, shape, None)
    if not ((value == 0) | (value == 1)).all():
        bad = value[(value != 0) & (value != 1)][0].item()
        raise Mistake(f"a pixel is 0 or 1, got {bad:.4g}: a probability must be turned into a coin's outcome", 1)
    return value.double()


def check_stream(answer: Answer, draw: Draw, arguments: Arguments, shape: tuple[int, ...]) -> None:
    """All randomness comes from the stream: the same seed gives the same pictures, another seed gives others."""
    one, other = draw.seed(), draw.seed()
    first, second, third = (drawn(answer, arguments, seed, shape) for seed in (one, one, other))
    if not torch.equal(first, second):
        raise Mistake("two streams of the same seed give different pictures: draw every random number from `stream`")
    if torch.equal(first, third):
        raise Mistake("two streams of different seeds give the same pictures: draw from `stream`, and seed nothing yourself")


def check_coins(value: Tensor) -> None:
    """Pictures (n, h, w) whose pixels are fair coins: no two pixels share theirs.

    Raises:
        Mistake: pictures are equal, or pixels go together.
    """
    n, h, w = value.shape
    if (value == value[0]).all():
        raise Mistake("all pictures of a label are the same: every picture needs random numbers of its own")
    pixels = value.flatten(1) - 0.5  # (n, h w)
    together = (4 * pixels.T @ pixels / n - torch.eye(h * w).double()).abs() > 0.3
    row = torch.arange(h * w) // w
    if (together & (row[:, None] == row)).any():
        raise Mistake("pixels of one row always go together: one random number serves several pixels, and each needs its own")
    if together.any():
        raise Mistake("rows of one picture always go together: one random number serves several pixels, and each needs its own")


# 01.sample


def chances(draw: Draw, *shape: int) -> Tensor:
    """Probabilities that are neither near 1/2 nor near 0 or 1."""
    small = draw.uniform(*shape, low=0.12, high=0.35).double()
    return torch.where(draw.uniform(*shape) < 0.5, small, 1 - small)


@sample.property("a pixel is lit as often as its probability says", hint=1)
def _often(answer: Answer, draw: Draw) -> None:
    classes, d = draw.size(2, 3), draw.size(4, 5)
    probability, labels = chances(draw, classes, d), torch.arange(classes).repeat(1200)
    value = drawn(answer, (labels, probability), draw.seed(), (len(labels), d))
    share = value.view(1200, classes, d).mean(0)
    suspects = {
        "dark and lit are exchanged: a uniform number lies *below* p with probability p": 1 - probability,
        "no coin is tossed: this lights every pixel that is more often lit than dark": (probability > 0.5).double(),
        "no coin is tossed: this lights every pixel that is more often dark than lit": (probability < 0.5).double(),
        "every pixel is lit half of the time, whatever its probability": torch.full_like(probability, 0.5),
        "the coin is a normal number, which lies below p with another probability than p: take a uniform one": (
            torch.special.ndtr(probability)
        ),
        "it ignores the labels: every picture has the shares of class 0": probability[:1].expand_as(probability),
        "it ignores the labels: every picture has the shares of all classes together": probability.mean(0).expand_as(probability),
        "all pictures of a label are the same: every picture needs random numbers of its own": value[:classes],
    }
    expect(share, probability, suspects, what="the share of pictures in which each pixel is lit", rtol=0, atol=0.08)


@sample.property("every row follows its own label", hint=2)
def _own_label(answer: Answer, draw: Draw) -> None:
    classes, d, n = draw.size(3, 5), draw.size(7, 9), draw.size(10, 14)
    probability = (draw.uniform(classes, d) < 0.5).double()
    probability[:, 0], probability[:, 1] = 0.0, 1.0
    labels = torch.cat([torch.tensor([1, 0]), draw.integers(classes, n - 2)])
    value = drawn(answer, (labels, probability), draw.seed(), (n, d))
    suspects = {
        "it ignores the labels: every row is of class 0": probability[:1].expand(n, d),
        "the rows are in the order of the classes, not of the labels": probability[labels.sort().values],
        "it ignores the labels: rows go through the classes in turn": probability[torch.arange(n) % classes],
        "dark and lit are exchanged": 1 - probability[labels],
    }
    expect(value, probability[labels], suspects, what="a picture of pixels that are certain")


@sample.property("every pixel of every picture has a coin of its own", hint=3)
def _own_coin(answer: Answer, draw: Draw) -> None:
    d = draw.size(3, 6)
    labels, probability = torch.zeros(1000, dtype=torch.int64), torch.full((1, d), 0.5, dtype=torch.float64)
    check_coins(drawn(answer, (labels, probability), draw.seed(), (1000, d))[:, None])


@sample.property("all randomness comes from `stream`", hint=3)
def _stream(answer: Answer, draw: Draw) -> None:
    labels, d = draw.integers(3, 20), draw.size(6, 9)
    check_stream(answer, draw, (labels, chances(draw, 3, d)), (20, d))


@sample.property("one label; float64 out; the arguments stay as they were", hint=2)
def _sample_kept(answer: Answer, draw: Draw) -> None:
    probability = chances(draw, 3, draw.size(5, 8))
    for n in (1, 4):
        reply = ask(answer, draw.integers(3, n), probability, given("stream", "stream", seed=draw.seed()))
        reply.check_unchanged({0: "labels", 1: "probability"})
        pictures(reply, (n, probability.shape[1]))
        as_tensor(reply.value(), None, torch.float64)


# 01.sample_chain


def walk(labels: Tensor, first: Tensor, after: Tensor, variant: str = "") -> Tensor:
    """Pictures of probabilities that are all 0 or 1, pixel by pixel; a variant makes a student's mistake."""
    n, h, w = len(labels), first.shape[1], after.shape[2] + 1
    value = torch.zeros(n, h, w, dtype=torch.float64)
    for picture, label in enumerate(labels.tolist()):
        for row in range(h):
            start = before = 0 if variant == "dark start" else int(first[label, row])
            value[picture, row, 0] = start
            for i in range(w - 1):
                seen = {"dark": 0, "lit": 1, "turned": 1 - before, "first": start}.get(variant, before)
                before = int(after[label, row, 0 if variant == "one table" else i, seen])
                value[picture, row, i + 1] = before
    return value


def check_small(answer: Answer) -> None:
    """Two small pictures first: an answer that pairs every pixel with every other would fill the memory with larger ones."""
    first, after = torch.full((1, 2), 0.5, dtype=torch.float64), torch.full((1, 2, 1, 2), 0.5, dtype=torch.float64)
    reply = ask(answer, torch.zeros(2, dtype=torch.int64), first, after, given("stream", "stream", seed=0))
    value = as_tensor(reply.value(), None, None)
    if value.ndim != 3:
        raise Mistake(f"pictures are (n, h, w), got {tuple(value.shape)} for 2 labels, 2 rows and 2 columns", 1)


def chain(draw: Draw) -> Arguments:
    """Labels, and chains whose every step is certain, of which no two classes and no two rows are alike."""
    classes, h, w = draw.size(2, 3), draw.size(4, 5), draw.size(7, 9)
    first, after = (draw.uniform(classes, h) < 0.5).double(), (draw.uniform(classes, h, w - 1, 2) < 0.5).double()
    first[0, :2], first[1, :2] = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])
    after[:, ::2, 0], after[:, 1::2, 0] = torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])  # turn the leftmost, or repeat it
    after[:, ::2, 1], after[:, 1::2, 1] = torch.tensor([0.0, 1.0]), torch.tensor([1.0, 0.0])
    return torch.cat([torch.tensor([1, 0]), draw.integers(classes, draw.size(5, 7))]), first, after


@sample_chain.property("each pixel follows its left neighbour in the same row", hint=2)
def _neighbour(answer: Answer, draw: Draw) -> None:
    check_small(answer)
    labels, first, after = chain(draw)
    h, w = first.shape[1], after.shape[2] + 1
    reply = ask(answer, labels, first, after, given("stream", "stream", seed=draw.seed()))
    if isinstance(reply.value(), Tensor) and reply.value().shape == (len(labels), h, w - 1):
        raise Mistake(f"a row must have {w} pixels, got {w - 1}: the leftmost one, and one for each entry of `after`", 1)
    suspects = {
        "it ignores the neighbour: every pixel is drawn as if the one before it were dark": "dark",
        "it ignores the neighbour: every pixel is drawn as if the one before it were lit": "lit",
        "dark and lit neighbours are exchanged: after[..., 1] belongs to a lit one": "turned",
        "it looks at the leftmost pixel of the row: look at the pixel just drawn": "first",
        "every column uses the table of the first: pixel i + 1 has its own, after[:, :, i]": "one table",
        "the leftmost pixel is always dark: draw it from `first`": "dark start",
    }
    wrong = {sentence: partial(walk, labels, first, after, variant) for sentence, variant in suspects.items()}
    turned = "dark and lit are exchanged: a uniform number lies *below* p with probability p"
    wrong[turned] = partial(walk, labels, 1 - first, 1 - after)
    wrong["it ignores the labels: every picture is of class 0"] = partial(walk, torch.zeros_like(labels), first, after)
    expect(pictures(reply, (len(labels), h, w)), walk(labels, first, after), wrong, what="a picture of pixels that are certain")


@sample_chain.property("pairs of neighbours are lit as often as the chain says", hint=3)
def _pairs(answer: Answer, draw: Draw) -> None:
    check_small(answer)
    h, w, n = 2, draw.size(4, 5), 3000
    first, after = chances(draw, 1, h), chances(draw, 1, h, w - 1, 2)
    after[..., 0], after[..., 1] = after.amin(-1).clamp_max(0.25), after.amax(-1).clamp_min(0.75)  # neighbours matter
    value = drawn(answer, (torch.zeros(n, dtype=torch.int64), first, after), draw.seed(), (n, h, w))
    shares = [first[0]]
    for i in range(w - 1):
        shares.append((1 - shares[-1]) * after[0, :, i, 0] + shares[-1] * after[0, :, i, 1])
    lit = torch.stack(shares, 1)  # (h, w)
    suspects: dict[str, Tensor] = {
        "each pixel has the right share, but follows its neighbour's share: look at the pixel that was drawn": (
            lit[:, :-1] * lit[:, 1:]
        ),
        "no coin is tossed: each pixel takes its likelier value": _likelier(first, after),
    }
    both = (value[:, :, 1:] * value[:, :, :-1]).mean(0)
    expect(both, lit[:, :-1] * after[0, :, :, 1], suspects, what="how often two neighbours are both lit", rtol=0, atol=0.06)


def _likelier(first: Tensor, after: Tensor) -> Tensor:
    value = walk(torch.zeros(1, dtype=torch.int64), (first > 0.5).double(), (after > 0.5).double())[0]
    return value[:, 1:] * value[:, :-1]


@sample_chain.property("every pixel of every picture has a coin of its own", hint=3)
def _chain_coin(answer: Answer, draw: Draw) -> None:
    check_small(answer)
    h, w = draw.size(2, 3), draw.size(4, 5)
    fair = torch.full((1, h), 0.5, dtype=torch.float64), torch.full((1, h, w - 1, 2), 0.5, dtype=torch.float64)
    check_coins(drawn(answer, (torch.zeros(1000, dtype=torch.int64), *fair), draw.seed(), (1000, h, w)))


@sample_chain.property("all randomness comes from `stream`", hint=1)
def _chain_stream(answer: Answer, draw: Draw) -> None:
    check_small(answer)
    h, w = draw.size(2, 3), draw.size(4, 6)
    check_stream(answer, draw, (draw.integers(2, 12), chances(draw, 2, h), chances(draw, 2, h, w - 1, 2)), (12, h, w))


@sample_chain.property("one label; float64 out; the arguments stay as they were", hint=1)
def _chain_kept(answer: Answer, draw: Draw) -> None:
    check_small(answer)
    labels, first, after = chain(draw)
    for n in (1, 3):
        reply = ask(answer, labels[:n], first, after, given("stream", "stream", seed=draw.seed()))
        reply.check_unchanged({0: "labels", 1: "first", 2: "after"})
        pictures(reply, (n, first.shape[1], after.shape[2] + 1))
        as_tensor(reply.value(), None, torch.float64)
