"""How the DCGANs are made, at a size that takes a moment: rates that settle, a resume, a file with its card."""

from dataclasses import replace

import pytest
import torch

from gancourse import data, weights
from gancourse.weights import store, train_dcgan
from gancourse.weights.train_dcgan import RECIPES, drawn, judge_digits, train

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture
def small(monkeypatch, tmp_path):
    recipe = replace(RECIPES["digits"], pictures=lambda: data.digits()[::10], width=4, latent=8, batch=8)
    monkeypatch.setitem(RECIPES, "digits", recipe)
    monkeypatch.setattr(train_dcgan, "SAMPLES", 200)
    return recipe


def test_the_rates_stay_and_then_fall_to_nothing(small):
    game = train_dcgan.game(small, seed=0, last=10)
    rates = []
    for rounds in range(10):
        game.rounds = rounds
        rates.append(game.rate("generator"))
    assert rates == pytest.approx([1, 1, 1, 1, 1, 1, 0.8, 0.6, 0.4, 0.2])


def test_a_run_that_went_on_is_the_run_that_was_not_stopped(small, tmp_path):
    whole = train(small, 1, rounds=4)
    save = tmp_path / "part.safetensors"
    first = train_dcgan.game(small, 1, 4)
    train_dcgan.played(first, small, 2, save)
    again = train(small, 1, save, rounds=4)
    for ours, theirs in zip(again.state_dict().values(), whole.state_dict().values(), strict=True):
        assert torch.equal(ours, theirs)


def test_the_command_writes_a_generator_and_its_card(small, tmp_path, capsys):
    out = tmp_path / "trial.safetensors"
    assert train_dcgan.main(["digits", "--rounds", "2", "--seed", "5", "--runs", str(tmp_path), "--out", str(out)]) == 0
    made = weights.load(out)
    assert drawn(made, 3).shape == (3, 1, 28, 28)
    assert torch.equal(drawn(made, 3), drawn(made, 3))
    assert weights.about(out)["notes"] == {"rounds": 2, "seed": 5, "split": [0.2, 0]}
    page = out.with_suffix(".md").read_text()
    assert "train_dcgan digits --seed 5 --rounds 2" in page
    assert "ratio" in page
    assert "Memorisation" in capsys.readouterr().out


def test_it_refuses_in_one_sentence(small, tmp_path, capsys):
    assert train_dcgan.main(["digits", "--rounds", "1", "--runs", str(tmp_path), "--out", str(tmp_path / "a.bin")]) == 1
    assert capsys.readouterr().err.startswith("train_dcgan: ")


def test_the_card_of_the_shipped_generator_of_digits_is_true():
    rest, held_out = data.digits().split(*weights.about("digit_dcgan")["notes"]["split"])
    found = judge_digits(weights.load("digit_dcgan"), rest, held_out)
    page = (store.FOLDER / "digit_dcgan.md").read_text()
    name = "Read with more than 0.9 confidence"
    (line,) = (line for line in page.splitlines() if line.startswith(f"| {name} |"))
    ratio, said = (float(words.split("ratio ")[1].split(" ")[0]) for words in (found[name], line))
    assert said == pytest.approx(ratio, abs=0.01)  # another processor may read a few digits otherwise
    assert "10 of 10" in found["Digits among them"]
