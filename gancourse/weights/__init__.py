"""Trained networks that ship with the course: `load("digit_reader")`. Each file NAME.safetensors has a card, NAME.md."""

from gancourse.weights.store import WeightsError, about, load, names

__all__ = ["WeightsError", "about", "load", "names"]
