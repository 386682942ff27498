"""Naive Bayes: p(x, y) = p(y) Π_i p(x_i | y), fitted by counting, read in log space, and sampled from.

A family is its maximum-likelihood estimate, log-likelihood and sampler; the rest stands once, in `NaiveBayes`, in float64.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Self

import torch
from torch import Tensor
from torch.nn import functional


class NaiveBayes(ABC):
    """What the families share: a prior over labels, and features that are independent given the label.

    Labels are the whole numbers 0, ..., K - 1. The prior is the plain estimate n_k / n. A class that `classes` promises and no
    row shows has prior zero: it is never predicted and never drawn, but `sample` obeys who asks for it by its label.
    """

    values = "a finite number"  # what a feature may be, in words

    def __init__(self, smoothing: float = 1.0):
        if not (math.isfinite(smoothing) and smoothing >= 0):
            raise ValueError(f"smoothing must be a number that is zero or more, got {smoothing}")
        self.smoothing = smoothing
        self._log_prior: Tensor | None = None
        self._width = 0

    def _allowed(self, x: Tensor) -> Tensor:
        """Which entries of x are values that the family can give: bool, of x's shape."""
        return x.isfinite()

    @abstractmethod
    def _estimate(self, x: Tensor, member: Tensor) -> None:
        """Set the parameters of p(x_i | y) from x (n, d) and the one-hot labels, member (n, K)."""

    @abstractmethod
    def log_likelihood(self, x: Tensor) -> Tensor:
        """log p(x | y) of every row under every class, in nats: (n, d) -> (n, K)."""

    @abstractmethod
    def _draw(self, y: Tensor, stream: torch.Generator) -> Tensor:
        """One x for every label: (n,) -> (n, d)."""

    def fit(self, x: Tensor, y: Tensor, classes: int | None = None) -> Self:
        """Estimate prior and features' parameters from rows x (n, d) and labels y (n,); `classes` is K, by default max(y) + 1.

        Raises:
            TypeError: the labels are not of an integer type.
            ValueError: shapes, values or labels do not fit, or an estimate would be 0/0.
        """
        x, y = self._numbers(x), _whole(y)
        if len(x) != len(y) or len(y) == 0:
            raise ValueError(f"there must be one label a row and at least one row: got x {tuple(x.shape)} and y {tuple(y.shape)}")
        count = int(y.max()) + 1 if classes is None else classes
        if int(y.min()) < 0 or int(y.max()) >= count:
            raise ValueError(f"labels must lie in 0..{count - 1}, got {int(y.min())}..{int(y.max())}")
        member = functional.one_hot(y, count).double()  # (n, K)
        self._estimate(x, member)
        self._log_prior, self._width = member.mean(0).log(), x.shape[1]
        return self

    @property
    def log_prior(self) -> Tensor:
        """log p(y): (K,). Raises RuntimeError before the first `fit`."""
        if self._log_prior is None:
            raise RuntimeError(f"this {type(self).__name__} has no parameters yet: call fit(x, y) first")
        return self._log_prior

    def log_joint(self, x: Tensor) -> Tensor:
        """log p(x, y) = log p(y) + log p(x | y), in nats: (n, d) -> (n, K)."""
        return self.log_prior + self.log_likelihood(x)

    def log_prob(self, x: Tensor) -> Tensor:
        """log p(x) = log Σ_y p(x, y), in nats: (n, d) -> (n,)."""
        return self.log_joint(x).logsumexp(1)

    def predict_log_proba(self, x: Tensor) -> Tensor:
        """log p(y | x) = log p(x, y) - log p(x), by Bayes' rule: (n, d) -> (n, K).

        Raises:
            ValueError: a row has probability zero under every class, so that Bayes' rule reads 0/0.
        """
        joint = self.log_joint(x)  # (n, K)
        evidence = joint.logsumexp(1, keepdim=True)  # (n, 1)
        if impossible := int(evidence.isneginf().sum()):
            raise ValueError(f"{impossible} of {len(x)} rows have p(x) = 0, so that p(y | x) is 0/0: fit with smoothing > 0")
        return joint - evidence

    def predict(self, x: Tensor) -> Tensor:
        """The maximum a posteriori (MAP) label, argmax_y p(y | x); of equals, the smallest: (n, d) -> (n,)."""
        return self.predict_log_proba(x).argmax(1)

    def sample(self, labels: int | Sequence[int] | Tensor, stream: torch.Generator) -> tuple[Tensor, Tensor]:
        """Draw x (n, d) and y (n,): y from the prior where `labels` is a number n, else the labels given; then x given y.

        Raises:
            ValueError: a label is not one of the classes, or the number of rows is negative.
        """
        prior = self.log_prior.exp()  # (K,)
        if isinstance(labels, int):
            if labels < 0:
                raise ValueError(f"the number of rows to draw must be zero or more, got {labels}")
            labels = torch.multinomial(prior.expand(labels, -1), 1, generator=stream)[:, 0]
        y = _whole(labels)
        for label in y[(y < 0) | (y >= len(prior))][:1].tolist():
            raise ValueError(f"labels must lie in 0..{len(prior) - 1}, got {label}")
        return self._draw(y, stream), y

    def _numbers(self, x: Tensor) -> Tensor:
        """x as float64, once it is (n, d) and holds only what the family can give."""
        x = torch.as_tensor(x)
        if x.ndim != 2 or x.shape[1] == 0:
            raise ValueError(f"x must be (n, d), one row an example, got {tuple(x.shape)}; flatten images with x.flatten(1)")
        allowed = self._allowed(x)
        if not allowed.all():
            raise ValueError(f"every feature must be {self.values}, got {x[~allowed][0].item():g}")
        return x.double()

    def _rows(self, x: Tensor) -> Tensor:
        """x as `_numbers` gives it, once the model is fitted and as wide as x."""
        _, x = self.log_prior, self._numbers(x)
        if x.shape[1] != self._width:
            raise ValueError(f"the model was fitted on {self._width} features, got rows of {x.shape[1]}")
        return x


class BernoulliNaiveBayes(NaiveBayes):
    """Features that are 0 or 1: p(x | y) = Π_i p_yi^x_i (1 - p_yi)^(1 - x_i), with p_yi = (n_yi + a) / (n_y + 2 a).

    The pseudo-count a is `smoothing`: 0 is maximum likelihood, 1 is Laplace's rule of succession.

    After `fit`, `probability` (K, d) holds the p_yi = p(x_i = 1 | y).
    """

    values = "0 or 1"
    probability: Tensor

    def _allowed(self, x: Tensor) -> Tensor:
        return (x == 0) | (x == 1)

    def _estimate(self, x: Tensor, member: Tensor) -> None:
        size = _sizes(member, self.smoothing)
        self.probability = (member.T @ x + self.smoothing) / (size + 2 * self.smoothing)

    def log_likelihood(self, x: Tensor) -> Tensor:
        """log p(x | y) = Σ_i x_i log p_yi + (1 - x_i) log(1 - p_yi), in nats: (n, d) -> (n, K)."""
        x = self._rows(x)
        return _sum_of_logs(x, self.probability) + _sum_of_logs(1 - x, 1 - self.probability)

    def _draw(self, y: Tensor, stream: torch.Generator) -> Tensor:
        return torch.bernoulli(self.probability[y], generator=stream)


class MultinomialNaiveBayes(NaiveBayes):
    """Rows of counts, as of words: p(x | y, N) = N! / Π_i x_i! · Π_i p_yi^x_i, with p_yi = (n_yi + a) / Σ_j (n_yj + a).

    N = Σ_i x_i, the row's length, is taken as given; `sample` draws it from the lengths seen by `fit`, whatever the label.

    After `fit`, `probability` (K, d) holds the p_yi, the chance that a word of class y is word i: rows that sum to one.
    """

    values = "a count (0, 1, 2, ...)"
    probability: Tensor

    def _allowed(self, x: Tensor) -> Tensor:
        return (x >= 0) & (x == x.floor()) & x.isfinite()

    def _estimate(self, x: Tensor, member: Tensor) -> None:
        counts = member.T @ x + self.smoothing  # (K, d)
        if bool((counts.sum(1) == 0).any()):
            raise ValueError("a class has no counts at all, so its probabilities are 0/0: fit with smoothing > 0")
        self.probability = counts / counts.sum(1, keepdim=True)
        self._lengths = x.sum(1).long()  # (n,)

    def log_likelihood(self, x: Tensor) -> Tensor:
        """log p(x | y, N) = log N! - Σ_i log x_i! + Σ_i x_i log p_yi, in nats: (n, d) -> (n, K)."""
        x = self._rows(x)
        arrangements = (x.sum(1) + 1).lgamma() - (x + 1).lgamma().sum(1)  # (n,)
        return arrangements[:, None] + _sum_of_logs(x, self.probability)

    def _draw(self, y: Tensor, stream: torch.Generator) -> Tensor:
        length = self._lengths[torch.randint(len(self._lengths), (len(y),), generator=stream)]  # (n,)
        longest = max(1, int(self._lengths.max()))
        words = torch.multinomial(self.probability[y], longest, replacement=True, generator=stream)  # (n, longest)
        kept = (torch.arange(longest) < length[:, None]).double()  # (n, longest): the first words, as many as the row is long
        return torch.zeros(len(y), self._width, dtype=torch.float64).scatter_add_(1, words, kept)


class GaussianNaiveBayes(NaiveBayes):
    """Real features: p(x | y) = Π_i N(x_i; m_yi, v_yi), with the class's mean and its variance (divided by n_y, not n_y - 1).

    `smoothing` times the largest variance of any feature, over all rows, is added to every v_yi, as scikit-learn's
    `var_smoothing` is: without it a feature that is constant in a class has variance zero and no density.

    After `fit`, `mean` and `variance` (K, d) hold the m_yi and v_yi.
    """

    mean: Tensor
    variance: Tensor

    def __init__(self, smoothing: float = 1e-9):
        super().__init__(smoothing)

    def _estimate(self, x: Tensor, member: Tensor) -> None:
        size = _sizes(member, 0.0)
        mean = member.T @ x / size
        variance = member.T @ (x - member @ mean).square() / size + self.smoothing * x.var(0, correction=0).max()
        if bool((variance == 0).any()):
            label, feature = (variance == 0).nonzero()[0].tolist()
            raise ValueError(f"feature {feature} never varies in class {label}, so it has no density: fit with smoothing > 0")
        self.mean, self.variance = mean, variance

    def log_likelihood(self, x: Tensor) -> Tensor:
        """log p(x | y) = -Σ_i [(x_i - m_yi)² / (2 v_yi) + log(2 π v_yi) / 2], in nats: (n, d) -> (n, K)."""
        x = self._rows(x)
        classes = zip(self.mean, self.variance, strict=True)  # one at a time: (n, d) of memory, not (n, K, d)
        return torch.stack([-((x - m).square() / v + (2 * math.pi * v).log()).sum(1) / 2 for m, v in classes], 1)

    def _draw(self, y: Tensor, stream: torch.Generator) -> Tensor:
        return torch.normal(self.mean[y], self.variance[y].sqrt(), generator=stream)


def _whole(labels: Sequence[int] | Tensor) -> Tensor:
    """Labels as int64, once they are a row of whole numbers."""
    y = torch.as_tensor(labels)
    if y.ndim != 1:
        raise ValueError(f"labels must be (n,), one whole number a row, got {tuple(y.shape)}")
    if y.dtype == torch.bool or y.is_floating_point() or y.is_complex():
        raise TypeError(f"labels must be whole numbers in an integer tensor such as torch.int64, got {y.dtype}")
    return y.long()


def _sizes(member: Tensor, pseudo_count: float) -> Tensor:
    """Rows a class, (n, K) -> (K, 1); a class with none is refused where no pseudo-count stands in for its rows."""
    size = member.sum(0)[:, None]
    for label in (size == 0).nonzero()[:1, 0].tolist() if pseudo_count == 0 else []:
        raise ValueError(f"no row has the label {label}, so its parameters are 0/0: leave that class out and renumber the labels")
    return size


def _sum_of_logs(x: Tensor, probability: Tensor) -> Tensor:
    """Σ_i x_i log p_yi, (n, d), (K, d) -> (n, K), with 0 log 0 = 0, and minus infinity where what cannot be occurred."""
    zero = probability == 0
    total = x @ probability.masked_fill(zero, 1.0).log().T
    return total.masked_fill(x @ zero.double().T > 0, -math.inf)
