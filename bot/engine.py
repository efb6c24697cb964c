"""Client of Rasa, the dialogue engine: one message in, what Rasa and our actions said out.

Rasa saves its tracker once a turn, after all actions of the turn. If we die between that and our own
record, the message comes again; the tracker tells that it was handled, and what was said.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, column, create_engine, delete, inspect, select, table
from sqlalchemy.exc import DBAPIError
from urllib3 import BaseHTTPResponse, PoolManager
from urllib3.exceptions import HTTPError

from office.outcome import Outcome
from office.sealed import SealBroken, Sealer

CONNECTIONS = 8
"""Kept open to Rasa: a few more than there are threads that speak to it."""
Said = dict[str, Any]
"""The ``custom`` part of one Rasa reply: ``say``, ``with``, ``choices``, ``sources``, ``outcome``."""
_EVENTS = table(
    "events", column("id"), column("sender_id"), column("type_name"), column("timestamp"), column("data")
)
"""Rasa's own table (bot/dialogue/encrypted_tracker_store.py)."""


class EngineAway(RuntimeError):
    """Rasa does not answer, whatever the message; it waits until Rasa is back."""


class TurnFailed(RuntimeError):
    """Rasa or an action failed on this very message and kept nothing of it; some tries, then no more."""


class Engine:
    """Speaks to one Rasa server and reads its tracker store."""

    def __init__(self, url: str, tracker_database: str, sealer: Sealer, timeout: float) -> None:
        # Never again by itself: Rasa may have handled what it did not answer.
        self._http = PoolManager(maxsize=CONNECTIONS, timeout=timeout, retries=False)
        self._url = url.rstrip("/")
        self._tracker = create_engine(tracker_database, pool_pre_ping=True, hide_parameters=True)
        self._sealer = sealer

    def ready(self) -> bool:
        """Whether Rasa is up with a model loaded."""
        try:
            return self._http.request("GET", f"{self._url}/webhooks/rest/", timeout=3).status == 200
        except HTTPError:
            return False

    def turn(
        self,
        sender: str,
        message: str,
        message_id: str,
        about: dict[str, str] | None = None,
        fresh: bool = False,
    ) -> list[Said]:
        """Hand a message to Rasa with what actions must know ``about`` it; never one it has handled before.

        ``fresh``: nobody has ever had it in hand, so that Rasa cannot know it.
        """
        said = None if fresh else self.already_said(sender, message_id)
        if said is None:
            metadata = {"message_id": message_id, **(about or {})}
            replies = self._hand_in({"sender": sender, "message": message, "metadata": metadata})
            said = [_said(reply) for reply in replies]
        # A turn that failed is answered with an error and not saved (bot/dialogue/loud_failures.py). One that
        # was saved without words is a gap in the rules: trying again would not help, and silence is no answer.
        return said or [{"say": "dialogue.gave_up", "outcome": Outcome.FAILED_ENGINE}]

    def understand(self, messages: list[dict[str, Any]], token: str) -> list[dict[str, Any]]:
        """What Rasa makes of messages, each with the form question it follows; nothing is remembered."""
        headers = {"X-Tanya-Token": token}
        answer = self._ask("/webhooks/rest/understand", {"messages": messages}, headers)
        judged: list[dict[str, Any]] = _content(answer)
        return judged

    def already_said(self, sender: str, message_id: str) -> list[Said] | None:
        """What was said to a message that Rasa has handled before, or ``None``."""
        said: list[Said] = []
        for event in self._latest_events(sender, ("user", "bot"), 100):
            if event.get("event") == "bot":
                said.append(_said({"text": event.get("text"), **(event.get("data") or {})}))
            elif event.get("event") == "user":
                if (event.get("metadata") or {}).get("message_id") == message_id:
                    return said[::-1]
                said = []
        return None

    def open_form(self, sender: str) -> str | None:
        """The form this conversation is in, read from the tracker."""
        # A fresh session, too, closes what was open before it.
        for event in self._latest_events(sender, ("active_loop", "session_started", "restart"), 1):
            return str(event["name"]) if event.get("name") else None
        return None

    def slot(self, sender: str, name: str) -> Any:
        """The latest value of a slot, read from the tracker; none when it is not among the latest."""
        latest = self._latest_events(sender, ("slot",), 300)
        return next((event.get("value") for event in latest if event.get("name") == name), None)

    def start_session(self, sender: str) -> None:
        """Begin a fresh session: old turns no longer slow the new ones down; slots are carried over."""
        self._hand_in({"sender": sender, "message": "/session_start"})

    def forget(self, sender: str) -> None:
        """Erase a conversation's tracker; Rasa has no call for it."""
        self._erase(_EVENTS.c.sender_id == sender)

    def forget_before(self, moment: datetime) -> None:
        """Erase every turn older than ``moment``, whose ever; a form left open then is closed."""
        self._erase(_EVENTS.c.timestamp < moment.timestamp())

    def _erase(self, which: ColumnElement[bool]) -> None:
        try:
            with self._tracker.begin() as connection:
                connection.execute(delete(_EVENTS).where(which))
        except DBAPIError:
            if not self._without_table():
                raise

    def _hand_in(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._ask("/webhooks/rest/webhook", body)
        if answer.status == 503:
            failed = _refusal(answer)
            if failed and failed != ["no model"]:
                raise TurnFailed(", ".join(map(str, failed)))
        replies: list[dict[str, Any]] = _content(answer)
        return replies

    def _ask(
        self, door: str, body: dict[str, Any], headers: dict[str, str] | None = None
    ) -> BaseHTTPResponse:
        try:
            return self._http.request("POST", f"{self._url}{door}", json=body, headers=headers)
        except HTTPError as error:
            raise EngineAway(type(error).__name__) from error

    def _latest_events(self, sender: str, kinds: tuple[str, ...], most: int) -> list[dict[str, Any]]:
        query = (
            select(_EVENTS.c.data)
            .where(_EVENTS.c.sender_id == sender, _EVENTS.c.type_name.in_(kinds))
            .order_by(_EVENTS.c.id.desc())
            .limit(most)
        )
        try:
            with self._tracker.connect() as connection:
                rows = connection.execute(query).scalars().all()
        except DBAPIError as error:
            if self._without_table():  # Rasa makes it at its first start
                return []
            # Not to know what Rasa has handled, and to hand it in all the same, would count it twice.
            raise EngineAway(type(error).__name__) from error
        return [event for row in rows if (event := self._open(row, sender)) is not None]

    def _without_table(self) -> bool:
        try:
            return not inspect(self._tracker).has_table(_EVENTS.name)
        except DBAPIError:
            return False

    def _open(self, row: str, sender: str) -> dict[str, Any] | None:
        try:
            event: dict[str, Any] = json.loads(self._sealer.open(row, sender))
        except (SealBroken, ValueError):
            return None
        return event


def _content(answer: BaseHTTPResponse) -> Any:
    if answer.status != 200:
        raise EngineAway(f"status {answer.status}")
    try:
        return answer.json()
    except ValueError as error:
        raise EngineAway(type(error).__name__) from error


def _refusal(answer: BaseHTTPResponse) -> Any:
    """What Rasa says has failed; nothing when it was not Rasa that answered."""
    try:
        said = answer.json()
    except ValueError:
        return None
    return said.get("failed") if isinstance(said, dict) else None


def _said(reply: dict[str, Any]) -> Said:
    custom = reply.get("custom")
    if isinstance(custom, dict):
        return custom
    return {"text": reply.get("text") or ""}
