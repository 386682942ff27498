"""The figures of critics: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import critics
from gancourse.runtime import stream
from tests.plots.promises import keeps_its_promises

DRAW = stream(0)
SEEDS = torch.rand(3, generator=DRAW) + 0.5
POINTS = torch.randn(30, 2, generator=DRAW)
GRID = torch.linspace(-2, 2, 12)
SURFACE = GRID[:, None] + GRID**2
NUMBERS = torch.randn(200, generator=DRAW)
LAYERS, SLOPES = torch.tensor([1, 2, 4, 8]), 10 ** (6 * torch.rand(4, 3, generator=DRAW) - 3)
DISTANCE = torch.linspace(0.2, 3, 9)


def ratios(values=SEEDS):
    rows = {"clip": {"moved": 1e-3 * values, "turned": 1e-4 * values}, "penalty": {"moved": values, "turned": values / 3}}
    return critics.ratios(rows, "Two rows.", title="t", x="value / W")


def surfaces(values=SURFACE):
    rows = [(name, POINTS, {"one": values, "two": SURFACE.T}) for name in ("ring", "roll")]
    return critics.surfaces(rows, GRID, "Four panels.", title="t")


def histograms(values=NUMBERS, **options):
    panels = [("t", "weight", {"one": values, "two": 2 * NUMBERS}, (-2.0, 2.0)), ("u", "slope", {"one": NUMBERS}, (0.0, 3.0))]
    return critics.histograms(panels, "Two panels.", **options)


def depths(values=SLOPES):
    return critics.depths(LAYERS, {"clip": values, "penalty": 0 * SLOPES + 1}, "Two lines.", title="t", x="layers", y="slope")


def meters(reading=DISTANCE, **options):
    every = {"one": (DISTANCE, reading), "two": (DISTANCE, 2 * DISTANCE)}
    panels = [("t", "value", every), ("u", "loss", {"two": every["two"]})]
    return critics.meters(panels, "Two panels.", x="W", title="t", **options)


FIGURES = {
    "ratios": ratios,
    "surfaces": surfaces,
    "histograms": histograms,
    "histograms with a mark": lambda: histograms(mark=(1, 1.0)),
    "between": lambda: critics.between([("a", POINTS), ("b", POINTS / 2)], POINTS[0], POINTS[1], "Two panels.", title="t"),
    "depths": depths,
    "meters": meters,
    "meters with a curve": lambda: meters(expected=(0, DISTANCE, DISTANCE.square())),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_every_seed_is_drawn_and_not_their_mean_alone():
    assert ratios().png != ratios(SEEDS.mean().expand(3)).png
    assert depths().png != depths(SLOPES.log().mean(1, keepdim=True).exp().expand(-1, 3)).png


def test_what_a_critic_says_is_what_is_drawn():
    assert surfaces().png != surfaces(SURFACE.flip(0)).png
    assert meters().png != meters(DISTANCE.flip(0)).png


def test_numbers_outside_a_histogram_are_counted_at_its_border():
    far, gone = NUMBERS.clone(), NUMBERS.clone()
    far[:50], gone[:50] = 100.0, 0.0
    assert histograms(far).png != histograms(gone).png


def test_a_run_has_one_look_in_all_panels():
    both = meters()
    other = critics.meters([("t", "value", {"two": (DISTANCE, 2 * DISTANCE)})] * 2, "Two.", x="W", title="t")
    assert both.png != other.png


def test_tensors_with_a_gradient_can_be_drawn():
    assert histograms(NUMBERS.clone().requires_grad_()).png == histograms().png
