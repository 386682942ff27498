"""A slider over u of the quantile function F^-: a level becomes a number, and many become a histogram."""

from collections.abc import Sequence
from typing import Any

import torch
import traitlets
from torch import Tensor

from gancourse.plots import Picture
from gancourse.plots.picture import BLACK, BLUE, figure, finish, label, styled
from gancourse.runtime import stream
from gancourse.theory import laws as named
from gancourse.theory.laws import Law, draw_uniform
from gancourse.widgets import parts
from gancourse.widgets.seen import Seen

SCRIPTS, PAGE_SCRIPTS = ("dom", "life", "quantile", "quantile_widget"), ("dom", "quantile", "quantile_page", "page")
SHEETS = ("base", "quantile")
DRAWS = 1000  # prepared for each law: exact, and the same at every run
LEVELS = 199  # of the slider: 0.005, 0.010, ..., 0.995
WINDOW = 0.004  # of the mass, at each side, lies outside the plot; a heavy tail is cut at 12
NAMED = {
    law.name.lower(): law
    for law in (
        named.uniform, named.exponential, named.normal, named.logistic, named.gumbel, named.laplace, named.cauchy,
        named.triangular,
    )
}  # fmt: skip
USUAL = ("exponential", "normal", "triangular", "gumbel", "cauchy")


def quantile_slider(law: str | Law = "exponential", *, laws: Sequence[str | Law] = USUAL, still: bool = True) -> "QuantileSlider":
    """A widget in which a level u slides, and x = F^-(u) follows; drawn levels fall into a histogram.

    Everything is prepared here, so that the page needs no kernel: not while it slides, and not in an exported notebook.

    Args:
        law: the one shown first: a name in `theory.laws`, or a `Law`.
        laws: those to choose from.
        still: whether a picture stands beside the widget, for readers without a kernel.

    Raises:
        ValueError: a name is none of the laws'.
    """
    chosen = [_law(one) for one in (law, *laws)]
    each = list({one.name: one for one in chosen}.values())
    return QuantileSlider(each, still)


class QuantileSlider(Seen):
    """What `quantile_slider` returns; the last line of a cell shows it.

    Attributes:
        u: the level on the slider.
        law: the name of the law.
        x: F^-(u).
    """

    _esm = traitlets.Unicode(parts.module(*SCRIPTS)).tag(sync=True)
    _css = traitlets.Unicode(parts.style(*SHEETS)).tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    u = traitlets.Float(0.5).tag(sync=True)
    law = traitlets.Unicode().tag(sync=True)

    def __init__(self, laws: Sequence[Law], still: bool):
        super().__init__()
        self._laws, self._still = {law.name: law for law in laws}, still
        picture = _picture(laws[0], 0.8)
        self.u, self.law = 0.8, laws[0].name
        self.data = {**tables(laws), "first": 0.8, "caption": picture.caption}
        self._picture = picture

    @property
    def x(self) -> float:
        return float(self._laws[self.law].quantile(torch.tensor(self.u, dtype=torch.float64)))

    def _ipython_display_(self) -> None:
        self.show("<quantile slider>")
        if self._still:
            known = [name.lower() for name, law in self._laws.items() if NAMED.get(name.lower()) is law]
            short = {"named": known, "first": 0.8}  # a notebook stays small: the page is made of the names
            parts.still(self._picture, {"kind": "quantile", "data": short if len(known) == len(self._laws) else dict(self.data)})


def tables(laws: Sequence[Law]) -> dict[str, Any]:
    """What the page needs to know of the laws."""
    return {"laws": [_table(law) for law in laws], "u": _numbers(_levels(), 6)}


def page(data: dict[str, Any]) -> str:
    """The slider in an exported page, with the tables of the laws that a notebook names, or those that it keeps."""
    shown = {**data, **tables([NAMED[name] for name in data["named"]])} if "named" in data else data
    return parts.html("quantile slider", shown, parts.module(*PAGE_SCRIPTS), parts.style(*SHEETS), "quantile")


def _law(law: str | Law) -> Law:
    if isinstance(law, Law):
        return law
    if str(law).lower() not in NAMED:
        raise ValueError(f"there is no law {law!r} in theory.laws; there are {', '.join(NAMED)}")
    return NAMED[law.lower()]


def _levels() -> Tensor:
    """The levels of the prepared draws, (DRAWS,)."""
    return draw_uniform(DRAWS, stream=stream(0))


def _window(law: Law) -> tuple[float, float]:
    levels = torch.tensor([1e-12, WINDOW, 1 - WINDOW, 1 - 1e-12], dtype=torch.float64)
    least, low, high, most = law.quantile(levels).tolist()
    low, high = max(low, -12.0), min(high, 12.0)
    margin = 0.02 * (high - low)
    return round(max(low - margin, least), 6), round(min(high + margin, most), 6)  # no further than where the law has mass


def _table(law: Law) -> dict[str, Any]:
    """What the page draws: the window, F and p on a grid of it, F^- at the slider's levels and at the drawn ones."""
    low, high = _window(law)
    grid = torch.linspace(low, high, 241, dtype=torch.float64)
    slider = torch.arange(1, LEVELS + 1, dtype=torch.float64) / (LEVELS + 1)
    return {
        "name": law.name,
        "window": [low, high],
        "cdf": _numbers(law.cdf(grid), 5),
        "density": _numbers(law.density(grid), 5),
        "quantile": _numbers(law.quantile(slider), 5),
        "draws": _numbers(law.quantile(_levels()), 5),
    }


def _numbers(values: Tensor, digits: int) -> list[float]:
    return [float(f"{value:.{digits}g}") for value in values.tolist()]


@styled
def _picture(law: Law, u: float) -> Picture:
    """One level on its way: from u to the curve of F, and down to x."""
    low, high = _window(law)
    grid = torch.linspace(low, high, 400, dtype=torch.float64)
    x = float(law.quantile(torch.tensor(u, dtype=torch.float64)))
    draws = law.quantile(_levels())
    drawing, (left, right) = figure(1, 2, width=8.4, height=2.9)
    left.plot(grid, law.cdf(grid), color=BLUE, label="F")
    left.plot([low, x, x], [u, u, 0], color=BLACK, linestyle="--", marker="o", markevery=[0, 2])
    left.annotate(f"u = {u:g}", (low, u), xytext=(6, 5), textcoords="offset points")
    left.annotate(f"x = {x:.2f}", (x, 0), xytext=(6, 5), textcoords="offset points")
    left.set_xlim(low, high)
    left.set_ylim(0, 1)
    label(left, f"A level u becomes x = F⁻(u): {law.name}", "x", "F(x), the mass at or below x")
    edges = torch.linspace(low, high, 41).numpy()
    right.hist(draws[(draws > low) & (draws < high)], bins=edges, density=True, color=BLUE, alpha=0.45)
    right.plot(grid, law.density(grid), color=BLACK)
    right.set_xlim(low, high)
    label(right, f"{DRAWS:,} drawn levels follow the density", "x", "share a unit of x")
    return finish(
        drawing,
        f"Left, the rising curve of the {law.name} cdf, with a dashed line from u = {u:g} on the vertical axis across to the "
        f"curve and down to x = {x:.2f}; right, the histogram of {DRAWS:,} numbers made so, under the curve of the density.",
    )
