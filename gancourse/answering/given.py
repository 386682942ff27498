"""What a student's function is given and cannot be sent as numbers: networks, optimisers, streams and feeds, built by name.

Their gradients are known in closed form, and they note what is done with them.
"""

import math
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from gancourse.answering.traced import traced

KEPT = 63  # batches that a network keeps beside the last one


class Network(nn.Module):
    """A network with gradients known in closed form: linear, bilinear, quadratic, constant or identity.

    Attributes:
        seen: the last batches that it was called with, oldest first, without their graphs.
    """

    weight: nn.Parameter
    bias: nn.Parameter

    def __init__(self, form: str, values: dict[str, Tensor], events: list[str], name: str):
        super().__init__()
        self.form, self.events, self.name = form, events, name
        self.seen: list[Tensor] = []
        for key, value in values.items():  # "weight.grad" is a gradient that an earlier step left in "weight"
            if key.endswith(".grad"):
                self.get_parameter(key.removesuffix(".grad")).grad = value.clone()
            else:
                self.register_parameter(key, nn.Parameter(value.clone()))

    def forward(self, x: Tensor) -> Tensor:
        """See `form`: what each computes stands beside it."""
        self.events.append(f"{self.name}({len(x)})")
        self.seen = [*self.seen[-KEPT:], x.detach().clone()]
        if self.form == "linear":  # (n, d) -> (n, e): x W + b
            return x.flatten(1) @ self.weight + self.bias
        if self.form == "score":  # (n, ...) -> logits (n,): x . w + b
            return x.flatten(1) @ self.weight + self.bias
        if self.form == "quadratic":  # (n, ...) -> logits (n,): w |x|^2 / 2
            return self.weight * x.flatten(1).square().sum(1) / 2
        if self.form == "constant":  # (n, ...) -> logits (n,): c
            return self.weight.expand(len(x))
        return x


class Descent:
    """Gradient descent, w <- w - lr grad, with the interface of torch's optimisers."""

    def __init__(self, network: nn.Module, lr: float):
        self.param_groups: list[dict[str, Any]] = [{"params": list(network.parameters()), "lr": lr}]
        self.state: dict[Tensor, Any] = {}

    def zero_grad(self, set_to_none: bool = True) -> None:
        """Clear the gradients."""
        for weight in self.param_groups[0]["params"]:
            weight.grad = None if set_to_none or weight.grad is None else torch.zeros_like(weight)

    @torch.no_grad()
    def step(self) -> None:
        """Move each weight that has a gradient."""
        for weight in self.param_groups[0]["params"]:
            if weight.grad is not None:
                weight -= self.param_groups[0]["lr"] * weight.grad


def build(form: str, name: str, options: dict[str, Any], built: dict[str, Any], events: list[str]) -> Any:
    """A given thing, by its form."""
    if form in ("linear", "score", "quadratic", "constant", "identity"):
        return Network(form, options, events, name)
    if form == "descent":  # what "sgd" is, there at once: torch's optimisers load their code at first use, for seconds
        return _stepper(Descent(built[options["of"]], options["lr"]), name, events)
    if form in ("sgd", "adam"):
        kind: Any = {"sgd": torch.optim.SGD, "adam": torch.optim.Adam}[form]
        return _stepper(kind(built[options["of"]].parameters(), lr=options["lr"]), name, events)
    if form == "stream":
        return torch.Generator().manual_seed(options["seed"])
    if form == "traced":  # a tensor that notes the layers of torch that it goes through
        return traced(options["value"], events)
    if form == "feed":  # returns its values one after the other, from the first again, whatever it is called with
        return _feed(options["values"], name, events)
    if form == "recorder":  # a function of the arguments named in `takes`, which notes them and returns its values in turn
        return _recorder(options["takes"], options["values"], name, events)
    if form == "noted":  # the function of another form, which notes its calls
        inner = build(options["form"], name, options["options"], built, events)
        return _noted(inner, name, events)
    if form == "mean difference":  # a discriminator's loss with the gradients -1/n and 1/m
        return lambda real, fake: fake.mean() - real.mean()
    if form == "least squares":  # a discriminator's loss with the gradients (real - 1)/n and fake/m
        return lambda real, fake: (real - 1).square().mean() / 2 + fake.square().mean() / 2
    if form == "least squares generator":  # a generator's loss with the gradient (fake - 1)/n
        return lambda fake: (fake - 1).square().mean() / 2
    if form == "minus mean":  # a generator's loss with the gradient -1/n
        return lambda fake: -fake.mean()
    if form == "logistic cdf":
        return lambda x: torch.sigmoid((x - options["centre"]) / options["scale"])
    if form == "logistic density":
        return lambda x: _logistic_density(x, options["centre"], options["scale"])
    if form == "mixture cdf":  # of logistic laws, one for each centre
        return lambda x: torch.sigmoid((x[..., None] - options["centres"]) / options["scale"]).mean(-1)
    if form == "mixture density":
        return lambda x: _logistic_density(x[..., None], options["centres"], options["scale"]).mean(-1)
    if form == "affine":  # z -> shift + rate z
        return lambda z: options["shift"] + options["rate"] * z
    if form == "exponential":  # z -> shift + exp(rate z), of slope rate exp(rate z)
        return lambda z: options["shift"] + torch.exp(options["rate"] * z)
    if form == "normal log density":
        return lambda z: -((z - options["centre"]) ** 2) / 2 - math.log(2 * math.pi) / 2
    if form == "polynomial":  # (u, weights (k,)) -> w_0 + w_1 u + ... + w_{k-1} u^(k-1)
        return lambda u, weights: u[..., None] ** torch.arange(len(weights)).to(u) @ weights
    if form == "skewed square":  # a loss of (fake, real), whose gradient is (2 d + 3 skew d^2) / n with d = fake - real
        return lambda fake, real: ((fake - real) ** 2 + options["skew"] * (fake - real) ** 3).mean()
    raise ValueError(f"no given thing has the form {form!r}")


def _logistic_density(x: Tensor, centre: Any, scale: Any) -> Tensor:
    share = torch.sigmoid((x - centre) / scale)
    return share * (1 - share) / scale


def _feed(values: list[Tensor], name: str, events: list[str]) -> Callable[..., Tensor]:
    calls = 0

    def following(*arguments: Any, **named: Any) -> Tensor:
        nonlocal calls
        numbers = ", ".join(str(each) for each in (*arguments, *named.values()) if isinstance(each, int))
        events.append(f"{name}({numbers})")
        calls += 1
        return values[(calls - 1) % len(values)].clone()

    return following


def _recorder(takes: list[str], values: list[Any], name: str, events: list[str]) -> Callable[..., Any]:
    """It notes the first number of each tensor that it gets: which of the drawn ones that was."""
    calls = 0

    def recording(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        got = {**dict(zip(takes, arguments, strict=False)), **named}
        if len(arguments) + len(named) != len(takes) or set(got) != set(takes):
            raise TypeError(f"{name} takes {' and '.join(takes) or 'no arguments'}, got {len(arguments) + len(named)} arguments")
        first = [
            got[each].flatten()[0].item() if isinstance(got[each], Tensor) else f"<{type(got[each]).__name__}>" for each in takes
        ]
        events.append(f"{name}({', '.join(f'{each}' for each in first)})")
        calls += 1
        value = values[(calls - 1) % len(values)]
        return value.clone() if isinstance(value, Tensor) else value

    return recording


def _noted(function: Callable[..., Any], name: str, events: list[str]) -> Callable[..., Any]:
    """The function, which notes its name at each call."""

    def noting(*arguments: Any, **named: Any) -> Any:
        events.append(name)
        return function(*arguments, **named)

    return noting


def _stepper(optimizer: Any, name: str, events: list[str]) -> Any:
    """An optimiser that notes each of its steps, and each clearing of its gradients."""
    optimizer.step = _noted(optimizer.step, f"{name}.step", events)
    optimizer.zero_grad = _noted(optimizer.zero_grad, f"{name}.zero_grad", events)
    return optimizer
