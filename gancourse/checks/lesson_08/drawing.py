"""Lesson 08: whether first weights look drawn as DCGAN's are, from their summaries alone."""

from typing import Any

from gancourse.checks.reply import Mistake

SPREAD = 0.02
SURE = 6  # standard errors that a drawn statistic may be off


def check_normal(weight: dict[str, Any], what: str) -> None:
    """A convolution's weights look drawn from N(0, 0.02²)."""
    inputs, outputs, k, _ = weight["shape"]
    count, mean, sd = inputs * outputs * k * k, weight["mean"], weight["sd"]
    usual = (3 * outputs * k * k) ** -0.5
    slack = 1 + SURE / (2 * count) ** 0.5
    if SPREAD / slack < sd < SPREAD * slack and abs(mean) < SURE * SPREAD / count**0.5:
        return
    got = f"{what} have mean {mean:.2g} and standard deviation {sd:.2g}, for N(0, 0.02²) 0 and 0.02"
    for value, sentence in (
        (usual, "they are still those that torch draws"),
        (SPREAD**2, "the variance was given where normal_ takes the standard deviation"),
        (SPREAD**0.5, "0.02 is the standard deviation itself, no root is taken of it"),
        (SPREAD / 3**0.5, "they are drawn uniformly from [-0.02, 0.02]"),
    ):
        if value / slack < sd < value * slack and abs(mean) < SURE * value / count**0.5:
            raise Mistake(f"{sentence}: {got}")
    if abs(mean - 1) < 0.1:
        raise Mistake(f"the mean 1 is for BatchNorm's gains alone: {got}")
    raise Mistake(got)


def check_gains(gains: list[dict[str, Any]]) -> None:
    """BatchNorm's gains, taken together, look drawn from N(1, 0.02²)."""
    count = sum(gain["shape"][0] for gain in gains)
    mean = sum(gain["mean"] * gain["shape"][0] for gain in gains) / count
    square = sum((gain["sd"] ** 2 + (gain["mean"] - mean) ** 2) * gain["shape"][0] for gain in gains) / count
    sd = square**0.5
    got = f"they have mean {mean:.3g} and standard deviation {sd:.2g}, for N(1, 0.02²) 1 and 0.02"
    if abs(mean) < 0.1:
        raise Mistake(
            f"BatchNorm's gains are drawn about 0, as the convolutions' weights: every map is made fifty times smaller; {got}"
        )
    if sd == 0 and mean == 1:
        raise Mistake("BatchNorm's gains are still torch's, all 1: draw them too, from N(1, 0.02²), as DCGAN's authors do")
    slack = 1 + SURE / (2 * count) ** 0.5
    if not (SPREAD / slack < sd < SPREAD * slack and abs(mean - 1) < SURE * SPREAD / count**0.5):
        raise Mistake(f"BatchNorm's gains: {got}")
