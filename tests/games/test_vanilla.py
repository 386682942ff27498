"""Algorithm 1 against the same algorithm written as a plain loop: the same bits."""

import copy

import pytest
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits, softplus
from torch.optim import Adam

from gancourse import data
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_generator, non_saturating_generator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play
from tests.games.networks import networks

RING, M = data.ring(), 16


pytestmark = pytest.mark.usefixtures("one_thread")


def plain_loop(generator, discriminator, rounds, k, saturating, fresh=True):
    """Goodfellow et al. 2014, algorithm 1, with nothing of the library but the draws."""
    streams, losses = Streams(0), []
    of_discriminator = Adam(discriminator.parameters(), lr=1e-3, betas=(0.5, 0.999), fused=True)
    of_generator = Adam(generator.parameters(), lr=1e-3, betas=(0.5, 0.999), fused=True)
    for round in range(rounds):
        streams.start(round)
        for _ in range(k):
            z = streams.normal(M, 2)
            fake = generator(z).detach()
            real = streams.rows(M, RING.sample)
            loss = -nn.functional.logsigmoid(discriminator(real)).mean() - nn.functional.logsigmoid(-discriminator(fake)).mean()
            of_discriminator.zero_grad()
            loss.backward()
            of_discriminator.step()
        logits = discriminator(generator(streams.normal(M, 2) if fresh else z))
        own = nn.functional.logsigmoid(-logits).mean() if saturating else -nn.functional.logsigmoid(logits).mean()
        of_generator.zero_grad()
        own.backward()
        of_generator.step()
        losses.append((loss.item(), own.item()))
    return losses


@pytest.mark.parametrize("k", [1, 3])
@pytest.mark.parametrize("fresh", [True, False])
@pytest.mark.parametrize("loss", [non_saturating_generator, minimax_generator])
def test_play_is_the_plain_loop_bit_for_bit(k, fresh, loss):
    pair = networks()
    expected = copy.deepcopy(pair)
    losses = plain_loop(*expected, rounds=40, k=k, saturating=loss is minimax_generator, fresh=fresh)
    history = play(VanillaGAN(*pair, k=k, generator_loss=loss, lr=1e-3, fresh=fresh), batches(RING, M), 40)
    for network, other in zip(pair, expected, strict=True):
        for weight, should in zip(network.parameters(), other.parameters(), strict=True):
            assert torch.equal(weight, should)
    assert list(zip(history["discriminator"].tolist(), history["generator"].tolist(), strict=True)) == losses


@pytest.mark.parametrize("fresh", [True, False])
def test_only_algorithm_1_draws_noise_for_the_generators_step(fresh):
    game = VanillaGAN(*networks(), fresh=fresh)
    passes = []
    game.generator.register_forward_hook(lambda *_: passes.append(1))
    play(game, batches(RING, M), 3, progress=False)
    assert len(passes) == (6 if fresh else 3)


def test_the_comparison_sees_one_step_too_many():
    pair, other = networks(), networks()
    plain_loop(*other, rounds=41, k=1, saturating=False)
    play(VanillaGAN(*pair, lr=1e-3), batches(RING, M), 40)
    assert not torch.equal(pair[0][0].weight, other[0][0].weight)


def test_the_losses_that_it_yields_are_torchs_cross_entropy():
    pair = networks()
    game = VanillaGAN(*pair)
    game.streams.start(0)
    moves = game.turns(batches(RING, M).bound(game.streams))
    loss = next(moves)["discriminator"]
    game.streams.start(0)
    fake = pair[1](pair[0](game.noise(M)))
    real = pair[1](game.streams.rows(M, RING.sample))
    expected = [binary_cross_entropy_with_logits(logits, logits.detach() * 0 + label) for logits, label in ((real, 1), (fake, 0))]
    torch.testing.assert_close(loss, sum(expected))
    torch.testing.assert_close(loss, softplus(-real).mean() + softplus(fake).mean())


def test_each_player_has_its_own_rate():
    game = VanillaGAN(*networks(), lr=(1e-3, 1e-4), betas=(0.0, 0.9))
    assert [group["lr"] for optimizer in game.players.values() for group in optimizer.param_groups] == [1e-3, 1e-4]
    assert game.players["generator"].param_groups[0]["betas"] == (0.0, 0.9)


@pytest.mark.parametrize("k", [0, -1, 1.5, "2"])
def test_k_is_a_whole_number_above_zero(k):
    with pytest.raises(ValueError, match=r"k, the discriminator's steps a round, must be (a whole number|at least 1), got"):
        VanillaGAN(*networks(), k=k)


def test_more_than_two_rates_are_refused():
    with pytest.raises(ValueError, match="lr must be one number, or two: the discriminator's and the generator's, got"):
        VanillaGAN(*networks(), lr=(1e-3, 1e-4, 1e-5))


@pytest.fixture
def double():
    """float64 everywhere for one test: what separates stacked from single runs in float32 is rounding."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("of", ["ring", "tensor"])
@pytest.mark.parametrize("k", [1, 2])
def test_stacked_seeds_are_the_separate_runs_to_1e_12_after_100_rounds(double, of, k):
    seeds, ring = [3, 0, 7], data.ring(dtype=torch.float64)
    source = batches(ring if of == "ring" else ring.sample(500, torch.Generator().manual_seed(1)), 24)

    def made(which):
        streams = Streams(which)
        generator = DenseGenerator(2, (2,), (16, 16), streams=streams)
        game = VanillaGAN(generator, DenseDiscriminator((2,), (16, 16), streams=streams), streams, lr=1e-3, k=k)
        game.average("generator", 0.9)
        return game, play(game, source, 100)

    together, histories = made(seeds)
    assert histories["generator"].shape == (100, 3)
    for i, seed in enumerate(seeds):
        game, history = made(seed)
        for (name, joint), own in zip(together.named_parameters(), game.parameters(), strict=True):
            torch.testing.assert_close(joint[i], own, rtol=0, atol=1e-12, msg=name)
        for player in game.players:
            torch.testing.assert_close(histories[player][:, i], history[player], rtol=1e-6, atol=1e-6)  # kept in float32
        z = together.noise(5, together.streams.apart("look"))
        torch.testing.assert_close(together.sample(z)[i], game.sample(game.noise(5, game.streams.apart("look"))))
        torch.testing.assert_close(z[i], game.noise(5, game.streams.apart("look")), rtol=0, atol=0)
