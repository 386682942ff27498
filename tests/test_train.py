"""`gancourse train` in one process: what it writes, how it goes on, and that it plays the library's game."""

import csv

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from gancourse import cli, data, train
from gancourse.games import VanillaGAN, WassersteinGAN, WassersteinGANGP
from gancourse.losses import minimax_generator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*words: str, game: str = "vanilla") -> int:
    return cli.main(["train", game, *words])


def test_points_give_a_checkpoint_a_history_and_sheets(tmp_path, capsys):
    assert run("--data", "ring", "--rounds", "5", "--every", "2", "--batch", "16") == 0
    folder = tmp_path / "runs" / "vanilla-ring-0"
    assert sorted(path.name for path in folder.iterdir()) == [
        "checkpoint.safetensors", "history.csv", "samples-000002.png", "samples-000004.png", "samples-000005.png",
    ]  # fmt: skip
    with (folder / "history.csv").open() as table:
        rows = list(csv.DictReader(table))
    assert [int(row["round"]) for row in rows if row["name"] == "generator"] == [1, 2, 3, 4, 5]
    for path in folder.glob("*.png"):
        with Image.open(path) as sheet:
            assert sheet.width > 100
    assert "5 rounds played; last losses: discriminator" in capsys.readouterr().out


def test_it_plays_the_game_of_the_library():
    assert run("--data", "moons", "--rounds", "6", "--seed", "7", "--k", "2", "--loss", "minimax", "--out", "there") == 0
    streams = Streams(7)
    generator = DenseGenerator(2, (2,), (128, 128), streams=streams)
    discriminator = DenseDiscriminator((2,), (128, 128), streams=streams)
    game = VanillaGAN(generator, discriminator, streams, k=2, generator_loss=minimax_generator, lr=1e-3)
    play(game, batches(data.moons(), 256), 6)
    theirs = load_file("there/checkpoint.safetensors")
    assert all(torch.equal(value.cpu(), theirs[f"game.{name}"]) for name, value in game.state_dict().items())


@pytest.mark.parametrize(("name", "kind"), [("wasserstein", WassersteinGAN), ("wasserstein-gp", WassersteinGANGP)])
def test_the_wasserstein_games_are_the_librarys_with_their_papers_constants(name, kind):
    assert run("--data", "ring", "--rounds", "2", "--seed", "3", game=name) == 0
    streams = Streams(3)
    generator = DenseGenerator(2, (2,), (128, 128), streams=streams)
    game = kind(generator, DenseDiscriminator((2,), (128, 128), streams=streams), streams)  # five steps, and its own rate
    play(game, batches(data.ring(), 64), 2)
    theirs = load_file(f"runs/{name}-ring-3/checkpoint.safetensors")
    assert all(torch.equal(value.cpu(), theirs[f"game.{name}"]) for name, value in game.state_dict().items())
    options = ("--k", "1", "--lr", "0.01", "--batch", "8", "--out", "other")
    assert run("--data", "ring", "--rounds", "1", *options, game=name) == 0


def test_what_a_wasserstein_game_cannot_have_is_refused(capsys):
    assert run("--data", "ring", "--rounds", "1", "--loss", "minimax", game="wasserstein") == 1
    assert "--loss chooses vanilla's, and wasserstein has its own: leave it out" in capsys.readouterr().err
    assert run("--data", "digits", "--rounds", "1", "--nets", "dcgan", game="wasserstein-gp") == 1
    assert "--nets dcgan has BatchNorm: take --nets dense" in capsys.readouterr().err
    assert run("--data", "ring", "--rounds", "1", "--k", "0", game="wasserstein") == 1
    assert "n_critic, the critic's steps a round, must be a whole number, at least 1, got 0" in capsys.readouterr().err


def test_the_same_line_goes_on_and_a_longer_one_too(capsys):
    assert run("--data", "line", "--rounds", "4", "--out", "stopped") == 0
    assert run("--data", "line", "--rounds", "9", "--out", "stopped") == 0
    assert "resumed at round 4" in capsys.readouterr().out
    assert run("--data", "line", "--rounds", "9", "--out", "whole") == 0
    stopped, whole = (load_file(f"{name}/checkpoint.safetensors") for name in ("stopped", "whole"))
    assert all(torch.equal(stopped[name], whole[name]) for name in whole)


@pytest.mark.parametrize("nets", ["dense", "dcgan"])
def test_pictures_are_trained_by_either_family(nets, tmp_path):
    assert run("--data", "digits", "--rounds", "2", "--batch", "4", "--nets", nets, "--latent", "8", "--out", "here") == 0
    assert (tmp_path / "here" / "samples-000002.png").exists()
    names = load_file("here/checkpoint.safetensors")
    assert any(name.startswith("game.generator_average") for name in names)  # pictures have a running average


def test_a_folder_of_pictures_is_data(tmp_path):
    (tmp_path / "mine").mkdir()
    for i in range(3):
        Image.new("RGB", (20, 20), (80 * i, 0, 0)).save(tmp_path / "mine" / f"{i}.png")
    assert run("--data", "mine", "--size", "8", "--rounds", "1", "--batch", "2", "--out", "here") == 0


def test_help_names_what_there_is(capsys):
    with pytest.raises(SystemExit) as stop:
        run("--help")
    assert stop.value.code == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in (*train.POINTS, *train.PICTURES, "--processes", "non-saturating"))


@pytest.mark.parametrize("word", ["0", "-1", "two"])
def test_a_number_of_processes_is_a_whole_number(word, capsys):
    with pytest.raises(SystemExit):
        run("--data", "ring", "--rounds", "1", "--processes", word)
    assert f"must be a whole number above zero, got '{word}'" in capsys.readouterr().err
