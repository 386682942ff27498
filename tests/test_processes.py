"""Two processes that share each batch play the game of one, to rounding; the launch of each takes seconds, so there are few."""

import os
import signal
import subprocess
import sys
import time

import pytest
import torch
from safetensors.torch import load_file

from gancourse import cli, data, processes
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

GAME = '''
"""Thirty rounds in float64, alone or with others, and the weights written at the end."""

import sys

import torch
import torch.distributed as dist

from gancourse import data, processes
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

torch.set_default_dtype(torch.float64)
dist.init_process_group("gloo")
for seeds in (3, [3, 4]):
    streams = Streams(seeds)
    generator = DenseGenerator(2, (2,), (32, 32), streams=streams)
    discriminator = DenseDiscriminator((2,), (32, 32), streams=streams)
    game = VanillaGAN(generator, discriminator, streams, k=2, lr=1e-3)
    play(game, batches(data.ring(dtype=torch.float64), 64), 30, save=f"{sys.argv[1]}/{streams.stacked}.safetensors")
try:
    play(game, batches(data.ring(), 33), 31)
except ValueError as error:
    assert "a batch of 33 cannot be shared equally by 2 processes" in str(error)
else:
    raise SystemExit("an odd batch was shared")
dist.destroy_process_group()
'''
TORCHRUN = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2")


def launched(*command: str, **options) -> subprocess.CompletedProcess:
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "GANCOURSE_DEVICE": "cpu"}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False, **options)


def test_two_processes_play_the_game_of_one_with_the_joint_batch(tmp_path):
    script = tmp_path / "game.py"
    script.write_text(GAME)
    done = launched(*TORCHRUN, str(script), str(tmp_path))
    assert done.returncode == 0, done.stderr
    former = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    try:
        for seeds in (3, [3, 4]):
            streams = Streams(seeds, "cpu")
            generator = DenseGenerator(2, (2,), (32, 32), streams=streams)
            discriminator = DenseDiscriminator((2,), (32, 32), streams=streams)
            game = VanillaGAN(generator, discriminator, streams, k=2, lr=1e-3)
            history = play(game, batches(data.ring(dtype=torch.float64), 64), 30)
            theirs = load_file(tmp_path / f"{streams.stacked}.safetensors")
            for name, value in game.state_dict().items():
                assert torch.allclose(value, theirs[f"game.{name}"], rtol=0, atol=1e-6), name
            for name in game.players:  # the joint batch's loss, not one process's
                assert torch.allclose(history[name], theirs[f"history.{name}.values"], rtol=0, atol=1e-6)
    finally:
        torch.set_default_dtype(former)


def test_the_command_shares_a_batch_goes_on_and_says_a_refusal_once(tmp_path):
    command = (sys.executable, "-m", "gancourse", "train", "vanilla", "--data", "moons", "--batch", "32", "--every", "2")
    done = launched(*command, "--rounds", "3", "--processes", "2", "--out", "run", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("3 rounds played") == 1
    assert done.stderr == ""
    names = sorted(path.name for path in (tmp_path / "run").iterdir())
    assert names == ["checkpoint.safetensors", "history.csv", "samples-000002.png", "samples-000003.png"]
    alone = cli.main([*command[3:], "--rounds", "3", "--out", str(tmp_path / "alone")])
    assert alone == 0
    ours, theirs = (load_file(tmp_path / name / "checkpoint.safetensors") for name in ("alone", "run"))
    assert max((ours[name] - theirs[name]).abs().max().item() for name in ours) < 1e-5  # float32, where Adam magnifies rounding
    refused = launched(*command, "--rounds", "5", "--processes", "2", "--out", "run", "--seed", "1", cwd=tmp_path)
    assert refused.returncode == 1
    assert refused.stderr.count("the seed was 0 there and is 1 here") == 1


def test_an_interrupt_stops_all_processes_after_one_round(tmp_path):
    command = [sys.executable, "-m", "gancourse", "train", "vanilla", "--data", "moons", "--rounds", "1000000", "--every", "20"]
    running = subprocess.Popen(
        [*command, "--processes", "2", "--out", "run"],
        cwd=tmp_path, env={**os.environ, "OMP_NUM_THREADS": "1"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    checkpoint = tmp_path / "run" / "checkpoint.safetensors"
    deadline = time.monotonic() + 60
    while not checkpoint.exists() and running.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    os.killpg(running.pid, signal.SIGINT)
    out, problems = running.communicate(timeout=60)
    assert out.count("stopped by you after round") == 1, (out, problems)
    assert running.returncode == 130
    assert "Traceback" not in problems


def test_one_process_needs_no_group():
    assert (processes.count(), processes.rank()) == (1, 0)
    value = torch.ones(3)
    processes.average([value])
    assert value.tolist() == [1, 1, 1]
    assert processes.any_of(True, torch.device("cpu"))
    assert not processes.any_of(False, torch.device("cpu"))


def test_each_process_keeps_its_rows_of_the_joint_draw(monkeypatch):
    monkeypatch.setattr(processes, "count", lambda: 1)
    joint = Streams([1, 2], "cpu").normal(6, 2)
    parts = []
    for rank in range(3):
        monkeypatch.setattr(processes, "count", lambda: 3)
        monkeypatch.setattr(processes, "rank", lambda rank=rank: rank)
        parts.append(Streams([1, 2], "cpu").normal(2, 2))
    assert torch.equal(torch.cat(parts, dim=1), joint)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["--data", "nope"], "--data must be ring"),
        (["--data", "ring", "--nets", "dcgan"], "--nets dcgan needs pictures"),
        (["--data", "ring", "--batch", "0"], "a batch size is a whole number above zero, got 0"),
        (["--data", "ring", "--every", "0"], "every must be a whole number, at least 1, got 0"),
        (["--data", "ring", "--k", "0"], "k, the discriminator's steps a round, must be at least 1, got 0"),
        (["--data", "digits", "--size", "5"], "size must be a whole number of pixels from 8 to 256, got 5"),
    ],
)
def test_a_bad_option_is_one_sentence(words, sentence, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["train", "vanilla", "--rounds", "1", *words]) == 1
    problem = capsys.readouterr().err
    assert sentence in problem
    assert problem.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
