"""Each way of playing a game wrong is refused in one sentence that says what to do."""

import copy

import pytest
import torch
from torch import nn
from torch.optim import Adam

from gancourse import data
from gancourse.game import Game
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_discriminator, non_saturating_generator
from gancourse.nets.dense import Dense, DenseDiscriminator, DenseGenerator
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


def one_sentence(caught):
    """The message, once it is known to be one line."""
    message = str(caught.value)
    assert "\n" not in message
    assert len(message) < 300
    return message


@pytest.mark.parametrize(
    "wrong", [torch.zeros(3), torch.zeros(1, 1), "a", None, [1.0]], ids=["batch", "matrix", "word", "none", "list"]
)
def test_what_is_no_number_is_not_logged(wrong):
    with pytest.raises(ValueError, match=r"log takes (one number|numbers and tensors), got"):
        vanilla().log(x=wrong)


def not_a_dict(self, batches):
    yield non_saturating_generator(self.discriminator(self.noise(8)))


def empty(self, batches):
    yield {}


def stranger(self, batches):
    yield {"critic": non_saturating_generator(self.discriminator(self.noise(8)))}


def batch_axis(self, batches):
    yield {"discriminator": self.discriminator(self.noise(8))}


def plain_float(self, batches):
    yield {"discriminator": 0.5}


def no_yield(self, batches):
    return None


def nothing(self, batches):
    return
    yield


def detached(self, batches):
    yield {"generator": non_saturating_generator(self.discriminator(self.generator(self.noise(8)).detach()))}


def without_gradient(self, batches):
    yield {"generator": non_saturating_generator(self.discriminator(self.generator(self.noise(8)))).detach()}


def reused(self, batches):
    logits = self.discriminator(self.generator(self.noise(8)))
    yield {"discriminator": minimax_discriminator(self.discriminator(next(batches)), logits)}
    yield {"generator": non_saturating_generator(logits)}


def reused_later(self, batches):
    logits, others = self.discriminator(self.generator(self.noise(8))), self.discriminator(self.noise(8))
    yield {"discriminator": non_saturating_generator(others)}
    yield {"generator": non_saturating_generator(logits)}


def mistyped(self, batches):
    yield {"generator": non_saturating_generator(self.discriminator(self.painter(self.noise(8))))}


WRONG = [
    (not_a_dict, TypeError, 'round 1: turns() must yield a dict such as {"generator": loss}, got Tensor'),
    (empty, TypeError, 'round 1: turns() must yield a dict such as {"generator": loss}, got dict'),
    (stranger, KeyError, "round 1: turns() moved 'critic'; the players are 'discriminator', 'generator'"),
    (batch_axis, ValueError, "a loss of 'discriminator' that is not one number: got (8,); logits are ([seeds,] n)"),
    (plain_float, ValueError, "a loss of 'discriminator' that is not one number: got float"),
    (no_yield, TypeError, "turns() of Mine has no yield: yield a dict of losses where a player moves"),
    (nothing, ValueError, "round 1: turns() of Mine ended without a move"),
    (detached, RuntimeError, "round 1: the loss of 'generator' does not reach its weights; was something detached?"),
    (without_gradient, RuntimeError, "round 1: the loss of 'generator' does not reach its weights"),
    (reused, RuntimeError, "round 1: the loss of 'generator' uses values from before an earlier move"),
    (reused_later, RuntimeError, "round 1: the loss of 'generator' uses values from before an earlier move"),
    (mistyped, AttributeError, "has no attribute 'painter'"),
]


@pytest.mark.parametrize(("turns", "error", "words"), WRONG, ids=[turns.__name__ for turns, _, _ in WRONG])
def test_turns_that_can_only_be_wrong_are_refused_before_anything_moves(turns, error, words):
    game = written(turns)
    before = copy.deepcopy(game.generator.state_dict())
    with pytest.raises(error) as caught:
        play(game, RING, 3)
    assert words in one_sentence(caught)
    assert all(torch.equal(value, before[name]) for name, value in game.generator.state_dict().items())


def test_logits_reused_after_a_move_of_convolutions_are_refused_too():
    class Maker(nn.Module):
        latent = 2

        def __init__(self):
            super().__init__()
            self.layers = nn.Sequential(nn.ConvTranspose2d(2, 3, 4), nn.ReLU(), nn.Conv2d(3, 1, 1))

        def forward(self, z):
            return self.layers(z[..., None, None])

    class Pictures(VanillaGAN):
        def turns(self, batches):
            logits, real = self.discriminator(self.generator(self.noise(8))), next(batches)
            yield {"discriminator": minimax_discriminator(self.discriminator(real), logits)}
            yield {"generator": non_saturating_generator(logits)}

    judge = nn.Sequential(nn.Conv2d(1, 4, 3), nn.LeakyReLU(0.2), nn.Conv2d(4, 1, 2), nn.Flatten(0))
    with pytest.raises(RuntimeError, match="round 1: the loss of 'generator' uses values from before an earlier move") as caught:
        play(Pictures(Maker(), judge), batches(torch.zeros(9, 1, 4, 4), 8), 1)
    one_sentence(caught)


@pytest.mark.parametrize(
    "block",
    [lambda: torch.autocast("cpu", torch.bfloat16), torch.no_grad, torch.inference_mode],
    ids=["autocast", "no_grad", "inference_mode"],
)
def test_a_yield_inside_a_with_is_refused_and_the_block_is_closed(block):
    def turns(self, batches):
        with block():
            loss = non_saturating_generator(self.discriminator(self.noise(8)))
            yield {"discriminator": loss}

    with pytest.raises(RuntimeError, match=r"round 1: turns\(\) yields inside a `with`.*end it before the yield") as caught:
        play(written(turns), RING, 1)
    one_sentence(caught)
    assert torch.is_grad_enabled()
    assert not torch.is_autocast_enabled("cpu")
    assert not torch.is_inference_mode_enabled()


def test_a_with_that_ends_before_the_yield_is_fine():
    def turns(self, batches):
        with torch.no_grad():
            fake = self.generator(self.noise(8))
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.discriminator(next(batches)).float(), self.discriminator(fake).float()
        yield {"discriminator": minimax_discriminator(*logits)}

    game = written(turns)
    assert len(play(game, RING, 2)["discriminator"]) == 2


def unregistered(game):
    _, _, streams = dense()
    return {**game.players, "encoder": Adam(DenseGenerator(2, (2,), streams=streams).parameters())}


REFUSED = [
    (lambda game: {}, ValueError, "Mine has no players: assign self.players"),
    (lambda game: {"generator": game.players["generator"]}, ValueError, "no player moves discriminator.layers.weights.0, "),
    (
        unregistered,
        ValueError,
        "'encoder' moves weights that are no part",
    ),
    (
        lambda game: dict.fromkeys(game.players, Adam(game.parameters())),
        ValueError,
        "'discriminator' and 'generator' share one optimiser",
    ),
    (
        lambda game: {**game.players, "generator": game.generator},
        TypeError,
        "the player 'generator' must be an optimiser over its",
    ),
]


@pytest.mark.parametrize(("players", "error", "words"), REFUSED, ids=["none", "forgotten", "unregistered", "shared", "network"])
def test_a_game_that_could_only_be_played_wrong_is_refused(players, error, words):
    with pytest.raises(error) as caught:
        play(written(VanillaGAN.turns, players), RING, 1)
    assert words in one_sentence(caught)


def sequential(*layers):
    network = nn.Sequential(*layers)
    network.latent = 2
    return network


MIXING = [
    (lambda: sequential(nn.Linear(2, 2)), r"generator.0.weight \(2, 2\) has no leading axis for the 3 seeds"),
    (lambda: sequential(Dense([2, 2], streams=Streams(range(3))), nn.BatchNorm1d(4)), r"generator.1 \(BatchNorm1d\) would mix"),
    (lambda: sequential(Dense([2, 2], streams=Streams(range(3))), nn.Dropout(0.1)), r"generator.1 \(Dropout\) would mix"),
    (lambda: sequential(Dense([2, 2], streams=Streams(range(3))), nn.LayerNorm(2)), r"generator.1.weight \(2,\) has no leading"),
    (lambda: sequential(Dense([2, 2], streams=Streams(range(2)))), r"weights.0 \(2, 2, 2\) has no leading axis for the 3 seeds"),
    (lambda: sequential(nn.utils.parametrizations.spectral_norm(nn.Linear(2, 3))), r"ParametrizationList\) would mix"),
]


@pytest.mark.parametrize(
    ("make", "words"), MIXING, ids=["linear", "batch norm", "dropout", "layer norm", "fewer", "spectral norm"]
)
def test_networks_that_would_mix_stacked_seeds_are_refused(make, words):
    _, discriminator, streams = dense(range(3))
    with pytest.raises(ValueError, match=words) as caught:
        play(VanillaGAN(make(), discriminator, streams), RING, 1)
    one_sentence(caught)


def test_stacked_networks_in_a_game_of_one_seed_are_refused():
    generator, discriminator, _ = dense([0, 1])
    with pytest.raises(ValueError, match=r"generator\.layers was made for 2 seeds, the game for one: give both the same streams"):
        play(VanillaGAN(generator, discriminator), RING, 1)


def test_a_stacked_game_needs_one_loss_a_seed():
    def turns(self, batches):
        yield {"discriminator": non_saturating_generator(self.discriminator(self.noise(8))).mean()}

    with pytest.raises(ValueError, match=r"is not one number a seed, \(2,\): got \(\); logits are"):
        play(written(turns, seeds=[0, 1]), RING, 1)


def test_a_loss_that_is_not_finite_stops_with_round_player_and_seeds_and_moves_nothing():
    def turns(self, batches):
        yield from VanillaGAN.turns(self, batches)
        factor = torch.tensor([1.0, torch.nan, torch.inf]) if self.rounds == 2 else torch.ones(3)
        self.before = copy.deepcopy(self.generator.state_dict())
        yield {"generator": factor * non_saturating_generator(self.discriminator(self.generator(self.noise(8))))}

    game = written(turns, seeds=[5, 6, 7])
    words = "round 3: the loss of 'generator' is nan for seeds 6, 7; its weights did not move"
    with pytest.raises(FloatingPointError, match=words):
        play(game, RING, 9)
    assert all(torch.equal(value, game.before[name]) for name, value in game.generator.state_dict().items())
    assert game.rounds == 2

    def single(self, batches):
        yield {"discriminator": -torch.inf * self.discriminator(self.noise(8)).mean().exp()}

    with pytest.raises(FloatingPointError, match="round 1: the loss of 'discriminator' is -inf; its weights did not move"):
        play(written(single), RING, 9)


@pytest.mark.parametrize(
    ("do", "error", "words"),
    [
        (lambda game: game.sample(5), TypeError, r"sample takes latents, such as game.noise\(64\), got 5"),
        (lambda game: game.sample(torch.zeros(4, 3)), ValueError, r"z must be \(\.\.\., 2\), one latent a row, got \(4, 3\)"),
        (lambda game: game.average("generator", 1.0), ValueError, "decay must be at least 0 and below 1, got 1.0"),
        (lambda game: game.average("encoder"), AttributeError, "has no attribute 'encoder'"),
        (lambda game: Game(0).turns(None), NotImplementedError, "Game has no turns: write turns"),
        (lambda game: Game("a"), ValueError, "seeds must be a whole number"),
    ],
    ids=["count", "shape", "decay", "network", "turns", "seed"],
)
def test_bad_input_is_told_in_one_sentence(do, error, words):
    with pytest.raises(error, match=words) as caught:
        do(vanilla())
    one_sentence(caught)


def test_a_generator_says_how_many_dimensions_its_latents_have():
    _, discriminator, streams = dense()
    game = VanillaGAN(nn.Sequential(nn.Linear(2, 2)), discriminator, streams)
    with pytest.raises(
        ValueError, match=r"a Sequential, does not say how many dimensions .*: set generator.latent to that number"
    ):
        play(game, RING, 1)
