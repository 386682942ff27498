"""The figures of studies: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import studies
from gancourse.plots.studies import Measure
from gancourse.runtime import stream
from tests.plots.promises import keeps_its_promises

VALUES = {name: torch.rand(3, generator=stream(seed)).double() for seed, name in enumerate(("dense", "DCGAN", "broken"))}
SOME = {name: VALUES[name] for name in ("dense", "DCGAN")}


def changed(scale=1.0, reach=0.2):
    return studies.effects(
        {name: scale * (values - 0.5) for name, values in VALUES.items()}, reach, "Three rows.", title="t", x="x",
        ticks={0.0: "none"},
    )  # fmt: skip


FIGURES = {
    "measures": lambda: studies.measures(
        [Measure("one", VALUES, ("real", 1.0), limits=(0, 1.1)), Measure("two", SOME, ("real", 0.01), log=True)],
        "Two.",
        title="t",
    ),
    "rows by name": lambda: studies.measures([Measure("one", SOME)], "One.", title="t", names=list(VALUES)),
    "effects": changed,
    "an interval each": lambda: studies.effects(SOME, {"dense": 0.1, "DCGAN": 0.5}, "Two rows.", title="t", x="x"),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_given_is_what_is_drawn():
    assert changed().png != changed(scale=0.5).png
    one, other = (studies.measures([Measure("m", {"a": v, "b": w})], "One.", title="t").png
                  for v, w in (list(SOME.values()), list(SOME.values())[::-1]))  # fmt: skip
    assert one != other


def test_an_interval_that_leaves_out_no_change_looks_another_way():
    assert changed(reach=0.2).png != changed(reach=0.01).png


def test_a_variant_without_a_value_has_an_empty_row():
    whole, partly = (studies.measures([Measure("m", values)], "One.", title="t", names=list(VALUES)) for values in (VALUES, SOME))
    assert (whole.width, whole.height) == (partly.width, partly.height)
    assert whole.png != partly.png
