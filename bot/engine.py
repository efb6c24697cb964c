"""Client of Rasa, the dialogue engine: one message in, what Rasa and our actions said out.

Rasa saves its tracker once a turn, after all actions of the turn. If we die between that and our own
record, the message comes again; the tracker tells that it was handled, and what was said.
"""

from __future__ import annotations

import json
from typing import Any

import httpx
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError, ProgrammingError

from office.outcome import Outcome
from office.sealed import SealBroken, Sealer

Said = dict[str, Any]
"""The ``custom`` part of one Rasa reply: ``say``, ``with``, ``choices``, ``sources``, ``outcome``."""


class EngineAway(RuntimeError):
    """Rasa does not answer, or its actions failed; the message must be tried again."""


class Engine:
    """Speaks to one Rasa server and reads its tracker store."""

    def __init__(self, url: str, tracker_database: str, sealer: Sealer, timeout: float) -> None:
        self._client = httpx.Client(base_url=url, timeout=timeout)
        self._tracker = create_engine(tracker_database)
        self._sealer = sealer

    def ready(self) -> bool:
        """Whether Rasa is up with a model loaded."""
        try:
            return self._client.get("/webhooks/rest/", timeout=3).status_code == 200
        except httpx.HTTPError:
            return False

    def turn(self, sender: str, message: str, message_id: str) -> list[Said]:
        """Hand a message to Rasa; a message it has handled before is not handed in again."""
        said = self.already_said(sender, message_id)
        if said is not None:
            return said
        body = {"sender": sender, "message": message, "metadata": {"message_id": message_id}}
        try:
            answer = self._client.post("/webhooks/rest/webhook", json=body)
            answer.raise_for_status()
            replies = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise EngineAway(type(error).__name__) from error
        said = [_said(reply) for reply in replies]
        # A turn that failed is answered with an error and not saved (bot/dialogue/loud_failures.py). One that
        # was saved without words is a gap in the rules: trying again would not help, and silence is no answer.
        return said or [{"say": "dialogue.gave_up", "outcome": Outcome.FAILED_ENGINE}]

    def already_said(self, sender: str, message_id: str) -> list[Said] | None:
        """What was said to a message that Rasa has handled before, or ``None``."""
        said: list[Said] = []
        for event in self._latest_events(sender, 400):
            if event.get("event") == "bot":
                said.append(_said({"text": event.get("text"), **(event.get("data") or {})}))
            elif event.get("event") == "user":
                if (event.get("metadata") or {}).get("message_id") == message_id:
                    return said[::-1]
                said = []
        return None

    def open_form(self, sender: str) -> str | None:
        """The form this conversation is in, read from the tracker."""
        for event in self._latest_events(sender, 400):
            if event.get("event") == "active_loop":
                name = event.get("name")
                return str(name) if name else None
        return None

    def start_session(self, sender: str) -> None:
        """Begin a fresh session: old turns no longer slow the new ones down; slots are carried over."""
        try:
            body = {"sender": sender, "message": "/session_start"}
            self._client.post("/webhooks/rest/webhook", json=body).raise_for_status()
        except httpx.HTTPError as error:
            raise EngineAway(type(error).__name__) from error

    def forget(self, sender: str) -> None:
        """Erase a conversation's tracker; Rasa has no call for it."""
        with self._tracker.begin() as connection:
            connection.execute(text("DELETE FROM events WHERE sender_id = :sender"), {"sender": sender})

    def _latest_events(self, sender: str, most: int) -> list[dict[str, Any]]:
        query = text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id DESC LIMIT :most")
        try:
            with self._tracker.connect() as connection:
                rows = connection.execute(query, {"sender": sender, "most": most}).scalars().all()
        except (OperationalError, ProgrammingError):  # Rasa makes the table at its first start
            return []
        return [event for row in rows if (event := self._open(row, sender)) is not None]

    def _open(self, row: str, sender: str) -> dict[str, Any] | None:
        try:
            event: dict[str, Any] = json.loads(self._sealer.open(row, sender))
        except (SealBroken, ValueError):
            return None
        return event


def _said(reply: dict[str, Any]) -> Said:
    custom = reply.get("custom")
    if isinstance(custom, dict):
        return custom
    return {"text": reply.get("text") or ""}
