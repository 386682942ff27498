"""The two ports ask the same function and bring the same reply; a process that dies costs one call."""

import sys
import time

import pytest
import torch

from gancourse.checks import answer
from gancourse.checks.answer import InProcess, Process, given, process
from gancourse.checks.reply import Mistake

CELLS = """
import os, sys, time
import torch

def values(x, n):
    return {"mean": x.mean(), "list": [x[:n], n, None, "word"], "doubles": x.double(), "whole": x > 0}

def step(network, optimizer, x):
    print("loud")
    loss = network(x).mean()
    loss.backward()
    optimizer.step()
    x.zero_()
    return loss

def make(a):
    return lambda x: a * x

def stub(x):
    raise NotImplementedError("write stub here; the check below says what is missing")

def wrong(x):
    raise ValueError("no")

def dies(x):
    os._exit(3)

def ends(x):
    sys.exit(3)

def shouts(x):
    os.write(1, b"\\0" * 100)
    return 2.0

def large(x):
    return [torch.zeros(2**20) for _ in range(20)]

def quiet(x):
    torch.set_grad_enabled(False)
    torch.set_default_dtype(torch.float64)
    return torch.zeros(3)

number = 3
"""


@pytest.fixture(scope="module")
def cells():
    names = {}
    exec(CELLS, names)
    with process([CELLS]) as running:
        yield names, running


@pytest.fixture(params=["in process", "process"])
def port(request, cells):
    names, running = cells
    return (lambda name: InProcess(names[name])) if request.param == "in process" else running.answer


X = torch.tensor([1.0, -2.0, 4.0])


def test_values_of_every_kind_come_back(port):
    value = port("values").call(X, 2).value()
    assert value["mean"].item() == 1.0
    assert value["list"][0].tolist() == [1.0, -2.0]
    assert value["list"][1:] == [2, None, "word"]
    assert value["doubles"].dtype == torch.float64
    assert value["whole"].tolist() == [True, False, True]


def test_gradients_and_what_is_called_then(port):
    reply = port("make").call(2.5, then=[X], gradients=False)
    assert reply.tensor((3,)).tolist() == [2.5, -5.0, 10.0]
    assert port("values").call(X, 1, gradients=True).gradient(0) is None  # a dict has no sum


def test_what_a_step_does_to_given_things(port):
    network = given("score", "D", weight=torch.ones(3), bias=torch.zeros(()))
    reply = port("step").call(network, given("sgd", "o", of="D", lr=0.1), X[None])
    assert reply.number().item() == 3.0
    assert reply.weights("D")["weight"].tolist() == pytest.approx([0.9, 1.2, 0.6])
    assert reply.weight_gradients("D")["weight"].tolist() == X.tolist()
    assert reply.events == ["D(1)", "o.step"]
    with pytest.raises(Mistake, match="it changes its input `x` in place"):
        reply.check_unchanged({2: "x"})
    assert X.tolist() == [1.0, -2.0, 4.0]


@pytest.mark.parametrize(
    ("name", "sentence"),
    [("stub", "it is not written yet"), ("wrong", "it raises ValueError: no"), ("ends", "it raises SystemExit: 3")],
)
def test_problems_are_the_same_sentences(port, name, sentence):
    with pytest.raises(Mistake, match=f"^{sentence}$"):
        port(name).call(X).value()


def test_what_an_answer_sets_lasts_no_longer_than_its_call(port):
    assert port("quiet").call(X).tensor((3,), torch.float64).tolist() == [0, 0, 0]
    assert port("quiet").call(X).tensor((3,), torch.float64).dtype == torch.float64
    assert port("make").call(2.0, then=[X], gradients=True).raw["graph"] is False
    assert torch.get_default_dtype() == torch.float32


def test_a_reply_that_is_too_large_says_so(port):
    with pytest.raises(Mistake, match="far too much"):
        port("large").call(X).value()


def test_a_name_that_is_missing_or_no_function(cells):
    _, running = cells
    with pytest.raises(Mistake, match="there is no function `nothing`: was its cell run"):
        running.answer("nothing").call(X).value()
    with pytest.raises(Mistake, match="this is a int, not a function"):
        running.answer("number").call(X).value()
    with pytest.raises(Mistake, match="this is a int, not a function"):
        InProcess(3).call(X).value()


def test_a_process_that_dies_costs_one_call_and_no_print_is_taken_for_a_reply(cells):
    _, running = cells
    assert running.answer("shouts").call(X).number().item() == 2.0
    with pytest.raises(Mistake, match="its process stopped: it ended its process"):
        running.answer("dies").call(X).value()
    assert running.answer("shouts").call(X).number().item() == 2.0


def test_a_process_whose_words_make_no_sense_is_stopped(monkeypatch, tmp_path):
    fake = tmp_path / "worker.py"
    fake.write_text("import sys\nsys.stdout.buffer.write(b'\\xff' * 100)\nsys.stdout.flush()\nsys.stdin.buffer.read()\n")
    with process([""]) as running:
        real = answer.subprocess.Popen

        def popen(command, **options):
            return real([sys.executable, str(fake)], **options)

        monkeypatch.setattr(answer.subprocess, "Popen", popen)
        with pytest.raises(Mistake, match="its process stopped: its cells did not end in time, or ended the process"):
            running.answer("f").call(X).value()
        assert running.running is None


def test_cells_that_break_the_process_are_not_run_again():
    started = time.perf_counter()
    with process(["import os; os._exit(1)"]) as running:
        first = running.answer("f").call(X).raw
        once = time.perf_counter() - started
        for _ in range(20):
            assert running.answer("f").call(X).raw == first
    assert time.perf_counter() - started < once + 1


def test_cells_that_take_too_long_together_are_ended():
    with process(["import time", "time.sleep(60)"], setup=0.5) as running:
        assert running.answer("f").call(X).raw["problem"][0] == "ended"
    assert running.running is None


def test_cells_run_in_the_folder_that_they_are_given_and_no_window_opens(tmp_path):
    (tmp_path / "data.txt").write_text("7")
    cells = [
        "number = int(open('data.txt').read())",
        "import os\ndef f():\n    return [number, os.environ['MPLBACKEND']]",
        "1 / 0",
    ]
    running = Process(cells, folder=tmp_path)
    try:
        assert running.answer("f").call().value() == [7, "agg"]
        assert running.problems == [[2, "ZeroDivisionError: division by zero"]]
    finally:
        running.close()
    running.close()  # twice is once
