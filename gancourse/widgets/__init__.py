"""What a student moves with the mouse or the keyboard: widgets for notebooks, each with a still picture for where none runs.

The functions are loaded on demand, so that a lesson without widgets loads no widget library.
"""

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

_PLACES = {
    "explore": "explorer",
    "flip": "flip",
    "gan_lab": "gan_lab",
    "quantile_slider": "quantile",
    "two_alternatives": "two_alternatives",
}

__all__ = ["explore", "flip", "gan_lab", "quantile_slider", "two_alternatives"]


class _Room(ModuleType):
    """This package: where a file has its function's name, such as `flip`, the name is the function's, whoever loads the file."""

    def __setattr__(self, name: str, value: Any) -> None:
        super().__setattr__(name, getattr(value, name) if name in _PLACES and isinstance(value, ModuleType) else value)


sys.modules[__name__].__class__ = _Room


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'gancourse.widgets' has no attribute {name!r}; it has {', '.join(__all__)}")
    function = getattr(import_module(f"gancourse.widgets.{_PLACES[name]}"), name)
    globals()[name] = function
    return function
