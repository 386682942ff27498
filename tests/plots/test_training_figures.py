"""The figures of training: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import training
from gancourse.runtime import stream
from tests.plots.promises import keeps_its_promises

POINTS = torch.randn(40, 2, generator=stream(0))
ROUNDS = torch.arange(1, 21)
STACKED = torch.rand(20, 5, generator=stream(1))
GRID = torch.linspace(-3, 6, 60)
ACROSS, UP = torch.linspace(-3, 3, 24), torch.linspace(-2, 2, 16)
VERDICT = torch.sigmoid(UP[:, None] + ACROSS)  # (16, 24)

FIGURES = {
    "film": lambda: training.film([POINTS, 2 * POINTS], [1, 1000], POINTS[:8], "Two panels.", title="t"),
    "film of two rows": lambda: training.film([POINTS] * 4, [1, 2, 3, 4], POINTS, "Four panels.", title="t", columns=3),
    "duel": lambda: training.duel([("one", POINTS[:, 0], torch.sigmoid(GRID))] * 2, POINTS[:, 1] + 3, GRID, "Two.", columns=2),
    "one run": lambda: training.by_round([("t", "loss", {"one": (ROUNDS, STACKED[:, 0])})], "A line."),
    "stacked runs": lambda: training.by_round(
        [("t", "loss", {"one": (ROUNDS, STACKED), "two": (ROUNDS, 1 + STACKED)}), ("u", "modes", {"one": (ROUNDS, STACKED)})],
        "Two panels.",
        marks={"log 4": 1.4},
        limits=[(0, 2), None],
    ),
    "teacher": lambda: training.teacher((ACROSS, UP, VERDICT), POINTS, POINTS[:9], POINTS[9:18], "Arrows.", title="t"),
    "dots": lambda: training.dots({"k = 1": STACKED[0], "k = 5": STACKED[1]}, "Dots.", title="t", x="modes", mark=("all", 0.5)),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_the_range_of_the_seeds_is_seen_and_not_their_mean_alone():
    narrow = STACKED.mean(1, keepdim=True).expand(-1, 5)
    pictures = [training.by_round([("t", "loss", {"one": (ROUNDS, values)})], "A line.") for values in (STACKED, narrow)]
    assert pictures[0].png != pictures[1].png


def test_every_seed_is_a_dot():
    same_mean = torch.tensor([1.0, 3.0]), torch.tensor([0.0, 4.0])
    pictures = [training.dots({"k": values}, "Dots.", title="t", x="modes") for values in same_mean]
    assert pictures[0].png != pictures[1].png


def test_real_and_generated_points_can_be_exchanged_only_with_another_picture():
    one, other = POINTS, POINTS + 0.5
    pictures = [training.film([a], [1], b, "A panel.", title="t", columns=1) for a, b in ((one, other), (other, one))]
    assert pictures[0].png != pictures[1].png


def test_a_tensor_with_a_gradient_can_be_drawn():
    values = STACKED.clone().requires_grad_()
    assert training.by_round([("t", "loss", {"one": (ROUNDS, values * 2)})], "A line.").png
