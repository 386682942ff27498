"""The memorisation score against SciPy's rank test, and on copies, fresh data, noise, and a few copies among many."""

import pytest
import torch
from scipy import stats
from sklearn.neighbors import NearestNeighbors

from gancourse.metrics.neighbours import memorisation
from gancourse.metrics.rows import Origin, Rows
from gancourse.runtime import stream


def fresh(n, seed):
    return torch.randn(n, 1, 2, 3, generator=stream(seed))


TRAIN, HELD = fresh(300, 0), fresh(200, 1)


@pytest.mark.parametrize("chunk", [50, 1024])
def test_it_is_the_rank_statistic(chunk):
    fake = torch.cat([fresh(60, 2), TRAIN[:20] + 0.01, TRAIN[:5]])
    trees = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(TRAIN.double().flatten(1).numpy())
    ours, theirs = (trees.kneighbors(each.double().flatten(1).numpy())[0][:, 0] for each in (fake, HELD))
    found = memorisation(fake, TRAIN, HELD, chunk)
    assert found["score"] == pytest.approx(stats.mannwhitneyu(theirs, ours).statistic / (85 * 200), abs=1e-12)
    assert found["copied"] == pytest.approx(((theirs[None] > ours[:, None]).mean(1) >= 0.99).mean(), abs=1e-12)
    assert "85 generated, 300 training, 200 held out" in str(found)


def test_fresh_data_have_one_half_copies_one_and_noise_less():
    scores = [memorisation(fresh(200, 10 + seed), TRAIN, HELD)["score"] for seed in range(5)]
    assert all(abs(score - 0.5) < 0.1 for score in scores)
    copies = memorisation(TRAIN[:100], TRAIN, HELD)
    assert (copies["score"], copies["copied"]) == (1, 1)
    assert memorisation(5 * fresh(100, 3), TRAIN, HELD)["score"] < 0.1


def test_a_few_copies_show_in_the_second_number():
    few = torch.cat([fresh(180, 4), TRAIN[:20]])
    found, floor = memorisation(few, TRAIN, HELD), memorisation(fresh(200, 5), TRAIN, HELD)
    assert found["copied"] > 0.09 > 3 * floor["copied"]
    assert abs(found["score"] - 0.5) < 0.12
    assert "real against real" in str(found.beside(floor))


def test_order_does_not_matter():
    fake = fresh(50, 6)
    assert memorisation(fake.flip(0), TRAIN.flip(0), HELD.flip(0)).numbers == memorisation(fake, TRAIN, HELD).numbers


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="100 held-out samples at least to know what is near, got 99"):
        memorisation(HELD, TRAIN, HELD[:99])
    with pytest.raises(ValueError, match="one length, got 6 and 4"):
        memorisation(HELD[:, :, :, :2], TRAIN, HELD)
    with pytest.raises(ValueError, match="made alike"):
        memorisation(Rows(HELD.flatten(1), Origin("pixels")), TRAIN, HELD)
    with pytest.raises(ValueError, match=r"\(n, \*shape\), got \(5,\)"):
        memorisation(torch.zeros(5), TRAIN, HELD)
