"""One source of an exercise set becomes two notebooks: the solutions, executed, and the exercises, made from these.

A source stands in solutions/source/ and is a MyST text notebook. A cell's tag says what it is:

- a text cell without a tag is in both; so is a code cell without one (set-up);
- `solution`, with `:task:` the task's name: the worked solution. Its lines between ### BEGIN SOLUTION and ### END SOLUTION are
  the answer; in the exercise one line takes their place, which raises NotImplementedError;
- `alternative`: a second right answer, and its check: in the solutions alone;
- `check`, with `:task:`: the visible check;
- `expected`: draws or prints what a right answer gives. In the exercise its result stands before it, as a picture in the text;
- `hint`, a text cell: folded, numbered within its task; `marking`, a text cell: notes for who marks, in the solutions alone.
  Both end at the next heading.
"""

import base64
import copy
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from authoring.environment import ROOT
from authoring.source import SourceError, name_cells, read

SOLUTIONS, EXERCISES = ROOT / "solutions", ROOT / "exercises"
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
QUIZ = "<details class='gancourse-quiz'"  # how the text of a quiz begins
TAGS = {"code": {"solution", "alternative", "check", "expected"}, "markdown": {"hint", "marking"}}


def exercise_sources(pattern: str = "") -> list[Path]:
    """The sources of the exercise sets, in order; `pattern` keeps those whose name begins with it ("02")."""
    return sorted(path for path in (SOLUTIONS / "source").glob("[0-9]*.md") if path.stem.startswith(pattern))


def solution_path(source: Path) -> Path:
    """Where the executed solutions of a source are written."""
    return SOLUTIONS / f"{source.stem}.ipynb"


def exercise_path(source: Path) -> Path:
    """Where the exercises of a source are written."""
    return EXERCISES / f"{source.stem}.ipynb"


def read_solutions(path: Path) -> NotebookNode:
    """The solutions of a source, not yet executed, with hints folded and nbgrader's metadata.

    Raises:
        SourceError: a tag, a task's name or a marker is wrong; the sentence says which.
    """
    from gancourse.checks import tasks

    notebook = read(path)
    notebook.cells = [part for cell in notebook.cells for part in at_headings(path, cell)]
    known = tasks(path.stem[:2])
    hints = 0
    for cell in notebook.cells:
        kind = tag(path, cell)
        if cell.cell_type == "markdown" and not kind and re.search(r"^## ", cell.source, re.MULTILINE):
            hints = 0
        if kind == "hint":
            hints += 1
            cell.source = f"<details><summary>Hint {hints}</summary>\n\n{cell.source.strip()}\n\n</details>"
        elif kind == "marking":
            cell.source = f"**Marking.** {cell.source.strip()}"
        elif kind in ("solution", "check"):
            task = cell.metadata.get("task", "")
            if task not in known:
                raise SourceError(f"{path.name}: no task is called {task!r}; the checks have {', '.join(known)}")
            cell.metadata["nbgrader"] = nbgrader(kind, task, known[task].points)
            if kind == "solution" and (cell.source.count(BEGIN), cell.source.count(END)) != (1, 1):
                raise SourceError(f"{path.name}: the solution of {task} needs one {BEGIN!r} and one {END!r}")
    if missing := set(known) - {cell.metadata.get("task") for cell in notebook.cells if tag(path, cell) == "check"}:
        raise SourceError(f"{path.name}: no cell checks {', '.join(sorted(missing))}")
    return name_cells(path.stem + " solutions", notebook)


def at_headings(path: Path, cell: NotebookNode) -> list[NotebookNode]:
    """A hint or a note ends where the next heading begins, which is a text cell of its own: a task is never part of a note."""
    found = re.search(r"^#{1,2} ", cell.source, re.MULTILINE) if tag(path, cell) in TAGS["markdown"] else None
    if not found:
        return [cell]
    after = nbformat.v4.new_markdown_cell(cell.source[found.start() :])
    cell.source = cell.source[: found.start()].rstrip()
    return [cell, after]


def tag(path: Path, cell: NotebookNode) -> str:
    """What a cell is, or an empty string.

    Raises:
        SourceError: its tag is none of ours.
    """
    tags = cell.metadata.get("tags", [])
    if len(tags) > 1 or (tags and tags[0] not in TAGS.get(cell.cell_type, set())):
        raise SourceError(
            f"{path.name}: a {cell.cell_type} cell has the tags {tags}; it may have one of {sorted(TAGS[cell.cell_type])}"
        )
    return str(tags[0]) if tags else ""


def nbgrader(kind: str, task: str, points: int) -> dict[str, object]:
    """The metadata by which nbgrader (schema 3) knows an answer's cell and a test's cell."""
    name = task.replace(".", "-")
    if kind == "solution":
        return {"schema_version": 3, "grade_id": name, "solution": True, "grade": False, "locked": False, "task": False}
    check = {"schema_version": 3, "grade_id": f"{name}-check", "solution": False, "grade": True, "locked": True, "task": False}
    return {**check, "points": points}


def stub(code: str) -> str:
    """A solution's cell without the answer: one line that raises stands between the markers."""
    before, rest = code.split(BEGIN)
    _, after = rest.split(END)
    name = re.findall(r"^(?:def|class) (\w+)", before, re.MULTILINE)
    indent = before.rsplit("\n", 1)[-1]
    sentence = f"write {name[-1]} here; the check below says what is missing" if name else "write your answer here"
    return f'{before}{BEGIN}\n{indent}raise NotImplementedError("{sentence}")\n{indent}{END}{after}'.rstrip()


def exercises_of(source: Path, solved: NotebookNode) -> NotebookNode:
    """The exercise notebook of executed solutions: stubs, folded hints, expected pictures, visible checks; no outputs."""
    notebook = nbformat.v4.new_notebook(metadata=NotebookNode(copy.deepcopy(dict(solved.metadata))))
    notebook.metadata.pop("gancourse", None)
    shown = 0
    for cell in copy.deepcopy(solved.cells):
        kind = tag(source, cell)
        if kind in ("marking", "alternative"):
            continue
        if cell.cell_type == "code":
            if kind == "expected":
                shown += 1
                notebook.cells.append(expected(cell, shown))
                cell.metadata["tags"] = [kind, "raises-exception"]  # "run all cells" goes on past what a stub cannot draw
            kept = [] if kind else [output for output in cell.outputs if is_quiz(output)]
            for output in kept:  # nothing has run yet, so that its text stands open
                output["data"]["text/html"] = output["data"]["text/html"].replace(QUIZ, f"{QUIZ} open")
            cell.outputs, cell.execution_count = kept, None
            if kind == "solution":
                cell.source = stub(cell.source)
        notebook.cells.append(cell)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return name_cells(source.stem, notebook)


def is_quiz(output: NotebookNode) -> bool:
    """Whether an output is a quiz as text, which reads well without a kernel."""
    return QUIZ in str(output.get("data", {}).get("text/html", ""))


def expected(cell: NotebookNode, number: int) -> NotebookNode:
    """A text cell that shows what a cell printed and drew: text as it is, pictures attached with their description.

    Raises:
        SourceError: it showed nothing.
    """
    parts: list[str] = ["**What you should see.**"]
    attachments: dict[str, dict[str, str]] = {}
    for output in cell.outputs:
        data = output.get("data", {})
        if "image/png" in data:
            name = f"expected-{number}-{len(attachments) + 1}.png"
            alt = output.metadata["image/png"]["alt"]
            attachments[name] = {"image/png": base64.b64encode(base64.b64decode(data["image/png"])).decode()}
            parts.append(f"![{alt}](attachment:{name})\n\n*{alt}*")
        elif output.output_type == "stream":
            parts.append(f"```text\n{output.text.rstrip()}\n```")
        elif output.output_type == "execute_result":
            parts.append(f"```text\n{data['text/plain'].rstrip()}\n```")
    if len(parts) == 1:
        raise SourceError(f"an `expected` cell shows nothing: {cell.source.splitlines()[0]!r}")
    shown = nbformat.v4.new_markdown_cell("\n\n".join(parts))
    if attachments:
        shown["attachments"] = NotebookNode(attachments)
    return shown
