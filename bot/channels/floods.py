"""Flood limits of a platform: how long it asked us to wait, in one chat or in all of them."""

from __future__ import annotations

import threading
import time


class Floods:
    """Remembers what a platform said. It does not say whether it means the chat or all we send.

    The first word is taken for the chat: one citizen who writes without pause must not make the others wait.
    When another chat is refused while it still holds, it is meant for all.
    """

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._all = 0.0
        self._lock = threading.Lock()

    def told(self, chat: str, seconds: float) -> None:
        """The platform refused a message to ``chat`` and asked for ``seconds`` of rest."""
        moment = time.monotonic()
        with self._lock:
            self._until = {name: until for name, until in self._until.items() if until > moment}
            if self._until.keys() - {chat}:
                self._all = max(self._all, moment + seconds)
            self._until[chat] = moment + seconds

    def wait(self, chat: str) -> float:
        """Seconds until something may be sent to ``chat``; 0 when at once."""
        with self._lock:
            return max(0.0, max(self._until.get(chat, 0.0), self._all) - time.monotonic())
