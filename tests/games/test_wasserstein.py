"""Both algorithms against plain loops, bit for bit; the Dirac-GAN's rows; what a linear critic does at rest."""

import copy

import pytest
import torch
from torch import nn
from torch.optim import SGD, Adam, RMSprop

from gancourse import data
from gancourse.checkpoint import CheckpointError
from gancourse.games import WassersteinGAN, WassersteinGANGP, wasserstein
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.nets.spectral import SpectralNorm
from gancourse.streams import Streams
from gancourse.theory import dirac
from gancourse.training import batches, play
from tests.games.networks import networks

RING, M = data.ring(), 16
GAMES = pytest.mark.parametrize("kind", [WassersteinGAN, WassersteinGANGP])


pytestmark = pytest.mark.usefixtures("one_thread")


def dense(kind, seeds=0, **options):
    streams = Streams(seeds)
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return kind(generator, DenseDiscriminator((2,), (8, 8), streams=streams), streams, **options)


def plain_loop(generator, critic, rounds, n_critic, clip):
    """Arjovsky et al. 2017, algorithm 1, with nothing of the library but the draws."""
    streams, losses = Streams(0), []
    of_critic = RMSprop(critic.parameters(), lr=5e-5)
    of_generator = RMSprop(generator.parameters(), lr=5e-5)
    for round in range(rounds):
        streams.start(round)
        for _ in range(n_critic):
            real = streams.rows(M, RING.sample)
            fake = generator(streams.normal(M, 2)).detach()
            value = critic(real).mean() - critic(fake).mean()
            of_critic.zero_grad()
            (-value).backward()
            of_critic.step()
            for weight in critic.parameters():
                weight.data = torch.minimum(torch.maximum(weight.data, torch.tensor(-clip)), torch.tensor(clip))
        own = -critic(generator(streams.normal(M, 2))).mean()
        of_generator.zero_grad()
        own.backward()
        of_generator.step()
        losses.append((-value.item(), own.item()))
    return losses


def plain_penalty_loop(generator, critic, rounds, n_critic, weight):
    """Gulrajani et al. 2017, algorithm 1, with nothing of the library but the draws."""
    streams, losses = Streams(0), []
    of_critic = Adam(critic.parameters(), lr=1e-4, betas=(0.0, 0.9), fused=True)
    of_generator = Adam(generator.parameters(), lr=1e-4, betas=(0.0, 0.9), fused=True)
    for round in range(rounds):
        streams.start(round)
        for _ in range(n_critic):
            real = streams.rows(M, RING.sample)
            fake = generator(streams.normal(M, 2)).detach()
            epsilon = streams.uniform(M)[:, None]
            between = (epsilon * real + (1 - epsilon) * fake).requires_grad_()
            (slope,) = torch.autograd.grad(critic(between).sum(), between, create_graph=True)
            penalty = ((slope.norm(dim=1) - 1) ** 2).mean()
            loss = critic(fake).mean() - critic(real).mean() + weight * penalty
            of_critic.zero_grad()
            loss.backward()
            of_critic.step()
        own = -critic(generator(streams.normal(M, 2))).mean()
        of_generator.zero_grad()
        own.backward()
        of_generator.step()
        losses.append((loss.item(), own.item()))
    return losses


def same(pair, expected):
    ours, theirs = ([w for network in each for w in network.parameters()] for each in (pair, expected))
    return all(torch.equal(weight, other) for weight, other in zip(ours, theirs, strict=True))


@pytest.mark.parametrize(("n_critic", "clip"), [(5, 0.01), (1, 0.05)])
def test_clipped_it_is_the_plain_loop_bit_for_bit(n_critic, clip):
    pair = networks()
    expected = copy.deepcopy(pair)
    losses = plain_loop(*expected, 20, n_critic, clip)
    history = play(WassersteinGAN(*pair, n_critic=n_critic, clip=clip), batches(RING, M), 20)
    assert same(pair, expected)
    found = list(zip(history["critic"].tolist(), history["generator"].tolist(), strict=True))
    assert found == losses
    torch.testing.assert_close(history["distance"], -history["critic"], rtol=0, atol=0)


@pytest.mark.parametrize(("n_critic", "weight"), [(5, 10.0), (2, 0.3)])
def test_penalised_it_is_the_plain_loop(n_critic, weight):
    pair = networks()
    expected = copy.deepcopy(pair)
    losses = plain_penalty_loop(*expected, 20, n_critic, weight)
    history = play(WassersteinGANGP(*pair, n_critic=n_critic, penalty=weight), batches(RING, M), 20)
    for network, other in zip(pair, expected, strict=True):
        for mine, theirs in zip(network.parameters(), other.parameters(), strict=True):
            torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-7)
    found = torch.stack([history["critic"], history["generator"]], 1)
    torch.testing.assert_close(found, torch.tensor(losses), rtol=1e-5, atol=1e-6)


def test_the_comparison_sees_a_step_too_many_and_a_wider_box():
    for n_critic, clip in ((6, 0.01), (5, 0.011)):
        pair, other = networks(), networks()
        plain_loop(*other, 5, n_critic, clip)
        play(WassersteinGAN(*pair), batches(RING, M), 5)
        assert not same(pair, other)


def test_the_constants_are_the_papers():
    clipped, penalised = WassersteinGAN(*networks()), WassersteinGANGP(*networks())
    assert (clipped.n_critic, clipped.clip, penalised.n_critic, penalised.penalty, penalised.target) == (5, 0.01, 5, 10.0, 1.0)
    for optimiser in clipped.players.values():
        assert isinstance(optimiser, RMSprop)
        assert optimiser.param_groups[0]["lr"] == 5e-5
        assert optimiser.param_groups[0]["momentum"] == 0
    for optimiser in penalised.players.values():
        assert isinstance(optimiser, Adam)
        assert (optimiser.param_groups[0]["lr"], optimiser.param_groups[0]["betas"]) == (1e-4, (0.0, 0.9))


@GAMES
def test_a_round_is_five_moves_of_the_critic_and_one_of_the_generator(kind):
    game = dense(kind)
    game.streams.start(0)
    moves = [tuple(losses) for losses in game.turns(batches(RING, M).bound(game.streams))]
    assert moves == [("critic",)] * 5 + [("generator",)]


def test_the_generator_meets_a_clipped_critic_in_every_round():
    game, largest = dense(WassersteinGAN, lr=(0.05, 1e-3)), []
    play(
        game,
        batches(RING, M),
        3,
        watch=lambda game: largest.append(max(float(w.detach().abs().max()) for w in game.critic.parameters())),
    )
    assert largest == [pytest.approx(0.01)] * 3


def test_the_penalty_draws_one_weight_a_sample_anew_at_each_step(monkeypatch):
    """Fixed at 1, it would look at real samples alone; drawn a pixel, it would leave the line between the pair."""
    seen = []

    def watched(critic, real, fake, epsilon, **options):
        seen.append(epsilon)
        return gradient_penalty(critic, real, fake, epsilon, **options)

    gradient_penalty = wasserstein.gradient_penalty
    monkeypatch.setattr(wasserstein, "gradient_penalty", watched)
    play(dense(WassersteinGANGP), batches(RING, M), 40)
    drawn = torch.stack(seen)  # (steps, M)
    assert drawn.shape == (200, M)
    assert len(drawn.unique()) > 0.999 * drawn.numel()  # float32 uniforms seldom meet
    assert 0 <= float(drawn.min()) < 0.01 < 0.99 < float(drawn.max()) < 1
    assert float(drawn.mean()) == pytest.approx(0.5, abs=0.03)


class Point(nn.Module):
    """The Dirac-GAN's generator: every latent goes to theta."""

    latent = 1

    def __init__(self, theta):
        super().__init__()
        self.theta = nn.Parameter(torch.tensor(theta, dtype=torch.float64))

    def forward(self, z):
        return self.theta.expand(len(z), 1)


class Slope(nn.Module):
    """Its critic: f(x) = -psi x, since psi x is a score of suspicion."""

    def __init__(self, psi):
        super().__init__()
        self.psi = nn.Parameter(torch.tensor(psi, dtype=torch.float64))

    def forward(self, x):
        return -self.psi * x[..., 0]


def played(kind, rounds, h=0.2, start=(1.0, 1.0), **options):
    """theta and psi after each round of the game on data at 0, with plain gradient steps."""
    game = kind(Point(start[0]), Slope(start[1]), n_critic=1, **options)
    game.players = {"critic": SGD(game.critic.parameters(), lr=h), "generator": SGD(game.generator.parameters(), lr=h)}
    path = []
    source = batches(torch.zeros(5, 1, dtype=torch.float64), 4)
    play(game, source, rounds, watch=lambda game: path.append((game.generator.theta.item(), game.critic.psi.item())))
    return torch.tensor(path, dtype=torch.float64)


@pytest.mark.parametrize(
    ("kind", "options", "method", "first"),
    [
        (WassersteinGAN, {"clip": 1.0}, dirac.wgan(), 1.0),  # psi's first step, 1 + 0.2, is clipped
        (WassersteinGAN, {"clip": None}, dirac.wgan(float("inf")), 1.2),
        # the game's penalty is lambda (|psi| - 1)^2, as in its paper; the table's is lambda / 2
        (WassersteinGANGP, {"penalty": 0.35}, dirac.wgan_gp(0.7), 1.2),
        (WassersteinGANGP, {"penalty": 1.0, "target": 0.0}, dirac.wgan_gp(2.0, target=0.0), 0.8),
    ],
)
def test_with_one_number_a_player_it_is_the_dirac_gan(kind, options, method, first):
    """The game's critic moves first, the table's generator: from (theta, psi after one step) on, they take the same steps."""
    found = played(kind, 200, **options)
    expected = method.play(200, turns=True, start=(1.0, first))
    assert found[0, 1].item() == pytest.approx(first)
    torch.testing.assert_close(found[:, 0], expected[1:, 0])
    torch.testing.assert_close(found[:, 1], expected[:-1, 1])


def test_clipped_or_penalised_towards_1_it_goes_round_for_ever_and_towards_0_it_arrives():
    assert float(played(WassersteinGAN, 160, clip=1.0)[-60:].norm(dim=1).min()) > 0.5
    assert float(played(WassersteinGANGP, 160, penalty=0.35)[-60:].norm(dim=1).min()) > 0.5
    assert float(played(WassersteinGANGP, 160, penalty=0.5, target=0.0)[-1].norm()) < 1e-5


@pytest.mark.parametrize("weight", [1.0, 10.0])
def test_a_penalised_critic_overshoots_by_a_known_amount(weight):
    """On two points a distance w apart, the best slope maximises K w - lambda (K - 1)^2: K = 1 + w / (2 lambda)."""
    game = WassersteinGANGP(Point(2.0), Slope(0.1), n_critic=1, penalty=weight)
    game.players = {
        "critic": SGD(game.critic.parameters(), lr=0.3 / weight),
        "generator": SGD(game.generator.parameters(), lr=0.0),
    }
    history = play(game, batches(torch.zeros(5, 1, dtype=torch.float64), 4), 60)
    assert game.critic.psi.item() == pytest.approx(1 + 2 / (2 * weight))
    assert history["distance"][-1].item() == pytest.approx(2 * (1 + 2 / (2 * weight)))


def test_a_clipped_critic_measures_in_units_of_its_box():
    game = WassersteinGAN(Point(2.0), Slope(0.0), n_critic=1, clip=0.01, lr=(0.01, 0.0))
    history = play(game, batches(torch.zeros(5, 1, dtype=torch.float64), 4), 5)
    assert history["distance"][-1].item() == pytest.approx(0.01 * 2)


@pytest.fixture
def double():
    """float64 everywhere for one test: what separates stacked from single runs in float32 is rounding."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


@pytest.mark.parametrize("wrapped", [False, True], ids=["plain", "spectral norm"])
@GAMES
def test_stacked_seeds_are_the_separate_runs_to_1e_12_after_30_rounds(double, kind, wrapped):
    seeds, source = [3, 0, 7], batches(data.ring(dtype=torch.float64), 12)

    def made(which):
        streams = Streams(which)
        generator = DenseGenerator(2, (2,), (8, 8), streams=streams)
        critic = DenseDiscriminator((2,), (8, 8), streams=streams)
        game = kind(generator, SpectralNorm(critic) if wrapped else critic, streams, n_critic=2, lr=1e-3)
        return game, play(game, source, 30)

    together, histories = made(seeds)
    assert histories["distance"].shape == (30, 3)
    for i, seed in enumerate(seeds):
        game, history = made(seed)
        for (name, joint), own in zip(together.named_parameters(), game.parameters(), strict=True):
            torch.testing.assert_close(joint[i], own, rtol=0, atol=1e-12, msg=name)
        for series in ("critic", "generator", "distance"):
            torch.testing.assert_close(histories[series][:, i], history[series], rtol=1e-6, atol=1e-6)  # kept in float32


def state(game):
    """Every number that a checkpoint should bring back."""
    kept = {
        f"{p}.{w}.{n}": torch.as_tensor(v)
        for p, o in game.players.items()
        for w, s in o.state_dict()["state"].items()
        for n, v in s.items()
    }
    return {**game.state_dict(), **kept, **{name: game.history[name] for name in game.history}}


@pytest.mark.parametrize("seeds", [0, [4, 1]], ids=["one seed", "stacked"])
@pytest.mark.parametrize("name", ["clipped", "penalised", "spectral norm"])
def test_a_run_that_stopped_ends_as_one_that_did_not_bit_for_bit(name, seeds, tmp_path, capsys):
    def made():
        game = dense(WassersteinGANGP if name == "penalised" else WassersteinGAN, seeds, n_critic=2, lr=1e-3)
        if name == "spectral norm":
            game.critic, game.clip = SpectralNorm(game.critic), None
        return game

    whole, resumed, source = made(), made(), batches(RING, 8)
    play(whole, source, 17)
    play(made(), source, 7, save=tmp_path / "game.safetensors")
    play(resumed, source, 17, save=tmp_path / "game.safetensors")
    assert "resumed at round 7" in capsys.readouterr().out
    ours, theirs = state(resumed), state(whole)
    assert ours.keys() == theirs.keys()
    assert [each for each in ours if not torch.equal(ours[each], theirs[each])] == []


@pytest.mark.parametrize(
    ("kind", "options", "setting"),
    [
        (WassersteinGAN, {"clip": 0.02}, "clip"),
        (WassersteinGAN, {"clip": None}, "clip"),
        (WassersteinGAN, {"n_critic": 4}, "n_critic"),
        (WassersteinGANGP, {"penalty": 1.0}, "penalty"),
        (WassersteinGANGP, {"target": 0.0}, "target"),
        (WassersteinGANGP, {"one_sided": True}, "one_sided"),
    ],
)
def test_a_checkpoint_of_other_settings_is_refused(kind, options, setting, tmp_path):
    play(dense(kind), batches(RING, 8), 1, save=tmp_path / "game.safetensors")
    with pytest.raises(CheckpointError, match=f"its setting '{setting}' was"):
        play(dense(kind, **options), batches(RING, 8), 2, save=tmp_path / "game.safetensors")


@GAMES
@pytest.mark.parametrize("n_critic", [0, -1, 1.5, True, "5"])
def test_a_critic_takes_a_whole_number_of_steps(kind, n_critic):
    with pytest.raises(ValueError, match=r"n_critic, the critic's steps a round, must be a whole number, at least 1, got"):
        kind(*networks(), n_critic=n_critic)


@GAMES
def test_more_than_two_rates_are_refused_and_two_are_the_critics_and_the_generators(kind):
    with pytest.raises(ValueError, match="lr must be one number, or two: the critic's and the generator's, got"):
        kind(*networks(), lr=(1e-3, 1e-4, 1e-5))
    game = kind(*networks(), lr=(1e-3, 1e-4))
    assert [game.players[name].param_groups[0]["lr"] for name in ("critic", "generator")] == [1e-3, 1e-4]


@pytest.mark.parametrize("clip", [0, -0.01, float("nan")])
def test_a_box_has_a_size(clip):
    with pytest.raises(ValueError, match="clip, the largest weight of the critic, must be above zero, or None for no clipping"):
        WassersteinGAN(*networks(), clip=clip)


@pytest.mark.parametrize("penalty", [-1, float("nan")])
def test_a_penalty_is_not_negative(penalty):
    with pytest.raises(ValueError, match="penalty, the weight of the gradient penalty, must be zero or more, got"):
        WassersteinGANGP(*networks(), penalty=penalty)


def test_a_penalised_critic_with_batch_norm_is_refused_when_the_game_is_made():
    generator, critic = networks()
    critic.insert(1, nn.BatchNorm1d(12))
    with pytest.raises(ValueError, match="1 is a BatchNorm1d, which ties a sample's value to its whole batch"):
        WassersteinGANGP(generator, critic.eval())  # play would put it into train mode
    WassersteinGAN(generator, critic)  # clipping has no such need
