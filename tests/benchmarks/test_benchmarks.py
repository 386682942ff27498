"""The benchmark runs, compares equal work, and reports all of it. No test looks at a speed."""

from importlib import metadata

import numpy
import pytest
import torch
from torch import nn

from benchmarks import report
from benchmarks.__main__ import main
from benchmarks.cases import TINY, dcgan_game, dense_game
from benchmarks.loops import PlainLoop, dcgan_pair, dense_pair, ring_points
from benchmarks.peak import peak
from benchmarks.timing import WARM_UP, Timing, interleaved
from gancourse import data, runtime
from gancourse.nets.dcgan import Project
from gancourse.training import batches, play

CPU = torch.device("cpu")
PICTURES = 2 * torch.rand(30, 1, 28, 28, generator=runtime.stream(0)) - 1


@pytest.fixture(autouse=True)
def on_the_cpu(monkeypatch):
    monkeypatch.setenv("GANCOURSE_DEVICE", "cpu")
    monkeypatch.setenv("GANCOURSE_BUDGET", "smoke")


def copy_dense(ours, plain):
    """Our weights into torch's layers, which keep a product's matrix transposed."""
    layers = [layer for layer in plain if isinstance(layer, nn.Linear)]
    for layer, weight, bias in zip(layers, ours.layers.weights, ours.layers.biases, strict=True):
        layer.weight.data, layer.bias.data = weight.detach().T.clone(), bias.detach()[0].clone()


def copy_dcgan(ours, plain):
    """The same weights in the same order; the projection's are written as a kernel."""
    projection = next((part for part in ours.modules() if isinstance(part, Project)), None)
    for mine, theirs in zip(ours.parameters(), plain.parameters(), strict=True):
        value = mine.detach()
        if projection is not None and mine is projection.linear.weight:
            value = value.T.unflatten(1, projection.map).permute(0, 3, 1, 2)
        theirs.data = value.contiguous().clone()


def losses_of_both(game, loop, source, rounds):
    """Losses of the plain loop, given the draws of our streams, and of ours: (rounds, 2) each."""
    streams, plain = game.streams, []
    bound = source.bound(streams)
    for number in range(rounds):
        streams.start(number)
        first = streams.normal(source.size, loop.latent)
        real = next(bound)
        second = streams.normal(source.size, loop.latent) if loop.fresh else first
        plain.append(torch.stack(loop.round(real, first, second)))
    history = play(game, source, rounds)
    return torch.stack(plain), torch.stack([history["discriminator"], history["generator"]], 1)


def test_the_2d_loops_do_equal_work():
    game, pair = dense_game(TINY.hidden, 0), dense_pair(2, TINY.hidden)
    copy_dense(game.generator, pair[0])
    copy_dense(game.discriminator, pair[1])
    loop = PlainLoop(*pair, lambda n: ring_points(n, CPU), 32, 2, lr=1e-3, device=CPU)
    plain, ours = losses_of_both(game, loop, batches(data.ring(), 32), 20)
    torch.testing.assert_close(plain, ours, rtol=0, atol=1e-6)
    assert (plain[0] - plain[-1]).abs().max() > 1e-3  # they learned, and alike


@pytest.mark.parametrize("fresh", [False, True])
@pytest.mark.parametrize("policy", [False, True])
def test_the_dcgan_loops_do_equal_work(policy, fresh):
    game, pair = dcgan_game(TINY, fresh), dcgan_pair(100, TINY.width, channels_last=policy)
    copy_dcgan(game.generator, pair[0])
    copy_dcgan(game.discriminator, pair[1])
    loop = PlainLoop(*pair, lambda n: PICTURES[:n], 8, 100, lr=2e-4, device=CPU, fresh=fresh)
    plain, ours = losses_of_both(game, loop, batches(PICTURES, 8), 3)
    torch.testing.assert_close(plain, ours, rtol=1e-3, atol=1e-4)


def test_a_plain_loop_plays_and_learns():
    loop = PlainLoop(*dense_pair(2, 8), lambda n: ring_points(n, CPU), 16, 2, lr=1e-2, device=CPU)
    before = [weight.detach().clone() for weights in loop.moved for weight in weights]
    loop.play(3)
    assert len(loop.losses) == 3
    after = [weight for weights in loop.moved for weight in weights]
    assert not any(torch.equal(old, new) for old, new in zip(before, after, strict=True))


def test_the_plain_ring_is_the_courses():
    torch.manual_seed(0)
    distance = torch.cdist(ring_points(2000, CPU), data.ring().modes)  # (2000, 8)
    assert distance.min(1).values.max() < 0.02 * 6
    assert distance.argmin(1).unique().tolist() == list(range(8))


def test_contenders_take_turns_and_the_warm_up_does_not_count():
    calls = []
    contenders = {name: lambda rounds, name=name: calls.append((name, rounds)) for name in "ab"}
    times = interleaved(contenders, rounds=7, turns=3)
    assert calls == [("a", 7), ("b", 7)] * (WARM_UP + 3)
    assert list(times) == ["a", "b"]
    assert all(0 <= time.low <= time.median <= time.high for time in times.values())


def test_a_timing_is_median_and_quartiles():
    taken = [3.0, 1.0, 10.0, 2.0, 5.0, 4.0]
    time = Timing.of(taken)
    assert (time.low, time.median, time.high) == pytest.approx(tuple(numpy.percentile(taken, [25, 50, 75])))
    assert Timing.of([2.0]) == Timing(2.0, 2.0, 2.0)


def test_the_program_reports_every_row(capsys):
    assert main(["--tiny"]) == 0
    text = capsys.readouterr().out
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("| ")]
    compared, costs = [row for row in rows if len(row) == 8], [row for row in rows if len(row) == 3]
    assert [(row[0].split(",")[0], row[1].split(",")[0]) for row in compared] == [
        ("what", "against"),
        ("DCGAN", "plain loop"),
        ("DCGAN", "plain loop with our policy"),
        ("2-D", "plain loop that redraws its fakes"),
        ("2 seeds", "plain loops"),
        ("2 seeds", "plain loops"),
        ("Frechet distance", "scipy's sqrtm"),
        ("Frechet distance", "torch-fidelity"),
        ("kernel distance", "torchmetrics"),
        ("precision", "prdc"),
    ]
    for name, _, plain, ours, ratio, goal, difference, apart in compared[1:]:
        a, b = (float(cell.split()[0]) for cell in (plain, ours))
        assert float(ratio) == pytest.approx(a / b, abs=0.01 + 0.01 * (1 + a / b) / b)  # of what was rounded to 0.01 ms
        assert float(difference) == pytest.approx(b - a, abs=0.011)
        if goal and abs(float(ratio) - float(goal.split(":")[0])) > 0.01:
            assert goal.endswith("met" if float(ratio) >= float(goal.split(":")[0]) else "missed")
        if "distance" in name or "precision" in name:
            assert float(apart) < 1e-6
    words = ("no progress line", "with the line", "running average", "plays no round", "written, 2-D", "read, DCGAN")
    assert all(any(word in row[0] for row in costs) for word in words)
    assert any(row[0] == "00_welcome" for row in rows)
    assert any("import of the command" in row[0] for row in costs)
    spent = [float(row[1].strip("%")) for row in rows if len(row) == 2 and row[1].endswith("%")]
    assert sum(spent) == pytest.approx(100, abs=6)
    for package in ("torch", "scipy", "torch-fidelity", "torchmetrics", "prdc"):
        assert f"{package} {metadata.version(package)}".split("+")[0] in text
    assert str(report.README.parent) not in text


def test_the_work_of_a_round_is_counted():
    found = peak(TINY, batch=4)
    c, n = TINY.width, 4
    last, middle, first = 14 * 14 * 16 * c, 49 * 16 * c * 2 * c, 49 * 2 * c  # products of the three layers, a picture
    project = 100 * 49 * 2 * c
    discriminator = last + middle + first
    # Real and generated pictures, there and back by the weights; generated ones there again, and back by the pictures.
    one = 3 * discriminator + 2 * discriminator + 2 * (middle + first) + discriminator
    one += (project + middle + last) + (2 * (middle + last) + project)  # the generator there and back
    assert found.gflop * 1e9 == pytest.approx(2 * n * one, rel=0.02)
    assert sum(found.shares.values()) == pytest.approx(1)
    assert found.share == pytest.approx(1000 * found.gflop / found.ours.median / found.highest)


@pytest.mark.parametrize("arguments", [["--tiny", "--write"], ["--write"]])
def test_what_is_no_measurement_is_not_written(arguments, capsys):
    before = report.README.read_bytes()
    with pytest.raises(SystemExit):
        main(arguments)
    assert "not worth writing" in capsys.readouterr().err
    assert report.README.read_bytes() == before


def test_the_lessons_seconds_are_written_anew_and_nothing_else(tmp_path):
    page = tmp_path / "README.md"
    page.write_text("above\n\n| lesson | seconds |\n|---|---|\n| old | 990 |\n\nbelow\n")
    report.refresh({"05_new": 80, "06_other": 40}, page)
    written = page.read_text()
    assert written.startswith("above\n\n| lesson")
    assert written.endswith("\n\nbelow\n")
    assert "990" not in written
    assert "| 05_new   | 80" in written
    page.write_text("no table")
    with pytest.raises(ValueError, match="has no table of lessons"):
        report.refresh({"05_new": 80}, page)


def test_results_are_written_between_the_marks(tmp_path):
    page = tmp_path / "README.md"
    page.write_text(f"above\n{report.BEGINS}\nold\n{report.ENDS}\nbelow\n")
    report.write("| a | \\1 |", page)
    assert page.read_text() == f"above\n{report.BEGINS}\n\n| a | \\1 |\n\n{report.ENDS}\nbelow\n"
    page.write_text("no marks")
    with pytest.raises(ValueError, match=r"README.md has no place for the results"):
        report.write("x", page)
    assert report.BEGINS in report.README.read_text()
