"""Answers to 08.slerp."""

import math

import torch

WRONG = {
    "straight": "this is lerp, the straight way",
    "straight_and_unit": "brought to length 1",
    "straight_and_long": "its steps differ in angle",
    "reversed_t": "t and 1 - t are exchanged",
    "sine_of_t": "sin(t) alone has no angle in it",
    "degrees": "the angle is in degrees",
    "by_angle": "it divides by the angle and not by its sine",
    "not_divided": "the division by the sine of the angle is missing",
    "cosine_for_angle": "the cosine stands where its angle should",
    "of_directions": "between the directions of a and b",
    "not_normalised": "the angle is taken from a · b",
    "one_length": "the angle's cosine is divided by one length",
    "squared_lengths": "divided by the squared lengths",
    "whole_batch": "one angle is taken for the whole batch",
    "arc_sine": "the angle is the arc sine",
    "by_matmul": "multiply entry by entry",
    "by_dot": "torch.dot take",
    "number_t_alone": "meet latents (n, latent) as a column",
    "tensor_t_alone": "t may be a float",
    "two_axes": "count axes from the end",
    "unguarded": "where the sine is below 0.01 take the straight way",
    "not_clamped": "clamp the cosine",
    "clamped_alone": "where the sine is below 0.01 take the straight way",
    "small_number_added": "the point of the straight way",
    "stays_at_a": "it stays at a",
    "all_or_none": "all go straight",
    "in_place": "changes its input `a`",
    "with_if": "`if`, `while` and `and` ask one question",
}
RIGHT = ["by_arc_cosine", "by_arc_tangent", "by_cosine_similarity", "where_the_sine_is_small"]


def angle_of(a, b):
    lengths = a.norm(dim=-1, keepdim=True) * b.norm(dim=-1, keepdim=True)
    return ((a * b).sum(-1, keepdim=True) / lengths).clamp(-1, 1).arccos()


def column(t):
    return torch.as_tensor(t)[..., None]


def guarded(a, b, t, angle):
    """By this angle, and straight where a and b lie on one line; t is a column."""
    arc = (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)
    return torch.where(angle_of(a, b).sin() < 0.01, (1 - t) * a + t * b, arc)


def straight(a, b, t):
    t = column(t)
    return (1 - t) * a + t * b


def straight_and_unit(a, b, t):
    return torch.nn.functional.normalize(straight(a, b, t), dim=-1)


def straight_and_long(a, b, t):
    t = column(t)
    length = (1 - t) * a.norm(dim=-1, keepdim=True) + t * b.norm(dim=-1, keepdim=True)
    return straight_and_unit(a, b, t[..., 0]) * length


def reversed_t(a, b, t):
    return by_arc_cosine(a, b, 1 - t)


def sine_of_t(a, b, t):
    t = column(t)
    return (torch.sin(1 - t) * a + torch.sin(t) * b) / math.sin(1)


def degrees(a, b, t):
    return guarded(a, b, column(t), torch.rad2deg(angle_of(a, b)))


def by_angle(a, b, t):
    angle = angle_of(a, b)
    return guarded(a, b, column(t), angle) * angle.sin() / angle


def not_divided(a, b, t):
    return by_arc_cosine(a, b, t) * angle_of(a, b).sin()


def cosine_for_angle(a, b, t):
    return guarded(a, b, column(t), angle_of(a, b).cos())


def of_directions(a, b, t):
    return by_arc_cosine(a / a.norm(dim=-1, keepdim=True), b / b.norm(dim=-1, keepdim=True), t)


def not_normalised(a, b, t):
    return guarded(a, b, column(t), (a * b).sum(-1, keepdim=True).clamp(-1, 1).arccos())


def one_length(a, b, t):
    product = (a * b).sum(-1, keepdim=True) / a.norm(dim=-1, keepdim=True)
    return guarded(a, b, column(t), product.clamp(-1, 1).arccos())


def squared_lengths(a, b, t):
    squares = a.square().sum(-1, keepdim=True) * b.square().sum(-1, keepdim=True)
    return guarded(a, b, column(t), ((a * b).sum(-1, keepdim=True) / squares).clamp(-1, 1).arccos())


def whole_batch(a, b, t):
    cosine = (a * b).sum() / (a.norm() * b.norm())
    return guarded(a, b, column(t), cosine.clamp(-1, 1).arccos())


def arc_sine(a, b, t):
    return guarded(a, b, column(t), angle_of(a, b).cos().arcsin())


def by_matmul(a, b, t):
    angle = (a @ b / (a.norm() * b.norm())).arccos()
    return guarded(a, b, column(t), angle)


def by_dot(a, b, t):
    angle = (torch.dot(a, b) / (a.norm() * b.norm())).arccos()
    return guarded(a, b, column(t), angle)


def number_t_alone(a, b, t):
    return guarded(a, b, t, angle_of(a, b))


def tensor_t_alone(a, b, t):
    return guarded(a, b, t[:, None], angle_of(a, b))


def two_axes(a, b, t):
    angle = ((a * b).sum(1, keepdim=True) / (a.norm(dim=1, keepdim=True) * b.norm(dim=1, keepdim=True))).clamp(-1, 1).arccos()
    return guarded(a, b, column(t), angle)


def unguarded(a, b, t):
    angle, t = angle_of(a, b), column(t)
    return (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)


def not_clamped(a, b, t):
    lengths = a.norm(dim=-1, keepdim=True) * b.norm(dim=-1, keepdim=True)
    angle, t = ((a * b).sum(-1, keepdim=True) / lengths).arccos(), column(t)
    arc = (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / torch.sin(angle)
    return torch.where(angle.sin() < 0.01, (1 - t) * a + t * b, arc)


def clamped_alone(a, b, t):
    return unguarded(a, b, t)


def small_number_added(a, b, t):
    angle, t = angle_of(a, b), column(t)
    return (torch.sin((1 - t) * angle) * a + torch.sin(t * angle) * b) / (torch.sin(angle) + 1e-7)


def stays_at_a(a, b, t):
    return torch.where(angle_of(a, b).sin() < 0.01, a, by_arc_cosine(a, b, t))


def all_or_none(a, b, t):
    return straight(a, b, t) if (angle_of(a, b).sin() < 0.01).any() else by_arc_cosine(a, b, t)


def in_place(a, b, t):
    point = by_arc_cosine(a, b, t)
    a /= a.norm(dim=-1, keepdim=True)
    return point


def with_if(a, b, t):
    angle = angle_of(a, b)
    if angle.sin() < 0.01:
        return straight(a, b, t)
    return by_arc_cosine(a, b, t)


def by_arc_cosine(a, b, t):
    return guarded(a, b, column(t), angle_of(a, b))


def by_arc_tangent(a, b, t):
    u, v = (end / end.norm(dim=-1, keepdim=True) for end in (a, b))
    angle = 2 * torch.atan2((u - v).norm(dim=-1, keepdim=True), (u + v).norm(dim=-1, keepdim=True))
    t = column(t)
    sine = angle.sin()
    arc = (((1 - t) * angle).sin() * a + (t * angle).sin() * b) / sine
    return torch.where(sine < 1e-3, torch.lerp(a, b, t.to(a).expand_as(a)), arc)


def by_cosine_similarity(a, b, t):
    angle = torch.arccos(torch.cosine_similarity(a, b, dim=-1).clamp(-1, 1)).unsqueeze(-1)
    return guarded(a, b, column(t), angle)


def where_the_sine_is_small(a, b, t):
    w = angle_of(a, b)
    t = torch.as_tensor(t, dtype=a.dtype).unsqueeze(-1)
    small = w.sin() < 0.01
    safe = w.sin().masked_fill(small, 1.0)
    left = torch.where(small, 1 - t, ((1 - t) * w).sin() / safe)
    right = torch.where(small, t, (t * w).sin() / safe)
    return left * a + right * b
