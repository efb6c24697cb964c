"""The Telegram door as an application opens it: may be stopped and started again, as a process is."""

from __future__ import annotations

import socket
import threading

import pytest
import uvicorn
from fastapi import FastAPI
from sqlalchemy.exc import OperationalError

from bot import inbox, outbox
from bot.channels.telegram import TelegramDoor
from bot.channels.telegram_updates import CHANNEL
from bot.channels.telegram_webhook import router
from bot.conversations import conversation_for
from bot.reply import Reply
from bot.workers import Workers
from tests.bot.house import Messages, known, until
from tests.standins.telegram import TOKEN, Telegram


def told(platform: Telegram, receive: str = "polling") -> dict[str, object]:
    """What the office enters to be served by this platform."""
    return {"token": TOKEN, "api_base": platform.address, "poll_seconds": 1, "receive": receive}


def texts(platform: Telegram, chat: int) -> list[str]:
    """What has reached a citizen, in order."""
    return [message["text"] for message in platform.messages(chat)]


def database_away(monkeypatch: pytest.MonkeyPatch, times: int) -> list[int]:
    """So many times nothing can be stored; gives what is left of them."""
    store, away = inbox.store, [1] * times

    def failing(*arguments: object) -> object:
        if away:
            away.pop()
            raise OperationalError("statement", {}, Exception("disk I/O error"))
        return store(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(inbox, "store", failing)
    return away


class Door:
    """Door and hands over the messages of a test. Citizens 5 and 6 have been here before."""

    def __init__(self, messages: Messages) -> None:
        self.messages = messages
        known(messages.database, CHANNEL, "5", "6")
        self.start()

    def open(self) -> TelegramDoor:
        return TelegramDoor(self.messages.services)

    def start(self) -> None:
        self.door = self.open()
        self.workers = Workers(self.messages.services, {CHANNEL: self.door.send})
        self.workers.start()
        self.door.start(self.workers)

    def stop(self) -> None:
        self.workers.stop()
        self.door.stop()

    def news(self, chat: int, reply: Reply, key: str = "news") -> None:
        with self.messages.database.writing() as session:
            conversation = conversation_for(session, CHANNEL, str(chat))
            outbox.enqueue(session, conversation.id, [reply], key)
        self.workers.wake()

    def states(self) -> list[tuple[str, str | None]]:
        return [(row.state, row.error) for row in self.messages.outbox()]


class CalledDoor(Door):
    """The same with its webhook served over real HTTP, where the settings say so."""

    def __init__(self, messages: Messages, listening: socket.socket) -> None:
        self.listening = listening
        super().__init__(messages)

    def start(self) -> None:
        super().start()
        app = FastAPI()
        app.include_router(router(self.door))
        self.server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        self.thread = threading.Thread(target=self.server.run, args=([self.listening],), daemon=True)
        self.thread.start()
        until(lambda: self.server.started)

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(timeout=10)
        super().stop()
