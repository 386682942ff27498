"""Answers to 10.precision_recall."""

import math

import torch

WRONG = {
    "self_is_first": "a point is counted as its own nearest neighbour",
    "radii_swapped": "the radii are taken from the wrong set: for precision",
    "recall_by_real_balls": "the radii are taken from the wrong set: for recall",
    "coverage": "this is the share of real balls",
    "exchanged": "the two are exchanged",
    "all_balls": "in all balls at once",
    "nearest_ball": "only the ball of the nearest point is asked",
    "pairs": "the pairs are averaged",
    "density": "this is the density",
    "outside": "these are the points outside",
    "number": "this is a number of points",
    "mean_radius": "one radius, the mean",
    "largest_radius": "one radius, the largest",
    "squared_distances": "squared distances are compared",
    "squared_radii": "compared with squared radii",
    "radius_in_the_other": "in the other set: it is in its own",
    "farthest": "the radius is that of a far point",
    "no_values": "take their `.values`",
    "one_tensor": "it returns one tensor",
    "mean_of_neighbours": "the mean distance to the k neighbours",
    "one_too_far": "one neighbour too far",
    "k_fixed": "k is fixed at 3",
    "no_default": "k has no default",
    "strict": "the edge of a ball does not count",
    "zeros_left_out": "equal points are left out as if they were one",
    "wrong_axis": "`[:, None]` (it raises",
    "booleans": "these are booleans",
    "precision_alone": "it must return 2 values together",
    "in_place": "changes its input `real` in place",
}
RIGHT = ["by_filling_the_diagonal", "k_plus_first", "point_by_point", "by_topk"]


def apart(x, y):
    return torch.cdist(x.double(), y.double(), compute_mode="donot_use_mm_for_euclid_dist")


def radius(x, k):
    return apart(x, x).sort(1).values[:, k]  # the first is the point itself


def both(real, fake, own, theirs):
    across = apart(real, fake)
    return (across <= own[:, None]).any(0).double().mean(), (across <= theirs).any(1).double().mean()


def self_is_first(real, fake, k=3):
    return both(real, fake, radius(real, k - 1), radius(fake, k - 1))


def radii_swapped(real, fake, k=3):
    across = apart(real, fake)
    inside = across <= radius(fake, k)
    other = across <= radius(real, k)[:, None]
    return inside.any(0).double().mean(), other.any(1).double().mean()


def recall_by_real_balls(real, fake, k=3):
    across = apart(real, fake)
    inside = across <= radius(real, k)[:, None]
    return inside.any(0).double().mean(), inside.any(1).double().mean()


def coverage(real, fake, k=3):
    inside = apart(real, fake) <= radius(real, k)[:, None]
    return inside.any(1).double().mean(), inside.any(1).double().mean()


def exchanged(real, fake, k=3):
    return k_plus_first(real, fake, k)[::-1]


def all_balls(real, fake, k=3):
    across = apart(real, fake)
    return (across <= radius(real, k)[:, None]).all(0).double().mean(), (across <= radius(fake, k)).all(1).double().mean()


def nearest_ball(real, fake, k=3):
    across, own, theirs = apart(real, fake), radius(real, k), radius(fake, k)
    closest, place = across.min(0)
    other, spot = across.min(1)
    return (closest <= own[place]).double().mean(), (other <= theirs[spot]).double().mean()


def pairs(real, fake, k=3):
    across = apart(real, fake)
    return (across <= radius(real, k)[:, None]).double().mean(), (across <= radius(fake, k)).double().mean()


def density(real, fake, k=3):
    across = apart(real, fake)
    first = (across <= radius(real, k)[:, None]).double().sum(0).mean() / k
    return first, (across <= radius(fake, k)).any(1).double().mean()


def outside(real, fake, k=3):
    precision, recall = k_plus_first(real, fake, k)
    return 1 - precision, 1 - recall


def number(real, fake, k=3):
    precision, recall = k_plus_first(real, fake, k)
    return precision * len(fake), recall * len(real)


def mean_radius(real, fake, k=3):
    return both(real, fake, radius(real, k).mean().expand(len(real)), radius(fake, k).mean())


def largest_radius(real, fake, k=3):
    return both(real, fake, radius(real, k).max().expand(len(real)), radius(fake, k).max())


def squared_distances(real, fake, k=3):
    across = apart(real, fake) ** 2
    return (across <= radius(real, k)[:, None]).any(0).double().mean(), (across <= radius(fake, k)).any(1).double().mean()


def squared_radii(real, fake, k=3):
    return both(real, fake, radius(real, k) ** 2, radius(fake, k) ** 2)


def radius_in_the_other(real, fake, k=3):
    across = apart(real, fake)
    return both(real, fake, across.sort(1).values[:, k - 1], across.sort(0).values[k - 1])


def farthest(real, fake, k=3):
    return both(real, fake, apart(real, real).topk(k, 1).values[:, -1], apart(fake, fake).topk(k, 1).values[:, -1])


def no_values(real, fake, k=3):
    return both(real, fake, apart(real, real).sort(1)[:, k], apart(fake, fake).sort(1)[:, k])


def one_tensor(real, fake, k=3):
    return torch.stack(k_plus_first(real, fake, k))


def mean_of_neighbours(real, fake, k=3):
    own, theirs = (apart(x, x).sort(1).values[:, 1 : k + 1].mean(1) for x in (real, fake))
    return both(real, fake, own, theirs)


def one_too_far(real, fake, k=3):
    return both(real, fake, radius(real, k + 1), radius(fake, k + 1))


def k_fixed(real, fake, k=3):
    return k_plus_first(real, fake, 3)


def no_default(real, fake, k):
    return k_plus_first(real, fake, k)


def strict(real, fake, k=3):
    across, own, theirs = apart(real, fake), radius(real, k)[:, None], radius(fake, k)
    return (across < own).any(0).double().mean(), (across < theirs).any(1).double().mean()


def zeros_left_out(real, fake, k=3):
    def reach(x):
        distance = apart(x, x)
        return distance.masked_fill(distance == 0, torch.inf).sort(1).values[:, k - 1]

    return both(real, fake, reach(real), reach(fake))


def wrong_axis(real, fake, k=3):
    across = apart(real, fake)
    return (across <= radius(real, k)).any(0).double().mean(), (across <= radius(fake, k)).any(1).double().mean()


def booleans(real, fake, k=3):
    across = apart(real, fake)
    return (across <= radius(real, k)[:, None]).any(0).mean(), (across <= radius(fake, k)).any(1).mean()


def precision_alone(real, fake, k=3):
    return k_plus_first(real, fake, k)[0]


def in_place(real, fake, k=3):
    found = k_plus_first(real, fake, k)
    real -= real.mean(0)
    return found


def by_filling_the_diagonal(real, fake, k=3):
    def reach(x):
        distance = torch.cdist(x, x)
        return distance.fill_diagonal_(torch.inf).kthvalue(k, 1).values

    across = torch.cdist(real, fake)
    return (across <= reach(real)[:, None]).any(0).float().mean(), (across <= reach(fake)).any(1).float().mean()


def k_plus_first(real, fake, k=3):
    return both(real, fake, radius(real, k), radius(fake, k))


def point_by_point(real, fake, k=3):
    def share(points, centres):
        reach = [sorted(math.dist(a, b) for j, b in enumerate(centres) if j != i)[k - 1] for i, a in enumerate(centres)]
        inside = [any(math.dist(point, c) <= r for c, r in zip(centres, reach, strict=True)) for point in points]
        return sum(inside) / len(points)

    real, fake = real.tolist(), fake.tolist()
    return share(fake, real), share(real, fake)


def by_topk(real, fake, k=3):
    across = (real[:, None] - fake).square().sum(2)  # squared on both sides
    own, theirs = ((x[:, None] - x).square().sum(2).topk(k + 1, 1, largest=False).values[:, -1] for x in (real, fake))
    return (across <= own.unsqueeze(1)).any(0).float().mean().item(), (across <= theirs).any(1).float().mean().item()
