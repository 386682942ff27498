"""The GAN lab: a game in the plane that one plays, stops, takes apart and changes (after GAN Lab, Kahng et al. 2019)."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy
import torch
import traitlets

from gancourse.game import Game
from gancourse.history import History
from gancourse.nets.dense import DenseGenerator
from gancourse.streams import Streams
from gancourse.widgets import lab_code, lab_still
from gancourse.widgets.lab_engine import Source
from gancourse.widgets.lab_presets import PRESETS
from gancourse.widgets.lab_session import Session
from gancourse.widgets.lab_settings import DATA, DRAWN_SCALE, SETTINGS, checked, description
from gancourse.widgets.parts import html, module, still, style
from gancourse.widgets.seen import Seen

ENGINE = (
    "lab_random", "lab_data", "lab_network", "lab_losses", "lab_optimisers", "lab_measures", "lab_engine", "lab_host",
)  # fmt: skip
VIEW = (
    "dom", "lab_elements", "lab_theme", "lab_contour", "lab_scene", "lab_chart", "lab_charts", "lab_motion", "lab_code",
    "lab_driver", "lab_run", "lab_form", "lab_sketch", "lab_extras", "lab_transport", "lab_keys", "lab_layout", "lab_shown",
    "lab_view", "lab_main",
)  # fmt: skip
SERVE = "const handle = serveLab((message) => postMessage(message)); onmessage = (event) => handle(event.data);"
WORDS = {
    "page": "Played by JavaScript in this page, without Python. KL and JS compare histograms on a grid of 24 × 24 cells: rough, "
    "and never quite 0.",
    "kernel": "Played by torch in the kernel. KL and JS compare histograms on a grid of 24 × 24 cells: rough, and never quite 0.",
}
CRITIC = (
    "A critic's f has no unit: its size goes with the largest weight, and f + c is as good as f, so that its colours and lines "
    "are read beside each other. A gradient penalty in place of clipping is not among the settings: it needs derivatives of "
    "derivatives, which the page does not compute. Torch does: gan_lab(WassersteinGANGP)."
)
LABELS = {
    "activation": {"relu": "ReLU", "leaky": "leaky ReLU"},
    "loss": {"wasserstein": "Wasserstein"},
    "clip": {"0": "any: no clipping"},
    "data": {**{name: plane.label for name, plane in DATA.items()}, "drawn": "draw your own"},
}


@cache
def script(*more: str) -> str:
    """The whole lab as one ES module; the engine stands in it twice, once as the text that the Web Worker runs."""
    worker = f"{module(*ENGINE)}\n{SERVE}"
    return f"const LAB_WORKER = {_inside(json.dumps(worker))};\n{module(*ENGINE, *VIEW, *more)}"


def page(data: Mapping[str, Any]) -> str:
    """The lab as an HTML page that needs no kernel and no network, at the settings in `data`."""
    told = {"settings": checked(data["settings"]), "tables": tables(Source(), kernel=False), "caption": ""}
    return html("GAN lab", told, script("lab_page", "page"), style("base", "lab"))


def _inside(text: str) -> str:
    """JSON that can stand inside a script of a page."""
    return text.replace("</", "<\\/").replace("<!--", "<\\!--")


def tables(source: Source, kernel: bool) -> dict[str, Any]:
    """What the page knows from Python: settings, data, presets, code, and whose game it is."""
    own = source.given is not None
    rows = [
        {"name": name, "group": one.group, "label": one.label, "choices": list(one.choices), "low": one.low, "high": one.high}
        | {"labels": LABELS.get(name, {})}
        for name, one in SETTINGS.items()
    ]
    presets = [{"name": name, **asdict(preset)} for name, preset in PRESETS.items() if not own]
    return {
        "engine": "kernel" if kernel else "page",
        "own": own,
        "again": source.again,
        "live": list(source.live),
        "settings": rows,
        "defaults": {name: one.default for name, one in SETTINGS.items() if name not in ("seed", "stop")},
        "data": {name: description(plane.make(), plane.reach) for name, plane in DATA.items()},
        "drawn_scale": DRAWN_SCALE,
        "presets": presets,
        "code": None if own else lab_code.tables(),
        "words": WORDS["kernel" if kernel else "page"],
        "critic": CRITIC,
    }


class GanLab(Seen):
    """The lab as a widget. Make one by `gan_lab`.

    Attributes:
        settings: what is played now, all settings by name.
        rounds: rounds played, at the last pause; of a game that torch plays, now.
        history: the run's numbers, at the last pause; of a game that torch plays, now.
        generator: the network, with the weights of the last pause; of a game that torch plays, the game's own.
        game: the game that torch plays; None where the page plays.
    """

    _esm = traitlets.Unicode(script()).tag(sync=True)
    _css = traitlets.Unicode(style("base", "lab")).tag(sync=True)
    settings = traitlets.Dict().tag(sync=True)
    tables = traitlets.Dict().tag(sync=True)
    caption = traitlets.Unicode().tag(sync=True)  # of the still beside it, which the page hides

    def __init__(self, source: Source, settings: Mapping[str, Any], kernel: bool, still: bool):
        super().__init__()
        self._state: dict[str, Any] | None = None
        self._weights: list[bytes] = []
        self._source, self._still = source, still
        self._session = Session(source, lambda content, buffers: self.send(content, buffers)) if kernel else None
        self.settings, self.tables = dict(settings), tables(source, kernel)

    def _ipython_display_(self) -> None:
        image = lab_still.picture(self._source, self.settings) if self._still else None
        self.caption = image.caption if image else ""
        self.show("<GAN lab>")
        if image is not None:
            again = self._session is None
            still(image, {"kind": "gan_lab", "data": {"settings": self.settings}} if again else None)

    def html(self) -> str:
        """The lab as a page of its own, which needs no kernel and no network.

        Raises:
            RuntimeError: torch plays the game, which a page cannot.
        """
        if self._session is not None:
            raise RuntimeError("this lab is played by torch, in the kernel: a page of its own could not play it")
        return page({"settings": self.settings})

    def _hear(self, widget: Any, content: dict[str, Any], buffers: Any) -> None:
        if "ask" in content:
            super()._hear(widget, content, buffers)
        elif content.get("do") == "state":
            self._state, self._weights = content, [bytes(one) for one in buffers]
        elif self._session is not None:
            self._session.receive(content)

    def close(self) -> None:
        """Stop the game and take the widget away."""
        if self._session is not None:
            self._session.close()
        super().close()

    @property
    def game(self) -> Game | None:
        return self._session.engine.game if self._session is not None and self._session.engine is not None else None

    @property
    def rounds(self) -> int:
        return self.game.rounds if self.game is not None else int((self._state or {"rounds": 0})["rounds"])

    @property
    def history(self) -> History:
        if self._session is not None and self.game is not None:
            tensors, counts = self._session.ask(self.game.history.state)
        else:
            series = (self._state or {"history": {}})["history"]
            tensors = {f"{name}.rounds": torch.tensor(one["rounds"], dtype=torch.int64) for name, one in series.items()}
            tensors |= {f"{name}.values": torch.tensor(one["values"], dtype=torch.float32) for name, one in series.items()}
            counts = {name: [one["stride"], one["seen"]] for name, one in series.items()}
        told = History()
        told.restore(tensors, counts)
        return told

    @property
    def generator(self) -> torch.nn.Module:
        if self.game is not None:
            return self.game.generator  # type: ignore[return-value]
        if self._state is None:
            raise RuntimeError("the lab has not been shown yet: display it, and its page will send the generator at each pause")
        settings = self._state["settings"]
        made, _ = lab_code.networks(settings, Streams(settings["seed"], "cpu"))
        return loaded(made, self._weights[0])

    def code(self) -> str:
        """The Python that plays the setting with the library.

        Raises:
            RuntimeError: a game of one's own is played, which is its own code.
        """
        if self.tables["own"]:
            raise RuntimeError("this lab plays a game of your own: its code is yours")
        return lab_code.code(self.settings)


def loaded(network: DenseGenerator, weights: bytes) -> DenseGenerator:
    """A network with the weights that the page sent: float64, all matrices, then all biases."""
    numbers = torch.from_numpy(numpy.frombuffer(weights, dtype="<f8").copy()).float()
    torch.nn.utils.vector_to_parameters(numbers, network.parameters())
    return network


def gan_lab(game: Any = None, *, preset: str | None = None, engine: str = "page", still: bool = True, **settings: Any) -> GanLab:
    """A game in the plane to play with: real and generated points, the discriminator's surface, one move at a time.

    Args:
        game: None for the library's own game, which the page itself plays. Or a game of your own, which torch plays in a
            thread of the kernel: a function (streams) -> Game; a class of games that takes (generator, discriminator or
            critic, streams), for which the lab makes the networks; or a Game, which is played on as it stands. Its generator
            makes points, (n, 2). Its discriminator returns logits, (n,), and D is drawn; its critic values f, which are drawn
            as they are.
        preset: "converge", "collapse", "oscillate", "vanish" or "wgan".
        engine: "page", or "kernel" to have torch play the library's own game too.
        still: whether a picture stands beside the widget, for readers without a kernel.
        settings: such as data="moons", loss="minimax", k=5, generator_rate=0.01; all are listed in
            `gancourse.widgets.lab_settings.SETTINGS`. points=(n, 2) with data="drawn" are data of your own.

    Raises:
        TypeError: there is no such setting, or the game is none.
        ValueError: a setting's value cannot be, or the game makes no points of the plane.

    Source: Kahng et al., "GAN Lab", IEEE TVCG 25(1), 2019, for what such a lab shows.
    """
    if preset is not None and preset not in PRESETS:
        raise ValueError(f"preset must be one of {', '.join(map(repr, PRESETS))}, got {preset!r}")
    if engine not in WORDS:
        raise ValueError(f"engine must be one of {', '.join(map(repr, WORDS))}, got {engine!r}")
    source = Source(game)
    if strange := [name for name in settings if name in SETTINGS and name not in source.live]:
        raise TypeError(f"the setting {strange[0]!r} does not reach this game; those that do are {', '.join(source.live)}")
    chosen = checked({**(PRESETS[preset].settings if preset else {}), **settings})
    if source.given is not None:
        source.make(chosen)  # what is wrong with it is said here, in the cell
    return GanLab(source, chosen, kernel=engine == "kernel" or source.given is not None, still=still)
