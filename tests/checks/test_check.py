"""`check` says what is wrong, never raises for an answer, and leaves no trace."""

import asyncio
import random
import re
import sys
import time
from pathlib import Path

import numpy
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gancourse import checks
from gancourse.checks import Report, answer, check
from gancourse.checks.answer import process

NAME = "99.mean_square"
QUIET = settings(
    deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
DTYPES = [torch.float32, torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.uint8, torch.bool, torch.complex64]


@st.composite
def tensors(draw):
    shape = draw(st.lists(st.integers(0, 3), max_size=4))
    return torch.full(shape, draw(st.sampled_from([0.0, 1.0, float("nan"), -3.5]))).to(draw(st.sampled_from(DTYPES)))


@st.composite
def arrays(draw):
    return numpy.full(draw(st.lists(st.integers(0, 3), max_size=4)), draw(st.sampled_from([0.5, 3, None, "word", True])))


LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9), st.binary(max_size=9), tensors(), arrays()
)


def deeper(inner):
    pairs = st.dictionaries(st.text(max_size=3) | st.integers(), inner, max_size=3)
    return st.one_of(st.lists(inner, max_size=3), st.tuples(inner, inner), pairs, st.sets(st.integers(), max_size=2))


VALUES = st.recursive(LEAVES, deeper, max_leaves=6)


def state():
    """What an answer must not change."""
    numpy_state = numpy.random.get_state()
    return (
        torch.get_rng_state().tolist(),
        (numpy_state[0], numpy_state[1].tolist(), *numpy_state[2:]),
        random.getstate(),
        torch.get_default_dtype(),
        torch.is_grad_enabled(),
        torch.get_default_device(),
        torch.mean,
        torch.Tensor.mean,
        torch.nn.functional.softplus,
    )


def test_a_right_answer_passes_and_the_report_says_so(lesson_99, right):
    report = check(NAME, right)
    assert isinstance(report, Report)
    assert report.all_passed
    assert str(report).endswith("visible checks passed (3 of 3); your instructor may run more")
    assert report.score == lesson_99.points


def test_a_wrong_answer_is_named_with_its_value_and_its_hint(lesson_99):
    text = str(check(NAME, lambda x: x.square().sum()))
    assert re.search(r"this is the sum: take the mean \(got [\d.]+, a right answer gives [\d.]+\) → hint 1", text)
    assert text.endswith("1 of 3 visible checks passed")


def test_the_seed_repeats_the_draws(lesson_99):
    first = check(NAME, lambda x: x.mean())
    assert str(check(NAME, lambda x: x.mean(), seed=first.seed)) == str(first)
    assert str(check(NAME, lambda x: x.mean(), seed=first.seed + 1)) != str(first)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("99.nothing", "no task '99.nothing'; lesson 99 has 99.mean_square"), ("98.x", "not for '98'"), (None, "not for 'None'")],
)
def test_an_unknown_task_is_refused_in_one_sentence(lesson_99, right, name, sentence):
    with pytest.raises(ValueError, match=re.escape(sentence)):
        check(name, right)


@QUIET
@given(value=VALUES)
def test_nonsense_is_never_right_and_never_raises(lesson_99, value):
    assert not check(NAME, value).all_passed
    assert not check(NAME, lambda x: value).all_passed
    assert not check(NAME, lambda x: [x.square().mean(), value]).all_passed


def test_hostile_answers_are_survived_without_a_trace_and_alike_in_both_ports(lesson_99, nonsense):
    source = Path(__file__).with_name("nonsense.py").read_text()
    told = {}
    for name, function in nonsense.items():
        before = state()
        report = check(NAME, function, seed=3)
        assert not report.all_passed, name
        assert state() == before, name
        assert len(str(report)) < 4000, name
        assert "\n" not in "".join(finding.message for finding in report.findings)
        told[name] = [finding.message for finding in report.findings]
    with process([source, *(f"answer_{number} = ANSWERS[{name!r}]" for number, name in enumerate(nonsense))]) as answers:
        for number, name in enumerate(nonsense):
            findings = lesson_99.examine(answers.answer(f"answer_{number}"), 3)
            assert not all(finding.passed for finding in findings), name
            if name != "input":  # the worker's input is at its end
                assert [finding.message for finding in findings] == told[name]


HOSTILE = (
    "exit", "liar", "chameleon", "thorn", "whole number", "expanded", "meta", "complex", "bool", "not a number", "its arguments",
    "changes inputs", "takes inputs apart", "reseeds", "sets the world", "patches torch", "yields",
)  # fmt: skip


@pytest.mark.parametrize("lesson", checks.lessons())
def test_the_course_s_own_tasks_survive_it_too(lesson, nonsense, monkeypatch):
    monkeypatch.setattr(answer, "LIMIT", 2.0)
    for name in checks.tasks(lesson):
        for kind in HOSTILE:
            before, function = state(), nonsense[kind]
            assert not check(name, function, seed=5).all_passed, (name, kind)
            assert state() == before, (name, kind)


@pytest.mark.parametrize("value", [None, 3, "mean_square", torch.zeros(3), [], object()])
def test_what_is_no_function_is_called_so(lesson_99, value):
    report = check(NAME, value)
    assert {finding.message for finding in report.findings} == {f"this is a {type(value).__name__}, not a function"}


def test_it_works_inside_a_running_event_loop(lesson_99, right):
    async def cell():
        return check(NAME, right).all_passed

    assert asyncio.run(cell())


@pytest.mark.parametrize("world", ["dtype", "grad", "inference", "device"])
def test_the_notebook_s_own_settings_do_not_matter_and_stay(lesson_99, right, world):
    if world == "grad":
        with torch.no_grad():
            assert check(NAME, right).all_passed
    elif world == "inference":
        with torch.inference_mode():
            assert check(NAME, right).all_passed
    elif world == "device":
        with torch.device("meta"):
            assert check(NAME, right).all_passed
            assert torch.zeros(1).is_meta
    else:
        torch.set_default_dtype(torch.float64)
        try:
            assert check(NAME, right).all_passed
            assert torch.get_default_dtype() == torch.float64
        finally:
            torch.set_default_dtype(torch.float32)


def test_nbgrader_gets_points_and_no_word_on_stderr(lesson_99, right, monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")

    def loud(x):
        print("a warning", file=sys.stderr)
        return x.square().sum()

    assert check(NAME, right) == 3.0
    assert check(NAME, loud) == pytest.approx(1.0)
    assert check(NAME, None) == 0.0
    told = capsys.readouterr()
    assert told.err == ""
    assert "this is the sum" in told.out


def test_a_check_takes_milliseconds(lesson_99, right):
    took = []
    for _ in range(5):
        started = time.perf_counter()
        check(NAME, right)
        took.append(time.perf_counter() - started)
    assert min(took) < 0.1  # three calls, each in a thread of its own; about 3 ms on a machine with nothing else to do
