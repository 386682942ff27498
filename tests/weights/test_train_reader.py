"""How the reader is made, at a size that takes a moment: the same from the same seed, and a file with its card."""

import numpy
import pytest
import torch
from scipy.ndimage import center_of_mass

from gancourse import data, weights
from gancourse.streams import Streams
from gancourse.weights import card, train_reader
from gancourse.weights.train_reader import jiggled, judge, train


@pytest.fixture(scope="module")
def digits():
    return data.digits()[::10]  # 500, 50 a class


def test_jiggled_pictures_are_moved_a_little_and_stay_pictures(digits):
    moved = jiggled(digits.images[::5], Streams(0, "cpu"))
    assert moved.shape == (100, 1, 28, 28)
    assert moved.min() >= -1
    assert moved.max() <= 1
    assert (moved != digits.images[::5]).flatten(1).any(1).all()
    apart = [
        numpy.subtract(*(center_of_mass(each[0].numpy() + 1) for each in pair))
        for pair in zip(moved, digits.images[::5], strict=True)
    ]
    assert 0.5 < numpy.abs(apart).mean() < 2  # a shift uniform in +-2 pixels has a mean of 1
    assert numpy.abs(apart).max() < 4
    ink = (moved + 1).sum() / (digits.images[::5] + 1).sum()
    assert float(ink) == pytest.approx(1, abs=0.06)


def test_nothing_moves_where_no_number_is_drawn(digits):
    class Still:
        def uniform(self, n, *shape):
            return torch.full((n, *shape), 0.5)

    torch.testing.assert_close(jiggled(digits.images[:5], Still()), digits.images[:5], atol=1e-4, rtol=0)


def test_a_reader_is_a_function_of_its_seed(digits):
    first, again, other = (train(digits[::5], seed, 1).state_dict() for seed in (3, 3, 4))
    assert all(torch.equal(first[name], again[name]) for name in first)
    assert not torch.equal(first["head.weight"], other["head.weight"])


def test_a_reader_learns(digits, monkeypatch):
    """Seconds: forty steps, which are the fewest that show it, and so few that their average has to be a short one."""
    monkeypatch.setattr(train_reader, "AVERAGE", 0.5)
    rest, held_out = digits.split()
    told = []
    reader = train(rest, 3, 10, told.append)
    assert told[0].startswith("epoch 10 of 10, last loss")
    assert not reader.training
    assert judge(reader, held_out).right > 0.6
    assert judge(train(rest, 3, 0), held_out).right < 0.3


def test_scores_are_counted_by_hand(digits):
    class Fixed(torch.nn.Module):
        def forward(self, x):
            return torch.tensor([5.0] + [0.0] * 9).expand(len(x), 10)

    found = judge(Fixed(), digits)
    assert (found.right, found.sure, found.n) == (0.1, 1.0, 500)
    sure = numpy.log(numpy.exp(5) + 9)
    assert found.loss == pytest.approx(sure - 0.5, rel=1e-6)


def test_the_command_writes_a_file_and_its_card(digits, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(train_reader.data, "digits", lambda: digits)
    out = tmp_path / "small.safetensors"
    assert train_reader.main(["--seeds", "2", "5", "--epochs", "1", "--out", str(out)]) == 0
    page = out.with_suffix(".md").read_text()
    for words in ("train_reader --epochs 1 --seeds 2 5`", "400 digits", "(seed 2, this file)", "(seed 5)", "MNIST", "Licence"):
        assert words in page
    assert f"{out.stat().st_size:,} bytes" in page
    assert weights.about(out)["notes"] == {"seed": 2, "epochs": 1, "split": [0.2, 0]}
    right = judge(weights.load(out), digits.split(0.2, 0)[1]).right
    assert f"{right:.1%} (seed 2, this file)" in page
    assert "seed 5: Scores" in capsys.readouterr().out
    assert sorted(each.name for each in tmp_path.iterdir()) == ["small.md", "small.safetensors"]


def test_a_refusal_is_one_sentence_and_code_1(digits, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(train_reader.data, "digits", lambda: digits[:50])
    assert train_reader.main(["--out", str(tmp_path / "small.safetensors")]) == 1
    assert capsys.readouterr().err.startswith("train_reader: a reader learns from labelled pictures, 100 at least")
    assert list(tmp_path.iterdir()) == []


def test_a_card_without_its_facts_is_refused(tmp_path):
    with pytest.raises(ValueError, match="missing Made by, Data, Training, Licence"):
        card.write(tmp_path / "small.safetensors", {"What it is": "a cat"})
