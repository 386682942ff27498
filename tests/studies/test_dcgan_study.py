"""Each variant changes what its name says and nothing else; the command goes on where it stopped."""

from itertools import pairwise

import pytest
import torch
from torch import nn
from torch.nn.functional import binary_cross_entropy_with_logits

from gancourse import data, studies
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_discriminator
from gancourse.nets.guidelines import pair
from gancourse.streams import Streams
from gancourse.studies import dcgan, dcgan_variants
from gancourse.studies.dcgan_variants import LATENT, PATH, RATE, TRICKS, VARIANTS, WIDTH, WITHOUT, Recipe, TrickedGAN, Variant
from gancourse.training import batches, play

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def digits():
    return data.digits()[::25]  # 200, 20 a class


def test_the_path_switches_one_guideline_at_a_time_and_ends_at_dcgan():
    recipes = [variant.recipe for variant in PATH.values()]
    for before, after in pairwise(recipes):
        changed = [name for name in vars(before) if getattr(before, name) != getattr(after, name)]
        assert len(changed) == 1
    assert recipes[-1] == Recipe()
    assert len({*PATH} | {*WITHOUT} | {*TRICKS}) == len(VARIANTS)


class RealFirst(VanillaGAN):
    """The vanilla game that draws its minibatch before its noise."""

    def turns(self, batches):
        real = next(batches)
        fake = self.generator(self.noise(batches.size))
        yield {"discriminator": minimax_discriminator(self.discriminator(real), self.discriminator(fake))}
        yield {"generator": self.generator_loss(self.discriminator(self.generator(self.noise(batches.size))))}


def test_without_tricks_it_is_the_vanilla_game(digits):
    ours = dcgan_variants.game(VARIANTS["DCGAN"], 3, 4)
    streams = Streams(3)
    theirs = RealFirst(*pair(Recipe(), streams, LATENT, WIDTH), streams, lr=RATE)
    for game in (ours, theirs):
        play(game, batches(digits, 8), 2, progress=False)
    for name, weight in theirs.generator.state_dict().items():
        torch.testing.assert_close(ours.generator.state_dict()[name], weight, atol=1e-4, rtol=1e-3)


@pytest.mark.parametrize("name", [*TRICKS])
def test_each_trick_changes_the_run_and_leaves_it_playable(name, digits):
    runs = []
    for variant in (VARIANTS["DCGAN"], TRICKS[name]):
        game = dcgan_variants.game(variant, 0, 4)
        play(game, batches(digits, 8), 2, progress=False)
        samples = game.sample(game.noise(5, game.streams.apart("test")))
        assert samples.shape == (5, 1, 28, 28)
        assert samples.abs().max() <= 1
        runs.append(game.generator.layers[0].linear.weight.detach().clone())
    assert not torch.equal(*runs)


def tricked(**tricks):
    return TrickedGAN(*pair(Recipe(), streams := Streams(0), LATENT, 4), streams, last=10, **tricks)


def test_what_the_discriminator_is_told_is_cross_entropy_with_those_labels():
    real, fake = torch.randn(50), torch.randn(50)
    torch.testing.assert_close(tricked().told(real, fake), minimax_discriminator(real, fake))
    soft = binary_cross_entropy_with_logits(real, torch.full((50,), 0.9)) + binary_cross_entropy_with_logits(
        fake, torch.zeros(50)
    )
    torch.testing.assert_close(tricked(label=0.9).told(real, fake), soft)
    game = tricked(flipped=1.0)
    torch.testing.assert_close(game.told(real, fake), minimax_discriminator(-real, -fake))


def test_noise_fades_to_nothing_and_latents_keep_their_law():
    game, still = tricked(noise=0.5), torch.zeros(200, 1, 28, 28)
    assert float(game.blurred(still).std()) == pytest.approx(0.5, rel=0.02)
    game.rounds = 10
    assert float(game.blurred(still).std()) == 0
    z = tricked(uniform=True).noise(4000)
    assert float(z.abs().max()) <= 1
    assert float(z.std()) == pytest.approx(3**-0.5, rel=0.01)


def test_half_of_the_fakes_are_old_ones():
    game = tricked(replay=True)
    first = game.again(torch.zeros(8, 1, 28, 28))
    assert first.shape == (8, 1, 28, 28)
    game.rounds = 1
    mixed = game.again(torch.ones(8, 1, 28, 28))
    assert mixed[:4].eq(1).all()
    assert mixed[4:].eq(0).all()
    assert 1 <= int(game.old.eq(1).flatten(1).all(1).sum()) <= 4


def test_what_was_changed_in_the_networks_is_there():
    def generator(name):
        return dcgan_variants.game(VARIANTS[name], 0, 1).generator

    assert not any(isinstance(part, nn.ReLU) for part in generator("LeakyReLU in the generator").modules())
    dropped = generator("dropout in the generator").eval()
    z = torch.randn(2, LATENT)
    with torch.no_grad():
        assert not torch.equal(dropped(z), dropped(z))
    assert isinstance(generator("pictures in [0, 1]").layers[-1], nn.Sigmoid)
    assert isinstance(dcgan_variants.game(VARIANTS["plain gradient steps for D"], 0, 1).players["discriminator"], torch.optim.SGD)


def test_a_run_that_breaks_off_says_in_which_round(digits, monkeypatch):
    monkeypatch.setitem(VARIANTS, "broken", Variant(game={"lr": 1e30}))
    entries, pictures = dcgan.run("broken", 0, 20, digits, lambda pictures: {})
    assert entries[0].measure == "broke off in round"
    assert pictures.shape == (dcgan.SHOWN, 1, 28, 28)


def test_the_command_goes_on_where_it_stopped(tmp_path, monkeypatch):
    monkeypatch.setattr(dcgan, "SAMPLES", 200)
    out = tmp_path / "trial.csv"
    line = ["--rounds", "1", "--out", str(out), "--only", "DCGAN", "dense"]
    assert dcgan.main([*line, "--seeds", "0"]) == 0
    before = studies.load(out)
    played = []
    monkeypatch.setattr(
        dcgan, "run", lambda name, seed, *rest, real=dcgan.run: played.append((name, seed)) or real(name, seed, *rest)
    )
    assert dcgan.main([*line, "--seeds", "0", "1"]) == 0
    assert played == [("DCGAN", 1), ("dense", 1)]
    after = studies.load(out)
    assert [tuple(entry) for entry in after.entries[: len(before.entries)]] == [tuple(entry) for entry in before.entries]
    assert after.variants == [dcgan.REAL, "DCGAN", "dense"]
    assert float(after.values(dcgan.REAL, "sure")[0]) == pytest.approx(1, abs=0.05)
    assert "--seeds 0 1" in out.with_suffix(".md").read_text()
