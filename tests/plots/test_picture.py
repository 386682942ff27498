"""A picture shows itself once, with its description in the places where readers meet it."""

import base64
import struct

import matplotlib
import pytest
import torch
from IPython.core.interactiveshell import InteractiveShell

from gancourse import plots
from gancourse.plots.picture import STYLE, Picture, figure, finish, styled


@styled
def line() -> Picture:
    drawing, axes = figure(width=4, height=2)
    axes.plot([0, 1], [0, 1], label="a line")
    axes.legend()
    return finish(drawing, "A line rises.")


@pytest.fixture
def shown(monkeypatch):
    """What a notebook would receive."""
    outputs = []
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance()
    monkeypatch.setattr(
        shell.display_pub, "publish", lambda data, metadata=None, **rest: outputs.append((data, metadata or {})), raising=False
    )
    yield outputs
    InteractiveShell.clear_instance()


def test_it_shows_the_image_with_alt_and_then_the_caption(shown):
    picture = line()
    picture._ipython_display_()
    (image, metadata), (caption, _) = shown
    assert base64.b64decode(image["image/png"]) == picture.png
    assert metadata["image/png"] == {"alt": "A line rises.", "width": 440, "height": 220}
    assert caption["text/markdown"] == "*A line rises.*"
    assert len(shown) == 2


def test_its_size_is_that_of_the_png():
    picture = line()
    assert struct.unpack(">II", picture.png[16:24]) == (picture.width, picture.height)


def test_the_same_figure_has_the_same_bytes_whatever_the_users_style_is():
    plain = line().png
    with matplotlib.rc_context({"lines.linewidth": 9, "font.size": 30, "legend.frameon": True, "savefig.dpi": 30}):
        assert line().png == plain
    assert b"matplotlib" not in plain.lower()


def test_drawing_leaves_the_users_style_alone():
    before = dict(matplotlib.rcParams)
    line()
    assert dict(matplotlib.rcParams) == before
    assert any(before[name] != value for name, value in STYLE.items())


@pytest.mark.parametrize("words", ["", "   "])
def test_a_picture_without_a_description_is_refused(words):
    with pytest.raises(ValueError, match="needs a description: one sentence"):
        Picture(b"", words, width=1, height=1)


def test_a_credit_stands_in_caption_and_alt():
    assert Picture(b"", "Emoji.", width=1, height=1, credit="OpenMoji, CC BY-SA 4.0").caption == "Emoji. (OpenMoji, CC BY-SA 4.0)"


def test_it_can_be_saved(tmp_path):
    picture = line()
    picture.save(tmp_path / "line.png")
    assert (tmp_path / "line.png").read_bytes() == picture.png


@pytest.mark.parametrize("shape", [(7, 1, 8, 8), (3, 3, 16, 8)])
def test_a_sheet_takes_grey_and_colour(shape):
    assert plots.sheet(torch.zeros(shape), "Grey.", columns=4).png.startswith(b"\x89PNG")


@pytest.mark.parametrize("shape", [(28, 28), (2, 2, 8, 8), (0, 1, 8, 8)])
def test_a_sheet_refuses_what_is_no_batch_of_images(shape):
    with pytest.raises(ValueError, match=r"images must be \(n, 1 or 3, h, w\)"):
        plots.sheet(torch.zeros(shape), "Nothing.")


def test_a_sheet_refuses_a_caption_too_few():
    with pytest.raises(ValueError, match="got 1 captions for 2 images"):
        plots.sheet(torch.zeros(2, 1, 4, 4), "Two.", captions=["one"])


def test_the_map_has_every_lesson_once_and_no_arrow_up():
    from gancourse.plots.course_map import LESSONS, PLACES, needed_before

    assert [lesson.number for lesson in LESSONS] == sorted(PLACES) == [f"{i:02}" for i in range(24)]
    for lesson in LESSONS:
        assert all(PLACES[before][0] < PLACES[lesson.number][0] for before in lesson.needs)
    assert needed_before("05") == ("00", "01", "02")
    with pytest.raises(ValueError, match="there is no lesson '99'"):
        needed_before("99")
