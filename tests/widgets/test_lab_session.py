"""The torch engine at work: its thread begins and ends, a student's game is played, and what goes wrong is a sentence."""

import threading
import time

import pytest
import torch

from gancourse.games import VanillaGAN
from gancourse.losses import minimax_discriminator
from gancourse.nets.dense import DenseDiscriminator, DenseGenerator
from gancourse.streams import Streams
from gancourse.training import batches, play
from gancourse.widgets import lab_session
from gancourse.widgets.lab_engine import Source
from gancourse.widgets.lab_session import Session
from gancourse.widgets.lab_settings import checked, density
from gancourse.widgets.threads import one_thread

SMALL = {"batch": 8, "generator_width": 4, "discriminator_width": 4}


class Front:
    """A page that draws every frame as soon as it comes, unless it is told to look away."""

    def __init__(self, game=None, **settings):
        self.heard, self.looks = [], True
        self.session = Session(Source(game), self.hear)
        self.say("start", settings=checked({**SMALL, **settings}))

    def hear(self, message, buffers):
        self.heard.append(message)
        if message["kind"] == "frame" and self.looks:
            self.say("drawn")

    def say(self, what, **more):
        self.session.receive({"do": what, **more})

    def frames(self):
        return [one["frame"] for one in self.heard if one["kind"] == "frame"]

    def stopped(self):
        return [(one["why"], one["sentence"]) for one in self.heard if one["kind"] == "stopped"]

    def until(self, holds, seconds=30):
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, f"waited in vain; heard {self.stopped()} and {len(self.frames())} frames"
            time.sleep(0.005)


def threads():
    return [one for one in threading.enumerate() if one.name == "gan lab"]


@pytest.fixture(autouse=True)
def _nothing_left():
    yield
    assert threads() == []


def small(streams, kind=VanillaGAN, **options):
    generator = DenseGenerator(2, (2,), (4,), streams=streams)
    return kind(generator, DenseDiscriminator((2,), (4,), streams=streams), streams, **options)


def test_it_plays_in_one_thread_pauses_and_plays_on():
    front = Front()
    assert [frame["moved"] for frame in front.frames()] == ["start"]
    for _ in range(2):
        front.say("play")
        front.say("play")  # twice is once
        assert len(threads()) == 1
        played = front.session.engine.game.rounds
        front.until(lambda: front.frames()[-1]["round"] > played + 10)  # noqa: B023, called at once
        front.say("pause")
        front.until(lambda: not threads())
    assert front.stopped() == [("paused", "")] * 2
    assert front.frames()[-1]["round"] == front.session.engine.game.rounds == len(front.session.engine.game.history["generator"])


def test_it_plays_what_play_would_have_played():
    front = Front(stop=12)
    front.say("play")
    front.until(lambda: front.stopped() and not threads())
    assert front.stopped() == [("reached", "stopped at round 12, as set")]
    alone = Source().make(checked(SMALL))
    play(alone, batches(density(checked(SMALL)), 8), 12)
    for mine, theirs in zip(front.session.engine.game.parameters(), alone.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs)


def test_at_most_six_frames_are_on_their_way_and_silence_ends_the_thread(monkeypatch):
    monkeypatch.setattr(lab_session, "PATIENCE", 0.2)
    front = Front()
    front.looks = False
    front.say("play")
    front.until(lambda: not threads())
    assert len(front.frames()) == 1 + lab_session.AHEAD == 7  # the start's was answered
    front.looks = True
    front.say("drawn", frames=6)  # a late answer to all of them: it plays on
    front.until(lambda: len(front.frames()) > 9)
    front.say("dispose")
    front.until(lambda: not threads())


def test_single_moves_follow_the_games_own_turns():
    front = Front(lambda streams: small(streams, k=2))
    for _ in range(4):
        front.say("move")
    front.say("round")
    told = [frame["moved"] for frame in front.frames()]
    assert told == ["start", "discriminator", "discriminator", "generator", "discriminator", "round"]
    assert front.frames()[-1]["round"] == 2


class Wrong(VanillaGAN):
    def turns(self, batches):
        if self.rounds == 3:
            raise KeyError("no such thing")
        yield from super().turns(batches)


class Infinite(VanillaGAN):
    def turns(self, batches):
        real = next(batches)
        fake = self.generator(self.noise(batches.size))
        yield {"discriminator": minimax_discriminator(self.discriminator(real), self.discriminator(fake)) * float("nan")}


@pytest.mark.parametrize(
    ("game", "words"),
    [
        (lambda streams: small(streams, Wrong), "KeyError: no such thing"),
        (lambda streams: small(streams, Infinite), "round 1: the loss of 'discriminator' is nan; its weights did not move"),
    ],
)
def test_a_mistake_in_a_game_is_a_sentence_and_ends_the_thread(game, words):
    front = Front(game)
    front.say("play")
    front.until(lambda: front.stopped() and not threads())
    assert front.stopped() == [("failed", words)]


def test_settings_that_cannot_be_are_a_sentence_too():
    front = Front()
    front.say("start", settings={**checked(SMALL), "k": 0})
    assert front.stopped() == [("failed", "k must be a whole number from 1 to 20, got 0")]
    front.say("move")  # no engine: nothing happens, nothing breaks
    front.say("what is this")
    front.say("start", settings=checked(SMALL))
    assert front.frames()[-1]["moved"] == "start"


def test_a_game_as_it_stands_is_played_on_with_other_data():
    game = small(Streams(0))
    front = Front(game)
    front.say("round")
    front.say("start", settings=checked({**SMALL, "data": "moons"}))
    front.say("round")
    assert front.session.engine.game is game
    assert game.rounds == 2


def test_questions_are_answered_between_rounds():
    front = Front()
    front.say("play")
    tensors, counts = front.session.ask(front.session.engine.game.history.state)
    with pytest.raises(ZeroDivisionError):
        front.session.ask(lambda: 1 / 0)
    front.say("pause")
    front.until(lambda: not threads())
    assert set(counts) <= {name.rsplit(".", 1)[0] for name in tensors}
    assert front.session.ask(lambda: 7) == 7


def test_a_pace_is_kept():
    front = Front()
    front.say("pace", pace=20)
    front.say("play")
    begun = time.monotonic()
    time.sleep(0.5)
    front.say("pause")
    front.until(lambda: not threads())
    assert 1 <= front.session.engine.game.rounds <= 20 * (time.monotonic() - begun) + 4


def test_closing_ends_the_thread_at_once():
    front = Front()
    front.say("play")
    front.session.close()
    assert threads() == []


def test_dropout_is_that_of_an_unbroken_run_and_others_draws_stay_as_they_were():
    def dropping(streams):
        generator = DenseGenerator(2, (2,), (4,), streams=streams)
        judge = torch.nn.Sequential(DenseDiscriminator((2,), (4,), streams=streams), torch.nn.Dropout(0.5))
        return VanillaGAN(generator, judge, streams)

    stepped, whole = Front(dropping), Front(dropping)
    state = torch.get_rng_state()
    for _ in range(4):
        stepped.say("move")
        torch.rand(3)
        torch.set_rng_state(state)
    whole.say("round")
    whole.say("round")
    for mine, theirs in zip(stepped.session.engine.game.parameters(), whole.session.engine.game.parameters(), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=0, atol=0)
    assert torch.equal(torch.get_rng_state(), state)


def test_threads_are_put_back_by_the_last_one_out():
    before = torch.get_num_threads()
    first, second = one_thread(), one_thread()
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert torch.get_num_threads() == 1
    second.__exit__(None, None, None)
    assert torch.get_num_threads() == before
