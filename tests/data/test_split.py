"""What is held out is fair, and so is every beginning of either part."""

import pytest
import torch

from gancourse.data.split import split_rows
from gancourse.runtime import stream

LABELS = torch.arange(10).repeat_interleave(100)


def test_the_parts_are_disjoint_complete_and_of_the_asked_size():
    rest, held = split_rows(1000, LABELS, 0.2, seed=1, things="images")
    assert sorted(torch.cat([rest, held]).tolist()) == list(range(1000))
    assert len(held) == 200
    assert torch.bincount(LABELS[held]).tolist() == [20] * 10


@pytest.mark.parametrize("part", [0, 1], ids=["rest", "held out"])
def test_its_first_and_last_rows_are_a_fair_sample(part):
    """Over 200 seeds, a beginning or an end of 20 rows of 10 labels is as mixed as 20 draws without replacement."""
    for rows in (slice(None, 20), slice(-20, None)):
        largest = [LABELS[split_rows(1000, LABELS, 0.2, seed, "images")[part][rows]].bincount().max() for seed in range(200)]
        draws = (torch.randperm(1000, generator=stream(seed))[:20] for seed in range(1000, 1200))
        fair = [LABELS[draw].bincount().max() for draw in draws]
        gap = torch.stack(largest).double().mean() - torch.stack(fair).double().mean()
        assert gap.abs() < 0.4  # the standard error is about 0.09; a rest in the order of the first shuffle is off by 8


def test_labels_that_are_few_keep_their_share_but_for_one_row():
    labels = torch.tensor([0] * 7 + [1] * 90 + [2] * 3)
    _, held = split_rows(100, labels, 0.3, seed=0, things="images")
    assert len(held) == 30
    assert all(abs(int(found) - 0.3 * n) <= 1 for found, n in zip(labels[held].bincount(minlength=3), (7, 90, 3), strict=True))


def test_it_is_a_function_of_the_seed_alone():
    torch.manual_seed(3)
    first = split_rows(50, None, 0.5, seed=4, things="images")
    torch.manual_seed(5)
    assert all(map(torch.equal, first, split_rows(50, None, 0.5, seed=4, things="images")))
    assert not torch.equal(first[0], split_rows(50, None, 0.5, seed=5, things="images")[0])


@pytest.mark.parametrize("share", [0.0, 1.0, -1, 0.001, 0.999])
def test_an_empty_part_is_refused(share):
    with pytest.raises(ValueError, match=r"share must leave messages in both parts: .* of 20 messages holds out"):
        split_rows(20, None, share, seed=0, things="messages")
