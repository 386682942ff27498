"""Answers to 09.dual."""

import torch

WRONG = {
    "minus_f": "this is -f",
    "minus_f_earns_too_much": "more than the cheapest plan costs",
    "least_of_the_row": "this is -f",
    "other_way_round": "i and j are exchanged",
    "largest": "the largest is taken",
    "f_added": "f is added",
    "sign_of_g": "the sign is wrong: g[j] <=",
    "mean_over_i": "the mean over i is taken",
    "least_of_all": "every place gets the same price",
    "without_f": "f is left out",
    "no_bounties": "negative prices are cut off at 0",
    "values_and_places": "take `.values`, or use `amin`",
    "a_table": "g is a table",
    "one_number": "g is one number, the least of the whole table",
    "p_minus_q": "this is the sum of (p - q) f",
    "subtracts": "what unloading earns is subtracted",
    "heaps_exchanged": "the heaps are exchanged",
    "without_masses": "the masses are left out",
    "both_on_p": "both are paid on p",
    "f_alone": "this is what f earns, without g",
    "mean_of_places": "the mean over the places is taken",
    "not_added_up": "add up over the places",
    "strict": "f that is the same everywhere",
    "neighbours": "not only neighbours in the list",
    "one_order": "all pairs count, in both orders",
    "absolute": "compare f[i] - f[j] with cost[i, j]",
    "other_order": "compare f[i] - f[j] with cost[i, j]",
    "any_pair": "all pairs count, in both orders",
    "no_room": "leave room for that (1e-9)",
    "much_room": "says True of an f of slope 1.02",
    "slope_of_one": "the third must be True or False, got",
    "asks_if": "`if` asks one question",
    "differences_alone": "compare f[i] - f[j] with cost[i, j], pair by pair",
    "a_table_of_booleans": "do *all* pairs keep it?",
    "two_values": "it must return 3 values together",
    "moves_f": "changes its input `f`",
}
RIGHT = ["by_min", "place_by_place", "by_minus_f", "in_numpy", "tensor_of_bool"]


def highest(f, cost):
    return (cost - f[:, None]).min(0).values


def flat(f, cost):
    return bool((f[:, None] - f <= cost + 1e-9).all())


def by_min(f, p, q, cost):
    g = highest(f, cost)
    return g, (p * f + q * g).sum(), flat(f, cost)


def place_by_place(f, p, q, cost):
    k = len(f)
    g = torch.stack([min(cost[i, j] - f[i] for i in range(k)) for j in range(k)])
    value = sum(float(p[i] * f[i] + q[i] * g[i]) for i in range(k))
    return g, value, all(f[i] - f[j] <= cost[i, j] + 1e-9 for i in range(k) for j in range(k))


def by_minus_f(f, p, q, cost):
    g = highest(f, cost)
    return g, p.dot(f) + q.dot(g), torch.allclose(g, -f, rtol=0, atol=1e-9)


def in_numpy(f, p, q, cost):
    f, p, q, cost = (each.numpy() for each in (f, p, q, cost))
    g = (cost - f[:, None]).min(axis=0)
    return g, p @ f + q @ g, (f[:, None] - f[None, :] <= cost + 1e-9).all()


def tensor_of_bool(f, p, q, cost):
    g = torch.amin(cost - f.unsqueeze(1), dim=0)
    return g, p @ f + q @ g, (f.unsqueeze(1) - f.unsqueeze(0) - cost).max() < 1e-9


def ended(g, f, p, q, cost):
    return g, p @ f + q @ g, flat(f, cost)


def minus_f(f, p, q, cost):
    return ended(-f, f, p, q, cost)


def minus_f_earns_too_much(f, p, q, cost):
    return ended(-f, f, p, q, cost)


def least_of_the_row(f, p, q, cost):
    return ended((cost - f[:, None]).min(1).values, f, p, q, cost)


def other_way_round(f, p, q, cost):
    return ended((cost - f).min(1).values, f, p, q, cost)


def largest(f, p, q, cost):
    return ended((cost - f[:, None]).max(0).values, f, p, q, cost)


def f_added(f, p, q, cost):
    return ended((cost + f[:, None]).min(0).values, f, p, q, cost)


def sign_of_g(f, p, q, cost):
    return ended((f[:, None] - cost).max(0).values, f, p, q, cost)


def mean_over_i(f, p, q, cost):
    return ended((cost - f[:, None]).mean(0), f, p, q, cost)


def least_of_all(f, p, q, cost):
    return ended((cost - f[:, None]).min().expand(len(f)), f, p, q, cost)


def without_f(f, p, q, cost):
    return ended(cost.min(0).values, f, p, q, cost)


def no_bounties(f, p, q, cost):
    return ended(highest(f, cost).clamp_min(0), f, p, q, cost)


def values_and_places(f, p, q, cost):
    g = (cost - f[:, None]).min(0)
    return g, p @ f + q @ g, flat(f, cost)


def a_table(f, p, q, cost):
    g = cost - f[:, None]
    return g, p @ f + (g @ q).sum(), flat(f, cost)


def one_number(f, p, q, cost):
    g = torch.min(cost - f[:, None])
    return g, p @ f + q.sum() * g, flat(f, cost)


def p_minus_q(f, p, q, cost):
    return highest(f, cost), (p - q) @ f, flat(f, cost)


def subtracts(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f - q @ g, flat(f, cost)


def heaps_exchanged(f, p, q, cost):
    g = highest(f, cost)
    return g, q @ f + p @ g, flat(f, cost)


def without_masses(f, p, q, cost):
    g = highest(f, cost)
    return g, f.sum() + g.sum(), flat(f, cost)


def both_on_p(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ (f + g), flat(f, cost)


def f_alone(f, p, q, cost):
    return highest(f, cost), p @ f, flat(f, cost)


def mean_of_places(f, p, q, cost):
    g = highest(f, cost)
    return g, (p * f + q * g).mean(), flat(f, cost)


def not_added_up(f, p, q, cost):
    g = highest(f, cost)
    return g, p * f + q * g, flat(f, cost)


def strict(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool((f[:, None] - f < cost).all())


def neighbours(f, p, q, cost):
    g = highest(f, cost)
    steps = [abs(f[i + 1] - f[i]) <= cost[i, i + 1] + 1e-9 for i in range(len(f) - 1)]
    return g, p @ f + q @ g, all(steps)


def one_order(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, all(f[i] - f[j] <= cost[i, j] + 1e-9 for i in range(len(f)) for j in range(i))


def absolute(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool(((f[:, None] - f).abs() <= cost + 1e-9).all())


def other_order(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool((f - f[:, None] <= cost + 1e-9).all())


def any_pair(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool((f[:, None] - f <= cost + 1e-9).any())


def no_room(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool((f[:, None] - f <= cost).all())


def much_room(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool((f[:, None] - f <= 1.05 * cost + 1e-9).all())


def slope_of_one(f, p, q, cost):
    g = highest(f, cost)
    away = cost + torch.eye(len(f), dtype=torch.float64)
    return g, p @ f + q @ g, ((f[:, None] - f) / away).max()


def asks_if(f, p, q, cost):
    g = highest(f, cost)
    lipschitz = True
    if f[:, None] - f > cost:
        lipschitz = False
    return g, p @ f + q @ g, lipschitz


def differences_alone(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, bool((f.diff().abs() <= 0.01).all())


def a_table_of_booleans(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g, f[:, None] - f <= cost + 1e-9


def two_values(f, p, q, cost):
    g = highest(f, cost)
    return g, p @ f + q @ g


def moves_f(f, p, q, cost):
    f -= f.mean()
    return by_min(f, p, q, cost)
