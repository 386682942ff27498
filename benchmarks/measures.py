"""The comparisons of measures: the same number from the same features, by ours and by the packages that others use."""

from collections.abc import Callable
from typing import Any

import numpy
import prdc
import torch
from scipy import linalg
from torch import Tensor
from torch_fidelity import metric_fid
from torchmetrics.image.kid import poly_mmd

from benchmarks.cases import Row, Sizes
from benchmarks.timing import interleaved
from gancourse import runtime
from gancourse.metrics.frechet import frechet
from gancourse.metrics.kernel import kernel_distance
from gancourse.metrics.manifold import density_coverage, precision_recall


def rows(sizes: Sizes) -> list[Row]:
    """Frechet distance, kernel distance, precision and recall; each peer computes all that it is asked for once a turn."""
    real, fake = (features(sizes.rows, sizes.features, seed) for seed in range(2))
    x, y = (features(sizes.pairs, 64, seed) for seed in range(2))
    shape, pairs = f"{sizes.rows:,} x {sizes.features}", f"{sizes.pairs:,} x 64"
    turns = max(sizes.turns // 5, 1)
    distances: dict[str, Callable[[], float]] = {
        "sqrtm": lambda: by_sqrtm(real, fake),
        "fidelity": lambda: by_fidelity(real, fake),
        "ours": lambda: float(frechet(real, fake)),
    }
    distance = measured(distances, turns)
    kernel = measured(
        {"torchmetrics": lambda: float(poly_mmd(x.double(), y.double())), "ours": lambda: float(kernel_distance(x, y))},
        sizes.turns,
    )
    balls = measured({"prdc": lambda: by_prdc(x, y), "ours": lambda: all_balls(x, y)}, sizes.turns)
    return [
        row(f"Frechet distance, {shape}", "scipy's sqrtm", distance, "sqrtm", 5.0),
        row(f"Frechet distance, {shape}", "torch-fidelity", distance, "fidelity", 1.0),
        row(f"kernel distance, {pairs}; ours with its error", "torchmetrics, all pairs", kernel, "torchmetrics"),
        row(f"precision, recall, density, coverage, {pairs}", "prdc", balls, "prdc"),
    ]


def features(n: int, d: int, seed: int) -> Tensor:
    """Random features, not below zero and correlated, as a network's are: (n, d), float32."""
    stream = runtime.stream(seed)
    mix = torch.randn(d, d, generator=runtime.stream(9)) / d**0.5
    return ((0.4 + 0.1 * seed) * torch.randn(n, d, generator=stream) @ mix + 0.3).clamp_min(0)


def by_sqrtm(real: Tensor, fake: Tensor) -> float:
    """The Frechet distance as it was first published in code: a square root of the product of the covariances."""
    a, b = (each.double().numpy() for each in (real, fake))
    first, second = numpy.cov(a, rowvar=False), numpy.cov(b, rowvar=False)
    root = linalg.sqrtm(first @ second)
    apart = a.mean(0) - b.mean(0)
    return float(apart @ apart + numpy.trace(first) + numpy.trace(second) - 2 * numpy.trace(root.real))


def by_fidelity(real: Tensor, fake: Tensor) -> float:
    """torch-fidelity's, statistics included."""
    made = [metric_fid.fid_features_to_statistics(each) for each in (real, fake)]
    return float(next(iter(metric_fid.fid_statistics_to_metric(*made, verbose=False).values())))


def by_prdc(real: Tensor, fake: Tensor) -> float:
    """prdc's four numbers, which it prints a line about; their sum stands for them."""
    return float(sum(prdc.compute_prdc(real.double().numpy(), fake.double().numpy(), nearest_k=5).values()))


def all_balls(real: Tensor, fake: Tensor) -> float:
    """Ours, in two calls."""
    found = {**precision_recall(real, fake, 5).numbers, **density_coverage(real, fake, 5).numbers}
    return sum(found.values())


def measured(contenders: dict[str, Callable[[], float]], turns: int) -> dict[str, Any]:
    """The value and the timing of each."""
    values: dict[str, float] = {}

    def calls(name: str) -> Callable[[int], object]:
        def call(_: int) -> None:
            values[name] = contenders[name]()

        return call

    times = interleaved({name: calls(name) for name in contenders}, 1, turns)
    return {name: (values[name], times[name]) for name in contenders}


def row(name: str, peer: str, found: dict[str, Any], key: str, goal: float | None = None) -> Row:
    """One peer against ours."""
    (theirs, plain), (ours, time) = found[key], found["ours"]
    return Row(name, peer, plain, time, goal, apart=abs(theirs - ours) / max(abs(theirs), 1e-12))
