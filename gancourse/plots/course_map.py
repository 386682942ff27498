"""The map of the course: its lessons, and which lesson needs which."""

from collections.abc import Collection
from dataclasses import dataclass

from matplotlib.patches import FancyBboxPatch

from gancourse.plots.picture import BLACK, BLUE, GREEN, ORANGE, PURPLE, RED, SKY, Picture, blank, figure, finish, styled


@dataclass(frozen=True)
class Lesson:
    """One lesson: its number, its short name, its part (0 to 6) and the lessons that must come before it."""

    number: str
    name: str
    part: int
    needs: tuple[str, ...] = ()


PARTS = ("welcome", "before GANs", "the game", "repairs", "control and inference", "image to image", "resolution and style")
COLOURS = (BLACK, SKY, BLUE, GREEN, PURPLE, ORANGE, RED)

LESSONS = (
    Lesson("00", "welcome", 0),
    Lesson("01", "naive Bayes", 1, ("00",)),
    Lesson("02", "sampling", 1, ("00",)),
    Lesson("03", "autoencoders", 1, ("02",)),
    Lesson("04", "minimax games", 2, ("00",)),
    Lesson("05", "vanilla GAN", 2, ("01", "02")),
    Lesson("06", "optimal\ndiscriminator", 2, ("05",)),
    Lesson("07", "when training\nfails", 2, ("04", "06")),
    Lesson("08", "DCGAN", 3, ("05",)),
    Lesson("09", "Wasserstein", 3, ("07",)),
    Lesson("10", "evaluation", 3, ("08",)),
    Lesson("11", "losses and\npenalties", 3, ("09",)),
    Lesson("12", "mode coverage", 3, ("07", "10")),
    Lesson("13", "conditional", 4, ("08",)),
    Lesson("14", "BigGAN", 4, ("11", "13")),
    Lesson("15", "inference", 4, ("03", "08")),
    Lesson("16", "text to image", 4, ("13",)),
    Lesson("17", "pix2pix", 5, ("13",)),
    Lesson("18", "super-\nresolution", 5, ("17",)),
    Lesson("19", "CycleGAN", 5, ("17",)),
    Lesson("20", "progressive\ngrowing", 6, ("09", "10")),
    Lesson("21", "StyleGAN", 6, ("20",)),
    Lesson("22", "modern\nbaseline", 6, ("11", "21")),
    Lesson("23", "adversarial\nand society", 6, ("05",)),
)

# Where each lesson stands: a row from the top, so that every arrow points down, and a place across.
PLACES = {
    "00": (0, 3.0),
    "04": (1, 0.6), "02": (1, 3.0), "01": (1, 5.2),
    "05": (2, 3.0), "03": (2, 6.6),
    "06": (3, 1.4), "08": (3, 4.0), "23": (3, 5.5),
    "07": (4, 0.6), "10": (4, 2.55), "13": (4, 4.35), "15": (4, 6.6),
    "09": (5, -0.15), "12": (5, 1.35), "17": (5, 5.1), "16": (5, 6.6),
    "11": (6, -0.15), "20": (6, 2.55), "18": (6, 5.0), "19": (6, 6.5),
    "21": (7, 1.7), "14": (7, 3.4),
    "22": (8, 0.9),
}  # fmt: skip


def needed_before(number: str) -> tuple[str, ...]:
    """Every lesson that a lesson stands on, in order.

    Raises:
        ValueError: there is no such lesson.
    """
    needs = {lesson.number: lesson.needs for lesson in LESSONS}
    if number not in needs:
        raise ValueError(f"there is no lesson {number!r}; the lessons are {', '.join(needs)}")
    found: set[str] = set()
    waiting = list(needs[number])
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += needs[one]
    return tuple(sorted(found))


@styled
def course_map(description: str, *, ready: Collection[str] = (), path: Collection[str] = ()) -> Picture:
    """The lessons as boxes, with an arrow from each lesson to those that need it.

    Args:
        description: one sentence for a reader who cannot see the map.
        ready: lessons that can be opened today; the others have a dashed border.
        path: lessons to emphasise: the others are drawn pale.
    """
    drawing, axes = figure(width=7.4, height=7.6)
    place = {number: (x, -float(row)) for number, (row, x) in PLACES.items()}
    for lesson in LESSONS:
        x, y = place[lesson.number]
        strong = not path or lesson.number in path
        for before in lesson.needs:
            start_x, start_y = place[before]
            shade = 0.7 if strong and (not path or before in path) else 0.12
            arrow = {"arrowstyle": "-|>", "color": BLACK, "alpha": shade, "lw": 1.1, "shrinkA": 1, "shrinkB": 1}
            axes.annotate("", xy=(x, y + 0.29), xytext=(start_x, start_y - 0.29), arrowprops=arrow)
        box = FancyBboxPatch(
            (x - 0.66, y - 0.24),
            1.32,
            0.48,
            boxstyle="round,pad=0.04",
            facecolor="white",
            edgecolor=COLOURS[lesson.part],
            linewidth=2.2,
            linestyle="-" if lesson.number in ready else (0, (3, 2)),
            alpha=1.0 if strong else 0.25,
            zorder=3,
        )
        axes.add_patch(box)
        text = f"{lesson.number} {lesson.name}"
        axes.text(x, y, text, ha="center", va="center", fontsize=8.2, zorder=4, alpha=1.0 if strong else 0.35, linespacing=1.05)
    for part, (name, colour) in enumerate(zip(PARTS, COLOURS, strict=True)):
        numbers = [lesson.number for lesson in LESSONS if lesson.part == part]
        words = f"part {part}: {name}, {numbers[0]} to {numbers[-1]}" if part else f"{name}, 00"
        axes.plot([], [], color=colour, linewidth=3, linestyle="-", label=words)
    axes.legend(loc="lower right", fontsize=8.2)
    axes.set_xlim(-0.95, 7.4)
    axes.set_ylim(-8.35, 0.35)
    blank([axes])
    return finish(drawing, description)
