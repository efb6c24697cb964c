"""Finding cases: by conversation, by number, and the queue an officer works through."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from cases.numbers import register
from cases.states import KINDS, machine
from cases.tables import Case, CaseEvent

_SPACES = re.compile(r"\s+")
_NUMBER = re.compile(r"^(\d+)(/.+)$")


def cases_of(session: Session, conversation_id: str) -> list[Case]:
    """The cases of one conversation, newest first."""
    query = select(Case).where(Case.conversation_id == conversation_id).order_by(Case.id.desc())
    return list(session.scalars(query))


def tidy_number(text: str) -> str:
    """A registration number as it is stored, from how people write it (`` 1 / ppid/xi/2026``)."""
    number = _SPACES.sub("", text).upper().removeprefix("NOMOR").removeprefix("NO.").strip(".,;:#")
    match = _NUMBER.match(number)
    return f"{int(match[1]):04d}{match[2]}" if match else number


def by_number(session: Session, number: str) -> Case | None:
    """The case with this registration number."""
    return session.scalar(select(Case).where(Case.office == register(), Case.number == tidy_number(number)))


@dataclass(frozen=True)
class Filter:
    """What part of the queue to show; None means all."""

    phase: str | None = "open"
    """``open`` (the office's or the applicant's turn), ``closed`` or None."""
    state: str | None = None
    units: tuple[str, ...] | None = None
    kind: str | None = "permohonan"
    due_from: date | None = None
    due_until: date | None = None
    """Both days included."""
    also: tuple[ColumnElement[bool], ...] = ()
    """Conditions of other modules: who has it, which words are in it."""
    newest: bool = False
    """Those received last first, instead of those due first."""


def _of_kind(kind: str, chosen: Filter) -> ColumnElement[bool]:
    rules = machine(kind)
    if chosen.state:
        return and_(Case.kind == kind, Case.state == chosen.state)
    if chosen.phase == "open":
        return and_(Case.kind == kind, Case.state.in_(rules.names("open") + rules.names("waiting")))
    if chosen.phase:
        return and_(Case.kind == kind, Case.state.in_(rules.names(chosen.phase)))
    return Case.kind == kind


def _conditions(chosen: Filter) -> list[ColumnElement[bool]]:
    conditions = list(chosen.also)
    if (
        chosen.kind or chosen.phase or chosen.state
    ):  # all of everything: naming the kinds only slows the search
        kinds = (chosen.kind,) if chosen.kind else KINDS
        conditions.append(or_(*(_of_kind(kind, chosen) for kind in kinds)))
    if chosen.units is not None:
        conditions.append(Case.unit.in_(chosen.units))
    if chosen.due_from is not None:
        conditions.append(Case.due_on >= chosen.due_from)
    if chosen.due_until is not None:
        conditions.append(Case.due_on <= chosen.due_until)
    return conditions


def queue(session: Session, chosen: Filter, limit: int = 50, offset: int = 0) -> Sequence[Case]:
    """Cases in the order in which they fall due; closed ones, and where asked, newest first.

    Sorted by the index alone; the long sealed texts are read for one page only.
    """
    newest = chosen.newest or chosen.phase == "closed"
    order = (Case.id.desc(),) if newest else (Case.due_on, Case.id)
    page = select(Case.id).where(*_conditions(chosen)).order_by(*order).limit(limit).offset(offset)
    ids = session.scalars(page).all()
    return session.scalars(select(Case).where(Case.id.in_(ids)).order_by(*order)).all()


def count(session: Session, chosen: Filter) -> int:
    """How many cases the filter holds."""
    return session.scalar(select(func.count(Case.id)).where(*_conditions(chosen))) or 0


def count_between(
    session: Session, chosen: Filter, spans: Sequence[tuple[date | None, date | None]]
) -> list[int]:
    """How many cases of the filter fall due in each span of days (both included), in one look."""
    cells = [
        func.count(Case.id).filter(
            *([Case.due_on >= first] if first else []), *([Case.due_on <= last] if last else [])
        )
        for first, last in spans
    ]
    return [int(number) for number in session.execute(select(*cells).where(*_conditions(chosen))).one()]


def history(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """Everything that happened to a case, oldest first."""
    return session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)).all()


def newest_of_conversations(session: Session, conversation_ids: Collection[str]) -> dict[str, Case]:
    """The newest case of each conversation that has one."""
    found = session.scalars(
        select(Case).where(Case.conversation_id.in_(conversation_ids)).order_by(Case.id)
    ).all()
    return {case.conversation_id: case for case in found if case.conversation_id}
