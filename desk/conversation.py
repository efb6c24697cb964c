"""What was said, for the officer's eyes: both sides in order, with identity numbers covered."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot.conversations import transcript
from bot.reply import Reply
from bot.tables import Inbox
from cases.fields import masked
from office.texts import texts

LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){14,17}(?!\d)")
"""About sixteen digits in a row, however they are grouped: an identity or family card number, also when one
digit was left out or typed twice. Telephone numbers are shorter."""


@dataclass(frozen=True)
class Line:
    """One message: ``citizen``, ``assistant`` or ``office`` (written at the desk)."""

    who: str
    at: datetime
    text: str
    delivery: str = ""
    """For what goes out: waiting, taken, sent or dead."""


def cover(text: str) -> str:
    """The text with identity numbers covered but for their end."""
    return LONG_NUMBER.sub(
        lambda found: texts().say("desk.case.covered", end=masked(re.sub(r"\D", "", found[0]))), text
    )


def conversation(session: Session, conversation_id: str | None, covered: bool = True) -> list[Line]:
    """The transcript of a case's conversation, oldest first."""
    if conversation_id is None:
        return []
    lines = []
    for row in transcript(session, conversation_id):
        if isinstance(row, Inbox):
            line = Line("citizen", row.received_at, row.text)
        else:
            who = "office" if row.key.startswith("case:") else "assistant"
            line = Line(who, row.created_at, Reply.model_validate_json(row.reply).text, row.state)
        lines.append(Line(line.who, line.at, cover(line.text), line.delivery) if covered else line)
    return lines
