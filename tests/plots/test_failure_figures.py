"""The figures of failing runs: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.history import History
from gancourse.plots import failures
from gancourse.runtime import stream
from tests.plots.promises import keeps_its_promises

GRID = torch.linspace(-4, 4, 50)
POINTS = torch.linspace(-3, -2, 5)
STEPS = torch.tensor([1, 10, 100])
VALUES = 10 ** torch.randn(3, 4, generator=stream(0))
SHARES = torch.softmax(3 * torch.randn(12, 8, generator=stream(1)), 1)
PLANE = torch.randn(30, 2, generator=stream(2))


def told(scale=1.0, seeds=(3,)):
    history = History()
    for number in range(1, 9):
        draw = stream(number)
        row = {"discriminator": 1.386, "generator": 0.693, "training": 0.5, "unseen": 0.5, "fakes": 0.5, "gradient": 0.1}
        history.add(number, {name: scale * value * (1 + 0.1 * torch.rand(seeds, generator=draw)) for name, value in row.items()})
    return history


def pushes(force=0.4):
    panel = ("t", torch.sigmoid(GRID), {"minimax": force * torch.ones(5), "non-saturating": torch.ones(5)})
    return failures.pushes([panel, panel], -POINTS, POINTS, GRID, "Two panels.", title="t")


FIGURES = {
    "pushes": pushes,
    "norms": lambda: failures.norms([("t", {"one": (STEPS, VALUES), "two": (STEPS, 9 * VALUES)})] * 2, "Two panels."),
    "whereabouts": lambda: failures.whereabouts([("t", SHARES), ("u", SHARES)], list(range(20, 260, 20)), "Two.", title="t"),
    "clinic": lambda: failures.clinic({"1": (told(), PLANE, PLANE / 2), "2": (told(1e5), PLANE, 9 * PLANE)}, "Two rows."),
    "one seed": lambda: failures.clinic({"1": (told(seeds=()), PLANE, PLANE)}, "One row."),
    "no gradient": lambda: failures.clinic({"1": (told(0.0), PLANE, PLANE)}, "One row."),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_given_is_what_is_drawn():
    assert pushes(0.4).png != pushes(0.01).png
    one, other = (failures.whereabouts([("t", shares)], [1, 12], "One.", title="t").png for shares in (SHARES, SHARES.flip(1)))
    assert one != other
    first, second = (failures.clinic({"1": (told(scale), PLANE, PLANE)}, "One.").png for scale in (1.0, 0.5))
    assert first != second


def test_the_range_of_the_seeds_is_seen_and_not_their_middle_alone():
    narrow = VALUES.log().mean(1, keepdim=True).exp().expand(-1, 4)
    wide, thin = (failures.norms([("t", {"one": (STEPS, values)})], "One.").png for values in (VALUES, narrow))
    assert wide != thin


def test_samples_outside_the_picture_are_counted():
    inside = failures.clinic({"1": (told(), PLANE, 0 * PLANE)}, "One.", reach=3.0)
    outside = failures.clinic({"1": (told(), PLANE, 0 * PLANE + 50)}, "One.", reach=3.0)
    assert inside.png != outside.png
