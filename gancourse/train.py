"""`gancourse train`: the games and the loop of the lessons, from a terminal, in one process or several."""

import argparse
import csv
import io
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import torch
import torch.distributed as dist

from gancourse import data, processes, runtime
from gancourse.checkpoint import CheckpointError
from gancourse.data import DownloadError, Images
from gancourse.files import written_whole
from gancourse.game import Game
from gancourse.games import VanillaGAN, WassersteinGAN, WassersteinGANGP
from gancourse.history import History
from gancourse.losses import minimax_generator, non_saturating_generator
from gancourse.nets.dcgan import DCGANDiscriminator, DCGANGenerator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.plots import Picture, sheet
from gancourse.plots.clouds import clouds
from gancourse.streams import Streams
from gancourse.training import batches, play

POINTS: dict[str, Callable[[], Any]] = {
    "ring": data.ring,
    "grid": data.grid,
    "line": data.line,
    "moons": data.moons,
    "swiss_roll": data.swiss_roll,
}
PICTURES: dict[str, Callable[..., Images]] = {"digits": data.digits, "fashion": data.fashion, "emoji": data.emoji}
LOSSES = {"non-saturating": non_saturating_generator, "minimax": minimax_generator}
FOLDER = "GANCOURSE_TRAIN_FOLDER"  # where several processes leave their numbers and the exit code
# What an option is where it is not given: for points of the plane, and for pictures.
DEFAULTS: dict[str, tuple[Any, Any]] = {"batch": (256, 64), "lr": (1e-3, 2e-4), "latent": (2, 64), "ema": (0.0, 0.99)}
# What a game's paper has instead, for any data.
OF_GAME: dict[str, dict[str, Any]] = {
    "vanilla": {"k": 1, "loss": "non-saturating"},
    "wasserstein": {"k": 5, "batch": 64, "lr": 5e-5},
    "wasserstein-gp": {"k": 5, "batch": 64, "lr": 1e-4},
}


def _networks(options: argparse.Namespace, shape: tuple[int, ...], streams: Streams) -> tuple[torch.nn.Module, torch.nn.Module]:
    """A generator of samples of a shape, and what judges them, drawn from the streams."""
    if options.nets == "dcgan":
        return DCGANGenerator(options.latent, shape, streams=streams), DCGANDiscriminator(shape, streams=streams)
    hidden, output = ((256, 512), torch.tanh) if len(shape) == 3 else ((128, 128), None)
    generator = DenseGenerator(options.latent, shape, hidden, output=output, streams=streams)
    return generator, DenseDiscriminator(shape, hidden[::-1], streams=streams)


def vanilla(options: argparse.Namespace, shape: tuple[int, ...], streams: Streams) -> Game:
    """The game of Goodfellow et al.'s algorithm 1."""
    lr: float = options.lr
    return VanillaGAN(*_networks(options, shape, streams), streams, k=options.k, generator_loss=LOSSES[options.loss], lr=lr)


def wasserstein(options: argparse.Namespace, shape: tuple[int, ...], streams: Streams) -> Game:
    """The game of Arjovsky et al.'s algorithm 1, or that of Gulrajani et al.'s."""
    penalised = options.game == "wasserstein-gp"
    if penalised and options.nets == "dcgan":
        raise ValueError("wasserstein-gp penalises sample by sample, and --nets dcgan has BatchNorm: take --nets dense")
    game, lr = WassersteinGANGP if penalised else WassersteinGAN, options.lr
    return game(*_networks(options, shape, streams), streams, n_critic=options.k, lr=lr)


GAMES = {"vanilla": vanilla, "wasserstein": wasserstein, "wasserstein-gp": wasserstein}


def parser() -> argparse.ArgumentParser:
    """The options of `gancourse train`."""
    parser = argparse.ArgumentParser(
        prog="gancourse train",
        description="Train a GAN of the lessons. The same line goes on from its checkpoint; Control-C stops after a round.",
    )
    parser.add_argument("game", choices=GAMES, help="which GAN")
    parser.add_argument("--data", required=True, help=f"{', '.join([*POINTS, *PICTURES])}, or a folder of pictures")
    parser.add_argument("--rounds", type=int, required=True, help="rounds in all; those of an earlier call count")
    parser.add_argument("--out", type=Path, help="folder for checkpoint, history and samples (runs/GAME-DATA-SEED)")
    parser.add_argument("--seed", type=int, default=0, help="of weights, data order and noise (0)")
    parser.add_argument("--every", type=int, default=500, help="rounds between two checkpoints and sample sheets (500)")
    parser.add_argument(
        "--batch", type=int, help="samples a batch, of all processes together (256 points, 64 pictures, wasserstein 64)"
    )
    parser.add_argument("--size", type=int, default=28, help="side of the pictures, in pixels (28)")
    parser.add_argument("--nets", choices=("dense", "dcgan"), default="dense", help="the family of networks (dense)")
    parser.add_argument("--latent", type=int, help="dimensions of z (2 for points, 64 for pictures)")
    rates = "0.001 for points, 0.0002 for pictures, wasserstein 0.00005, wasserstein-gp 0.0001"
    parser.add_argument("--lr", type=float, help=f"both optimisers' learning rate ({rates})")
    parser.add_argument("--k", type=int, help="the discriminator's or critic's steps a round (vanilla 1, the others 5)")
    parser.add_argument("--loss", choices=LOSSES, help="vanilla's generator's (non-saturating)")
    parser.add_argument("--ema", type=float, help="decay of the generator's running average; 0 is none (pictures: 0.99)")
    parser.add_argument("--processes", type=_count, default=1, help="share each batch among so many processes (1)")
    return parser


def main(arguments: Sequence[str]) -> int:
    """Play the game that the arguments describe; 0 is success, 1 a refusal of one sentence, 130 a stop by interrupt."""
    options = parser().parse_args(arguments)
    if "LOCAL_RANK" in os.environ:
        return _one_of_several(options)
    return _several(arguments, options.processes) if options.processes > 1 else _played(options)


def _played(options: argparse.Namespace) -> int:
    """Train, and say a refusal once, whatever the number of processes."""
    try:
        return _train(options, _join())
    except (CheckpointError, DownloadError, FloatingPointError, ValueError, OSError) as error:
        if processes.rank() == 0:
            print(f"gancourse train: {error}", file=sys.stderr)
        return 1


def _train(options: argparse.Namespace, device: torch.device) -> int:
    source, shape, credit = _data(options.data, options.size)
    if options.loss and options.game != "vanilla":
        raise ValueError(f"--loss chooses vanilla's, and {options.game} has its own: leave it out")
    defaults = {name: pair[len(shape) > 1] for name, pair in DEFAULTS.items()} | OF_GAME[options.game]
    for name, value in defaults.items():
        if getattr(options, name) is None:
            setattr(options, name, value)
    if options.nets == "dcgan" and len(shape) == 1:
        raise ValueError(f"--nets dcgan needs pictures; {options.data} has points: take --nets dense")
    game = GAMES[options.game](options, shape, Streams(options.seed, device))
    if options.ema:
        game.average("generator", options.ema)
    out = options.out or Path("runs") / f"{options.game}-{Path(options.data).name}-{options.seed}"
    sheets = Sheets(out, options.every, options.rounds, source, credit)
    history = play(
        game,
        batches(source, options.batch),
        options.rounds,
        watch=sheets,
        save=out / "checkpoint.safetensors",
        every=options.every,
    )
    if processes.rank() == 0:
        write_history(history, out / "history.csv")
        last = ", ".join(f"{name} {history[name][-1]:.4g}" for name in game.players if name in history)
        print(f"{game.rounds} rounds played; last losses: {last}; see {out}")
    return 0 if game.rounds >= options.rounds else 130


def _count(word: str) -> int:
    if not word.isdigit() or int(word) < 1:
        raise argparse.ArgumentTypeError(f"must be a whole number above zero, got {word!r}")
    return int(word)


class Sheets:
    """A watcher that writes what the generator makes of the same latents to samples-ROUND.png, every so many rounds."""

    def __init__(self, folder: Path, every: int, rounds: int, source: Any, credit: str):
        self.folder, self.every, self.rounds, self.source, self.credit = folder, every, rounds, source, credit

    def __call__(self, game: Game) -> None:
        now = game.rounds + 1
        if processes.rank() == 0 and (now % self.every == 0 or now == self.rounds):
            with written_whole(self.folder / f"samples-{now:06d}.png") as stream:
                stream.write(self.picture(game, now).png)

    def picture(self, game: Game, now: int) -> Picture:
        """A sheet of images, or a cloud of generated points beside one of real points."""
        count = 64 if hasattr(self.source, "images") else 1000
        samples = game.sample(game.noise(count, game.streams.apart("sheet"))).cpu()
        if hasattr(self.source, "images"):
            return sheet(samples, f"Generated pictures after {now} rounds.", columns=8, credit=self.credit)
        real = self.source.sample(count, runtime.stream(0))
        return clouds([("real", real), (f"generated, round {now}", samples)], f"Real and generated points after {now} rounds.")


def write_history(history: History, path: Path) -> None:
    """Write every series as rows of round, name and value."""
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(["round", "name", "value"])
    for name in history:
        pairs = zip(history.rounds(name).tolist(), history[name].tolist(), strict=True)
        rows.writerows([round, name, f"{value:.6g}"] for round, value in pairs)
    with written_whole(path) as stream:
        stream.write(table.getvalue().encode())


def _data(name: str, size: int) -> tuple[Any, tuple[int, ...], str]:
    """The data of a name or a folder: the source, the shape of one sample, and whose work it is.

    Raises:
        ValueError: it is neither.
    """
    if name in POINTS:
        return POINTS[name](), (2,), ""
    if name not in PICTURES and not Path(name).is_dir():
        raise ValueError(f"--data must be {', '.join([*POINTS, *PICTURES])} or a folder of pictures, got {name!r}")
    images = PICTURES[name](size=size) if name in PICTURES else data.folder(name, size=size)
    return images, tuple(images.images.shape[1:]), images.credit


def _join() -> torch.device:
    """Join the other processes that torchrun started, if any, and return this one's device.

    Gloo joins CPUs, and is tested with two. NCCL joins NVIDIA's GPUs, one a process: written, and never run.
    """
    device = runtime.device()
    if "LOCAL_RANK" in os.environ:
        if device.type == "cuda":
            device = torch.device("cuda", int(os.environ["LOCAL_RANK"]))
            torch.cuda.set_device(device)
        dist.init_process_group("nccl" if device.type == "cuda" else "gloo")
    return device


def _one_of_several(options: argparse.Namespace) -> int:
    """One process's part. A refusal, which all of them share, is told to the parent by a file: torchrun would report a fault."""
    folder = os.environ.get(FOLDER)
    if folder:
        (Path(folder) / f"{os.environ['LOCAL_RANK']}.pid").write_text(str(os.getpid()))
    code = _played(options)
    if folder and processes.rank() == 0:
        (Path(folder) / "code").write_text(str(code))
    if processes.count() > 1:
        dist.destroy_process_group()
    return 0 if folder else code


def _several(arguments: Sequence[str], count: int) -> int:
    """Run this same command in several processes, by torchrun.

    torchrun ends its processes at once when it hears an interrupt, so it stands in a session of its own, and they hear it from
    here: they end their round first.
    """
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={count}"]
    with tempfile.TemporaryDirectory() as folder:
        threads = str(max(1, torch.get_num_threads() // count))
        environment = {"OMP_NUM_THREADS": threads, **os.environ, FOLDER: folder}
        command = [*command, "-m", "gancourse", "train", *arguments]
        running = subprocess.Popen(command, env=environment, start_new_session=True)

        def pass_on(number: int, frame: FrameType | None) -> None:
            for file in Path(folder).glob("*.pid"):
                with suppress(ProcessLookupError, ValueError):
                    os.kill(int(file.read_text()), number)

        former = {number: signal.signal(number, pass_on) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            ended = running.wait()
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
        told = Path(folder) / "code"
        return int(told.read_text()) if told.exists() else ended or 1
