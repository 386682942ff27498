"""Lesson 05: the loop. Steps and draws are recorders: each draw is known by its number, each step by what it was called with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from gancourse.checks.answer import Answer, given
from gancourse.checks.reply import Mistake, Reply, expect
from gancourse.checks.task import Draw, Task

train = Task("05.train", "the loop: k steps of the discriminator, then one of the generator", points=4)
D, G = "discriminator_step", "generator_step"


@dataclass
class Play:
    """A call of the loop, and what it did.

    Attributes:
        steps: each step that was taken: whose, the datum's number (0 for the generator) and the latent's.
        losses: what the two steps returned, call by call.
    """

    rounds: int
    k: int
    reply: Reply
    steps: list[tuple[str, float, float]]
    losses: dict[str, list[float]]

    @property
    def order(self) -> list[str]:
        """Whose steps, in order."""
        return [whose for whose, _, _ in self.steps]

    def in_rounds(self) -> list[list[tuple[str, float, float]]]:
        """The steps of each round, if the order is right.

        Raises:
            Mistake: it is not.
        """
        if self.order != ([D] * self.k + [G]) * self.rounds:
            raise Mistake("the steps do not come in the right order, as the first property says: put that right first", hint=1)
        size = self.k + 1
        return [self.steps[i : i + size] for i in range(0, len(self.steps), size)]


def play(answer: Answer, draw: Draw, rounds: int, k: int, *, say_k: bool = True) -> Play:
    """Call the loop with steps that only note what they get.

    Draw i of the data is a batch of the number i, draw i of the noise a batch of the number -i.
    """
    many = 2 * rounds * (k + rounds) + 8  # more than a wrong loop draws
    batch, dim, latent = draw.size(2, 5), draw.size(2, 4), draw.size(2, 4)
    losses = {each: draw.normal(many).tolist() for each in (D, G)}
    arguments: list[Any] = [
        given("recorder", D, takes=["real", "z"], values=losses[D]),
        given("recorder", G, takes=["z"], values=losses[G]),
        given("recorder", "draw_real", takes=[], values=[torch.full((batch, dim), i + 1.0) for i in range(many)]),
        given("recorder", "draw_noise", takes=[], values=[torch.full((batch, latent), -i - 1.0) for i in range(many)]),
        rounds,
    ]
    reply = answer.call(*arguments, *([k] if say_k else []))
    steps = []
    for event in reply.events:
        if "<function>" in event:
            raise Mistake("a step is handed a function: call it, draw_real() and draw_noise(), and pass on the batch", hint=2)
        name, inside = re.fullmatch(r"(\w+)\((.*)\)", event).groups()  # type: ignore[union-attr]
        if name in (D, G):
            numbers = [_number(each) for each in inside.split(", ")]
            steps.append((name, numbers[0] if name == D else 0.0, numbers[-1]))
    return Play(rounds, k, reply, steps, losses)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.5  # no draw's


@train.property("each round is k steps of the discriminator, then one of the generator", hint=1)
def _order(answer: Answer, draw: Draw) -> None:
    k = draw.size(2, 4)
    played = play(answer, draw, draw.size(2, 5, but=(k, k + 1)), k)
    _check_order(played)


def _check_order(played: Play) -> None:
    played.reply.check_ran()
    k, rounds, order = played.k, played.rounds, played.order
    one = [D] * k + [G]
    if order == one * rounds:
        return
    if not order:
        raise Mistake("it takes no step: call discriminator_step(real, z) and generator_step(z)")
    wrong = {
        "the generator never moves": [D] * (k * rounds),
        "the discriminator never moves": [G] * rounds,
        "k is ignored: it takes one step of the discriminator a round": [D, G] * rounds,
        "k is applied to the generator: it is the discriminator that moves k times a round": ([D] + [G] * k) * rounds,
        "both players move k times a round: only the discriminator does": ([D] * k + [G] * k) * rounds,
        "the generator's step stands inside the loop over k: take it out, it comes once a round": [D, G] * (k * rounds),
        "the generator moves before the discriminator: a round begins with the discriminator": ([G] + [D] * k) * rounds,
        "all steps of the discriminator come before the first of the generator: the players take turns in every round": [D]
        * (k * rounds)
        + [G] * rounds,
        "it stops after the first round: does the `return` stand inside the loop?": one,
        "one round is missing: range(rounds) has them all": one * (rounds - 1),
        "there is one round too many: range(rounds) has them all": one * (rounds + 1),
        "there is one step of the discriminator too many in each round": ([D] * (k + 1) + [G]) * rounds,
        "one step of the discriminator is missing in each round": ([D] * (k - 1) + [G]) * rounds,
        "rounds and k are exchanged": ([D] * rounds + [G]) * k,
    }
    shown = " ".join(each[0].upper() for each in order[:12]) + (" ..." if len(order) > 12 else "")
    asked = f" (rounds = {rounds}, k = {k}: your steps are {shown}; a right answer's begin {' '.join('D' * k)} G)"
    sentence = next((each for each, steps in wrong.items() if steps == order), "the steps do not come in the right order")
    raise Mistake(sentence + asked)


@train.property("each step, of either player, gets new noise", hint=2)
def _new_noise(answer: Answer, draw: Draw) -> None:
    played = play(answer, draw, draw.size(2, 4), draw.size(2, 3))
    played.reply.check_ran()
    rounds = [[z for _, _, z in each] for each in played.in_rounds()]
    every = [z for each in rounds for z in each]
    if any(z > 0 and z == int(z) for z in every):
        raise Mistake("data are passed where noise belongs: the order is discriminator_step(real, z), generator_step(z)")
    _check_drawn([-z for z in every], "noise", "draw_noise()")
    if len(set(every)) == len(every):
        return
    if len(set(every)) == 1:
        raise Mistake("the noise is drawn once, before the loop, and reused for ever: the players would only see these latents")
    if all(len(set(each)) == 1 for each in rounds):
        raise Mistake("the noise is drawn once a round, and all steps of the round share it: call draw_noise() before each step")
    if all(len(set(each[:-1])) == 1 for each in rounds) and all(each[-1] != each[0] for each in rounds):
        raise Mistake("the k steps of the discriminator share one draw of noise: call draw_noise() inside the loop over k")
    if all(each[-1] == each[-2] for each in rounds):
        raise Mistake(
            "the generator's step gets the noise of the discriminator's last one, whose logits are stale since it has moved: "
            "algorithm 1 draws anew, so call draw_noise() for it as well"
        )
    raise Mistake(f"noise is reused: {len(every)} steps share {len(set(every))} draws")


@train.property("each step of the discriminator gets new data", hint=2)
def _new_data(answer: Answer, draw: Draw) -> None:
    played = play(answer, draw, draw.size(2, 4), draw.size(2, 3))
    played.reply.check_ran()
    rounds = [[real for _, real, _ in each[:-1]] for each in played.in_rounds()]
    every = [real for each in rounds for real in each]
    if any(real < 0 for real in every):
        raise Mistake("noise is passed where data belong: the order is discriminator_step(real, z)")
    _check_drawn(every, "data", "draw_real()")
    if len(set(every)) == len(every):
        return
    if len(set(every)) == 1:
        raise Mistake("the data are drawn once, before the loop: the discriminator would only see this one batch")
    if all(len(set(each)) == 1 for each in rounds):
        raise Mistake("the k steps of the discriminator share one batch of data: call draw_real() inside the loop over k")
    raise Mistake(f"data are reused: {len(every)} steps share {len(set(every))} draws")


def _check_drawn(numbers: Sequence[float], what: str, function: str) -> None:
    """Each batch is, as a whole number says, one that was drawn."""
    if any(number != int(number) for number in numbers):
        raise Mistake(f"a step gets {what} that {function} did not draw: pass on what it returns, as it is")


@train.property("it returns the losses of all steps, the discriminator's and the generator's", hint=3)
def _history(answer: Answer, draw: Draw) -> None:
    played = play(answer, draw, draw.size(3, 5), 2)
    played.reply.check_ran()
    played.in_rounds()
    first, second = (_losses(each) for each in played.reply.parts(2))
    of_d, of_g = torch.tensor(played.losses[D][: 2 * played.rounds]), torch.tensor(played.losses[G][: played.rounds])
    if first.shape == of_g.shape and torch.allclose(first, of_g) and second.shape == of_d.shape:
        raise Mistake("the two lists are exchanged: the discriminator's losses come first, then the generator's")
    suspects = {
        "only the last loss of the discriminator in each round is kept: it has one a step, k a round": of_d[1::2],
        "only the first loss of the discriminator in each round is kept: it has one a step, k a round": of_d[::2],
        "the discriminator's losses are averaged over a round: keep each": of_d.view(-1, 2).mean(1),
        "only the last round's losses of the discriminator are kept: make the lists before the loop": of_d[-2:],
        "only the last loss of the discriminator is kept: make the lists before the loop, and append": of_d[-1:],
    }
    expect(first, of_d, suspects, what="the list of the discriminator's losses")
    last = {"only the last loss of the generator is kept: make the lists before the loop, and append": of_g[-1:]}
    expect(second, of_g, last, what="the list of the generator's losses")


def _losses(value: Any) -> Tensor:
    """A returned list of numbers."""
    numbers = [value] if isinstance(value, int | float) else value
    if isinstance(numbers, Tensor):
        return numbers.float().reshape(-1)
    if not isinstance(numbers, list) or not all(isinstance(each, int | float | Tensor) for each in numbers):
        raise Mistake("it must return two lists of numbers, (discriminator_losses, generator_losses)")
    return torch.tensor([float(each) for each in numbers])


@train.property("k is 1 where nobody says otherwise", hint=1)
def _default(answer: Answer, draw: Draw) -> None:
    played = play(answer, draw, draw.size(2, 5), 1, say_k=False)
    if "argument: 'k'" in str(played.reply.raw.get("problem")):
        raise Mistake("k has no default: write k=1 in the signature")
    _check_order(played)
