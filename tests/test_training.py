"""play: what it returns and leaves behind, what it says, and what it refuses."""

import random

import numpy
import pytest
import torch
from torch import nn

from gancourse import checkpoint, data, training
from gancourse import game as games
from gancourse.games import VanillaGAN
from gancourse.history import History
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play
from gancourse.watch import FilmStrip

RING = batches(data.ring(), 8)


def dense(seeds=0, kind=VanillaGAN, **options):
    streams = Streams(seeds)
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return kind(generator, DenseDiscriminator((2,), (8,), streams=streams), streams, **options)


def test_rounds_is_the_total_and_history_counts_from_one(capsys):
    game = dense(k=2)
    assert isinstance(play(game, RING, 0), History)
    assert capsys.readouterr().out == ""
    play(game, RING, 3)
    history = play(game, RING, 5)
    assert history is game.history
    assert history.rounds("discriminator").tolist() == [1, 2, 3, 4, 5]
    assert capsys.readouterr().out == ""
    play(game, RING, 5)
    said = "nothing to play: 5 rounds are played and 5 were asked for, those before included\n"
    assert capsys.readouterr().out == said
    assert game.rounds == 5


def test_checkpoints_fall_where_they_are_asked_for(tmp_path, monkeypatch):
    rounds, save = [], checkpoint.save
    monkeypatch.setattr(checkpoint, "save", lambda game, *rest: rounds.append(game.rounds) or save(game, *rest))
    play(dense(), RING, 10, save=tmp_path / "game", every=4)
    assert rounds == [4, 8, 10]
    assert [file.name for file in tmp_path.iterdir()] == ["game"]


def test_a_finished_run_plays_nothing_and_says_where_it_stands(tmp_path, capsys):
    path = tmp_path / "game"
    play(dense(), RING, 4, save=path)
    content = path.read_bytes()
    game = dense()
    play(game, RING, 4, save=path)
    assert capsys.readouterr().out.startswith(f"resumed at round 4 from {path}\nnothing to play: 4 rounds are played")
    assert path.read_bytes() == content
    assert game.history.rounds("generator").tolist() == [1, 2, 3, 4]


def test_the_file_counts_where_memory_has_gone_further_and_that_is_said(tmp_path, capsys):
    path, game = tmp_path / "game", dense()
    play(game, RING, 2, save=path)
    play(game, RING, 7)
    play(game, RING, 4, save=path)
    assert f"resumed at round 2 from {path} (the game in memory had reached round 7)" in capsys.readouterr().out
    assert game.rounds == 4


def test_no_global_stream_of_random_numbers_moves():
    torch.manual_seed(3)
    before = torch.random.get_rng_state(), numpy.random.get_state()[1].tolist(), random.getstate()
    game = dense()
    game.discriminator = nn.Sequential(nn.Dropout(0.5), game.discriminator)
    play(game, batches(torch.randn(20, 2, generator=torch.Generator().manual_seed(0)), 8), 5)
    assert torch.equal(torch.random.get_rng_state(), before[0])
    assert (numpy.random.get_state()[1].tolist(), random.getstate()) == before[1:]


def test_a_watcher_that_draws_and_samples_disturbs_nothing():
    quiet, watched, seen = dense(), dense(), []

    def watch(game):
        seen.append(game.rounds)
        game.noise(7)
        torch.randn(3)
        game.sample(game.noise(2))

    play(quiet, RING, 6)
    play(watched, RING, 6, watch=[watch, FilmStrip(2, n=4)])
    assert seen == [0, 1, 2, 3, 4, 5]
    assert all(torch.equal(a, b) for a, b in zip(quiet.parameters(), watched.parameters(), strict=True))


def test_networks_are_in_train_mode_while_they_play_and_after():
    modes, game = [], dense()
    game.average("generator")
    game.eval()
    play(game, RING, 1, watch=lambda game: modes.append((game.generator.training, game.discriminator.training)))
    assert modes == [(True, True)]
    assert game.generator.training
    assert not game.generator_average.training


def test_a_loss_that_is_not_finite_leaves_the_checkpoint_and_can_be_played_on_from(tmp_path, capsys):
    rows = {"bad": True}

    def source(n, stream):
        points = torch.randn(n, 2, generator=stream)
        return points * torch.nan if rows["bad"] and points[0, 0] > 1.5 else points

    game, path = dense(), tmp_path / "game"
    with pytest.raises(FloatingPointError, match=r"round \d+: the loss of 'discriminator' is nan; its weights did not move"):
        play(game, batches(source, 8), 200, save=path, every=1)
    stopped = game.rounds
    assert checkpoint._read(path)[0]["rounds"] == stopped
    assert all(weight.isfinite().all() for weight in game.parameters())
    rows["bad"] = False
    play(game, batches(source, 8), stopped + 10, save=path)
    whole = dense()
    play(whole, batches(source, 8), stopped + 10)
    assert all(torch.equal(a, b) for a, b in zip(game.parameters(), whole.parameters(), strict=True))


def test_weights_that_are_not_finite_are_never_saved(tmp_path):
    class Cusp(VanillaGAN):
        """A finite loss whose derivative is infinite, at the third round."""

        def turns(self, batches):
            yield from VanillaGAN.turns(self, batches)
            bias = self.generator.layers.biases[-1]
            yield {"generator": (bias - bias.detach()).abs().sum().sqrt() if self.rounds == 2 else bias.sum()}

    path = tmp_path / "game"
    with pytest.raises(
        FloatingPointError, match=r"round 3: generator\..* holds numbers that are not finite; .* is left as it was"
    ):
        play(dense(kind=Cusp), RING, 9, save=path, every=1)
    assert checkpoint._read(path)[0]["rounds"] == 2


def test_on_an_accelerator_losses_are_looked_at_every_so_many_rounds(monkeypatch):
    looked = []

    class Counting(VanillaGAN):
        def check_finite(self, losses):
            looked.append(self.rounds)

    game = dense(kind=Counting)
    play(game, RING, 3)
    assert looked == [0, 0, 1, 1, 2, 2]
    looked.clear()
    monkeypatch.setattr(games, "CHECKED", 4)
    game.streams.device = torch.device("meta")  # any that is not the CPU
    for rounds in range(9):
        game.rounds = rounds
        game.move({"generator": sum(weight.sum() for weight in game.generator.parameters())})
    assert looked == [0, 4, 8]


def test_a_run_stops_where_the_data_end():
    left = iter(range(4))

    def source(n, stream):
        return torch.full((n, 2), float(next(left)))

    with pytest.raises(ValueError, match="the data ran out: source must be endless"):
        play(dense(), batches(source, 8), 10)


REFUSED = [
    (lambda: play(VanillaGAN, RING, 1), TypeError, "play takes a Game, such as VanillaGAN(generator, discriminator), got type"),
    (lambda: play(dense(), data.ring(), 1), TypeError, "play takes batches(data, size), such as batches(data, 256), got Mixture"),
    (
        lambda: play(dense(), iter([torch.zeros(8, 2)]), 1),
        TypeError,
        "play takes batches(data, size), such as batches(data, 256), got",
    ),
    (lambda: play(dense(), RING, -1), ValueError, "rounds must be a whole number, at least 0, got -1"),
    (lambda: play(dense(), RING, 1e3), ValueError, "rounds must be a whole number, at least 0, got 1000.0"),
    (lambda: play(dense(), RING, True), ValueError, "rounds must be a whole number, at least 0, got True"),
    (lambda: play(dense(), RING, 1, every=0), ValueError, "every must be a whole number, at least 1, got 0"),
    (lambda: play(dense(), RING, 1, watch=[3]), TypeError, "watch takes functions of the game, such as FilmStrip(100), got 3"),
    (
        lambda: play(dense(), RING, 1, watch=FilmStrip),
        TypeError,
        "watch takes functions of the game, such as FilmStrip(100), got <class",
    ),
    (lambda: torch.no_grad()(play)(dense(), RING, 1), RuntimeError, "play was called inside a `with` (autocast, no_grad"),
    (lambda: play(dense(), batches(torch.zeros(9, 3), 8), 1), ValueError, "x must be (..., 2), one sample a row, got (8, 3)"),
    (lambda: play(dense(), batches(torch.zeros(9, 2).double(), 8), 1), ValueError, "must be torch.float32 as the weights are"),
    (lambda: play(dense(), batches((torch.zeros(9, 2), torch.zeros(9)), 8), 1), TypeError, "got a tuple: leave out labels"),
]


@pytest.mark.parametrize(("do", "error", "words"), REFUSED, ids=range(len(REFUSED)))
def test_what_cannot_be_played_is_refused_in_one_sentence(do, error, words):
    with pytest.raises(error) as caught:
        do()
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_discriminator_that_keeps_an_axis_of_one_is_told_so():
    network = nn.Sequential(nn.Linear(2, 1))
    with pytest.raises(ValueError, match=r"got \(8,\); logits are \(\[seeds,\] n\), without a last axis of 1"):
        play(VanillaGAN(DenseGenerator(2, (2,)), network), RING, 1)


def test_the_loop_offers_batches_too():
    assert training.__all__ == ["batches", "play"]
