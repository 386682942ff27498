"""Answers to 02.monotone_generator."""

import torch
from torch.nn import functional

WRONG = {
    "raw_rises": "their softplus is positive",
    "exponential": "the task asks for softplus",
    "softplus_late": "softplus is taken after adding up",
    "slopes": "a rise is used as a slope",
    "no_start": "`start` is missing",
    "one_rise_higher": "begins one rise higher",
    "not_added": "the pieces do not add up",
    "staircase": "it stays on the left knot",
    "upper_staircase": "it stays on the right knot",
    "by_u": "by u, not by the part of the piece",
    "by_ku": "by K u, not by K u less",
    "index_error": "the last piece is number",
    "wrapped": "begins again at `start`",
    "sorts": "belongs at the place of its u",
    "detached": "no gradient reaches `rises`",
    "new_tensor": "no gradient reaches `start`",
    "single": "the dtype must be float64",
    "in_place": "changes its input `rises`",
    "constant": "must return a tensor",
    "a_knot_short": "K + 1 knots",
}
RIGHT = ["by_shares", "one_by_one"]


def knots_of(start, rises):
    return torch.cat([start.reshape(1), start + functional.softplus(rises).cumsum(0)])


def right(u, start, rises):
    knots, position = knots_of(start, rises), u * len(rises)
    piece = position.long().clamp(max=len(rises) - 1)
    return torch.lerp(knots[piece], knots[piece + 1], position - piece)


def by_shares(u, start, rises):
    share = (u[:, None] * len(rises) - torch.arange(len(rises))).clamp(0, 1)
    return start + share @ functional.softplus(rises)


def one_by_one(u, start, rises):
    found = []
    for level in u.tolist():
        position, x = level * len(rises), start
        for number, rise in enumerate(functional.softplus(rises)):
            x = x + rise * min(max(position - number, 0.0), 1.0)
        found.append(x)
    return torch.stack(found)


def broken(u, knots, count):
    position = u * count
    piece = position.long().clamp(max=count - 1)
    return knots[piece] + (position - piece) * (knots[piece + 1] - knots[piece])


def raw_rises(u, start, rises):
    return broken(u, torch.cat([start[None], start + rises.cumsum(0)]), len(rises))


def exponential(u, start, rises):
    return broken(u, torch.cat([start[None], start + rises.exp().cumsum(0)]), len(rises))


def softplus_late(u, start, rises):
    return broken(u, torch.cat([start[None], start + functional.softplus(rises.cumsum(0))]), len(rises))


def slopes(u, start, rises):
    return broken(u, torch.cat([start[None], start + functional.softplus(rises).cumsum(0) / len(rises)]), len(rises))


def no_start(u, start, rises):
    return right(u, start * 0, rises)


def one_rise_higher(u, start, rises):
    return right(u, start + functional.softplus(rises[0]), rises)


def not_added(u, start, rises):
    position = u * len(rises)
    piece = position.long().clamp(max=len(rises) - 1)
    return start + (position - piece) * functional.softplus(rises)[piece]


def staircase(u, start, rises):
    return knots_of(start, rises)[(u * len(rises)).long()]


def upper_staircase(u, start, rises):
    return knots_of(start, rises)[(u * len(rises)).ceil().long()]


def by_u(u, start, rises):
    piece = (u * len(rises)).long().clamp(max=len(rises) - 1)
    return knots_of(start, rises)[piece] + u * functional.softplus(rises)[piece]


def by_ku(u, start, rises):
    position = u * len(rises)
    piece = position.long().clamp(max=len(rises) - 1)
    return knots_of(start, rises)[piece] + position * functional.softplus(rises)[piece]


def index_error(u, start, rises):
    knots, position = knots_of(start, rises), u * len(rises)
    piece = position.long()
    return knots[piece] + (position - piece) * (knots[piece + 1] - knots[piece])


def wrapped(u, start, rises):
    return right(u % 1, start, rises)


def sorts(u, start, rises):
    return right(u.sort().values, start, rises)


def detached(u, start, rises):
    return right(u, start, rises.detach())


def new_tensor(u, start, rises):
    return right(u, torch.tensor(start.item(), dtype=torch.float64), rises)


def single(u, start, rises):
    return right(u, start, rises).float()


def in_place(u, start, rises):
    value = right(u, start, rises.clone())
    rises.data.copy_(functional.softplus(rises.data))
    return value


def constant(u, start, rises):
    return start.item()


def a_knot_short(u, start, rises):
    return broken(u, start + functional.softplus(rises).cumsum(0), len(rises))
