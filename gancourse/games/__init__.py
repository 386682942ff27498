"""Games, one GAN a file: its players and its turns."""

from gancourse.games.vanilla import VanillaGAN
from gancourse.games.wasserstein import WassersteinGAN, WassersteinGANGP

__all__ = ["VanillaGAN", "WassersteinGAN", "WassersteinGANGP"]
