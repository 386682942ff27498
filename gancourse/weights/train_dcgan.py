"""How the shipped DCGANs are made: `python -m gancourse.weights.train_dcgan digits` (or `emoji`), a function of the seed."""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gancourse import data
from gancourse.batches import Batches
from gancourse.checkpoint import CheckpointError
from gancourse.data import Images
from gancourse.games import VanillaGAN
from gancourse.losses import minimax_discriminator
from gancourse.metrics.features import Features
from gancourse.metrics.frechet import frechet
from gancourse.metrics.kernel import kernel_distance
from gancourse.metrics.neighbours import memorisation
from gancourse.metrics.scores import confident_share
from gancourse.nets import guidelines
from gancourse.nets.dcgan import DCGANDiscriminator, DCGANGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play
from gancourse.weights import card, store
from gancourse.weights.train_reader import jiggled

SHARE, SPLIT = 0.2, 0  # `split(SHARE, SPLIT)` holds out the pictures that neither a generator nor the digit reader sees
SAMPLES = 4000  # of a generator that is judged


@dataclass(frozen=True)
class Recipe:
    """What is trained on what, and for how long.

    Attributes:
        pictures: makes the data, before the split.
        shape: of one picture.
        width: of the networks' largest hidden map.
        rounds: in all; the learning rate falls linearly to 0 over the second half of them.
        lr: both players' learning rate at first.
        average: decay of the running average of the generator, which is what is kept.
        judge: names and numbers of a generator: (generator, training pictures, held-out pictures) -> facts for the card.
        licence: of the weights.
        paper: the value of empty paper, -1 for black, 1 for white.
        discriminator: makes the generator's opponent, of which nothing is kept.
        opponent: the opponent, in words.
    """

    pictures: Callable[[], Images]
    shape: tuple[int, int, int]
    width: int
    rounds: int
    judge: Callable[[torch.nn.Module, Images, Images], dict[str, str]]
    licence: str
    paper: float
    discriminator: "Callable[[Recipe, Streams], torch.nn.Module]"
    opponent: str
    latent: int = 64
    batch: int = 64
    lr: float = 1e-3
    average: float = 0.999


def mirrored(recipe: Recipe, streams: Streams) -> torch.nn.Module:
    """DCGAN's own discriminator."""
    return DCGANDiscriminator(recipe.shape, recipe.width, streams)


def with_a_dense_layer(recipe: Recipe, streams: Streams) -> torch.nn.Module:
    """DCGAN's discriminator of digits with a dense hidden layer before its logit, against the third guideline.

    In the study of lesson 08 pairs that break this guideline alone draw the best digits.
    """
    return guidelines.pair(guidelines.Recipe(no_dense=False), streams, recipe.latent, recipe.width)[1]


class Settling(VanillaGAN):
    """The vanilla game for few pictures: rates that settle, and a discriminator that sees nothing twice.

    The learning rates fall linearly to 0 over the second half of `last` rounds. All that the discriminator sees, real and
    generated, is turned, zoomed, slanted and shifted a little at random; without that it knows 4,000 digits by heart after a
    hundred passes, and takes fresh ones for generated. `paper` is the value that comes in at the edges.

    Source: Zhao et al., "Differentiable augmentation for data-efficient GAN training", NeurIPS 2020.
    """

    def __init__(self, *players: Any, last: int, paper: float, **settings: Any):
        super().__init__(*players, **settings)
        self.last, self.paper = last, paper

    def rate(self, player: str) -> float:
        """1 in the first half of the rounds, then down to 0."""
        return min(1.0, 2 * (1 - self.rounds / self.last))

    def turns(self, batches: Batches) -> Iterator[dict[str, Tensor]]:
        """Algorithm 1 on moved pictures; the generator's step looks at the discriminator's last fakes again, moved anew."""
        real, fake = next(batches), self.generator(self.noise(batches.size))
        seen = self.discriminator(self.moved(real)), self.discriminator(self.moved(fake))
        yield {"discriminator": minimax_discriminator(*seen)}
        yield {"generator": self.generator_loss(self.discriminator(self.moved(fake)))}

    def moved(self, pictures: Tensor) -> Tensor:
        """Pictures, each moved a little."""
        return -self.paper * jiggled(-self.paper * pictures, self.streams)  # jiggled pictures are on black


def game(recipe: Recipe, seed: int, last: int) -> Settling:
    """The game of a recipe, whose generator has a running average."""
    streams = Streams(seed)
    generator = DCGANGenerator(recipe.latent, recipe.shape, recipe.width, streams)
    made = Settling(generator, recipe.discriminator(recipe, streams), streams, last=last, paper=recipe.paper, lr=recipe.lr)
    made.average("generator", recipe.average)
    return made


def played(made: Settling, recipe: Recipe, rounds: int, save: Path | None) -> Settling:
    """The game after so many rounds on the pictures that are not held out; with `save`, the same call goes on from there."""
    rest, _ = recipe.pictures().split(SHARE, SPLIT)
    play(made, batches(rest, recipe.batch), rounds, save=save, every=250)
    return made


def train(recipe: Recipe, seed: int = 0, save: Path | None = None, rounds: int | None = None) -> torch.nn.Module:
    """A generator's running average after all rounds, in float32 and eval mode."""
    last = rounds or recipe.rounds
    done = played(game(recipe, seed, last), recipe, last, save)
    kept = DCGANGenerator(recipe.latent, recipe.shape, recipe.width, Streams(seed, "cpu"), torch.float32)
    average: Any = done.generator_average
    kept.load_state_dict(average.module.state_dict())
    return kept.eval()


@torch.no_grad()
def drawn(generator: Any, n: int = 0, seed: int = 1) -> Tensor:
    """n pictures of a generator, or as many as are judged, in eval mode."""
    z = torch.randn(n or SAMPLES, generator.latent, generator=torch.Generator().manual_seed(seed))
    return torch.cat([generator(part) for part in z.split(500)])


def judge_digits(generator: torch.nn.Module, rest: Images, held_out: Images) -> dict[str, str]:
    """What the shipped reader says of generated digits, beside what it says of digits that neither network saw."""
    reader: Any = store.load("digit_reader")
    fake = drawn(generator)
    features, words = Features(reader.features, "digit_reader"), Features(reader.probabilities, "digit_reader's answers")
    answers, looks, known = words(fake), features(fake), features(held_out.images)
    ours, real = confident_share(answers), confident_share(words(held_out.images))
    counts = answers.values.argmax(1).bincount(minlength=10)
    distance, floor = frechet(known, looks), frechet(known, features(rest.images))
    kernel = kernel_distance(known, looks)
    copies = memorisation(fake, rest.images, held_out.images)
    ratio = ours["share"] / real["share"]
    return {
        "Read with more than 0.9 confidence": f"{ours['share']:.1%} of {len(fake):,} samples; {real['share']:.1%} of the "
        f"{len(held_out):,} held-out digits; ratio {ratio:.3f}",
        "Digits among them": f"{int(ours['classes'])} of 10; from {int(counts.min())} to {int(counts.max())} of each",
        "Frechet distance, 64 features of the reader": f"{float(distance):.2f} to the held-out digits; that of the training "
        f"digits to them: {float(floor):.2f}",
        "Kernel distance, the same features": f"{float(kernel):.4f} ± {kernel.errors['MMD^2']:.4f}",
        "Memorisation, by pixels": f"score {copies['score']:.2f} (0.5 is what fresh digits have), copied {copies['copied']:.1%}",
    }


def judge_emoji(generator: torch.nn.Module, rest: Images, held_out: Images) -> dict[str, str]:
    """How near generated emoji lie to those that were trained on: there is no reader of emoji."""
    copies = memorisation(drawn(generator), rest.images, held_out.images)
    return {
        "Memorisation, by pixels": f"score {copies['score']:.2f} (0.5 is what fresh emoji have), copied {copies['copied']:.1%}",
        "What to expect": "the shapes and colours of emoji; faces, flags and houses, few that one could name",
    }


RECIPES = {
    "digits": Recipe(
        data.digits, (1, 28, 28), 64, 7000, judge_digits,
        "MIT, as the course; the digits were published without a licence, for research",
        -1.0, with_a_dense_layer, "DCGAN's with a dense hidden layer of 256",
    ),
    "emoji": Recipe(
        lambda: data.emoji(32, tones=False), (3, 32, 32), 32, 2500, judge_emoji,
        "CC BY-SA 4.0, as OpenMoji, on which it was trained", 1.0, mirrored, "DCGAN's",
    ),
}  # fmt: skip
FILES = {"digits": "digit_dcgan", "emoji": "emoji_dcgan"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write and judge one generator; Control-C stops after a round, and the same line goes on."""
    parser = argparse.ArgumentParser(prog="python -m gancourse.weights.train_dcgan", description=__doc__)
    parser.add_argument("data", choices=RECIPES, help="what it shall learn to draw")
    parser.add_argument("--seed", type=int, default=0, help="of weights, minibatches and noise (0)")
    parser.add_argument("--rounds", type=int, help="in all (as the card says)")
    parser.add_argument("--runs", type=Path, default=Path(tempfile.gettempdir()), help="folder of the checkpoint")
    parser.add_argument("--out", type=Path, help="the file to write (into the package)")
    options = parser.parse_args(arguments)
    recipe, name = RECIPES[options.data], FILES[options.data]
    out = options.out or store.FOLDER / f"{name}.safetensors"
    last = options.rounds or recipe.rounds
    try:
        started = time.process_time()
        checkpoint = options.runs / f"{name}-{options.seed}-{last}.safetensors"
        several = " in the last of several calls" if checkpoint.exists() else ""
        made = train(recipe, options.seed, checkpoint, last)
        spent = f"{time.process_time() - started:.0f} s of CPU{several}"
        settings = {"latent": recipe.latent, "shape": list(recipe.shape), "width": recipe.width}
        store.save(made, out, settings, {"seed": options.seed, "rounds": last, "split": [SHARE, SPLIT]})
        rest, held_out = recipe.pictures().split(SHARE, SPLIT)
        scores = recipe.judge(store.load(out), rest, held_out)
        card.write(out, facts(options.data, recipe, options.seed, last, spent, rest, scores))
        print("\n".join(f"{key}: {value}" for key, value in scores.items()))
    except (CheckpointError, OSError, ValueError) as error:
        print(f"train_dcgan: {error}", file=sys.stderr)
        return 1
    return 0


def facts(name: str, recipe: Recipe, seed: int, rounds: int, spent: str, rest: Images, scores: dict[str, str]) -> dict[str, str]:
    """What the card says."""
    command = f"python -m gancourse.weights.train_dcgan {name} --seed {seed}" + (
        f" --rounds {rounds}" if rounds != recipe.rounds else ""
    )
    sides = " x ".join(map(str, recipe.shape))
    return {
        "What it is": f"a `DCGANGenerator`: {recipe.latent} latents -> {sides}, width {recipe.width}",
        "Made by": f"`{command}`",
        "Data": f"{len(rest):,} pictures, the first part of `split({SHARE}, {SPLIT})`; {rest.credit}",
        "Training": f"the vanilla game, {rounds:,} rounds of {recipe.batch}, rate {recipe.lr:g} falling to 0 over the second "
        f"half, running average {recipe.average}; {spent}",
        "Against": f"{recipe.opponent}, which sees every picture moved a little",
        **scores,
        "Licence": recipe.licence,
    }


if __name__ == "__main__":
    sys.exit(main())
