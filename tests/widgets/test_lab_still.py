"""What stands beside the GAN lab for readers without a kernel: a still with its description, and a page of its own."""

import base64

import pytest
import torch

from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.widgets import lab_still
from gancourse.widgets.gan_lab import gan_lab
from gancourse.widgets.parts import exported

SMALL = {"batch": 16, "generator_width": 8, "discriminator_width": 8}


def my_game(streams):
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), (8,), streams=streams), streams)


def displayed(lab, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda content, **more: shown.append((content, more.get("metadata", {}))))
    lab._ipython_display_()
    return shown


def test_a_still_with_its_description_stands_beside_the_widget(monkeypatch):
    monkeypatch.setenv("GANCOURSE_BUDGET", "smoke")
    lab = gan_lab(**SMALL, data="moons")
    view, (image, metadata), (caption, _) = displayed(lab, monkeypatch)
    assert view[0]["application/vnd.jupyter.widget-view+json"]["model_id"] == lab.model_id
    assert base64.b64decode(image["image/png"]).startswith(b"\x89PNG")
    assert metadata["image/png"]["alt"] == caption["text/plain"] == lab.caption
    assert "blue discs" in lab.caption
    assert "“two moons”" in lab.caption
    again = image["application/vnd.gancourse.page+json"]
    assert again == {"kind": "gan_lab", "data": {"settings": dict(lab.settings)}}
    assert lab_still.picture(lab._source, lab.settings).png == base64.b64decode(image["image/png"])  # the same every time
    assert len(displayed(gan_lab(**SMALL, still=False), monkeypatch)) == 1


def test_a_critics_still_shows_f(monkeypatch):
    monkeypatch.setenv("GANCOURSE_BUDGET", "smoke")
    lab = gan_lab(**SMALL, loss="wasserstein")
    displayed(lab, monkeypatch)
    assert "over the surface of the critic's f, whose mean is " in lab.caption


def test_a_game_as_it_stands_is_not_moved_by_its_still(monkeypatch):
    monkeypatch.setenv("GANCOURSE_BUDGET", "smoke")
    game = my_game(Streams(0))
    before = [weight.clone() for weight in game.parameters()]
    lab = gan_lab(game)
    outputs = displayed(lab, monkeypatch)
    assert "application/vnd.gancourse.page+json" not in outputs[1][0]  # no page can play it
    assert all(torch.equal(one, other) for one, other in zip(before, game.parameters(), strict=True))
    with pytest.raises(RuntimeError, match="a page of its own could not play it"):
        lab.html()
    with pytest.raises(RuntimeError, match="its code is yours"):
        lab.code()
    lab.close()


def test_its_page_is_whole():
    lab = gan_lab(preset="vanish")
    page = lab.html()
    assert page == exported({"kind": "gan_lab", "data": {"settings": dict(lab.settings)}})  # what `make html` shows
    assert page.count("<script") == page.count("</script>") == 2
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert '"loss": "minimax"' in page
