"""What the study of lesson 08 compares: DCGAN's guidelines one at a time, and the list of training tricks, each on or off.

Sources: Radford, Metz and Chintala, ICLR 2016, section 3; the list of tricks: Chintala, "How to train a GAN", NIPS 2016 workshop
on adversarial training; one-sided smoothing: Salimans et al., NeurIPS 2016; noise on the discriminator's input: Sønderby et al.
and Arjovsky and Bottou, ICLR 2017; old fakes again: Shrivastava et al., CVPR 2017.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.functional import dropout, softplus

from gancourse.batches import Batches
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_generator
from gancourse.nets.guidelines import Plain, Recipe, pair
from gancourse.streams import Streams

WIDTH, LATENT, RATE, AVERAGE = 16, 64, 5e-4, 0.99
KEPT = 512  # old fakes that replay chooses from

NOTHING = Recipe(False, False, False, False, False, False, False, False)


@dataclass(frozen=True)
class Variant:
    """One way to train.

    Attributes:
        recipe: which guidelines the networks keep.
        tricks: settings of `TrickedGAN`.
        game: settings of `VanillaGAN`.
        change: how the networks are changed after they are made: "", "leaky generator" or "dropout".
        discriminator: "Adam", or "SGD" for plain gradient steps.
    """

    recipe: Recipe = field(default_factory=Recipe)
    tricks: Mapping[str, Any] = field(default_factory=dict)
    game: Mapping[str, Any] = field(default_factory=dict)
    change: str = ""
    discriminator: str = "Adam"


def _path() -> dict[str, Variant]:
    """From two dense networks to DCGAN, one guideline at a time."""
    steps = ["convolutions", "strides", "no_dense", "batch_norm", "rectifiers", "squashed", "first"]
    words = [
        "dense",
        "+ convolutions",
        "+ strides",
        "+ no dense hidden layers",
        "+ batch norm",
        "+ rectifiers",
        "+ tanh at the end",
    ]
    found, recipe = {}, NOTHING
    for word, step in zip(words, steps, strict=True):
        found[word] = Variant(recipe)
        recipe = replace(recipe, **{step: True})
    return found | {"DCGAN": Variant(recipe)}


PATH = _path()
WITHOUT = {
    "DCGAN, but dense": Variant(replace(Recipe(), convolutions=False, strides=False, no_dense=False)),
    "DCGAN, but pooling": Variant(replace(Recipe(), strides=False)),
    "DCGAN, but dense hidden layers": Variant(replace(Recipe(), no_dense=False)),
    "DCGAN, but no batch norm": Variant(replace(Recipe(), batch_norm=False)),
    "DCGAN, but no batch norm, torch's first weights": Variant(replace(Recipe(), batch_norm=False, first=False)),
    "DCGAN, but batch norm everywhere": Variant(replace(Recipe(), everywhere=True)),
    "DCGAN, but tanh inside": Variant(replace(Recipe(), rectifiers=False)),
    "DCGAN, but no tanh at the end": Variant(replace(Recipe(), squashed=False)),
    "DCGAN, but torch's first weights": Variant(replace(Recipe(), first=False)),
}
TRICKS = {  # each is DCGAN with one thing changed; where the list advises it and DCGAN has it, it is taken away
    "pictures in [0, 1]": Variant(tricks={"lowest": 0.0}),
    "minimax loss": Variant(game={"generator_loss": minimax_generator}),
    "uniform latents": Variant(tricks={"uniform": True}),
    "real and fake in one batch": Variant(tricks={"mixed": True}),
    "LeakyReLU in the generator": Variant(change="leaky generator"),
    "labels of 0.9 for real": Variant(tricks={"label": 0.9}),
    "5 % of labels flipped": Variant(tricks={"flipped": 0.05}),
    "Adam with momentum 0.9": Variant(game={"betas": (0.9, 0.999)}),
    "plain gradient steps for D": Variant(discriminator="SGD"),
    "fading noise on D's input": Variant(tricks={"noise": 0.3}),
    "dropout in the generator": Variant(change="dropout"),
    "two steps of D a round": Variant(game={"k": 2}),
    "old fakes again": Variant(tricks={"replay": True}),
}
VARIANTS = {**PATH, **WITHOUT, **TRICKS}


class TrickedGAN(VanillaGAN):
    """The vanilla game with what the list of tricks changes in its turns.

    Args:
        generator, discriminator, streams, settings: as `VanillaGAN`'s.
        last: rounds in all, over which noise fades.
        lowest: black, in what the networks see: -1, or 0 for pictures in [0, 1].
        uniform: latents from U(-1, 1) in place of N(0, 1).
        mixed: the discriminator sees real and generated pictures in one batch.
        label: what the discriminator is told of real pictures, 1 or less.
        flipped: the share of labels that are exchanged.
        noise: standard deviation of noise on what the discriminator sees, falling linearly to 0.
        replay: half of the fakes that the discriminator learns from are old ones.
    """

    old: Tensor

    def __init__(
        self, generator: nn.Module, discriminator: nn.Module, streams: Streams, *, last: int, lowest: float = -1.0,
        uniform: bool = False, mixed: bool = False, label: float = 1.0, flipped: float = 0.0, noise: float = 0.0,
        replay: bool = False, **settings: Any,
    ):  # fmt: skip
        super().__init__(generator, discriminator, streams, **settings)
        self.last, self.lowest, self.uniform, self.mixed = last, lowest, uniform, mixed
        self.label, self.flipped, self.blur, self.replay = label, flipped, noise, replay
        self.register_buffer("old", torch.zeros(KEPT, 1, 28, 28))

    def noise(self, n: int, streams: Streams | None = None) -> Tensor:
        """Latents, from the law that the trick names."""
        if not self.uniform:
            return super().noise(n, streams)
        return 2 * (streams or self.streams).uniform(n, LATENT) - 1

    def turns(self, batches: Batches) -> Iterator[dict[str, Tensor]]:
        """Algorithm 1, with tricks."""
        m = batches.size
        for _ in range(self.k):
            real = self.seen(next(batches))
            fake = self.again(self.generator(self.noise(m)))
            yield {"discriminator": self.told(*self.judged(self.blurred(real), self.blurred(fake)))}
        fake = self.blurred(self.generator(self.noise(m)))
        yield {"generator": self.generator_loss(self.discriminator(fake))}

    def seen(self, pictures: Tensor) -> Tensor:
        """Pictures in [-1, 1] in the range that the networks see."""
        return pictures if self.lowest == -1 else (pictures + 1) / 2

    def judged(self, real: Tensor, fake: Tensor) -> tuple[Tensor, Tensor]:
        """Logits of both, in two batches or in one."""
        if not self.mixed:
            return self.discriminator(real), self.discriminator(fake)
        logits = self.discriminator(torch.cat([real, fake]))
        return logits[: len(real)], logits[len(real) :]

    def told(self, real: Tensor, fake: Tensor) -> Tensor:
        """Cross entropy against the labels that the discriminator is told."""
        targets = [torch.full_like(real, self.label), torch.zeros_like(fake)]
        if self.flipped:
            targets = [torch.where(self.streams.uniform(len(each)) < self.flipped, 1 - each, each) for each in targets]
        return sum((softplus(x) - t * x).mean() for x, t in zip((real, fake), targets, strict=True))  # type: ignore[return-value]

    def blurred(self, pictures: Tensor) -> Tensor:
        """With noise, less from round to round."""
        if not self.blur:
            return pictures
        return pictures + self.blur * (1 - self.rounds / self.last) * self.streams.normal(*pictures.shape)

    def again(self, fake: Tensor) -> Tensor:
        """Half of the fakes, with as many old ones; the first round's are all new."""
        if not self.replay:
            return fake
        half, new = len(fake) // 2, fake.detach()
        if not self.rounds:
            self.old.copy_(new.repeat(-(-KEPT // len(new)), 1, 1, 1)[:KEPT])
        chosen = self.old[self.streams.integers(half, KEPT)].clone()
        self.old[self.streams.integers(half, KEPT)] = new[:half]
        return torch.cat([new[half:], chosen])

    @torch.no_grad()
    def sample(self, z: Tensor) -> Tensor:
        """Pictures in [-1, 1], as far as the generator keeps to its range."""
        pictures = super().sample(z)
        return (pictures if self.lowest == -1 else 2 * pictures - 1).clamp(-1, 1)


class Always(nn.Dropout):
    """Dropout in eval mode too, as the list of tricks has it."""

    def forward(self, x: Tensor) -> Tensor:
        return dropout(x, self.p, training=True)


def game(variant: Variant, seed: int, last: int) -> TrickedGAN:
    """The game of a variant."""
    streams = Streams(seed)
    generator, discriminator = pair(variant.recipe, streams, LATENT, WIDTH)
    if variant.change:
        _change(generator, variant.change)
    if variant.tricks.get("lowest") == 0:
        generator.layers[-1] = nn.Sigmoid()
    settings = {"lr": RATE, **variant.game, **variant.tricks}
    made = TrickedGAN(generator, discriminator, streams, last=last, **settings)
    if variant.discriminator == "SGD":
        made.players["discriminator"] = torch.optim.SGD(discriminator.parameters(), 0.05)
    made.average("generator", AVERAGE)
    return made


def _change(generator: Plain, change: str) -> None:
    for number, part in enumerate(generator.layers):
        if isinstance(part, nn.ReLU):
            generator.layers[number] = nn.LeakyReLU(0.2) if change == "leaky generator" else nn.Sequential(part, Always(0.5))
