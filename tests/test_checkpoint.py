"""A checkpoint is this game's and whole, or it is refused in one sentence and nothing of the game moves."""

import copy
import json
import os
import pickle
import struct
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch.optim import Adam

from gancourse import checkpoint, data, files
from gancourse.checkpoint import CheckpointError
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_generator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

RING = batches(data.ring(), 8)


def dense(seeds=0, width=8, kind=VanillaGAN, activation=torch.relu, **options):
    streams = Streams(seeds)
    generator = DenseGenerator(2, (2,), (width,), activation=activation, streams=streams)
    return kind(generator, DenseDiscriminator((2,), (8,), streams=streams), streams, **options)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A checkpoint of five rounds, never written to again."""
    path = tmp_path_factory.mktemp("saved") / "game.safetensors"
    play(dense(), RING, 5, save=path)
    return path


def state(game):
    return copy.deepcopy(
        (
            game.rounds,
            dict(game.state_dict()),
            [optimizer.state_dict() for optimizer in game.players.values()],
            {name: game.history[name] for name in game.history},
        )
    )


def equal(one, other):
    """Whether two nests of dicts, lists and tensors are the same."""
    if isinstance(one, torch.Tensor):
        return torch.equal(one, other)
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(equal, one, other))
    return one == other


def refusal(game, path, source=RING):
    """The sentence of a refusal, once it is known that neither file nor game was touched by it."""
    play(game, source, 2)
    before, content = state(game), path.read_bytes() if path.is_file() else None
    with pytest.raises(CheckpointError) as caught:
        play(game, source, 20, save=path)
    assert equal(state(game), before)
    assert (path.read_bytes() if path.is_file() else None) == content
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert str(path) in sentence
    return sentence


def test_everything_comes_back_on_the_device_of_the_game(saved):
    original, copied = dense(), dense()
    play(original, RING, 5)
    assert checkpoint.load(copied, saved) == []
    assert equal(state(copied), state(original))
    assert {value.device for value in copied.state_dict().values()} == {copied.streams.device}


class Other(VanillaGAN):
    """Another game with the same networks."""


def at_rate(rate):
    """A game whose players were given their optimisers by hand."""
    game = dense()
    game.players = {name: Adam(getattr(game, name).parameters(), lr=rate, betas=(0.5, 0.999)) for name in game.players}
    return game


def averaged():
    game = dense()
    game.average("generator")
    return game


def frozen():
    game = dense()
    game.players["generator"] = torch.optim.RMSprop(game.generator.parameters(), lr=2e-4)
    return game


DIFFERENT = {
    "game": (lambda: dense(kind=Other), RING, "the game was VanillaGAN there and is Other here"),
    "seed": (lambda: dense(1), RING, "the seed was 0 there and is 1 here"),
    "list of seeds": (lambda: dense([0]), RING, r"the seed was 0 there and is [0] here"),
    "k": (lambda: dense(k=2), RING, "its setting 'k' was 1 there and is 2 here"),
    "loss": (
        lambda: dense(generator_loss=minimax_generator),
        RING,
        "was non_saturating_generator there and is minimax_generator here",
    ),
    "width": (
        lambda: dense(width=9),
        RING,
        "the shape of 'generator.layers.weights.0' was (2, 8) of torch.float32 there and is (2, 9)",
    ),
    "activation": (
        lambda: dense(activation=torch.tanh),
        RING,
        "was Dense(2 -> 8 -> 2, relu) there and is Dense(2 -> 8 -> 2, tanh) here",
    ),
    "rate": (lambda: dense(lr=1e-3), RING, "the optimiser's 'discriminator.lr' was 0.0002 there and is 0.001 here"),
    "rate by hand": (lambda: at_rate(0.1), RING, "the optimiser's 'discriminator.lr' was 0.0002 there and is 0.1 here"),
    "betas": (lambda: dense(betas=(0.0, 0.999)), RING, "'discriminator.betas' was [0.5, 0.999] there and is [0.0, 0.999] here"),
    "optimiser": (frozen, RING, "the optimiser's 'generator' was Adam there and is RMSprop here"),
    "average": (averaged, RING, "was absent there and is"),
    "data": (dense, batches(data.grid(), 8), "was played on other data or other batches: name another file, or delete it"),
    "batch": (dense, batches(data.ring(), 9), "was played on other data or other batches"),
}


@pytest.mark.parametrize("name", DIFFERENT)
def test_a_checkpoint_of_another_game_is_refused_by_what_differs(saved, name):
    make, source, words = DIFFERENT[name]
    sentence = refusal(make(), saved, source)
    assert words in sentence
    assert sentence.endswith("name another file, or delete it to begin anew")
    assert len(sentence) < 400


def test_other_pictures_of_the_same_shape_are_other_data(tmp_path):
    pictures = torch.full((50, 1, 8, 8), -1.0)
    pictures[:, :, 3:6, 3:6] = torch.rand(50, 1, 3, 3)
    others = pictures.transpose(2, 3).roll(1, 0).contiguous()

    def game():
        return VanillaGAN(DenseGenerator(2, (1, 8, 8), (4,), streams=Streams(0)), DenseDiscriminator((1, 8, 8), (4,)), 0)

    play(game(), batches(pictures, 8), 1, save=tmp_path / "a")
    assert "was played on other data" in refusal(game(), tmp_path / "a", batches(others, 8))


def test_a_batch_of_one_sample_more_is_another_batch(tmp_path):
    table = torch.zeros(10, 2)
    play(dense(), batches(table, 200_000), 1, save=tmp_path / "a")  # so large that a tolerance would not see one more
    with pytest.raises(CheckpointError, match="was played on other data or other batches"):
        play(dense(), batches(table, 200_001), 2, save=tmp_path / "a")
    with pytest.raises(CheckpointError, match="was played on other data or other batches"):
        play(dense(), batches((table, table), 200_000), 2, save=tmp_path / "a")


def test_data_drawn_past_the_stream_go_on_though_not_exactly(tmp_path):
    source = batches(lambda n, stream: torch.randn(n, 2), 8)
    before = torch.random.get_rng_state()
    play(dense(), source, 2, save=tmp_path / "a")
    assert torch.equal(torch.random.get_rng_state(), before)
    game = dense()
    play(game, source, 4, save=tmp_path / "a")
    assert game.rounds == 4


@pytest.mark.parametrize("part", range(20))
def test_a_truncated_file_is_damaged(saved, tmp_path, part):
    content, path = saved.read_bytes(), tmp_path / "short"
    path.write_bytes(content[: len(content) * part // 20])
    sentence = refusal(dense(), path)
    assert "is damaged or no safetensors file (" in sentence
    assert sentence.endswith("): delete it to begin anew")


def test_a_flipped_bit_anywhere_is_seen(saved, tmp_path):
    content, path = saved.read_bytes(), tmp_path / "flipped"
    header = 8 + struct.unpack("<Q", content[:8])[0]
    places = [*range(8), *range(8, header, 37), *range(header, len(content), 101), len(content) - 1]
    for place in places:
        path.write_bytes(content[:place] + bytes([content[place] ^ 4]) + content[place + 1 :])
        with pytest.raises(CheckpointError) as caught:
            checkpoint.load(dense(), path)
        assert "\n" not in str(caught.value), place
    assert "is damaged" in refusal(dense(), path)


def edited(saved, path, edit):
    """A copy whose header was changed by hand, its checksum made anew."""
    state, tensors = checkpoint._read(saved)
    edit(state)
    state["checksum"] = checkpoint._checksum(state, tensors)
    save_file(tensors, path, {"gancourse": json.dumps(state)})
    return path


def test_what_is_no_checkpoint_is_refused_by_what_it_is(saved, tmp_path):
    def written(name, content):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    torch.save(dense().state_dict(), tmp_path / "torch.pt")
    torch.save(dense().state_dict(), tmp_path / "old.pt", _use_new_zipfile_serialization=False)
    save_file(load_file(saved), tmp_path / "bare")
    (tmp_path / "folder").mkdir()
    for path, words in [
        (tmp_path / "torch.pt", "is a pickle, which may run any code when it is opened, so it stays closed: name another file"),
        (tmp_path / "old.pt", "is a pickle"),
        (written("pickle", pickle.dumps({"rounds": 3})), "is a pickle"),
        (written("text", b"round 3\n"), "is damaged or no safetensors file"),
        (written("empty", b""), "is damaged or no safetensors file"),
        (tmp_path / "folder", "is a folder: name a file in it"),
        (tmp_path / "bare", "holds tensors but no game: name another file"),
        (
            edited(saved, tmp_path / "new", lambda state: state.update(format=2)),
            "has the format 2, this version reads 1: delete it",
        ),
    ]:
        assert words in refusal(dense(), path)


def test_a_missing_file_is_no_refusal_by_itself(tmp_path):
    with pytest.raises(FileNotFoundError):
        checkpoint.load(dense(), tmp_path / "none")


def test_what_makes_a_resume_inexact_is_said(saved, tmp_path, capsys):
    path = edited(saved, tmp_path / "elsewhere", lambda state: state["made_by"].update(torch="2.0", threads="64"))
    play(dense(), RING, 6, save=path)
    now = f"not exact: torch 2.0, now {torch.__version__}, threads 64, now {torch.get_num_threads()}"
    assert f"resumed at round 5 from {path}; {now}" in capsys.readouterr().out


def full(*arguments):
    raise OSError(28, "No space left on device")


@contextmanager
def half(path):
    """The library's own writing, on a disk that is full after a thousand bytes."""
    with files.written_whole(path) as stream:
        yield SimpleNamespace(write=lambda content: stream.write(content[:1000]) and full())


@pytest.mark.parametrize("where", ["write", "sync", "replace"])
def test_a_full_disk_leaves_the_former_file_whole_and_no_other(saved, tmp_path, monkeypatch, where):
    path = tmp_path / "game.safetensors"
    path.write_bytes(saved.read_bytes())
    game = dense()
    checkpoint.load(game, path)
    play(game, RING, 7)
    if where == "write":
        monkeypatch.setattr(checkpoint, "written_whole", half)
    elif where == "sync":
        monkeypatch.setattr(os, "fsync", full)
    else:
        monkeypatch.setattr(files.Path, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        checkpoint.save(game, path)
    monkeypatch.undo()
    assert path.read_bytes() == saved.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == ["game.safetensors"]


def test_a_folder_is_made_and_one_that_cannot_be_is_told_before_the_first_round(tmp_path):
    play(dense(), RING, 1, save=tmp_path / "new" / "deep" / "game")
    assert (tmp_path / "new" / "deep" / "game").exists()
    (tmp_path / "file").write_text("")
    game = dense()
    with pytest.raises(OSError, match="file"):
        play(game, RING, 1, save=tmp_path / "file" / "game")
    assert game.rounds == 0


def test_a_function_is_known_by_name_and_arguments_never_by_where_it_lies():
    def words(loss):
        return checkpoint.settings(dense(generator_loss=loss))["settings"]["generator_loss"]

    assert words(minimax_generator) == "minimax_generator"
    assert words(partial(torch.mean, dim=0)) == words(partial(torch.mean, dim=0))
    assert words(partial(torch.mean, dim=0)) != words(partial(torch.mean, dim=1))
    assert words(torch.nn.functional.softplus) == words(torch.nn.functional.softplus)
    assert "0x" not in json.dumps(checkpoint.settings(dense(generator_loss=partial(torch.mean))))


def test_a_setting_that_changes_while_the_game_is_played_is_refused_before_it_is_lost(tmp_path):
    class Adaptive(VanillaGAN):
        strength = 0.0

        def turns(self, batches):
            yield from VanillaGAN.turns(self, batches)
            self.strength = self.strength + 0.5

    words = "round 3: the setting 'strength' changed from absent to 1.5 during play.*keep in a buffer"
    with pytest.raises(ValueError, match=words):
        play(dense(kind=Adaptive), RING, 9, save=tmp_path / "a", every=3)
    assert not (tmp_path / "a").exists()
