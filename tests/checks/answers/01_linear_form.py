"""Answers to 01.linear_form."""

WRONG = {
    "classes_exchanged": "the classes are exchanged",
    "lit_only": "subtract what it would have said dark",
    "ratio_not_log": "the ratio of the odds",
    "difference_of_odds": "the difference of the odds",
    "difference_of_probabilities": "the difference of the probabilities",
    "lit_plus_dark": "w is lit minus dark",
    "class_one_only": "class 0's must be subtracted",
    "no_prior": "the prior is missing",
    "prior_only": "the dark pixels are missing",
    "prior_turned": "those of class 0 against class 1",
    "dark_turned": "the pixels' part has the wrong sign",
    "lit_in_b": "it adds what lit pixels say",
    "mean": "mean over the pixels",
    "prior_as_share": "enters as a share",
    "not_summed": "add them up",
    "b_first": "the two are exchanged",
    "single": "the dtype must be float64",
    "in_place": "changes its input `probability`",
}
RIGHT = ["in_logs", "from_two_pictures"]


def parts(log_prior, probability):
    p0, p1 = probability
    return p0, p1, log_prior[1] - log_prior[0], (1 - p1).log() - (1 - p0).log()


def in_logs(log_prior, probability):
    p0, p1, ahead, dark = parts(log_prior, probability)
    return p1.log() - p0.log() - dark, ahead + dark.sum()


def from_two_pictures(log_prior, probability):
    lit, dark = probability.log(), (1 - probability).log()
    w = (lit - dark)[1] - (lit - dark)[0]
    return w, float((log_prior + dark.sum(1)).diff())


def classes_exchanged(log_prior, probability):
    w, b = in_logs(log_prior, probability)
    return -w, -b


def lit_only(log_prior, probability):
    p0, p1, ahead, dark = parts(log_prior, probability)
    return (p1 / p0).log(), ahead + dark.sum()


def ratio_not_log(log_prior, probability):
    w, b = in_logs(log_prior, probability)
    return w.exp(), b


def difference_of_odds(log_prior, probability):
    p0, p1, ahead, dark = parts(log_prior, probability)
    return p1 / (1 - p1) - p0 / (1 - p0), ahead + dark.sum()


def difference_of_probabilities(log_prior, probability):
    p0, p1, ahead, dark = parts(log_prior, probability)
    return p1 - p0, ahead + dark.sum()


def lit_plus_dark(log_prior, probability):
    p0, p1, ahead, dark = parts(log_prior, probability)
    return (p1 / p0).log() + dark, ahead + dark.sum()


def class_one_only(log_prior, probability):
    _, p1, ahead, dark = parts(log_prior, probability)
    return p1.logit(), ahead + dark.sum()


def no_prior(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    return w, parts(log_prior, probability)[3].sum()


def prior_only(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    return w, log_prior[1] - log_prior[0]


def prior_turned(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    _, _, ahead, dark = parts(log_prior, probability)
    return w, dark.sum() - ahead


def dark_turned(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    _, _, ahead, dark = parts(log_prior, probability)
    return w, ahead - dark.sum()


def lit_in_b(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    p0, p1, ahead, _ = parts(log_prior, probability)
    return w, ahead + (p1 / p0).log().sum()


def mean(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    _, _, ahead, dark = parts(log_prior, probability)
    return w, ahead + dark.mean()


def prior_as_share(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    share = log_prior.exp()
    return w, share[1] - share[0] + parts(log_prior, probability)[3].sum()


def not_summed(log_prior, probability):
    w, _ = in_logs(log_prior, probability)
    _, _, ahead, dark = parts(log_prior, probability)
    return w, ahead + dark


def b_first(log_prior, probability):
    w, b = in_logs(log_prior, probability)
    return b, w


def single(log_prior, probability):
    w, b = in_logs(log_prior, probability)
    return w.float(), b.float()


def in_place(log_prior, probability):
    w, b = in_logs(log_prior, probability)
    probability.logit_()
    return w, b
