"""Nearest neighbours against scikit-learn's and a plain loop, on exact copies, in chunks of any size."""

import pytest
import torch
from sklearn.neighbors import NearestNeighbors

from gancourse.metrics.neighbours import nearest
from gancourse.runtime import stream

SAMPLES = torch.randn(37, 1, 4, 5, generator=stream(0), dtype=torch.float64)
DATA = torch.randn(101, 1, 4, 5, generator=stream(1), dtype=torch.float64)


@pytest.mark.parametrize("chunk", [1, 7, 100, 101, 1024])
def test_it_agrees_with_scikit_learn_whatever_the_chunk(chunk):
    distance, index = nearest(SAMPLES, DATA, chunk)
    oracle = NearestNeighbors(n_neighbors=1, algorithm="brute").fit(DATA.flatten(1).numpy())
    theirs, which = oracle.kneighbors(SAMPLES.flatten(1).numpy())
    torch.testing.assert_close(distance, torch.from_numpy(theirs[:, 0]))
    assert index.tolist() == which[:, 0].tolist()


def test_it_agrees_with_a_plain_loop():
    distance, index = nearest(SAMPLES[:3], DATA)
    for i in range(3):
        every = [float(((SAMPLES[i] - DATA[j]) ** 2).sum() ** 0.5) for j in range(len(DATA))]
        assert distance[i].item() == pytest.approx(min(every))
        assert index[i].item() == every.index(min(every))


def test_a_copy_is_at_distance_zero_exactly_in_float32_too():
    copies = 100 + torch.rand(50, 784, generator=stream(2))
    distance, index = nearest(copies, copies, 20)
    assert (distance == 0).all()
    assert index.tolist() == list(range(50))


def test_of_equals_one_is_named():
    twice = torch.cat([DATA[:5], DATA[:5]])
    distance, index = nearest(DATA[:5], twice, 3)
    assert (distance == 0).all()
    assert (index % 5).tolist() == [0, 1, 2, 3, 4]


def test_no_gradient_is_kept():
    assert not nearest(SAMPLES.clone().requires_grad_(), DATA)[0].requires_grad


@pytest.mark.parametrize(
    ("samples", "data", "chunk", "said"),
    [
        (SAMPLES, DATA[:, :, :3], 5, r"one shape.*\(37, 1, 4, 5\) and \(101, 1, 3, 5\)"),
        (SAMPLES, DATA[:0], 5, r"\(0, 1, 4, 5\)"),
        (SAMPLES, DATA, 0, "at least 1, got 0"),
        (torch.zeros(3), torch.zeros(3), 5, r"\(3,\)"),
    ],
)
def test_what_cannot_be_compared_is_refused(samples, data, chunk, said):
    with pytest.raises(ValueError, match=said):
        nearest(samples, data, chunk)
