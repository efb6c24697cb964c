"""Cases like this one: likely duplicates of the same person, and answered ones whose answer may serve again.

Words are compared by their fingerprints (:mod:`cases.words`), among the newest cases of the same kind.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from cases.tables import Case, CaseApplicant
from cases.words import WORDS, CaseWord, beginnings, fingerprint

NEWEST = 5_000
"""How many of the newest cases are compared: a page must not wait for a register of fifty thousand."""
MOST = 3
ALIKE = 0.3
"""Share of this case's words that another must hold to be called similar."""
DIFFERENT_ENOUGH = 4
"""Words; with fewer nothing can be said of likeness."""


@dataclass(frozen=True)
class Similar:
    """A case, and the share of words it has in common."""

    case: Case
    share: float


def same_person(case: Case) -> ColumnElement[bool]:
    """In a query: filed in the same conversation, or with the same identity number."""
    conditions: list[ColumnElement[bool]] = []
    if case.conversation_id is not None:
        conditions.append(Case.conversation_id == case.conversation_id)
    if case.applicant is not None and case.applicant.identity_index:
        known = select(CaseApplicant.case_id).where(
            CaseApplicant.identity_index == case.applicant.identity_index
        )
        conditions.append(Case.id.in_(known))
    return or_(*conditions) if conditions else Case.id.is_(None)


def likely_duplicates(session: Session, case: Case, open_states: Sequence[str]) -> list[Similar]:
    """Open cases of the same person and kind with much the same words, the most alike first."""
    query = select(Case.id).where(
        Case.kind == case.kind, Case.id != case.id, Case.state.in_(open_states), same_person(case)
    )
    theirs = session.scalars(query.order_by(Case.id.desc()).limit(50)).all()
    return [one for one in _alike(session, case, Case.id.in_(theirs)) if one.case.id in theirs]


def answered_before(session: Session, case: Case, units: Sequence[str] | None) -> list[Similar]:
    """Answered cases of the kind with much the same words; ``units``: only theirs."""
    wanted = [Case.kind == case.kind, Case.answered_on.is_not(None), Case.id != case.id]
    if units is not None:
        wanted.append(Case.unit.in_(units))
    return _alike(session, case, *wanted)


def _alike(session: Session, case: Case, *wanted: ColumnElement[bool]) -> list[Similar]:
    prints = {fingerprint(each, WORDS) for each in beginnings(case.details)}
    if len(prints) < DIFFERENT_ENOUGH:
        return []
    newest = session.scalar(select(func.max(Case.id))) or 0
    common = func.count()
    query = (
        select(Case.id, common)
        .join(CaseWord, CaseWord.case_id == Case.id)
        .where(CaseWord.word.in_(prints), CaseWord.case_id > newest - NEWEST, *wanted)
        .group_by(Case.id)
        .having(common >= ALIKE * len(prints))
        .order_by(common.desc(), Case.id.desc())
        .limit(MOST)
    )
    found = session.execute(query).all()
    return [Similar(session.get_one(Case, case_id), shared / len(prints)) for case_id, shared in found]
