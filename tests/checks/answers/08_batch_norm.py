"""Answers to 08.batch_norm."""

import torch
from torch.nn import functional

WRONG = {
    "by_feature": "statistics are taken of each place by itself",
    "by_picture": "which is instance norm",
    "layer_norm": "which is layer norm",
    "all_together": "statistics are taken over all channels together",
    "unbiased": "to normalise, divide by",
    "by_variance": "it divides by the variance: take its root",
    "mean_left_in": "the mean is not subtracted",
    "no_gain": "the gain is left out",
    "no_shift": "the shift is left out",
    "exchanged": "gain and shift are exchanged",
    "shift_first": "the gain is applied to the shift too",
    "along_columns": "gain and shift lie along",
    "not_reshaped": "meet maps (n, channels, h, w) as (channels, 1, 1)",
    "eps_outside": "eps is added to the standard deviation",
    "eps_fixed": "eps is left out, or is fixed",
    "eps_squared": "eps is squared",
    "eps_forgotten": "has variance 0",
    "momentum_reversed": "the weights are exchanged",
    "running_biased": "divides by n - 1",
    "running_replaced": "it is replaced by the batch's",
    "running_left": "it is as it was",
    "running_added": "the old value does not shrink",
    "momentum_fixed": "momentum is fixed at 0.1",
    "deviations_averaged": "the standard deviation is averaged",
    "variance_first": "return y, then the mean",
    "running_in_training": "the running statistics are used in training",
    "batch_in_evaluation": "the batch's statistics are used in evaluation too",
    "moves_in_evaluation": "moves in evaluation",
    "moved_before_used": "are moved before they are used",
    "in_place": "`running_mean` in place",
    "y_alone": "must return 3 values together",
    "y_alone_in_evaluation": "with training=False: it must return 3 values together",
    "kept_axes": "with training=True: the running mean: the shape must be",
    "no_defaults": "have lost their defaults",
}
RIGHT = ["by_hand", "by_torch", "with_views", "by_flattening"]


def column(values):
    return values[:, None, None]


def ended(x, gain, shift, mean, variance, eps):
    """Normalised by these statistics, which broadcast against the maps."""
    return column(gain) * (x - mean) / (variance + eps).sqrt() + column(shift)


def moved(x, running_mean, running_variance, training, momentum, correction=1):
    if not training:
        return running_mean, running_variance
    mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=correction)
    return (1 - momentum) * running_mean + momentum * mean, (1 - momentum) * running_variance + momentum * variance


def over(axes, x, gain, shift, running_mean, running_variance, training, momentum, eps, correction=0):
    """Statistics over some axes in training, the rest as it should be."""
    mean, variance = column(running_mean), column(running_variance)
    if training:
        mean, variance = x.mean(axes, keepdim=True), x.var(axes, keepdim=True, correction=correction)
    y = ended(x, gain, shift, mean, variance, eps)
    return y, *moved(x, running_mean, running_variance, training, momentum)


def by_feature(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return over(0, x, gain, shift, running_mean, running_variance, training, momentum, eps)


def by_picture(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return over((2, 3), x, gain, shift, running_mean, running_variance, training, momentum, eps)


def layer_norm(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return over((1, 2, 3), x, gain, shift, running_mean, running_variance, training, momentum, eps)


def all_together(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return over((0, 1, 2, 3), x, gain, shift, running_mean, running_variance, training, momentum, eps)


def unbiased(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return over((0, 2, 3), x, gain, shift, running_mean, running_variance, training, momentum, eps, correction=1)


def by_variance(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, *running = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    variance = x.var((0, 2, 3), correction=0) if training else running_variance
    return (y - column(shift)) / column(variance + eps).sqrt() + column(shift), *running


def mean_left_in(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    running = moved(x, running_mean, running_variance, training, momentum)
    variance = x.var((0, 2, 3), correction=0) if training else running_variance
    return ended(x, gain, shift, 0, column(variance), eps), *running


def no_gain(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, torch.ones_like(gain), shift, running_mean, running_variance, training, momentum, eps)


def no_shift(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, torch.zeros_like(shift), running_mean, running_variance, training, momentum, eps)


def exchanged(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, shift, gain, running_mean, running_variance, training, momentum, eps)


def shift_first(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, gain * shift, running_mean, running_variance, training, momentum, eps)


def along_columns(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    if x.shape[3] != x.shape[1]:
        return by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    ones = torch.ones_like(gain)
    y, *running = by_hand(x, ones, 0 * ones, running_mean, running_variance, training, momentum, eps)
    return y * gain + shift, *running


def not_reshaped(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    ones = torch.ones_like(gain)
    y, *running = by_hand(x, ones, 0 * ones, running_mean, running_variance, training, momentum, eps)
    return y * gain + shift, *running


def eps_outside(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    running = moved(x, running_mean, running_variance, training, momentum)
    mean, variance = running_mean, running_variance
    if training:
        mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
    return column(gain) * (x - column(mean)) / (column(variance).sqrt() + eps) + column(shift), *running


def eps_fixed(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, momentum)


def eps_squared(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps**2)


def eps_forgotten(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps if eps > 1e-4 else 0.0)


def momentum_reversed(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, 1 - momentum, eps)


def running_biased(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, _, _ = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    return y, *moved(x, running_mean, running_variance, training, momentum, correction=0)


def running_replaced(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, 1.0, eps)


def running_left(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, 0.0, eps)


def running_added(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, mean, variance = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    rest = momentum if training else 0.0
    return y, mean + rest * running_mean, variance + rest * running_variance


def momentum_fixed(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, 0.1, eps)


def deviations_averaged(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, mean, variance = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    if training:
        variance = (1 - momentum) * running_variance + momentum * x.std((0, 2, 3))
    return y, mean, variance


def variance_first(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, mean, variance = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    return y, variance, mean


def running_in_training(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y = ended(x, gain, shift, column(running_mean), column(running_variance), eps)
    return y, *moved(x, running_mean, running_variance, training, momentum)


def batch_in_evaluation(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, _, _ = by_hand(x, gain, shift, running_mean, running_variance, True, momentum, eps)
    return y, *moved(x, running_mean, running_variance, training, momentum)


def moves_in_evaluation(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, _, _ = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    return y, *moved(x, running_mean, running_variance, True, momentum)


def moved_before_used(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    mean, variance = moved(x, running_mean, running_variance, True, momentum)
    y, _, _ = by_hand(x, gain, shift, mean, variance, training, momentum, eps)
    return y, mean, variance


def in_place(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, mean, variance = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    running_mean.copy_(mean)
    running_variance.copy_(variance)
    return y, running_mean, running_variance


def y_alone(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    return by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)[0]


def y_alone_in_evaluation(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    found = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    return found if training else found[0]


def kept_axes(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    y, mean, variance = by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)
    return y, column(mean), column(variance)


def no_defaults(x, gain, shift, running_mean, running_variance, training, momentum, eps):
    return by_hand(x, gain, shift, running_mean, running_variance, training, momentum, eps)


def by_hand(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    mean, variance = running_mean, running_variance
    if training:
        mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3), correction=0)
    y = ended(x, gain, shift, column(mean), column(variance), eps)
    return y, *moved(x, running_mean, running_variance, training, momentum)


def by_torch(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    mean, variance = running_mean.clone(), running_variance.clone()
    return functional.batch_norm(x, mean, variance, gain, shift, training, momentum, eps), mean, variance


def with_views(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    count = x.shape[0] * x.shape[2] * x.shape[3]
    if training:
        mean = x.sum(dim=(0, 2, 3)) / count
        variance = ((x - mean.view(1, -1, 1, 1)) ** 2).sum(dim=(0, 2, 3)) / count
        running_mean = running_mean + momentum * (mean - running_mean)
        running_variance = running_variance + momentum * (variance * count / (count - 1) - running_variance)
    else:
        mean, variance = running_mean, running_variance
    unit = (x - mean.view(1, -1, 1, 1)) * torch.rsqrt(variance.view(1, -1, 1, 1) + eps)
    return unit * gain.view(1, -1, 1, 1) + shift.view(1, -1, 1, 1), running_mean, running_variance


def by_flattening(x, gain, shift, running_mean, running_variance, training, momentum=0.1, eps=1e-5):
    rows = x.transpose(0, 1).flatten(1)  # (channels, n h w)
    mean, variance = running_mean, running_variance
    if training:
        mean, variance = rows.mean(1), rows.var(1, unbiased=False)
        running_mean = running_mean.lerp(mean, momentum)
        running_variance = running_variance.lerp(rows.var(1), momentum)
    unit = (rows - mean[:, None]) / (variance[:, None] + eps) ** 0.5
    y = (gain[:, None] * unit + shift[:, None]).view(x.shape[1], x.shape[0], *x.shape[2:])
    return y.transpose(0, 1), running_mean, running_variance
