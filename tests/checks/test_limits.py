"""No answer keeps a check waiting: endless loops, long sleeps and an impatient user, through both ports."""

import signal
import threading
import time

import pytest
import torch

from gancourse.checks import answer, check
from gancourse.checks.answer import process

NAME = "99.mean_square"


def endless(x):
    while True:
        pass


def endless_and_deaf(x):
    while True:
        try:
            x = x + 1
        except Exception:
            x = 0


def sleeps(x):
    time.sleep(20)


@pytest.mark.parametrize("function", [endless, endless_and_deaf], ids=lambda each: each.__name__)
def test_an_endless_loop_is_stopped_and_named(lesson_99, function, monkeypatch):
    monkeypatch.setattr(answer, "LIMIT", 0.2)
    running = threading.active_count()
    started = time.perf_counter()
    report = check(NAME, function)
    assert time.perf_counter() - started < 2
    time.sleep(0.05)
    assert threading.active_count() <= running, "no thread is left behind"
    assert report.findings[0].message == "it did not return within 0.2 s: is there a loop that never ends?"
    assert report.passed == 0


def test_what_cannot_be_stopped_is_left_behind_and_said(lesson_99, monkeypatch):
    monkeypatch.setattr(answer, "LIMIT", 0.2)
    started = time.perf_counter()
    report = check(NAME, sleeps)
    assert time.perf_counter() - started < 5
    assert "did not return within 0.2 s, cannot be stopped here and runs on in the background" in report.findings[0].message
    assert report.rows()[1][2] == "the same"


ENDLESS = """
import time

def endless_and_deaf(x):
    while True:
        try:
            x = x + 1
        except:
            pass

def sleeps(x):
    time.sleep(20)

def good(x):
    return x.square().mean()
"""


def test_a_process_is_killed_when_late_and_starts_again(lesson_99, monkeypatch):
    with process([ENDLESS]) as answers:
        answers.start()
        for name in ("endless_and_deaf", "sleeps"):
            answers.ask({"function": "good", "arguments": [torch.zeros(3)]}, 30)  # started again, outside the clock
            monkeypatch.setattr(answer, "LIMIT", 0.3)
            started = time.perf_counter()
            findings = lesson_99.examine(answers.answer(name), 0)
            assert time.perf_counter() - started < 3
            assert {finding.message for finding in findings} == {
                "it did not return within 0.3 s: is there a loop that never ends?"
            }
            monkeypatch.undo()
        assert all(finding.passed for finding in lesson_99.examine(answers.answer("good"), 0))


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="Windows has no signal for one thread")
def test_a_user_who_interrupts_the_wait_stops_the_answer_too(lesson_99, request):
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs tests in several processes ignores it
    request.addfinalizer(lambda: signal.signal(signal.SIGINT, before))
    running = threading.active_count()
    started = time.perf_counter()
    timer = threading.Timer(0.3, lambda: signal.pthread_kill(threading.main_thread().ident, signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        check(NAME, endless)
    timer.join()
    assert time.perf_counter() - started < answer.LIMIT
    time.sleep(0.05)
    assert threading.active_count() <= running
