"""The cache: where it is on each system, written whole, a damaged file told from a good one."""

import sys
import threading
from pathlib import Path

import numpy
import pytest

from gancourse.data import cache

PIXELS = numpy.arange(3 * 2 * 4 * 4, dtype=numpy.uint8).reshape(3, 2, 4, 4)


def test_the_variable_comes_first(monkeypatch, tmp_path):
    monkeypatch.setenv("GANCOURSE_CACHE", str(tmp_path / "here"))
    assert cache.folder() == tmp_path / "here"


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {}, ".cache/gancourse"),
        ("linux", {"XDG_CACHE_HOME": "relative/paths/are/ignored"}, ".cache/gancourse"),
        ("darwin", {}, "Library/Caches/gancourse"),
        ("win32", {}, "AppData/Local/gancourse"),
    ],
)
def test_else_the_platforms_folder_in_the_home(monkeypatch, platform, variables, expected):
    for name in ("GANCOURSE_CACHE", "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", platform)
    assert cache.folder() == Path.home() / expected


@pytest.mark.parametrize(("platform", "variable"), [("linux", "XDG_CACHE_HOME"), ("win32", "LOCALAPPDATA")])
def test_else_the_folder_that_the_platforms_variable_names(monkeypatch, tmp_path, platform, variable):
    monkeypatch.delenv("GANCOURSE_CACHE")
    monkeypatch.setenv(variable, str(tmp_path))
    monkeypatch.setattr(sys, "platform", platform)
    assert cache.folder() == tmp_path / "gancourse"


def test_arrays_come_back_as_they_were_and_can_be_written_to():
    labels = numpy.array([3, 1, 4])
    where = cache.store("set", PIXELS, labels)
    assert [path.name for path in where.parent.iterdir()] == ["set"]
    first, second = cache.load("set")
    assert (first == PIXELS).all()
    assert (second == labels).all()
    assert first.dtype == numpy.uint8
    assert first.flags.writeable


def test_a_name_that_was_never_stored_is_none():
    assert cache.load("nothing") is None


def test_any_flipped_bit_and_any_truncation_is_noticed():
    where = cache.store("set", PIXELS)
    whole = where.read_bytes()
    for position in range(len(whole)):
        where.write_bytes(whole[:position] + bytes([whole[position] ^ 4]) + whole[position + 1 :])
        assert cache.load("set") is None, position
        where.write_bytes(whole[:position])
        assert cache.load("set") is None, position
    where.write_bytes(whole)
    assert cache.load("set") is not None


def test_a_failed_write_leaves_the_former_file_and_nothing_else(full_disk_after, everything_in):
    where = cache.store("set", PIXELS)
    full_disk_after()
    with pytest.raises(OSError, match="No space left"):
        cache.store("set", PIXELS + 1)
    assert everything_in(where.parent) == ["set"]
    assert (cache.load("set")[0] == PIXELS).all()


@pytest.fixture
def full_disk_after(request):
    """Fills the disk when it is called."""
    return lambda: request.getfixturevalue("full_disk")


def test_writers_at_once_never_show_a_mixture(everything_in):
    where = cache.store("set", numpy.zeros((64, 64)))
    seen = []

    def write(value):
        for _ in range(25):
            cache.store("set", numpy.full((64, 64), value))

    writers = [threading.Thread(target=write, args=(value,)) for value in (1.0, 2.0)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        seen.append(cache.load("set"))
    assert all(arrays is not None and arrays[0].min() == arrays[0].max() for arrays in seen)
    assert everything_in(where.parent) == ["set"]
