"""Now, and today in the office's own time zone (WIB, WITA or WIT)."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

AHEAD = timedelta(seconds=float(os.environ.get("TANYA_CLOCK_AHEAD", "0")))
"""How far this process is ahead of the machine's clock: for trying what happens in thirty days."""


def now() -> datetime:
    """The present moment in UTC."""
    return datetime.now(UTC) + AHEAD


def local_date(moment: datetime, zone: ZoneInfo) -> date:
    """The calendar date of a moment at the office: a message at 23.30 WIB is still of that day."""
    return moment.astimezone(zone).date()
