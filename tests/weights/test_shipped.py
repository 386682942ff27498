"""What ships: every file has a card and loads, and the reader reads digits that it never saw."""

import re

import pytest
import torch

from gancourse import data, weights
from gancourse.weights import card, store, train_reader

NAMES = weights.names()


def test_the_reader_is_among_them():
    assert "digit_reader" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_loads_and_has_a_card_that_says_where_it_is_from(name):
    network = weights.load(name)
    assert all(each.dtype == torch.float32 for each in network.parameters())
    path = store.FOLDER / f"{name}.safetensors"
    assert path.stat().st_size <= 4_000_000
    page = path.with_suffix(".md").read_text()
    assert page.startswith(f"# {name}\n")
    assert all(f"| {fact} | " in page for fact in card.NEEDED)
    assert f"{path.stat().st_size:,} bytes" in page


def test_the_reader_reads_digits_that_it_never_saw():
    notes = weights.about("digit_reader")["notes"]
    assert notes["split"] == [train_reader.SHARE, train_reader.SPLIT]
    _, held_out = data.digits().split(*notes["split"])
    scores = train_reader.judge(weights.load("digit_reader"), held_out)
    assert scores.right >= 0.985
    assert scores.sure >= 0.95
    page = (store.FOLDER / "digit_reader.md").read_text()
    right, sure = (
        re.search(pattern, page)
        for pattern in (rf"\| ([\d.]+)% \(seed {notes['seed']}, this file\)", r"above 0\.9\) \| ([\d.]+)%")
    )
    assert float(right[1]) == pytest.approx(100 * scores.right, abs=0.25)  # another processor may read two digits otherwise
    assert float(sure[1]) == pytest.approx(100 * scores.sure, abs=0.25)
