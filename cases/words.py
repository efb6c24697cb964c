"""Finding cases by their words although the words are sealed: keyed fingerprints of how each word begins.

What people write is encrypted, so the database cannot search it. Beside each case stand fingerprints of the first
five letters of every word, which only the key can make. Who steals the database learns that two cases share such a
beginning, never which; the cost of finding ``lapor`` in ``laporan`` is that ``lapor`` also finds ``laporkan``.

Names have fingerprints of their own: who may not look people up searches without them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Integer,
    and_,
    delete,
    false,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from cases.lookup import tidy_number
from cases.tables import Case, CaseApplicant, CaseLine
from office.database import Base, sealer

BEGINNING = 5
LEAST = 3
"""Letters; shorter words are in every case."""
WORDS, NAMES = "case_word.words", "case_word.names"
_WORD = re.compile(r"\w+")
_SEQUENCE = re.compile(r"^\d{1,6}$")


class CaseWord(Base):
    """A word of a case, as its fingerprint."""

    __tablename__ = "case_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as it is

    word: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(
        Integer, ForeignKey("case.id"), primary_key=True, autoincrement=False, index=True
    )


def beginnings(text: str) -> list[str]:
    """What of each word is compared, in their order; accents and capitals do not count."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    words = (word[:BEGINNING] for word in _WORD.findall(plain) if len(word) >= LEAST)
    return list(dict.fromkeys(words))


def fingerprint(beginning: str, place: str) -> int:
    """Sixty bits, so that it fits a column of any database."""
    return int(sealer().blind(beginning, place)[:15], 16)


def index_words(session: Session, cases: Sequence[Case]) -> None:
    """Write the fingerprints of cases anew. To be called whenever their words, or a name, are erased."""
    session.flush()
    ids = [case.id for case in cases]
    words = {case.id: set(_prints(case.details, WORDS)) for case in cases}
    for line in session.scalars(select(CaseLine).where(CaseLine.case_id.in_(ids))):
        words[line.case_id].update(_prints(line.value, WORDS))
    for who in session.scalars(select(CaseApplicant).where(CaseApplicant.case_id.in_(ids))):
        words[who.case_id].update(_prints(f"{who.name or ''} {who.on_behalf_of or ''}", NAMES))
    session.execute(delete(CaseWord).where(CaseWord.case_id.in_(ids)))
    rows = [{"case_id": case_id, "word": word} for case_id, found in words.items() for word in found]
    if rows:
        session.execute(insert(CaseWord), rows)


def index_missing(session: Session, after: int = 0, most: int = 500) -> int | None:
    """Take up cases from before there were fingerprints; the id to go on after, None at the end."""
    known = select(CaseWord.case_id).where(CaseWord.case_id == Case.id)
    query = select(Case).where(Case.id > after, ~known.exists()).order_by(Case.id).limit(most)
    cases = session.scalars(query).all()
    if not cases:
        return None
    index_words(session, cases)
    return cases[-1].id


def matching(typed: str, names: bool) -> ColumnElement[bool]:
    """In a query: the number, or each word typed, is the case's; with ``names`` also the applicant's name."""
    plain = typed.strip()
    number = tidy_number(plain)
    by_number: list[ColumnElement[bool]] = [Case.external_number == plain] if plain else []
    if "/" in number:
        by_number.append(Case.number.startswith(number, autoescape=True))
    elif _SEQUENCE.match(number):
        by_number.append(Case.sequence == int(number))
    each = [_has(beginning, names) for beginning in beginnings(plain)]
    return or_(false(), *by_number, *([and_(*each)] if each else []))


def _has(beginning: str, names: bool) -> ColumnElement[bool]:
    prints = [fingerprint(beginning, place) for place in ((WORDS, NAMES) if names else (WORDS,))]
    return Case.id.in_(select(CaseWord.case_id).where(CaseWord.word.in_(prints)))


def _prints(text: str, place: str) -> Iterator[int]:
    return (fingerprint(each, place) for each in beginnings(text))
