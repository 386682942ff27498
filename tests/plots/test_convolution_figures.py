"""The figures of convolutions: each draws what it is given, in the course's style, with its description, to the same bytes."""

import pytest
import torch

from gancourse.plots import convolutions
from gancourse.plots.convolutions import Grid, Step
from gancourse.runtime import stream
from tests.plots.promises import keeps_its_promises

MAP = torch.arange(12.0).view(3, 4) - 5
PICTURE = torch.randn(28, 28, generator=stream(0))
STEPS = [Step(64, 1), Step(64, 7, "matrix\nReLU"), Step(1, 28, "up")]

FIGURES = {
    "one grid": lambda: convolutions.grids([Grid("t", MAP)], "One grid."),
    "grids": lambda: convolutions.grids(
        [Grid("t", MAP, [(0, 0, 2, 2), (1, 1, 2, 2)], ring=1), Grid("u", MAP.T, sign="=")], "Two grids.", title="t"
    ),
    "pictures": lambda: convolutions.grids([Grid("t", PICTURE, numbers=False), Grid("u", PICTURE, numbers=False)], "Two."),
    "zeros": lambda: convolutions.grids([Grid("t", 0 * MAP)], "Zeros."),
    "networks": lambda: convolutions.networks([("G", STEPS), ("D", STEPS[::-1])], "Two networks.", title="t"),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_a_figure_is_a_picture_with_its_description_and_the_same_bytes_each_time(draw):
    keeps_its_promises(draw)


def test_what_is_given_is_what_is_drawn():
    def drawn(values, **options):
        return convolutions.grids([Grid("t", values, **options)], "One grid.").png

    plain = drawn(MAP)
    assert plain != drawn(-MAP)
    assert plain != drawn(MAP, windows=[(0, 0, 2, 2)])
    assert plain != drawn(MAP, ring=1)
    assert plain != drawn(MAP, numbers=False)
    small, large = (convolutions.networks([("G", [Step(n, 7)])], "One.", title="t").png for n in (1, 512))
    assert small != large


def test_a_grid_is_a_matrix():
    with pytest.raises(ValueError, match=r"a grid shows a matrix, got \(1, 3, 4\) for 't'"):
        convolutions.grids([Grid("t", MAP[None])], "One grid.")


def test_stamps_are_one_more_than_inputs_and_of_one_size_and_end_in_the_transposed_convolution(monkeypatch):
    x, kernel = torch.tensor([[1.0, -2.0], [0.0, 3.0]]), torch.rand(3, 3, generator=stream(1))
    shown = []
    real = convolutions.grids

    def kept(panels, *arguments, **options):
        shown.append(panels[-1].values.clone())
        return real(panels, *arguments, **options)

    monkeypatch.setattr(convolutions, "grids", kept)
    pictures = convolutions.stamps(x, kernel, stride=2, padding=1)
    assert len(pictures) == 5
    assert len({(picture.width, picture.height) for picture in pictures}) == 1
    assert len({picture.png for picture in pictures}) == 5
    assert len({picture.description for picture in pictures}) == 5
    whole = torch.nn.functional.conv_transpose2d(x[None, None], kernel[None, None], stride=2)[0, 0]
    assert (shown[0] == 0).all()
    torch.testing.assert_close(shown[-1], whole)
