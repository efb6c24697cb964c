"""What has to be done for a case by somebody, by a day of its own: a unit gives material, an answer is sent.

A task never changes the state of its case; asking, doing and being reminded are events of the case.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from cases.changes import SYSTEM, Refused
from cases.moves import record
from cases.states import machine
from cases.tables import Case
from cases.texts import long_date
from office.calendar import Calendar
from office.clock import local_date
from office.database import Base, Sealed, UtcDateTime
from office.profile import Office

MATERIAL, DELIVERY = "bahan", "kirim"
LEAST = 10
"""Letters of what is asked or given."""
ALARMS = ((3, "h3"), (1, "h1"), (0, "hari_ini"))
"""Working days before a task is due, and the name of the reminder."""


class CaseTask(Base):
    """One thing to do. ``unit``: whose it is; None for the information desk itself."""

    __tablename__ = "case_task"
    __table_args__ = (Index("ix_case_task_open", "done_at", "unit", "due_on"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str | None] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date]
    text: Mapped[str] = mapped_column(Sealed("case_task.text"))
    """What is asked for, or the way a letter goes."""
    reminded: Mapped[str | None] = mapped_column(String(20))
    """The reminder given last."""
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_on: Mapped[date | None]
    """The day it was done, which may be earlier than the day that was written down."""
    answer: Mapped[str | None] = mapped_column(Sealed("case_task.answer"))

    case: Mapped[Case] = relationship()


def ask_unit(
    session: Session, case: Case, unit: str, text: str, due_on: date, actor: str, at: datetime, office: Office
) -> CaseTask:
    """Ask a unit for material by a day. Raises :class:`Refused` with what to do instead."""
    words, today = text.strip(), local_date(at, office.zone)
    if not machine(case.kind).is_open(case.state):
        raise Refused("refused.task_closed")
    if office.unit(unit) is None:
        raise Refused("refused.unit_unknown")
    if len(words) < LEAST:
        raise Refused("refused.task_words")
    if not today < due_on <= max(case.due_on, today):
        raise Refused("refused.task_due", due=long_date(case.due_on))
    task = _add(session, case, MATERIAL, unit, words, due_on, at)
    facts = {"task": task.id, "unit": unit, "due": due_on.isoformat()}
    record(session, case, "bahan_diminta", actor, at, office, facts, words)
    return task


def to_be_sent(session: Session, case: Case, way: str, at: datetime) -> CaseTask:
    """An answer that leaves by letter, mail or hand: due when the case is."""
    return _add(session, case, DELIVERY, None, way, case.due_on, at)


def _add(
    session: Session, case: Case, kind: str, unit: str | None, text: str, due_on: date, at: datetime
) -> CaseTask:
    task = CaseTask(case_id=case.id, kind=kind, unit=unit, asked_at=at, due_on=due_on, text=text)
    session.add(task)
    session.flush()
    return task


def give_material(
    session: Session, task: CaseTask, text: str, actor: str, at: datetime, office: Office
) -> None:
    """The unit's material; once. Raises :class:`Refused`."""
    words = text.strip()
    if task.done_at is not None:
        raise Refused("refused.task_done")
    if len(words) < LEAST:
        raise Refused("refused.task_words")
    task.answer, task.done_at, task.done_on = words, at, local_date(at, office.zone)
    facts = {"task": task.id, "unit": task.unit}
    record(session, task.case, "bahan_diberikan", actor, at, office, facts, words)


def mark_sent(session: Session, task: CaseTask, day: date, actor: str, at: datetime, office: Office) -> None:
    """The answer has left, on a day that has come. Raises :class:`Refused`."""
    if task.done_at is not None:
        raise Refused("refused.task_done")
    if not local_date(task.asked_at, office.zone) <= day <= local_date(at, office.zone):
        raise Refused("refused.task_sent_day")
    task.done_at, task.done_on = at, day
    record(session, task.case, "sudah_dikirim", actor, at, office, {"task": task.id, "sent": day.isoformat()})


def open_tasks(session: Session, units: Sequence[str] | None = None) -> Sequence[CaseTask]:
    """What is to be done, the most pressing first; ``units``: only theirs."""
    query = select(CaseTask).where(CaseTask.done_at.is_(None)).order_by(CaseTask.due_on, CaseTask.id)
    if units is not None:
        query = query.where(CaseTask.unit.in_(units))
    return session.scalars(query).all()


def tasks_of(session: Session, case: Case) -> Sequence[CaseTask]:
    """The tasks of a case, oldest first."""
    return session.scalars(select(CaseTask).where(CaseTask.case_id == case.id).order_by(CaseTask.id)).all()


def remind(session: Session, office: Office, calendar: Calendar, at: datetime) -> list[CaseTask]:
    """Give the reminders that are due now, each once."""
    today, given = local_date(at, office.zone), []
    for task in open_tasks(session):
        left = calendar.working_days_between(today, task.due_on)
        had = calendar.working_days_between(local_date(task.asked_at, office.zone), task.due_on)
        # Not "three days left" on the day somebody is given three days.
        reached = [name for days, name in ALARMS if left <= days < max(had, 2)]
        name = "lewat" if task.due_on < today else reached[-1] if reached else None
        if name is None or name == task.reminded:
            continue
        task.reminded = name
        facts = {"task": task.id, "unit": task.unit, "alarm": name}
        record(session, task.case, "tugas_diingatkan", SYSTEM, at, office, facts)
        given.append(task)
    return given
