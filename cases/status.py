"""How a case stands, in words for the citizen; without anything that says who asked what."""

from __future__ import annotations

from datetime import date

from cases.states import machine
from cases.tables import Case
from cases.texts import long_date, say
from office.calendar import Calendar, read_calendar


def status_words(case: Case) -> str:
    """One or two sentences: the number, where the case is, and by when it is answered."""
    received, due = long_date(case.received_on), long_date(case.due_on)
    answered = long_date(case.answered_on) if case.answered_on else ""
    words = say(
        f"status.{case.kind}.{case.state}", number=case.number, received=received, due=due, answered=answered
    )
    if case.extended_on and machine(case.kind).states[case.state].phase == "open":
        words = f"{words} {say('status.extended')}"
    return words


def receipt_words(case: Case) -> str:
    """What the applicant is told at filing (Perki 1/2021 annex VI): number, limit, and the rights."""
    return say(
        "receipt", number=case.number, received=long_date(case.received_on), due=long_date(case.due_on)
    )


def progress(case: Case, today: date, calendar: Calendar | None = None) -> str:
    """Where the clock stands: ``Hari ini hari kerja ke-3 dari 10.``, or when the answer was given."""
    if case.answered_on:
        return say("progress.answered", answered=long_date(case.answered_on))
    if not machine(case.kind).is_open(case.state):
        return say("progress.closed")
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


def working_days_left(case: Case, today: date, calendar: Calendar | None = None) -> int:
    """Working days to the due date, worked out when looked at; 0 is today, negative when it has passed."""
    return (calendar or read_calendar()).working_days_between(today, case.due_on)
