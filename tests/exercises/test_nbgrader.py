"""nbgrader takes the exercises as they are: it hands them out, grades them, and gives parts of the points.

nbgrader is no dependency of the course. Where this Python has it, or the variable GANCOURSE_NBGRADER names one that has it
and the course, it is run; else these tests are skipped, and say so.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from packaging.version import Version

from authoring.exercises import BEGIN, END, exercise_path, exercise_sources, solution_path
from gancourse import checks

OLDEST = "0.9.6"
ANSWERS = Path(__file__).resolve().parents[1] / "checks" / "answers"
CONFIG = "c = get_config()\nc.CourseDirectory.course_id = 'course'\nc.Execute.timeout = 300\n"
SCORES = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    found = {
        student: {grade.name: [grade.score, grade.max_score]
                  for notebook in book.find_submission("gan", student).notebooks for grade in notebook.grades}
        for student in sys.argv[1:]
    }
print(json.dumps(found))
"""


def version(python: str) -> str:
    code = "import nbgrader, gancourse; print(nbgrader.__version__)"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=False).stdout.strip()


@pytest.fixture(scope="module")
def python():
    """A Python that has nbgrader and the course."""
    named = os.environ.get("GANCOURSE_NBGRADER")
    path = named or sys.executable
    found = version(path)
    if named and not found:
        pytest.fail(f"GANCOURSE_NBGRADER names {named}, which has not both nbgrader and gancourse")
    if not found or Version(found) < Version(OLDEST):
        pytest.skip(
            f"NOT TESTED: nbgrader >= {OLDEST} is not here. Make an environment with nbgrader and gancourse, "
            "and set GANCOURSE_NBGRADER to its python"
        )
    return path


def run(python, place, *words):
    environment = {**os.environ, "GANCOURSE_BUDGET": "smoke", "MPLBACKEND": "agg"}
    environment["PATH"] = os.pathsep.join([str(Path(python).parent), environment["PATH"]])  # nbgrader calls alembic
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment[name] = str(place / name.lower())
    done = subprocess.run([python, *words], cwd=place, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done


def handed_out(python, place, originals):
    """The notebooks that students get, made by nbgrader from these."""
    (place / "nbgrader_config.py").write_text(CONFIG)
    (place / "source" / "gan").mkdir(parents=True)
    for path in originals:
        shutil.copy(path, place / "source" / "gan")
    run(python, place, "-m", "nbgrader", "generate_assignment", "gan")
    return place / "release" / "gan"


def answers(source) -> dict[str, str]:
    """Task -> the code of its solution."""
    cells = nbformat.read(solution_path(source), 4).cells
    return {cell.metadata["task"]: cell.source for cell in cells if cell.metadata.get("tags") == ["solution"]}


def half_right(name: str) -> str:
    """The code of a wrong answer to a task: the first that some properties let pass on every draw, and some on none."""
    text = (ANSWERS / f"{name.replace('.', '_', 1)}.py").read_text(encoding="utf-8")
    names: dict = {}
    exec(text, names)
    task = checks.tasks(name[:2])[name]
    for wrong in names["WRONG"]:
        passed = [checks.check(name, names[wrong], seed=seed).passed for seed in range(5)]
        if min(passed) > 0 and max(passed) < len(task.properties):
            return f"{text}\n{task.function} = {wrong}"
    raise AssertionError(f"no wrong answer to {name} is half right")


def submit(place, student, release, answered):
    """A student's notebooks: those handed out, with answers by task; other tasks stay as they are."""
    (place / "submitted" / student / "gan").mkdir(parents=True)
    for path in release.glob("*.ipynb"):
        notebook = nbformat.read(path, 4)
        for cell in notebook.cells:
            if cell.metadata.get("task") in answered and cell.metadata.get("tags") == ["solution"]:
                cell.source = answered[cell.metadata["task"]]
        nbformat.write(notebook, place / "submitted" / student / "gan" / path.name)


@pytest.fixture(scope="module")
def graded(python, tmp_path_factory):
    """The scores of three students by task: all right, nothing written, one wrong answer in each notebook."""
    place = tmp_path_factory.mktemp("course")
    release = handed_out(python, place, [exercise_path(source) for source in exercise_sources()])
    right = {task: code for source in exercise_sources() for task, code in answers(source).items()}
    wrong = {next(iter(checks.tasks(source.stem[:2]))) for source in exercise_sources()}
    submit(place, "right", release, right)
    submit(place, "stub", release, {})
    submit(place, "slip", release, {**right, **{name: half_right(name) for name in wrong}})
    run(python, place, "-m", "nbgrader", "autograde", "gan")
    told = json.loads(run(python, place, "-c", SCORES, "right", "stub", "slip").stdout.splitlines()[-1])
    return told, wrong


def points() -> dict[str, float]:
    tasks = [task for lesson in checks.lessons() for task in checks.tasks(lesson).values()]
    return {f"{task.name.replace('.', '-')}-check": float(task.points) for task in tasks}


def test_right_answers_get_all_points_and_an_empty_notebook_none(graded):
    scores, _ = graded
    assert scores["right"] == {name: [worth, worth] for name, worth in points().items()}
    assert scores["stub"] == {name: [0.0, worth] for name, worth in points().items()}


def test_a_wrong_answer_gets_a_part_of_its_points_and_costs_no_other_task(graded):
    scores, wrong = graded
    for name, worth in points().items():
        score, most = scores["slip"][name]
        if name.removesuffix("-check").replace("-", ".", 1) in wrong:
            assert 0 < score < most == worth
        else:
            assert score == most == worth


@pytest.mark.parametrize("where", [exercise_path, solution_path])
def test_what_nbgrader_hands_out_holds_no_answer_in_a_cell_to_be_written(python, tmp_path, where):
    release = handed_out(python, tmp_path, [where(source) for source in exercise_sources()])
    assert {path.stem for path in release.glob("*.ipynb")} == {source.stem for source in exercise_sources()}
    for source in exercise_sources():
        cells = nbformat.read(release / f"{source.stem}.ipynb", 4).cells
        empty = {cell.metadata["task"]: cell.source for cell in cells if cell.metadata.get("tags") == ["solution"]}
        assert list(empty) == list(checks.tasks(source.stem[:2]))
        for task, code in empty.items():
            assert "raise NotImplementedError()" in code
            assert BEGIN not in code
            for line in answers(source)[task].split(BEGIN)[1].split(END)[0].splitlines():
                assert len(line.strip()) <= 8 or line not in code
