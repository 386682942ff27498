"""Watching a run: frames from fixed latents, modes against the metric itself, and no trace of either in the weights."""

import pytest
import torch

from gancourse import data
from gancourse.games import VanillaGAN
from gancourse.metrics.modes import high_quality_share, modes_found
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play
from gancourse.watch import CollapseMeter, FilmStrip

RING = data.ring(scale=0.4)  # wide enough that an untrained generator's samples hit a mode


def ring_game(seeds) -> VanillaGAN:
    streams = Streams(seeds, "cpu")
    return VanillaGAN(DenseGenerator(2, (2,), (16,), streams=streams), DenseDiscriminator((2,), (16,), streams=streams), streams)


@pytest.mark.parametrize("seeds", [3, [3, 4]])
def test_watching_changes_nothing_of_the_run(seeds):
    watched, alone = ring_game(seeds), ring_game(seeds)
    play(watched, batches(RING, 8), 12, watch=[FilmStrip(3, 5), CollapseMeter(RING, 4, 50)])
    play(alone, batches(RING, 8), 12)
    for name, value in alone.state_dict().items():
        assert torch.equal(value, watched.state_dict()[name])


def test_a_film_strip_shows_the_same_latents_at_the_rounds_asked_for():
    game, strip = ring_game([3, 4]), FilmStrip([1, 5, 12], n=7)
    play(game, batches(RING, 8), 12, watch=strip)
    assert strip.rounds == [1, 5, 12]
    assert [tuple(frame.shape) for frame in strip.frames] == [(2, 7, 2)] * 3
    assert torch.equal(strip.frames[-1], game.sample(strip.z))
    assert not torch.equal(strip.frames[0], strip.frames[1])


def test_stacked_seeds_are_filmed_and_measured_as_each_alone():
    stacked, alone = FilmStrip(6, 5), FilmStrip(6, 5)
    both = play(ring_game([3, 4]), batches(RING, 8), 6, watch=[stacked, CollapseMeter(RING, 6, 200)])
    one = play(ring_game(4), batches(RING, 8), 6, watch=[alone, CollapseMeter(RING, 6, 200)])
    assert torch.allclose(stacked.frames[0][1], alone.frames[0], atol=1e-5)
    assert both["modes"][-1, 1] == one["modes"][-1]


def test_a_collapse_meter_logs_what_the_metric_says_at_its_rounds():
    game, meter = ring_game([3, 4]), CollapseMeter(RING, every=4, n=300)
    history = play(game, batches(RING, 8), 12, watch=meter)
    assert history.rounds("modes").tolist() == [4, 8, 12]
    samples = game.sample(game.noise(300, game.streams.apart("collapse meter", 12)))
    assert torch.equal(history["modes"][-1], modes_found(samples, RING.modes, 0.4).float())
    assert torch.allclose(history["high quality"][-1], high_quality_share(samples, RING.modes, 0.4))


def test_a_meter_needs_modes_and_a_strip_needs_frames():
    with pytest.raises(ValueError, match=r"needs data with known modes, such as data\.ring\(\), got Arcs"):
        CollapseMeter(data.moons())
    with pytest.raises(ValueError, match="above zero, got 0"):
        FilmStrip(0)
    with pytest.raises(ValueError, match="above zero, got 0"):
        CollapseMeter(RING, 0)
