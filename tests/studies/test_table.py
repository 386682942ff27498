"""A stored study comes back as it was; what is damaged, or is not there, is said in one sentence; what ships is whole."""

import pytest
import torch

from gancourse import studies
from gancourse.studies import table
from gancourse.studies.table import Entry, Study


@pytest.fixture
def study():
    entries = [Entry("a, with a comma", seed, name, seed + len(name) / 7) for seed in (1, 0, 2) for name in ("sure", "digits")]
    entries += [Entry("b", seed, "sure", 10.0 * seed) for seed in (0, 2, 5)]
    pictures = torch.linspace(-1, 1, 2 * 28 * 28).view(2, 1, 28, 28)
    return Study("trial", entries, {"a, with a comma": pictures, "b": -pictures})


def test_it_comes_back_as_it_was(study, tmp_path):
    path = tmp_path / "trial.csv"
    table.save(study, path, [("What it is", "a trial"), ("Made by", "`a command`")])
    back = studies.load(path)
    assert back.variants == ["a, with a comma", "b"]
    assert back.measures == ["sure", "digits"]
    for before, after in zip(study.entries, back.entries, strict=True):
        assert after[:3] == before[:3]
        assert after.value == pytest.approx(before.value, rel=1e-5)
    for name, pictures in study.pictures.items():
        torch.testing.assert_close(back.pictures[name], pictures, atol=0.5 / 127.5 + 1e-6, rtol=0)
    page = path.with_suffix(".md").read_text()
    assert "| Made by | `a command` |" in page
    table.save(back, path, [])
    assert [entry.value for entry in studies.load(path).entries] == [entry.value for entry in back.entries]


def test_values_go_by_rising_seeds_and_pairs_by_seeds_in_common(study):
    assert study.values("a, with a comma", "sure").tolist() == pytest.approx([4 / 7, 1 + 4 / 7, 2 + 4 / 7])
    assert study.pairs("b", "a, with a comma", "sure").tolist() == pytest.approx([-4 / 7, 20 - 2 - 4 / 7])
    with pytest.raises(KeyError, match="not 'digits' of 'b'"):
        study.values("b", "digits")
    with pytest.raises(KeyError, match="no seed with 'digits' of both"):
        study.pairs("b", "a, with a comma", "digits")


def test_what_is_not_there_or_damaged_is_one_sentence(study, tmp_path):
    with pytest.raises(FileNotFoundError, match="no study is called 'nothing'"):
        studies.load("nothing")
    path = tmp_path / "trial.csv"
    table.save(study, path, [])
    for damage in ("variant,seed\n", "", path.read_text().replace(",1,", ",one,")):
        path.write_text(damage)
        with pytest.raises(ValueError, match=r"the study trial\.csv is damaged"):
            studies.load(path)
    table.save(study, path, [])
    path.with_suffix(".safetensors").write_bytes(b"no")
    with pytest.raises(ValueError, match="is damaged"):
        studies.load(path)


@pytest.mark.parametrize("name", studies.names())
def test_what_ships_is_whole_and_has_a_card(name):
    study = studies.load(name)
    assert all(torch.tensor([entry.value for entry in study.entries]).isfinite())
    assert set(study.pictures) == set(study.variants)
    page = (table.FOLDER / f"{name}.md").read_text()
    for fact in ("What it is", "Made by", "Data", "Training", "Judged by"):
        assert f"| {fact} | " in page
    assert (table.FOLDER / f"{name}.safetensors").stat().st_size < 400_000
