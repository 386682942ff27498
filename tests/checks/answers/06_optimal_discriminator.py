"""Answers to 06.optimal_discriminator."""

import torch

WRONG = {
    "exchanged": "real and generated are exchanged",
    "odds": "these are the odds p / q",
    "logit": "this is the logit",
    "ratio_of_logs": "the logarithms are divided as if",
    "difference_of_densities": "the sigmoid is taken of p - q",
    "sigmoid_of_odds": "the sigmoid is taken of the odds",
    "of_p_alone": "the sigmoid is taken of log p alone",
    "own_sum": "compared with its own sum over the points",
    "sum_over_points": "it divides by a sum over all points",
    "decides": "it decides, 0 or 1",
    "averaged": "p / (p + q) has no half",
    "naive": "p and q are rounded to 0 or to infinity",
    "small_number": "a small number below the line",
    "clamped": "a clamp or an added small number",
    "by_logaddexp_difference": "where only real data live it gives nan",
    "single": "the dtype must be float64",
    "in_place": "changes its input `log_p`",
    "one_number": "must return a tensor",
    "log_of_it": "this is the logarithm of D*",
}
RIGHT = ["softmax", "by_hand", "logaddexp"]


def exchanged(log_p, log_q):
    return torch.sigmoid(log_q - log_p)


def odds(log_p, log_q):
    return torch.exp(log_p - log_q)


def logit(log_p, log_q):
    return log_p - log_q


def ratio_of_logs(log_p, log_q):
    return log_p / (log_p + log_q)


def difference_of_densities(log_p, log_q):
    return torch.sigmoid(log_p.exp() - log_q.exp())


def sigmoid_of_odds(log_p, log_q):
    return torch.sigmoid(torch.exp(log_p - log_q))


def of_p_alone(log_p, log_q):
    return torch.sigmoid(log_p)


def own_sum(log_p, log_q):
    return log_p.softmax(-1)


def sum_over_points(log_p, log_q):
    p, q = log_p.exp(), log_q.exp()
    return p / (p + q).sum()


def decides(log_p, log_q):
    return (log_p > log_q).double()


def averaged(log_p, log_q):
    p, q = log_p.exp(), log_q.exp()
    return p / ((p + q) / 2)


def naive(log_p, log_q):
    p, q = torch.exp(log_p), torch.exp(log_q)
    return p / (p + q)


def small_number(log_p, log_q):
    p, q = torch.exp(log_p.clamp(max=300)), torch.exp(log_q.clamp(max=300))
    return p / (p + q + 1e-8)


def clamped(log_p, log_q):
    p, q = torch.exp(log_p.clamp(-50, 50)), torch.exp(log_q.clamp(-50, 50))
    return p / (p + q)


def by_logaddexp_difference(log_p, log_q):
    return torch.sigmoid(log_p.nan_to_num(neginf=float("nan")) - log_q.nan_to_num(neginf=float("nan")))


def single(log_p, log_q):
    return torch.sigmoid((log_p - log_q).float())


def in_place(log_p, log_q):
    return torch.sigmoid(log_p.sub_(log_q))


def one_number(log_p, log_q):
    return float(torch.sigmoid(log_p - log_q).mean())


def log_of_it(log_p, log_q):
    return torch.nn.functional.logsigmoid(log_p - log_q)


def softmax(log_p, log_q):
    return torch.stack([log_p, log_q]).softmax(0)[0]


def by_hand(log_p, log_q):
    return 1 / (1 + torch.exp(log_q - log_p))


def logaddexp(log_p, log_q):
    return torch.exp(log_p - torch.logaddexp(log_p, log_q))
