"""Each damage against SciPy, Pillow or a plain loop; none touches what it is given, and each refuses what it cannot do."""

import numpy
import pytest
import torch
from scipy.ndimage import gaussian_filter, shift

from gancourse.metrics import damages
from gancourse.runtime import stream

PICTURES = 2 * torch.rand(6, 2, 9, 12, generator=stream(0)) - 1
LABELS = torch.tensor([0, 1, 2, 0, 1, 2])
ALL = {
    "blurred": lambda x: damages.blurred(x, 1.0),
    "noisy": lambda x: damages.noisy(x, 0.5, stream(1)),
    "shifted": lambda x: damages.shifted(x, 2, -1),
    "resized": lambda x: damages.resized(x, 4),
    "marked": damages.marked,
    "dropped": lambda x: damages.dropped(x, LABELS, [1]),
    "repeated": lambda x: damages.repeated(x, 2),
    "copied": lambda x: damages.copied(x, 6, stream(2)),
}


@pytest.mark.parametrize("damage", ALL.values(), ids=ALL)
def test_as_many_pictures_of_one_kind_come_back_and_what_was_given_stays(damage):
    given = PICTURES.clone()
    for dtype in (torch.float32, torch.float64):
        found = damage(given.to(dtype))
        assert found.shape == PICTURES.shape
        assert found.dtype == dtype
        assert found.abs().max() <= 1
        assert not torch.equal(found, PICTURES.to(dtype))
    assert torch.equal(given, PICTURES)
    damage(given).zero_()
    assert torch.equal(given, PICTURES)


@pytest.mark.parametrize("damage", ALL.values(), ids=ALL)
def test_what_is_no_picture_is_refused(damage):
    for wrong in (torch.zeros(6, 28), torch.zeros(0, 1, 28, 28), torch.zeros(6, 1, 28, 28, dtype=torch.uint8)):
        with pytest.raises(ValueError, match=r"pictures must be \(n, channels, h, w\) of fractions"):
            damage(wrong)


@pytest.mark.parametrize("sigma", [0.3, 1.0, 1.7])
def test_a_blur_is_scipys(sigma):
    theirs = gaussian_filter(PICTURES.double().numpy(), (0, 0, sigma, sigma), mode="nearest", truncate=damages.REACH)
    torch.testing.assert_close(damages.blurred(PICTURES.double(), sigma), torch.from_numpy(theirs))


def test_noise_has_its_spread_and_is_the_streams():
    grey = torch.zeros(50, 1, 20, 20)
    found = damages.noisy(grey, 0.2, stream(3))
    assert float(found.std()) == pytest.approx(0.2, rel=0.02)
    assert torch.equal(found, damages.noisy(grey, 0.2, stream(3)))
    assert not torch.equal(found, damages.noisy(grey, 0.2, stream(4)))


@pytest.mark.parametrize(("right", "down"), [(1, 0), (0, 1), (-2, 3), (4, -5), (0, 0)])
def test_a_shift_is_scipys(right, down):
    theirs = shift(PICTURES.numpy(), (0, 0, down, right), order=0, cval=-1.0)
    assert numpy.array_equal(damages.shifted(PICTURES, right, down).numpy(), theirs)


def test_a_careless_resize_keeps_a_few_pixels_and_an_antialiased_one_looks_at_all():
    stripes = torch.ones(1, 1, 8, 8)
    stripes[..., 1::2] = -1  # white, black, white, black ...
    assert torch.equal(damages.resized(stripes, 4), torch.ones(1, 1, 8, 8))  # the black ones were never looked at
    right = torch.nn.functional.interpolate(stripes, (4, 4), mode="bilinear", antialias=True)
    assert right.abs().max() < 0.3  # grey


def test_a_mark_is_where_it_is_said_to_be_and_nowhere_else():
    found = damages.marked(PICTURES, 2, 0.5) != PICTURES
    assert found[:, :, 1:3, 1:3].all()
    assert found.sum() == 6 * 2 * 4


def test_dropped_modes_leave_the_others_in_their_order():
    found = damages.dropped(PICTURES, LABELS, range(1, 3), 10)
    assert torch.equal(found, PICTURES[[1, 2, 4, 5, 1, 2, 4, 5, 1, 2]])


def test_few_pictures_come_again_and_again():
    assert torch.equal(damages.repeated(PICTURES, 2, 5), PICTURES[[0, 1, 0, 1, 0]])


def test_copies_are_copies_and_all_that_is_known_is_handed_out():
    found = damages.copied(PICTURES, 200, stream(0), few=4)
    which = (found[:, None] == PICTURES).flatten(2).all(2)
    assert (which.sum(1) == 1).all()
    assert (which.sum(0) > 30).tolist() == [True] * 4 + [False] * 2


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda: damages.blurred(PICTURES, 0), "above zero, got 0"),
        (lambda: damages.noisy(PICTURES, -1, stream(0)), "at least zero, got -1"),
        (lambda: damages.shifted(PICTURES, 12), "9 x 12, and fill in .*, got 12, 0"),
        (lambda: damages.shifted(PICTURES, 1, 1, -1.5), "got 1, 1 and -1.5"),
        (lambda: damages.resized(PICTURES, 9), "that of the pictures, 9, got 9"),
        (lambda: damages.marked(PICTURES, 9), "a side of 9 and 1"),
        (lambda: damages.dropped(PICTURES, LABELS[:5], [0]), r"\(6,\), got \(5,\)"),
        (lambda: damages.dropped(PICTURES, LABELS, [7, 8]), r"no picture has one of the labels \[7, 8\]"),
        (lambda: damages.repeated(PICTURES, 7), "the 6 pictures, got 7"),
        (lambda: damages.repeated(PICTURES, 2, 0), "n must be above zero, got 0"),
        (lambda: damages.copied(PICTURES, 5, stream(0), 7), "the 6 pictures and n above zero, got 7 and 5"),
    ],
)
def test_what_cannot_be_is_refused(damage, said):
    with pytest.raises(ValueError, match=said):
        damage()
