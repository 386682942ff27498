"""One source becomes solutions and exercises; what is wrong with a source is one sentence; nothing of an answer leaks."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from authoring import build, exercises
from authoring.exercises import exercise_path, exercises_of, read_solutions, solution_path, stub
from authoring.source import SourceError
from gancourse import checks
from gancourse.checks.task import Task

SOURCE = Path(__file__).with_name("99_means.md").read_text(encoding="utf-8")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """Folders of a course that has this one set."""
    monkeypatch.setattr(exercises, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(exercises, "EXERCISES", tmp_path / "exercises")
    monkeypatch.setattr(build, "sources", lambda pattern="": [])
    known = {"99.mean": Task("99.mean", "the mean", points=2), "99.add": Task("99.add", "the sum")}
    monkeypatch.setattr(checks, "tasks", lambda lesson: known if lesson == "99" else {})
    (tmp_path / "solutions" / "source").mkdir(parents=True)
    (tmp_path / "exercises").mkdir()
    return tmp_path


@pytest.fixture
def source(place):
    path = place / "solutions" / "source" / "99_means.md"
    path.write_text(SOURCE)
    return path


def tagged(notebook, name):
    return [cell for cell in notebook.cells if cell.metadata.get("tags") == [name]]


PNG = "iVBORw0KGgo="


def solved(source):
    """The solutions with outputs, as if they had been executed."""
    notebook = read_solutions(source)
    output = nbformat.v4.new_output
    (expected,) = tagged(notebook, "expected")
    described = {"image/png": {"alt": "One dot in the middle of a square."}}
    expected.outputs = [
        output("stream", name="stdout", text="printed\n"),
        output("display_data", data={"image/png": PNG}, metadata=described),
        output("execute_result", data={"text/plain": "tensor(1.)"}, execution_count=1),
    ]
    for cell in tagged(notebook, "check"):
        cell.outputs = [output("execute_result", data={"text/plain": "visible checks passed"}, execution_count=2)]
    text = "<details class='gancourse-quiz'><summary>The quiz</summary></details>"
    notebook.cells[-1].outputs = [output("display_data", data={"text/html": text, "text/plain": "<Quiz>"})]
    notebook.metadata["gancourse"] = {"budget": "cpu"}
    return notebook


def test_hints_are_folded_and_numbered_within_their_task(source):
    hints = [cell.source for cell in tagged(read_solutions(source), "hint")]
    assert [re.search("Hint [0-9]", hint)[0] for hint in hints] == ["Hint 1", "Hint 2", "Hint 1"]
    assert all(hint.startswith("<details><summary>") and hint.endswith("</details>") for hint in hints)


def test_a_heading_ends_the_hint_or_note_before_it(source):
    text = SOURCE.replace("## 99.2", '+++ {"tags": ["marking"]}\n\nA note.\n\n## 99.2').replace("## Quiz", "")
    source.write_text(text.replace("There is a function.\n", "There is a function.\n\n## An aside\n\nText.\n"))
    notebook = read_solutions(source)
    assert [cell.source for cell in tagged(notebook, "marking")] == [
        "**Marking.** Half a point for the sum.",
        "**Marking.** A note.",
    ]
    assert tagged(notebook, "hint")[-1].source.endswith("There is a function.\n\n</details>")
    assert [cell.source for cell in notebook.cells if cell.source.startswith("##")] == [
        "## 99.1 The mean", "## 99.2 The sum", "## An aside\n\nText.",
    ]  # fmt: skip
    assert "Hint 1" in tagged(notebook, "hint")[-1].source


def test_nbgraders_metadata_is_written(source):
    notebook = read_solutions(source)
    answer, test = tagged(notebook, "solution")[0].metadata["nbgrader"], tagged(notebook, "check")[0].metadata["nbgrader"]
    assert (answer["grade_id"], answer["solution"], answer["grade"], answer["schema_version"]) == ("99-mean", True, False, 3)
    assert (test["grade_id"], test["grade"], test["locked"], test["points"]) == ("99-mean-check", True, True, 2)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[solution]\n:task: 99.mean", "[answer]\n:task: 99.mean", "a code cell has the tags ['answer']"),
        ('{"tags": ["marking"]}', '{"tags": ["check"]}', "a markdown cell has the tags ['check']"),
        ("[check]\n:task: 99.add", "[check, expected]\n:task: 99.add", "a code cell has the tags ['check', 'expected']"),
        (":task: 99.mean", ":task: 99.median", "no task is called '99.median'; the checks have 99.mean, 99.add"),
        ("    ### END SOLUTION\n", "", "the solution of 99.mean needs one '### BEGIN SOLUTION' and one '### END SOLUTION'"),
        ("[check]\n:task: 99.add", "[alternative]\n:task: 99.add", "no cell checks 99.add"),
    ],
)
def test_a_faulty_source_is_refused_in_one_sentence(source, old, new, sentence):
    source.write_text(SOURCE.replace(old, new))
    with pytest.raises(SourceError, match=re.escape(f"99_means.md: {sentence}")):
        read_solutions(source)


def test_a_stub_keeps_what_is_around_the_answer_and_raises(source):
    code = stub(tagged(read_solutions(source), "solution")[0].source)
    assert code.splitlines() == [
        "def mean(x):",
        '    """The mean of x (n,)."""',
        "    ### BEGIN SOLUTION",
        '    raise NotImplementedError("write mean here; the check below says what is missing")',
        "    ### END SOLUTION",
    ]
    names = {}
    exec(code, names)
    with pytest.raises(NotImplementedError, match="write mean here"):
        names["mean"]([1])


def test_a_stub_of_a_class_or_of_no_function_can_be_read():
    assert 'NotImplementedError("write Critic here' in stub(
        "class Critic:\n    ### BEGIN SOLUTION\n    x = 1\n    ### END SOLUTION"
    )
    assert 'NotImplementedError("write your answer here")' in stub("### BEGIN SOLUTION\nx = 1\n### END SOLUTION")


def strings(value):
    """Every text of a JSON document, keys too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, each in value.items() for text in [key, *strings(each)]]
    return [text for each in value for text in strings(each)] if isinstance(value, list) else []


def test_exercises_hold_no_answer_no_note_and_no_output(source):
    made = exercises_of(source, solved(source))
    text = "\n".join(strings(json.loads(nbformat.writes(made, version=4))))
    for kept in (
        "total = x.sum()",
        "return total",
        "torch.sum(x)",
        "x.mean()",
        "Half a point",
        "visible checks passed",
        "budget",
    ):
        assert kept not in text, kept
    for needed in ("def mean(x):", "Add, then divide.", 'check("99.mean", mean)', "99-mean-check", "The quiz"):
        assert needed in text, needed
    assert not tagged(made, "marking")
    assert not tagged(made, "alternative")
    assert [cell.outputs for cell in tagged(made, "check")] == [[], []]


def test_what_one_should_see_stands_before_its_cell_as_text_and_picture(source):
    made = exercises_of(source, solved(source))
    (cell,) = [cell for cell in made.cells if "expected" in cell.metadata.get("tags", [])]
    assert "raises-exception" in cell.metadata["tags"], "a stub here must not stop who runs all cells"
    place = made.cells.index(cell)
    shown = made.cells[place - 1]
    assert shown.source.startswith("**What you should see.**")
    assert "```text\nprinted\n```" in shown.source
    assert "![One dot in the middle of a square.](attachment:expected-1-1.png)" in shown.source
    assert "*One dot in the middle of a square.*" in shown.source
    assert "```text\ntensor(1.)\n```" in shown.source
    assert shown.attachments["expected-1-1.png"]["image/png"] == PNG
    assert made.cells[place].outputs == []


def test_the_quiz_stays_as_text_and_stands_open(source):
    (output,) = exercises_of(source, solved(source)).cells[-1].outputs
    assert output.data["text/html"].startswith("<details class='gancourse-quiz' open><summary>")


def test_an_expected_cell_that_shows_nothing_is_refused(source):
    notebook = solved(source)
    tagged(notebook, "expected")[0].outputs = []
    with pytest.raises(SourceError, match="an `expected` cell shows nothing: 'mean"):
        exercises_of(source, notebook)


def test_the_same_source_gives_the_same_bytes_and_ids_of_its_own(source):
    first, second = (nbformat.writes(exercises_of(source, solved(source)), version=4) for _ in range(2))
    assert first == second
    ids = [cell.id for cell in exercises_of(source, solved(source)).cells]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {cell.id for cell in solved(source).cells}


def written(source):
    """Both notebooks, as a build would leave them."""
    notebook = solved(source)
    nbformat.write(notebook, solution_path(source))
    exercise_path(source).write_text(nbformat.writes(exercises_of(source, notebook), version=4) + "\n", encoding="utf-8")


def test_one_changed_byte_of_either_file_is_stale(source):
    assert build.stale_texts() == ["99_means, exercises"]
    written(source)
    assert build.stale_texts() == []
    exercise = exercise_path(source)
    good = exercise.read_bytes()
    for at in range(0, len(good), len(good) // 25):
        exercise.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        assert build.stale_texts() == ["99_means, exercises"], at
    exercise.write_bytes(good)
    source.write_text(SOURCE.replace("By how many?", "By how much?"))
    assert build.stale_texts() == ["99_means, exercises"]


def test_exercises_that_are_missing_have_to_be_built(source):
    written(source)
    exercise_path(source).unlink()
    assert not build.same_exercises(source, build.stored(solution_path(source)))
    assert build.stale_texts() == ["99_means, exercises"]
