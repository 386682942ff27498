"""Features of pictures: the same numbers in batches of any size, a network left as it was, and what is refused."""

import pytest
import torch
from torch import nn
from torch.nn.functional import interpolate

from gancourse.data.images import Images
from gancourse.metrics.features import Features, pixels
from gancourse.metrics.frechet import frechet
from gancourse.metrics.statistics import statistics
from gancourse.runtime import stream

PICTURES = torch.rand(23, 1, 8, 8, generator=stream(0)) * 2 - 1


class Net(nn.Module):
    """With the layers whose mode matters, one of them frozen on purpose."""

    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(), nn.Flatten(), nn.Linear(144, 5))
        self.layers[1].eval()

    def forward(self, x):
        return self.layers(x)

    def hidden(self, x):
        return self.layers[:2](x)  # (n, 4, 6, 6)


@pytest.mark.parametrize("batch", [1, 4, 23, 100])
def test_batches_change_nothing_but_rounding(batch):
    net = Net()
    found = Features(net, "net", batch=batch)(PICTURES)
    torch.testing.assert_close(found.values, net.eval()(PICTURES).detach(), rtol=1e-5, atol=1e-6)
    assert found.values.shape == (23, 5)
    assert str(found.origin) == "features net, in float32, no resize"


def test_a_network_is_left_in_its_modes_and_keeps_no_graph():
    net = Net()
    before = [part.training for part in net.modules()]
    assert not Features(net, "net")(PICTURES).values.requires_grad
    Features(net.hidden, "hidden")(PICTURES)
    assert [part.training for part in net.modules()] == before
    assert before.count(False) == 1

    def broken(x):
        raise RuntimeError("inside")

    net.layers[4].forward = broken
    with pytest.raises(RuntimeError, match="inside"):
        Features(net, "net")(PICTURES)
    assert [part.training for part in net.modules()] == before


def test_a_modules_method_and_a_plain_function_will_do():
    net = Net()
    hidden = Features(net.hidden, "hidden", batch=5)(PICTURES)
    assert hidden.values.shape == (23, 144)
    torch.testing.assert_close(hidden.values, net.eval().hidden(PICTURES).detach().flatten(1), rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(Features(lambda x: x.mean((2, 3)), "grey")(PICTURES).values, PICTURES.mean((2, 3)))
    assert torch.equal(pixels()(PICTURES).values, PICTURES.flatten(1))


def test_pictures_go_to_the_networks_precision():
    assert Features(Net().double(), "net")(PICTURES).origin.dtype == "float64"


def test_a_stream_of_batches_is_the_whole_and_held_one_at_a_time():
    look, alive = Features(Net(), "net"), []

    def source():
        for part in PICTURES.split(6):
            alive.append(len(part))
            yield part

    whole = look(PICTURES)
    torch.testing.assert_close(look(source()).values, whole.values, rtol=1e-5, atol=1e-6)
    alive.clear()
    seen = [len(alive) for _ in look.batches(source())]
    assert seen == [1, 2, 3, 4]  # a batch is drawn when it is looked at, not before
    one, other = statistics(look.batches(source())), statistics(whole)
    torch.testing.assert_close(one.covariance, other.covariance, rtol=1e-4, atol=1e-6)
    assert float(frechet(one, other)) == pytest.approx(0, abs=1e-6)


def test_the_courses_images_are_taken_as_they_are():
    assert torch.equal(pixels()(Images(PICTURES)).values, PICTURES.flatten(1))


def test_a_resize_is_antialiased_and_said():
    found = pixels(4)(PICTURES)
    wanted = interpolate(PICTURES, (4, 4), mode="bilinear", antialias=True, align_corners=False)
    torch.testing.assert_close(found.values, wanted.flatten(1))
    assert found.origin.resize == "resized from 8x8 to 4x4, bilinear, antialiased"
    assert pixels(8)(PICTURES).origin.resize == "no resize"
    with pytest.raises(ValueError, match="made alike"):
        frechet(found, pixels(4)(PICTURES[:, :, ::2, ::2]))


@pytest.mark.parametrize(
    ("pictures", "said"),
    [
        (PICTURES * 255, r"in \[-1, 1\], got values in \[-25"),
        (PICTURES.where(PICTURES < 0.9, torch.nan), r"got values in \[nan"),
        (PICTURES[0], r"got \(1, 8, 8\) of float32"),
        (PICTURES[:0], r"got \(0, 1, 8, 8\)"),
        (PICTURES.to(torch.uint8), "of uint8"),
        ([[1.0]], "got list"),
        ([], "the iterable was empty"),
    ],
)
def test_what_are_no_pictures_is_refused(pictures, said):
    with pytest.raises(ValueError, match=said):
        pixels()(pictures)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        (lambda x: x.flatten(1)[:2], r"must give \(23, ...\) finite numbers for 23 pictures, got \(2, 64\)"),
        (lambda x: x.mean((1, 2, 3)), r"got \(23,\)"),
        (lambda x: x.flatten(1) / 0, "finite"),
        (lambda x: [1], "got list"),
    ],
)
def test_what_gives_no_rows_is_refused(function, said):
    with pytest.raises(ValueError, match=said):
        Features(function, "strange")(PICTURES)


@pytest.mark.parametrize("settings", [{"name": ""}, {"name": "a", "size": 0}, {"name": "a", "batch": 0}])
def test_what_cannot_be_features_is_refused(settings):
    with pytest.raises(ValueError, match="need a name"):
        Features(lambda x: x, **settings)
