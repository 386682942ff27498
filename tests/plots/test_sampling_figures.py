"""The figures of sampling: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import clouds, sampling
from gancourse.runtime import stream
from gancourse.theory import laws
from tests.plots.promises import keeps_its_promises

U = (torch.arange(40).double() + 0.5) / 40
GRID = torch.linspace(0, 5, 60).double()
POINTS = torch.rand(50, 2, generator=stream(0))
SIDES = 2.0 ** -torch.arange(1, 5)

FIGURES = {
    "four generators": sampling.four_generators,
    "carried dots": lambda: sampling.carried_dots(U, {"bell": laws.normal.quantile(U), "die": (6 * U).ceil()}, "Dots."),
    "histograms": lambda: sampling.histograms(
        [("with", laws.exponential.quantile(U), GRID, laws.exponential.density(GRID)), ("without", U, GRID, None)], "Two."
    ),
    "cdf and quantile": lambda: sampling.cdf_and_quantile(
        GRID, (GRID > 2).double(), U, 2 * (U > 0.3).double(), "A.", titles="ab"
    ),
    "curves": lambda: sampling.curves(GRID, {"one": GRID, "two": GRID**2}, "C.", title="t", x="x", y="y"),
    "log curves": lambda: sampling.curves(
        SIDES, {"one": SIDES}, "C.", title="t", x="x", y="y", scales=("log", "log"), limits=(0.01, 1), band=(0.1, 0.2, "band")
    ),
    "two latents": lambda: sampling.two_latents(U, {"up": -torch.log1p(-U), "down": -U.log()}, 0.05, 0.1, "Two."),
    "mass moved": lambda: sampling.mass_moved(
        GRID, laws.normal.density(GRID), GRID**2, GRID, (torch.arange(6.0) / 2, (torch.arange(6.0) / 2) ** 2), "M.", names="abc"
    ),
    "spreads": lambda: clouds.spreads({"d = 1": POINTS[:, 0], "d = 2": POINTS.norm(dim=1)}, "S.", title="t", x="x"),
    "clouds": lambda: clouds.clouds([("real", POINTS), ("fake", POINTS + 1)], "C."),
    "shaded clouds": lambda: clouds.clouds([("real", POINTS)], "C.", shade=POINTS[:, 0]),
    "boxes": lambda: clouds.boxes(POINTS, 0.25, SIDES, {"one": SIDES, "two": torch.ones(4)}, "B."),
    "chain": lambda: clouds.chain(POINTS[:, 0], POINTS[:, 1], GRID, laws.exponential.density(GRID), "C.", title="t"),
    "estimates": lambda: clouds.estimates({"argmax": (0.0, 0.0), "score": (0.4, 1.2)}, 0.45, "E.", title="t", x="x"),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_drawn_depends_on_what_is_given():
    first = sampling.curves(GRID, {"one": GRID}, "C.", title="t", x="x", y="y")
    assert first.png != sampling.curves(GRID, {"one": -GRID}, "C.", title="t", x="x", y="y").png


def test_a_tensor_with_a_gradient_can_be_drawn():
    values = GRID.clone().requires_grad_()
    assert sampling.curves(GRID, {"one": values * 2}, "C.", title="t", x="x", y="y").png
