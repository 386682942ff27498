"""Answers to 07.count_modes."""

import torch

WRONG = {
    "no_gate": "every sample counts",
    "gate_for_found_only": "every sample counts",
    "gate_for_share_only": "a sample outside the gate finds a mode too",
    "gate_as_distance": "it is in standard deviations, times `scale`",
    "squared_distance": "squared distances are compared with the gate",
    "gate_fixed": "the gate is fixed at 3",
    "no_default": "the gate has no default",
    "number_for_share": "this is the number of good samples: divide",
    "share_of_bad": "the share of bad samples",
    "share_of_modes": "this is the share of modes found: return their number",
    "all_modes": "this is the number of all modes",
    "missed": "the modes that were missed",
    "at_least_two": "one is enough",
    "at_every_mode": "a sample is counted at every mode within reach",
    "exchanged": "the two are exchanged",
    "found_alone": "it must return 2 values together",
    "mean_of_booleans": "these are booleans",
    "in_place": "changes its input `samples`",
}
RIGHT = ["by_broadcasting", "mode_by_mode", "squares_on_both_sides"]


def looked(samples, modes):
    return (samples[:, None] - modes).norm(dim=2).min(1)


def ended(good, nearest):
    return len(nearest[good].unique()), good.double().mean()


def no_gate(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    return ended(closest < torch.inf, nearest)


def gate_for_found_only(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    return len(nearest[closest <= gate * scale].unique()), 1.0


def gate_for_share_only(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    return len(nearest.unique()), (closest <= gate * scale).double().mean()


def gate_as_distance(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    return ended(closest <= gate, nearest)


def squared_distance(samples, modes, scale, gate=3.0):
    closest, nearest = (samples[:, None] - modes).square().sum(2).min(1)
    return ended(closest <= gate * scale, nearest)


def gate_fixed(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    return ended(closest <= 3 * scale, nearest)


def no_default(samples, modes, scale, gate):
    return by_broadcasting(samples, modes, scale, gate)


def number_for_share(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    good = closest <= gate * scale
    return len(nearest[good].unique()), good.sum()


def share_of_bad(samples, modes, scale, gate=3.0):
    found, share = by_broadcasting(samples, modes, scale, gate)
    return found, 1 - share


def share_of_modes(samples, modes, scale, gate=3.0):
    found, share = by_broadcasting(samples, modes, scale, gate)
    return found / len(modes), share


def all_modes(samples, modes, scale, gate=3.0):
    return len(modes), by_broadcasting(samples, modes, scale, gate)[1]


def missed(samples, modes, scale, gate=3.0):
    found, share = by_broadcasting(samples, modes, scale, gate)
    return len(modes) - found, share


def at_least_two(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    good = closest <= gate * scale
    return (nearest[good].bincount(minlength=len(modes)) > 1).sum(), good.double().mean()


def at_every_mode(samples, modes, scale, gate=3.0):
    within = (samples[:, None] - modes).norm(dim=2) <= gate * scale
    return within.any(0).sum(), within.any(1).double().mean()


def exchanged(samples, modes, scale, gate=3.0):
    return by_broadcasting(samples, modes, scale, gate)[::-1]


def found_alone(samples, modes, scale, gate=3.0):
    return by_broadcasting(samples, modes, scale, gate)[0]


def mean_of_booleans(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    good = closest <= gate * scale
    return len(nearest[good].unique()), good.mean()


def in_place(samples, modes, scale, gate=3.0):
    both = by_broadcasting(samples, modes, scale, gate)
    samples -= 1
    return both


def by_broadcasting(samples, modes, scale, gate=3.0):
    closest, nearest = looked(samples, modes)
    return ended(closest <= gate * scale, nearest)


def mode_by_mode(samples, modes, scale, gate=3.0):
    distance = torch.cdist(samples, modes, compute_mode="donot_use_mm_for_euclid_dist")
    found, good = 0, 0
    for place in range(len(modes)):
        mine = distance.argmin(1) == place
        here = int((distance[mine, place] <= gate * scale).sum())
        found, good = found + (here > 0), good + here
    return found, good / len(samples)


def squares_on_both_sides(samples, modes, scale, gate=3.0):
    squared = (samples.unsqueeze(1) - modes.unsqueeze(0)).pow(2).sum(-1)
    good = squared.amin(1) <= (gate * scale) ** 2
    return torch.bincount(squared.argmin(1)[good], minlength=len(modes)).gt(0).sum(), good.float().mean().item()
