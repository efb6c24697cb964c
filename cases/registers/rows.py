"""The rows of a register: one case each, in the order of its number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cases.registers.cells import CELLS
from cases.registers.columns import Column
from cases.registers.line import Line
from cases.reports.period import Period
from cases.tables import Case
from office.people import Person
from office.profile import Office

AT_ONCE = 500
"""Cases read together; a register of a large office does not stand in memory as a whole."""


def rows(
    session: Session, kind: str, period: Period, office: Office, columns: Sequence[Column]
) -> Iterator[list[str]]:
    """The cells of each case received in the period, in the order of its number."""
    ids = session.scalars(
        select(Case.id)
        .where(Case.kind == kind, Case.received_on >= period.first, Case.received_on <= period.last)
        .order_by(Case.year, Case.sequence)
    ).all()
    people = {row.id: row.name for row in session.execute(select(Person.id, Person.name))}
    for at in range(0, len(ids), AT_ONCE):
        part = ids[at : at + AT_ONCE]
        loaded = selectinload(Case.events), selectinload(Case.applicant), selectinload(Case.lines)
        query = select(Case).where(Case.id.in_(part)).options(*loaded).order_by(Case.year, Case.sequence)
        cases = session.scalars(query).all()
        parents = [case.parent_id for case in cases if case.parent_id]
        numbers = {row.id: row.number for row in session.execute(_numbers(parents))}
        disputes = {row.parent_id: row.number for row in session.execute(_disputes(part))}
        for case in cases:
            line = Line(case, office, numbers, disputes, people)
            yield [CELLS[column.name](line) for column in columns]
        session.expunge_all()


def _numbers(ids: Sequence[int]) -> Any:
    return select(Case.id, Case.number).where(Case.id.in_(ids))


def _disputes(ids: Sequence[int]) -> Any:
    return select(Case.parent_id, Case.number).where(Case.parent_id.in_(ids), Case.kind == "sengketa")
