"""What a student moves with the mouse or the keyboard: widgets for notebooks, each with a still picture for where none runs.

The functions are loaded on demand, so that a lesson without widgets loads no widget library.
"""

from importlib import import_module
from typing import Any

_PLACES = {"explore": "explorer", "flip": "flip", "gan_lab": "gan_lab", "quantile_slider": "quantile"}

__all__ = ["explore", "flip", "gan_lab", "quantile_slider"]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'gancourse.widgets' has no attribute {name!r}; it has {', '.join(__all__)}")
    function = getattr(import_module(f"gancourse.widgets.{_PLACES[name]}"), name)
    globals()[name] = function  # a file of the same name, imported by then, gives its place to the function
    return function
