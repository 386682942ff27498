"""Spectral normalisation: a network whose weight matrices are divided by their largest singular value, found by power iteration.

Source: Miyato, Kataoka, Koyama and Yoshida, "Spectral normalization for generative adversarial networks", ICLR 2018.
"""

from collections.abc import Callable, Iterator

import torch
from torch import Tensor, nn
from torch.func import functional_call

from gancourse.nets.dense import Dense


def power_iteration(W: Tensor, u: Tensor, iterations: int = 1) -> tuple[Tensor, Tensor]:
    """Singular vectors that approach those of W's largest singular value σ, without a gradient:

        v <- Wᵀ u / |Wᵀ u|,    u <- W v / |W v|,    then uᵀ W v = |W v| -> σ from below.

    The vectors' error shrinks by (σ₂/σ)² a step, where σ₂ is the second largest singular value, and σ's by the square of that.

    Args:
        W: matrices ([seeds,] rows, columns).
        u: where to start, ([seeds,] rows), not orthogonal to the first singular vector.
        iterations: steps, at least 1.

    Returns:
        u ([seeds,] rows) and v ([seeds,] columns), of length 1 (or 0 where W is zero).

    Raises:
        ValueError: there are no steps, or u has another shape.

    Source: Miyato et al., ICLR 2018, appendix A and algorithm 1.
    """
    if iterations < 1 or u.shape != W.shape[:-1]:
        raise ValueError(
            f"power iteration takes at least one step from u {tuple(W.shape[:-1])}, got {iterations} steps from {tuple(u.shape)}"
        )
    with torch.no_grad():
        for _ in range(iterations):
            v = _unit((W.mT @ u[..., None])[..., 0])
            u = _unit((W @ v[..., None])[..., 0])
    return u, v


def _unit(x: Tensor) -> Tensor:
    return x / torch.linalg.vector_norm(x, dim=-1, keepdim=True).clamp_min(1e-12)


class SpectralNorm(nn.Module):
    """A network each of whose weight matrices is divided by its largest singular value: W / σ(W), of norm 1.

    A layer then stretches no difference by more than 1, nor does the network if its activations do not. σ is uᵀ W v with the
    singular vectors of a power iteration that goes on, a step at each pass in train mode; it differs from the true one by
    little as long as weights move slowly. The gradient passes through σ, with u and v held fixed. A convolution's kernel is
    taken as a matrix (out, in · height · width), whose norm is not the operator's.

    The layers meant are `Dense`, stacked seeds included, and torch's linear and convolutional ones. Their weights stay the
    players' weights: give the optimiser `network.parameters()`, as without.

    Args:
        network: what is wrapped; it is not changed.
        iterations: steps a pass.
        first: steps at the start, from a u that rises evenly, so that nothing is drawn.

    Raises:
        ValueError: the network has none of these layers, or a weight matrix is zero.

    Source: Miyato et al., ICLR 2018, section 2.1 and algorithm 1; torch.nn.utils.parametrizations.spectral_norm is the same
    for one layer of one seed.
    """

    def __init__(self, network: nn.Module, iterations: int = 1, first: int = 15):
        super().__init__()
        self.network, self.iterations = network, iterations
        self._matrices = dict(_matrices(network))  # name of a weight -> how it is read as matrices
        if not self._matrices:
            raise ValueError(
                f"spectral normalisation needs Dense, linear or convolutional layers, {type(network).__name__} has none"
            )
        weights = dict(network.named_parameters())
        for number, (name, matrix) in enumerate(self._matrices.items()):
            W = matrix(weights[name].detach())
            u = _unit(torch.linspace(1, 2, W.shape[-2], dtype=W.dtype, device=W.device).expand(W.shape[:-1]))
            u, _ = power_iteration(W, u, first)
            if not bool(u.any(-1).all()):
                raise ValueError(f"the weight {name!r} is zero and cannot be brought to norm 1: give it other first numbers")
            self.register_buffer(f"u{number}", u)

    def forward(self, x: Tensor) -> Tensor:
        """What the network makes of x with its normalised weights."""
        return functional_call(self.network, self.normalised(), (x,))

    def normalised(self) -> dict[str, Tensor]:
        """The weights W / σ(W), by their names in the network; in train mode the power iteration goes a step on."""
        weights = dict(self.network.named_parameters())
        found = {}
        for number, (name, matrix) in enumerate(self._matrices.items()):
            weight = weights[name]
            W = matrix(weight)  # ([seeds,] rows, columns)
            u, v = power_iteration(W, self.get_buffer(f"u{number}"), self.iterations)
            if self.training:
                setattr(self, f"u{number}", u)
            sigma = torch.einsum("...i,...ij,...j->...", u, W, v)  # () or (seeds,)
            found[name] = weight / sigma.view(*sigma.shape, *[1] * (weight.ndim - sigma.ndim))
        return found

    def extra_repr(self) -> str:
        return f"iterations {self.iterations}"


def _matrices(network: nn.Module) -> Iterator[tuple[str, Callable[[Tensor], Tensor]]]:
    """The names of the weights to be normalised, each with the function that reads it as matrices ([seeds,] rows, columns)."""
    for path, part in network.named_modules():
        prefix = f"{path}." if path else ""
        if isinstance(part, Dense):
            yield from ((f"{prefix}weights.{i}", _as_it_is) for i in range(len(part.weights)))
        elif isinstance(part, nn.Linear | nn.Conv1d | nn.Conv2d | nn.Conv3d):
            yield f"{prefix}weight", _by_outputs
        elif isinstance(part, nn.ConvTranspose1d | nn.ConvTranspose2d | nn.ConvTranspose3d):
            yield f"{prefix}weight", _by_outputs_second


def _as_it_is(weight: Tensor) -> Tensor:
    return weight


def _by_outputs(weight: Tensor) -> Tensor:
    return weight.flatten(1)


def _by_outputs_second(weight: Tensor) -> Tensor:
    return weight.transpose(0, 1).flatten(1)
