"""A notebook runs in a clean kernel, and what it leaves is the same at every run."""

import nbformat
import pytest

from authoring import build, execute, timings


def notebook(*cells: str) -> nbformat.NotebookNode:
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells], metadata=metadata)


def test_addresses_processes_and_timestamps_are_scrubbed():
    ran = notebook("object()", "import os; print(object(), f'ipykernel{chr(95)}{os.getpid()}')")
    execute.execute(ran, "test", "smoke")
    execute.scrub(ran)
    text = nbformat.writes(ran)
    assert text.count("0x…") == 2
    assert "ipykernel_" not in text
    assert "iopub" not in text
    assert ran.metadata["language_info"] == {"name": "python"}


PLAYED = """
import torch
from gancourse import data, progress
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.training import batches, play
progress.REFRESH = 0.0
game = VanillaGAN(DenseGenerator(2, (2,), (8,)), DenseDiscriminator((2,), (8,)))
print(len(play(game, batches(data.ring(), 8), 5)))
"""


def test_a_progress_line_leaves_no_trace_and_other_empty_outputs_stay():
    ran = notebook(PLAYED, "from IPython.display import display; display({'text/plain': ''}, raw=True)")
    execute.execute(ran, "test", "smoke")
    kinds = [output["output_type"] for output in ran.cells[0].outputs]
    assert kinds == ["display_data", "stream"]
    assert ran.cells[0].outputs[0]["data"] == {"text/plain": ""}  # what a student is left with
    execute.scrub(ran)
    assert [output["output_type"] for output in ran.cells[0].outputs] == ["stream"]
    assert ran.cells[0].outputs[0]["text"] == "2\n"
    assert len(ran.cells[1].outputs) == 1


def test_the_kernel_gets_the_budget_and_an_empty_folder():
    ran = notebook("import os; print(os.environ['GANCOURSE_BUDGET'], os.listdir())")
    execute.execute(ran, "test", "smoke")
    assert ran.cells[0].outputs[0]["text"] == "smoke []\n"


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1 / 0", "test: a cell failed at the smoke budget(.|\n)*ZeroDivisionError"),
        ("import warnings; warnings.warn('look')", "test: a cell wrote to stderr: .*look"),
        ("import os; os._exit(3)", "test: the run stopped"),
    ],
    ids=["raises", "warns", "dies"],
)
def test_a_cell_that_fails_is_named(code, words):
    with pytest.raises(execute.ExecutionError, match=words):
        execute.execute(notebook(code), "test", "smoke")


def test_a_notebook_that_is_too_large_is_refused_and_the_old_one_stays(tmp_path):
    path = tmp_path / "x.ipynb"
    execute.write(notebook("1"), path)
    before = path.read_bytes()
    with pytest.raises(execute.ExecutionError, match=r"x.ipynb is \d+ KB; at most 600 KB"):
        execute.write(notebook("#" * 700_000), path)
    assert path.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["x.ipynb"]


@pytest.mark.parametrize(
    ("seconds", "before", "after"),
    [
        (3, None, 10),
        (10.5, None, 20),
        (12, 10, 10),
        (13, 10, 20),
        (11, 20, 20),
        (9, 20, 10),
        (29, 40, 30),
        (31, 40, 40),
        (70, 90, 90),
    ],
)
def test_timings_change_only_by_a_quarter(seconds, before, after):
    assert timings.rounded(seconds, before) == after


def test_timings_are_kept_in_a_table(tmp_path, monkeypatch):
    monkeypatch.setattr(timings, "FILE", tmp_path / "timings.toml")
    assert timings.words(timings.load().get("01_x")) == "not yet measured"
    timings.store("01_x", 20)
    timings.store("00_w", 10)
    assert timings.load() == {"00_w": 10, "01_x": 20}
    assert timings.words(timings.load().get("01_x")) == "20 s"


SOURCE = """---
kernelspec:
  display_name: Python 3
  name: python3
---

# A lesson

It takes {{seconds}}.

```{code-cell} ipython3
import torch

from gancourse import plots
from gancourse.runtime import claim, stream

plots.sheet(torch.randn(8, 1, 8, 8, generator=stream(0)), "Eight squares of noise.")
```

```{code-cell} ipython3
print(object())
claim("one is HOLDS", HOLDS == 1)
```
"""


@pytest.fixture
def lessons(tmp_path, monkeypatch):
    """A folder with one lesson of our own, in place of the course's."""

    def write(holds="1"):
        source = tmp_path / "source" / "77_test.md"
        source.parent.mkdir(exist_ok=True)
        source.write_text(SOURCE.replace("HOLDS", holds))
        return source

    monkeypatch.setattr(build, "sources", lambda pattern="": [write.source])
    monkeypatch.setattr(build, "exercise_sources", lambda pattern="": [])
    monkeypatch.setattr(timings, "FILE", tmp_path / "timings.toml")
    return write


def test_two_builds_have_the_same_bytes_and_a_third_does_nothing(lessons, tmp_path, capsys):
    lessons.source = lessons()
    target = tmp_path / "77_test.ipynb"
    assert build.notebooks() == 0
    first = target.read_bytes()
    assert b"It takes 10 s." in first
    assert b"0x\\u2026" in first or "0x…".encode() in first
    assert build.notebooks(force=True) == 0
    assert target.read_bytes() == first
    capsys.readouterr()
    assert build.notebooks() == 0
    assert capsys.readouterr().out == "77_test: up to date\n"


def test_a_notebook_that_cannot_be_written_leaves_its_time_as_it_was(lessons, tmp_path, monkeypatch):
    lessons.source = lessons()
    monkeypatch.setattr(execute, "LARGEST", 1)
    assert build.notebooks() == 1
    assert [path.name for path in tmp_path.iterdir()] == ["source"]


def test_a_claim_that_fails_fails_the_build_and_the_old_notebook_stays(lessons, tmp_path, capsys):
    lessons.source = lessons()
    target = tmp_path / "77_test.ipynb"
    assert build.notebooks() == 0
    assert build.claims() == 0
    before = target.read_bytes()
    lessons.source = lessons("2")
    assert build.notebooks() == 1
    assert build.claims() == 1
    assert target.read_bytes() == before
    assert "claim fails at the cpu budget: one is 2" in capsys.readouterr().err
    assert build.stale_texts() == ["77_test"]
    assert build.release_check() == 1
