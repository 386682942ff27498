"""Answers to 04.three_steps."""

import torch

WRONG = {
    "wrong_sign": "v already points where each player goes",
    "no_step_size": "not multiplied by h",
    "velocities": "the velocity is returned",
    "steps_alone": "the step alone: add it to w",
    "sign_for_x": "x goes the other way",
    "unpacks": "x is its first column",
    "rows_for_columns": "a row for each",
    "sign_for_y": "y goes the other way",
    "orders_exchanged": "return simultaneous, alternating, extragradient",
    "y_does_not_see": "y does not see x's step",
    "y_first": "y steps first",
    "both_in_the_second_half": "both move in the second half",
    "y_forgotten": "y does not move",
    "asked_where_both_are": "y's is asked where x alone has",
    "y_twice": "y takes two steps",
    "from_the_point_ahead": "the step starts from the point ahead",
    "half_ahead": "it looks ahead by h/2",
    "ahead_without_h": "the look ahead is not multiplied by h",
    "averaged": "or averages the two velocities",
    "backward": "the look ahead goes backward",
    "no_look": "ask v there, and step from w",
    "in_place": "changes its input `w`",
    "two_rules": "must return 3 values together",
    "in_float32": "the dtype must be float64",
}
RIGHT = ["with_clones", "stacked"]


def turned(v, w, h):
    x = w[:, :1] + h * v(w)[:, :1]
    moved = torch.cat([x, w[:, 1:]], 1)
    return torch.cat([x, w[:, 1:] + h * v(moved)[:, 1:]], 1)


def right(v, w, h):
    return w + h * v(w), turned(v, w, h), w + h * v(w + h * v(w))


def with_first(v, w, h, first):
    return first, *right(v, w, h)[1:]


def with_second(v, w, h, second):
    return right(v, w, h)[0], second, right(v, w, h)[2]


def with_third(v, w, h, third):
    return *right(v, w, h)[:2], third


def wrong_sign(v, w, h):
    return with_first(v, w, h, w - h * v(w))


def no_step_size(v, w, h):
    return with_first(v, w, h, w + v(w))


def velocities(v, w, h):
    return with_first(v, w, h, v(w))


def steps_alone(v, w, h):
    return with_first(v, w, h, h * v(w))


def sign_for_x(v, w, h):
    return with_first(v, w, h, w + h * v(w) * torch.tensor([-1.0, 1.0], dtype=w.dtype))


def unpacks(v, w, h):
    x, y = w
    return w + h * v(w), torch.stack([x, y]), w


def rows_for_columns(v, w, h):
    return with_second(v, w, h, v(torch.stack([w[:, 0], w[:, 1]])))


def sign_for_y(v, w, h):
    return with_first(v, w, h, w + h * v(w) * torch.tensor([1.0, -1.0], dtype=w.dtype))


def orders_exchanged(v, w, h):
    a, b, c = right(v, w, h)
    return b, a, c


def y_does_not_see(v, w, h):
    return with_second(v, w, h, w + h * v(w))


def y_first(v, w, h):
    y = w[:, 1:] + h * v(w)[:, 1:]
    moved = torch.cat([w[:, :1], y], 1)
    return with_second(v, w, h, torch.cat([w[:, :1] + h * v(moved)[:, :1], y], 1))


def both_in_the_second_half(v, w, h):
    moved = torch.cat([w[:, :1] + h * v(w)[:, :1], w[:, 1:]], 1)
    return with_second(v, w, h, moved + h * v(moved))


def y_forgotten(v, w, h):
    return with_second(v, w, h, torch.cat([w[:, :1] + h * v(w)[:, :1], w[:, 1:]], 1))


def asked_where_both_are(v, w, h):
    both = w + h * v(w)
    return with_second(v, w, h, torch.cat([both[:, :1], w[:, 1:] + h * v(both)[:, 1:]], 1))


def y_twice(v, w, h):
    both = w + h * v(w)
    moved = torch.cat([both[:, :1], w[:, 1:]], 1)
    return with_second(v, w, h, torch.cat([both[:, :1], both[:, 1:] + h * v(moved)[:, 1:]], 1))


def from_the_point_ahead(v, w, h):
    ahead = w + h * v(w)
    return with_third(v, w, h, ahead + h * v(ahead))


def half_ahead(v, w, h):
    return with_third(v, w, h, w + h * v(w + h * v(w) / 2))


def ahead_without_h(v, w, h):
    return with_third(v, w, h, w + h * v(w + v(w)))


def averaged(v, w, h):
    return with_third(v, w, h, w + h * (v(w) + v(w + h * v(w))) / 2)


def backward(v, w, h):
    return with_third(v, w, h, w + h * v(w - h * v(w)))


def no_look(v, w, h):
    return with_third(v, w, h, w + h * v(w))


def in_place(v, w, h):
    w += h * v(w).detach()
    return w, w, w


def two_rules(v, w, h):
    return right(v, w, h)[:2]


def in_float32(v, w, h):
    return [each.float() for each in right(v, w, h)]


def with_clones(v, w, h):
    alternating = w.clone()
    alternating[:, 0] = alternating[:, 0] + h * v(w).detach()[:, 0]
    alternating[:, 1] = alternating[:, 1] + h * v(alternating).detach()[:, 1]
    return w + h * v(w), alternating, w + h * v(w + h * v(w))


def stacked(v, w, h):
    return torch.stack(right(v, w, h)).unbind(0)
