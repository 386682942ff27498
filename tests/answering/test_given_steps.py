"""Given things for steps and loops of training: left gradients, descent, least squares, recorders."""

import pytest
import torch

from gancourse.answering.given import build


def made(form, events=None, built=None, name="it", **options):
    return build(form, name, options, {} if built is None else built, [] if events is None else events)


def test_a_network_may_come_with_gradients_of_an_earlier_step():
    left = {"weight.grad": torch.ones(3), "bias.grad": torch.tensor(2.0)}
    network = made("score", weight=torch.zeros(3), bias=torch.zeros(()), **left)
    assert dict(network.named_parameters()).keys() == {"weight", "bias"}
    network(torch.ones(2, 3)).sum().backward()
    assert torch.equal(network.weight.grad, torch.full((3,), 3.0))  # 1 that was there, and 2 samples
    assert torch.equal(left["weight.grad"], torch.ones(3))
    assert made("score", weight=torch.zeros(3), bias=torch.zeros(())).weight.grad is None


@pytest.mark.parametrize("to_none", [True, False])
def test_descent_is_torchs_sgd(to_none):
    events, built, x = [], {}, torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
    built["D"] = made("score", events, name="D", weight=torch.ones(3), bias=torch.zeros(()))
    twin = made("score", name="twin", weight=torch.ones(3), bias=torch.zeros(()))
    mine, theirs = made("descent", events, built, name="o", of="D", lr=0.01), torch.optim.SGD(twin.parameters(), lr=0.01)
    mine.step()  # no gradients yet: nothing moves
    for _ in range(3):
        for network, optimizer in ((built["D"], mine), (twin, theirs)):
            optimizer.zero_grad(set_to_none=to_none)
            network(x).square().sum().backward()
            optimizer.step()
    assert all(torch.allclose(a, b) for a, b in zip(built["D"].parameters(), twin.parameters(), strict=True))
    mine.zero_grad(set_to_none=to_none)
    grad = built["D"].weight.grad
    assert grad is None if to_none else torch.equal(grad, torch.zeros(3))
    assert events == ["o.step", *["o.zero_grad", "D(5)", "o.step"] * 3, "o.zero_grad"]


def test_least_squares_have_the_gradients_that_they_say():
    real, fake = torch.randn(3, requires_grad=True), torch.randn(4, requires_grad=True)
    made("least squares")(real, fake).backward()
    assert torch.allclose(real.grad, (real.detach() - 1) / 3)
    assert torch.allclose(fake.grad, fake.detach() / 4)
    fake.grad = None
    made("least squares generator")(fake).backward()
    assert torch.allclose(fake.grad, (fake.detach() - 1) / 4)


def test_a_recorder_notes_what_it_gets_and_returns_its_values_in_turn():
    events = []
    step = made("recorder", events, name="step", takes=["real", "z"], values=[0.5, torch.ones(2)])
    assert step(torch.full((2, 3), 7.0), torch.tensor([-1.5, 0.0])) == 0.5
    step(z=torch.tensor(3), real=print).add_(9)
    assert step(torch.zeros(1), torch.zeros(1)) == 0.5
    assert torch.equal(step(torch.zeros(1), torch.zeros(1)), torch.ones(2))
    assert events[:2] == ["step(7.0, -1.5)", "step(<builtin_function_or_method>, 3)"]


@pytest.mark.parametrize(("positional", "named"), [((1,), {}), ((1, 2, 3), {}), ((1,), {"noise": 2}), ((1,), {"real": 2})])
def test_a_recorder_refuses_other_arguments_than_it_takes(positional, named):
    step = made("recorder", name="step", takes=["real", "z"], values=[0.5])
    with pytest.raises(TypeError, match="step takes real and z, got"):
        step(*positional, **named)
    with pytest.raises(TypeError, match="draw takes no arguments, got 1"):
        made("recorder", name="draw", takes=[], values=[0.5])(64)
