"""A Gaussian mean about every place of a picture, one axis after the other."""

import torch
from torch import Tensor
from torch.nn.functional import conv2d


def gaussian_mean(pictures: Tensor, sigma: float, radius: int) -> Tensor:
    """Means with Gaussian weights over windows of 2 radius + 1 pixels a side, wherever all of the window lies in the picture.

    Args:
        pictures: (n, channels, h, w); each channel by itself.
        sigma: standard deviation of the weights, in pixels.

    Returns:
        (n, channels, h - 2 radius, w - 2 radius).
    """
    place = torch.arange(-radius, radius + 1, dtype=pictures.dtype, device=pictures.device)
    weight = torch.exp(-(place**2) / (2 * sigma**2))
    weight = weight / weight.sum()
    flat = pictures.flatten(0, 1)[:, None]  # (n channels, 1, h, w)
    return conv2d(conv2d(flat, weight.view(1, 1, -1, 1)), weight.view(1, 1, 1, -1)).unflatten(0, pictures.shape[:2])[:, :, 0]
