"""Pengaduan and aspirasi, on the track of SP4N-LAPOR! (Perpres 76/2013, UU 25/2009 art. 42-50).

No identity number is asked. *Anonim* keeps who complains from the unit complained about, *rahasia* keeps
the content from the public: two separate choices.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from cases.changes import APPLICANT
from cases.filing import Applicant, Filing, open_case
from cases.tables import Case
from office.calendar import Calendar
from office.profile import Office
from office.working_days import current_calendar

LINES = ("place", "happened", "reported")


@dataclass(frozen=True)
class Complaint:
    """What a complaint or a proposal says, in the citizen's own words."""

    details: str
    place: str | None = None
    happened: str | None = None
    """When it happened."""
    reported: str | None = None
    """The unit or service it is about."""
    anonymous: bool = False
    confidential: bool = False


def file_complaint(
    session: Session,
    *,
    kind: str = "pengaduan",
    key: str,
    conversation_id: str | None,
    channel: str,
    complaint: Complaint,
    complainant: Applicant | None,
    received_at: datetime,
    office: Office,
    calendar: Calendar | None = None,
    unit: str | None = None,
    actor: str = APPLICANT,
    helped: bool = False,
) -> Case:
    """Open a complaint, or with ``kind`` ``aspirasi`` a proposal; the same ``key`` again returns the same one.

    Without a ``complainant`` nothing about the person is kept. ``unit``: where it goes, once known.
    """
    choices = {"anonymous": complaint.anonymous, "confidential": complaint.confidential}
    facts = {"channel": channel, "helped": helped, **choices}
    content = {"details": complaint.details, "purpose": "", "unit": unit, **choices}
    lines = {name: getattr(complaint, name) for name in LINES}
    filing = Filing(kind, key, conversation_id, channel, received_at, actor, facts, content, lines)
    return open_case(session, filing, complainant, office, calendar or current_calendar(session))
