"""Entries in the database: find, name, put, retire. Sessions come from the caller.

How to call::

    with database.writing() as session:
        put(session, Draft(kind="published", title="…", body="…", unit="…"))   # -> Entry
        retire(session, "faq-…")
    with database.reading() as session:
        entries = published(session)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

import knowledge.versions  # noqa: F401 - whoever changes an entry keeps what it said before
from knowledge.tables import CATEGORIES, KINDS, Entry


@dataclass(frozen=True)
class Draft:
    """The content of an entry before it has an id. Empty texts mean unknown."""

    kind: str
    title: str
    body: str = ""
    id: str = ""
    variants: tuple[str, ...] = ()
    heading: str = ""
    unit: str = ""
    responsible: str = ""
    category: str | None = None
    period: str = ""
    form: str = ""
    retention: str = ""
    link: str = ""
    links: tuple[str, ...] = ()
    parent: str | None = None
    page: int | None = None
    source_file: str = ""
    source_date: date | None = None
    valid_until: date | None = None

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown kind {self.kind!r}")
        if self.category is not None and self.category not in CATEGORIES:
            raise ValueError(f"unknown category {self.category!r}")
        if not self.title.strip():
            raise ValueError("an entry needs a title")


_CONTENT = tuple(field.name for field in fields(Draft) if field.name not in {"id", "variants", "links"})

_LISTS = ("variants", "links")


def slug(text: str) -> str:
    """``Akta Kelahiran (baru)`` -> ``akta-kelahiran-baru``, at most 60 characters."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")


def entry_id(draft: Draft, taken: Callable[[str], bool]) -> str:
    """The id a draft gets: its own, else kind and title, else with the unit, else numbered.

    ``taken`` says whether an id belongs to another entry. The same file read in the same order gives
    the same ids, which is what lets a second import update instead of double.
    """
    if draft.id:
        return draft.id[:200]
    base = f"{draft.kind}-{slug(draft.title) or 'tanpa-judul'}"
    if not taken(base):
        return base
    if draft.unit and slug(draft.unit):
        base = f"{base}-{slug(draft.unit)}"
        if not taken(base):
            return base
    number = 2
    while taken(f"{base}-{number}"):
        number += 1
    return f"{base}-{number}"


def apply(draft: Draft, entry: Entry) -> bool:
    """Write the draft into the entry and publish it; says whether anything changed."""
    changed = False
    for name in _CONTENT:
        value = getattr(draft, name)
        if getattr(entry, name) != value:
            setattr(entry, name, value)
            changed = True
    for name in _LISTS:
        if list(getattr(entry, name) or []) != list(getattr(draft, name)):
            setattr(entry, name, list(getattr(draft, name)))
            changed = True
    if entry.status != "published":
        entry.status = "published"
        changed = True
    return changed


def new_entry(identity: str, draft: Draft, status: str = "published") -> Entry:
    """A row not yet in the database."""
    content = {name: getattr(draft, name) for name in _CONTENT}
    lists = {name: list(getattr(draft, name)) for name in _LISTS}
    return Entry(id=identity, status=status, **content, **lists)


def put(session: Session, draft: Draft, status: str = "published") -> Entry:
    """Add one entry, or update the one that has the draft's id. Searchable after the commit."""
    if draft.id and (entry := session.get(Entry, draft.id)):
        apply(draft, entry)
        entry.status = status
        return entry
    entry = new_entry(entry_id(draft, lambda name: session.get(Entry, name) is not None), draft, status)
    session.add(entry)
    session.flush()
    return entry


def retire(session: Session, identity: str) -> bool:
    """Take an entry out of every answer, keeping its row; False when there is none."""
    entry = session.get(Entry, identity)
    if entry is None:
        return False
    entry.status = "retired"
    return True


def published(session: Session, after: int = -1) -> list[Entry]:
    """Published entries with a revision above ``after``, oldest change first."""
    query = select(Entry).where(Entry.status == "published", Entry.revision > after)
    return list(session.scalars(query.order_by(Entry.revision, Entry.id)))


def list_entries(
    session: Session, *, status: str | None = "published", kind: str | None = None
) -> list[Entry]:
    """Entries for a list or an export, by kind and title."""
    query = select(Entry)
    if status is not None:
        query = query.where(Entry.status == status)
    if kind is not None:
        query = query.where(Entry.kind == kind)
    return list(session.scalars(query.order_by(Entry.kind, Entry.title, Entry.id)))


def find(session: Session, identities: Iterable[str]) -> dict[str, Entry]:
    """Entries by id; unknown ids are left out."""
    wanted: Sequence[str] = list(identities)
    if not wanted:
        return {}
    return {entry.id: entry for entry in session.scalars(select(Entry).where(Entry.id.in_(wanted)))}


def outdated(session: Session, today: date, stale_before: date) -> list[Entry]:
    """Published entries past their date, or not renewed since ``stale_before``."""
    query = select(Entry).where(Entry.status == "published")
    query = query.where((Entry.valid_until < today) | (Entry.source_date < stale_before))
    return list(session.scalars(query.order_by(Entry.source_date)))
