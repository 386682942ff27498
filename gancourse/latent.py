"""Moving through a latent space: latents by number, straight and round paths, arithmetic, truncation."""

from collections.abc import Callable, Sequence

import torch
from torch import Tensor

NEARLY_STRAIGHT = 1e-3  # sine of an angle below which the arc and the chord are the same to float32

Between = Callable[[Tensor, Tensor, float | Tensor], Tensor]


def numbered(seeds: Sequence[int] | int, latent: int) -> Tensor:
    """Latents known by their numbers: row i is what N(0, I) gives to the seed `seeds[i]`, whatever the others are.

    Args:
        seeds: whole numbers, one a latent; a single number gives a single latent.
        latent: dimensions of z.

    Returns:
        (n, latent), or (latent,) for a single number; float32.
    """
    if isinstance(seeds, int):
        return torch.randn(latent, generator=torch.Generator().manual_seed(seeds))
    return torch.stack([numbered(seed, latent) for seed in seeds]) if len(seeds) else torch.empty(0, latent)


def lerp(a: Tensor, b: Tensor, t: float | Tensor) -> Tensor:
    """The point at share t of the straight way from a to b: (1 - t) a + t b.

    Between two draws of N(0, I) in d dimensions, the middle has length about sqrt(d / 2), which draws hardly ever have.

    Args:
        a, b: (..., latent).
        t: from 0 to 1, a number or a tensor that broadcasts against (...).
    """
    t = _column(t, a)
    return (1 - t) * a + t * b


def slerp(a: Tensor, b: Tensor, t: float | Tensor) -> Tensor:
    """The point at share t of the arc from a to b: White 2016, section 2.1.

        sin((1 - t) w) / sin(w) a + sin(t w) / sin(w) b,    w the angle between a and b.

    For a and b of one length, every point has that length, and t is the share of the angle. Where a and b are parallel, or
    point in opposite directions, or one is 0, the arc is the straight way or is not unique, and `lerp` is taken.

    Args:
        a, b: (..., latent).
        t: from 0 to 1, a number or a tensor that broadcasts against (...).
    """
    u, v = (_unit(end) for end in (a, b))
    apart, together = (u - v).norm(dim=-1, keepdim=True), (u + v).norm(dim=-1, keepdim=True)
    angle = 2 * torch.atan2(apart, together)  # (..., 1); exact near 0 and pi too, where an arc cosine is not
    sine, share = angle.sin(), _column(t, a)
    straight = (sine < NEARLY_STRAIGHT) | (
        u.norm(dim=-1, keepdim=True) * v.norm(dim=-1, keepdim=True) < 0.5
    )  # 0 has no direction
    arc = (((1 - share) * angle).sin() * a + (share * angle).sin() * b) / sine.where(~straight, 1.0)
    return torch.where(straight, lerp(a, b, t), arc)


def walk(latents: Tensor, frames: int, method: Between = slerp, loop: bool = False) -> Tensor:
    """A path through latents at equal steps of t, each leg as long as the others.

    Args:
        latents: (k, latent), the points that the path visits, k >= 2.
        frames: how many points of the path, the first latent included. The last frame is the last latent, or, with
            `loop`, the one before the path is back at the first, so that it can be played round and round.
        method: `slerp` or `lerp`, or any function (a, b, t).
        loop: whether a last leg goes back to the first latent.

    Returns:
        (frames, latent).

    Raises:
        ValueError: there are fewer than two latents or frames.
    """
    if latents.ndim != 2 or len(latents) < 2 or frames < 2:
        raise ValueError(f"a walk needs latents (k, latent) with k >= 2 and frames >= 2, got {tuple(latents.shape)} and {frames}")
    ends = torch.cat([latents, latents[:1]]) if loop else latents
    legs = len(ends) - 1
    at = torch.arange(frames, dtype=torch.float64) * legs / (frames if loop else frames - 1)  # 0 to legs
    leg = at.floor().long().clamp(max=legs - 1)
    t = (at - leg).to(device=latents.device, dtype=latents.dtype)
    return method(ends[leg], ends[leg + 1], t)


def arithmetic(plus: Tensor, minus: Tensor, other: Tensor) -> Tensor:
    """mean(plus) - mean(minus) + mean(other): what `plus` has and `minus` has not, given to `other`.

    Each is a group of latents whose pictures share a look; the mean of three is steadier than one (Radford, Metz and Chintala
    2016, section 6.3.2).

    Args:
        plus, minus, other: (n, latent), n may differ, or (latent,).

    Returns:
        (latent,).
    """
    a, b, c = (group.mean(0) if group.ndim == 2 else group for group in (plus, minus, other))
    return a - b + c


def truncate(z: Tensor, psi: float | Tensor, mean: Tensor | None = None) -> Tensor:
    """Latents drawn towards their mean: mean + psi (z - mean): Karras, Laine and Aila 2019, section B.

    With psi = 1 nothing changes; towards 0 pictures become more usual and less various.

    Args:
        z: (..., latent); in a StyleGAN, w.
        psi: the share of the distance that is kept, a number or a tensor that broadcasts against (...).
        mean: (latent,); None stands for 0, the mean of N(0, I).
    """
    psi = _column(psi, z)
    return psi * z if mean is None else mean + psi * (z - mean)


def _column(t: float | Tensor, like: Tensor) -> float | Tensor:
    """A number stays one; a tensor (...) becomes (..., 1), to scale the rows of (..., latent)."""
    return t.to(like).unsqueeze(-1) if isinstance(t, Tensor) else t


def _unit(z: Tensor) -> Tensor:
    return z / z.norm(dim=-1, keepdim=True).clamp_min(torch.finfo(z.dtype).tiny)
