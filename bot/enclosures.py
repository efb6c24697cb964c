"""What is inside a file that goes with a reply: read when it is sent, so that nothing lies about meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from bot.reply import Enclosed
from bot.services import Services
from cases.attachments import Attachment
from cases.letters.keeping import letter_for, pdf_of
from cases.letters.kinds import kinds
from cases.tables import Case, CaseEvent

PDF = "application/pdf"


@dataclass(frozen=True)
class Enclosure:
    """A file as a channel sends it."""

    name: str
    media: str
    content: bytes


def enclosure(services: Services, enclosed: Enclosed) -> Enclosure | None:
    """The file; None when what it held was erased meanwhile."""
    if enclosed.letter is not None:
        return _letter(services, enclosed)
    with services.database.reading() as session:
        row = session.scalar(select(Attachment).where(Attachment.name == enclosed.attachment))
        if row is None or row.content is None:
            return None
        return Enclosure(enclosed.title, row.media, row.content)


def _letter(services: Services, enclosed: Enclosed) -> Enclosure | None:
    """A letter as it was written; written now when nobody has asked for it before."""
    with services.database.writing() as session:
        event = session.get_one(CaseEvent, enclosed.event)
        case = session.get_one(Case, event.case_id)
        kind = kinds()[enclosed.letter or ""]
        content = pdf_of(letter_for(session, case, event, kind, services.office))
    return None if content is None else Enclosure(enclosed.title, PDF, content)
