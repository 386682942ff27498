"""Minibatches: which rows come is a function of seed and round; what is no data is refused in one sentence."""

from types import SimpleNamespace

import numpy
import pytest
import torch
from scipy import stats

from gancourse import data, processes
from gancourse.batches import batches
from gancourse.runtime import stream
from gancourse.streams import Streams

ROWS = torch.arange(10.0).view(10, 1)


def at(source, seeds, round):
    streams = Streams(seeds)
    bound = source.bound(streams)
    streams.start(round)
    return next(bound)


def test_rows_are_those_of_a_plain_randint():
    expected = ROWS[torch.randint(10, (6,), generator=stream(4))]
    assert torch.equal(batches(ROWS, 6).sample(6, stream(4)), expected)


def test_rows_come_evenly_and_with_replacement():
    drawn = at(batches(ROWS, 20_000), 0, 0).view(-1).long()
    assert stats.chisquare(drawn.bincount(minlength=10).numpy()).pvalue > 1e-3


def test_tensors_keep_their_rows_together():
    images, labels = at(batches((ROWS, ROWS.view(-1).long()), 50), [0, 1], 3)
    assert (images.shape, labels.shape) == ((2, 50, 1), (2, 50))
    assert torch.equal(images.squeeze(-1).long(), labels)


def test_stacked_batches_are_those_of_each_seed():
    for source in (batches(ROWS, 5), batches(data.ring(dtype=torch.float64), 5), batches(data.moons(), 5)):
        together = at(source, [3, 8], 2)
        assert torch.equal(together, torch.stack([at(source, seed, 2) for seed in (3, 8)]))


def test_pictures_densities_and_functions_are_data():
    pictures = SimpleNamespace(images=torch.rand(7, 1, 4, 4))
    assert at(batches(pictures, 3), 0, 0).shape == (3, 1, 4, 4)
    assert at(batches(data.ring(), 3), 0, 0).shape == (3, 2)
    assert at(batches(lambda n, s: torch.rand(n, 4, generator=s), 3), 0, 0).shape == (3, 4)
    assert repr(batches(ROWS, 3)) == "batches of 3 from a tensor (10, 1)"
    assert repr(batches(data.ring(), 3)) == "batches of 3 from Mixture of 8 Gaussians in 2 dimensions"


def test_processes_share_a_batch_equally_or_not_at_all(monkeypatch):
    monkeypatch.setattr(processes, "count", lambda: 2)
    monkeypatch.setattr(processes, "rank", lambda: 1)
    assert batches(ROWS, 6).bound(Streams(0)).size == 3
    with pytest.raises(ValueError, match="a batch of 5 cannot be shared equally by 2 processes; take a multiple"):
        batches(ROWS, 5).bound(Streams(0))


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "8", None], ids=repr)
def test_a_size_is_a_whole_number_above_zero(size):
    with pytest.raises(ValueError, match="a batch size is a whole number above zero, got"):
        batches(ROWS, size)


@pytest.mark.parametrize(
    "wrong",
    [
        numpy.zeros((4, 2)),
        [[1.0, 2.0]],
        torch.utils.data.DataLoader(torch.zeros(4, 2)),
        iter([ROWS]),
        (row for row in ROWS),
        torch.distributions.Normal(0.0, 1.0),
        lambda n: torch.zeros(n, 2),
        (ROWS, [1, 2]),
        (),
        None,
    ],
    ids=["array", "list", "loader", "iterator", "generator", "distribution", "short", "mixed", "empty", "none"],
)
def test_what_is_no_data_is_refused(wrong):
    with pytest.raises(
        TypeError, match=r"data must be a tensor .*, a tuple of tensors, images, a density or a function"
    ) as caught:
        batches(wrong, 4)
    assert str(caught.value).endswith(f"got {type(wrong).__name__}")


@pytest.mark.parametrize("wrong", [torch.zeros(0, 2), torch.tensor(1.0), (ROWS, ROWS[:3])], ids=["empty", "scalar", "uneven"])
def test_rows_that_are_none_or_uneven_are_refused(wrong):
    with pytest.raises(ValueError, match="data must have rows, the same number in each tensor, got"):
        batches(wrong, 4)


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (lambda n, s: torch.zeros(3, 2), r"must return 8 rows where 8 are asked for.*got \[\(3, 2\)\]"),
        (lambda n, s: torch.zeros(n + 1, 2), r"must return 8 rows where 8 are asked for.*got \[\(9, 2\)\]"),
        (lambda n, s: numpy.zeros((n, 2)), r"must return 8 rows .*got \['ndarray'\]"),
        (lambda n, s: None, r"must return 8 rows .*got \['NoneType'\]"),
        (lambda n, s: torch.tensor(0.0), r"must return 8 rows .*got \[\(\)\]"),
        (lambda n, s: next(iter([])), "the data ran out: .* must be endless"),
    ],
    ids=["few", "many", "array", "none", "scalar", "ends"],
)
@pytest.mark.parametrize("seeds", [0, [0, 1]], ids=["one", "stacked"])
def test_a_function_that_returns_no_batch_is_told_so(function, words, seeds):
    with pytest.raises(ValueError, match=words):
        at(batches(function, 8), seeds, 0)
