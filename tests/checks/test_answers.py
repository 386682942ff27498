"""The proof of every task, through both ports: stubs fail, right answers pass, each wrong answer fails by its own name."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from authoring.exercises import exercise_sources, read_solutions, stub
from gancourse import checks
from gancourse.answering.worker import load
from gancourse.checks.answer import InProcess, Process

ANSWERS = Path(__file__).with_name("answers")
DRAWS, SEEDS = 20, 5
TASKS = [(lesson, name) for lesson in checks.lessons() for name in checks.tasks(lesson)]

# An answers' file in a namespace of its own; its functions then stand beside the student's, as TASK__NAME.
LOADED = """
import types as _types
_file = _types.ModuleType({stem!r})
exec(compile({text!r}, {stem!r}, "exec"), _file.__dict__)
globals().update({{{function!r} + "__" + name: vars(_file)[name] for name in [*_file.WRONG, *_file.RIGHT]}})
"""


def answers_file(name: str) -> Path:
    return ANSWERS / f"{name.replace('.', '_', 1)}.py"


@cache
def told(name: str) -> dict:
    """What an answers' file says of itself: WRONG and RIGHT."""
    tree = ast.parse(answers_file(name).read_text())
    assigned = {each.targets[0].id: each.value for each in tree.body if isinstance(each, ast.Assign)}
    return {key: ast.literal_eval(assigned[key]) for key in ("WRONG", "RIGHT")}


@cache
def world(lesson: str) -> tuple[list[str], dict[str, list[str]]]:
    """The code of a lesson's set, each task as stub, solution and alternatives; the names of the right answers by function."""
    (source,) = exercise_sources(f"{lesson}_")
    cells: list[str] = []
    alternatives: list[str] = []
    right: dict[str, list[str]] = {}
    for cell in read_solutions(source).cells:
        kind = (cell.metadata.get("tags") or [""])[0]
        if cell.cell_type != "code" or kind in ("check", "expected"):
            continue
        if not kind:
            cells.append(cell.source)
        elif kind == "solution":
            function = cell.metadata["task"].split(".", 1)[1]
            cells += [f"{stub(cell.source)}\nstub__{function} = {function}", f"{cell.source}\nsolution__{function} = {function}"]
            right[function] = [f"solution__{function}"]
        else:
            name = re.search(r'check\("([\w.]+)"', cell.source)
            assert name, f"{source.name}: an alternative is not checked"
            function = name[1].split(".", 1)[1]
            kept = f"alternative{len(right[function])}__{function}"
            code = re.sub(r"^check\(.*$", "", cell.source, flags=re.MULTILINE)
            alternatives.append(f"{code}\n{kept} = {function}\n{function} = solution__{function}")
            right[function].append(kept)
    for name, task in checks.tasks(lesson).items():
        path = answers_file(name)
        cells.append(LOADED.format(stem=path.stem, text=path.read_text(), function=task.function))
        right[task.function] += [f"{task.function}__{each}" for each in told(name)["RIGHT"]]
    return cells + alternatives, right


def test_every_task_has_its_answers_and_every_file_its_task():
    assert {path.name for path in ANSWERS.glob("*.py")} == {answers_file(name).name for _, name in TASKS}


@pytest.mark.parametrize("name", [name for _, name in TASKS])
def test_wrong_answers_are_many_and_their_names_their_own(name):
    wrong = told(name)["WRONG"]
    assert len(wrong) >= 5
    for phrase in wrong.values():
        assert len(phrase) >= 8, phrase
        assert "is not right" not in phrase, "a wrong answer fails by its own name"
    assert len(set(wrong.values())) >= 5
    defined = {each.name for each in ast.parse(answers_file(name).read_text()).body if isinstance(each, ast.FunctionDef)}
    assert {*wrong, *told(name)["RIGHT"]} <= defined


@pytest.fixture(scope="class")
def ask(request):
    """Names of a lesson and of an answer -> the answer's port. One process a lesson."""
    processes: dict[str, Process] = {}
    names: dict[str, dict] = {}

    def asked(lesson, name):
        cells, _ = world(lesson)
        if request.cls.port == "process":
            if lesson not in processes:
                processes[lesson] = Process(cells)
                processes[lesson].start()
                assert processes[lesson].problems == []
            return processes[lesson].answer(name)
        if lesson not in names:
            names[lesson], problems = load(cells, name=f"answers_{lesson}")
            assert problems == []
        return InProcess(names[lesson][name])

    yield asked
    for running in processes.values():
        running.close()


class Proof:
    """What holds through either port; each of the two classes below may run in a process of its own."""

    port: str

    @pytest.mark.parametrize(("lesson", "name"), TASKS)
    def test_the_stub_fails_every_property(self, ask, lesson, name):
        task = checks.tasks(lesson)[name]
        findings = task.examine(ask(lesson, f"stub__{task.function}"), 0)
        assert {finding.message for finding in findings} == {"it is not written yet"}

    @pytest.mark.parametrize(("lesson", "name"), TASKS)
    def test_right_answers_pass_on_every_draw(self, ask, lesson, name):
        task = checks.tasks(lesson)[name]
        for right in world(lesson)[1][task.function]:
            answer = ask(lesson, right)
            for seed in range(DRAWS):
                failed = [finding for finding in task.examine(answer, seed) if not finding.passed]
                assert failed == [], (right, seed)

    @pytest.mark.parametrize(("lesson", "name"), TASKS)
    def test_every_wrong_answer_fails_by_its_own_name(self, ask, lesson, name):
        task = checks.tasks(lesson)[name]
        for wrong, phrase in told(name)["WRONG"].items():
            answer = ask(lesson, f"{task.function}__{wrong}")
            for seed in range(SEEDS):
                messages = [finding.message for finding in task.examine(answer, seed) if not finding.passed]
                assert any(phrase in message for message in messages), (wrong, phrase, seed, messages)


class TestInProcess(Proof):
    port = "in process"


class TestProcess(Proof):
    port = "process"
