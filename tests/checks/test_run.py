"""`gancourse check NN` runs a notebook and examines every task; what is no notebook is one sentence."""

import json
import subprocess
import sys

import nbformat
import pytest

from gancourse import checks, cli
from gancourse.checks import run

STUB = "def mean_square(x):\n    raise NotImplementedError('write mean_square here; the check below says what is missing')"
RIGHT = "def mean_square(x):\n    return square(x).mean()"


def notebook(path, *cells):
    """A notebook of code cells, each a text, or a text and its tag."""
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Text")])
    for cell in cells:
        code, *tags = (cell,) if isinstance(cell, str) else cell
        made.cells.append(nbformat.v4.new_code_cell(code, metadata={"tags": tags}))
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(made, path)
    return str(path)


@pytest.fixture
def place(lesson_99, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "lessons", checks.lessons)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_right_notebook_passes_whatever_else_stands_in_it(place, capsys):
    cells = [
        "%matplotlib inline\nimport torch\n!ls\nsquare = torch.square",
        "%%time\n" + RIGHT,
        ("raise RuntimeError('a check cell is not run')", "check"),
        ("raise RuntimeError('an expected cell is not run')", "expected"),
        "%%bash\nexit 1",
        "assert 7 \\\n  % 4 == 3",
        "from gancourse.checks import check\ncheck('05.discriminator_loss', None)",
        "",
    ]
    notebook(place / "exercises" / "99_a.ipynb", *cells)
    assert cli.main(["check", "99"]) == 0
    told = capsys.readouterr()
    assert told.out.splitlines()[0].endswith("99_a.ipynb")
    assert "code cell" not in told.out
    assert "visible checks passed (3 of 3)" in told.out
    assert told.out.splitlines()[-1] == "1 of 1 tasks pass their visible checks"


def test_cells_that_raise_are_named_and_cost_themselves_alone(place, capsys):
    cells = ["import torch\nsquare = torch.square", "print(a_slip)", RIGHT, "x = mean_square(1, 2)"]
    assert cli.main(["check", "99", notebook(place / "mine.ipynb", *cells)]) == 0
    told = capsys.readouterr().out
    assert "code cell 2 (print(a_slip)): NameError: name 'a_slip' is not defined" in told
    assert "code cell 4 (x = mean_square(1, 2)): TypeError" in told


def test_a_stub_fails_and_the_students_copy_comes_first(place, capsys):
    notebook(place / "exercises" / "99_a.ipynb", "from torch import square", RIGHT)
    notebook(place / "work" / "exercises" / "99_a.ipynb", STUB)
    assert cli.main(["check", "99"]) == 1
    told = capsys.readouterr().out
    assert told.splitlines()[0].startswith("work")
    assert told.count("it is not written yet") == 1
    assert told.splitlines()[-1] == "0 of 1 tasks pass their visible checks"


def test_a_notebook_whose_cells_end_the_process_is_told(place, capsys):
    assert cli.main(["check", "99", notebook(place / "mine.ipynb", "import os; os._exit(0)", RIGHT)]) == 1
    assert "its process stopped: its cells did not end in time, or ended the process" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is no notebook: it holds no JSON"),
        (b"print(1)", "is no notebook: it holds no JSON"),
        (b"\xff\xfe\x00", "is no notebook: it holds no JSON"),
        (b"[" * 100_000, "is no notebook: it holds no JSON"),
        (b"[]", "is no notebook: it has no cells"),
        (b"{}", "is no notebook: it has no cells"),
        (b'{"cells": 3}', "is no notebook: it has no cells"),
        (b'{"cells": []}', "has no code to check"),
        (b'{"cells": [{"cell_type": "markdown", "source": "x"}, 3]}', "has no code to check"),
        (json.dumps({"cells": [{"cell_type": "code", "source": ["  ", "\n"], "metadata": 3}]}).encode(), "has no code to check"),
    ],
    ids=lambda each: str(each)[:20],
)
def test_what_is_no_notebook_is_one_sentence(place, capsys, content, sentence):
    (place / "mine.ipynb").write_bytes(content)
    assert cli.main(["check", "99", "mine.ipynb"]) == 2
    assert capsys.readouterr().err == f"mine.ipynb {sentence}.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["99"], "no work/exercises/99_*.ipynb or exercises/99_*.ipynb here; name the notebook: gancourse check 99 NOTEBOOK."),
        (["99", "gone.ipynb"], "gone.ipynb cannot be read: No such file or directory."),
        (["99", "."], ". cannot be read: Is a directory."),
        (["98"], "not for '98'."),
    ],
)  # fmt: skip
def test_what_is_missing_is_one_sentence(place, capsys, words, sentence):
    assert cli.main(["check", *words]) == 2
    told = capsys.readouterr().err
    assert told.endswith(f"{sentence}\n")
    assert told.count("\n") == 1


def test_the_command_runs_in_a_terminal(tmp_path):
    path = notebook(tmp_path / "mine.ipynb", "x = 1")
    done = subprocess.run(
        [sys.executable, "-m", "gancourse", "check", "05", path], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 1, done.stderr
    assert "was its cell run, or its name changed?" in done.stdout
    assert done.stdout.splitlines()[-1].startswith("0 of ")
    assert done.stderr == ""
