"""The reader's network: shapes, first weights from the streams alone, modes, and what is refused."""

import pytest
import torch
from torch import nn

from gancourse.nets.reader import Reader
from gancourse.runtime import stream
from gancourse.streams import Streams

X = torch.rand(6, 1, 28, 28, generator=stream(0)) * 2 - 1


def test_it_gives_logits_features_and_probabilities():
    reader = Reader(classes=7, width=4, hidden=12, streams=Streams(0)).eval()
    assert reader(X).shape == (6, 7)
    h = reader.features(X)
    assert h.shape == (6, 12)
    assert (h >= 0).all()
    torch.testing.assert_close(reader(X), h @ reader.head.weight.T + reader.head.bias)
    torch.testing.assert_close(reader.probabilities(X).sum(1), torch.ones(6))
    torch.testing.assert_close(reader.probabilities(X).log(), reader(X).log_softmax(1), rtol=1e-4, atol=1e-4)


def test_a_picture_is_read_alone_in_eval_mode_and_with_its_batch_in_train_mode():
    reader = Reader(width=4, streams=Streams(0))
    assert not torch.allclose(reader(X)[:1], reader(X[:2])[:1], atol=1e-3)
    reader.eval()
    torch.testing.assert_close(reader(X)[2:3], reader(X[2:3]), rtol=1e-5, atol=1e-5)


def test_its_weights_are_a_function_of_the_seed_and_disturb_nobody():
    state = torch.get_rng_state()
    first, again, other = (Reader(streams=Streams(seed)).state_dict() for seed in (3, 3, 4))
    assert torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["head.weight"], other["head.weight"])
    assert all(value.isfinite().all() for value in first.values())
    weight = first["trunk.8.weight"]  # (128, 64, 3, 3)
    assert float(weight.std()) == pytest.approx((2 / (64 * 9)) ** 0.5, rel=0.02)


def test_every_weight_learns():
    reader = Reader(width=4, streams=Streams(0))
    nn.functional.cross_entropy(reader(X), torch.arange(6)).backward()
    assert all(weight.grad is not None and weight.grad.abs().sum() > 0 for weight in reader.parameters())


def test_what_is_no_picture_or_no_network_is_refused():
    reader = Reader(width=4, streams=Streams(0))
    for wrong in (X[:, :, :27], X.expand(-1, 3, -1, -1), X[0]):
        with pytest.raises(ValueError, match=r"\(n, 1, 28, 28\), grey pictures"):
            reader(wrong)
    for settings in ({"width": 0}, {"classes": 2.5}, {"hidden": -1}, {"dropout": 1}):
        with pytest.raises(ValueError, match="whole numbers above zero and dropout"):
            Reader(**settings)
    with pytest.raises(ValueError, match=r"stacked seeds \[0, 1\]"):
        Reader(streams=Streams([0, 1]))
