"""The human test: two pictures, one real and one generated, and a person who says which is real, trial after trial."""

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy
import torch
import traitlets
from torch import Tensor

from gancourse.data.images import Images
from gancourse.metrics.human import two_alternative
from gancourse.metrics.result import Result
from gancourse.plots import Picture, images
from gancourse.runtime import stream
from gancourse.widgets import parts, strips
from gancourse.widgets.seen import Seen

SCORE = ("frames", "atlas", "lab_random", "two_alternatives_score", "two_alternatives_pairs", "two_alternatives_end")
SCRIPTS = ("dom", "life", *SCORE, "two_alternatives", "two_alternatives_widget")
PAGE_SCRIPTS = ("dom", *SCORE, "two_alternatives", "two_alternatives_page", "page")
SHEETS = ("base", "two_alternatives")
RUNS = 3  # for so many no picture comes twice, where enough were given
LARGEST = 8_000_000  # bytes of all pixels in a notebook's page
MOST = 500  # trials
STILL = 6  # pairs of the still picture


class Trial(NamedTuple):
    """One answer.

    Attributes:
        real, fake: which pictures of those given were shown, by their positions.
        side: where the real one stood, "left" or "right".
        answer: which one was taken for it.
        right: whether they agree.
        seconds: from the pictures' coming to the answer.
    """

    real: int
    fake: int
    side: str
    answer: str
    right: bool
    seconds: float


def two_alternatives(
    real: Tensor | Images,
    fake: Tensor | Images,
    trials: int = 40,
    seed: int = 0,
    *,
    seconds: float | None = None,
    feedback: bool = False,
    still: bool = True,
) -> "TwoAlternatives":
    """A widget in which a person says of two pictures, one real and one generated, which is real: `trials` times.

    Pairs and sides are drawn by the seed. No picture comes twice in a test while there are enough, nor in the next ones, which
    "again" begins. All pictures are sent once, so that nothing waits for the kernel, and an exported page needs none.

    Args:
        real, fake: pictures (n, channels, h, w) in [-1, 1], one channel or three, of one size; the credit of `Images` is shown.
        trials: pairs of a test, at most 500; `metrics.human.trials_needed` says how many it takes to find a d'.
        seed: of the pairs and the sides.
        seconds: after which the pictures of a trial are hidden; the answer is still taken. None leaves them.
        feedback: whether each answer is followed by the right one. It teaches, so that later trials are easier than earlier ones.
        still: whether a picture stands beside the widget, for readers without a kernel.

    Raises:
        TypeError, ValueError: the pictures are none, or of two sizes, or too large; or an argument cannot be.

    Source: see `metrics.human.two_alternative`, which computes the result.
    """
    shown, made = _pictures(real, "real"), _pictures(fake, "generated")
    if shown.shape[1:] != made.shape[1:]:
        sizes = " and ".join(" x ".join(map(str, each.shape[1:])) for each in (shown, made))
        raise ValueError(f"real and generated pictures must have one size, or it gives them away: got {sizes}")
    for name, number, least, most in (("trials", trials, 1, MOST), ("seed", seed, 0, 2**31 - 1)):
        if not isinstance(number, int) or isinstance(number, bool) or not least <= number <= most:
            raise ValueError(f"{name} must be a whole number from {least} to {most}, got {number!r}")
    if seconds is not None and not (isinstance(seconds, int | float) and 0.02 <= seconds <= 600):
        raise ValueError(f"seconds, after which pictures are hidden, must be from 0.02 to 600, or None, got {seconds!r}")
    room, size = LARGEST // (2 * shown[0].numel()), f"{shown.shape[2]} x {shown.shape[3]}"
    if room < min(trials, max(len(shown), len(made))):
        raise ValueError(f"pictures of {size} leave room for {room} trials in a page, got {trials}: take smaller ones, or fewer")
    credits = list(dict.fromkeys(each.credit for each in (real, fake) if isinstance(each, Images) and each.credit))
    settings = {"trials": trials, "seed": seed, "seconds": seconds, "feedback": bool(feedback), "credit": "; ".join(credits)}
    return TwoAlternatives(shown, made, settings, still)


class TwoAlternatives(Seen):
    """What `two_alternatives` returns; the last line of a cell shows it.

    Attributes:
        tests: the answers of each test, in order: the first one, and one more for each "again".
        answers: those of the last test, so far.
        result: what they say, as `metrics.human.two_alternative`.
    """

    _esm = traitlets.Unicode(parts.module(*SCRIPTS)).tag(sync=True)
    _css = traitlets.Unicode(parts.style(*SHEETS)).tag(sync=True)
    data = traitlets.Dict().tag(sync=True)
    # Tests of trials [real, fake, side, answer, seconds], where real and fake are places among the pictures sent.
    runs: traitlets.List[Any] = traitlets.List().tag(sync=True)

    def __init__(self, real: Tensor, fake: Tensor, settings: dict[str, Any], still: bool):
        super().__init__()
        self._settings, self._still = settings, still
        most = min(RUNS * settings["trials"], LARGEST // (2 * real[0].numel()))
        drawn = stream(settings["seed"])
        self._places = [torch.randperm(len(each), generator=drawn)[:most].tolist() for each in (real, fake)]
        self._pictures = [_pixels(each[places]) for each, places in zip((real, fake), self._places, strict=True)]
        self._picture = self._drawn(real, fake) if still else None
        self.data = {**self._told(most, math.inf)[0], "caption": self._picture.caption if self._picture else ""}

    @property
    def tests(self) -> list[list[Trial]]:
        real, fake = self._places
        return [[Trial(real[a], fake[b], side, said, side == said, late) for a, b, side, said, late in run] for run in self.runs]

    @property
    def answers(self) -> list[Trial]:
        return self.tests[-1] if self.runs else []

    @property
    def result(self) -> Result:
        """What the last test's answers say; its settings tell how they were asked, and whether the test was broken off.

        Raises:
            RuntimeError: no answer was given yet.
        """
        answers = self.answers
        if not answers:
            raise RuntimeError("no answer was given yet: show the test, press Start, and answer a trial or more")
        asked, limit = self._settings["trials"], self._settings["seconds"]
        told: dict[str, object] = {"hidden": f"after {limit:g} s" if limit else "never"}
        told["feedback"] = "on" if self._settings["feedback"] else "off"
        if len(answers) < asked:
            told["broken off"] = f"after {len(answers)} of {asked}"
        return replace(two_alternative(sum(one.right for one in answers), len(answers)), settings=told)

    def _ipython_display_(self) -> None:
        self.show("<two-alternative test>")
        if self._picture is not None:
            parts.still(self._picture, {"kind": "two_alternatives", "data": self._page()})

    def _told(self, most: int, room: float) -> tuple[dict[str, Any], bool]:
        """What the page is told, with `most` pictures of each kind at most, and whether the atlas lost nothing."""
        chosen = [each[:most] for each in self._pictures]
        frames = numpy.concatenate(chosen)
        atlas, exact = strips.packed(frames, columns=math.ceil(math.sqrt(len(frames))), room=room)
        real, fake = map(len, chosen)
        return {**self._settings, **atlas, "real": real, "fake": fake, "lossy": not exact}, exact

    def _page(self) -> dict[str, Any]:
        """The data of an exported page: pictures of as many tests as fit without loss; of one, as good as fits, if none do."""
        trials = self._settings["trials"]
        told, exact = self._told(trials, strips.ATLAS)
        runs = min(RUNS, strips.ATLAS * 4 // 3 // len(told["atlas"]))
        if exact and runs > 1:
            more, all_exact = self._told(runs * trials, strips.ATLAS)
            return more if all_exact else told
        return told

    def _drawn(self, real: Tensor, fake: Tensor) -> Picture:
        """The still: some pairs, one above the other; the sentence tells which are real."""
        count = min(STILL, *map(len, self._places))
        shown, made = (each[places[:count]] for each, places in zip((real, fake), self._places, strict=True))
        above = torch.rand(count, generator=stream(self._settings["seed"])) < 0.5
        first, second = (torch.where(each[:, None, None, None], shown, made) for each in (above, ~above))
        real_ones = ", ".join("above" if one else "below" for one in above.tolist())
        sentence = (
            f"{count} {'pairs' if count > 1 else 'pair'} of a two-alternative test, one picture above the other, one of each "
            f"real and one generated. From left to right the real one is {real_ones}. Run the cell to answer "
            f"{self._settings['trials']} such questions."
        )
        both, credit = torch.cat([first, second]), self._settings["credit"]
        return images.sheet(both, sentence, columns=count, size=0.9, title="Which one is real?", credit=credit)


def page(data: dict[str, Any]) -> str:
    """The test in an exported page."""
    return parts.html("two-alternative test", data, parts.module(*PAGE_SCRIPTS), parts.style(*SHEETS), "two_alternatives")


def _pictures(given: Tensor | Images, what: str) -> Tensor:
    """Pictures (n, 1 or 3, h, w), float32 on the CPU."""
    found = given.images if isinstance(given, Images) else given
    if not isinstance(found, Tensor):
        raise TypeError(f"{what} pictures must be a tensor (n, channels, h, w) or data.Images, got a {type(given).__name__}")
    found = found.detach().float().cpu()
    if found.ndim != 4 or found.shape[1] not in (1, 3) or not found.numel():
        raise ValueError(f"{what} pictures must be (n, 1 or 3, h, w), n at least 1, got {tuple(found.shape)}")
    if not ((found >= -1) & (found <= 1)).all():
        raise ValueError(f"{what} pictures must be in [-1, 1], got values in [{found.min():g}, {found.max():g}]")
    return found


def _pixels(pictures: Tensor) -> strips.Frames:
    frames: strips.Frames = ((pictures + 1) * 127.5).round().to(torch.uint8).movedim(1, -1).contiguous().numpy()
    return frames
