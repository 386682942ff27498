"""Every switch does what it says, all on is DCGAN, and all off is dense and of the same size."""

from dataclasses import fields, replace

import pytest
import torch
from torch import nn

from gancourse import runtime
from gancourse.nets.dcgan import DCGANDiscriminator, DCGANGenerator
from gancourse.nets.guidelines import HIDDEN, Recipe, pair, weights
from gancourse.streams import Streams

DENSE = Recipe(convolutions=False, strides=False, no_dense=False)
OFF = [replace(Recipe(), **{name: False}) for name in ("strides", "no_dense", "batch_norm", "rectifiers", "squashed", "first")]
RECIPES = [Recipe(), Recipe(everywhere=True), DENSE, replace(DENSE, batch_norm=False, rectifiers=False, first=False), *OFF]


def kinds(network):
    return [type(part).__name__ for part in network.layers]


@pytest.mark.parametrize(
    "recipe", RECIPES, ids=lambda recipe: ",".join(f.name for f in fields(recipe) if getattr(recipe, f.name))
)
def test_latents_become_pictures_pictures_logits_and_both_learn(recipe):
    streams = Streams(0, "cpu")
    generator, discriminator = pair(recipe, streams, latent=8, width=4)
    pictures = generator(streams.normal(6, 8))
    logits = discriminator(pictures)
    assert (pictures.shape, logits.shape) == ((6, 1, 28, 28), (6,))
    logits.square().sum().backward()
    assert all(weight.grad is not None and weight.grad.isfinite().all() for weight in generator.parameters())


def test_with_every_switch_on_it_is_the_dcgan_to_the_bit():
    ours = pair(Recipe(), streams := Streams(3, "cpu"), latent=8, width=4)
    streams = Streams(3, "cpu")
    theirs = DCGANGenerator(8, (1, 28, 28), 4, streams), DCGANDiscriminator((1, 28, 28), 4, streams)
    z = torch.randn(5, 8, generator=runtime.stream(0))
    with torch.no_grad():
        assert torch.equal(ours[0](z), theirs[0](z))
        assert torch.equal(ours[1](ours[0](z)), theirs[1](theirs[0](z)))


def test_the_dense_pair_has_as_many_weights():
    for dense, convolutional in zip(pair(DENSE, Streams(0)), pair(Recipe(), Streams(0)), strict=True):
        assert weights(dense) == pytest.approx(weights(convolutional), rel=0.02)
        assert not any(isinstance(part, nn.Conv2d | nn.ConvTranspose2d) for part in dense.layers)


def test_each_switch_changes_what_it_names():
    generator, discriminator = (kinds(each) for each in pair(Recipe(), Streams(0)))
    assert generator.count("BatchNorm2d") == 2
    assert generator[-2:] == ["UpToFew", "Tanh"]
    assert discriminator[:2] == ["DownFromFew", "LeakyReLU"]
    assert discriminator.count("BatchNorm2d") == 1

    def of(**switched):
        return [kinds(each) for each in pair(replace(Recipe(), **switched), Streams(0))]

    up, down = of(strides=False)
    assert up.count("Upsample") == 2
    assert "ConvTranspose2d" not in up
    assert down.count("MaxPool2d") == 2
    up, down = of(no_dense=False)
    assert up[0] == "Linear"
    assert down.count("Linear") == 2
    assert pair(replace(Recipe(), no_dense=False), Streams(0))[1].layers[-2].in_features == HIDDEN
    assert not any("BatchNorm" in name for each in of(batch_norm=False) for name in each)
    up, down = of(everywhere=True)
    assert up[-2] == "BatchNorm2d"
    assert down[0] == "BatchNorm2d"
    up, down = of(rectifiers=False)
    assert up.count("Tanh") == 3
    assert not any("ReLU" in name for name in up + down)
    assert of(squashed=False)[0][-1] == "UpToFew"


def test_first_weights_are_the_authors_or_torchs():
    generator, _ = pair(Recipe(), Streams(0))
    assert float(generator.layers[3].weight.detach().std()) == pytest.approx(0.02, rel=0.02)
    assert 0.01 < float(generator.layers[1].weight.detach().std()) < 0.03
    generator, _ = pair(replace(Recipe(), first=False), Streams(0))
    one = generator.layers[3].weight.detach()
    wanted = nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False).weight.detach()
    assert float(one.std()) == pytest.approx(float(wanted.std()), rel=0.03)
    assert float(one.abs().max()) == pytest.approx(float(wanted.abs().max()), rel=0.01)
    assert torch.equal(generator.layers[1].weight, torch.ones(64))


@pytest.mark.parametrize(
    ("recipe", "streams", "sentence"),
    [
        (Recipe(), Streams([0, 1]), "stacked seeds"),
        (Recipe(batch_norm=False, everywhere=True), Streams(0), "contradict"),
        (Recipe(convolutions=False), Streams(0), "dense networks have no strides"),
    ],
)
def test_what_cannot_be_built_is_refused(recipe, streams, sentence):
    with pytest.raises(ValueError, match=sentence):
        pair(recipe, streams)
