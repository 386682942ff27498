"""Given things do what their form says, against torch's own layers, closed forms and autograd."""

import pytest
import torch
from scipy import stats

from gancourse.answering.given import build

X = torch.randn(5, 3, generator=torch.Generator().manual_seed(0))
W = torch.tensor([0.5, -2.0, 1.0])


def made(form, events=None, built=None, name="it", **options):
    return build(form, name, options, {} if built is None else built, [] if events is None else events)


def test_linear_and_score_are_torchs_linear_layer():
    layer = torch.nn.Linear(3, 2)
    mine = made("linear", weight=layer.weight.detach().t(), bias=layer.bias.detach())
    assert torch.allclose(mine(X), layer(X))
    one = made("score", weight=W, bias=torch.tensor(0.3))
    assert torch.allclose(one(X), torch.nn.functional.linear(X, W[None], torch.tensor([0.3]))[:, 0])


@pytest.mark.parametrize(
    ("form", "options", "gradient"),
    [
        ("score", {"weight": W, "bias": torch.tensor(0.3)}, W.expand(5, 3)),
        ("quadratic", {"weight": torch.tensor(1.7)}, 1.7 * X),
        ("constant", {"weight": torch.tensor(0.4)}, torch.zeros(5, 3)),
        ("identity", {}, torch.ones(5, 3)),
    ],
)
def test_gradients_are_the_closed_forms(form, options, gradient):
    x = X.clone().requires_grad_()
    network = made(form, **options)
    (network(x).sum() + 0 * x.sum()).backward()
    assert torch.allclose(x.grad, gradient)
    assert dict(network.named_parameters()).keys() == options.keys()


def test_a_network_notes_its_batches_and_leaves_what_it_was_made_of():
    events, weight = [], W.clone()
    network = made("score", events, name="D", weight=weight, bias=torch.zeros(()))
    network(X)
    network(X[:2])
    assert events == ["D(5)", "D(2)"]
    with torch.no_grad():
        network.weight.add_(1)
    assert torch.equal(weight, W)


@pytest.mark.parametrize(("form", "kind"), [("sgd", torch.optim.SGD), ("adam", torch.optim.Adam)])
def test_an_optimiser_is_torchs_own_and_notes_its_steps(form, kind):
    events, built = [], {}
    built["G"] = made("score", events, name="G", weight=W, bias=torch.zeros(()))
    twin = torch.nn.Parameter(W.clone())
    mine, theirs = made(form, events, built, name="o", of="G", lr=0.1), kind([twin], lr=0.1)
    for _ in range(3):
        mine.zero_grad()
        theirs.zero_grad()
        built["G"](X).sum().backward()
        (X @ twin).sum().backward()
        mine.step()
        theirs.step()
    assert torch.allclose(built["G"].weight, twin)
    assert events == ["o.zero_grad", "G(5)", "o.step"] * 3


def test_a_feed_gives_its_values_in_turn_whatever_it_is_asked():
    events = []
    feed = made("feed", events, name="noise", values=[torch.zeros(1), torch.ones(1)])
    assert [feed(4).item(), feed(4, size=2).item(), feed().item()] == [0, 1, 0]
    feed().add_(9)
    assert feed().item() == 0
    assert events == ["noise(4)", "noise(4, 2)", "noise()", "noise()", "noise()"]


def test_a_stream_is_a_function_of_its_seed():
    first, second = made("stream", seed=5), made("stream", seed=5)
    assert torch.equal(torch.rand(4, generator=first), torch.rand(4, generator=second))


def test_losses_have_the_gradients_that_they_say():
    real, fake = torch.randn(3, requires_grad=True), torch.randn(4, requires_grad=True)
    made("mean difference")(real, fake).backward()
    assert torch.allclose(real.grad, torch.full((3,), -1 / 3))
    assert torch.allclose(fake.grad, torch.full((4,), 1 / 4))
    fake.grad = None
    made("minus mean")(fake).backward()
    assert torch.allclose(fake.grad, torch.full((4,), -1 / 4))


def test_laws_are_scipys_and_densities_are_slopes():
    x = torch.linspace(-6, 6, 25, dtype=torch.float64, requires_grad=True)
    law = stats.logistic(loc=0.7, scale=1.3)
    cdf, density = made("logistic cdf", centre=0.7, scale=1.3)(x), made("logistic density", centre=0.7, scale=1.3)(x)
    assert cdf.detach().numpy() == pytest.approx(law.cdf(x.detach().numpy()))
    assert density.detach().numpy() == pytest.approx(law.pdf(x.detach().numpy()))
    centres = torch.tensor([-2.0, 0.5, 3.0], dtype=torch.float64)
    mixed = made("mixture cdf", centres=centres, scale=0.4)(x)
    expected = sum(stats.logistic(loc=c, scale=0.4).cdf(x.detach().numpy()) for c in centres.tolist()) / 3
    assert mixed.detach().numpy() == pytest.approx(expected)
    slope = torch.autograd.grad(mixed.sum(), x)[0]
    assert torch.allclose(made("mixture density", centres=centres, scale=0.4)(x), slope)


def test_a_noted_function_is_the_function_and_notes_its_calls():
    events = []
    options = {"centre": 0.0, "scale": 1.0}
    noted = build("noted", "cdf", {"form": "logistic cdf", "options": options}, {}, events)
    assert noted(torch.zeros(2)).tolist() == [0.5, 0.5]
    assert events == ["cdf"]


def test_an_unknown_form_is_refused():
    with pytest.raises(ValueError, match="no given thing has the form 'cubic'"):
        made("cubic")
