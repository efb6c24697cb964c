"""The shape all actions share. A mixin, since Rasa's SDK makes an instance of every subclass of its Action."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.speech import Said
from actions.tools import Tools

Event = dict[str, Any]
FILES = "action_kirim"
"""The action after which a form has been sent."""


class Spoken:
    """What one action led to: replies for the citizen, events for Rasa's tracker."""

    def __init__(self, *said: Said, events: list[Event] | None = None) -> None:
        self.said = list(said)
        self.events = events or []


class TanyaAction:
    """Runs ``decide`` in a thread: databases and the index would hold up every other conversation."""

    action_name = ""

    def __init__(self, tools: Tools) -> None:
        self.tools = tools

    def name(self) -> str:
        return self.action_name

    def decide(self, tracker: Tracker) -> Spoken:
        raise NotImplementedError

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Event]:
        spoken = await asyncio.to_thread(self.decide, tracker)
        easy = {"easy": True} if tracker.get_slot("mudah") else {}
        for said in spoken.said:
            dispatcher.utter_message(json_message=easy | said)
        return spoken.events


def latest_text(tracker: Tracker) -> str:
    """The citizen's words of this turn."""
    return str(tracker.latest_message.get("text") or "")


def latest_intent(tracker: Tracker) -> str:
    return str((tracker.latest_message.get("intent") or {}).get("name") or "")


def latest_metadata(tracker: Tracker) -> Event:
    """What the application said about this turn's message (``bot.turn.act``)."""
    messages = _messages(tracker)
    return (messages[-1].get("metadata") or {}) if messages else {}


def pause_before(tracker: Tracker) -> timedelta:
    """How long the citizen was away before this message; by the office's clock."""
    moments = [
        datetime.fromisoformat(received)
        for message in _messages(tracker)[-2:]
        if (received := (message.get("metadata") or {}).get("received_at"))
    ]
    return moments[1] - moments[0] if len(moments) == 2 else timedelta(0)


def questions_before(tracker: Tracker, most: int = 3) -> list[str]:
    """The citizen's last questions before this message, oldest first: a follow-up leans on them.

    What was asked before a form was sent belongs to that form.
    """
    asked: list[str] = []
    last = _messages(tracker)[-1:]
    for event in tracker.events:
        if event in last:
            break
        if event.get("event") == "action" and event.get("name") == FILES:
            asked = []
        elif ((event.get("parse_data") or {}).get("intent") or {}).get("name") in ("tanya", "minta"):
            asked.append(str(event.get("text") or ""))
    return asked[-most:]


def _messages(tracker: Tracker) -> list[Event]:
    return [event for event in tracker.events if event.get("event") == "user"]
