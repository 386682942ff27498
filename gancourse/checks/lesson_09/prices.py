"""Lesson 09: prices for the loading and unloading of earth, which never earn more than the cheapest plan costs."""

import torch
from torch import Tensor

from gancourse.checks.answer import Answer
from gancourse.checks.lesson_09.heaps import array, masses
from gancourse.checks.reply import Mistake, brief, expect, near
from gancourse.checks.symptoms import SYMPTOMS, explained
from gancourse.checks.task import Draw, Task
from gancourse.theory.transport import distances, earth_mover, kantorovich

dual = Task("09.dual", "prices, their value and their slope", points=3)


class Market:
    """Two heaps on the same k places of a hilly country, where the way there and the way back differ, and prices f."""

    def __init__(self, draw: Draw, k: int | None = None, *, hills: float = 0.5, scale: float = 1.0):
        k = k or draw.size(4, 7)
        total = 2 + float(draw.uniform(1))
        self.k, self.p, self.q = k, masses(draw, k, total), masses(draw, k, total)
        self.places = draw.normal(k, 2).double()
        height = hills * draw.uniform(k).double()
        self.cost = distances(self.places, self.places) + (height - height[:, None]).clamp_min(0)  # uphill pays more
        self.f = scale * draw.normal(k).double()

    def best(self, f: Tensor | None = None) -> Tensor:
        """The highest g that f leaves room for."""
        return (self.cost - (self.f if f is None else f)[:, None]).min(0).values

    def value(self, g: Tensor | None = None) -> Tensor:
        return self.p @ self.f + self.q @ (self.best() if g is None else g)


def asked(answer: Answer, market: Market) -> tuple[Tensor, Tensor, bool]:
    """What the answer gives: g (k,), the value, whether f may stand alone."""
    reply = answer.call(market.f, market.p, market.q, market.cost)
    if "return_types" in str(reply.raw.get("problem")):
        raise Mistake("`min(0)` returns values *and* their places: take `.values`, or use `amin`", 1)
    if "Boolean value of Tensor" in str(reply.raw.get("problem")):
        raise Mistake("`if` asks one question, and a table holds k times k answers: `.all()` makes one of them", 3)
    explained(reply, SYMPTOMS).check_unchanged({0: "f", 1: "p", 2: "q", 3: "cost"})
    first, second, third = reply.parts(3)
    if isinstance(first, list) and len(first) == 2:
        raise Mistake("g is values *and* their places: `min(0)` returns both, take `.values`, or use `amin`", 1)
    g, value = array(first, "g"), array(second, "the value")
    if g.shape == (market.k, market.k):
        raise Mistake(f"g is a table, {tuple(g.shape)}: for each j take the least over i", 1)
    if g.numel() == 1 < market.k:
        raise Mistake("g is one number, the least of the whole table: for each j take the least over i, along an axis", 1)
    if g.shape != (market.k,):
        raise Mistake(f"g must hold a price for each of the {market.k} places, got the shape {tuple(g.shape)}", 1)
    if value.numel() != 1:
        raise Mistake(f"the value must be one number, got the shape {tuple(value.shape)}: add up over the places", 2)
    said = torch.as_tensor(third["array"] if isinstance(third, dict) and "array" in third else third)
    if said.numel() != 1:
        raise Mistake(f"the third must be one True or False, got {said.numel()} of them: do *all* pairs keep it?", 3)
    if said.dtype != torch.bool:
        raise Mistake(f"the third must be True or False, got {brief(said)}", 3)
    return g, value.reshape(()), bool(said)


@dual.property("g: the highest prices that f leaves room for", hint=1)
def _highest(answer: Answer, draw: Draw) -> None:
    market = Market(draw, scale=2.0)
    market.f = market.f + market.best().median()  # now some of g are above zero and some below
    cost, f = market.cost, market.f
    g, _, _ = asked(answer, market)
    suspects = {
        "this is -f. That is the best g only where f is 1-Lipschitz; or do the indices cross? For each j the least over i of "
        "cost[i, j] - f[i], where f[i] is the same all along row i": -f,
        "i and j are exchanged: g[j] is the least over the places i from which one carries to j": (cost - f).min(1).values,
        "the largest is taken, max over i: g[j] must leave room under *every* cost[i, j] - f[i], so the least": (
            (cost - f[:, None]).max(0).values
        ),
        "f is added: f[i] + g[j] <= cost[i, j] leaves g[j] what cost[i, j] - f[i] says": (cost + f[:, None]).min(0).values,
        "the sign is wrong: g[j] <= cost[i, j] - f[i], not f[i] - cost[i, j]": -market.best(),
        "the mean over i is taken: g[j] must leave room under the *least*": (cost - f[:, None]).mean(0),
        "every place gets the same price, the least of the whole table: take it for each j": (
            (cost - f[:, None]).min().expand(market.k)
        ),
        "f is left out: g[j] is the least over i of cost[i, j] - f[i]": cost.min(0).values,
        "negative prices are cut off at 0: a price below 0 is a bounty, and allowed": market.best().clamp_min(0),
    }
    expect(g, market.best(), suspects, what="g", rtol=1e-6)


@dual.property("the value: what the two prices earn on the two heaps", hint=2)
def _value(answer: Answer, draw: Draw) -> None:
    market = Market(draw, scale=2.0)
    f, p, q = market.f, market.p, market.q
    g, value, _ = asked(answer, market)
    suspects = {
        "this is the sum of (p - q) f, which is the dual's value where f is 1-Lipschitz, and here it is not: f earns on p, "
        "and g on q": (p - q) @ f,
        "what unloading earns is subtracted: the two are added": p @ f - q @ g,
        "the heaps are exchanged: f is paid where p is loaded, g where q is unloaded": q @ f + p @ g,
        "the masses are left out: a price is paid for each unit": f.sum() + g.sum(),
        "both are paid on p: g is paid where q is unloaded": p @ (f + g),
        "both are paid on q: f is paid where p is loaded": q @ (f + g),
        "this is what f earns, without g": p @ f,
        "this is what g earns, without f": q @ g,
        "the mean over the places is taken: masses weigh already, add up": (p @ f + q @ g) / market.k,
        "the sign is wrong: both earnings count positively": -(p @ f + q @ g),
        "the masses are divided by their total: take them as they are": (p @ f + q @ g) / p.sum(),
    }
    expect(value, p @ f + q @ g, suspects, what="the value", rtol=1e-6)


@dual.property("whatever f is, it earns at most what the cheapest plan costs; with the best f, just that", hint=2)
def _weak(answer: Answer, draw: Draw) -> None:
    for scale in (0.1, 1.0, 20.0):
        market = Market(draw, scale=scale)
        least = earth_mover(market.p, market.q, market.cost).cost
        g, value, _ = asked(answer, market)
        if value > least + 1e-6 * (1 + abs(least)):
            over = market.f[:, None] + g - market.cost
            i, j = divmod(int(over.argmax()), market.k)
            pair = (
                f"; f[{i}] + g[{j}] is {brief(market.f[i] + g[j])}, and carrying from {i} to {j} costs {brief(market.cost[i, j])}"
            )
            raise Mistake(
                f"with these f it claims to earn {brief(value)}, more than the cheapest plan costs, {least:.4g}: no prices do "
                f"that that stay within the costs{pair if over.max() > 1e-6 else ''}"
            )
    best = kantorovich(market.p, market.q, market.cost)
    market.f, least = best.f, best.value
    _, value, _ = asked(answer, market)
    if not near(value, least, rtol=1e-5):
        raise Mistake(
            f"with the best f it earns {brief(value)}, and strong duality promises the cost of the cheapest plan, {least:.4g}"
        )


@dual.property("lipschitz: whether f rises by no more than the cost, from any place to any other", hint=3)
def _lipschitz(answer: Answer, draw: Draw) -> None:
    flat = Market(draw)
    flat.f = torch.full_like(flat.f, 0.3)
    if not asked(answer, flat)[2]:
        raise Mistake("it says False of an f that is the same everywhere: f[i] - f[j] is 0 there, and so is cost[i, i]; allow <=")
    for upwards in (True, False):
        for i_first in (True, False):
            _check_one_pair(answer, draw, upwards, i_first)
    _check_one_way(answer, draw)


def _check_one_pair(answer: Answer, draw: Draw, upwards: bool, i_first: bool) -> None:
    """An f that is 0 but at one place, whose nearest place stands at the other end of the list: too steep for that pair alone."""
    market = Market(draw, 6)
    a, b = (0, 5) if i_first else (5, 0)
    nearest = (market.places[a] - market.places[1:5]).norm(dim=1).min()
    market.places[b] = market.places[a] + nearest * torch.tensor([0.3, 0.4], dtype=torch.float64)  # at half of that distance
    market.cost = distances(market.places, market.places)
    for part, right in ((0.45, True), (0.75, False)):
        market.f = torch.zeros_like(market.f)
        market.f[a] = nearest * (part if upwards else -part)
        if asked(answer, market)[2] is not right:
            told = f"f is {brief(market.f[a])} at place {a} and 0 elsewhere, and place {b} is {brief(market.cost[a, b])} away"
            few = "all pairs count, in both orders, and not only neighbours in the list"
            many = "no pair is nearer than its f differ: compare f[i] - f[j] with cost[i, j], pair by pair"
            raise Mistake(f"it says {not right} where {right} is right: {told}; {many if right else few}")


def _check_one_way(answer: Answer, draw: Draw) -> None:
    """Uphill costs more: an f that may fall by this much on the way up, and not the other way round."""
    market = Market(draw, hills=3.0)
    gap = market.cost - market.cost.T
    i, j = divmod(int(gap.argmax()), market.k)  # from i to j it is uphill
    far = market.cost + 100
    far[i, j], far[j, i] = market.cost[i, j], market.cost[j, i]
    market.cost = far - far.diagonal().diag()
    between = (market.cost[i, j] + market.cost[j, i]) / 2
    for sign, right in ((1, True), (-1, False)):
        market.f = torch.zeros_like(market.f)
        market.f[i] = sign * between
        if asked(answer, market)[2] is not right:
            drop = f"f[{i}] - f[{j}] is {brief(market.f[i] - market.f[j])}"
            costs = f"cost[{i}, {j}] is {brief(market.cost[i, j])}, cost[{j}, {i}] is {brief(market.cost[j, i])}"
            raise Mistake(f"it says {not right} where {right} is right: {drop}, {costs}; compare f[i] - f[j] with cost[i, j]")


@dual.property("a slope of exactly 1 is allowed, rounding included; then g is -f", hint=3)
def _exact(answer: Answer, draw: Draw) -> None:
    for _ in range(50):
        market = Market(draw, hills=0.0)
        market.cost = distances(market.places, market.places)
        market.f = 0.1 + market.cost[draw.size(0, market.k - 1)]  # the distance from a place: slope 1 along every ray
        if bool((market.f[:, None] - market.f > market.cost).any()):  # by rounding
            break
    g, value, said = asked(answer, market)
    if not said:
        raise Mistake(
            "it says False of an f of slope exactly 1, the distance from one of the places: float64 rounds differences in the "
            "16th digit, leave room for that (1e-9)"
        )
    expect(g, -market.f, what="g for an f of slope 1, which is -f,", atol=1e-8)
    expect(
        value, (market.p - market.q) @ market.f, what="the value for an f of slope 1, which is the sum of (p - q) f,", atol=1e-8
    )
    market.f = 1.02 * market.f
    if asked(answer, market)[2]:
        raise Mistake("it says True of an f of slope 1.02: room is for rounding alone, 1e-9")
