"""Answers to 01.predict_log_proba."""

import torch

WRONG = {
    "joint_only": "rows do not sum to one",
    "no_prior": "the prior is missing",
    "over_pictures": "normalised over the pictures",
    "probabilities": "these are probabilities",
    "largest_only": "the row's largest value alone",
    "prior_as_share": "exponentiated before it is added",
    "prior_subtracted": "the prior is subtracted",
    "multiplied": "logarithms are multiplied",
    "evidence_not_log": "subtracts p(x), not log p(x)",
    "divided": "in logarithms a division is a subtraction",
    "naive_sum": "take the row's largest out first",
    "naive_softmax": "take the row's largest out first",
    "shared_evidence": "every row has its own",
    "largest_of_all": "take the row's largest out first",
    "floored": "must end with -inf",
    "minus_infinity_weighted": "multiplied by 0",
    "single": "the dtype must be float64",
    "in_place": "changes its input `log_likelihood`",
    "axis_dropped": "keepdim=True",
}
RIGHT = ["by_hand", "with_logsumexp"]


def by_hand(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    largest = joint.max(1, keepdim=True).values
    return joint - largest - (joint - largest).exp().sum(1, keepdim=True).log()


def with_logsumexp(log_prior, log_likelihood):
    joint = log_likelihood + log_prior[None]
    return joint - torch.logsumexp(joint, dim=1)[:, None]


def joint_only(log_prior, log_likelihood):
    return log_prior + log_likelihood


def no_prior(log_prior, log_likelihood):
    return log_likelihood.log_softmax(1)


def over_pictures(log_prior, log_likelihood):
    return (log_prior + log_likelihood).log_softmax(0)


def probabilities(log_prior, log_likelihood):
    return (log_prior + log_likelihood).softmax(1)


def largest_only(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    return joint - joint.max(1, keepdim=True).values


def prior_as_share(log_prior, log_likelihood):
    return (log_prior.exp() + log_likelihood).log_softmax(1)


def prior_subtracted(log_prior, log_likelihood):
    return (log_likelihood - log_prior).log_softmax(1)


def multiplied(log_prior, log_likelihood):
    return (log_likelihood * log_prior).log_softmax(1)


def evidence_not_log(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    return joint - joint.exp().sum(1, keepdim=True)


def divided(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    return joint / joint.logsumexp(1, keepdim=True)


def naive_sum(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    return joint - joint.exp().sum(1, keepdim=True).log()


def naive_softmax(log_prior, log_likelihood):
    share = (log_prior + log_likelihood).exp()
    return (share / share.sum(1, keepdim=True)).log()


def shared_evidence(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    return joint - joint.flatten().logsumexp(0)


def largest_of_all(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    largest = joint.max()
    return joint - largest - (joint - largest).exp().sum(1, keepdim=True).log()


def floored(log_prior, log_likelihood):
    return (log_prior + log_likelihood.clamp_min(-1e4)).log_softmax(1)


def minus_infinity_weighted(log_prior, log_likelihood):
    value = (log_prior + log_likelihood).log_softmax(1)
    return value + 0 * log_likelihood


def single(log_prior, log_likelihood):
    return (log_prior + log_likelihood).log_softmax(1).float()


def in_place(log_prior, log_likelihood):
    log_likelihood += log_prior
    return log_likelihood.log_softmax(1)


def axis_dropped(log_prior, log_likelihood):
    joint = log_prior + log_likelihood
    return joint - joint.logsumexp(1)
