"""The inception score against SciPy's entropy and tables whose score is known, and the share that a classifier is sure of."""

import numpy
import pytest
import torch
from scipy import stats

from gancourse.metrics.rows import Origin, Rows
from gancourse.metrics.scores import confident_share, inception_score
from gancourse.runtime import stream

P = torch.randn(60, 7, generator=stream(0), dtype=torch.float64).mul(2).softmax(1)


def by_scipy(p):
    p = p.numpy()
    return numpy.exp(numpy.mean([stats.entropy(row, p.mean(0)) for row in p]))


def test_it_is_scipys_whatever_the_order():
    assert float(inception_score(P)) == pytest.approx(by_scipy(P), rel=1e-12)
    assert float(inception_score(P[torch.randperm(60, generator=stream(1))])) == pytest.approx(by_scipy(P), rel=1e-12)


def test_splits_are_the_papers_mean_and_deviation():
    found = inception_score(P, splits=4)
    each = [by_scipy(part) for part in P.tensor_split(4)]
    assert float(found) == pytest.approx(numpy.mean(each), rel=1e-12)
    assert found.errors["score"] == pytest.approx(numpy.std(each), rel=1e-10)


def test_of_few_pictures_it_is_too_small_on_average():
    many = torch.randn(4000, 7, generator=stream(2), dtype=torch.float64).mul(2).softmax(1)
    few = [float(inception_score(part)) for part in many.split(20)]
    assert numpy.mean(few) < float(inception_score(many)) - 3 * numpy.std(few) / len(few) ** 0.5


def test_tables_whose_score_is_known():
    sure = torch.eye(10).repeat(3, 1)
    assert float(inception_score(sure)) == pytest.approx(10)  # zeros in it, too
    assert float(inception_score(torch.full((30, 10), 0.1))) == pytest.approx(1)
    assert float(inception_score(torch.eye(10)[:1].repeat(30, 1))) == pytest.approx(1)  # one class
    half = torch.eye(10)[torch.arange(40) % 5]
    assert float(inception_score(half)) == pytest.approx(5)


def test_logits_are_refused_and_so_is_what_is_no_share():
    with pytest.raises(ValueError, match="softmax of logits"):
        inception_score(torch.randn(20, 10, generator=stream(2)))
    with pytest.raises(ValueError, match=r"sums to 1\.1"):
        confident_share(torch.full((3, 10), 0.11))
    with pytest.raises(ValueError, match="from 1 to the 60 pictures, got 61"):
        inception_score(P, splits=61)
    with pytest.raises(ValueError, match=r"got 1\.0"):
        confident_share(P, above=1.0)


def test_the_share_that_is_sure_is_counted_by_hand():
    p = torch.tensor([[0.95, 0.05], [0.5, 0.5], [0.08, 0.92], [0.9, 0.1]])
    found = confident_share(Rows(p.double(), Origin("reader")))
    assert found["share"] == 0.5  # 0.9 is not above 0.9
    assert found["classes"] == 2
    assert found.errors["share"] == pytest.approx((0.25 / 4) ** 0.5)
    assert "above 0.9" in str(found)
    assert confident_share(p[:1])["classes"] == 1
    assert confident_share(p[1:2])["classes"] == 0
