"""The GAN lab without a browser: settings, code, what it plays, the measurements, and the still."""

import math

import numpy
import pytest
import torch
from scipy.stats import entropy
from torch import nn

from gancourse import data
from gancourse.game import Game
from gancourse.games import VanillaGAN, WassersteinGAN, WassersteinGANGP
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.widgets import lab_code
from gancourse.widgets.gan_lab import gan_lab, loaded
from gancourse.widgets.lab_engine import PARTS, Engine, Source
from gancourse.widgets.lab_measures import BINS, divergences, histogram
from gancourse.widgets.lab_presets import PRESETS
from gancourse.widgets.lab_settings import DATA, SETTINGS, checked, density, description

SMALL = {"batch": 16, "generator_width": 8, "discriminator_width": 8}


def my_game(streams):
    return VanillaGAN(
        DenseGenerator(2, (2,), (8,), streams=streams), DenseDiscriminator((2,), (8,), streams=streams), streams, lr=0.01
    )


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"rate": 0.1}, TypeError, "gan_lab has no setting 'rate'; there are data, loss, k,"),
        ({"data": "rings"}, ValueError, "data must be one of 'ring', 'gaussians', "),
        ({"loss": "hinge"}, ValueError, "loss must be one of 'non-saturating', 'minimax', 'wasserstein', got 'hinge'"),
        ({"k": 0}, ValueError, "k must be a whole number from 1 to 20, got 0"),
        ({"k": 1.5}, ValueError, "k must be a whole number from 1 to 20, got 1.5"),
        ({"k": True}, ValueError, "k must be a whole number from 1 to 20, got True"),
        ({"generator_rate": -1}, ValueError, "generator_rate must be a number from 1e-06 to 10, got -1"),
        ({"generator_rate": math.nan}, ValueError, "generator_rate must be a number from 1e-06 to 10, got nan"),
        ({"latent": 3}, ValueError, "latent must be one of 1, 2, got 3"),
        ({"latent": "2"}, ValueError, "latent must be one of 1, 2, got '2'"),
        ({"data": "drawn"}, ValueError, 'data="drawn" needs points='),
        ({"points": [[0, 0, 0]]}, ValueError, "points must be (n, 2) with n up to 400 and coordinates from -3 to 3, got (1, 3)"),
        ({"points": [[9, 0]]}, ValueError, "points must be (n, 2) with n up to 400 and coordinates from -3 to 3, got (1, 2)"),
        ({"points": "here"}, ValueError, "points must be numbers, (n, 2), such as"),
        ({"preset": "explode"}, ValueError, "'oscillate', 'vanish', 'wgan', got 'explode'"),
        ({"clip": -0.1}, ValueError, "clip must be a number from 0 to 10, got -0.1"),
        ({"engine": "gpu"}, ValueError, "engine must be one of 'page', 'kernel', got 'gpu'"),
        ({"game": 3}, TypeError, "gan_lab takes a game, a function (streams) -> game, or a class of games"),
        ({"game": my_game, "k": 2}, TypeError, "the setting 'k' does not reach this game; those that do are data, "),
    ],
)
def test_what_cannot_be_is_refused_in_one_sentence(given, error, words):
    with pytest.raises(error) as caught:
        gan_lab(**given)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


class Images(Game):
    def __init__(self, streams, generator=None, discriminator=None):
        super().__init__(streams)
        self.generator = generator or DenseGenerator(2, (1, 4, 4), (8,), streams=streams)
        if discriminator:
            self.discriminator = discriminator
        self.players = {"all": torch.optim.Adam(self.parameters())}


def points(streams):
    return DenseGenerator(2, (2,), (4,), streams=streams)


@pytest.mark.parametrize(
    ("game", "error", "words"),
    [
        (Images, ValueError, "the lab shows points of the plane: the generator must make (n, 2), got (4, 1, 4, 4)"),
        (lambda streams: 3, TypeError, "gan_lab plays a Game; what it was given made int"),
        (lambda streams: my_game(Streams([0, 1])), ValueError, "the lab plays one seed at a time, this game has 2"),
        (
            lambda s: Images(s, DenseGenerator(2, (2,), (4,), streams=s)),
            ValueError,
            "has no network called discriminator or critic",
        ),
        (
            lambda s: Images(s, points(s), nn.Linear(2, 1)),
            ValueError,
            "the discriminator must return one logit a point, (n,), got (4, 1) for n = 4",
        ),
    ],
)
def test_a_game_that_cannot_be_shown_is_refused_in_the_cell(game, error, words):
    with pytest.raises(error) as caught:
        gan_lab(game)
    assert words in str(caught.value)


def test_what_is_played_reaches_the_settings_that_matter():
    assert set(Source().live) == {*SETTINGS, "points"}
    assert Source(my_game).live == ("data", "points", "batch", "stop", "seed")
    assert "seed" not in Source(my_game(Streams(0))).live
    assert not Source(my_game(Streams(0))).again
    assert {"generator_width", "generator_rate", "k"} <= set(Source(VanillaGAN).live)
    made = Source(VanillaGAN).make(checked({"generator_width": 4, "generator_rate": 0.5, "k": 3, "seed": 7}))
    assert made.generator.layers.sizes == (2, 4, 4, 2)
    assert made.k == 3
    assert made.players["generator"].param_groups[0]["lr"] == 0.5
    assert made.streams.seeds == [7]


CODES = [
    {},
    {"activation": "leaky", "loss": "minimax", "k": 3, "generator_optimiser": "SGD", "generator_rate": 0.1, "seed": 11},
    {"data": "drawn", "points": [[0, 1], [1.239, -0.5], [2, 2]], "generator_layers": 1, "discriminator_optimiser": "RMSprop"},
    {"data": "moons", "latent": 1, "activation": "relu", "discriminator_beta1": 0.0, "generator_beta2": 0.9},
    {"loss": "wasserstein", "k": 2, "clip": 0.02, "discriminator_optimiser": "RMSprop"},
    {"loss": "wasserstein", "clip": 0, "activation": "leaky"},
]


@pytest.mark.parametrize("change", [*CODES, *({"data": name} for name in DATA)])
def test_the_python_of_a_setting_runs_and_plays_what_the_lab_plays(change):
    settings = checked({**SMALL, **change, "stop": 3})
    names: dict = {}
    exec(lab_code.code(settings), names)
    engine = Engine(Source(), settings)
    for _ in range(3):
        engine.round()
    assert names["history"].rounds("generator").tolist() == [1, 2, 3]
    for mine, theirs in zip(engine.game.parameters(), names["game"].parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=0, atol=0)


def test_numbers_are_written_without_exponents_and_stay_decimal():
    written = [lab_code.decimal(value) for value in (0.0001, 1e-06, 0.5, 2.0, 0.0)]
    assert written == ["0.0001", "0.000001", "0.5", "2.0", "0.0"]
    assert checked({"generator_beta1": 0})["generator_beta1"].hex() == (0.0).hex()  # Adam takes no whole numbers


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_settings_and_say_what_to_look_for(preset):
    assert checked(PRESETS[preset].settings)["data"] == "ring"
    assert PRESETS[preset].look.startswith("Look ")


def test_single_moves_add_up_to_the_rounds_of_play():
    one, other = (Engine(Source(), checked({**SMALL, "k": 2})) for _ in range(2))
    told = [one.move() for _ in range(7)]
    assert told == ["discriminator", "discriminator", "generator"] * 2 + ["discriminator"]
    one.round()  # what is left of the third
    for _ in range(3):
        other.round()
    assert one.game.rounds == other.game.rounds == 3
    for mine, theirs in zip(one.game.parameters(), other.game.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=0, atol=0)


def test_a_frame_is_what_the_networks_say():
    engine = Engine(Source(), checked(SMALL))
    numbers, buffers = engine.snapshot("start")
    frame = {part: torch.frombuffer(bytearray(one), dtype=torch.float32) for part, one in zip(PARTS, buffers, strict=True)}
    game, fake = engine.game, frame["fake"].view(-1, 2)
    torch.testing.assert_close(fake, game.sample(engine.z))
    corner = torch.tensor([[-3.0, -3.0], [3.0, -3.0], [-3.0, 3.0]])  # the first value, the end of its row, the last row
    torch.testing.assert_close(frame["surface"][[0, 39, 39 * 40]], torch.sigmoid(game.discriminator(corner)).detach())
    nudged = fake[:1] + 1e-3 * torch.eye(2)  # the pull by differences of the loss of one point
    loss = [game.generator_loss(game.discriminator(point[None])).item() for point in (fake[0], *nudged)]
    slope = torch.tensor([loss[1] - loss[0], loss[2] - loss[0]]) / 1e-3
    torch.testing.assert_close(frame["arrows"][:2], -slope, rtol=0.02, atol=1e-3)
    assert frame["manifold"].shape == (2 * 625,)
    assert numbers["verdict"]["real"] == pytest.approx(torch.sigmoid(game.discriminator(engine.real)).mean().item())
    assert set(numbers["measured"]["numbers"]) == {"KL", "JS", "modes", "high quality"}


def test_a_critics_frame_is_f_itself_and_carries_the_distance():
    engine = Engine(Source(), checked({**SMALL, "loss": "wasserstein", "k": 2, "clip": 0.05}))
    assert "distance" not in engine.snapshot("start")[0]
    assert [engine.move() for _ in range(3)] == ["critic", "critic", "generator"]
    engine.round()  # it ends
    numbers, buffers = engine.snapshot("round")
    game = engine.game
    assert isinstance(game, WassersteinGAN)
    assert max(float(weight.detach().abs().max()) for weight in game.critic.parameters()) == pytest.approx(0.05)
    frame = {part: torch.frombuffer(bytearray(one), dtype=torch.float32) for part, one in zip(PARTS, buffers, strict=True)}
    torch.testing.assert_close(frame["surface"], game.critic(engine.plane).detach())
    assert numbers["judge"] == "critic"
    assert numbers["verdict"]["real"] == pytest.approx(game.critic(engine.real).mean().item())
    assert numbers["distance"] == pytest.approx(-numbers["losses"]["critic"])
    assert set(numbers["losses"]) == {"critic", "generator"}
    fake = frame["fake"].view(-1, 2).requires_grad_()
    slope = torch.autograd.grad(game.critic(fake).sum(), fake)[0]
    torch.testing.assert_close(frame["arrows"].view(-1, 2), slope)


@pytest.mark.parametrize("kind", [WassersteinGAN, WassersteinGANGP])
def test_a_class_of_games_with_a_critic_is_played_too(kind):
    source = Source(kind)
    assert {"k", "generator_rate", "seed"} <= set(source.live)
    assert ("clip" in source.live) == (kind is WassersteinGAN)
    made = source.make(checked({**SMALL, "k": 3, "clip": 0, "generator_rate": 0.5}))
    assert made.n_critic == 3
    assert made.players["generator"].param_groups[0]["lr"] == 0.5
    assert getattr(made, "clip", None) is None
    engine = Engine(source, checked({**SMALL, "k": 1}))
    engine.round()
    assert "distance" in engine.snapshot("round")[0]


def test_measurements_are_kept_every_25_rounds():
    engine = Engine(Source(), checked(SMALL))
    for _ in range(50):
        engine.round()
    assert engine.game.history.rounds("JS").tolist() == [25, 50]
    assert "modes" not in Engine(Source(), checked({**SMALL, "data": "moons"})).measure(0)["numbers"]


def test_the_histogram_and_the_divergences_are_numpys_and_scipys():
    points = Streams(0).normal(500, 2) * 2
    edges = numpy.linspace(-3, 3, BINS + 1)
    counts, _, _ = numpy.histogram2d(*points.double().numpy().T[::-1], bins=[edges, edges])  # rows are y
    expected = numpy.append(counts.ravel(), len(points) - counts.sum())
    p = histogram(points, 3.0)
    torch.testing.assert_close(p, torch.from_numpy((expected + 1 / 577) / 501))
    q = histogram(points + 0.5, 3.0)
    middle = (p + q) / 2
    assert divergences(p, q) == pytest.approx((entropy(p, q), (entropy(p, middle) + entropy(q, middle)) / 2))
    assert divergences(p, p) == (0.0, 0.0)
    apart = divergences(histogram(torch.full((10**4, 2), -1.0), 3.0), histogram(torch.full((10**4, 2), 1.0), 3.0))
    assert apart[1] == pytest.approx(math.log(2), abs=0.01)
    assert float(histogram(torch.full((5, 2), math.nan), 3.0)[-1]) == pytest.approx((5 + 1 / 577) / 6)


def test_the_page_can_draw_every_kind_of_data():
    for plane in DATA.values():
        assert description(plane.make(), plane.reach)["reach"] == plane.reach
    drawn = density(checked({"data": "drawn", "points": [[0, 1], [1, 0], [1, 1]]}))
    assert drawn.means.tolist() == [[0, 1], [1, 0], [1, 1]]
    with pytest.raises(TypeError, match="the page draws mixtures of equal Gaussians, lines and arcs"):
        description(data.mixture([[0.0, 0.0], [1.0, 1.0]], [0.1, 0.2]), 3.0)


def test_the_generator_and_the_history_of_the_page_come_back():
    lab = gan_lab(generator_width=8, seed=3)
    with pytest.raises(RuntimeError, match="the lab has not been shown yet"):
        lab.generator  # noqa: B018
    assert (lab.rounds, len(lab.history), lab.game) == (0, 0, None)
    network = lab_code.networks(lab.settings, Streams(5, "cpu"))[0]
    flat = nn.utils.parameters_to_vector(network.parameters()).detach().double()
    history = {"generator": {"rounds": [1, 2], "values": [0.5, 0.25], "stride": 1, "seen": 2}}
    told = {"do": "state", "settings": dict(lab.settings), "rounds": 2, "history": history}
    lab._handle_custom_msg(told, [memoryview(flat.numpy().tobytes()), memoryview(b"")])
    z = Streams(0).normal(10, 2)
    torch.testing.assert_close(lab.generator(z), network(z))
    assert lab.history["generator"].tolist() == [0.5, 0.25]
    assert lab.history.rounds("generator").tolist() == [1, 2]
    assert lab.rounds == 2
    lab.close()
    assert loaded(network, flat.numpy().tobytes()) is network
