"""The answer's side reports what a function did: value, gradients, changes, events, problems; and keeps its own voice."""

import subprocess
import sys
from pathlib import Path

import numpy
import pytest
import torch

from gancourse.answering import wire
from gancourse.answering.plain import plain
from gancourse.answering.worker import load, respond
from gancourse.checks.answer import given

ROOT = Path(__file__).resolve().parents[2]


def told(function, *arguments, **options):
    return respond({"it": function}, {"function": "it", "arguments": list(arguments), **options})


def test_a_value_its_gradient_and_its_graph():
    x = torch.tensor([1.0, 2.0, 3.0])
    reply = told(lambda x, n: (x**2).sum() * n, x, 2, gradients=True)
    assert reply["value"].item() == 28.0
    assert reply["graph"]
    assert reply["type"] == "Tensor"
    assert reply["gradients"]["0"].tolist() == [4.0, 8.0, 12.0]
    assert not x.requires_grad, "the caller's own tensor is left alone"


def test_whole_numbers_get_no_gradient_and_a_cut_graph_gives_none():
    reply = told(lambda x, k: x.detach().sum() + k.sum(), torch.ones(2), torch.ones(2, dtype=torch.int64), gradients=True)
    assert reply["gradients"] == {}
    assert not reply["graph"]


def test_a_changed_input_is_reported_by_place():
    def change(a, b, c):
        b.add_(1)
        c[0] = float("nan")

    assert told(change, torch.zeros(2), torch.zeros(2), torch.tensor([1.0, float("nan")]))["changed"] == [1, 2]
    assert told(lambda x: None, torch.tensor([float("nan"), 1.0]))["changed"] == []


def test_the_callers_tensors_are_never_touched():
    x = torch.zeros(3)
    told(lambda a: a.add_(1), x)
    assert x.tolist() == [0, 0, 0]


def test_given_things_are_built_once_a_name_and_report_weights_gradients_and_events():
    d = given("score", "D", weight=torch.tensor([1.0, -1.0]), bias=torch.zeros(()))
    steps = given("sgd", "optimizer", of="D", lr=0.5)

    def one_step(network, optimizer, x, again):
        assert network is again
        optimizer.zero_grad()
        network(x).mean().backward()
        optimizer.step()

    reply = told(one_step, d, steps, torch.tensor([[1.0, 2.0], [3.0, 6.0]]), d)
    assert reply["problem"] is None
    assert reply["events"] == ["optimizer.zero_grad", "D(2)", "optimizer.step"]
    assert reply["given"]["D"]["weights"]["weight"].tolist() == [1 - 0.5 * 2, -1 - 0.5 * 4]
    assert reply["given"]["D"]["gradients"]["weight"].tolist() == [2.0, 4.0]
    assert reply["given"]["D"]["frozen"] == []


def test_a_given_network_reports_the_last_batches_that_it_saw():
    d = given("score", "D", weight=torch.tensor([1.0, -1.0]), bias=torch.zeros(()))

    def calls(network, x):
        for scale in range(70):
            network(scale * x.requires_grad_())
        return torch.func.vmap(torch.func.grad(lambda point: network(point[None])[0]))(x)

    reply = told(calls, d, torch.ones(3, 2))
    assert reply["problem"] is None
    seen = reply["given"]["D"]["seen"]
    assert [batch.tolist() for batch in seen] == [[[scale] * 2] * 3 for scale in range(7, 70)]  # torch.func's is left out
    assert not any(batch.requires_grad for batch in seen)


def test_what_is_returned_can_be_called():
    assert told(lambda a: lambda b: a - b, 5, then=[2])["value"] == 3


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (NotImplementedError("write f here; the check below says what is missing"), "unwritten"),
        (NotImplementedError(), "unwritten"),
        (NotImplementedError("aten::fancy is not implemented for 'CPU'"), "raised"),
        (ValueError("two\nlines"), "raised"),
        (SystemExit(3), "raised"),
        (KeyboardInterrupt(), "raised"),
    ],
)
def test_a_stub_is_told_from_an_error(error, kind):
    def fails():
        raise error

    reply = told(fails)
    assert reply["problem"][0] == kind
    assert "\n" not in reply["problem"][1]
    assert reply["value"] is None


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, True),
        (numpy.float64(0.5), 0.5),
        ((1, [2.0, "a"]), [1, [2.0, "a"]]),
        ({"a": None, 2: "b"}, {"a": None, "2": "b"}),
        ({1, 2}, {"opaque": "set"}),
        (10**30, {"opaque": "whole number of more than 63 bits"}),
        (list(range(1001)), {"large": "a list of more than 1000 values"}),
        (torch.zeros(1).expand(10**10), {"large": "a tensor of shape (10000000000,)"}),
        (torch.zeros(2, device="meta"), {"opaque": "strided tensor without plain numbers"}),
        (numpy.array(["a"]), {"opaque": "NumPy array of no numbers"}),
    ],
    ids=lambda each: str(each)[:30],
)
def test_values_become_plain(value, expected):
    assert plain(value) == expected


def test_plain_tensors_are_exact_copies_without_graph_or_class():
    class Mine(torch.Tensor):
        pass

    x = torch.arange(6.0).reshape(2, 3).t().as_subclass(Mine).requires_grad_()
    made = plain(x)
    assert type(made) is torch.Tensor
    assert made.tolist() == x.tolist()
    assert not made.requires_grad
    assert made.data_ptr() != x.data_ptr()
    assert plain(numpy.arange(3, dtype=">i4"))["array"].tolist() == [0, 1, 2]


def test_a_cell_that_raises_or_never_ends_costs_itself_alone():
    cells = ["a = 1", "b = a +", "import sys\nsys.exit()", "while True: pass", "raise KeyboardInterrupt", "", "c = a + 1"]
    names, problems = load(cells, limit=0.3)
    assert names["c"] == 2
    assert [number for number, _ in problems] == [1, 2, 3, 4]
    assert problems[0][1].startswith("SyntaxError")
    assert problems[2][1] == "it did not end within 0.3 s"


def test_its_replies_are_its_own_whatever_a_student_prints():
    cells = [
        "import os, sys\nprint('loud')\nos.write(1, b'louder')\nsys.stdout.write('x')",
        "def f(x):\n    print('in', x)\n    return x",
    ]
    worker = subprocess.Popen(
        [sys.executable, "-m", "gancourse.answering.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with worker:
        wire.send(worker.stdin, {"cells": cells})
        assert wire.receive(worker.stdout)["problems"] == []
        wire.send(worker.stdin, {"function": "f", "arguments": [3]})
        assert wire.receive(worker.stdout)["value"] == 3
        wire.send(worker.stdin, {"function": "g", "arguments": []})
        assert wire.receive(worker.stdout) == {"problem": ["missing", "g"]}
        worker.stdin.close()
        assert worker.stdout.read() == b""
    assert worker.returncode == 0


def test_it_knows_no_check_and_nothing_else_of_the_course():
    code = "import sys, gancourse.answering.worker; print(*(name for name in sys.modules if name.startswith('gancourse.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert {name.split(".")[1] for name in done.stdout.split()} == {"answering"}
