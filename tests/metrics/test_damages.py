"""What the measures see of planted damages, with the shipped reader on digits that it never saw: three draws of each.

Each damage is a blind spot of one measure and is caught by another; both are held here, since a lesson says so. It takes
seconds: the reader looks at 6,000 pictures twice.
"""

import pytest
import torch

from gancourse import data, weights
from gancourse.metrics.damages import blurred
from gancourse.metrics.features import Features
from gancourse.metrics.frechet import frechet
from gancourse.metrics.kernel import kernel_distance
from gancourse.metrics.manifold import density_coverage, precision_recall
from gancourse.metrics.neighbours import memorisation
from gancourse.metrics.parzen import parzen
from gancourse.metrics.scores import confident_share, inception_score
from gancourse.metrics.statistics import statistics
from gancourse.runtime import stream

SEEDS = (0, 1, 2)


class Scene:
    """Held-out digits in two halves, and what stands for a generator: the second half, blurred, of five digits, or copies."""

    def __init__(self):
        rest, held = data.digits().split(*weights.about("digit_reader")["notes"]["split"])
        self.train, self.held, self.labels = rest.images, held.images, held.labels
        reader = weights.load("digit_reader")
        self.look, self.read = Features(reader.features, "digit_reader"), Features(reader.probabilities, "probabilities")
        self.pictures = {f"blur {s}": blurred(held.images, s) for s in (0.5, 1, 1.5)} | {"real": held.images}
        self.pictures["copies"] = self.train[:1000]
        self.features = {name: self.look(pictures) for name, pictures in self.pictures.items()}
        self.answers = {name: self.read(pictures) for name, pictures in self.pictures.items()}

    def halves(self, seed):
        order = torch.randperm(1000, generator=stream(seed))
        return order[:500], order[500:]

    def only(self, rows, digits):
        """Rows of the first so many digits, as often as makes them as many as before."""
        few = rows[self.labels[rows] < digits]
        return few.repeat(10)[: len(rows)]


@pytest.fixture(scope="module")
def scene():
    return Scene()


@pytest.mark.parametrize("seed", SEEDS)
def test_both_distances_grow_with_blur_and_with_what_is_dropped(scene, seed):
    first, second = scene.halves(seed)
    real = scene.features["real"]
    for measure in (frechet, kernel_distance):
        floor = float(measure(real[first], real[second]))
        blur = [float(measure(real[first], scene.features[f"blur {s}"][second])) for s in (0.5, 1, 1.5)]
        drop = [float(measure(real[first], real[scene.only(second, digits)])) for digits in (8, 5, 2)]
        assert floor < blur[0] < blur[1] < blur[2]
        assert floor < drop[0] < drop[1] < drop[2]
        assert min(blur[1], drop[1]) > 5 * max(floor, 1)
    same, other = (kernel_distance(real[first], each) for each in (real[second], scene.features["blur 1"][second]))
    assert abs(float(same)) < 3 * same.errors["MMD^2"]
    assert float(other) > 4 * other.errors["MMD^2"]


@pytest.mark.parametrize("seed", SEEDS)
def test_dropped_digits_cost_recall_and_coverage_and_no_precision(scene, seed):
    first, second = scene.halves(seed)
    real = scene.features["real"]
    floor, found = (precision_recall(real[first], real[each]) for each in (second, scene.only(second, 5)))
    assert found["recall"] < 0.65 * floor["recall"]
    assert found["precision"] > 0.9 * floor["precision"]
    floor, found = (density_coverage(real[first], real[each]) for each in (second, scene.only(second, 5)))
    assert found["coverage"] < 0.65 * floor["coverage"]
    assert "real against real" in str(found.beside(floor))


@pytest.mark.parametrize("seed", SEEDS)
def test_blur_costs_density_and_confidence(scene, seed):
    first, second = scene.halves(seed)
    real, soft = scene.features["real"], scene.features["blur 1.5"][second]
    assert density_coverage(real[first], soft)["density"] < 0.8 * density_coverage(real[first], real[second])["density"]
    sure, unsure = (confident_share(scene.answers[name][second])["share"] for name in ("real", "blur 1.5"))
    assert unsure < 0.85 * sure


@pytest.mark.parametrize("seed", SEEDS)
def test_the_inception_score_counts_digits_and_nothing_of_the_data(scene, seed):
    _, second = scene.halves(seed)
    answers = scene.answers["real"]
    assert float(inception_score(answers[second])) > 9.5
    assert float(inception_score(answers[scene.only(second, 5)])) == pytest.approx(5, abs=0.5)
    one_each = torch.tensor([int((scene.labels == digit).nonzero()[0]) for digit in range(10)]).repeat(50)
    assert float(inception_score(answers[one_each])) > 9  # ten pictures, again and again


@pytest.mark.parametrize("seed", SEEDS)
def test_only_the_memorisation_score_sees_copies(scene, seed):
    first, second = scene.halves(seed)
    real, copies = scene.features["real"], scene.features["copies"][seed * 100 : seed * 100 + 500]
    assert float(frechet(real[first], copies)) < 2 * float(frechet(real[first], real[second]))
    pictures = scene.pictures["copies"][seed * 100 : seed * 100 + 500]
    assert memorisation(pictures, scene.train, scene.held[first])["score"] == 1
    fresh = memorisation(scene.held[second], scene.train, scene.held[first])
    assert abs(fresh["score"] - 0.5) < 0.08
    assert fresh["copied"] < 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_the_parzen_window_prefers_blurred_digits_to_real_ones(scene, seed):
    first, second = scene.halves(seed)
    sharp, soft = (
        parzen(scene.pictures[name][second], scene.held[first[:100]], scene.held[first[100:300]]) for name in ("real", "blur 1")
    )
    assert float(soft) > float(sharp) + 10


def test_the_readers_batches_and_the_order_change_no_digit_that_is_printed(scene):
    first, second = scene.halves(0)
    few = Features(scene.look.function, "digit_reader", batch=37)
    ours, theirs = scene.features["real"], few(scene.held.flip(0))
    for measure in (frechet, kernel_distance, precision_recall, density_coverage):
        whole = measure(ours[first], ours[second]).numbers
        again = measure(theirs[999 - first.flip(0)], theirs[999 - second]).numbers
        assert again == pytest.approx(whole, rel=1e-4, abs=1e-3)
    streamed = [statistics(few.batches(scene.held[rows].split(64))) for rows in (first, second)]
    assert float(frechet(*streamed)) == pytest.approx(float(frechet(ours[first], ours[second])), rel=1e-4)
