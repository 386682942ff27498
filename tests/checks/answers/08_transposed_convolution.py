"""Answers to 08.transposed_convolution."""

import torch
from torch.nn import functional

WRONG = {
    "flipped": "the kernels are flipped",
    "rows_and_columns": "rows and columns of the kernels are exchanged",
    "outputs_first": "the weight's first axes are exchanged",
    "outputs_first_in_einsum": "inputs first",
    "overwritten": "later kernels overwrite earlier ones",
    "overwritten_by_columns": "later kernels overwrite earlier ones",
    "one_row_apart": "kernels begin one row apart",
    "wraps_around": "comes back at the other end",
    "empty": "takes nothing where padding is 0",
    "not_lined_up": "which einsum multiplies by the names",
    "averaged": "overlaps are averaged",
    "no_padding": "the padding is not cut off",
    "cut_at_the_start": "cut off at the start alone",
    "cut_at_the_end": "cut off at the end alone",
    "cut_once": "the padding is cut off on one side alone",
    "padded": "the padding is added: a transposed",
    "stride_ignored": "the stride is ignored",
    "too_many_zeros": "between two pixels go stride - 1 zeros",
    "zeros_at_the_end": "zeros go between the pixels",
    "too_narrow": "the wide map must be",
    "bias_forgotten": "the bias is left out",
    "bias_with_every_kernel": "the bias is added with every kernel: add it once",
    "bias_for_every_input": "added with every kernel of every input channel",
    "bias_as_it_is": "the bias does not line up",
    "bias_needed": "bias may be None",
    "mean_over_inputs": "the input channels are averaged",
    "first_channel": "only the first input channel is used",
    "a_convolution": "this is the shape of a convolution",
    "by_torch": "it calls torch's conv_transpose2d",
    "by_torchs_layer": "it calls torch's conv_transpose2d",
    "by_conv2d": "it calls torch's conv2d",
    "by_numpy": "it returns a NumPy array",
    "detached": "no gradient reaches x",
    "in_place": "changes its input `x`",
    "no_defaults": "have lost their defaults",
}
RIGHT = ["pixel_by_pixel", "place_by_place", "by_fold", "in_loops", "by_zeros_and_windows"]


def laid(x, weight, stride):
    """The wide map, before its border is cut off."""
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for r in range(h):
        for c in range(w):
            stamp = torch.einsum("ni,iouv->nouv", x[:, :, r, c], weight)
            wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] += stamp
    return wide


def cut(wide, padding, bias):
    h, w = wide.shape[2:]
    y = wide[:, :, padding : h - padding, padding : w - padding]
    return y if bias is None else y + bias[:, None, None]


def flipped(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight.flip(2, 3), stride), padding, bias)


def rows_and_columns(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight.transpose(2, 3), stride), padding, bias)


def outputs_first(x, weight, bias=None, stride=1, padding=0):
    if weight.shape[0] == weight.shape[1]:
        weight = weight.transpose(0, 1)
    return cut(laid(x, weight, stride), padding, bias)


def outputs_first_in_einsum(x, weight, bias=None, stride=1, padding=0):
    outputs, _, k, _ = weight.shape
    n, _, h, w = x.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for r in range(h):
        for c in range(w):
            stamp = torch.einsum("ni,oiuv->nouv", x[:, :, r, c], weight)
            wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] += stamp
    return cut(wide, padding, bias)


def overwritten(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for r in range(h):
        for c in range(w):
            stamp = torch.einsum("ni,iouv->nouv", x[:, :, r, c], weight)
            wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] = stamp
    return cut(wide, padding, bias)


def overwritten_by_columns(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for c in range(w):
        for r in range(h):
            stamp = torch.einsum("ni,iouv->nouv", x[:, :, r, c], weight)
            wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] = stamp
    return cut(wide, padding, bias)


def one_row_apart(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for r in range(h):
        for c in range(w):
            wide[:, :, r : r + k, c : c + k] += torch.einsum("ni,iouv->nouv", x[:, :, r, c], weight)
    return cut(wide, padding, bias)


def wraps_around(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    y = x.new_zeros(n, outputs, (h - 1) * stride + k - 2 * padding, (w - 1) * stride + k - 2 * padding)
    for r in range(h):
        for c in range(w):
            for u in range(k):
                for v in range(k):
                    row, col = stride * r + u - padding, stride * c + v - padding
                    if row < y.shape[2] and col < y.shape[3]:
                        y[:, :, row, col] += x[:, :, r, c] @ weight[:, :, u, v]
    return y if bias is None else y + bias[:, None, None]


def empty(x, weight, bias=None, stride=1, padding=0):
    y = laid(x, weight, stride)[:, :, padding:-padding, padding:-padding]
    return y if bias is None else y + bias[:, None, None]


def not_lined_up(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for r in range(h):
        for c in range(w):
            wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] += x[:, :, r, c] * weight
    return cut(wide, padding, bias)


def averaged(x, weight, bias=None, stride=1, padding=0):
    many = laid(torch.ones_like(x[:1, :1]), torch.ones_like(weight[:1, :1]), stride)
    return cut(laid(x, weight, stride) / many.clamp(min=1), padding, bias)


def no_padding(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight, stride), 0, bias)


def cut_at_the_start(x, weight, bias=None, stride=1, padding=0):
    y = laid(x, weight, stride)[:, :, 2 * padding :, 2 * padding :]
    return y if bias is None else y + bias[:, None, None]


def cut_at_the_end(x, weight, bias=None, stride=1, padding=0):
    wide = laid(x, weight, stride)
    y = wide[:, :, : wide.shape[2] - 2 * padding, : wide.shape[3] - 2 * padding]
    return y if bias is None else y + bias[:, None, None]


def cut_once(x, weight, bias=None, stride=1, padding=0):
    y = laid(x, weight, stride)[:, :, padding:, padding:]
    return y if bias is None else y + bias[:, None, None]


def padded(x, weight, bias=None, stride=1, padding=0):
    y = functional.pad(laid(x, weight, stride), (padding,) * 4)
    return y if bias is None else y + bias[:, None, None]


def stride_ignored(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight, 1), padding, bias)


def spread(x, apart, end=0):
    """The pixels of x with zeros between them."""
    n, inputs, h, w = x.shape
    wide = x.new_zeros(n, inputs, (h - 1) * apart + 1 + end, (w - 1) * apart + 1 + end)
    wide[:, :, : (h - 1) * apart + 1 : apart, : (w - 1) * apart + 1 : apart] = x
    return wide


def too_many_zeros(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(spread(x, stride + 1), weight, 1), padding, bias)


def zeros_at_the_end(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(spread(x, stride, stride - 1), weight, 1), padding, bias)


def too_narrow(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, h * stride, w * stride)
    for r in range(h):
        for c in range(w):
            stamp = torch.einsum("ni,iouv->nouv", x[:, :, r, c], weight)
            wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] += stamp
    return cut(wide, padding, bias)


def bias_forgotten(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight, stride), padding, None)


def bias_with_every_kernel(x, weight, bias=None, stride=1, padding=0):
    many = laid(torch.ones_like(x[:1, :1]), torch.ones_like(weight[:1, :1]), stride)
    return cut(laid(x, weight, stride) + (0 if bias is None else bias[:, None, None] * many), padding, None)


def bias_for_every_input(x, weight, bias=None, stride=1, padding=0):
    (n, inputs, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = x.new_zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for r in range(h):
        for c in range(w):
            for i in range(inputs):
                stamp = x[:, i, r, c][:, None, None, None] * weight[i]
                if bias is not None:
                    stamp = stamp + bias[:, None, None]
                wide[:, :, r * stride : r * stride + k, c * stride : c * stride + k] += stamp
    return cut(wide, padding, None)


def bias_as_it_is(x, weight, bias=None, stride=1, padding=0):
    y = cut(laid(x, weight, stride), padding, None)
    return y if bias is None else y + bias


def bias_needed(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight, stride), padding, None) + bias[:, None, None]


def mean_over_inputs(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight, stride) / x.shape[1], padding, bias)


def first_channel(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x[:, :1], weight[:1], stride), padding, bias)


def a_convolution(x, weight, bias=None, stride=1, padding=0):
    return functional.conv2d(x, weight.transpose(0, 1), bias, stride, padding)


def by_torch(x, weight, bias=None, stride=1, padding=0):
    return functional.conv_transpose2d(x, weight, bias, stride, padding)


def by_torchs_layer(x, weight, bias=None, stride=1, padding=0):
    inputs, outputs, k, _ = weight.shape
    layer = torch.nn.ConvTranspose2d(inputs, outputs, k, stride, padding, bias=bias is not None)
    return torch.func.functional_call(layer, {"weight": weight} if bias is None else {"weight": weight, "bias": bias}, (x,))


def by_conv2d(x, weight, bias=None, stride=1, padding=0):
    k = weight.shape[2]
    y = functional.conv2d(functional.pad(spread(x, stride), (k - 1,) * 4), weight.flip(2, 3).transpose(0, 1))
    return cut(y, padding, bias)


def by_numpy(x, weight, bias=None, stride=1, padding=0):
    return pixel_by_pixel(x, weight, bias, stride, padding).detach().numpy()


def detached(x, weight, bias=None, stride=1, padding=0):
    return pixel_by_pixel(x.detach(), weight, bias, stride, padding)


def in_place(x, weight, bias=None, stride=1, padding=0):
    y = pixel_by_pixel(x, weight, bias, stride, padding)
    x.data.mul_(2)
    return y


def no_defaults(x, weight, bias, stride, padding):
    return pixel_by_pixel(x, weight, bias, stride, padding)


def pixel_by_pixel(x, weight, bias=None, stride=1, padding=0):
    return cut(laid(x, weight, stride), padding, bias)


def place_by_place(x, weight, bias=None, stride=1, padding=0):
    (n, _, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = torch.zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for u in range(k):
        for v in range(k):
            wide[:, :, u : u + (h - 1) * stride + 1 : stride, v : v + (w - 1) * stride + 1 : stride] += torch.einsum(
                "nirc,io->norc", x, weight[:, :, u, v]
            )
    return cut(wide, padding, bias)


def by_fold(x, weight, bias=None, stride=1, padding=0):
    (_, inputs, h, w), k = x.shape, weight.shape[2]
    stamps = weight.reshape(inputs, -1).T @ x.flatten(2)  # (n, outputs k k, h w)
    sides = ((h - 1) * stride + k - 2 * padding, (w - 1) * stride + k - 2 * padding)
    y = functional.fold(stamps, sides, k, padding=padding, stride=stride)
    return y if bias is None else y + bias.view(1, -1, 1, 1)


def in_loops(x, weight, bias=None, stride=1, padding=0):
    (n, inputs, h, w), (_, outputs, k, _) = x.shape, weight.shape
    wide = torch.zeros(n, outputs, (h - 1) * stride + k, (w - 1) * stride + k)
    for i in range(inputs):
        for r in range(h):
            for c in range(w):
                value = x[:, i, r, c].reshape(n, 1, 1, 1)
                wide[..., r * stride : r * stride + k, c * stride : c * stride + k] += value * weight[i]
    return cut(wide, padding, bias)


def by_zeros_and_windows(x, weight, bias=None, stride=1, padding=0):
    k = weight.shape[2]
    windows = functional.pad(spread(x, stride), (k - 1,) * 4).unfold(2, k, 1).unfold(3, k, 1)  # (n, inputs, h', w', k, k)
    return cut(torch.einsum("nircuv,iouv->norc", windows, weight.flip(2, 3)), padding, bias)
