"""A reply says in one sentence what an answer is not; `expect` names the mistake."""

import re

import numpy
import pytest
import torch

from gancourse.answering.plain import plain
from gancourse.checks.reply import Mistake, Reply, as_tensor, brief, expect, near


def reply(value):
    return Reply({"value": plain(value), "problem": None})


def mistaken(sentence):
    return pytest.raises(Mistake, match=f"^{re.escape(sentence)}")


@pytest.mark.parametrize(
    ("problem", "sentence"),
    [
        (["unwritten", "write it"], "it is not written yet"),
        (["missing", "f"], "there is no function `f`: was its cell run, or its name changed?"),
        (["not callable", "Tensor"], "this is a Tensor, not a function"),
        (["raised", "ValueError: {no} format"], "it raises ValueError: {no} format"),
        (["late", "5"], "it did not return within 5 s: is there a loop that never ends?"),
        (["late and running", "5"], "it did not return within 5 s, cannot be stopped here"),
        (["ended", "it ended its process"], "its process stopped: it ended its process"),
        (["does not cross", "x"], "what it returns cannot be sent from its process: x"),
        (["strange", "x"], "the answer's process made no sense"),
    ],
)
def test_every_problem_has_its_sentence(problem, sentence):
    with mistaken(sentence):
        Reply({"problem": problem}).value()


@pytest.mark.parametrize("raw", [None, [], 3, "problem"])
def test_what_is_no_reply_is_a_problem_of_the_process(raw):
    with mistaken("its process stopped: its reply made no sense"):
        Reply(raw).value()


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (None, "it returns nothing: is the `return` missing?"),
        (object(), "it returns a object, which is no tensor and no number"),
        ("0.5", "it must return one number, got the str '0.5'"),
        (True, "it must return one number, got the bool 'True'"),
        (torch.tensor(True), "it must return one real number, got a tensor of bool"),
        (torch.tensor(1j), "it must return one real number, got a tensor of complex64"),
        (torch.zeros(3), "it must return one number, got a tensor of shape (3,): reduce over the batch"),
        ([1.0], "it must return one number, got a list"),
        (numpy.zeros(()), "it must return one number, got a NumPy array"),
        (float("nan"), "it gives nan where every number should be finite"),
        (torch.tensor(-torch.inf), "it gives -inf where every number should be finite"),
        (torch.zeros(1).expand(10**9), "it returns a tensor of shape (1000000000,), which is far too much"),
    ],
    ids=lambda each: each[:40] if isinstance(each, str) else type(each).__name__,
)
def test_what_is_not_one_number_is_named(value, sentence):
    with mistaken(sentence):
        reply(value).number()


@pytest.mark.parametrize("value", [0.5, torch.tensor(0.5), torch.tensor([[0.5]]), numpy.float64(0.5)])
def test_one_number_comes_in_several_forms(value):
    number = reply(value).number()
    assert (number.shape, number.dtype, number.item()) == ((), torch.float64, 0.5)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (0.5, "it must return a tensor, got the float '0.5'"),
        (torch.zeros(3, 2), "the shape must be (2, 3), got (3, 2)"),
        (torch.zeros(2, 3, dtype=torch.float64), "the dtype must be float32, as that of the input, got float64"),
        (numpy.zeros((2, 3)), "it returns a NumPy array: stay in torch, or gradients cannot pass"),
        (torch.full((2, 3), torch.nan), "it gives nan"),
    ],
    ids=lambda each: each[:30] if isinstance(each, str) else type(each).__name__,
)
def test_what_is_not_the_tensor_is_named(value, sentence):
    with mistaken(sentence):
        reply(value).tensor((2, 3))


def test_a_tensor_of_any_shape_and_dtype_may_be_asked_for():
    assert reply(torch.zeros(4, dtype=torch.int64)).tensor(None, None).shape == (4,)
    assert as_tensor(torch.zeros(2), (2,)).tolist() == [0, 0]


def test_values_together_are_counted():
    assert reply((1, 2)).parts(2) == [1, 2]
    with mistaken("it must return 3 values together, got 2 values"):
        reply((1, 2)).parts(3)
    with mistaken("it must return 2 values together, got a tensor of shape (2,)"):
        reply(torch.zeros(2)).parts(2)


def test_a_changed_input_is_named():
    raw = Reply({"value": 1, "problem": None, "changed": [1]})
    raw.check_unchanged({0: "real"})
    with mistaken("it changes its input `fake` in place: work on a new tensor"):
        raw.check_unchanged({0: "real", 1: "fake"})


SUSPECTS = {"the sum": 6.0, "the sign": lambda: -2.0, "the same as right": 2.0}


def test_the_first_wrong_formula_that_agrees_is_named_with_both_values():
    expect(torch.tensor(2.0), 2.0, SUSPECTS)
    with mistaken("the sum (got 6, a right answer gives 2)"):
        expect(6.0, 2.0, SUSPECTS)
    with mistaken("the sign (got -2, a right answer gives 2)"):
        expect(-2.0, 2.0, SUSPECTS)
    with mistaken("the loss is not right (got 3, a right answer gives 2)"):
        expect(3.0, 2.0, SUSPECTS, what="the loss")


def test_a_suspect_that_agrees_with_the_right_answer_is_never_named():
    with mistaken("it is not right"):
        expect(2.5, 2.0, {"never": 2.0})


@pytest.mark.parametrize("value", ["2", None, [2.0], {"opaque": "set"}, {"array": torch.zeros(1)}, {"large": "a list"}])
def test_what_is_no_number_is_a_mistake_too(value):
    with mistaken("it must be a number or a tensor, got"):
        expect(value, 2.0)


def test_nearness_looks_at_shapes_and_tolerances():
    assert near(1.00005, 1.0)
    assert not near(1.001, 1.0)
    assert not near(torch.ones(2), torch.ones(2, 1))
    assert not near(torch.ones(1), 1.0)
    assert near(torch.ones(2, dtype=torch.int64), torch.ones(2))
    assert not near(torch.tensor([1 + 1j]), torch.tensor([1.0]))
    assert not near(float("nan"), float("nan"))


def test_values_are_shown_briefly():
    assert brief(torch.arange(5.0)) == "[0, 1, 2, ...] of shape (5,)"
    assert brief(torch.tensor([[0.123456, 2.0]])) == "[0.1235, 2] of shape (1, 2)"
    assert brief(1 / 3) == "0.3333"


def test_gradients_and_weights_are_read():
    raw = Reply({"value": 1, "problem": None, "gradients": {"0": torch.ones(2)}, "events": ["D(2)"]})
    assert raw.gradient(0).tolist() == [1, 1]
    assert raw.gradient(1) is None
    assert raw.events == ["D(2)"]
