"""Calls a student's function and reports what happened. Run as a program, it reads requests from its input and writes replies.

Requests and replies are plain values: numbers, words, tensors, lists and dicts of these, and given things by their names.
"""

import copy
import os
import sys
import time
import types
from contextlib import suppress
from functools import cache, partial
from typing import Any

import torch
from torch import Tensor, nn

from gancourse.answering.given import build
from gancourse.answering.limit import TimeLimit, torch_kept, within
from gancourse.answering.plain import kind, plain, said
from gancourse.answering.wire import receive, send

FOREVER = 10.0**6  # seconds; who asks sets the limit, and kills this process
LARGEST_SUM = 10**8  # entries of a value whose sum is worth a gradient


def steps(value: Any) -> bool:
    """Whether something in a request is an optimiser, for which `warm` loads what takes seconds when it is first used."""
    if isinstance(value, dict):
        return value.get("form") in ("sgd", "adam") or any(map(steps, value.values()))
    return isinstance(value, list | tuple) and any(map(steps, value))


@cache
def warm() -> None:
    """Make an optimiser: the first one loads half of torch, which is no fault of an answer and must not count in its time."""
    torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)


def respond(functions: dict[str, Any], request: dict[str, Any]) -> dict[str, Any]:
    """Call a function as a request says, and report: its value, or its problem; gradients; what became of its arguments.

    Keys of a request: "function"; "arguments", positional; "then", arguments for what the function returns, or None;
    "gradients", whether to take the gradient of the value's sum by each floating argument.
    """
    events: list[str] = []
    built: dict[str, Any] = {}
    arguments = [_made(value, built, events) for value in request["arguments"]]
    if request.get("gradients"):
        arguments = [a.requires_grad_() if isinstance(a, Tensor) and a.is_floating_point() else a for a in arguments]
    before = copy.deepcopy(request["arguments"])
    reply: dict[str, Any] = {"value": None, "problem": None, "gradients": {}, "given": {}, "changed": []}
    started = time.perf_counter()
    try:
        value = functions[request["function"]](*arguments)
        if request.get("then") is not None:
            value = value(*[_made(each, built, events) for each in request["then"]])
        if request.get("gradients"):
            _backward(value)
        reply["type"] = kind(value)
        reply["graph"] = _has_graph(value)
        reply["value"] = plain(value)
    except TimeLimit:
        raise
    except BaseException as error:  # SystemExit and KeyboardInterrupt too, when a student's code raises them
        reply["problem"] = [_problem(error), said(error)]
    reply["seconds"] = time.perf_counter() - started
    try:
        _look_around(reply, arguments, before, built)
    except Exception as error:
        reply["problem"] = reply["problem"] or ["raised", f"{said(error)} (what it was given is no longer in one piece)"]
    reply["events"] = [event for event in events[:10_000] if type(event) is str]
    return reply


def _problem(error: BaseException) -> str:
    """Whether an exception comes from a stub (ours or nbgrader's) or from an answer: torch too has NotImplementedErrors."""
    words = str(error) if type(error) is NotImplementedError else "an answer's"
    return "unwritten" if not words or words.startswith("write ") else "raised"


def _has_graph(value: Any) -> bool:
    return issubclass(type(value), Tensor) and value.requires_grad is True


def _backward(value: Any) -> None:
    """Gradients of the sum of a value by everything before it; without a graph there are none."""
    if _has_graph(value) and value.is_floating_point() and value.numel() < LARGEST_SUM:
        value.sum().backward()


def _look_around(reply: dict[str, Any], arguments: list[Any], before: list[Any], built: dict[str, Any]) -> None:
    """Report what became of the arguments and of the given things."""
    for place, (now, was) in enumerate(zip(arguments, before, strict=True)):
        if isinstance(now, Tensor) and isinstance(was, Tensor):
            if not _same(now.detach(), was):
                reply["changed"].append(place)
            if now.is_leaf and now.grad is not None:  # changed in place it is no leaf, and torch would warn
                reply["gradients"][str(place)] = plain(now.grad)
    for name, thing in built.items():
        if isinstance(thing, nn.Module):
            reply["given"][name] = {
                "weights": {key: plain(weight) for key, weight in thing.named_parameters()},
                "gradients": {key: plain(weight.grad) for key, weight in thing.named_parameters()},
                "frozen": [key for key, weight in thing.named_parameters() if not weight.requires_grad],
                "seen": _seen(thing),
            }


def _seen(network: nn.Module) -> list[Any]:
    """The last batches that a given network was called with; what torch.func hands it is no batch outside, and is left out."""
    batches = []
    for batch in getattr(network, "seen", []):
        with suppress(RuntimeError):
            batches.append(plain(batch))
    return batches


def _same(now: Tensor, was: Tensor) -> bool:
    """Whether two tensors are equal, with the same places where there is no number."""
    if now.shape != was.shape or now.dtype != was.dtype:
        return False
    return torch.equal(now.isnan(), was.isnan()) and torch.equal(now.nan_to_num(7.5), was.nan_to_num(7.5))


def _made(value: Any, built: dict[str, Any], events: list[str]) -> Any:
    """A value as the function gets it: tensors are copies, given things are built, each name once."""
    if isinstance(value, Tensor):
        return value.detach().clone()
    if isinstance(value, dict) and "form" in value and "name" in value:
        if value["name"] not in built:
            built[value["name"]] = build(value["form"], value["name"], value["options"], built, events)
        return built[value["name"]]
    if isinstance(value, list | tuple):
        return type(value)(_made(each, built, events) for each in value)
    return value


def load(cells: list[str], limit: float = FOREVER, name: str = "answer") -> tuple[dict[str, Any], list[list[Any]]]:
    """Run code cells one after the other in one namespace; a cell that raises, or takes too long, costs itself alone.

    Returns:
        the namespace, and [cell's number, its problem] for each cell that raised.
    """
    module = types.ModuleType(name)
    sys.modules[name] = module
    problems: list[list[Any]] = []
    for number, cell in enumerate(cells):
        sentence = within(limit, partial(_run, cell, number, module))
        if problem := sentence.get("problem"):
            problems.append([number, problem[1] if problem[0] == "raised" else f"it did not end within {problem[1]} s"])
    return module.__dict__, problems


def _run(cell: str, number: int, module: types.ModuleType) -> dict[str, Any]:
    exec(compile(cell, f"cell {number + 1}", "exec"), module.__dict__)
    return {}


def main() -> None:
    """Answer requests until the input ends. What a student prints goes nowhere near the replies."""
    torch.set_num_threads(1)  # the tensors are small: two threads would only wait for each other
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    first = receive(requests)
    functions, problems = load(first["cells"], first.get("limit", FOREVER))
    send(replies, {"problems": problems, "names": [str(name) for name, each in functions.items() if callable(each)]})
    while True:
        try:
            request = receive(requests)
        except EOFError:
            return
        if "warm" in request:
            warm()
            send(replies, {})
            continue
        asked = request["function"]
        reply: dict[str, Any] = {"problem": ["missing", asked]}
        if asked in functions and not callable(functions[asked]):
            reply = {"problem": ["not callable", kind(functions[asked])]}
        elif asked in functions:
            with torch_kept():
                reply = within(FOREVER, partial(respond, functions, request))
        try:
            send(replies, reply)
        except (TypeError, ValueError, RecursionError) as error:  # what it returns does not cross
            send(replies, {"problem": ["does not cross", said(error)]})


if __name__ == "__main__":
    main()
