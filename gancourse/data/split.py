"""Holding out a share of a data set: the same share of every label, in an order that tells nothing of it."""

import torch
from torch import Tensor

from gancourse.runtime import stream


def split_rows(count: int, labels: Tensor | None, share: float, seed: int, things: str) -> tuple[Tensor, Tensor]:
    """Positions of the rest and of the held-out part, each int64 and shuffled; a function of the seed alone.

    One shuffle decides who is held out: the first of each label, up to its quota. Another decides the order of both parts:
    in the order of the first, the rest would begin with the labels whose quota was full first, so that its first rows
    would be no fair sample.

    Args:
        count: how many rows there are.
        labels: (count,), or None for a split that looks at no label.
        share: the part to hold out: round(share * count) rows in all, and of each label its share but for one row.
        things: what the rows are, for the sentence that refuses.

    Raises:
        ValueError: one of the two parts would be empty.
    """
    held = round(share * count) if 0 < share < 1 else 0
    if not 0 < held < count:
        raise ValueError(f"share must leave {things} in both parts: {share} of {count} {things} holds out {held}")
    numbers = stream(seed)
    order = torch.randperm(count, generator=numbers)  # (count,)
    rank = torch.arange(count, dtype=torch.float64) / count  # how far down its label a row stands, in [0, 1)
    if labels is not None:
        shuffled = labels[order]
        for label in shuffled.unique():
            members = (shuffled == label).nonzero().squeeze(1)
            rank[members] = torch.arange(len(members), dtype=torch.float64) / len(members)
    chosen = torch.zeros(count, dtype=torch.bool)
    chosen[order[rank.argsort(stable=True)[:held]]] = True
    order = torch.randperm(count, generator=numbers)
    return order[~chosen[order]], order[chosen[order]]
