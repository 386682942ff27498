"""Divergences of discrete laws against SciPy and closed forms, and the inequalities between them."""

import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy

from gancourse.runtime import stream
from gancourse.theory import divergences


@st.composite
def laws(draw, count=2):
    """Laws over the same outcomes, with zeros among their probabilities."""
    k = draw(st.integers(2, 6))
    weights = st.lists(st.one_of(st.just(0), st.integers(1, 1000)), min_size=k, max_size=k).filter(any)
    return [torch.tensor(each, dtype=torch.float64) / sum(each) for each in (draw(weights) for _ in range(count))]


@given(laws())
def test_they_are_what_scipy_says(pair):
    p, q = pair
    assert divergences.kl(p, q).item() == pytest.approx(entropy(p, q), abs=1e-12)
    assert divergences.kl(p, q, "bits").item() == pytest.approx(entropy(p, q, base=2), abs=1e-12)
    assert divergences.reverse_kl(p, q).item() == pytest.approx(entropy(q, p), abs=1e-12)
    assert divergences.entropy(p, "bits").item() == pytest.approx(entropy(p, base=2), abs=1e-12)
    m = (p + q) / 2  # SciPy's own jensenshannon is a root, which loses half of the digits near zero
    assert divergences.js(p, q).item() == pytest.approx((entropy(p, m) + entropy(q, m)) / 2, abs=1e-12)
    assert divergences.js(p, q, "bits").sqrt().item() == pytest.approx(jensenshannon(p, q, base=2), abs=1e-6)


@given(laws())
def test_inequalities_between_them_hold(pair):
    p, q = pair
    kl, js, tv = divergences.kl(p, q), divergences.js(p, q), divergences.total_variation(p, q)
    assert kl >= 0
    assert 0 <= js <= math.log(2)
    assert 0 <= tv <= 1 + 1e-12
    assert tv <= divergences.pinsker(kl) + 1e-9
    lower, upper = divergences.js_range(tv.clamp(0, 1))
    assert lower - 1e-9 <= js <= upper + 1e-9
    assert tv.square() / 2 <= lower + 1e-9  # Pinsker's, on both halves, is the weaker bound
    assert js <= (kl + divergences.kl(q, p)) / 4 + 1e-12  # log is concave
    assert divergences.js(q, p).item() == pytest.approx(js.item(), abs=1e-15)
    assert divergences.criterion(p, q).item() == pytest.approx(-math.log(4) + 2 * js.item(), abs=1e-12)
    mixed = divergences.entropy((p + q) / 2) - (divergences.entropy(p) + divergences.entropy(q)) / 2
    assert js.item() == pytest.approx(mixed.item(), abs=1e-12)


@given(laws(3))
def test_the_root_of_js_obeys_the_triangle_inequality(three):
    p, q, r = three
    root = [divergences.js(a, b).sqrt().item() for a, b in ((p, r), (p, q), (q, r))]
    assert root[0] <= root[1] + root[2] + 1e-7


def test_js_itself_does_not():
    p, q, r = torch.tensor([1.0, 0.0]), torch.tensor([0.5, 0.5]), torch.tensor([0.0, 1.0])
    assert divergences.js(p, r) > divergences.js(p, q) + divergences.js(q, r)


@given(laws(), st.integers(0, 10_000))
def test_what_is_processed_differs_less(pair, seed):
    channel = torch.rand(len(pair[0]), 3, generator=stream(seed), dtype=torch.float64)
    channel = channel / channel.sum(1, keepdim=True)
    p, q = (law @ channel for law in pair)
    for divergence in (divergences.kl, divergences.js, divergences.total_variation):
        assert divergence(p, q) <= divergence(*pair) + 1e-9


def test_both_ends_of_the_range_of_js_are_reached():
    for tv in (0.0, 0.3, 1.0):
        lower, upper = divergences.js_range(torch.tensor(tv), "bits")
        coins = torch.tensor([[(1 - tv) / 2, (1 + tv) / 2], [(1 + tv) / 2, (1 - tv) / 2]], dtype=torch.float64)
        apart = torch.tensor([[1 - tv, tv, 0.0], [1 - tv, 0.0, tv]], dtype=torch.float64)
        assert divergences.js(*coins, "bits").item() == pytest.approx(lower.item(), abs=1e-6)
        assert divergences.js(*apart, "bits").item() == pytest.approx(upper.item(), abs=1e-6)


def test_laws_without_a_common_outcome():
    p, q = torch.tensor([0.25, 0.75, 0.0, 0.0]), torch.tensor([0.0, 0.0, 0.5, 0.5])
    assert divergences.kl(p, q).item() == math.inf
    assert divergences.js(p, q).item() == math.log(2)
    assert divergences.js(p, q, "bits").item() == 1
    assert divergences.total_variation(p, q).item() == 1
    assert divergences.criterion(p, q).item() == 0


def test_an_outcome_that_neither_gives_changes_nothing_and_its_gradient_is_a_number():
    p, q = torch.tensor([0.2, 0.8, 0.0]), torch.tensor([0.5, 0.5, 0.0])
    assert divergences.criterion(p, q).item() == pytest.approx(divergences.criterion(p[:2], q[:2]).item(), abs=1e-15)
    logits = torch.zeros(3, dtype=torch.float64, requires_grad=True)
    divergences.kl(p, logits.softmax(0)).backward()
    torch.testing.assert_close(logits.grad, logits.detach().softmax(0) - p.double())  # d KL(p || softmax) = softmax - p


def test_leading_axes_broadcast():
    p, q = torch.rand(5, 1, 4, generator=stream(0)), torch.rand(3, 4, generator=stream(1))
    p, q = p / p.sum(-1, keepdim=True), q / q.sum(-1, keepdim=True)
    for divergence in (divergences.kl, divergences.js, divergences.total_variation, divergences.criterion):
        found = divergence(p, q)
        assert found.shape == (5, 3)
        assert found[2, 1].item() == divergence(p[2, 0], q[1]).item()


@pytest.mark.parametrize(
    ("p", "said"),
    [
        ([0.5, 0.6], r"p must sum to 1 along its last axis, got 1.1: divide counts by p.sum\(-1, keepdim=True\)"),
        ([1.5, -0.5], "p must hold probabilities, zero or more, got -0.5"),
        ([math.nan, 1.0], "p must hold probabilities, zero or more, got nan"),
        ([math.inf, 1.0], "p must sum to 1 along its last axis, got inf"),
        ([1.0], "p and q must list the same outcomes in the same order, got 1 and 2 of them"),
        (1.0, r"p must hold a law's probabilities along its last axis, \(..., k\), got shape \(\)"),
    ],
)
def test_what_is_no_law_is_refused_by_name(p, said):
    with pytest.raises(ValueError, match=said):
        divergences.js(torch.tensor(p), torch.tensor([0.5, 0.5]))


def test_unknown_units_and_impossible_distances_are_refused_by_name():
    p = torch.tensor([0.5, 0.5])
    with pytest.raises(ValueError, match=r'the unit of information is "nats" .* or "bits" \(base 2\), got \'bans\''):
        divergences.kl(p, p, "bans")
    with pytest.raises(ValueError, match=r"total variation lies in \[0, 1\], got 1.2"):
        divergences.js_range(torch.tensor([0.3, 1.2]))
