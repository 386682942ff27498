"""Pictures to leaf through: every one is shown, Python follows, and an exported page has them all."""

import re
import sys

import pytest
import torch

from gancourse.plots import Picture, images
from gancourse.widgets import flip, parts
from tests.widgets.test_exported import opened  # noqa: F401, a fixture

SHOWN = "document.querySelector('.gc-flip-pictures').dataset.shown"


def grey(level: float) -> Picture:
    return images.sheet(torch.full((1, 1, 8, 8), level), f"A square of grey {level:g}.", columns=1)


@pytest.fixture
def leaves():
    return [grey(level) for level in (-1.0, 0.0, 0.5, 1.0)]


def test_the_slider_shows_every_picture_and_python_follows(page, leaves):
    page.mount(flip(leaves, [-1.0, 0.0, 0.5, 1.0], "level", first=1, still=False))
    page.until(f"() => {SHOWN} === '1'")
    visible = page.page.locator(".gc-leaf:visible")
    assert visible.get_attribute("alt") == "A square of grey 0."
    bar = page.page.get_by_role("slider", name="level")
    bar.focus()
    seen = []
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight"):
        page.page.keyboard.press(key)
        seen.append(
            (visible.get_attribute("alt"), page.page.locator(".gc-where").inner_text(), bar.get_attribute("aria-valuetext"))
        )
    assert seen[0] == ("A square of grey -1.", "level -1", "level -1")
    assert seen[2] == ("A square of grey 0.5.", "level 0.5", "level 0.5")
    assert seen[3] == seen[4] == ("A square of grey 1.", "level 1", "level 1")
    page.page.get_by_role("button", name="One level less").click()
    page.settle(400)
    assert page.widgets[0].index == 2
    page.unmount()
    assert page.widgets[0].lost()


def test_it_lives_on_in_an_exported_page(opened, leaves):  # noqa: F811
    tab, frame = opened(flip(leaves, ["none", "some", "more", "all"], "amount of light", first=2))
    assert frame.locator(".gc-leaf:visible").get_attribute("alt") == "A square of grey 0.5."
    frame.get_by_role("slider", name="amount of light").focus()
    tab.keyboard.press("End")
    assert frame.locator(".gc-where").inner_text() == "amount of light all"
    assert tab.locator("iframe").get_attribute("title") == "A square of grey 0.5."


def test_the_still_is_the_first_picture(monkeypatch, leaves):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda data, metadata=None, raw=False: shown.append(data))
    flip(leaves, list("abcd"), "letter", first=3)._ipython_display_()
    assert shown[2]["text/plain"] == "A square of grey 1."
    assert [one["alt"] for one in shown[1][parts.PAGE]["data"]["pictures"]] == [leaf.caption for leaf in leaves]


def test_what_cannot_be_leafed_through_is_refused_in_one_sentence(monkeypatch, leaves):
    wide = images.sheet(torch.zeros(2, 1, 8, 8), "Two squares.", columns=2)
    for pictures, values, first, words in (
        (leaves[:1], [1], 0, "two pictures or more and a value for each, got 1 and 1 values"),
        (leaves, [1, 2], 0, "got 4 and 2 values"),
        ([leaves[0], wide], [1, 2], 0, "must have one size, got "),
        (leaves, [1, 2, 3, 4], 4, "a picture's number from 0 to 3, got 4"),
    ):
        with pytest.raises(ValueError, match=re.escape(words)):
            flip(pictures, values, "level", first=first)
    monkeypatch.setattr(sys.modules["gancourse.widgets.flip"], "LARGEST", 0)
    with pytest.raises(ValueError, match="KB fit into a notebook: take fewer or smaller ones"):
        flip(leaves, [1, 2, 3, 4], "level")
