"""The numbers of a run: thinned evenly, read late, and the same after a stop as without one."""

import pytest
import torch

from gancourse import history
from gancourse.history import History


def filled(first, last, into=None, every=1):
    """A history of squares from one round to another."""
    kept = into if into is not None else History()
    for round in range(first, last + 1):
        numbers = {"square": torch.tensor(float(round**2))}
        if round % every == 0:
            numbers["some"] = torch.tensor([float(round), -float(round)])
        kept.add(round, numbers)
    return kept


def test_values_stand_beside_their_rounds():
    kept = filled(1, 5, every=2)
    assert kept.rounds("square").tolist() == [1, 2, 3, 4, 5]
    assert kept["square"].tolist() == [1, 4, 9, 16, 25]
    assert kept.rounds("some").tolist() == [2, 4]
    assert kept["some"].tolist() == [[2, -2], [4, -4]]
    assert (list(kept), len(kept), "some" in kept, "none" in kept) == (["square", "some"], 2, True, False)
    assert kept.latest()["square"] == 25
    assert repr(kept) == "History(square to round 5, some to round 4)"


@pytest.mark.parametrize("last", [16, 17, 18, 100, 1000])
def test_a_long_series_is_thinned_evenly_and_never_below_half(monkeypatch, last):
    monkeypatch.setattr(history, "KEPT", 16)
    rounds = filled(1, last).rounds("square")
    gaps = rounds.diff().unique()
    assert len(gaps) == 1
    assert rounds[0] == 1
    assert rounds[-1] > last - gaps[0]
    assert min(last, 8) <= len(rounds) <= 16


@pytest.mark.parametrize("stop", range(1, 80, 3))
def test_a_history_that_was_saved_and_went_on_is_the_one_that_never_stopped(monkeypatch, stop):
    monkeypatch.setattr(history, "KEPT", 8)
    whole = filled(1, 80, every=3)
    tensors, counts = filled(1, stop, every=3).state()
    resumed = History()
    resumed.restore(tensors, counts)
    filled(stop + 1, 80, resumed, every=3)
    for name in whole:
        assert torch.equal(resumed.rounds(name), whole.rounds(name))
        assert torch.equal(resumed[name], whole[name])


def test_reading_early_changes_nothing(monkeypatch):
    monkeypatch.setattr(history, "KEPT", 8)
    read = History()
    for round in range(1, 60):
        read.add(round, {"square": torch.tensor(float(round**2))})
        read["square"], read.latest(), repr(read)
    assert torch.equal(read["square"], filled(1, 59)["square"])


def test_values_are_float32_on_the_cpu_whatever_was_logged():
    kept = History()
    kept.add(1, {"a": torch.tensor(3)})
    kept.add(2, {"a": torch.tensor(0.5, dtype=torch.float64)})
    assert kept["a"].dtype is torch.float32
    assert kept["a"].tolist() == [3, 0.5]


def test_a_name_that_nobody_logged():
    with pytest.raises(KeyError, match=r"nothing was logged as 'loss'; there are \['some', 'square'\]"):
        filled(1, 3)["loss"]
