"""How urgent a case is, in one word for the colour and one for the reader."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.states import machine
from cases.status import due_at, working_days_left
from cases.tables import Case
from office.calendar import Calendar
from office.clock import now
from office.texts import texts

SOON = 3
"""Working days: from H-3 on a case is pressing."""
PRESSING = 3
"""Hours: the last three of a limit in hours are as pressing as the last day."""


@dataclass(frozen=True)
class ClockFace:
    """``late``, ``soon``, ``fine`` or ``calm`` (nothing to do), and the words for it."""

    tone: str
    words: str


def clock_face(case: Case, today: date, calendar: Calendar) -> ClockFace:
    """Never colour alone: the words say the same."""
    say = texts().say
    phase = machine(case.kind).states[case.state].phase
    if phase == "closed":
        return ClockFace("calm", say("desk.clock.closed"))
    moment = due_at(case)
    if moment is not None:
        return _hours(moment, now())
    left = working_days_left(case, today, calendar)
    if today > case.due_on:
        words = say("desk.clock.late", days=-left) if left else say("desk.clock.just_late")
        return ClockFace("late", words)
    if today == case.due_on:
        return ClockFace("late", say("desk.clock.today"))
    words = say("desk.clock.left", days=left)
    if phase == "waiting":
        return ClockFace("calm", words)
    return ClockFace("soon" if left <= SOON else "fine", words)


def _hours(due: datetime, at: datetime) -> ClockFace:
    """A limit in hours; the begun hour counts."""
    left = -(-(due - at) // timedelta(hours=1))
    if left <= 0:
        return ClockFace("late", texts().say("desk.clock.just_late"))
    return ClockFace("late" if left <= PRESSING else "soon", texts().say("desk.clock.hours", hours=left))


@dataclass(frozen=True)
class Band:
    """A part of the queue by urgency."""

    name: str
    due_from: date | None
    due_until: date | None


def bands(today: date, calendar: Calendar) -> list[Band]:
    """Overdue; due today or within three working days; later."""
    soon_until = calendar.nth_working_day(today, SOON)[0]
    day = timedelta(days=1)
    return [
        Band("terlambat", None, today - day),
        Band("segera", today, soon_until),
        Band("longgar", soon_until + day, None),
    ]
