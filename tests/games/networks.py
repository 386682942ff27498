"""A pair that knows nothing of the library, for plain loops to be held against games."""

import torch
from torch import nn


def networks(seed=0):
    """Two plain networks of torch's own layers."""
    with torch.random.fork_rng([]):
        torch.manual_seed(seed)
        generator = nn.Sequential(nn.Linear(2, 12), nn.ReLU(), nn.Linear(12, 2))
        generator.latent = 2
        return generator, nn.Sequential(nn.Linear(2, 12), nn.LeakyReLU(0.2), nn.Linear(12, 1), nn.Flatten(0))
