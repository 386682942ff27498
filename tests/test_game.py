"""The contract of every game: each move against a hand computation."""

import copy

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adam

from gancourse import data
from gancourse.game import Game
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_discriminator, non_saturating_generator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.runtime import stream
from gancourse.streams import Streams
from gancourse.training import batches, play

RING = batches(data.ring(), 8)


def dense(seeds=0):
    streams = Streams(seeds)
    return DenseGenerator(2, (2,), (8,), streams=streams), DenseDiscriminator((2,), (8,), streams=streams), streams


def vanilla(seeds=0, **options):
    return VanillaGAN(*dense(seeds), **options)


def written(turns, players=None, seeds=0, base=VanillaGAN):
    """A game with turns of our own."""
    game = type("Mine", (base,), {"turns": turns})(*dense(seeds))
    game.players = players(game) if players else game.players
    return game


class Bilinear(Game):
    """min over x, max over y of x y: two players who move at the same time, as in simultaneous gradient descent-ascent."""

    def __init__(self, momentum=0.0):
        super().__init__(0)
        self.x, self.y = nn.Parameter(torch.tensor([1.0])), nn.Parameter(torch.tensor([0.5]))
        self.players = {"x": SGD([self.x], lr=0.1, momentum=momentum), "y": SGD([self.y], lr=0.2, momentum=momentum)}

    def turns(self, batches):
        value = (self.x * self.y).sum()
        yield {"x": value, "y": -value}


def test_two_names_in_one_dict_move_simultaneously():
    game = Bilinear()
    play(game, RING, 10)
    x, y = 1.0, 0.5
    for _ in range(10):
        x, y = x - 0.1 * y, y + 0.2 * x
    assert (game.x.item(), game.y.item()) == (pytest.approx(x, rel=1e-5), pytest.approx(y, rel=1e-5))


def test_two_yields_move_in_turn():
    class Alternating(Bilinear):
        def turns(self, batches):
            yield {"x": (self.x * self.y).sum()}
            yield {"y": -(self.x * self.y).sum()}

    game = Alternating()
    play(game, RING, 10)
    x, y = 1.0, 0.5
    for _ in range(10):
        x = x - 0.1 * y
        y = y + 0.2 * x
    assert (game.x.item(), game.y.item()) == (pytest.approx(x, rel=1e-5), pytest.approx(y, rel=1e-5))


def test_weights_that_two_players_share_get_each_players_own_gradient():
    class Shared(Game):
        def __init__(self):
            super().__init__(0)
            self.w = nn.Parameter(torch.tensor([2.0]))
            self.players = {"a": SGD([self.w], lr=0.1), "b": SGD([self.w], lr=0.01)}

        def turns(self, batches):
            yield {"a": self.w.square().sum(), "b": self.w.pow(3).sum()}

    game = Shared()
    play(game, RING, 1)
    assert game.w.item() == pytest.approx(2 - 0.1 * 4 - 0.01 * 12)  # both gradients at 2, each by its own rate


def test_one_graph_of_the_fake_samples_serves_both_moves():
    def turns(self, batches):
        fake, real = self.generator(self.noise(8)), next(batches)
        yield {"discriminator": minimax_discriminator(self.discriminator(real), self.discriminator(fake))}
        yield {"generator": non_saturating_generator(self.discriminator(fake))}

    def graph_twice(self, batches):
        z, real = self.noise(8), next(batches)
        fake = self.generator(z)
        yield {"discriminator": minimax_discriminator(self.discriminator(real), self.discriminator(fake.detach()))}
        yield {"generator": non_saturating_generator(self.discriminator(self.generator(z)))}

    games = written(turns), written(graph_twice)
    for game in games:
        play(game, RING, 20)
    for shared, anew in zip(*(game.parameters() for game in games), strict=True):
        assert torch.equal(shared, anew)


def test_a_move_leaves_the_other_player_and_every_gradient_alone():
    game = vanilla()
    others = copy.deepcopy(game.generator.state_dict())
    logits = game.discriminator(game.generator(game.noise(8)))
    game.move({"discriminator": non_saturating_generator(logits)})
    assert all(torch.equal(value, others[name]) for name, value in game.generator.state_dict().items())
    assert all(weight.grad is None for weight in game.parameters())


def test_gradients_that_someone_left_behind_do_not_reach_a_move():
    clean, littered = vanilla(), vanilla()
    for weight in littered.parameters():
        weight.grad = torch.full_like(weight, torch.nan)
    for game in (clean, littered):
        play(game, RING, 3)
    assert all(torch.equal(a, b) for a, b in zip(clean.parameters(), littered.parameters(), strict=True))


def test_nothing_in_the_core_clips_a_gradient():
    class Steep(Bilinear):
        def turns(self, batches):
            yield {"x": 1e6 * self.x.sum()}

    game = Steep()
    play(game, RING, 1)
    assert game.x.item() == pytest.approx(1 - 0.1 * 1e6)


def test_a_frozen_part_stays_whether_or_not_an_optimiser_holds_it():
    for held in (True, False):
        generator, discriminator, streams = dense()
        discriminator.layers.weights[0].requires_grad_(False)
        frozen = discriminator.layers.weights[0].clone()
        game = VanillaGAN(generator, discriminator, streams)
        if not held:
            learning = [weight for weight in discriminator.parameters() if weight.requires_grad]
            game.players["discriminator"] = Adam(learning)
        moving = discriminator.layers.weights[1].clone()
        play(game, RING, 3)
        assert torch.equal(discriminator.layers.weights[0], frozen)
        assert not torch.equal(discriminator.layers.weights[1], moving)


def test_the_rate_is_a_factor_on_the_first_learning_rate():
    class Cooling(Bilinear):
        def rate(self, player):
            return 0.5**self.rounds if player == "x" else 1.0

    game = Cooling()
    play(game, RING, 5)
    x, y = 1.0, 0.5
    for round in range(5):
        x, y = x - 0.1 * 0.5**round * y, y + 0.2 * x
    assert (game.x.item(), game.y.item()) == (pytest.approx(x, rel=1e-5), pytest.approx(y, rel=1e-5))


def test_the_average_is_that_of_a_plain_loop_and_only_its_own_network_moves_it():
    game = vanilla()
    game.average("generator", 0.9)
    seen = []
    play(game, RING, 10, watch=lambda game: seen.append([weight.detach().clone() for weight in game.generator.parameters()]))
    expected = seen[0]
    for weights in seen[1:]:
        expected = [0.9 * kept + 0.1 * new for kept, new in zip(expected, weights, strict=True)]
    for kept, should in zip(game.generator_average.parameters(), expected, strict=True):
        torch.testing.assert_close(kept, should)
    before = copy.deepcopy(game.generator_average.state_dict())
    game.move({"discriminator": non_saturating_generator(game.discriminator(game.noise(8)))})
    assert all(torch.equal(value, before[name]) for name, value in game.generator_average.state_dict().items())


class Normed(nn.Module):
    """A generator whose train mode depends on the batch."""

    latent = 2

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Linear(2, 8), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(0.3), nn.Linear(8, 2))

    def forward(self, z):
        return self.layers(z)


@pytest.mark.parametrize("averaged", [False, True])
def test_samples_of_one_are_samples_of_many_with_batch_norm(averaged):
    game = VanillaGAN(Normed(), dense()[1])
    if averaged:
        game.average("generator", 0.5)
    play(game, RING, 5)
    assert game.generator.training
    z = game.noise(6)
    many, single = game.sample(z), torch.cat([game.sample(row[None]) for row in z])
    torch.testing.assert_close(many, single)
    assert game.generator.training
    assert not many.requires_grad
    network = game.generator_average if averaged else copy.deepcopy(game.generator).eval()
    torch.testing.assert_close(many, network(z).detach())
    if averaged:
        assert not any(part.training for part in game.generator_average.modules())
        statistics = game.generator_average.module.layers[1]
        assert not torch.equal(statistics.running_mean, torch.zeros(8))
        assert not torch.equal(statistics.running_mean, game.generator.layers[1].running_mean)


def test_what_turns_and_watchers_log_is_history_and_does_not_follow_the_weights():
    def turns(self, batches):
        yield from VanillaGAN.turns(self, batches)
        if self.rounds % 2:
            self.log(bias=self.generator.layers.biases[-1][0, 0], half=0.5)

    game, seen = written(turns), []

    def watch(game):
        seen.append(game.generator.layers.biases[-1][0, 0].item())
        game.log(watched=game.rounds)

    history = play(game, RING, 6, watch=watch)
    assert history.rounds("bias").tolist() == [2, 4, 6]
    assert history["bias"].tolist() == seen[1::2]
    assert history["half"].tolist() == [0.5] * 3
    assert history["watched"].tolist() == list(range(6))
    stacked = vanilla([0, 1])
    history = play(stacked, RING, 2, watch=lambda game: game.log(one=game.rounds, each=torch.arange(2)))
    assert history["one"].tolist() == [[0, 0], [1, 1]]
    assert history["each"].tolist() == [[0, 1], [0, 1]]


def test_noise_and_samples_have_the_axis_of_seeds():
    game = vanilla(range(3))
    assert game.noise(5).shape == (3, 5, 2)
    assert game.sample(game.noise(5)).shape == (3, 5, 2)
    assert game.sample(torch.randn(5, 2, generator=stream(0))).shape == (3, 5, 2)


def test_a_learning_rate_set_from_outside_is_refused_and_not_undone():
    game = vanilla()
    play(game, RING, 2)
    game.players["generator"].param_groups[0]["lr"] = 0.5
    with pytest.raises(ValueError, match=r"the learning rate of 'generator' was set to 0.5 from outside: write it as rate"):
        play(game, RING, 3)


def test_a_learning_rate_that_a_checkpoint_brings_back_is_its_own(tmp_path):
    class Cooling(VanillaGAN):
        def rate(self, player):
            return 0.5**self.rounds

    game = Cooling(*dense())
    play(game, RING, 2, save=tmp_path / "it.safetensors")
    game.rounds = 0  # as if the game in memory stood elsewhere
    play(game, RING, 4, save=tmp_path / "it.safetensors")
    assert game.players["generator"].param_groups[0]["lr"] == pytest.approx(2e-4 * 0.5**3)
