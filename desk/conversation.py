"""What was said, for the officer's eyes: both sides in order, with identity numbers covered."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.conversations import by_the_assistant, transcript
from bot.reply import Reply
from bot.tables import Inbox, Outbox
from cases.fields import masked
from office.texts import texts

LONG_NUMBER = re.compile(r"(?<!\d)\d(?:[ .\-]?\d){14,17}(?!\d)")
"""About sixteen digits in a row, however they are grouped: an identity or family card number, also when one
digit was left out or typed twice. Telephone numbers are shorter."""


LEAD = timedelta(hours=1)
"""How long filling in a form takes."""


@dataclass(frozen=True)
class Line:
    """One message: ``citizen``, ``assistant`` or ``office`` (written at the desk)."""

    who: str
    at: datetime
    text: str
    delivery: str = ""
    """For what goes out: waiting, taken, sent or dead."""
    inbox_id: int = 0
    outbox_id: int = 0
    """Which stored message it is; 0 for the other kind."""


def cover(text: str) -> str:
    """The text with identity numbers covered but for their end."""
    return LONG_NUMBER.sub(
        lambda found: texts().say("desk.case.covered", end=masked(re.sub(r"\D", "", found[0]))), text
    )


def conversation(session: Session, conversation_id: str | None, covered: bool = True) -> list[Line]:
    """A whole conversation, oldest first."""
    if conversation_id is None:
        return []
    lines = [_line(row) for row in transcript(session, conversation_id)]
    return [replace(line, text=cover(line.text)) for line in lines] if covered else lines


def _line(row: Inbox | Outbox) -> Line:
    if isinstance(row, Inbox):
        return Line("citizen", row.received_at, row.text, inbox_id=row.id)
    who = "assistant" if by_the_assistant(row) else "office"
    words = Reply.model_validate_json(row.reply).text
    return Line(who, row.created_at, words, row.state, outbox_id=row.id)


def beginning(lines: list[Line], details: str, opened_at: datetime) -> int:
    """Where the part of a conversation begins that led to a case filed at ``opened_at``.

    The citizen's message that holds what was asked; when none does, the first one of the hour before.
    What was said earlier is of no concern to who works on the case.
    """
    before = [n for n, line in enumerate(lines) if line.who == "citizen" and line.at <= opened_at]
    asked = cover(details).strip()
    if said := [n for n in before if asked in lines[n].text]:
        return said[-1]
    return next((n for n in before if opened_at - lines[n].at <= LEAD), before[-1] if before else 0)
