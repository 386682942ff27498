"""How much a loss asks of a network: the gradient by all its weights as one vector, its norm, and its noise over minibatches."""

from collections.abc import Iterable

import torch
from torch import Tensor


def gradient(loss: Tensor, weights: Iterable[Tensor]) -> Tensor:
    """The gradient of a loss by all of a network's weights, as one vector: (p,), or (seeds, p) for stacked runs.

    The weights' own `.grad` are left alone, and the graph is kept, so that another loss of the same logits may follow.

    Args:
        loss: one number (), or (seeds,) for runs that are stacked; then every weight has the seeds as its first axis.
        weights: such as `generator.parameters()`. One that the loss does not reach counts as zeros.

    Raises:
        ValueError: the loss is neither () nor (seeds,), or reaches none of the weights, or a weight has no axis of seeds.

    Source: figure 2 of Arjovsky and Bottou, "Towards principled methods for training generative adversarial networks", ICLR
    2017, shows the norm of this vector for the generator while the discriminator alone learns.
    """
    all_weights = list(weights)
    if loss.ndim > 1:
        raise ValueError(f"a loss is one number or one a seed, () or (seeds,), got {tuple(loss.shape)}")
    if loss.ndim and not all(weight.shape[:1] == loss.shape for weight in all_weights):
        shapes = sorted({tuple(weight.shape) for weight in all_weights})
        raise ValueError(f"a loss of {len(loss)} seeds needs weights ({len(loss)}, ...), got {shapes}")
    if not loss.requires_grad or not any(weight.requires_grad for weight in all_weights):
        raise ValueError("the loss has no graph, or no weight learns: was something detached, or computed under no_grad?")
    found = torch.autograd.grad(
        loss.sum(), [weight for weight in all_weights if weight.requires_grad], retain_graph=True, allow_unused=True
    )
    if all(each is None for each in found):
        raise ValueError("the loss does not reach the weights: are they another network's, or was something detached?")
    parts = iter(found)
    filled = [next(parts) if weight.requires_grad else None for weight in all_weights]
    pairs = zip(filled, all_weights, strict=True)
    return torch.cat([(torch.zeros_like(w) if g is None else g).flatten(loss.ndim) for g, w in pairs], dim=-1)


def gradient_norm(loss: Tensor, weights: Iterable[Tensor]) -> Tensor:
    """The Euclidean norm of a loss's gradient by all of a network's weights together, () or (seeds,):

        |g| = sqrt(sum over weights w of |dL/dw|^2).

    See `gradient`.
    """
    return torch.linalg.vector_norm(gradient(loss, weights), dim=-1)


def relative_noise(gradients: Tensor) -> Tensor:
    """How far the gradients of k minibatches scatter about their mean, in units of that mean's length, ([seeds]):

        sqrt( 1/(k - 1) sum_i |g_i - m|^2 ) / |m|,    m = 1/k sum_i g_i.

    It is 0 where all minibatches agree, and 1 where the noise of one minibatch is as long as what they have in common.

    Args:
        gradients: (k, [seeds,] p), of minibatches that were drawn independently, k at least 2; see `gradient`.

    Raises:
        ValueError: there are fewer than two gradients, or their mean is zero.
    """
    if gradients.ndim < 2 or len(gradients) < 2:
        raise ValueError(f"gradients must be (k, [seeds,] p) of k >= 2 minibatches, got {tuple(gradients.shape)}")
    mean = gradients.mean(0)
    length = torch.linalg.vector_norm(mean, dim=-1)
    if not (length > 0).all():
        raise ValueError("the mean gradient is zero: noise has no scale to be compared with")
    return ((gradients - mean).square().sum(-1).sum(0) / (len(gradients) - 1)).sqrt() / length
