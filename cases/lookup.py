"""Finding cases: by conversation, by number, and the queue an officer works through."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from cases.states import machine
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
    return session.scalar(select(Case).where(Case.number == tidy_number(number)))


@dataclass(frozen=True)
class Filter:
    """What part of the queue to show; None means all."""

    phase: str | None = "open"
    """``open`` (the office's or the applicant's turn), ``closed`` or None."""
    state: str | None = None
    units: tuple[str, ...] | None = None
    kind: str = "permohonan"
    due_from: date | None = None
    due_until: date | None = None
    """Both days included."""


def _where(query: Select[Case], chosen: Filter) -> Select[Case]:
    rules = machine(chosen.kind)
    query = query.where(Case.kind == chosen.kind)
    if chosen.state:
        query = query.where(Case.state == chosen.state)
    elif chosen.phase == "open":
        query = query.where(Case.state.in_(rules.names("open") + rules.names("waiting")))
    elif chosen.phase:
        query = query.where(Case.state.in_(rules.names(chosen.phase)))
    if chosen.units is not None:
        query = query.where(Case.unit.in_(chosen.units))
    if chosen.due_from is not None:
        query = query.where(Case.due_on >= chosen.due_from)
    if chosen.due_until is not None:
        query = query.where(Case.due_on <= chosen.due_until)
    return query


def queue(session: Session, chosen: Filter, limit: int = 50, offset: int = 0) -> Sequence[Case]:
    """Cases in the order in which they fall due; closed ones newest first."""
    query = _where(select(Case), chosen)
    order = (Case.id.desc(),) if chosen.phase == "closed" else (Case.due_on, Case.id)
    return session.scalars(query.order_by(*order).limit(limit).offset(offset)).all()


def count(session: Session, chosen: Filter) -> int:
    """How many cases the filter holds."""
    inner = _where(select(Case), chosen).with_only_columns(Case.id).subquery()
    return session.scalar(select(func.count()).select_from(inner)) or 0


def history(session: Session, case_id: int) -> Sequence[CaseEvent]:
    """Everything that happened to a case, oldest first."""
    return session.scalars(select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.id)).all()
