"""Where the citizen's own cases stand: the state, the day of the clock, the dispute that may follow, the next steps."""

from __future__ import annotations

from datetime import date

from actions.own_cases import window
from actions.speech import Said, choice
from actions.tools import Tools
from cases.applicant_acts import may_add, may_withdraw
from cases.deadlines import due_dates, from_json, main_deadline
from cases.states import machine
from cases.status import due_reason, progress, status_words
from cases.tables import Case
from cases.texts import long_date
from office.calendar import Calendar
from office.clock import local_date, now
from office.outcome import Outcome
from office.working_days import current_calendar


def standing(tools: Tools, cases: list[Case], easy: bool = False) -> list[Said]:
    """Every case, and with the last what can be done next."""
    shown = [status(tools, case, easy) for case in cases]
    if shown:
        shown[-1] = shown[-1] | {"choices": _next_steps(tools, cases)}
    return shown


def status(tools: Tools, case: Case, easy: bool = False) -> Said:
    """Where a case is, the day of its clock while it runs, and the dispute that may follow."""
    today = local_date(now(), tools.office.zone)
    with tools.database.reading() as session:
        calendar = current_calendar(session)
    words = [status_words(case)]
    if machine(case.kind).is_open(case.state):
        words.append(progress(case, today, calendar, at=now()))
        if reason := due_reason(case):
            words.append(reason)
    if (until := dispute_until(case, today, calendar)) is not None:
        words.append(tools.texts["dialogue.sengketa"].say({"until": long_date(until)}, easy))
    return {"text": " ".join(words), "outcome": Outcome.ANSWERED_CASE_STATUS}


def dispute_until(case: Case, today: date, calendar: Calendar) -> date | None:
    """The last day to go to the Komisi Informasi: fourteen working days after the reply of the Atasan PPID, or
    after thirty working days without one (UU 14/2008 art. 37(2)). None before that, and when it has passed."""
    if case.kind != "keberatan":
        return None
    if case.answered_on is not None:
        until = next((from_json(raw).due_on for raw in case.deadlines if raw["name"] == "hak sengketa"), None)
    elif machine(case.kind).is_open(case.state) and today > case.due_on:
        until = main_deadline(due_dates("sengketa", case.due_on, calendar)).due_on
    else:
        return None
    return until if until is not None and today <= until else None


def _next_steps(tools: Tools, cases: list[Case]) -> list[dict[str, str]]:
    steps = []
    if any(window(tools, case).open for case in cases):
        steps.append(choice("Ajukan keberatan", "ajukan keberatan"))
    if any(may_add(case) for case in cases):
        steps.append(choice("Tambah keterangan", "tambah keterangan"))
    if any(may_withdraw(case) for case in cases):
        steps.append(choice("Cabut", "cabut permohonan"))
    return steps
