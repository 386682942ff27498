"""The line of a run: in a terminal or a notebook, nowhere else, and gone at the end."""

import os
import select
import struct
import sys

import pytest
import torch

from gancourse import data, progress
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.progress import Progress
from gancourse.training import batches, play


def played(**options):
    """A short run that draws whenever it may."""
    game = VanillaGAN(DenseGenerator(2, (2,), (8,)), DenseDiscriminator((2,), (8,)))
    play(game, batches(data.ring(), 8), 20, **options)


@pytest.fixture
def drawn(monkeypatch):
    """What is drawn where, with a clock that ticks a second a look."""
    monkeypatch.setattr(progress, "_place", lambda: (lambda share, text: lines.append((share, text)), lambda: lines.append(None)))
    ticks = iter(range(1000))
    monkeypatch.setattr(progress.time, "perf_counter", lambda: float(next(ticks)))
    lines = []
    return lines


def test_the_line_says_round_losses_speed_and_time_left(drawn):
    line = Progress(100, 1100, 64)
    line.update(300, lambda: {"discriminator": torch.tensor(1.38629), "generator": torch.tensor([0.5, 1.5])})
    line.close()
    share, text = drawn[0]
    assert share == pytest.approx(300 / 1100)
    assert text == "round 300 of 1,100 · discriminator 1.39 · generator 1 · 12,800 samples/s · 4 s left"
    assert drawn[1] is None


def test_it_is_drawn_at_most_ten_times_a_second_and_the_numbers_are_read_only_then(drawn, monkeypatch):
    monkeypatch.setattr(progress, "REFRESH", 5.0)
    line, read = Progress(0, 100, 1), []
    for rounds in range(1, 21):
        line.update(rounds, lambda: read.append(1) or {})
    assert len(drawn) == len(read) == 4


def test_nothing_is_drawn_where_it_is_not_wanted(drawn):
    line = Progress(0, 10, 1, shown=False)
    line.update(5, dict)
    line.close()
    assert drawn == []


def test_where_there_is_no_terminal_not_a_byte_is_written(monkeypatch, capfd):
    monkeypatch.setattr(progress, "REFRESH", 0.0)
    played()
    played(progress=True)
    assert capfd.readouterr() == ("", "")


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals of Unix")
def test_in_a_terminal_each_line_replaces_the_last_fits_the_window_and_is_taken_away(monkeypatch):
    import fcntl
    import termios

    master, terminal = os.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 40, 0, 0))  # 40 columns
    monkeypatch.setattr(progress, "REFRESH", 0.0)
    with os.fdopen(terminal, "w") as stream:
        monkeypatch.setattr(sys, "stderr", stream)
        played(progress=False)
        played()
        monkeypatch.undo()
        written = ""
        while select.select([master], [], [], 1.0)[0]:  # a terminal hands on what it has so far: what comes late is waited for
            written += os.read(master, 65536).decode()
    os.close(master)
    lines = written.split("\r\x1b[K")
    assert lines[0] == lines[-1] == ""  # nothing before the first, and cleared
    assert len(lines) == 1 + 20 + 1
    assert [line.split(" ·")[0] for line in lines[1:-1]] == [f"round {round} of 20" for round in range(1, 21)]
    assert max(map(len, lines)) == 39  # one that wrapped could not be taken away
    assert "\n" not in written
