"""Answers to 01.fit."""

import torch
from torch.nn.functional import one_hot

WRONG = {
    "share_not_log": "share, not its logarithm",
    "counts_as_prior": "each class's count",
    "even_prior": "gives every class the same share",
    "smoothed_prior": "the prior is smoothed",
    "over_all_pictures": "share over all pictures",
    "divided_by_all": "number of all pictures",
    "dark": "the pixel is dark",
    "ink": "divides by the ink",
    "never_smoothed": "ignores `smoothing`",
    "always_laplace": "always adds 1",
    "once": "the denominator has it once",
    "not_grown": "the denominator does not grow",
    "for_every_class": "one for every class",
    "classes_seen": "a class of which no picture is there counts too",
    "transposed": "transposed",
    "exchanged": "the two are exchanged",
    "single": "the dtype must be float64",
    "in_place": "changes its input `x`",
    "prints": "the `return` missing",
    "whole_numbers": "turn whole numbers into float64",
}
RIGHT = ["with_a_loop", "with_index_add"]


def with_a_loop(x, y, classes, smoothing):
    prior, probability = [], []
    for k in range(classes):
        rows = x[y == k]
        prior.append(torch.tensor(len(rows) / len(x), dtype=torch.float64).log())
        probability.append((rows.sum(0) + smoothing) / (len(rows) + 2 * smoothing))
    return torch.stack(prior), torch.stack(probability)


def with_index_add(x, y, classes, smoothing):
    lit = torch.zeros(classes, x.shape[1], dtype=x.dtype).index_add(0, y, x)
    size = torch.bincount(y, minlength=classes).to(x)
    return (size / size.sum()).log(), (lit + smoothing) / (size + 2 * smoothing).unsqueeze(1)


def counts(x, y, classes):
    member = one_hot(y, classes).double()
    return member, member.sum(0), member.T @ x


def share_not_log(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0), (lit + smoothing) / (size[:, None] + 2 * smoothing)


def counts_as_prior(x, y, classes, smoothing):
    _, size, lit = counts(x, y, classes)
    return size, (lit + smoothing) / (size[:, None] + 2 * smoothing)


def even_prior(x, y, classes, smoothing):
    _, size, lit = counts(x, y, classes)
    return torch.full((classes,), 1 / classes, dtype=torch.float64).log(), (lit + smoothing) / (size[:, None] + 2 * smoothing)


def smoothed_prior(x, y, classes, smoothing):
    _, size, lit = counts(x, y, classes)
    prior = (size + smoothing) / (len(x) + classes * smoothing)
    return prior.log(), (lit + smoothing) / (size[:, None] + 2 * smoothing)


def over_all_pictures(x, y, classes, smoothing):
    member, _, _ = counts(x, y, classes)
    return member.mean(0).log(), ((x.sum(0) + smoothing) / (len(x) + 2 * smoothing)).expand(classes, -1)


def divided_by_all(x, y, classes, smoothing):
    member, _, lit = counts(x, y, classes)
    return member.mean(0).log(), (lit + smoothing) / (len(x) + 2 * smoothing)


def dark(x, y, classes, smoothing):
    member, size, lit = counts(1 - x, y, classes)
    return member.mean(0).log(), (lit + smoothing) / (size[:, None] + 2 * smoothing)


def ink(x, y, classes, smoothing):
    member, _, lit = counts(x, y, classes)
    return member.mean(0).log(), (lit + smoothing) / (lit + smoothing).sum(1, keepdim=True)


def never_smoothed(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0).log(), lit / size[:, None]


def always_laplace(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0).log(), (lit + 1) / (size[:, None] + 2)


def once(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0).log(), (lit + smoothing) / (size[:, None] + smoothing)


def not_grown(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0).log(), (lit + smoothing) / size[:, None]


def for_every_class(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0).log(), (lit + smoothing) / (size[:, None] + classes * smoothing)


def classes_seen(x, y, classes, smoothing):
    member, size, lit = counts(x, y, int(y.max()) + 1)
    return member.mean(0).log(), (lit + smoothing) / (size[:, None] + 2 * smoothing)


def transposed(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return member.mean(0).log(), ((lit + smoothing) / (size[:, None] + 2 * smoothing)).T


def exchanged(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    return (lit + smoothing) / (size[:, None] + 2 * smoothing), member.mean(0).log()


def single(x, y, classes, smoothing):
    member = one_hot(y, classes).float()
    return member.mean(0).log(), (member.T @ x.float() + smoothing) / (member.sum(0)[:, None] + 2 * smoothing)


def in_place(x, y, classes, smoothing):
    member, size, _ = counts(x, y, classes)
    x += smoothing / 1e6
    return member.mean(0).log(), (member.T @ x + smoothing) / (size[:, None] + 2 * smoothing)


def prints(x, y, classes, smoothing):
    member, size, lit = counts(x, y, classes)
    print(member.mean(0).log(), (lit + smoothing) / (size[:, None] + 2 * smoothing))


def whole_numbers(x, y, classes, smoothing):
    member = one_hot(y, classes)
    return member.double().mean(0).log(), (member.T @ x + smoothing) / (member.sum(0)[:, None] + 2 * smoothing)
