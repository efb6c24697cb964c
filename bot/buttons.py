"""Buttons of a messenger: platforms allow few bytes, so a button carries only where its choice is stored."""

from __future__ import annotations

import re

from bot.conversations import find_conversation
from bot.reply import Reply
from bot.tables import Outbox
from office.database import Database

_PLACE = re.compile(r"([0-9]{1,9}):([0-9]{1,2})")


def place(outbox_id: int, number: int) -> str:
    """What the button of a sent message's choice carries."""
    return f"{outbox_id}:{number}"


def pressed(database: Database, channel: str, address: str, data: str) -> str:
    """The words a pressed button says; nothing when it is not one of this conversation's."""
    found = _PLACE.fullmatch(data)
    if found is None:  # a program of the citizen's can send anything
        return ""
    with database.reading() as session:
        row = session.get(Outbox, int(found[1]))
        conversation = find_conversation(session, channel, address)
    if row is None or conversation is None or row.conversation_id != conversation.id:
        return ""
    choices, number = Reply.model_validate_json(row.reply).choices, int(found[2])
    return choices[number].payload if number < len(choices) else ""
