"""How `digit_reader` is made: `python -m gancourse.weights.train_reader`, minutes on one core, a function of its seed."""

import argparse
import math
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, cross_entropy, grid_sample

from gancourse import data
from gancourse.data import Images
from gancourse.nets.average import Average
from gancourse.nets.reader import Reader
from gancourse.streams import Streams
from gancourse.weights import card, store

SHARE, SPLIT = 0.2, 0  # `digits().split(SHARE, SPLIT)` holds out the digits that no reader sees
ARGUMENTS = {"classes": 10, "width": 32, "hidden": 64, "dropout": 0.2}
EPOCHS, BATCH, RATE, DECAY = 60, 100, 3e-3, 0.05  # AdamW's learning rate at its highest, and its weight decay
AVERAGE = 0.99  # decay of the weights' running average, which is what is kept
ANGLE, ZOOM, SHEAR, SHIFT = 12, 0.1, 0.15, 2  # largest rotation in degrees, scaling and slant as shares, shift in pixels


class Scores(NamedTuple):
    """How a reader does on digits that it never saw.

    Attributes:
        right: the share that it reads right.
        loss: mean cross entropy, in nats.
        sure: the share that it is more than 90 % sure of, rightly or wrongly.
        n: how many digits.
    """

    right: float
    loss: float
    sure: float
    n: int


def jiggled(pictures: Tensor, streams: Streams) -> Tensor:
    """Pictures (n, 1, h, w) in [-1, 1], each turned, zoomed, slanted and shifted a little, at random; black comes in."""
    u = 2 * streams.uniform(len(pictures), 6) - 1  # (n, 6), in [-1, 1)
    angle, zoom, slant = u[:, 0] * math.radians(ANGLE), 1 + ZOOM * u[:, 1:3], SHEAR * u[:, 3]
    cosine, sine, shift = angle.cos(), angle.sin(), u[:, 4:] * 2 * SHIFT / pictures.shape[-1]
    across = torch.stack([cosine * zoom[:, 0], (slant * cosine - sine) * zoom[:, 1], shift[:, 0]], 1)
    down = torch.stack([sine * zoom[:, 0], (slant * sine + cosine) * zoom[:, 1], shift[:, 1]], 1)
    places = affine_grid(torch.stack([across, down], 1), list(pictures.shape), align_corners=False)  # (n, h, w, 2)
    return (grid_sample(pictures + 1, places, align_corners=False) - 1).clamp(-1, 1)


def train(rest: Images, seed: int = 0, epochs: int = EPOCHS, tell: Callable[[str], object] = print) -> Reader:
    """A reader of `rest`, by cross entropy on jiggled pictures, the rate rising for two epochs and then falling as a cosine.

    Nothing else is looked at: no digit that is held out chooses a setting or the moment to stop.

    Args:
        rest: grey pictures of 28 x 28, at least one batch, with labels.
        seed: of weights, order, jiggling and dropout.
        epochs: how often each picture is shown.
        tell: what is called with a line of progress every ten epochs.
    """
    if rest.labels is None or len(rest) < BATCH:
        raise ValueError(f"a reader learns from labelled pictures, {BATCH} at least, got {rest!r}")
    streams = Streams(seed, "cpu")
    network = Reader(**ARGUMENTS, streams=streams).to(memory_format=torch.channels_last)  # type: ignore[arg-type]
    average = Average(network, AVERAGE)
    optimiser = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    steps = len(rest) // BATCH
    rise, total = min(2 * steps, epochs * steps), epochs * steps
    for epoch in range(epochs):
        streams.start(epoch)
        order = streams.draw(lambda stream: torch.randperm(len(rest), generator=stream))
        for step, rows in enumerate(order[: steps * BATCH].split(BATCH), start=epoch * steps):
            for group in optimiser.param_groups:
                group["lr"] = RATE * min(1.0, (step + 1) / rise) * (1 + math.cos(math.pi * step / total)) / 2
            loss = cross_entropy(network(jiggled(rest.images[rows], streams)), rest.labels[rows])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            average.update_parameters(network)
        if (epoch + 1) % 10 == 0:
            tell(f"epoch {epoch + 1} of {epochs}, last loss {loss.item():.3f}")
    network.load_state_dict(average.module.state_dict())
    return network.eval()


@torch.no_grad()
def judge(reader: torch.nn.Module, held_out: Images) -> Scores:
    """A reader's scores on labelled pictures that it never saw, in eval mode."""
    if held_out.labels is None:
        raise ValueError(f"a reader is judged on labelled pictures, got {held_out!r}")
    logits = torch.cat([reader.eval()(part) for part in held_out.images.split(500)])
    right = float((logits.argmax(1) == held_out.labels).double().mean())
    sure = float((logits.softmax(1).amax(1) > 0.9).double().mean())
    return Scores(right, float(cross_entropy(logits, held_out.labels)), sure, len(held_out))


def main(arguments: Sequence[str] | None = None) -> int:
    """Train, write and judge one reader for each seed; the file is the first seed's, whatever the others score."""
    parser = argparse.ArgumentParser(prog="python -m gancourse.weights.train_reader", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[0], help="the first one is kept, the others only reported (0)")
    parser.add_argument("--epochs", type=int, default=EPOCHS, help=f"how often each digit is shown ({EPOCHS})")
    parser.add_argument("--out", type=Path, default=store.FOLDER / "digit_reader.safetensors", help="the file to write")
    options = parser.parse_args(arguments)
    rest, held_out = data.digits().split(SHARE, SPLIT)
    found: dict[int, Scores] = {}
    seconds = 0.0
    try:
        for seed in options.seeds:
            started = time.process_time()
            reader: torch.nn.Module = train(rest, seed, options.epochs)
            spent = time.process_time() - started
            if not found:
                seconds = spent
                store.save(reader, options.out, ARGUMENTS, {"seed": seed, "epochs": options.epochs, "split": [SHARE, SPLIT]})
                reader = store.load(options.out)  # judged as it will be used, after float16
            found[seed] = judge(reader, held_out)
            print(f"seed {seed}: {found[seed]}, {spent:.0f} s of one core's time", flush=True)
            card.write(options.out, facts(found, options.epochs, seconds, len(rest)))
    except (OSError, ValueError) as error:
        print(f"train_reader: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; what was written is whole.", file=sys.stderr)
        return 130
    return 0


def facts(found: dict[int, Scores], epochs: int, seconds: float, shown: int) -> dict[str, Any]:
    """What the card says."""
    first, *others = found
    command = "python -m gancourse.weights.train_reader" + (f" --epochs {epochs}" if epochs != EPOCHS else "")
    each = ", ".join(f"{found[seed].right:.1%} (seed {seed})" for seed in others)
    scores = found[first]
    return {
        "What it is": f"a `Reader` of handwritten digits: 10 logits, and {ARGUMENTS['hidden']} features before them",
        "Made by": f"`{command} --seeds {' '.join(map(str, found))}`",
        "Data": f"{shown:,} digits, the first part of `data.digits().split({SHARE}, {SPLIT})`; {data.digits().credit}",
        "Training": f"{epochs} epochs, {seconds:.0f} s on one core",
        f"Right on the {scores.n:,} digits of the second part, never seen": f"{scores.right:.1%} (seed {first}, this file)",
        **({"The same, other seeds": each} if each else {}),
        "Cross entropy on them": f"{scores.loss:.4f} nats",
        "Sure of them (above 0.9)": f"{scores.sure:.1%}",
        "Licence": "MIT, as the course; the digits were published without a licence, for research",
    }


if __name__ == "__main__":
    sys.exit(main())
