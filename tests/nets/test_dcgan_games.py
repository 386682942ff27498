"""DCGANs in a game: rounds, running averages with BatchNorm's statistics, checkpoints."""

import pytest
import torch
from torch import nn

from gancourse import runtime
from gancourse.checkpoint import CheckpointError
from gancourse.games import VanillaGAN
from gancourse.nets.dcgan import DCGANDiscriminator, DCGANGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play

PICTURES = batches(2 * torch.rand(40, 1, 28, 28, generator=runtime.stream(0)) - 1, 6)


def game(precision=torch.float32, seed=0, decay=0.9):
    streams = Streams(seed, "cpu")
    generator = DCGANGenerator(5, width=4, streams=streams, precision=precision)
    discriminator = DCGANDiscriminator(width=4, streams=streams, precision=precision)
    made = VanillaGAN(generator, discriminator, streams)
    made.average("generator", decay)
    return made


def numbers(of):
    return {name: value.clone() for name, value in of.state_dict().items()}


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_a_game_plays_rounds_and_both_players_move(precision):
    playing = game(precision)
    before = numbers(playing)
    history = play(playing, PICTURES, 3)
    assert len(history["generator"]) == len(history["discriminator"]) == 3
    still = [name for name, weight in playing.named_parameters() if torch.equal(weight, before[name])]
    assert still == []
    assert playing.sample(torch.zeros(2, 5)).shape == (2, 1, 28, 28)


def test_a_run_starts_near_what_a_discriminator_that_knows_nothing_pays():
    history = play(game(), PICTURES, 1)
    assert abs(history["discriminator"].item() - torch.tensor(4.0).log().item()) < 0.3


def test_samples_of_the_average_depend_on_their_latent_alone():
    playing = game()
    play(playing, PICTURES, 4)
    z = torch.randn(7, 5, generator=runtime.stream(1))
    together = playing.sample(z)
    alone = torch.cat([playing.sample(row[None]) for row in z])
    torch.testing.assert_close(together, alone, rtol=1e-5, atol=1e-6)
    in_train_mode = playing.generator(z)
    assert (in_train_mode - playing.generator(z[:3])[:1].expand_as(in_train_mode)).abs().max() > 1e-3  # there they mix


def test_the_average_follows_weights_and_running_statistics():
    playing = game(decay=0.9)
    play(playing, PICTURES, 2)
    average, network = playing.generator_average.module, playing.generator
    before = numbers(average)
    play(playing, PICTURES, 3)
    for name, value in network.state_dict().items():
        followed = average.state_dict()[name]
        if value.is_floating_point():
            torch.testing.assert_close(followed, 0.9 * before[name] + 0.1 * value, rtol=1e-5, atol=1e-7)
            if "running" in name:
                assert not torch.equal(followed, before[name])
        else:
            assert 0 < followed <= value  # num_batches_tracked, which nothing reads where a momentum is set


def test_each_forward_in_train_mode_counts_and_none_in_eval_mode():
    playing = game()
    play(playing, PICTURES, 3)
    counts = {part.num_batches_tracked.item() for part in playing.generator.modules() if isinstance(part, nn.BatchNorm2d)}
    assert counts == {6}  # two batches of fakes a round
    playing.sample(torch.zeros(2, 5))
    assert playing.generator.layers[1].num_batches_tracked == 6


@pytest.mark.parametrize("precision", [torch.float32, torch.bfloat16])
def test_a_resumed_run_is_the_same_bit_for_bit(tmp_path, precision):
    # A fused step walks raw memory, and these weights are channels-last: so must the moments be that a checkpoint gives back.
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        whole = game(precision)
        play(whole, PICTURES, 5)
        path = tmp_path / "dcgan.safetensors"
        play(game(precision), PICTURES, 2, save=path)
        resumed = game(precision, seed=0)
        play(resumed, PICTURES, 5, save=path)
    finally:
        torch.set_num_threads(threads)
    for name, value in whole.state_dict().items():
        assert torch.equal(value, resumed.state_dict()[name]), name
    assert torch.equal(whole.history["generator"], resumed.history["generator"])


@pytest.mark.parametrize(("there", "here"), [(torch.float32, torch.bfloat16), (torch.bfloat16, torch.float32)])
def test_a_checkpoint_of_another_precision_is_refused(tmp_path, there, here):
    path = tmp_path / "dcgan.safetensors"
    play(game(there), PICTURES, 1, save=path)
    other = game(here)
    before = numbers(other)
    with pytest.raises(CheckpointError, match=f"'generator' was .*{there}.* there and is .*{here}.* here"):
        play(other, PICTURES, 2, save=path)
    assert all(torch.equal(value, before[name]) for name, value in other.state_dict().items())


def test_stacked_seeds_are_refused_by_the_game_too():
    playing = VanillaGAN(DCGANGenerator(5, width=4), DCGANDiscriminator(width=4), Streams([0, 1], "cpu"))
    with pytest.raises(ValueError, match="would mix the stacked seeds"):
        play(playing, PICTURES, 1)
