"""What holds for every exercise set in the house: fresh, without a leak, honest openings, folded hints, checks that pass."""

import json
import re
from pathlib import Path

import nbformat
import pytest

from authoring import build
from authoring.execute import LARGEST, execute
from authoring.exercises import BEGIN, END, exercise_path, exercise_sources, read_solutions, solution_path, stub
from gancourse import checks

ROOT = Path(__file__).resolve().parents[2]
SETS = [pytest.param(source, id=source.stem) for source in exercise_sources()]
OPENING = re.compile(r"^Difficulty [1-5] of 5 · importance [1-5] of 5 · \d+ minutes$", re.MULTILINE)
WIDEST, LONGEST = 96, 20


def exercises(source) -> nbformat.NotebookNode:
    found = build.stored(exercise_path(source))
    assert found is not None, f"{source.stem} has no exercises: run `make notebooks`"
    return found


def solutions(source) -> nbformat.NotebookNode:
    found = build.stored(solution_path(source))
    assert found is not None, f"{source.stem} has no solutions: run `make notebooks`"
    return found


def tagged(notebook, *names):
    return [cell for cell in notebook.cells if set(cell.metadata.get("tags", [])) & set(names)]


def answer_lines(cell) -> list[str]:
    """The lines between the markers."""
    return [line.strip() for line in cell.source.split(BEGIN)[1].split(END)[0].splitlines() if line.strip()]


def strings(value) -> list[str]:
    """Every text of a JSON document, keys too."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for key, each in value.items() for text in [key, *strings(each)]]
    return [text for each in value for text in strings(each)] if isinstance(value, list) else []


def test_every_lesson_with_checks_has_its_set_and_no_file_is_a_stranger():
    stems = {source.stem for source in exercise_sources()}
    assert sorted(stem[:2] for stem in stems) == checks.lessons()
    for folder in ("exercises", "solutions"):
        assert {path.stem for path in (ROOT / folder).glob("*.ipynb")} == stems
    assert stems <= {path.stem for path in (ROOT / "lessons" / "source").glob("*.md")}


def test_no_set_says_what_its_source_does_not():
    assert [name for name in build.stale_texts() if name.endswith("exercises")] == [], "stale: run `make notebooks`"


@pytest.mark.parametrize("source", SETS)
def test_every_line_of_a_stub_but_the_one_that_raises_is_in_its_solution(source):
    for solved, empty in zip(tagged(solutions(source), "solution"), tagged(exercises(source), "solution"), strict=True):
        lines = empty.source.splitlines()
        assert empty.source == stub(solved.source)
        assert len([line for line in lines if line not in solved.source.splitlines()]) == 1
        assert sum("raise NotImplementedError" in line for line in lines) == 1


@pytest.mark.parametrize("source", SETS)
def test_no_line_of_an_answer_stands_anywhere_in_the_exercises(source):
    texts = "\n".join(strings(json.loads(exercise_path(source).read_text())))
    for cell in tagged(solutions(source), "solution"):
        given = stub(cell.source)
        for line in answer_lines(cell):
            if len(line) > 8 and line not in given:
                assert line not in texts, f"{cell.metadata['task']}: {line!r} is in the exercises"
    for cell in tagged(solutions(source), "marking"):
        assert cell.source.removeprefix("**Marking.** ")[:60] not in texts
    assert not tagged(exercises(source), "marking", "alternative")


@pytest.mark.parametrize("source", SETS)
def test_every_hint_that_a_check_points_to_is_there_and_folded(source):
    hints, task = {}, ""
    titles = {f"{number}": name for number, name in enumerate(checks.tasks(source.stem[:2]), 1)}
    for cell in exercises(source).cells:
        if heading := re.search(rf"^## {source.stem[:2]}\.(\d+) ", cell.source, re.MULTILINE):
            task = titles[heading[1]]
            hints[task] = []
        if "hint" in cell.metadata.get("tags", []):
            assert re.fullmatch(r"<details><summary>Hint \d+</summary>\n\n.+\n\n</details>", cell.source, re.DOTALL)
            hints[task].append(int(re.search(r"Hint (\d+)", cell.source)[1]))
    for name, each in checks.tasks(source.stem[:2]).items():
        assert hints[name] == list(range(1, len(hints[name]) + 1))
        assert 2 <= len(hints[name]) <= 4, f"{name} has {len(hints[name])} hints"
        pointed = {one.hint for one in each.properties} - {None}
        assert pointed <= set(hints[name]), f"{name} points to a hint that is not there"


@pytest.mark.parametrize("source", SETS)
def test_tasks_stand_in_order_and_each_opens_with_difficulty_importance_and_minutes(source):
    lesson, notebook = source.stem[:2], exercises(source)
    words = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    sections = re.split(rf"^## {lesson}\.\d+ .+$", words, flags=re.MULTILINE)[1:]
    names = list(checks.tasks(lesson))
    assert 3 <= len(names) == len(sections) <= 6
    for section in sections:
        assert OPENING.match(section.lstrip()), section[:120]
    assert [cell.metadata["task"] for cell in tagged(notebook, "solution")] == names
    assert [cell.metadata["task"] for cell in tagged(notebook, "check")] == names
    headings = re.findall(r"^## (.+)$", words, re.MULTILINE)
    assert headings[-2:] == ["Quiz", "What next"]
    minutes = [int(found) for found in re.findall(r"· (\d+) minutes$", words, re.MULTILINE)]
    told = re.search(r"(\d+) minutes", sections and words.split("\n## ")[0])
    assert told, "the opening says how many minutes it takes in all"
    assert abs(int(told[1]) - sum(minutes)) <= 0.35 * sum(minutes)


@pytest.mark.parametrize("source", SETS)
def test_answers_are_short_and_signatures_say_shapes(source):
    for cell in tagged(solutions(source), "solution"):
        assert 1 <= len(answer_lines(cell)) <= LONGEST, cell.metadata["task"]
        assert f"def {cell.metadata['task'].split('.')[1]}(" in cell.source
        head = cell.source.split(BEGIN)[0]
        assert '"""' in head, "a docstring tells what is asked"
        assert re.search(r"\((?:\w+,|\))|shape", head.split('"""')[1]), f"{cell.metadata['task']}: shapes stand in the docstring"
    code = [line for cell in solutions(source).cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    assert [line for line in code if len(line) > WIDEST] == []


@pytest.mark.parametrize("source", SETS)
def test_solutions_were_run_and_every_visible_check_passed(source):
    notebook = solutions(source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]
    for cell in tagged(notebook, "check", "alternative"):
        (told,) = [output.data["text/plain"] for output in cell.outputs if output.output_type == "execute_result"]
        assert "visible checks passed (" in told, told
    assert tagged(notebook, "marking"), "there are notes for who marks"
    assert len(tagged(notebook, "marking")) >= len(tagged(notebook, "solution"))


@pytest.mark.parametrize("source", SETS)
def test_the_quiz_is_there_as_text_and_open(source):
    for notebook, start in (
        (solutions(source), "<details class='gancourse-quiz'><"),
        (exercises(source), "<details class='gancourse-quiz' open><"),
    ):
        (cell,) = [cell for cell in notebook.cells if cell.cell_type == "code" and f'quiz("{source.stem[:2]}")' in cell.source]
        assert [output.data["text/html"].startswith(start) for output in cell.outputs] == [True]


@pytest.mark.parametrize("source", SETS)
def test_every_cell_runs_with_the_stubs_in_place(source, tmp_path):
    notebook = exercises(source)
    notebook.cells = [cell for cell in notebook.cells if "expected" not in cell.metadata.get("tags", [])]
    execute(notebook, source.stem, "smoke")
    told = [output.data["text/plain"] for cell in tagged(notebook, "check") for output in cell.outputs]
    assert len(told) == len(checks.tasks(source.stem[:2]))
    assert all("it is not written yet" in text and "✓" not in text for text in told)


@pytest.mark.parametrize("source", SETS)
def test_pictures_are_described_and_nothing_of_a_machine_is_kept(source):
    for path in (exercise_path(source), solution_path(source)):
        raw = path.read_text()
        found = json.loads(raw)
        assert "widgets" not in found["metadata"]
        assert "jupytext" not in found["metadata"]
        assert "widget-view" not in raw
        assert not re.search(r"ipykernel_\d+|0x[0-9a-f]{8,}|/home/|/root/|/Users/|file://|/tmp/", raw)
        assert len(raw) <= LARGEST * 1024
    for cell in exercises(source).cells:
        pictures = re.findall(r"!\[([^\]]*)\]\(attachment:([^)]+)\)", cell.source)
        assert {name for _, name in pictures} == set(cell.get("attachments", {}))
        assert all(len(alt.split()) >= 5 and f"*{alt}*" in cell.source for alt, _ in pictures)
    for cell in solutions(source).cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"].split()) >= 5


@pytest.mark.parametrize("source", SETS)
def test_its_links_lead_somewhere_and_its_lesson_leads_to_it(source):
    for path in (exercise_path(source), solution_path(source)):
        words = "\n".join(cell.source for cell in nbformat.read(path, 4).cells if cell.cell_type == "markdown")
        for target in re.findall(r"\]\(([^)#\s]+)", words):
            if not target.startswith(("http://", "https://", "attachment:")):
                assert (path.parent / target).exists(), f"{path.name}: {target}"
    lesson = (ROOT / "lessons" / "source" / source.name).read_text()
    assert f"](../exercises/{source.stem}.ipynb)" in lesson.split("## Exercise")[1]


@pytest.mark.parametrize("source", SETS)
def test_the_source_can_be_read_anew(source):
    names = [cell.metadata["nbgrader"]["grade_id"] for cell in tagged(read_solutions(source), "solution", "check")]
    assert len(names) == len(set(names)) == 2 * len(checks.tasks(source.stem[:2]))
