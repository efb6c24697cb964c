"""Cek hoaks: is this message true? Answered within twenty-four clock hours, weekends included (facts E8).

Nobody's identity is asked. The verdict is checked by one officer and approved by another.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases.changes import APPLICANT
from cases.filing import Filing, open_case
from cases.tables import Case
from office.calendar import Calendar
from office.profile import Office
from office.working_days import current_calendar


def file_cek_hoaks(
    session: Session,
    *,
    key: str,
    conversation_id: str | None,
    channel: str,
    claim: str,
    link: str | None,
    received_at: datetime,
    office: Office,
    calendar: Calendar | None = None,
    unit: str | None = None,
    actor: str = APPLICANT,
) -> Case:
    """Open a check of a claim; the same ``key`` again returns the same one."""
    facts = {"channel": channel, "with_link": link is not None}
    content = {"details": claim, "purpose": "", "unit": unit}
    filing = Filing(
        "cek_hoaks", key, conversation_id, channel, received_at, actor, facts, content, {"link": link}
    )
    return open_case(session, filing, None, office, calendar or current_calendar(session))
