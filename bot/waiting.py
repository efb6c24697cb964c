"""How the threads of the house wait for each other: a bell for work, a place in the waiting room for an answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager

from bot.reply import Turn


class Bell:
    """Wakes who waits. Rung between a look and the wait after it, it is not missed."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.rung = 0
        """Note it before you look, and hand it to ``wait``."""

    def ring(self, one: bool = False) -> None:
        """Wake all who wait, or ``one`` of them: more would only find that there is nothing left to take."""
        with self._changed:
            self.rung += 1
            if one:
                self._changed.notify()
            else:
                self._changed.notify_all()

    def wait(self, since: int, seconds: float) -> None:
        """Until it rings after ``since``, or the time is over."""
        with self._changed:
            self._changed.wait_for(lambda: self.rung != since, seconds)


class Waiting:
    """Requests that wait for their turn: each is handed its own, and nobody else wakes for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[int, list[Future[Turn]]] = {}

    @contextmanager
    def place(self, inbox_id: int) -> Iterator[Future[Turn]]:
        """A place in the waiting room while the block lasts; what is finished meanwhile is handed in here."""
        place: Future[Turn] = Future()
        with self._lock:
            self._places.setdefault(inbox_id, []).append(place)
        try:
            yield place
        finally:
            with self._lock:
                others = [each for each in self._places.pop(inbox_id) if each is not place]
                if others:
                    self._places[inbox_id] = others

    def tell(self, inbox_id: int, finished: Turn) -> None:
        """Hand a turn that is recorded to all who wait for it."""
        with self._lock:
            for place in self._places.get(inbox_id, ()):
                if not place.done():
                    place.set_result(finished)
