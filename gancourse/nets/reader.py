"""A reader of small grey pictures: a convolutional classifier whose last hidden layer serves as features."""

from collections.abc import Callable

import torch
from torch import Tensor, nn
from torch.nn.functional import linear

from gancourse.streams import Streams

SIDE = 28  # of a picture, in pixels


class Reader(nn.Module):
    """A small convolutional classifier of grey pictures of 28 x 28: pictures (n, 1, 28, 28) in [-1, 1] -> logits (n, classes).

    Three times a convolution, BatchNorm, a rectifier, and a pooling that halves the side; then a hidden layer of `hidden`
    numbers, the features h, and the logits h W' + b:

        (1, 28, 28) -> (width, 14, 14) -> (2 width, 7, 7) -> (4 width, 3, 3) -> h (hidden,) -> logits (classes,)

    Features and logits of a picture depend on its batch in train mode, by BatchNorm and dropout, and on itself alone in eval
    mode.

    Args:
        classes: how many logits there are.
        width: channels after the first convolution.
        hidden: how many features there are.
        dropout: the share of units that are left out before each dense layer, in train mode.
        streams: what the weights are drawn from, of one seed: normal numbers of variance 2 / inputs. None draws by torch's
            default stream.

    Raises:
        ValueError: a size is no whole number above zero, dropout is not in [0, 1), or the streams are stacked; an input is no
            picture of 28 x 28.

    Source: the form is LeCun et al., Proc. IEEE 1998; the weights He et al., ICCV 2015; the features of a classifier as the
    measure of generated pictures, Salimans et al., NeurIPS 2016.
    """

    def __init__(
        self, classes: int = 10, width: int = 32, hidden: int = 64, dropout: float = 0.3, streams: Streams | None = None
    ):
        super().__init__()
        if not all(isinstance(size, int) and size > 0 for size in (classes, width, hidden)) or not 0 <= dropout < 1:
            raise ValueError(
                "classes, width and hidden must be whole numbers above zero and dropout in [0, 1), "
                f"got {classes!r}, {width!r}, {hidden!r} and {dropout!r}"
            )
        if streams is not None and streams.stacked:
            raise ValueError(f"BatchNorm would mix the stacked seeds {streams.seeds}: give a reader the streams of one seed")
        with torch.device("meta"):  # without numbers: they are drawn below, by the streams alone
            self.trunk = nn.Sequential(
                *_block(1, width, 5), *_block(width, 2 * width, 3), *_block(2 * width, 4 * width, 3),
                nn.Flatten(), nn.Dropout(dropout), nn.Linear(36 * width, hidden), nn.ReLU(),
            )  # fmt: skip
            self.dropout, self.head = nn.Dropout(dropout), nn.Linear(hidden, classes)
        self._draw(streams or Streams(int(torch.randint(2**62, ())), torch.get_default_device()))

    def features(self, x: Tensor) -> Tensor:
        """The last hidden layer: pictures (n, 1, 28, 28) in [-1, 1] -> (n, hidden), none below zero."""
        if x.ndim != 4 or tuple(x.shape[1:]) != (1, SIDE, SIDE):
            raise ValueError(f"x must be (n, 1, {SIDE}, {SIDE}), grey pictures in [-1, 1], got {tuple(x.shape)}")
        return self.trunk(x)

    def forward(self, x: Tensor) -> Tensor:
        """Pictures (n, 1, 28, 28) in [-1, 1] -> logits (n, classes)."""
        h = self.dropout(self.features(x))  # (n, hidden)
        return linear(h, self.head.weight, self.head.bias)

    def probabilities(self, x: Tensor) -> Tensor:
        """Pictures (n, 1, 28, 28) in [-1, 1] -> the probability of each class, (n, classes): softmax of the logits."""
        return self(x).softmax(1)

    @torch.no_grad()
    def _draw(self, streams: Streams) -> None:
        """The first weights, on the streams' device."""
        self.to_empty(device=streams.device)
        for part in self.modules():
            if isinstance(part, nn.Conv2d | nn.Linear):
                shape = part.weight.shape
                spread = (2 / shape[1:].numel()) ** 0.5
                part.weight.copy_(spread * streams.draw(_normal(shape)))
                if part.bias is not None:
                    part.bias.zero_()
            elif isinstance(part, nn.BatchNorm2d):
                part.reset_parameters()


def _block(inputs: int, outputs: int, kernel: int) -> tuple[nn.Module, ...]:
    """From one side to its half, rounded down. No bias: BatchNorm would take it away."""
    convolution = nn.Conv2d(inputs, outputs, kernel, padding=kernel // 2, bias=False)
    return convolution, nn.BatchNorm2d(outputs), nn.ReLU(), nn.MaxPool2d(2)


def _normal(shape: torch.Size) -> Callable[[torch.Generator], Tensor]:
    return lambda stream: torch.randn(shape, generator=stream, device=stream.device)
