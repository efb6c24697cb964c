"""Cases as reports see them: what happened to each, day by day, and nothing that names a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from cases.reports.period import Period
from cases.states import KINDS, machine
from cases.tables import Case, CaseEvent

DECIDING = ("answered", "ruled")
"""Effects of the steps that decide a case: an answer of the office, a ruling about it."""
REOPENED = "reopened"


@dataclass(frozen=True)
class Happening:
    """One dated event."""

    kind: str
    day: date
    at: datetime
    to_state: str | None
    data: Mapping[str, Any]


class Dated(Protocol):
    """What an event must tell to be counted."""

    @property
    def kind(self) -> str: ...

    @property
    def day(self) -> date: ...

    @property
    def at(self) -> datetime: ...

    @property
    def data(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Decision:
    """How a case was decided, or how it ended without an answer (withdrawn, never completed)."""

    day: date
    at: datetime
    outcome: str
    answer: bool
    event: Dated


@dataclass(frozen=True)
class Story:
    """One case and what happened to it up to the end of the period."""

    id: int
    kind: str
    number: str
    received_on: date
    due_on: date
    channel: str
    unit: str | None
    parent_id: int | None
    happenings: tuple[Happening, ...]

    def open_on(self, day: date) -> bool:
        """Whether the case was there and not closed when the day ended."""
        states = [one.to_state for one in self.happenings if one.to_state and one.day <= day]
        return bool(states) and machine(self.kind).is_open(states[-1])

    def decision(self, until: date) -> Decision | None:
        """The decision that holds at the end of a day."""
        return decision(self.kind, (one for one in self.happenings if one.day <= until))

    def named(self, kind: str) -> list[Happening]:
        return [one for one in self.happenings if one.kind == kind]


def decision(kind: str, events: Iterable[Dated]) -> Decision | None:
    """The last decision that was not taken back, by the state machine's own data."""
    steps, held = machine(kind).transitions, None
    for one in events:
        step = steps.get(one.kind)
        if step is None:
            continue
        if step.outcome:
            held = Decision(one.day, one.at, step.outcome, False, one)
        elif any(effect in DECIDING for effect in step.effects):
            held = Decision(one.day, one.at, str(one.data["outcome"]), True, one)
        elif REOPENED in step.effects:
            held = None
    return held


def read(session: Session, period: Period, kinds: Sequence[str] = KINDS) -> list[Story]:
    """Every case that was open at some time in the period, oldest first."""
    known = [kind for kind in kinds if kind in KINDS]
    closed = [and_(Case.kind == kind, Case.state.in_(machine(kind).names("closed"))) for kind in known]
    later = aliased(CaseEvent)
    touched = exists().where(later.case_id == Case.id, later.day >= period.first)
    wanted = and_(Case.kind.in_(known), Case.received_on <= period.last, or_(~or_(*closed), touched))
    columns = (
        Case.id, Case.kind, Case.number, Case.received_on, Case.due_on, Case.channel, Case.unit, Case.parent_id,
    )  # fmt: skip
    happened: dict[int, list[Happening]] = defaultdict(list)
    events = (
        select(
            CaseEvent.case_id, CaseEvent.kind, CaseEvent.day, CaseEvent.at, CaseEvent.to_state, CaseEvent.data
        )
        .join(Case, Case.id == CaseEvent.case_id)
        .where(wanted, CaseEvent.day <= period.last)
        .order_by(CaseEvent.id)
    )
    for case_id, *told in session.execute(events):
        happened[case_id].append(Happening(*told))
    cases = session.execute(select(*columns).where(wanted).order_by(Case.id))
    return [Story(*row, tuple(happened[row.id])) for row in cases]
