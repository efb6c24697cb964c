"""What a running house has stored: cases of a citizen, field by field, read from its database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.channels.web import CHANNEL
from bot.conversations import find_conversation
from cases.changes import APPLICANT
from cases.tables import Case
from office.database import Database
from office.settings import Settings
from tests.journeys.house import House

OWN = frozenset(
    {"id", "number", "sequence", "key", "conversation_id", "case_id", "parent_id", "version", "deadlines"}
)
"""What differs between two cases with the same content. A hoax check's hours count from the minute it was filed."""


def cases_of_citizen(house: House, secret: str) -> list[dict[str, Any]]:
    """The cases filed in this web conversation, newest first, with the applicant's columns, further lines and words."""
    database = Database(Settings(home=house.home))
    with database.reading() as session:
        known = find_conversation(session, CHANNEL, secret)
        filed = select(Case).where(Case.conversation_id == (known.id if known else ""))
        rows = [_row(case) for case in session.scalars(filed.order_by(Case.id.desc()))]
    database.close()
    return rows


def fields_of(case: dict[str, Any]) -> dict[str, Any]:
    """Its content without what is its own: ids, number, moments."""
    return {name: value for name, value in case.items() if name not in OWN and not name.endswith("_at")}


def _row(case: Case) -> dict[str, Any]:
    columns = {column.key: getattr(case, column.key) for column in Case.__table__.columns}
    columns |= {f"isian_{line.name}": line.value for line in case.lines}
    columns["kata_pemohon"] = [each.text for each in case.events if each.actor == APPLICANT and each.text]
    if case.applicant is not None:
        columns |= {
            f"pemohon_{column.key}": getattr(case.applicant, column.key)
            for column in type(case.applicant).__table__.columns
            if column.key not in OWN
        }
    return columns
