"""Draws vary and repeat; a task looks at each property and survives a property that fails."""

import random

import numpy
import torch

from gancourse.checks.answer import InProcess
from gancourse.checks.reply import Mistake
from gancourse.checks.report import Report
from gancourse.checks.task import Draw, Task, random_state_kept


def test_draws_are_functions_of_their_seed_and_vary_with_it():
    def drawn(seed):
        draw = Draw(seed)
        return [draw.size(2, 9), *draw.normal(3).tolist(), *draw.uniform(2).tolist(), *draw.integers(5, 4).tolist(), draw.seed()]

    assert drawn(7) == drawn(7)
    assert len({str(drawn(seed)) for seed in range(50)}) == 50


def test_a_size_is_between_its_ends_and_none_of_those_excluded():
    sizes = {Draw(seed).size(2, 5, but=(3,)) for seed in range(100)}
    assert sizes == {2, 4, 5}


def test_draws_have_the_law_that_they_say():
    draw = Draw(0)
    normal, uniform = draw.normal(200, 100, scale=3.0), draw.uniform(20_000, low=-1.0, high=4.0)
    assert (normal.dtype, normal.shape) == (torch.float32, (200, 100))
    assert abs(normal.std().item() - 3) < 0.1
    assert uniform.min() >= -1
    assert uniform.max() <= 4
    assert abs(uniform.mean().item() - 1.5) < 0.05
    assert set(draw.integers(3, 100).tolist()) == {0, 1, 2}


def test_a_draw_leaves_the_global_streams_alone():
    before = torch.get_rng_state()
    Draw(1).normal(10)
    assert torch.equal(torch.get_rng_state(), before)


def test_each_property_has_draws_of_its_own_and_its_hint():
    task, seen = Task("00.f", "a task"), []

    @task.property("first", hint=1)
    def _first(answer, draw):
        seen.append(draw.seed())
        raise Mistake("no", hint=3)

    @task.property("second", hint=2)
    def _second(answer, draw):
        seen.append(draw.seed())
        raise Mistake("no")

    @task.property("third")
    def _third(answer, draw):
        raise KeyError("a program that is surprised")

    @task.property("fourth")
    def _fourth(answer, draw):
        assert answer.call().number() == 1

    findings = task.examine(InProcess(lambda: 1.0), 0)
    assert [finding.hint for finding in findings] == [3, 2, None, None]
    assert [finding.passed for finding in findings] == [False, False, False, True]
    assert findings[2].message == "what it returns cannot be compared (KeyError: 'a program that is surprised')"
    assert len(set(seen)) == 2
    assert task.function == "f"


def test_after_one_endless_wait_the_others_are_not_waited_for():
    task, calls = Task("00.f", "a task"), []
    for title in ("first", "second", "third"):

        @task.property(title)
        def _wait(answer, draw):
            calls.append(1)
            answer.call(limit=0.1).check_ran()

    def endless():
        while True:
            pass

    findings = task.examine(InProcess(endless), 0)
    assert len(calls) == 1
    assert [finding.title for finding in findings] == ["first", "second", "third"]
    assert len({finding.message for finding in findings}) == 1


def test_the_random_states_are_kept_also_when_the_block_fails():
    def drawn():
        return torch.rand(3).tolist(), numpy.random.rand(3).tolist(), random.random()

    with random_state_kept():
        expected = drawn()
    try:
        with random_state_kept():
            torch.manual_seed(0)
            numpy.random.seed(0)
            random.seed(0)
            raise ValueError
    except ValueError:
        pass
    assert drawn() == expected


def test_a_report_shows_each_property_once_in_words_and_signs(toy):
    report = Report(toy, toy.examine(InProcess(lambda x: x * float("nan")), 4), 4)
    html = report._repr_html_()
    assert html.count("<tr>") == len(toy.properties) == 3
    assert str(report).count("✗ not yet") == html.count("✗ not yet") == 3
    assert "<b>✗ not yet</b>" in html


def test_a_report_repeats_no_message_and_escapes_what_a_student_wrote(toy):
    def broken(x):
        raise ValueError("<script>alert('x')</script>")

    report = Report(toy, toy.examine(InProcess(broken), 4), 4)
    assert [row[2] for row in report.rows()][1:] == ["the same", "the same"]
    assert report.rows()[0][2].endswith("</script> → hint 1")
    assert "<script>" not in report._repr_html_()
    assert "&lt;script&gt;" in report._repr_html_()
    assert report.score == 0
