"""How a case stands, in words for the citizen; without anything that says who asked what."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from cases.deadlines import from_json
from cases.states import machine
from cases.tables import Case
from cases.texts import long_date, long_moment, say
from office.calendar import Calendar, read_calendar
from office.clock import now

SATURDAY = 5


def due_at(case: Case) -> datetime | None:
    """The moment a limit in hours ends, in the office's zone; None for limits in days."""
    return next((from_json(raw).due_at for raw in case.deadlines if raw["main"]), None)


def due_words(case: Case) -> str:
    """The day, or for limits in hours the moment, by which the office must have answered."""
    moment = due_at(case)
    return long_moment(moment) if moment else long_date(case.due_on)


def due_reason(case: Case) -> str:
    """Why it is that day: the limit with its law, and the holidays that were not counted; empty when not known."""
    found = [from_json(raw) for raw in case.deadlines if raw["due"] == case.due_on.isoformat()]
    if not found:
        return ""
    kept = max(found, key=lambda deadline: deadline.main)
    start = long_date(kept.starts_on)
    words = say("deadline.rule", limit=kept.limit, unit=kept.unit, start=start, rule=kept.rule)
    holidays = [
        f"{day.reason} ({long_date(day.date)})" for day in kept.skipped if day.date.weekday() < SATURDAY
    ]
    return f"{words} {say('deadline.holidays', days='; '.join(holidays))}" if holidays else words


def status_words(case: Case) -> str:
    """One or two sentences: the number, where the case is, and by when it is answered."""
    answered = long_date(case.answered_on) if case.answered_on else ""
    words = say(
        f"status.{case.kind}.{case.state}",
        number=case.number,
        received=long_date(case.received_on),
        due=due_words(case),
        answered=answered,
    )
    if case.extended_on and machine(case.kind).states[case.state].phase == "open":
        words = f"{words} {say('status.extended')}"
    return words


def receipt_words(case: Case) -> str:
    """What the applicant is told at filing (Perki 1/2021 annex VI): number, limit, and the rights."""
    words = [
        say(
            f"receipt.{case.kind}",
            number=case.number,
            received=long_date(case.received_on),
            due=due_words(case),
        )
    ]
    for choice in ("anonymous", "confidential"):
        if getattr(case, choice):
            words.append(say(f"receipt.{choice}"))
    return " ".join(words)


def progress(case: Case, today: date, calendar: Calendar | None = None, at: datetime | None = None) -> str:
    """Where the clock stands: ``Hari ini hari kerja ke-3 dari 10.``, or when the answer was given.

    ``at``: the present moment, for limits in hours.
    """
    if case.answered_on:
        return say("progress.answered", answered=long_date(case.answered_on))
    if not machine(case.kind).is_open(case.state):
        return say("progress.closed")
    moment = due_at(case)
    if moment is not None:
        return _hours_left(moment, at or now())
    days = calendar or read_calendar()
    limit = days.working_days_between(case.received_on, case.due_on)
    gone = days.working_days_between(case.received_on, min(today, case.due_on))
    if today > case.due_on:
        late = days.working_days_between(case.due_on, today)
        return say(
            "progress.overdue" if late else "progress.just_late", late=late, due=long_date(case.due_on)
        )
    if gone < 1:
        return say("progress.starting", limit=limit)
    return say("progress.running", gone=gone, limit=limit)


def _hours_left(due: datetime, at: datetime) -> str:
    """Whole hours, the begun one counted: a limit is never shown as longer past than it is."""
    left = due - at
    if left <= timedelta(0):
        return say("progress.hours_late", due=long_moment(due))
    return say("progress.hours", left=-(-left // timedelta(hours=1)), due=long_moment(due))


def working_days_left(case: Case, today: date, calendar: Calendar | None = None) -> int:
    """Working days to the due date, worked out when looked at; 0 is today, negative when it has passed."""
    return (calendar or read_calendar()).working_days_between(today, case.due_on)
