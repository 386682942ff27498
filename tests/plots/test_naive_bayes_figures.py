"""The figures of lesson 01 draw what they are given, and their sentences hold the numbers of what they drew."""

import io

import numpy
import pytest
import torch
from PIL import Image

from gancourse.plots import independence
from gancourse.plots import naive_bayes as figures
from gancourse.plots.picture import Picture
from gancourse.runtime import stream
from gancourse.theory.naive_bayes import GaussianNaiveBayes


def uniform(*shape: int) -> torch.Tensor:
    return torch.rand(*shape, generator=stream(0), dtype=torch.float64)


def gaussian() -> tuple[torch.Tensor, torch.Tensor, GaussianNaiveBayes]:
    y = torch.arange(40) % 2
    x = uniform(40, 2) + y[:, None]
    return x, y, GaussianNaiveBayes().fit(x, y)


FIGURES = {
    "bitmaps": lambda: figures.bitmaps(uniform(4, 784), "Four squares of grey noise, side by side.", credit="nobody"),
    "opening": lambda: independence.opening(uniform(20, 784), uniform(20, 784), credit="nobody"),
    "vetoed": lambda: figures.vetoed([5, 50], torch.tensor([[0.9, 0.2], [1.0, 0.4]])),
    "smoothing": lambda: figures.smoothing([0.1, 1], {50: torch.tensor([[0.6, 0.4]]), 4000: torch.tensor([[0.7, 0.8]])}),
    "learning_curves": lambda: figures.learning_curves([10, 100], {"one": torch.tensor([[0.25, 0.75]]), "two": uniform(3, 2)}),
    "plug_in": lambda: figures.plug_in(10, [10, 100, 1000]),
    "verdicts": lambda: figures.verdicts(torch.linspace(-4, 30, 200), 10.0),
    "running_product": lambda: figures.running_product(torch.full((784,), -0.25), torch.full((784,), -0.5)),
    "confusion": lambda: figures.confusion(torch.tensor([[50, 1, 2], [0, 40, 7], [3, 9, 30]])),
    "weights": lambda: figures.weights(4 * uniform(784) - 2, uniform(784)),
    "gaussian_classes": lambda: figures.gaussian_classes(*gaussian()),
    "telling_words": lambda: figures.telling_words(["lunch", "monday", "see", "win", "fee", "prize"], [-3, -2, -1, 1, 2, 3]),
    "message": lambda: figures.message(["monday", "prize"], [-2.0, 3.0], 1.0),
    "reliability": lambda: independence.reliability({"sure": (torch.full((50,), 0.99), torch.arange(50) < 40)}),
    "confidence_gaps": lambda: independence.confidence_gaps(["a\nb", "c"], uniform(3, 2), torch.full((3, 2), 0.5)),
    "neighbours": lambda: independence.neighbours(0.93 + 0.01 * uniform(90), 0.85 + 0.01 * uniform(90)),
    "log_likelihoods": lambda: independence.log_likelihoods(-170 + 40 * uniform(90), -165 + 30 * uniform(90)),
    "critics": lambda: independence.critics(["linear", "forest"], torch.tensor([[0.5, 0.99], [0.52, 1.0]])),
}


@pytest.mark.parametrize("name", FIGURES)
def test_each_figure_is_a_picture_with_one_plain_sentence_and_the_same_bytes_at_every_call(name):
    picture, again = FIGURES[name](), FIGURES[name]()
    assert isinstance(picture, Picture)
    assert picture.png == again.png
    assert len(picture.description.split()) >= 5
    assert picture.description.endswith(".")
    assert not set("*$\n") & set(picture.description)


@pytest.mark.parametrize("name", FIGURES)
def test_no_figure_is_cut_at_its_right_or_lower_edge(name):
    grey = numpy.asarray(Image.open(io.BytesIO(FIGURES[name]().png)).convert("L"))  # (h, w) in 0 to 255
    assert (grey[-1] > 250).all(), "something touches the lower edge"
    assert (grey[:, -1] > 250).all(), "something touches the right edge"


@pytest.mark.parametrize(
    ("name", "numbers"),
    [
        ("vetoed", ["95% with 5", "30% with 50"]),
        ("smoothing", ["0.1 with 50 digits", "1 with 4,000 digits"]),
        ("learning_curves", ["one from 25% to 75%", "from 10 to 100 digits"]),
        ("verdicts", ["from -4 to 30 nats", "value of 10"]),
        ("plug_in", ["after 10, 100, 1,000 pictures"]),
        ("running_product", ["power -85", "-170 under another"]),
        ("confusion", ["2 read as 1 (9 times), 1 read as 2 (7 times), 2 read as 0 (3 times)"]),
        ("telling_words", ["towards ham are lunch, monday, see", "towards spam prize, fee, win"]),
        ("message", ["from monday (-2.0) to prize (+3.0)", "+1.0, which reads as spam"]),
        ("reliability", ["in 100% of its answers, of which 80% are right"]),
        ("confidence_gaps", ["a b: confidence", "accuracy 50%"]),
        ("critics", ["linear: 50% to 52%; forest: 99% to 100%"]),
    ],
)
def test_the_sentence_holds_the_numbers_of_the_data(name, numbers):
    for number in numbers:
        assert number in FIGURES[name]().description


def test_confidences_with_few_images_are_left_out_of_the_reliability_curve():
    confidence = torch.cat([torch.full((50,), 0.95), torch.full((5,), 0.35)])
    with_few = independence.reliability({"sure": (confidence, torch.ones(55, dtype=torch.bool))}, fewest=20)
    without = independence.reliability({"sure": (confidence, torch.ones(55, dtype=torch.bool))}, fewest=1)
    assert with_few.png != without.png


def test_confusion_leaves_the_counts_that_it_draws_alone():
    counts = torch.tensor([[5, 1, 0], [0, 6, 2], [0, 0, 9]])
    figures.confusion(counts)
    assert counts.tolist() == [[5, 1, 0], [0, 6, 2], [0, 0, 9]]
