"""Dense networks for points and small images, with an optional leading axis of independent seeds."""

import math
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import leaky_relu, relu

from gancourse.streams import Streams

Activation = Callable[[Tensor], Tensor]


def leaky(x: Tensor) -> Tensor:
    """The leaky rectifier with slope 0.2 below zero: max(x, 0.2 x)."""
    return leaky_relu(x, 0.2)


class Dense(nn.Module):
    """Affine layers with an activation between them: h -> activation(h W + b), without one after the last.

    With streams of several seeds, each layer holds the weights of S networks, W (S, in, out) and b (S, 1, out), and one
    batched product moves them all: ten small runs cost a few times one (benchmarks/README.md).

    The first weights are uniform on +-1/sqrt(in), as those of `torch.nn.Linear`.

    Args:
        sizes: the widths, input first, output last: at least two.
        activation: between layers.
        streams: what the weights are drawn from. None draws by torch's default stream, as `torch.nn.Linear` does.

    Raises:
        ValueError: there are fewer than two sizes, or one is no whole number above zero; an input has not the shape or the
            precision of the weights.
    """

    def __init__(self, sizes: Sequence[int], activation: Activation = relu, streams: Streams | None = None):
        super().__init__()
        if len(sizes) < 2 or not all(isinstance(size, int) and size > 0 for size in sizes):
            raise ValueError(f"a dense network needs widths above zero, input to output, such as 2, 128, 1; got {list(sizes)}")
        self.sizes, self.activation = tuple(sizes), activation
        self.seeds = len(streams.seeds) if streams is not None and streams.stacked else None
        streams = streams or Streams(int(torch.randint(2**62, ())), torch.get_default_device())
        self.weights, self.biases = nn.ParameterList(), nn.ParameterList()
        self._names = [str(layer) for layer in range(len(self.sizes) - 1)]
        for inputs, outputs in zip(self.sizes, self.sizes[1:], strict=False):
            limit = 1 / math.sqrt(inputs)
            self.weights.append(streams.draw(lambda s: _uniform((inputs, outputs), limit, s)))  # noqa: B023, drawn at once
            self.biases.append(streams.draw(lambda s: _uniform((1, outputs), limit, s)))  # noqa: B023

    def forward(self, x: Tensor) -> Tensor:
        """([seeds,] n, in) -> ([seeds,] n, out); an input without the axis of seeds is given to every one of them."""
        if self.seeds and x.ndim == 2:
            x = x.expand(self.seeds, *x.shape)
        self._check(x)
        affine = torch.baddbmm if self.seeds else torch.addmm
        last = len(self.sizes) - 2
        for i, name in enumerate(self._names):  # by name: torch's other ways through a ParameterList take as long as the product
            x = affine(getattr(self.biases, name), x, getattr(self.weights, name))  # x W + b, ([seeds,] n, out)
            x = x if i == last else self.activation(x)
        return x

    def extra_repr(self) -> str:
        name = getattr(self.activation, "__name__", type(self.activation).__name__)
        return " -> ".join(map(str, self.sizes)) + f", {name}" + (f", {self.seeds} seeds" if self.seeds else "")

    def _check(self, x: Tensor) -> None:
        """Refuse what the first product would refuse less clearly, or in the wrong precision."""
        if x.ndim != (3 if self.seeds else 2) or x.shape[-1] != self.sizes[0] or (self.seeds and len(x) != self.seeds):
            expected = f"({f'{self.seeds}, ' if self.seeds else ''}n, {self.sizes[0]})"
            raise ValueError(
                f"the input of this dense network must be {expected}, got {tuple(x.shape)}: "
                "the axis of seeds, if any, comes from the streams that its weights were drawn from"
            )
        weight = self.weights[0]
        if not x.is_floating_point() or (x.dtype == torch.float64) != (weight.dtype == torch.float64):
            raise ValueError(f"the input must be {weight.dtype} as the weights are, got {x.dtype}: convert the data first")


class DenseGenerator(nn.Module):
    """A generator of points or small images: latents ([seeds,] n, latent) -> samples ([seeds,] n, *shape).

    Args:
        latent: dimensions of z.
        shape: of one sample: (2,) for points of the plane, (1, 28, 28) for digits.
        hidden: the widths between.
        activation: between layers.
        output: after the last layer: `torch.tanh` for images in [-1, 1]; None leaves the numbers as they are.
        streams: what the weights are drawn from; see `Dense`.
    """

    def __init__(
        self,
        latent: int,
        shape: Sequence[int],
        hidden: Sequence[int] = (128, 128),
        *,
        activation: Activation = relu,
        output: Activation | None = None,
        streams: Streams | None = None,
    ):
        super().__init__()
        self.latent, self.shape, self.output = latent, tuple(shape), output
        self.layers = Dense([latent, *hidden, math.prod(self.shape)], activation, streams)

    def forward(self, z: Tensor) -> Tensor:
        """([seeds,] n, latent) -> ([seeds,] n, *shape)."""
        if z.shape[-1] != self.latent:
            raise ValueError(f"z must be (..., {self.latent}), one latent a row, got {tuple(z.shape)}")
        x = self.layers(z).unflatten(-1, self.shape)
        return x if self.output is None else self.output(x)

    def extra_repr(self) -> str:
        return "" if self.output is None else f"output {getattr(self.output, '__name__', type(self.output).__name__)}"


class DenseDiscriminator(nn.Module):
    """A discriminator or critic of points or small images: samples ([seeds,] n, *shape) -> logits ([seeds,] n).

    Args:
        shape: of one sample.
        hidden: the widths between.
        activation: between layers.
        streams: what the weights are drawn from; see `Dense`.
    """

    def __init__(
        self,
        shape: Sequence[int],
        hidden: Sequence[int] = (128, 128),
        *,
        activation: Activation = leaky,
        streams: Streams | None = None,
    ):
        super().__init__()
        self.shape = tuple(shape)
        self.layers = Dense([math.prod(self.shape), *hidden, 1], activation, streams)

    def forward(self, x: Tensor) -> Tensor:
        """([seeds,] n, *shape) -> ([seeds,] n), the logit of each sample."""
        if not isinstance(x, Tensor):
            raise TypeError(f"x must be one tensor of samples, got a {type(x).__name__}: leave out labels and the like")
        if tuple(x.shape[x.ndim - len(self.shape) :]) != self.shape:
            raise ValueError(f"x must be (..., {', '.join(map(str, self.shape))}), one sample a row, got {tuple(x.shape)}")
        return self.layers(x.flatten(x.ndim - len(self.shape))).squeeze(-1)


def _uniform(shape: tuple[int, int], limit: float, stream: torch.Generator) -> Tensor:
    """Numbers uniform on [-limit, limit)."""
    return (2 * torch.rand(shape, generator=stream, device=stream.device) - 1) * limit
