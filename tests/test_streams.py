"""Every draw is a function of a seed and a round."""

import random

import numpy
import pytest
import torch

from gancourse import processes
from gancourse.streams import Streams


def drawn(streams):
    """One of each kind of draw."""
    return streams.normal(5, 2), streams.uniform(4, 3), streams.integers(20, 7)


def same(first, second):
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def test_a_round_draws_the_same_whatever_was_drawn_before():
    one, other = Streams(3), Streams(3)
    one.start(7)
    expected = drawn(one)
    other.normal(100)
    other.start(2)
    other.integers(3, 3)
    other.start(7)
    assert same(drawn(other), expected)


def test_another_seed_another_round_and_the_first_weights_draw_other_numbers():
    streams, draws = Streams(0), []
    draws.append(streams.normal(6))
    for round in (0, 1, -1):
        streams.start(round)
        draws.append(streams.normal(6))
    streams = Streams(1)
    draws.append(streams.normal(6))
    streams.start(0)
    draws.append(streams.normal(6))
    assert len({tuple(draw.tolist()) for draw in draws}) == len(draws)


def test_entry_i_of_a_list_of_seeds_is_what_the_seed_alone_draws():
    seeds = [5, 0, 11]
    stacked = Streams(seeds)
    alone = [Streams(seed) for seed in seeds]
    for streams in (stacked, *alone):
        streams.start(4)
    for together, *each in zip(drawn(stacked), *(drawn(streams) for streams in alone), strict=True):
        assert torch.equal(together, torch.stack(each))


def test_a_tuple_is_stacked_part_by_part():
    streams = Streams(range(3))
    first, second = streams.rows(4, lambda n, s: (torch.rand(n, 2, generator=s), torch.randint(9, (n,), generator=s)))
    assert (first.shape, second.shape) == ((3, 4, 2), (3, 4))


def test_draws_have_the_law_that_they_say():
    streams = Streams(0)
    assert abs(streams.normal(40_000).mean()) < 5 / 200
    assert streams.normal(40_000).std() == pytest.approx(1, abs=0.02)
    uniform = streams.uniform(40_000)
    assert uniform.min() >= 0
    assert uniform.max() < 1
    assert uniform.mean() == pytest.approx(0.5, abs=0.01)
    assert streams.integers(40_000, 4).bincount().tolist() == pytest.approx([10_000] * 4, rel=0.05)


def test_several_processes_together_draw_what_one_would(monkeypatch):
    one = Streams([1, 2])
    one.start(3)
    joint = one.normal(10, 2)
    parts = []
    monkeypatch.setattr(processes, "count", lambda: 2)
    for rank in range(2):
        monkeypatch.setattr(processes, "rank", lambda rank=rank: rank)
        mine = Streams([1, 2])
        mine.start(3)
        parts.append(mine.normal(5, 2))
    assert torch.equal(torch.cat(parts, dim=1), joint)


def test_dropout_follows_the_round_too_and_numpy_and_python_are_left_alone():
    numpy.random.seed(0)
    random.seed(0)
    before = numpy.random.get_state()[1].tolist(), random.getstate()
    streams = Streams(0)
    with torch.random.fork_rng([]):
        streams.start(5)
        first = torch.nn.functional.dropout(torch.ones(50))
        streams.start(5)
        assert torch.equal(torch.nn.functional.dropout(torch.ones(50)), first)
        streams.start(6)
        assert not torch.equal(torch.nn.functional.dropout(torch.ones(50)), first)
    assert (numpy.random.get_state()[1].tolist(), random.getstate()) == before


def test_who_looks_on_draws_apart():
    streams = Streams([0, 1])
    streams.start(2)
    expected = streams.normal(3)
    streams.start(2)
    apart = streams.apart("meter", 7)
    first = apart.normal(3)
    assert torch.equal(streams.normal(3), expected)
    assert not torch.equal(first, expected)
    assert torch.equal(streams.apart("meter", 7).normal(3), first)
    assert not torch.equal(streams.apart("meter", 8).normal(3), first)


@pytest.mark.parametrize("seeds", [0.5, None, True, [], [1, 2.0], [True], "ab", torch.tensor([1, 2]), numpy.int64(3)], ids=repr)
def test_what_is_no_seed_is_refused_in_one_sentence(seeds):
    with pytest.raises(ValueError, match="seeds must be a whole number, or a list of at least one, got"):
        Streams(seeds)


def test_two_equal_seeds_are_refused():
    with pytest.raises(ValueError, match=r"seeds must differ, or two runs are one: got \[1, 2, 1\]"):
        Streams([1, 2, 1])


def test_it_says_what_it_is():
    assert repr(Streams(3, "cpu")) == "Streams(3, device='cpu')"
    assert repr(Streams(range(2), "cpu")) == "Streams([0, 1], device='cpu')"
