"""The GAN lab as a still picture, for readers without a kernel."""

from collections.abc import Mapping
from typing import Any

import torch

from gancourse import runtime
from gancourse.plots import Picture
from gancourse.plots.training import teacher
from gancourse.widgets.lab_engine import SIDE, Engine, Source, judge_name
from gancourse.widgets.lab_settings import DATA
from gancourse.widgets.threads import one_thread

ROUNDS = 200  # what the still shows of a game that can be begun again


def picture(source: Source, settings: Mapping[str, Any]) -> Picture:
    """The lab after some rounds, drawn by torch: the points, the discriminator's surface and the pull on the generator.

    A game that was passed as it stands is drawn as it stands: nothing moves it but the student.
    """
    with one_thread():
        engine = Engine(source, settings)
        for _ in range(runtime.budget(smoke=20, cpu=ROUNDS, gpu=ROUNDS) if source.again else 0):
            engine.round()
        arrays, verdict = engine.shown()
    arrays = {name: array.cpu() for name, array in arrays.items()}
    pull = arrays["arrows"]
    tick = torch.linspace(-engine.reach, engine.reach, SIDE)
    name = "points drawn by hand" if settings["data"] == "drawn" else f"data of the kind “{DATA[settings['data']].label}”"
    rounds = engine.game.rounds
    real, fake = verdict["real"], verdict["fake"]
    critic = judge_name(engine.game) == "critic"
    length = pull.norm(dim=1, keepdim=True)
    unit = float(length.mean()) or 1.0 if critic else 1.0  # a critic's pulls have no unit
    surface = (
        f"the surface of the critic's f, whose mean is {real:.2g} on the real and {fake:.2g} on the generated points"
        if critic
        else f"the surface of D, which is {real:.2f} on the real and {fake:.2f} on the generated points on average"
    )
    sentence = (
        f"The GAN lab after {rounds} rounds on {name}: real points as blue discs, generated points as orange crosses, each with "
        f"an arrow along which the generator is pulled, over {surface}; run the cell to play."
    )
    every = slice(None, None, 3)
    return teacher(
        (tick, tick, arrays["surface"].view(SIDE, SIDE)),
        arrays["real"],
        arrays["fake"][every],
        (pull * 0.5 / (unit + length))[every],
        sentence,
        title=f"The GAN lab after {rounds} rounds",
        middle=(real + fake) / 2 if critic else None,
    )
