"""Paths through latent space, against closed forms and SciPy."""

import math

import numpy
import pytest
import torch
from scipy.spatial import geometric_slerp

from gancourse.latent import arithmetic, lerp, numbered, slerp, truncate, walk
from gancourse.runtime import stream


def pairs(n=5, latent=7, seed=0):
    draws = torch.randn(2, n, latent, generator=stream(seed), dtype=torch.float64)
    return draws[0], draws[1]


@pytest.mark.parametrize("method", [lerp, slerp])
def test_a_path_begins_and_ends_at_its_ends(method):
    a, b = pairs()
    assert torch.allclose(method(a, b, 0.0), a)
    assert torch.allclose(method(a, b, 1.0), b)


@pytest.mark.parametrize("seed", range(5))
def test_slerp_is_scipys_on_unit_vectors(seed):
    a, b = (end / end.norm(dim=-1, keepdim=True) for end in pairs(1, 7, seed))
    t = torch.linspace(0, 1, 9, dtype=torch.float64)
    ours = slerp(a.expand(9, 7), b.expand(9, 7), t)
    assert torch.allclose(ours, torch.from_numpy(geometric_slerp(a[0].numpy(), b[0].numpy(), t.numpy())))
    assert torch.allclose(ours.norm(dim=-1), torch.ones(9, dtype=torch.float64))


def test_the_middle_of_a_right_angle_in_closed_form():
    a, b = torch.tensor([3.0, 0.0]), torch.tensor([0.0, 3.0])
    assert torch.allclose(lerp(a, b, 0.5), torch.tensor([1.5, 1.5]))
    assert torch.allclose(slerp(a, b, 0.5), torch.tensor([3.0, 3.0]) / math.sqrt(2))


def test_ends_of_different_lengths_keep_the_papers_formula():
    a, b, t = torch.tensor([2.0, 0.0]), torch.tensor([1.0, 1.0]), 0.3
    w = math.pi / 4
    expected = (math.sin(0.7 * w) * a + math.sin(0.3 * w) * b) / math.sin(w)
    assert torch.allclose(slerp(a, b, t), expected)


@pytest.mark.parametrize("factor", [1.0, 2.0, 1.0001, -1.0, 0.0])
def test_parallel_opposite_and_empty_ends_take_the_straight_way(factor):
    a = torch.randn(4, 3, generator=stream(1))
    middle = slerp(a, factor * a, 0.25)
    assert torch.allclose(middle, (0.75 + 0.25 * factor) * a, atol=1e-6)


def test_arc_and_chord_meet_where_slerp_changes_over():
    a = torch.tensor([1.0, 0.0], dtype=torch.float64)
    for angle in (0.9e-3, 1.1e-3):
        b = torch.tensor([math.cos(angle), math.sin(angle)], dtype=torch.float64)
        exact = torch.tensor([math.cos(0.3 * angle), math.sin(0.3 * angle)], dtype=torch.float64)
        assert (slerp(a, b, 0.3) - exact).abs().max() < 1.5e-7


def test_leading_axes_and_a_t_for_each_row():
    a, b = torch.randn(2, 3, 4, 5, generator=stream(2)).unbind()
    t = torch.rand(3, 4, generator=stream(3))
    for method in (lerp, slerp):
        whole = method(a, b, t)
        one_by_one = torch.stack([torch.stack([method(a[i, j], b[i, j], float(t[i, j])) for j in range(4)]) for i in range(3)])
        assert torch.allclose(whole, one_by_one, atol=1e-6)


def test_slerp_of_gaussian_draws_keeps_a_usual_length_and_lerp_does_not():
    a, b = pairs(400, 100)
    for method, expected in ((slerp, 10.0), (lerp, 10 / math.sqrt(2))):
        assert method(a, b, 0.5).norm(dim=-1).mean() == pytest.approx(expected, rel=0.02)


def test_a_walk_visits_every_latent_at_equal_steps():
    latents = torch.randn(4, 6, generator=stream(4))
    path = walk(latents, 31, slerp)
    assert torch.allclose(path[::10], latents, atol=1e-6)
    assert torch.allclose(path[13], slerp(latents[1], latents[2], 0.3), atol=1e-6)


def test_a_loop_comes_back_without_its_first_frame_twice():
    latents = torch.randn(3, 6, generator=stream(5))
    path = walk(latents, 30, lerp, loop=True)
    assert torch.allclose(path[::10], latents, atol=1e-6)
    assert torch.allclose(path[29], lerp(latents[2], latents[0], 0.9), atol=1e-5)


@pytest.mark.parametrize(("shape", "frames"), [((1, 3), 5), ((3,), 5), ((2, 3), 1)])
def test_a_walk_that_goes_nowhere_is_refused(shape, frames):
    with pytest.raises(ValueError, match="k >= 2 and frames >= 2"):
        walk(torch.zeros(shape), frames)


def test_arithmetic_takes_means_of_groups_and_single_latents():
    plus, minus, other = torch.randn(3, 4, generator=stream(6)), torch.randn(2, 4, generator=stream(7)), torch.ones(4)
    expected = plus.numpy().mean(0) - minus.numpy().mean(0) + 1
    assert numpy.allclose(arithmetic(plus, minus, other), expected, atol=1e-6)


def test_truncation_keeps_a_share_of_the_distance_to_the_mean():
    z, mean = torch.randn(5, 4, generator=stream(8)), torch.randn(4, generator=stream(9))
    assert torch.allclose(truncate(z, 1.0, mean), z, atol=1e-6)
    assert torch.allclose(truncate(z, 0.0, mean), mean.expand(5, 4))
    assert torch.allclose((truncate(z, 0.7, mean) - mean).norm(dim=-1), 0.7 * (z - mean).norm(dim=-1))
    assert torch.allclose(truncate(z, torch.linspace(0, 1, 5)), z * torch.linspace(0, 1, 5)[:, None])


def test_a_numbered_latent_depends_on_its_number_alone():
    some = numbered([3, 1, 8], 16)
    assert some.shape == (3, 16)
    assert torch.equal(some[1], numbered(1, 16))
    assert torch.equal(numbered([8], 16)[0], some[2])
    assert numbered([], 16).shape == (0, 16)
    many = numbered(range(2000), 8)
    assert many.mean().abs() < 0.03
    assert many.std() == pytest.approx(1, abs=0.03)
