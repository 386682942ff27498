"""Answers to 04.optimistic_path."""

import torch

WRONG = {
    "before_without_h": "is not multiplied by h",
    "adds": "it is subtracted",
    "exchanged": "the two velocities are exchanged",
    "simultaneous": "the velocity of the point before is never used",
    "once": "the new velocity must count twice",
    "twice_only": "the velocity of the point before is missing",
    "extragradient": "asks for none ahead",
    "never_renewed": "the memory is never renewed",
    "too_new": "or was renewed before it is used",
    "from_nothing": "the first step is twice too long",
    "asks_again": "instead of asking for it again",
    "last_point": "it returns the last point alone",
    "without_the_start": "the start is missing",
    "without_the_end": "the last point is missing",
    "a_list": "put them together with torch.stack",
    "in_place": "one and the same tensor",
    "changes_the_start": "changes its input `w`",
    "turned": "the start comes first",
    "in_float32": "the dtype must be float64",
}
RIGHT = ["with_points", "with_a_cat"]


def play(v, w, h, rounds, *, new=2.0, old=-1.0, first="same", renew=True, keep="now"):
    before = {"same": v(w), "zero": torch.zeros_like(w)}[first] if rounds else None
    points = [w]
    for _ in range(rounds):
        now = v(w)
        w = w + new * h * now + old * h * before
        points.append(w)
        if renew:
            before = now if keep == "now" else v(w)
    return torch.stack(points)


def before_without_h(v, w, h, rounds):
    return play(v, w, h, rounds, old=-1 / h)


def adds(v, w, h, rounds):
    return play(v, w, h, rounds, old=1.0)


def exchanged(v, w, h, rounds):
    return play(v, w, h, rounds, new=-1.0, old=2.0)


def simultaneous(v, w, h, rounds):
    return play(v, w, h, rounds, new=1.0, old=0.0)


def once(v, w, h, rounds):
    return play(v, w, h, rounds, new=1.0)


def twice_only(v, w, h, rounds):
    return play(v, w, h, rounds, old=0.0)


def extragradient(v, w, h, rounds):
    points = [w]
    for _ in range(rounds):
        w = w + h * v(w + h * v(w))
        points.append(w)
    return torch.stack(points)


def never_renewed(v, w, h, rounds):
    return play(v, w, h, rounds, renew=False)


def too_new(v, w, h, rounds):
    return play(v, w, h, rounds, keep="new")


def from_nothing(v, w, h, rounds):
    return play(v, w, h, rounds, first="zero")


def asks_again(v, w, h, rounds):
    points = [w, w]
    for _ in range(rounds):
        points.append(points[-1] + 2 * h * v(points[-1]) - h * v(points[-2]))
    return torch.stack(points[1:])


def last_point(v, w, h, rounds):
    return play(v, w, h, rounds)[-1]


def without_the_start(v, w, h, rounds):
    return play(v, w, h, rounds)[1:]


def without_the_end(v, w, h, rounds):
    return play(v, w, h, rounds)[:-1]


def a_list(v, w, h, rounds):
    return list(play(v, w, h, rounds))


def in_place(v, w, h, rounds):
    w = w.clone()
    points, before = [w], v(w).detach()
    for _ in range(rounds):
        now = v(w).detach()
        w += 2 * h * now - h * before
        before = now
        points.append(w)
    return torch.stack(points)


def changes_the_start(v, w, h, rounds):
    found = play(v, w, h, rounds).detach()
    w += 1
    return found


def turned(v, w, h, rounds):
    return play(v, w, h, rounds).flip(0)


def in_float32(v, w, h, rounds):
    return play(v, w, h, rounds).float()


def with_points(v, w, h, rounds):
    return play(v, w, h, rounds)


def with_a_cat(v, w, h, rounds):
    path, kept = w[None], None
    for _ in range(rounds):
        now = v(path[-1])
        step = h * now if kept is None else h * (2 * now - kept)
        path, kept = torch.cat([path, (path[-1] + step)[None]]), now
    return path
