"""The list of exempt information: what was decided after an uji konsekuensi, until when, and what ends soon.

A term that ends makes the information open by itself; the PPID declares it beforehand (PP 61/2010 art. 11, Perki
1/2021 art. 52). Items are never part of knowledge: the index holds published entries only.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Date, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.states import machine
from office.audit import Audited
from office.calendar import Calendar
from office.clock import now
from office.database import Base, UtcDateTime
from office.settings import PROJECT
from office.texts import texts

SOON = timedelta(days=90)
"""From so long before the end on an item is shown first."""
LEAST_TITLE = 8


class ExemptItem(Audited, Base):
    """One decision to keep something closed. What is in it is not stored, only what it is about."""

    __tablename__ = "exempt_item"
    audited_as = "exempt"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    title: Mapped[str] = mapped_column(Text)
    ground: Mapped[str] = mapped_column(String(2))
    """Letter of UU 14/2008 art. 17."""
    statute: Mapped[str] = mapped_column(Text, default="")
    consequence_test: Mapped[str] = mapped_column(Text)
    """Number and date of the uji konsekuensi and its decree."""
    unit: Mapped[str | None] = mapped_column(String(40))
    decided_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    """The last day of the term; None as long as the ground lasts."""
    opened_on: Mapped[date | None] = mapped_column(Date)
    """When the PPID declared it open."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now)


class ExemptRefused(ValueError):
    """The item cannot be so; the message says what to do."""


@dataclass(frozen=True)
class Term:
    """What the law says of the duration under one ground."""

    ends: bool
    most_years: int | None
    law: str


@dataclass(frozen=True)
class Standing:
    """How an item stands today: ``open``, ``over``, ``declare`` (the declaration is due), ``soon`` or ``closed``."""

    tone: str
    declare_by: date | None


@lru_cache(maxsize=1)
def terms() -> dict[str, Term]:
    """By letter of the ground."""
    return {row["letter"]: Term(row["ends"], row.get("most_years"), row["law"]) for row in _rules()["term"]}


def declare_days() -> int:
    """Working days before the end by which the PPID declares that the information becomes open."""
    return int(_rules()["declare_working_days"])


def check(item: ExemptItem) -> None:
    """Raises :class:`ExemptRefused` for what the law does not allow (UU 14/2008 art. 17, 20)."""
    if len(item.title.strip()) < LEAST_TITLE:
        raise ExemptRefused(texts().say("exempt.problem.title"))
    ground = machine("permohonan").grounds.get(item.ground)
    if ground is None:
        raise ExemptRefused(texts().say("exempt.problem.ground"))
    if not item.consequence_test.strip():
        raise ExemptRefused(texts().say("exempt.problem.test"))
    if ground.statute and not item.statute.strip():
        raise ExemptRefused(texts().say("exempt.problem.statute"))
    term = terms()[item.ground]
    if item.until is None and term.ends:
        raise ExemptRefused(texts().say("exempt.problem.until", law=term.law))
    if item.until is None:
        return
    if item.until <= item.decided_on:
        raise ExemptRefused(texts().say("exempt.problem.order"))
    if term.most_years and item.until > _years_after(item.decided_on, term.most_years):
        raise ExemptRefused(texts().say("exempt.problem.too_long", years=term.most_years, law=term.law))


def standing(item: ExemptItem, today: date, calendar: Calendar) -> Standing:
    """What the list shows, and the last day for the declaration."""
    if item.opened_on is not None:
        return Standing("open", None)
    if item.until is None:
        return Standing("closed", None)
    declare_by = _working_days_before(item.until, declare_days(), calendar)
    if item.until < today:
        return Standing("over", declare_by)
    if declare_by <= today:
        return Standing("declare", declare_by)
    return Standing("soon" if declare_by - today <= SOON else "closed", declare_by)


def exempt_items(session: Session) -> list[ExemptItem]:
    """All items: closed ones first, what ends first at the top."""
    closed = ExemptItem.opened_on.is_not(None)
    return list(
        session.scalars(select(ExemptItem).order_by(closed, ExemptItem.until.is_(None), ExemptItem.until))
    )


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((PROJECT / "data" / "rules" / "exempt.toml").read_text(encoding="utf-8"))


def _years_after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def _working_days_before(end: date, days: int, calendar: Calendar) -> date:
    """The last day that still has so many working days before ``end``."""
    day = end
    while days:
        day -= timedelta(days=1)
        days -= calendar.is_working_day(day)
    return day
