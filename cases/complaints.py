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


def file_pengaduan(
    session: Session,
    *,
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
    """Open a complaint; the same ``key`` again returns the same one.

    Without a ``complainant`` nothing about the person is kept. ``unit``: where it goes, once known.
    """
    filing = _filing("pengaduan", key, conversation_id, channel, complaint, received_at, actor, helped, unit)
    return open_case(session, filing, complainant, office, calendar or current_calendar(session))


def file_aspirasi(
    session: Session,
    *,
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
    """Open a proposal; as :func:`file_pengaduan`."""
    filing = _filing("aspirasi", key, conversation_id, channel, complaint, received_at, actor, helped, unit)
    return open_case(session, filing, complainant, office, calendar or current_calendar(session))


def _filing(
    kind: str,
    key: str,
    conversation_id: str | None,
    channel: str,
    complaint: Complaint,
    received_at: datetime,
    actor: str,
    helped: bool,
    unit: str | None,
) -> Filing:
    choices = {"anonymous": complaint.anonymous, "confidential": complaint.confidential}
    facts = {"channel": channel, "helped": helped, **choices}
    content = {"details": complaint.details, "purpose": "", "unit": unit, **choices}
    lines = {name: getattr(complaint, name) for name in LINES}
    return Filing(kind, key, conversation_id, channel, received_at, actor, facts, content, lines)
