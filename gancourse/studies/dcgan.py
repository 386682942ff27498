"""How the study of lesson 08 is made: `python -m gancourse.studies.dcgan`, resumable, and a function of its seeds."""

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from gancourse import data, runtime, weights
from gancourse.data import Images
from gancourse.metrics.features import Features
from gancourse.metrics.frechet import frechet
from gancourse.metrics.kernel import kernel_distance
from gancourse.metrics.manifold import precision_recall
from gancourse.metrics.modes import effective_modes
from gancourse.metrics.scores import confident_share
from gancourse.studies import table
from gancourse.studies.dcgan_variants import AVERAGE, RATE, VARIANTS, WIDTH, game
from gancourse.studies.table import Entry, Study
from gancourse.training import batches, play

SHARE, SPLIT = 0.2, 0  # the digit reader saw the first part of `digits().split(SHARE, SPLIT)`, and so do the generators
ROUNDS, BATCH, SAMPLES, SHOWN = 700, 64, 1000, 10
REAL = "real digits"


class Judge:
    """What the shipped digit reader says of pictures, beside digits that it never saw."""

    def __init__(self, held_out: Images):
        reader: Any = weights.load("digit_reader")
        self.features = Features(reader.features, "digit_reader")
        self.words = Features(reader.probabilities, "digit_reader's answers")
        self.real = self.features(held_out.images)
        self.sure = confident_share(self.words(held_out.images))["share"]

    def __call__(self, pictures: Tensor) -> dict[str, float]:
        """Each measure of pictures (n, 1, 28, 28)."""
        features, words = self.features(pictures), self.words(pictures)
        counts = words.values.argmax(1).bincount(minlength=10)
        found = precision_recall(self.real, features[: len(self.real)])
        return {
            "sure": confident_share(words)["share"] / self.sure,
            "digits": float(effective_modes(counts.double())),
            "kernel distance": float(kernel_distance(self.real, features)),
            "Frechet distance": float(frechet(self.real, features)),
            "precision": found["precision"],
            "recall": found["recall"],
        }


def run(name: str, seed: int, rounds: int, rest: Images, judge: Judge) -> tuple[list[Entry], Tensor]:
    """Train one variant with one seed; its numbers, and a few samples. A run that breaks off has no number but its round."""
    made = game(VARIANTS[name], seed, rounds)
    started = time.process_time()
    try:
        play(made, batches(rest, BATCH), rounds, progress=False)
    except FloatingPointError:
        return [Entry(name, seed, "broke off in round", made.rounds + 1)], torch.zeros(SHOWN, 1, 28, 28)
    seconds = time.process_time() - started
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)  # for dropout that stays
        fakes = made.sample(made.noise(SAMPLES, made.streams.apart("judged"))).cpu()
    numbers = judge(fakes) | {"seconds": seconds}
    return [Entry(name, seed, measure, value) for measure, value in numbers.items()], fakes[:SHOWN]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is missing, seed by seed, and write the study after each run; the same line goes on where it stopped."""
    parser = argparse.ArgumentParser(prog="python -m gancourse.studies.dcgan", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2], help="one run of each variant a seed (0 1 2)")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"of each run ({ROUNDS})")
    parser.add_argument("--only", nargs="+", choices=VARIANTS, metavar="VARIANT", help="these variants alone")
    parser.add_argument("--out", type=Path, default=table.FOLDER / "dcgan.csv", help="the table to write, or to go on with")
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    rest, held_out = data.digits().split(SHARE, SPLIT)
    judge = Judge(held_out)
    before = table.load(options.out) if options.out.exists() else None
    entries, pictures = (before.entries, before.pictures) if before else ([], {})
    if not before:
        entries += [Entry(REAL, 0, measure, value) for measure, value in judge(rest.images[:SAMPLES]).items()]
        pictures[REAL] = rest.images[:SHOWN]
    done = {(entry.variant, entry.seed) for entry in entries}
    for seed in options.seeds:
        for name in options.only or VARIANTS:
            if (name, seed) in done:
                continue
            numbers, shown = run(name, seed, options.rounds, rest, judge)
            entries += numbers
            if name not in pictures:
                pictures[name] = shown
            table.save(Study(options.out.stem, entries, pictures), options.out, facts(entries, options.rounds, rest))
            words = ", ".join(f"{entry.measure} {entry.value:.3g}" for entry in numbers)
            print(f"{name}, seed {seed}: {words}", file=sys.stderr, flush=True)
    return 0


def facts(entries: Sequence[Entry], rounds: int, rest: Images) -> list[tuple[str, str]]:
    """What the card says."""
    seeds = sorted({entry.seed for entry in entries})
    seconds = sum(entry.value for entry in entries if entry.measure == "seconds")
    precision = str(runtime.precision()).removeprefix("torch.")
    listed = ", ".join(map(str, seeds))
    return [
        ("What it is", f"{len(VARIANTS)} ways to train a small DCGAN on digits, each with the seeds {listed}"),
        ("Made by", f"`python -m gancourse.studies.dcgan --seeds {listed.replace(',', '')}`"),
        ("Data", f"{len(rest):,} digits, the first part of `data.digits().split({SHARE}, {SPLIT})`; {rest.credit}"),
        (
            "Training",
            f"{rounds:,} rounds of {BATCH}, width {WIDTH}, Adam {RATE:g}, running average {AVERAGE}, convolutions in "
            f"{precision}; {seconds:,.0f} s of CPU in all",
        ),
        ("Judged by", f"the digit reader on {SAMPLES:,} samples, beside the digits of the second part, which it never saw"),
        ("sure", "the share that the reader reads with more than 0.9 confidence, over the same share of those"),
        ("digits", "the effective number of classes: exp of the entropy of the classes' shares"),
        (REAL, f"{SAMPLES:,} digits of the first part in the place of samples"),
    ]


if __name__ == "__main__":
    sys.exit(main())
