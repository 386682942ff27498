"""The figures of two laws: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import divergences
from gancourse.theory import laws
from tests.plots.promises import keeps_its_promises

GRID = torch.linspace(-4, 5, 80).double()
P, Q = laws.normal.density(GRID), laws.normal.density(GRID - 1)
BEST = P / (P + Q)
LEARNED = torch.stack([BEST * 0.9, BEST * 0.95])
THETA = torch.linspace(0.5, 4, 12)

FIGURES = {
    "judged": lambda: divergences.judged({"one": (P, Q, BEST, None), "two": (P, Q, BEST, None)}, GRID, "J.", title="t"),
    "judged by networks": lambda: divergences.judged({"one": (P, Q, BEST, LEARNED)}, GRID, "J.", title="t"),
    "fits": lambda: divergences.fits(P, {"one": Q, "two": P}, GRID, "F.", title="t"),
    "js against tv": lambda: divergences.js_against_tv(THETA / 4, THETA / 5, "J.", title="t"),
    "beside the truth": lambda: divergences.beside_the_truth(
        {"one": (THETA, 2.0), "two": (-THETA, -1.0)}, "B.", title="t", x="x"
    ),
    "panels": lambda: divergences.panels(
        THETA, [("a", "y", {"one": THETA, "two": THETA**2}, "log"), ("b", "y", {"one": THETA}, "linear")], "P.", x="x"
    ),
    "panels with a mark": lambda: divergences.panels(
        THETA, [("a", "y", {"one": THETA}, "log-log")], "P.", x="x", mark=("level", 2.0)
    ),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_drawn_depends_on_what_is_given():
    with_networks = divergences.judged({"one": (P, Q, BEST, LEARNED)}, GRID, "J.", title="t")
    assert with_networks.png != divergences.judged({"one": (P, Q, BEST, LEARNED * 0.5)}, GRID, "J.", title="t").png


def test_where_neither_law_lives_the_best_discriminator_is_left_out():
    broken = BEST.clone()
    broken[30:40] = torch.nan
    assert divergences.judged({"one": (P, Q, broken, None)}, GRID, "J.", title="t").png
