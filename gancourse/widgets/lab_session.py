"""The torch engine at work: messages of the page come in, frames go out, and a thread plays while the page looks on."""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from queue import SimpleQueue
from typing import Any, TypeVar

from gancourse.game import Game
from gancourse.widgets.lab_engine import Engine, Source
from gancourse.widgets.lab_settings import checked
from gancourse.widgets.threads import one_thread

FRAME = 0.015  # seconds between two frames, at least
AHEAD = 6  # frames that may be on their way: beside a game at play an answer takes 50 to 150 ms
PATIENCE = 10.0  # seconds that a frame may stay unanswered before the thread ends: the page is gone, or busy
Send = Callable[[dict[str, Any], list[bytes]], None]
Answer = TypeVar("Answer")


class Session:
    """One engine, driven by the messages of js/lab_host.js.

    While it plays, a thread owns the engine, and messages wait for the end of a round; at rest there is no thread. At most
    six frames are on their way to the page, which answers several together. Where it leaves a frame unanswered for ten
    seconds, the thread ends; an answer that comes later starts a new one.

    Args:
        source: what makes the game.
        send: sends a message and its buffers to the page.
    """

    def __init__(self, source: Source, send: Send):
        self.source, self.send = source, send
        self.engine: Engine | None = None
        self.playing = False
        self.waiting = 0  # frames on their way
        self.pace = self.due = 0.0
        self.thread: threading.Thread | None = None
        self._gate = threading.RLock()
        self._line: SimpleQueue[Callable[[], None]] = SimpleQueue()  # of what messages ask for while the thread plays
        self._sent = self._heard = 0.0

    def receive(self, message: Mapping[str, Any]) -> None:
        """A message of the page."""
        act = getattr(self, f"_do_{message.get('do')}", None)
        if act is not None:
            self._in_turn(lambda: self._guarded(lambda: act(message)))

    def ask(self, question: Callable[[], Answer]) -> Answer:
        """The answer to a question about the engine, asked when no move is being made."""
        answered: Future[Answer] = Future()

        def answer() -> None:
            try:
                answered.set_result(question())
            except Exception as error:
                answered.set_exception(error)

        self._in_turn(answer)
        return answered.result(60)

    def close(self) -> None:
        """End the thread, and wait for it."""
        self.playing = False
        thread = self.thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(PATIENCE)

    def _in_turn(self, act: Callable[[], None]) -> None:
        with self._gate:
            if self.thread is None or self.thread is threading.current_thread():
                with one_thread():
                    act()
            else:
                self._line.put(act)

    def _guarded(self, act: Callable[[], None]) -> None:
        """What goes wrong, a student's own mistake most of all, is a sentence in the page."""
        try:
            act()
        except Exception as error:
            self.playing = False
            name = "" if isinstance(error, FloatingPointError | ValueError) else f"{type(error).__name__}: "
            sentence = str(error.args[0]) if isinstance(error, KeyError) and error.args else str(error)
            self.send({"kind": "stopped", "why": "failed", "sentence": name + sentence}, [])

    # What each message does.

    def _do_start(self, message: Mapping[str, Any]) -> None:
        self.playing = False
        kept: Game | None = self.engine.game if self.engine and not self.source.again else None
        self.engine = None
        self.engine = Engine(self.source, checked(message["settings"]), kept)
        self._frame("start", fresh=True)

    def _do_play(self, message: Mapping[str, Any]) -> None:
        self.playing, self.due = self.engine is not None, time.monotonic()
        if self.playing and self.thread is None:
            self.thread = threading.Thread(target=self._play, name="gan lab", daemon=True)
            self.thread.start()

    def _do_pause(self, message: Mapping[str, Any]) -> None:
        if self.playing:
            self.playing = False
            self._frame("paused", fresh=True)
            self.send({"kind": "stopped", "why": "paused", "sentence": ""}, [])

    def _do_move(self, message: Mapping[str, Any]) -> None:
        if self.engine is not None:
            self._frame(self.engine.move(), fresh=True)

    def _do_round(self, message: Mapping[str, Any]) -> None:
        if self.engine is not None:
            self.engine.round()
            self._frame("round", fresh=True)

    def _do_pace(self, message: Mapping[str, Any]) -> None:
        self.pace, self.due = float(message["pace"]), time.monotonic()

    def _do_drawn(self, message: Mapping[str, Any]) -> None:
        self.waiting, self._heard = max(0, self.waiting - int(message.get("frames", 1))), time.monotonic()
        if self.playing and self.thread is None:  # the thread had lost patience
            self._do_play(message)

    def _do_dispose(self, message: Mapping[str, Any]) -> None:
        self.playing = False

    # The thread.

    def _play(self) -> None:
        with one_thread():
            while True:
                self._serve()
                if self.playing and not self._alone():
                    self._guarded(self._step)
                    continue
                with self._gate:  # nobody gets in line meanwhile
                    if self._line.empty():
                        self.thread = None
                        return

    def _serve(self) -> None:
        """Do what messages asked for meanwhile."""
        while not self._line.empty():
            self._line.get()()

    def _alone(self) -> bool:
        """Whether the page has left a frame unanswered for long."""
        return self.waiting > 0 and time.monotonic() - self._heard > PATIENCE

    def _step(self) -> None:
        """A round, and a frame if it is time."""
        engine, now = self.engine, time.monotonic()
        if engine is None or (self.pace and now < self.due):
            time.sleep(min(0.01, max(0.0, self.due - now)))
            return
        self.due = max(self.due, now - 0.1) + (1 / self.pace if self.pace else 0.0)
        engine.round()
        stop = engine.settings["stop"]
        if stop and engine.game.rounds == stop:
            self.playing = False
            self._frame("round", fresh=True)
            self.send({"kind": "stopped", "why": "reached", "sentence": f"stopped at round {stop}, as set"}, [])
        elif self.waiting < AHEAD and now - self._sent >= FRAME:
            self._frame("round")

    def _frame(self, moved: str, fresh: bool = False) -> None:
        if self.engine is None:
            return
        numbers, arrays = self.engine.snapshot(moved, fresh)
        self._sent = time.monotonic()
        self._heard = self._heard if self.waiting else self._sent  # patience begins with the first frame on its way
        self.waiting += 1
        self.send({"kind": "frame", "frame": numbers}, arrays)
