"""Answers to 05.discriminator_loss."""

import numpy
import torch
from torch.nn.functional import binary_cross_entropy, binary_cross_entropy_with_logits, logsigmoid, softplus

WRONG = {
    "a_constant": "has no part in the loss",
    "wrong_sign": "the sign is wrong",
    "sum_for_mean": "take the mean",
    "labels_swapped": "labels are swapped",
    "half": "half of -V",
    "all_in_one_mean": "averaged together",
    "concatenated": "averaged together",
    "real_only": "the fakes are left out",
    "fake_only": "real samples are left out",
    "fakes_as_real": "scored with log D",
    "sigmoid_twice": "sigmoid is applied twice",
    "log_of_logits": "a logit may be negative",
    "log_of_sigmoid": "D rounds to 0 or 1",
    "log_of_exp": "D rounds to 0 or 1",
    "small_number": "the loss is capped",
    "clamped": "the loss is capped",
    "torchs_capped_entropy": "the loss is capped",
    "by_elements": "it fails for batches of different sizes",
    "a_float": "without its graph",
    "in_numpy": "without its graph",
    "detached_fakes": "no gradient reaches the logits of the fake",
    "in_float64": "the dtype must be float32",
    "not_reduced": "reduce over the batch",
    "in_place": "changes its input `fake`",
    "one_minus_the_logit": "is not the logit of 1 - D",
    "no_logarithms": "the logarithms are missing",
    "entropy_of_logits": "binary_cross_entropy takes probabilities",
    "prints": "is the `return` missing",
    "swapped_arguments_hidden": "labels are swapped",
}
RIGHT = ["with_softplus", "with_cross_entropy", "with_logaddexp", "over_last_axis", "by_cases"]


def a_constant(real, fake):
    return (0 * real).sum() + (0 * fake).sum() + 1.3863


def wrong_sign(real, fake):
    return logsigmoid(real).mean() + logsigmoid(-fake).mean()


def sum_for_mean(real, fake):
    return -logsigmoid(real).sum() - logsigmoid(-fake).sum()


def labels_swapped(real, fake):
    return -logsigmoid(-real).mean() - logsigmoid(fake).mean()


def half(real, fake):
    return (softplus(-real).mean() + softplus(fake).mean()) / 2


def all_in_one_mean(real, fake):
    return (softplus(-real).sum() + softplus(fake).sum()) / (len(real) + len(fake))


def concatenated(real, fake):
    labels = torch.cat([torch.ones_like(real), torch.zeros_like(fake)])
    return binary_cross_entropy_with_logits(torch.cat([real, fake]), labels)


def real_only(real, fake):
    return -logsigmoid(real).mean()


def fake_only(real, fake):
    return -logsigmoid(-fake).mean()


def fakes_as_real(real, fake):
    return -logsigmoid(real).mean() - logsigmoid(fake).mean()


def sigmoid_twice(real, fake):
    return with_cross_entropy(torch.sigmoid(real), torch.sigmoid(fake))


def log_of_logits(real, fake):
    return -torch.log(real).mean() - torch.log(1 - fake).mean()


def log_of_sigmoid(real, fake):
    return -torch.log(torch.sigmoid(real)).mean() - torch.log(1 - torch.sigmoid(fake)).mean()


def log_of_exp(real, fake):
    return torch.log(1 + torch.exp(-real)).mean() + torch.log(1 + torch.exp(fake)).mean()


def small_number(real, fake):
    return -torch.log(torch.sigmoid(real) + 1e-8).mean() - torch.log(1 - torch.sigmoid(fake) + 1e-8).mean()


def clamped(real, fake):
    return with_softplus(real.clamp(-30, 30), fake.clamp(-30, 30))


def torchs_capped_entropy(real, fake):
    D_real, D_fake = torch.sigmoid(real), torch.sigmoid(fake)
    return binary_cross_entropy(D_real, torch.ones_like(real)) + binary_cross_entropy(D_fake, torch.zeros_like(fake))


def by_elements(real, fake):
    return (softplus(-real) + softplus(fake)).mean()


def a_float(real, fake):
    return with_softplus(real, fake).item()


def in_numpy(real, fake):
    real, fake = real.detach().numpy(), fake.detach().numpy()
    return float(numpy.logaddexp(0, -real).mean() + numpy.logaddexp(0, fake).mean())


def detached_fakes(real, fake):
    return with_softplus(real, fake.detach())


def in_float64(real, fake):
    return with_softplus(real.double(), fake.double())


def not_reduced(real, fake):
    return softplus(-real).mean() + softplus(fake)


def in_place(real, fake):
    flipped = fake if fake.requires_grad else fake.neg_()  # the student's line would be fake.neg_() alone
    return -logsigmoid(real).mean() - logsigmoid(-flipped if fake.requires_grad else flipped).mean()


def one_minus_the_logit(real, fake):
    return -logsigmoid(real).mean() - logsigmoid(1 - fake).mean()


def no_logarithms(real, fake):
    return torch.sigmoid(fake).mean() - torch.sigmoid(real).mean()


def entropy_of_logits(real, fake):
    return binary_cross_entropy(real, torch.ones_like(real)) + binary_cross_entropy(fake, torch.zeros_like(fake))


def prints(real, fake):
    print(with_softplus(real, fake))


def swapped_arguments_hidden(fake, real):
    return with_softplus(real, fake)


def with_softplus(real, fake):
    return softplus(-real).mean() + softplus(fake).mean()


def with_cross_entropy(real, fake):
    of_real = binary_cross_entropy_with_logits(real, torch.ones_like(real))
    return of_real + binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))


def with_logaddexp(real, fake):
    zero = torch.zeros(())
    return torch.logaddexp(zero, -real).mean() + torch.logaddexp(zero, fake).mean()


def over_last_axis(real, fake):
    return -logsigmoid(real).mean(-1) - logsigmoid(-fake).mean(-1)


def by_cases(real, fake):
    def minus_log_sigmoid(logits):
        return torch.log1p(torch.exp(-logits.abs())) - logits.clamp(max=0)

    return minus_log_sigmoid(real).mean() + minus_log_sigmoid(-fake).mean()
