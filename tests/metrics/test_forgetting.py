"""A discriminator's accuracy against scikit-learn's, and what it remembers of fakes whose answers are known."""

import pytest
import torch
from sklearn.metrics import balanced_accuracy_score

from gancourse.metrics.forgetting import accuracy, memory
from gancourse.nets.dense import DenseDiscriminator
from gancourse.runtime import stream
from gancourse.streams import Streams


def first(x):
    """A discriminator that calls what lies to the right of the origin real."""
    return x[..., 0]


def test_it_is_scikit_learns_balanced_accuracy():
    real, fake = torch.randn(50, 2, generator=stream(0)) + 0.5, torch.randn(20, 2, generator=stream(1))
    truth = torch.cat([torch.ones(50), torch.zeros(20)])
    said = torch.cat([first(real), first(fake)]) > 0
    assert float(accuracy(first, real, fake)) == pytest.approx(balanced_accuracy_score(truth, said))


def test_one_class_for_everything_is_a_coin_and_so_is_a_logit_of_zero():
    some, more = torch.ones(7, 2), torch.ones(4, 2)
    assert float(accuracy(first, some, more)) == 0.5
    assert float(accuracy(lambda x: 0 * x[..., 0], some, more)) == 0.5
    assert float(accuracy(first, some, -more)) == 1
    assert float(accuracy(first, -some, more)) == 0


def test_memory_has_a_row_a_frame_and_a_column_a_seed():
    streams = Streams([0, 1, 2], "cpu")
    discriminator = DenseDiscriminator((2,), (4,), streams=streams)
    real, frames = streams.normal(9, 2), [streams.normal(5, 2) for _ in range(4)]
    found = memory(discriminator, real, frames)
    assert found.shape == (4, 3)
    assert torch.equal(found[2], accuracy(discriminator, real, frames[2]))
    assert not found.requires_grad


def test_fakes_that_moved_across_the_border_are_forgotten():
    frames = [torch.tensor([[float(x), 0.0]]) for x in (-2, -1, 1, 2)]
    assert memory(first, torch.tensor([[3.0, 0.0]]), frames).tolist() == [1, 1, 0.5, 0.5]


def test_bad_input_is_one_sentence():
    with pytest.raises(ValueError, match="there are no frames"):
        memory(first, torch.ones(3, 2), [])
    with pytest.raises(ValueError, match="one logit a sample"):
        accuracy(lambda x: x.sum(), torch.ones(3, 2), torch.ones(3, 2))
