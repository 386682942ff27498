"""From an author's text to a notebook: the same text always gives the same bytes, cells' ids included."""

import hashlib
import re
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from authoring.environment import ROOT

LESSONS = ROOT / "lessons"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
COLAB = """import sys

if "google.colab" in sys.modules:
    %pip install -q "gancourse @ git+{address}\""""


class SourceError(Exception):
    """What is wrong with a source, in one sentence."""


def sources(pattern: str = "") -> list[Path]:
    """The sources of the lessons, in order; `pattern` keeps those whose name begins with it ("02").

    Raises:
        SourceError: no source's name begins with the pattern.
    """
    found = sorted(path for path in (LESSONS / "source").glob("[0-9]*.md") if path.stem.startswith(pattern))
    if not found:
        raise SourceError(f"no lesson's name begins with {pattern!r}; sources stand in lessons/source/")
    return found


def notebook_path(source: Path) -> Path:
    """Where the notebook of a source is written."""
    return source.parent.parent / f"{source.stem}.ipynb"


def read(path: Path, seconds: str = "some seconds", repository: str = "") -> NotebookNode:
    """The notebook of a source, not yet executed.

    Args:
        path: a MyST text notebook.
        seconds: what stands for `{{seconds}}`, the measured time to run.
        repository: the public address of the repository; where it is set, the first code cell installs the course on Colab.

    Raises:
        SourceError: a code cell ends in a semicolon, or is empty.
    """
    notebook = jupytext.reads(path.read_text(encoding="utf-8"), fmt="md:myst")
    notebook.metadata = NotebookNode(kernelspec=KERNEL, language_info={"name": "python"})
    if repository:
        first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
        notebook.cells.insert(first, nbformat.v4.new_code_cell(COLAB.format(address=repository), metadata={"tags": ["colab"]}))
    for cell in notebook.cells:
        cell.source = cell.source.replace("{{seconds}}", seconds)
        if cell.cell_type == "code":
            check_code(path, cell.source)
    return name_cells(path.stem, notebook)


def name_cells(stem: str, notebook: NotebookNode) -> NotebookNode:
    """Give each cell an id that is a hash of the notebook's name, its source and how often that came before."""
    seen: dict[str, int] = {}
    for cell in notebook.cells:
        text = f"{stem}\n{cell.cell_type}\n{cell.source}"
        seen[text] = seen.get(text, 0) + 1
        cell.id = hashlib.sha256(f"{text}\n{seen[text]}".encode()).hexdigest()[:12]
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    nbformat.validate(notebook)
    return notebook


def check_code(path: Path, code: str) -> None:
    """Refuse what later fails in a student's hands."""
    if not code.strip():
        raise SourceError(f"{path.name}: a code cell is empty; delete it")
    if code.rstrip().endswith(";"):
        raise SourceError(f"{path.name}: a cell ends in ';' (nbval fails on it): {code.strip().splitlines()[-1]!r}")


def code_of(notebook: NotebookNode) -> str:
    """The code cells as one Python text, without IPython's own lines: what a lesson imports can be read from it."""
    lines = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code").splitlines()
    return "\n".join(line for line in lines if not re.match(r"\s*[%!?]", line))
