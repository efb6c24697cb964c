"""When the office is open to talk: its weekly hours, less holidays and shared leave, in its own time zone."""

from __future__ import annotations

from datetime import datetime, timedelta

from office.calendar import Calendar
from office.profile import Office

FURTHEST = 30
"""Days within which an office opens again, or tells no day."""


def is_open(office: Office, calendar: Calendar, moment: datetime) -> bool:
    """Whether somebody is there now. An office that names no hours offers no conversation."""
    local = moment.astimezone(office.zone)
    if not office.opening or calendar.closed(local.date()) is not None:
        return False
    return any(first <= local.time() < last for first, last in office.opening[local.weekday()])


def next_opening(office: Office, calendar: Calendar, moment: datetime) -> datetime | None:
    """The next moment the office opens, in its own time; ``None`` when it names no hours."""
    local = moment.astimezone(office.zone)
    if not office.opening:
        return None
    for ahead in range(FURTHEST):
        day = local.date() + timedelta(days=ahead)
        if calendar.closed(day) is not None:
            continue
        for first, _last in office.opening[day.weekday()]:
            opens = datetime.combine(day, first, office.zone)
            if opens > local:
                return opens
    return None
