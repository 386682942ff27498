"""Whether a discriminator still recognises what it once learned to recognise: its accuracy on fakes of earlier rounds."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor


@torch.no_grad()
def accuracy(discriminator: Callable[[Tensor], Tensor], real: Tensor, fake: Tensor) -> Tensor:
    """How often a discriminator is right on real and on generated samples that count equally, ([seeds]):

        A = P(l(x) > 0) / 2 + P(l(G(z)) < 0) / 2.

    A coin has 1/2, and so has a discriminator that calls everything fake; a logit of exactly 0 counts one half on each side.

    Args:
        discriminator: samples ([seeds,] n, *shape) -> logits ([seeds,] n).
        real: ([seeds,] n, *shape), best held out: on its own training data a discriminator may be right by heart.
        fake: ([seeds,] m, *shape).

    Raises:
        ValueError: the logits are not ([seeds,] n) of one sample at least.
    """
    right = []
    for samples, sign in ((real, 1), (fake, -1)):
        logits = discriminator(samples)
        if not logits.ndim or not logits.numel():
            raise ValueError(f"a discriminator gives one logit a sample, ([seeds,] n), got {tuple(logits.shape)}")
        right.append((torch.sign(sign * logits).double().mean(-1) + 1) / 2)
    return (right[0] + right[1]) / 2


def memory(discriminator: Callable[[Tensor], Tensor], real: Tensor, frames: Sequence[Tensor]) -> Tensor:
    """The accuracy of one discriminator on each of several sets of fakes against the same real samples, (frames, [seeds]).

    With the frames of a `FilmStrip` this is what the discriminator of today remembers of the fakes of earlier rounds.

    Args:
        discriminator: samples ([seeds,] n, *shape) -> logits ([seeds,] n).
        real: ([seeds,] n, *shape).
        frames: fakes, each ([seeds,] m, *shape), oldest first.

    Raises:
        ValueError: there are no frames.
    """
    if not len(frames):
        raise ValueError("there are no frames: a film strip has them after its first round")
    return torch.stack([accuracy(discriminator, real, frame.to(real.device)) for frame in frames])
