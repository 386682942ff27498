"""A widget that knows whether a page still shows it, so that cells that run again leave nothing behind."""

import time
import weakref
from typing import Any

import anywidget

SILENT = 150.0  # seconds without a sign of life after which a view is thought gone: a hidden page speaks once a minute

_living: "weakref.WeakSet[Seen]" = weakref.WeakSet()


class Seen(anywidget.AnyWidget):
    """A widget whose views say when they come, that they are there, and when they leave.

    A view's messages are {"view": its name, "ask": "here", "left" or a question}. ipywidgets keeps every widget until it is
    closed; here a widget that was shown, and that no page shows any more, is closed when the next one is made. Until then a
    notebook that is closed and opened again finds it.
    """

    def __init__(self) -> None:
        for widget in [one for one in _living if one.lost()]:
            _living.discard(widget)
            widget.release()
        super().__init__()
        self._heard: dict[str, float] = {}  # view -> when it last spoke
        self._shown = False
        self.on_msg(self._hear)
        _living.add(self)

    def lost(self) -> bool:
        """Whether it was on a page, and no page shows it now."""
        now = time.monotonic()
        return self._shown and all(now - heard > SILENT for heard in self._heard.values())

    def release(self) -> None:
        """Close it; a kind of widget that holds much lets it go here."""
        self.close()

    def answer(self, content: dict[str, Any]) -> None:
        """Answer a view's question: on another thread, under ipykernel 7, while cells run."""

    def show(self, text: str) -> None:
        """Display the view, opened anew if it was closed."""
        from IPython.display import display

        if self.comm is None:
            self.open()
        self._shown = True
        self._heard[""] = time.monotonic()  # until its view speaks
        view = {"version_major": 2, "version_minor": 0, "model_id": self.model_id}
        display({"application/vnd.jupyter.widget-view+json": view, "text/plain": text}, raw=True)

    def _hear(self, _: Any, content: dict[str, Any], __: Any) -> None:
        view, ask = str(content.get("view", "")), content.get("ask")
        if ask == "left":
            self._heard.pop(view, None)
            self._heard.pop("", None)
            return
        self._heard[view], self._shown = time.monotonic(), True
        self._heard.pop("", None)
        if ask not in (None, "here"):
            self.answer(content)
