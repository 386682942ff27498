"""A DCGAN's three layers written out: strided convolution, its transpose, batch normalisation. To be read, not for speed.

torch.nn.functional's conv2d, conv_transpose2d and batch_norm compute the same and are faster.

Sources: Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016; Ioffe and Szegedy, "Batch
normalization", ICML 2015.
"""

import torch
from torch import Tensor


def side_after(side: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """The side of a map after a convolution: at how many places the kernel fits into the padded map,

        floor((side + 2 padding - kernel) / stride) + 1.

    Raises:
        ValueError: a size is no size, or the kernel is larger than the padded map.
    """
    _check_sizes(side, kernel, stride, padding)
    if kernel > side + 2 * padding:
        raise ValueError(f"a kernel of {kernel} does not fit into a map of {side} with {padding} padded on both sides")
    return (side + 2 * padding - kernel) // stride + 1


def side_after_transposed(side: int, kernel: int, stride: int = 1, padding: int = 0) -> int:
    """The side of a map after a transposed convolution: the last of its kernels begins at (side - 1) stride, so that

        (side - 1) stride + kernel - 2 padding,

    which is the smallest side from which the convolution with the same numbers leads back.

    Raises:
        ValueError: a size is no size, or nothing is left once the padding is cut off.
    """
    _check_sizes(side, kernel, stride, padding)
    if (after := (side - 1) * stride + kernel - 2 * padding) < 1:
        raise ValueError(f"a padding of {padding} cuts off all of a map of {after + 2 * padding}")
    return after


def convolution(x: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0) -> Tensor:
    """Each output is a weighted sum of one window of the padded input, and the next window starts `stride` further on:

        y[o, r, c] = b[o] + sum over i, u, v of w[o, i, u, v] x[i, stride r + u - padding, stride c + v - padding].

    (The kernel is not flipped, as everywhere in deep learning.)

    Args:
        x: maps (n, inputs, h, w).
        weight: (outputs, inputs, kernel, kernel).
        bias: (outputs,) or None.

    Returns:
        (n, outputs, side_after(h, ...), side_after(w, ...)).

    Raises:
        ValueError: the shapes do not fit.
    """
    kernel = _kernel_of(x, weight, bias, axis=1)
    h, w = (side_after(side, kernel, stride, padding) for side in x.shape[2:])
    padded = x.new_zeros(len(x), x.shape[1], x.shape[2] + 2 * padding, x.shape[3] + 2 * padding)
    padded[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]] = x
    y = x.new_zeros(len(x), len(weight), h, w)
    for r in range(h):
        for c in range(w):
            window = padded[:, :, stride * r : stride * r + kernel, stride * c : stride * c + kernel]
            y[:, :, r, c] = torch.einsum("niuv,oiuv->no", window, weight)
    return y if bias is None else y + bias[:, None, None]


def transposed_convolution(x: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0) -> Tensor:
    """Each input puts a kernel, times its value, into the output; kernels start `stride` apart, and where they overlap they add:

        y[o, stride r + u - padding, stride c + v - padding] += w[i, o, u, v] x[i, r, c],    then + b[o].

    As a map from x to y, without the bias, it is the transpose of the convolution with the same weight, stride and padding.
    With a stride it is the paper's "fractionally strided" convolution: the input moves a fraction of a step of the output.

    Args:
        x: maps (n, inputs, h, w).
        weight: (inputs, outputs, kernel, kernel), torch's order, which is that of the convolution it is the transpose of.
        bias: (outputs,) or None.

    Returns:
        (n, outputs, side_after_transposed(h, ...), side_after_transposed(w, ...)).

    Raises:
        ValueError: the shapes do not fit.
    """
    kernel = _kernel_of(x, weight, bias, axis=0)
    h, w = (side_after_transposed(side, kernel, stride, padding) for side in x.shape[2:])
    y = x.new_zeros(len(x), weight.shape[1], h + 2 * padding, w + 2 * padding)
    for r in range(x.shape[2]):
        for c in range(x.shape[3]):
            stamp = torch.einsum("ni,iouv->nouv", x[:, :, r, c], weight)
            y[:, :, stride * r : stride * r + kernel, stride * c : stride * c + kernel] += stamp
    y = y[:, :, padding : padding + h, padding : padding + w]
    return y if bias is None else y + bias[:, None, None]


def batch_norm(
    x: Tensor,
    gain: Tensor,
    shift: Tensor,
    *,
    running_mean: Tensor | None = None,
    running_variance: Tensor | None = None,
    training: bool = True,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Each channel brought to mean 0 and variance 1 over the batch and all places, then given a gain and a shift that learn:

        y = gain (x - m) / sqrt(v + eps) + shift,    m = mean of x,    v = mean of (x - m)^2.

    In training, m and v are those of this batch, so that what a sample becomes depends on its batch; and running statistics,
    where given, move a little towards them, in place: s <- (1 - momentum) s + momentum (m, or v with n - 1 in place of n).
    Out of training the running statistics take the batch's place, and a sample is alone.

    Args:
        x: (n, channels, h, w), or (n, channels).
        gain, shift: γ and β, (channels,).
        running_mean, running_variance: (channels,), both or neither.
        training: whether the batch's own statistics are taken.

    Raises:
        ValueError: the shapes do not fit; a batch has one number a channel; there are no statistics to normalise by.

    Source: Ioffe and Szegedy, ICML 2015, algorithms 1 and 2 and section 3.2; the running average is torch's.
    """
    axes, column = [axis for axis in range(x.ndim) if axis != 1], (-1, *[1] * (x.ndim - 2))
    given = [each for each in (gain, shift, running_mean, running_variance) if each is not None]
    if x.ndim < 2 or any(each.shape != x.shape[1:2] for each in given):
        raise ValueError(
            f"batch norm takes x (n, channels, ...) and (channels,) numbers, got {tuple(x.shape)} and "
            f"{[tuple(each.shape) for each in given]}"
        )
    if (running_mean is None) != (running_variance is None):
        raise ValueError("running statistics are a mean and a variance: give both, or neither")
    if not training:
        if running_mean is None or running_variance is None:
            raise ValueError("out of training batch norm needs the running mean and variance")
        mean, variance = running_mean, running_variance
    else:
        count = x.numel() // x.shape[1]
        if count < 2:
            raise ValueError("batch norm needs two numbers a channel at least to know their variance, got 1")
        mean = x.mean(axes)
        variance = (x - mean.view(column)).square().mean(axes)
        if running_mean is not None and running_variance is not None:
            with torch.no_grad():
                running_mean.lerp_(mean.detach(), momentum)
                running_variance.lerp_(variance.detach() * count / (count - 1), momentum)
    return gain.view(column) * (x - mean.view(column)) / (variance.view(column) + eps).sqrt() + shift.view(column)


def _check_sizes(side: int, kernel: int, stride: int, padding: int) -> None:
    if min(side, kernel, stride) < 1 or padding < 0:
        raise ValueError(
            f"side, kernel and stride must be at least 1 and padding at least 0, got {side}, {kernel}, {stride} and {padding}"
        )


def _kernel_of(x: Tensor, weight: Tensor, bias: Tensor | None, axis: int) -> int:
    """The kernel's side, once the shapes are known to fit; `axis` is that of the inputs in the weight."""
    if x.ndim != 4 or weight.ndim != 4 or weight.shape[2] != weight.shape[3] or weight.shape[axis] != x.shape[1]:
        order = "(outputs, inputs, k, k)" if axis else "(inputs, outputs, k, k)"
        raise ValueError(f"x must be (n, inputs, h, w) and weight {order}, got {tuple(x.shape)} and {tuple(weight.shape)}")
    if bias is not None and bias.shape != (weight.shape[1 - axis],):
        raise ValueError(f"bias must be one number an output, ({weight.shape[1 - axis]},), got {tuple(bias.shape)}")
    return weight.shape[2]
