"""Rows of features: what is refused before any number is made, and results that say what made them."""

import pytest
import torch

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Origin, Rows, exact, pair, rows
from gancourse.runtime import stream

VALUES = torch.randn(7, 3, generator=stream(0))
READER = Origin("digit_reader", "no resize", "float32")


def test_a_part_keeps_its_origin():
    some = Rows(VALUES, READER)
    for part, wanted in ((some[:4], VALUES[:4]), (some[[1, 5]], VALUES[[1, 5]]), (some[2], VALUES[2:3])):
        assert part.origin == READER
        torch.testing.assert_close(part.values, wanted, rtol=0, atol=0)
    assert repr(some) == "Rows(7 of 3; features digit_reader, in float32, no resize)"


def test_a_tensor_is_taken_as_given_in_its_own_dtype():
    assert rows(VALUES.double()).origin == Origin("as given", "no resize", "float64")


def test_sums_are_float64_and_without_a_graph():
    learned = VALUES.clone().requires_grad_()
    assert exact(learned).dtype == torch.float64
    assert not pair(learned, VALUES)[0].requires_grad


@pytest.mark.parametrize(
    ("real", "fake", "said"),
    [
        (Rows(VALUES, READER), VALUES, "made alike, got features digit_reader.* against features as given"),
        (Rows(VALUES, READER), Rows(VALUES, Origin("digit_reader", "resized")), "no resize against .* resized: take the same"),
        (VALUES, VALUES.double(), "float32, no resize against .*float64"),
        (VALUES, VALUES[:, :2], "one length, got 3 and 2"),
        (VALUES, VALUES[:0], r"generated features must be \(n, d\).*\(0, 3\)"),
        (VALUES, VALUES.long(), "of int64"),
        (VALUES[0], VALUES, r"got \(3,\)"),
        (VALUES, torch.where(VALUES > 1, torch.nan, VALUES), "not finite, in [1-7] rows"),
    ],
)
def test_what_was_made_otherwise_is_refused(real, fake, said):
    with pytest.raises(ValueError, match=said):
        pair(real, fake)


def test_what_are_no_rows_is_a_type_error():
    with pytest.raises(TypeError, match="got a list"):
        rows([[1.0]])


def result(value=1.5, n=100, measure="Distance", **more):
    return Result(measure, {"d": value}, {"real": n, "generated": 200}, READER, **more)


def test_a_result_prints_what_made_it_and_its_floor():
    text = str(result(errors={"d": 0.25}, settings={"k": 3}).beside(result(0.5, errors={"d": 0.1}, settings={"k": 3})))
    for word in ("Distance: 1.5 ± 0.25", "real against real: 0.5 ± 0.1", "100 real, 200 generated", "k 3", "sums in float64"):
        assert word in text
    for word in ("features digit_reader", "in float32", "no resize"):
        assert word in text


def test_a_floor_of_another_number_of_pictures_says_so():
    assert "real against real of 50 and 200: 0.5" in str(result().beside(result(0.5, 50)))


def test_numbers_are_rounded_without_exponents():
    assert "Distance: 1515 ± 140" in str(result(1515.2, errors={"d": 137.0}))
    assert "Distance: 0.001235 ± 1e-05" in str(result(0.00123456, errors={"d": 0.00001}))


def test_a_result_of_several_numbers_gives_them_by_name_only():
    two = Result("Precision and recall", {"precision": 0.9, "recall": 0.2}, {"real": 10}, READER)
    assert two["recall"] == 0.2
    assert len(str(two.beside(two)).splitlines()) == 3
    with pytest.raises(TypeError, match="of precision, recall"):
        float(two)
    with pytest.raises(KeyError, match="not 'density'"):
        two["density"]
    assert float(result()) == 1.5


@pytest.mark.parametrize(
    ("floor", "said"),
    [
        (result(measure="Other"), "another measure: Other"),
        (Result("Distance", {"d": 1.0}, {}, Origin("pixels")), "another making: features pixels"),
        (result(settings={"k": 5}), "another settings: k 5"),
    ],
)
def test_a_floor_of_something_else_is_refused(floor, said):
    with pytest.raises(ValueError, match=said):
        result().beside(floor)
