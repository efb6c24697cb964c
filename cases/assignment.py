"""Who works on a case: a named person of the unit that has it, or of the information desk.

How to call::

    people = holders(session, office)
    people.of(case)                                   # the person, or None
    assign(session, case, person_id, actor, at, office, people, seen_version)

An assignment counts while that person is active, may work on cases and sees this one. So nobody has to take
cases back from somebody who has left: they show as unassigned at once, and the history still says who had them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from cases.changes import Refused, Stale, officer
from cases.moves import record
from cases.states import machine
from cases.tables import Case, CaseEvent
from office.people import Person, may, units_of
from office.profile import Office

MAY = "case.assign"


@dataclass(frozen=True)
class Holders:
    """The people who can have cases now, by id, and the units each of them sees (None: all)."""

    people: Mapping[int, Person]
    views: Mapping[int, tuple[str, ...] | None]

    def of(self, case: Case) -> Person | None:
        """Who works on it."""
        if case.assigned_to is None or case.assigned_to not in self.people:
            return None
        return self.people[case.assigned_to] if self._sees(case.assigned_to, case.unit) else None

    def for_unit(self, unit: str | None) -> list[Person]:
        """Who can be given a case of this unit: its own people first, then those of the whole office."""
        seeing = [person for id, person in self.people.items() if self._sees(id, unit)]
        return sorted(seeing, key=lambda person: (self.views[person.id] is None, person.name, person.id))

    def held(self) -> ColumnElement[bool]:
        """In a query: the case is in somebody's hands, by the same rule as :meth:`of`."""
        groups: dict[tuple[str, ...] | None, list[int]] = {}
        for id, units in self.views.items():
            groups.setdefault(units, []).append(id)
        cells = [
            Case.assigned_to.in_(ids)
            if units is None
            else and_(Case.assigned_to.in_(ids), Case.unit.in_(units))
            for units, ids in groups.items()
        ]
        return and_(Case.assigned_to.is_not(None), or_(false(), *cells))

    def _sees(self, id: int, unit: str | None) -> bool:
        units = self.views[id]
        return units is None or unit in units


def holders(session: Session, office: Office) -> Holders:
    """Everybody who can have cases now."""
    active = session.scalars(select(Person).where(Person.disabled_at.is_(None)))
    people = {person.id: person for person in active if may(person, MAY)}
    return Holders(people, {id: units_of(person, office) for id, person in people.items()})


def assign(
    session: Session,
    case: Case,
    person_id: int | None,
    actor: str,
    at: datetime,
    office: Office,
    people: Holders,
    seen_version: int | None = None,
) -> CaseEvent:
    """Give an open case to somebody, or with None to nobody. Raises :class:`Refused` or :class:`Stale`."""
    if seen_version is not None and seen_version != case.version:
        raise Stale
    if not machine(case.kind).is_open(case.state):
        raise Refused("refused.assign_closed")
    if person_id is not None and person_id not in {person.id for person in people.for_unit(case.unit)}:
        raise Refused("refused.assign_unknown")
    case.assigned_to = person_id
    kind = "dilepas" if person_id is None else "diambil" if actor == officer(person_id) else "ditugaskan"
    event = record(session, case, kind, actor, at, office, {"person": person_id} if person_id else {})
    session.flush()
    return event
