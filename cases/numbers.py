"""Registration numbers: without gaps and never given twice, per office, kind and year.

The number is the citizen's legal receipt (Perki 1/2021 art. 29), so it is taken in the transaction that
opens the case: when that fails, the number was never given.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from cases.rules import RULES
from cases.tables import NumberSequence
from cases.texts import roman_month


@lru_cache(maxsize=1)
def _rules() -> dict[str, Any]:
    return tomllib.loads((RULES / "numbers.toml").read_text(encoding="utf-8"))


def register() -> str:
    """The office's register: a name that stays when the office is renamed, so that its numbers go on."""
    return str(_rules()["register"])


def lock_sequence(session: Session, kind: str, day: date) -> NumberSequence:
    """The year's sequence, locked until the transaction ends; others who file wait here."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    first = {"office": register(), "kind": kind, "year": day.year}
    session.execute(insert(NumberSequence).values(**first, last=0).on_conflict_do_nothing())
    query = select(NumberSequence).filter_by(**first).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one()


def write_number(kind: str, sequence: int, day: date) -> str:
    """``0001/PPID/XI/2026``."""
    form: str = _rules()["format"][kind]
    return form.format(sequence=sequence, month=roman_month(day.month), year=day.year)
