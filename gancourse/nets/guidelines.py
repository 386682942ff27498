"""DCGAN's guidelines as switches: pairs of networks for digits that keep some of them and break others.

With every switch on, the pair is that of `gancourse/nets/dcgan.py`; with every one off it is two dense networks of as many
weights. Between them lie the networks that lesson 08 compares.

Source: Radford, Metz and Chintala, ICLR 2016, section 3, whose five guidelines are strides, batch normalisation, no dense hidden
layers, ReLU with tanh at the end of the generator, and LeakyReLU in the discriminator.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor, nn

from gancourse import runtime
from gancourse.nets.layers import Project, down, drawn, run, up
from gancourse.streams import Streams

SIDE, FIRST = 28, 7  # of a picture, and of the smallest map
HIDDEN = 256  # units of the dense hidden layer that the guidelines take away


@dataclass(frozen=True)
class Recipe:
    """Which guidelines a pair of networks keeps; without arguments, all of them.

    Attributes:
        convolutions: convolutional networks; False makes two dense ones of as many weights, with two hidden layers each.
        strides: maps change their sides by strides; False does it by repeating pixels before, and pooling after, a convolution
            of stride 1.
        no_dense: no dense hidden layer; False puts one of 256 units beside the latent, and one beside the logit.
        batch_norm: after every hidden layer but the discriminator's first.
        everywhere: batch normalisation on the generator's output and the discriminator's input too, which the paper advises
            against.
        rectifiers: ReLU in the generator and LeakyReLU in the discriminator; False takes tanh for both.
        squashed: tanh at the end of the generator; False leaves its pictures without a bound.
        first: whether weights begin as the authors' code draws them; False takes what torch's layers begin with.
    """

    convolutions: bool = True
    strides: bool = True
    no_dense: bool = True
    batch_norm: bool = True
    everywhere: bool = False
    rectifiers: bool = True
    squashed: bool = True
    first: bool = True


class Plain(nn.Module):
    """Layers in a row, run in `precision`: what `pair` makes.

    Attributes:
        latent: dimensions of z, for a generator; None for a discriminator.
    """

    def __init__(self, layers: nn.Sequential, latent: int | None, precision: torch.dtype):
        super().__init__()
        self.layers, self.latent, self.precision = layers, latent, precision

    def forward(self, x: Tensor) -> Tensor:
        """Latents (n, latent) -> pictures (n, 1, 28, 28); or pictures -> logits (n,)."""
        return run(self.layers, x, self.precision)


def pair(recipe: Recipe, streams: Streams, latent: int = 64, width: int = 32) -> tuple[Plain, Plain]:
    """A generator, latents (n, latent) -> pictures (n, 1, 28, 28), and a discriminator, pictures -> logits (n,).

    Args:
        recipe: which guidelines they keep.
        streams: what the weights are drawn from, of one seed.
        latent: dimensions of z.
        width: channels of the map of 14 x 14 in both networks.

    Raises:
        ValueError: the streams are stacked, or the recipe contradicts itself: it has neither strides nor convolutions, or batch
            normalisation everywhere and nowhere.
    """
    if streams.stacked:
        raise ValueError(f"batch normalisation would mix the stacked seeds {streams.seeds}: give the streams of one seed")
    if recipe.everywhere and not recipe.batch_norm:
        raise ValueError("batch_norm=False and everywhere=True contradict each other: normalise everywhere, or nowhere")
    if not recipe.convolutions and (recipe.strides or recipe.no_dense):
        raise ValueError("dense networks have no strides and have dense hidden layers: switch strides and no_dense off too")
    with torch.device("meta"):
        makers = (_generator, _discriminator) if recipe.convolutions else (_dense_generator, _dense_discriminator)
        layers = [nn.Sequential(*make(recipe, latent, width)) for make in makers]
    first, precision = "dcgan" if recipe.first else "torch", runtime.precision(streams.device)
    made = [drawn(each, streams, first) for each in layers]
    return Plain(made[0], latent, precision), Plain(made[1], None, precision)


def weights(network: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(weight.numel() for weight in network.parameters())


def _generator(recipe: Recipe, latent: int, width: int) -> list[nn.Module]:
    layers: list[nn.Module] = []
    inputs = latent
    if not recipe.no_dense:
        layers += [nn.Linear(latent, HIDDEN, bias=not recipe.batch_norm), *_after(recipe, HIDDEN, flat=True)]
        inputs = HIDDEN
    layers += [Project(inputs, 2 * width, FIRST), *_after(recipe, 2 * width)]
    layers += [*_doubling(recipe, 2 * width, width, bias=not recipe.batch_norm), *_after(recipe, width)]
    layers += _doubling(recipe, width, 1, bias=True)
    return layers + ([nn.BatchNorm2d(1)] if recipe.everywhere else []) + ([nn.Tanh()] if recipe.squashed else [])


def _discriminator(recipe: Recipe, latent: int, width: int) -> list[nn.Module]:
    layers: list[nn.Module] = [nn.BatchNorm2d(1)] if recipe.everywhere else []
    layers += [*_halving(recipe, 1, width, bias=True), _active(recipe, leaky=True)]
    layers += [*_halving(recipe, width, 2 * width, bias=not recipe.batch_norm), *_after(recipe, 2 * width, leaky=True)]
    if recipe.no_dense:
        return [*layers, nn.Conv2d(2 * width, 1, FIRST), nn.Flatten(0)]
    dense = nn.Linear(2 * width * FIRST**2, HIDDEN, bias=not recipe.batch_norm)
    return [*layers, nn.Flatten(1), dense, *_after(recipe, HIDDEN, leaky=True, flat=True), nn.Linear(HIDDEN, 1), nn.Flatten(0)]


def _dense_generator(recipe: Recipe, latent: int, width: int) -> list[nn.Module]:
    units = _units(latent, SIDE**2, _count(_generator(Recipe(), latent, width)))
    layers = _dense(recipe, (latent, units, units, SIDE**2), leaky=False)
    layers += [nn.Unflatten(1, (1, SIDE, SIDE))] + ([nn.BatchNorm2d(1)] if recipe.everywhere else [])
    return layers + ([nn.Tanh()] if recipe.squashed else [])


def _dense_discriminator(recipe: Recipe, latent: int, width: int) -> list[nn.Module]:
    units = _units(SIDE**2, 1, _count(_discriminator(Recipe(), latent, width)))
    first: list[nn.Module] = [nn.BatchNorm2d(1)] if recipe.everywhere else []
    return [*first, nn.Flatten(1), *_dense(recipe, (SIDE**2, units, units, 1), leaky=True), nn.Flatten(0)]


def _dense(recipe: Recipe, sizes: Sequence[int], leaky: bool) -> list[nn.Module]:
    """Dense layers; batch normalisation after all hidden ones, but, in a discriminator, the first."""
    layers: list[nn.Module] = []
    last = len(sizes) - 2
    for number, (inputs, outputs) in enumerate(pairwise(sizes)):
        normed = recipe.batch_norm and number < last and not (leaky and number == 0)
        layers.append(nn.Linear(inputs, outputs, bias=not normed))
        layers += [nn.BatchNorm1d(outputs)] if normed else []
        layers += [_active(recipe, leaky)] if number < last else []
    return layers


def _doubling(recipe: Recipe, inputs: int, outputs: int, bias: bool) -> list[nn.Module]:
    if recipe.strides:
        return [up(inputs, outputs, bias)]
    return [nn.Upsample(scale_factor=2), nn.Conv2d(inputs, outputs, 3, padding=1, bias=bias)]


def _halving(recipe: Recipe, inputs: int, outputs: int, bias: bool) -> list[nn.Module]:
    if recipe.strides:
        return [down(inputs, outputs, bias)]
    return [nn.Conv2d(inputs, outputs, 3, padding=1, bias=bias), nn.MaxPool2d(2)]


def _after(recipe: Recipe, channels: int, leaky: bool = False, flat: bool = False) -> list[nn.Module]:
    """What follows a hidden layer."""
    norm = nn.BatchNorm1d if flat else nn.BatchNorm2d
    return [*([norm(channels)] if recipe.batch_norm else []), _active(recipe, leaky)]


def _active(recipe: Recipe, leaky: bool) -> nn.Module:
    if not recipe.rectifiers:
        return nn.Tanh()
    return nn.LeakyReLU(0.2) if leaky else nn.ReLU()


def _count(layers: Sequence[nn.Module]) -> int:
    return sum(weights(each) for each in layers)


def _units(inputs: int, outputs: int, wanted: int) -> int:
    """The units h of two hidden layers with about so many weights: h^2 + (inputs + outputs) h = wanted."""
    middle = (inputs + outputs) / 2
    return max(1, round((middle**2 + wanted) ** 0.5 - middle))
