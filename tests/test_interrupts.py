"""Kill -9, Control-C once and twice: the checkpoint is whole at every moment, and a resumed run is the one never stopped."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
import torch

from gancourse import checkpoint, data
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

RING = batches(data.ring(), 8)


pytestmark = pytest.mark.usefixtures("one_thread")


def dense(seed=5):
    streams = Streams(seed)
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), (8,), streams=streams), streams)


PROGRAM = """
import sys, time
import torch
torch.set_num_threads(1)
from gancourse import data
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

path, rounds, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
streams = Streams(5)
generator = DenseGenerator(2, (2,), (8,), streams=streams)
game = VanillaGAN(generator, DenseDiscriminator((2,), (8,), streams=streams), streams)
game.average("generator")
play(game, batches(data.ring(), 8), rounds, save=path, every=3, watch=lambda game: time.sleep(pause))
"""

# Plays the program above in a child, kills the child, and starts it again. Imports are paid for once, by the parent.
KILLER = """
import os, random, signal, sys, time
import torch
from gancourse import checkpoint, data, games, training
from gancourse.nets import dense
program, chance, kills = compile(sys.stdin.read(), "program", "exec"), random.Random(3), 0
torch.optim.Adam([torch.zeros(1, requires_grad=True)]).step()  # imports much when it is first used
while True:
    child = os.fork()
    if child == 0:
        exec(program, {})
        os._exit(0)
    if kills < 20:
        time.sleep(chance.uniform(0.01, 0.15))
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.path.exists(sys.argv[1]):
        checkpoint._read(training.Path(sys.argv[1]))  # whole at every moment
    if os.WIFEXITED(status):
        sys.exit(f"killed {kills} times, then exit {os.WEXITSTATUS(status)}")
    kills += 1
"""


def run(program, *arguments, given=""):
    command = [sys.executable, "-u", "-c", program, *map(str, arguments)]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, timeout=120)


def same_file(first, second):
    """Whether two checkpoints hold the same bits and the same words."""
    (words, tensors), (others, theirs) = checkpoint._read(first), checkpoint._read(second)
    assert tensors.keys() == theirs.keys()
    return words == others and all(torch.equal(value, theirs[name]) for name, value in tensors.items())


def unstopped(path, rounds, averaged=True):
    """The game of the program above, played here to its end."""
    game = dense()
    if averaged:
        game.average("generator")
    play(game, RING, rounds, save=path)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_kill_9_at_twenty_random_moments(tmp_path):
    whole, killed = tmp_path / "whole.safetensors", tmp_path / "killed.safetensors"
    done = run(KILLER, killed, 600, 0.003, given=PROGRAM)
    assert done.stderr == "killed 20 times, then exit 0\n"
    assert done.stdout.count("resumed at round") >= 5
    unstopped(whole, 600)
    assert same_file(killed, whole)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of Unix")
def test_control_c_ends_the_round_writes_it_down_and_a_resume_is_exact(tmp_path):
    path, whole = tmp_path / "stopped.safetensors", tmp_path / "whole.safetensors"
    command = [sys.executable, "-u", "-c", PROGRAM, str(path), "100000", "0.001"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not path.exists():
        assert running.poll() is None, running.stderr.read()
        time.sleep(0.01)
    running.send_signal(signal.SIGINT)
    out, error = running.communicate(timeout=60)
    assert (running.returncode, error) == (0, "")
    rounds = checkpoint._read(path)[0]["rounds"]
    assert f"stopped by you after round {rounds} of 100000; {path} holds it; the same line goes on from there" in out
    unstopped(path, rounds + 20)
    unstopped(whole, rounds + 20)
    assert same_file(path, whole)


def interrupting(at, times=1):
    """A watcher that sends this process the signal of Control-C after a round."""

    def watch(game):
        for _ in range(times if game.rounds + 1 == at else 0):
            signal.raise_signal(signal.SIGINT)

    return watch


def test_an_interrupt_in_a_program_returns_and_puts_the_former_handler_back(tmp_path, capsys):
    path, former = tmp_path / "game.safetensors", signal.getsignal(signal.SIGINT)
    game = dense()
    history = play(game, RING, 20, save=path, every=100, watch=interrupting(7))
    assert (game.rounds, history.rounds("generator")[-1].item()) == (7, 7)
    assert f"stopped by you after round 7 of 20; {path} holds it" in capsys.readouterr().out
    assert checkpoint._read(path)[0]["rounds"] == 7
    assert signal.getsignal(signal.SIGINT) is former
    play(game, RING, 9, watch=interrupting(8))
    assert "stopped by you after round 8 of 9; there is no checkpoint, only the game in memory" in capsys.readouterr().out


def test_a_second_interrupt_stops_at_once_and_puts_the_former_handler_back(tmp_path):
    path, former = tmp_path / "game.safetensors", signal.getsignal(signal.SIGINT)
    game = dense()
    with pytest.raises(KeyboardInterrupt):
        play(game, RING, 20, save=path, every=5, watch=interrupting(7, times=2))
    assert checkpoint._read(path)[0]["rounds"] == 5
    assert signal.getsignal(signal.SIGINT) is former
    play(game, RING, 20, save=path, every=5)
    unstopped(tmp_path / "whole.safetensors", 20, averaged=False)
    assert same_file(path, tmp_path / "whole.safetensors")


def test_play_works_in_a_thread():
    game, whole = dense(), dense()
    thread = threading.Thread(target=play, args=(game, RING, 5))
    thread.start()
    thread.join()
    play(whole, RING, 5)
    assert game.rounds == 5
    assert all(torch.equal(a, b) for a, b in zip(game.parameters(), whole.parameters(), strict=True))
