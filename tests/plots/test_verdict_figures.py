"""The table of verdicts and the human test's model: each draws what it is given, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import verdicts
from tests.plots.promises import keeps_its_promises

JUDGED = torch.tensor([[1, 0, -1], [0, 1, 0]])
MOVED = torch.tensor([[12.3, -0.2, 3.4], [0.0, -7.6, 1350.0]])
TRIALS = torch.tensor([20, 100, 1000])


def table(judged=JUDGED, moved=MOVED, foot="a foot"):
    return verdicts.verdicts(["one", "two"], ["a", "b\nb", "c"], judged, moved, "A table.", title="t", foot=foot)


def curve(half=1.0, d=1.0):
    return verdicts.impressions(d, {"d' = 0": (TRIALS, 3.5 * half / TRIALS**0.5), "d' = 2": (TRIALS, 5 / TRIALS**0.5)}, "Two.")


@pytest.mark.parametrize("draw", [table, curve], ids=["verdicts", "impressions"])
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_given_is_what_is_drawn():
    assert len({table().png, table(judged=-JUDGED).png, table(moved=-MOVED).png, table(foot="").png}) == 4
    assert len({curve().png, curve(half=0.5).png, curve(d=2.0).png}) == 3


def test_a_verdict_is_a_word_and_not_a_colour_alone():
    assert len(set(verdicts.WORDS.values())) == len(set(verdicts.SHADES.values())) == 3


@pytest.mark.parametrize(("number", "words"), [(0.04, "+0.0"), (-7.64, "-7.6"), (9.96, "+10"), (1350.4, "+1350")])
def test_a_move_is_short_and_signed(number, words):
    assert verdicts._signed(number) == words
