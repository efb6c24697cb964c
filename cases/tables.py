"""Cases, their applicants and their history. What names a person is sealed; the history only grows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    DDL,
    JSON,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    event,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from office.audit import Act, Audited
from office.database import Base, Sealed, UtcDateTime


class Case(Base):
    """One request, objection, complaint or check, with its number and its clock."""

    __tablename__ = "case"
    __table_args__ = (
        UniqueConstraint("office", "kind", "year", "sequence", name="uq_case_sequence"),
        UniqueConstraint("office", "number", name="uq_case_number"),
        UniqueConstraint("key"),
        # The unit stands last so that counting and sorting the queue never open the rows.
        Index("ix_case_queue", "kind", "state", "due_on", "id", "unit"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(120))
    """Names the filing: filing the same thing twice leaves one case."""
    office: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(60))
    year: Mapped[int] = mapped_column(Integer)
    sequence: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(30))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    """The request an objection is about."""
    conversation_id: Mapped[str | None] = mapped_column(String(36), index=True)
    """None for a walk-in without a channel: then the answer goes out as a letter."""
    channel: Mapped[str] = mapped_column(String(20))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_on: Mapped[date] = mapped_column(Date)
    complete_on: Mapped[date | None] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    """The limit the office must keep; the extension moves it once."""
    safe_on: Mapped[date] = mapped_column(Date)
    extended_on: Mapped[date | None] = mapped_column(Date)
    answered_on: Mapped[date | None] = mapped_column(Date)
    outcome: Mapped[str | None] = mapped_column(String(30))
    deadlines: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    """How each due date was worked out, as :meth:`cases.deadlines.Deadline.as_json`."""
    details: Mapped[str] = mapped_column(Sealed("case.details"))
    """The citizen's own words."""
    purpose: Mapped[str] = mapped_column(Sealed("case.purpose"))
    obtain: Mapped[str | None] = mapped_column(String(30))
    deliver: Mapped[str | None] = mapped_column(String(30))
    anonymous: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Complaints: who complains is kept from the unit complained about (SP4N-LAPOR! "anonim")."""
    confidential: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Complaints: what is complained about is never made public (SP4N-LAPOR! "rahasia")."""
    classification: Mapped[str | None] = mapped_column(String(20))
    """Class of a complaint, which decides its limit."""
    external_number: Mapped[str | None] = mapped_column(String(60), index=True)
    """The number another system gave it: Tracking ID of SP4N-LAPOR!, register of the Komisi Informasi."""
    unit: Mapped[str | None] = mapped_column(String(40))
    assigned_to: Mapped[int | None] = mapped_column(Integer, index=True)
    """The person who works on it (:mod:`cases.assignment` says whether that still counts)."""
    version: Mapped[int] = mapped_column(Integer)
    """Grows with every change: who saw an older version does not overwrite a newer one."""

    applicant: Mapped[CaseApplicant | None] = relationship(back_populates="case")
    lines: Mapped[list[CaseLine]] = relationship(order_by="CaseLine.id")
    events: Mapped[list[CaseEvent]] = relationship(back_populates="case", order_by="CaseEvent.id")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - SQLAlchemy reads it as it is


class CaseApplicant(Base):
    """Who asks (Perki 1/2021 art. 27, 29(5)). Apart from the case, so that it can be erased."""

    __tablename__ = "case_applicant"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    """perorangan, badan_hukum, kelompok or kuasa."""
    name: Mapped[str | None] = mapped_column(Sealed("case_applicant.name"))
    identity_number: Mapped[str | None] = mapped_column(Sealed("case_applicant.identity_number"))
    identity_index: Mapped[str | None] = mapped_column(String(64), index=True)
    """Keyed fingerprint of the identity number."""
    address: Mapped[str | None] = mapped_column(Sealed("case_applicant.address"))
    contact: Mapped[str | None] = mapped_column(Sealed("case_applicant.contact"))
    on_behalf_of: Mapped[str | None] = mapped_column(Sealed("case_applicant.on_behalf_of"))
    """For whom a proxy asks, or the name of a group of people."""
    power_of_attorney: Mapped[str | None] = mapped_column(Sealed("case_applicant.power_of_attorney"))
    """Number and date of the letter by which a proxy or a group is represented (Perki 1/2021 art. 27)."""
    represented_by: Mapped[str | None] = mapped_column(Sealed("case_applicant.represented_by"))
    """Who signs for a legal entity."""
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    case: Mapped[Case] = relationship(back_populates="applicant")


class CaseLine(Base):
    """A further line of a form, in the citizen's words: place, time, who is reported, link of a claim."""

    __tablename__ = "case_line"
    __table_args__ = (UniqueConstraint("case_id", "name", name="uq_case_line_name"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(String(30))
    value: Mapped[str] = mapped_column(Sealed("case_line.value"))


class CaseEvent(Audited, Base):
    """Something that happened. Registers and reports are counted from these, never from counters."""

    __tablename__ = "case_event"
    __table_args__ = (
        Index("ix_case_event_time", "kind", "at"),
        Index("ix_case_event_key", "key", unique=True),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    day: Mapped[date] = mapped_column(Date)
    """The office's own date of the event."""
    actor: Mapped[str] = mapped_column(String(40))
    """``pemohon``, ``sistem`` or ``petugas:<id>``."""
    kind: Mapped[str] = mapped_column(String(40))
    from_state: Mapped[str | None] = mapped_column(String(30))
    to_state: Mapped[str | None] = mapped_column(String(30))
    data: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Facts without personal data: outcome, unit, dates, letters of the law."""
    text: Mapped[str | None] = mapped_column(Sealed("case_event.text"))
    """Words written by a person: an answer, a reason, a note. The one part that can be erased."""
    key: Mapped[str | None] = mapped_column(String(160))
    """Names what was wanted, where a wish may be delivered twice."""

    case: Mapped[Case] = relationship(back_populates="events")

    def as_act(self, change: str, columns: list[str]) -> Act:
        """In the audit log: the step with its case. A later change can only be an erasure of the words."""
        act = f"case.{self.kind}" if change == "added" else f"case.event_{change}"
        return Act(act, f"case:{self.case_id}", {"event": self.id}, self.actor if change == "added" else "")


class NumberSequence(Base):
    """The last number given per office, kind and year (Perki 1/2021 art. 29: the number is the receipt)."""

    __tablename__ = "number_sequence"

    office: Mapped[str] = mapped_column(String(80), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(Integer, default=0)


# The history refuses changes in the database itself. A migration that rebuilds the table sets these again.
_KEPT = "id, case_id, at, day, actor, kind, from_state, to_state, data"
HISTORY_GUARDS: dict[str, tuple[str, ...]] = {}
HISTORY_GUARDS["sqlite"] = (
    f"CREATE TRIGGER case_event_kept BEFORE UPDATE OF {_KEPT} ON case_event "
    "BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END",
    "CREATE TRIGGER case_event_stays BEFORE DELETE ON case_event "
    "BEGIN SELECT RAISE(ABORT, 'case_event only grows'); END",
)
HISTORY_GUARDS["postgresql"] = (
    "CREATE OR REPLACE FUNCTION case_event_refuse() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'case_event only grows'; END $$",
    f"CREATE TRIGGER case_event_kept BEFORE UPDATE OF {_KEPT} ON case_event "
    "FOR EACH ROW EXECUTE FUNCTION case_event_refuse()",
    "CREATE TRIGGER case_event_stays BEFORE DELETE ON case_event "
    "FOR EACH ROW EXECUTE FUNCTION case_event_refuse()",
)
for _dialect, _statements in HISTORY_GUARDS.items():
    for _statement in _statements:
        event.listen(
            CaseEvent.__table__,
            "after_create",
            DDL(  # type: ignore[no-untyped-call]
                _statement.replace("%", "%%")
            ).execute_if(dialect=_dialect),
        )
