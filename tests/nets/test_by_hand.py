"""The layers written out against torch's, the transpose against the definition of a transpose, and refusals."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional

from gancourse.nets import by_hand
from gancourse.runtime import stream


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=stream(seed), dtype=torch.float64)


SIZES = {"kernel": st.integers(1, 5), "stride": st.integers(1, 3), "padding": st.integers(0, 2)}


@settings(deadline=None, max_examples=40)
@given(h=st.integers(1, 8), w=st.integers(1, 8), bias=st.booleans(), **SIZES)
def test_a_convolution_is_torchs(h, w, kernel, stride, padding, bias):
    x, weight = normal(2, 3, h, w), normal(4, 3, kernel, kernel, seed=1)
    shift = normal(4, seed=2) if bias else None
    if min(h, w) + 2 * padding < kernel:
        with pytest.raises(ValueError, match="does not fit into a map"):
            by_hand.convolution(x, weight, shift, stride, padding)
        return
    ours = by_hand.convolution(x, weight, shift, stride, padding)
    torch.testing.assert_close(ours, functional.conv2d(x, weight, shift, stride, padding))
    assert tuple(ours.shape[2:]) == tuple(by_hand.side_after(side, kernel, stride, padding) for side in (h, w))


@settings(deadline=None, max_examples=40)
@given(h=st.integers(1, 6), w=st.integers(1, 6), bias=st.booleans(), **SIZES)
def test_a_transposed_convolution_is_torchs(h, w, kernel, stride, padding, bias):
    x, weight = normal(2, 3, h, w), normal(3, 4, kernel, kernel, seed=1)
    shift = normal(4, seed=2) if bias else None
    if (min(h, w) - 1) * stride + kernel - 2 * padding < 1:
        with pytest.raises(ValueError, match="cuts off all"):
            by_hand.transposed_convolution(x, weight, shift, stride, padding)
        return
    ours = by_hand.transposed_convolution(x, weight, shift, stride, padding)
    torch.testing.assert_close(ours, functional.conv_transpose2d(x, weight, shift, stride, padding))


@pytest.mark.parametrize(("side", "kernel", "stride", "padding"), [(28, 4, 2, 1), (14, 4, 2, 1), (7, 7, 1, 0), (9, 3, 2, 1)])
def test_one_is_the_transpose_of_the_other(side, kernel, stride, padding):
    weight = normal(2, 3, kernel, kernel)
    x, small = normal(1, 3, side, side, seed=1), by_hand.side_after(side, kernel, stride, padding)
    y = normal(1, 2, small, small, seed=2)
    there = by_hand.convolution(x, weight, None, stride, padding)
    back = by_hand.transposed_convolution(y, weight, None, stride, padding)
    assert back.shape == x.shape  # for these sizes; where the stride leaves a rest, it is smaller
    assert float((there * y).sum()) == pytest.approx(float((x * back).sum()))  # <C x, y> = <x, C' y>


def test_the_sides_of_a_dcgan_lead_there_and_back():
    for side in (7, 14, 4, 8, 16, 32):
        assert by_hand.side_after_transposed(side, 4, 2, 1) == 2 * side
        assert by_hand.side_after(2 * side, 4, 2, 1) == side
    assert by_hand.side_after_transposed(1, 7) == 7


@pytest.mark.parametrize("shape", [(6, 3, 4, 5), (6, 3), (2, 3, 1, 1)])
def test_batch_norm_is_torchs_in_training_and_out_of_it(shape):
    x, gain, shift = 3 * normal(*shape) + 2, normal(3, seed=1), normal(3, seed=2)
    ours, theirs = ([torch.zeros(3).double(), torch.ones(3).double()] for _ in range(2))
    for _ in range(3):
        got = by_hand.batch_norm(x, gain, shift, running_mean=ours[0], running_variance=ours[1])
        wanted = functional.batch_norm(x, theirs[0], theirs[1], gain, shift, training=True)
        torch.testing.assert_close(got, wanted)
    torch.testing.assert_close(ours, theirs)
    got = by_hand.batch_norm(x, gain, shift, running_mean=ours[0], running_variance=ours[1], training=False)
    torch.testing.assert_close(got, functional.batch_norm(x, theirs[0], theirs[1], gain, shift))
    torch.testing.assert_close(ours, theirs)  # looking does not move them


def test_batch_norm_has_the_moments_it_promises_and_torchs_gradient():
    x = (5 * normal(64, 2, 3, 3) - 7).requires_grad_()
    gain, shift = torch.tensor([2.0, 0.5]).double(), torch.tensor([1.0, -3.0]).double()
    y = by_hand.batch_norm(x, gain, shift, eps=1e-12)
    torch.testing.assert_close(y.mean((0, 2, 3)), shift)
    torch.testing.assert_close(y.std((0, 2, 3), correction=0), gain)
    weight = normal(*x.shape, seed=3)
    (ours,) = torch.autograd.grad((weight * y).sum(), x)
    (theirs,) = torch.autograd.grad((weight * functional.batch_norm(x, None, None, gain, shift, True, eps=1e-12)).sum(), x)
    torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: by_hand.side_after(0, 3), "at least 1"),
        (lambda: by_hand.side_after_transposed(3, 3, 0), "at least 1"),
        (lambda: by_hand.convolution(normal(1, 2, 4, 4), normal(2, 3, 3, 3)), r"\(outputs, inputs, k, k\)"),
        (lambda: by_hand.transposed_convolution(normal(1, 2, 4, 4), normal(3, 2, 3, 3)), r"\(inputs, outputs, k, k\)"),
        (lambda: by_hand.convolution(normal(1, 2, 4, 4), normal(3, 2, 3, 3), normal(2)), r"one number an output, \(3,\)"),
        (lambda: by_hand.batch_norm(normal(4, 2), normal(3), normal(3)), "channels"),
        (lambda: by_hand.batch_norm(normal(1, 2), normal(2), normal(2)), "two numbers a channel"),
        (lambda: by_hand.batch_norm(normal(4, 2), normal(2), normal(2), training=False), "needs the running mean"),
        (lambda: by_hand.batch_norm(normal(4, 2), normal(2), normal(2), running_mean=normal(2)), "both, or neither"),
    ],
)
def test_bad_input_is_refused_in_one_sentence(call, sentence):
    with pytest.raises(ValueError, match=sentence):
        call()
