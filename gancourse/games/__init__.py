"""Games, one GAN a file: its players and its turns."""

from gancourse.games.vanilla import VanillaGAN

__all__ = ["VanillaGAN"]
