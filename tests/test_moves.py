"""moves: one round, move by move, is the round that play takes."""

import pytest
import torch

from gancourse import data
from gancourse.games import VanillaGAN
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, moves, play

RING = batches(data.ring(), 8)


def dense(**options):
    streams = Streams(0)
    generator = DenseGenerator(2, (2,), (8,), streams=streams)
    return VanillaGAN(generator, DenseDiscriminator((2,), (8,), streams=streams), streams, **options)


def test_it_pauses_after_each_move_and_counts_the_round_at_its_end():
    game, looked = dense(k=2), []
    taken = moves(game, RING.bound(game.streams), [lambda game: looked.append(game.rounds)])
    before = [weight.clone() for weight in game.generator.parameters()]
    assert [next(taken), next(taken)] == [("discriminator",), ("discriminator",)]
    assert all(torch.equal(one, other) for one, other in zip(before, game.generator.parameters(), strict=True))
    assert next(taken) == ("generator",)
    assert not any(torch.equal(one, other) for one, other in zip(before, game.generator.parameters(), strict=True))
    assert (game.rounds, game.inside_round, looked) == (0, True, [])
    with pytest.raises(StopIteration):
        next(taken)
    assert (game.rounds, game.inside_round, looked) == (1, False, [0])
    assert game.history.rounds("generator").tolist() == [1]


def test_rounds_of_moves_are_those_of_play():
    one, other = dense(), dense()
    bound = RING.bound(one.streams)
    for _ in range(3):
        assert list(moves(one, bound)) == [("discriminator",), ("generator",)]
    play(other, RING, 3)
    for mine, theirs in zip(one.parameters(), other.parameters(), strict=True):
        assert torch.equal(mine, theirs)


def test_a_round_that_is_left_is_an_open_one():
    game = dense()
    taken = moves(game, RING.bound(game.streams))
    next(taken)
    taken.close()
    assert game.inside_round
    assert game.rounds == 0
