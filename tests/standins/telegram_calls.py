"""The other way Telegram hands out updates: it calls the bot's webhook, again and again until it hears 200."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from queue import Queue
from typing import Any

import httpx


@dataclass
class Webhook:
    """Where a bot wants to be called, as it said with setWebhook. One update after the other, as for one chat."""

    url: str
    secret: str
    wanted: list[str]
    answers: list[int] = field(default_factory=list)
    """Statuses of all calls, oldest first."""

    def __post_init__(self) -> None:
        self._updates: Queue[dict[str, Any] | None] = Queue()
        threading.Thread(target=self._deliver, daemon=True).start()

    def bring(self, update: dict[str, Any]) -> None:
        """Deliver an update, as soon as those before it are taken."""
        self._updates.put(update)

    def call(self, content: Any, secret: str | None = None, **headers: str) -> httpx.Response:
        """One call, with another secret when one is given; ``content`` is JSON data or raw bytes."""
        told = {"x-telegram-bot-api-secret-token": self.secret if secret is None else secret} | headers
        sent: dict[str, Any] = {"content": content} if isinstance(content, bytes) else {"json": content}
        return httpx.post(self.url, headers={k: v for k, v in told.items() if v}, timeout=30, **sent)

    def close(self) -> None:
        self._updates.put(None)

    def _deliver(self) -> None:
        while (update := self._updates.get()) is not None:
            if not self.wanted or (self.wanted and set(self.wanted) & update.keys()):
                while not self._taken(update):
                    time.sleep(0.05)

    def _taken(self, update: dict[str, Any]) -> bool:
        try:
            self.answers.append(self.call(update).status_code)
        except httpx.HTTPError:
            self.answers.append(0)
        return self.answers[-1] == 200
