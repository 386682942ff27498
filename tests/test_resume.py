"""A run that was stopped, at any moment and by any means, ends as one that was not: bit for bit."""

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adam, RMSprop

from gancourse import checkpoint, data
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_generator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

RING = batches(data.ring(), 8)
PICTURES = batches(torch.rand(20, 1, 8, 8, generator=torch.Generator().manual_seed(0)), 8)


pytestmark = pytest.mark.usefixtures("one_thread")


def dense(seeds=0, kind=VanillaGAN, **options):
    streams = Streams(seeds)
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return kind(generator, DenseDiscriminator((2,), (8,), streams=streams), streams, **options)


class Maker(nn.Module):
    """A DCGAN's generator in small: latents (n, 3) -> pictures (n, 1, 8, 8)."""

    latent = 3

    def __init__(self):
        super().__init__()
        layers = [nn.ConvTranspose2d(3, 6, 4, bias=False), nn.BatchNorm2d(6), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.ConvTranspose2d(6, 1, 4, 2, 1), nn.Tanh())

    def forward(self, z):
        return self.layers(z[..., None, None].contiguous(memory_format=torch.channels_last))


def convolutional():
    with torch.random.fork_rng([]):
        torch.manual_seed(1)
        judge = [nn.Conv2d(1, 6, 4, 2, 1), nn.LeakyReLU(0.2), nn.Conv2d(6, 8, 3), nn.BatchNorm2d(8), nn.LeakyReLU(0.2)]
        pair = Maker(), nn.Sequential(*judge, nn.Conv2d(8, 1, 2), nn.Flatten(0))
    game = VanillaGAN(*(network.to(memory_format=torch.channels_last) for network in pair), lr=1e-3)
    game.average("generator", 0.9)
    return game


def fused():
    game = convolutional()
    for player in game.players:
        game.players[player] = Adam(getattr(game, player).parameters(), lr=1e-3, fused=True)
    return game


def dropped():
    game = dense()
    game.discriminator = nn.Sequential(nn.Dropout(0.3), game.discriminator)
    return game


def moved_by(optimizer, **options):
    game = dense()
    for player in game.players:
        game.players[player] = optimizer(getattr(game, player).parameters(), **options)
    return game


class Cooling(VanillaGAN):
    def rate(self, player):
        return 1 / (1 + self.rounds) if player == "generator" else 0.9**self.rounds


GAMES = {
    "dense": (dense, RING),
    "stacked": (lambda: dense([4, 0, 9]), RING),
    "k of 3, saturating": (lambda: dense(k=3, generator_loss=minimax_generator), RING),
    "batch norm, average, channels last": (convolutional, PICTURES),
    "fused, channels last": (fused, PICTURES),
    "dropout": (dropped, RING),
    "RMSprop": (lambda: moved_by(RMSprop, lr=1e-3), RING),
    "SGD with momentum": (lambda: moved_by(SGD, lr=1e-2, momentum=0.9), RING),
    "SGD": (lambda: moved_by(SGD, lr=1e-2), RING),
    "a rate that falls": (lambda: dense(kind=Cooling), RING),
}


def state(game):
    """Every number of a game: weights, buffers, averages, optimisers, history, counters."""
    numbers = {f"game.{name}": value for name, value in game.state_dict().items()}
    for player, optimizer in game.players.items():
        for weight, kept in optimizer.state_dict()["state"].items():
            numbers |= {f"{player}.{weight}.{name}": torch.as_tensor(v) for name, v in kept.items() if v is not None}
        numbers[f"{player}.lr"] = torch.tensor([group["lr"] for group in optimizer.param_groups])
    history, counts = game.history.state()
    return numbers | history | {"rounds": torch.tensor(game.rounds), "counts": torch.tensor(list(counts.values()))}


def differs(game, other):
    """The names at which two games are not bit-equal."""
    ours, theirs = state(game), state(other)
    assert ours.keys() == theirs.keys()
    return [name for name, value in ours.items() if not torch.equal(value, theirs[name])]


@pytest.mark.parametrize("name", GAMES)
def test_17_rounds_and_23_in_new_objects_are_40(name, tmp_path, capsys):
    make, source = GAMES[name]
    whole = make()
    play(whole, source, 40)
    path = tmp_path / "game.safetensors"
    play(make(), source, 17, save=path)
    resumed = make()
    play(resumed, source, 40, save=path)
    assert f"resumed at round 17 from {path}" in capsys.readouterr().out
    assert differs(resumed, whole) == []


def test_two_plays_in_memory_are_one():
    whole, parts = dense(), dense()
    play(whole, RING, 30)
    play(parts, RING, 20)
    play(parts, RING, 30)
    assert differs(parts, whole) == []


def test_the_comparison_sees_a_lost_optimiser_and_a_round_too_few(tmp_path, monkeypatch):
    whole = dense()
    play(whole, RING, 40)
    path = tmp_path / "game.safetensors"
    play(dense(), RING, 17, save=path)
    forgetful = dense()
    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "_load_optimizer", lambda *arguments: None)
        checkpoint.load(forgetful, path)
    play(forgetful, RING, 40)
    assert differs(forgetful, whole)
    late = dense()
    checkpoint.load(late, path)
    late.rounds -= 1
    play(late, RING, 40)
    assert differs(late, whole)


def test_a_stop_by_an_error_in_a_round_leaves_no_trace_after_a_resume(tmp_path):
    class Logging(VanillaGAN):
        fails = True

        def turns(self, batches):
            yield from VanillaGAN.turns(self, batches)
            if self.rounds == 7 and Logging.fails:
                self.log(stray=1.0)
                for weight in self.parameters():
                    weight.grad = torch.full_like(weight, torch.nan)
                raise ZeroDivisionError

    stopped, path = dense(kind=Logging), tmp_path / "game.safetensors"
    with pytest.raises(ZeroDivisionError):
        play(stopped, RING, 12, save=path, every=5)
    Logging.fails = False
    play(stopped, RING, 12, save=path, every=5)
    whole = dense(kind=Logging)
    play(whole, RING, 12)
    assert differs(stopped, whole) == []


def test_going_on_in_memory_after_a_stop_inside_a_round_is_said_to_be_inexact(capsys):
    class Failing(VanillaGAN):
        fails = True

        def turns(self, batches):
            for move in VanillaGAN.turns(self, batches):
                yield move
                if self.rounds == 2 and Failing.fails:
                    raise ZeroDivisionError

    game = dense(kind=Failing)
    with pytest.raises(ZeroDivisionError):
        play(game, RING, 4)
    Failing.fails = False
    play(game, RING, 4)
    assert "the last stop fell inside a round: going on from memory is not exact" in capsys.readouterr().out
    assert game.history.rounds("generator").tolist() == [1, 2, 3, 4]
