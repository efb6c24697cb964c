"""What is asked after filing without saying about what: how long still, what if nobody answers, what it costs.

The citizen's newest case answers from its own clock, with what the law gives when the clock runs out; without a
case the right itself does. Only messages that say nothing else are heard so (data/rules/case_questions.toml).
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from typing import Any

from rasa_sdk import Tracker

from actions.base import Spoken, questions_before
from actions.own_cases import own, window
from actions.speech import Said, choice, from_law, say
from actions.standing import standing
from actions.tools import Tools
from cases.deadlines import due_dates, from_json, main_deadline
from cases.redirections import redirections
from cases.rights import right
from cases.rules import RULES, clock_named
from cases.states import machine
from cases.status import due_words, status_words
from cases.tables import Case
from cases.texts import long_date
from office.clock import local_date, now
from office.language import only_says
from office.outcome import Outcome
from office.working_days import current_calendar

COST = "cost"


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    return tomllib.loads((RULES / "case_questions.toml").read_text(encoding="utf-8"))


def asked_after_filing(text: str) -> dict[str, Any] | None:
    """Which of these questions a message is, when it says nothing else."""
    table = _table()
    return next((each for each in table["question"] if only_says(text, each["words"], table["around"])), None)


def of_the_own_case(tools: Tools, tracker: Tracker, text: str) -> Spoken | None:
    """The answer from the newest case; None without one, or when something else was asked since it was filed."""
    question = asked_after_filing(text)
    if question is None or question["name"] == COST:
        return None
    if any(asked_after_filing(before) is None for before in questions_before(tracker)):
        return None
    cases = own(tools, tracker.sender_id, lambda case: True)
    if not cases:
        return None
    still = [case for case in cases if machine(case.kind).is_open(case.state)]
    if question["name"] == "late" and still:
        return Spoken(late(tools, still[0]))
    return Spoken(*standing(tools, cases, easy=bool(tracker.get_slot("mudah"))))


def by_right(tools: Tools, tracker: Tracker, text: str) -> Spoken | None:
    """What the law says to it, when nothing else was asked in this conversation."""
    question = asked_after_filing(text)
    if question is None or any(asked_after_filing(before) is None for before in questions_before(tracker)):
        return None
    law = right(question["right"])
    words = law.words(local_date(now(), tools.office.zone), easy=bool(tracker.get_slot("mudah")))
    if question["name"] == COST:
        key = tools.texts["dialogue.own_clock.free"]
        words = f"{key.say(easy=bool(tracker.get_slot('mudah')))} {words}"
    return Spoken({"text": words} | from_law(law.article, Outcome.ANSWERED_FAQ))


def late(tools: Tools, case: Case) -> Said:
    """What can be done when the office does not answer in time, and from when (UU 14/2008 art. 35-37)."""
    today, law = local_date(now(), tools.office.zone), from_law(_article(case), Outcome.ANSWERED_CASE_STATUS)
    passed, due = "passed" if today > case.due_on else "ahead", due_words(case)
    if case.kind == "permohonan":
        days = clock_named("keberatan", "tanggapan", today).limit
        said = say(f"dialogue.own_clock.permohonan.{passed}", case=status_words(case), due=due, days=days)
        now_open = window(tools, case).open
        return (
            said | law | ({"choices": [choice("Ajukan keberatan", "ajukan keberatan")]} if now_open else {})
        )
    if case.kind == "keberatan":
        with tools.database.reading() as session:
            until = main_deadline(due_dates("sengketa", case.due_on, current_calendar(session))).due_on
        key = f"dialogue.own_clock.keberatan.{'ahead' if today <= until else 'passed'}"
        return say(key, case=status_words(case), due=due, until=long_date(until)) | law
    office, ombudsman = tools.office, next(each for each in redirections() if each.name == "ombudsman")
    return law | say(
        "dialogue.own_clock.other",
        case=status_words(case),
        due=due,
        phone=office.phone,
        email=office.email,
        body=ombudsman.title,
        how=ombudsman.how,
    )


def _article(case: Case) -> str:
    """The law that gives what can be done; for cases without such a right, the one that sets the limit."""
    if case.kind in ("permohonan", "keberatan"):
        return right({"permohonan": "objection", "keberatan": "dispute"}[case.kind]).article
    return next((from_json(raw).rule for raw in case.deadlines if raw["main"]), "")
