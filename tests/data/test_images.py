"""Images are checked when they are made, indexed like a tensor, and split without loss or overlap."""

import numpy
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gancourse.data.images import Images, check_size, from_bytes


def numbered(count, labels=None):
    """Images that know their own number: the mean pixel of image i is i / count, and its name is i."""
    values = torch.arange(count, dtype=torch.float32) / count
    return Images(
        values[:, None, None, None].expand(count, 1, 2, 2).clone(),
        labels=labels,
        names=tuple(str(i) for i in range(count)),
        classes=None if labels is None else ("a", "b", "c"),
        credit="nobody",
    )


@pytest.mark.parametrize("index", [slice(2, 5), [2, 3, 4], torch.tensor([2, 3, 4]), numpy.array([2, 3, 4]), (2, 3, 4)])
def test_every_way_to_index_keeps_labels_and_names_beside_their_images(index):
    part = numbered(6, torch.tensor([0, 1, 2, 0, 1, 2]))[index]
    assert part.names == ("2", "3", "4")
    assert part.labels.tolist() == [2, 0, 1]
    assert torch.allclose(part.images.mean((1, 2, 3)), torch.tensor([2, 3, 4]) / 6)
    assert part.classes == ("a", "b", "c")
    assert part.credit == "nobody"


def test_masks_single_positions_and_empty_choices():
    images = numbered(4, torch.tensor([0, 1, 0, 1]))
    assert images[images.labels == 1].names == ("1", "3")
    assert images[[True, False, False, True]].names == ("0", "3")
    assert images[-1].names == ("3",)
    assert images[torch.tensor(2)].images.shape == (1, 1, 2, 2)
    assert len(images[[]]) == len(images[4:]) == 0
    assert [image.names for image in images] == [("0",), ("1",), ("2",), ("3",)]


@pytest.mark.parametrize("index", [4, [0, 4], torch.tensor([True, False])])
def test_an_index_that_is_not_there_says_how_many_images_there_are(index):
    with pytest.raises(IndexError, match="there are 4 images"):
        numbered(4)[index]


@pytest.mark.parametrize("index", ["first", 1.5, [0.5]])
def test_an_index_of_another_kind_is_refused(index):
    with pytest.raises((TypeError, IndexError), match=r"an index is a position|no image at"):
        numbered(4)[index]


@given(count=st.integers(2, 60), share=st.floats(0.01, 0.99), seed=st.integers(0, 2**40), kinds=st.integers(1, 3))
def test_a_split_loses_nothing_repeats_nothing_and_is_even_over_labels(count, share, seed, kinds):
    images = numbered(count, torch.arange(count) % kinds)
    held = round(share * count)
    if not 0 < held < count:
        with pytest.raises(ValueError, match="share must leave images in both parts"):
            images.split(share, seed)
        return
    rest, out = images.split(share, seed)
    assert len(out) == held
    assert sorted(rest.names + out.names, key=int) == list(images.names)
    for label in range(kinds):
        of_label = (images.labels == label).sum().item()
        assert abs((out.labels == label).sum().item() - held * of_label / count) <= 1


def test_a_split_is_a_function_of_its_seed_and_shuffles():
    images = numbered(50)
    assert images.split(0.2, seed=3)[0].names == images.split(0.2, seed=3)[0].names
    assert images.split(0.2, seed=3)[0].names != images.split(0.2, seed=4)[0].names
    assert list(images.split(0.2)[0].names) != sorted(images.split(0.2)[0].names, key=int)


@pytest.mark.parametrize("share", [0, 1, -0.2, 20, float("nan")])
def test_a_share_outside_zero_and_one_is_refused(share):
    with pytest.raises(ValueError, match="share must leave images in both parts"):
        numbered(10).split(share)


@pytest.mark.parametrize(
    ("parts", "kind", "sentence"),
    [
        ({"images": torch.zeros(2, 28, 28)}, ValueError, r"must be \(n, channels, h, w\) in \[-1, 1\], got shape \(2, 28, 28\)"),
        ({"images": torch.full((2, 1, 4, 4), 255.0)}, ValueError, r"got values in \[255, 255\]"),
        ({"images": torch.full((2, 1, 4, 4), float("nan"))}, ValueError, "got values in"),
        ({"images": torch.zeros(2, 1, 4, 4, dtype=torch.float64)}, TypeError, "float32 tensor in .*, got torch.float64"),
        ({"images": numpy.zeros((2, 1, 4, 4), "f4")}, TypeError, "float32 tensor"),
        ({"labels": torch.zeros(2)}, TypeError, "labels must be an int64 tensor, got torch.float32"),
        ({"labels": torch.zeros(3, dtype=torch.int64)}, ValueError, r"one an image, \(2,\), got shape \(3,\)"),
        ({"labels": torch.tensor([0, 5]), "classes": ("a", "b")}, ValueError, "labels must be 0 to 1, got 0 to 5"),
        ({"labels": torch.tensor([-1, 0])}, ValueError, "got -1 to 0"),
        ({"names": ("one",)}, ValueError, "got 1 names for 2 images"),
    ],
)
def test_what_does_not_fit_is_refused_in_a_sentence(parts, kind, sentence):
    with pytest.raises(kind, match=sentence):
        Images(**({"images": torch.zeros(2, 1, 4, 4)} | parts))


def test_bytes_become_the_whole_range():
    assert from_bytes(numpy.array([0, 255], dtype=numpy.uint8)).tolist() == [-1.0, 1.0]


@pytest.mark.parametrize("size", [7, 257, 32.0, "32", True, None])
def test_a_size_that_is_none_is_refused(size):
    with pytest.raises(ValueError, match="size must be a whole number of pixels from 8 to 256"):
        check_size(size)


def test_the_set_shows_itself_in_a_line():
    assert repr(numbered(4, torch.tensor([0, 1, 0, 1]))) == "Images(4 of 1x2x2, 3 classes; nobody)"
