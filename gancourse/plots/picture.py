"""A picture that displays itself once, with the sentence that describes it."""

import base64
import io
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import matplotlib
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

# Okabe and Ito's palette (2008), told apart by readers with any of the common colour deficiencies.
BLUE, ORANGE, GREEN, RED, PURPLE, SKY, YELLOW, BLACK = (
    "#0072B2", "#E69F00", "#009E73", "#D55E00", "#CC79A7", "#56B4E9", "#F0E442", "#000000",
)  # fmt: skip
P = ParamSpec("P")
REAL, FAKE = BLUE, ORANGE  # everywhere in the course: real data are blue discs, generated data are orange crosses

DPI = 110  # a figure 7 inches wide is 770 pixels: sharp in a notebook's column, and under 60 KB
STYLE: dict[str, Any] = {
    "axes.grid": True,
    "axes.prop_cycle": cycler(color=[BLUE, ORANGE, GREEN, RED, PURPLE, SKY])
    + cycler(linestyle=["-", "--", "-.", ":", "-", "--"]),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 12,
    "axes.titleweight": "bold",
    "figure.constrained_layout.use": True,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",  # matplotlib ships it, so that a figure has the same bytes on every machine
    "font.size": 10.5,
    "grid.alpha": 0.25,
    "image.cmap": "gray",
    "legend.frameon": False,
    "lines.linewidth": 1.8,
}


class Picture:
    """PNG bytes and the one sentence that says what a reader would see.

    In a notebook it shows itself as two outputs: the image, with the description in its metadata as `alt` (which HTML
    exports and previews read), and the description as a caption (which JupyterLab shows to everybody, since it drops `alt`).

    Attributes:
        png: the image, as the bytes of a PNG file.
        description: one sentence for a reader who cannot see it; a credit may follow it.
        width, height: the size on the page, in CSS pixels.
    """

    def __init__(self, png: bytes, description: str, *, width: int, height: int, credit: str = ""):
        if not description.strip():
            raise ValueError("a picture needs a description: one sentence for a reader who cannot see it")
        self.png, self.description, self.credit = png, description.strip(), credit.strip()
        self.width, self.height = width, height

    @property
    def caption(self) -> str:
        """The description, and the credit where the picture shows somebody's work."""
        return f"{self.description} ({self.credit})" if self.credit else self.description

    def _ipython_display_(self) -> None:
        from IPython.display import display  # here, so that a script that saves pictures does not load IPython

        metadata = {"image/png": {"alt": self.caption, "width": self.width, "height": self.height}}
        image = base64.b64encode(self.png).decode()
        display({"image/png": image, "text/plain": "<picture>"}, metadata=metadata, raw=True)
        display({"text/markdown": f"*{self.caption}*", "text/plain": self.caption}, raw=True)

    def save(self, path: str | Path) -> None:
        """Write the PNG to a file."""
        Path(path).write_bytes(self.png)

    def __repr__(self) -> str:
        return f"<Picture {self.width}x{self.height}: {self.description}>"


def style() -> AbstractContextManager[None]:
    """The course's style upon matplotlib's defaults, whatever a student's own settings are."""
    untouched = ("backend", "backend_fallback")
    settings: Any = {name: value for name, value in matplotlib.rcParamsDefault.items() if name not in untouched}
    return matplotlib.rc_context(settings | STYLE)


def styled(draw: Callable[P, Picture]) -> Callable[P, Picture]:
    """Decorator of every function that draws: legends and lines too are made in the course's style."""

    @wraps(draw)
    def drawn(*arguments: P.args, **options: P.kwargs) -> Picture:
        with style():
            return draw(*arguments, **options)

    return drawn


def figure(rows: int = 1, columns: int = 1, *, width: float = 7.0, height: float = 3.0, **options: Any) -> tuple[Figure, Any]:
    """A figure in the course's style, and its axes: one, a row of them, or an array, as `Figure.subplots` returns them.

    It is built without pyplot: nothing is shown twice, nothing is left open, and a widget's thread may draw one. Call it
    inside a `styled` function.
    """
    drawing = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(drawing)
    return drawing, drawing.subplots(rows, columns, **options)


def finish(drawing: Figure, description: str, *, credit: str = "", colours: int = 64) -> Picture:
    """Render a figure that is complete into a Picture.

    Args:
        drawing: the figure.
        description: one sentence for a reader who cannot see it.
        credit: who made what it shows, where a licence asks for it.
        colours: the size of the palette, 2 to 256, or 0 for all colours. Lines and letters need few; with 64 the file is a
            third as large, so that a notebook of twenty figures stays small.
    """
    buffer = io.BytesIO()
    drawing.savefig(buffer, format="png", dpi=DPI, metadata={"Software": None})  # no version: the bytes stay the same
    if colours:
        with Image.open(buffer) as image:
            few = image.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        few.save(buffer := io.BytesIO(), "PNG", optimize=True)
    width, height = (round(inches * DPI) for inches in drawing.get_size_inches())
    return Picture(buffer.getvalue(), description, width=width, height=height, credit=credit)


def label(axes: Axes, title: str, x: str = "", y: str = "") -> None:
    """A title that states the finding, and what the axes measure, with units."""
    axes.set_title(title)
    axes.set_xlabel(x)
    axes.set_ylabel(y)


def blank(axes: Sequence[Axes]) -> None:
    """Take ticks, grid and frame off axes that show a picture."""
    for one in axes:
        one.set_xticks([])
        one.set_yticks([])
        one.grid(False)
        for spine in one.spines.values():
            spine.set_visible(False)
