"""What a citizen thinks of the answer, one to five: an event, so that SP4N-LAPOR! figures can be counted from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases.changes import APPLICANT, Refused
from cases.lookup import history
from cases.moves import record
from cases.tables import Case, CaseEvent
from office.profile import Office

LEAST, MOST = 1, 5
EVENT = "penilaian"


KINDS = ("pengaduan", "aspirasi")
"""What SP4N-LAPOR! has rated."""


def may_rate(case: Case) -> bool:
    """Only an answer to a complaint or a proposal can be rated."""
    return case.kind in KINDS and case.answered_on is not None


def rate(session: Session, case: Case, stars: int, at: datetime, office: Office) -> CaseEvent:
    """Keep a rating; a later one takes its place. Raises :class:`Refused` when nothing was answered yet."""
    if not may_rate(case) or not LEAST <= stars <= MOST:
        raise Refused("refused.rating", least=LEAST, most=MOST)
    return record(session, case, EVENT, APPLICANT, at, office, {"stars": stars})


def rating_of(session: Session, case: Case) -> int | None:
    """The rating that holds."""
    given = [event.data["stars"] for event in history(session, case.id) if event.kind == EVENT]
    return given[-1] if given else None
