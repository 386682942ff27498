"""The figures of transport: each draws what it is given, in the course's style, with its description, to the same bytes."""

import math

import pytest
import torch

from gancourse.plots import transport
from gancourse.runtime import stream
from gancourse.theory.transport import distances, earth_mover
from tests.plots.promises import keeps_its_promises

P, Q = torch.tensor([[0.5, 0.1, 0.4], [0.2, 0.6, 0.2]], dtype=torch.float64)
PLACES = torch.arange(3.0)[:, None]
COST = distances(PLACES, PLACES)
FLOW = earth_mover(P, Q, COST).flow
X, Y = torch.randn(2, 6, 2, generator=stream(0), dtype=torch.float64)
WAYS = torch.eye(6) / 6
THETA = torch.arange(-20, 21, dtype=torch.float64) / 20
INFINITE = torch.where(THETA == 0, 0, math.inf)


def ways(flow=WAYS, **options):
    return transport.ways([("one", X, Y, flow), ("two", Y, X, flow)], "Two panels.", title="t", **options)


def plan(flow=FLOW):
    return transport.plan(P, Q, flow, COST, "Three panels.", title="t")


def prices(f, slack=COST):
    return transport.prices(slack, FLOW, P, Q, torch.tensor(f), "Two panels.", title="t")


def parallel(kl=INFINITE):
    return transport.parallel(THETA, {"W": THETA.abs(), "KL": kl}, {"W": THETA.sign()}, "Three panels.", at=0.6, title="t")


FIGURES = {
    "ways": ways,
    "ways with ticks": lambda: ways(ticks=True, names=False),
    "plan": plan,
    "cdfs": lambda: transport.between_cdfs(P, Q, "Two panels.", title="t"),
    "equal cdfs": lambda: transport.between_cdfs(P, P, "Two panels.", title="t"),
    "prices": lambda: prices([0.5, -0.5, 0.5]),
    "parallel": parallel,
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_carried_is_what_is_drawn():
    assert ways().png != ways(WAYS.flip(1)).png
    assert plan().png != plan(P[:, None] * Q).png
    assert transport.between_cdfs(P, Q, "Two.", title="t").png != transport.between_cdfs(Q, P, "Two.", title="t").png


def test_prices_and_what_they_leave_are_drawn():
    assert prices([0.5, -0.5, 0.5]).png != prices([0.5, 0.5, -0.5]).png
    assert prices([0.5, -0.5, 0.5]).png != prices([0.5, -0.5, 0.5], COST.square()).png


def test_an_infinite_distance_is_drawn_at_the_border_and_not_left_out():
    assert parallel().png != parallel(torch.where(THETA == 0, 0, math.nan)).png
