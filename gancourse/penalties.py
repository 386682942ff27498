"""What keeps a critic's slope in bounds: clipped weights and gradient penalties. (Spectral norm: gancourse/nets/spectral.py.)

A penalty is a value a sample, ([seeds,] n): its mean over n, times a weight, is added to the critic's loss. Its gradient is
taken sample by sample, so that a critic with BatchNorm, whose value of one sample depends on the others, is refused.
"""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

Critic = Callable[[Tensor], Tensor]  # samples ([seeds,] n, *shape) -> values ([seeds,] n)


@torch.no_grad()
def clip_(network: nn.Module, c: float) -> None:
    """Bring every weight of a network into [-c, c], in place: w <- clip(w, -c, c), biases and gains included.

    It bounds the slope of what the network computes, by a number that depends on widths and depth, and that few functions reach.

    Raises:
        ValueError: c is not above zero.

    Source: Arjovsky, Chintala and Bottou, "Wasserstein generative adversarial networks", ICML 2017, algorithm 1, line 7.
    """
    if not c > 0:
        raise ValueError(f"weights are clipped to [-c, c] with c above zero, got c = {c}")
    for weight in network.parameters():
        weight.clamp_(-c, c)


def slopes(critic: Critic, points: Tensor) -> Tensor:
    """The norm of a critic's gradient at each point, over all of a sample's dimensions together:

        |∇f(x)| = sqrt(sum over the numbers x_k of one sample of (df/dx_k)^2),    ([seeds,] n).

    It can be differentiated again, by the critic's weights, unless gradients are off. Where the gradient is zero, the norm has
    a kink, and is given the derivative zero.

    Args:
        critic: samples -> values ([seeds,] n).
        points: ([seeds,] n, *shape).

    Raises:
        ValueError: the critic has BatchNorm in train mode, its values are not one a point, or do not depend on the points.
    """
    return torch.linalg.vector_norm(_gradients(critic, points), dim=-1)


def gradient_penalty(
    critic: Critic, real: Tensor, fake: Tensor, epsilon: Tensor, *, target: float = 1.0, one_sided: bool = False
) -> Tensor:
    """How far the critic's slope is from 1 between real and generated samples, a value a pair, ([seeds,] n):

        (|∇f(x̂)| - target)^2    at x̂ = ε x + (1 - ε) x̃,    with one ε a pair.

    The one-sided penalty leaves slopes below the target free: max(0, |∇f(x̂)| - target)^2. A linear critic w · x pays exactly
    (|w| - target)^2. The generator gets no gradient from it. The paper adds ten times its mean to the critic's loss.

    Args:
        critic: samples -> values ([seeds,] n), without BatchNorm (LayerNorm is fine).
        real, fake: x and x̃, ([seeds,] n, *shape).
        epsilon: ε, uniform on [0, 1), ([seeds,] n): `game.streams.uniform(n)`.
        target: the slope that costs nothing.
        one_sided: whether only steeper slopes cost.

    Raises:
        ValueError: the shapes do not fit, or as `slopes`.

    Source: Gulrajani et al., "Improved training of Wasserstein GANs", NeurIPS 2017, equation 3 and algorithm 1; one-sided:
    their section 4 and Petzka et al., "On the regularization of Wasserstein GANs", ICLR 2018.
    """
    if real.shape != fake.shape:
        raise ValueError(
            f"real and fake samples are paired, and must have one shape, got {tuple(real.shape)}, {tuple(fake.shape)}"
        )
    if epsilon.ndim not in (1, 2) or real.ndim <= epsilon.ndim or real.shape[: epsilon.ndim] != epsilon.shape:
        raise ValueError(
            f"epsilon must be one number a pair, ([seeds,] n) of samples {tuple(real.shape)}, got {tuple(epsilon.shape)}: "
            "draw it with streams.uniform(n)"
        )
    weight = epsilon.view(*epsilon.shape, *[1] * (real.ndim - epsilon.ndim))  # ([seeds,] n, 1, ...): the same for all of a sample
    between = weight * real.detach() + (1 - weight) * fake.detach()  # ([seeds,] n, *shape)
    steep = slopes(critic, between)
    if steep.shape != epsilon.shape:
        raise ValueError(
            f"epsilon and the critic's values must both be one number a pair, ([seeds,] n), without a last axis of 1, got "
            f"{tuple(epsilon.shape)} and {tuple(steep.shape)}"
        )
    excess = steep - target
    return (excess.clamp_min(0) if one_sided else excess).square()


def zero_centred(critic: Critic, points: Tensor) -> Tensor:
    """The squared slope at each point, |∇f(x)|^2, ([seeds,] n): R1 at real samples, R2 at generated ones.

    A discriminator's loss takes γ/2 times its mean. Unlike the slope itself, its square has no kink at zero.

    Args, raises: as `slopes`.

    Source: Mescheder, Geiger and Nowozin, "Which training methods for GANs do actually converge?", ICML 2018, section 4.1.
    """
    return _gradients(critic, points).square().sum(-1)


def _gradients(critic: Critic, points: Tensor) -> Tensor:
    """The critic's gradient at each point, ([seeds,] n, numbers a sample)."""
    if isinstance(critic, nn.Module):
        check_samples_apart(critic)
    again = torch.is_grad_enabled()
    with torch.enable_grad():
        points = points.detach().requires_grad_()
        values = critic(points)  # ([seeds,] n)
        if values.ndim not in (1, 2) or values.ndim >= points.ndim or values.shape != points.shape[: values.ndim]:
            raise ValueError(
                f"a critic gives one value a sample, ([seeds,] n), got {tuple(values.shape)} for samples {tuple(points.shape)}"
            )
        # A value depends on its own sample alone, so that the gradient of the sum holds each sample's own gradient.
        (gradients,) = (
            torch.autograd.grad(values.sum(), points, create_graph=again, allow_unused=True) if values.requires_grad else (None,)
        )
    if gradients is None:
        raise ValueError("the critic's values do not depend on the samples: was something detached, or computed under no_grad?")
    return gradients.flatten(values.ndim)


def check_samples_apart(critic: nn.Module) -> None:
    """Refuse a critic whose value of one sample depends on the others of its batch.

    Raises:
        ValueError: it has BatchNorm in train mode.
    """
    for name, part in critic.named_modules():
        if isinstance(part, _BatchNorm) and part.training:
            raise ValueError(
                f"{name or 'the critic'} is a {type(part).__name__}, which ties a sample's value to its whole batch, and the "
                "penalty is meant sample by sample: leave it out of the critic, or take LayerNorm"
            )
