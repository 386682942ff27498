"""Answers to 08.side_after."""

import math

import torch

WRONG = {
    "plus_one_forgotten": "the + 1 is missing",
    "padding_once": "the padding counts once: it is added",
    "padding_left_out": "the padding is left out",
    "padding_subtracted": "the padding is subtracted",
    "stride_left_out": "the stride is left out: kernels start",
    "one_before_the_division": "the + 1 stands inside the division",
    "divided": "the side divided by the stride",
    "rounded_up": "it is rounded up",
    "rounded": "it is rounded to the nearest",
    "not_rounded": "this is no whole number",
    "a_float": "'down': it returns",
    "a_float_on_the_way_up": "'up': it returns",
    "by_torch": "sides are plain numbers",
    "kinds_exchanged": "this is the side of the transposed convolution",
    "always_down": "this is the side of the convolution",
    "minus_one_forgotten": "the - 1 is missing",
    "padding_once_up": "the padding counts once: it is cut off",
    "padding_added_up": "the padding is added: in a transposed",
    "multiplied": "the side times the stride",
    "inverted_formula": "it is one less",
    "extra_left_out": "output_padding is left out",
    "extra_twice": "output_padding counts twice",
    "extra_in_strides": "output_padding counts in strides",
    "no_defaults": "have lost their defaults",
    "prints": "is the `return` missing",
}
RIGHT = ["by_formula", "by_counting", "by_floor"]


def down(side, kernel, stride, padding):
    return (side + 2 * padding - kernel) // stride + 1


def up(side, kernel, stride, padding, extra):
    return (side - 1) * stride + kernel - 2 * padding + extra


def plus_one_forgotten(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side + 2 * padding - kernel) // stride
    return up(side, kernel, stride, padding, output_padding)


def padding_once(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side + padding - kernel) // stride + 1
    return up(side, kernel, stride, padding, output_padding)


def padding_left_out(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side - kernel) // stride + 1
    return up(side, kernel, stride, 0, output_padding)


def padding_subtracted(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side - 2 * padding - kernel) // stride + 1
    return up(side, kernel, stride, padding, output_padding)


def stride_left_out(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return side + 2 * padding - kernel + 1
    return side - 1 + kernel - 2 * padding + output_padding


def one_before_the_division(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side + 2 * padding - kernel + 1) // stride
    return up(side, kernel, stride, padding, output_padding)


def divided(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return side // stride if kind == "down" else side * stride


def rounded_up(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return math.ceil((side + 2 * padding - kernel) / stride) + 1
    return up(side, kernel, stride, padding, output_padding)


def rounded(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return round((side + 2 * padding - kernel) / stride + 1)
    return up(side, kernel, stride, padding, output_padding)


def not_rounded(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side + 2 * padding - kernel) / stride + 1
    return up(side, kernel, stride, padding, output_padding)


def a_float(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return float(by_formula(kind, side, kernel, stride, padding, output_padding))


def a_float_on_the_way_up(kind, side, kernel, stride=1, padding=0, output_padding=0):
    found = by_formula(kind, side, kernel, stride, padding, output_padding)
    return found if kind == "down" else found * 1.0


def by_torch(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return torch.floor((side + 2 * padding - kernel) / stride) + 1
    return up(side, kernel, stride, padding, output_padding)


def kinds_exchanged(kind, side, kernel, stride=1, padding=0, output_padding=0):
    other = {"down": "up", "up": "down"}[kind]
    return by_formula(other, side, kernel, stride, padding, output_padding)


def always_down(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return down(side, kernel, stride, padding)


def minus_one_forgotten(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return down(side, kernel, stride, padding)
    return side * stride + kernel - 2 * padding + output_padding


def padding_once_up(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return down(side, kernel, stride, padding)
    return (side - 1) * stride + kernel - padding + output_padding


def padding_added_up(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return down(side, kernel, stride, padding)
    return (side - 1) * stride + kernel + 2 * padding + output_padding


def multiplied(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return down(side, kernel, stride, padding) if kind == "down" else side * stride + output_padding


def inverted_formula(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return down(side, kernel, stride, padding)
    return stride * (side - 1) - 2 * padding + kernel - 1 + output_padding


def extra_left_out(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return by_formula(kind, side, kernel, stride, padding)


def extra_twice(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return by_formula(kind, side, kernel, stride, padding, 2 * output_padding)


def extra_in_strides(kind, side, kernel, stride=1, padding=0, output_padding=0):
    return by_formula(kind, side, kernel, stride, padding, stride * output_padding)


def no_defaults(kind, side, kernel, stride, padding, output_padding):
    return by_formula(kind, side, kernel, stride, padding, output_padding)


def prints(kind, side, kernel, stride=1, padding=0, output_padding=0):
    print(by_formula(kind, side, kernel, stride, padding, output_padding))


def by_formula(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return (side + 2 * padding - kernel) // stride + 1
    return (side - 1) * stride + kernel - 2 * padding + output_padding


def by_counting(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return len(range(0, side + 2 * padding - kernel + 1, stride))
    last = max(r * stride + kernel for r in range(side))
    return last - 2 * padding + output_padding


def by_floor(kind, side, kernel, stride=1, padding=0, output_padding=0):
    if kind == "down":
        return math.floor((side + 2 * padding - (kernel - 1) - 1) / stride + 1)
    return (side - 1) * stride - 2 * padding + (kernel - 1) + output_padding + 1
