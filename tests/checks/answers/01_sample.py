"""Answers to 01.sample."""

import torch

WRONG = {
    "turned": "lies *below* p",
    "threshold": "no coin is tossed",
    "fair": "lit half of the time",
    "normal_coin": "the coin is a normal number",
    "class_zero": "it ignores the labels",
    "in_turn": "classes in turn",
    "sorted_labels": "in the order of the classes",
    "probabilities": "must be turned into a coin's outcome",
    "one_for_each_class": "one picture for each of the",
    "coin_for_pixel": "all pictures of a label are the same",
    "coin_for_picture": "serves several pixels",
    "global_state": "draw every random number from `stream`",
    "own_seed": "seed nothing yourself",
    "bits": "the dtype must be float64",
    "in_place": "changes its input `probability`",
    "squeezed": "the shape must be (1,",
}
RIGHT = ["with_rand", "column_by_column"]


def with_rand(labels, probability, stream):
    p = probability[labels]
    return (torch.rand(p.shape, generator=stream, dtype=p.dtype) < p).double()


def column_by_column(labels, probability, stream):
    return torch.stack([torch.bernoulli(chance[labels], generator=stream) for chance in probability.T], 1)


def turned(labels, probability, stream):
    p = probability[labels]
    return (torch.rand(p.shape, generator=stream) > p).double()


def threshold(labels, probability, stream):
    return (probability[labels] > 0.5).double()


def fair(labels, probability, stream):
    return torch.randint(2, probability[labels].shape, generator=stream).double()


def normal_coin(labels, probability, stream):
    p = probability[labels]
    return (torch.randn(p.shape, generator=stream) < p).double()


def class_zero(labels, probability, stream):
    p = probability[torch.zeros_like(labels)]
    return torch.bernoulli(p, generator=stream)


def in_turn(labels, probability, stream):
    return torch.bernoulli(probability[torch.arange(len(labels)) % len(probability)], generator=stream)


def sorted_labels(labels, probability, stream):
    return torch.bernoulli(probability[labels.sort().values], generator=stream)


def probabilities(labels, probability, stream):
    return probability[labels]


def one_for_each_class(labels, probability, stream):
    return torch.bernoulli(probability, generator=stream)


def coin_for_pixel(labels, probability, stream):
    coin = torch.rand(probability.shape[1], generator=stream)
    return (coin < probability[labels]).double()


def coin_for_picture(labels, probability, stream):
    coin = torch.rand(len(labels), 1, generator=stream)
    return (coin < probability[labels]).double()


def global_state(labels, probability, stream):
    return torch.bernoulli(probability[labels])


def own_seed(labels, probability, stream):
    return torch.bernoulli(probability[labels], generator=torch.Generator().manual_seed(0))


def bits(labels, probability, stream):
    p = probability[labels]
    return torch.rand(p.shape, generator=stream) < p


def in_place(labels, probability, stream):
    value = with_rand(labels, probability, stream)
    probability.bernoulli_(generator=stream)
    return value


def squeezed(labels, probability, stream):
    return with_rand(labels, probability, stream).squeeze(0)
