"""The figures of measures: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import evaluation
from gancourse.runtime import stream
from tests.plots.promises import keeps_its_promises

DIGITS = 2 * torch.rand(10, 1, 8, 8, generator=stream(0)) - 1
CLOUD = torch.randn(60, 2, generator=stream(1))
SIZES = [50, 100, 200]
VALUES = torch.rand(3, 6, generator=stream(2))
RADII = torch.full((60,), 0.3)
INSIDE = torch.arange(60) % 3 > 0


def balls(radii=RADII, inside=INSIDE, of="real"):
    return evaluation.balls([("p", CLOUD, radii, CLOUD + 0.1, inside)] * 2, "Two panels.", title="t", of=[of, "generated"])


FIGURES = {
    "sheets": lambda: evaluation.sheets({"a": DIGITS, "b": DIGITS[:3]}, "Two sheets.", title="t", columns=4, credit="me"),
    "ellipses": lambda: evaluation.ellipses(CLOUD, {"a": CLOUD / 2, "b": CLOUD + 1}, "Two.", title="t", x="x", y="y"),
    "against n": lambda: evaluation.against_n(
        [("t", "y", {"one": (SIZES, VALUES), "two": (SIZES, 2 * VALUES)}), ("u", "y", {"one": (SIZES, VALUES)})],
        "Two panels.",
        theory={"C/n": (0.0, 20.0)},
    ),
    "balls": balls,
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_given_is_what_is_drawn():
    one, other = (evaluation.sheets({"a": digits}, "One.", title="t").png for digits in (DIGITS, DIGITS.flip(0)))
    assert one != other
    one, other = (evaluation.ellipses(CLOUD, {"a": CLOUD * s}, "One.", title="t", x="", y="").png for s in (1, 2))
    assert one != other
    assert len({balls().png, balls(2 * RADII).png, balls(inside=~INSIDE).png, balls(of="generated").png}) == 4


def test_the_error_of_the_mean_is_seen_and_not_the_mean_alone():
    same = VALUES.mean(1, keepdim=True).expand(-1, 6)
    wide, thin = (evaluation.against_n([("t", "y", {"one": (SIZES, v)})], "One.").png for v in (VALUES, same))
    assert wide != thin


def test_an_ellipse_is_two_deviations_in_every_direction():
    turn = torch.tensor([[0.8, -0.6], [0.6, 0.8]])
    points = (torch.randn(5000, 2, generator=stream(3)) * torch.tensor([3.0, 1.0])) @ turn.T
    drawn = evaluation._ellipse(points.numpy())
    assert (drawn.width, drawn.height) == pytest.approx((12, 4), rel=0.05)
    assert drawn.angle % 180 == pytest.approx(36.87, abs=1.5)
    assert tuple(drawn.center) == pytest.approx(tuple(points.mean(0).tolist()), abs=1e-5)
