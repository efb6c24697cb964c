"""Now, and today in the office's own time zone (WIB, WITA or WIT)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC)


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar date of a moment at the office: a message at 23.30 WIB is still of that day."""
    return moment.astimezone(zone).date()
