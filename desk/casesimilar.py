"""What the page of a case says of others like it."""

from typing import Any

from sqlalchemy.orm import Session

from cases.changes import ANSWERS
from cases.similar import answered_before, likely_duplicates
from cases.states import machine
from cases.tables import Case
from desk.casefiles import hidden_from
from desk.queue import summary
from desk.room import Desk
from office.people import Person


def similar_cases(desk: Desk, session: Session, case: Case, person: Person) -> dict[str, Any]:
    """Likely duplicates of the same person, and answered cases whose answer may serve; none of a closed case."""
    rules = machine(case.kind)
    if hidden_from(case, person) or rules.states[case.state].phase != "open":
        return {"duplicates": [], "answered_before": []}
    units = desk.units_of(person)
    own = [
        one.case
        for one in likely_duplicates(session, case, rules.names("open"))
        if units is None or one.case.unit in units
    ]
    served = [one.case for one in answered_before(session, case, units) if not one.case.anonymous]
    return {
        "duplicates": [(other, summary(other.details), _first(other, case)) for other in own],
        "answered_before": [(other, summary(other.details), _answer(other)) for other in served],
    }


def _first(other: Case, case: Case) -> bool:
    return (other.opened_at, other.id) < (case.opened_at, case.id)


def _answer(case: Case) -> str:
    """The words last sent."""
    return next((event.text or "" for event in reversed(case.events) if event.kind in ANSWERS), "")
