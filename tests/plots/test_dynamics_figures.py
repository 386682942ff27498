"""The figures of two players: each draws what it is given, in the course's style, with its description, to the same bytes."""

import io

import pytest
import torch
from PIL import Image

from gancourse.plots import dynamics, step_sizes
from gancourse.theory import dynamics as moves
from gancourse.theory import minimax
from tests.plots.promises import keeps_its_promises

MOVES = torch.linspace(-1, 1, 41, dtype=torch.float64)
ZERO, ONE = torch.zeros(2, dtype=torch.float64), torch.ones(2, dtype=torch.float64)
FIELD = moves.field(lambda x, y: x * y)
RULES = moves.rules(FIELD)
SIZES = (0.3, 0.9, 1.4)
FRAMES = [
    {name: (moves.eigenvalues(rule.jacobian(ZERO, h)), rule.path(ONE, h, 12)) for name, rule in RULES.items()} for h in SIZES
]
TABLE = minimax.table(minimax.pursuit, MOVES, MOVES)
FLOW = moves.eigenvalues(moves.jacobian(FIELD, ZERO))


def phases(path, field=None):
    return dynamics.phases([("t", {"a": path}), ("u", {"a": path, "b": -path})], "Two.", field=field, columns=2)


FIGURES = {
    "boxes": lambda: dynamics.boxes([("t", TABLE, []), ("u", TABLE.T, [(0.0, 1.0)])], MOVES, "Two boxes.", columns=2),
    "phases": lambda: phases(FRAMES[0]["alternating"][1], FIELD),
    "phases with a field each": lambda: phases(FRAMES[0]["optimistic"][1], [FIELD, FIELD]),
    "phases in two rows": lambda: dynamics.phases(
        [("t", {"a": ONE[None]})] * 3, "Three.", columns=2, names=("θ", "ψ"), rest=[(0, 0), (1, 1)], title="All"
    ),
    "flow": lambda: dynamics.eigenvalue_planes([("t", "flow", {"J": FLOW})], "A half-plane.", columns=2),
    "step": lambda: dynamics.eigenvalue_planes(
        [("t", "step", {"one": FRAMES[0]["optimistic"][0], "two": FLOW})], "A disc.", columns=1, reach=2, title="All"
    ),
    "factors": lambda: step_sizes.factors(
        MOVES[21:], {"a": MOVES[21:] + 0.5}, (MOVES[25:28], {"a": MOVES[25:28]}), "A line.", title="t"
    ),
    "strip": lambda: step_sizes.step_size_strip(SIZES, FRAMES, ["extragradient", "consensus"], "Six paths.", title="t"),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_the_best_answers_are_those_of_the_table():
    rows = TABLE.numpy()
    for i, found in dynamics._best(rows, max_of):
        assert [rows[i, j] for j in found] == [max(rows[i])] * len(found)
    assert dict(dynamics._best(rows, max_of))[20] == [0, 40]  # from the middle both ends are as far


def max_of(row):
    return row.max()


def test_the_path_the_field_and_the_eigenvalues_are_seen():
    path = FRAMES[0]["alternating"][1]
    assert phases(path).png != phases(path * 0.5).png
    assert phases(path, FIELD).png != phases(path, lambda w: -FIELD(w)).png
    planes = [dynamics.eigenvalue_planes([("t", "step", {"a": values})], "A disc.").png for values in (FLOW, FLOW / 2)]
    assert planes[0] != planes[1]


def test_every_step_size_is_a_frame_that_says_where_the_eigenvalues_lie():
    frames = step_sizes.step_size_frames(SIZES, FRAMES)
    assert len(frames) == 3
    assert len({frame.png for frame in frames}) == 3
    for h, frame, rules in zip(SIZES, frames, FRAMES, strict=True):
        assert frame.description.startswith(f"At the step size {h:g} ")
        for name, (values, _) in rules.items():
            largest = max(abs(complex(each)) for each in values)
            place = "on the circle" if abs(largest - 1) < 1e-9 else "inside" if largest < 1 else "outside"
            assert f"{name} {place}" in frame.description


@pytest.mark.parametrize(("value", "place"), [(0.5 + 0.5j, "inside"), (1j, "on the circle"), (1 + 0.1j, "outside")])
def test_a_verdict_is_where_the_largest_lies(value, place):
    assert step_sizes.verdict(torch.tensor([0.1, value])) == place


def pixels(picture):
    with Image.open(io.BytesIO(picture.png)) as image:
        return image.convert("RGB")


def test_a_rule_looks_the_same_in_every_picture():
    one, other = (step_sizes.step_size_strip(SIZES, FRAMES, [name], "Three.", title="t") for name in ("alternating", "consensus"))
    both = step_sizes.step_size_strip(SIZES, FRAMES, ["alternating", "consensus"], "Six.", title="t")
    colours = [{colour for _, colour in pixels(each).getcolors(2**20)} for each in (one, other, both)]
    assert colours[0] != colours[1]
    orange, black = (230, 159, 0), (0, 0, 0)
    assert orange in colours[0]
    assert orange not in colours[1]
    assert {orange, black} <= colours[2]


def test_a_tensor_with_a_gradient_can_be_drawn():
    assert phases(FRAMES[0]["alternating"][1].clone().requires_grad_() * 2, FIELD).png
