"""What a classifier's probabilities say of generated pictures: the inception score, and how many it is sure of."""

import torch
from torch import Tensor

from gancourse.metrics.result import Result
from gancourse.metrics.rows import Rows, exact, rows


def inception_score(probabilities: Rows | Tensor, splits: int = 1) -> Result:
    """How sure a classifier is of each picture, and how varied its answers are over all of them:

        exp( 1/n sum_i KL( p(y|x_i) || p(y) ) ),    p(y) = 1/n sum_i p(y|x_i),

    from 1, where every picture gets the same answer, to k, where each of k classes is named equally often and surely. It is
    exp(H(y) - H(y|x)). It never sees the data: one picture a class, repeated, scores k. Of finite n it is too small on average,
    since the entropy of a mean of n rows is below that of the mean of all.

    Args:
        probabilities: (n, k), each row summing to 1.
        splits: how many parts, in the order of the rows, are scored on their own; then the value is the parts' mean, and the
            error their standard deviation (not that of the mean), as the paper reports with 10.

    Raises:
        ValueError: rows are no probabilities, or there are fewer rows than splits.

    Source: Salimans et al., "Improved techniques for training GANs", NeurIPS 2016, section 4; the bias: Chong and Forsyth,
    "Effectively unbiased FID and inception score", CVPR 2020.
    """
    p, found = _probabilities(probabilities)
    if not 1 <= splits <= len(p):
        raise ValueError(f"splits must be from 1 to the {len(p)} pictures, got {splits}")
    scores = torch.stack([_score(part) for part in p.tensor_split(splits)])
    errors = {"score": float(scores.std(correction=0))} if splits > 1 else {}
    settings = {"classes": p.shape[1], "splits": splits}
    return Result("Inception score", {"score": float(scores.mean())}, {"pictures": len(p)}, found.origin, errors, settings)


def confident_share(probabilities: Rows | Tensor, above: float = 0.9) -> Result:
    """The share of pictures that a classifier is sure of, with its standard error, and how many classes are among them:

        s = 1/n sum_i [max_y p(y|x_i) > above],    error = sqrt(s (1 - s) / n).

    A classifier can be sure of what is no digit: the share measures what it accepts, not what a person would.

    Args:
        probabilities: (n, k), each row summing to 1.
        above: the confidence that counts as sure.

    Raises:
        ValueError: rows are no probabilities, or `above` is not in [0, 1).
    """
    p, found = _probabilities(probabilities)
    if not 0 <= above < 1:
        raise ValueError(f"above must be a probability, at least 0 and below 1, got {above}")
    confidence, label = p.max(1)
    sure = confidence > above
    share = float(sure.double().mean())
    numbers = {"share": share, "classes": float(len(label[sure].unique()))}
    settings = {"classes": p.shape[1], "above": above}
    error = {"share": (share * (1 - share) / len(p)) ** 0.5}
    return Result("Confident pictures", numbers, {"pictures": len(p)}, found.origin, error, settings)


def _score(p: Tensor) -> Tensor:
    marginal = p.mean(0)
    return (torch.special.entr(marginal).sum() - torch.special.entr(p).sum(1).mean()).exp()


def _probabilities(given: Rows | Tensor) -> tuple[Tensor, Rows]:
    """Float64 rows that sum to 1 exactly, once they are known to be probabilities."""
    found = rows(given, "probabilities")
    p = exact(found.values)
    sums = p.sum(1)
    if (p < 0).any() or ((sums - 1).abs() > 1e-3).any():
        raise ValueError(
            f"probabilities must be (n, classes), none below 0 and each row summing to 1, got a row that sums to "
            f"{float(sums[(sums - 1).abs().argmax()]):.4g} and a smallest of {float(p.min()):.4g}: take the softmax of logits"
        )
    return p / sums[:, None], found
